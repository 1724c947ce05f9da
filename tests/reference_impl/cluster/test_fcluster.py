"""Flat clusterings: `fcluster`, `fclusterdata`, `leaders`, `is_isomorphic`."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import scipy.cluster.hierarchy as scipy_hierarchy

from pytest_array_api.reference_impl.cluster import hierarchy

Z3 = np.array([[0.0, 1.0, 1.0, 2.0], [2.0, 3.0, 4.0, 3.0]])


def trees():
    """Return linkages of tied and scattered points, with and without inversions."""
    rng = np.random.default_rng(8)
    for n in (2, 17):
        for points in (rng.standard_normal((n, 3)), rng.integers(0, 3, (n, 2)).astype(float)):
            for method in ("single", "average", "centroid"):
                yield scipy_hierarchy.linkage(points, method)


def same(place, actual, desired):
    actual = place.back(actual)
    np.testing.assert_array_equal(actual, desired)
    assert actual.dtype == np.int32


def test_thresholds(place):
    """Clusters by height, coefficient and criterion have SciPy's numbers, at ties too."""
    rng = np.random.default_rng(9)
    for Z in trees():
        R, values = scipy_hierarchy.inconsistent(Z), rng.integers(0, 4, len(Z)).astype(float)
        z, r, given = place.array(Z), place.array(R), place.array(values)
        for t in (float(Z[len(Z) // 2, 2]), 0.0, 1e9, -1.0):
            expected = scipy_hierarchy.fcluster(Z, t, "distance")
            same(place, hierarchy.fcluster(z, t, "distance"), expected)
        for t in (0.5, 1.0, 1.15):
            same(place, hierarchy.fcluster(z, t, R=r), scipy_hierarchy.fcluster(Z, t, R=R))
            expected = scipy_hierarchy.fcluster(Z, t, "monocrit", monocrit=values)
            same(place, hierarchy.fcluster(z, t, "monocrit", monocrit=given), expected)


def test_numbers_of_clusters(place):
    """At most so many clusters are SciPy's, for criteria that grow upwards and others."""
    rng = np.random.default_rng(10)
    for Z in trees():
        n, values = len(Z) + 1, rng.random(len(Z))
        z, given = place.array(Z), place.array(values)
        for k in (1, 2, 3, n, n + 3):
            expected = scipy_hierarchy.fcluster(Z, k, "maxclust")
            same(place, hierarchy.fcluster(z, k, "maxclust"), expected)
            expected = scipy_hierarchy.fcluster(Z, k, "maxclust_monocrit", monocrit=values)
            actual = hierarchy.fcluster(z, k, "maxclust_monocrit", monocrit=given)
            same(place, actual, expected)


def test_depth_of_coefficients(place):
    """Without R, coefficients of the given depth are computed."""
    for Z in trees():
        actual = hierarchy.fcluster(place.array(Z), 1.0, depth=3)
        same(place, actual, scipy_hierarchy.fcluster(Z, 1.0, depth=3))


def test_fclusterdata(place):
    """Observations are linked, then cut."""
    X = np.random.default_rng(11).standard_normal((20, 2))
    for options in ({}, {"method": "average", "metric": "cityblock"}):
        actual = hierarchy.fclusterdata(place.array(X), 0.9, **options)
        same(place, actual, scipy_hierarchy.fclusterdata(X, 0.9, **options))


def test_leaders(place):
    """Leaders come in the order of SciPy's traversal."""
    for Z in trees():
        for T in (scipy_hierarchy.fcluster(Z, k, "maxclust") for k in (1, 2, 4, len(Z) + 1)):
            actual = hierarchy.leaders(place.array(Z), place.array(T, "int32"))
            for ours, theirs in zip(actual, scipy_hierarchy.leaders(Z, T), strict=True):
                same(place, ours, theirs)


def test_is_isomorphic_by_definition(place):
    """All pairs of short labellings, against one-to-one maps of labels."""
    shown = 0
    for n in (0, 1, 3, 4):
        labellings = list(product(range(3), repeat=n))
        step = 1 if place.xp.__name__.endswith("numpy") and "jax" not in place.xp.__name__ else 40
        for a, b in list(product(labellings, repeat=2))[::step]:
            pairs = set(zip(a, b, strict=True))
            expected = len(pairs) == len(set(a)) == len(set(b))
            actual = hierarchy.is_isomorphic(place.array(a, "int64"), place.array(b, "int64"))
            assert bool(place.back(actual)) is expected, (a, b)
            shown += expected
    assert shown


def test_is_isomorphic_where_scipy_is_not_right():
    """A map that is not one-to-one is none."""
    assert not hierarchy.is_isomorphic([1, 2, 3, 4], [1, 2, 1, 3])
    assert not hierarchy.is_isomorphic([1, 2, 1, 3], [1, 2, 3, 4])


MISTAKES = [
    (hierarchy.fcluster, (Z3, 1, "x"), {}, ValueError, "criterion must be one of"),
    (hierarchy.fcluster, (Z3, 1, "monocrit"), {}, ValueError, "monocrit must be given"),
    (
        hierarchy.fcluster,
        (Z3, 1, "monocrit"),
        {"monocrit": np.ones(3)},
        ValueError,
        r"monocrit must have shape \(2,\)",
    ),
    (hierarchy.fcluster, (Z3, 1), {"R": np.ones((1, 4))}, ValueError, "R must have a row"),
    (hierarchy.fclusterdata, (np.ones(3), 1), {}, TypeError, "X must be two-dimensional"),
    (hierarchy.leaders, (Z3, np.ones(3)), {}, TypeError, "T must have dtype int32"),
    (hierarchy.leaders, (Z3, np.int32([1, 1])), {}, ValueError, r"T must have shape \(3,\)"),
    (hierarchy.leaders, (Z3, np.int32([1, 2, 1])), {}, ValueError, "is not a subtree"),
    (hierarchy.is_isomorphic, ([[1]], [1]), {}, ValueError, "T1 must be one-dimensional"),
    (hierarchy.is_isomorphic, ([1, 2], [1]), {}, ValueError, "equal lengths"),
]


@pytest.mark.parametrize(("function", "args", "options", "error", "match"), MISTAKES)
def test_mistakes(function, args, options, error, match):
    """What does not fit raises what SciPy raises, and says what does not fit."""
    with pytest.raises(error, match=match):
        function(*args, **options)
