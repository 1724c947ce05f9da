"""Roots of unity, and the tables made of them: each exact to the last bit or nearly so.

A root comes from the host in double precision. Large tables are products of two small ones,
multiplied on the device: half an ulp worse, and the host has only about the square root of
the table to work out. All are complex, in the precision of `like`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .._common import beside, complex_dtype
from ._constants import constant

if TYPE_CHECKING:
    from collections.abc import Iterable

# To convert a longer list takes longer than to multiply two short ones on the device.
LARGEST_LIST = 512


def cis(numerator: int, denominator: int) -> complex:
    """Return ``exp(2 pi i numerator / denominator)`` with both parts within one ulp.

    The angle is brought into the first octant in exact integers, where the sine and cosine
    of the host are at their best and the multiples of pi/4 come out exactly.
    """
    octant, rest = divmod(8 * (numerator % denominator), denominator)
    if octant % 2:
        rest = denominator - rest
    angle = math.pi * rest / (4 * denominator)
    c, s = math.cos(angle), math.sin(angle)
    if octant in (1, 2, 5, 6):
        c, s = s, c
    return complex(-c if octant in (2, 3, 4, 5) else c, -s if octant >= 4 else s)


@constant
def powers(xp: Any, like: Any, m: int, r: int, sign: int, n: int) -> Any:
    """Return ``exp(sign 2 pi i p k / n)`` for p < m and k < r, shape (m, r)."""

    def rows(chosen: Iterable[int]) -> Any:
        values = [[cis(sign * p * k, n) for k in range(r)] for p in chosen]
        return xp.asarray(values, **beside(like, complex_dtype(xp, like.dtype)))

    if m * r <= LARGEST_LIST:
        return rows(range(m))
    stride = math.isqrt(m - 1) + 1
    coarse, fine = rows(range(0, m, stride)), rows(range(stride))
    return xp.reshape(coarse[:, None, :] * fine[None, :, :], (-1, r))[:m, :]


@constant
def phases(
    xp: Any, like: Any, count: int, start: int, step: int, n: int, factor: float = 1.0
) -> Any:
    """Return ``factor exp(2 pi i (start + k step) / n)`` for k < count."""

    def row(angles: Iterable[int], factor: float) -> Any:
        values = [factor * cis(angle, n) for angle in angles]
        return xp.asarray(values, **beside(like, complex_dtype(xp, like.dtype)))

    stride = math.isqrt(count - 1) + 1
    coarse = row((start + k * step for k in range(0, count, stride)), factor)
    fine = row((k * step for k in range(stride)), 1.0)
    return xp.reshape(coarse[:, None] * fine[None, :], (-1,))[:count]


@constant
def chirp(xp: Any, like: Any, n: int, sign: int) -> Any:
    """Return ``exp(sign pi i k^2 / n)`` for k < n; the square is formed in exact integers."""
    values = [cis(sign * k * k, 2 * n) for k in range(n)]
    return xp.asarray(values, **beside(like, complex_dtype(xp, like.dtype)))
