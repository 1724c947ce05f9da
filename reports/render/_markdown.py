"""The report as GitHub-flavoured Markdown that never exceeds a size limit.

GitHub drops a job summary above 1 MiB whole, so levels of less and less detail are tried.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .._results import LABELS
from ._causes import causes

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._results import Cell, Matrix
    from ._causes import Cause

SUMMARY_BYTES = 1_000_000  # a job summary
COMMENT_BYTES = 60_000  # a comment on a pull request

SYMBOLS = {"yes": "✅", "partial": "🟡", "no": "❌", "unknown": "❔", "n/a": "⬜"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$^])")
_MENTION = re.compile(r"(?<!\w)@")
_CASES_PER_CAUSE = 20


def render(matrix: Matrix, *, limit: int = SUMMARY_BYTES) -> str:
    """Return the fullest form that has at most `limit` bytes."""
    text = ""
    for level in _LEVELS:
        text = "\n".join(line for section in level for line in section(matrix)) + "\n"
        if len(text.encode()) <= limit:
            return text
    return _cut(text, limit)


def escape(text: str) -> str:
    """Return `text` so that Markdown shows it as it is, in one line, and mentions nobody."""
    return _SPECIAL.sub(r"\\\1", escape_html(text)).replace("://", ":\u200b//")


def escape_html(text: str) -> str:
    """Return `text` for the inside of an HTML element, where Markdown means nothing."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MENTION.sub("@\u200b", text)


def _cut(text: str, limit: int) -> str:
    note = "\n\n(cut: the whole is in the report document)\n"
    kept = text.encode()[: max(0, limit - len(note.encode()))].decode("utf-8", "ignore")
    return kept.rpartition("\n")[0] + note


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    """Return a table of escaped texts, as lines."""
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(row) + " |" for row in lines] + [""]


def _totals(matrix: Matrix) -> list[str]:
    counts = {column.key: matrix.counts(column.key) for column in matrix.columns}
    labels = [name for name in reversed(LABELS) if any(count[name] for count in counts.values())]
    rows = [
        [
            escape(column.key),
            escape(column.availability),
            *(str(counts[column.key][name]) for name in labels),
        ]
        for column in matrix.columns
    ]
    warning = "" if matrix.complete else "**Incomplete**: not everything expected has a result.\n"
    return ["## Array API compatibility", "", warning, *table(["target", "state", *labels], rows)]


def _provenance(matrix: Matrix) -> list[str]:
    lines = [
        f"- {escape(e.label)}: {escape(e.python)}, {escape(e.platform)}, "
        + ", ".join(escape(f"{name} {version}") for name, version in sorted(e.packages.items()))
        for e in matrix.report.environments
    ]
    lines += [
        f"- {escape(column.key)}: {escape(column.detail)}"
        for column in matrix.columns
        if column.detail
    ]
    lines += [f"- note: {escape(note)}" for part in matrix.report.parts for note in part.notes]
    return [*lines, ""]


def _matrix(matrix: Matrix) -> list[str]:
    rows = [
        [escape(feature), *(_cell(matrix.cells[feature, c.key]) for c in matrix.columns)]
        for feature in matrix.features
    ]
    legend = ", ".join(f"{symbol} {word}" for word, symbol in SYMBOLS.items())
    header = ["feature", *(escape(column.key) for column in matrix.columns)]
    return [*table(header, rows), legend, ""]


def _cell(cell: Cell) -> str:
    share = f" {cell.passed}/{cell.expected}" if cell.value == "partial" else ""
    return f"{SYMBOLS[cell.value]} {cell.value}{share}"


def _unexpected(matrix: Matrix) -> list[Cause]:
    """Return the causes of what is not as expected, the worst kind first."""
    return [cause for cause in causes(matrix) if not cause.known]


def _summaries(matrix: Matrix) -> list[str]:
    lines = [
        f"- {len(cause.results)} x {cause.kind}: {escape(cause.headline[:300])}"
        for cause in _unexpected(matrix)
    ]
    return ["### Failures", "", *lines, ""] if lines else []


def _details(matrix: Matrix) -> list[str]:
    found = [line for cause in _unexpected(matrix) for line in _detail(cause)]
    return ["### Failures", "", *found] if found else []


def _detail(cause: Cause) -> list[str]:
    total, text = len(cause.results), escape_html(cause.headline[:300])
    title = f"<details><summary>{total} x {cause.kind}: {text}</summary>"
    shown = cause.results[:_CASES_PER_CAUSE]
    lines = [f"- {escape(r.case.id)} on {escape(r.case.target)}" for r in shown]
    lines += [f"- and {total - len(shown)} more"] if total > len(shown) else []
    # An indented block has no fence that a message could close. It comes before the list:
    # after it, it would be a paragraph of the last item.
    message = cause.results[0].case.message or ""
    block = ["    " + line for line in message.splitlines()]
    return [title, "", *block, "", *lines, "", "</details>", ""]


_LEVELS: tuple[tuple[Callable[[Matrix], list[str]], ...], ...] = (
    (_totals, _matrix, _details, _provenance),
    (_totals, _matrix, _summaries, _provenance),
    (_totals, _matrix),
    (_totals,),
)
