"""Unite reports: a report is a set of facts, and merging is set union.

So order, grouping and repetition don't matter; what is shown of a case is decided afterwards,
from the set.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec

from ._document import ReportError, manifest_digest
from ._journal import SCHEMA
from ._model import FORMAT, Case, Environment, Report, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

# What is known about a target's availability: the best news wins.
_AVAILABILITY = ("ran", "import-error", "no-device", "not-installed", "not-reported")
_ENCODER = msgspec.json.Encoder(order="deterministic")


def merge(
    reports: Sequence[Report],
    *,
    expect: Iterable[str] = (),
    on_conflict: Literal["error", "split"] = "error",
    allow_mixed: bool = False,
) -> Report:
    """Return the union of `reports`: commutative, associative, idempotent.

    Parameters
    ----------
    reports : sequence of Report
        At least one.
    expect : iterable of str
        Labels or target keys that must be there; those missing show as not reported.
    on_conflict : {"error", "split"}
        Two environments under one label: refuse, or give each its own columns.
    allow_mixed : bool
        Accept parts of different suite versions.

    Returns
    -------
    Report
        The same for any order, grouping and repetition of `reports`.

    Raises
    ------
    ReportError
        Parts that contradict each other.
    """
    if on_conflict == "split":
        reports = _split(reports)
    if not allow_mixed:
        _refuse_mixed(reports)
    united = Report(
        format=FORMAT,
        schema=SCHEMA,
        manifest=manifest_digest(()),
        environments=_agreeing(reports, "environments", "label", _ENVIRONMENT_CONFLICT),
        targets=_targets(reports),
        parts=_agreeing(reports, "parts", "id", _PART_CONFLICT),
        expected=tuple(sorted({*expect, *(name for r in reports for name in r.expected)})),
        features=_tables(reports, "features"),
        failures=_tables(reports, "failures"),
        extra=_tables(reports, "extra"),
        cases=(),
    )
    # No set: its order is that of hashes, and sorting what lies all over the memory is slow.
    return with_cases(united, dict.fromkeys(case for report in reports for case in report.cases))


def with_cases(report: Report, cases: Iterable[Case]) -> Report:
    """Return `report` with these cases, in the document's order, and their manifest."""
    ordered = tuple(_in_order(cases))
    digest = manifest_digest(dict.fromkeys((case.id, case.target) for case in ordered))
    return msgspec.structs.replace(report, cases=ordered, manifest=digest)


def _in_order(cases: Iterable[Case]) -> list[Case]:
    ordered = sorted(cases, key=lambda case: (case.id, case.target, case.part))
    if not any(map(_same_place, ordered, ordered[1:])):
        return ordered
    # A case that ran twice in one part: only its bytes tell which record comes first.
    return sorted(ordered, key=lambda c: (c.id, c.target, c.part, _ENCODER.encode(c)))


def _same_place(one: Case, other: Case) -> bool:
    return one.id == other.id and one.target == other.target and one.part == other.part


_ENVIRONMENT_CONFLICT = (
    "two different environments are both labelled {key!r} ({difference}); give the jobs different "
    "labels, or merge with --on-conflict=split"
)
_PART_CONFLICT = "two parts with the id {key!r} hold different results: one was changed or cut"
_TARGET_CONFLICT = (
    "the target {key!r} differs between parts ({difference}); give the jobs different labels"
)


def _agreeing(reports: Sequence[Report], field: str, name: str, conflict: str) -> tuple[Any, ...]:
    """Return the union of records that must be equal when their names are."""
    found: dict[str, Any] = {}
    for record in (record for report in reports for record in getattr(report, field)):
        key = getattr(record, name)
        known = found.setdefault(key, record)
        if known != record:
            raise ReportError(conflict.format(key=key, difference=_difference(known, record)))
    return tuple(found[key] for key in sorted(found))


