"""The eight cosine and sine transforms: arguments, normalisation, several axes."""
# ruff: noqa: A002, ARG001, FBT001, FBT002  # SciPy's signatures

from __future__ import annotations

import math
import operator
from typing import Any, NamedTuple

from .._common import as_array, as_complex, as_floating, is_complex
from ._arguments import check_axis, check_lengths, check_options, resize, shape_and_axes
from ._cosines import cosine_1, sine_1, type_2, type_3, type_4
from ._documentation import documented


class Family(NamedTuple):
    """Cosines or sines: what they differ in."""

    odd: int  # 1 for cosines, -1 for sines
    more: int  # type 1 is a Fourier transform of 2 (n + more) points
    end: int  # the value that orthogonalisation scales in types 2 and 3


COSINES = Family(1, -1, 0)
SINES = Family(-1, 1, -1)
INVERSE = {1: 1, 2: 3, 3: 2, 4: 4}


class Request(NamedTuple):
    """What is to be done along each axis."""

    family: Family
    inverse: bool
    type: int
    norm: str | None
    orthogonalize: bool | None


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {n_and_axis}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Length `n` along `axis`.

    {trigonometric_raises}

    Notes
    -----
    The coefficient y[k] is, for each type:

    1. ``x[0] + (-1)^k x[n-1] + 2 sum_{0<j<n-1} x[j] cos(pi j k / (n - 1))``
    2. ``2 sum_j x[j] cos(pi (2j + 1) k / 2n)``
    3. ``x[0] + 2 sum_{j>0} x[j] cos(pi j (2k + 1) / 2n)``
    4. ``2 sum_j x[j] cos(pi (2j + 1) (2k + 1) / 4n)``

    One Fourier transform of length n does it (Makhoul 1980), of 2n - 2 for type 1 and of 2n for
    type 4 with odd n.
    """
    request = Request(COSINES, False, type, norm, orthogonalize)
    return _along_axis(request, x, n, axis, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {s_and_axes}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Lengths `s` along `axes`.

    {trigonometric_raises}

    Notes
    -----
    `dct` along each of `axes`.
    """
    request = Request(COSINES, False, type, norm, orthogonalize)
    return _along_axes(request, x, s, axes, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {n_and_axis}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Length `n` along `axis`.

    {trigonometric_raises}

    Notes
    -----
    Types 1 and 4 undo themselves but for the scale, types 2 and 3 each other.
    """
    request = Request(COSINES, True, type, norm, orthogonalize)
    return _along_axis(request, x, n, axis, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {s_and_axes}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Lengths `s` along `axes`.

    {trigonometric_raises}

    Notes
    -----
    `idct` along each of `axes`.
    """
    request = Request(COSINES, True, type, norm, orthogonalize)
    return _along_axes(request, x, s, axes, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {n_and_axis}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Length `n` along `axis`.

    {trigonometric_raises}

    Notes
    -----
    The coefficient y[k] is, for each type:

    1. ``2 sum_j x[j] sin(pi (j + 1) (k + 1) / (n + 1))``
    2. ``2 sum_j x[j] sin(pi (2j + 1) (k + 1) / 2n)``
    3. ``(-1)^k x[n-1] + 2 sum_{j<n-1} x[j] sin(pi (j + 1) (2k + 1) / 2n)``
    4. ``2 sum_j x[j] sin(pi (2j + 1) (2k + 1) / 4n)``

    One Fourier transform of length n does it, of 2n + 2 for type 1 and of 2n for type 4 with
    odd n.
    """
    request = Request(SINES, False, type, norm, orthogonalize)
    return _along_axis(request, x, n, axis, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {s_and_axes}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Lengths `s` along `axes`.

    {trigonometric_raises}

    Notes
    -----
    `dst` along each of `axes`.
    """
    request = Request(SINES, False, type, norm, orthogonalize)
    return _along_axes(request, x, s, axes, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {n_and_axis}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Length `n` along `axis`.

    {trigonometric_raises}

    Notes
    -----
    Types 1 and 4 undo themselves but for the scale, types 2 and 3 each other.
    """
    request = Request(SINES, True, type, norm, orthogonalize)
    return _along_axis(request, x, n, axis, workers)


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

    Parameters
    ----------
    x : array of real or complex numbers
        The parts of complex numbers are transformed each on its own.
    {type}
    {s_and_axes}
    {trigonometric_options}

    Returns
    -------
    array of real or complex numbers
        Lengths `s` along `axes`.

    {trigonometric_raises}

    Notes
    -----
    `idst` along each of `axes`.
    """
    request = Request(SINES, True, type, norm, orthogonalize)
    return _along_axes(request, x, s, axes, workers)


def _along_axis(request: Request, x: Any, n: int | None, axis: int, workers: int | None) -> Any:
    xp, x = as_array(x)
    check_options(xp, request.norm, workers, None)
    axis = check_axis(x, axis)
    length = x.shape[axis] if n is None else operator.index(n)
    check_lengths((length,))
    return _transformed(xp, request, x, [(length, axis)])


def _along_axes(request: Request, x: Any, s: Any, axes: Any, workers: int | None) -> Any:
    xp, x = as_array(x)
    check_options(xp, request.norm, workers, None)
    lengths, axes = shape_and_axes(x, s, axes)
    return _transformed(xp, request, x, list(zip(lengths, axes, strict=True))) if axes else x


def _transformed(xp: Any, request: Request, x: Any, lengths: list[tuple[int, int]]) -> Any:
    """Transform along each axis in turn, complex numbers by parts.

    SciPy 1.17 forgets `orthogonalize` for complex input; here both parts get it.
    """
    if request.type not in INVERSE:
        msg = f"type must be 1, 2, 3 or 4, got {request.type!r}"
        raise ValueError(msg)
    x = as_floating(xp, x)
    if is_complex(xp, x):
        parts = (_transformed(xp, request, part, lengths) for part in (xp.real(x), xp.imag(x)))
        real, imag = (as_complex(xp, part) for part in parts)
        return real + 1j * imag
    for n, axis in lengths:
        moved = xp.moveaxis(resize(xp, x, n, axis), axis, -1)
        x = xp.moveaxis(_scaled(xp, request, moved), -1, axis)
    return x


def _scaled(xp: Any, request: Request, x: Any) -> Any:
    """Transform the last axis with the scales that `norm` and `orthogonalize` ask for."""
    family, inverse, type_, norm, orthogonalize = request
    n = x.shape[-1]
    if inverse:
        type_ = INVERSE[type_]
    if orthogonalize is None:
        orthogonalize = norm == "ortho"
    root = math.sqrt(2.0)
    ends = (0, -1) if type_ == 1 and family is COSINES else (family.end,)
    if orthogonalize and type_ in (1, 3) and not (type_ == 1 and family is SINES):
        x = _with_ends_times(xp, x, ends, root)
    y = _plain(xp, family, type_, x)
    if orthogonalize and type_ in (1, 2) and not (type_ == 1 and family is SINES):
        y = _with_ends_times(xp, y, ends, 1 / root)
    points = 2 * (n + family.more) if type_ == 1 else 2 * n
    if norm == "ortho":
        return y * (1 / math.sqrt(points))
    divided = inverse if norm in (None, "backward") else not inverse
    return y * (1 / points) if divided else y


def _plain(xp: Any, family: Family, type_: int, x: Any) -> Any:
    if type_ == 1:
        return cosine_1(xp, x) if family is COSINES else sine_1(xp, x)
    return {2: type_2, 3: type_3, 4: type_4}[type_](xp, x, family.odd)


def _with_ends_times(xp: Any, x: Any, ends: tuple[int, ...], factor: float) -> Any:
    """Return `x` with its first (0) or last (-1) values, or both, times `factor`."""
    first, last = 1 if 0 in ends else 0, x.shape[-1] - (1 if -1 in ends else 0)
    parts = [factor * x[..., :first], x[..., first:last], factor * x[..., last:]]
    return xp.concat([part for part in parts if part.shape[-1]], axis=-1)
