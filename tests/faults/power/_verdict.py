"""Judge what the suite said of a fault, and count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._trial import Result

REQUIRED = 0.95
"""Least share of faults to be caught."""

TOLERATED = 2
"""Faults that may be caught without a check that names their cause."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one fault on one target.

    Parameters
    ----------
    word
        "caught" by a check that names the cause; "symptom": caught by others only;
        "survived"; "equivalent": survived, and why is argued; "refuted": argued and caught;
        "not run": the suite said nothing; "broken": the fault's own code fails.
    checks
        The checks that failed, ``feature/check``, those that name the cause first.
    """

    result: Result
    word: str
    checks: tuple[str, ...]


def verdict(result: Result) -> Verdict:
    """Judge the result of a fault."""
    fault = result.trial.fault
    assert fault is not None, "a healthy run has no verdict"
    telling = [case for case in result.failed if fault.names_cause(case)]
    others = [case for case in result.failed if not fault.names_cause(case)]
    checks = dict.fromkeys("/".join(case.split("/")[:2]) for case in (*telling, *others))
    if not result.failed and not result.passed:
        word = "not run"
    elif result.slips:
        word = "broken"
    elif fault.equivalent:
        word = "refuted" if result.failed else "equivalent"
    else:
        word = "caught" if telling else "symptom" if others else "survived"
    return Verdict(result, word, tuple(checks))


@dataclass(frozen=True, slots=True)
class Rate:
    """Counts of one group."""

    group: str
    total: int
    caught: int
    named: int
    equivalent: int

    @property
    def share(self) -> float:
        return self.caught / self.total if self.total else 1.0


def rate(group: str, verdicts: Sequence[Verdict]) -> Rate:
    """Count; equivalent faults are no misses."""
    words = [v.word for v in verdicts]
    total = len(words) - words.count("equivalent")
    named = words.count("caught")
    return Rate(group, total, named + words.count("symptom"), named, words.count("equivalent"))


def rates(verdicts: Sequence[Verdict]) -> list[Rate]:
    """Count by group, and all."""
    groups: dict[str, list[Verdict]] = {}
    for v in verdicts:
        assert v.result.trial.fault is not None
        groups.setdefault(v.result.trial.fault.group, []).append(v)
    return [*(rate(name, groups[name]) for name in sorted(groups)), rate("all", verdicts)]


def problems(verdicts: Sequence[Verdict], healthy: Iterable[Result]) -> list[str]:
    """Say why the suite is not good enough, or nothing."""
    found = [f"false alarm: {case} on {r.trial.name}" for r in healthy for case in r.failed]
    found += [f"nothing ran: {r.trial.name}" for r in healthy if not r.passed]
    total = rate("all", verdicts)
    if total.share < REQUIRED:
        found.append(f"{total.share:.1%} of the faults were caught, {REQUIRED:.0%} have to be")
    if total.caught - total.named > TOLERATED:
        found.append(f"{total.caught - total.named} faults were caught by symptoms alone")
    for v in verdicts:
        if v.word == "refuted":
            found.append(f"not equivalent: {v.result.trial.name}")
        found += [f"the fault itself fails: {v.result.trial.name}: {s}" for s in v.result.slips]
    return found
