"""The eight cosine and sine transforms.

Each function here is its signature and its definition; how it runs is in `_trigonometric`,
and what their docstrings have in common in `_documentation`.
"""

from __future__ import annotations

from typing import Any

from ._documentation import documented
from ._trigonometric import COSINES, SINES, Request, along_axes, along_axis


@documented
def dct(
    x: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Transform to coefficients of cosines.

    {trigonometric_along_axis}

    Notes
    -----
    The coefficient y[k] is, for each type:

    1. ``x[0] + (-1)^k x[n-1] + 2 sum_{0<j<n-1} x[j] cos(pi j k / (n - 1))``
    2. ``2 sum_j x[j] cos(pi (2j + 1) k / 2n)``
    3. ``x[0] + 2 sum_{j>0} x[j] cos(pi j (2k + 1) / 2n)``
    4. ``2 sum_j x[j] cos(pi (2j + 1) (2k + 1) / 4n)``

    One Fourier transform of length n does it (Makhoul 1980), of 2n - 2 for type 1.
    """
    request = Request(COSINES, False, type, norm, orthogonalize)
    return along_axis(request, x, n, axis, workers)


@documented
def dctn(
    x: Any,
    type: int = 2,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    *,
    orthogonalize: bool | None = None,
) -> Any:
    """Transform to coefficients of cosines, along several axes.

    {trigonometric_along_axes}

    Notes
    -----
    `dct` along each of `axes`.
    """
    request = Request(COSINES, False, type, norm, orthogonalize)
    return along_axes(request, x, s, axes, workers)


@documented
def idct(
    x: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Undo `dct`: transform coefficients of cosines to values.

    {trigonometric_along_axis}

    Notes
    -----
    Types 1 and 4 undo themselves but for the scale, types 2 and 3 each other.
    """
    request = Request(COSINES, True, type, norm, orthogonalize)
    return along_axis(request, x, n, axis, workers)


@documented
def idctn(
    x: Any,
    type: int = 2,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Undo `dct`: transform coefficients of cosines to values, along several axes.

    {trigonometric_along_axes}

    Notes
    -----
    `idct` along each of `axes`.
    """
    request = Request(COSINES, True, type, norm, orthogonalize)
    return along_axes(request, x, s, axes, workers)


@documented
def dst(
    x: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Transform to coefficients of sines.

    {trigonometric_along_axis}

    Notes
    -----
    The coefficient y[k] is, for each type:

    1. ``2 sum_j x[j] sin(pi (j + 1) (k + 1) / (n + 1))``
    2. ``2 sum_j x[j] sin(pi (2j + 1) (k + 1) / 2n)``
    3. ``(-1)^k x[n-1] + 2 sum_{j<n-1} x[j] sin(pi (j + 1) (2k + 1) / 2n)``
    4. ``2 sum_j x[j] sin(pi (2j + 1) (2k + 1) / 4n)``

    One Fourier transform of length n does it, of 2n + 2 for type 1.
    """
    request = Request(SINES, False, type, norm, orthogonalize)
    return along_axis(request, x, n, axis, workers)


@documented
def dstn(
    x: Any,
    type: int = 2,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Transform to coefficients of sines, along several axes.

    {trigonometric_along_axes}

    Notes
    -----
    `dst` along each of `axes`.
    """
    request = Request(SINES, False, type, norm, orthogonalize)
    return along_axes(request, x, s, axes, workers)


@documented
def idst(
    x: Any,
    type: int = 2,
    n: int | None = None,
    axis: int = -1,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Undo `dst`: transform coefficients of sines to values.

    {trigonometric_along_axis}

    Notes
    -----
    Types 1 and 4 undo themselves but for the scale, types 2 and 3 each other.
    """
    request = Request(SINES, True, type, norm, orthogonalize)
    return along_axis(request, x, n, axis, workers)


@documented
def idstn(
    x: Any,
    type: int = 2,
    s: Any = None,
    axes: Any = None,
    norm: str | None = None,
    overwrite_x: bool = False,
    workers: int | None = None,
    orthogonalize: bool | None = None,
) -> Any:
    """Undo `dst`: transform coefficients of sines to values, along several axes.

    {trigonometric_along_axes}

    Notes
    -----
    `idst` along each of `axes`.
    """
    request = Request(SINES, True, type, norm, orthogonalize)
    return along_axes(request, x, s, axes, workers)
