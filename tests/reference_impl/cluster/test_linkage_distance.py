"""Distances equal those of SciPy's pdist."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.spatial.distance as peer

from pytest_array_api.reference_impl.cluster import hierarchy
from pytest_array_api.reference_impl.cluster.hierarchy._distance import pdist, square

EXACT = (
    "euclidean",
    "sqeuclidean",
    "cityblock",
    "chebyshev",
    "minkowski",
    "canberra",
    "braycurtis",
    "hamming",
    "jaccard",
)
CLOSE = ("cosine", "correlation", "seuclidean", "mahalanobis")
# Of truths. SciPy (1.17) takes other numbers than 0 and 1 for fractions of a truth.
TRUTHS = ("jaccard", "dice", "sokalsneath", "rogerstanimoto", "russellrao", "yule")


def observations():
    """Return rows with ties, signs, zeros and a pair of equal rows."""
    X = np.random.default_rng(0).normal(size=(14, 5))
    X[3] = X[7]
    X[4, :3] = X[5, :3] = 0
    X[9] = np.round(X[9])
    return X


@pytest.mark.parametrize("metric", EXACT)
def test_sums_equal_scipys(metric):
    """Terms are added in SciPy's order, so that nothing differs in a last bit."""
    X = observations()

    assert np.array_equal(pdist(X, metric), peer.pdist(X, metric))


@pytest.mark.parametrize("metric", CLOSE)
def test_quotients_are_close_to_scipys(metric):
    """Where SciPy calls BLAS, its order is not known: equal to a few last bits."""
    X = observations()

    np.testing.assert_allclose(pdist(X, metric), peer.pdist(X, metric), rtol=1e-13, atol=1e-15)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("metric", TRUTHS)
def test_truths_equal_scipys(place, metric):
    """Features that are there or not; nothing over nothing is 0 or NaN, without a warning."""
    X = np.random.default_rng(0).integers(0, 2, size=(14, 4)).astype(float)
    X[3] = X[4] = 0

    actual = place.back(pdist(place.array(X), metric))
    assert np.array_equal(actual, peer.pdist(X > 0, metric), equal_nan=True)
    assert np.array_equal(actual, place.back(pdist(place.array(2.5 * X), metric)), equal_nan=True)


@pytest.mark.parametrize("info", peer._METRIC_INFOS, ids=lambda info: info.canonical_name)
def test_every_spelling_of_scipys(info):
    """Short names and capitals are understood."""
    X = np.abs(observations())
    for alias in (info.canonical_name, *info.aka):
        expected = pdist(X, info.canonical_name)
        assert np.array_equal(pdist(X, alias.upper()), expected, equal_nan=True)


def test_divergences_are_close_to_scipys(place):
    """Rows are scaled to sum up to 1; what is missing counts 0.

    Rows of one direction are at distance 0, where rounding makes SciPy's a root of less than 0.
    """
    X = np.abs(observations())
    X[8] = 3 * X[7]
    actual = place.back(pdist(place.array(X), "jensenshannon"))

    expected = np.nan_to_num(peer.pdist(X, "jensenshannon"))
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=2e-8)


def test_mahalanobis_needs_more_observations_than_features_and_linalg(place):
    """Without them there is no inverse of the covariance; the message says so."""
    X = place.array(np.ones((5, 5)))
    with pytest.raises(ValueError, match="5 features needs more than 5 observations, got 5"):
        hierarchy.linkage(X, metric="mahalanobis")


def test_rounding_makes_no_negative_distance():
    """Rows of one direction are at distance 0, or a bit more."""
    X = np.random.default_rng(0).normal(size=(200, 1)) * np.random.default_rng(1).normal(
        size=(1, 7)
    )
    assert np.min(pdist(np.abs(X), "cosine")) >= 0


def test_a_metric_is_a_name_or_a_callable():
    """Anything else is a TypeError, as in SciPy."""
    with pytest.raises(TypeError, match="metric must be a name or a callable, got 3"):
        hierarchy.linkage(observations(), metric=3)


@pytest.mark.parametrize("metric", EXACT + CLOSE)
def test_metrics_on_every_library(place, metric):
    """The distances stay where the observations are."""
    X = observations()
    actual = place.back(pdist(place.array(X), metric))

    np.testing.assert_allclose(actual, peer.pdist(X, metric), rtol=1e-13, atol=1e-15)


def test_callable_metric(place):
    """A function of two rows is a metric; it may return an array or a number."""
    X = observations()
    xp = place.xp

    def largest(u, v):
        return xp.max(xp.abs(u - v))

    actual = place.back(hierarchy.linkage(place.array(X), "average", largest))
    assert np.array_equal(actual[:, :2], hierarchy.linkage(X, "average", "chebyshev")[:, :2])
    assert pdist(X, lambda _u, _v: 2.0).tolist() == [2.0] * 91


def test_integers_become_floats():
    """Integers and booleans are measured as float64."""
    X = np.asarray([[0, 3], [4, 0]])

    assert pdist(X).dtype == np.float64
    assert pdist(X).tolist() == [5.0]
    assert pdist(X > 0, "hamming").tolist() == [1.0]


@pytest.mark.parametrize("n", [2, 3, 4, 31, 300])
def test_square_spreads_condensed(place, n):
    """Every distance comes twice, and the diagonal is infinitely far, in one chunk or many."""
    if place.device is not None and n > 31:
        pytest.skip("the same code on the same library, only slower")
    y = np.arange(1.0, n * (n - 1) // 2 + 1)
    desired = peer.squareform(y)
    np.fill_diagonal(desired, math.inf)

    assert np.array_equal(place.back(square(place.xp, place.array(y), n)), desired)


def test_rows_without_a_direction():
    """A row of zeros has no angle to any other: its distances are not finite."""
    X = np.asarray([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="must be finite"):
        hierarchy.linkage(X, "average", "cosine")


def test_no_features():
    """Observations without features are all the same."""
    assert pdist(np.zeros((3, 0))).tolist() == [0.0, 0.0, 0.0]


def test_condensed_distances_need_no_metric():
    """They are measured already: the metric may be one that only another library knows."""
    y = peer.pdist(observations(), "mahalanobis", VI=np.eye(5))
    Z = hierarchy.linkage(y, "average", "mahalanobis")

    assert np.array_equal(Z, hierarchy.linkage(y, "average"))
    assert np.array_equal(
        hierarchy.optimal_leaf_ordering(Z, y, "mahalanobis"), hierarchy.optimal_leaf_ordering(Z, y)
    )
