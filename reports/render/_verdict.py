"""Say in one word how a report stands: what a badge's colour and a page's first line mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .._results import SURPRISES

if TYPE_CHECKING:
    from .._results import Matrix

State = Literal["incomplete", "unexpected", "known", "pass"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state, how many cases of which label, and what is missing."""

    state: State
    counts: Counter[str]
    missing: tuple[str, ...]

    @property
    def unexpected(self) -> int:
        """How many cases are not as expected."""
        return sum(self.counts[name] for name in SURPRISES)


def verdict(matrix: Matrix) -> Verdict:
    """Judge a whole report; what is incomplete is never good, whatever passed."""
    return judge(matrix, {column.key for column in matrix.columns}, set(matrix.features))


def judge(matrix: Matrix, keys: set[str], features: set[str]) -> Verdict:
    """Judge what a report says about some targets and features."""
    counts = Counter(
        result.label
        for (case, target), result in matrix.results.items()
        if target in keys and case.partition("/")[0] in features
    )
    missing = tuple(_missing(matrix, keys, counts))
    found = Verdict("pass", counts, missing)
    if found.unexpected:
        return Verdict("unexpected", counts, missing)
    if missing:
        return Verdict("incomplete", counts, missing)
    return Verdict("known" if counts["xfail"] else "pass", counts, missing)


def _missing(matrix: Matrix, keys: set[str], counts: Counter[str]) -> list[str]:
    lines = [
        f"{column.key.removeprefix('?@')} was expected and did not report"
        for column in matrix.columns
        if column.availability == "not-reported" and column.key in keys
    ]
    labels = {key.partition("@")[2] for key in keys}
    lines += [
        f"the run {part.id[:12]} in {part.env} did not end in order"
        + (f" (exit {part.exit})" if part.exit else "")
        for part in matrix.report.parts
        if not part.complete and part.env in labels
    ]
    if counts["notrun"]:
        lines.append(f"{counts['notrun']:,} expected cases never ran")
    if not any(counts[name] for name in counts if name not in {"skip", "notrun"}):
        lines.append("no case ran")
    return lines
