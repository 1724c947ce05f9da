"""Cutting a linkage after given numbers of merges."""

from __future__ import annotations

from typing import Any

import array_api_compat as compat

from ..._common import device_of, is_lazy
from ._tree import Tree, from_children, interval_max, path_min, tree
from ._validate import checked_linkage


def cut_tree(Z: Any, n_clusters: Any = None, height: Any = None) -> Any:
    """Cut a linkage into given numbers of clusters, or at given heights.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    n_clusters : int or array of int, optional
        How many clusters to make.
    height : float or array of float, optional
        Where to cut: merges below it are done. Without either, all n cuts, merge by merge.

    Returns
    -------
    array of the default integer dtype, shape (n, cuts)
        The clusters of each cut, numbered from 0 in the order of their first observations.

    Raises
    ------
    ValueError
        Where both `n_clusters` and `height` are given.

    Notes
    -----
    Merges are done in the order of height; of equal ones, the deeper first and then from left to
    right, as in SciPy. Where a merge is lower than one below it (centroid and median linkage) it
    completes the ones below it; there SciPy 1.17 numbers clusters inconsistently.

    Reads one boolean from the device in each of at most log2(n) + 1 rounds: whether another is
    needed. Traced and lazy arrays take them all.

    Examples
    --------
    >>> cut_tree([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]], n_clusters=[2, 1]).tolist()
    [[0, 0], [1, 0], [1, 0]]
    """
    if n_clusters is not None and height is not None:
        msg = "n_clusters and height must not both be given"
        raise ValueError(msg)
    xp, Z = checked_linkage(Z)
    shape = tree(xp, Z)
    n, heights = shape.n, Z[:, 2]
    if height is not None:
        cuts = _row(xp, Z, height, Z.dtype)
        done = xp.sum(xp.astype(heights[:, None] < cuts, xp.int32), axis=0)
    elif n_clusters is not None:
        done = n - xp.ceil(_row(xp, Z, n_clusters))
    else:
        done = xp.arange(n, device=device_of(Z))
    done = xp.astype(done, shape.gap.dtype, copy=False)
    lowest = path_min(shape, _rank(shape, heights))
    return _labels(_first_leaves_left(shape), lowest, done)


def _row(xp: Any, Z: Any, cuts: Any, dtype: Any = None) -> Any:
    """Return the cuts as a row on the device of `Z`."""
    if not compat.is_array_api_obj(cuts):
        cuts = xp.asarray(cuts, dtype=dtype, device=device_of(Z))
    cuts = xp.reshape(cuts, (-1,))
    return cuts if dtype is None else xp.astype(cuts, dtype, copy=False)


def _first_leaves_left(shape: Tree) -> Tree:
    """Return the tree with the child that holds the smaller leaf on the left of each merge.

    Then the first leaf of each subtree is its smallest.
    """
    xp = shape.xp
    smallest = -interval_max(xp, -shape.order, shape.start, shape.start + shape.size)
    left, right = shape.left, shape.right
    swap = xp.take(smallest, left) > xp.take(smallest, right)
    return from_children(xp, xp.where(swap, right, left), xp.where(swap, left, right))


def _rank(shape: Tree, heights: Any) -> Any:
    """Return when each merge is done: by height, then the deepest, then from the left."""
    xp, n = shape.xp, shape.n
    above, start = shape.parent[n:], shape.start[n:]
    depth = xp.concat([xp.ones_like(above[1:]), xp.zeros_like(above[:1])])
    for _ in range(n.bit_length()):
        depth = depth + xp.take(depth, above)
        above = xp.take(above, above)
    order = xp.argsort(start - n * depth, stable=False)
    order = xp.take(order, xp.argsort(xp.take(heights, order), stable=True))
    return xp.argsort(order, stable=False)


def _labels(shape: Tree, lowest: Any, done: Any) -> Any:
    """Return the clusters after `done` merges, one column per number.

    A cluster goes by its first leaf. In a tree with first leaves left, a leaf loses its name in
    the merge in the gap before it, to the first leaf of that merge: names are handed on by
    doubling, a row of cuts at a time.
    """
    xp, n = shape.xp, shape.n
    heirs = xp.take(shape.order, xp.take(shape.start[n:], shape.gap))
    heir = xp.take(xp.concat([shape.order[:1], heirs]), shape.start[:n])
    ends = xp.concat([xp.full_like(shape.order[:1], n), xp.take(lowest, shape.gap)])
    until = xp.take(ends, shape.start[:n])
    done = xp.minimum(done, xp.full_like(done, n - 1))
    labels = xp.cumulative_sum(xp.astype(until[:, None] >= done, done.dtype), axis=0) - 1
    for _ in range(n.bit_length()):
        labels = xp.where(until[:, None] >= done, labels, xp.take(labels, heir, axis=0))
        if not is_lazy(heir) and xp.all(heir == 0):
            break
        until, heir = xp.take(until, heir), xp.take(heir, heir)
    return labels
