"""Comparing and tracing flat clusterings."""

from __future__ import annotations

from typing import Any

from ..._common import as_arrays
from ._tree import Tree, as_linkage, tree


def is_isomorphic(T1: Any, T2: Any) -> Any:
    """Tell whether two labellings are the same clustering.

    Parameters
    ----------
    T1, T2 : array, shape (n,)
        A label for each observation.

    Returns
    -------
    0-d boolean array
        Whether there is a one-to-one map from the labels of one to those of the other.

    Raises
    ------
    ValueError
        Where the arrays are not one-dimensional or of different lengths.

    Notes
    -----
    There are as many pairs of labels as labels in the one and labels in the other. SciPy 1.17
    compares the changes along one sorted labelling only and calls ``[1, 2, 3, 4]`` and
    ``[1, 2, 1, 3]`` isomorphic.

    Examples
    --------
    >>> bool(is_isomorphic([1, 1, 2], [7, 7, 3])), bool(is_isomorphic([1, 2, 3, 4], [1, 2, 1, 3]))
    (True, False)
    """
    xp, T1, T2 = as_arrays(T1, T2)
    for name, T in (("T1", T1), ("T2", T2)):
        if T.ndim != 1:
            msg = f"{name} must be one-dimensional, got {T.ndim}-D"
            raise ValueError(msg)
    if T1.shape != T2.shape:
        msg = f"T1 and T2 must have equal lengths, got {T1.shape[0]} and {T2.shape[0]}"
        raise ValueError(msg)
    if T1.shape[0] == 0:
        return xp.all(T1 == T2)
    order = xp.argsort(T2, stable=False)
    order = xp.take(order, xp.argsort(xp.take(T1, order), stable=True))
    first, second = _changes(xp.take(T1, order)), _changes(xp.take(T2, order))
    pairs, labels, others = (
        xp.sum(xp.astype(changes, xp.int32))
        for changes in (first | second, first, _changes(xp.sort(T2, stable=False)))
    )
    return (pairs == labels) & (pairs == others)


def leaders(Z: Any, T: Any) -> tuple[Any, Any]:
    """Find the node of the tree that each flat cluster is.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    T : array of int32, shape (n,)
        Flat clusters, as of `fcluster`.

    Returns
    -------
    L : array of int32, shape (k,)
        The node below which all leaves are of one cluster, and above which they are not.
    M : array of int32, shape (k,)
        Its cluster. In the order in which a traversal leaves the merges above the nodes.

    Raises
    ------
    TypeError
        Where `T` is not int32.
    ValueError
        Where `T` has another length, or a cluster that is not a subtree.

    Notes
    -----
    The number of clusters is a shape: it is read from the device, and so is the number that `T`
    should have, to compare.

    Examples
    --------
    >>> import numpy as np
    >>> L, M = leaders([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]], np.int32([2, 1, 1]))
    >>> L.tolist(), M.tolist()
    ([3, 0], [1, 2])
    """
    xp, _, T = as_arrays(Z, T)
    xp, Z = as_linkage(Z)
    if T.dtype != xp.int32:
        msg = f"T must have dtype int32, got {T.dtype}"
        raise TypeError(msg)
    if tuple(T.shape) != (Z.shape[0] + 1,):
        msg = f"T must have shape ({Z.shape[0] + 1},), got {tuple(T.shape)}"
        raise ValueError(msg)
    shape = tree(xp, Z)
    labels = xp.take(T, shape.order)
    led = _led(shape, labels)
    number = int(xp.sum(xp.astype(led, xp.int32)))
    if number != int(xp.sum(xp.astype(_changes(xp.sort(T, stable=False)), xp.int32))) + 1:
        msg = "T must hold flat clusters of Z: one of its clusters is not a subtree"
        raise ValueError(msg)
    keys = xp.where(led, _left_at(shape), 3 * shape.n**2)
    nodes = xp.argsort(keys, stable=False)[:number]
    return xp.astype(nodes, xp.int32), xp.take(labels, xp.take(shape.start, nodes))


def _led(shape: Tree, labels: Any) -> Any:
    """Tell of each node whether its leaves have one label and those of its parent have not."""
    xp = shape.xp
    changes = xp.cumulative_sum(xp.astype(_changes(labels), xp.int32), include_initial=True)
    ends = shape.start + shape.size - 1
    uniform = xp.take(changes, shape.start) == xp.take(changes, ends)
    return uniform & ~xp.concat([xp.take(uniform[shape.n :], shape.parent)[:-1], ~uniform[-1:]])


def _left_at(shape: Tree) -> Any:
    """Return a key that sorts nodes by when a traversal leaves their parents, left ones first.

    It leaves a merge after all that end before it, and those that start later before it.
    """
    xp, n = shape.xp, shape.n
    start, end = shape.start[n:], shape.start[n:] + shape.size[n:]
    parents = xp.take(end * n - start, shape.parent)
    return 2 * parents + xp.astype(shape.start != xp.take(start, shape.parent), parents.dtype)


def _changes(x: Any) -> Any:
    return x[1:] != x[:-1]
