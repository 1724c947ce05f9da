"""k-means, until the distortion settles (`kmeans`) or for a number of steps (`kmeans2`)."""

from __future__ import annotations

import math
import warnings
from typing import Any

from ..._common import as_arrays, is_lazy, kept
from ._codes import centroids, nearest, require_finite
from ._seeds import generator, plus_plus, random_normal, random_points

_SEEDS = {"random": random_normal, "points": random_points, "++": plus_plus}
_EMPTY = "One of the clusters is empty. Re-run kmeans with a different initialization."


class ClusterError(Exception):
    """Raised where a cluster of `kmeans2` lost its last observation and `missing` is 'raise'."""


def kmeans(
    obs: Any,
    k_or_guess: Any,
    iter: int = 20,  # SciPy's name
    thresh: float = 1e-5,
    check_finite: bool = True,
    *,
    rng: Any = None,
    seed: Any = None,
) -> tuple[Any, Any]:
    """Find the codes that observations scatter least around.

    Parameters
    ----------
    obs : array of float32 or float64, shape (n, d) or (n,)
        One observation per row.
    k_or_guess : int or array, shape (k, d) or (k,)
        The number of codes, which then start at random observations; or the initial codes.
    iter : int
        How many times to start, with random observations. The best result counts.
    thresh : float
        Stop when a step changes the mean distance by at most this.
    check_finite : bool
        Refuse NaN and infinity.
    rng : int, Generator or None
        What `numpy.random.default_rng` takes. It draws on the host, the same on every backend.
    seed : int, RandomState, Generator or None
        The older way: an integer seeds a `numpy.random.RandomState`.

    Returns
    -------
    codebook : array, shape (k, d) or (k,)
        The means of their clusters. Codes that lose their last observation are dropped.
    distortion : scalar of NumPy, or 0-d array elsewhere
        The mean Euclidean distance to the nearest code, before the last update of the codes.

    Raises
    ------
    ValueError
        For ``iter < 1``, for k that is no positive integer, for shapes that do not fit.
    TypeError
        Where observations are not float32 or float64; for both `rng` and `seed`.

    Notes
    -----
    Each step reads two numbers from the device: whether to go on, and how many codes are left. Each
    start at random observations reads its distortion, to find the best.

    Examples
    --------
    >>> codes, distortion = kmeans([0.0, 1.0, 9.0, 10.0], [0.0, 9.0])
    >>> codes.tolist(), float(distortion)
    ([0.5, 9.5], 0.5)
    """
    xp, obs, guess = as_arrays(obs, k_or_guess)
    require_finite(xp, **({"obs": obs, "k_or_guess": guess} if check_finite else {}))
    if iter < 1:
        msg = f"iter must be at least 1, got {iter}"
        raise ValueError(msg)
    if (size := math.prod(guess.shape)) < 1:
        msg = f"k_or_guess must hold at least one code, got shape {guess.shape}"
        raise ValueError(msg)
    rows = _rows(xp, obs)
    if size > 1:
        book, distortion = _settle(xp, rows, _like_rows(xp, guess, obs), thresh)
    else:
        k = _count(xp, guess, "k_or_guess")
        rng = generator(rng, seed)
        runs = (_settle(xp, rows, random_points(xp, rows, k, rng), thresh) for _ in range(iter))
        book, distortion = min(runs, key=lambda run: float(run[1]))
    return _as_given(obs, book), distortion


