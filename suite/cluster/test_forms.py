"""Linkages of every form of input, with every metric; flat clusters of observations."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from .._kept import kept
from ..oracles import METHODS, Tree, condensed, isomorphic, replay, square, unsound
from ._judgement import judge
from ._specs import LINKAGE, METHOD_FUNCTIONS, named
from .test_linkage import METRICS, pairs, scattered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._inputs import Input
    from .._profile import Profile
    from .._subject import Subject

BOTH = ("float64", "float32")
PLAIN = METHODS[:4]
"""The methods that are defined for any distances."""


def line(n: int) -> Any:
    """Return points on a line, whose distances are whole numbers of both precisions."""
    return np.cumsum(1 + draw((n,), "int64", n) % 23)[np.arange(n) * 5 % n, None].astype(float)


def gaps(points: Any) -> Any:
    """Return the condensed distances of points on a line."""
    return condensed(np.abs(points - points.T))


def form_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each method with observations and with distances, in both precisions, and ordered."""
    for method in METHODS:
        for form in ("observations", "distances"):
            for ordered in (False, True):
                yield Case(LINKAGE, {"method": method, "form": form, "ordered": ordered})


@cases("forms", form_cases)
def test_forms(case: Case, subject: Subject, profile: Profile) -> None:
    """Both precisions give float64 and its accuracy, and the same tree in the best order.

    A linkage of float32 distances is not one of rounded results: it is computed in float64.
    """
    method, ordered = case["method"], case["ordered"]
    for dtype in subject.available(BOTH):
        for n in profile.sample((14, 3, 2), subject):
            points = line(n) if case["form"] == "distances" else scattered(n)
            given = literal(gaps(points) if case["form"] == "distances" else points, dtype)
            arguments = {"optimal_ordering": True} if ordered else {}
            Z = kept(subject, given, method, **arguments)
            subject.expect_dtype(Z, "float64")
            on_distances = case["form"] == "distances" and method in PLAIN
            data = gaps(points) if on_distances else points
            # Children in the best order are not in that of their numbers.
            found = Tree.of(subject.host(Z))
            rows = [[*sorted(row[:2]), *row[2:]] for row in found.rows]
            judge(subject, subject.array(literal(rows)), data, method)
            if ordered:
                plain = kept(subject, given, method)
                best = subject.sibling("optimal_leaf_ordering")(plain, subject.array(given))
                subject.expect_equal(Z, subject.host(best))


@cases("forms", per_spec(METHOD_FUNCTIONS))
def test_named_methods(case: Case, subject: Subject, profile: Profile) -> None:
    """A function named after its method takes both forms, in both precisions."""
    method = case.spec.name.rpartition(".")[2]
    for dtype in subject.available(BOTH):
        points = scattered(9) if dtype == "float64" else line(9)
        for given in profile.sample((points, gaps(line(9))), subject):
            data = points if given.ndim == 2 else given if method in PLAIN else line(9)
            judge(subject, kept(subject, literal(given, dtype)), data, method)


@cases("metric", lambda _p: [Case(LINKAGE, {"metric": "ignored", "method": m}) for m in METHODS])
def test_metric_of_distances(case: Case, subject: Subject) -> None:
    """Distances that are given stay as they are, whatever the metric."""
    y = literal(gaps(line(9)))
    expected = subject.host(subject(y, case["method"]))
    for metric in ("euclidean", "cityblock", "cosine"):
        subject.expect_equal(kept(subject, y, case["method"], metric=metric), expected)


def counted(fold: Callable[..., Any]) -> Callable[[Any], Any]:
    """Return a metric of truth values: a function of how many are in both, the first, the second.

    And of the number of features.
    """

    def metric(X: Any) -> Any:
        a, b = X[:, None, :] != 0, X[None, :, :] != 0
        both, first, second = (np.sum(t, -1).astype(float) for t in (a & b, a & ~b, b & ~a))
        return fold(both, first, second, X.shape[1])

    return metric


