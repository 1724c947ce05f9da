"""The two halves of a step of k-means: the nearest code of each row, the mean of each code's rows.

Neither needs more memory than its input and one block of a few megabytes.
"""

from __future__ import annotations

from typing import Any

from ..._common import as_arrays, default_real_dtype, device_of, is_lazy

# A block of distances (rows x codes) has this many elements: it stays in a CPU's cache.
_BLOCK = 2**18
# Up to this many features, differences are as fast as products, and they cannot cancel.
_FEW_FEATURES = 4
# Of graphs, so many features are compared in one step.
_FEATURES_IN_A_GRAPH = 16
# Up to this many codes, the distances between all pairs of them take a few megabytes.
_FEW_CODES = 2**10
# Squared distances between codes below this many roundings are not resolved by products.
_UNRESOLVED = 2.0**16


def vq(obs: Any, code_book: Any, check_finite: bool = True) -> tuple[Any, Any]:
    """Find the nearest code of each observation.

    Parameters
    ----------
    obs : array, shape (n, d) or (n,)
        One observation per row, float32 or float64; other numbers as in `py_vq`.
    code_book : array, shape (k, d) or (k,)
        One code per row.
    check_finite : bool
        Refuse NaN and infinity. Traced and lazy arrays are trusted.

    Returns
    -------
    code : array of int32, shape (n,)
        The row of `code_book` that is nearest; the first one of several.
    dist : array, shape (n,)
        The Euclidean distance to it, in the common dtype of the arguments.

    Raises
    ------
    ValueError
        For NaN or infinity, for shapes that do not fit, for an empty code book, for complex
        numbers.
    TypeError
        For floats other than float32 and float64.

    Notes
    -----
    Codes are ranked by ``|c|^2 - 2 x.c``, one matrix product, with the origin moved to the code
    nearest to their mean; the distance to the winner is then computed from the difference, to
    about one rounding. Where codes lie closer together than such a ranking resolves, the
    residuals ``x - c`` are ranked once more, by ``|c' - c|^2 - 2 (x - c).c'``; with more than four
    features a boolean is read from the device to know. SciPy 1.17 does not move the origin: in
    float32, 1000 from the origin, it gives a third of the rows a code that is not the nearest, and
    distances wrong by 1e7 roundings.

    Examples
    --------
    >>> code, dist = vq([[0.0, 0.0], [3.0, 4.0]], [[0.0, 0.0], [9.0, 9.0]])
    >>> code.tolist(), dist.tolist()
    ([0, 0], [0.0, 5.0])
    """
    xp, obs, code_book = as_arrays(obs, code_book)
    require_finite(xp, **({"obs": obs, "code_book": code_book} if check_finite else {}))
    dtype = xp.result_type(obs, code_book)
    if not xp.isdtype(dtype, "real floating"):
        return py_vq(obs, code_book, check_finite=False)
    if dtype not in (xp.float32, xp.float64):
        msg = f"obs and code_book must be float32 or float64, got {dtype}"
        raise TypeError(msg)
    code, dist = nearest(xp, *_as_rows(xp, obs, code_book, dtype))
    return xp.astype(code, xp.int32), dist


def py_vq(obs: Any, code_book: Any, check_finite: bool = True) -> tuple[Any, Any]:
    """Find the nearest code of each observation, for every real dtype.

    Parameters
    ----------
    obs : array, shape (n, d) or (n,)
        One observation per row.
    code_book : array, shape (k, d) or (k,)
        One code per row.
    check_finite : bool
        Refuse NaN and infinity. Traced and lazy arrays are trusted.

    Returns
    -------
    code : array of the default integer dtype, shape (n,)
        The row of `code_book` that is nearest; the first one of several.
    dist : array, shape (n,)
        The Euclidean distance to it, in at least the default real dtype.

    Raises
    ------
    ValueError
        For NaN or infinity, for shapes that do not fit, for an empty code book, for complex
        numbers.
    """
    xp, obs, code_book = as_arrays(obs, code_book)
    require_finite(xp, **({"obs": obs, "code_book": code_book} if check_finite else {}))
    dtype = default_real_dtype(xp, device_of(obs))
    for x in (obs, code_book):
        if xp.isdtype(x.dtype, "complex floating"):
            msg = f"obs and code_book must be real, got {x.dtype}"
            raise ValueError(msg)
        if xp.isdtype(x.dtype, "real floating"):
            dtype = xp.result_type(dtype, x.dtype)
    return nearest(xp, *_as_rows(xp, obs, code_book, dtype))


def require_finite(xp: Any, **named: Any) -> None:
    """Raise ValueError where an array holds NaN or infinity; trust traced and lazy arrays."""
    for name, x in named.items():
        if x is not None and not is_lazy(x) and not xp.all(xp.isfinite(x)):
            msg = f"{name} must not contain infs or NaNs"
            raise ValueError(msg)


def nearest(xp: Any, obs: Any, codes: Any) -> tuple[Any, Any]:
    """Return the index of, and the distance to, the nearest row of `codes` for each row of `obs`.

    Both arrays are 2-D, of one dtype and on one device.
    """

    def by_differences(rows: Any, _: Any) -> Any:
        return _squared_distances(xp, rows, codes)

    # Products need a look at all pairs of codes, which costs more than it saves on few rows.
    if obs.shape[1] <= _FEW_FEATURES or obs.shape[0] < codes.shape[0]:
        return _assign(xp, obs, codes, by_differences)
    origin = _central_row(xp, codes)
    centred = codes - origin
    squares = xp.vecdot(centred, centred)[:, None]
    factors = xp.matrix_transpose(xp.concat([-2.0 * centred, squares], axis=1))

    def by_products(rows: Any, _: Any) -> Any:
        ones = xp.ones_like(rows[:, :1])
        return xp.concat([rows - origin, ones], axis=1) @ factors

    index, dist = _assign(xp, obs, codes, by_products)
    if not is_lazy(dist) and _resolved(xp, centred, squares, dist):
        return index, dist
    if codes.shape[0] > _FEW_CODES:
        return _assign(xp, obs, codes, by_differences)
    between = _squared_distances(xp, codes, codes)

    def by_residuals(rows: Any, index: Any) -> Any:
        residuals = rows - xp.take(codes, index, axis=0)
        return xp.take(between, index, axis=0) + residuals @ factors[:-1, :]

    return _assign(xp, obs, codes, by_residuals, index)


