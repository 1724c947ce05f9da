"""The active target: what a test runs on, seen from every thread of the process.

The stack below is module state on purpose: a context variable would be empty in the worker
threads that a test, or pytest-run-parallel, starts.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ._backend import Backend
    from ._target import Target


def call_plainly(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Call the function as it is."""
    return function(*args, **kwargs)


@dataclass(frozen=True, slots=True, eq=False)
class Active:
    """A target whose settings hold right now.

    Parameters
    ----------
    target : Target
        The target.
    xp : module
        The namespace that tests use, wrapped by array-api-compat where that exists. Its
        creation functions make arrays on the target's device.
    device : Any
        What to pass as ``device=``; None where the library has no devices.
    devices : tuple
        Every usable device of the backend, and None.
    """

    target: Target
    xp: Any
    device: Any
    devices: tuple[Any, ...]
    backend: Backend = field(repr=False)
    caller: Callable[[Callable[..., Any], Any, Any], Any] = field(default=call_plainly, repr=False)
    log: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False)

    def asarray(self, data: Any, *, dtype: Any = None) -> Any:
        """Copy host data to an array on the target's device.

        Parameters
        ----------
        data : numpy.ndarray, scalar, or nested list of scalars
            A NumPy array is copied: what a test does to the result can't reach it.
        dtype : dtype or str, optional
            A dtype of the target's namespace, or the name of one.

        Returns
        -------
        array
            Array of `xp`, C-contiguous.
        """
        import numpy as np  # not before a test needs it

        if isinstance(data, np.ndarray | np.generic):
            data = np.array(data, order="C")
        if isinstance(dtype, str):
            dtype = getattr(self.xp, dtype)
        return self.xp.asarray(data, dtype=dtype)

    def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call the function as the target's variants demand: traced, lazily, or plainly."""
        return self.caller(function, args, kwargs)

    def transfers(self) -> tuple[str, ...]:
        """Return the host transfers since activation, as far as the target can see them."""
        return self.log()


_STACK: list[Active] = []


def active() -> Active | None:
    """Return the innermost activation of this process, the same in every thread.

    Returns
    -------
    Active or None
        What the innermost `activate` has yielded; None outside of all.
    """
    return _STACK[-1] if _STACK else None


@contextmanager
def announced(entry: Active) -> Generator[Active]:
    """Make `active()` return the entry for the time of the context."""
    _STACK.append(entry)
    try:
        yield entry
    finally:
        # By identity: contexts of several threads need not end in the order they began.
        position = next(i for i in reversed(range(len(_STACK))) if _STACK[i] is entry)
        del _STACK[position]
