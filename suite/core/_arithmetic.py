"""Functions of two numbers on all of their domain, in Python's arithmetic.

A pair outside of the domain is left out: what overflows as an integer, divides one by zero,
shifts beyond the width, or is left to the library otherwise.
"""

from __future__ import annotations

import math
import operator
import struct
from fractions import Fraction
from typing import TYPE_CHECKING

from ._elementwise import BOOLEAN_PAIRS, COMPARISONS, COMPLEX_PAIRS, divided, log_add_exp, or_nan

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._dtypes import Integers
    from ._elementwise import Function

inf, nan = math.inf, math.nan


def power(a: float, b: float) -> float:
    """Return the power of C99, which has the standard's special cases."""
    odd = b % 2 == 1
    try:
        return math.pow(a, b)
    except OverflowError:
        return -inf if a < 0 and odd else inf
    except ValueError:
        return nan if a else math.copysign(inf, a) if odd else inf


def floored(a: float, b: float) -> float:
    """Return the floor of the quotient."""
    if not (math.isfinite(a) and math.isfinite(b) and b):
        return divided(a, b)
    quotient = math.floor(Fraction(a) / Fraction(b))
    return float(quotient) if quotient else divided(a, b) * 0.0


def modulo(a: float, b: float) -> float:
    """Return Python's remainder, NaN where Python refuses."""
    return nan if b == 0 or math.isinf(a) else a % b


def next_float(a: float, b: float, *, double: bool) -> float:
    """Return the neighbour of the first number towards the second, by counting bits."""
    if math.isnan(a) or math.isnan(b):
        return nan
    if a == b:
        return b
    number, integer = ("<d", "<q") if double else ("<f", "<i")
    if a == 0:
        return math.copysign(struct.unpack(number, struct.pack(integer, 1))[0], b)
    (bits,) = struct.unpack(integer, struct.pack(number, a))
    return struct.unpack(number, struct.pack(integer, bits + (1 if (b > a) == (a > 0) else -1)))[0]


def next_double(a: float, b: float) -> float:
    return next_float(a, b, double=True)


def next_single(a: float, b: float) -> float:
    return next_float(a, b, double=False)


REALS: dict[str, Function] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": divided,
    "pow": power, "floor_divide": floored, "remainder": modulo, "atan2": math.atan2,
    "hypot": math.hypot, "copysign": math.copysign, "logaddexp": log_add_exp,
    "nextafter": next_double, "maximum": or_nan(max), "minimum": or_nan(min), **COMPARISONS,
}  # fmt: skip


def definite(a: float, b: float) -> bool:
    """Whether the floor of a quotient is no matter of rounding, nor left to the library."""
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.isnan(a + b) or ((a > 0) == (b > 0) and math.isfinite(a))
    # A quotient that underflows is zero, whatever its sign.
    return b == 0 or a == 0 or 2.0**-100 < abs(Fraction(a) / Fraction(b)) < 2**20


def moderate(a: float, b: float) -> bool:
    """Whether a remainder needs no quotient beyond the digits."""
    return (
        not (math.isfinite(a) and math.isfinite(b) and b) or abs(Fraction(a) / Fraction(b)) < 2**20
    )


REAL_DOMAINS: dict[str, Callable[[float, float], bool]] = {
    "floor_divide": definite,
    "remainder": moderate,
    # One to the power of NaN is in no list.
    "pow": lambda a, b: not (a == 1 and math.isnan(b)),
}
COMPOSED = {"pow", "remainder", "floor_divide", "atan2"}
"""Functions of several steps, each of which may take a subnormal number for zero or not."""

INTEGERS: dict[str, Function] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
    "floor_divide": operator.floordiv, "remainder": operator.mod, "pow": operator.pow,
    "maximum": max, "minimum": min, "bitwise_and": operator.and_, "bitwise_or": operator.or_,
    "bitwise_xor": operator.xor, "bitwise_left_shift": operator.lshift,
    "bitwise_right_shift": operator.rshift, **COMPARISONS,
}  # fmt: skip
POWERS = {"pow", "bitwise_left_shift", "bitwise_right_shift"}


def defined(name: str, a: int, b: int, kind: Integers) -> bool:
    """Whether the standard has a result for a pair of integers, and the dtype holds it."""
    if name in {"floor_divide", "remainder"} and b == 0:
        return False
    if name in POWERS and not 0 <= b < kind.bits:
        return False
    return name in COMPARISONS or kind.holds(INTEGERS[name](a, b))


KINDS = {
    "real": REALS, "integer": INTEGERS, "complex": COMPLEX_PAIRS, "bool": BOOLEAN_PAIRS,
}  # fmt: skip
PAIRS = tuple(dict.fromkeys(name for table in KINDS.values() for name in table))
