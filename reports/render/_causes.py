"""Group the results that are no pass by their cause, the worst kind first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._fingerprint import without_target
from .._results import KINDS, SURPRISES, headline

if TYPE_CHECKING:
    from collections.abc import Hashable

    from .._model import Case, Failure
    from .._results import Matrix, Result

# The other reasons to skip speak for themselves.
SKIPS = {"marker": "skipped by a mark", "user": "skipped by the test"}


@dataclass(frozen=True, slots=True)
class Cause:
    """Results that failed alike, but for the target's name; `known` were expected to fail."""

    kind: str
    known: bool
    failure: Failure | None
    results: list[Result]

    @property
    def headline(self) -> str:
        """What happened in the first of the cases, in one line."""
        return headline(self.results[0].case)


def causes(matrix: Matrix) -> list[Cause]:
    """Return the causes: unexpected before known, then by kind, then by number of cases."""
    groups: dict[tuple[bool, Hashable], list[Result]] = {}
    names: dict[tuple[str, str], Hashable] = {}
    for result in matrix.results.values():
        known = result.label == "xfail"
        if known or result.label in SURPRISES:
            seen = result.case.failure or "", result.case.target
            if seen not in names:  # few of many
                names[seen] = _name(matrix, *seen)
            name = "xpass" if result.label == "xpass" else names[seen] or result.label
            groups.setdefault((known, name), []).append(result)
    found = [_cause(matrix, known, results) for (known, _), results in groups.items()]
    return sorted(found, key=lambda cause: (cause.known, _rank(cause.kind), -len(cause.results)))


def _name(matrix: Matrix, key: str, target: str) -> Hashable:
    """Return what is equal for failures with one cause; None where nothing is known.

    A fingerprint has the target's name where its message has it: an upstream issue, a trace and a
    comparison with an older report are about one target. A list of causes is not.
    """
    failure = matrix.report.failures.get(key)
    if failure is None:
        return key or None
    message = without_target(failure.message, target.partition("@")[0])
    return failure.kind, failure.exception, failure.issue, message


def word_for(matrix: Matrix, case: Case) -> str:
    """Return in a word or three why a case did not pass."""
    failure = matrix.failure(case)
    if failure is not None:
        return failure.kind
    return SKIPS.get(case.skip or "", case.skip) or case.outcome


def _cause(matrix: Matrix, known: bool, results: list[Result]) -> Cause:  # noqa: FBT001 -- a field
    first = results[0]
    failure = matrix.failure(first.case)
    kind = "xpass" if first.label == "xpass" else failure.kind if failure else first.outcome
    return Cause(kind, known, failure, results)


def _rank(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
