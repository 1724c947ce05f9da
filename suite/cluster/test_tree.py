"""What a linkage says of its tree, against a walk from node to node."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import draw, literal
from ..oracles import Tree, condensed, grown, rational, squared_distances
from ._forest import chain, leaves_of_chain, tree_cases, tree_of
from ._specs import named

if TYPE_CHECKING:
    from .._subject import Subject


def rows(tree: Tree) -> Any:
    """Return the linkage of a tree as an input."""
    return literal(np.array(tree.rows))


@cases("values", tree_cases(named("leaves_list")))
def test_leaves(case: Case, subject: Subject) -> None:
    """The leaves from left to right."""
    tree = tree_of(case)
    subject.expect_equal(subject(rows(tree)), np.array(tree.leaves()))


@cases("values", tree_cases(named("cophenet")))
def test_heights_of_pairs(case: Case, subject: Subject) -> None:
    """The height of the merge where two observations meet, be there higher ones below it."""
    tree = tree_of(case)
    subject.expect_equal(subject(rows(tree)), tree.cophenetic())


@cases("values", tree_cases(named("cophenet"), trees=("rising", "inverted"), Y=(True,)))
def test_cophenetic_correlation(case: Case, subject: Subject) -> None:
    """The correlation of the heights with the distances comes first; a pair alone has none."""
    tree = tree_of(case)
    if tree.n < 3:
        tree = Tree.of(grown(4, 4))
    y = draw((tree.n * (tree.n - 1) // 2,), "float64", 3) + 2
    c, d = subject(rows(tree), literal(y))
    subject.expect_equal(d, tree.cophenetic())
    found = float(subject.host(subject.xp.asarray(c) if isinstance(c, np.generic) else c))
    x, z = (rational(v) for v in (y, tree.cophenetic()))
    x, z = x - sum(x) / len(x), z - sum(z) / len(z)
    exact = float(sum(x * z)) / (float(sum(x * x)) * float(sum(z * z))) ** 0.5
    limit = 16 * len(y) ** 0.5 * subject.eps(subject.host(d))
    subject.record(abs(found - exact), "abs", limit=limit, n=len(y))
    subject.expect(abs(found - exact) <= limit, f"correlation {found!r}, expected {exact!r}")


@cases("values", tree_cases(named("maxdists")))
def test_largest_heights(case: Case, subject: Subject) -> None:
    """The largest height of each merge and those below it, which may not be its own."""
    tree = tree_of(case)
    expected = tree.largest([row[2] for row in tree.rows])
    subject.expect_equal(subject(rows(tree)), np.array(expected))


def statistics(tree: Tree) -> Any:
    """Return numbers that could be statistics of the merges, and are not monotonic."""
    R = np.abs(draw((tree.n - 1, 4), "float64", tree.n))
    R[:, 2] = np.ceil(R[:, 2] * 3)
    return R


@cases("values", tree_cases(named("maxinconsts")))
def test_largest_coefficients(case: Case, subject: Subject) -> None:
    """The largest coefficient of each merge and those below it."""
    tree = tree_of(case)
    R = statistics(tree)
    expected = tree.largest(R[:, 3].tolist())
    subject.expect_equal(subject(rows(tree), literal(R)), np.array(expected))


@cases("values", tree_cases(named("maxRstat"), column=range(4)))
def test_largest_statistics(case: Case, subject: Subject) -> None:
    """The largest value of a column of R over each merge and those below it."""
    tree, i = tree_of(case), case["column"]
    R = statistics(tree)
    expected = tree.largest(R[:, i].tolist())
    subject.expect_equal(subject(rows(tree), literal(R), i), np.array(expected))


@cases("values", tree_cases(named("inconsistent"), depth=(1, 2, 3, 40)))
def test_inconsistency(case: Case, subject: Subject) -> None:
    """Mean, deviation (of a sample) and number of heights, in exact rationals.

    The variance may be computed as a difference of sums: it is off by 4 n eps times the largest
    square. The coefficient inherits that; where the exact deviation is 0 it is not compared.
    """
    tree = tree_of(case)
    found = subject.host(subject(rows(tree), case["depth"]))
    subject.expect(found.shape == (tree.n - 1, 4), f"shape {found.shape}")
    eps = subject.eps(found)
    top = max(abs(row[2]) for row in tree.rows)
    exact = tree.inconsistency(case["depth"])
    for actual, (mean, variance, count, excess) in zip(found.tolist(), exact, strict=True):
        subject.expect(actual[2] == count, f"{actual[2]:g} links counted, there are {count}")
        close = abs(actual[0] - float(mean)) <= 2 * count * eps * top
        subject.expect(close, f"mean {actual[0]!r}, expected {float(mean)!r}")
        slack = 4 * count * eps * top**2
        close = abs(Fraction(actual[1]) ** 2 - variance) <= slack
        subject.expect(close, f"deviation {actual[1]!r}, variance expected {float(variance)!r}")
        if variance:
            expected = float(excess) / float(variance) ** 0.5
            share = slack / float(variance) + 8 * count * eps * top / float(variance) ** 0.5
            close = abs(actual[3] - expected) <= share * max(abs(expected), 1)
            subject.expect(close, f"coefficient {actual[3]!r}, expected {expected!r}")
        elif count == 1:
            subject.expect(actual[1] == actual[3] == 0, f"one link deviates by {actual[1:]}")


@cases("values", tree_cases(named("to_mlab_linkage")))
def test_to_matlab(case: Case, subject: Subject) -> None:
    """Clusters are counted from 1, and sizes left out."""
    tree = tree_of(case)
    expected = [[row[0] + 1, row[1] + 1, row[2]] for row in tree.rows]
    subject.expect_equal(subject(rows(tree)), np.array(expected))


@cases("values", tree_cases(named("from_mlab_linkage")))
def test_from_matlab(case: Case, subject: Subject) -> None:
    """Clusters are counted from 0 again, and their sizes from the tree."""
    tree = tree_of(case)
    given = [[row[0] + 1, row[1] + 1, row[2]] for row in tree.rows]
    subject.expect_equal(subject(literal(given)), np.array(tree.rows))


@cases("empty", lambda _p: [
    Case(spec, {"shape": "0"}) for spec in named("from_mlab_linkage", "to_mlab_linkage")
])  # fmt: skip
def test_no_tree(case: Case, subject: Subject) -> None:
    """No merges stay none."""
    subject.expect_shape(subject(literal([], "float64")), (0,))


def truth(value: Any) -> bool:
    """Return a truth value: a bool or an array without axes."""
    return bool(value)


@cases("values", tree_cases(named("is_monotonic")))
def test_monotonic(case: Case, subject: Subject) -> None:
    """Whether no merge is lower than the one before it; equal ones are not."""
    tree = tree_of(case)
    heights = [row[2] for row in tree.rows]
    found = truth(subject(rows(tree)))
    subject.expect(found == (heights == sorted(heights)), f"{found} for heights {heights}")


@cases("values", tree_cases(named("is_valid_linkage", "num_obs_linkage")))
def test_valid(case: Case, subject: Subject) -> None:
    """Every tree is valid, tied and inverted ones too, and of so many observations."""
    tree = tree_of(case)
    found = subject(rows(tree))
    expected = True if case.spec.name.endswith("valid_linkage") else tree.n
    subject.expect(int(found) == expected, f"{found!r} for a tree of {tree.n}")


# (row, column, value) of a defect in a tree of five observations
DEFECTS = {
    "negative-index": (1, 0, -2.0),
    "negative-height": (2, 2, -0.5),
    "negative-count": (0, 3, -2.0),
    "excessive-count": (3, 3, 6.0),
    "not-yet-formed": (1, 1, 7.0),
    "itself": (2, 1, 7.0),
    "used-twice": (3, 0, 5.0),
}


@cases("invalid", lambda _p: [
    Case(s, {"defect": d}) for s in named("is_valid_linkage") for d in DEFECTS
])  # fmt: skip
def test_invalid(case: Case, subject: Subject) -> None:
    """A defect is told: by False, by a warning, or by an exception."""
    Z = chain(5)[:, [1, 0, 2, 3]]
    row, column, value = DEFECTS[case["defect"]]
    Z[row, column] = value
    subject.expect(truth(subject(literal(chain(5)))), "a valid tree was called invalid")
    subject.expect(not truth(subject(literal(Z))), "an invalid tree was called valid")
    warning = subject.sibling_function("ClusterWarning")
    found = subject.expect_warning(warning, literal(Z), warning=True)
    subject.expect(not truth(found), "an invalid tree was called valid")
    subject.expect_raises(ValueError, literal(Z), throw=True)


@cases("invalid", lambda _p: [
    Case(s, {"defect": d}) for s in named("is_valid_linkage", "is_valid_im")
    for d in ("empty", "columns", "1-D", "3-D")
])  # fmt: skip
def test_wrong_shape(case: Case, subject: Subject) -> None:
    """A matrix has rows of four numbers."""
    shapes = {"empty": (0, 4), "columns": (4, 3), "1-D": (4,), "3-D": (2, 2, 4)}
    matrix = literal(np.ones(shapes[case["defect"]]))
    subject.expect(not truth(subject(matrix)), f"shape {matrix.values.shape} was called valid")
    subject.expect_raises(ValueError, matrix, throw=True)


@cases("invalid", lambda _p: [
    Case(s, {"dtype": "int64"}) for s in named("is_valid_linkage", "is_valid_im")
])  # fmt: skip
def test_wrong_dtype(case: Case, subject: Subject) -> None:
    """A matrix of integers is none."""
    matrix = literal(np.ones((3, 4)), "int64")
    subject.expect(not truth(subject(matrix)), "a matrix of integers was called valid")
    subject.expect_raises(TypeError, matrix, throw=True)


@cases("invalid", lambda _p: [
    Case(s, {"column": c}) for s in named("is_valid_im") for c in range(4)
])  # fmt: skip
def test_statistics(case: Case, subject: Subject) -> None:
    """Means, deviations and counts are not negative; coefficients may be."""
    R = np.abs(draw((4, 4), "float64", 1))
    subject.expect(truth(subject(literal(R))), "a sound matrix was called invalid")
    R[2, case["column"]] = -0.5
    found = truth(subject(literal(R)))
    subject.expect(found == (case["column"] == 3), f"{found} for -0.5 in {case['column']}")


@cases("values", lambda p: [
    Case(s, {"n": n}) for s in named("correspond") for n in p.pick((2, 5), (2, 3, 5), range(2, 9))
])  # fmt: skip
def test_correspond(case: Case, subject: Subject) -> None:
    """A tree corresponds to the distances of as many observations, and to no others."""
    Z = literal(grown(case["n"], 0))
    for n in range(2, case["n"] + 3):
        y = literal(np.ones(n * (n - 1) // 2))
        found = truth(subject(Z, y))
        subject.expect(found == (n == case["n"]), f"{found} for {case['n']} and {n}")


LARGE = {
    "leaves_list": leaves_of_chain,
    "maxdists": lambda n: list(range(1, n)),
}


@cases("large", lambda p: [
    Case(s, {"n": n}) for s in named(*LARGE) for n in p.pick((1200,), (3000,), (3000, 20000))
])  # fmt: skip
def test_deep(case: Case, subject: Subject) -> None:
    """A tree as deep as it is large needs no recursion."""
    n = case["n"]
    expected = LARGE[case.spec.name.rpartition(".")[2]](n)
    subject.expect_equal(subject(literal(chain(n))), np.array(expected))


@cases("round-trip", tree_cases(named("from_mlab_linkage")))
def test_matlab_round_trip(case: Case, subject: Subject) -> None:
    """A linkage comes back from MATLAB's format as it was."""
    tree = tree_of(case)
    there = subject.sibling("to_mlab_linkage")(subject.array(rows(tree)))
    subject.expect_equal(subject(there), np.array(tree.rows))


