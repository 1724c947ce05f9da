"""Linkages equal SciPy's, on every library, and are right by a definition without SciPy."""

from __future__ import annotations

import warnings
from itertools import combinations

import array_api_strict
import dask.array
import numpy as np
import pytest
import scipy.cluster.hierarchy as peer
import torch
from scipy.spatial.distance import squareform

from pytest_array_api.reference_impl.cluster import hierarchy

METHODS = ("single", "complete", "average", "weighted", "centroid", "median", "ward")


def sample(kind, n, rng):
    """Return condensed distances or observations."""
    condensed = n * (n - 1) // 2
    return {
        "random": lambda: rng.random(condensed),
        "ties": lambda: rng.integers(1, 5, condensed).astype(float),
        "equal": lambda: np.ones(condensed),
        "duplicates": lambda: rng.integers(0, 3, (n, 2)).astype(float),
        "collinear": lambda: np.outer(rng.permutation(n), [1.0, 2.0, 2.0]),
        "integer": lambda: rng.integers(0, 100, (n, 4)),
        "float32": lambda: rng.normal(size=(n, 6)).astype(np.float32),
        "many features": lambda: rng.normal(size=(n, 100)),
    }[kind]()


KINDS = (
    "random",
    "ties",
    "equal",
    "duplicates",
    "collinear",
    "integer",
    "float32",
    "many features",
)


def outcome(function, *args):
    """Return the result of a function, or the type of what it raises."""
    try:
        return function(*args)
    except ValueError:
        return ValueError


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", METHODS)
def test_equals_scipy_bit_by_bit(method, kind):
    """On NumPy every entry equals SciPy's, tied merges and their order included."""
    rng = np.random.default_rng(11)
    for n in (2, 3, 4, 7, 12, 20, 33, 50):
        y = sample(kind, n, rng)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", peer.ClusterWarning)
            warnings.simplefilter("ignore", hierarchy.ClusterWarning)
            desired = outcome(peer.linkage, y, method)
            actual = outcome(hierarchy.linkage, y, method)

        assert np.array_equal(actual, desired), (n, y)
        if desired is not ValueError:
            assert actual.dtype == desired.dtype


@pytest.mark.parametrize("method", METHODS)
def test_stays_on_its_library_and_device(place, method):
    """Every library gives the same merges; roots and quotients may differ in the last bit.

    So only methods without either are asked about ties.
    """
    rng = np.random.default_rng(5)
    samples = [rng.random(66), rng.normal(size=(12, 3))]
    if method in ("single", "complete", "weighted"):
        samples.append(rng.integers(1, 4, 66).astype(float))
    for y in samples:
        actual = place.back(hierarchy.linkage(place.array(y), method))

        desired = peer.linkage(y, method)
        assert np.array_equal(actual[:, [0, 1, 3]], desired[:, [0, 1, 3]])
        np.testing.assert_allclose(actual[:, 2], desired[:, 2], rtol=1e-14)


def between(method, D, X, a, b):
    """Return the distance between two clusters by definition, from the original data."""
    block = D[np.ix_(a, b)]
    if method in ("single", "complete", "average"):
        return {"single": np.min, "complete": np.max, "average": np.mean}[method](block)
    gap = np.linalg.norm(X[a].mean(axis=0) - X[b].mean(axis=0))
    weight = 2 * len(a) * len(b) / (len(a) + len(b)) if method == "ward" else 1
    return np.sqrt(weight) * gap


@pytest.mark.parametrize("method", ["single", "complete", "average", "centroid", "ward"])
def test_each_merge_is_of_the_closest_clusters(method):
    """Any tie may win, but no merge passes over a closer pair; heights are distances."""
    rng = np.random.default_rng(3)
    for n in (2, 5, 14):
        X = rng.integers(0, 6, (n, 2)) + rng.random((n, 2)) * (n % 2)
        D = np.linalg.norm(X[:, None] - X[None], axis=2)
        clusters = {i: [i] for i in range(n)}
        for new, (a, b, height, count) in enumerate(hierarchy.linkage(X, method), start=n):
            pairs = combinations(clusters.values(), 2)
            closest = min(between(method, D, X, *pair) for pair in pairs)
            left, right = clusters.pop(int(a)), clusters.pop(int(b))
            clusters[new] = left + right

            assert height == pytest.approx(between(method, D, X, left, right), abs=1e-7)
            assert height <= closest + 1e-7
            assert count == len(clusters[new])


@pytest.mark.parametrize("method", METHODS)
def test_methods_have_functions(method):
    """Each method is also a function, found under its own name."""
    y = np.random.default_rng(0).random(28)
    function = getattr(hierarchy, method)

    assert function.__name__ == method
    assert np.array_equal(function(y), hierarchy.linkage(y, method))


