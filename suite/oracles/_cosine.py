"""Exact expected values of the discrete cosine and sine transforms, types 1 to 4.

Each is a sum over j of 2 x[j] trig(2 pi p(j) q(k) / M) with integers p, q, M: the discrete
Fourier transform of an even (cosine) or odd (sine) extension of length M, read at q(k).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ._fourier import Norm, normalised, resized
from ._integers import BITS, ONE, Fixed, dft

if TYPE_CHECKING:
    from collections.abc import Sequence

Family = Literal["dct", "dst"]
SQRT2 = math.isqrt(2 << 2 * BITS)


def grid(family: Family, kind: int, n: int) -> tuple[int, Any, Any]:
    """Return M, p(j) and q(k) of a transform of n points."""
    j = np.arange(n)
    if kind == 1:
        return (2 * (n - 1), j, j) if family == "dct" else (2 * (n + 1), j + 1, j + 1)
    whole = j if family == "dct" else j + 1
    odd = 2 * j + 1
    return {2: (4 * n, odd, whole), 3: (4 * n, whole, odd), 4: (8 * n, odd, odd)}[kind]


def trigonometric(
    x: Any,
    *,
    family: Family,
    kind: int,
    inverse: bool,
    lengths: Sequence[int],
    axes: Sequence[int],
    norm: Norm,
    orthogonalize: bool,
) -> Any:
    """Transform a host array along some axes; real and imaginary parts separately.

    Returns
    -------
    numpy.ndarray
        float64 for real input, complex128 for complex: the exact values, rounded once.
    """
    effective = 5 - kind if inverse and kind in {2, 3} else kind
    value = Fixed.of(x)
    for axis, n in zip(axes, lengths, strict=True):

        def transform(v: Fixed, n: int = n) -> Fixed:
            return _one(resized(v, n), family, effective, orthogonalize=orthogonalize)

        value = value.along(axis, transform)
        value = normalised(value, period(family, kind, n), norm, inverse=inverse)
    return value.complex() if np.iscomplexobj(x) else value.real()


def period(family: Family, kind: int, n: int) -> int:
    """Return the logical length: what a transform and its inverse multiply by."""
    return 2 * (n + {"dct": -1, "dst": 1}[family]) if kind == 1 else 2 * n


def _one(x: Fixed, family: Family, kind: int, *, orthogonalize: bool) -> Fixed:
    n = x.shape[-1]
    edges = _edges(family, kind, n) if orthogonalize else ()
    if kind in {1, 3}:
        x = _edge_scaled(x, edges, SQRT2, ONE)
    y = _sum(x, family, kind)
    if kind in {1, 2}:
        y = _edge_scaled(y, edges, ONE, SQRT2)
    return y


def _sum(x: Fixed, family: Family, kind: int) -> Fixed:
    n = x.shape[-1]
    size, p, q = grid(family, kind, n)
    if (family, kind) == ("dst", 3):  # the last term counts once, by convention
        x = _edge_scaled(x, (n - 1,), 1, 2)
    sign = 1 if family == "dct" else -1

    def extended(part: Any) -> Any:
        y = np.zeros((*part.shape[:-1], size), dtype=object)
        y[..., -p % size] = sign * part
        y[..., p] = part  # last: an entry that is its own mirror image counts once
        return y

    y = dft(x.map(extended)).map(lambda part: part[..., q])
    return y if family == "dct" else Fixed(-y.im, y.re)


def _edges(family: Family, kind: int, n: int) -> tuple[int, ...]:
    """Return the entries that making the matrix orthogonal rescales."""
    if kind == 4 or (family, kind) == ("dst", 1):
        return ()
    if kind == 1:
        return (0, n - 1)
    return (0,) if family == "dct" else (n - 1,)


def _edge_scaled(x: Fixed, edges: tuple[int, ...], numerator: int, denominator: int) -> Fixed:
    def scaled(part: Any) -> Any:
        part = part.copy()
        for edge in edges:
            part[..., edge] = part[..., edge] * numerator // denominator
        return part

    return x.map(scaled)
