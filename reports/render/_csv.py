"""The report as CSV, one line per result, for spreadsheets and data frames.

A spreadsheet runs what looks like a formula: such a text gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from .._results import headline
from .._text import clean_text

if TYPE_CHECKING:
    from .._results import Matrix, Result

HEADER = (
    "case", "feature", "check", "dtype", "target", "backend", "device", "environment", "label",
    "outcome", "kind", "message", "issue", "max_err", "unit", "limit", "points", "duration_s",
    "flaky",
)  # fmt: skip
_FORMULA = "=+-@\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}"


def render(matrix: Matrix) -> str:
    """Return the table with a header."""
    columns = {column.key: column for column in matrix.columns}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for result in matrix.results.values():
        column = columns[result.case.target]
        where = (column.key, column.backend, column.device, column.label)
        writer.writerow([cell(value) for value in _row(matrix, result, where)])
    return out.getvalue()


def cell(value: object) -> object:
    """Return a value as it may stand in a cell: numbers as they are, texts in one line."""
    if not isinstance(value, str):
        return "" if value is None else value
    text = " ".join(clean_text(value).split())
    return f"'{text}" if text.startswith(tuple(_FORMULA)) else text


def _row(matrix: Matrix, result: Result, where: tuple[str, ...]) -> list[object]:
    case, accuracy = result.case, result.case.accuracy
    failure = matrix.failure(case)
    issue = (case.expected and case.expected.issue) or (failure and failure.issue)
    measured = (
        (accuracy.max_err, accuracy.unit, accuracy.limit, accuracy.n) if accuracy else (None,) * 4
    )
    return [
        case.id, case.feature, case.check, case.parameters.get("dtype"), *where, result.label,
        case.outcome, matrix.kind(case), headline(case), issue, *measured, case.duration_s,
        int(result.flaky),
    ]  # fmt: skip
