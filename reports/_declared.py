"""Compare what a library declares to support with what a report measured.

Declarations come from a TOML file, or from SciPy's own table of capabilities, which is imported
only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from ._document import ReportError, read_toml
from ._glob import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from ._model import Target
    from ._results import Matrix

DISAGREEMENTS: dict[tuple[bool | None, str], str] = {
    (True, "no"): "declared yes, measured no",
    (True, "partial"): "declared yes, measured in part",
    (True, "unknown"): "declared yes, never measured",
    (False, "yes"): "declared no, measured yes",
    (False, "unknown"): "declared no, never measured",
    (None, "yes"): "not declared, measured yes",
    (None, "partial"): "not declared, measured in part",
}


SCIPY_BACKENDS = ("numpy", "array_api_strict", "cupy", "torch", "jax.numpy", "dask.array")
"""Those that SciPy's decorators speak of."""


class Declaration(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Features and targets, as patterns, and whether they work together."""

    features: str
    targets: str = "*"
    supported: bool
    reason: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    declare: list[Declaration] = []


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A feature on a target that the declaration and the measurement see differently."""

    feature: str
    target: str
    what: str
    reason: str = ""


def read_declarations(path: str | Path) -> list[Declaration]:
    """Read ``[[declare]]`` tables; of those that fit a feature and a target the last counts."""
    return read_toml(path, _File, "list of declarations").declare


def by_declarations(
    declarations: Sequence[Declaration],
) -> Callable[[str, Target], tuple[bool | None, str]]:
    """Return a function that tells whether a feature is declared on a target, and why."""

    def declared(feature: str, target: Target) -> tuple[bool | None, str]:
        for entry in reversed(declarations):
            if matches(entry.features, feature) and any(
                matches(entry.targets, text) for text in (target.key, target.text, target.backend)
            ):
                return entry.supported, entry.reason
        return None, ""

    return declared


def disagreements(
    matrix: Matrix, declared: Callable[[str, Target], tuple[bool | None, str]]
) -> list[Disagreement]:
    """Return every cell where declaration and measurement differ; out-of-scope ones don't."""
    found: list[Disagreement] = []
    for feature in matrix.features:
        for column in matrix.columns:
            supported, reason = declared(feature, column)
            what = DISAGREEMENTS.get((supported, matrix.cells[feature, column.key].value))
            if what:
                found.append(Disagreement(feature, column.key, what, reason))
    return found


def by_scipy(features: Iterable[str]) -> Callable[[str, Target], tuple[bool | None, str]]:
    """Return a function that tells what the installed SciPy declares for some features.

    Parameters
    ----------
    features : iterable of str
        Public functions without SciPy's name before them: ``fft.rfft``.

    Returns
    -------
    callable
        Takes a feature and a `Target`; returns whether SciPy declares that it works there (None
        where it declares nothing), and its words for it.

    Raises
    ------
    ReportError
        If the SciPy that is installed has no table of capabilities.

    Notes
    -----
    Source: ``scipy._lib._array_api.xp_capabilities_table``, filled by SciPy's own decorators.
    """
    try:
        table = import_module("scipy._lib._array_api").xp_capabilities_table
    except (ImportError, AttributeError):
        msg = "--scipy needs a SciPy (1.16 or newer) with a table of capabilities"
        raise ReportError(msg) from None
    entries = {feature: _entry(table, feature) for feature in features}

    def declared(feature: str, target: Target) -> tuple[bool | None, str]:
        entry = entries.get(feature)
        return (None, "") if entry is None else scipy_support(entry, target)

    return declared


def _entry(table: dict[Any, Any], feature: str) -> dict[str, Any] | None:
    module, _, name = feature.rpartition(".")
    try:
        return table.get(getattr(import_module(f"scipy.{module}"), name))
    except (ImportError, AttributeError, TypeError, ValueError):
        return None


def scipy_support(entry: dict[str, Any], target: Target) -> tuple[bool | None, str]:
    """Return whether an entry of SciPy's table supports a target, and its reason.

    None for what is out of its scope, backends that its table has no column for among them.
    """
    reason = str(entry.get("reason") or "")
    if entry.get("out_of_scope") or target.backend not in SCIPY_BACKENDS:
        return None, reason
    listed = dict((*entry.get("skip_backends", ()), *entry.get("xfail_backends", ())))
    exempt = target.backend in entry.get("exceptions", ())
    variants = target.text.split("+")[1:]
    refusals = (
        (target.backend in listed, str(listed.get(target.backend))),
        (entry.get("np_only") and target.backend != "numpy" and not exempt, reason or "NumPy only"),
        (entry.get("cpu_only") and not exempt and not _on_cpu(target), reason or "CPU only"),
        ("jit" in variants and not entry.get("jax_jit", True), "no jax.jit"),
        ("lazy" in variants and bool(entry.get("allow_dask_compute")), "computes"),
    )
    why = next((why for refused, why in refusals if refused), None)
    return (True, reason) if why is None else (False, why)


def _on_cpu(target: Target) -> bool:
    """Tell whether a target's arrays live on the CPU; simulated devices count as accelerators."""
    if target.simulated or target.accelerator is not None:
        return False
    if not target.device:
        return target.backend not in {"cupy", "mlx.core"}
    return target.device.partition(":")[0].lower() in {"cpu", "cpu_device"}
