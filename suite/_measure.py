"""What one call really does on the active target: runs, reads, moves, computes, or can't.

A verdict says no more than the target can see. Every target shows a wrong result, and one that
comes back in another namespace or on another device; which ones show a transfer is in
`SEES_TRANSFERS`.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..backends import Target, activate, device_of, library, probe, synchronize, to_numpy
from ._cases import Case
from ._inputs import Input
from ._subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..backends import Active
    from ._calls import Call
    from ._implementation import Implementation

VERDICTS = {
    "yes": "runs where the array lives; nothing is seen to move",
    "reads": "runs there, and the host reads single numbers",
    "moves": "runs, and copies arrays to the host",
    "computes": "runs, and computes a lazy array",
    "no": "raises",
    "wrong": "another result than on NumPy, or in another namespace or on another device",
    "crash": "the process dies",
    "timeout": "does not end",
    "absent": "the implementation has no such function",
    "unavailable": "the target does not run here",
}
SEES_TRANSFERS = ("torch+guarded", "torch:fakegpu", "jax.numpy+jit", "dask.array")
"""Beginnings of the targets whose log tells of transfers."""

_TOLERANCE = 1e-3
"""Relative to the largest element: it is the right result, be it in float32."""
_VOLATILE = re.compile(r"0x[0-9a-f]+|<[^<>]*>|\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, and what moved or why not."""

    verdict: str
    detail: str = ""


def measure(call: Call, implementation: Implementation, target: Target) -> Outcome:
    """Run a call on a target and on NumPy, and compare.

    Parameters
    ----------
    call
        The function and its arguments.
    implementation
        Where the function comes from.
    target
        Activated for the time of the call.
    """
    if (found := probe(target)).availability != "ran":
        return Outcome("unavailable", found.detail)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with activate(Target("numpy")) as host:
                expected = _result(call, implementation, host)[0]
            with activate(target) as active:
                result, log = _result(call, implementation, active)
                problem = misplaced(result, active) or different(result, expected)
        except _AbsentError:
            return Outcome("absent")
        except Exception as error:  # noqa: BLE001 -- whatever it raises is the answer
            return Outcome("no", reason(error))
    return Outcome("wrong", problem) if problem else moved(log)


class _AbsentError(LookupError):
    """The implementation lacks the function."""


def _result(
    call: Call, implementation: Implementation, active: Active
) -> tuple[Any, tuple[str, ...]]:
    """Return what the function returns, and the transfers meanwhile."""
    function = implementation.function(call.feature, active.xp)
    if function is None:
        raise _AbsentError
    subject = Subject(Case(call), function, implementation, active)
    args = [subject.array(arg) if isinstance(arg, Input) else arg for arg in call.args]
    before = len(active.transfers())
    result = active.call(function, *args, **call.keywords_on(active))
    return result, active.transfers()[before:]


def moved(log: Iterable[str]) -> Outcome:
    """Return the verdict that a log of transfers amounts to."""
    counts = Counter(_transfer(entry) for entry in log)
    texts = [f"{count} x {name}" for (_, name), count in counts.items()]
    kinds = {kind for kind, _ in counts}
    worst = next((kind for kind in ("computes", "moves", "reads") if kind in kinds), "yes")
    return Outcome(worst, ", ".join(texts))


def _transfer(entry: str) -> tuple[str, str]:
    """Return the kind of a log entry, and its name in the table."""
    words = entry.split()
    if entry == "compute":
        return "computes", "compute"
    if words[0] == "D2H":  # the direction, the operation, the number of elements
        return ("reads", "a number") if words[2] == "1" else ("moves", f"{words[2]} numbers")
    name = entry.strip("_")
    return ("moves" if name in {"array", "callback", "cpu", "numpy", "tolist"} else "reads"), name


def reason(error: Exception) -> str:
    """Return an exception as one short line that is the same in every run."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = " ".join(_VOLATILE.sub("...", lines[0] if lines else "").split())
    text = text if len(text) <= 120 else f"{text[:117]}..."
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def misplaced(result: Any, active: Active) -> str:
    """Return which result is not where the input is, or ""."""
    wanted = library(active.xp)
    home = device_of(active.asarray(np.zeros(1, np.float32)))
    for value in leaves(result):
        if isinstance(value, np.generic) or not hasattr(value, "shape"):
            continue  # a number of Python, or of NumPy: whatever read it is in the log
        if library(value) != wanted:
            return f"the result is an array of {library(value)}"
        if device_of(value) != home:
            return f"the result is on {device_of(value)}"
    return ""


def different(result: Any, expected: Any) -> str:
    """Return how a result differs from the one on NumPy, or ""."""
    actual, desired = list(leaves(result)), list(leaves(expected))
    if len(actual) != len(desired):
        return f"{len(actual)} results instead of {len(desired)}"
    return next(filter(None, map(_difference, actual, desired)), "")


def _difference(a: Any, b: Any) -> str:
    if isinstance(b, str | None):
        return "" if a == b else f"{a!r} instead of {b!r}"
    if getattr(getattr(a, "device", None), "type", "") == "meta":
        same = tuple(a.shape) == np.shape(b)
        return "" if same else f"shape {tuple(a.shape)} instead of {np.shape(b)}"
    if hasattr(a, "shape") and not isinstance(a, np.generic):
        synchronize(a)
        a = to_numpy(a)
    if np.shape(a) != np.shape(b):
        return f"shape {np.shape(a)} instead of {np.shape(b)}"
    a, b = np.asarray(a, dtype=complex), np.asarray(b, dtype=complex)
    scale = float(np.max(np.abs(b), initial=0.0))
    return "" if np.allclose(a, b, rtol=0, atol=_TOLERANCE * scale) else "other values"


def leaves(result: Any) -> Iterable[Any]:
    """Yield the arrays, numbers and texts of a result: of tuples, dicts and trees of nodes."""
    if isinstance(result, dict):
        result = list(result.values())
    if hasattr(result, "pre_order"):
        yield from (*result.pre_order(), result.dist)
    elif isinstance(result, list | tuple):
        for value in result:
            yield from leaves(value)
    elif not isinstance(result, AbstractContextManager):  # which is for later
        yield result


def ready(targets: Iterable[Target]) -> None:
    """Import and probe what `measure` needs, so that its time is that of the call."""
    for target in targets:
        _ = probe(target).dtypes
