"""CuPy: one or more CUDA (or ROCm) devices."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._active import Active
from ._backend import Backend, NoDeviceError, index, no_device

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._target import Target


class CupyBackend(Backend):
    """CuPy."""

    __slots__ = ()

    def device(self, text: str | None) -> Any:
        """See `Backend.device`."""
        import cupy

        # Without a driver cupy imports, and cupy.cuda.Device(0) is accepted.
        count = cupy.cuda.runtime.getDeviceCount() if cupy.is_available() else 0
        position = index(text or "cuda")
        if position >= count:
            raise NoDeviceError(no_device("cupy", text or "cuda", count))
        return cupy.cuda.Device(position)

    def present(self) -> tuple[str | None, ...]:
        """See `Backend.present`."""
        count = len(self._found())
        return (None, *(f"cuda:{position}" for position in range(1, count)))

    def _found(self) -> tuple[Any, ...]:
        import cupy

        return tuple(map(cupy.cuda.Device, range(cupy.cuda.runtime.getDeviceCount())))

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        device = self.device(target.device)
        with device:  # the current device is per thread
            yield Active(target, self.load(), device, (*self._found(), None), self)
