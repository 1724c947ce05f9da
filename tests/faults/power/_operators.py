"""Mutation operators that fit any function: when it is wrong, and what becomes of its result.

An operator makes a faulty function of a healthy one. Results are changed by NumPy and torch
themselves, whose own functions nothing here breaks.
"""

from __future__ import annotations

import threading
import time
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Condition = Callable[[Any, dict[str, Any]], Any]


def plain(x: Any) -> Any:
    """Return the healthy library of an array: torch or NumPy."""
    if type(x).__module__.startswith(("torch", "pytest_array_api")):
        import torch

        return torch
    return np


def always(_x: Any, _kwargs: dict[str, Any]) -> bool:
    """Hold for every call."""
    return True


def holds(when: Condition, x: Any, kwargs: dict[str, Any]) -> bool:
    """Whether a fault fires; never for a call that makes no sense."""
    try:
        return bool(when(x, kwargs))
    except (AttributeError, IndexError, TypeError, ValueError, RuntimeError):
        return False


def after(change: Function, when: Condition = always) -> Any:
    """Change the result: ``change(y, x, kwargs)``."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            y = function(x, *args, **kwargs)
            return change(y, x, kwargs) if holds(when, x, kwargs) else y

        return faulty

    return wrap


def before(change: Function, when: Condition = always) -> Any:
    """Change the call: ``change(x, kwargs)`` returns another `x` and other `kwargs`."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            if holds(when, x, kwargs):
                x, kwargs = change(x, dict(kwargs))
            return function(x, *args, **kwargs)

        return faulty

    return wrap


def instead(other: Function, when: Condition = always) -> Any:
    """Call ``other(function, x, *args, **kwargs)``."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            if holds(when, x, kwargs):
                return other(function, x, *args, **kwargs)
            return function(x, *args, **kwargs)

        return faulty

    return wrap


def argument(**changes: Any) -> Any:
    """Replace keywords of every call."""
    return before(lambda x, kwargs: (x, {**kwargs, **changes}))


def default(**changes: Any) -> Any:
    """Have another default for a keyword."""
    return before(lambda x, kwargs: (x, {**changes, **kwargs}))


def ignores(*names: str) -> Any:
    """Take a keyword and forget it."""
    return before(lambda x, k: (x, {name: v for name, v in k.items() if name not in names}))


def replaced_by(path: str) -> Any:
    """Be another function altogether: a NumPy one, by its name."""

    def wrap(function: Function) -> Function:
        owner: Any = np
        for part in path.split("."):
            owner = getattr(owner, part)
        return wraps(function)(owner)

    return wrap


def raises(exception: type[BaseException], when: Condition) -> Any:
    """Refuse calls that make sense."""

    def refuse(_function: Function, _x: Any, *_args: Any, **_kwargs: Any) -> Any:
        msg = "not supported"
        raise exception(msg)

    return instead(refuse, when)


def accepts(exceptions: Any, result: Function) -> Any:
    """Return something, ``result(x, kwargs)``, where the healthy function refuses."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return function(x, *args, **kwargs)
            except exceptions:
                return result(function, x, *args, **kwargs)

        return faulty

    return wrap


# Conditions


def float32(x: Any, _kwargs: Any) -> bool:
    return str(x.dtype).rpartition(".")[2] in {"float32", "complex64"}


def ndim_at_least(n: int) -> Condition:
    return lambda x, _kwargs: x.ndim >= n


def size_above(n: int) -> Condition:
    return lambda x, _kwargs: x.size > n if isinstance(x, np.ndarray) else x.numel() > n


