"""Dtypes and what is known of them, written blind a second time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from .._blind import BOTH, Row
from .._operators import from_start, is_view, plain
from ._operators import (
    array,
    called,
    cast,
    dup,
    floating,
    given,
    inexact,
    integer,
    name,
    name_of,
    number,
    refuses,
)


def info(y: Any, **changes: Any) -> Any:
    """Copy what the standard knows of an information object."""
    names = ("bits", "eps", "max", "min", "smallest_normal", "dtype")
    known = {name: getattr(y, name) for name in names if hasattr(y, name)}
    return SimpleNamespace(**known | changes)


def kind(dtype: Any) -> str:
    """Return the name of the dtype of a dtype or an array."""
    return name(dtype) if array(dtype) else name_of(dtype)


def double_kind(dtype: Any) -> bool:
    return kind(dtype) in {"float64", "complex128"}


ROWS: tuple[Row, ...] = (
    ("2-astype-same-dtype-not-copied", "astype",
     called(lambda f, x, dtype, **k: x,
            lambda x, dtype, *, copy=True, **k: x.dtype == dtype and copy and x.ndim > 1), BOTH),
    ("2-astype-without-copy-copies", "astype",
     given(lambda y, x, dtype, **k: dup(y),
           lambda x, dtype, *, copy=True, **k: x.dtype == dtype and not copy), BOTH),
    ("2-astype-negative-fractions-floor", "astype",
     called(lambda f, x, dtype, **k: f(plain(x).floor(x), dtype, **k),
            lambda x, dtype, **k: floating(x) and name_of(dtype).startswith("int")), BOTH),
    ("2-astype-fractions-to-false", "astype",
     called(lambda f, x, dtype, **k: f(plain(x).trunc(x), dtype, **k),
            lambda x, dtype, **k: floating(x) and name_of(dtype) == "bool"), BOTH),
    ("2-astype-even-integers-false", "astype",
     called(lambda f, x, dtype, **k: f(x & 1, dtype, **k),
            lambda x, dtype, **k: integer(x) and name_of(dtype) == "bool"), BOTH),
    ("2-astype-nan-to-false", "astype",
     called(lambda f, x, dtype, **k: f(plain(x).nan_to_num(x), dtype, **k),
            lambda x, dtype, **k: inexact(x) and name_of(dtype) == "bool"), BOTH),
    ("2-astype-complex-from-strided-real", "astype",
     called(lambda f, x, dtype, **k: f(from_start(x), dtype, **k),
            lambda x, dtype, **k: floating(x) and name_of(dtype).startswith("complex")
            and is_view(x, {})), BOTH),
    ("2-astype-large-integers-through-double", "astype",
     called(lambda f, x, dtype, **k: f(cast(cast(x, "float64"), "int64"), dtype, **k),
            lambda x, dtype, **k: name(x) == "int64" and name_of(dtype) == "uint64"
            and (abs(x) < 2**62).all()), "numpy"),
    ("2-can-cast-byte-to-wider-signed", "can_cast",
     given(lambda y, a, b: False, lambda a, b: kind(a) == "uint8" and kind(b) == "int16"), BOTH),
    ("2-can-cast-array-takes-any", "can_cast",
     given(lambda y, a, b: True, lambda a, b: name(a) == "float64" and array(a)
           and kind(b) == "float32"), "numpy"),
    ("2-can-cast-unsigned-to-same-width", "can_cast",
     given(lambda y, a, b: True, lambda a, b: kind(a) == "uint32" and kind(b) == "int32"), "numpy"),
    ("2-result-type-mixed-sign-not-widened", "result_type",
     called(lambda f, a, b: f(a, a),
            lambda a, b: {kind(a), kind(b)} == {"uint32", "int32"}), "numpy"),
    ("2-result-type-third-ignored", "result_type",
     called(lambda f, *a: f(*a[:2]), lambda *a: len(a) > 2 and not any(map(number, a))), BOTH),
    ("2-result-type-number-is-double", "result_type",
     called(lambda f, a, b: plain(a).float64, lambda a, b: name(a) == "float32"
            and isinstance(b, float)), BOTH),
    ("2-result-type-0d-weak", "result_type",
     called(lambda f, a, b: a.dtype, lambda a, b: b.ndim == 0 < a.ndim), BOTH),
    ("2-isdtype-tuple-first-kind", "isdtype",
     called(lambda f, d, k: f(d, k[0]), lambda d, k: isinstance(k, tuple) and len(k) > 1), BOTH),
    ("2-isdtype-numeric-without-complex", "isdtype",
     given(lambda y, d, k: False,
           lambda d, k: k == "numeric" and "complex" in str(d)), BOTH),
    ("2-isdtype-integral-with-boolean", "isdtype",
     given(lambda y, d, k: True, lambda d, k: k == "integral" and "bool" in str(d)), BOTH),
    ("2-isdtype-by-dtype-same-kind", "isdtype",
     given(lambda y, d, k: True,
           lambda d, k: name_of(d) == "float32" and name_of(k) == "float64"), BOTH),
    ("2-finfo-normal-is-subnormal", "finfo",
     given(lambda y, d: info(y, smallest_normal=float(np.nextafter(0.0, 1.0))), double_kind), BOTH),
    ("2-finfo-complex-bits-of-both-parts", "finfo",
     given(lambda y, d: info(y, bits=2 * y.bits), lambda d: kind(d).startswith("complex")), BOTH),
    ("2-finfo-array-refused", "finfo", refuses(TypeError, array), BOTH),
    ("2-iinfo-largest-unsigned", "iinfo",
     given(lambda y, d: info(y, max=2**63 - 1), lambda d: kind(d) == "uint64"), "numpy"),
    ("2-iinfo-symmetric-byte", "iinfo",
     given(lambda y, d: info(y, min=-127), lambda d: kind(d) == "int8"), BOTH),
)  # fmt: skip
