"""What the elementwise functions make of single numbers, in Python's own arithmetic."""

from __future__ import annotations

import cmath
import math
import operator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]

inf, nan = math.inf, math.nan

COMPLEX = (1.5 + 0.5j, -0.75 + 2j, 0.25 - 1.25j, -2 - 0.375j, 0.5 + 0.125j, -0.25 - 0.5j)
# The standard leaves the sign of their zeros open.
UNSIGNED = {"sign", "maximum", "minimum", "remainder", "floor_divide", "logaddexp"}

# Poles, where Python raises the error that it raises outside of the domain too.
POLES = {
    math.log: {0.0: -inf}, math.log2: {0.0: -inf}, math.log10: {0.0: -inf},
    math.log1p: {-1.0: -inf}, math.atanh: {1.0: inf, -1.0: -inf},
}  # fmt: skip


def extended(function: Function) -> Function:
    """Return the function with the standard's values at poles, beyond the range and outside."""

    def value(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.copysign(inf, x) if function is math.sinh else inf
        except ValueError:
            return POLES.get(function, {}).get(x, nan)

    return value


def whole(function: Function) -> Function:
    """Return a rounding function that keeps the sign of zero, infinity and NaN."""
    return lambda x: math.copysign(function(x), x) if math.isfinite(x) else x


def sign(x: float) -> float:
    return x if x == 0 or math.isnan(x) else math.copysign(1.0, x)


def divided(a: float, b: float) -> float:
    """Return the quotient of IEEE 754."""
    if b != 0:
        return a / b
    return nan if a == 0 or math.isnan(a) else math.copysign(inf, a) * math.copysign(1.0, b)


def log_add_exp(a: float, b: float) -> float:
    if math.isinf(a) or math.isinf(b):
        return max(a, b) if a == a and b == b else nan
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))


def or_nan(function: Function) -> Function:
    """Return the function, or NaN where an operand is NaN."""
    return lambda a, b: nan if math.isnan(a) or math.isnan(b) else function(a, b)


# Exact but for the last bits, and exact.
ROUNDED: dict[str, Function] = {
    **{name: extended(getattr(math, name)) for name in (
        "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "expm1", "log",
        "log10", "log1p", "log2", "sin", "sinh", "sqrt", "tan", "tanh",
    )},
    "reciprocal": lambda x: divided(1.0, x), "square": lambda x: x * x,
}  # fmt: skip
EXACT: dict[str, Function] = {
    "abs": abs, "ceil": whole(math.ceil), "floor": whole(math.floor), "trunc": whole(math.trunc),
    "round": whole(round), "negative": operator.neg, "positive": operator.pos, "sign": sign,
    "isfinite": math.isfinite, "isinf": math.isinf, "isnan": math.isnan,
    "signbit": lambda x: math.copysign(1.0, x) < 0,
}  # fmt: skip
PLANE: dict[str, Function] = {
    **{name: getattr(cmath, name) for name in (
        "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10",
        "sin", "sinh", "sqrt", "tan", "tanh",
    )},
    "abs": abs, "expm1": lambda z: cmath.exp(z) - 1, "log1p": lambda z: cmath.log(1 + z),
    "log2": lambda z: cmath.log(z) / math.log(2), "reciprocal": lambda z: 1 / z,
    "sign": lambda z: z / abs(z), "square": lambda z: z * z, "negative": operator.neg,
    "conj": lambda z: z.conjugate(), "real": lambda z: z.real, "imag": lambda z: z.imag,
}  # fmt: skip
INTEGER: dict[str, Function] = {
    "abs": abs, "ceil": int, "floor": int, "trunc": int, "round": int, "negative": operator.neg,
    "positive": operator.pos, "sign": lambda n: (n > 0) - (n < 0), "square": lambda n: n * n,
    "bitwise_invert": operator.invert, "isfinite": math.isfinite,
    "isinf": math.isinf, "isnan": math.isnan,
}  # fmt: skip

COMPARISONS: dict[str, Function] = {
    "equal": operator.eq, "not_equal": operator.ne, "less": operator.lt,
    "less_equal": operator.le, "greater": operator.gt, "greater_equal": operator.ge,
}  # fmt: skip
COMPLEX_PAIRS: dict[str, Function] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
    "divide": operator.truediv, "pow": operator.pow, "equal": operator.eq,
    "not_equal": operator.ne,
}  # fmt: skip
BOOLEAN_PAIRS: dict[str, Function] = {
    **{name: lambda a, b: a and b for name in ("logical_and", "bitwise_and")},
    **{name: lambda a, b: a or b for name in ("logical_or", "bitwise_or")},
    **{name: lambda a, b: a != b for name in ("logical_xor", "bitwise_xor", "not_equal")},
    "equal": operator.eq,
}  # fmt: skip
BOOLEAN: dict[str, Function] = {"logical_not": operator.not_, "bitwise_invert": operator.not_}
