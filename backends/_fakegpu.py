"""A simulated accelerator for torch on the stock CPU wheel: ``fakegpu`` and ``fakegpu:1``.

Its tensors hold a host tensor that only this module reads. Every operation runs on the host
tensors, after the checks that CUDA makes: one device per operation, no NumPy, no DLPack but
for a copy to the host that was asked for. It catches the bugs that a real accelerator would,
at CPU speed; it simulates no memory, no streams and no rounding of its own, and doesn't
support autograd.

Importing this module registers the device type with torch, once per process; plain CPU
tensors never come here. Imports torch: only `TorchBackend` imports this module, and late.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import torch
from torch.utils._pytree import tree_flatten, tree_map, tree_unflatten
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend
from torch.utils.dlpack import DLDeviceType

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

NAME = "fakegpu"
COUNT = 2
_HOST = torch.device("cpu")
_DOUBLE = (torch.float64, torch.complex128)
# Operations that take host tensors beside the device's own: indices, and copies.
_MIXED = frozenset({
    *("aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_"),
    *("aten::_unsafe_index", "aten::copy_", "aten::_to_copy", "aten::_copy_from"),
})  # fmt: skip


class _State:
    """What one process's simulated devices share: the log, and whether they have float64."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.sessions = 0  # that are open: nobody reads the log outside of all
        self.float64 = True

    def note(self, operation: str, direction: str, count: int) -> None:
        """Log a transfer of `count` elements; direction is ``"D2H"`` or ``"H2D"``."""
        if self.sessions:
            self.log.append(f"{direction} {operation} {count}")


_STATE = _State()
_negated: Any = getattr(torch, "_neg_view")  # noqa: B009 -- it has no public name


@contextmanager
def session(*, float64: bool) -> Generator[Callable[[], tuple[str, ...]]]:
    """Set whether the devices have float64; yield the reader of this session's log.

    Only transfers to the host are read: what a test puts on the device is its input.
    """
    before, start = _STATE.float64, len(_STATE.log)
    _STATE.float64 = float64
    _STATE.sessions += 1
    try:
        yield lambda: tuple(entry for entry in _STATE.log[start:] if entry.startswith("D2H"))
    finally:
        _STATE.float64 = before
        _STATE.sessions -= 1
        if not _STATE.sessions:
            _STATE.log.clear()


