"""The six Fourier transforms along one axis.

Each function here is its signature and its definition; how it runs is in `_dispatch`.
"""

from __future__ import annotations

from typing import Any

from ._dispatch import FFT, HFFT, IFFT, IHFFT, IRFFT, RFFT, along_axis
from ._documentation import documented


@documented
def fft(
    x: Any,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform values to their frequencies.

    Parameters
    ----------
    x : array of complex or real numbers
        Any shape with at least one axis.
    {n_and_axis}
    {options}

    Returns
    -------
    array of complex numbers
        Length `n` along `axis`.

    {raises}

    Notes
    -----
    ``y[k] = sum_j x[j] exp(-2 pi i j k / n)``, for j and k from 0 to n - 1.
    {standard}
    """
    return along_axis(FFT, x, n, axis, norm, workers, plan)


@documented
def ifft(
    x: Any,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform frequencies back to the values that they come from.

    Parameters
    ----------
    x : array of complex or real numbers
        Any shape with at least one axis.
    {n_and_axis}
    {options}

    Returns
    -------
    array of complex numbers
        Length `n` along `axis`.

    {raises}

    Notes
    -----
    ``y[j] = 1 / n sum_k x[k] exp(2 pi i j k / n)``, for j and k from 0 to n - 1.
    {standard}
    """
    return along_axis(IFFT, x, n, axis, norm, workers, plan)


@documented
def rfft(
    x: Any,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform real values to the first half of their frequencies.

    Parameters
    ----------
    x : array of real numbers
        Any shape with at least one axis.
    {n_and_axis}
    {options}

    Returns
    -------
    array of complex numbers
        Length ``n // 2 + 1`` along `axis`.

    {raises}

    Notes
    -----
    ``y[k] = sum_j x[j] exp(-2 pi i j k / n)``, for k from 0 to n // 2: the rest is
    ``y[n - k] = conj(y[k])``.
    {standard}
    """
    return along_axis(RFFT, x, n, axis, norm, workers, plan)


@documented
def irfft(
    x: Any,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform the first half of the frequencies of real values back to these.

    Parameters
    ----------
    x : array of complex or real numbers
        The frequencies 0 to n // 2. By default n is even, ``2 (m - 1)`` for a length of m along
        `axis`. Imaginary parts at 0 and n / 2 are ignored.
    {n_and_axis}
    {options}

    Returns
    -------
    array of real numbers
        Length `n` along `axis`.

    {raises}

    Notes
    -----
    The `ifft` of the Hermitian array, ``x[n - k] = conj(x[k])``, of which `x` is the first half.
    {standard}
    """
    return along_axis(IRFFT, x, n, axis, norm, workers, plan)


@documented
def hfft(
    x: Any,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform the first half of a Hermitian array to its real frequencies.

    Parameters
    ----------
    x : array of complex or real numbers
        The values 0 to n // 2. By default n is even, ``2 (m - 1)`` for a length of m along `axis`.
        Imaginary parts at 0 and n / 2 are ignored.
    {n_and_axis}
    {options}

    Returns
    -------
    array of real numbers
        Length `n` along `axis`.

    {raises}

    Notes
    -----
    The `fft` of the Hermitian array, ``x[n - j] = conj(x[j])``, of which `x` is the first half.
    {standard}
    """
    return along_axis(HFFT, x, n, axis, norm, workers, plan)


@documented
def ihfft(
    x: Any,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform real frequencies back to the first half of a Hermitian array.

    Parameters
    ----------
    x : array of real numbers
        Any shape with at least one axis.
    {n_and_axis}
    {options}

    Returns
    -------
    array of complex numbers
        Length ``n // 2 + 1`` along `axis`.

    {raises}

    Notes
    -----
    ``y[j] = 1 / n sum_k x[k] exp(2 pi i j k / n)``, for j from 0 to n // 2. The result holds its
    values and no pending conjugation, which NumPy could not read.
    {standard}
    """
    return along_axis(IHFFT, x, n, axis, norm, workers, plan)