def _difference(one: Any, other: Any) -> str:
    """Name the first difference between two records of one type."""
    for field in one.__struct_fields__:
        left, right = getattr(one, field), getattr(other, field)
        if left == right:
            continue
        if isinstance(left, dict):
            names = sorted(set(left) | set(right))
            name = next(name for name in names if left.get(name) != right.get(name))
            low, high = sorted((str(left.get(name)), str(right.get(name))))
            return f"{field}: {name} is {low} and {high}"
        low, high = sorted((str(left), str(right)))
        return f"{field}: {low} and {high}"
    return "nothing differs"


def _targets(reports: Sequence[Report]) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for target in (target for report in reports for target in report.targets):
        known = found.get(target.key)
        found[target.key] = target if known is None else join_targets(known, target)
    return tuple(found[key] for key in sorted(found))


def join_targets(one: Target, other: Target) -> Target:
    """Return what two parts together know about a target."""
    both_ran = one.availability == other.availability == "ran"
    for field in ("backend_version", "accelerator"):
        left, right = getattr(one, field), getattr(other, field)
        if both_ran and left is not None and right is not None and left != right:
            low, high = sorted((str(left), str(right)))
            difference = f"{field}: {low} and {high}"
            raise ReportError(_TARGET_CONFLICT.format(key=one.key, difference=difference))
    return min(one, other, key=lambda t: (_AVAILABILITY.index(t.availability), *_fullest(t)))


def _fullest(record: Any) -> tuple[int, bytes]:
    """Order records of one type: the one that says most first, equal lengths by their bytes."""
    data = _ENCODER.encode(record)
    return -len(data), data


def _tables(reports: Sequence[Report], field: str) -> dict[str, Any]:
    """Return the union of tables whose entries are examples: the fullest is kept."""
    found: dict[str, Any] = {}
    for table in (getattr(report, field) for report in reports):
        for key, record in table.items():
            known = found.setdefault(key, record)
            if known != record:
                found[key] = min(known, record, key=_fullest)
    return dict(sorted(found.items()))


def suites(report: Report) -> set[tuple[tuple[str, str, str | None], ...]]:
    """Return the distinct sets of subjects of the parts that name some.

    A set holds (kind and name, version, commit).
    """
    return {
        tuple(
            sorted(
                ((f"{s.kind} {s.name}", s.version, s.commit) for s in part.subjects),
                key=lambda subject: (subject[:2], subject[2] or ""),
            )
        )
        for part in report.parts
        if part.subjects
    }


def _refuse_mixed(reports: Sequence[Report]) -> None:
    found = {subjects for report in reports for subjects in suites(report)}
    if len(found) > 1:
        one, other = sorted(map(str, found))[:2]
        msg = (
            f"the parts tested different things ({one} and {other}); "
            "merge with --allow-mixed to compare them all the same"
        )
        raise ReportError(msg)


def _split(reports: Sequence[Report]) -> list[Report]:
    """Give environments that share a label but differ labels of their own."""
    found: dict[str, set[str]] = {}
    for environment in (e for report in reports for e in report.environments):
        base = environment.label.partition("~")[0]
        found.setdefault(base, set()).add(_digest(environment))
    shared = {base for base, digests in found.items() if len(digests) > 1}
    return [_relabelled(report, shared) for report in reports]


def _digest(environment: Environment) -> str:
    data = _ENCODER.encode(msgspec.structs.replace(environment, label="-"))
    return hashlib.sha256(data).hexdigest()[:6]


def _relabelled(report: Report, shared: set[str]) -> Report:
    names: dict[str, str] = {}
    for environment in report.environments:
        base = environment.label.partition("~")[0]
        if base in shared:
            names[environment.label] = f"{base}~{_digest(environment)}"
    if not names:
        return report

    def rename(label: str) -> str:
        return names.get(label, label)

    def rekey(key: str) -> str:
        text, _, label = key.partition("@")
        return f"{text}@{rename(label)}"

    replace = msgspec.structs.replace
    return replace(
        report,
        environments=tuple(replace(e, label=rename(e.label)) for e in report.environments),
        targets=tuple(replace(t, key=rekey(t.key)) for t in report.targets),
        parts=tuple(replace(p, env=rename(p.env)) for p in report.parts),
        cases=tuple(replace(c, target=rekey(c.target)) for c in report.cases),
    )
