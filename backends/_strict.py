"""array-api-strict: its simulated devices, and its flags for ``+strictest``."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from ._active import Active
from ._backend import Backend
from ._namespace import bound_to

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._target import Target

# no_x64 is left out: argmax, argsort, nonzero and others raise on it in array-api-strict 2.6.
_MOVABLE = ("CPU_DEVICE", "device1", "device2")


class StrictBackend(Backend):
    """array-api-strict."""

    __slots__ = ()

    def device(self, text: str | None) -> Any:
        """See `Backend.device`."""
        return self.load().Device(text or "CPU_DEVICE")

    def usable(self, target: Target) -> tuple[Any, ...]:
        """See `Backend.usable`."""
        names = dict.fromkeys((*_MOVABLE, target.device or "CPU_DEVICE"))
        return tuple(self.device(name) for name in names)

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        xp = self.load()
        device = self.device(target.device)
        with ExitStack() as stack:
            if "strictest" in target.variants:
                stack.enter_context(_strictest(xp))
            # Bound after the flags are set: they hide extensions.
            if target.simulated:
                xp = _bound(device, hasattr(xp, "fft"))
            yield Active(target, xp, device, (*self.usable(target), None), self)


@cache
def _bound(device: Any, _has_fft: bool) -> Any:  # noqa: FBT001 -- a part of the cache's key
    import array_api_strict as xp

    array: type = type(xp.empty(0))
    return bound_to(xp, device, lambda obj: isinstance(obj, array))


@contextmanager
def _strictest(xp: Any) -> Generator[None]:
    before = xp.get_array_api_strict_flags()
    xp.set_array_api_strict_flags(
        boolean_indexing=False, data_dependent_shapes=False, enabled_extensions=()
    )
    try:
        yield
    finally:
        xp.set_array_api_strict_flags(**before)