def mahalanobis(X: Any) -> Any:
    """Return Euclidean distances after the inverse of the covariance of the observations."""
    inverse = np.linalg.inv(np.cov(X.astype(float).T))
    return pairs(lambda u, v: np.sqrt(np.einsum("...i,ij,...j", u - v, inverse, u - v)))(
        X.astype(float)
    )


COUNTED: dict[str, Callable[[Any], Any]] = {
    "jaccard": counted(lambda t, a, b, _d: (a + b) / (t + a + b)),
    "dice": counted(lambda t, a, b, _d: (a + b) / (2 * t + a + b)),
    "rogerstanimoto": counted(lambda _t, a, b, d: 2 * (a + b) / (d + a + b)),
    "russellrao": counted(lambda t, _a, _b, d: (d - t) / d),
    "sokalsneath": counted(lambda t, a, b, _d: 2 * (a + b) / (t + 2 * (a + b))),
    "yule": counted(lambda t, a, b, d: 2 * a * b / np.maximum(t * (d - t - a - b) + a * b, 1)),
    "hamming": counted(lambda _t, a, b, d: (a + b) / d),
}
ALL_METRICS = {**METRICS, "mahalanobis": mahalanobis, **COUNTED}


def points_of(metric: str) -> Any:
    """Return observations that a metric is defined for: whole numbers, or truth values."""
    if metric in COUNTED:
        bits = draw((8, 11), "int64", 5) % 2
        bits[:, 0] = 1  # none is empty
        return bits.astype(float)
    return np.floor(draw((8, 4), "float64", 2) * 8) + 9 + np.eye(8, 4)


