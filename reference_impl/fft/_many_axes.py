"""The six Fourier transforms along several axes.

Each function here is its signature and its definition; how it runs is in `_dispatch`.
"""

from __future__ import annotations

from typing import Any

from ._dispatch import FFT, HFFT, IFFT, IHFFT, IRFFT, RFFT, along_axes
from ._documentation import documented


@documented
def fftn(
    x: Any,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform values to their frequencies along several axes.

    Parameters
    ----------
    x : array of complex or real numbers
        Any shape.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `fft` along each of `axes`.
    {standard}
    """
    return along_axes(FFT, x, s, axes, norm, workers, plan)


@documented
def ifftn(
    x: Any,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform frequencies along several axes back to their values.

    Parameters
    ----------
    x : array of complex or real numbers
        Any shape.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `ifft` along each of `axes`.
    {standard}
    """
    return along_axes(IFFT, x, s, axes, norm, workers, plan)


@documented
def rfftn(
    x: Any,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform real values to half of their frequencies along several axes.

    Parameters
    ----------
    x : array of real numbers
        Any shape.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`, but ``s[-1] // 2 + 1`` along the last.

    {raises}

    Notes
    -----
    `rfft` along the last of `axes`, then `fft` along the others.
    {standard}
    """
    return along_axes(RFFT, x, s, axes, norm, workers, plan)


@documented
def irfftn(
    x: Any,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform half of the frequencies along several axes to real values.

    Parameters
    ----------
    x : array of complex or real numbers
        The first half along the last of `axes`, whose length is by default even,
        ``2 (m - 1)`` for m values.
    {s_and_axes}
    {options}

    Returns
    -------
    array of real numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `ifft` along `axes` but the last, then `irfft` along the last.
    {standard}
    """
    return along_axes(IRFFT, x, s, axes, norm, workers, plan)


@documented
def hfftn(
    x: Any,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform half of a Hermitian array to real frequencies along several axes.

    Parameters
    ----------
    x : array of complex or real numbers
        The first half along the last of `axes`, whose length is by default even,
        ``2 (m - 1)`` for m values.
    {s_and_axes}
    {options}

    Returns
    -------
    array of real numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `fft` along `axes` but the last, then `hfft` along the last.
    {standard}
    """
    return along_axes(HFFT, x, s, axes, norm, workers, plan)


@documented
def ihfftn(
    x: Any,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform real frequencies along several axes to half a Hermitian array.

    Parameters
    ----------
    x : array of real numbers
        Any shape.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`, but ``s[-1] // 2 + 1`` along the last.

    {raises}

    Notes
    -----
    `ihfft` along the last of `axes`, then `ifft` along the others.
    {standard}
    """
    return along_axes(IHFFT, x, s, axes, norm, workers, plan)
