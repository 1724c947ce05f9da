"""The guard for torch: on CPU tensors, what would fail on an accelerator fails too.

An ordinary CPU tensor turns into a NumPy array wherever NumPy asks for one. Here every such
way raises, as it does for a CUDA tensor, and reads of values into Python (``bool(x)``,
``x.item()``, ``x.tolist()``), which work there but make the GPU wait, are counted. Imports
torch: only `TorchBackend` imports this module, and late.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_READS = ("__bool__", "__complex__", "__float__", "__index__", "__int__", "item", "tolist")
_EXPLICIT = "_pytest_array_api_host_copy"  # marks what Tensor.cpu() returned


@contextmanager
def guarded(*, refuse: bool) -> Generator[Callable[[], tuple[str, ...]]]:
    """Patch `torch.Tensor` until the end of the context; yield the log's reader.

    The patches hold in every thread. `to_numpy` and printing a tensor are not affected.
    Without `refuse`, for an accelerator that refuses by itself, reads are only counted.
    """
    log: list[str] = []
    patches: dict[str, Any] = {name: _counting(name, log) for name in _READS}
    if refuse:
        patches |= {name: _refusing(name, log) for name in ("__array__", "numpy")}
        patches |= {"__dlpack__": _dlpack(log), "cpu": _cpu(log), "to": _to(log)}
    before = {name: vars(torch.Tensor).get(name) for name in patches}
    for name, patch in patches.items():
        setattr(torch.Tensor, name, patch)
    try:
        yield lambda: tuple(log)
    finally:
        for name, method in before.items():
            if method is None:  # inherited from TensorBase
                delattr(torch.Tensor, name)
            else:
                setattr(torch.Tensor, name, method)


def _by_torch() -> bool:
    """Whether torch's own Python code called the patch: printing, torch.from_dlpack."""
    caller: Any = sys._getframe(2)  # noqa: SLF001 -- nothing public tells the caller's module
    return caller.f_globals.get("__name__", "").partition(".")[0] == "torch"


def _refusing(name: str, log: list[str]) -> Callable[..., Any]:
    method = getattr(torch.Tensor, name)

    def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _by_torch() or hasattr(self, _EXPLICIT):
            return method(self, *args, **kwargs)
        if kwargs.get("force"):  # numpy(force=True) asks for the transfer
            log.append(name)
            return method(self, *args, **kwargs)
        msg = (
            f"can't convert a guarded tensor to a NumPy array ({name}): such an implicit host "
            "transfer raises on an accelerator. Compute with xp, or use Tensor.cpu() to copy "
            "the tensor to host memory first."
        )
        raise TypeError(msg)

    return refuse


def _dlpack(log: list[str]) -> Callable[..., Any]:
    method = torch.Tensor.__dlpack__

    def dlpack(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _by_torch() or hasattr(self, _EXPLICIT):
            return method(self, *args, **kwargs)
        # np.from_dlpack(x, device="cpu") asks for the transfer, and says no to none.
        if kwargs.get("dl_device") is not None and kwargs.get("copy") is not False:
            log.append("__dlpack__")
            return method(self, *args, **kwargs | {"copy": True})
        msg = (
            "can't export a guarded tensor to another library through DLPack: NumPy has no "
            "access to an accelerator's memory"
        )
        raise BufferError(msg)

    return dlpack


def _counting(name: str, log: list[str]) -> Callable[..., Any]:
    method = getattr(torch.Tensor, name)

    def count(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not (_by_torch() or hasattr(self, _EXPLICIT)):
            log.append(name)
        return method(self, *args, **kwargs)

    return count


def _cpu(log: list[str]) -> Callable[..., Any]:
    def cpu(self: Any, *_args: Any, **_kwargs: Any) -> Any:
        log.append("cpu")
        return _host_copy(self)

    return cpu


def _to(log: list[str]) -> Callable[..., Any]:
    method = torch.Tensor.to

    def to(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = method(self, *args, **kwargs)
        # A device object is where some other tensor lives; the word names the host.
        if not (args[:1] == ("cpu",) or kwargs.get("device") == "cpu"):
            return result
        log.append("cpu")
        return _host_copy(result)

    return to


def _host_copy(x: Any) -> Any:
    copy = x.clone()  # as it would be a copy on an accelerator
    setattr(copy, _EXPLICIT, True)
    return copy
