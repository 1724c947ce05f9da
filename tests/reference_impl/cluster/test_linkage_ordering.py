"""Leaf orders are optimal: no order of the same tree is shorter."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import scipy.cluster.hierarchy as peer
from scipy.spatial.distance import pdist, squareform

from pytest_array_api.reference_impl.cluster import hierarchy

METHODS = ("single", "complete", "average", "ward", "centroid")


def leaves(children):
    """Return the leaves of a tree from left to right."""
    n = len(children) + 1
    orders = [[leaf] for leaf in range(n)]
    for left, right in children:
        orders.append(orders[int(left)] + orders[int(right)])
    return orders[-1]


def length(children, D):
    """Return the sum of the distances between adjacent leaves."""
    return sum(D[a, b] for a, b in pairwise(leaves(children)))


def shortest(children, D):
    """Return the length of the best of all 2^(n-1) orders."""
    flips = product([1, -1], repeat=len(children))
    return min(length([c[::f] for c, f in zip(children, flip, strict=True)], D) for flip in flips)


def trees(rng, count):
    """Return linkages of fewer than ten observations, with their distances."""
    for i in range(count):
        n = int(rng.integers(2, 10))
        y = pdist(rng.random((n, 2))) if i % 2 else rng.integers(1, 6, n * (n - 1) // 2) * 1.0
        yield hierarchy.linkage(y, METHODS[i % len(METHODS)]), y


def test_order_is_optimal():
    """Brute force finds nothing shorter, and only columns 0 and 1 are swapped."""
    for Z, y in trees(np.random.default_rng(0), 60):
        ordered = hierarchy.optimal_leaf_ordering(Z, y)

        D = squareform(y)
        assert length(ordered[:, :2], D) == pytest.approx(shortest(Z[:, :2], D), rel=1e-12)
        assert np.array_equal(np.sort(ordered[:, :2], axis=1), np.sort(Z[:, :2], axis=1))
        assert np.array_equal(ordered[:, 2:], Z[:, 2:])


def test_never_longer_than_scipys():
    """For larger trees the order is at most as long as SciPy's, and shorter for some."""
    rng = np.random.default_rng(1)
    gains = []
    for n in (20, 40, 70):
        y = pdist(rng.random((n, 3)))
        Z, D = hierarchy.average(y), squareform(y)
        ours, theirs = hierarchy.optimal_leaf_ordering(Z, y), peer.optimal_leaf_ordering(Z, y)
        gains.append(length(theirs[:, :2], D) - length(ours[:, :2], D))

    assert min(gains) > -1e-9
    assert max(gains) > 0.01


def test_order_of_a_chain():
    """A tree that merges one leaf at a time is ordered too."""
    y = pdist(np.cumsum(np.arange(40.0))[:, None])
    ordered = hierarchy.optimal_leaf_ordering(hierarchy.single(y), y)

    assert length(ordered[:, :2], squareform(y)) == y.max()


def test_order_on_every_library(place):
    """The ordering of distances and of observations stays on its device."""
    X = np.random.default_rng(2).normal(size=(5, 2))
    y, Z = pdist(X), hierarchy.ward(X)
    desired = hierarchy.optimal_leaf_ordering(Z, y)

    for data in (X, y):
        actual = hierarchy.optimal_leaf_ordering(place.array(Z), place.array(data))
        assert np.array_equal(place.back(actual), desired)
    actual = place.back(hierarchy.linkage(place.array(y), "ward", optimal_ordering=True))
    assert np.array_equal(actual[:, :2], desired[:, :2])


@pytest.mark.parametrize(
    ("y", "error", "match"),
    [
        ([1.0, 2.0], ValueError, "got 2"),
        ([1.0], ValueError, "`Z` is of 3 observations, but `y` is of 2"),
        ([1.0, 2.0, np.nan], ValueError, "must be finite"),
    ],
)
def test_bad_distances(y, error, match):
    """Distances must be finite, and those of the tree."""
    with pytest.raises(error, match=match):
        hierarchy.optimal_leaf_ordering(hierarchy.single(np.asarray([1.0, 2.0, 3.0])), y)


def test_bad_tree():
    """The linkage is checked first."""
    with pytest.raises(TypeError, match="'Z' must have dtype float64"):
        hierarchy.optimal_leaf_ordering(np.asarray([[0, 1, 1, 2]]), [1.0])


def test_a_square_of_distances_is_suspicious():
    """Given as observations, a matrix of distances is probably a mistake."""
    y = pdist(np.random.default_rng(0).random((6, 2)))
    with pytest.warns(hierarchy.ClusterWarning, match="uncondensed"):
        hierarchy.optimal_leaf_ordering(hierarchy.linkage(y), squareform(y))
