"""Order, search and unique values, written blind a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._arrays import flipped
from .._blind import BOTH, Row, nan
from .._operators import is_view, plain, unstepped
from ._operators import (
    along_last,
    called,
    cast,
    cat,
    cplx,
    floating,
    given,
    into,
    minus,
    mixed,
    name,
    negative_zero,
    refuses,
    signed,
    size,
    steps,
    unsigned,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def lane_tie(y: Any, x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Look at each of four lanes, the even ones first."""
    ties = np.flatnonzero(np.asarray(x == x.max()))
    return y * 0 + int(min(ties, key=lambda i: (i % 4, i)))


def nan_merged(y: Any, x: Any) -> Any:
    gaps = int(nan(y).sum())
    return y[: y.shape[0] - gaps + 1] if gaps > 1 else y


def zero_split(y: Any, x: Any) -> Any:
    both = bool(negative_zero(x).any()) and bool(((x == 0) & ~minus(x)).any())
    return cat([-0.0 * abs(x.reshape(-1)[:1]) * 0, y], 0) if both else y


def halves_sorted(f: Function, x: Any, **k: Any) -> Any:
    """Sort blocks of 1024 and merge none."""
    n = x.shape[-1]
    return cat([f(x[..., i : i + 1024], **k) for i in range(0, n, 1024)], -1)


def in_place(f: Function, x: Any, **k: Any) -> Any:
    return into(x, f(x, **k))


def last_of_ties(f: Function, x: Any, **k: Any) -> Any:
    axis = k.pop("axis", -1)
    k.pop("stable", None)
    ascending = f(x, axis=axis, descending=False, stable=True)
    return flipped(ascending, axis)