def centroids(xp: Any, obs: Any, index: Any, k: int) -> tuple[Any, Any]:
    """Return the mean of the rows of each of `k` clusters (zeros where none), and their numbers.

    The standard has no scatter: a one-hot matrix times the observations adds up the rows.
    """
    clusters = xp.arange(k, dtype=index.dtype, device=device_of(index))
    sums = counts = 0.0
    for block in _blocks(obs.shape[0], k):
        members = xp.astype(index[block, None] == clusters[None, :], obs.dtype)
        sums = sums + xp.matrix_transpose(members) @ obs[block, :]
        counts = counts + xp.sum(members, axis=0)
    return sums / xp.where(counts == 0, xp.ones_like(counts), counts)[:, None], counts


def _as_rows(xp: Any, obs: Any, codes: Any, dtype: Any) -> tuple[Any, Any]:
    """Return both as 2-D arrays of `dtype`, or say why their shapes do not fit."""
    if obs.ndim != codes.ndim or obs.ndim not in (1, 2):
        msg = f"obs and code_book must both be 1-D or 2-D, got {obs.ndim}-D and {codes.ndim}-D"
        raise ValueError(msg)
    if obs.ndim == 1:
        obs, codes = obs[:, None], codes[:, None]
    if obs.shape[1] != codes.shape[1]:
        msg = f"obs has {obs.shape[1]} features (columns), code_book has {codes.shape[1]}"
        raise ValueError(msg)
    if codes.shape[0] == 0:
        msg = "code_book must have at least one code"
        raise ValueError(msg)
    return xp.astype(obs, dtype, copy=False), xp.astype(codes, dtype, copy=False)


def _assign(xp: Any, obs: Any, codes: Any, rank: Any, index: Any = None) -> tuple[Any, Any]:
    """Return the code of least rank for each row, and the distance to it from the difference."""
    indices, dists = [], []
    for block in _blocks(obs.shape[0], codes.shape[0]):
        rows = obs[block, :]
        best = xp.argmin(rank(rows, None if index is None else index[block]), axis=1)
        residuals = rows - xp.take(codes, best, axis=0)
        indices.append(best)
        dists.append(xp.sqrt(xp.vecdot(residuals, residuals)))
    return xp.concat(indices), xp.concat(dists)


def _blocks(rows: int, width: int) -> list[slice]:
    step = max(1, _BLOCK // width)
    return [slice(start, min(start + step, rows)) for start in range(0, rows or 1, step)]


def _central_row(xp: Any, codes: Any) -> Any:
    """Return the code nearest to the mean of all, as a row.

    A code and not the mean: differences of integers stay exact, so that ties stay ties.
    """
    offsets = codes - xp.mean(codes, axis=0, keepdims=True)
    row = xp.argmin(xp.vecdot(offsets, offsets), keepdims=True)
    return xp.take(codes, xp.reshape(row, (1,)), axis=0)


def _squared_distances(xp: Any, rows: Any, codes: Any) -> Any:
    """Return the matrix of squared distances, from differences, one feature at a time."""
    if is_lazy(rows):
        return _squared_distances_in_a_graph(xp, rows, codes)
    total = xp.zeros((rows.shape[0], 1), dtype=rows.dtype, device=device_of(rows))
    for feature in range(rows.shape[1]):
        difference = rows[:, feature, None] - codes[None, :, feature]
        total = total + difference * difference
    return total


def _squared_distances_in_a_graph(xp: Any, rows: Any, codes: Any) -> Any:
    """Return the same from fewer operations: a graph of n takes Dask the time of n squared."""
    total = xp.zeros((rows.shape[0], 1), dtype=rows.dtype, device=device_of(rows))
    for start in range(0, rows.shape[1], _FEATURES_IN_A_GRAPH):
        some = slice(start, min(start + _FEATURES_IN_A_GRAPH, rows.shape[1]))
        differences = rows[:, None, some] - codes[None, :, some]
        total = total + xp.vecdot(differences, differences)
    return total


def _resolved(xp: Any, centred: Any, squares: Any, dist: Any) -> bool:
    """Tell whether products resolve the codes: their rounding is small beside the gaps.

    A row nearer to its code than a quarter of the smallest gap cannot be misplaced, and for
    any other a rounding is then a small part of its distance.
    """
    if dist.shape[0] == 0 or centred.shape[0] == 1:
        return True
    scale = xp.max(dist) ** 2 + xp.max(squares)
    each = xp.arange(centred.shape[0], device=device_of(centred))
    smallest = 4.0 * scale
    for block in _blocks(centred.shape[0], centred.shape[0]):
        products = centred[block, :] @ xp.matrix_transpose(centred)
        gaps = squares[block, :] + xp.matrix_transpose(squares) - 2.0 * products
        itself = each[block, None] == each[None, :]
        smallest = xp.minimum(smallest, xp.min(xp.where(itself, smallest, gaps)))
    rounding = _UNRESOLVED * float(xp.finfo(dist.dtype).eps) * scale
    return bool(smallest >= rounding)
