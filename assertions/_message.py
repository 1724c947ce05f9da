"""The text of a mismatch, as a pure function of what was found.

Bounded: however large the arrays and however long their values, the text stays short.
"""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 45  # of one value: the longest complex128 fits
SHOWN = 3  # positions named per verdict on nan and inf


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of metadata of both sides, and what both should be where that is known.

    The values are whatever `str` can spell: a message is rare, and spelling is slow. `remedy`
    says what would let the difference pass.
    """

    name: str
    actual: object
    desired: object
    ok: bool
    expected: object = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """The library and device that `actual` lives on."""

    library: str
    version: str
    device: object
    copied: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One failing element: both values, and how far apart they are."""

    index: tuple[int, ...]
    actual: str
    desired: str
    error: str
    relative: str
    excess: str = ""


@dataclass(frozen=True, slots=True)
class Special:
    """How often nan (or inf) occurs on each side, and where only one side has it."""

    name: str
    actual: int
    desired: int
    wrong: int
    first: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """The verdict on the values of one pair of arrays.

    `inexact` says that what is wrong looks rounded rather than wrong.
    """

    claim: str
    wrong: int
    total: int
    formula: str
    rows: tuple[Row, ...] = ()
    specials: tuple[Special, ...] = ()
    notes: tuple[str, ...] = ()
    inexact: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All that a mismatch message tells."""

    err_msg: str
    path: str
    where: Where
    facts: tuple[Fact, ...]
    values: Values | None
    why_no_values: str = ""


def render(report: Report) -> str:
    """Return the message of a mismatch."""
    lines = [report.err_msg] if report.err_msg else []
    path = f"{report.path}: " if report.path else ""
    lines.append(f"{path}{_claim(report)} ({_where(report.where)})")
    lines += [f"  {line}" for line in _facts(report.facts)]
    if report.values is not None and report.values.wrong:
        lines += [f"  {line}" for line in _values(report.values)]
    return "\n".join(lines)


def shortened(text: str) -> str:
    """Return `text`, cut in its middle where it is longer than a table column."""
    half = (WIDTH - 3) // 2
    return text if len(text) <= WIDTH else f"{text[:half]}...{text[-half:]}"


def position(index: tuple[int, ...]) -> str:
    """Return an index as it is written: ``[1, 2]``, and ``[]`` for the only one of a 0-d array."""
    return f"[{', '.join(map(str, index))}]"


def _claim(report: Report) -> str:
    wrong = [fact.name for fact in report.facts if not fact.ok]
    differs = f"{' and '.join(wrong)} differ{'s' if len(wrong) == 1 else ''}" if wrong else ""
    values = report.values
    if values is None:
        verdict = report.why_no_values
    elif values.wrong:
        verdict = f"{values.wrong} of {_elements(values.total)} {_not(values)} {values.claim}"
    else:
        verdict = f"the values are {values.claim}"
    return "; ".join(part for part in (differs, verdict) if part)


def _elements(count: int) -> str:
    return f"{count} element{'s' if count != 1 else ''}"


def _not(values: Values) -> str:
    return "is not" if values.wrong == 1 else "are not"


def _where(where: Where) -> str:
    parts = [f"{where.library} {where.version}".rstrip()]
    if where.device is not None:
        parts.append(f"device {_spelled(where.device)}")
    if where.copied:
        parts.append("copied to host")
    return ", ".join(parts)


def _facts(facts: tuple[Fact, ...]) -> list[str]:
    fine = [f"{fact.name} {_spelled(fact.actual)} ok" for fact in facts if fact.ok]
    wrong = [_mismatch(fact) for fact in facts if not fact.ok]
    return [", ".join(fine), *wrong] if fine else wrong


def _mismatch(fact: Fact) -> str:
    actual, desired = _spelled(fact.actual), _spelled(fact.desired)
    expected = "" if fact.expected is None else f", expected {_spelled(fact.expected)}"
    remedy = f" ({fact.remedy})" if fact.remedy else ""
    return f"{fact.name}: actual {actual}, desired {desired}{expected}  <-- mismatch{remedy}"


def _spelled(value: object) -> str:
    """Return what a reader calls a device or dtype; an address in memory says nothing."""
    text = str(value)
    return shortened(type(value).__name__ if " object at 0x" in text else text)


def _values(values: Values) -> list[str]:
    return [
        values.formula,
        *_table(values.rows),
        *(_special(special) for special in values.specials),
        *values.notes,
    ]


def _table(rows: tuple[Row, ...]) -> list[str]:
    if not rows:
        return []
    heads = ("index", "actual", "desired", "abs diff", "rel diff", "over tolerance")
    cells = [
        (position(row.index), row.actual, row.desired, row.error, row.relative, row.excess)
        for row in rows
    ]
    used = heads if any(row.excess for row in rows) else heads[:-1]
    columns = [
        [head, *(shortened(line[number]) for line in cells)] for number, head in enumerate(used)
    ]
    widths = [max(map(len, column)) for column in columns]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in zip(*columns, strict=True)
    ]


def _special(special: Special) -> str:
    text = f"{special.name}: {special.actual} in actual, {special.desired} in desired"
    if not special.wrong:
        return text
    examples = "; ".join(
        f"{position(row.index)} actual {shortened(row.actual)}, desired {shortened(row.desired)}"
        for row in special.first
    )
    more = ", ..." if special.wrong > len(special.first) else ""
    return f"{text}; mismatched at {special.wrong}: {examples}{more}"
