"""Linkages against the definitions of their methods, merge by merge."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, drawn, literal
from ..oracles import METHODS, Tree, condensed, grown, minimax_paths, square, squared_distances
from ._judgement import judge
from ._specs import LINKAGE, METHOD_FUNCTIONS, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._profile import Profile
    from .._subject import Subject


def scattered(n: int) -> Any:
    """Return points without ties."""
    return drawn((n, 3), "float64", n).values


def gridded(n: int) -> Any:
    """Return points of a small grid: most distances are tied, some points equal."""
    return np.floor(drawn((n, 2), "float64", n).values * 2)


def collinear(n: int) -> Any:
    """Return points on a line, in no order, at equal steps."""
    line = np.arange(n) * 7 % n if n % 7 else np.arange(n)
    return np.stack([line, 2 * line, -line], axis=1).astype(float)


def twins(n: int) -> Any:
    """Return each of a few points several times."""
    return drawn((3, 2), "float64", 3).values[np.arange(n) % 3]


SHAPES = {function.__name__: function for function in (scattered, gridded, collinear, twins)}


def replay_cases(profile: Profile) -> Iterator[Case]:
    """Yield each method on each kind of points, from two points on."""
    for method in METHODS:
        for shape in SHAPES:
            for n in profile.pick((2, 3, 9, 40), (2, 3, 4, 9, 17, 60), (*range(2, 20), 60, 250)):
                yield Case(LINKAGE, {"method": method, "points": shape, "n": n})


@cases("values", replay_cases)
def test_observations(case: Case, subject: Subject) -> None:
    """Every merge is of two nearest clusters, at their distance, computed from the points."""
    x = subject.fitting(literal(SHAPES[case["points"]](case["n"])))
    judge(subject, subject(x, case["method"]), x.values, case["method"])


def method_cases(profile: Profile) -> Iterator[Case]:
    """Yield the functions that are named after their methods."""
    for spec in METHOD_FUNCTIONS:
        for shape in ("scattered", "gridded"):
            for n in profile.pick((2, 3, 17), (2, 3, 17, 41), (2, 3, 4, 17, 41, 150)):
                yield Case(spec, {"points": shape, "n": n})


@cases("values", method_cases)
def test_condensed(case: Case, subject: Subject) -> None:
    """A function named after its method clusters condensed distances by it."""
    method = case.spec.name.rpartition(".")[2]
    points = SHAPES[case["points"]](case["n"])
    y = subject.fitting(literal(np.sqrt(condensed(squared_distances(points)))))
    given = y.values if method not in {"centroid", "median", "ward"} else points
    judge(subject, subject(y), given, method)


def exact_cases(profile: Profile) -> Iterator[Case]:
    """Yield small problems in whole numbers, several of each size."""
    for method in METHODS:
        for n in profile.pick((3, 5, 7), (3, 4, 5, 6, 7, 8), range(3, 11)):
            for seed in range(profile.pick(2, 4, 20)):
                yield Case(LINKAGE, {"method": method, "n": n, "seed": seed})


@cases("ties", exact_cases)
def test_exact(case: Case, subject: Subject) -> None:
    """Among ties any choice will do, but each must be among the least, in exact fractions."""
    n, method = case["n"], case["method"]
    if method in {"average", "weighted"}:
        values = np.floor(drawn(n * (n - 1) // 2, "float64", case["seed"]).values * 4 + 5)
    else:
        values = np.floor(drawn((n, 2), "float64", case["seed"]).values * 3)
    judge(subject, subject(literal(values), method), values, method, whole=True)


def ultrametric_cases(profile: Profile) -> Iterator[Case]:
    """Yield the methods that an ultrametric comes out of as it went in."""
    for method in METHODS[:4]:
        for n in profile.pick((5, 30, 130), (2, 3, 5, 30, 130), (2, 3, 5, 30, 100)):
            yield Case(LINKAGE, {"method": method, "n": n})
    for spec in named("single", "complete", "average", "weighted"):
        yield Case(spec, {"n": 260})  # clusters of more than a byte counts


@cases("ultrametric", ultrametric_cases)
def test_ultrametric(case: Case, subject: Subject) -> None:
    """The heights of a tree, taken as distances, give the tree back; averages to rounding."""
    tree = Tree.of(grown(case["n"], seed=case["n"]))
    method = [case["method"]] if "method" in case.parameters else []
    Z = subject(literal(tree.cophenetic()), *method)
    # XLA divides by multiplying by the reciprocal: a mean of equal numbers may be another one.
    averages = "average" in {case.spec.name.rpartition(".")[2], *method}
    for actual, expected in (
        (Z, np.array(tree.rows)), (subject.sibling("cophenet")(Z), tree.cophenetic())
    ):  # fmt: skip
        if not averages:
            subject.expect_equal(actual, expected)
            continue
        subject.expect_shape(actual, expected.shape)
        found = subject.host(actual)
        off = np.max(np.abs(found - expected) / expected.clip(1.0)) / subject.eps(found)
        subject.expect(off <= 16, f"heights are {off:.3g} eps off")


@cases("minimax", lambda p: [
    Case(s, {"n": n}) for s in named("single") for n in p.pick((20,), (8, 30), (8, 30, 100))
])  # fmt: skip
def test_minimax(case: Case, subject: Subject) -> None:
    """Single linkage joins two points at the largest step of the best way between them."""
    y = subject.fitting(drawn(case["n"] * (case["n"] - 1) // 2, "float64"))
    y = literal(y.values + 2, y.values.dtype.name)
    ways = condensed(minimax_paths(square(y.values)))
    subject.expect_equal(subject.sibling("cophenet")(subject(y)), ways)


@cases("gaps", per_spec((LINKAGE,)))
def test_growing_gaps(case: Case, subject: Subject) -> None:
    """Points on a line at gaps 1, 2, 4, ... join one after the other at those heights."""
    n = 12
    points = literal((2.0 ** np.arange(n) - 1)[:, None])
    a = [0, *range(n, 2 * n - 2)]
    rows = [[min(a[i], i + 1), max(a[i], i + 1), 2.0**i, i + 2] for i in range(n - 1)]
    subject.expect_equal(subject(points, "single"), np.array(rows))


@cases("equidistant", lambda _p: [Case(LINKAGE, {"method": m}) for m in METHODS])
def test_equidistant(case: Case, subject: Subject) -> None:
    """Points at equal distances: the heights follow from the sizes alone."""
    n, method = 8, case["method"]
    found = subject.host(subject(literal(np.ones(n * (n - 1) // 2)), method))
    subject.expect(found[-1, 3] == n, f"the last row has {found[-1, 3]} observations, not {n}")
    if method in {"centroid", "median"}:
        subject.expect(np.all(found[1:, 2] <= 1), f"centres are nearer, heights {found[:, 2]}")
        return
    if method == "ward":
        # Centres of p and q unit vectors over sqrt 2: their squared distance is (1/p + 1/q) / 2.
        subject.expect(abs(found[0, 2] - 1) < 1e-6, f"the first height is {found[0, 2]}")
        subject.expect(np.all(found[:, 2] < 1 + 1e-5), f"heights {found[:, 2]}, all are 1")
        return
    subject.expect(np.all(found[:, 2] == 1), f"heights {found[:, 2]}, all distances are 1")


TRIANGLE = {
    "single": 4.0, "complete": 5.0, "average": 4.5, "weighted": 4.5,
    "centroid": math.sqrt(18.25), "median": math.sqrt(18.25), "ward": math.sqrt(18.25 * 4 / 3),
}  # fmt: skip


@cases("three-points", lambda _p: [Case(LINKAGE, {"method": m}) for m in METHODS])
def test_three_points(case: Case, subject: Subject) -> None:
    """The right triangle 3, 4, 5: the second height by the formula of each method."""
    Z = subject(literal([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]]), case["method"])
    found = subject.host(Z)
    expected = np.array([[0, 1, 3, 2], [2, 3, TRIANGLE[case["method"]], 3]])
    close = np.allclose(found, expected, rtol=8 * subject.eps(found), atol=0)
    subject.expect(close, f"{found.tolist()}, expected {expected.tolist()}")


@cases("scaling", lambda _p: [Case(LINKAGE, {"method": m}) for m in METHODS])
def test_scaling(case: Case, subject: Subject) -> None:
    """Distances times a power of two give the same tree, its heights times that power."""
    points = scattered(15)
    plain = subject.host(subject(literal(points), case["method"]))
    scaled = subject.host(subject(literal(points * 2.0**20), case["method"]))
    expected = plain * [1, 1, 2.0**20, 1]
    subject.expect(np.array_equal(scaled, expected), "another tree for scaled observations")


@cases("permutation", lambda _p: [Case(LINKAGE, {"method": m}) for m in METHODS])
def test_permutation(case: Case, subject: Subject) -> None:
    """The order of the observations doesn't matter, where there are no ties."""
    points = scattered(15)
    order = np.arange(15) * 4 % 15
    one = Tree.of(subject.host(subject(literal(points), case["method"])))
    other = Tree.of(subject.host(subject(literal(points[order]), case["method"])))
    expected = [frozenset(one.leaves(node)) for node in range(15, 29)]
    found = [frozenset(int(order[leaf]) for leaf in other.leaves(node)) for node in range(15, 29)]
    subject.expect(found == expected, "another order of observations gave other clusters")