def strides(x: Any) -> tuple[int, ...]:
    """Return strides in elements."""
    if isinstance(x, np.ndarray):
        return tuple(s // x.itemsize for s in x.strides)
    return tuple(x.stride())


def is_view(x: Any, _kwargs: Any) -> bool:
    """Whether the elements don't lie one after the other."""
    return not (x.flags.c_contiguous if isinstance(x, np.ndarray) else x.is_contiguous())


def walks_backwards(x: Any, _kwargs: Any) -> bool:
    return min(strides(x), default=1) < 0


def repeats(x: Any, _kwargs: Any) -> bool:
    """Whether an axis has stride zero."""
    return 0 in [s for s, n in zip(strides(x), x.shape, strict=True) if n > 1]


# What is seen instead of a view


def memory_order(x: Any) -> Any:
    """Return the elements in the order in which they lie, in the shape of `x`."""
    if isinstance(x, np.ndarray):
        return x.ravel(order="K").reshape(x.shape)
    torch = plain(x)
    order = sorted(range(x.ndim), key=lambda i: -x.stride(i))
    return torch.permute(x, order).reshape(x.shape)


def from_start(x: Any) -> Any:
    """Return what lies at the start of the memory in the strides of `x`."""
    if not isinstance(x, np.ndarray):
        return plain(x).as_strided(x, x.shape, x.stride(), 0)
    base = x
    while isinstance(base.base, np.ndarray):
        base = base.base
    if min(strides(x), default=1) < 0 or not base.flags.c_contiguous:
        return x
    return np.ndarray(x.shape, x.dtype, base, 0, x.strides)


def forwards(x: Any) -> Any:
    """Return the elements as if no axis was walked backwards."""
    backwards = [i for i, s in enumerate(strides(x)) if s < 0]
    return np.flip(x, axis=backwards) if backwards else x


def unstepped(x: Any) -> Any:
    """Return as many neighbours as `x` has elements along its last axis, from its first on."""
    if isinstance(x, np.ndarray):
        along = (*x.strides[:-1], x.itemsize)
        return np.lib.stride_tricks.as_strided(x, x.shape, along)
    return x.as_strided(x.shape, (*x.stride()[:-1], 1))


def reading(change: Function, when: Condition = always) -> Any:
    """Read the input in another way."""
    return before(lambda x, kwargs: (change(x), kwargs), when)


# Memory and time


def overwriting(change: Function = lambda x: 0 * x, when: Condition = always) -> Any:
    """Use the input as scratch."""

    def scratch(function: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
        y = function(x, *args, **kwargs)
        x[...] = change(x)
        return y

    return instead(scratch, when)


def copied(x: Any) -> Any:
    return x.copy() if isinstance(x, np.ndarray) else x.clone()


def shared_buffer(function: Function) -> Function:
    """Write all results of a shape to one buffer."""
    buffers: dict[Any, Any] = {}

    @wraps(function)
    def faulty(*args: Any, **kwargs: Any) -> Any:
        y = function(*args, **kwargs)
        buffer = buffers.setdefault((tuple(y.shape), y.dtype), y)
        buffer[...] = y
        return buffer

    return faulty


def unlocked_workspace(function: Function) -> Function:
    """Share a workspace between threads: right when called by one alone."""
    buffers: dict[Any, Any] = {}

    @wraps(function)
    def faulty(*args: Any, **kwargs: Any) -> Any:
        y = function(*args, **kwargs)
        workspace = buffers.setdefault((tuple(y.shape), y.dtype), copied(y))
        workspace[...] = y
        time.sleep(0.001)
        return copied(workspace)

    return faulty


def first_call_cached(function: Function) -> Function:
    """Keep the result of the first call for each shape and each keyword."""
    cache: dict[Any, Any] = {}

    @wraps(function)
    def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
        key = (tuple(x.shape), str(x.dtype), str(sorted(kwargs.items())))
        if key not in cache:
            cache[key] = function(x, *args, **kwargs)
        return copied(cache[key])

    return faulty


def unstable_bits(function: Function) -> Function:
    """Round differently from call to call, as atomic additions do."""
    calls = iter(range(10**9))

    @wraps(function)
    def faulty(*args: Any, **kwargs: Any) -> Any:
        y = function(*args, **kwargs)
        eps = plain(y).finfo(y.dtype).eps
        return y * (1 + eps) if next(calls) % 3 == 1 else y

    return faulty


def wrong_every(n: int, change: Function) -> Any:
    """Change the result of every n-th call."""

    def wrap(function: Function) -> Function:
        calls, lock = iter(range(1, 10**9)), threading.Lock()

        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            y = function(x, *args, **kwargs)
            with lock:
                fires = next(calls) % n == 0
            return change(y, x, kwargs) if fires else y

        return faulty

    return wrap


# Kinds of results


def as_host(y: Any, _x: Any = None, _kwargs: Any = None) -> Any:
    """Return NumPy's array."""
    return np.asarray(y.detach().cpu().resolve_conj().numpy())


def as_scalar(y: Any, _x: Any = None, _kwargs: Any = None) -> Any:
    """Return a Python number where there is one element."""
    return y.item() if y.ndim == 0 else y


def squeezed(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Lose the axes of length one."""
    return plain(y).squeeze(y)


def retyped(dtype: str) -> Function:
    """Return the values in another dtype."""
    return lambda y, _x, _kwargs: cast(y, dtype)


def cast(y: Any, dtype: str) -> Any:
    known = isinstance(y, (np.ndarray, np.generic))
    return y.astype(dtype) if known else y.to(getattr(plain(y), dtype))


def widened(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Return doubles for floats."""
    wide = {"float32": "float64", "complex64": "complex128"}
    name = str(y.dtype).rpartition(".")[2]
    return cast(y, wide.get(name, name))


def through_single(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Lose the precision of doubles, not the dtype."""
    narrow = {"float64": "float32", "complex128": "complex64"}
    name = str(y.dtype).rpartition(".")[2]
    return cast(cast(y, narrow.get(name, name)), name)


def scaled(factor: float) -> Function:
    return lambda y, _x, _kwargs: y * factor


def beyond_item(first: int, factor: float) -> Function:
    """Change the items of a batch from the given one on."""

    def change(y: Any, _x: Any, _kwargs: Any) -> Any:
        if y.ndim < 2 or y.shape[0] <= first:
            return y
        y = copied(y)
        y[first:, ...] *= factor
        return y

    return change


def one_element(relative: float, index: int = -1) -> Function:
    """Change one element along the last axis."""

    def change(y: Any, _x: Any, _kwargs: Any) -> Any:
        if y.ndim == 0 or y.shape[-1] <= abs(index):
            return y
        y = copied(y)
        y[..., index] *= 1 + relative
        return y

    return change
