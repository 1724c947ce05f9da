"""MLX: a default device, and arrays that don't tell theirs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._active import Active
from ._backend import Backend, NoDeviceError, kind

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._target import Target


class MlxBackend(Backend):
    """MLX."""

    __slots__ = ()

    def device(self, text: str | None) -> Any:
        """See `Backend.device`."""
        import mlx.core as mx

        if text is None:
            return mx.default_device()
        device = mx.gpu if kind(text) == "gpu" else mx.cpu
        if not mx.is_available(device):
            msg = f"mlx has no device {text!r} here"
            raise NoDeviceError(msg)
        return device

    def present(self) -> tuple[str | None, ...]:
        """See `Backend.present`."""
        import mlx.core as mx

        # The default device is the GPU where there is one.
        return (None, "cpu") if mx.is_available(mx.gpu) else (None,)

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        import mlx.core as mx

        before = mx.default_device()
        mx.set_default_device(self.device(target.device))
        try:
            yield Active(target, mx, None, (None,), self)
        finally:
            mx.set_default_device(before)
