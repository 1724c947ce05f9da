"""Sample frequencies, and the shift of the zero frequency to the middle."""

from __future__ import annotations

from typing import Any

from array_api_compat import is_dask_array

from .._common import _numpy, as_array
from ._arguments import check_axis, integer, integers


def fftfreq(n: int, d: float = 1.0, *, xp: Any = None, device: Any = None) -> Any:
    """Return the frequencies that `fft` gives, in cycles per unit of the sample spacing.

    Parameters
    ----------
    n : int
        Length of the transform, at least 1.
    d : float, default 1.0
        Sample spacing.
    xp : namespace, optional
        NumPy by default.
    device : device, optional
        Of the result; by default the namespace's own.

    Returns
    -------
    array
        Shape (n,), in the default real dtype of `xp`: ``[0, 1, ..., (n - 1) // 2,
        -(n // 2), ..., -1] / (d n)``.

    Raises
    ------
    ValueError
        If `n` is not positive.

    Notes
    -----
    https://data-apis.org/array-api/latest/extensions/generated/array_api.fft.fftfreq.html
    """
    xp, n = _numpy() if xp is None else xp, _length(n)
    k = xp.arange(n, **_on(device))
    middle = (n - 1) // 2 + 1
    return _scaled(xp, xp.where(k < middle, k, k - n), n, d, device)


def rfftfreq(n: int, d: float = 1.0, *, xp: Any = None, device: Any = None) -> Any:
    """Return the frequencies that `rfft` gives, in cycles per unit of the sample spacing.

    Parameters
    ----------
    n : int
        Length of the transform, at least 1.
    d : float, default 1.0
        Sample spacing.
    xp : namespace, optional
        NumPy by default.
    device : device, optional
        Of the result; by default the namespace's own.

    Returns
    -------
    array
        Shape (n // 2 + 1,), in the default real dtype of `xp`:
        ``[0, 1, ..., n // 2] / (d n)``.

    Raises
    ------
    ValueError
        If `n` is not positive.

    Notes
    -----
    https://data-apis.org/array-api/latest/extensions/generated/array_api.fft.rfftfreq.html
    """
    xp, n = _numpy() if xp is None else xp, _length(n)
    return _scaled(xp, xp.arange(n // 2 + 1, **_on(device)), n, d, device)


def fftshift(x: Any, axes: Any = None) -> Any:
    """Move the zero frequency from the start to the middle, position ``n // 2``.

    Parameters
    ----------
    x : array
        Any shape and dtype of numbers.
    axes : int or sequence of int, optional
        Axes to shift, all by default.

    Returns
    -------
    array
        Shape and dtype of `x`.

    Raises
    ------
    ValueError
        For an axis that `x` does not have.

    Notes
    -----
    https://data-apis.org/array-api/latest/extensions/generated/array_api.fft.fftshift.html
    """
    return _shifted(x, axes, forward=True)


def ifftshift(x: Any, axes: Any = None) -> Any:
    """Undo `fftshift`: move position ``n // 2`` to the start.

    Parameters
    ----------
    x : array
        Any shape and dtype of numbers.
    axes : int or sequence of int, optional
        Axes to shift, all by default.

    Returns
    -------
    array
        Shape and dtype of `x`.

    Raises
    ------
    ValueError
        For an axis that `x` does not have.

    Notes
    -----
    https://data-apis.org/array-api/latest/extensions/generated/array_api.fft.ifftshift.html
    """
    return _shifted(x, axes, forward=False)


def _on(device: Any) -> dict[str, Any]:
    return {} if device is None else {"device": device}


def _length(n: int) -> int:
    n = integer(n, "n")
    if n < 1:
        msg = f"n must be a positive integer, got {n!r}"
        raise ValueError(msg)
    return n


def _scaled(xp: Any, k: Any, n: int, d: float, device: Any) -> Any:
    dtype = xp.zeros(0, **_on(device)).dtype
    return xp.astype(k, dtype) * (1.0 / (n * d))


def _shifted(x: Any, axes: Any, *, forward: bool) -> Any:
    xp, x = as_array(x)
    chosen = range(x.ndim) if axes is None else integers(axes, "axes")
    axes = tuple(check_axis(x, axis) for axis in chosen)
    halves = tuple(x.shape[axis] // 2 for axis in axes)
    if not axes:
        return x
    y = xp.roll(x, halves if forward else tuple(-half for half in halves), axis=axes)
    # dask cuts an axis where it rolls it, and would not transform it any more.
    return y.rechunk(x.chunks) if is_dask_array(x) else y
