"""Metadata of both sides, compared before any value is looked at."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import backends
from ._message import Fact, Where
from ._side import LAZY, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._mismatch import Kind


@dataclass(frozen=True, slots=True)
class Checks:
    """Which facts must agree, and the namespace that both sides must belong to, if any."""

    namespace: bool = True
    dtype: bool = True
    shape: bool = True
    device: bool = True
    zero_d: bool = True
    xp: Any = None


KIND: Mapping[str, Kind] = {
    "namespace": "wrong-namespace",
    "arrayness": "wrong-shape",
    "shape": "wrong-shape",
    "dtype": "wrong-dtype",
    "device": "wrong-device",
}


def facts(actual: Side, desired: Side, checks: Checks) -> tuple[Fact, ...]:
    """Return the checked facts of both sides, in the order of `KIND`."""
    found: list[Fact | None] = []
    stands_in = desired.given is None
    alike = actual.library == desired.library and not stands_in
    if checks.namespace:
        found.append(_namespace(actual, desired, checks.xp))
    if checks.zero_d and alike and actual.library == "numpy":
        found.append(_arrayness(actual, desired))
    if checks.shape:
        found.append(Fact("shape", actual.shape, desired.shape, actual.shape == desired.shape))
    if checks.dtype and not stands_in:
        found.append(_dtype(actual, desired))
    if checks.device and alike and actual.library != "numpy":
        found.append(_device(actual, desired))
    return tuple(fact for fact in found if fact is not None)


def where(actual: Side) -> Where:
    """Say which library `actual` comes from, where it lives, and whether it was copied."""
    modules = (sys.modules.get(name) for name in (actual.library, actual.library.partition(".")[0]))
    version = next((text for m in modules if (text := getattr(m, "__version__", ""))), "")
    if actual.library == "numpy":
        return Where("numpy", version, None, copied=False)
    device = backends.device_of(actual.given)
    return Where(actual.library, version, device, copied=actual.host is not None)


def _namespace(actual: Side, desired: Side, xp: Any) -> Fact:
    """Compare libraries, not modules: projects vendor their own copies of array-api-compat."""
    if xp is None and (active := backends.active()) is not None:
        xp = active.xp
    expected = None if xp is None else backends.library(xp)
    ok = actual.library == desired.library and expected in {None, actual.library}
    return Fact("namespace", actual.library, desired.library, ok, expected)


def _arrayness(actual: Side, desired: Side) -> Fact | None:
    """Tell NumPy's scalars from its arrays; nothing to tell where both are arrays."""
    scalar = [isinstance(side.given, np.generic) for side in (actual, desired)]
    if not any(scalar):
        return None
    names = ["scalar" if is_scalar else "array" for is_scalar in scalar]
    return Fact("arrayness", *names, ok=all(scalar))


def _dtype(actual: Side, desired: Side) -> Fact:
    """Compare dtypes, across libraries by the standard's names."""
    pair: tuple[Any, Any] = (actual.dtype, desired.dtype)
    if actual.library == desired.library == "numpy":
        # NumPy's byte orders share a name, and are different dtypes.
        pair = (actual.given.dtype, desired.given.dtype)
    return Fact("dtype", *pair, ok=pair[0] == pair[1])


def _device(actual: Side, desired: Side) -> Fact | None:
    if actual.library in LAZY:  # array-api-compat makes up a device for them
        return None
    pair = tuple(getattr(side.given, "device", None) for side in (actual, desired))
    return None if pair == (None, None) else Fact("device", *pair, ok=bool(pair[0] == pair[1]))
