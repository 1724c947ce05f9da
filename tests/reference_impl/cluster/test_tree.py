"""Functions of a finished tree: bit for bit SciPy's, on trees with ties, inversions and one row."""

from __future__ import annotations

import array_api_strict
import numpy as np
import pytest
import scipy.cluster.hierarchy as scipy_hierarchy

from pytest_array_api.reference_impl.cluster import hierarchy

METHODS = ("single", "complete", "average", "centroid", "median", "ward")


def trees(sizes=(2, 3, 17), *, monotonic=False):
    """Return linkages of scattered and of tied points, and two of one long chain."""
    rng = np.random.default_rng(4)
    found = [np.array([[0, 1, 1.0, 2], [3, 2, 1.0, 3]]), np.array([[1, 2, 0.5, 2], [0, 3, 2, 3]])]
    for n in sizes:
        for points in (rng.standard_normal((n, 3)), rng.integers(0, 3, (n, 2)).astype(float)):
            found += [scipy_hierarchy.linkage(points, method) for method in METHODS]
    return [Z for Z in found if not monotonic or scipy_hierarchy.is_monotonic(Z)]


def same(place, actual, desired):
    desired = np.asarray(desired)
    np.testing.assert_array_equal(place.back(actual), desired)
    assert place.back(actual).dtype == desired.dtype


def test_single_trees(place):
    """Leaves, cophenetic distances and maxima are SciPy's, bit for bit."""
    for Z in trees():
        R = scipy_hierarchy.inconsistent(Z)
        z, r = place.array(Z), place.array(R)
        same(place, hierarchy.leaves_list(z), scipy_hierarchy.leaves_list(Z))
        same(place, hierarchy.cophenet(z), scipy_hierarchy.cophenet(Z))
        same(place, hierarchy.maxdists(z), scipy_hierarchy.maxdists(Z))
        same(place, hierarchy.maxinconsts(z, r), scipy_hierarchy.maxinconsts(Z, R))
        same(place, hierarchy.maxRstat(z, r, 0), scipy_hierarchy.maxRstat(Z, R, 0))


def test_single_trees_of_many_leaves():
    """As above, where tables have many rows and pairs many blocks."""
    for Z in trees((300,))[-4:]:
        assert np.array_equal(hierarchy.cophenet(Z), scipy_hierarchy.cophenet(Z))
        assert np.array_equal(hierarchy.maxdists(Z), scipy_hierarchy.maxdists(Z))
        assert np.array_equal(hierarchy.leaves_list(Z), scipy_hierarchy.leaves_list(Z))


@pytest.mark.parametrize("depth", [0, 1, 2, 3, 50])
def test_inconsistent(place, depth):
    """Means, deviations and counts are SciPy's, up to rounding in a cancelling sum."""
    for Z in trees((17,)):
        actual = place.back(hierarchy.inconsistent(place.array(Z), depth))
        np.testing.assert_allclose(actual, scipy_hierarchy.inconsistent(Z, depth), atol=1e-7)


def test_cophenetic_correlation(place):
    """The correlation is SciPy's, of integer distances too, and a scalar of NumPy on NumPy."""
    Z, Y = trees((17,))[-1], np.arange(136)
    c, d = hierarchy.cophenet(place.array(Z), place.array(Y, "int64"))
    expected = scipy_hierarchy.cophenet(Z, Y)
    np.testing.assert_allclose(place.back(c), expected[0], rtol=1e-12)
    same(place, d, expected[1])
    assert type(hierarchy.cophenet(Z, Y)[0]) is np.float64


def test_counts_are_not_believed():
    """Wrong counts in a linkage change nothing where SciPy does not look at them."""
    Z = trees((17,))[-1]
    wrong = Z.copy()
    wrong[:, 3] = 2.0
    assert np.array_equal(hierarchy.leaves_list(wrong), hierarchy.leaves_list(Z))
    assert np.array_equal(hierarchy.cophenet(wrong), hierarchy.cophenet(Z))


