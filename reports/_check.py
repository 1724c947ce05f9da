"""The gate: is a report as expected? Against a baseline, an older report and a coverage floor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ._baseline import Baseline, assign
from ._diff import diff
from ._results import headline

if TYPE_CHECKING:
    from ._baseline import Entry
    from ._results import Matrix, Result

# Exit codes: regressions and incomplete runs are kept apart, or a gate calls "slower" what
# never ran.
AS_EXPECTED, UNEXPECTED, USAGE, INCOMPLETE, INVALID = range(5)
INTERRUPTED, CLOSED = 130, 141  # as shells have it, after SIGINT and SIGPIPE


@dataclass(slots=True)
class Verdict:
    """What the gate found: each line of `unexpected` alone makes it fail."""

    unexpected: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    known: int = 0

    @property
    def exit_code(self) -> int:
        """0 as expected, 1 unexpected outcomes, 3 incomplete."""
        if self.unexpected:
            return UNEXPECTED
        return INCOMPLETE if self.incomplete else AS_EXPECTED


def check(
    matrix: Matrix,
    *,
    baseline: Baseline | None = None,
    against: Matrix | None = None,
    min_coverage: float = 0.0,
    require_issue: bool = True,
    today: dt.date | None = None,
) -> Verdict:
    """Judge a report.

    Parameters
    ----------
    matrix : Matrix
    baseline : Baseline, optional
        What is known to fail.
    against : Matrix, optional
        An older report: what worked there must work.
    min_coverage : float
        The share of cases, in percent, that must have run on every target.
    require_issue : bool
        Refuse baseline entries without a link to an issue.
    today : date, optional
        The day that expiry dates are compared with.
    """
    verdict = Verdict()
    if not matrix.results:
        verdict.incomplete.append("the report has no case: nothing was tested")
    entries = baseline.expect if baseline else []
    today = today or dt.datetime.now(dt.UTC).date()
    named = assign(entries, matrix.results)
    known = {
        key
        for key, result in matrix.results.items()
        if _judge(verdict, matrix, result, [entries[i] for i in named.get(key, ())], today)
    }
    verdict.known = len(known)
    _review_entries(verdict, entries, named, require_issue=require_issue)
    if against is not None:
        _compare(verdict, against, matrix, known)
    _coverage(verdict, matrix, min_coverage)
    return verdict


def _judge(
    verdict: Verdict,
    matrix: Matrix,
    result: Result,
    entries: list[Entry],
    today: dt.date,
) -> bool:
    """Record what is unexpected about a result; tell whether it is a known failure."""
    if result.outcome in {"skip", "notrun"}:
        return False
    where = f"{result.case.id} [{result.case.target}]"
    if result.outcome == "pass":
        wrong = result.label == "xpass" or (bool(entries) and not entries[0].flaky)
        if wrong:
            verdict.unexpected.append(f"xpass: {where}: passes, take it off the list")
        return False
    kind = matrix.kind(result.case)
    fitting = next((entry for entry in entries if entry.fits(result, kind)), None)
    if fitting is not None and fitting.expires and fitting.expires < today:
        verdict.unexpected.append(f"{result.outcome}: {where}: expected until {fitting.expires}")
        return False
    if fitting is not None or result.label == "xfail":
        return True
    text = headline(result.case)[:200]
    verdict.unexpected.append(f"{result.outcome}: {where}: {kind or '-'}: {text}".rstrip(": "))
    return False


def _review_entries(
    verdict: Verdict,
    entries: list[Entry],
    named: dict[tuple[str, str], list[int]],
    *,
    require_issue: bool,
) -> None:
    used = {index for indices in named.values() for index in indices}
    for index, entry in enumerate(entries):
        if index not in used:
            verdict.warnings.append(f"baseline entry {index + 1} ({entry}) names no case here")
        if require_issue and not entry.issue:
            verdict.unexpected.append(
                f"baseline entry {index + 1} ({entry}) has no issue: add a link, or use --no-issue"
            )


def _compare(
    verdict: Verdict, against: Matrix, matrix: Matrix, known: set[tuple[str, str]]
) -> None:
    found = diff(against, matrix)
    already = {line.partition(": ")[2].partition("]")[0] + "]" for line in verdict.unexpected}
    verdict.warnings += [f"environment: {line}" for line in found.environment]
    verdict.warnings += [f"not comparable: {key}" for key in found.not_comparable]
    for change in found.bad:
        where = f"{change.case} [{change.target}]"
        if (change.case, change.target) in known or where in already:
            continue
        note = change.note or f"{change.before} -> {change.after}"
        verdict.unexpected.append(f"{change.name}: {where}: {note}")


def _coverage(verdict: Verdict, matrix: Matrix, min_coverage: float) -> None:
    """Record what should have run and didn't."""
    for column in matrix.columns:
        counts = matrix.counts(column.key)
        expected = sum(counts.values())
        ran = expected - counts["skip"] - counts["notrun"]
        if column.availability == "not-reported":
            verdict.incomplete.append(f"{column.key}: not reported")
        elif min_coverage and column.availability != "ran":
            verdict.incomplete.append(f"{column.key}: {column.availability}")
        elif 100 * ran < min_coverage * expected or (min_coverage and not expected):
            verdict.incomplete.append(f"{column.key}: {ran} of {expected} cases ran")
    for part in matrix.report.parts:
        if not part.complete:
            verdict.incomplete.append(f"part {part.env} ({part.id[:8]}): did not end in order")
