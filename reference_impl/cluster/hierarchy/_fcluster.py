"""Flat clusters of a linkage.

A flat cluster is a maximal subtree whose merge is below a threshold. In the order of the leaves
it is a run, so the clusters are found by looking at each gap once: is the merge that fills it, or
any above it, below the threshold?
"""

from __future__ import annotations

from typing import Any

from ..._common import as_arrays, device_of
from ._distance import pdist
from ._linkage import linkage
from ._statistics import as_inconsistency, inconsistent
from ._tree import Tree, as_linkage, path_min, subtree_max, tree

_CRITERIA = ("inconsistent", "distance", "maxclust", "monocrit", "maxclust_monocrit")


def fcluster(
    Z: Any,
    t: float,
    criterion: str = "inconsistent",
    depth: int = 2,
    R: Any = None,
    monocrit: Any = None,
) -> Any:
    """Cut a linkage into flat clusters.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    t : float
        The threshold; for ``maxclust*``, the largest number of clusters.
    criterion : {'inconsistent', 'distance', 'maxclust', 'monocrit', 'maxclust_monocrit'}
        A cluster holds no merge with an inconsistency coefficient above `t`; or with a height
        above `t`; or is what the least threshold of the heights leaves that makes at most `t`
        clusters; or is a topmost merge with ``monocrit <= t``; or as 'maxclust', of `monocrit`.
    depth : int
        The depth of the inconsistency coefficients, where `R` is not given.
    R : array, shape (n-1, 4), optional
        The inconsistency matrix, for 'inconsistent'.
    monocrit : array, shape (n-1,), optional
        One value per merge, for the ``monocrit`` criteria.

    Returns
    -------
    array of int32, shape (n,)
        The cluster of each observation, from 1, numbered as SciPy numbers them: from left to
        right in the tree, in each merge clusters before single observations.

    Raises
    ------
    ValueError
        For an unknown criterion, for `R` or `monocrit` of another length than `Z` or missing.

    Examples
    --------
    >>> Z = [[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]]
    >>> fcluster(Z, 1.0, "distance").tolist()
    [2, 1, 1]
    """
    xp, Z = as_linkage(Z)
    if criterion not in _CRITERIA:
        msg = f"criterion must be one of {', '.join(_CRITERIA)}, got {criterion!r}"
        raise ValueError(msg)
    n = Z.shape[0] + 1
    at_most = criterion.startswith("maxclust")
    if at_most and t >= n:
        return xp.arange(1, n + 1, dtype=xp.int32, device=device_of(Z))
    shape = tree(xp, Z, leaves_last=True)
    if criterion.endswith("monocrit"):
        values = _one_per_merge(xp, Z, monocrit)
        lowest = path_min(shape, values)
    else:
        statistic = Z[:, 2]
        if criterion == "inconsistent":
            R = inconsistent(Z, depth) if R is None else as_inconsistency(xp, Z, R)
            statistic = R[:, 3]
        values = lowest = subtree_max(shape, statistic)  # grows upwards: is its own path_min
    threshold = _threshold(xp, values, lowest, int(t)) if at_most else float(t)
    return _numbered(shape, lowest <= threshold)


def fclusterdata(
    X: Any,
    t: float,
    criterion: str = "inconsistent",
    metric: Any = "euclidean",
    depth: int = 2,
    method: str = "single",
    R: Any = None,
) -> Any:
    """Cluster observations: `linkage` of their distances, then `fcluster`.

    Parameters
    ----------
    X : array, shape (n, d)
        Observations.
    t, criterion, depth, R
        As for `fcluster`.
    metric : str or callable
        A metric of `linkage`.
    method : str
        A method of `linkage`.

    Returns
    -------
    array of int32, shape (n,)
        The cluster of each observation, from 1.

    Raises
    ------
    TypeError
        Where `X` is not two-dimensional.

    Notes
    -----
    Moves to the host what `linkage` moves.
    """
    _, X = as_arrays(X)
    if X.ndim != 2:
        msg = f"X must be two-dimensional, n observations of d features, got {X.ndim}-D"
        raise TypeError(msg)
    Z = linkage(pdist(X, metric), method)
    return fcluster(Z, t, criterion, depth, inconsistent(Z, depth) if R is None else R)


def _one_per_merge(xp: Any, Z: Any, monocrit: Any) -> Any:
    if monocrit is None:
        msg = "monocrit must be given for this criterion"
        raise ValueError(msg)
    _, values = as_arrays(monocrit)
    if tuple(values.shape) != (Z.shape[0],):
        msg = f"monocrit must have shape ({Z.shape[0]},), got {tuple(values.shape)}"
        raise ValueError(msg)
    return xp.astype(values, Z.dtype, copy=False)


def _threshold(xp: Any, values: Any, lowest: Any, at_most: int) -> Any:
    """Return the value of the first merge at which there are at most so many clusters.

    Found by bisection over the merges, as SciPy does: where the number of clusters does not
    fall from merge to merge, the result depends on the steps of the search.
    """
    merges = values.shape[0]
    last = xp.arange(merges - 1, merges, device=device_of(values))
    below, above = xp.full_like(last, -1), last + 1
    for _ in range((merges + 1).bit_length()):
        open_, middle = above - below > 1, (below + above) // 2
        cut = xp.take(values, xp.where(middle < 0, xp.zeros_like(middle), middle))
        too_many = xp.sum(xp.astype(lowest > cut, xp.int32)) + 1 > at_most
        below = xp.where(open_ & too_many, middle, below)
        above = xp.where(open_ & ~too_many, middle, above)
    return xp.take(values, xp.minimum(above, last))


def _numbered(shape: Tree, joined: Any) -> Any:
    """Return the number of each leaf's run of gaps that are joined."""
    xp = shape.xp
    breaks = xp.astype(~xp.take(joined, shape.gap), xp.int32)
    number = xp.cumulative_sum(breaks, dtype=xp.int32, include_initial=True) + 1
    return xp.take(number, shape.start[: shape.n])
