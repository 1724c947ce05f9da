"""Products, indexing by arrays, and data types."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH
from .._operators import plain
from ..blind2._operators import (
    array,
    called,
    cast,
    cplx,
    floating,
    given,
    name,
    name_of,
    size,
    steps,
)
from ._operators import via

if TYPE_CHECKING:
    from .._blind import Row


def conj(x: Any) -> Any:
    return np.conj(x) if plain(x) is np else plain(x).conj_physical(x)


def nothing_summed(y: Any, a: Any, b: Any) -> Any:
    return y + 1


def row_vector(f: Any, a: Any, b: Any) -> Any:
    """Multiply by all matrices as by the first."""
    return f(a, b[:1, ...] + 0 * b)


def pairs_sorted(f: Any, a: Any, b: Any, **k: Any) -> Any:
    """Sort the axes on both sides, each for itself."""
    first, second = k["axes"]
    return f(a, b, axes=(tuple(sorted(first)), tuple(sorted(second))))


def two_lists(a: Any, b: Any, **k: Any) -> bool:
    return isinstance(k["axes"], tuple | list) and len(k["axes"][0]) > 1


def one_conjugate(f: Any, a: Any, b: Any, **k: Any) -> Any:
    """Forget to conjugate where shapes differ."""
    return f(conj(a), b, **k)


def neighbours_taken(f: Any, x: Any, indices: Any, **k: Any) -> Any:
    """Read indices that lie apart as if they lay together."""
    n = size(indices)
    if plain(indices) is np:
        near = np.lib.stride_tricks.as_strided(indices, (n,), (indices.itemsize,))
    else:
        near = indices.as_strided((n,), (1,))
    return f(x, near, **k)


def first_lane_only(f: Any, x: Any, indices: Any, **k: Any) -> Any:
    """Index all rows as the first."""
    return f(x, 0 * indices + indices[:1, ...], **k)


def rounded(f: Any, x: Any, dtype: Any, **k: Any) -> Any:
    return f(plain(x).round(x), dtype, **k)


def to(kind: str) -> Any:
    return lambda x, dtype, **_k: name_of(dtype).startswith(kind)


def bool_by_integer(f: Any, x: Any, dtype: Any, **k: Any) -> Any:
    return cast(x, "int64") != 0


def by_value(y: Any, x: Any, dtype: Any) -> Any:
    """Look at the number, not at the dtype."""
    info = plain(x).iinfo(dtype)
    return y or bool((x >= info.min).all() and (x <= info.max).all())


def copied_info(y: Any, **changes: Any) -> Any:
    fields = ("bits", "eps", "max", "min", "smallest_normal", "dtype")
    return SimpleNamespace(**{**{n: getattr(y, n) for n in fields if hasattr(y, n)}, **changes})


def named(dtype: Any) -> str:
    return name(dtype) if array(dtype) else name_of(dtype)


def last_kind(f: Any, dtype: Any, kind: Any, **k: Any) -> Any:
    return f(dtype, kind[-1], **k)


def first_two(f: Any, *args: Any) -> Any:
    return f(*args[:2])


ROWS: tuple[Row, ...] = (
    ("3-matmul-nothing-summed", "matmul",
     given(nothing_summed, lambda a, b: a.ndim == b.ndim == 2 and a.shape[1] == 0), BOTH),
    ("3-matmul-int-by-single", "matmul",
     called(via("float32"), lambda a, b: name(a) == name(b) == "int32"), BOTH),
    ("3-matmul-vector-by-batch", "matmul",
     called(row_vector, lambda a, b: a.ndim == 1 and b.ndim == 3), BOTH),
    ("3-tensordot-pairs-sorted", "tensordot", called(pairs_sorted, two_lists), BOTH),
    ("3-vecdot-broadcast-conjugate", "vecdot",
     called(one_conjugate, lambda a, b, **k: cplx(a) and tuple(a.shape) != tuple(b.shape)), BOTH),
    ("3-matrix-transpose-conjugates", "matrix_transpose",
     given(lambda y, _x: conj(y), lambda x: cplx(x) and x.ndim == 2 and x.shape[0] != x.shape[1]),
     BOTH),
    ("3-take-strided-indices", "take",
     called(neighbours_taken, lambda x, i, **k: steps(i)), BOTH),
    ("3-take-along-axis-first-row", "take_along_axis",
     called(first_lane_only,
            lambda x, i, **k: x.ndim == 3 and k.get("axis", -1) % 3 == 1), BOTH),
    ("3-astype-rounds", "astype",
     called(rounded, lambda x, d, **k: floating(x) and to("int")(x, d)), BOTH),
    ("3-astype-bool-by-integer", "astype",
     called(bool_by_integer, lambda x, d, **k: floating(x) and to("bool")(x, d)), BOTH),
    ("3-astype-never-same", "astype",
     given(lambda y, *_a, **_k: y + 0,
           lambda x, d, **k: k.get("copy") is False and name(x) == name_of(d)), BOTH),
    ("3-can-cast-by-value", "can_cast", given(by_value, lambda x, d: array(x)), "numpy"),
    ("3-finfo-smallest-subnormal", "finfo",
     given(lambda y, _d: copied_info(y, smallest_normal=float(y.smallest_normal) * float(y.eps)),
           lambda d: named(d) == "float32"), BOTH),
    ("3-iinfo-max-float", "iinfo",
     given(lambda y, _d: copied_info(y, max=int(float(y.max))), lambda d: named(d) == "int64"),
     BOTH),
    ("3-isdtype-last-kind", "isdtype",
     called(last_kind, lambda d, k, **_k: isinstance(k, tuple)), BOTH),
    ("3-result-type-first-two", "result_type",
     called(first_two, lambda *args: len(args) > 2), BOTH),
)  # fmt: skip
