"""The literal table of backends, and how a name finds its row."""

from __future__ import annotations

import sys
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from ._backend import Backend, Variant
from ._cupy import CupyBackend
from ._dask import DaskBackend
from ._dpnp import DpnpBackend
from ._jax import JaxBackend
from ._mlx import MlxBackend
from ._numpy import NumpyBackend
from ._strict import StrictBackend
from ._torch import TorchBackend

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GPU = "mps" if sys.platform == "darwin" else "cuda"
_CUPY_DISTRIBUTIONS = (
    "cupy",
    "cupy-cuda13x",
    "cupy-cuda12x",
    "cupy-cuda11x",
    "cupy-rocm-7-0",
)

BACKENDS: tuple[Backend, ...] = (
    NumpyBackend(
        "numpy",
        "pip install numpy",
        aliases=("np",),
        namespace="array_api_compat.numpy",
        variants=(Variant("readonly"),),
    ),
    StrictBackend(
        "array_api_strict",
        "pip install array-api-strict",
        aliases=("strict", "array-api-strict"),
        distributions=("array-api-strict",),
        devices=("CPU_DEVICE",),
        simulated=("device1", "device2", "no_float64"),
        device_aliases=(("cpu", "CPU_DEVICE"),),
        variants=(Variant("strictest"),),
    ),
    TorchBackend(
        "torch",
        "pip install torch",
        aliases=("pytorch",),
        namespace="array_api_compat.torch",
        devices=("cpu", "cuda", "mps", "xpu"),
        simulated=("fakegpu", "fakegpu:1", "meta"),
        device_aliases=(("gpu", _GPU), ("fakegpu:0", "fakegpu")),
        variants=(
            Variant("float32"),
            Variant("guarded", ("cpu", "cuda", "mps", "xpu")),
            Variant("nofloat64", ("fakegpu",)),
        ),
    ),
    CupyBackend(
        "cupy",
        "pip install cupy-cuda12x (or cupy-cuda13x, by the CUDA version)",
        namespace="array_api_compat.cupy",
        distributions=_CUPY_DISTRIBUTIONS,
        devices=("cuda",),
        device_aliases=(("gpu", "cuda"),),
    ),
    JaxBackend(
        "jax.numpy",
        "pip install jax",
        aliases=("jax", "jnp"),
        devices=("cpu", "cuda", "rocm", "tpu", "METAL"),
        fixed_default=False,
        simulated=("cpu:1",),
        device_aliases=(("gpu", "cuda"), ("cpu:0", "cpu"), ("metal", "METAL")),
        variants=(
            Variant("float32"),
            Variant("guarded", ("cuda", "rocm", "tpu", "METAL")),
            Variant("jit"),
        ),
    ),
    DaskBackend(
        "dask.array",
        "pip install 'dask[array]'",
        aliases=("dask", "da"),
        namespace="array_api_compat.dask.array",
        variants=(Variant("lazy"),),
        has_device_keyword=False,
    ),
    Backend("sparse", "pip install sparse"),
    DpnpBackend(
        "dpnp",
        "pip install dpnp",
        devices=("cpu", "gpu"),
        fixed_default=False,
    ),
    MlxBackend(
        "mlx.core",
        "pip install 'mlx[cpu]' (or mlx, on a Mac)",
        distributions=("mlx",),
        aliases=("mlx",),
        devices=("cpu", "gpu"),
        fixed_default=False,
        device_aliases=(("metal", "gpu"), ("cuda", "gpu")),
        has_device_keyword=False,
    ),
    Backend("ndonnx", "pip install ndonnx onnxruntime"),
)


def find(name: str, extra: Iterable[Backend] = ()) -> Backend | None:
    """Return the row of a backend by its name or an alias, or None."""
    for row in listed(extra):
        if name == row.name or name in row.aliases:
            return row
    return None


def listed(extra: Iterable[Backend] = ()) -> tuple[Backend, ...]:
    """Return the known backends.

    Parameters
    ----------
    extra : iterable of Backend
        Rows beside the table's; one takes the place of the row of its name.

    Returns
    -------
    tuple of Backend
        Whether installed here or not.
    """
    return tuple({row.name: row for row in (*BACKENDS, *extra)}.values())


def require(name: str, extra: Iterable[Backend] = ()) -> Backend:
    """Return the row of a backend.

    Parameters
    ----------
    name : str
        A backend's name or alias, or the import path of any namespace.
    extra : iterable of Backend
        As in `listed`.

    Returns
    -------
    Backend
        A plain row for a namespace that no table lists, whether it exists or not.
    """
    return find(name, extra) or find(name, published()) or Backend(name)


def vendored(package: str) -> tuple[Backend, ...]:
    """Return rows whose namespaces come from a project's own copy of array-api-compat.

    Parameters
    ----------
    package : str
        Import path of the copy, e.g. ``"scipy._lib.array_api_compat"``.

    Returns
    -------
    tuple of Backend
        One for each backend that array-api-compat wraps.
    """
    ours = "array_api_compat."
    return tuple(
        replace(row, namespace=f"{package}.{row.namespace.removeprefix(ours)}")
        for row in BACKENDS
        if row.namespace.startswith(ours)
    )


@cache
def published() -> tuple[Backend, ...]:
    """Return rows for the namespaces of the standard's entry point group ``array_api``."""
    points = metadata.entry_points(group="array_api")
    known = {row.name for row in BACKENDS}
    rows = (Backend(point.value.partition(":")[0], aliases=(point.name,)) for point in points)
    return tuple(dict.fromkeys(row for row in rows if row.name not in known))


def close_matches(given: str, allowed: Sequence[str]) -> str:
    """Return a ready phrase for a message: ``" (did you mean 'torch'?)"``, or "".

    Parameters
    ----------
    given : str
        What the user has written.
    allowed : sequence of str
        What there is.

    Returns
    -------
    str
        To stand right behind the word that is wrong.
    """
    matches = get_close_matches(given, allowed, n=1, cutoff=0.6)
    return f" (did you mean {matches[0]!r}?)" if matches else ""
