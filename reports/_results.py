"""Decide what a report shows: one result per case and target, one cell per feature and target.

Every decision is a pure function of the set of records, so a merged report shows the same
whatever the order of its parts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from ._model import Accuracy, Case, Failure, Report, Target, Timing

if TYPE_CHECKING:
    from collections.abc import Iterable

# The worst first.
FAILED = ("crash", "timeout", "error", "fail")
SURPRISES = (*FAILED, "xpass")  # labels of what is not as expected
SEVERITY = (*FAILED, "notrun", "pass", "skip")
LABELS = ("crash", "timeout", "error", "fail", "notrun", "xpass", "xfail", "pass", "skip")
# A silent wrong answer is worse than a refusal.
KINDS = (
    "wrong-value", "silent-transfer", "wrong-device", "wrong-namespace", "wrong-dtype",
    "wrong-shape", "accuracy", "crash", "timeout", "exception", "not-implemented", "harness",
)  # fmt: skip
CellValue = Literal["yes", "partial", "no", "unknown", "n/a"]

_RANK = {outcome: rank for rank, outcome in enumerate(SEVERITY)}


@dataclass(slots=True)
class Result:
    """What a case did on a target: the record to show, and whether its records disagree."""

    case: Case
    flaky: bool = False
    records: tuple[Case, ...] = ()

    @property
    def outcome(self) -> str:
        """What happened."""
        return self.case.outcome

    @property
    def label(self) -> str:
        """What happened, seen with what was expected: `xfail`, `xpass` or the outcome."""
        return label(self.case)


@dataclass(slots=True)
class Cell:
    """A feature on a target."""

    value: CellValue
    counts: Counter[str] = field(default_factory=Counter)
    passed: int = 0
    expected: int = 0
    worst: Case | None = None


@dataclass(slots=True)
class Matrix:
    """All that a renderer shows: columns, features, cells and results, in the document's order."""

    report: Report
    columns: list[Target]
    features: list[str]
    cells: dict[tuple[str, str], Cell]
    results: dict[tuple[str, str], Result]

    def counts(self, key: str) -> Counter[str]:
        """Return how many cases of a target have which label."""
        total: Counter[str] = Counter()
        for feature in self.features:
            total.update(self.cells[feature, key].counts)
        return total

    def failure(self, case: Case) -> Failure | None:
        """Return the cause of a case's failure."""
        return self.report.failures.get(case.failure or "")

    def kind(self, case: Case) -> str:
        """Return the kind of a case's failure, empty for none."""
        failure = self.failure(case)
        return failure.kind if failure else ""

    @property
    def complete(self) -> bool:
        """Whether every part ended in order and every expected target reported."""
        absent = any(column.availability == "not-reported" for column in self.columns)
        return not absent and all(part.complete for part in self.report.parts)


def matrix(report: Report) -> Matrix:
    """Compute what a report shows.

    Parameters
    ----------
    report : Report
        One part, or a merged one.

    Returns
    -------
    Matrix
        Its columns (targets in environments), features, cells and results; the same for any
        order of the report's parts.
    """
    found = results(report)
    shown: dict[tuple[str, str], list[Result]] = {}
    for (case, target), result in found.items():
        shown.setdefault((case.partition("/")[0], target), []).append(result)
    columns = all_columns(report)
    features = sorted({feature for feature, _ in shown} | set(report.features))
    cells = {
        (feature, column.key): make_cell(shown.get((feature, column.key), ()))
        for feature in features
        for column in columns
    }
    return Matrix(report, columns, features, cells, found)


def results(report: Report) -> dict[tuple[str, str], Result]:
    """Return the result of every (case id, target key)."""
    attempts = {part.id: part.attempt for part in report.parts}
    found: dict[tuple[str, str], Result] = {}
    # Already in this order, unless somebody else wrote the document.
    cases = sorted(report.cases, key=_identity)
    for key, group in groupby(cases, key=_identity):
        records = tuple(group)
        found[key] = Result(records[0]) if len(records) == 1 else resolve(records, attempts)
    return found


