"""Activating targets, and finding out which ones work here, by really trying.

What a library says about itself (``hasattr(xp, "fft")``, ``info.devices()``) is often
wrong; a small computation tells. Each answer is kept for the rest of the process.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ._active import Active, announced
from ._backend import Backend, NoDeviceError
from ._convert import to_numpy
from ._layer import beneath, leading_back
from ._registry import BACKENDS, require
from ._target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

LONGEST = 1000  # characters of an error that are told
Availability = Literal["ran", "not-installed", "import-error", "no-device"]

DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float32", "float64", "complex64", "complex128"),
)


@contextmanager
def activate(target: Target, extra: tuple[Backend, ...] = ()) -> Generator[Active]:
    """Make the target's settings hold for the time of the context; undo them all.

    Parameters
    ----------
    target : Target
        What to run on. Contexts nest; the innermost one is `active()`, in every thread.
    extra : tuple of Backend
        Rows beside the table of backends, as given to `select`.

    Yields
    ------
    Active
        The namespace, and how to create arrays on the target's device.

    Raises
    ------
    ImportError
        If the library can't be imported.
    LookupError
        If it has no such device here.
    """
    row = require(target.backend, extra)
    below = beneath(row)
    if below is None:
        with row.activated(target) as entry, announced(entry):
            yield entry
        return
    # Of devices, a row without words of its own knows what the library below does.
    runs = row.activated(target) if target.device else below.activated(Target(below.name))
    with runs as found, leading_back(row.load()):
        entry = replace(found, target=target, xp=row.load(), backend=row)
        with announced(entry):
            yield entry


@cache
def layered_on(target: Target) -> Target:
    """Return the target whose arrays a namespace hands out that no table lists; else itself.

    Imports the library if it is not listed.
    """
    row = require(target.backend)
    if row in BACKENDS or probe(target).availability != "ran":
        return target
    below = beneath(row)
    return target if below is None else Target(below.name, target.device, target.variants)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a target turned out to be.

    Parameters
    ----------
    target : Target
        The target.
    availability : str
        ``"ran"``, ``"not-installed"``, ``"import-error"`` (the library is broken) or
        ``"no-device"``.
    detail : str
        Why it did not run, in one line; empty where it ran.
    version : str
        The library's version.
    device : str
        The device as the library prints it.
    """

    target: Target
    availability: Availability
    detail: str = ""
    version: str = ""
    device: str = ""
    extra: tuple[Backend, ...] = field(default=(), repr=False)

    @property
    def dtypes(self) -> tuple[str, ...]:
        """The standard's dtypes that the library lists for the device, or that work there."""
        return tuple(name for name in DTYPES if name in self.capabilities)

    @property
    def capabilities(self) -> frozenset[str]:
        """What works: names of dtypes and of `CAPABILITIES`."""
        if self.availability != "ran":
            return frozenset()
        return _capabilities(self.target, self.extra)


@cache
def probe(target: Target, extra: tuple[Backend, ...] = ()) -> Probe:
    """Import the target's library, and allocate and add on its device.

    Parameters
    ----------
    target : Target
        What to try.
    extra : tuple of Backend
        Rows beside the table of backends, as given to `select`.

    Returns
    -------
    Probe
        Kept for the rest of the process.
    """
    row = require(target.backend, extra)
    if not row.is_installed():
        return Probe(target, "not-installed", install_hint(row))
    version = row.version()
    try:
        has_ones = hasattr(row.load(), "ones")
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- a broken library raises anything
        return Probe(target, "import-error", _one_line(error), version)
    if not has_ones:
        why = f"{row.name} is no namespace of the array API standard: it has no function ones"
        return Probe(target, "import-error", why, version)
    try:
        with activate(target, extra) as entry:
            _add(entry)
    except Exception as error:  # noqa: BLE001 -- likewise: drivers raise what they like
        detail = str(error) if isinstance(error, NoDeviceError) else _one_line(error)
        return Probe(target, "no-device", detail, version)
    device = str(entry.device or "")
    if device.startswith("<"):  # no text of its own: an address, another in each process
        device = type(entry.device).__name__
    return Probe(target, "ran", "", version, device, extra)


