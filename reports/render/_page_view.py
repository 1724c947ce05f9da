"""What the page shows, computed before the template: it only lays out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from .._diff import BAD, CLASSES, diff
from .._results import LABELS
from .._scores import METHOD, on_all_targets, score
from ._accuracy import UNITS, heat_map, measured, plots
from ._causes import causes, word_for
from ._page_data import fit
from ._repro import command
from ._speed import speeds
from ._verdict import verdict

if TYPE_CHECKING:
    from collections import Counter

    from .._diff import Diff
    from .._model import Target
    from .._results import Cell, Matrix
    from .._scores import Score
    from ._causes import Cause

MAX_CAUSES = 500
CASES_PER_CAUSE = 20
MAX_CHANGES = 200  # of one class
CAUSE_BYTES = 400_000  # of messages, and of traces
MAX_CELLS = 20_000
GROUPS = ("fft", "cluster.vq", "cluster.hierarchy", "core")
CELLS = {"yes": "✓", "partial": "◐", "no": "✕", "unknown": "?", "n/a": "\N{EN DASH}"}
OUTCOMES = {
    "pass": "✓", "xfail": "≈", "skip": "\N{EN DASH}", "notrun": "?", "xpass": "↑", "fail": "✕",
    "error": "!", "timeout": "⧖", "crash": "☠",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A target with its totals; `widths` are the shares of its bar in percent."""

    target: Target
    counts: Counter[str]
    whole: int
    inside: int
    score: Score
    bar: list[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the matrix; `note` says why it is not a yes."""

    value: str
    symbol: str
    share: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A feature of the matrix; `whole` where all its cases passed on each target that ran."""

    feature: str
    whole: bool
    cells: list[Shown]


@dataclass(frozen=True, slots=True)
class Group:
    """The features of a module, and how many of them are whole."""

    name: str
    rows: list[Row]
    whole: int


def view(matrix: Matrix, against: Matrix | None = None) -> dict[str, Any]:
    """Return the names that the template knows."""
    counts = {column.key: matrix.counts(column.key) for column in matrix.columns}
    found = causes(matrix)
    groups, left_out = matrix_groups(matrix)
    labels = {column.label for column in matrix.columns if column.text != "?"}
    errors = measured(matrix)
    drawn = sorted(plots(matrix, errors), key=lambda p: rank(group_of(matrix, p.feature)))
    compared = speeds(matrix)
    units = {error.unit for error in errors}
    return {
        "report": matrix.report,
        "verdict": verdict(matrix),
        "features": len(matrix.features),
        "columns": [make_column(matrix, column, counts[column.key]) for column in matrix.columns],
        "common_label": labels.pop() if len(labels) == 1 else "",
        "labels": [name for name in OUTCOMES if any(count[name] for count in counts.values())],
        "outcomes": OUTCOMES,
        "symbols": CELLS,
        "method": METHOD,
        "everywhere": on_all_targets(matrix),
        "groups": groups,
        "left_out": left_out,
        "causes": make_causes(matrix, found[:MAX_CAUSES]),
        "more_causes": len(found) - MAX_CAUSES,
        "heat": heat_map(errors, lambda error: error.feature),
        "heat_dtypes": heat_map(errors, lambda error: error.dtype),
        "measured": {error.target for error in errors},
        "plots": drawn,
        "plotted": {curve.target: curve.place for plot in drawn for curve in plot.curves},
        "units": [(unit, words) for unit, words in UNITS.items() if unit in units],
        "speeds": compared,
        "compared": {key for _, cells in compared for key in cells},
        "changes": None if against is None else make_changes(diff(against, matrix)),
        "subjects": sorted(
            {subject for part in matrix.report.parts for subject in part.subjects},
            key=lambda subject: (subject.kind, subject.name, subject.version),
        ),
    }


def make_column(matrix: Matrix, target: Target, counts: Counter[str]) -> Column:
    """Return a target's totals."""
    values = [matrix.cells[feature, target.key].value for feature in matrix.features]
    total = sum(counts.values())
    bar: list[tuple[str, float, float]] = []
    start = 0.0
    for name in OUTCOMES:
        if counts[name]:
            width = 100 * counts[name] / total
            bar.append((name, round(start, 3), round(width, 3)))
            start += width
    return Column(
        target,
        counts,
        values.count("yes"),
        sum(value != "n/a" for value in values),
        score(matrix, target.key),
        bar,
    )


def matrix_groups(matrix: Matrix) -> tuple[list[Group], int]:
    """Return the matrix by module, and how many whole features were left out for their number."""
    rows = [make_row(matrix, feature) for feature in matrix.features]
    most = MAX_CELLS // max(len(matrix.columns), 1)
    left_out = 0
    if len(rows) > most:
        kept = [row for row in rows if not row.whole][:most]
        left_out, rows = len(rows) - len(kept), kept
    keyed = sorted(((group_of(matrix, row.feature), row) for row in rows), key=_place)
    groups = [(name, [row for _, row in found]) for name, found in groupby(keyed, lambda k: k[0])]
    return [Group(name, rows, sum(row.whole for row in rows)) for name, rows in groups], left_out


def group_of(matrix: Matrix, feature: str) -> str:
    """Return the module that a feature belongs to."""
    known = matrix.report.features.get(feature)
    return (known and known.group) or feature.rpartition(".")[0] or "other"


def _place(keyed: tuple[str, Row]) -> tuple[int, str, str]:
    name, row = keyed
    return rank(name), name, row.feature


def rank(group: str) -> int:
    """Return where a module stands: the known ones first."""
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def make_row(matrix: Matrix, feature: str) -> Row:
    """Return a feature's cells."""
    cells = [matrix.cells[feature, column.key] for column in matrix.columns]
    shown = [
        Shown(cell.value, CELLS[cell.value], share(cell), note(matrix, column, cell))
        for column, cell in zip(matrix.columns, cells, strict=True)
    ]
    ran = [c.value for c, t in zip(cells, matrix.columns, strict=True) if t.availability == "ran"]
    return Row(feature, all(value in {"yes", "n/a"} for value in ran), shown)


def share(cell: Cell) -> str:
    """Return how many cases passed, of how many."""
    return f"{cell.passed}/{cell.expected}" if cell.value in {"partial", "no"} else ""


def note(matrix: Matrix, column: Target, cell: Cell) -> str:
    """Return in a word or two why a cell is not a yes."""
    if cell.value in {"yes", "n/a"}:
        return ""
    if cell.worst is None:
        return "" if column.availability == "ran" else column.availability
    result = matrix.results[cell.worst.id, cell.worst.target]
    if column.availability != "ran" and result.outcome in {"skip", "notrun"}:
        return column.availability
    words = word_for(matrix, result.case)
    known = not any(cell.counts[name] for name in LABELS[:4]) and bool(cell.counts["xfail"])
    return f"{words}, known" if known else words


def make_causes(matrix: Matrix, found: list[Cause]) -> list[dict[str, Any]]:
    """Return the causes as they are listed, long texts shortened where they are many."""
    made = [make_cause(matrix, cause) for cause in found]
    for name in ("message", "trace"):
        texts, _ = fit([cause[name] for cause in made], CAUSE_BYTES)
        for cause, text in zip(made, texts, strict=True):
            cause[name] = text
    return made


def make_cause(matrix: Matrix, cause: Cause) -> dict[str, Any]:
    """Return a group of failures as it is listed."""
    first = cause.results[0].case
    part = next(part for part in matrix.report.parts if part.id == first.part)
    shown = cause.results[:CASES_PER_CAUSE]
    return {
        "kind": cause.kind,
        "known": cause.known,
        "headline": cause.headline[:300],
        "message": first.message or first.reason or "",
        "exception": cause.failure.exception if cause.failure else None,
        "trace": (cause.failure.trace if cause.failure else None) or "",
        "issue": cause.failure.issue if cause.failure else None,
        "expected": first.expected,
        "targets": sorted({result.case.target for result in cause.results}),
        "total": len(cause.results),
        "cases": [(result.case.id, result.case.target) for result in shown],
        "command": command(part, first),
    }


def make_changes(found: Diff) -> dict[str, Any]:
    """Return what changed since the older report, by class, the worst first."""
    counts = found.counts
    bad = len(found.bad)
    return {
        "environment": found.environment,
        "not_comparable": found.not_comparable,
        "mixed": found.mixed,
        "bad": bad,
        "classes": [
            {
                "name": entry.name,
                "bad": entry.name in BAD,
                "meaning": entry.meaning,
                "total": counts[entry.name],
                "changes": [c for c in found.changes if c.name == entry.name][:MAX_CHANGES],
            }
            for entry in CLASSES
            if counts[entry.name]
        ],
    }
