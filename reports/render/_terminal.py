"""The report as plain text: targets and their outcomes, what failed, what didn't run and why."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from .._results import LABELS
from .._text import one_line
from ._causes import causes

if TYPE_CHECKING:
    from .._results import Matrix

FAILURES = 20


def render(matrix: Matrix, *, width: int = 80, failures: int = FAILURES) -> str:
    """Return the summary, at most `width` columns wide where names allow it."""
    lines = [
        *outcome_table(matrix),
        "",
        *_absent(matrix, width),
        *_failures(matrix, width, failures),
    ]
    return "\n".join(one_line(line).rstrip() for line in lines).rstrip() + "\n"


def outcome_table(matrix: Matrix) -> list[str]:
    """Return targets x outcomes; outcomes that never happened have no column."""
    counts = {column.key: matrix.counts(column.key) for column in matrix.columns}
    labels = [name for name in reversed(LABELS) if any(count[name] for count in counts.values())]
    header = ["target", *labels, "features"]
    rows = [
        [key, *(str(count[name] or ".") for name in labels), _features(matrix, key)]
        for key, count in counts.items()
    ]
    return aligned([header, *rows])


def aligned(rows: list[list[str]]) -> list[str]:
    """Return rows as lines: the first column to the left, the others to the right."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(map(str.rjust, row[1:], widths[1:]))]) for row in rows
    ]


def _features(matrix: Matrix, key: str) -> str:
    """Return how many features are whole on a target, of how many; `-` where nothing ran."""
    if not any(matrix.cells[feature, key].counts for feature in matrix.features):
        return "-"
    cells = [matrix.cells[feature, key] for feature in matrix.features]
    inside = [cell for cell in cells if cell.value != "n/a"]
    return f"{sum(cell.value == 'yes' for cell in inside)}/{len(inside)}"


def _absent(matrix: Matrix, width: int) -> list[str]:
    lines = [
        f"{column.key}: {column.availability}" + (f": {column.detail}" if column.detail else "")
        for column in matrix.columns
        if column.availability != "ran"
    ]
    lines += [f"note: {note}" for part in matrix.report.parts for note in part.notes]
    if not matrix.complete:
        lines.append("incomplete: not everything that was expected has a result")
    return [textwrap.shorten(line, max(width, 40)) for line in lines] + ([""] if lines else [])


def _failures(matrix: Matrix, width: int, most: int) -> list[str]:
    """Return the failures by cause, those with most cases first."""
    unexpected = [cause for cause in causes(matrix) if not cause.known]
    ordered = sorted(unexpected, key=lambda cause: -len(cause.results))
    lines: list[str] = []
    for cause in ordered[:most]:
        cases = [f"    {r.case.id} [{r.case.target}]" for r in cause.results]
        count = f"{len(cases)} case" + ("s" if len(cases) > 1 else "")
        first = f"{count}, {cause.kind}: {cause.headline}"
        lines.append(textwrap.shorten(first, max(width, 40)))
        lines += cases[:3] + ([f"    and {len(cases) - 3} more"] if len(cases) > 3 else [])
    if len(ordered) > most:
        lines.append(f"and {len(ordered) - most} more causes")
    return lines
