"""dpnp: SYCL devices, among them the CPU through OpenCL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._active import Active
from ._backend import Backend, NoDeviceError
from ._namespace import bound_to

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._target import Target


class DpnpBackend(Backend):
    """dpnp. SYCL has no settable default device, so `xp` is bound to a device asked for."""

    __slots__ = ()

    def device(self, text: str | None) -> Any:
        """See `Backend.device`."""
        import dpctl
        import dpnp

        try:
            sycl = dpctl.SyclDevice(text) if text else dpctl.SyclDevice()
            return dpnp.empty(0, device=sycl).device
        except Exception as error:  # dpctl's error types moved between its releases
            msg = f"dpnp has no device {text or 'at all'!r} here: {error}"
            raise NoDeviceError(msg) from error

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        xp = self.load()
        device = self.device(target.device)
        if target.device is not None:
            array: type = xp.ndarray
            xp = bound_to(xp, device, lambda obj: isinstance(obj, array))
        yield Active(target, xp, device, (device, None), self)
