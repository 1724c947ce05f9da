"""The six Fourier transforms along two axes: those along many with other default axes.

Each function here is its signature and its definition; how it runs is in `_dispatch`.
"""

from __future__ import annotations

from typing import Any

from ._dispatch import FFT, HFFT, IFFT, IHFFT, IRFFT, RFFT, along_axes
from ._documentation import documented


@documented
def fft2(
    x: Any,
    s: Any = None,
    axes: Any = (-2, -1),
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform values to their frequencies along two axes.

    Parameters
    ----------
    x : array of complex or real numbers
        At least two axes.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `fftn` along the last two axes by default.
    """
    return along_axes(FFT, x, s, axes, norm, workers, plan)


@documented
def ifft2(
    x: Any,
    s: Any = None,
    axes: Any = (-2, -1),
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform frequencies along two axes back to their values.

    Parameters
    ----------
    x : array of complex or real numbers
        At least two axes.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `ifftn` along the last two axes by default.
    """
    return along_axes(IFFT, x, s, axes, norm, workers, plan)


@documented
def rfft2(
    x: Any,
    s: Any = None,
    axes: Any = (-2, -1),
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform real values to half of their frequencies along two axes.

    Parameters
    ----------
    x : array of real numbers
        At least two axes.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`, but ``s[-1] // 2 + 1`` along the last.

    {raises}

    Notes
    -----
    `rfftn` along the last two axes by default.
    """
    return along_axes(RFFT, x, s, axes, norm, workers, plan)


@documented
def irfft2(
    x: Any,
    s: Any = None,
    axes: Any = (-2, -1),
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform half of the frequencies along two axes to real values.

    Parameters
    ----------
    x : array of complex or real numbers
        At least two axes.
    {s_and_axes}
    {options}

    Returns
    -------
    array of real numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `irfftn` along the last two axes by default.
    """
    return along_axes(IRFFT, x, s, axes, norm, workers, plan)


@documented
def hfft2(
    x: Any,
    s: Any = None,
    axes: Any = (-2, -1),
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform half of a Hermitian array to real frequencies along two axes.

    Parameters
    ----------
    x : array of complex or real numbers
        At least two axes.
    {s_and_axes}
    {options}

    Returns
    -------
    array of real numbers
        Lengths `s` along `axes`.

    {raises}

    Notes
    -----
    `hfftn` along the last two axes by default.
    """
    return along_axes(HFFT, x, s, axes, norm, workers, plan)


@documented
def ihfft2(
    x: Any,
    s: Any = None,
    axes: Any = (-2, -1),
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    plan: Any = None,
) -> Any:
    """Transform real frequencies along two axes to half a Hermitian array.

    Parameters
    ----------
    x : array of real numbers
        At least two axes.
    {s_and_axes}
    {options}

    Returns
    -------
    array of complex numbers
        Lengths `s` along `axes`, but ``s[-1] // 2 + 1`` along the last.

    {raises}

    Notes
    -----
    `ihfftn` along the last two axes by default.
    """
    return along_axes(IHFFT, x, s, axes, norm, workers, plan)
