"""The guard for torch: on CPU tensors, what would fail on an accelerator fails too.

An ordinary CPU tensor turns into a NumPy array wherever NumPy asks for one. Here every such
way raises, with the words that torch uses for a CUDA tensor, and reads of a single value
(``bool(x)``, ``x.item()``), which make a GPU wait, are counted. Imports torch: only
`TorchBackend` imports this module, and late.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

_READS = ("__bool__", "__complex__", "__float__", "__index__", "__int__", "item")


@contextmanager
def guarded() -> Generator[Callable[[], tuple[str, ...]]]:
    """Patch `torch.Tensor` until the end of the context; yield the log's reader.

    The patches hold in every thread. `to_numpy` and printing a tensor are not affected.
    """
    log: list[str] = []
    patches: dict[str, Any] = {name: _refusing(name) for name in ("__array__", "numpy", "tolist")}
    patches["__dlpack__"] = _dlpack(torch.Tensor.__dlpack__)
    patches |= {name: _counting(name, log) for name in _READS}
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


def _by_torch(depth: int) -> bool:
    """Whether torch's own Python code called: printing, torch.from_dlpack."""
    return sys._getframe(depth).f_globals.get("__name__", "").partition(".")[0] == "torch"  # noqa: SLF001  # the caller's module is known to nothing else


def _refusing(name: str) -> Callable[..., Any]:
    method = getattr(torch.Tensor, name)

    def refuse(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _by_torch(2):
            return method(self, *args, **kwargs)
        msg = (
            f"can't convert a guarded tensor to a NumPy array or list ({name}): such an implicit "
            "host transfer raises on an accelerator. Compute with xp, or use Tensor.cpu() to "
            "copy the tensor to host memory first."
        )
        raise TypeError(msg)

    return refuse


def _dlpack(method: Callable[..., Any]) -> Callable[..., Any]:
    def dlpack(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _by_torch(2):
            return method(self, *args, **kwargs)
        msg = (
            "can't export a guarded tensor to another library through DLPack: the device of "
            "an accelerator's tensor is one that NumPy doesn't have"
        )
        raise BufferError(msg)

    return dlpack


def _counting(name: str, log: list[str]) -> Callable[..., Any]:
    method = getattr(torch.Tensor, name)

    def count(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not _by_torch(2):
            log.append(name)
        return method(self, *args, **kwargs)

    return count
