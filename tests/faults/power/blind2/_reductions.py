"""Reductions and scans, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportOptionalOperand=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row, nan
from .._operators import plain, unstepped
from ._operators import (
    along_last,
    boolean,
    called,
    cast,
    cat,
    dup,
    first_dtype,
    floating,
    given,
    inexact,
    integer,
    name,
    name_of,
    size,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def axes_of(x: Any, axis: Any) -> tuple[int, ...]:
    return tuple(range(x.ndim)) if axis is None else tuple(a % x.ndim for a in np.atleast_1d(axis))


def reduced(x: Any, axis: Any) -> int:
    """Return how many elements make one of the result."""
    return int(np.prod([x.shape[a] for a in axes_of(x, axis)]))


def first_axis(k: dict[str, Any]) -> dict[str, Any]:
    return {**k, "axis": k["axis"][:1]}


def only_axis(k: dict[str, Any]) -> dict[str, Any]:
    return {"axis": k.get("axis")}


def k_of(axis: Any) -> dict[str, Any]:
    return {} if axis is None else {"axis": axis}


def several(x: Any, *, axis: Any = None, **_k: Any) -> bool:
    valid = isinstance(axis, tuple) and all(-x.ndim <= a < x.ndim for a in axis)
    return valid and len({a % x.ndim for a in axis}) == len(axis) > 1


def empty(x: Any, *, axis: Any = None, **_k: Any) -> bool:
    return reduced(x, axis) == 0


def long_row(x: Any, *, axis: Any = None, **_k: Any) -> bool:
    n = x.shape[-1]
    return along_last(x, axis) and n > 1024 and n % 8 > 0


def shortened(f: Function, x: Any, **k: Any) -> Any:
    return f(x[..., : x.shape[-1] // 8 * 8], **k)


def kept_last(y: Any, x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Put the kept axis where it is without a sign."""
    return plain(y).squeeze(y, axis)[..., None]


def untouched_scan(y: Any, x: Any, *, axis: Any = None, **k: Any) -> Any:
    """Forget the first block's carry."""
    y = dup(y)
    y[..., 128:] -= dup(y[..., 127:128])
    return y


def long_scan(x: Any, *, axis: Any = None, include_initial: bool = False, **_k: Any) -> bool:
    return along_last(x, axis) and x.shape[-1] > 128 and not include_initial


def clamp_low(y: Any) -> Any:
    return plain(y).where(y == -np.inf, -plain(y).finfo(y.dtype).max, y)