def test_cut_tree(place):
    """Cuts by number, by height and all cuts are SciPy's on trees without inversions."""
    for Z in trees(monotonic=True):
        z = place.array(Z)
        same(place, hierarchy.cut_tree(z), scipy_hierarchy.cut_tree(Z))
        for number in (1, 2, [3, 1], 99, 0):
            expected = scipy_hierarchy.cut_tree(Z, n_clusters=number)
            same(place, hierarchy.cut_tree(z, n_clusters=number), expected)
        height = float(Z[-1, 2])
        for cut in (height, [0.1, 2 * height], -1.0):
            expected = scipy_hierarchy.cut_tree(Z, height=cut)
            same(place, hierarchy.cut_tree(z, height=cut), expected)


def test_cut_tree_with_inversions():
    """Where a merge is lower than one below it, each cut still has clusters without gaps."""
    for Z in trees((17, 40)):
        cuts = hierarchy.cut_tree(Z)
        for column in cuts.T:
            firsts = [int(np.flatnonzero(column == label)[0]) for label in range(column.max() + 1)]
            assert firsts == sorted(firsts)
        assert cuts[:, -1].max() == 0


def test_mlab_round_trip(place):
    """Converting to MATLAB's form and back gives the linkage, sizes recomputed."""
    for Z in trees():
        z = place.array(Z)
        same(place, hierarchy.to_mlab_linkage(z), scipy_hierarchy.to_mlab_linkage(Z))
        same(place, hierarchy.from_mlab_linkage(hierarchy.to_mlab_linkage(z)), Z)


def test_mlab_of_nothing(place):
    """Empty linkages come back as they are."""
    for convert in (hierarchy.from_mlab_linkage, hierarchy.to_mlab_linkage):
        assert place.back(convert(place.array([]))).shape == (0,)


def test_to_tree(place):
    """Nodes hold SciPy's numbers, counts, heights and order of leaves."""
    for Z in trees():
        root, nodes = hierarchy.to_tree(place.array(Z), rd=True)
        expected_root, expected = scipy_hierarchy.to_tree(Z, rd=True)
        assert root.pre_order() == expected_root.pre_order()
        assert [(a.id, a.count, a.dist) for a in nodes] == [
            (b.id, b.count, b.dist) for b in expected
        ]


def test_nodes_compare_by_height():
    """Nodes are ordered by their heights and compare with nodes only."""
    root = hierarchy.to_tree([[0.0, 1.0, 1.0, 2.0], [2.0, 3.0, 4.0, 3.0]])
    assert root > root.get_right() > root.get_left()
    assert root.get_left() < root
    assert root == hierarchy.ClusterNode(9, dist=4.0)
    assert root.get_left() != root
    assert not root.is_leaf()
    assert (root.get_id(), root.get_count()) == (4, 3)
    with pytest.raises(ValueError, match="compares with a ClusterNode only"):
        _ = root < 3


def test_a_chain_needs_no_recursion():
    """A tree as deep as it has leaves is traversed."""
    n = 3000
    k = np.arange(n - 1.0)
    Z = np.stack([np.where(k > 0, n + k - 1, 0), k + 1, k + 1, k + 2], axis=1)
    assert hierarchy.to_tree(Z).pre_order() == list(range(n))
    assert hierarchy.leaves_list(Z).tolist() == list(range(n))
    assert hierarchy.dendrogram(Z, no_plot=True)["leaves"] == list(range(n))


def test_strictest_namespace_without_float64():
    """Trees of float32 work where there is no float64, no dynamic shape and no extension."""
    device = array_api_strict.Device("no_float64")
    Z = trees((17,))[-1]
    z = array_api_strict.asarray(Z.tolist(), dtype=array_api_strict.float32, device=device)
    with array_api_strict.ArrayAPIStrictFlags(
        boolean_indexing=False, data_dependent_shapes=False, enabled_extensions=()
    ):
        results = [
            hierarchy.leaves_list(z),
            hierarchy.cophenet(z),
            hierarchy.inconsistent(z),
            hierarchy.maxdists(z),
            hierarchy.cut_tree(z, height=1.0),
            hierarchy.fcluster(z, 3, "maxclust"),
            *hierarchy.leaders(z, hierarchy.fcluster(z, 1.0)),
        ]
    assert all(result.device == device for result in results)


