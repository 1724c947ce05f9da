"""NumPy, and its variant whose arrays can't be written to."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from ._active import Active
from ._backend import Backend
from ._namespace import with_results

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._target import Target


class NumpyBackend(Backend):
    """NumPy; ``+readonly``: arrays that `xp` returns are read-only."""

    __slots__ = ()

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        xp = self.load()
        if "readonly" in target.variants:
            xp = _readonly(xp)
        yield Active(target, xp, "cpu", ("cpu", None), self)


@cache
def _readonly(xp: Any) -> Any:
    return with_results(xp, frozen)


def frozen(value: Any) -> Any:
    """Return a read-only view of an array; of each array in a tuple or list."""
    import numpy as np  # not before a test needs it

    if isinstance(value, np.ndarray):
        # A view: asarray may have returned the caller's own array, which stays as it is.
        view = value.view()
        view.flags.writeable = False
        return view
    if isinstance(value, tuple | list):
        parts = [frozen(part) for part in value]
        make: Any = getattr(type(value), "_make", type(value))
        return make(parts)
    return value
