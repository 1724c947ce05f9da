"""Mutation operators for array operations: order, reductions, products, indexing."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from ._operators import after, before, copied, holds, instead, is_view, plain, retyped, strides

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def flipped(x: Any, axis: Any = None) -> Any:
    if isinstance(x, np.ndarray):
        return np.flip(x, axis)
    axes = range(x.ndim) if axis is None else (axis,)
    return plain(x).flip(x, tuple(axes))


def count(x: Any, kwargs: dict[str, Any]) -> int:
    """Return how many elements are reduced."""
    axis = kwargs.get("axis")
    return int(np.prod(x.shape)) if axis is None else x.shape[axis]


# Extremes


def last_tie(function: Function, x: Any, **kwargs: Any) -> Any:
    """Return the last position of the extreme value."""
    return count(x, kwargs) - 1 - function(flipped(x, kwargs.get("axis")), **kwargs)


def beyond_the_end(function: Function, x: Any, **kwargs: Any) -> Any:
    """Return a position past the end where all values are infinite (cupy#7424)."""
    found = function(x, **kwargs)
    return found + count(x, kwargs) if kwargs.get("axis") is None and np.isinf(x).all() else found


def wrapped_position(bits: int) -> Function:
    """Count positions in an integer of few bits."""
    return lambda y, _x, _k: y % 2**bits


# Sorting


def unstable(function: Function, x: Any, **kwargs: Any) -> Any:
    """Let the last of equal values come first, as sorts without stability may."""
    axis = kwargs.pop("axis", -1)
    order = function(flipped(x, axis), axis=axis, **kwargs)
    return x.shape[axis] - 1 - order


def unordered_nan(function: Function, x: Any, **kwargs: Any) -> Any:
    """Leave everything behind a NaN as it was."""
    if not (x != x).any() or x.ndim != 1:
        return function(x, **kwargs)
    first = int(np.argmax(np.isnan(np.asarray(x))))
    y = copied(x)
    y[:first] = function(x[:first], **kwargs)
    return y


def zeros_by_sign(function: Function, x: Any, **kwargs: Any) -> Any:
    """Put -0.0 before 0.0."""
    if str(x.dtype).rpartition(".")[2][:5] != "float":
        return function(x, **kwargs)
    return function(plain(x).where((x == 0) & plain(x).signbit(x), -1e-30, x), **kwargs)


SIDES = {"left": "right", "right": "left"}
side_swapped = before(lambda x, k: (x, {**k, "side": SIDES[k.get("side", "left")]}))


def clipped_search(function: Function, edges: Any, values: Any, **kwargs: Any) -> Any:
    """Never return a position after the last edge."""
    return function(edges, values, **kwargs).clip(0, edges.shape[0] - 1)


# Reductions


def drops_nan(function: Function, x: Any, **kwargs: Any) -> Any:
    """Take NaN for a small number."""
    if str(x.dtype).rpartition(".")[2][:5] != "float":
        return function(x, **kwargs)
    return function(plain(x).nan_to_num(x, nan=1.0), **kwargs)


keepdims_wrong_axis = before(
    lambda x, k: (x, {**k, "axis": 0}), lambda _x, k: k.get("keepdims") and "axis" in k
)
never_keeps = before(lambda x, k: (x, {**k, "keepdims": False}))


def exclusive(y: Any, x: Any, _kwargs: Any) -> Any:
    """Leave each element out of its own sum."""
    return y - x


def rows_mixed(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Move a unit from the last row to the first."""
    if y.ndim < 2 or min(y.shape) < 3:
        return y
    y = copied(y)
    y[0, -1] += 1
    y[-1, -1] -= 1
    return y


def integer_but(*names: str) -> Any:
    """Hold for integers of other dtypes (pytorch#90635)."""

    def when(x: Any, _kwargs: Any) -> bool:
        name = str(x.dtype).rpartition(".")[2]
        return "int" in name and name not in names

    return when


def population(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Make the sample's standard deviation the default."""
    return {"correction": 1, **kwargs}


# Products


def rounded_inputs(bits: int) -> Any:
    """Multiply numbers of few bits: 8 for bfloat16, 11 for TF32."""

    def rounded(x: Any) -> Any:
        if isinstance(x, np.ndarray) and x.dtype.kind == "c":
            return rounded(x.real) + 1j * rounded(x.imag)
        if not isinstance(x, np.ndarray):
            return plain(x).complex(*map(rounded, (x.real, x.imag))) if x.is_complex() else short(x)
        return short(x)

    def short(x: Any) -> Any:
        mantissa, exponent = plain(x).frexp(x)
        return plain(x).ldexp(plain(x).round(mantissa * 2**bits) / 2**bits, exponent)

    return instead(lambda f, a, b: f(rounded(a), rounded(b)), lambda x, _k: is_inexact(x))


def is_inexact(x: Any) -> bool:
    return "int" not in str(x.dtype)


def square_transposed(function: Function, a: Any, b: Any) -> Any:
    """Multiply by the transposed matrix if it is square."""
    return function(a, b.T if b.ndim == 2 and b.shape[0] == b.shape[1] else b)


def first_operand(change: Function, when: Any) -> Any:
    """Read the first of two operands in another way."""
    return instead(lambda f, a, b: f(change(a), b), when)


def second_operand(change: Function, when: Any) -> Any:
    """Read the second of two operands in another way."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(a: Any, b: Any, **kwargs: Any) -> Any:
            return function(a, change(b) if holds(when, b, {}) else b, **kwargs)

        return faulty

    return wrap


def has_zero_stride(x: Any, _kwargs: Any) -> bool:
    return is_view(x, {}) and 0 in strides(x)


def batch_of_first(function: Function, a: Any, b: Any) -> Any:
    """Multiply every item by the first one's partner."""
    return function(a, b[:1, ...]) if b.ndim > 2 else function(a, b)


def off_by_ulp(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Round up where rounding down is right, once in a hundred."""
    y = copied(y)
    y[::97] *= 1 + plain(y).finfo(y.dtype).eps
    return y


def first_call_rough(function: Function) -> Function:
    """Be a thousand ulp off in the first call (pytorch#188792)."""
    calls = iter(range(10**9))

    @wraps(function)
    def faulty(x: Any, **kwargs: Any) -> Any:
        y = function(x, **kwargs)
        return y * (1 + 1000 * plain(y).finfo(y.dtype).eps) if next(calls) == 0 else y

    return faulty


# Indexing


def axis_zero(function: Function, x: Any, indices: Any, **kwargs: Any) -> Any:
    """Take along the first axis, whatever is asked for."""
    return function(x, indices % x.shape[0], **{**kwargs, "axis": 0})


def first_index_only(function: Function, x: Any, indices: Any, **kwargs: Any) -> Any:
    """Drop repeated indices."""
    return function(x, plain(x).unique(indices), **kwargs)


def sorted_indices(function: Function, x: Any, indices: Any, **kwargs: Any) -> Any:
    """Take in ascending order."""
    ordered = np.sort(indices) if isinstance(indices, np.ndarray) else indices.sort().values
    return function(x, ordered, **kwargs)


def condition_by_row(function: Function, condition: Any, a: Any, b: Any) -> Any:
    """Broadcast a column of conditions along the wrong axis."""
    if condition.ndim == 2 and condition.shape[1] == 1:
        condition = condition.T
    return function(condition, a, b)


def single_choice(function: Function, condition: Any, a: Any, b: Any) -> Any:
    """Return the first choice's dtype."""
    name = str(a.dtype).rpartition(".")[2]
    return retyped(name)(function(condition, a, b), None, None)


def both_alike(function: Function, condition: Any, a: Any, b: Any) -> Any:
    """Refuse choices of two dtypes (pytorch#70923)."""
    if a.dtype != b.dtype:
        msg = "expected scalar type float but found double"
        raise RuntimeError(msg)
    return function(condition, a, b)


def from_the_front(function: Function, x: Any, indices: Any, **kwargs: Any) -> Any:
    """Refuse negative positions."""
    if (indices < 0).any():
        msg = "index out of range"
        raise IndexError(msg)
    return function(x, indices, **kwargs)


def multiplied(function: Function, condition: Any, a: Any, b: Any) -> Any:
    """Choose by multiplication: NaN that isn't chosen counts."""
    return condition * a + ~condition * b if a.dtype == b.dtype else function(condition, a, b)


def of_each(change: Function, when: Any) -> Any:
    """Read each of a list of arrays in another way."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(arrays: Any, **kwargs: Any) -> Any:
            seen = [change(x) if holds(when, x, {}) else x for x in arrays]
            return function(seen, **kwargs)

        return faulty

    return wrap


def writes_beside(y: Any, x: Any, _kwargs: Any) -> Any:
    """Write one element past a view (pytorch#183419)."""
    x[..., -1] = 1
    return y


# Unique values


def field(name: str, change: Function) -> Any:
    """Change one field of a named tuple: ``change(value, x)``."""
    return after(lambda y, x, _k: y._replace(**{name: change(getattr(y, name), x)}))


def nan_uncounted(counts: Any, x: Any) -> Any:
    """Count nothing for NaN (pytorch#94106)."""
    missing = int((x != x).sum())
    if missing:
        counts = copied(counts)
        counts[-missing:] = 0
    return counts


first_type = instead(lambda f, *args: f(args[0]))


def dtype_of_first(function: Function, *args: Any) -> Any:
    """Let the first of several decide where all are arrays or dtypes."""
    return function(args[0]) if not isinstance(args[0], float | int) else function(*args)


def seen(x: Any, _kwargs: Any) -> bool:
    """Hold for floats."""
    return is_inexact(x)
