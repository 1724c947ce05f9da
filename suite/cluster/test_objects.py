"""What lives on the host: trees of Python objects, drawings, disjoint sets."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from ..oracles import Tree, grown
from ._forest import chain, leaves_of_chain, tree_cases, tree_of
from ._specs import Function, named
from .test_tree import rows

if TYPE_CHECKING:
    from .._subject import Subject

TO_TREE, DENDROGRAM = named("to_tree"), named("dendrogram")
NODE, SET, PALETTE = (
    Function(f"hierarchy.{name}", ())
    for name in ("ClusterNode", "DisjointSet", "set_link_color_palette")
)


@cases("values", tree_cases(TO_TREE))
def test_nodes(case: Case, subject: Subject) -> None:
    """Every node has its number, height, size, children and leaves."""
    tree = tree_of(case)
    root, nodes = subject(rows(tree), rd=True)
    subject.expect(len(nodes) == 2 * tree.n - 1, f"{len(nodes)} nodes for {tree.n} observations")
    subject.expect(nodes[-1] is root, "the last node is not the root")
    for number, node in enumerate(nodes):
        leaves = tree.leaves(number)
        subject.expect(node.get_id() == number, f"node {number} has number {node.get_id()}")
        subject.expect(node.get_count() == len(leaves), f"node {number}: {node.get_count()}")
        subject.expect(node.pre_order() == leaves, f"leaves of {number}: {node.pre_order()}")
        subject.expect(node.is_leaf() == (number < tree.n), f"is_leaf of {number}")
        if number < tree.n:
            subject.expect(node.dist == 0, f"observation {number} has height {node.dist}")
            continue
        found = (node.dist, node.get_left().get_id(), node.get_right().get_id())
        expected = (tree.height(number), *tree.children(number))
        subject.expect(found == expected, f"node {number} is {found}, expected {expected}")


@cases(
    "large",
    lambda p: [Case(s, {"n": n}) for s in TO_TREE for n in p.pick((1500,), (3000,), (20000,))],
)
def test_deep_tree(case: Case, subject: Subject) -> None:
    """A deep tree is built and walked without recursion."""
    n = case["n"]
    leaves = subject(literal(chain(n))).pre_order()
    subject.expect(leaves == leaves_of_chain(n), "the leaves are in another order")


@cases("values", per_spec((NODE,)))
def test_node(case: Case, subject: Subject) -> None:
    """Nodes compare by height, count what is below, and refuse what makes no sense."""
    node = subject.function
    a, b = node(0), node(1)
    c = node(2, a, b, 0.5)
    subject.expect(c.get_count() == 2 and a.get_count() == 1, "wrong counts")
    subject.expect(a < c and c > b and a == b, "nodes don't compare by height")
    subject.expect(c.pre_order(lambda x: x.id * 10) == [0, 10], "pre_order of a function")
    wrong: tuple[tuple[Any, ...], ...] = (
        (-1,), (0, a), (0, None, a), (0, None, None, -0.5), (0, None, None, 0.0, 0)
    )  # fmt: skip
    for args in wrong:
        with pytest.raises(ValueError):  # noqa: PT011 -- the texts are the implementation's own
            node(*args)


@cases("values", per_spec((SET,)))
def test_disjoint_set(case: Case, subject: Subject) -> None:
    """Elements are merged, counted and found as in a partition made by hand."""
    made = subject.function(range(12))
    parts = [{i} for i in range(12)]
    for x, y in (draw((14, 2), "int64", 1) % 12).tolist():
        one, other = (next(part for part in parts if v in part) for v in (x, y))
        subject.expect(made.connected(x, y) == (one is other), f"connected({x}, {y})")
        subject.expect(made.merge(x, y) == (one is not other), f"merge({x}, {y})")
        if one is not other:
            parts.remove(other)
            one |= other
        subject.expect(made.n_subsets == len(parts), f"{made.n_subsets} subsets")
        subject.expect(made.subset(x) == one, f"subset({x}) is {made.subset(x)}")
        subject.expect(made.subset_size(y) == len(one), f"subset_size({y})")
    subject.expect(sorted(map(sorted, made.subsets())) == sorted(map(sorted, parts)), "subsets()")
    subject.expect(list(made) == list(range(12)) and len(made) == 12, "the order of elements")
    roots = {made[v] for part in parts[:1] for v in part}
    subject.expect(len(roots) == 1, f"one subset has the roots {roots}")
    made.add("new")
    made.add(3)
    subject.expect("new" in made and len(made) == 13, "an element was not added once")
    for call in (made.connected, made.merge):
        with pytest.raises(KeyError):
            call(3, "stranger")
    with pytest.raises(KeyError):
        made["stranger"]


def drawing(subject: Subject, tree: Tree, **arguments: Any) -> dict[str, Any]:
    """Return what `dendrogram` computes, without drawing."""
    return subject(rows(tree), no_plot=True, **arguments)


def links(tree: Tree) -> dict[int, tuple[list[float], list[float]]]:
    """Return where each merge is drawn: leaves 10 apart, a link in the middle of its children."""
    place = {leaf: (10.0 * i + 5, 0.0) for i, leaf in enumerate(tree.leaves())}
    result = {}
    for node in range(tree.n, tree.root + 1):
        (x0, y0), (x1, y1) = (place[child] for child in tree.children(node))
        h = tree.height(node)
        result[node] = ([x0, x0, x1, x1], [y0, h, h, y1])
        place[node] = ((x0 + x1) / 2, h)
    return result


@cases("values", tree_cases(DENDROGRAM, trees=("rising", "tied", "chain")))
def test_drawing(case: Case, subject: Subject) -> None:
    """Links join their children at their heights, leaves stand from left to right."""
    tree = tree_of(case)
    found = drawing(subject, tree)
    subject.expect(found["leaves"] == tree.leaves(), f"leaves {found['leaves']}")
    subject.expect(found["ivl"] == [str(leaf) for leaf in tree.leaves()], f"labels {found['ivl']}")
    expected = sorted(map(repr, links(tree).values()))
    actual = sorted(
        repr(tuple([float(v) for v in part] for part in link))
        for link in zip(found["icoord"], found["dcoord"], strict=True)
    )
    subject.expect(actual == expected, f"links {actual}, expected {expected}")


# Leaves 3 2 0 1 from the left; the last merge is above the others.
SMALL = Tree(((0, 1, 1.0, 2), (2, 4, 2.0, 3), (3, 5, 8.0, 4)))


@cases("values", lambda _p: [Case(s, {"what": "colors"}) for s in DENDROGRAM])
def test_colors(case: Case, subject: Subject) -> None:
    """Links below the threshold have the colours of the palette, others their own."""
    found = drawing(subject, SMALL)
    subject.expect(sorted(found["color_list"]) == ["C0", "C1", "C1"], f"{found['color_list']}")
    found = drawing(subject, SMALL, color_threshold=100, above_threshold_color="k")
    subject.expect(found["color_list"] == ["C1"] * 3, f"{found['color_list']}")
    found = drawing(subject, SMALL, color_threshold=1.5, above_threshold_color="k")
    subject.expect(sorted(found["color_list"]) == ["C1", "k", "k"], f"{found['color_list']}")
    found = drawing(subject, SMALL, link_color_func=lambda node: f"#{node:06x}")
    expected = [f"#{node:06x}" for node in (4, 5, 6)]
    subject.expect(sorted(found["color_list"]) == expected, f"{found['color_list']}")


@cases("values", lambda _p: [Case(s, {"what": "labels"}) for s in DENDROGRAM])
def test_labels(case: Case, subject: Subject) -> None:
    """Observations are labelled by their numbers, by names or by a function."""
    found = drawing(subject, SMALL, labels=["a", "b", "c", "d"])
    subject.expect(found["ivl"] == ["d", "c", "a", "b"], f"{found['ivl']}")
    found = drawing(subject, SMALL, leaf_label_func=lambda node: f"<{node}>")
    subject.expect(found["ivl"] == ["<3>", "<2>", "<0>", "<1>"], f"{found['ivl']}")


@cases("values", lambda _p: [Case(s, {"what": "truncated"}) for s in DENDROGRAM])
def test_truncated(case: Case, subject: Subject) -> None:
    """The last p merges, or p levels, are drawn; what is below is a leaf with its size."""
    found = drawing(subject, SMALL, truncate_mode="lastp", p=2)
    subject.expect(found["leaves"] == [3, 5], f"{found['leaves']}")
    subject.expect(found["ivl"] == ["3", "(3)"], f"{found['ivl']}")
    subject.expect(len(found["icoord"]) == 1, f"{len(found['icoord'])} links")
    found = drawing(subject, SMALL, truncate_mode="level", p=0)
    everything = drawing(subject, SMALL)
    subject.expect(found["leaves"] == everything["leaves"], "p=0 does not stand for all levels")
    tree = Tree.of(grown(9, 4))
    found = drawing(subject, tree, truncate_mode="lastp", p=4)
    sizes = [len(tree.leaves(leaf)) for leaf in found["leaves"]]
    subject.expect(len(sizes) == 4 and sum(sizes) == 9, f"leaves of {sizes} observations")


@cases("values", lambda _p: [
    Case(s, {"by": by, "order": order}) for s in DENDROGRAM
    for by in ("count", "distance") for order in ("ascending", "descending")
])  # fmt: skip
def test_sorted(case: Case, subject: Subject) -> None:
    """The child with fewer observations, or with the lower merge, first, or last."""
    tree = Tree.of(grown(12, 6))
    found = drawing(subject, tree, **{f"{case['by']}_sort": case["order"]})["leaves"]
    subject.expect(sorted(found) == list(range(12)), f"leaves {found}")
    sign = 1 if case["order"] == "ascending" else -1

    def key(node: int) -> float:
        height = 0.0 if tree.is_leaf(node) else tree.height(node)
        return sign * (len(tree.leaves(node)) if case["by"] == "count" else height)

    for node in range(tree.n, tree.root + 1):
        first, second = sorted(
            tree.children(node), key=lambda child: found.index(tree.leaves(child)[0])
        )
        subject.expect(key(first) <= key(second), f"children {first}, {second} of {node}")


@cases("values", per_spec((PALETTE,)))
def test_palette(case: Case, subject: Subject) -> None:
    """The palette colours the subtrees in turn, until it is reset."""
    dendrogram = subject.sibling("dendrogram")
    Z = subject.array(literal([[0, 1, 1, 2], [2, 3, 1, 2], [4, 5, 9, 4]], "float64"))

    def colors() -> list[str]:
        return dendrogram(Z, no_plot=True)["color_list"]

    try:
        subject.function(["m", "c"])
        subject.expect(sorted(colors()) == ["C0", "c", "m"], f"colours {colors()}")
        subject.function(("m", "c"))
        subject.expect(sorted(colors()) == ["C0", "c", "m"], f"colours {colors()} of a tuple")
        subject.function(["m"])
        subject.expect(sorted(colors()) == ["C0", "m", "m"], f"colours {colors()}")
    finally:
        subject.function(None)
    subject.expect(sorted(colors()) == ["C0", "C1", "C2"], f"colours {colors()}")
    with pytest.raises(TypeError):
        subject.function("rgb")
    with pytest.raises(TypeError):
        subject.function([1, 2])


@cases("values", lambda _p: [Case(s, {"what": "order"}) for s in DENDROGRAM])
def test_left_to_right(case: Case, subject: Subject) -> None:
    """Neighbouring leaves are 10 apart, and every link lies between its children."""
    found = drawing(subject, Tree.of(grown(20, 2)))
    for along, heights in zip(found["icoord"], found["dcoord"], strict=True):
        subject.expect(along == sorted(along), f"a link goes back: {along}")
        subject.expect(heights[1] == heights[2] >= max(heights[0], heights[3]), f"{heights}")
    feet = sorted(x for link, h in zip(found["icoord"], found["dcoord"], strict=True)
                  for x, y in ((link[0], h[0]), (link[3], h[3])) if y == 0)  # fmt: skip
    subject.expect(all(b - a == 10 for a, b in pairwise(feet)), f"leaves at {feet}")
    subject.expect(np.isclose(feet[0], 5), f"the first leaf is at {feet[0]}")
