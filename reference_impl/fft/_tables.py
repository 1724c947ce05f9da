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


@lru_cache(maxsize=64)
def roots(n: int, sign: int) -> Sequence[complex]:
    """Return the `n` n-th roots of unity, ``exp(sign 2 pi i k / n)``."""
    return [cis(sign * k, n) for k in range(n)]


def dft_matrix(xp: Any, n: int, sign: int, like: Any) -> Any:
    """Return the matrix of the transform, ``exp(sign 2 pi i j k / n)``, shape (n, n)."""
    k = xp.arange(n, **beside(like))
    exponents = xp.reshape(k[:, None] * k[None, :] % n, (-1,))
    table = xp.asarray(roots(n, sign), **beside(like, like.dtype))
    return xp.reshape(xp.take(table, exponents, axis=0), (n, n))


def twiddles(xp: Any, r: int, m: int, sign: int, like: Any) -> Any:
    """Return ``exp(sign 2 pi i k p / (r m))`` for k < r and p < m, shape (r, m).

    With ``p = p1 step + p0`` it is the product of two tables of r sqrt(m) entries.
    """
    coarse, fine = (
        xp.asarray(table, **beside(like, like.dtype)) for table in _two_tables(r, m, sign)
    )
    return xp.reshape(coarse[:, :, None] * fine[:, None, :], (r, -1))[:, :m]


@lru_cache(maxsize=64)
def _two_tables(r: int, m: int, sign: int) -> tuple[list[list[complex]], list[list[complex]]]:
    n, step = r * m, math.isqrt(m - 1) + 1
    coarse = [[cis(sign * k * p, n) for p in range(0, m, step)] for k in range(r)]
    fine = [[cis(sign * k * p, n) for p in range(step)] for k in range(r)]
    return coarse, fine


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
