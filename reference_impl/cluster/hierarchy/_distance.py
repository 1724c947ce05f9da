"""Distances between observations: the metrics of `pdist`, and the two shapes they come in.

A metric is a fold over the features: each feature adds one term for all pairs at once, in the order
in which SciPy's compiled loop adds them. So the memory stays at a few (n, n) arrays however many
features there are, and the results are equal to SciPy's, not only close.

Left out are the metrics of boolean vectors, and those with parameters that a name cannot carry
(mahalanobis, a weighted minkowski): pass a callable, or condensed distances.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from ..._common import as_arrays, device_of
from ._validate import linkage_dtype, num_obs_condensed

if TYPE_CHECKING:
    from collections.abc import Callable


class _Metric(NamedTuple):
    """How one feature (u of shape (n, 1), v of shape (1, n)) counts, and what the sums make."""

    terms: Callable[[Any, Any, Any], tuple[Any, ...]]
    finish: Callable[..., Any]
    largest: bool = False  # the fold keeps the largest term instead of adding them


def _ratio(xp: Any, numerator: Any, denominator: Any) -> Any:
    """Divide; 0/0 is 0."""
    empty = (numerator == 0) & (denominator == 0)
    return numerator / xp.where(empty, xp.ones_like(denominator), denominator)


def _difference(xp: Any, u: Any, v: Any) -> tuple[Any, ...]:
    return (xp.abs(u - v),)


def _square(_xp: Any, u: Any, v: Any) -> tuple[Any, ...]:
    difference = u - v
    return (difference * difference,)


def _total(_xp: Any, _d: int, total: Any) -> Any:
    return total


def _length(xp: Any, _d: int, total: Any) -> Any:
    return xp.sqrt(total)


def _share(xp: Any, _d: int, part: Any, whole: Any) -> Any:
    return _ratio(xp, part, whole)


def _angle(xp: Any, _d: int, uv: Any, uu: Any, vv: Any) -> Any:
    lengths = xp.sqrt(uu) * xp.sqrt(vv)
    return 1.0 - uv / xp.where(lengths == 0, math.nan, lengths)


_METRICS = {
    "euclidean": _Metric(_square, _length),
    "minkowski": _Metric(_square, _length),
    "sqeuclidean": _Metric(_square, _total),
    "cityblock": _Metric(_difference, _total),
    "chebyshev": _Metric(_difference, _total, largest=True),
    "canberra": _Metric(
        lambda xp, u, v: (_ratio(xp, xp.abs(u - v), xp.abs(u) + xp.abs(v)),), _total
    ),
    "braycurtis": _Metric(lambda xp, u, v: (xp.abs(u - v), xp.abs(u + v)), _share),
    "hamming": _Metric(
        lambda xp, u, v: (xp.astype(u != v, u.dtype),), lambda _, d, unequal: unequal / d
    ),
    "jaccard": _Metric(
        lambda xp, u, v: (
            xp.astype((u != 0) != (v != 0), u.dtype),
            xp.astype((u != 0) | (v != 0), u.dtype),
        ),
        _share,
    ),
    "cosine": _Metric(lambda _, u, v: (u * v, u * u, v * v), _angle),
}
# Metrics of observations that were moved or scaled first.
_PREPARED = {
    "correlation": ("cosine", lambda xp, X: X - xp.mean(X, axis=1, keepdims=True)),
    "seuclidean": (
        "euclidean",
        lambda xp, X: X / xp.sqrt(xp.var(X, axis=0, correction=1, keepdims=True)),
    ),
}


def pdist(X: Any, metric: Any = "euclidean") -> Any:
    """Return the condensed distances between the rows of `X`.

    Parameters
    ----------
    X : array, shape (n, d)
        Observations.
    metric : str or callable
        One of ``euclidean``, ``sqeuclidean``, ``cityblock``, ``chebyshev``, ``minkowski`` (of
        order 2), ``seuclidean``, ``cosine``, ``correlation``, ``hamming``, ``jaccard``,
        ``canberra`` and ``braycurtis``; or a function of two rows that returns a number or a
        0-d array, which is read from the device pair by pair.

    Returns
    -------
    array, shape (n(n-1)/2,), float64 (float32 on a device without it)
    """
    xp, X = as_arrays(X)
    return condensed(xp, pairwise(xp, as_widest(xp, X), metric))


def distances(xp: Any, y: Any, metric: Any) -> Any:
    """Return condensed distances, or those between observations, as a square matrix.

    The diagonal is infinite, everything else is finite. ValueError for fewer than two
    observations, for distances that are not finite and for the wrong number of dimensions.
    """
    n = num_obs(y)
    y = _finite(xp, as_widest(xp, y))
    if y.ndim == 1:
        return square(xp, y, n)
    D = _finite(xp, pairwise(xp, y, metric))
    return xp.where(diagonal(xp, D), math.inf, D)


def num_obs(y: Any) -> int:
    """Return how many observations condensed distances are of, or `y` holds; at least two."""
    if y.ndim not in (1, 2):
        msg = f"`y` must be condensed distances (1-D) or observations (2-D), got {y.ndim}-D."
        raise ValueError(msg)
    if y.ndim == 1:
        return num_obs_condensed(y)
    if y.shape[0] < 2:
        msg = f"`y` must hold at least two observations, got shape {tuple(y.shape)}."
        raise ValueError(msg)
    return y.shape[0]


def as_widest(xp: Any, x: Any) -> Any:
    """Return real `x` in the dtype of linkages; TypeError for complex numbers."""
    if xp.isdtype(x.dtype, "complex floating"):
        msg = f"Distances, observations and linkages must be real, got dtype {x.dtype}."
        raise TypeError(msg)
    return xp.astype(x, linkage_dtype(xp, device_of(x)), copy=False)


def pairwise(xp: Any, X: Any, metric: Any) -> Any:
    """Return the distances between the rows of `X`, shape (n, n), zero on the diagonal."""
    check_metric(metric)
    if callable(metric):
        return _called(xp, X, metric)
    if metric in _PREPARED:
        metric, prepare = _PREPARED[metric]
        X = prepare(xp, X)
    D = _folded(xp, X, _METRICS[metric])
    return xp.where(diagonal(xp, D), 0.0, D)


def check_metric(metric: Any) -> None:
    """Raise ValueError where a name is no metric."""
    if not callable(metric) and metric not in _METRICS and metric not in _PREPARED:
        choices = ", ".join(sorted([*_METRICS, *_PREPARED]))
        msg = f"Unknown metric {metric!r}: expected a callable or one of {choices}."
        raise ValueError(msg)


def square(xp: Any, y: Any, n: int) -> Any:
    """Return condensed distances as a symmetric matrix, infinite on the diagonal.

    Row i of the upper triangle is a contiguous piece of `y`. What comes before it in `y`, and one
    number before `y`, fill the pieces up to n entries each: one shape for all.
    """
    device = device_of(y)
    k = xp.arange(n, device=device)
    padded = xp.concat([xp.zeros(1, dtype=y.dtype, device=device), y])
    starts = [i * (n - 1) - i * (i + 1) // 2 for i in range(n)]
    pieces = [padded[start : start + n] for start in starts]
    upper = xp.where(k[:, None] < k[None, :], xp.stack(pieces), math.inf)
    return xp.minimum(upper, xp.matrix_transpose(upper))


def condensed(xp: Any, D: Any) -> Any:
    """Return the upper triangle of a matrix of distances, row by row."""
    n = D.shape[0]
    if n < 2:
        return xp.zeros(0, dtype=D.dtype, device=device_of(D))
    return xp.concat([D[i, i + 1 :] for i in range(n - 1)])


def diagonal(xp: Any, D: Any) -> Any:
    """Return the mask of the diagonal of a square matrix."""
    k = xp.arange(D.shape[0], device=device_of(D))
    return k[:, None] == k[None, :]


def _finite(xp: Any, x: Any) -> Any:
    if not xp.all(xp.isfinite(x)):
        msg = "The distances or observations `y`, and the distances between them, must be finite."
        raise ValueError(msg)
    return x


def _folded(xp: Any, X: Any, metric: _Metric) -> Any:
    n, d = X.shape
    sums = None
    for k in range(d):
        terms = metric.terms(xp, xp.reshape(X[:, k], (n, 1)), xp.reshape(X[:, k], (1, n)))
        if sums is None:
            sums = terms
        elif metric.largest:
            sums = tuple(xp.maximum(s, t) for s, t in zip(sums, terms, strict=True))
        else:
            sums = tuple(s + t for s, t in zip(sums, terms, strict=True))
    if sums is None:
        return xp.zeros((n, n), dtype=X.dtype, device=device_of(X))
    return metric.finish(xp, d, *sums)


def _called(xp: Any, X: Any, metric: Callable[[Any, Any], Any]) -> Any:
    n = X.shape[0]
    values = [metric(X[i, :], X[j, :]) for i in range(n - 1) for j in range(i + 1, n)]
    y = xp.asarray([float(v) for v in values], dtype=X.dtype, device=device_of(X))
    D = square(xp, y, n)
    return xp.where(diagonal(xp, D), 0.0, D)
