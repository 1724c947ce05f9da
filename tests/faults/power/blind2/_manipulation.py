"""Shapes, joins and indices, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportOptionalSubscript=false, reportArgumentType=false
# pyright: reportUnnecessaryComparison=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row
from .._operators import is_view, plain
from ._operators import along_last, array, boolean, called, cast, given, name, refuses, size

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def square2(x: Any) -> bool:
    return x.ndim == 2 and x.shape[0] == x.shape[1]


def promoted_without_empty(y: Any, arrays: Any, **_k: Any) -> Any:
    full = [x for x in arrays if size(x)]
    return cast(y, name(full[0])) if len({name(x) for x in full}) == 1 else y


def rolled_last(f: Function, x: Any, shift: Any, *, axis: Any = None) -> Any:
    return f(x, shift, axis=-1)


ROWS: tuple[Row, ...] = (
    ("2-broadcast-arrays-third-unchanged", "broadcast_arrays",
     given(lambda y, *arrays: (*y[:2], *arrays[2:]), lambda *arrays: len(arrays) > 2), BOTH),
    ("2-broadcast-arrays-0d-first", "broadcast_arrays",
     given(lambda y, *arrays: (arrays[0], *y[1:]), lambda *arrays: arrays[0].ndim == 0), BOTH),
    ("2-broadcast-to-square-by-columns", "broadcast_to",
     called(lambda f, x, shape: f(x[:, None], shape),
            lambda x, shape: x.ndim == 1 and tuple(shape) == 2 * tuple(x.shape)), BOTH),
    ("2-broadcast-to-zero-length", "broadcast_to",
     refuses(ValueError, lambda x, shape: 0 in shape and 0 not in x.shape), BOTH),
    ("2-concat-empty-does-not-promote", "concat",
     given(promoted_without_empty, lambda arrays, **k: any(size(x) == 0 for x in arrays)), BOTH),
    ("2-concat-flat-by-memory", "concat",
     called(lambda f, arrays, **k: f([x.T if x.ndim == 2 and is_view(x, {}) else x
                                      for x in arrays], **k),
            lambda arrays, *, axis=0: axis is None), BOTH),
    ("2-concat-mixed-sign-first-dtype", "concat",
     given(lambda y, arrays, **k: cast(y, name(arrays[0])),
           lambda arrays, **k: {name(x) for x in arrays} == {"int8", "uint8"}), BOTH),
    ("2-concat-axis-minus-two-last", "concat",
     called(lambda f, arrays, **k: f(arrays, axis=-1),
            lambda arrays, *, axis=0: axis == -2 and arrays[0].ndim == 3), BOTH),
    ("2-expand-dims-negative-by-old-rank", "expand_dims",
     called(lambda f, x, *, axis=0: f(x, axis=axis % x.ndim),
            lambda x, *, axis=0: axis < 0 and x.ndim > 0 and axis >= -x.ndim), BOTH),
    ("2-flip-all-but-first-of-three", "flip",
     called(lambda f, x, *, axis=None: f(x, axis=(1, 2)),
            lambda x, *, axis=None: axis is None and x.ndim == 3), BOTH),
    ("2-flip-tuple-first-only", "flip",
     called(lambda f, x, *, axis=None: f(x, axis=axis[0]),
            lambda x, *, axis=None: len(axis) > 1), BOTH),
    ("2-moveaxis-tuple-by-source-order", "moveaxis",
     called(lambda f, x, source, destination: f(x, tuple(sorted(source)), destination),
            lambda x, source, destination: len(source) > 1), BOTH),
    ("2-moveaxis-negative-destination", "moveaxis",
     called(lambda f, x, source, destination: f(x, source, destination % (x.ndim - 1)),
            lambda x, source, destination: destination < 0 and x.ndim > 2), BOTH),
    ("2-permute-dims-inverse-cycle", "permute_dims",
     called(lambda f, x, axes: f(x, tuple(int(i) for i in np.argsort(axes))),
            lambda x, axes: min(axes) >= 0), BOTH),
    ("2-repeat-array-negative-axis", "repeat",
     called(lambda f, x, repeats, *, axis=None: f(x, repeats, axis=0),
            lambda x, repeats, *, axis=None: array(repeats) and axis == -1 and square2(x)), BOTH),
    ("2-repeat-array-zero-counts-once", "repeat",
     called(lambda f, x, repeats, *, axis=None: f(x, plain(repeats).where(
         repeats == 0, 0 * repeats + 1, repeats), axis=axis),
         lambda x, repeats, *, axis=None: bool((repeats == 0).any())), BOTH),
    ("2-repeat-flat-by-columns", "repeat",
     called(lambda f, x, repeats, *, axis=None: f(x.T, repeats),
            lambda x, repeats, *, axis=None: axis is None and x.ndim == 2), BOTH),
    ("2-reshape-copy-is-a-view", "reshape",
     called(lambda f, x, shape, *, copy=None: f(x, shape),
            lambda x, shape, *, copy=None: copy is True), BOTH),
    ("2-reshape-transposed-by-memory", "reshape",
     called(lambda f, x, shape, **k: f(x.T, shape, **k),
            lambda x, shape, **k: x.ndim == 2 and is_view(x, {}) and not is_view(x.T, {})), BOTH),
    ("2-reshape-no-copy-copies", "reshape",
     called(lambda f, x, shape, *, copy=None: f(x, shape, copy=True),
            lambda x, shape, *, copy=None: copy is False), BOTH),
    ("2-roll-beyond-length-not-wrapped", "roll",
     called(lambda f, x, shift, *, axis=None: f(x, 0, axis=axis),
            lambda x, shift, *, axis=None: isinstance(shift, int) and isinstance(axis, int)
            and abs(shift) >= x.shape[axis] > 0), BOTH),
    ("2-roll-flat-along-last-axis", "roll",
     called(rolled_last, lambda x, shift, *, axis=None: axis is None and x.ndim > 1), BOTH),
    ("2-squeeze-all-of-length-one", "squeeze",
     given(lambda y, x, axis: plain(y).squeeze(y), lambda x, axis: isinstance(axis, tuple)), BOTH),
    ("2-squeeze-long-axis-accepted", "squeeze",
     called(lambda f, x, axis: x, lambda x, axis: x.shape[axis] != 1), BOTH),
    ("2-squeeze-negative-axes-one-by-one", "squeeze",
     called(lambda f, x, axis: f(x, axis[0]),
            lambda x, axis: len(axis) > 1 and max(axis) < 0), BOTH),
    ("2-stack-last-axis-by-old-rank", "stack",
     called(lambda f, arrays, **k: f(arrays, axis=-2),
            lambda arrays, *, axis=0: axis == -1 and arrays[0].ndim > 0), BOTH),
    ("2-stack-mixed-first-dtype", "stack",
     given(lambda y, arrays, **k: cast(y, name(arrays[0])),
           lambda arrays, **k: len({x.dtype for x in arrays}) > 1), BOTH),
    ("2-tile-fewer-counts-leading", "tile",
     called(lambda f, x, repetitions: f(x, (*repetitions, *(1,) * (x.ndim - len(repetitions)))),
            lambda x, repetitions: len(repetitions) < x.ndim), BOTH),
    ("2-tile-more-counts-trailing", "tile",
     called(lambda f, x, repetitions:
            f(x.reshape((*x.shape, *(1,) * (len(repetitions) - x.ndim))), repetitions),
            lambda x, repetitions: len(repetitions) > x.ndim), BOTH),
    ("2-unstack-is-a-list", "unstack",
     given(lambda y, x, **k: list(y), lambda x, *, axis=0: axis != 0), BOTH),
    ("2-unstack-negative-axis-reversed", "unstack",
     given(lambda y, x, **k: tuple(reversed(y)), lambda x, *, axis=0: axis < 0), BOTH),
    ("2-take-negative-index-from-other-axis", "take",
     called(lambda f, x, indices, **k: f(x, plain(indices).where(
         indices < 0, indices + x.shape[0], indices) % x.shape[k["axis"]], **k),
         lambda x, indices, *, axis=None: x.ndim > 1 and bool((indices < 0).any())), BOTH),
    ("2-take-axis-minus-two-first", "take",
     called(lambda f, x, indices, *, axis=None: f(x, indices, axis=0),
            lambda x, indices, *, axis=None: axis == -2 and x.ndim == 3
            and int(indices.max()) < x.shape[0]), BOTH),
    ("2-take-index-above-127-clamped", "take",
     called(lambda f, x, indices, **k: f(x, plain(indices).clip(indices, 0, 127), **k),
            lambda x, indices, **k: int(indices.min()) >= 0), BOTH),
    ("2-take-along-axis-negative-index", "take_along_axis",
     called(lambda f, x, indices, **k: f(x, abs(indices) % x.shape[k.get("axis", -1)], **k),
            lambda x, indices, **k: bool((indices < 0).any())), BOTH),
    ("2-take-along-axis-default-first", "take_along_axis",
     called(lambda f, x, indices, **k: f(x, indices, axis=0),
            lambda x, indices, **k: "axis" not in k and square2(x)), BOTH),
    ("2-take-along-axis-broadcasts-first", "take_along_axis",
     called(lambda f, x, indices, *, axis=-1:
            f(x[:1, ...] + 0 * x if not boolean(x) else x, indices, axis=axis),
            lambda x, indices, *, axis=-1: x.ndim == 2 and indices.shape[0] == 1 < x.shape[0]
            and along_last(x, axis)), BOTH),
)  # fmt: skip