def _identity(case: Case) -> tuple[str, str]:
    return case.id, case.target


def resolve(records: tuple[Case, ...], attempts: dict[str, int]) -> Result:
    """Choose among records of one case: what ran, then the last attempt, then the worst.

    The largest error and the steadiest timing of the chosen outcome's records are shown.
    """
    ran = [record for record in records if record.outcome != "notrun"] or list(records)
    last = max(attempts.get(record.part, 1) for record in ran)
    current = [record for record in ran if attempts.get(record.part, 1) == last]
    worst = min(_RANK[record.outcome] for record in current)
    chosen = [record for record in current if _RANK[record.outcome] == worst]
    accuracies = [record.accuracy for record in chosen if record.accuracy]
    timings = [record.timing for record in chosen if record.timing]
    shown = _with(
        chosen[0],
        max(accuracies, key=lambda a: number(a.max_err), default=None),
        min(timings, key=_spread, default=None),
    )
    return Result(shown, flaky=len({record.outcome for record in ran}) > 1, records=records)


def _with(case: Case, accuracy: Accuracy | None, timing: Timing | None) -> Case:
    from msgspec.structs import replace  # only for cases that ran twice

    return replace(case, accuracy=accuracy, timing=timing)


def _spread(timing: Timing) -> tuple[float, float]:
    return number(timing.iqr_s), number(timing.median_s)


def number(value: float | str | None) -> float:
    """Return a number of the document as a float; NaN counts as infinite: it is no good news."""
    found = float("inf") if value is None else float(value)
    return found if found == found else float("inf")


def is_steady(timing: Timing) -> bool:
    """Whether the middle half of the measurements lies within a tenth of the median."""
    return timing.synchronized and number(timing.iqr_s) <= 0.1 * number(timing.median_s)


def label(case: Case) -> str:
    """Return the outcome of a case, or how it compares with what was expected."""
    known = case.expected
    if known is None or case.outcome in {"skip", "notrun"}:
        return case.outcome
    if case.outcome == "pass":
        return "pass" if known.flaky or "pass" in known.outcomes else "xpass"
    return "xfail" if case.outcome in known.outcomes else case.outcome


def make_cell(shown: Iterable[Result]) -> Cell:
    """Return the cell of the results of one feature on one target."""
    results = list(shown)
    counts = Counter(result.label for result in results)
    inside = [result for result in results if result.case.skip != "out-of-scope"]
    passed = sum(result.outcome == "pass" for result in inside)
    ran = sum(result.outcome not in {"skip", "notrun"} for result in inside)
    worst = min((r.case for r in inside if r.outcome != "pass"), key=_badness, default=None)
    value: CellValue = "unknown"
    if results and not inside:
        value = "n/a"
    elif ran:
        value = "yes" if passed == len(inside) else "partial" if passed else "no"
    return Cell(value, counts, passed, len(inside), worst)


def _badness(case: Case) -> tuple[int, str]:
    return _RANK[case.outcome], case.id


def all_columns(report: Report) -> list[Target]:
    """Return the targets by name, then one for each expected target or label that isn't there."""
    keys = {target.key for target in report.targets}
    labels = {target.label for target in report.targets}
    missing = [name for name in report.expected if name not in keys and name not in labels]
    detail = "expected, but no part with it arrived"
    return [
        *sorted(report.targets, key=lambda target: (target.text, target.label)),
        *(
            Target(
                key=name if "@" in name else f"?@{name}",
                availability="not-reported",
                detail=detail,
            )
            for name in missing
        ),
    ]


def headline(case: Case) -> str:
    """Return in one line why a case is not a pass."""
    text = case.message or case.reason or case.signal or ""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


__all__ = [
    "FAILED", "KINDS", "LABELS", "SEVERITY", "SURPRISES", "Cell", "Matrix", "Result",
    "all_columns", "headline", "is_steady", "label", "make_cell", "matrix",
    "number", "resolve", "results",
]  # fmt: skip
