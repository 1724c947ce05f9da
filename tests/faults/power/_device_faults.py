"""Faults of devices, and of lazy and traced calls."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _operators as o
from ._fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]

DEVICES = "array_api_strict:device1 torch:fakegpu"
IMPLEMENTED = "array_api_strict:device1 torch:fakegpu"


def on_host(y: Any, _x: Any = None, _kwargs: Any = None) -> Any:
    """Move a result to the library's default device."""
    if hasattr(y, "to_device"):
        import array_api_strict

        return y.to_device(array_api_strict.Device("CPU_DEVICE"))
    return y.cpu()


def first_device(y: Any, _x: Any = None, _kwargs: Any = None) -> Any:
    """Move a result to the first of several devices."""
    return y.to("fakegpu:0") if y.device.type == "fakegpu" else y


def through_host(function: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
    """Compute on the host, and copy back."""
    return function(x.cpu(), *args, **kwargs).to(x.device)


def through_numpy(name: str) -> Any:
    """Compute with NumPy, silently."""

    def call(_function: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
        import torch

        return torch.asarray(getattr(np.fft, name)(np.asarray(x.tolist()), *args, **kwargs))

    return o.instead(call)


def materialised(function: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
    """Compute a lazy input on the way."""
    import dask.array

    return function(dask.array.from_array(x.compute()), *args, **kwargs)


def branching(function: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
    """Ask a traced array for its truth."""
    return function(x, *args, **kwargs) if bool((x == x).all()) else x


def misdeclared(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Declare a dtype that the values don't have."""
    return y.map_blocks(lambda block: block, dtype="complex64")


def wrong_shape(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Declare a length that the values don't have."""
    chunks = (*y.chunks[:-1], (y.chunks[-1][0] - 1,))
    return y.map_blocks(lambda block: block, dtype=y.dtype, chunks=chunks)


def traced_once(function: Function) -> Function:
    """Keep the first call's values, as a constant of the trace would be."""
    import jax

    kept: dict[Any, Any] = {}

    @wraps(function)
    def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
        y = function(x, *args, **kwargs)
        key = (y.shape, str(y.dtype))

        def constant(value: Any) -> Any:
            return kept.setdefault(key, np.asarray(value))

        return jax.pure_callback(constant, jax.ShapeDtypeStruct(y.shape, y.dtype), y)

    return faulty


FAULTS = (
    Fault("fft-on-default-device", "M37", "device", {"xp.fft.fft": o.after(on_host)},
          "fft.fft/device fft.fft/random", DEVICES),
    Fault("irfftn-on-default-device", "M37", "device", {"xp.fft.irfftn": o.after(on_host)},
          "fft.irfftn/device fft.irfftn/random", DEVICES),
    Fault("fftfreq-ignores-device", "M37 pytorch/pytorch#106773", "device",
          {"xp.fft.fftfreq": o.ignores("device")}, "fft.fftfreq/device", DEVICES),
    Fault("fftshift-on-default-device", "M37", "device", {"xp.fft.fftshift": o.after(on_host)},
          "fft.fftshift/device", DEVICES),
    Fault("zeros-ignores-device", "M37", "device", {"xp.zeros": o.ignores("device")},
          "core.zeros/device", DEVICES),
    Fault("arange-ignores-device", "M37", "device", {"xp.arange": o.ignores("device")},
          "core.arange/device", DEVICES),
    Fault("asarray-moves", "pytorch/pytorch#150199", "device",
          {"xp.asarray": o.after(on_host, lambda _x, k: k.get("device") is None)},
          "core.asarray/device*", DEVICES),
    Fault("fft-through-host", "M38", "device", {"xp.fft.fft": o.instead(through_host)},
          "fft.fft/no-transfer/*", "torch:fakegpu"),
    Fault("fft-through-numpy", "M38 M36", "device", {"xp.fft.fft": through_numpy("fft")},
          "fft.fft/no-transfer/* fft.fft/device", "torch:fakegpu"),
    Fault("dct-through-host", "M38", "device", {"impl.fft.dct": o.instead(through_host)},
          "fft.dct/no-transfer/*", "torch:fakegpu"),
    Fault("dct-on-default-device", "M37", "device", {"impl.fft.dct": o.after(on_host)},
          "fft.dct/device fft.dct/random", IMPLEMENTED),
    Fault("fht-on-default-device", "M37", "device", {"impl.fft.fht": o.after(on_host)},
          "fft.fht/device", IMPLEMENTED),
    Fault("rfft-not-lazy", "M63 dask/dask#2793", "lazy", {"xp.fft.rfft": o.instead(materialised)},
          "fft.rfft/*", "dask.array+lazy"),
    Fault("fft-declares-dtype", "M62 dask/dask#3730", "lazy", {"xp.fft.fft": o.after(misdeclared)},
          "fft.fft/declared fft.fft/dtype/*", "dask.array"),
    Fault("rfft-declares-shape", "M62 dask/dask#3730", "lazy",
          {"xp.fft.rfft": o.after(wrong_shape)}, "fft.rfft/declared fft.rfft/shape/*",
          "dask.array"),
    Fault("fft-branches", "M63", "lazy", {"xp.fft.fft": o.instead(branching)}, "fft.fft/*",
          "jax.numpy+jit"),
    Fault("fft-keeps-trace", "M64", "lazy", {"xp.fft.fft": traced_once},
          "fft.fft/retrace/* fft.fft/no-alias/*", "jax.numpy+jit",
          profile="default"),  # quick takes a sample on JAX
)  # fmt: skip
