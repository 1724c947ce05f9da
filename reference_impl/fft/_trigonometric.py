"""How a cosine or sine transform runs: arguments, normalisation, one axis after another."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from .._common import as_array, as_complex, as_floating, is_complex
from ._arguments import (
    check_axis,
    check_lengths,
    check_norm_and_workers,
    integer,
    move_axis,
    resize,
    shape_and_axes,
)
from ._cosines import cosine_1, sine_1, type_2, type_3, type_4

Ends = tuple[int, ...]  # 0 the first value, -1 the last


class Family(NamedTuple):
    """Cosines or sines: what they differ in."""

    odd: int  # 1 for cosines, -1 for sines
    more: int  # type 1 is a Fourier transform of 2 (n + more) points
    before: dict[int, Ends]  # what orthogonalisation multiplies by sqrt(2), for each type
    after: dict[int, Ends]  # and what it divides by it


COSINES = Family(1, -1, before={1: (0, -1), 3: (0,)}, after={1: (0, -1), 2: (0,)})
SINES = Family(-1, 1, before={3: (-1,)}, after={2: (-1,)})
INVERSE = {1: 1, 2: 3, 3: 2, 4: 4}


class Request(NamedTuple):
    """What is to be done along each axis."""

    family: Family
    inverse: bool
    type: int
    norm: str | None
    orthogonalize: bool | None


def along_axis(request: Request, x: Any, n: int | None, axis: int, workers: int | None) -> Any:
    xp, x = as_array(x)
    check_norm_and_workers(request.norm, workers)
    axis = check_axis(x, axis)
    length = x.shape[axis] if n is None else integer(n, "n")
    check_lengths((length,))
    return _transformed(xp, request, x, [(length, axis)])


def along_axes(request: Request, x: Any, s: Any, axes: Any, workers: int | None) -> Any:
    xp, x = as_array(x)
    check_norm_and_workers(request.norm, workers)
    lengths, axes = shape_and_axes(x, s, axes)
    return _transformed(xp, request, x, list(zip(lengths, axes, strict=True))) if axes else x


def _transformed(xp: Any, request: Request, x: Any, lengths: list[tuple[int, int]]) -> Any:
    """Transform along each axis in turn, complex numbers by parts.

    SciPy 1.17 forgets `orthogonalize` for complex input; here both parts get it.
    """
    if integer(request.type, "type") not in INVERSE:
        msg = f"type must be 1, 2, 3 or 4, got {request.type!r}"
        raise ValueError(msg)
    x = as_floating(xp, x)
    if is_complex(xp, x):
        parts = (_transformed(xp, request, part, lengths) for part in (xp.real(x), xp.imag(x)))
        real, imag = (as_complex(xp, part) for part in parts)
        return real + 1j * imag
    for n, axis in lengths:
        moved = move_axis(xp, resize(xp, x, n, axis), axis, -1)
        x = move_axis(xp, _scaled(xp, request, moved), -1, axis)
    return x


def _scaled(xp: Any, request: Request, x: Any) -> Any:
    """Transform the last axis with the scales that `norm` and `orthogonalize` ask for."""
    family, inverse, type_, norm, orthogonalize = request
    n = x.shape[-1]
    if inverse:
        type_ = INVERSE[type_]
    if orthogonalize is None:
        orthogonalize = norm == "ortho"
    if orthogonalize and type_ in family.before:
        x = _with_ends_times(xp, x, family.before[type_], math.sqrt(2.0))
    points = 2 * (n + family.more) if type_ == 1 else 2 * n
    if not points:
        msg = "the cosine transform of type 1 needs at least 2 points"
        raise RuntimeError(msg)
    if norm == "ortho":
        scale = 1 / math.sqrt(points)
    else:
        divided = inverse if norm in (None, "backward") else not inverse
        scale = 1 / points if divided else 1.0
    y = _plain(xp, family, type_, x, scale)
    if orthogonalize and type_ in family.after:
        y = _with_ends_times(xp, y, family.after[type_], math.sqrt(0.5))
    return y


def _plain(xp: Any, family: Family, type_: int, x: Any, scale: float) -> Any:
    if type_ == 1:
        return (cosine_1 if family is COSINES else sine_1)(xp, x, scale)
    return {2: type_2, 3: type_3, 4: type_4}[type_](xp, x, family.odd, scale)


def _with_ends_times(xp: Any, x: Any, ends: Ends, factor: float) -> Any:
    """Return `x` with its first (0) or last (-1) values, or both, times `factor`."""
    first, last = 1 if 0 in ends else 0, x.shape[-1] - (1 if -1 in ends else 0)
    parts = [factor * x[..., :first], x[..., first:last], factor * x[..., last:]]
    return xp.concat([part for part in parts if part.shape[-1]], axis=-1)