def install_hint(row: Backend) -> str:
    """Return how to get the library."""
    how = f": {row.install}" if row.install else ""
    return f"{row.name} is not installed{how}"


def _one_line(error: BaseException) -> str:
    """Say what was raised, in a line that does nothing to a terminal, whatever it holds."""
    try:
        words = str(error)[:LONGEST].split()
    except Exception:  # noqa: BLE001 -- a library's own exception may not even have a text
        words = ["its text can't be read"]
    text = "".join(c if c.isprintable() else "?" for c in " ".join(words))
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _add(entry: Active) -> None:
    total = entry.xp.ones(2) + entry.xp.ones(2)
    if entry.target.device != "meta" and to_numpy(total).tolist() != [2, 2]:
        msg = f"1 + 1 gave {to_numpy(total)!r} on {entry.target}"
        raise ArithmeticError(msg)


@cache
def _capabilities(target: Target, extra: tuple[Backend, ...]) -> frozenset[str]:
    with activate(target, extra) as entry, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # What a library lists it has to have: else a defect of `ones` would hide the dtype. On
        # torch's meta device a dtype adds up that no kernel has.
        meta = target.device == "meta"
        tests = (_lists_dtype,) if meta else (_lists_dtype, _has_dtype)
        dtypes = {name for name in DTYPES if any(_works(t, entry, name) for t in tests)}
        works = {name for name, trial in CAPABILITIES.items() if _works(trial, entry)}
    if dtypes & {"complex64", "complex128"}:
        works.add("complex")
    return frozenset(dtypes | works)


def _works(trial: Callable[..., bool], *args: Any) -> bool:
    try:
        return trial(*args)
    except Exception:  # noqa: BLE001 -- the question is whether it raises; what differs by library
        return False


def _lists_dtype(entry: Active, name: str) -> bool:
    listed = entry.xp.__array_namespace_info__().dtypes(device=entry.device)
    return name in listed and hasattr(entry.xp, name)


def _has_dtype(entry: Active, name: str) -> bool:
    dtype = getattr(entry.xp, name)
    x = entry.xp.ones(1, dtype=dtype)
    # JAX without 64-bit types gives a narrower one, with a warning.
    return (x if name == "bool" else x + x).dtype == dtype


def _ramp(entry: Active) -> Any:
    return entry.xp.asarray([1.0, 2.0, 3.0, 4.0])


def _boolean_indexing(entry: Active) -> bool:
    return entry.call(lambda x: x[x > 2], _ramp(entry)).ndim == 1


def _data_dependent_shapes(entry: Active) -> bool:
    return entry.call(entry.xp.unique_values, _ramp(entry)).ndim == 1


def _fft(entry: Active) -> bool:
    x = entry.xp.asarray([1.0, 2.0, 3.0, 4.0], dtype=entry.xp.complex64)
    return _equals(entry, entry.call(entry.xp.fft.fft, x), [10, -2 + 2j, -2, -2 - 2j])


def _linalg(entry: Active) -> bool:
    return _equals(entry, entry.call(entry.xp.linalg.vector_norm, _ramp(entry)), 30**0.5)


def _setitem(entry: Active) -> bool:
    x = _ramp(entry)
    x[0] = 9.0
    return _equals(entry, x, [9, 2, 3, 4])


def _dlpack(entry: Active) -> bool:
    return entry.xp.from_dlpack(_ramp(entry)).shape == (4,)


def _equals(entry: Active, actual: Any, desired: Any) -> bool:
    if entry.target.device == "meta":
        return True
    return bool(abs(to_numpy(actual) - desired).max() < 1e-5)


CAPABILITIES: Mapping[str, Callable[[Active], bool]] = {
    "boolean indexing": _boolean_indexing,
    "data-dependent shapes": _data_dependent_shapes,
    "fft": _fft,
    "linalg": _linalg,
    "setitem": _setitem,
    "dlpack": _dlpack,
}
