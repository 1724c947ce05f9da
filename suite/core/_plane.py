"""Functions of complex numbers: large, tiny and on the branch cuts, infinities and NaN.

By cmath, C99's annex G, which the standard follows; what it leaves open is left out.
"""

from __future__ import annotations

import cmath
import math
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from ._numbers import FLOATS, inf, nan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._elementwise import Function


def turned(z: complex) -> complex:
    """Return i z, part by part."""
    return complex(-z.imag, z.real)


def back(z: complex) -> complex:
    """Return -i z, part by part."""
    return complex(z.imag, -z.real)


def exp(z: complex) -> complex:
    try:
        return cmath.exp(z)
    except OverflowError:  # what is infinite has the signs of the direction
        return complex(math.copysign(inf, math.cos(z.imag)), math.copysign(inf, math.sin(z.imag)))
    except ValueError:
        return complex(inf if z.real == inf else nan, nan)


def cosh(z: complex) -> complex:
    try:
        return cmath.cosh(z)
    except OverflowError:
        c, s = math.cos(z.imag), math.sin(z.imag) * math.copysign(1, z.real)
        return complex(math.copysign(inf, c), math.copysign(inf, s))
    except ValueError:
        return complex(inf if math.isinf(z.real) else nan, nan if z.real else 0.0)


def sinh(z: complex) -> complex:
    try:
        return cmath.sinh(z)
    except OverflowError:
        c, s = math.cos(z.imag) * math.copysign(1, z.real), math.sin(z.imag)
        return complex(math.copysign(inf, c), math.copysign(inf, s))
    except ValueError:
        return complex(inf if math.isinf(z.real) else nan if z.real else 0.0, nan)


def tanh(z: complex) -> complex:
    try:
        return cmath.tanh(z)
    except ValueError:
        return complex(nan, nan)


def log(z: complex) -> complex:
    return cmath.log(z) if z else complex(-inf, cmath.phase(z))


def scaled_log(base: float) -> Function:
    """Return the logarithm to a base, part by part."""

    def value(z: complex) -> complex:
        w = log(z)
        return complex(w.real / math.log(base), w.imag / math.log(base))

    return value


def expm1(z: complex) -> complex:
    a, b = z.real, z.imag
    if not cmath.isfinite(z) or abs(z) > 1:
        w = exp(z)
        return complex(w.real - 1, w.imag)
    return complex(
        math.expm1(a) * math.cos(b) - 2 * math.sin(b / 2) ** 2, math.exp(a) * math.sin(b)
    )


def log1p(z: complex) -> complex:
    if not cmath.isfinite(z) or abs(z) > 0.5:
        return log(complex(1 + z.real, z.imag))
    a, b = Fraction(z.real), Fraction(z.imag)
    return complex(math.log1p(float(2 * a + a * a + b * b)) / 2, math.atan2(z.imag, 1 + z.real))


def absolute(z: complex) -> float:
    return math.hypot(z.real, z.imag)


def sign(z: complex) -> complex:
    size = absolute(z)
    return complex(z.real / size, z.imag / size) if z else 0j


def rounded(x: float) -> float:
    return math.copysign(round(x), x) if math.isfinite(x) else x


def quotient(z: complex, w: complex) -> complex:
    """Return the quotient, rounded once."""
    a, b, c, d = map(Fraction, (z.real, z.imag, w.real, w.imag))
    size = c * c + d * d
    return complex(float((a * c + b * d) / size), float((b * c - a * d) / size))


def product_of(z: complex, w: complex) -> complex:
    """Return the product, rounded once."""
    a, b, c, d = map(Fraction, (z.real, z.imag, w.real, w.imag))
    return complex(float(a * c - b * d), float(a * d + b * c))


ROUNDED: dict[str, Function] = {
    "exp": exp, "expm1": expm1, "log": log, "log1p": log1p, "log2": scaled_log(2),
    "log10": scaled_log(10), "sqrt": cmath.sqrt, "cosh": cosh, "sinh": sinh, "tanh": tanh,
    "acosh": cmath.acosh, "asinh": cmath.asinh, "atanh": cmath.atanh, "acos": cmath.acos,
    "asin": cmath.asin, "atan": cmath.atan, "cos": lambda z: cosh(turned(z)),
    "sin": lambda z: back(sinh(turned(z))), "tan": lambda z: back(tanh(turned(z))),
}  # fmt: skip
ALGEBRAIC: dict[str, Function] = {
    "abs": absolute, "sign": sign, "reciprocal": lambda z: quotient(1 + 0j, z),
    "square": lambda z: product_of(z, z),
}  # fmt: skip
EXACT: dict[str, Function] = {
    "isfinite": cmath.isfinite, "isinf": cmath.isinf, "isnan": cmath.isnan,
    "negative": lambda z: complex(-z.real, -z.imag), "positive": lambda z: z,
    "conj": lambda z: complex(z.real, -z.imag), "real": lambda z: z.real,
    "imag": lambda z: z.imag, "round": lambda z: complex(rounded(z.real), rounded(z.imag)),
}  # fmt: skip


