"""Turn the journals of a run, complete or not, into a report.

Every case of the manifest gets an outcome: a start without an end is a crash, no start is
notrun. Lines that can't be read are left out and listed in the part's notes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ._document import MAX_NOTES, ReportError
from ._fingerprint import fingerprint, normalise
from ._journal import SCHEMA
from ._log import EndLine, Log, Pair, Run, Seen, read_log
from ._merge import join_targets, merge, with_cases
from ._model import FORMAT, Case, Failure, Part, Report, Target

if TYPE_CHECKING:
    from collections.abc import Iterable


def assemble(journals: Iterable[str | Path]) -> Report:
    """Return the report of the run or runs that `journals` recorded.

    Parameters
    ----------
    journals : iterable of path
        Files, or folders that are searched for ``*.jsonl``.

    Returns
    -------
    Report
        One part a run; of several runs the union.

    Raises
    ------
    ReportError
        When there is no journal, or none with a readable header.
    """
    files = [file for path in journals for file in journal_files(path)]
    logs = [read_log(file) for file in files]
    runs: dict[str, list[Log]] = {}
    for log in logs:
        if log.run is not None:
            runs.setdefault(log.run.id, []).append(log)
    if not runs:
        raise ReportError(_no_run(files, logs))
    lost = [note for log in logs if log.run is None for note in log.notes]
    reports = [_report(group, lost) for group in runs.values()]
    return reports[0] if len(reports) == 1 else merge(reports)


def _no_run(files: list[Path], logs: list[Log]) -> str:
    """Say what was found in place of a journal, and what was expected."""
    if not files:
        return "no journal: no file"
    more = f" (and {len(files) - 1} more such files)" if len(files) > 1 else ""
    return (
        f"{files[0]}: is not a journal of --xp-report: {logs[0].problem}; expected lines of JSON, "
        f'the first with "t": "header" and "schema": "{SCHEMA}"{more}'
    )


def journal_files(path: str | Path) -> list[Path]:
    """Return a journal itself, or the journals in a folder, sorted."""
    path = Path(path)
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*.jsonl") if file.is_file())  # no pipe, no device


def _report(logs: list[Log], lost: list[str]) -> Report:
    """Unite the journals of one run."""
    logs = sorted(logs, key=lambda log: log.sha256)
    run = min((log.run for log in logs if log.run), key=msgspec.json.encode)
    manifest: dict[Pair, str | None] = {}
    for log in logs:
        manifest.update(log.manifest)
    gathered = _Cases(run, manifest)
    for log in logs:
        gathered.take(log)
    gathered.fill()
    targets = _targets(logs, gathered)
    report = Report(
        format=FORMAT,
        schema=SCHEMA,
        manifest="",
        environments=(run.environment,),
        targets=targets,
        parts=(_part(run, logs, lost, complete=_complete(logs, targets, gathered)),),
        features=dict(sorted(run.features.items())),
        failures=dict(sorted(gathered.failures.items())),
        cases=(),
    )
    return with_cases(report, gathered.records)


class _Cases:
    """The case records of one part, and the failures they refer to."""

    def __init__(self, run: Run, manifest: dict[Pair, str | None]) -> None:
        self.part = run.id
        self.label = run.environment.label
        self.manifest = manifest
        self.keys: dict[str, str] = {}
        self.records: dict[Case, None] = {}  # a set in an order that is near the document's
        self.failures: dict[str, Failure] = {}
        self.ran: set[Pair] = set()
        self.killed: set[Pair] = set()
        self.interrupted: list[tuple[Pair, bool]] = []

    def take(self, log: Log) -> None:
        """Add the ends of a journal, and remember what it left open."""
        while log.ends:  # each is let go when its record is made: there may be a million
            self.add(log.ends.pop())
        self.interrupted += [(pair, log.trailer is not None) for pair in log.open]

    def fill(self) -> None:
        """Give an outcome to what was left open, and to what never began."""
        for pair, in_order in self.interrupted:
            if in_order:
                self.manifest.setdefault(pair, None)
            elif pair not in self.killed:
                self.add(_crash(*pair))
        for pair in self.manifest.keys() - self.ran:
            self.add(EndLine(case=pair[0], target=pair[1], outcome="notrun"))

    def add(self, end: EndLine) -> None:
        pair = (end.case, end.target)
        self.ran.add(pair)
        if end.outcome in {"crash", "timeout"}:
            self.killed.add(pair)
        failure, message, lost = self._failure(end.failure)
        self.records[
            Case(
                id=end.case,
                target=self.key(end.target),
                part=self.part,
                outcome=end.outcome,
                phase=end.phase,
                skip=end.skip,
                reason=end.reason,
                failure=failure,
                message=message,
                truncated_bytes=lost,
                signal=end.signal,
                expected=end.expected,
                duration_s=end.duration_s,
                accuracy=end.accuracy,
                timing=end.timing,
                nodeid=end.nodeid or self.manifest.get(pair),
            )
        ] = None

    def key(self, target: str) -> str:
        """Return a target's key: one text for all its cases."""
        return self.keys.setdefault(target, f"{target}@{self.label}")

    def _failure(self, seen: Seen | None) -> tuple[str | None, str | None, int]:
        if seen is None:
            return None, None, 0
        key = fingerprint(seen.kind, seen.exception, seen.message)
        self.failures.setdefault(
            key,
            Failure(
                kind=seen.kind,
                message=normalise(seen.message),
                exception=seen.exception,
                trace=seen.trace,
                issue=seen.issue,
            ),
        )
        return key, seen.message, seen.truncated_bytes