@pytest.mark.parametrize(
    ("y", "options", "error", "match"),
    [
        ([np.nan, 1.0, 2.0], {}, ValueError, "must be finite"),
        ([[0.0], [np.inf]], {}, ValueError, "must be finite"),
        ([], {}, ValueError, "for some n >= 2, got 0"),
        ([1.0, 2.0], {}, ValueError, "for some n >= 2, got 2"),
        ([[1.0, 2.0]], {}, ValueError, "at least two observations"),
        (3.0, {}, ValueError, "0-D"),
        ([[[1.0]]], {}, ValueError, "3-D"),
        ([1.0], {"method": "nearest"}, ValueError, "Invalid method 'nearest'"),
        ([[1.0], [2.0]], {"metric": "taxi"}, ValueError, "Unknown metric 'taxi'"),
        ([[1.0], [2.0]], {"method": "ward", "metric": "cityblock"}, ValueError, "'ward'"),
        ([0.0, 0.0, -1.0], {"method": "centroid"}, ValueError, "no neighbour"),
        ([0.0, 0.0, -1.0], {"method": "median"}, ValueError, "no neighbour"),
        ([0.0, 0.0, -1.0], {"method": "ward"}, ValueError, "no neighbour"),
        ([1.0j], {}, TypeError, "must be real"),
    ],
)
def test_bad_input(y, options, error, match):
    """What cannot be clustered is refused by the type that SciPy raises."""
    with pytest.raises(error, match=match):
        hierarchy.linkage(np.asarray(y), **options)


def test_bad_values_on_every_library(place):
    """Values are checked where they are."""
    with pytest.raises(ValueError, match="must be finite"):
        hierarchy.linkage(place.array([float("nan"), 1.0, 2.0]))
    with pytest.raises(ValueError, match="no neighbour"):
        hierarchy.linkage(place.array([0.0, 0.0, -1.0]), "centroid")


def test_square_distances_warn(place):
    """A square matrix of distances is taken for observations, but not in silence."""
    D = squareform([1.0, 2.0, 2.5])
    with pytest.warns(hierarchy.ClusterWarning, match="looks suspiciously like an uncondensed"):
        hierarchy.linkage(place.array(D))


def test_observations_do_not_warn():
    """A square matrix that is not symmetric is one of observations."""
    hierarchy.linkage(np.asarray([[0.0, 1.0], [2.0, 0.0]]))


def test_negative_distances_have_no_optimal_ordering():
    """As in SciPy, and in `optimal_leaf_ordering` itself."""
    y = -np.random.default_rng(0).random(45)
    for module in (hierarchy, peer):
        with pytest.raises(ValueError, match="'Z' contains negative distances"):
            module.linkage(y, "average", optimal_ordering=True)


@pytest.mark.parametrize("method", METHODS)
def test_input_is_left_alone(method):
    """Nothing is written into `y`, and the result shares no memory with it."""
    y = torch.asarray(np.random.default_rng(0).random(45))
    before = y.clone()
    hierarchy.linkage(y, method).zero_()

    assert torch.equal(y, before)


@pytest.mark.parametrize("method", METHODS)
def test_needs_the_standard_only(method):
    """Neither extensions nor shapes that depend on values are used."""
    y = array_api_strict.asarray(np.random.default_rng(0).random(45).tolist())
    with array_api_strict.ArrayAPIStrictFlags(
        boolean_indexing=False, data_dependent_shapes=False, enabled_extensions=()
    ):
        hierarchy.linkage(y, method, optimal_ordering=True)


@pytest.mark.parametrize("method", METHODS)
def test_device_without_float64(method):
    """Where there is no float64, a linkage is float32."""
    X = np.random.default_rng(0).normal(size=(15, 3)).astype(np.float32)
    device = array_api_strict.Device("no_float64")
    Z = hierarchy.linkage(
        array_api_strict.asarray(X.tolist(), dtype=array_api_strict.float32, device=device), method
    )

    assert Z.device == device
    assert Z.dtype == array_api_strict.float32
    on_host = np.asarray(Z.to_device(array_api_strict.Device("CPU_DEVICE")))
    np.testing.assert_allclose(on_host, peer.linkage(X, method), rtol=1e-5)


def test_dask_stays_lazy():
    """A dask array gives a dask array of known shape; its errors come when it is computed."""
    y = np.random.default_rng(0).random(28)
    Z = hierarchy.linkage(dask.array.from_array(y, chunks=10), "average")

    assert isinstance(Z, dask.array.Array)
    assert Z.shape == (7, 4)
    assert np.array_equal(Z.compute(), peer.linkage(y, "average"))
    with pytest.raises(ValueError, match="must be finite"):
        hierarchy.linkage(dask.array.from_array(y * np.nan)).compute()


@pytest.mark.parametrize("x64", [True, False])
def test_jit_calls_back(x64):
    """What JAX compiled gives the linkage of NumPy, in the widest dtype that there is."""
    jax = pytest.importorskip("jax")
    X = np.random.default_rng(0).random((9, 3)).astype(np.float32)

    @jax.jit
    def clustered(x):
        Z = hierarchy.linkage(x, "average")
        return Z, hierarchy.optimal_leaf_ordering(Z, x)

    with jax.enable_x64(x64):
        Z, ordered = clustered(jax.numpy.asarray(X))
    expected = peer.linkage(X, "average")
    for found, on_numpy in (Z, expected), (ordered, hierarchy.optimal_leaf_ordering(expected, X)):
        assert found.dtype == np.dtype("float64" if x64 else "float32")
        np.testing.assert_allclose(found, on_numpy, rtol=1e-12 if x64 else 1e-6)


@pytest.mark.parametrize("metric", ["manhattan?", None])
def test_lazy_mistakes_are_told_at_once(metric):
    """What needs no values is refused before a dask graph is made of it."""
    y = dask.array.ones((3, 3, 3) if metric is None else (3, 3))
    with pytest.raises(ValueError, match="3-D" if metric is None else "Unknown metric"):
        hierarchy.linkage(y, metric=metric)
