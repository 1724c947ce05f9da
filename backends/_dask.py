"""Dask: computes are counted; under ``+lazy`` a compute inside a call is an error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._active import Active, call_plainly
from ._backend import Backend

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ._target import Target


class DaskBackend(Backend):
    """Dask arrays of NumPy chunks."""

    __slots__ = ()

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        import dask.config

        meter = Meter()
        caller = meter.call_lazily if "lazy" in target.variants else call_plainly
        with dask.config.set(scheduler=meter):
            yield Active(
                target, self.load(), None, (None,), self, caller, lambda: tuple(meter.computes)
            )


class Meter:
    """A scheduler that notes each compute, and can forbid them.

    It is set in Dask's process-wide configuration: worker threads use it too.
    """

    def __init__(self) -> None:
        self.computes: list[str] = []
        self.forbidden_in: list[str] = []

    def __call__(self, dsk: Any, keys: Any, **kwargs: Any) -> Any:
        """Run the graph with Dask's threaded scheduler, or refuse to."""
        import dask.threaded

        self.computes.append("compute")
        if self.forbidden_in:
            msg = (
                f"{self.forbidden_in[-1]!r} computed a dask array, which the target's variant "
                "'lazy' forbids: bool(), float(), numpy.asarray() and .compute() all compute"
            )
            raise RuntimeError(msg)
        return dask.threaded.get(dsk, keys, **kwargs)

    def call_lazily(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Call the function; any compute in it raises RuntimeError."""
        self.forbidden_in.append(getattr(function, "__name__", repr(function)))
        try:
            return function(*args, **kwargs)
        finally:
            self.forbidden_in.pop()
