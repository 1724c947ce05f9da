"""The array libraries and devices on which each transform is tried."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from pytest_array_api.reference_impl._common import to_list

NARROW = {"float64": "float32", "complex128": "complex64"}


@dataclass(frozen=True)
class Place:
    """A library, a device of it, and a way to call functions there."""

    library: str
    device: str | None = None
    call: str = "plain"  # or "no extension"

    @property
    def double(self) -> bool:
        return self.device != "no_float64" and self.library != "jax.numpy"

    def __str__(self) -> str:
        return ":".join(filter(None, (self.library, self.device, self.call)))

    def array(self, values: np.ndarray) -> Any:
        if not self.double:
            values = values.astype(NARROW.get(values.dtype.name, values.dtype))
        if self.library == "numpy":
            return values
        xp = pytest.importorskip(self.library)
        if self.device:
            return xp.asarray(values, device=xp.Device(self.device))
        return xp.asarray(values)

    def run(self, function: Any, x: Any) -> Any:
        if self.call == "no extension":
            strict = pytest.importorskip("array_api_strict")
            flags = strict.ArrayAPIStrictFlags(enabled_extensions=())
        else:
            flags = nullcontext()
        with flags:
            return function(x)


PLACES = [
    Place("numpy"),
    Place("array_api_strict", "device1"),
    Place("array_api_strict", "no_float64"),
    Place("array_api_strict", "device1", "no extension"),
    Place("array_api_strict", "no_float64", "no extension"),
    Place("torch"),
    Place("jax.numpy"),
    Place("dask.array"),
]


@pytest.fixture(params=PLACES, ids=str)
def place(request: pytest.FixtureRequest) -> Place:
    return request.param


@pytest.fixture
def close() -> Any:
    """Assert shape and precision, and values within the band of the best known transforms."""

    def check(actual: Any, desired: np.ndarray, n: int) -> None:
        values = np.asarray(to_list(actual)).reshape(actual.shape)
        narrow = str(actual.dtype).endswith(("float32", "complex64"))
        eps = 2.0**-23 if narrow else 2.0**-52
        band = 4 * eps * (1 + 0.7 * np.log2(max(n, 2)) ** 0.5)

        assert values.shape == desired.shape
        assert np.linalg.norm(values - desired) <= band * np.linalg.norm(desired)

    return check