def shuffled_ties(f: Function, x: Any, **k: Any) -> Any:
    """Sort the right half before the left one."""
    n = x.shape[0]
    order = f(cat([x[n // 2 :], x[: n // 2]], 0), **k)
    return (order + n // 2) % n


ROWS: tuple[Row, ...] = (
    ("2-argmax-lane-ties", "argmax",
     given(lane_tie, lambda x, **k: x.ndim == 1 and size(x) > 8), BOTH),
    ("2-argmax-keepdims-without-axis", "argmax",
     given(lambda y, x, **k: y.reshape(-1)[:1],
           lambda x, *, axis=None, keepdims=False: keepdims and axis is None and x.ndim > 1), BOTH),
    ("2-argmax-bytes-as-signed", "argmax",
     called(lambda f, x, **k: f(cast(x, "int8"), **k), lambda x, **k: name(x) == "uint8"), BOTH),
    ("2-argmin-negative-axis-flat", "argmin",
     called(lambda f, x, **k: f(x.T, **{**k, "axis": -1}),
            lambda x, *, axis=None, **k: axis == -1 and x.ndim == 2 and x.shape[0] == x.shape[1]),
     BOTH),
    ("2-argmin-int32-positions", "argmin",
     given(lambda y, x, **k: cast(y, "int32"), lambda x, **k: size(x) < 2**31 and "axis" in k),
     BOTH),
    ("2-argsort-descending-unsigned-negated", "argsort",
     called(lambda f, x, **k: f(0 - x, **{**k, "descending": False}),
            lambda x, *, descending=False, **k: descending and unsigned(x)), BOTH),
    ("2-argsort-descending-ties-reversed-long", "argsort",
     called(last_of_ties,
            lambda x, *, axis=-1, descending=False, **k: descending and x.shape[axis] > 16), BOTH),
    ("2-argsort-ties-by-halves", "argsort",
     called(shuffled_ties, lambda x, **k: x.ndim == 1 and size(x) > 32), BOTH),
    ("2-sort-descending-least-integer", "sort",
     called(lambda f, x, **k: -f(-x, **{**k, "descending": False}),
            lambda x, *, descending=False, **k: descending and signed(x)), BOTH),
    ("2-sort-blocks-not-merged", "sort",
     called(halves_sorted, lambda x, *, axis=-1, **k: along_last(x, axis) and x.shape[-1] > 1024),
     BOTH),
    ("2-sort-in-place", "sort", called(in_place, lambda x, **k: x.ndim == 1 and not is_view(x, {})),
     BOTH),
    ("2-sort-axis-minus-two-first", "sort",
     called(lambda f, x, **k: f(x, **{**k, "axis": 0}),
            lambda x, *, axis=-1, **k: axis == -2 and x.ndim == 3), BOTH),
    ("2-searchsorted-sorter-only-left", "searchsorted",
     called(lambda f, a, b, *, sorter, **k: f(a, b, **k),
            lambda a, b, *, side="left", sorter=None: sorter is not None and side == "right"),
     BOTH),
    ("2-searchsorted-2d-values-flattened", "searchsorted",
     given(lambda y, a, b, **k: y.reshape(-1), lambda a, b, **k: b.ndim > 1), BOTH),
    ("2-searchsorted-values-cast-to-edges", "searchsorted",
     called(lambda f, a, b, **k: f(a, cast(b, name(a)), **k), lambda a, b, **k: mixed(a, b)), BOTH),
    ("2-searchsorted-empty-edges-refused", "searchsorted",
     refuses(IndexError, lambda a, b, **k: a.shape[0] == 0), BOTH),
    ("2-nonzero-columns-first", "nonzero",
     called(lambda f, x: tuple(reversed(f(x.T))), lambda x: x.ndim == 2), BOTH),
    ("2-nonzero-imaginary-missed", "nonzero", called(lambda f, x: f(x.real), cplx), BOTH),
    ("2-where-0d-condition-dtype-of-choice", "where",
     given(lambda y, c, a, b: cast(y, name(a if bool(c) else b)),
           lambda c, a, b: c.ndim == 0 and mixed(a, b)), BOTH),
    ("2-where-number-makes-doubles", "where",
     given(lambda y, c, a, b: cast(y, "float64"),
           lambda c, a, b: name(a) == "float32" and isinstance(b, float)), BOTH),
    ("2-where-condition-of-lower-rank", "where",
     called(lambda f, c, a, b: f(c[:, None], a, b),
            lambda c, a, b: c.ndim == 1 and a.ndim == 2 and a.shape[0] == a.shape[1] == c.shape[0]),
     BOTH),
    ("2-where-strided-condition", "where",
     called(lambda f, c, a, b: f(unstepped(c), a, b),
            lambda c, a, b: steps(c)), BOTH),
    ("2-unique-values-nan-merged", "unique_values", given(nan_merged, floating), BOTH),
    ("2-unique-values-zeros-apart", "unique_values", given(zero_split, floating), BOTH),
    ("2-unique-values-0d-stays", "unique_values",
     given(lambda y, x: y[0], lambda x: x.ndim == 0), BOTH),
    ("2-unique-counts-in-a-byte", "unique_counts",
     given(lambda y, x: y._replace(counts=y.counts % 256)), BOTH),
    ("2-unique-counts-nan-once", "unique_counts",
     given(lambda y, x: y._replace(counts=plain(x).where(nan(y.values), nan(x).sum(), y.counts)),
           floating), BOTH),
    ("2-unique-inverse-flattened", "unique_inverse",
     given(lambda y, x: y._replace(inverse_indices=y.inverse_indices.reshape(-1)),
           lambda x: x.ndim > 1), BOTH),
    ("2-unique-inverse-nan-to-first", "unique_inverse",
     given(lambda y, x: y._replace(inverse_indices=plain(x).where(
         nan(x), int((~nan(y.values)).sum()), y.inverse_indices)), floating), BOTH),
    ("2-unique-all-indices-by-columns", "unique_all",
     given(lambda y, x: y._replace(
         indices=y.indices % x.shape[1] * x.shape[0] + y.indices // x.shape[1]),
         lambda x: x.ndim == 2), "numpy"),
    ("2-unique-all-last-of-many", "unique_all",
     given(lambda y, x: y._replace(indices=np.asarray(
         [np.flatnonzero(x.ravel() == v)[-1] for v in y.values], dtype="int64")),
         lambda x: size(x) > 16 and not floating(x)), "numpy"),
)  # fmt: skip