def test_compiled():
    """JAX compiles what has a shape that values do not decide."""
    jax = pytest.importorskip("jax")
    Z = trees((17,))[-1].astype("float32")
    with jax.enable_x64(False):
        for function in (
            hierarchy.leaves_list,
            hierarchy.cophenet,
            hierarchy.inconsistent,
            hierarchy.maxdists,
            lambda z: hierarchy.cut_tree(z, n_clusters=3),
            lambda z: hierarchy.fcluster(z, 3, "maxclust"),
            lambda z: hierarchy.is_isomorphic(z[:, 0], z[:, 1]),
        ):
            z = jax.numpy.asarray(Z)
            np.testing.assert_allclose(jax.jit(function)(z), function(z), rtol=1e-5)


def test_dask_stays_lazy():
    """Nothing is computed until the result is."""
    da, dask = pytest.importorskip("dask.array"), pytest.importorskip("dask")

    def refuse(*_args, **_kwargs):
        pytest.fail("computed")

    Z = trees((17,))[-1]
    functions = (
        "leaves_list",
        "cophenet",
        "inconsistent",
        "maxdists",
    )
    with dask.config.set(scheduler=refuse):
        lazy = [getattr(hierarchy, name)(da.from_array(Z)) for name in functions]
    for name, result in zip(functions, lazy, strict=True):
        expected = getattr(scipy_hierarchy, name)(Z)
        np.testing.assert_allclose(result.compute(), expected, rtol=1e-9)


Z3 = [[0.0, 1.0, 1.0, 2.0], [2.0, 3.0, 4.0, 3.0]]
MISTAKES = [
    (hierarchy.leaves_list, (np.zeros((0, 4)),), ValueError, "at least two observations"),
    (hierarchy.leaves_list, (None,), TypeError, "array of numbers"),
    (hierarchy.cophenet, (np.asarray(Z3) + 1j,), TypeError, "must be real"),
    (hierarchy.fcluster, (Z3, 1, "inconsistent", 2, np.ones((2, 4)) + 1j), TypeError, "be real"),
    (hierarchy.from_mlab_linkage, ([[1.0, 2.0, 1j]],), TypeError, "must be real"),
    (hierarchy.leaves_list, (np.int64(Z3),), TypeError, "must have dtype float64"),
    (hierarchy.cophenet, (Z3, np.ones(6)), ValueError, "3 distances of 3 observations"),
    (hierarchy.cophenet, (Z3, np.ones(4)), ValueError, r"n\(n-1\)/2"),
    (hierarchy.inconsistent, (Z3, -1), ValueError, "nonnegative integer"),
    (hierarchy.inconsistent, (Z3, 1.5), ValueError, "nonnegative integer"),
    (hierarchy.maxRstat, (Z3, np.ones((2, 4)), 1.0), TypeError, "i must be an int"),
    (hierarchy.maxRstat, (Z3, np.ones((2, 4)), 4), ValueError, "i must be 0, 1, 2 or 3"),
    (hierarchy.maxinconsts, (Z3, np.ones((3, 4))), ValueError, "a row for each of the 2 rows"),
    (hierarchy.cut_tree, (Z3, 2, 1.0), ValueError, "must not both be given"),
    (hierarchy.from_mlab_linkage, (np.ones(3),), ValueError, "two-dimensional"),
    (hierarchy.from_mlab_linkage, ([[3.0, 4, 1], [5, 2, 2]],), ValueError, "from 1 to 4"),
    (hierarchy.from_mlab_linkage, ([[1.0, 3.0, 0.5]],), ValueError, "from 1 to 2"),
    (hierarchy.from_mlab_linkage, ([[0.0, 2.0, 0.5]],), ValueError, "from 1 to 2"),
    (hierarchy.from_mlab_linkage, ([[1.0, 2, 1], [2, 4, 2]],), ValueError, "more than once"),
    (hierarchy.to_tree, ([*Z3[:1], [2.0, 3.0, 4.0, 2.0]],), ValueError, "must be 3"),
    (hierarchy.ClusterNode, (-1,), ValueError, "id must be at least 0"),
    (hierarchy.ClusterNode, (1, None, None, -1.0), ValueError, "dist must be at least 0"),
    (hierarchy.ClusterNode, (1, None, None, 0.0, 0), ValueError, "count must be at least 1"),
    (hierarchy.ClusterNode, (1, hierarchy.ClusterNode(0)), ValueError, "two children or none"),
]


@pytest.mark.parametrize(("function", "args", "error", "match"), MISTAKES)
def test_mistakes(function, args, error, match):
    """What does not fit raises what SciPy raises, and says what does not fit."""
    with pytest.raises(error, match=match):
        function(*args)
