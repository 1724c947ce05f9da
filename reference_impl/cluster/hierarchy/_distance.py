"""Distances between observations: the metrics of `pdist`, and the two shapes they come in.

A metric is a fold over the features: each feature adds one term for all pairs at once, in the order
in which SciPy's compiled loop adds them. So the memory stays at a few (n, n) arrays however many
features there are, and the results are equal to SciPy's, not only close.

Left out is what has parameters that a name cannot carry, as a weighted minkowski: pass a callable,
or condensed distances.
"""

from __future__ import annotations

import math
import warnings
from operator import and_, or_, xor
from typing import TYPE_CHECKING, Any, NamedTuple

from ..._common import as_arrays, device_of, lower_factor
from ._validate import ClusterWarning, linkage_dtype, num_obs_condensed

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


def _truths(*tests: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], tuple[Any, ...]]:
    """Return terms that count tests of a feature that is there or not (0)."""
    return lambda xp, u, v: tuple(xp.astype(test(u != 0, v != 0), u.dtype) for test in tests)


def _or_nan(xp: Any, numerator: Any, denominator: Any) -> Any:
    """Divide; what is divided by 0 is NaN, without a warning."""
    return numerator / xp.where(denominator == 0, math.nan, denominator)


def _yule(xp: Any, d: int, both: Any, first: Any, second: Any) -> Any:
    crossed = first * second
    return _ratio(xp, 2 * crossed, both * (d - both - first - second) + crossed)


def _angle(xp: Any, _d: int, uv: Any, uu: Any, vv: Any) -> Any:
    cosine = _or_nan(xp, uv, xp.sqrt(uu) * xp.sqrt(vv))
    return 1.0 - xp.clip(cosine, -1.0, 1.0)  # rounding goes beyond


def _divergence(xp: Any, u: Any, v: Any) -> tuple[Any, ...]:
    middle = (u + v) / 2
    ratios = (xp.where(w > 0, w, 1.0) / xp.where(w > 0, middle, 1.0) for w in (u, v))
    first, second = (w * xp.log(ratio) for w, ratio in zip((u, v), ratios, strict=True))
    return (first + second,)


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
    "jaccard": _Metric(_truths(xor, or_), _share),
    "dice": _Metric(_truths(and_, xor), lambda xp, _, both, one: _or_nan(xp, one, 2 * both + one)),
    "sokalsneath": _Metric(
        _truths(and_, xor), lambda xp, _, both, one: _or_nan(xp, 2 * one, both + 2 * one)
    ),
    "rogerstanimoto": _Metric(_truths(xor), lambda _, d, one: 2 * one / (d + one)),
    "russellrao": _Metric(_truths(and_), lambda _, d, both: (d - both) / d),
    "yule": _Metric(_truths(and_, lambda u, v: u & ~v, lambda u, v: v & ~u), _yule),
    "cosine": _Metric(lambda _, u, v: (u * v, u * u, v * v), _angle),
    "jensenshannon": _Metric(
        # Rounding can take the sum below 0.
        _divergence,
        lambda xp, _, total: xp.sqrt(xp.where(total < 0, 0.0, total) / 2),
    ),
}


def _whitened(xp: Any, X: Any) -> Any:
    """Return observations whose Euclidean distances are the Mahalanobis distances of `X`."""
    n, d = X.shape
    if n <= d:
        msg = f"The covariance of {d} features needs more than {d} observations, got {n}."
        raise ValueError(msg)
    if not hasattr(xp, "linalg"):
        msg = "metric 'mahalanobis' needs the namespace's extension linalg, which is missing."
        raise NotImplementedError(msg)
    centred = xp.matrix_transpose(X - xp.mean(X, axis=0, keepdims=True))
    covariance = centred @ xp.matrix_transpose(centred) / (n - 1)
    return xp.matrix_transpose(xp.linalg.solve(lower_factor(xp, covariance), centred))


