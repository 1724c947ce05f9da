"""Exact discrete Fourier transforms in Python integers.

Fixed point with `BITS` fractional bits: pi by Machin's formula, sines by Taylor series after
an exact reduction to an octant, a mixed-radix transform whose large prime factors go through
Bluestein's algorithm with one multiplication of very long integers. NumPy arrays of
dtype=object only carry the integers; no floating-point operation takes part before the last
rounding, which is correct to all bits for any result that matters in double precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BITS = 96
ONE = 1 << BITS
DENSE = 128
"""The largest prime factor that is transformed by its definition."""


@dataclass(frozen=True, eq=False, slots=True)
class Fixed:
    """Complex numbers in fixed point: two object arrays of Python integers."""

    re: Any
    im: Any

    @classmethod
    def of(cls, values: Any) -> Fixed:
        """Convert a host array, exactly for entries that are multiples of 2**-BITS."""
        values = np.asarray(values)
        return cls(_fixed(values.real), _fixed(values.imag))

    @property
    def shape(self) -> tuple[int, ...]:
        return self.re.shape

    def map(self, function: Callable[[Any], Any]) -> Fixed:
        """Apply a function to both parts."""
        return Fixed(function(self.re), function(self.im))

    def conj(self) -> Fixed:
        return Fixed(self.re, -self.im)

    def scaled(self, numerator: int, denominator: int) -> Fixed:
        """Multiply by a fraction."""
        return self.map(lambda part: part * numerator // denominator)

    def along(self, axis: int, function: Callable[[Fixed], Fixed]) -> Fixed:
        """Apply a function of the last axis along another one."""
        moved = self.map(lambda part: np.moveaxis(part, axis, -1))
        return function(moved).map(lambda part: np.moveaxis(part, -1, axis))

    def real(self) -> Any:
        """Round the real parts to float64."""
        return rounded(self.re)

    def complex(self) -> Any:
        """Round to complex128."""
        result = np.empty(self.shape, np.complex128)
        result.real, result.imag = rounded(self.re), rounded(self.im)
        return result


def integers(values: Iterable[int], shape: tuple[int, ...]) -> Any:
    """Put Python integers into an object array."""
    array = np.empty(math.prod(shape), dtype=object)
    array[:] = list(values)
    return array.reshape(shape)


def _fixed(values: Any) -> Any:
    flat = np.asarray(values, dtype=np.float64).ravel().tolist()
    return integers((int(math.ldexp(value, BITS)) for value in flat), np.shape(values))


def rounded(part: Any) -> Any:
    """Round fixed-point numbers to the nearest float64."""
    # int / int is correctly rounded in Python.
    return np.array([value / ONE for value in part.ravel()], np.float64).reshape(part.shape)


def _arctan_inverse(k: int, one: int) -> int:
    term = total = one // k
    divisor, sign = 3, -1
    while term:
        term //= k * k
        total += sign * (term // divisor)
        divisor, sign = divisor + 2, -sign
    return total


# Machin: pi / 4 = 4 arctan(1/5) - arctan(1/239), with 32 guard bits.
PI = 4 * (4 * _arctan_inverse(5, ONE << 32) - _arctan_inverse(239, ONE << 32)) >> 32


def _taylor(first: int, square: int, start: int) -> int:
    """Sum an alternating series whose terms shrink by square / (k (k + 1))."""
    term = total = first
    k = start
    while term:
        term = -(term * square >> BITS) // (k * (k + 1))
        total += term
        k += 2
    return total


def cis(numerator: int, denominator: int) -> tuple[int, int]:
    """Return the fixed-point (cos, sin) of 2 pi numerator / denominator."""
    octant, rest = divmod(8 * (numerator % denominator), denominator)
    angle = PI * rest // (4 * denominator)
    if octant % 2:
        angle = PI // 4 - angle
    square = angle * angle >> BITS
    c, s = _taylor(ONE, square, 1), _taylor(angle, square, 2)
    return ((c, s), (s, c), (-s, c), (-c, s), (-c, -s), (-s, -c), (s, -c), (c, -s))[octant]


@lru_cache(maxsize=64)
def roots(n: int) -> Fixed:
    """Return exp(2 pi i k / n) for k = 0 .. n-1."""
    pairs = [cis(k, n) for k in range(n)]
    return Fixed(integers((c for c, _ in pairs), (n,)), integers((s for _, s in pairs), (n,)))


def multiply(x: Fixed, y: Fixed) -> Fixed:
    """Multiply element by element, with broadcasting."""
    re = x.re * y.re - x.im * y.im
    im = x.re * y.im + x.im * y.re
    return Fixed(re >> BITS, im >> BITS)


def _smallest_factor(n: int) -> int:
    return next((p for p in range(2, math.isqrt(n) + 1) if n % p == 0), n)


def dft(x: Fixed, sign: int = -1) -> Fixed:
    """Transform the last axis: sum over j of x[j] exp(sign 2 pi i j k / n)."""
    if sign > 0:
        return dft(x.conj()).conj()
    n = x.shape[-1]
    if n <= 1:
        return x
    p = _smallest_factor(n)
    if p == n:
        return _dense(x) if n <= DENSE else _bluestein(x)
    # Decimation in time: X[k] = sum over r of w^(r k) DFT(x[r::p])[k mod (n / p)].
    parts = [dft(x.map(lambda part, r=r: part[..., r::p])) for r in range(p)]
    k = np.arange(n)
    w = roots(n).conj()
    total_re: Any = 0
    total_im: Any = 0
    for r, part in enumerate(parts):
        spread = part.map(lambda values: np.tile(values, p))
        term = multiply(spread, w.map(lambda values, r=r: values[r * k % n]))
        total_re, total_im = total_re + term.re, total_im + term.im
    return Fixed(total_re, total_im)


def _dense(x: Fixed) -> Fixed:
    n = x.shape[-1]
    index = np.outer(np.arange(n), np.arange(n)) % n
    c, s = roots(n).re[index], -roots(n).im[index]
    return Fixed((x.re @ c - x.im @ s) >> BITS, (x.re @ s + x.im @ c) >> BITS)


def _bluestein(x: Fixed) -> Fixed:
    """X[k] = conj(c[k]) sum_j (x[j] conj(c[j])) c[k - j], c[j] = exp(pi i j^2 / n)."""
    n = x.shape[-1]
    squares = np.arange(n, dtype=np.int64) ** 2 % (2 * n)
    chirp = roots(2 * n).map(lambda part: part[squares])
    a = multiply(x, chirp.conj())
    kernel = chirp.map(lambda part: np.concatenate([part[:0:-1], part]))
    rows_re, rows_im = a.re.reshape(-1, n), a.im.reshape(-1, n)
    sums = [_convolve(Fixed(re, im), kernel) for re, im in zip(rows_re, rows_im, strict=True)]
    shape = x.shape
    middle = Fixed(
        np.stack([s.re for s in sums]).reshape(shape), np.stack([s.im for s in sums]).reshape(shape)
    )
    return multiply(middle, chirp.conj())


def _convolve(a: Fixed, kernel: Fixed) -> Fixed:
    """Return the entries n-1 .. 2n-2 of a linear convolution, by three long products."""
    n = a.shape[-1]
    # |entry| < 2^(BITS+16): enough for data below 2^14 after the sum of n products.
    slot = 2 * BITS + 2 * 16 + n.bit_length()
    slot += -slot % 8
    ar, ai, ki, kr = (_pack(part, slot) for part in (a.re, a.im, kernel.im, kernel.re))
    rr, ii = ar * kr, ai * ki
    cross = (ar + ai) * (kr + ki) - rr - ii
    re, im = (_unpack(total, slot, n - 1, n) for total in (rr - ii, cross))
    return Fixed(re >> BITS, im >> BITS)


def _pack(values: Any, slot: int) -> int:
    """Evaluate the polynomial with these coefficients at 2**slot."""
    width = slot // 8
    positive = b"".join(max(v, 0).to_bytes(width, "little") for v in values)
    negative = b"".join(max(-v, 0).to_bytes(width, "little") for v in values)
    return int.from_bytes(positive, "little") - int.from_bytes(negative, "little")


def _unpack(total: int, slot: int, first: int, count: int) -> Any:
    """Read signed coefficients back."""
    width = slot // 8
    half = 1 << (slot - 1)
    # An offset of half in every slot makes all coefficients non-negative: no borrows.
    length = first + count
    offset = int.from_bytes(half.to_bytes(width, "little") * length, "little")
    data = (total + offset & (1 << slot * length) - 1).to_bytes(width * length, "little")
    slots = (data[i * width : (i + 1) * width] for i in range(first, length))
    return integers((int.from_bytes(s, "little") - half for s in slots), (count,))
