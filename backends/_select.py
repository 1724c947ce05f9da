"""From what a user asked for to targets, without importing any array library."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ._backend import Backend, index, kind
from ._probe import Availability, install_hint, probe
from ._registry import close_matches, find, listed, published, require
from ._target import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A target that ``all`` stands for and that can't run here."""

    target: Target
    availability: Availability
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What to run on, in the order asked for.

    A target whose device is ``"all"`` stands for several: `expand` names them, once a test
    needs them, since the library has to be imported for that.
    """

    targets: tuple[Target, ...]
    unavailable: tuple[Unavailable, ...] = ()


def select(
    backends: Iterable[str],
    devices: Iterable[str] = (),
    variants: Iterable[str] = (),
    dtypes: Iterable[str] = (),
    extra: Iterable[Backend] = (),
) -> Selection:
    """Turn texts into targets.

    Parameters
    ----------
    backends : iterable of str
        Targets, or ``"all"``: every installed backend.
    devices : iterable of str
        Applied to each backend that has such a device and was named without one. A backend
        of host arrays that has none of them stays on its own device. ``"all"``: every
        device that `expand` finds, simulated ones too.
    variants : iterable of str
        Added, one at a time, beside the plain target, where they apply. ``"all"``: each
        one that applies.
    dtypes : iterable of str
        Default dtypes, of ``"float64"`` and ``"float32"``. Backends whose default dtype is
        fixed run once, as they are.
    extra : iterable of Backend
        Rows beside the table of backends.

    Returns
    -------
    Selection
        Targets without repetition, and what ``"all"`` had to leave out.

    Raises
    ------
    ValueError
        For a name that is unknown or not installed, a device or variant that none of the
        backends has, or a dtype that can't be a default.
    """
    rows = tuple(extra)
    devices, variants, dtypes = tuple(devices), tuple(variants), tuple(dtypes)
    _check_dtypes(dtypes)
    bases, missing = _bases(backends, rows)
    placed, misplaced = _placed(bases, devices, rows)
    targets = _varied(placed, variants, dtypes, rows)
    return Selection(targets, (*missing, *misplaced))


def _check_dtypes(dtypes: tuple[str, ...]) -> None:
    for name in dtypes:
        if name not in ("float32", "float64"):
            msg = f"default dtype {name!r}: expected 'float64', 'float32' or both"
            raise ValueError(msg)


def _bases(
    texts: Iterable[str], rows: tuple[Backend, ...]
) -> tuple[list[tuple[Target, bool]], list[Unavailable]]:
    """Return targets, each with whether it was asked for by name, and missing backends."""
    bases: dict[Target, bool] = {}
    missing: list[Unavailable] = []
    for text in texts:
        if text == "all":
            for row in _known(rows):
                if row.is_installed():
                    bases.setdefault(Target(row.name), False)
                else:
                    reason = install_hint(row)
                    missing.append(Unavailable(Target(row.name), "not-installed", reason))
        else:
            bases[_named(text, rows)] = True
    return list(bases.items()), missing


def _known(rows: tuple[Backend, ...]) -> tuple[Backend, ...]:
    known = listed(rows)
    names = {row.name for row in known}
    return (*known, *(row for row in published() if row.name not in names))


def _named(text: str, rows: tuple[Backend, ...]) -> Target:
    target = Target.parse(text)
    row = find(target.backend, rows) or find(target.backend, published())
    if row is None:
        row = Backend(target.backend)
        if not row.is_installed():
            known = [known.name for known in _known(rows)]
            names = [alias for known in _known(rows) for alias in (known.name, *known.aliases)]
            hint = close_matches(target.backend, names)
            msg = (
                f"unknown backend {target.backend!r}{hint}: expected one of {', '.join(known)}, "
                "or the import path of a namespace"
            )
            if not hint:  # a namespace of the project, then
                msg += (
                    f". No module {row.root!r} is found: install it, or add its folder to sys.path "
                    "by `python -m pytest`, PYTHONPATH or pytest's ini key pythonpath"
                )
            raise ValueError(msg)
    if not row.is_installed():
        msg = f"backend {text!r}: {install_hint(row)}"
        raise ValueError(msg)
    return Target.make(row.name, target.device, target.variants, rows)


def _placed(
    bases: Sequence[tuple[Target, bool]], devices: tuple[str, ...], rows: tuple[Backend, ...]
) -> tuple[list[Target], list[Unavailable]]:
    if not devices:
        return [target for target, _ in bases], []
    _check_devices(bases, devices, rows)
    placed: list[Target] = []
    elsewhere: list[Unavailable] = []
    for target, by_name in bases:
        row = require(target.backend, rows)
        mine = _matching(row, devices)
        if target.device is not None:
            placed.append(target)
        elif mine:
            placed += [Target(target.backend, device, target.variants) for device in mine]
        elif "cpu" in row.devices or row.devices[0] == "CPU_DEVICE":
            placed.append(target)
        else:
            reason = f"{target.backend} has no device {' or '.join(map(repr, devices))}"
            if by_name:
                msg = f"{reason}; its devices: {', '.join(row.all_devices)}"
                raise ValueError(msg)
            elsewhere.append(Unavailable(target, "no-device", reason))
    return placed, elsewhere


def _check_devices(
    bases: Sequence[tuple[Target, bool]], devices: tuple[str, ...], rows: tuple[Backend, ...]
) -> None:
    asked = [require(target.backend, rows) for target, _ in bases]
    for device in devices:
        if asked and not any(_matching(row, (device,)) for row in asked):
            known = tuple(dict.fromkeys(name for row in asked for name in row.all_devices))
            msg = (
                f"no selected backend has a device {device!r}{close_matches(device, known)}; "
                f"their devices: {', '.join(known)}"
            )
            raise ValueError(msg)


def _matching(row: Backend, devices: tuple[str, ...]) -> list[str | None]:
    """Return the devices of the list that the backend has; None for its only default."""
    found: dict[str | None, None] = {}
    for device in devices:
        text = row.resolve(device)
        if text == "all":
            found["all"] = None
        elif text is not None and row.has_device(text):
            found[None if row.is_default(text) else text] = None
    return list(found)


def _varied(
    targets: Iterable[Target],
    variants: tuple[str, ...],
    dtypes: tuple[str, ...],
    rows: tuple[Backend, ...],
) -> tuple[Target, ...]:
    result: dict[Target, None] = {}
    applied: set[str] = {"all"}
    for target in targets:
        row = require(target.backend, rows)
        for base in _with_dtypes(target, dtypes, row):
            result[base] = None
            for name in _applicable(row, base, variants):
                result[Target(base.backend, base.device, (*base.variants, name))] = None
                applied.add(name)
    _check_variants([name for name in variants if name not in applied], rows)
    return tuple(result)


def _with_dtypes(target: Target, dtypes: tuple[str, ...], row: Backend) -> list[Target]:
    if "float32" not in dtypes or not row.allows("float32", target.device):
        return [target]
    narrow = Target(target.backend, target.device, (*target.variants, "float32"))
    return [target, narrow] if "float64" in dtypes else [narrow]


def _applicable(row: Backend, base: Target, asked: tuple[str, ...]) -> list[str]:
    # A default dtype is no variant of its own under `all`: dtypes= asks for it.
    names = [rule.name for rule in row.variants if rule.name != "float32" or "float32" in asked]
    return [
        name
        for name in names
        if (name in asked or "all" in asked)
        and name not in base.variants
        and (base.device == "all" or row.allows(name, base.device))
    ]


def _check_variants(left: list[str], rows: tuple[Backend, ...]) -> None:
    if not left:
        return
    owners = [row.name for row in _known(rows) if left[0] in {rule.name for rule in row.variants}]
    msg = f"no selected target can run in the variant {left[0]!r}"
    if owners:
        msg += f", which {' and '.join(owners)} can: select a target of theirs too, or leave it out"
    else:
        known = sorted({rule.name for row in _known(rows) for rule in row.variants})
        msg += f"{close_matches(left[0], known)}; known variants: {', '.join(known)}"
    raise ValueError(msg)


def expand(target: Target, extra: tuple[Backend, ...] = ()) -> Selection:
    """Find the targets that a target on device ``"all"`` stands for; imports its library.

    Parameters
    ----------
    target : Target
        Any other one stands for itself.
    extra : tuple of Backend
        As in `listed`.

    Returns
    -------
    Selection
        What can run here, and what of it can't and why.
    """
    if target.device != "all":
        return Selection((target,))
    row = require(target.backend, extra)
    plain = probe(Target(target.backend), extra)
    if plain.availability in ("not-installed", "import-error"):
        return Selection((), (Unavailable(plain.target, plain.availability, plain.detail),))
    targets: list[Target] = []
    unavailable: list[Unavailable] = []
    for device in row.present():
        if not all(row.allows(variant, device) for variant in target.variants):
            continue
        candidate = Target(target.backend, device, target.variants)
        result = probe(candidate, extra)
        if result.availability == "ran":
            targets.append(candidate)
        else:
            unavailable.append(Unavailable(candidate, result.availability, result.detail))
    if not (targets or unavailable):
        reason = f"none of the devices here can run as {'+'.join(target.variants)}"
        unavailable.append(Unavailable(target, "no-device", reason))
    return Selection(tuple(targets), tuple(unavailable))


def _number_set(name: str) -> int:
    text = os.environ.get(name) or "1"
    if not text.strip().isdecimal():
        msg = f"the environment variable {name} is {text!r}; expected a number of devices"
        raise ValueError(msg)
    return int(text)


def prepare_environment(targets: Iterable[Target]) -> dict[str, str]:
    """Return environment variables to set before a library is first used.

    Parameters
    ----------
    targets : iterable of Target
        What will run; also targets on device ``"all"``.

    Returns
    -------
    dict of str to str
        Only what is needed and not already set, or set too low.

    Raises
    ------
    ValueError
        If what is set is no number, where one is needed.
    """
    needed: dict[str, str] = {}
    targets = tuple(targets)
    count = max((_cpu_count(target) for target in targets), default=1)
    if count > 1 and count > _number_set("JAX_NUM_CPU_DEVICES"):
        needed["JAX_NUM_CPU_DEVICES"] = str(count)
    opencl = Path(sys.prefix, "lib", "libintelocl.so")
    wanted = any(target.backend == "dpnp" for target in targets)
    if wanted and "OCL_ICD_FILENAMES" not in os.environ and opencl.exists():
        # The wheel's own registration holds a path of the machine that built it.
        needed["OCL_ICD_FILENAMES"] = str(opencl)
    return needed


def _cpu_count(target: Target) -> int:
    if target.backend != "jax.numpy" or target.device is None:
        return 1
    if target.device == "all":
        return 2
    return index(target.device) + 1 if kind(target.device) == "cpu" else 1
