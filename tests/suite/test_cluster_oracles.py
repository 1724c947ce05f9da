"""The clustering oracles against hand-made results, and against SciPy where it is right."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist

from pytest_array_api.suite import oracles
from pytest_array_api.suite._inputs import draw
from pytest_array_api.suite.oracles import GEOMETRIC, METHODS, Tree, grown, rational, replay

# 0 and 1 join, then 2 with 0-1, then 3: Z of leaves 3 2 0 1 from the left
SMALL = Tree(((0, 1, 1.0, 2), (2, 4, 2.0, 3), (3, 5, 8.0, 4)))


def given(points, method, number=np.longdouble):
    """Return what `replay` needs for a method."""
    if method in GEOMETRIC:
        return np.asarray(points, dtype=number)
    return oracles.square(np.asarray(pdist(points), dtype=number))


@pytest.mark.parametrize("method", METHODS)
def test_replayed_distances_are_heights(method):
    """Without ties, every merge of a right linkage is the nearest pair, at its height."""
    points = draw((25, 3), "float64", 1)
    Z = hierarchy.linkage(points, method)
    power = 2 if method in GEOMETRIC else 1
    for merge in replay(Z, given(points, method), method):
        assert merge.exact == merge.least
        assert float(merge.exact) == pytest.approx(merge.height**power, rel=1e-13)


@pytest.mark.parametrize("method", METHODS)
def test_another_merge_is_not_the_least(method):
    """A merge of the second nearest pair is seen, in fractions too."""
    points = np.array([[0.0], [1.0], [3.0], [7.0]])
    Z = hierarchy.linkage(points, method)
    Z[0, :2], Z[1, :2] = [1, 2], [0, 4]
    data = rational(points if method in GEOMETRIC else oracles.square(pdist(points)))
    first = replay(Z, data, method)[0]
    assert (first.exact, first.least) == ((4, 1) if method in GEOMETRIC else (2, 1))


def test_replay_in_fractions_by_hand():
    """Points 0, 2 and 7: the distance of the last merge, by each method."""
    points = np.array([[0.0], [2.0], [7.0]])
    Z = np.array([[0, 1, 0, 2], [2, 3, 0, 3.0]])
    expected = {
        "single": 5, "complete": 7, "average": 6, "weighted": 6,
        "centroid": 36, "median": 36, "ward": 36 * Fraction(4, 3),
    }  # fmt: skip
    for method, distance in expected.items():
        data = rational(points if method in GEOMETRIC else oracles.square(pdist(points)))
        merge = replay(Z, data, method)[1]
        assert (merge.exact, merge.depth) == (distance, 2)


def test_halves_count_alike_in_weighted_and_median():
    """Sizes 2 and 1: the mean of all, or of the halves."""
    D = rational(oracles.square(np.array([1.0, 4, 9, 4, 9, 21])))
    Z = np.array([[0, 1, 0, 2], [2, 4, 0, 3], [3, 5, 0, 4.0]])
    assert [replay(Z, D, m)[2].exact for m in ("average", "weighted")] == [13, 15]
    points = rational(np.array([[0.0], [2.0], [4.0], [9.0]]))
    exact = [replay(Z, points, m)[2].exact for m in ("centroid", "median")]
    assert exact == [49, Fraction(169, 4)]


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ((0, 3), 3.0, "counts 3"),
        ((1, 1), 0.5, "must be formed"),
        ((2, 0), 6.0, "must be formed"),
        ((2, 0), 0.0, "second time"),
        ((1, 2), 0.5, "not in order"),
    ],
)
def test_unsound_linkages(place, value, message):
    """Wrong counts, children and orders are told."""
    Z = np.array(SMALL.rows)
    assert oracles.unsound(Z, monotonic=True) is None
    Z[place] = value
    assert message in oracles.unsound(Z, monotonic=True)


def test_minimax_paths():
    """The way over the middle has smaller steps than the direct one."""
    D = oracles.square(np.array([2.0, 9.0, 3.0]))
    assert oracles.minimax_paths(D).tolist() == [[0, 2, 3], [2, 0, 3], [3, 3, 0]]


def test_small_tree_by_hand():
    """What a tree of four observations says."""
    assert SMALL.leaves() == [3, 2, 0, 1]
    assert SMALL.cophenetic().tolist() == [1, 2, 8, 2, 8, 8]
    assert SMALL.largest([5.0, 1.0, 2.0]) == [5, 5, 5]
    assert SMALL.flat_at([1.0, 2.0, 8.0], 1.0) == [1, 1, 2, 3]
    assert SMALL.flat_at([1.0, 2.0, 8.0], 0.5) == [1, 2, 3, 4]
    assert SMALL.flat_most([1.0, 2.0, 8.0], 2) == [1, 1, 1, 2]
    assert SMALL.leaders([1, 1, 1, 2]) == [(3, 2), (5, 1)]
    assert SMALL.leaders([7, 7, 7, 7]) == [(6, 7)]
    assert SMALL.after(1) == [0, 0, 1, 2]
    assert len(list(SMALL.orders())) == 4
    assert SMALL.inconsistency(2)[2] == (5, 18, 2, 3)


@pytest.mark.parametrize("n", [2, 3, 10, 30])
@pytest.mark.parametrize("step", [0.25, 0.0])
def test_walks_agree_with_scipy(n, step):
    """Numbers of flat clusters, leaders, cuts and statistics are SciPy's."""
    Z = grown(n, n, step=step)
    assert oracles.unsound(Z, monotonic=True) is None
    tree, R = Tree.of(Z), hierarchy.inconsistent(Z, 3)
    heights = tree.largest(Z[:, 2].tolist())
    assert tree.leaves() == hierarchy.leaves_list(Z).tolist()
    assert tree.cophenetic().tolist() == hierarchy.cophenet(Z).tolist()
    for t in (0.0, *Z[::3, 2]):
        labels = hierarchy.fcluster(Z, t, "distance")
        assert tree.flat_at(heights, t) == labels.tolist()
        assert tree.leaders(labels.tolist()) == list(
            zip(*(part.tolist() for part in hierarchy.leaders(Z, labels)), strict=True)
        )
    for most in (1, 2, n - 1, n, n + 2):
        if most:
            expected = hierarchy.fcluster(Z, most, "maxclust").tolist()
            assert tree.flat_most(heights, most) == expected
    if step:
        assert [tree.after(k) for k in range(n)] == hierarchy.cut_tree(Z).T.tolist()
    exact = [(float(m), float(v) ** 0.5, k) for m, v, k, _ in tree.inconsistency(3)]
    assert np.allclose(np.array(exact), R[:, :3], rtol=1e-9, atol=1e-6)


def test_isomorphic_is_symmetric():
    """A map that is not one to one is none, in both directions."""
    assert oracles.isomorphic([1, 1, 2], [5, 5, 4])
    assert not oracles.isomorphic([1, 2, 3, 4], [1, 2, 1, 3])
    assert not oracles.isomorphic([1, 2, 1, 3], [1, 2, 3, 4])


def test_code_distances_are_exact():
    """Far from the origin the squares of small differences keep every bit."""
    obs = np.array([[1e5 + 2.0**-20, 1e5]])
    codes = obs + np.array([[0, 0], [2.0**-10, 1]])
    assert oracles.code_distances(obs, codes)[0].tolist() == [0, 1 + Fraction(1, 2**20)]
    with pytest.raises(ValueError, match="must be multiples of 1 /"):
        oracles.code_distances(np.array([[2.0**-70]]), obs[:, :1])


def test_means_are_correctly_rounded():
    """A mean of three is rounded once; a label without rows has none."""
    assert oracles.means([[1.0], [1.0], [2.0]], [0, 0, 0], 2) == [[4 / 3], None]
