"""Creation of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH
from .._operators import from_start, plain
from ..blind2._operators import (
    called,
    cast,
    dup,
    floating,
    given,
    inexact,
    name_of,
)
from ._operators import of

if TYPE_CHECKING:
    from .._blind import Row


def given_shape(args: Any, k: Any) -> Any:
    return args[0] if args else k["shape"]


def short_backwards(y: Any, start: Any, stop: Any = None, step: Any = 1, **_k: Any) -> Any:
    """Lose the last of numbers that go down."""
    return y[: -(-int(abs(start - stop)) // int(abs(step))) - 1]


def goes_down(start: Any, stop: Any = None, step: Any = 1, **_k: Any) -> bool:
    return step < -1 and (start - stop) % step != 0


def not_itself(f: Any, obj: Any, **k: Any) -> Any:
    return obj


def copy_of_same(obj: Any, **k: Any) -> bool:
    return k.get("copy") is True and k.get("dtype") is not None and obj.dtype == k["dtype"]


def scalar_shape(y: Any, *_a: Any, **_k: Any) -> Any:
    return y.reshape((1,))


def is_scalar(x: Any, **_k: Any) -> bool:
    return tuple(x.shape) == ()


def other_diagonal(f: Any, *a: Any, **k: Any) -> Any:
    return f(*a, **{**k, "k": -k["k"]})


def wide(n: Any, m: Any = None, **k: Any) -> bool:
    return m is not None and m != n and k.get("k", 0) != 0


def real_fill(f: Any, shape: Any, fill: Any, **k: Any) -> Any:
    return f(shape, fill.real, **k)


def dtype_of_fill(y: Any, _x: Any, fill: Any, **_k: Any) -> Any:
    return cast(y, "int64")


def int_fill(x: Any, fill: Any, **k: Any) -> bool:
    return type(fill) is int and floating(x) and k.get("dtype") is None


def long_steps(f: Any, start: Any, stop: Any, num: Any = None, **k: Any) -> Any:
    """Divide by one less than there are numbers, whether or not the end is one."""
    return f(start, stop, k.pop("num", num), **{**k, "endpoint": True})


def no_end(start: Any, stop: Any, num: Any = None, **k: Any) -> bool:
    return k.get("endpoint") is False and start > stop


def last_two_swapped(f: Any, *arrays: Any, **k: Any) -> Any:
    """Swap the wrong pair of axes for Cartesian indexing."""
    grids = f(*arrays, indexing="ij")
    swap = plain(arrays[0]).swapaxes
    return type(grids)(swap(g, -1, -2) for g in grids)


def complex_ones(y: Any, *_a: Any, **_k: Any) -> Any:
    return y + 1j


def dtype_kind(kind: str) -> Any:
    return lambda *a, **k: name_of(k["dtype"]).startswith(kind)


def times_zero(_f: Any, x: Any, **k: Any) -> Any:
    return x * 0


def cached_zeros(function: Any) -> Any:
    """Hand out one array of zeros for each shape."""
    cache: dict[Any, Any] = {}

    def faulty(*args: Any, **kwargs: Any) -> Any:
        shape = given_shape(args, kwargs)
        if not isinstance(shape, tuple) or len(shape) != 2:
            return function(*args, **kwargs)
        key = (shape, str(kwargs))
        if key not in cache:
            cache[key] = function(*args, **kwargs)
        return cache[key]

    return faulty


def masked_by_product(f: Any, x: Any, **k: Any) -> Any:
    """Multiply by ones and zeros."""
    return x * f(plain(x).ones_like(x), **k)


def below_square(f: Any, x: Any, **k: Any) -> Any:
    """Leave nothing below the last column."""
    y = dup(f(x, **k))
    y[..., y.shape[-1] :, :] = 0
    return y


def offset_lost(f: Any, x: Any, **k: Any) -> Any:
    return f(from_start(x), **k)


def is_slice(x: Any, **_k: Any) -> bool:
    if plain(x) is np:
        return isinstance(x.base, np.ndarray) and x.ndim == 1 and x.shape[0] < x.base.shape[0]
    return x.ndim == 1 and x.storage_offset() > 0


ROWS: tuple[Row, ...] = (
    ("3-arange-short-backwards", "arange", given(short_backwards, goes_down), BOTH),
    ("3-asarray-copy-of-same", "asarray", called(not_itself, copy_of_same), BOTH),
    ("3-empty-like-0d", "empty_like", given(scalar_shape, is_scalar), BOTH),
    ("3-eye-wide-diagonal", "eye", called(other_diagonal, wide), BOTH),
    ("3-from-dlpack-offset", "from_dlpack", called(offset_lost, is_slice), BOTH),
    ("3-full-complex64", "full",
     called(real_fill, lambda s, v, **k: name_of(k["dtype"]) == "complex64"), BOTH),
    ("3-full-like-of-integer", "full_like", given(dtype_of_fill, int_fill), BOTH),
    ("3-linspace-down-without-end", "linspace", called(long_steps, no_end), BOTH),
    ("3-meshgrid-three", "meshgrid",
     called(last_two_swapped, lambda *a, **k: len(a) > 2 and k.get("indexing", "xy") == "xy"),
     BOTH),
    ("3-ones-complex", "ones", given(complex_ones, dtype_kind("complex")), BOTH),
    ("3-zeros-cached", "zeros", cached_zeros, BOTH),
    ("3-zeros-like-times-zero", "zeros_like",
     called(times_zero, lambda x, **k: inexact(x) and k.get("dtype") is None), BOTH),
    ("3-tril-tall", "tril", called(below_square, lambda x, **k: x.shape[-2] > x.shape[-1]), BOTH),
    ("3-triu-by-product", "triu", called(masked_by_product, of("float32")), BOTH),
)  # fmt: skip
