"""Functions of two arrays, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, nan
from .._operators import plain
from ..blind2._operators import (
    boolean,
    called,
    cast,
    compose,
    cplx,
    dup,
    floating,
    given,
    integer,
    isinf,
    minus,
    name,
    negative_zero,
    number,
    where,
)
from ._operators import (
    bits_as_signed,
    lanes,
    rows_as_columns,
    via,
)

if TYPE_CHECKING:
    from .._blind import Row


def both_are(dtype: str) -> Any:
    return lambda a, b: name(a) == name(b) == dtype


def neither_full(a: Any, b: Any) -> bool:
    shape = np.broadcast_shapes(tuple(a.shape), tuple(b.shape))
    return shape not in {tuple(a.shape), tuple(b.shape)}


def both_bytes(a: Any, b: Any) -> bool:
    return {name(a), name(b)} == {"int8", "uint8"}


def square_and_row(a: Any, b: Any) -> bool:
    return a.ndim == 2 and b.ndim == 1 and a.shape[0] == a.shape[1] > 1


def real_scalar(f: Any, a: Any, b: Any) -> Any:
    return f(a, b.real)


def sixteen_bits(f: Any, a: Any, b: Any) -> Any:
    """Keep as much of a number as an instruction holds."""
    return f(a, b & 0xFFFF)


def logical_shift(f: Any, a: Any, b: Any) -> Any:
    return cast(f(cast(a, "int32") & 0xFFFF, cast(b, "int32")), "int16")


def upper_half_of_first(y: Any, a: Any, b: Any) -> Any:
    low = 2**32 - 1
    return (a & ~low) | (y & low)


def textbook_quotient(_f: Any, a: Any, b: Any) -> Any:
    below = b.real * b.real + b.imag * b.imag
    return compose(
        (a.real * b.real + a.imag * b.imag) / below, (a.imag * b.real - a.real * b.imag) / below
    )


def early_out(f: Any, a: Any, b: Any) -> Any:
    return f(a, b) if a.any() else dup(a)


def step_by_bits(f: Any, a: Any, b: Any) -> Any:
    """Go up by adding one to the bits, whatever the sign."""
    away = plain(a).where(a < 0, -np.inf, np.inf)
    up = f(a, cast(away, name(a)))
    return plain(a).where((b > a) & (a < 0), up, f(a, b))


def odd(b: Any) -> Any:
    return (b % 2 == 1) & (b > 0)


def same(a: Any, b: Any) -> bool:
    return a is b


def or_instead(f: Any, a: Any, b: Any) -> Any:
    return a | b


ROWS: tuple[Row, ...] = (
    ("3-add-imaginary-scalar", "add", called(real_scalar, lambda _a, b: type(b) is complex), BOTH),
    ("3-atan2-both-infinite", "atan2",
     where(lambda a, b: isinf(a) & isinf(b), lambda _y, _a, _b: np.nan), BOTH),
    ("3-bitwise-and-short-scalar", "bitwise_and",
     called(sixteen_bits, lambda a, b: type(b) is int and integer(a)), BOTH),
    ("3-bitwise-left-shift-mod-32", "bitwise_left_shift",
     called(lambda f, a, b: f(a, b % 32), both_are("int64")), BOTH),
    ("3-bitwise-right-shift-logical", "bitwise_right_shift",
     called(logical_shift, both_are("int16")), BOTH),
    ("3-bitwise-or-upper-half", "bitwise_or",
     given(upper_half_of_first, both_are("int64")), BOTH),
    ("3-bitwise-xor-true", "bitwise_xor",
     called(or_instead, lambda a, b: boolean(a) and type(b) is bool), BOTH),
    ("3-copysign-negative-zero", "copysign",
     where(lambda _a, b: negative_zero(b), lambda _y, a, _b: abs(a)), BOTH),
    ("3-divide-complex-textbook", "divide",
     called(textbook_quotient, lambda a, b: cplx(a) and cplx(b)), BOTH),
    ("3-divide-scalar-reciprocal", "divide",
     called(lambda _f, a, b: a * (1 / b), lambda a, b: floating(a) and type(b) is float), BOTH),
    ("3-equal-identical", "equal",
     called(lambda f, a, _b: f(plain(a).isnan(a), plain(a).isnan(a)), same), BOTH),
    ("3-equal-int64-by-float", "equal", called(via("float64"), both_are("int64")), BOTH),
    ("3-floor-divide-int8-lane", "floor_divide",
     lanes(8, 7, lambda y, a, b: plain(a).sign(a) * plain(a).sign(b) * (abs(a) // abs(b)),
           both_are("int8")), BOTH),
    ("3-greater-signed-bytes", "greater",
     called(lambda f, a, b: f(bits_as_signed(a), bits_as_signed(b)), both_are("uint8")), BOTH),
    ("3-greater-equal-not-less", "greater_equal",
     given(lambda _y, a, b: ~(a < b), lambda a, b: floating(a) and number(b)), BOTH),
    ("3-less-mixed-signs", "less", called(via("uint8"), both_bytes), BOTH),
    ("3-less-equal-zeros", "less_equal",
     where(lambda a, b: (a == 0) & (b == 0) & ~minus(a) & minus(b), lambda *_: False), BOTH),
    ("3-hypot-inf-and-nan", "hypot",
     where(lambda a, b: isinf(a) & nan(b), lambda *_: np.nan), BOTH),
    ("3-logaddexp-both-minus-inf", "logaddexp",
     where(lambda a, b: (a == -np.inf) & (b == -np.inf), lambda *_: np.nan), BOTH),
    ("3-logical-and-early-out", "logical_and", called(early_out), BOTH),
    ("3-logical-or-last-of-word", "logical_or", lanes(64, 63, lambda _y, a, _b: a), BOTH),
    ("3-logical-xor-outer", "logical_xor",
     given(lambda y, a, _b: (y | True) & a, neither_full), BOTH),
    ("3-maximum-nan-in-first", "maximum",
     where(lambda a, b: nan(a) & ~nan(b), lambda _y, _a, b: b), BOTH),
    ("3-minimum-signed-bytes", "minimum",
     given(lambda y, a, b: plain(y).where(bits_as_signed(a) < bits_as_signed(b), a, b),
           both_are("uint8")), BOTH),
    ("3-multiply-widens-late", "multiply", called(via("int8"), both_bytes), BOTH),
    ("3-nextafter-bits-up", "nextafter", called(step_by_bits), BOTH),
    ("3-not-equal-complex-and", "not_equal",
     given(lambda _y, a, b: (a.real != b.real) & (a.imag != b.imag),
           lambda a, b: cplx(a) and cplx(b)), BOTH),
    ("3-pow-int64-by-float", "pow", called(via("float64"), both_are("int64")), BOTH),
    ("3-pow-minus-inf-odd", "pow",
     where(lambda a, b: (a == -np.inf) & odd(b), lambda *_: np.inf), BOTH),
    ("3-remainder-infinite-divisor", "remainder",
     where(lambda a, b: isinf(b) & ~isinf(a) & ~nan(a) & (a != 0) & (minus(a) != minus(b)),
           lambda _y, a, _b: a), BOTH),
    ("3-subtract-row-as-column", "subtract", called(rows_as_columns, square_and_row), BOTH),
)  # fmt: skip
