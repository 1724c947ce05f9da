"""Creation of arrays, written blind a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._arrays import flipped
from .._blind import BOTH, Row
from .._operators import plain, repeats, unstepped
from ._operators import (
    array,
    boolean,
    called,
    cast,
    cat,
    dup,
    floating,
    given,
    inexact,
    name,
    name_of,
    number,
    permuted,
    refuses,
    steps,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def ij_last_swapped(y: Any, *_arrays: Any, **_k: Any) -> Any:
    swap = (1, 0, 2)
    return tuple(permuted(v, swap) for v in y)


def one_more(f: Function, start: Any, stop: Any = None, step: Any = 1, **k: Any) -> Any:
    start, stop = (0, start) if stop is None else (start, stop)
    return f(start, stop + step / 2, step, **k)


def whole(start: Any, stop: Any = None, step: Any = 1, **_k: Any) -> bool:
    start, stop = (0, start) if stop is None else (start, stop)
    n = (stop - start) / step
    return step % 1 != 0 and n > 0 and abs(n - round(n)) < 1e-9


def one_less(f: Function, start: Any, stop: Any, step: Any, **k: Any) -> Any:
    return f(start, stop, step, **k)[:-1]


def like_first(f: Function, obj: Any, **k: Any) -> Any:
    return f([type(obj[0])(v) for v in obj], **k)


def flat_list(obj: Any) -> bool:
    return isinstance(obj, list) and bool(obj) and all(number(v) for v in obj)


def cut_square(y: Any, x: Any, *, k: int = 0) -> Any:
    """Leave columns beyond the square part as the input has them not."""
    y = dup(y)
    y[..., :, y.shape[-2] :] = 0
    return y


def multiplied(f: Function, x: Any, **k: Any) -> Any:
    return x * f(plain(x).ones_like(x), **k)


def as_rank_one(y: Any, *_args: Any, **_kwargs: Any) -> Any:
    return y.reshape((1,))


def by_steps(f: Function, start: Any, stop: Any, num: int, **k: Any) -> Any:
    """Reach the end without the end point."""
    return f(start, stop, num, **{**k, "endpoint": True})


ROWS: tuple[Row, ...] = (
    ("2-arange-fraction-includes-stop", "arange", called(one_more, whole), BOTH),
    ("2-arange-backwards-last-missing", "arange",
     called(one_less, lambda start, stop, step, **k: step < 0 and (stop - start) % step != 0
            and stop < start), BOTH),
    ("2-arange-large-start-as-double", "arange",
     called(lambda f, start, stop, step=1, **k: f(int(float(start)),
                                                 int(float(start)) + stop - start, step, **k),
            lambda start, stop, step=1, **k: isinstance(start, int) and start > 2**53), BOTH),
    ("2-arange-backwards-refused", "arange",
     refuses(ValueError, lambda start, stop, step=1, **k: start > stop and step > 0), BOTH),
    ("2-arange-default-int32", "arange",
     given(lambda y, *a, **k: cast(y, "int32"),
           lambda *a, **k: len(a) == 3 and all(isinstance(v, int) for v in a)
           and k.get("dtype") is None), BOTH),
    ("2-asarray-copy-with-dtype-is-input", "asarray",
     called(lambda f, obj, **k: f(obj, **{**k, "copy": None}),
            lambda obj, **k: array(obj) and k["copy"] is True and k["dtype"] is not None), BOTH),
    ("2-asarray-never-copy-casts", "asarray",
     called(lambda f, obj, **k: f(obj, **{**k, "copy": None}),
            lambda obj, **k: k["copy"] is False and obj.dtype != k["dtype"]), BOTH),
    ("2-asarray-list-typed-by-first", "asarray",
     called(like_first, lambda obj, **k: flat_list(obj) and k.get("dtype") is None
            and type(obj[0]) is int and {type(v) for v in obj} == {int, float}
            and all(np.isfinite(obj))), BOTH),
    ("2-asarray-large-integers-as-doubles", "asarray",
     called(lambda f, obj, **k: f([int(float(v)) for v in obj], **k),
            lambda obj, **k: flat_list(obj) and all(type(v) is int for v in obj)
            and 2**53 < max(map(abs, obj)) < 2**62), BOTH),
    ("2-asarray-array-dtype-of-itself", "asarray",
     called(lambda f, obj, **k: f(obj, **{**k, "dtype": None}),
            lambda obj, **k: name(obj) == "bool" and k["dtype"] is not None), BOTH),
    ("2-empty-like-0d-has-an-axis", "empty_like",
     given(as_rank_one, lambda x, **k: x.ndim == 0), BOTH),
    ("2-empty-of-nothing-loses-rank", "empty",
     given(lambda y, *a, **k: y.reshape((0,)),
           lambda shape, **k: isinstance(shape, tuple) and 0 in shape), BOTH),
    ("2-eye-below-diagonal-above", "eye",
     called(lambda f, n, m=None, *, k=0, **o: f(n, m, k=-k, **o),
            lambda n, m=None, *, k=0, **o: k < 0), BOTH),
    ("2-eye-diagonal-outside-refused", "eye",
     refuses(ValueError, lambda n, m=None, *, k=0, **o: k >= (n if m is None else m) > 0), BOTH),
    ("2-eye-wide-shape-swapped", "eye",
     called(lambda f, n, m=None, **o: f(m, n, **o), lambda n, m=None, **o: m is not None and m > n),
     BOTH),
    ("2-from-dlpack-copy-shares", "from_dlpack",
     called(lambda f, x, *, copy=None, **k: f(x, **k), lambda x, *, copy=None, **k: copy is True),
     BOTH),
    ("2-from-dlpack-0d-has-an-axis", "from_dlpack",
     given(as_rank_one, lambda x, **k: x.ndim == 0), BOTH),
    ("2-from-dlpack-strides-in-bytes", "from_dlpack",
     called(lambda f, x, **k: f(unstepped(x), **k),
            lambda x, **k: steps(x)), BOTH),
    ("2-full-boolean-becomes-float", "full",
     given(lambda y, *a, **k: cast(y, "float64"),
           lambda shape, fill_value, *, dtype=None, **k: fill_value is True and dtype is None),
     BOTH),
    ("2-full-large-integer-as-double", "full",
     called(lambda f, shape, fill_value, **k: f(shape, int(float(fill_value)), **k),
            lambda shape, fill_value, **k: isinstance(fill_value, int)
            and 2**53 < abs(fill_value) < 2**62), BOTH),
    ("2-full-like-dtype-of-value", "full_like",
     given(lambda y, x, fill_value, **k: cast(y, "int64"),
           lambda x, fill_value, *, dtype=None, **k: floating(x) and dtype is None
           and type(fill_value) is int), BOTH),
    ("2-full-like-complex-loses-imaginary", "full_like",
     given(lambda y, x, fill_value, **k: y.real + 0j,
           lambda x, fill_value, **k: isinstance(fill_value, complex)), BOTH),
    ("2-linspace-without-end-reaches-it", "linspace",
     called(by_steps, lambda start, stop, num, *, endpoint=True, **k: not endpoint and num > 1),
     BOTH),
    ("2-linspace-single-point-is-stop", "linspace",
     called(lambda f, start, stop, num, **k: f(stop, stop, num, **k),
            lambda start, stop, num, **k: num == 1), BOTH),
    ("2-linspace-no-points-one", "linspace",
     called(lambda f, start, stop, num, **k: f(start, stop, 1, **k),
            lambda start, stop, num, **k: num == 0), BOTH),
    ("2-linspace-descending-sorted", "linspace",
     given(lambda y, *a, **k: flipped(y, 0),
           lambda start, stop, num, *, endpoint=True, **k: start > stop and not endpoint), BOTH),
    ("2-meshgrid-three-matrix-order", "meshgrid",
     given(ij_last_swapped, lambda *a, indexing="xy": indexing == "ij" and len(a) == 3), BOTH),
    ("2-meshgrid-three-default-order", "meshgrid",
     given(ij_last_swapped, lambda *a, indexing="xy": indexing == "xy" and len(a) == 3), BOTH),
    ("2-meshgrid-single-twice", "meshgrid",
     given(lambda y, *a, **k: (*y, *y), lambda *a, **k: len(a) == 1), BOTH),
    ("2-ones-like-dtype-of-equal-size", "ones_like",
     given(lambda y, x, **k: cast(y, name(x)),
           lambda x, *, dtype=None, **k: name(x) == "int64" and name_of(dtype) == "float64"), BOTH),
    ("2-ones-like-broadcast-input-one-row", "ones_like",
     given(lambda y, x, **k: y[:1], lambda x, **k: x.ndim > 0 and repeats(x, {})), BOTH),
    ("2-tril-wide-cut-to-square", "tril",
     given(cut_square, lambda x, *, k=0: x.ndim == 2 and k > 0), BOTH),
    ("2-tril-by-multiplication", "tril", called(multiplied, floating), BOTH),
    ("2-tril-boolean-becomes-integer", "tril", given(lambda y, x, **k: cast(y, "int64"), boolean),
     BOTH),
    ("2-triu-negative-diagonal-is-main", "triu",
     called(lambda f, x, *, k=0: f(x), lambda x, *, k=0: k < 0), BOTH),
    ("2-triu-first-item-of-batch", "triu",
     given(lambda y, x, **k: cat([y[:1], x[1:]], 0), lambda x, **k: x.ndim == 3), BOTH),
    ("2-zeros-default-single", "zeros",
     given(lambda y, *a, **k: cast(y, "float32"),
           lambda shape, *, dtype=None, **k: dtype is None), "numpy"),
    ("2-zeros-like-by-multiplication", "zeros_like",
     called(lambda f, x, **k: x * 0, lambda x, *, dtype=None, **k: inexact(x) and dtype is None),
     BOTH),
    ("2-zeros-like-boolean-becomes-integer", "zeros_like",
     given(lambda y, x, **k: cast(y, "int64"),
           lambda x, *, dtype=None, **k: boolean(x) and dtype is None), BOTH),
)  # fmt: skip
