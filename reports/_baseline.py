"""The list of known failures: a TOML file with reasons, links and expiry dates.

Read with the standard library, updated with tomlkit so that comments and order survive.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from ._document import ReportError, UsageError, read_toml, replace_file
from ._glob import literal, matching
from ._model import Kind  # noqa: TC001 -- msgspec resolves it
from ._results import FAILED, headline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ._results import Matrix, Result

HEADER = """\
# Known failures. Written by `array-api-report baseline update`; edit it by hand as you like.
# cases and targets are ids with * and ?, which a backslash makes ordinary; the first entry that
# fits a result counts.
"""


class Entry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What is known to fail. `skip` is never an expectation: it would hide the case."""

    cases: str | Annotated[list[str], msgspec.Meta(min_length=1)]
    targets: str | Annotated[list[str], msgspec.Meta(min_length=1)]
    outcomes: Annotated[
        list[Literal["fail", "error", "crash", "timeout"]], msgspec.Meta(min_length=1)
    ]
    reason: Annotated[str, msgspec.Meta(min_length=1)]
    kind: Kind | None = None
    issue: str | None = None
    since: dt.date | None = None
    expires: dt.date | None = None
    flaky: bool = False

    def fits(self, result: Result, kind: str) -> bool:
        """Tell whether the result is one that this entry expects."""
        return result.outcome in self.outcomes and self.kind in {None, kind}

    def __str__(self) -> str:
        cases = self.cases if isinstance(self.cases, str) else ", ".join(self.cases[:2])
        targets = self.targets if isinstance(self.targets, str) else ", ".join(self.targets[:2])
        return f"{cases} on {targets}"


class Baseline(msgspec.Struct, forbid_unknown_fields=True):
    """The entries in the file's order."""

    expect: list[Entry] = []


def read_baseline(path: str | Path, renames: Callable[[str], str] = str) -> Baseline:
    """Read a baseline, its cases renamed; ReportError says which field of which entry is wrong."""
    entries = read_toml(path, Baseline, "baseline").expect
    return Baseline([_renamed(entry, renames) for entry in entries])


def _renamed(entry: Entry, renames: Callable[[str], str]) -> Entry:
    old = entry.cases
    new = renames(old) if isinstance(old, str) else [*map(renames, old)]
    return msgspec.structs.replace(entry, cases=new)


def assign(
    entries: Sequence[Entry], keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[int]]:
    """Return which entries, by index, name each (case id, target key)."""
    targets_of: dict[str, list[str]] = {}
    for case, target in keys:
        targets_of.setdefault(case, []).append(target)
    targets = {target for found in targets_of.values() for target in found}
    named: dict[tuple[str, str], list[int]] = {}
    for index, entry in enumerate(entries):
        columns = matching(_list(entry.targets), targets)
        for case in matching(_list(entry.cases), targets_of.keys()):
            for target in targets_of[case]:
                if target in columns:
                    named.setdefault((case, target), []).append(index)
    return named


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def update_baseline(
    path: str | Path,
    matrix: Matrix,
    *,
    today: dt.date | None = None,
    renames: Callable[[str], str] = str,
) -> tuple[int, int]:
    """Make a baseline fit a report: drop what passes, add what fails; keep comments.

    `renames` gives a case, or a pattern of cases, its new name; the file then has it.

    Entries that name nothing in this report stay: another job may need them.

    Returns
    -------
    added, removed : int
        Numbers of entries.
    """
    path = Path(path)
    document = _parse(path)
    entries = read_baseline(path, renames).expect if path.exists() else []
    _rename(document, entries)
    named = assign(entries, matrix.results)
    stale = _stale(entries, named, matrix)
    inherited: dict[tuple[str, str], Entry] = {}
    for key, indices in named.items():
        if dropped := [i for i in indices if i in stale]:
            inherited[key] = entries[dropped[0]]
    new = _new_entries(entries, named, stale, inherited, matrix, today or _today())
    tables = document.setdefault("expect", _tables())
    for index in sorted(stale, reverse=True):
        del tables[index]
    for entry in new:
        tables.append(_table(entry))
    replace_file(path, _dump(document).encode())
    return len(new), len(stale)


