"""The structures that linkage is built from keep their promises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from array_api_compat import numpy as xp
from scipy.cluster._hierarchy import Heap as PeerHeap
from scipy.cluster.hierarchy import DisjointSet as PeerDisjointSet

from pytest_array_api.reference_impl.cluster.hierarchy import DisjointSet
from pytest_array_api.reference_impl.cluster.hierarchy._heap import Heap
from pytest_array_api.reference_impl.cluster.hierarchy._symmetric import Fixed, Log


@pytest.mark.parametrize("form", [Log, Fixed])
def test_merged_rows_and_columns(form):
    """After any merges a matrix is what assignment would have made of it."""
    rng = np.random.default_rng(0)
    n = 21
    D = rng.random((n, n))
    D = D + D.T
    np.fill_diagonal(D, math.inf)
    table, alive = form(xp, D.copy()), list(range(n))
    for _ in range(n - 1):
        x, y = sorted(rng.choice(alive, 2, replace=False).tolist())
        alive.remove(x)
        new = np.where(np.isin(np.arange(n), [a for a in alive if a != y]), rng.random(n), math.inf)
        D[y, :] = D[:, y] = new
        D[x, :] = D[:, x] = math.inf
        table.merge(x, y, new)

        for slot in alive:
            assert np.array_equal(table.row(slot), D[slot])
            assert table.entry(slot, alive[0]) == D[slot, alive[0]]


def test_heap_yields_ties_as_scipys_does():
    """The layout is part of the definition: equal values come in the same order."""
    rng = np.random.default_rng(0)
    for n in (1, 2, 5, 40):
        values = rng.integers(0, 4, n).astype(float)
        ours, theirs = Heap(values.tolist()), PeerHeap(values)
        left = set(range(n))
        while left:
            assert ours.smallest() == tuple(theirs.get_min().values())
            left.remove(ours.smallest()[0])
            ours.pop()
            theirs.remove_min()
            for key in rng.permutation(sorted(left))[:3].tolist():
                value = float(rng.integers(0, 4))
                ours.change(key, value)
                theirs.change_value(key, value)


def test_disjoint_set_equals_scipys():
    """Roots, sizes and the order of subsets equal SciPy's after every merge."""
    rng = np.random.default_rng(0)
    elements = ["a", None, 3, (1, 2), 0.5, *range(10, 40)]
    ours, theirs = DisjointSet(elements), PeerDisjointSet(elements)
    for _ in range(60):
        x, y = (elements[i] for i in rng.integers(0, len(elements), 2))

        assert ours.connected(x, y) == theirs.connected(x, y)
        assert ours.merge(x, y) == theirs.merge(x, y)
        assert [ours[e] for e in elements] == [theirs[e] for e in elements]
        assert ours.subsets() == theirs.subsets()
        assert ours.subset(x) == theirs.subset(x)
        assert ours.subset_size(x) == theirs.subset_size(x)
        assert ours.n_subsets == theirs.n_subsets


def test_disjoint_set_is_a_container():
    """Elements keep their order, are added once, and strangers raise KeyError."""
    partition = DisjointSet("ab")
    partition.add("c")
    partition.add("a")

    assert list(partition) == ["a", "b", "c"]
    assert len(partition) == 3
    assert "b" in partition
    for ask in (partition.subset, partition.subset_size, lambda x: partition.merge("a", x)):
        with pytest.raises(KeyError, match="z"):
            ask("z")