def metric_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each metric for linkages and for flat clusters."""
    needs = {"mahalanobis": ("linalg",)}
    for spec in named("linkage", "fclusterdata", "optimal_leaf_ordering"):
        for m in ALL_METRICS:
            yield Case(spec, {"metric": m, "methods": "all"}, needs.get(m, ()))


@cases("metric", metric_cases)
def test_metrics(case: Case, subject: Subject, profile: Profile) -> None:
    """Every metric with every method that takes any: each merge is of two nearest clusters."""
    metric = case["metric"]
    points = points_of(metric)
    y = condensed(ALL_METRICS[metric](points.astype(np.longdouble)))
    if case.spec.name.endswith("ordering"):
        expect_ordered(subject, points, y, metric)
        return
    for method in profile.sample(PLAIN, subject):
        if case.spec.name.endswith("fclusterdata"):
            expect_flat(subject, points, y, method, {"metric": metric})
            continue
        Z = kept(subject, literal(points), method, metric)
        expect_merges(subject, Z, y, method)


def expect_merges(subject: Subject, Z: Any, y: Any, method: str) -> None:
    """Require merges at the least of some distances, to the rounding of a metric."""
    found = subject.host(Z)
    fault = unsound(found, monotonic=True)
    subject.expect(fault is None, f"not a linkage: {fault}")
    slack = 256 * subject.eps(found) * float(np.max(y))
    for row, merge in enumerate(replay(found, square(y), method)):
        exact, least = float(merge.exact), float(merge.least)
        text = f"row {row} has height {merge.height!r}; its clusters are {exact!r} apart"
        subject.expect(abs(merge.height - exact) <= slack, text)
        subject.expect(exact <= least + slack, f"{text}, others {least!r}")


def expect_ordered(subject: Subject, points: Any, y: Any, metric: str) -> None:
    """Require that no order of leaves has neighbours nearer to each other by a metric."""
    D = square(y.astype(float))
    tree = Tree.of(TREE_OF_EIGHT)
    found = Tree.of(subject.host(kept(subject, literal(TREE_OF_EIGHT), literal(points), metric)))
    subject.expect(found.same_clusters(tree), "the ordered tree has other clusters")
    best = min(sum(D[a, b] for a, b in pairwise(order)) for order in tree.orders())
    cost = sum(D[a, b] for a, b in pairwise(found.leaves()))
    limit = best * (1 + 1e-5) + 1e-6
    subject.expect(cost <= limit, f"neighbours are {cost} apart in all, could be {best}")


# Two subtrees of four: left and right of each merge are to be chosen.
TREE_OF_EIGHT = np.array([
    [0, 5, 1, 2], [2, 7, 2, 2], [1, 4, 3, 2], [3, 6, 4, 2], [8, 9, 5, 4], [10, 11, 6, 4],
    [12, 13, 7, 8],
], dtype=float)  # fmt: skip


def expect_flat(
    subject: Subject, points: Any, y: Any, method: str, arguments: dict[str, Any]
) -> None:
    """Require the flat clusters of the linkage of some distances, at the widest gap of heights."""
    Z = subject.sibling("linkage")(subject.array(literal(y.astype(float))), method)
    tree = Tree.of(subject.host(Z))
    heights = sorted(row[2] for row in tree.rows)
    gap, t = max((b - a, (a + b) / 2) for a, b in pairwise(heights[1:]))
    if gap <= 1e-6 * heights[-1]:
        return
    found = kept(subject, literal(points), t, criterion="distance", method=method, **arguments)
    labels = subject.host(found).tolist()
    expected = tree.flat_at(tree.largest([row[2] for row in tree.rows]), t)
    text = f"{method}: clusters {labels}, expected {expected}"
    subject.expect(isomorphic(labels, expected) and set(labels) == set(expected), text)


def flat_arguments(tree: Tree) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Yield arguments of `fclusterdata`, with the clusters that they ask for."""
    heights = tree.largest([row[2] for row in tree.rows])
    for a, b in list(pairwise(sorted(heights)))[1::3]:
        t = (a + b) / 2
        yield {"t": t, "criterion": "distance"}, tree.flat_at(heights, t)
    for most in (1, 3, tree.n + 2):
        yield {"t": most, "criterion": "maxclust"}, tree.flat_most(heights, most)
    for depth in (None, 1, 3):
        exact = tree.inconsistency(2 if depth is None else depth)
        ratios = tree.largest([float(e) / float(v) ** 0.5 if v else 0.0 for _, v, _, e in exact])
        more = {} if depth is None else {"depth": depth}
        gaps_of = [(a, b) for a, b in pairwise(sorted(set(ratios))) if b - a > 1e-3]
        for turn, (a, b) in enumerate(gaps_of[:3]):
            t = (a + b) / 2
            named_too = {"criterion": "inconsistent"} if turn % 2 else {}
            yield {"t": t, **named_too, **more}, tree.flat_at(ratios, t)


@cases("values", lambda _p: [
    Case(s, {"method": m, "arguments": "all"}) for s in named("fclusterdata") for m in METHODS
])  # fmt: skip
def test_flat_of_observations(case: Case, subject: Subject, profile: Profile) -> None:
    """Every criterion, threshold and depth, and an R of one's own, as of the linkage itself."""
    method, x = case["method"], literal(scattered(9))
    tree = Tree.of(subject.host(subject.sibling("linkage")(subject.array(x), method)))
    default = {} if method == "single" else {"method": method}
    for arguments, expected in profile.sample(flat_arguments(tree), subject):
        if method in {"centroid", "median"} and arguments.get("criterion") == "maxclust":
            continue  # heights that fall leave it open which threshold is found
        found = kept(subject, x, **{**arguments, **default})
        expect_same(subject, found, expected, arguments)
    R: Input = literal(np.abs(draw((8, 4), "float64", 3)))
    values = tree.largest(R.values[:, 3].tolist())
    for a, b in list(pairwise(sorted(set(values))))[:2]:
        t = (a + b) / 2
        found = kept(subject, x, t, method=method, R=R)
        expect_same(subject, found, tree.flat_at(values, t), {"t": t, "R": "given"})


def expect_same(subject: Subject, labels: Any, expected: list[int], arguments: Any) -> None:
    """Require flat clusters with these numbers."""
    subject.expect_dtype(labels, "int32")
    found = subject.host(labels).tolist()
    subject.expect(found == expected, f"{arguments}: clusters {found}, expected {expected}")
