"""Which library an array belongs to, where it lives, and its way to NumPy.

The ways are explicit, one per library, since the implicit ones lie: they copy silently,
give object arrays, or refuse. Nothing here imports a library: an array that exists has
imported its own.
"""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ._active import active
from ._registry import BACKENDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Where the types of a library's arrays are defined, if not under the backend's own root.
_ROOTS: Mapping[str, str] = {
    "jaxlib": "jax.numpy",
    **{row.root: row.name for row in BACKENDS},
}


def library(x_or_xp: Any) -> str:
    """Return the backend's name for an array or a namespace.

    Parameters
    ----------
    x_or_xp : array or namespace
        A namespace may be any copy of array-api-compat, as other projects vendor it, and a
        layer over a library, which hands out that library's arrays.

    Returns
    -------
    str
        As in ``--backend``: ``"torch"``, ``"jax.numpy"``; the import path of an unlisted namespace.

    Raises
    ------
    TypeError
        If it is neither.

    Examples
    --------
    >>> import numpy as np, array_api_compat.numpy
    >>> library(np.ones(3)), library(array_api_compat.numpy)
    ('numpy', 'numpy')
    """
    if isinstance(x_or_xp, ModuleType) or hasattr(x_or_xp, "__array_namespace_info__"):
        return _of_namespace(x_or_xp)
    if hasattr(x_or_xp, "shape") and hasattr(x_or_xp, "dtype"):
        name = library_of(type(x_or_xp))
        if name is not None:
            return name
    if hasattr(x_or_xp, "__array_namespace__"):
        return _named(x_or_xp.__array_namespace__())
    msg = f"{x_or_xp!r} of {type(x_or_xp)} is not an array of any library"
    raise TypeError(msg)


def library_of(cls: type) -> str | None:
    """Return the listed library that defines a class of arrays, or None."""
    roots = (base.__module__.partition(".")[0] for base in cls.__mro__)
    return next((_ROOTS[root] for root in roots if root in _ROOTS), None)


@cache
def _of_namespace(xp: Any) -> str:
    name = _named(xp)
    if name in _ROOTS.values() or not hasattr(xp, "ones"):
        return name
    return library(xp.ones(1))  # a layer hands out another library's arrays


def import_name(xp: Any) -> str:
    """Return the module that a namespace is, or is defined in: it may be an object."""
    return getattr(xp, "__name__", type(xp).__module__)


def _named(xp: Any) -> str:
    tail = import_name(xp).rpartition("array_api_compat.")[2]
    by_root = _ROOTS.get(tail.partition(".")[0])
    # `jax` itself and `dask` are no namespaces, but their arrays say so.
    return by_root or tail


def device_of(x: Any) -> Any:
    """Return the device of an array.

    Parameters
    ----------
    x : array
        Of any backend.

    Returns
    -------
    object or None
        The library's own device object; None where arrays have no device (dask, mlx).
    """
    if library(x) == "dask.array":
        return None
    return getattr(x, "device", None)


def to_numpy(x: Any) -> Any:
    """Copy an array to NumPy, explicitly, from any backend and device.

    Parameters
    ----------
    x : array or Python scalar
        Lazy arrays are computed. bfloat16 and 8-bit floats become float32, without loss.

    Returns
    -------
    numpy.ndarray
        Same shape and values; it may share memory with `x`.

    Raises
    ------
    TypeError
        If `x` has no values (torch meta tensors, traced JAX arrays, ndonnx inputs), is no
        array, or only converts to an array of objects.
    """
    import numpy as np  # not before an array exists

    if isinstance(x, bool | int | float | complex) and not isinstance(x, np.generic):
        return np.asarray(x)
    name = library(x)
    result = _converter(name)(x)
    if not isinstance(result, np.ndarray | np.generic) or result.dtype == object:
        msg = f"an array of {name} ({type(x).__name__}) has no conversion to NumPy numbers"
        raise TypeError(msg)
    return np.asarray(result)


