"""Arrays that many calls need alike, such as tables of roots of unity, made once and kept.

To make a table from Python numbers takes longer than to transform with it. But an array
belongs to a namespace, a dtype and a device, and some end with the call that made them:
JAX's tracers, dask's graphs, what torch makes in its special modes. Those are never kept.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any

import array_api_compat as compat

from .._common import is_lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

# Complex values, at 16 bytes in double precision: 64 MiB in all. A table of a quarter of
# that serves 2^20 points, where to make it anew takes a small part of the transform.
MOST_VALUES = 1 << 22
LARGEST_TABLE = MOST_VALUES // 4


class Store:
    """Arrays by key; those unused for longest go when there are too many values in all."""

    def __init__(self, most_values: int) -> None:
        self._arrays: OrderedDict[Hashable, Any] = OrderedDict()
        self._room = most_values
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """Return the array kept under `key`, or None."""
        with self._lock:
            array = self._arrays.get(key)
            if array is not None:
                self._arrays.move_to_end(key)
            return array

    def put(self, key: Hashable, array: Any) -> None:
        """Keep `array`, unless another thread was quicker."""
        with self._lock:
            if key in self._arrays:
                return
            self._arrays[key] = array
            self._room -= math.prod(array.shape)
            while self._room < 0:
                _, oldest = self._arrays.popitem(last=False)
                self._room += math.prod(oldest.shape)


STORE = Store(MOST_VALUES)


def constant(make: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``make(xp, like, *parameters)`` return what it made before, beside `like`.

    `like` gives dtype and device and nothing else; `parameters` are hashable. The array is
    for reading only and never part of a result.
    """

    @wraps(make)
    def kept(xp: Any, like: Any, *parameters: Hashable) -> Any:
        # A tracer's type differs from that of the arrays kept, so that it never finds one.
        device = getattr(like, "device", None)
        key = (make, xp, type(like), like.dtype, device, *parameters)
        array = STORE.get(key)
        if array is None:
            array = make(xp, like, *parameters)
            if type(array) is type(like) and _lasts(array):
                STORE.put(key, array)
        return array

    return kept


def _lasts(array: Any) -> bool:
    """Tell whether later calls can use `array`, and it is not too large to keep."""
    if math.prod(array.shape) > LARGEST_TABLE:
        return False
    if compat.is_torch_array(array):
        import torch  # optional: here only if the caller's array is its

        # Subclasses stand for a trace. Inference tensors can't take part in a gradient.
        return type(array) is torch.Tensor and not array.is_inference()
    return not is_lazy(array)
