"""Metadata of both sides, compared before any value is looked at."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import backends
from ._message import Fact, Where
from ._side import COMPUTED_ONCE, Side

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
    order: bool = False  # whether the values must have one: real numbers


_REAL = re.compile(r"bool|u?int\d+|b?float\w+|longdouble")

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
    if checks.order and not (_is_real(actual) and _is_real(desired)):
        found.append(_no_order(actual, desired))
    elif checks.dtype and not stands_in:
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
    names = (actual.container, desired.container)
    if names != (actual.library, desired.library):
        expected = expected or actual.library
    ok = names == (desired.library, actual.library) and expected in {None, actual.library}
    return Fact("namespace", *names, ok, expected)


def _arrayness(actual: Side, desired: Side) -> Fact | None:
    """Tell NumPy's scalars from its arrays; nothing to tell where both are arrays."""
    scalar = [isinstance(side.given, np.generic) for side in (actual, desired)]
    if not any(scalar):
        return None
    names = ["scalar" if is_scalar else "array" for is_scalar in scalar]
    remedy = "check_0d=False takes NumPy's scalars for 0-d arrays"
    return Fact("arrayness", *names, ok=all(scalar), remedy=remedy)


def _no_order(actual: Side, desired: Side) -> Fact:
    # What stands for an array has the dtype of `actual` for a name, not for its values.
    names = [str(s.host.dtype) if s.given is None else s.dtype for s in (actual, desired)]
    return Fact("dtype", *names, ok=False, expected="real numbers, which have an order")


def _is_real(side: Side) -> bool:
    if side.host is not None:
        return side.host.dtype.kind in "biuf"
    return _REAL.fullmatch(side.dtype) is not None


def _dtype(actual: Side, desired: Side) -> Fact:
    """Compare dtypes, across libraries by the standard's names."""
    pair: tuple[Any, Any] = (actual.dtype, desired.dtype)
    if actual.library == desired.library == "numpy":
        # NumPy's byte orders share a name, and are different dtypes.
        pair = (actual.given.dtype, desired.given.dtype)
    return Fact("dtype", *pair, ok=pair[0] == pair[1])


def _device(actual: Side, desired: Side) -> Fact | None:
    if actual.library in COMPUTED_ONCE:  # array-api-compat makes up a device for them
        return None
    pair = tuple(getattr(side.given, "device", None) for side in (actual, desired))
    return None if pair == (None, None) else Fact("device", *pair, ok=bool(pair[0] == pair[1]))