def ratio(a: Any, b: Any) -> Any:
    """Return a / b, 0 where both are."""
    return np.divide(a, b, out=np.zeros_like(a), where=b != 0)


def pairs(fold: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """Return a function of all pairs of rows: `fold` gets features on the last axis."""
    return lambda X: fold(X[:, None, :], X[None, :, :])


def cosine(u: Any, v: Any) -> Any:
    """Return one minus the cosine of the angle between rows."""
    lengths = np.sqrt(np.sum(u * u, -1) * np.sum(v * v, -1))
    return 1 - np.sum(u * v, -1) / lengths


def divergence(u: Any, v: Any) -> Any:
    """Return the Jensen-Shannon distances of rows of positive numbers."""
    p, q = (w / np.sum(w, -1, keepdims=True) for w in (u, v))
    m = (p + q) / 2
    return np.sqrt(np.sum(p * np.log(p / m) + q * np.log(q / m), -1) / 2)


METRICS: dict[str, Callable[[Any], Any]] = {
    "euclidean": pairs(lambda u, v: np.sqrt(np.sum((u - v) ** 2, -1))),
    "sqeuclidean": pairs(lambda u, v: np.sum((u - v) ** 2, -1)),
    "cityblock": pairs(lambda u, v: np.sum(abs(u - v), -1)),
    "chebyshev": pairs(lambda u, v: np.max(abs(u - v), -1)),
    "minkowski": pairs(lambda u, v: np.sqrt(np.sum((u - v) ** 2, -1))),
    "canberra": pairs(lambda u, v: np.sum(ratio(abs(u - v), abs(u) + abs(v)), -1)),
    "braycurtis": pairs(lambda u, v: np.sum(abs(u - v), -1) / np.sum(abs(u + v), -1)),
    "cosine": pairs(cosine),
    "correlation": lambda X: pairs(cosine)(X - np.mean(X, axis=1, keepdims=True)),
    "seuclidean": lambda X: METRICS["euclidean"](X / np.std(X, axis=0, ddof=1)),
    "hamming": pairs(lambda u, v: np.mean(u != v, -1)),
    "jensenshannon": pairs(divergence),
}
"""Distances of observations by their definitions."""


@cases("metric", lambda _p: [
    Case(s, {"metric": m}) for s in named("linkage", "fclusterdata") for m in METRICS
])  # fmt: skip
def test_metric(case: Case, subject: Subject) -> None:
    """The named distances of observations, in complete linkage."""
    points = np.floor(draw((10, 4), "float64", 2) * 8) + 9
    y = condensed(METRICS[case["metric"]](points.astype(np.longdouble)))
    if case.spec.name == "hierarchy.fclusterdata":
        t = float(np.median(y)) * 1.01
        arguments = {"criterion": "distance", "metric": case["metric"], "method": "single"}
        found = subject(literal(points), t, **arguments)
        labels = components(square(y) <= t)
        subject.expect(same_parts(subject.host(found), labels), "other clusters than by hand")
        return
    found = subject.host(subject(literal(points), "complete", case["metric"]))
    eps = subject.eps(found)
    meeting = Tree.of(found).cophenetic()
    joined = {round(float(h), 9) for h in found[:, 2]}
    known = {round(float(v), 9) for v in y} if eps < 1e-10 else joined
    subject.expect(joined <= known, f"heights {joined - known} are no distances of two points")
    subject.expect(np.all(meeting >= y * (1 - 32 * eps) - 32 * eps), "a pair meets too low")


def components(near: Any) -> list[int]:
    """Return a label for each row: rows that are near one another share it."""
    labels = list(range(len(near)))
    for i, j in np.argwhere(near).tolist():
        old, new = labels[i], labels[j]
        labels = [new if label == old else label for label in labels]
    return labels


def same_parts(one: Any, other: Any) -> bool:
    """Whether two labellings are one partition."""
    pairs_of = {(int(a), int(b)) for a, b in zip(one, other, strict=True)}
    return len(pairs_of) == len(set(map(int, one))) == len(set(map(int, other)))


@cases("metric", lambda _p: [Case(LINKAGE, {"metric": "callable"})])
def test_callable_metric(case: Case, subject: Subject) -> None:
    """A function of two rows is called for the distance of each pair."""
    points = np.array([[0.0, 9.0], [1.0, -3.0], [4.0, 5.0], [10.0, 1.0]])
    Z = subject(literal(points), "single", lambda u, v: abs(float(u[0]) - float(v[0])))
    subject.expect_equal(Z, np.array([[0, 1, 1, 2], [2, 4, 3, 3], [3, 5, 6, 4.0]]))


@cases("warning", per_spec((LINKAGE,)))
def test_square_matrix(case: Case, subject: Subject) -> None:
    """A square matrix of distances is taken for observations, with a warning."""
    matrix = np.sqrt(squared_distances(scattered(5)))
    warning = subject.sibling_function("ClusterWarning")
    Z = subject.expect_warning(warning, literal(matrix), "single")
    judge(subject, Z, subject.fitting(literal(matrix)).values, "single")
    judge(subject, subject.expect_warning(None, literal(matrix + 1)), matrix + 1, "single")


@cases("optimal-ordering", lambda _p: [
    Case(LINKAGE, {"method": m, "metric": metric}) for m in METHODS
    for metric in ("euclidean", "chebyshev")[: 2 if m in METHODS[:4] else 1]
])  # fmt: skip
def test_optimal_ordering(case: Case, subject: Subject) -> None:
    """`optimal_ordering` reorders the tree as the function does, and leaves it the same."""
    x = literal(scattered(12))
    method, metric = case["method"], case["metric"]
    plain = subject(x, method, metric)
    expected = subject.sibling("optimal_leaf_ordering")(plain, subject.array(x), metric)
    ordered = subject(x, method, metric, optimal_ordering=True)
    subject.expect_equal(ordered, subject.host(expected))
    same = Tree.of(subject.host(ordered)).same_clusters(Tree.of(subject.host(plain)))
    subject.expect(same, "the ordered tree has other clusters")
