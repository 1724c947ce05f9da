"""Operators of the second round: when a function of any arguments is wrong, and on what.

A fault falls back to the healthy function wherever its own arithmetic makes no sense.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from .._arrays import flipped
from .._operators import copied, overwriting, plain, repeats, shared_buffer, strides

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Condition = Callable[[Any, dict[str, Any]], Any]

ERRORS = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def anything(*_args: Any, **_kwargs: Any) -> bool:
    return True


def fires(when: Function, args: Any, kwargs: Any) -> bool:
    try:
        with np.errstate(all="ignore"):
            return bool(when(*args, **kwargs))
    except ERRORS:
        return False


def called(other: Function, when: Function = anything) -> Any:
    """Call ``other(function, *args, **kwargs)``; the healthy function where that makes no sense."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(*args: Any, **kwargs: Any) -> Any:
            if fires(when, args, kwargs):
                try:
                    with np.errstate(all="ignore"):
                        return other(function, *args, **kwargs)
                except ERRORS:
                    pass
            return function(*args, **kwargs)

        return faulty

    return wrap


def given(change: Function, when: Function = anything) -> Any:
    """Change the result: ``change(y, *args, **kwargs)``."""
    return called(lambda f, *args, **kwargs: change(f(*args, **kwargs), *args, **kwargs), when)


def refuses(exception: type[Exception], when: Function) -> Any:
    """Raise for a call that makes sense."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(*args: Any, **kwargs: Any) -> Any:
            if fires(when, args, kwargs):
                msg = "not implemented for this input"
                raise exception(msg)
            return function(*args, **kwargs)

        return faulty

    return wrap


def where(mask: Function, value: Function) -> Any:
    """Have ``value(y, *args)`` where ``mask(*args)`` holds, in the dtype of the result."""

    def change(y: Any, *args: Any, **_kwargs: Any) -> Any:
        chosen = mask(*args)
        if not chosen.any():
            return y
        other, library = value(y, *args), plain(y)
        if library is np:
            return np.where(chosen, other, y).astype(y.dtype)
        return library.where(chosen, library.as_tensor(other).to(y.dtype), y)

    return given(change)


def both(*conditions: Function) -> Function:
    return lambda *args: all(condition(*args) for condition in conditions)


def buffered(when: Function) -> Any:
    """Write results of a shape to one buffer, if ``when(ndim)`` holds for the input."""

    def wrap(function: Function) -> Function:
        shared = shared_buffer(function)

        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            return (shared if when(getattr(x, "ndim", 0)) else function)(x, *args, **kwargs)

        return faulty

    return wrap


# What arrays are


def name(x: Any) -> str:
    """Return the name of an array's dtype, or of a number's type."""
    return str(getattr(x, "dtype", type(x).__name__)).rpartition(".")[2]


def name_of(dtype: Any) -> str:
    return str(dtype)[6:] if str(dtype).startswith("torch.") else np.dtype(dtype).name


def floating(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith("float")


def inexact(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith(("float", "complex"))


def cplx(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith("complex")


def integer(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith(("int", "uint"))


def unsigned(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith("uint")


def signed(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith("int")


def boolean(x: Any, *_: Any, **_k: Any) -> bool:
    return name(x).startswith("bool")


def number(x: Any, *_: Any, **_k: Any) -> bool:
    return isinstance(x, int | float | complex)


def array(x: Any) -> bool:
    return hasattr(x, "dtype") and hasattr(x, "shape") and not isinstance(x, type)


def size(x: Any) -> int:
    return int(np.prod(tuple(x.shape)))


def mixed(a: Any, b: Any) -> bool:
    return array(a) and array(b) and a.dtype != b.dtype


def along_last(x: Any, axis: Any = -1) -> bool:
    return axis in {-1, x.ndim - 1} or (axis is None and x.ndim == 1)


def steps(x: Any, *_: Any) -> bool:
    """Whether the elements of an axis have others between them."""
    return x.ndim == 1 and strides(x)[0] > 1


def writable(x: Any) -> bool:
    may = x.flags.writeable if isinstance(x, np.ndarray) else not x.requires_grad
    return may and not repeats(x, {})


def negative_zero(x: Any, *_: Any) -> Any:
    return (x == 0) & plain(x).signbit(x)


def minus(x: Any) -> Any:
    return plain(x).signbit(x)


def isinf(x: Any) -> Any:
    return abs(x) == np.inf


def never(x: Any) -> Any:
    return x != x if not inexact(x) else x * 0 == 1


# What becomes of them


def cast(x: Any, dtype: str) -> Any:
    """Return another dtype of an array or of one of NumPy's scalars."""
    return x.astype(dtype) if plain(x) is np else x.to(getattr(plain(x), dtype))


def dup(x: Any) -> Any:
    """Copy an array, as it lies in memory, or make one of a scalar."""
    return x.clone() if hasattr(x, "clone") else np.array(x)


def into(x: Any, y: Any) -> Any:
    """Use the first input for the result."""
    x[...] = y
    return x


def cat(parts: Any, axis: int) -> Any:
    parts = list(parts)
    library = plain(parts[0])
    return np.concatenate(parts, axis) if library is np else library.cat(parts, axis)


def compose(real: Any, imag: Any) -> Any:
    """Return complex numbers of their parts, infinite ones too."""
    if plain(real) is not np:
        return plain(real).complex(real, imag)
    y = np.zeros(real.shape, np.result_type(real, np.complex64))
    y.real, y.imag = real, imag
    return y


def permuted(x: Any, axes: Any) -> Any:
    return np.transpose(x, axes) if plain(x) is np else x.permute(axes)


def swapped(f: Function, a: Any, b: Any) -> Any:
    return f(b, a)


def first_dtype(y: Any, a: Any, *_args: Any, **_kwargs: Any) -> Any:
    return cast(y, name(a))


# Transforms


def negated(y: Any, axis: int) -> Any:
    """Read the bins of the other direction: minus each index."""
    return plain(y).roll(flipped(y, axis), 1, axis)


def last_row_copied(y: Any, *_: Any) -> Any:
    """Leave the last row what the one before it is."""
    y = copied(y)
    y[-1, ...] = y[-2, ...]
    return y


def times(*pairs: tuple[Any, float]) -> Function:
    """Scale some elements along the last axis."""

    def change(y: Any, *_: Any) -> None:
        for index, factor in pairs:
            y[..., index] *= factor

    return change


def norm(name: str) -> Condition:
    return lambda _x, k: k.get("norm") == name


def scratch(when: Condition) -> Any:
    """Use input that may be written as scratch."""
    return overwriting(lambda x: 0.5 * x, lambda x, k: writable(x) and when(x, k))
