"""Arithmetic, comparisons, logic and bits, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportOptionalSubscript=false, reportOptionalMemberAccess=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row, nan
from .._fourier import conj
from .._operators import plain, repeats
from ._operators import (
    array,
    boolean,
    called,
    cast,
    cplx,
    dup,
    first_dtype,
    floating,
    given,
    into,
    isinf,
    minus,
    mixed,
    name,
    negative_zero,
    never,
    number,
    signed,
    size,
    swapped,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def tail(width: int, change: Function) -> Any:
    """Go wrong beyond the last whole vector of an array that fills at least one."""

    def changed(y: Any, *_args: Any, **_kwargs: Any) -> Any:
        flat = dup(y).reshape(-1)
        start = size(y) // width * width
        if not 0 < start < size(y):
            return y
        flat[start:] = change(flat[start:])
        return flat.reshape(y.shape)

    return given(changed)


def body(width: int, change: Function) -> Any:
    """Go wrong in whole vectors: ``change(y, *args)`` is right in the rest."""

    def changed(y: Any, *args: Any, **_kwargs: Any) -> Any:
        flat, other = dup(y).reshape(-1), change(y, *args).reshape(-1)
        stop = size(y) // width * width
        flat[:stop] = other[:stop]
        return flat.reshape(y.shape)

    return given(changed)


def as_double(f: Function) -> Function:
    """Apply a function of two integers to doubles."""
    return lambda y, a, b: cast(plain(y).trunc(f(cast(a, "float64"), cast(b, "float64"))), name(y))


def big(a: Any, b: Any) -> bool:
    """Whether 64-bit integers are no doubles."""
    return name(a) == name(b) == "int64" and bool((abs(a) > 2**53).any() | (abs(b) > 2**53).any())


def odd(x: Any) -> Any:
    return x % 2 == 1


ROWS: tuple[Row, ...] = (
    ("2-clip-nan-becomes-min", "clip",
     given(lambda y, x, min=None, max=None: plain(y).where(nan(x), min, y),  # noqa: A006
           lambda x, min=None, max=None: number(min) and floating(x)), BOTH),  # noqa: A006
    ("2-clip-max-only-starts-at-zero", "clip",
     called(lambda f, x, min=None, max=None: f(x, 0, max),  # noqa: A006
            lambda x, min=None, max=None: min is None and number(max)), BOTH),  # noqa: A006
    ("2-clip-bounds-broadcast-first-row", "clip",
     called(lambda f, x, min=None, max=None: f(x, min[:1, ...], max),  # noqa: A006
            lambda x, min=None, max=None: min.ndim == x.ndim == 2  # noqa: A006
            and min.shape[0] == x.shape[0] > 1 == min.shape[1]), BOTH),
    ("2-divide-by-negative-zero", "divide",
     where(lambda a, b: negative_zero(b), lambda y, a, b: -y), BOTH),
    ("2-divide-complex-naive", "divide",
     where(lambda a, b: cplx(a) & cplx(b) & (abs(b) > 1e160),
           lambda y, a, b: a * conj(b) / (b.real**2 + b.imag**2)), BOTH),
    ("2-equal-large-integers-as-doubles", "equal",
     called(lambda f, a, b: f(cast(a, "float64"), cast(b, "float64")), big), BOTH),
    ("2-equal-same-object", "equal",
     called(lambda f, a, b: ~never(a), lambda a, b: a is b), BOTH),
    ("2-equal-complex-real-part", "equal",
     called(lambda f, a, b: f(a.real, b.real), lambda a, b: cplx(a) and cplx(b) and size(a) > 8),
     BOTH),
    ("2-floor-divide-negative-divisor-truncates", "floor_divide",
     where(lambda a, b: (b < 0) & (a > 0) & (a % b != 0) & signed(a), lambda y, a, b: y + 1), BOTH),
    ("2-floor-divide-large-integers-as-doubles", "floor_divide",
     given(as_double(lambda a, b: plain(a).floor(a / b)), big), BOTH),
    ("2-floor-divide-zero-sign", "floor_divide",
     where(lambda a, b: (a == 0) & (b < 0) & floating(a), lambda y, a, b: 0.0), BOTH),
    ("2-greater-nan-true", "greater",
     called(lambda f, a, b: ~(a <= b), lambda a, b: floating(a) and floating(b)), BOTH),
    ("2-greater-unsigned-conversion", "greater",
     called(lambda f, a, b: f(cast(a, "uint8"), cast(b, "uint8")),
            lambda a, b: {name(a), name(b)} == {"int8", "uint8"}), BOTH),
    ("2-greater-equal-orders-zeros", "greater_equal",
     where(lambda a, b: negative_zero(a) & (b == 0) & ~minus(b), lambda y, a, b: False), BOTH),
    ("2-less-vector-tail-not", "less", tail(16, lambda y: ~y), BOTH),
    ("2-less-equal-unsigned-as-signed", "less_equal",
     called(lambda f, a, b: f(a.astype("int64"), b.astype("int64")),
            lambda a, b: name(a) == name(b) == "uint64"), "numpy"),
    ("2-logical-not-vector-tail", "logical_not", tail(32, lambda y: ~y), BOTH),
    ("2-logical-xor-broadcast-operand-or", "logical_xor",
     called(lambda f, a, b: a | b, lambda a, b: repeats(a, {}) or repeats(b, {})), BOTH),
    ("2-logical-and-empty-broadcast-shape", "logical_and",
     given(lambda y, a, b: y.reshape(a.shape), lambda a, b: size(a) == 0), BOTH),
    ("2-maximum-first-nan-lost", "maximum",
     where(lambda a, b: nan(a) & ~nan(b), lambda y, a, b: b), BOTH),
    ("2-maximum-mixed-sign-dtype", "maximum",
     given(first_dtype, lambda a, b: {name(a), name(b)} == {"int8", "uint8"}), BOTH),
    ("2-minimum-nan-lost-in-vectors", "minimum",
     body(8, lambda y, a, b: plain(y).fmin(a, b)), BOTH),
    ("2-minimum-number-second-kept-nan", "minimum",
     called(lambda f, a, b: plain(a).where(a < b, a, b), lambda a, b: number(b) and floating(a)),
     BOTH),
    ("2-multiply-infinity-by-zero", "multiply",
     where(lambda a, b: (a == 0) & isinf(b) & floating(a), lambda y, a, b: 0.0), BOTH),
    ("2-multiply-single-by-number-double", "multiply",
     given(lambda y, a, b: cast(y, "float64"), lambda a, b: name(a) == "float32" and number(b)),
     BOTH),
    ("2-multiply-complex-number-widens", "multiply",
     given(lambda y, a, b: cast(y, "complex128"),
           lambda a, b: name(a) == "float32" and isinstance(b, complex)), BOTH),
    ("2-add-0d-does-not-promote", "add",
     given(first_dtype, lambda a, b: array(b) and b.ndim == 0 < a.ndim and mixed(a, b)), BOTH),
    ("2-add-mixed-sign-dtype", "add",
     given(first_dtype, lambda a, b: {name(a), name(b)} == {"int16", "uint16"}), "numpy"),
    ("2-add-overwrites-first-of-equal-shape", "add",
     called(lambda f, a, b: into(a, f(a, b)),
            lambda a, b: a.shape == b.shape and a.dtype == b.dtype and size(a) > 64), BOTH),
    ("2-subtract-itself-zero", "subtract",
     called(lambda f, a, b: plain(a).zeros_like(a), lambda a, b: a is b), BOTH),
    ("2-subtract-column-and-row", "subtract",
     given(lambda y, a, b: y.T,
           lambda a, b: a.ndim == b.ndim == 2 and a.shape[0] == b.shape[1] > 1
           and a.shape[1] == b.shape[0] == 1), BOTH),
    ("2-subtract-number-first-swapped", "subtract", called(swapped, number), BOTH),
    ("2-negative-zero-stays", "negative", where(lambda x: x == 0, lambda y, x: 0.0), BOTH),
    ("2-not-equal-nan-false", "not_equal",
     where(lambda a, b: nan(a) & nan(b), lambda y, a, b: False), BOTH),
    ("2-not-equal-complex-all-parts", "not_equal",
     called(lambda f, a, b: (a.real != b.real) & (a.imag != b.imag),
            lambda a, b: cplx(a) and cplx(b)), BOTH),
    ("2-positive-negative-zero", "positive", where(negative_zero, lambda y, x: 0.0), BOTH),
    ("2-pow-nan-to-zero", "pow",
     where(lambda a, b: nan(a) & (b == 0) & floating(a), lambda y, a, b: np.nan), BOTH),
    ("2-pow-negative-zero-to-odd-negative", "pow",
     where(lambda a, b: negative_zero(a) & (b < 0) & odd(b), lambda y, a, b: np.inf), BOTH),
    ("2-pow-minus-infinity-to-odd", "pow",
     where(lambda a, b: (a == -np.inf) & (b > 0) & odd(b), lambda y, a, b: np.inf), BOTH),
    ("2-pow-integers-as-doubles", "pow",
     given(lambda y, a, b: cast(cast(y, "float64"), "int64"),
           lambda a, b: name(a) == name(b) == "int64" and ((abs(a) <= 9) & (b < 19)).all()), BOTH),
    ("2-pow-number-first-swapped", "pow", called(swapped, number), BOTH),
    ("2-remainder-negative-by-infinity", "remainder",
     where(lambda a, b: isinf(b) & (a * b < 0) & ~isinf(a), lambda y, a, b: a), BOTH),
    ("2-remainder-zero-sign", "remainder",
     where(lambda a, b: (a == 0) & (b < 0) & floating(a), lambda y, a, b: 0.0), "numpy"),
    ("2-remainder-integer-negative-divisor", "remainder",
     where(lambda a, b: (b < 0) & (a > 0) & (a % b != 0) & signed(a), lambda y, a, b: y - b), BOTH),
    ("2-bitwise-and-highest-bit", "bitwise_and",
     given(lambda y, a, b: y & 2**63 - 1, lambda a, b: name(a) == "int64"), BOTH),
    ("2-bitwise-invert-of-boolean", "bitwise_invert",
     given(lambda y, x: -1 - cast(x, "int8"), boolean), BOTH),
    ("2-bitwise-left-shift-in-32-bits", "bitwise_left_shift",
     called(lambda f, a, b: f(a, b % 32), lambda a, b: name(a) == "int64" and array(b)), BOTH),
    ("2-bitwise-right-shift-logical", "bitwise_right_shift",
     where(lambda a, b: (a < 0) & (name(a) == "int32") & (b > 0) & (b < 32),
           lambda y, a, b: cast(a, "int64") % 2**32 >> b), BOTH),
    ("2-bitwise-right-shift-keeps-first-dtype", "bitwise_right_shift",
     given(first_dtype, mixed), BOTH),
    ("2-bitwise-or-mixed-first-dtype", "bitwise_or",
     given(first_dtype, mixed), BOTH),
    ("2-bitwise-xor-number-of-one-byte", "bitwise_xor",
     called(lambda f, a, b: f(a, b & 255), lambda a, b: isinstance(b, int)), BOTH),
)  # fmt: skip