class FakeTensor(torch.Tensor):
    """A tensor on a simulated device."""

    host_values: torch.Tensor
    # As torch's own subclasses do; its annotation is that of a class method.
    __torch_function__: Any = torch._C._disabled_torch_function_impl  # noqa: SLF001 -- no public name

    def __new__(cls, values: torch.Tensor, device: torch.device) -> Self:
        """Wrap a host tensor; strides and offset are its own."""
        if (device.index or 0) >= COUNT:
            msg = f"{NAME} error: invalid device ordinal {device.index}, there are {COUNT}"
            raise RuntimeError(msg)
        if values.dtype in _DOUBLE and not _STATE.float64:
            msg = (
                f"Cannot convert a {NAME} Tensor to {values.dtype} dtype: this device doesn't "
                "support it. Please use float32 instead."
            )
            raise TypeError(msg)
        wrapper: Any = torch.Tensor._make_wrapper_subclass(  # noqa: SLF001 -- the one way to make a wrapper
            cls,
            values.size(),
            strides=values.stride(),
            storage_offset=values.storage_offset(),
            dtype=values.dtype,
            layout=values.layout,
            device=device,
        )
        wrapper.host_values = values
        return wrapper

    def __init__(self, values: torch.Tensor, device: torch.device) -> None:
        del values, device

    def on_host(self) -> torch.Tensor:
        """Return the host tensor itself, without a note in the log."""
        values = self.host_values
        values = values.conj() if self.is_conj() else values
        return _negated(values) if self.is_neg() else values

    def numpy(self, *, force: bool = False) -> Any:
        """Refuse, in the words of a CUDA tensor, unless a copy is forced."""
        if force:
            return self.cpu().numpy()
        msg = (
            f"can't convert {self.device} device type tensor to numpy. "
            "Use Tensor.cpu() to copy the tensor to host memory first."
        )
        raise TypeError(msg)

    def __array__(self, *_args: Any, **_kwargs: Any) -> Any:
        return self.numpy()

    def __dlpack__(self, *, dl_device: Any = None, copy: Any = None, **options: Any) -> Any:
        """Export a copy to whoever names the host, as a noted transfer; refuse the rest."""
        if dl_device is None or dl_device[0] != DLDeviceType.kDLCPU:
            msg = (
                f"tensors on {self.device} can't be exported through DLPack, but to the host: "
                "numpy.from_dlpack(x, device='cpu')"
            )
            raise BufferError(msg)
        if copy is False:
            msg = f"cannot move (i.e. copy=False) tensor from {self.device} to cpu without copying."
            raise ValueError(msg)
        return self.cpu().__dlpack__(max_version=options.get("max_version"))

    def tolist(self) -> Any:
        """Copy to nested lists, as a noted transfer."""
        _STATE.note("tolist", "D2H", self.numel())
        return self.on_host().tolist()

    def __repr__(self, **_kwargs: Any) -> str:
        return f"{repr(self.on_host())[:-1]}, device='{self.device}')"

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _wrapped, (self.on_host(), self.device)

    def __deepcopy__(self, memo: Any) -> FakeTensor:
        return _wrapped(self.on_host().clone(), self.device)

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation that has a simulated tensor among its arguments."""
        return _run(func, *args, **(kwargs or {}))


def _run(operation: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Run an operation on the host, and wrap what belongs on a simulated device."""
    name = operation._schema.name  # noqa: SLF001 -- the operation's only stable name
    leaves, tree = tree_flatten((args, kwargs))
    wrappers = [leaf for leaf in leaves if isinstance(leaf, FakeTensor)]
    _check_devices(name, leaves, wrappers)
    source = wrappers[0].device if wrappers else _HOST
    target = _asked(kwargs.get("device"), source)
    _note(name, args, source, target)
    host_args, host_kwargs = tree_unflatten([_to_host(leaf) for leaf in leaves], tree)
    with _lazy_bits_resolved():
        result = operation(*host_args, **host_kwargs)
    if operation._schema.is_mutable:  # noqa: SLF001 -- as above
        for wrapper in wrappers:
            _follow(wrapper)
    same = {id(wrapper.host_values): wrapper for wrapper in wrappers}

    def wrap(value: Any) -> Any:
        if not isinstance(value, torch.Tensor) or isinstance(value, FakeTensor):
            return value
        if id(value) in same:  # changed in place, or an out= argument
            return same[id(value)]
        return _wrapped(value, target) if target.type == NAME else value

    return args[0] if name == "aten::copy_" else tree_map(wrap, result)


@contextmanager
def _lazy_bits_resolved() -> Generator[None]:
    """Let host operations see lazy conjugate and negative bits of their own intermediates.

    Torch switches that off once it has got as far as a device's operations; without this,
    a composite one that runs here (linalg.pinv) would read its conjugate views wrongly.
    """
    key, guard = torch._C.DispatchKey, torch._C._SetExcludeDispatchKeyGuard  # noqa: SLF001 -- no public name
    with guard(key.Conjugate, False), guard(key.Negative, False):
        yield


def _wrapped(value: torch.Tensor, device: torch.device) -> FakeTensor:
    """Wrap a host tensor; a lazy conjugate or negative bit moves to the wrapper.

    Torch resolves such bits before it gets to a device's operations, and asks tensors for
    them in its own composite functions (hfftn): so they have to be where it looks.
    """
    conjugate, negative = value.is_conj(), value.is_neg()
    value = _negated(value) if negative else value
    value = value.conj() if conjugate else value
    wrapper = FakeTensor(value, device)
    torch._C._set_conj(wrapper, conjugate)  # noqa: SLF001 -- no public name
    torch._C._set_neg(wrapper, negative)  # noqa: SLF001 -- no public name
    return wrapper


