"""Matrices are judged as SciPy judges them, and the messages say what is wrong."""

from __future__ import annotations

import re

import dask.array
import numpy as np
import pytest
import scipy.cluster.hierarchy as peer

from pytest_array_api.reference_impl.cluster import hierarchy

SOUND = [[0, 1, 1.0, 2], [2, 3, 2.0, 2], [4, 5, 2.0, 4]]
LINKAGE_DEFECTS = [
    ((0, 0, -1), "negative indices"),
    ((1, 2, -1), "negative distances"),
    ((1, 3, -2), "negative counts"),
    ((2, 3, 5), "excessive observations"),
    ((0, 1, 4), "before it is formed"),
    ((1, 1, 0), "same cluster more than once"),
]
IM_DEFECTS = [
    ((0, 0, -1), "negative means"),
    ((1, 1, -1), "negative standard deviations"),
    ((2, 2, -1), "negative counts"),
]
JUDGES = [(hierarchy.is_valid_linkage, *case) for case in LINKAGE_DEFECTS]
JUDGES += [(hierarchy.is_valid_im, *case) for case in IM_DEFECTS]


def spoiled(i, j, value):
    """Return a sound linkage with one wrong entry."""
    Z = np.asarray(SOUND)
    Z[i, j] = value
    return Z


@pytest.mark.parametrize(("judge", "change", "match"), JUDGES)
def test_defects_are_told(place, judge, change, match):
    """A wrong value is False, an error or a warning, as asked, that names the argument."""
    A = spoiled(*change)
    assert not getattr(peer, judge.__name__)(A)
    A = place.array(A)

    assert judge(place.array(SOUND), throw=True) is True
    assert judge(A) is False
    with pytest.raises(ValueError, match=f"'A' .*{match}"):
        judge(A, throw=True, name="A")
    with pytest.warns(hierarchy.ClusterWarning) as caught:
        assert judge(A, warning=True) is False
    assert any(re.search(match, str(warning.message)) for warning in caught)


@pytest.mark.parametrize("column", [0, 1])
def test_nan_is_no_cluster(place, column):
    """SciPy takes it, and then reads memory that is not the linkage's."""
    Z = place.array(spoiled(1, column, np.nan))
    assert hierarchy.is_valid_linkage(Z) is False
    with pytest.raises(ValueError, match="before it is formed"):
        hierarchy.leaves_list(Z)


@pytest.mark.parametrize("judge", [hierarchy.is_valid_linkage, hierarchy.is_valid_im])
@pytest.mark.parametrize(
    ("A", "error", "match"),
    [
        (np.asarray(SOUND, dtype=np.int64), TypeError, "must have dtype float64, got int64"),
        (np.asarray(SOUND, dtype=np.float32), TypeError, "got float32"),
        (np.zeros(4), ValueError, r"must have shape \(n-1, 4\), got \(4,\)"),
        (np.zeros((2, 3)), ValueError, r"got \(2, 3\)"),
        (np.zeros((0, 4)), ValueError, "must have a row"),
    ],
)
def test_malformed_matrices(judge, A, error, match):
    """A wrong dtype is a TypeError, a wrong shape a ValueError, as SciPy has it."""
    assert judge(A) is False
    with pytest.raises(error, match=match):
        judge(A, throw=True)
    with pytest.raises(error):
        getattr(peer, judge.__name__)(A, throw=True)


def test_monotonic(place):
    """A linkage is monotonic unless a merge is lower than the one before."""
    assert place.back(hierarchy.is_monotonic(place.array(SOUND)))
    assert not place.back(hierarchy.is_monotonic(place.array(spoiled(2, 2, 1.5))))
    with pytest.raises(ValueError, match="'Z' contains negative distances"):
        hierarchy.is_monotonic(place.array(spoiled(1, 2, -1)))


def test_counts_of_observations(place):
    """A linkage of three rows is of four observations, as are six distances."""
    Z = place.array(SOUND)

    assert hierarchy.num_obs_linkage(Z) == 4
    assert hierarchy.correspond(Z, place.array(np.ones(6))) is True
    assert hierarchy.correspond(Z, place.array(np.ones(10))) is False
    with pytest.raises(ValueError, match="'Y' must be n"):
        hierarchy.correspond(Z, place.array(np.ones(5)))


def test_traced_values_are_trusted():
    """Under jit a verdict is an array, and what only raises does not ask for values."""
    jax = pytest.importorskip("jax")
    dtype = jax.numpy.asarray(0.0).dtype  # float64 or not, as the process has it
    sound, wrong = (jax.numpy.asarray(A, dtype=dtype) for A in (SOUND, spoiled(0, 0, -1)))

    assert jax.jit(hierarchy.is_valid_linkage)(sound)
    assert not jax.jit(hierarchy.is_valid_linkage)(wrong)
    assert jax.jit(hierarchy.is_monotonic)(sound)


def test_lazy_values_are_not_computed():
    """On dask a verdict is lazy, unless a warning or an error is wanted."""
    Z = dask.array.from_array(spoiled(0, 0, -1))

    assert isinstance(hierarchy.is_valid_linkage(Z), dask.array.Array)
    with pytest.raises(ValueError, match="negative indices"):
        hierarchy.is_valid_linkage(Z, throw=True)


def test_every_defect_is_warned_of():
    """A linkage with two defects has two warnings, as in SciPy."""
    Z = spoiled(1, 2, -1)
    Z[2, 3] = -1
    with pytest.warns(hierarchy.ClusterWarning) as caught:
        assert not hierarchy.is_valid_linkage(Z, warning=True)
    told = " ".join(str(warning.message) for warning in caught)

    assert len(caught) == 2
    assert "negative distances" in told
    assert "negative counts" in told


@pytest.mark.parametrize(
    "call",
    [
        lambda: hierarchy.is_isomorphic(None, [1]),
        lambda: hierarchy.correspond(None, [1.0]),
        lambda: hierarchy.fclusterdata(None, 1.0),
    ],
)
def test_nothing_is_no_array(call):
    """None is a TypeError that says so."""
    with pytest.raises(TypeError, match="array of numbers, got NoneType"):
        call()


@pytest.mark.parametrize("judge", [hierarchy.is_valid_linkage, hierarchy.is_valid_im])
def test_nothing_is_no_matrix(judge):
    """What is no array is told as any other defect."""
    assert judge(None) is False
    with pytest.raises(TypeError, match="array of numbers, got NoneType"):
        judge(None, throw=True)
    with pytest.warns(hierarchy.ClusterWarning, match="array of numbers, got NoneType"):
        judge(None, warning=True)