@cases("values", lambda p: [
    Case(s, {"n": n}) for s in named("optimal_leaf_ordering")
    for n in p.pick((2, 3, 7), (2, 3, 5, 7, 8), range(2, 10))
])  # fmt: skip
def test_best_order(case: Case, subject: Subject) -> None:
    """No way to swap children makes the sum of the distances between neighbours smaller."""
    n = case["n"]
    for seed in (4, 5, 9, 31):  # trees that SciPy 1.17 does not order best (scipy#11227)
        tree = Tree.of(grown(n, seed))
        points = np.floor(draw((n, 3), "float64", seed) * 2**10)
        D = squared_distances(points)  # whole numbers: sums are exact
        y = literal(condensed(D))
        found = Tree.of(subject.host(subject(rows(tree), y)))
        subject.expect(found.same_clusters(tree), "the ordered tree has other clusters")
        best = min(length(order, D) for order in tree.orders())
        cost = length(found.leaves(), D)
        subject.expect(cost == best, f"neighbours are {cost:g} apart in all, could be {best:g}")


def length(order: Any, D: Any) -> float:
    """Return the sum of the distances between neighbours in an order."""
    return float(np.sum(D[order[:-1], order[1:]]))


@cases("values", lambda p: [
    Case(s, {"n": n, "of": "observations"}) for s in named("optimal_leaf_ordering")
    for n in p.pick((25,), (25, 60), (25, 60, 200))
])  # fmt: skip
def test_good_order(case: Case, subject: Subject) -> None:
    """In a large tree, no single swap of children makes the way shorter."""
    n = case["n"]
    tree = Tree.of(grown(n, n))
    points = draw((n, 2), "float64", n)
    D = np.sqrt(squared_distances(points))
    found = Tree.of(subject.host(subject(rows(tree), literal(points))))
    subject.expect(found.same_clusters(tree), "the ordered tree has other clusters")
    order = found.leaves()
    cost = length(order, D)
    for node in range(n, 2 * n - 1):
        below = found.leaves(node)
        left, right = (found.leaves(child) for child in found.children(node))
        start = order.index(below[0])
        for turned in (right + left, below[::-1]):
            other = [*order[:start], *turned, *order[start + len(below) :]]
            better = length(other, D) < cost * (1 - 1e-5)
            subject.expect(not better, f"turning node {node} makes the way shorter")
