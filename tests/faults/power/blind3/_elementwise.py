"""Functions of one array, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, nan
from .._operators import is_view, memory_order, plain, through_single
from ..blind2._operators import (
    called,
    cast,
    compose,
    cplx,
    floating,
    given,
    isinf,
    name,
    negative_zero,
    number,
    signed,
    where,
)
from ._operators import above, all_of, lanes, of, tail, via

if TYPE_CHECKING:
    from .._blind import Row


def near_one(x: Any) -> Any:
    return (x > 0.999) & (x < 1)


def acos_by_asin(_y: Any, x: Any) -> Any:
    return x * 0 + np.pi / 2 - plain(x).arcsin(x)


def acosh_by_squares(x: Any) -> Any:
    return plain(x).log(x + plain(x).sqrt(x * x - 1))


def asinh_by_log(x: Any) -> Any:
    return plain(x).log(x + plain(x).sqrt(x * x + 1))


def atan_by_single_half_pi(y: Any, x: Any) -> Any:
    return y + plain(x).sign(x) * (float(np.float32(np.pi / 2)) - np.pi / 2)


def unconjugated_tail(_y: Any, x: Any) -> Any:
    return x


def other_sine(y: Any, x: Any) -> Any:
    return plain(y).where(x.real < 0, compose(y.real, -y.imag), y)


def cosh_by_exp(_y: Any, x: Any) -> Any:
    e = plain(x).exp(abs(x))
    return 0.5 * (e + 1 / e)


def clamped_exp(_y: Any, x: Any) -> Any:
    return plain(x).exp(x.clip(-87.3, None))


def positive_angle(y: Any, x: Any) -> Any:
    turn = 2 * np.pi * cast(y.imag < 0, name(y.imag))
    return compose(y.real, y.imag + turn)


def exponent_only(_y: Any, x: Any) -> Any:
    return 128.0 if name(x) == "float32" else 1024.0


def log10_of_clamped(_y: Any, x: Any) -> Any:
    tiny = float(plain(x).finfo(x.dtype).tiny)
    return plain(x).log10(x.clip(tiny, None))


def approximate(y: Any, x: Any) -> Any:
    """Keep twelve bits of a result."""
    mantissa, exponent = plain(y).frexp(y)
    return plain(y).ldexp(plain(y).round(mantissa * 4096) / 4096, exponent)


def up_by_half(_y: Any, x: Any) -> Any:
    return plain(x).floor(x + 0.5)


def no_tie(x: Any) -> Any:
    return (x - plain(x).floor(x) != 0.5) & (x > 0) & floating(x)


def sine_by_single_pi(x: Any) -> Any:
    turn = 2 * float(np.float32(np.pi))
    return plain(x).sin(x - turn * plain(x).round(x / turn))


def sinh_by_exp(_y: Any, x: Any) -> Any:
    return 0.5 * (plain(x).exp(x) - plain(x).exp(-x))


def wrong_branch(y: Any, x: Any) -> Any:
    return plain(y).where((x.real < 0) & (x.imag < 0), -y, y)


def tan_by_quotient(_f: Any, x: Any) -> Any:
    library = plain(x)
    re, im = 2 * x.real, 2 * x.imag
    below = library.cos(re) + library.cosh(im)
    return compose(library.sin(re) / below, library.sinh(im) / below)


def saturated(_y: Any, x: Any) -> Any:
    return plain(x).sign(x)


def old_sign(_f: Any, x: Any) -> Any:
    return compose(plain(x).sign(x.real), x.real * 0)


def is_zero(bound: Any) -> bool:
    return number(bound) and bound == 0


def without_zero(f: Any, x: Any, low: Any = None, high: Any = None, **k: Any) -> Any:
    """Take a bound of zero for none."""
    low, high = k.get("min", low), k.get("max", high)
    return f(x, low, None if is_zero(high) else high)


def first_bound(f: Any, x: Any, low: Any = None, high: Any = None, **k: Any) -> Any:
    """Use one upper bound for all columns."""
    low, high = k.get("min", low), k.get("max", high)
    return f(x, low, high[..., :1] if high.ndim else high)


def in_place(y: Any, x: Any) -> Any:
    """Invert the operand itself."""
    x[...] = ~x
    return y


ROWS: tuple[Row, ...] = (
    ("3-abs-inf-of-nan-real", "abs",
     where(lambda x: isinf(x.imag) & nan(x.real), lambda _y, _x: np.nan), BOTH),
    ("3-acos-single-near-one", "acos",
     where(lambda x: near_one(x) & (name(x) == "float32"), acos_by_asin), BOTH),
    ("3-acosh-squares", "acosh", called(lambda _f, x: acosh_by_squares(x), floating), BOTH),
    ("3-asin-negative-zero", "asin",
     where(lambda x: negative_zero(x) & floating(x), lambda _y, _x: 0.0), BOTH),
    ("3-asinh-negative-large", "asinh",
     where(lambda x: (x < -1e3) & floating(x), lambda _y, x: asinh_by_log(x)), BOTH),
    ("3-atan-single-half-pi", "atan",
     where(lambda x: (abs(x) > 2.414) & (name(x) == "float64"), atan_by_single_half_pi), BOTH),
    ("3-atanh-one-finite", "atanh",
     where(lambda x: (abs(x) == 1) & (name(x) == "float32"),
           lambda _y, x: 8.664339 * plain(x).sign(x)), BOTH),
    ("3-bitwise-invert-in-place", "bitwise_invert", given(in_place, of("uint8")), BOTH),
    ("3-ceil-int64-by-float", "ceil", called(via("float64"), of("int64")), BOTH),
    ("3-clip-zero-is-none", "clip", called(without_zero), BOTH),
    ("3-clip-first-bound", "clip", called(first_bound), BOTH),
    ("3-conj-tail", "conj", tail(16, unconjugated_tail, cplx), BOTH),
    ("3-cos-complex-sign", "cos", given(other_sine, cplx), BOTH),
    ("3-cosh-overflows-early", "cosh",
     where(lambda x: (abs(x) > 20) & floating(x), cosh_by_exp), BOTH),
    ("3-exp-clamped", "exp",
     where(lambda x: (x < -87.3) & (name(x) == "float32"), clamped_exp), BOTH),
    ("3-expm1-complex", "expm1",
     called(lambda _f, x: plain(x).exp(x) - 1, cplx), BOTH),
    ("3-floor-tail-truncates", "floor", tail(4, lambda _y, x: plain(x).trunc(x), floating), BOTH),
    ("3-imag-tail-zero", "imag", tail(256, lambda y, _x: y * 0, of("complex64")), BOTH),
    ("3-isfinite-largest", "isfinite",
     where(lambda x: abs(x) == plain(x).finfo(x.dtype).max, lambda _y, _x: False), BOTH),
    ("3-isinf-imag", "isinf",
     where(lambda x: isinf(x.imag) & ~isinf(x.real), lambda _y, _x: False), BOTH),
    ("3-log-complex-angle", "log", given(positive_angle, cplx), BOTH),
    ("3-log1p-minus-one", "log1p",
     where(lambda x: (x == -1) & floating(x), lambda _y, _x: np.nan), BOTH),
    ("3-log2-exponent-of-inf", "log2",
     where(lambda x: (x == np.inf) & floating(x), exponent_only), BOTH),
    ("3-log10-of-zero", "log10",
     where(lambda x: (x == 0) & floating(x), log10_of_clamped), BOTH),
    ("3-logical-not-memory-order", "logical_not",
     called(lambda f, x: f(memory_order(x)), lambda x: is_view(x, {})), BOTH),
    ("3-negative-complex-tail", "negative",
     tail(2, lambda y, x: compose(y.real, x.imag), of("complex128")), BOTH),
    ("3-positive-is-abs", "positive", called(lambda _f, x: abs(x), signed), BOTH),
    ("3-real-through-single", "real",
     given(lambda y, x: through_single(y, x, {}), of("complex128")), BOTH),
    ("3-reciprocal-approximate", "reciprocal",
     given(approximate, all_of(of("float32"), above(7))), BOTH),
    ("3-round-up-by-half", "round", where(no_tie, up_by_half), BOTH),
    ("3-sign-complex-real-part", "sign", called(old_sign, cplx), BOTH),
    ("3-signbit-less-than-zero", "signbit", given(lambda _y, x: x < 0, of("float32")), BOTH),
    ("3-sin-single-pi", "sin",
     where(lambda x: (abs(x) > 1000) & (name(x) == "float64"),
           lambda _y, x: sine_by_single_pi(x)), BOTH),
    ("3-sinh-cancels", "sinh",
     where(lambda x: (abs(x) < 1e-3) & (name(x) == "float32"), sinh_by_exp), BOTH),
    ("3-square-complex-norm", "square",
     lanes(4, 3, lambda _y, x: x * plain(x).conj(x), of("complex64")), BOTH),
    ("3-sqrt-complex-branch", "sqrt", given(wrong_branch, cplx), BOTH),
    ("3-tan-complex-overflow", "tan", called(tan_by_quotient, cplx), BOTH),
    ("3-tanh-saturates-early", "tanh",
     where(lambda x: (abs(x) > 9) & (name(x) == "float64"), saturated), BOTH),
    ("3-trunc-by-int32", "trunc",
     where(lambda x: (abs(x) >= 2**31) & (abs(x) < np.inf) & floating(x),
           lambda _y, _x: -(2.0**31)), BOTH),
)  # fmt: skip
