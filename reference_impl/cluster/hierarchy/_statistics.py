"""What a linkage says about its merges and leaves: order, distances, maxima, inconsistency."""

from __future__ import annotations

from typing import Any

from ..._common import as_array, as_arrays, as_floating, device_of
from ._distance import as_widest
from ._tree import Tree, as_linkage, interval_maxima, subtree_max, tree
from ._validate import checked_im, checked_linkage, num_obs_condensed

# So many pairs of leaves at a time: what is computed of them stays in a cache.
_BLOCK = 2**15


def leaves_list(Z: Any) -> Any:
    """Return the leaves from left to right.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.

    Returns
    -------
    array of int32, shape (n,)

    Examples
    --------
    >>> leaves_list([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]]).tolist()
    [1, 2, 0]
    """
    xp, Z = checked_linkage(Z)
    return xp.astype(tree(xp, Z).order, xp.int32)


def cophenet(Z: Any, Y: Any = None) -> Any:
    """Return the height at which each pair of observations is merged.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    Y : array, shape (n(n-1)/2,), optional
        The condensed distances that `Z` was computed from.

    Returns
    -------
    c : scalar of NumPy, or 0-d array elsewhere
        The correlation of the heights with `Y`. Only where `Y` is given.
    d : array, shape (n(n-1)/2,)
        The heights, condensed.

    Raises
    ------
    ValueError
        Where `Y` holds the distances of another number of observations.

    Notes
    -----
    Two leaves are merged by the last of the merges in the gaps between them, even where a later
    merge is lower (centroid and median linkage). O(n^2) memory.

    Examples
    --------
    >>> cophenet([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]]).tolist()
    [1.5, 1.5, 0.5]
    """
    xp, Z = as_linkage(Z)
    shape = tree(xp, Z)
    heights = _heights_of_pairs(shape, Z[:, 2])
    if Y is None:
        return heights
    xp, Y, _ = as_arrays(Y, Z)
    if num_obs_condensed(Y, "Y") != shape.n:
        msg = f"Y must hold the {heights.shape[0]} distances of {shape.n} observations"
        raise ValueError(msg)
    return _correlation(xp, as_floating(xp, Y), heights), heights


def inconsistent(Z: Any, d: int = 2) -> Any:
    """Compare the height of each merge with the heights of the merges below it.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    d : int
        How many levels of merges to look at, the merge itself included.

    Returns
    -------
    array, shape (n-1, 4)
        Mean, standard deviation and number of the heights, and by how many standard deviations
        the merge lies above the mean: its inconsistency coefficient.

    Raises
    ------
    ValueError
        Where `d` is no nonnegative integer.

    Examples
    --------
    >>> inconsistent([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]])[1, :3].tolist()
    [1.0, 0.7071067811865476, 2.0]
    """
    xp, Z = as_linkage(Z)
    if d != int(d) or d < 0:
        msg = f"d must be a nonnegative integer, got {d!r}"
        raise ValueError(msg)
    n, heights = Z.shape[0] + 1, Z[:, 2]
    children = [_merge_below(xp, Z[:, side], n) for side in (0, 1)]
    ones = xp.ones_like(heights)
    own = xp.stack([heights, heights * heights, ones], axis=1)
    sums = own
    for _ in range(min(int(d), n) - 1):
        left, right = (xp.take(sums, row, axis=0) * merge[:, None] for row, merge in children)
        sums = left + right + own
    total, squares, count = sums[:, 0], sums[:, 1], sums[:, 2]
    mean = total / count
    variance = (squares - total * total / count) / xp.where(count == 1, ones, count - 1)
    spread = variance > 0
    deviation = xp.sqrt(xp.where(spread, variance, ones))
    zeros = xp.zeros_like(heights)
    coefficient = xp.where(spread, (heights - mean) / deviation, zeros)
    return xp.stack([mean, xp.where(spread, deviation, zeros), count, coefficient], axis=1)


def maxdists(Z: Any) -> Any:
    """Return the largest height of each merge and those below it.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.

    Returns
    -------
    array, shape (n-1,)

    Examples
    --------
    >>> maxdists([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 0.4, 3.0]]).tolist()
    [0.5, 0.5]
    """
    xp, Z = as_linkage(Z)
    return subtree_max(tree(xp, Z), Z[:, 2])


def maxinconsts(Z: Any, R: Any) -> Any:
    """Return the largest inconsistency coefficient of each merge and those below it.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    R : array, shape (n-1, 4)
        Its inconsistency matrix.

    Returns
    -------
    array, shape (n-1,)

    Raises
    ------
    ValueError
        Where `Z` and `R` differ in length.
    """
    return maxRstat(Z, R, 3)


def maxRstat(Z: Any, R: Any, i: int) -> Any:  # noqa: N802 -- SciPy's name
    """Return the largest value of column `i` of `R` over each merge and those below it.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    R : array, shape (n-1, 4)
        Its inconsistency matrix.
    i : int
        A column of `R`, 0 to 3.

    Returns
    -------
    array, shape (n-1,)

    Raises
    ------
    TypeError
        Where `i` is no int.
    ValueError
        Where `i` is no column of `R`, or `Z` and `R` differ in length.
    """
    xp, Z, _ = as_arrays(Z, R)
    xp, Z = as_linkage(Z)
    R = as_inconsistency(xp, Z, R)
    if not isinstance(i, int):
        msg = f"i must be an int, got {i!r}"
        raise TypeError(msg)
    if not 0 <= i <= 3:
        msg = f"i must be 0, 1, 2 or 3, got {i}"
        raise ValueError(msg)
    return subtree_max(tree(xp, Z), R[:, int(i)])


def as_inconsistency(xp: Any, Z: Any, R: Any) -> Any:
    """Return a valid inconsistency matrix with as many rows as `Z`, other dtypes converted."""
    _, R = as_array(R)
    _, R = checked_im(as_widest(xp, R))
    if R.shape[0] != Z.shape[0]:
        msg = f"R must have a row for each of the {Z.shape[0]} rows of Z, got {R.shape[0]}"
        raise ValueError(msg)
    return R


def _heights_of_pairs(shape: Tree, heights: Any) -> Any:
    """Return the height where each pair of leaves meets, condensed, some rows at a time."""
    xp, n = shape.xp, shape.n
    last_merge = interval_maxima(xp, shape.gap)
    position = shape.start[:n]
    step, pieces = max(1, _BLOCK // n), []
    for start in range(0, n - 1, step):
        rows = min(step, n - 1 - start)
        one, other = position[start : start + rows, None], position[None, start + 1 :]
        low, high = xp.minimum(one, other), xp.maximum(one, other)
        merges = last_merge(xp.reshape(low, (-1,)), xp.reshape(high, (-1,)))
        block = xp.reshape(xp.take(heights, merges), low.shape)
        pieces.append(xp.concat([block[row, row:] for row in range(rows)]))
    return xp.concat(pieces)


def _merge_below(xp: Any, children: Any, n: int) -> tuple[Any, Any]:
    """Return the merges that the children are (0 for leaves), and 1.0 where they are merges."""
    rows = xp.astype(children, xp.arange(1, device=device_of(children)).dtype) - n
    return xp.where(rows < 0, xp.zeros_like(rows), rows), xp.astype(rows >= 0, children.dtype)


def _correlation(xp: Any, x: Any, y: Any) -> Any:
    x, y = x - xp.mean(x), y - xp.mean(y)
    return xp.sum(x * y) / xp.sqrt(xp.sum(x * x) * xp.sum(y * y))