def _converter(name: str) -> Callable[[Any], Any]:
    current = active()
    if current is not None and current.backend.convert and current.backend.name == name:
        return current.backend.convert
    return _TO_NUMPY.get(name, _plainly)


def _plainly(x: Any) -> Any:
    import numpy as np

    result = np.asarray(x)
    if result.dtype.isbuiltin == 2:  # bfloat16 and the like, which ml_dtypes registers
        return result.astype(np.float32)
    return result


def _from_torch(x: Any) -> Any:
    torch = sys.modules["torch"]
    if x.device.type == "meta":
        msg = "a torch tensor on the meta device has no values: it can't become a NumPy array"
        raise TypeError(msg)
    if x.device.type == "fakegpu":
        x = x.on_host()
    x = x.detach()
    if x.layout != torch.strided:
        x = x.to_dense()
    # Copies of conjugate and negative views carry a lazy bit that NumPy can't read.
    x = torch._C.TensorBase.cpu(x).resolve_conj().resolve_neg()  # noqa: SLF001 -- see below
    if x.dtype.is_floating_point and x.dtype.itemsize < 4 and x.dtype != torch.float16:
        x = x.float()
    # Tensor.numpy and cpu are patched under 'guarded'; these are the methods behind them.
    return torch._C.TensorBase.numpy(x)  # noqa: SLF001 -- no public name


def _from_jax(x: Any) -> Any:
    import jax.core

    if isinstance(x, jax.core.Tracer):
        msg = "a traced JAX array has no values: it can't become a NumPy array under jit"
        raise TypeError(msg)
    return _plainly(jax.device_get(x))


def _from_dask(x: Any) -> Any:
    # One thread: named here, it bypasses the scheduler that counts a test's computes.
    return to_numpy(x.compute(scheduler="sync"))


def _from_sparse(x: Any) -> Any:
    return x.todense() if hasattr(x, "todense") else x


def _from_strict(x: Any) -> Any:
    import array_api_strict

    return _plainly(x.to_device(array_api_strict.Device("CPU_DEVICE")))


def _from_mlx(x: Any) -> Any:
    import mlx.core as mx

    return _plainly(x.astype(mx.float32) if x.dtype == mx.bfloat16 else x)


def _from_ndonnx(x: Any) -> Any:
    try:
        return x.unwrap_numpy()
    except ValueError as error:
        msg = f"this ndonnx array has no values: {error}"
        raise TypeError(msg) from error


_TO_NUMPY: Mapping[str, Callable[[Any], Any]] = {
    "torch": _from_torch,
    "jax.numpy": _from_jax,
    "dask.array": _from_dask,
    "sparse": _from_sparse,
    "array_api_strict": _from_strict,
    "mlx.core": _from_mlx,
    "ndonnx": _from_ndonnx,
    "cupy": lambda x: x.get(),
    "dpnp": lambda x: x.asnumpy(),
}


def synchronize(x: Any) -> None:
    """Wait until the array's values are computed. Dask computes it, and throws it away.

    Parameters
    ----------
    x : array
        Of any backend.
    """
    _WAIT.get(library(x), lambda _: None)(x)


def _wait_torch(x: Any) -> None:
    if x.device.type not in ("cpu", "meta"):
        module: Any = getattr(sys.modules["torch"], x.device.type)
        module.synchronize()


def _wait_jax(x: Any) -> None:
    sys.modules["jax"].block_until_ready(x)  # does nothing for a tracer


def _wait_mlx(x: Any) -> None:
    sys.modules["mlx.core"].eval(x)


_WAIT: Mapping[str, Callable[[Any], Any]] = {
    "torch": _wait_torch,
    "jax.numpy": _wait_jax,
    "dask.array": lambda x: x.compute(scheduler="sync"),
    "mlx.core": _wait_mlx,
    "cupy": lambda x: x.device.synchronize(),
    "dpnp": lambda x: x.sycl_queue.wait(),
}
