"""Operators of the second round for functions whose arguments go by name."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import _clusters
from .._clusters import always, by_name
from .._operators import plain
from ._operators import writable

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]
    Condition = Callable[[Named], Any]


def sensible(when: Condition) -> Condition:
    """Never hold for a call that makes no sense."""

    def holds(named: Named) -> bool:
        try:
            return bool(when(named))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, RuntimeError):
            return False

    return holds


def called_with(change: Function, when: Condition = always) -> Any:
    """Change arguments by name: ``change(named)`` returns those that differ."""
    return _clusters.called_with(change, sensible(when))


def giving(change: Function, when: Condition = always) -> Any:
    """Change the result: ``change(y, named)``."""
    return _clusters.giving(change, sensible(when))


def with_function(change: Function, when: Condition = always) -> Any:
    """Call ``change(function, named)`` instead."""
    fires = sensible(when)

    def wrap(function: Function) -> Function:
        signature = inspect.signature(function)

        @wraps(function)
        def faulty(*args: Any, **kwargs: Any) -> Any:
            named = by_name(signature, args, kwargs)
            return change(function, named) if fires(named) else function(*args, **kwargs)

        return faulty

    return wrap


def spoiling(name: str, change: Function, when: Condition = always) -> Any:
    """Write to an argument: ``change(argument)``, after the result is there."""

    def changed(y: Any, named: Named) -> Any:
        x = named[name]
        if writable(x):
            change(x)
        return y

    return giving(changed, lambda named: hasattr(named[name], "shape") and when(named))


def having(**values: Any) -> Condition:
    """Whether arguments have these values."""
    return lambda named: all(
        isinstance(named[name], type(value)) and named[name] == value
        for name, value in values.items()
    )


def beyond(n: int, name: str = "target") -> Condition:
    return lambda named: isinstance(named[name], int) and named[name] > n


def rows_of(Z: Any) -> list[list[float]]:
    return np.asarray(Z).tolist()


def as_before(Z: Any, rows: Any) -> Any:
    """Return rows as an array like `Z`."""
    return plain(Z).asarray(rows, dtype=Z.dtype)