PLAIN = (0.0, 0.0625, 0.4375, 1.0, 1.75, 2.5, 40.5)


def signs(points: Iterable[complex]) -> list[complex]:
    """Return the points of all quadrants, zeros without signs."""
    quadrants = tuple(product((1, -1), repeat=2))
    return [complex(z.real * a + 0.0, z.imag * b + 0.0) for z in points for a, b in quadrants]


def ends(dtype: str) -> tuple[float, float]:
    """Return a large number and a tiny one, whose squares the dtype does not have."""
    most = FLOATS["float64" if dtype == "complex128" else "float32"].largest_exponent
    return 2.0 ** (most * 5 // 8), 2.0 ** (-most * 5 // 8)


def plane(dtype: str) -> list[complex]:
    """Return finite points: plain, large and tiny ones; small steps off a pole are none of them."""
    big, tiny = ends(dtype)
    extreme = [(big, x) for x in (*PLAIN, tiny, big, big / 4)] + [(tiny, 0.0), (tiny, tiny)]
    pairs = [*product(PLAIN, PLAIN), *extreme, *((b, a) for a, b in extreme)]
    return signs(complex(a, b) for a, b in dict.fromkeys(pairs))


def cut(name: str) -> list[complex]:
    """Return both sides of the branch cuts of a function, told apart by the sign of zero."""
    sizes = (0.25, 1.5, 2.0, 40.5)
    along = {
        "acos": (1.5, -1.5, 40.5, -2.0), "asin": (1.5, -1.5, 40.5, -2.0),
        "atanh": (1.5, -1.5, 40.5),
        "asinh": (1.5, -1.5, 40.5, -2.0), "atan": (1.5, -1.5, 40.5), "log1p": (-1.5, -2.0, -40.5),
        "acosh": (0.5, 0.25, -0.5, -1.5, -40.5),
    }.get(name, tuple(-x for x in sizes))  # fmt: skip
    if name in {"asinh", "atan"}:
        return [complex(zero, x) for x in along for zero in (0.0, -0.0)]
    return [complex(x, zero) for x in along for zero in (0.0, -0.0)]


CUT = ("sqrt", "log", "log2", "log10", "log1p", "acos", "asin", "acosh", "asinh", "atan", "atanh")


def nearby() -> list[complex]:
    """Return points near zero, where exp(z) - 1 and log(1 + z) cancel."""
    sizes = (2.0**-30, 2.0**-12, 2.0**-5)
    directions = (1 + 0.25j, -1 + 0.5j, 0.5 - 1j, -0.25 - 0.5j, 1 + 0j, 1j, 0.75 + 0.75j)
    return [size * d for size, d in product(sizes, directions)]


REALS = (0.0, 1.5, -1.5, inf, -inf, nan)
INFINITE = [
    complex(a, b)
    for a, b in product(REALS, (0.0, -0.0, 1.0, -1.0, inf, -inf, nan))
    if not (math.isfinite(a) and math.isfinite(b))
]


def open_(name: str, z: complex) -> bool:
    """Whether the standard has no value, or another than C99, for an infinity or NaN."""
    a, b = z.real, z.imag
    if name in {"asin", "atan", "cos", "sin", "tan"}:
        return open_(
            {"asin": "asinh", "atan": "atanh", "cos": "cosh"}.get(name, f"{name}h"), turned(z)
        )
    if name == "sqrt":  # the rows of the table are shifted
        return (math.isinf(a) and math.isfinite(b)) or math.isnan(a)
    if name == "tanh":  # older C libraries
        return a == 0
    return name == "acosh" and a == 0 and math.isnan(b)


def unsigned(name: str, z: complex) -> bool:
    """Whether the signs of the parts are left open."""
    turning = name in {"sin", "cos"}
    angle = z.real if turning else z.imag
    periodic = turning or name in {"exp", "expm1", "sinh", "cosh"}
    return cmath.isnan(z) or (periodic and math.isinf(angle))