def _to_host(leaf: Any) -> Any:
    if isinstance(leaf, FakeTensor):
        return leaf.on_host()
    if isinstance(leaf, torch.device) and leaf.type == NAME:
        return _HOST
    return leaf


def _asked(device: Any, default: torch.device) -> torch.device:
    asked = default if device is None else torch.device(device)
    return torch.device(NAME, asked.index or 0) if asked.type == NAME else asked


def _check_devices(name: str, leaves: list[Any], wrappers: list[FakeTensor]) -> None:
    """Refuse what CUDA refuses: several devices, but for 0-d host tensors and copies."""
    if not wrappers or name in ("aten::copy_", "aten::_copy_from"):
        return
    tensors = wrappers if name in _MIXED else [x for x in leaves if isinstance(x, torch.Tensor)]
    large = [x for x in tensors if isinstance(x, FakeTensor) or x.ndim > 0]
    devices = dict.fromkeys(str(x.device) for x in large)
    if len(devices) > 1:
        first, second, *_ = devices
        msg = (
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"{first} and {second}! (when checking arguments of {name})"
        )
        raise RuntimeError(msg)


def _note(name: str, args: Any, source: torch.device, target: torch.device) -> None:
    if name == "aten::_local_scalar_dense":
        _STATE.note("item", "D2H", 1)
    elif name == "aten::copy_" and args[0].device.type != args[1].device.type:
        _STATE.note("copy", "H2D" if args[1].device.type == "cpu" else "D2H", args[0].numel())
    elif name == "aten::_to_copy" and source.type != target.type:
        direction = "D2H" if target.type == "cpu" else "H2D"
        _STATE.note("copy", direction, args[0].numel())


def _follow(wrapper: FakeTensor) -> None:
    """Give the wrapper its host tensor's shape, where an operation changed it in place."""
    values = wrapper.host_values
    if wrapper.shape != values.shape or wrapper.stride() != values.stride():
        wrapper.data = FakeTensor(values, wrapper.device)


def _copy_from(source: Any, target: Any, non_blocking: bool = False) -> Any:  # noqa: FBT001, FBT002 -- the operation's own signature
    """Copy between host and device: what ``x.cpu()`` and ``x.to("fakegpu")`` come down to."""
    del non_blocking
    on_device = isinstance(target, FakeTensor)
    if on_device != isinstance(source, FakeTensor):
        _STATE.note("copy", "H2D" if on_device else "D2H", source.numel())
    _to_host(target).copy_(_to_host(source))
    return target


def _item(x: FakeTensor) -> Any:
    """Read one value, for ``torch.asarray([x[0], x[1]])``, which skips `FakeTensor`'s own way."""
    _STATE.note("item", "D2H", 1)
    return x.on_host().item()


class _Module:
    """What ``torch.fakegpu`` answers."""

    def is_initialized(self) -> bool:
        return True

    def is_available(self) -> bool:
        return True

    def current_device(self) -> int:
        return 0

    def device_count(self) -> int:
        return COUNT

    def synchronize(self, device: Any = None) -> None:
        del device

    def manual_seed_all(self, seed: int) -> None:
        del seed

    def _is_in_bad_fork(self) -> bool:
        return False


_HooksBase: Any = torch._C._acc.PrivateUse1Hooks  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue] -- no public name


class _Hooks(_HooksBase):
    def is_available(self) -> bool:
        return True

    def has_primary_context(self, dev_id: int) -> bool:
        return dev_id < COUNT

    def is_built(self) -> bool:
        return True


_setup_privateuseone_for_python_backend(NAME, backend_module=_Module(), hook=_Hooks())
# The libraries must live as long as the process: torch unregisters with them.
_FALLBACK = torch.library.Library("_", "IMPL")
_FALLBACK.fallback(_run, "PrivateUse1")
_KERNELS = torch.library.Library("aten", "IMPL")
_KERNELS.impl("_copy_from", _copy_from, "PrivateUse1")
_KERNELS.impl("_local_scalar_dense", _item, "PrivateUse1")