ROWS: tuple[Row, ...] = (
    ("2-sum-of-bytes-signed", "sum",
     given(lambda y, x, *, dtype=None, **k: cast(y, "int64"),
           lambda x, *, dtype=None, **k: name(x) == "uint8" and dtype is None), "numpy"),
    ("2-sum-accumulates-before-cast", "sum",
     called(lambda f, x, *, dtype=None, **k: cast(f(x, dtype=x.dtype, **k), name_of(dtype)),
            lambda x, *, dtype=None, **k: integer(x) and dtype is not None), BOTH),
    ("2-sum-second-axis-forgotten", "sum",
     called(lambda f, x, **k: f(x, **first_axis(k)),
            lambda x, **k: several(x, **k) and min(k["axis"]) < 0), BOTH),
    ("2-sum-tail-of-long-rows", "sum", called(shortened, long_row), BOTH),
    ("2-prod-of-nothing-zero", "prod",
     given(lambda y, x, **k: y * 0, lambda x, **k: empty(x, **only_axis(k))), BOTH),
    ("2-prod-integers-as-doubles", "prod",
     given(lambda y, x, **k: cast(cast(y, "float64"), "int64"),
           lambda x, **k: name(x) == "int64" and abs(cast(x, "float64")).prod() < 2**62), BOTH),
    ("2-prod-zero-hides-nan", "prod",
     given(lambda y, x, **k: plain(y).zeros_like(y),
           lambda x, **k: floating(x) and bool(nan(x).any()) and bool((x == 0).any())
           and k.get("axis") is None), BOTH),
    ("2-mean-divides-by-first-axis", "mean",
     given(lambda y, x, *, axis, **k: y * (reduced(x, axis) / x.shape[axis[0]]), several), BOTH),
    ("2-mean-strided-from-neighbours", "mean",
     called(lambda f, x, **k: f(unstepped(x), **k),
            lambda x, **k: steps(x) and floating(x)), BOTH),
    ("2-std-correction-truncated", "std",
     called(lambda f, x, **k: f(x, **{**k, "correction": int(k["correction"])}),
            lambda x, **k: k["correction"] % 1), "numpy"),
    ("2-std-correction-with-axes-of-first", "std",
     given(lambda y, x, *, axis, correction, **k:
           y * ((reduced(x, axis) - correction) / (reduced(x, axis[:1]) - correction)) ** 0.5,
           lambda x, **k: several(x, **k) and k["correction"]), BOTH),
    ("2-std-keepdims-lost-with-correction", "std",
     called(lambda f, x, **k: f(x, **{**k, "keepdims": False}),
            lambda x, **k: k.get("axis") is None and x.ndim == 2 and k.get("correction")), BOTH),
    ("2-var-difference-of-squares", "var",
     called(lambda f, x, *, axis=None, **k: (x * x).mean(**k_of(axis)) - x.mean(**k_of(axis)) ** 2,
            lambda x, **k: not k.get("correction") and not k.get("keepdims")
            and floating(x) and bool(abs(x).min() > 1e4)), BOTH),
    ("2-var-of-axis-minus-two", "var",
     called(lambda f, x, **k: f(x, **{**k, "axis": 0}),
            lambda x, **k: k["axis"] == -2 and x.ndim == 3 and x.shape[0] == x.shape[1]), BOTH),
    ("2-max-all-minus-infinity", "max",
     given(lambda y, x, **k: clamp_low(y), floating), BOTH),
    ("2-max-later-nan-lost", "max",
     called(lambda f, x, **k: f(plain(x).where(nan(x), -np.inf, x), **k),
            lambda x, **k: floating(x) and x.ndim == 1 and not nan(x)[0]
            and size(x) > 4), BOTH),
    ("2-max-keepdims-negative-axis-last", "max",
     given(kept_last, lambda x, *, axis=None, keepdims=False: keepdims and x.ndim > 1
           and -x.ndim <= axis < -1), BOTH),
    ("2-min-starts-at-largest-int32", "min",
     given(lambda y, x, **k: plain(y).where(y > 2**31 - 1, 0 * y + 2**31 - 1, y),
           lambda x, **k: name(x) == "int64"), BOTH),
    ("2-min-unsigned-as-signed", "min",
     called(lambda f, x, **k: cast(f(cast(x, "int8"), **k), "uint8"),
            lambda x, **k: name(x) == "uint8"), BOTH),
    ("2-min-two-axes-not-adjacent", "min",
     called(lambda f, x, **k: f(x, **{**k, "axis": (0, 1)}),
            lambda x, **k: set(k["axis"]) == {0, 2} and x.shape[1] == x.shape[2]), BOTH),
    ("2-cumulative-sum-initial-at-the-end", "cumulative_sum",
     given(lambda y, x, *, axis=None, **k: plain(y).roll(y, -1, axis),
           lambda x, *, axis=None, include_initial=False, **k:
           include_initial and not along_last(x, axis)), BOTH),
    ("2-cumulative-sum-carry-of-block", "cumulative_sum",
     given(untouched_scan, long_scan), BOTH),
    ("2-cumulative-sum-int16-not-widened", "cumulative_sum",
     given(first_dtype, lambda x, *, dtype=None, **k: name(x) == "int16" and dtype is None), BOTH),
    ("2-cumulative-sum-backwards-input", "cumulative_sum",
     called(lambda f, x, **k: f(x[::-1], **k), lambda x, **k: x.ndim == 1 and x.strides[0] < 0),
     "numpy"),
    ("2-cumulative-prod-initial-zero", "cumulative_prod",
     given(lambda y, x, **k: cat([0 * y[..., :1], y[..., 1:]], -1),
           lambda x, *, axis=None, include_initial=False, **k:
           include_initial and along_last(x, axis)), BOTH),
    ("2-cumulative-prod-dtype-after", "cumulative_prod",
     called(lambda f, x, *, dtype=None, **k: cast(f(x, dtype=x.dtype, **k), name_of(dtype)),
            lambda x, *, dtype=None, **k: name(x) == "float32" and dtype is not None), BOTH),
    ("2-count-nonzero-nan-is-zero", "count_nonzero",
     called(lambda f, x, **k: f(plain(x).nan_to_num(x), **k), inexact), BOTH),
    ("2-count-nonzero-counts-in-a-byte", "count_nonzero",
     given(lambda y, x, **k: y % 256, boolean), BOTH),
    ("2-diff-second-order-along-last-axis", "diff",
     called(lambda f, x, **k: f(f(x, **{**k, "n": 1}), n=1, axis=-1),
            lambda x, *, axis=-1, n=1, **k: n == 2 and not along_last(x, axis) and not k), BOTH),
    ("2-diff-zero-times-differs", "diff",
     called(lambda f, x, **k: f(x, **{**k, "n": 1}), lambda x, *, n=1, **k: n == 0), BOTH),
    ("2-diff-prepend-with-order-two", "diff",
     called(lambda f, x, *, n, prepend, **k:
            f(f(x, n=n - 1, **k), n=1, prepend=prepend[..., -1:], **k),
            lambda x, *, n=1, prepend=None, axis=-1, **k:
            n == 2 and along_last(x, axis) and prepend is not None), BOTH),
    ("2-all-of-nothing-false", "all",
     given(lambda y, x, **k: y & False, lambda x, **k: empty(x, **only_axis(k))), BOTH),
    ("2-all-nan-is-false", "all", called(lambda f, x, **k: f((x != 0) & ~nan(x), **k), inexact),
     BOTH),
    ("2-all-second-axis-forgotten-keepdims", "all",
     called(lambda f, x, **k: f(x, **first_axis(k)),
            lambda x, **k: several(x, **k) and k["keepdims"]), BOTH),
    ("2-all-tail-beyond-64", "all",
     called(lambda f, x, **k: f(x[: size(x) // 64 * 64], **k),
            lambda x, **k: boolean(x) and x.ndim == 1 and size(x) > 64), BOTH),
    ("2-any-fractions-truncated", "any",
     called(lambda f, x, **k: f(cast(x, "int64"), **k),
            lambda x, **k: floating(x) and bool((abs(x) < 2**62).all())), BOTH),
    ("2-any-first-word-only", "any",
     called(lambda f, x, **k: f(x[..., :8], **k),
            lambda x, **k: boolean(x) and along_last(x, k.get("axis")) and x.shape[-1] % 8), BOTH),
)  # fmt: skip
