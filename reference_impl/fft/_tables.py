"""Roots of unity and the constants made of them: exact to the last bit, host lists only.

What is cached here are Python numbers. An array would tie the cache to a device, keep its
memory, and leak a tracer out of ``jax.jit``. Big tables are therefore put together on the
device from lists of about the square root of their size.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .._common import beside, complex_dtype

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

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


def powers(xp: Any, r: int, m: int, denominator: int, like: Any) -> Any:
    """Return ``exp(2 pi i k p / denominator)`` for k < r and p < m, shape (r, m).

    With ``p = p1 stride + p0`` a large table is the product of two of r sqrt(m) entries.
    """
    where = beside(like, like.dtype)
    if r * m <= LARGEST_LIST:
        return xp.asarray(_power_list(r, m, 1, denominator), **where)
    stride = math.isqrt(m - 1) + 1
    coarse = xp.asarray(_power_list(r, -(-m // stride), stride, denominator), **where)
    fine = xp.asarray(_power_list(r, stride, 1, denominator), **where)
    return xp.reshape(coarse[:, :, None] * fine[:, None, :], (r, -1))[:, :m]


@lru_cache(maxsize=128)
def _power_list(r: int, m: int, stride: int, denominator: int) -> Sequence[Sequence[complex]]:
    """Return ``exp(2 pi i k p stride / denominator)`` for k < r and p < m."""
    sign = 1 if denominator > 0 else -1
    return [[cis(sign * k * p * stride, sign * denominator) for p in range(m)] for k in range(r)]


def phases(xp: Any, start: Fraction, step: Fraction, count: int, like: Any) -> Any:
    """Return ``exp(2 pi i (start + k step))`` for k < count, complex, beside `like`.

    With ``k = k1 stride + k0`` it is the product of two tables of sqrt(count) entries.
    """
    dtype = complex_dtype(xp, like.dtype)
    coarse, fine = (
        xp.asarray(table, **beside(like, dtype)) for table in _two_ramps(start, step, count)
    )
    return xp.reshape(coarse[:, None] * fine[None, :], (-1,))[:count]


@lru_cache(maxsize=64)
def _two_ramps(start: Fraction, step: Fraction, count: int) -> tuple[list[complex], list[complex]]:
    stride = math.isqrt(count - 1) + 1
    coarse = [cis_of(start + k * step) for k in range(0, count, stride)]
    fine = [cis_of(k * step) for k in range(stride)]
    return coarse, fine


def cis_of(turns: Fraction) -> complex:
    """Return ``exp(2 pi i turns)``."""
    return cis(turns.numerator, turns.denominator)


@lru_cache(maxsize=16)
def chirp(n: int, sign: int) -> Sequence[complex]:
    """Return ``exp(sign pi i k^2 / n)`` for k < n; the square is formed in exact integers."""
    return [cis(sign * k * k, 2 * n) for k in range(n)]