def kmeans2(
    data: Any,
    k: Any,
    iter: int = 10,  # SciPy's name
    thresh: float = 1e-5,  # in the signature of SciPy, which ignores it too
    minit: str = "random",
    missing: str = "warn",
    check_finite: bool = True,
    *,
    rng: Any = None,
    seed: Any = None,
) -> tuple[Any, Any]:
    """Run a number of steps of k-means.

    Parameters
    ----------
    data : array of float32 or float64, shape (n, d) or (n,)
        One observation per row.
    k : int or array, shape (k, d) or (k,)
        The number of codes, or the initial codes.
    iter : int
        The number of steps.
    thresh : float
        Not used.
    minit : {'random', 'points', '++', 'matrix'}
        Where codes start: normal deviates with the mean and covariance of the data, random
        observations, observations drawn far from each other, or the rows of `k`.
    missing : {'warn', 'raise'}
        What to do where a code lost its last observation. It keeps its place.
    check_finite : bool
        Refuse NaN and infinity.
    rng : int, Generator or None
        What `numpy.random.default_rng` takes. It draws on the host, the same on every backend.
    seed : int, RandomState, Generator or None
        The older way: an integer seeds a `numpy.random.RandomState`.

    Returns
    -------
    centroid : array, shape (k, d) or (k,)
        The means of the clusters.
    label : array of int32, shape (n,)
        The nearest code of each observation, before the last update of the codes.

    Raises
    ------
    ValueError
        For an unknown `minit` or `missing`, ``iter < 1``, k < 1, shapes that do not fit.
    TypeError
        Where the data are not float32 or float64; for both `rng` and `seed`.
    ClusterError
        Where a code lost its last observation and `missing` is 'raise'.

    Warns
    -----
    UserWarning
        Where a code lost its last observation and `missing` is 'warn'; where k is no integer.

    Notes
    -----
    Each step reads one boolean from the device: whether a code is left alone. With ``'warn'``,
    traced and lazy arrays are not read: all steps can be compiled.

    Examples
    --------
    >>> codes, labels = kmeans2([0.0, 1.0, 9.0, 10.0], [0.0, 9.0], iter=2)
    >>> codes.tolist(), labels.tolist()
    ([0.5, 9.5], [0, 0, 1, 1])
    """
    if int(iter) < 1:
        msg = f"iter must be at least 1, got {iter}"
        raise ValueError(msg)
    if missing not in ("warn", "raise"):
        msg = f"missing must be 'warn' or 'raise', got {missing!r}"
        raise ValueError(msg)
    number = k  # under jax.jit, a number of Python must not become an array
    xp, data, k = as_arrays(data, k)
    require_finite(xp, **({"data": data, "k": k} if check_finite else {}))
    if math.prod(data.shape) == 0 or math.prod(k.shape) == 0:
        msg = f"data and k must not be empty, got shapes {data.shape} and {k.shape}"
        raise ValueError(msg)
    rows = _rows(xp, data)
    if minit == "matrix" or math.prod(k.shape) > 1:
        book = _like_rows(xp, k, data)
    else:
        number = number if isinstance(number, int | float) else k
        book = _start(xp, rows, number, minit, generator(rng, seed))
        require_finite(xp, **({"the initial codes": book} if check_finite else {}))
    index = None
    for _ in range(int(iter)):
        index, _dist = nearest(xp, rows, book)
        means, counts = centroids(xp, rows, index, book.shape[0])
        if missing == "raise":
            means, counts = kept(means, counts)
        _report_empty(xp, counts, missing)
        book = xp.where(counts[:, None] == 0, book, means)
    return _as_given(data, book), xp.astype(index, xp.int32)


def _settle(xp: Any, obs: Any, book: Any, thresh: float) -> tuple[Any, Any]:
    """Return the codes and the distortion once a step changes it by at most `thresh`."""
    previous = xp.inf
    while True:
        index, dist = nearest(xp, obs, book)
        means, counts = centroids(xp, obs, index, book.shape[0])
        means, counts, distortion = kept(means, counts, xp.mean(dist))
        book = _without_empty(xp, means, counts)
        if not xp.abs(previous - distortion) > thresh:
            return book, distortion
        previous = distortion


def _without_empty(xp: Any, means: Any, counts: Any) -> Any:
    """Return the rows of `means` with a count; their number is the only value that is read."""
    left = int(xp.sum(xp.astype(counts > 0, xp.int32)))
    if left == counts.shape[0]:
        return means
    occupied_first = xp.argsort(xp.astype(counts == 0, xp.int8), stable=True)
    return xp.take(means, occupied_first[:left], axis=0)


def _report_empty(xp: Any, counts: Any, missing: str) -> None:
    if missing == "warn" and is_lazy(counts):
        return
    if xp.all(counts > 0):
        return
    if missing == "raise":
        raise ClusterError(_EMPTY)
    warnings.warn(_EMPTY, stacklevel=3)


def _start(xp: Any, rows: Any, k: Any, minit: str, rng: Any) -> Any:
    if minit not in _SEEDS:
        msg = f"minit must be 'random', 'points', '++' or 'matrix', got {minit!r}"
        raise ValueError(msg)
    number = int(k)
    if number < 1:
        msg = f"k must be at least 1, got {number}"
        raise ValueError(msg)
    if number != k:
        warnings.warn("k was not an integer, was converted.", stacklevel=3)
    return _SEEDS[minit](xp, rows, number, rng)


def _count(xp: Any, k: Any, name: str) -> int:
    number = int(xp.reshape(k, ()))
    if number != xp.reshape(k, ()) or number < 1:
        msg = f"{name} must be a positive integer or an array of codes, got {k}"
        raise ValueError(msg)
    return number


def _rows(xp: Any, obs: Any) -> Any:
    """Return observations as rows, or say why they can't be averaged."""
    if obs.ndim not in (1, 2):
        msg = f"observations must be 1-D or 2-D, got {obs.ndim}-D"
        raise ValueError(msg)
    if obs.dtype not in (xp.float32, xp.float64):
        msg = f"observations must be float32 or float64, got {obs.dtype}"
        raise TypeError(msg)
    return obs[:, None] if obs.ndim == 1 else obs


def _like_rows(xp: Any, codes: Any, obs: Any) -> Any:
    """Return initial codes as rows in the dtype of the observations."""
    if codes.ndim != obs.ndim or codes.shape[1:] != obs.shape[1:]:
        msg = f"the initial codes, of shape {codes.shape}, do not fit observations, {obs.shape}"
        raise ValueError(msg)
    codes = xp.astype(codes, obs.dtype, copy=False)
    return codes[:, None] if codes.ndim == 1 else codes


def _as_given(obs: Any, book: Any) -> Any:
    return book[:, 0] if obs.ndim == 1 else book
