"""Compare two reports: what broke, what got fixed, and what moved in the environment.

Targets that only one report has are not comparable, never regressions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ._merge import suites
from ._results import FAILED, KINDS, SEVERITY, is_steady, number

if TYPE_CHECKING:
    from ._model import Accuracy, Case, Environment, Machine, Part, Report, Timing
    from ._results import Matrix, Result


class Class(NamedTuple):
    """A class of change; a `bad` one makes the gate fail."""

    name: str
    bad: bool
    meaning: str


CLASSES = (
    Class("regression", True, "passed, fails now"),
    Class("lost", True, "ran, is skipped or not run now"),
    Class("worse", True, "failed, fails in a worse way now"),
    Class("gone", True, "the case is no longer there"),
    Class("inaccurate", True, "the largest error doubled, and grew by more than one unit"),
    Class("slower", False, "slower by half on the same machine, both timings steady"),
    Class("new-fail", False, "was not run before, fails"),
    Class("reason", False, "fails for another reason"),
    Class("better", False, "failed, fails in a milder way now"),
    Class("fix", False, "failed, passes now"),
    Class("new-pass", False, "was not run before, passes"),
    Class("faster", False, "faster by half on the same machine, both timings steady"),
)
BAD = {entry.name for entry in CLASSES if entry.bad}
_ORDER = {entry.name: rank for rank, entry in enumerate(CLASSES)}
_ABSENT = {"skip", "notrun"}


@dataclass(frozen=True, slots=True)
class Change:
    """One case on one target whose result differs."""

    name: str
    case: str
    target: str
    before: str
    after: str
    note: str = ""


@dataclass(slots=True)
class Diff:
    """What differs between two reports, the worst first."""

    environment: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    not_comparable: list[str] = field(default_factory=list)
    mixed: bool = False

    @property
    def counts(self) -> Counter[str]:
        """How many changes of each class."""
        return Counter(change.name for change in self.changes)

    @property
    def bad(self) -> list[Change]:
        """The changes that a gate refuses; cases dropped by another suite version are not."""
        names = BAD - {"gone"} if self.mixed else BAD
        return [change for change in self.changes if change.name in names]


def diff(old: Matrix, new: Matrix) -> Diff:
    """Compare `new` with `old`."""
    before, after = ({column.key: column for column in m.columns} for m in (old, new))
    common = {
        key
        for key in before.keys() & after.keys()
        if "not-reported" not in {before[key].availability, after[key].availability}
    }
    found = Diff(
        environment=environment_changes(old.report, new.report),
        not_comparable=sorted((before.keys() | after.keys()) - common),
        mixed=suites(old.report) != suites(new.report),
    )
    parts = [{part.id: part for part in m.report.parts} for m in (old, new)]
    for key in sorted(old.results.keys() | new.results.keys()):
        if key[1] not in common:
            continue
        change = _change(old, new, key, parts)
        if change is not None:
            found.changes.append(Change(change[0], *key, *change[1:]))
    found.changes.sort(key=lambda change: (_ORDER[change.name], change.case, change.target))
    return found


def _change(
    old: Matrix, new: Matrix, key: tuple[str, str], parts: list[dict[str, Part]]
) -> tuple[str, str, str, str] | None:
    """Return class, outcome before, outcome after and a note; None where nothing differs."""
    one, other = old.results.get(key), new.results.get(key)
    if one is None or other is None:
        return _one_sided(one, other)
    before, after = one.outcome, other.outcome
    kinds = old.kind(one.case), new.kind(other.case)
    name = outcome_class(before, after, kinds)
    if name is None and before == after == "pass":
        return _measured(one.case, other.case, parts)
    if name is None and before in FAILED and one.case.failure != other.case.failure:
        name = "reason"
    if name is None:
        return None
    note = "" if kinds[0] == kinds[1] else f"{kinds[0] or '-'} -> {kinds[1] or '-'}"
    return name, before, after, note


def outcome_class(before: str, after: str, kinds: tuple[str, str] = ("", "")) -> str | None:
    """Return the class of a change of outcome; `kinds` are the failures' before and after."""
    if before in _ABSENT:
        return None if after in _ABSENT else "new-pass" if after == "pass" else "new-fail"
    if after in _ABSENT:
        return "lost"
    if "pass" in {before, after}:
        return None if before == after else "fix" if after == "pass" else "regression"
    one, other = _badness(before, kinds[0]), _badness(after, kinds[1])
    return None if one == other else "worse" if other < one else "better"


def _badness(outcome: str, kind: str) -> tuple[int, int]:
    return SEVERITY.index(outcome), KINDS.index(kind) if kind in KINDS else len(KINDS)


def _one_sided(one: Result | None, other: Result | None) -> tuple[str, str, str, str] | None:
    if other is None:
        assert one is not None
        # What never ran can't be lost.
        return None if one.outcome in _ABSENT else ("gone", one.outcome, "-", "")
    name = outcome_class("notrun", other.outcome)
    return None if name is None else (name, "-", other.outcome, "")


def _measured(
    one: Case, other: Case, parts: list[dict[str, Part]]
) -> tuple[str, str, str, str] | None:
    """Compare error and speed of a case that passes on both sides."""
    if one.accuracy and other.accuracy and inaccurate(one.accuracy, other.accuracy):
        unit = other.accuracy.unit
        note = f"{number(one.accuracy.max_err):.3g} -> {number(other.accuracy.max_err):.3g} {unit}"
        return "inaccurate", "pass", "pass", note
    machines = parts[0][one.part].machine, parts[1][other.part].machine
    if one.timing and other.timing:
        name = speed_class(one.timing, other.timing, machines)
        seconds = number(one.timing.median_s), number(other.timing.median_s)
        if name:
            return name, "pass", "pass", f"{seconds[0]:.3g} s -> {seconds[1]:.3g} s"
    return None


def inaccurate(one: Accuracy, other: Accuracy) -> bool:
    """Tell whether the error doubled, and where it has a unit, grew by more than one of it."""
    if one.unit != other.unit:
        return False
    before, after = number(one.max_err), number(other.max_err)
    floor = 0.0 if one.unit in {"rel", "abs", "exact"} else 1.0
    return after > 2 * before and after > before + floor


def speed_class(
    one: Timing, other: Timing, machines: tuple[Machine | None, Machine | None]
) -> str | None:
    """Return `slower` or `faster`, only for steady timings of one size on one machine."""
    if machines[0] is None or machines[0] != machines[1] or one.size != other.size:
        return None
    if not (is_steady(one) and is_steady(other)):
        return None
    for name, fast, slow in (("slower", one, other), ("faster", other, one)):
        low = number(fast.median_s) + number(fast.iqr_s)
        high = number(slow.median_s) - number(slow.iqr_s)
        if number(slow.median_s) > 1.5 * number(fast.median_s) and high > low:
            return name
    return None


def environment_changes(old: Report, new: Report) -> list[str]:
    """Return what moved in environments with one label: usually the cause of the rest."""
    before, after = ({e.label: e for e in report.environments} for report in (old, new))
    lines: list[str] = []
    for label in sorted(before.keys() & after.keys()):
        one, other = _facts(before[label]), _facts(after[label])
        lines += [
            f"{label}: {name} {one.get(name, 'absent')} -> {other.get(name, 'absent')}"
            for name in sorted(one.keys() | other.keys())
            if one.get(name) != other.get(name)
        ]
    return lines


def _facts(environment: Environment) -> dict[str, Any]:
    return {
        "platform": environment.platform,
        "python": environment.python,
        **environment.packages,
        **{f"${name}": value for name, value in environment.env_vars.items()},
    }
