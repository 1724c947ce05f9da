"""The matrix as reStructuredText and MyST tables, for the documentation of what was tested.

List tables, since symbols of any width would misalign a drawn one. No headings: a page includes
the file where it likes. The same report gives the same bytes, so a change of it is a small diff.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .._results import headline
from .._text import clean_text
from ._causes import word_for
from ._page_view import CELLS, matrix_groups
from ._verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._results import Matrix
    from ._page_view import Group

MEANINGS = {
    "yes": "all cases passed",
    "partial": "some passed",
    "no": "ran, none passed",
    "unknown": "nothing ran",
    "n/a": "out of scope",
}
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9./_~%?=&+#-]*)?")


class Dialect(NamedTuple):
    """What differs between the two languages."""

    open: str
    options: str
    indent: str
    close: str
    link: Callable[[str, str], str]


RST = Dialect(
    ".. list-table:: {}",
    "   :{}: 1",
    "   ",
    "",
    lambda text, address: f"`{text} <{address}>`__",
)
MYST = Dialect(
    "```{{list-table}} {}",
    ":{}: 1",
    "",
    "```",
    lambda text, address: f"[{text}]({address})",
)


def render_rst(matrix: Matrix) -> str:
    """Return the tables as reStructuredText."""
    return _render(matrix, RST)


def render_myst(matrix: Matrix) -> str:
    """Return the tables as MyST Markdown."""
    return _render(matrix, MYST)


def escape(text: str) -> str:
    """Return `text` in one line in which nothing is markup; both languages escape alike."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(clean_text(text).split()))


def _render(matrix: Matrix, dialect: Dialect) -> str:
    groups, left_out = matrix_groups(matrix)
    notes: dict[str, int] = {}
    tables = [line for group in groups for line in _table(matrix, group, dialect, notes)]
    lines = [*_provenance(matrix), ""]
    lines += tables or ["No feature was measured.", ""]
    if left_out:
        lines += [f"{left_out} features that are whole everywhere are left out.", ""]
    lines += [_legend(), ""]
    lines += [f"* \\({place}\\) {text}" for text, place in notes.items()]
    return "\n".join(lines).rstrip() + "\n"


def _table(matrix: Matrix, group: Group, dialect: Dialect, notes: dict[str, int]) -> list[str]:
    header = ["Feature", *(escape(column.key.removeprefix("?@")) for column in matrix.columns)]
    rows = [
        [_feature(matrix, row.feature, dialect), *_cells(matrix, row.feature, dialect, notes)]
        for row in group.rows
    ]
    return [
        dialect.open.format(escape(group.name)),
        *(dialect.options.format(name) for name in ("header-rows", "stub-columns")),
        "",
        *(line for row in (header, *rows) for line in _row(row, dialect.indent)),
        *([dialect.close] if dialect.close else []),
        "",
    ]


def _row(cells: list[str], indent: str) -> list[str]:
    return [f"{indent}{'* -' if not place else '  -'} {cell}" for place, cell in enumerate(cells)]


def _feature(matrix: Matrix, feature: str, dialect: Dialect) -> str:
    known = matrix.report.features.get(feature)
    return _link(escape(feature), known.doc if known else None, dialect)


def _link(text: str, address: str | None, dialect: Dialect) -> str:
    """Return a link where the address is a plain one to the web, else the text."""
    return dialect.link(text, address) if address and _ADDRESS.fullmatch(address) else text


def _cells(matrix: Matrix, feature: str, dialect: Dialect, notes: dict[str, int]) -> list[str]:
    found: list[str] = []
    for column in matrix.columns:
        cell = matrix.cells[feature, column.key]
        share = f" {cell.passed}\\/{cell.expected}" if cell.value in {"partial", "no"} else ""
        text = f"{escape(CELLS[cell.value])} {escape(cell.value)}{share}"
        why = _reason(matrix, feature, column.key, dialect)
        if why:
            text += f" \\({notes.setdefault(why, len(notes) + 1)}\\)"
        found.append(text)
    return found


def _reason(matrix: Matrix, feature: str, key: str, dialect: Dialect) -> str:
    """Return why a cell is not a yes, the same words for the same reason."""
    cell = matrix.cells[feature, key]
    column = next(column for column in matrix.columns if column.key == key)
    if cell.value == "unknown" and column.availability != "ran":
        return escape(": ".join(filter(None, (column.availability, column.detail))))
    if cell.value not in {"partial", "no"} or cell.worst is None:
        return ""
    case = cell.worst
    failure = matrix.failure(case)
    kind = word_for(matrix, case)
    known = case.expected.reason if case.expected else ""
    # The failure's own message has no numbers, so that it changes rarely.
    first = failure.message.strip().partition("\n")[0] if failure else headline(case)
    text = escape(": ".join(filter(None, (kind, known or first[:200]))))
    issue = (case.expected and case.expected.issue) or (failure and failure.issue)
    link = _link("issue", issue, dialect) if issue else ""
    return f"{text}, {link}" if link not in {"", "issue"} else text


def _legend() -> str:
    return ", ".join(
        f"{escape(CELLS[word])} {escape(word)}: {meaning}" for word, meaning in MEANINGS.items()
    )


def _provenance(matrix: Matrix) -> list[str]:
    """Return in one paragraph when, with what and where; the first words say if it's incomplete."""
    report = matrix.report
    started = min((part.started[:10] for part in report.parts), default="")
    subjects = {f"{s.name} {s.version}" for part in report.parts for s in part.subjects}
    where = [
        f"{e.label} ({e.python}, {e.platform}"
        + "".join(f", {name} {text}" for name, text in sorted(e.packages.items()))
        + ")"
        for e in report.environments
    ]
    missing = verdict(matrix).missing
    text = f"Measured {started}" + (f" with {', '.join(sorted(subjects))}" if subjects else "")
    lines = [f"Incomplete: {escape('; '.join(missing))}."] if missing else []
    return [*lines, f"{escape(text)} in {escape('; '.join(where))}."]
