"""Numbers at which arithmetic goes wrong: ends of ranges, ties, neighbours of powers of two.

All are exact in their dtype. Functions of two numbers get all pairs of some of them. They come
in groups, from the harmless to all: a library may choose its way by the largest of an array.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._dtypes import integers

if TYPE_CHECKING:
    from collections.abc import Iterator

inf, nan = math.inf, math.nan

SIZE = 1031
"""Beyond blocks of 1024, and no multiple of anything: the tail is computed too."""


# No neighbours of 2**53 are doubles, and none of 2**24 singles.
WHOLE = (0, 1, 2, 3, 7, 9, 100, 127, 128, 181, 255, 30011, 2**15, 2**16 - 1, 2**24 + 1, 2**31 - 1,
         2**31, 2**32 + 1, 3037000499, 2**53 + 1, 2**62 + 1, 2**63 + 1025)  # fmt: skip


def whole_groups(dtype: str) -> Iterator[list[int]]:
    """Yield points of an integer dtype: digits, roots of the range, quarters of it, and all."""
    kind = integers(dtype)
    ends = (kind.lowest, kind.lowest + 1, kind.highest - 1, kind.highest)
    points = dict.fromkeys(n for v in WHOLE for n in (v, -v) if kind.holds(n))
    points |= dict.fromkeys(ends)
    for limit in (10, 2 ** (kind.bits // 2 - 1), 2 ** (kind.bits - 2)):
        yield [n for n in points if abs(n) < limit]
    yield list(points)


EXPONENTS = (0, 1, 2, 3, 4, 5, 7, 10, 13, 17, 18, 31, 39, 62, 63)
"""Right operands of pow and of shifts."""


@dataclass(frozen=True, slots=True)
class Floats:
    """What a real floating-point dtype can hold."""

    digits: int
    largest_exponent: int

    @property
    def eps(self) -> float:
        return 2.0 ** (1 - self.digits)

    @property
    def largest(self) -> float:
        return math.ldexp(2 - self.eps, self.largest_exponent)

    @property
    def smallest_normal(self) -> float:
        return 2.0 ** (1 - self.largest_exponent)

    @property
    def smallest(self) -> float:
        return self.smallest_normal * self.eps

    def flushed(self, x: float) -> float:
        """Return zero for a subnormal number, as some processors do."""
        return math.copysign(0.0, x) if abs(x) < self.smallest_normal else x


FLOATS = {"float32": Floats(24, 127), "float64": Floats(53, 1023)}


def held(x: float, dtype: str) -> float:
    """Return the number of a dtype that is nearest."""
    return struct.unpack("f", struct.pack("f", x))[0] if dtype == "float32" else x


def magnitudes(dtype: str) -> list[float]:
    """Return the positive points of a dtype, from the smallest on."""
    kind = FLOATS[dtype]
    eps, whole = kind.eps, 2.0 ** (kind.digits - 1)
    steps = (0.5 - eps / 4, 0.5 + eps / 2, 1 - eps / 2, 1 + eps, 1.5 - eps, 1.5 + eps,
             2.5 - 2 * eps, 1 - 8 * eps, 1 + 8 * eps, 1 - 2.0**-12, 0.9375, 0.484375)  # fmt: skip
    # Odd integers, half-integers and integers that are all of the digits.
    odd = (whole + 1, whole + 3, 2 * whole - 1, 2 * whole + 2, whole / 2 + 0.5, whole / 2 + 1.5)
    powers = tuple(2.0**k for k in (-60, -30, -12, -4, 7, 15, 31, 32, 53, 62, 63, 64, 100))
    ends = (kind.smallest, 3 * kind.smallest, kind.smallest_normal - kind.smallest,
            kind.smallest_normal, kind.largest / 2, kind.largest, inf)  # fmt: skip
    # Where exp, sinh and cosh end, and squares and cubes.
    edge = (kind.largest_exponent + 1) * math.log(2)
    limits = [edge * f for f in (0.25, 0.5, 0.9, 0.995)] + [edge + 2]
    limits += [2.0 ** (kind.largest_exponent * f) for f in (-0.6, -0.4, 0.34, 0.49, 0.51, 0.7)]
    near_one = [1 + sign * x for x in (1.2345e-3, 1.2345e-6) for sign in (1, -1)]
    angles = [math.pi / 4, math.pi / 2, math.pi, 7 * math.pi, 1e5 + 0.1, 12345678.9]
    halves = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.5, 1000.5, 2.0**20 + 0.5)
    scale = [1.17**k for k in range(-60, 61)]
    rounded = (held(x, dtype) for x in (*limits, *near_one, *angles, *scale))
    return [0.0, *sorted({*steps, *odd, *powers, *ends, *halves, *rounded})]


def signed(points: list[float]) -> list[float]:
    return [*points, *(-x for x in points)]


def real_groups(dtype: str) -> Iterator[list[float]]:
    """Yield points of a real dtype: harmless ones, finite positive ones, and all."""
    points, kind = magnitudes(dtype), FLOATS[dtype]
    yield signed([x for x in points if kind.eps < x < 1000])
    yield [x for x in points if 0 < x < inf]
    yield [*signed(points), nan, -nan]


def real_pairs(dtype: str, *, subnormal: bool) -> Iterator[list[tuple[float, float]]]:
    """Yield pairs of a real dtype: harmless ones, and all, with subnormal ones or without."""
    kind = FLOATS[dtype]
    plain = [held(0.1, dtype), 0.5, 1.0, 1.5, 2.0, 3.0, 7.0, 1000.25]
    root = 2.0 ** (kind.largest_exponent * 5 // 8)
    ends = [
        0.0,
        *[kind.smallest] * subnormal,
        kind.smallest_normal,
        1 + kind.eps,
        root,
        kind.largest,
        inf,
    ]
    for points in (signed(plain), [*signed([*plain, *ends]), nan]):
        yield [(a, b) for a in points for b in points]
