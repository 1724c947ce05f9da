"""Flat clusters of a tree, against a walk from node to node."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from ..oracles import Tree, grown, isomorphic
from ._forest import MONOTONIC, tree_cases, tree_of
from ._specs import named
from .test_tree import rows, statistics, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._subject import Subject

FCLUSTER, LEADERS, CUT = named("fcluster"), named("leaders"), named("cut_tree")


def thresholds(values: list[float]) -> Iterator[float]:
    """Yield some of the values themselves, where <= and < differ, what is between, and beyond."""
    known = sorted(set(values))
    yield from known[:: max(1, len(known) // 2)]
    yield from ((a + b) / 2 for a, b in pairwise(known[:2]))
    yield from (known[0] - 1, known[-1], known[-1] + 1)


def expect_labels(subject: Subject, labels: Any, expected: list[int]) -> None:
    """Require flat clusters with these numbers."""
    subject.expect_dtype(labels, "int32")
    subject.expect_equal(labels, np.array(expected, dtype=np.int32))


@cases("values", tree_cases(FCLUSTER, criterion=("distance",)))
def test_distance(case: Case, subject: Subject) -> None:
    """Clusters hold no merge above t: at t itself it is done."""
    tree = tree_of(case)
    values = tree.largest([row[2] for row in tree.rows])
    for t in thresholds(values):
        found = subject(rows(tree), t, "distance")
        expect_labels(subject, found, tree.flat_at(values, t))


@cases("values", tree_cases(FCLUSTER, criterion=("inconsistent",), given=(True, False)))
def test_inconsistent(case: Case, subject: Subject) -> None:
    """Clusters hold no merge with a coefficient above t: of R, of the default depth, of 3."""
    tree = tree_of(case)
    if case["given"]:
        R = statistics(tree)
        values = tree.largest(R[:, 3].tolist())
        for t in thresholds(values):
            found = subject(rows(tree), t, R=literal(R))
            expect_labels(subject, found, tree.flat_at(values, t))
        return
    for depth in (2, 3, 5):
        values, deeper = coefficients(tree, depth), coefficients(tree, depth + 1)
        known = sorted({*values, *deeper})
        # Between neighbours of both: another depth changes some of the coefficients alone.
        between = [(a + b) / 2 for a, b in pairwise(known) if b - a > 2e-3]
        for t in (known[0] - 1, *between, known[-1] + 1):
            found = subject(rows(tree), t, **({} if depth == 2 else {"depth": depth}))
            expect_labels(subject, found, tree.flat_at(values, t))


def coefficients(tree: Tree, depth: int) -> list[float]:
    """Return the largest coefficient of inconsistency in each subtree."""
    exact = tree.inconsistency(depth)
    return tree.largest([float(e) / float(v) ** 0.5 if v else 0.0 for _, v, _, e in exact])


@cases("values", tree_cases(FCLUSTER, MONOTONIC, criterion=("maxclust",)))
def test_most_clusters(case: Case, subject: Subject) -> None:
    """As few merges are undone as leave at most t clusters; t may be more than there are."""
    tree = tree_of(case)
    values = tree.largest([row[2] for row in tree.rows])
    for t in sorted({1, 2, 3, tree.n // 2 + 1, tree.n - 1, tree.n, tree.n + 3} - {0}):
        found = subject(rows(tree), t, "maxclust")
        expect_labels(subject, found, tree.flat_most(values, t))


@cases("values", tree_cases(FCLUSTER, criterion=("monocrit",)))
def test_own_criterion(case: Case, subject: Subject) -> None:
    """Clusters are the topmost merges with a criterion of at most t."""
    tree = tree_of(case)
    values = np.abs(draw((tree.n - 1,), "float64", 7)).tolist()
    given = literal(values)
    for t in thresholds(values):
        found = subject(rows(tree), t, criterion="monocrit", monocrit=given)
        expect_labels(subject, found, tree.flat_at(values, t))


@cases("values", tree_cases(FCLUSTER, criterion=("maxclust_monocrit",)))
def test_most_clusters_by_own_criterion(case: Case, subject: Subject) -> None:
    """At most t clusters, by a criterion that grows from merge to merge."""
    tree = tree_of(case)
    values = sorted(np.abs(draw((tree.n - 1,), "float64", 7)).tolist())
    given = literal(values)
    for t in (1, 2, tree.n // 2 + 1, tree.n):
        found = subject(rows(tree), t, criterion="maxclust_monocrit", monocrit=given)
        expect_labels(subject, found, tree.flat_most(values, t))


@cases("values", lambda _p: [
    Case(s, {"criterion": c}) for s in named("fclusterdata") for c in ("distance", "maxclust")
])  # fmt: skip
def test_observations(case: Case, subject: Subject) -> None:
    """Three heaps of points come out as three clusters."""
    heap = np.repeat(np.arange(3), 4)[np.arange(12) * 5 % 12]
    points = draw((12, 2), "float64", 3) + 16 * heap[:, None]
    t = 8.0 if case["criterion"] == "distance" else 3
    for method in ("single", "complete", "average", "ward"):
        found = subject(literal(points), t, criterion=case["criterion"], method=method)
        subject.expect_dtype(found, "int32")
        labels = subject.host(found).tolist()
        subject.expect(isomorphic(labels, heap.tolist()), f"clusters {labels}, heaps {heap}")
        subject.expect(set(labels) == {1, 2, 3}, f"clusters are numbered {sorted(set(labels))}")


@cases("values", tree_cases(LEADERS))
def test_leaders(case: Case, subject: Subject) -> None:
    """The topmost node of each cluster, in the order of a walk; all in one, and each alone."""
    tree = tree_of(case)
    values = tree.largest([row[2] for row in tree.rows])
    for t in (values[0] - 1, *sorted(set(values))[:3], max(values)):
        numbered = tree.flat_at(values, t)
        # The clusters' own numbers, and any others.
        for labels in (numbered, [40 - 3 * label for label in numbered]):
            L, M = subject(rows(tree), literal(labels, "int32"))
            expected = tree.leaders(labels)
            subject.expect_dtype(L, "int32")
            subject.expect_dtype(M, "int32")
            subject.expect_equal(L, np.array([node for node, _ in expected]))
            subject.expect_equal(M, np.array([label for _, label in expected]))


@cases("values", tree_cases(CUT, trees=("rising", "chain")))
def test_cuts(case: Case, subject: Subject) -> None:
    """After 0, 1, 2, ... merges; clusters are numbered by their first observations."""
    tree = tree_of(case)
    expected = np.array([tree.after(merges) for merges in range(tree.n)]).T
    subject.expect_equal(subject(rows(tree)), expected)


@cases("values", tree_cases(CUT, trees=("rising", "chain"), by=("n_clusters", "height")))
def test_chosen_cuts(case: Case, subject: Subject) -> None:
    """One column for each number of clusters, or for each height, in the order asked for."""
    tree = tree_of(case)
    if case["by"] == "n_clusters":
        cuts: list[float] = [tree.n, 1, (tree.n + 1) // 2]
        merges = [tree.n - int(k) for k in cuts]
    else:
        heights = [row[2] for row in tree.rows]
        cuts = [heights[-1] + 1, 0.0, heights[len(heights) // 2] + 0.125]
        merges = [sum(h < cut for h in heights) for cut in cuts]
    expected = np.array([tree.after(count) for count in merges]).T
    subject.expect_equal(subject(rows(tree), **{case["by"]: cuts}), expected)
    one = subject(rows(tree), **{case["by"]: cuts[2]})
    subject.expect_equal(one, expected[:, 2:])


@cases("counts", tree_cases(CUT, MONOTONIC))
def test_numbers_of_clusters(case: Case, subject: Subject) -> None:
    """Each cut has as many clusters as asked for, and is finer than the next (scipy#7977)."""
    tree = tree_of(case)
    found = subject.host(subject(rows(tree)))
    counts = [len(set(column)) for column in found.T.tolist()]
    subject.expect(counts == list(range(tree.n, 0, -1)), f"the cuts have {counts} clusters")
    for fine, coarse in pairwise(found.T.tolist()):
        pairs = set(zip(fine, coarse, strict=True))
        subject.expect(len(pairs) == len(set(fine)), "a cluster is split by a later merge")


ISOMORPHIC = named("is_isomorphic")
# Pairs that were wrong somewhere: scipy#6271, scipy#22989.
PAIRS = (
    ([1, 2, 3], [1, 1, 1]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3, 4], [1, 2, 1, 3]),
    ([1, 2, 1, 3], [1, 2, 3, 4]), ([1, 2, 2, 1], [2, 1, 1, 2]), ([7, 7, 7], [1, 1, 1]),
    ([1, 1, 2, 2], [1, 2, 1, 2]), ([5, -1, 0], [0, 5, -1]), ([4], [9]),
)  # fmt: skip


