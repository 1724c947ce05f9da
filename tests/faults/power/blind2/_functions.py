"""Functions of one number or two, written blind a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row, nan
from .._fourier import conj
from .._operators import from_start, is_view, plain
from ._operators import (
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
    never,
    number,
    refuses,
    size,
    swapped,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def above(limit: float) -> Function:
    return lambda x, *_: abs(x) > limit


def steeper(y: Any, x: Any) -> Any:
    """Reduce an argument by a rounded period."""
    period = 2 * np.pi
    return plain(y).sin(x - period * plain(y).round(x / period))


def saturated(y: Any, x: Any) -> Any:
    return plain(y).where(x == x, -(2.0**31), y)


def half_up(y: Any, x: Any) -> Any:
    return plain(y).floor(x + 0.5)


def half_away(y: Any, x: Any) -> Any:
    return plain(y).trunc(x - 0.5)


def halves(x: Any) -> Any:
    return (x < 0) & (x - plain(x).floor(x) == 0.5)


ROWS: tuple[Row, ...] = (
    ("2-abs-negative-zero", "abs", where(negative_zero, lambda y, x: x), BOTH),
    ("2-abs-complex-infinite-nan", "abs",
     where(lambda x: (isinf(x.real) & nan(x.imag)) | (isinf(x.imag) & nan(x.real)),
           lambda y, x: np.nan), BOTH),
    ("2-abs-complex-squares-overflow", "abs",
     where(lambda x: isinf(x.real**2 + x.imag**2) & ~isinf(x.real) & ~isinf(x.imag) & cplx(x),
           lambda y, x: np.inf), BOTH),
    ("2-acos-near-one-cancels", "acos",
     where(lambda x: (x > 0.999) & (x < 1),
           lambda y, x: plain(y).atan2(plain(y).sqrt(1 - x * x), x)), BOTH),
    ("2-acosh-large-overflows", "acosh",
     where(lambda x: x > 1e3, lambda y, x: plain(y).log(x + plain(y).sqrt(x * x - 1))), BOTH),
    ("2-asinh-large-negative-cancels", "asinh",
     where(lambda x: x < -1, lambda y, x: plain(y).log(x + plain(y).sqrt(x * x + 1))), BOTH),
    ("2-atan2-zero-over-negative-zero", "atan2",
     where(lambda a, b: (a == 0) & negative_zero(b), lambda y, a, b: a), BOTH),
    ("2-atan2-number-first-swapped", "atan2", called(swapped, number), BOTH),
    ("2-atanh-one-nan", "atanh",
     where(lambda x: (abs(x) == 1) & floating(x), lambda y, x: np.nan), BOTH),
    ("2-ceil-small-negative-loses-sign", "ceil",
     where(lambda x: (x > -1) & (x < 0), lambda y, x: 0.0), BOTH),
    ("2-ceil-integers-through-double", "ceil", called(
        lambda f, x: cast(cast(x, "float64"), name(x)),
        lambda x: name(x) == "int64" and (abs(x) < 2**62).all()), BOTH),
    ("2-conj-of-strided-forgotten", "conj",
     called(lambda f, x: dup(x), lambda x: cplx(x) and is_view(x, {})), BOTH),
    ("2-copysign-negative-zero-is-positive", "copysign",
     where(lambda a, b: negative_zero(b), lambda y, a, b: abs(a)), BOTH),
    ("2-copysign-zero-first", "copysign",
     where(lambda a, b: a == 0, lambda y, a, b: 0.0), BOTH),
    ("2-cosh-overflows-early", "cosh",
     where(lambda x: (abs(x) < 711) & floating(x),
           lambda y, x: (plain(y).exp(x) + plain(y).exp(-x)) / 2), "numpy"),
    ("2-exp-complex-minus-infinity-nan", "exp",
     where(lambda x: cplx(x) & (x.real == -np.inf) & (nan(x.imag) | isinf(x.imag)),
           lambda y, x: complex(np.nan, np.nan)), BOTH),
    ("2-expm1-complex-cancels", "expm1",
     called(lambda f, x: plain(x).exp(x) - 1, cplx), BOTH),
    ("2-floor-int32-saturates", "floor",
     where(lambda x: (abs(x) >= 2**31) & floating(x) & ~isinf(x), saturated), BOTH),
    ("2-hypot-squares-overflow", "hypot",
     where(lambda a, b: isinf(a * a + b * b) & ~isinf(a) & ~isinf(b), lambda y, a, b: np.inf),
     BOTH),
    ("2-hypot-infinity-and-nan", "hypot",
     where(lambda a, b: nan(a) | nan(b), lambda y, a, b: np.nan), BOTH),
    ("2-imag-single-becomes-double", "imag",
     given(lambda y, x: cast(y, "float64"), lambda x: name(x) == "complex64"), BOTH),
    ("2-isfinite-complex-real-part", "isfinite",
     called(lambda f, x: f(x.real), cplx), BOTH),
    ("2-isfinite-largest", "isfinite",
     where(lambda x: abs(x) == plain(x).finfo(x.dtype).max, lambda y, x: False), BOTH),
    ("2-isinf-complex-both-parts", "isinf",
     called(lambda f, x: f(x.real) & f(x.imag), cplx), BOTH),
    ("2-isnan-complex-imaginary-part-missed", "isnan",
     called(lambda f, x: f(x.real), cplx), BOTH),
    ("2-isnan-integers-refused", "isnan", refuses(TypeError, integer), BOTH),
    ("2-log-of-negative-real", "log",
     where(lambda x: (x < 0) & floating(x), lambda y, x: plain(y).log(abs(x))), BOTH),
    ("2-log-negative-zero-nan", "log", where(negative_zero, lambda y, x: np.nan), BOTH),
    ("2-log1p-complex-cancels", "log1p", called(lambda f, x: plain(x).log(1 + x), cplx), BOTH),
    ("2-log2-subnormal-exponent", "log2",
     where(lambda x: (x > 0) & (x < plain(x).finfo(x.dtype).tiny),
           lambda y, x: plain(y).log2(plain(y).asarray(plain(x).finfo(x.dtype).tiny)) - 1), BOTH),
    ("2-log10-complex-angle-not-scaled", "log10",
     given(lambda y, x: compose(y.real, plain(x).angle(x)), cplx), BOTH),
    ("2-logaddexp-both-minus-infinity", "logaddexp",
     where(lambda a, b: (a == -np.inf) & (b == -np.inf), lambda y, a, b: np.nan), BOTH),
    ("2-logaddexp-large-overflows", "logaddexp",
     where(lambda a, b: (a > 710) & (b > 710), lambda y, a, b: np.inf), BOTH),
    ("2-nextafter-equal-zeros", "nextafter",
     where(lambda a, b: (a == 0) & (b == 0), lambda y, a, b: a), BOTH),
    ("2-nextafter-below-zero-sign-lost", "nextafter",
     where(lambda a, b: (a == 0) & (b < 0), lambda y, a, b: -y), BOTH),
    ("2-real-of-strided-from-start", "real",
     called(lambda f, x: f(from_start(x)), lambda x: cplx(x) and is_view(x, {})), BOTH),
    ("2-reciprocal-negative-zero", "reciprocal",
     where(negative_zero, lambda y, x: np.inf), BOTH),
    ("2-reciprocal-single-approximate", "reciprocal",
     given(lambda y, x: y * (1 + 2**-12), lambda x: name(x) == "float32" and size(x) >= 8), BOTH),
    ("2-round-negative-half-away", "round", where(halves, half_away), BOTH),
    ("2-round-just-below-half", "round",
     where(lambda x: (x > 0.4) & (x < 0.5), half_up), BOTH),
    ("2-round-odd-above-2-to-52", "round",
     where(lambda x: (x > 2**52) & (x < 2**53) & floating(x), half_up), BOTH),
    ("2-round-complex-truncates-imaginary", "round",
     given(lambda y, x: compose(y.real, plain(x).trunc(x.imag)), cplx), BOTH),
    ("2-sign-nan-zero", "sign", where(lambda x: nan(x) & floating(x), lambda y, x: 0.0), BOTH),
    ("2-sign-complex-of-real-part", "sign",
     called(lambda f, x: f(x.real) + 0j, cplx), BOTH),
    ("2-sign-large-unsigned-negative", "sign",
     where(lambda x: (x >= np.uint64(2**63)) & (name(x) == "uint64"),
           lambda y, x: np.uint64(2**64 - 1)), "numpy"),
    ("2-signbit-negative-zero", "signbit", where(negative_zero, lambda y, x: False), BOTH),
    ("2-signbit-negative-nan", "signbit", where(nan, lambda y, x: False), BOTH),
    ("2-sin-rough-reduction", "sin", where(above(1e5), steeper), BOTH),
    ("2-sinh-small-cancels", "sinh",
     where(lambda x: (abs(x) < 1e-3) & (x != 0) & floating(x),
           lambda y, x: (plain(y).exp(x) - plain(y).exp(-x)) / 2), BOTH),
    ("2-sqrt-single-by-reciprocal-root", "sqrt",
     where(lambda x: isinf(x) | (x == 0) if name(x) == "float32" else never(x),
           lambda y, x: x * (1 / plain(y).sqrt(x))), BOTH),
    ("2-sqrt-complex-below-cut", "sqrt",
     where(lambda x: cplx(x) & (x.real < 0) & (x.imag == 0) & minus(x.imag),
           lambda y, x: conj(y)), BOTH),
    ("2-square-integers-as-single", "square",
     given(lambda y, x: cast(cast(x, "float32") ** 2, name(x)),
           lambda x: name(x) == "int32" and (abs(x) < 40000).all()), BOTH),
    ("2-tan-negative-zero-strided", "tan",
     given(lambda y, x: y + 0.0, lambda x: floating(x) and is_view(x, {})), BOTH),
    ("2-tanh-complex-large-nan", "tanh",
     where(lambda x: cplx(x) & (abs(x.real) > 712) & ~isinf(x.real),
           lambda y, x: complex(np.nan, np.nan)), BOTH),
    ("2-trunc-as-floor-in-vectors", "trunc",
     called(lambda f, x: plain(x).floor(x), lambda x: floating(x) and size(x) >= 16), BOTH),
    ("2-trunc-int64-saturates", "trunc",
     where(lambda x: (abs(x) >= 2.0**63) & floating(x), lambda y, x: -(2.0**63)), BOTH),
)  # fmt: skip