def _rename(document: Any, entries: list[Entry]) -> None:
    """Write the cases' new names into the file, where they have any."""
    for table, entry in zip(document.get("expect", ()), entries, strict=True):
        if table["cases"] != entry.cases:
            table["cases"] = entry.cases


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _stale(
    entries: Sequence[Entry], named: dict[tuple[str, str], list[int]], matrix: Matrix
) -> set[int]:
    """Return the entries that expect the failure of a case that passes now."""
    return {
        indices[0]
        for key, indices in named.items()
        if matrix.results[key].outcome == "pass" and not entries[indices[0]].flaky
    }


def _new_entries(
    entries: Sequence[Entry],
    named: dict[tuple[str, str], list[int]],
    stale: set[int],
    inherited: dict[tuple[str, str], Entry],
    matrix: Matrix,
    today: dt.date,
) -> list[dict[str, Any]]:
    """Return one entry per target, feature, check and way of failing that no entry covers."""
    groups: dict[tuple[Any, ...], list[Result]] = {}
    members: dict[tuple[str, str, str], int] = {}
    for key, result in matrix.results.items():
        case = result.case
        place = (case.target, case.feature, case.check)
        members[place] = members.get(place, 0) + 1
        kind = matrix.kind(result.case)
        covered = any(entries[i].fits(result, kind) for i in named.get(key, ()) if i not in stale)
        if covered or result.label not in FAILED:
            continue
        old = inherited.get(key)
        if old is not None and not old.fits(result, kind):
            old = None
        facts = (old.reason, old.issue, old.since, old.expires) if old else None
        groups.setdefault((*place, result.outcome, kind, facts), []).append(result)
    return [_entry(group, key, members[key[:3]], today) for key, group in sorted_groups(groups)]


def sorted_groups(
    groups: dict[tuple[Any, ...], list[Result]],
) -> list[tuple[tuple[Any, ...], list[Result]]]:
    """Return the groups in a stable order."""
    return sorted(groups.items(), key=lambda item: str(item[0]))


def _entry(
    group: list[Result], key: tuple[Any, ...], members: int, today: dt.date
) -> dict[str, Any]:
    target, feature, check, outcome, kind, facts = key
    ids = sorted(result.case.id for result in group)
    under = f"{feature}/{check}/"
    whole = len(ids) == members > 1 and all(text.startswith(under) for text in ids)
    ids = [literal(text) for text in ids]
    reason, issue, since, expires = facts or (None, None, None, None)
    entry = {
        "cases": f"{literal(under)}*" if whole else ids[0] if len(ids) == 1 else ids,
        "targets": literal(target),
        "outcomes": [outcome],
        "kind": kind or None,
        "reason": reason or headline(group[0].case)[:200] or "unknown",
        "issue": issue,
        "since": since or today,
        "expires": expires,
    }
    return {name: value for name, value in entry.items() if value is not None}


def _tomlkit() -> Any:
    try:
        import tomlkit  # an extra, only for this
    except ImportError:
        msg = "baseline update needs tomlkit: pip install pytest-array-api[report]"
        raise UsageError(msg) from None
    return tomlkit


def _parse(path: Path) -> Any:
    tomlkit = _tomlkit()
    try:
        return tomlkit.parse(path.read_text("utf-8") if path.exists() else HEADER)
    except (OSError, ValueError) as error:
        msg = f"{path}: is not a valid baseline: {error}"
        raise ReportError(msg) from None


def _tables() -> Any:
    return _tomlkit().aot()


def _table(entry: dict[str, Any]) -> Any:
    table = _tomlkit().table()
    for name, value in entry.items():
        table.add(name, value)
    return table


def _dump(document: Any) -> str:
    return _tomlkit().dumps(document)
