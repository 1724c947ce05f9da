"""Dendrograms and classes of clusters, written blind a second time."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from .._blind import BOTH, Row
from ._named import called_with, giving, having, with_function

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]


def attribute(name: str, make: Function) -> Any:
    """Break a method of a class, for all instances."""

    def wrap(cls: type) -> type:
        setattr(cls, name, make(getattr(cls, name)))
        return cls

    return wrap


def leaf_by_id(pre_order: Function) -> Function:
    """Give the number of a node that is a leaf itself, whatever the function."""

    @wraps(pre_order)
    def faulty(self: Any, *args: Any, **kwargs: Any) -> Any:
        return [self.id] if self.left is None else pre_order(self, *args, **kwargs)

    return faulty


def not_below(_gt: Function) -> Function:
    return lambda self, node: not self < node


def merge_counting_always(merge: Function) -> Function:
    """Count subsets down where there was nothing to merge."""

    @wraps(merge)
    def faulty(self: Any, x: Any, y: Any) -> bool:
        merged = merge(self, x, y)
        if not merged and x != y:
            self.n_subsets -= 1
        return merged

    return faulty


def subsets_of_several(subsets: Function) -> Function:
    @wraps(subsets)
    def faulty(self: Any) -> Any:
        found = subsets(self)
        several = [subset for subset in found if len(subset) > 1]
        return several or found

    return faulty


def descending_as_ascending(name: str) -> Any:
    return called_with(lambda _named: {name: "ascending"}, having(**{name: "descending"}))


def labels_in_order(drawing: Any, named: Named) -> Any:
    return {**drawing, "ivl": [str(label) for label in named["labels"]]}


def plain_labels(named: Named) -> bool:
    return (
        isinstance(named["labels"], list | tuple)
        and named["truncate_mode"] in {None, "none"}
        and named["leaf_label_func"] is None
        and not named["no_labels"]
    )


def counts_less_one(drawing: Any, _named: Named) -> Any:
    """Count merges, not observations, in the labels of clusters."""

    def label(text: Any) -> Any:
        inside = text[1:-1] if isinstance(text, str) and text[:1] == "(" else ""
        return f"({int(inside) - 1})" if inside.isdigit() else text

    return {**drawing, "ivl": [label(text) for text in drawing["ivl"]]}


ROWS: tuple[Row, ...] = (
    ("2-ClusterNode-leaf-ignores-function", "cluster.hierarchy.ClusterNode",
     attribute("pre_order", leaf_by_id), BOTH),
    ("2-ClusterNode-greater-or-equal", "cluster.hierarchy.ClusterNode",
     attribute("__gt__", not_below), BOTH),
    ("2-dendrogram-threshold-zero-is-default", "cluster.hierarchy.dendrogram",
     called_with(lambda _n: {"color_threshold": None},
                 lambda n: n["color_threshold"] is not None and n["color_threshold"] == 0), BOTH),
    ("2-dendrogram-count-sort-ascending", "cluster.hierarchy.dendrogram",
     descending_as_ascending("count_sort"), BOTH),
    ("2-dendrogram-one-level-is-two", "cluster.hierarchy.dendrogram",
     called_with(lambda _n: {"p": 2}, having(truncate_mode="level", p=1)), BOTH),
    ("2-dendrogram-labels-not-sorted", "cluster.hierarchy.dendrogram",
     giving(labels_in_order, plain_labels), BOTH),
    ("2-dendrogram-counts-less-one", "cluster.hierarchy.dendrogram",
     giving(counts_less_one, lambda n: n["show_leaf_counts"]), BOTH),
    ("2-palette-not-restored", "cluster.hierarchy.set_link_color_palette",
     with_function(lambda _f, _n: None, lambda n: n["palette"] is None), BOTH),
    ("2-DisjointSet-merge-again-counts", "cluster.hierarchy.DisjointSet",
     attribute("merge", merge_counting_always), BOTH),
    ("2-DisjointSet-singletons-left-out", "cluster.hierarchy.DisjointSet",
     attribute("subsets", subsets_of_several), BOTH),
)  # fmt: skip
