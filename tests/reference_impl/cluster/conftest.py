"""Arrays of several libraries to test clustering with."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import array_api_compat as compat
import numpy as np
import pytest

LIBRARIES = ("numpy", "array_api_strict", "array_api_strict:device1", "torch", "jax.numpy")


@dataclass(frozen=True)
class Place:
    """A library, and the device where its arrays are made."""

    xp: Any
    device: Any

    def array(self, values, dtype="float64"):
        """Put values there."""
        values = np.asarray(values).tolist()
        return self.xp.asarray(values, dtype=getattr(self.xp, dtype), device=self.device)

    def back(self, x):
        """Check that `x` is there and return it as a NumPy array."""
        assert compat.array_namespace(x) == compat.array_namespace(self.array([0.0]))
        assert compat.device(x) == compat.device(self.array([0.0]))
        if compat.device(x) != "cpu" and hasattr(self.xp, "Device"):
            x = compat.to_device(x, self.xp.Device("CPU_DEVICE"))
        return np.asarray(x)


@pytest.fixture(params=LIBRARIES)
def place(request):
    """One library and device after the other; float64 is there on each."""
    name, _, device = request.param.partition(":")
    xp = pytest.importorskip(name)
    if name == "torch":
        from array_api_compat import torch as xp
    with _x64() if name == "jax.numpy" else nullcontext():
        yield Place(xp, xp.Device(device) if device else None)


@contextmanager
def _x64():
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)
