"""Dendrograms with all their arguments, against a walk; nodes and what they compare by."""

from __future__ import annotations

import operator
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from .._cases import Case, cases, per_spec
from .._inputs import draw
from .._kept import kept
from ..oracles import Drawing, Tree, grown
from ._forest import TREES, balanced
from .test_objects import DENDROGRAM, NODE, SET, TO_TREE
from .test_tree import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


def drawn_trees() -> dict[str, Tree]:
    """Return trees of different shapes, one of them of a single merge."""
    trees = {name: Tree.of(make(9)) for name, make in TREES.items() if name != "inverted"}
    return {**trees, "pair": Tree.of(balanced(2)), "wide": Tree.of(grown(40, 3))}


def heights(tree: Tree) -> list[float]:
    """Return some heights of merges, the largest one last."""
    known = sorted({row[2] for row in tree.rows})
    return sorted({known[0], known[len(known) // 2], known[-1]})


def thresholds(tree: Tree) -> Iterator[dict[str, Any]]:
    """Yield thresholds of the colours: none, at heights, between, beside; 0 is one too."""
    yield {}
    yield {"color_threshold": None}
    yield {"color_threshold": 0}
    yield {"color_threshold": 0.0, "above_threshold_color": "k"}
    yield {"color_threshold": -1.0}
    for height in heights(tree):
        for step in (-0.0625, 0.0, 0.0625):
            yield {"color_threshold": height + step}
            yield {"color_threshold": height + step, "above_threshold_color": "grey"}


def truncations(tree: Tree) -> Iterator[dict[str, Any]]:
    """Yield how much of the tree is drawn."""
    for p in (0, 1, 2, 3, 4, 5, tree.n - 1, tree.n, tree.n + 1):
        if p != 1:  # one leaf has no link to be drawn
            yield {"truncate_mode": "lastp", "p": p}
        yield {"truncate_mode": "level", "p": p}
        yield {"truncate_mode": "none", "p": p}
        yield {"p": p}
    yield {"truncate_mode": "lastp", "p": 3, "show_leaf_counts": False}
    yield {"truncate_mode": "level", "p": 1, "show_leaf_counts": False}


def orders(_tree: Tree) -> Iterator[dict[str, Any]]:
    """Yield in which order children are drawn."""
    for by in ("count_sort", "distance_sort"):
        for order in (False, True, "ascending", "descending"):
            yield {by: order}
            yield {by: order, "truncate_mode": "lastp", "p": 4}


def labellings(tree: Tree) -> Iterator[dict[str, Any]]:
    """Yield the labels of observations, in any order of children, whole and truncated."""
    labels = [f"<{i}>" for i in range(tree.n)]
    for more in ({}, {"count_sort": "descending"}, {"truncate_mode": "lastp", "p": 3}):
        yield {"labels": labels, **more}
        yield {"leaf_label_func": "<{}>".format, **more}
        yield {"link_color_func": "C{}".format, **more}
    for orientation in ("top", "bottom", "left", "right"):
        yield {"orientation": orientation}
    yield {"leaf_font_size": 3, "leaf_rotation": 45, "no_labels": False, "get_leaves": True}


OPTIONS = {
    function.__name__: function for function in (thresholds, truncations, orders, labellings)
}


def drawing_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each group of arguments with each tree."""
    for spec, options, tree in product(DENDROGRAM, OPTIONS, drawn_trees()):
        yield Case(spec, {"options": options, "tree": tree})


def expected_of(tree: Tree, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the drawing that some arguments ask for."""
    given = {
        "p": "p", "truncate_mode": "mode", "color_threshold": "threshold",
        "above_threshold_color": "above", "count_sort": "count_sort",
        "distance_sort": "distance_sort", "labels": "labels", "show_leaf_counts": "counts",
    }  # fmt: skip
    made = Drawing(tree, **{given[k]: v for k, v in arguments.items() if k in given}).of()
    if "leaf_label_func" in arguments:
        made["ivl"] = [arguments["leaf_label_func"](leaf) for leaf in made["leaves"]]
    return made


@cases("values", drawing_cases)
def test_options(case: Case, subject: Subject, profile: Profile) -> None:
    """Coordinates, colours, labels and leaves, for every value of every argument."""
    tree = drawn_trees()[case["tree"]]
    for arguments in profile.sample(OPTIONS[case["options"]](tree), subject):
        found = kept(subject, rows(tree), no_plot=True, **arguments)
        expected = expected_of(tree, arguments)
        if "link_color_func" in arguments:
            # The function is asked once for each link, by the number of its node.
            del expected["color_list"], expected["leaves_color_list"]
            drawn = range(tree.n, tree.root + 1)
            colors = set(found["color_list"])
            subject.expect(colors <= {f"C{node}" for node in drawn}, f"colours {colors}")
            subject.expect(f"C{tree.root}" == found["color_list"][-1], "the root comes last")
        for key, value in expected.items():
            actual = plain(found[key])
            subject.expect(
                actual == plain(value), f"{arguments}: {key} is {actual}, expected {plain(value)}"
            )


def plain(value: Any) -> Any:
    """Return nested lists of Python's numbers."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, str) or value is None else float(value)


OPERATORS = ("lt", "gt", "eq", "ne")


@cases("values", per_spec((NODE,), what="comparisons"))
def test_comparisons(case: Case, subject: Subject) -> None:
    """Nodes compare by height alone, whatever their numbers, children and counts."""
    node = subject.function
    a, b = node(5), node(1, count=7)
    nodes = [a, b, node(9, dist=1.5), node(2, a, b, 1.5), node(3, a, b, 0.25), node(4, b, a)]
    for one, other in product(nodes, repeat=2):
        for name in OPERATORS:
            compare = getattr(operator, name)
            found, expected = compare(one, other), compare(one.dist, other.dist)
            subject.expect(found == expected, f"{one.dist} {name} {other.dist} is {found}")
    for name in ("lt", "gt", "eq"):
        with pytest.raises(ValueError):  # noqa: PT011 -- the text is the implementation's own
            getattr(operator, name)(a, 1.0)
    subject.expect(min(nodes).dist == 0 and max(nodes).dist == 1.5, "nodes have no order")


@cases("values", per_spec((NODE,), what="attributes"))
def test_attributes(case: Case, subject: Subject) -> None:
    """What a node is told is what it says: numbers, children, counts, leaves from the left."""
    node = subject.function
    a, b, c = node(0), node(1, count=3), node(2, dist=0.75)
    ab = node(3, a, b, 1.5)
    root = node(id=4, left=c, right=ab, dist=2.0, count=50)
    known = (
        (a, 0, 1, 0.0, None, None, [0]), (b, 1, 3, 0.0, None, None, [1]),
        (c, 2, 1, 0.75, None, None, [2]), (ab, 3, 4, 1.5, a, b, [0, 1]),
        (root, 4, 5, 2.0, c, ab, [2, 0, 1]),
    )  # fmt: skip
    for found, number, count, height, left, right, leaves in known:
        subject.expect(found.get_id() == found.id == number, f"number {found.id}, not {number}")
        subject.expect(found.get_count() == found.count == count, f"{number}: {found.count}")
        subject.expect(found.dist == height, f"{number}: height {found.dist}")
        subject.expect(found.get_left() is found.left is left, f"{number}: another left child")
        subject.expect(found.get_right() is found.right is right, f"{number}: another right child")
        subject.expect(found.is_leaf() is (left is None), f"{number}: is_leaf {found.is_leaf()}")
        subject.expect(found.pre_order() == leaves, f"{number}: leaves {found.pre_order()}")
        named = found.pre_order(lambda leaf: f"<{leaf.id}>")
        subject.expect(named == [f"<{leaf}>" for leaf in leaves], f"{number}: leaves {named}")
        counts = found.pre_order(func=lambda leaf: leaf.get_count())
        subject.expect(counts == [[1, 3, 1][leaf] for leaf in leaves], f"{number}: {counts}")


@cases("values", per_spec(TO_TREE, rd="all"))
def test_roots(case: Case, subject: Subject, profile: Profile) -> None:
    """Without `rd` the root alone comes back, and with it the same one and all nodes."""
    for tree in profile.sample(drawn_trees().values(), subject):
        for arguments in ({}, {"rd": False}):
            root = kept(subject, rows(tree), **arguments)
            subject.expect(root.pre_order() == tree.leaves(), f"leaves {root.pre_order()}")
            subject.expect(root.get_id() == tree.root, f"the root is {root.get_id()}")
        root, nodes = kept(subject, rows(tree), True)
        subject.expect(
            [v.id for v in nodes] == list(range(tree.root + 1)), "nodes are out of order"
        )
        subject.expect(nodes[-1] is root, "the last node is not the root")


@cases("values", per_spec((SET,), elements="many"))
def test_many_elements(case: Case, subject: Subject) -> None:
    """Hundreds of elements of any kind, merged at random: every question, after every step."""
    elements: list[Any] = [
        *range(150),
        *(f"x{i}" for i in range(40)),
        *((i, -i) for i in range(20)),
    ]
    made, parts = subject.function(elements[:120]), {x: {x} for x in elements[:120]}
    for x in elements[120:]:
        made.add(x)
        parts[x] = {x}
    for i, j in (draw((260, 2), "int64", 5) * 2 + draw((260, 2), "int64", 6) % 12 % 10).tolist():
        x, y = elements[i % len(elements)], elements[j % len(elements)]
        together = parts[x] is parts[y]
        subject.expect(made.connected(x, y) is together, f"connected({x!r}, {y!r})")
        subject.expect(made.merge(x, y) is not together, f"merge({x!r}, {y!r})")
        whole = parts[x] | parts[y]
        parts.update(dict.fromkeys(whole, whole))
        subject.expect(made.connected(x, y) is True, f"{x!r} and {y!r} are apart after a merge")
        subject.expect(made[x] == made[y], f"{x!r} and {y!r} have other roots")
        subject.expect(made.subset(y) == whole, f"subset({y!r})")
        subject.expect(made.subset_size(x) == len(whole), f"subset_size({x!r})")
        number = len({id(part) for part in parts.values()})
        subject.expect(made.n_subsets == number, f"{made.n_subsets} subsets, not {number}")
    subject.expect(list(made) == elements, "elements are in another order")
    found = {frozenset(part) for part in made.subsets()}
    subject.expect(found == {frozenset(part) for part in parts.values()}, "subsets()")
    subject.expect(list(subject.function()) == [] and subject.function().n_subsets == 0, "none")
