"""Arrays that are made from nothing, by their definitions in Python's numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from typing import Any

inf, nan = math.inf, math.nan
LONG = 2**53 + 1
"""No double is this number."""

# Arguments of arange whose length rounding can't change.
RANGES: tuple[tuple[Any, ...], ...] = (
    (0,), (1,), (7,), (17,), (64,), (130,), (1030,), (-3,), (2, 9), (-5, 5), (5, 2), (3, 3),
    (0, 10, 3), (0, 9, 3), (1, 130, 2), (5, 0, -1), (5, -1, -2), (6, -1, -2), (9, 0, -3),
    (0, 5, -1), (5, 0, 1), (-1, -9, -3), (-9, -1, 4), (0, 1, 5), (0, -1, -5), (2, 2, -1),
    (LONG, LONG + 7), (LONG, LONG + 130, 2), (-LONG, -LONG + 5), (LONG + 6, LONG, -1),
    (2**62 + 1, 2**62 + 4), (2**63 - 4, 2**63 - 1), (-(2**63), -(2**63) + 3),
    (2**31 - 2, 2**31 + 2), (0, 3 * 2**40, 2**40 + 1), (0.0,), (3.0,), (2.5,), (0.25, 3.0),
    (0.0, 1.0, 0.125),
    (1.0, 0.0, -0.25), (1.0, -0.1, -0.25), (0.5, 2, 0.5), (0, 2, 0.25), (-1.5, 1.5, 0.75),
    (1.0, 1.0, 0.5), (2.0, 1.0, 0.5), (1.0, 2.0, -0.5), (0.0, 130.0, 0.5), (1, 3.75), (0.0, 0.1, 1),
    (10.0, 7.9, -0.5), (-0.75, -3, -1), (0.5, 33.0), (1.0, 1.0625, 0.001953125),
)  # fmt: skip


def arange(start: Any, stop: Any = None, step: Any = 1) -> list[Fraction]:
    """Return start, start + step, ..., without stop."""
    start, stop = (0, start) if stop is None else (start, stop)
    first, by = Fraction(start), Fraction(step)
    count = max(0, math.ceil((Fraction(stop) - first) / by))
    return [first + i * by for i in range(count)]


# Ends of linspace.
ENDS: tuple[tuple[Any, Any], ...] = (
    (0.0, 1.0), (1.0, 0.0), (-3.0, 7.5), (5.0, -5.0), (2.5, 2.5), (0, 10), (10, -1), (-1e30, 1e30),
    (1e-30, 3e-30), (0.1, 0.7), (1000.0, 1000.5), (-0.25, -8.0), (-7, -7), (0.0, 0.0),
)  # fmt: skip
COMPLEX_ENDS: tuple[tuple[Any, Any], ...] = (
    (0j, 1 + 2j), (1 + 2j, -3 - 0.5j), (2.0, 1j), (1j, 5), (-1j, -1j), (0.1 - 0.7j, 0.3 + 0.9j),
)  # fmt: skip
COUNTS = (0, 1, 2, 3, 4, 5, 17, 65, 130, 259)


@cache
def linspace(start: Any, stop: Any, num: int, *, endpoint: bool = True) -> list[Any]:
    """Return so many numbers from start to stop."""
    if isinstance(start, complex) or isinstance(stop, complex):
        a, b = complex(start), complex(stop)
        real = linspace(a.real, b.real, num, endpoint=endpoint)
        return [complex(*v) for v in zip(real, linspace(a.imag, b.imag, num, endpoint=endpoint),
                                         strict=True)]  # fmt: skip
    first, steps = Fraction(start), max(num - 1 if endpoint else num, 1)
    # One fraction a number: numerators over the common denominator, divided once and rounded.
    span = Fraction(stop) - first
    bottom = first.denominator * span.denominator * steps
    start_part = first.numerator * span.denominator * steps
    step_part = span.numerator * first.denominator
    return [(start_part + i * step_part) / bottom for i in range(num)]


FILLS: dict[str, tuple[Any, ...]] = {
    "bool": (True, False),
    "int": (0, 1, -7, 100, 127, -128, 255, 300, 2**31 - 1, -(2**31), 2**32 - 1, LONG, -LONG,
            2**62 + 1, 2**63 - 1, -(2**63), 2**63 + 1, 2**64 - 1),
    "float": (0.0, 1.0, -2.5, 0.1, 1 / 3, -1e30, 1e300, 2.0**-1040, 1e-40, inf, -inf, nan),
    "complex": (1.5 - 2j, -0.5 + 0j, 3j, complex(nan, 1), complex(1, inf), 0.1 + 0.7j),
}  # fmt: skip
"""Values to fill arrays with, by their kind."""

SHAPES: tuple[Any, ...] = (
    (), 0, 1, 5, (3,), (0,), (2, 3), (3, 3), (0, 4), (2, 0, 3), (2, 3, 4), (1, 1, 1, 1), (1030,),
    (9, 67),
)  # fmt: skip


def shape_of(shape: Any) -> tuple[int, ...]:
    """Return a shape as a tuple."""
    return (shape,) if isinstance(shape, int) else shape


def eye(rows: int, columns: int | None, k: int) -> list[list[int]]:
    """Return ones where the column is k further than the row."""
    width = rows if columns is None else columns
    return [[int(j - i == k) for j in range(width)] for i in range(rows)]


EYES = [
    (n, m, k) for n in (0, 1, 3, 4) for m in (None, 0, 1, 3, 5)
    for k in range(-n - 2, (n if m is None else m) + 3)
] + [(35, None, 0), (35, 66, 31), (66, 35, -30), (17, 130, 100), (2, 1030, 1027),
     (130, None, 3), (70, 131, -2)]  # fmt: skip

# Nested lists, and what the standard makes of their kinds.
LISTS: tuple[tuple[Any, str], ...] = (
    (True, "bool"), (7, "int"), (-LONG, "int"), (2.5, "float"), (1 - 2j, "complex"), (nan, "float"),
    ([True, False], "bool"), ([[True], [False]], "bool"), ([0, 1, 2], "int"), ([True, 2], "int"),
    ([2, True, False], "int"), ([1, 2.5], "float"), ([2.5, 1], "float"),
    ([1, 2, 3, 4, 0.5], "float"),
    ([True, 0.5], "float"), ([[1, 2], [3, 0.25]], "float"), ([1, 2j], "complex"),
    ([0.5, 1 + 1j], "complex"), ([1 + 1j, 2, 0.5], "complex"), ([[1, 2.5], [3j, 4]], "complex"),
    ([True, 1j], "complex"), ([LONG, -LONG, 2**62 + 1], "int"), ([1, LONG], "int"),
    ([2**63 - 1, -(2**63)], "int"), ([inf, -inf, nan, 0.1], "float"), ([1, nan], "float"),
    ([complex(nan, 1), complex(2, -inf)], "complex"), ((1, 2, 3), "int"), (((1, 2), (3, 4)), "int"),
    ([(1, 2), (3, 4)], "int"), (([0.5], [1.5]), "float"), ([[[1], [2]], [[3], [4]]], "int"),
    ([[[[5]]]], "int"), ([[1, 2, 3]], "int"), ([[1], [2], [3]], "int"), (list(range(1030)), "int"),
    ([i / 4 for i in range(130)], "float"),
    ([[j * 67 + i for i in range(67)] for j in range(9)], "int"),
)  # fmt: skip
