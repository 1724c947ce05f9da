"""Operators of the third round: on which dtypes and sizes, and in which part of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._operators import plain
from ..blind2._operators import anything, cast, given, name, size

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def of(*names: str) -> Function:
    """Hold where the first argument has one of these dtypes."""
    return lambda x, *_, **_k: name(x) in names


def above(n: int) -> Function:
    """Hold where the first argument has more elements."""
    return lambda x, *_, **_k: size(x) > n


def ranked(*ranks: int) -> Function:
    """Hold where the first argument has so many axes."""
    return lambda x, *_, **_k: x.ndim in ranks


def all_of(*conditions: Function) -> Function:
    return lambda *a, **k: all(condition(*a, **k) for condition in conditions)


def contiguous(y: Any) -> Any:
    """Copy an array, row after row."""
    if plain(y) is np:
        return np.array(y, order="C")
    return y.resolve_conj().contiguous().clone()


def flat(*arrays: Any) -> list[Any]:
    """Return the elements that meet, in one dimension."""
    if plain(arrays[0]) is np:
        return [x.reshape(-1) for x in np.broadcast_arrays(*arrays)]
    return [x.reshape(-1) for x in plain(arrays[0]).broadcast_tensors(*arrays)]


def tail(block: int, value: Function, when: Function = anything) -> Any:
    """Have ``value(y, *args)`` for what is left behind the last full block."""

    def change(y: Any, *args: Any, **_k: Any) -> Any:
        y, seen = contiguous(y), flat(*args)
        results = y.reshape(-1)
        start = results.shape[0] // block * block
        if 0 < start < results.shape[0]:
            results[start:] = value(results[start:], *(x[start:] for x in seen))
        return y

    return given(change, when)


def lanes(every: int, lane: int, value: Function, when: Function = anything) -> Any:
    """Have ``value(y, *args)`` in one lane of vectors."""

    def change(y: Any, *args: Any, **_k: Any) -> Any:
        y, seen = contiguous(y), flat(*args)
        results = y.reshape(-1)
        results[lane::every] = value(results[lane::every], *(x[lane::every] for x in seen))
        return y

    return given(change, when)


def via(dtype: str) -> Function:
    """Compute in another dtype and return the one that is right."""

    def other(f: Function, *args: Any, **kwargs: Any) -> Any:
        right = name(f(*args, **kwargs))
        return cast(f(*(cast(x, dtype) for x in args), **kwargs), right)

    return other


def bits_as_signed(x: Any) -> Any:
    """Read bytes as signed numbers."""
    return cast(x, "int8")


def at(axis: int, ndim: int, index: Any) -> tuple[Any, ...]:
    """Return what picks from one axis."""
    return (slice(None),) * (axis % ndim) + (index,)


def rows_as_columns(f: Function, a: Any, b: Any) -> Any:
    """Broadcast a vector along the wrong axis of a square matrix."""
    return f(a, b[:, None])
