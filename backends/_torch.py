"""PyTorch: default dtype and device, simulated devices, and the guard."""

from __future__ import annotations

import importlib
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from ._active import Active
from ._backend import Backend, NoDeviceError, index, kind, no_device
from ._namespace import bound_to

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._target import Target


class TorchBackend(Backend):
    """PyTorch; float64 by default unless the device lacks it or ``+float32`` is asked for."""

    __slots__ = ()

    def device(self, text: str | None) -> Any:
        """See `Backend.device`."""
        import torch

        name = text or "cpu"
        if kind(name) == "fakegpu":
            _fakegpu()
            return torch.device("fakegpu", index(name))
        if name in ("cpu", "meta"):
            return torch.device(name)
        count = _count(kind(name))
        if index(name) >= count:
            raise NoDeviceError(no_device(f"torch {torch.__version__}", name, count))
        return torch.device(name)

    def present(self) -> tuple[str | None, ...]:
        """See `Backend.present`."""
        return (None, *_accelerators(self), *self.simulated)

    def usable(self, target: Target) -> tuple[Any, ...]:
        """See `Backend.usable`."""
        fake = ("fakegpu", "fakegpu:1") if kind(target.device or "") == "fakegpu" else ()
        meta = ("meta",) if target.device == "meta" else ()
        return tuple(self.device(name) for name in ("cpu", *_accelerators(self), *fake, *meta))

    @contextmanager
    def activated(self, target: Target) -> Generator[Active]:
        """See `Backend.activated`."""
        xp = self.load()
        device = self.device(target.device)
        log: Any = tuple
        with ExitStack() as stack:
            stack.enter_context(_default_dtype(_has_float64(target)))
            if device.type != "cpu":
                xp = _bound(xp, device)
                if not target.simulated:
                    # The default device is per thread: `xp` is bound as well, for the others.
                    stack.enter_context(device)
            if device.type == "fakegpu":
                without = "nofloat64" in target.variants
                log = stack.enter_context(_fakegpu().session(float64=not without))
            if "guarded" in target.variants:
                guard = importlib.import_module("._guard", __package__)
                log = stack.enter_context(guard.guarded(refuse=device.type == "cpu"))
            yield Active(target, xp, device, (*self.usable(target), None), self, log=log)


def _fakegpu() -> Any:
    # Imported late: it registers a device type with torch, once per process.
    return importlib.import_module("._fakegpu", __package__)


def _count(word: str) -> int:
    import torch

    if word == "mps":
        return int(torch.backends.mps.is_available())
    module = getattr(torch, word)
    return module.device_count() if module.is_available() else 0


def _accelerators(row: Backend) -> list[str]:
    return [
        word if position == 0 else f"{word}:{position}"
        for word in row.devices
        if word != "cpu"
        for position in range(_count(word))
    ]


def _has_float64(target: Target) -> bool:
    return (
        kind(target.device or "") != "mps"
        and "float32" not in target.variants
        and "nofloat64" not in target.variants
    )


@cache
def _bound(xp: Any, device: Any) -> Any:
    import torch

    return bound_to(xp, device, lambda obj: isinstance(obj, torch.Tensor))


@contextmanager
def _default_dtype(double: bool) -> Generator[None]:  # noqa: FBT001 -- the only argument
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64 if double else torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
