"""Manipulation of shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._blind import BOTH
from .._operators import is_view, memory_order, repeats
from ..blind2._operators import (
    array,
    called,
    given,
    permuted,
    size,
)
from ._operators import ranked

if TYPE_CHECKING:
    from .._blind import Row


def by_rank(y: Any, *arrays: Any) -> Any:
    order = sorted(range(len(arrays)), key=lambda i: arrays[i].ndim)
    return type(y)(y[i] for i in order)


def as_column(f: Any, x: Any, shape: Any, **k: Any) -> Any:
    return f(x[:, None], shape, **k)


def vector_to_square(x: Any, shape: Any, **_k: Any) -> bool:
    return x.ndim == 1 and len(shape) == 2 and shape[0] == shape[1] == x.shape[0] > 1


def without_empty(f: Any, arrays: Any, **k: Any) -> Any:
    """Skip arrays without elements, and their dtypes."""
    return f([x for x in arrays if size(x)], **k)


def some_empty(arrays: Any, **_k: Any) -> bool:
    return any(size(x) for x in arrays) and not all(size(x) for x in arrays)


def by_columns(f: Any, arrays: Any, **k: Any) -> Any:
    return f([permuted(x, tuple(range(x.ndim))[::-1]) for x in arrays], **k)


def one_before(f: Any, arrays: Any, **k: Any) -> Any:
    """Count a negative axis by the rank of the operands."""
    return f(arrays, **{**k, "axis": k["axis"] % arrays[0].ndim})


def negative_axis(_x: Any, **k: Any) -> bool:
    return k.get("axis", 0) < 0


def inserted_early(f: Any, x: Any, *a: Any, **k: Any) -> Any:
    axis = a[0] if a else k["axis"]
    return f(x, axis=axis % x.ndim)


def early(x: Any, *a: Any, **k: Any) -> bool:
    return (a[0] if a else k["axis"]) < 0 and x.ndim > 1


def first_of_axes(f: Any, x: Any, **k: Any) -> Any:
    return f(x, **{**k, "axis": k["axis"][0]})


def tuple_axis(x: Any, *a: Any, **k: Any) -> bool:
    return isinstance(k.get("axis"), tuple) and len(k["axis"]) > 1


def destinations_sorted(f: Any, x: Any, source: Any, destination: Any) -> Any:
    return f(x, source, tuple(sorted(destination)))


def inverse_permutation(f: Any, x: Any, *a: Any, **k: Any) -> Any:
    axes = a[0] if a else k["axes"]
    return f(x, tuple(axes.index(i) for i in range(len(axes))))


def at_least_once(f: Any, x: Any, repeats: Any, **k: Any) -> Any:
    return f(x, repeats.clip(1, None), **k)


def in_columns(f: Any, x: Any, *a: Any, **k: Any) -> Any:
    """Flatten in the order of the memory."""
    return f(memory_order(x), *a, **k)


def to_vector(x: Any, shape: Any = None, **k: Any) -> bool:
    shape = k.get("shape", shape)
    return x.ndim == 2 and len(shape) == 1 and is_view(x, {}) and not repeats(x, {})


def no_copy(f: Any, x: Any, *a: Any, **k: Any) -> Any:
    return f(x, *a, **{**k, "copy": None})


def wants_copy(x: Any, *a: Any, **k: Any) -> bool:
    return k.get("copy") is True


def truncating_modulo(f: Any, x: Any, shift: Any, **k: Any) -> Any:
    """Keep the sign of what is left of a shift, once too often."""
    n = size(x) if k.get("axis") is None else x.shape[k["axis"]]
    return f(x, abs(shift) % n, **k)


def far_back(x: Any, shift: Any, **k: Any) -> bool:
    n = size(x) if k.get("axis") is None else x.shape[k["axis"]]
    return shift < -n


def squeezes_everything(f: Any, x: Any, *a: Any, **k: Any) -> Any:
    axis = a[0] if a else k["axis"]
    count = sum(n == 1 for n in x.shape)
    y = f(x, axis=tuple(i for i, n in enumerate(x.shape) if n == 1))
    return y if isinstance(axis, tuple) and count else f(x, axis)


def padded_right(f: Any, x: Any, repetitions: Any) -> Any:
    return f(x, tuple(repetitions) + (1,) * (x.ndim - len(repetitions)))


def axis_before(f: Any, x: Any, **k: Any) -> Any:
    return f(x, axis=k["axis"] % x.ndim - 1)


def middle(x: Any, **k: Any) -> bool:
    return k.get("axis", 0) < 0 and k["axis"] % x.ndim > 0 and x.ndim > 2


ROWS: tuple[Row, ...] = (
    ("3-broadcast-arrays-by-rank", "broadcast_arrays",
     given(by_rank, lambda *arrays: len(arrays) > 2), BOTH),
    ("3-broadcast-to-column", "broadcast_to", called(as_column, vector_to_square), BOTH),
    ("3-concat-skips-empty", "concat", called(without_empty, some_empty), BOTH),
    ("3-concat-flattens-by-columns", "concat",
     called(by_columns, lambda arrays, **k: k.get("axis", 0) is None), BOTH),
    ("3-stack-negative-axis", "stack", called(one_before, negative_axis), BOTH),
    ("3-expand-dims-negative-axis", "expand_dims", called(inserted_early, early), BOTH),
    ("3-flip-first-of-axes", "flip", called(first_of_axes, tuple_axis), BOTH),
    ("3-moveaxis-destinations-sorted", "moveaxis", called(destinations_sorted), BOTH),
    ("3-permute-dims-inverse", "permute_dims", called(inverse_permutation, ranked(4)), BOTH),
    ("3-repeat-at-least-once", "repeat", called(at_least_once, lambda x, r, **k: array(r)), BOTH),
    ("3-reshape-vector-by-columns", "reshape", called(in_columns, to_vector), BOTH),
    ("3-reshape-never-copies", "reshape", called(no_copy, wants_copy), BOTH),
    ("3-roll-far-back", "roll", called(truncating_modulo, far_back), BOTH),
    ("3-squeeze-everything", "squeeze", called(squeezes_everything), BOTH),
    ("3-tile-short-right", "tile",
     called(padded_right, lambda x, r: 0 < len(r) < x.ndim), BOTH),
    ("3-unstack-axis-before", "unstack", called(axis_before, middle), BOTH),
)  # fmt: skip