# Metrics of observations that were moved or scaled first.
_PREPARED = {
    "correlation": ("cosine", lambda xp, X: X - xp.mean(X, axis=1, keepdims=True)),
    "seuclidean": (
        "euclidean",
        lambda xp, X: X / xp.sqrt(xp.var(X, axis=0, correction=1, keepdims=True)),
    ),
    "jensenshannon": (
        "jensenshannon",
        lambda xp, X: _or_nan(xp, X, xp.sum(X, axis=1, keepdims=True)),
    ),
    "mahalanobis": ("euclidean", _whitened),
}
# Other spellings that SciPy takes.
_ALIASES = {
    alias: name
    for name, aliases in {
        "chebyshev": "ch cheb cheby chebychev",
        "cityblock": "c cb cblock",
        "correlation": "co",
        "cosine": "cos",
        "euclidean": "e eu euclid",
        "hamming": "h ha hamm matching",
        "jaccard": "j ja jacc",
        "jensenshannon": "js",
        "mahalanobis": "mah mahal",
        "minkowski": "m mi pnorm",
        "seuclidean": "s se",
        "sqeuclidean": "sqe sqeuclid",
    }.items()
    for alias in aliases.split()
}


def pdist(X: Any, metric: Any = "euclidean") -> Any:
    """Return the condensed distances between the rows of `X`.

    Parameters
    ----------
    X : array, shape (n, d)
        Observations.
    metric : str or callable
        One of ``euclidean``, ``sqeuclidean``, ``cityblock``, ``chebyshev``, ``minkowski`` (of
        order 2), ``seuclidean``, ``mahalanobis``, ``cosine``, ``correlation``, ``hamming``,
        ``jaccard``, ``canberra``, ``braycurtis``, ``jensenshannon``, and of
        features that are there or not (0) ``dice``, ``rogerstanimoto``, ``russellrao``,
        ``sokalsneath`` and ``yule``; or a function of two rows that returns a number or a 0-d
        array, which is read from the device pair by pair.

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
    n = num_obs(y, metric)
    y = _finite(xp, as_widest(xp, y))
    if y.ndim == 1:
        return square(xp, y, n)
    D = _finite(xp, pairwise(xp, y, metric))
    return xp.where(diagonal(xp, D), math.inf, D)


def num_obs(y: Any, metric: Any) -> int:
    """Return how many observations condensed distances are of, or `y` holds; at least two.

    Needs no values. Observations need a metric that is known; condensed distances need none.
    """
    if y.ndim not in (1, 2):
        msg = f"`y` must be condensed distances (1-D) or observations (2-D), got {y.ndim}-D."
        raise ValueError(msg)
    if y.ndim == 1:
        return num_obs_condensed(y)
    if y.shape[0] < 2:
        msg = f"`y` must hold at least two observations, got shape {tuple(y.shape)}."
        raise ValueError(msg)
    known(metric)
    return y.shape[0]


def as_widest(xp: Any, x: Any) -> Any:
    """Return real `x` in the dtype of linkages; TypeError for complex numbers."""
    if xp.isdtype(x.dtype, "complex floating"):
        msg = f"Distances, observations and linkages must be real, got dtype {x.dtype}."
        raise TypeError(msg)
    return xp.astype(x, linkage_dtype(xp, device_of(x)), copy=False)


def pairwise(xp: Any, X: Any, metric: Any) -> Any:
    """Return the distances between the rows of `X`, shape (n, n), zero on the diagonal."""
    metric = known(metric)
    if callable(metric):
        return _called(xp, X, metric)
    if metric in _PREPARED:
        metric, prepare = _PREPARED[metric]
        X = prepare(xp, X)
    D = _folded(xp, X, _METRICS[metric])
    return xp.where(diagonal(xp, D), 0.0, D)


def known(metric: Any) -> Any:
    """Return the first spelling of a metric's name, and a callable as it is."""
    if callable(metric):
        return metric
    if not isinstance(metric, str):
        msg = f"metric must be a name or a callable, got {metric!r}."
        raise TypeError(msg)
    name = _ALIASES.get(metric.lower(), metric.lower())
    if name not in _METRICS and name not in _PREPARED:
        choices = ", ".join(sorted([*_METRICS, *_PREPARED]))
        msg = f"Unknown metric {metric!r}: expected a callable or one of {choices}."
        raise ValueError(msg)
    return name


def warn_if_square(xp: Any, y: Any) -> None:
    """Warn where observations look like a square matrix of distances."""
    if y.ndim != 2 or y.shape[0] != y.shape[1]:
        return
    z = xp.matrix_transpose(y)
    near = xp.abs(y - z) <= 1e-8 + 1e-5 * xp.abs(z)
    hollow = ~diagonal(xp, y) | (xp.abs(y) <= 1e-8)
    if xp.all(near & hollow & (y >= 0)):
        msg = (
            "`y` looks suspiciously like an uncondensed distance matrix: pass condensed distances."
        )
        warnings.warn(msg, ClusterWarning, stacklevel=3)


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
