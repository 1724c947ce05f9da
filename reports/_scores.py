"""Score a target so that skipping, splitting tests or a run that broke can't raise the number.

The denominator is the manifest: skips, expected failures and what never ran stay in it. Every
feature weighs the same. Numbers are rounded down, come with their coverage, and are refused
for an incomplete run. Targets are not ranked.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._results import Matrix, Result

METHOD = "feature-mean/1"
MIN_COVERAGE = Fraction(95, 100)


@dataclass(frozen=True, slots=True)
class Score:
    """A target's numbers in percent, one decimal, rounded down; None where refused.

    `representable` leaves out the dtypes that the device doesn't have. `outside` features are
    out of scope: declared by the suite for all targets, never by what a target lacks. Of the
    `expected` cases, `unasked` stand for a feature each, which this target was never asked for.
    """

    strict: float | None
    representable: float | None
    ran: int
    expected: int
    refused: str | None = None
    outside: int = 0
    unasked: int = 0

    @property
    def cases(self) -> int:
        """How many cases there are for the target."""
        return self.expected - self.unasked

    def __str__(self) -> str:
        if self.cases:
            coverage = f"{self.ran}/{self.cases} cases ran"
            coverage += f", features not tried: {self.unasked}" if self.unasked else ""
        else:
            coverage = f"0 of {self.unasked} features tried"
        if self.outside:
            coverage += f", features out of scope: {self.outside}"
        if self.strict is None:
            return f"no score: {self.refused} ({coverage})"
        return (
            f"{self.strict:.1f} % strict, {self.representable:.1f} % of what the device has "
            f"({coverage}, {METHOD})"
        )


def score(matrix: Matrix, key: str) -> Score:
    """Return the score of one target."""
    features = _by_feature(matrix, key)
    strict, ran, expected = _mean(features)
    representable, _, _ = _mean(
        {
            feature: kept
            for feature, found in features.items()
            if (kept := [r for r in found if r.case.skip != "no-dtype"]) or not found
        }
    )
    refused = _refusal(matrix, key, ran, expected)
    tested = {case.partition("/")[0] for case, _ in matrix.results}
    numbers = (None, None) if refused else (floor_percent(strict), floor_percent(representable))
    return Score(
        *numbers,
        ran,
        expected,
        refused,
        outside=len(tested - features.keys()),
        unasked=sum(not found for found in features.values()),
    )


def floor_percent(share: Fraction) -> float:
    """Return a share in percent, rounded down to one decimal: 100 only if all, 0 only if none."""
    if share == 0:
        return 0.0
    return max(share.numerator * 1000 // share.denominator, 1) / 10


def _by_feature(matrix: Matrix, key: str) -> dict[str, list[Result]]:
    """Return the results in scope of every feature that any target was asked for."""
    found: dict[str, list[Result]] = {}
    for (case, target), result in matrix.results.items():
        if result.case.skip == "out-of-scope":
            continue
        inside = found.setdefault(case.partition("/")[0], [])
        if target == key:
            inside.append(result)
    return found


def _mean(features: dict[str, list[Result]]) -> tuple[Fraction, int, int]:
    """Return the mean share of passes, how many cases ran and how many were expected."""
    shares: list[Fraction] = []
    ran = expected = 0
    for found in features.values():
        passed = sum(result.outcome == "pass" for result in found)
        ran += sum(result.outcome not in {"skip", "notrun"} for result in found)
        # A feature that this target was never asked for counts as one case that didn't run.
        expected += max(len(found), 1)
        shares.append(Fraction(passed, max(len(found), 1)))
    return sum(shares, Fraction(0)) / max(len(shares), 1), ran, expected


def _refusal(matrix: Matrix, key: str, ran: int, expected: int) -> str | None:
    column = next(column for column in matrix.columns if column.key == key)
    if column.availability != "ran":
        return column.availability
    parts = {result.case.part for result in matrix.results.values() if result.case.target == key}
    if any(not part.complete for part in matrix.report.parts if part.id in parts):
        return "incomplete"
    if expected == 0 or Fraction(ran, expected) < MIN_COVERAGE:
        return f"less than {int(MIN_COVERAGE * 100)} % of the cases ran"
    return None


def on_all_targets(matrix: Matrix, keys: Iterable[str] | None = None) -> tuple[int, int]:
    """Return how many features are whole on every named target, of how many."""
    keys = list(keys) if keys is not None else [column.key for column in matrix.columns]
    inside = [
        feature
        for feature in matrix.features
        if any(matrix.cells[feature, key].value != "n/a" for key in keys)
    ]
    whole = sum(all(matrix.cells[f, key].value in {"yes", "n/a"} for key in keys) for f in inside)
    return whole, len(inside)


def only_here(matrix: Matrix) -> dict[str, list[str]]:
    """Return per target the features that fail there alone; void where any target is unknown."""
    found: dict[str, list[str]] = {column.key: [] for column in matrix.columns}
    for feature in matrix.features:
        values = {c.key: matrix.cells[feature, c.key].value for c in matrix.columns}
        failing = [key for key, value in values.items() if value in {"no", "partial"}]
        if len(failing) == 1 and len(values) > 1 and "unknown" not in values.values():
            found[failing[0]].append(feature)
    return found