@cases("values", per_spec(ISOMORPHIC, pairs="known"))
def test_known_pairs(case: Case, subject: Subject) -> None:
    """Two labellings are one clustering if a map of labels is one to one."""
    for one, other in PAIRS:
        found = truth(subject(literal(one, "int64"), literal(other, "int64")))
        subject.expect(found == isomorphic(one, other), f"{found} for {one} and {other}")


@cases("values", lambda p: [
    Case(s, {"n": n, "pairs": "all"}) for s in ISOMORPHIC for n in p.pick((2,), (2, 3), (2, 3, 4))
])  # fmt: skip
def test_all_pairs(case: Case, subject: Subject) -> None:
    """All labellings with up to n labels, against the definition."""
    labellings = list(product(range(case["n"]), repeat=case["n"]))
    some = labellings[:: max(1, len(labellings) // 27)]
    for one, other in product(some, labellings):
        found = truth(subject(literal(one, "int32"), literal(other, "int32")))
        subject.expect(found == isomorphic(one, other), f"{found} for {one} and {other}")


@cases("values", lambda p: [
    Case(s, {"n": n, "pairs": "drawn"})
    for s in ISOMORPHIC for n in p.pick((30,), (30, 300), (999,))
])  # fmt: skip
def test_drawn_pairs(case: Case, subject: Subject) -> None:
    """Renamed labels are isomorphic in any order of observations, a moved one breaks it."""
    n = case["n"]
    one = draw((n,), "int64", n) % 7
    other = (one * 3 + 1) % 7 - 3
    found = truth(subject(literal(one), literal(other)))
    subject.expect(found, "renamed labels are not isomorphic")
    other[n // 2] = 11
    found = truth(subject(literal(one), literal(other)))
    subject.expect(not found, "an observation in another cluster was not seen")


@cases("nested", lambda _p: [Case(s, {"n": 30}) for s in FCLUSTER])
def test_nested(case: Case, subject: Subject) -> None:
    """Clusters at a threshold are unions of those at a lower one."""
    tree = Tree.of(grown(case["n"], 9))
    heights = [row[2] for row in tree.rows]
    cuts = [subject.host(subject(rows(tree), t, "distance")).tolist() for t in heights]
    for fine, coarse in pairwise(cuts):
        pairs = set(zip(fine, coarse, strict=True))
        subject.expect(len(pairs) == len(set(fine)), "a cluster is split at a higher threshold")