def _crash(case: str, target: str) -> EndLine:
    failure = Seen(kind="crash", message="the process died while it ran this case")
    return EndLine(case=case, target=target, outcome="crash", failure=failure)


def _targets(logs: list[Log], cases: _Cases) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for line in (line for log in logs for line in log.targets):
        facts = {name: getattr(line, name) for name in line.__struct_fields__ if name != "target"}
        target = Target(key=f"{line.target}@{cases.label}", **facts)
        known = found.get(target.key)
        found[target.key] = target if known is None else join_targets(known, target)
    ran = {case.target for case in cases.records if case.outcome != "notrun"}
    for key in {case.target for case in cases.records} - found.keys():
        if key in ran:
            found[key] = Target(key=key, availability="ran")
        else:
            detail = "the run ended before this target was tried"
            found[key] = Target(key=key, availability="not-reported", detail=detail)
    return tuple(found[key] for key in sorted(found))


def _complete(logs: list[Log], targets: tuple[Target, ...], cases: _Cases) -> bool:
    """Say whether a process ended in order, all that could run did, and all was written down."""
    absent = {t.key for t in targets if t.availability not in {"ran", "not-reported"}}
    unfinished = any(c.outcome == "notrun" and c.target not in absent for c in cases.records)
    trailers = [log.trailer for log in logs if log.trailer is not None]
    return bool(trailers) and not unfinished and not any(trailer.lost for trailer in trailers)


def _part(run: Run, logs: list[Log], lost: list[str], *, complete: bool) -> Part:
    trailers = [log.trailer for log in logs if log.trailer is not None]
    exits = sorted({trailer.exit for trailer in trailers})
    digest = hashlib.sha256("\n".join(log.sha256 for log in logs).encode()).hexdigest()
    notes = sorted({note for log in logs for note in log.notes} | set(lost))
    return Part(
        id=run.id,
        env=run.environment.label,
        sha256=f"sha256:{digest}",
        complete=complete,
        started=run.started,
        ended=max((trailer.at for trailer in trailers if trailer.at), default=None),
        exit=next((status for status in exits if status != "0"), exits[0] if exits else None),
        run=run.run,
        attempt=run.attempt,
        tool=run.tool,
        subjects=run.subjects,
        machine=run.machine,
        seed=run.seed,
        hypothesis=run.hypothesis,
        ci=run.ci,
        repro=run.repro,
        notes=tuple(notes[:MAX_NOTES]),
    )
