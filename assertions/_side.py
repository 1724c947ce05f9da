"""The two sides of a comparison: what an argument is, and its values on the host."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import backends
from ._message import shortened
from ._mismatch import MismatchError
from ._tolerance import dtype_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Each look at the values of such an array computes its whole graph: they are fetched once.
COMPUTED_ONCE = ("dask.array",)


@dataclass(slots=True)
class Side:
    """An array; or, with `given` None, a scalar or list that stands for one."""

    given: Any
    library: str
    shape: tuple[int, ...]
    dtype: str
    host: Any = field(default=None, repr=False)

    @property
    def has_values(self) -> bool:
        """Whether there is something to compare: not empty, on a meta device, or traced."""
        if 0 in self.shape:
            return False
        abstract = _ABSTRACT.get(self.library)
        return self.host is not None or abstract is None or not abstract(self.given)

    def values(self) -> Any:
        """Return the values as a NumPy array, copied once."""
        if self.host is None:
            self.host = _copied(self.given, self.library)
        return self.host

    @property
    def container(self) -> str:
        """Name the library, and the subclass of its arrays where that may hold more than values."""
        if _is_extended(self.given):
            return f"{self.library} ({type(self.given).__name__})"
        return self.library


def actual_side(given: Any, path: str, *, any_namespace: bool) -> Side:
    """Describe what a test calls actual: an array, or with `any_namespace` a scalar or list."""
    side = _array_side(given, path)
    if side is None and any_namespace and (host := _from_python(given)) is not None:
        side = _array_side(host, path)
    if side is None:
        msg = _refusal(path, given, "an array (a scalar or list can only be desired)")
        raise MismatchError(msg, "wrong-namespace")
    return side


def desired_side(given: Any, actual: Side, path: str) -> Side:
    """Describe what a test calls desired: an array, or a scalar or list taken for one."""
    name = path.replace("actual", "desired", 1)
    return _array_side(given, name) or _standing_in(given, actual, name)


def incomparable(name: str, error: Exception) -> MismatchError:
    """Return the mismatch of arrays whose library raises when they are looked at."""
    msg = f"{name} can't be compared: {type(error).__name__}: {error}"
    return MismatchError(msg, "wrong-value")


def _array_side(given: Any, name: str) -> Side | None:
    """Describe an array; None for what is none."""
    if isinstance(given, ModuleType):  # a namespace has a library, too
        return None
    try:
        library = backends.library(given)
    except TypeError:
        return None
    except Exception as error:  # a torch nested tensor has no shape, and no AttributeError
        raise incomparable(name, error) from error
    try:
        host = _copied(given, library) if library in COMPUTED_ONCE or _is_extended(given) else None
        shape = tuple(given.shape if host is None else host.shape)
        return Side(given, library, shape, dtype_name(library, given.dtype), host)
    except Exception as error:  # whatever the library raises
        raise incomparable(name, error) from error


def _copied(given: Any, library: str) -> Any:
    """Return the values as a plain NumPy array; one of objects only where NumPy's is given."""
    return np.asarray(given) if library == "numpy" else backends.to_numpy(given)


def _is_extended(given: Any) -> bool:
    """Whether it is of a NumPy subclass, which may hold more than values: a mask, a unit."""
    kind = type(given)
    return isinstance(given, np.ndarray) and kind is not np.ndarray and kind is not np.memmap


def _standing_in(given: Any, actual: Side, name: str) -> Side:
    """Turn a scalar or nested list into what it would be as an array like `actual`."""
    host = _from_python(given)
    if host is None:
        msg = _refusal(name, given, "an array, a scalar or a nested list of scalars")
        raise MismatchError(msg, "wrong-namespace")
    host = _rounded(host, actual.dtype)
    return Side(None, actual.library, host.shape, actual.dtype, host)


def _from_python(given: Any) -> Any:
    """Return a scalar or nested list of scalars as a NumPy array; None for anything else."""
    try:
        host = np.asarray(given)
    except Exception:  # noqa: BLE001 -- a ragged list, or whatever an object's __array__ raises
        return None
    # Integers beyond 64 bits come as objects.
    fits = host.dtype.kind in "biufcUS" or (host.size and all(type(x) is int for x in host.flat))
    return host if fits else None


def _rounded(host: Any, name: str) -> Any:
    """Return host values as numbers of the named dtype, or as they are if it can't hold them.

    1.5 and 300 don't fit into uint8, nor 1e300 into float32: no array of `actual`'s dtype is
    equal to them, and the comparison must say so.
    """
    try:
        dtype = np.dtype(_CARRIER.get(name, name))
    except TypeError:  # text, records, 8-bit floats
        return host
    if _RANK.get(host.dtype.kind, 6) > _RANK.get(dtype.kind, 0):
        return host
    with np.errstate(all="ignore"):
        cast = host.astype(dtype)
        if name == "bfloat16":
            cast = _bfloat16(cast)
        fits = cast == host if dtype.kind in "biu" else np.isfinite(cast) == np.isfinite(host)
    return cast if np.all(fits) else host


# Kinds of numbers, each holding those before it (strings hold only themselves).
_RANK: Mapping[str, int] = {"b": 1, "u": 2, "i": 2, "f": 3, "c": 4, "U": 5, "S": 5}

# The dtypes that NumPy lacks or names otherwise.
_CARRIER: Mapping[str, str] = {"bfloat16": "float32"}


def _bfloat16(array: Any) -> Any:
    """Round float32 to the nearest bfloat16, ties to even: the upper half of its bits."""
    bits = array.view(np.uint32)
    rounded = bits + (np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1)))
    kept = (rounded & np.uint32(0xFFFF0000)).view(np.float32)
    return np.where(np.isfinite(array), kept, array)


def _refusal(name: str, given: Any, expected: str) -> str:
    kind = type(given)
    try:
        text = shortened(repr(given))
    except Exception:  # noqa: BLE001 -- of any object that a test hands over
        text = "an object"
    return f"{name} is {text} of type {kind.__module__}.{kind.__qualname__}: expected {expected}"


def _is_abstract_torch(array: Any) -> bool:
    if array.device.type == "meta":
        return True
    kind = type(array)
    return kind.__name__ == "FakeTensor" and kind.__module__.startswith("torch.")


def _is_abstract_jax(array: Any) -> bool:
    return isinstance(array, sys.modules["jax"].core.Tracer)


def _is_abstract_ndonnx(array: Any) -> bool:
    try:
        array.unwrap_numpy()
    except ValueError:
        return True
    return False


_ABSTRACT: Mapping[str, Callable[[Any], bool]] = {
    "torch": _is_abstract_torch,
    "jax.numpy": _is_abstract_jax,
    "ndonnx": _is_abstract_ndonnx,
}
