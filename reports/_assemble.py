"""Turn the journals of a run, complete or not, into a report.

Every case of the manifest gets an outcome: a start without an end is a crash, no start is
notrun. Lines that can't be read are left out and listed in the part's notes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from ._document import MAX_NOTES, ReportError, decode
from ._fingerprint import fingerprint, normalise
from ._merge import join_targets, merge, with_cases
from ._model import (
    FORMAT,
    SCHEMA,
    Accelerator,
    Accuracy,
    Availability,
    Case,
    Environment,
    Expected,
    Failure,
    Feature,
    Identifier,
    Kind,
    Machine,
    Number,
    Outcome,
    Part,
    Phase,
    Report,
    Repro,
    Scalar,
    Skip,
    Subject,
    Target,
    Time,
    Timing,
    Tool,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LINE = 2**22

Pair = tuple[str, str]


class Run(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a journal's header says about its run; all processes of a run say the same."""

    id: Identifier
    started: Time
    environment: Environment
    run: str | None = None
    attempt: int = 1
    tool: Tool | None = None
    subjects: tuple[Subject, ...] = ()
    machine: Machine | None = None
    seed: str | None = None
    hypothesis: dict[str, Scalar] = {}
    ci: dict[str, str] = {}
    repro: Repro | None = None
    features: dict[str, Feature] = {}


class _Header(msgspec.Struct, tag_field="t", tag="header"):
    schema: str
    run: Run


class _Target(msgspec.Struct, tag_field="t", tag="target", kw_only=True):
    target: Identifier
    availability: Availability
    detail: str | None = None
    simulated: bool = False
    backend_version: str | None = None
    array_api_version: str | None = None
    compat_version: str | None = None
    options: dict[str, Scalar] = {}
    dtypes: tuple[str, ...] = ()
    accelerator: Accelerator | None = None


class _Manifest(msgspec.Struct, tag_field="t", tag="manifest"):
    cases: list[Annotated[list[Identifier], msgspec.Meta(min_length=2, max_length=3)]]


class _Start(msgspec.Struct, tag_field="t", tag="start"):
    case: Identifier
    target: Identifier


class _Seen(msgspec.Struct, kw_only=True):
    kind: Kind
    message: str = ""
    exception: str | None = None
    trace: str | None = None
    issue: str | None = None
    truncated_bytes: int = 0


class _End(msgspec.Struct, tag_field="t", tag="end", kw_only=True):
    case: Identifier
    target: Identifier
    outcome: Outcome
    phase: Phase = "call"
    failure: _Seen | None = None
    accuracy: Accuracy | None = None
    timing: Timing | None = None
    duration_s: Number | None = None
    expected: Expected | None = None
    skip: Skip | None = None
    reason: str | None = None
    signal: str | None = None
    examples: int | None = None
    test: str | None = None
    nodeid: str | None = None


class _Core(msgspec.Struct):
    """What is kept of an end whose details are damaged."""

    case: Identifier
    target: Identifier
    outcome: Outcome


class _Trailer(msgspec.Struct, tag_field="t", tag="trailer"):
    exit: str = ""
    at: Time | None = None


_Line = _Header | _Target | _Manifest | _Start | _End | _Trailer
_KNOWN = {"header", "target", "manifest", "start", "end", "trailer"}


class _Kind(msgspec.Struct):
    t: Any = None


@dataclass(slots=True)
class _Log:
    """What one journal says."""

    name: str
    sha256: str = ""
    run: Run | None = None
    targets: list[_Target] = field(default_factory=list)
    manifest: dict[Pair, str | None] = field(default_factory=dict)
    open: dict[Pair, None] = field(default_factory=dict)
    ends: list[_End] = field(default_factory=list)
    trailer: _Trailer | None = None
    notes: list[str] = field(default_factory=list)

    def header(self, line: _Header) -> None:
        self.run = self.run or line.run

    def target(self, line: _Target) -> None:
        self.targets.append(line)

    def announce(self, line: _Manifest) -> None:
        for case in line.cases:
            self.manifest[case[0], case[1]] = case[2] if len(case) == 3 else None

    def start(self, line: _Start) -> None:
        self.open[line.case, line.target] = None

    def end(self, line: _End) -> None:
        self.open.pop((line.case, line.target), None)
        self.ends.append(line)

    def close(self, line: _Trailer) -> None:
        self.trailer = line

    def note(self, number: int, text: str) -> None:
        if len(self.notes) < MAX_NOTES:
            self.notes.append(f"{self.name} line {number}: {text}")

    actions: ClassVar[dict[type, Any]] = {
        _Header: header, _Target: target, _Manifest: announce,
        _Start: start, _End: end, _Trailer: close,
    }  # fmt: skip


def assemble(journals: Iterable[str | Path]) -> Report:
    """Return the report of the run or runs that `journals` recorded.

    Parameters
    ----------
    journals : iterable of path
        Files, or folders that are searched for ``*.jsonl``.

    Raises
    ------
    ReportError
        When there is no journal, or none with a readable header.
    """
    files = [file for path in journals for file in journal_files(path)]
    logs = [_read(file) for file in files]
    runs: dict[str, list[_Log]] = {}
    for log in logs:
        if log.run is not None:
            runs.setdefault(log.run.id, []).append(log)
    lost = [note for log in logs if log.run is None for note in log.notes]
    if not runs:
        names = ", ".join(file.name for file in files[:3]) or "no file"
        msg = f"no journal with a readable header ({names}) {'; '.join(lost[:1])}"
        raise ReportError(msg)
    reports = [_report(group, lost) for group in runs.values()]
    return reports[0] if len(reports) == 1 else merge(reports)


def journal_files(path: str | Path) -> list[Path]:
    """Return a journal itself, or the journals in a folder, sorted."""
    path = Path(path)
    return sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]


def _read(path: Path) -> _Log:
    log = _Log(path.name)
    digest = hashlib.sha256()
    decoder = msgspec.json.Decoder(_Line)
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE):
                number += 1
                digest.update(line)
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    log.note(number, f"left out: longer than {MAX_LINE} bytes")
                    _skip_line(file)
                    continue
                _take(log, decoder, number, line)
    except OSError as error:
        msg = f"{path}: can't be read: {error.strerror}"
        raise ReportError(msg) from None
    log.sha256 = digest.hexdigest()
    if log.run is None:
        log.notes.insert(0, f"{log.name}: no readable header, left out")
    return log


def _skip_line(file: Any) -> None:
    while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _take(log: _Log, decoder: msgspec.json.Decoder[Any], number: int, line: bytes) -> None:
    """Add one line to the log, or a note on why it can't be."""
    try:
        event = decoder.decode(line) if _clean(line) else decode(line, _Line)  # type: ignore[arg-type]
    except (msgspec.MsgspecError, RecursionError, ReportError, ValueError) as error:
        if not line.endswith(b"\n"):
            log.note(number, "the journal ends in the middle of a line")
        elif not _foreign(line):
            log.note(number, f"left out: {ReportError(str(error))}")
            _rescue(log, line)
        return
    log.actions[type(event)](log, event)


def _rescue(log: _Log, line: bytes) -> None:
    """Keep the outcome of a case whose details are damaged: else it would show as a crash."""
    try:
        core = decode(line, _Core)
    except ReportError:
        return
    reason = "the details of this record are damaged"
    log.end(_End(case=core.case, target=core.target, outcome=core.outcome, reason=reason))


def _clean(line: bytes) -> bool:
    # The journal writes ASCII and no control characters; all else is looked at twice.
    return line.isascii() and b"\\u" not in line


def _foreign(line: bytes) -> bool:
    """Tell a kind of line that a later version added from a damaged one."""
    try:
        kind = msgspec.json.decode(line, type=_Kind).t
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return False
    return isinstance(kind, str) and kind not in _KNOWN


def _report(logs: list[_Log], lost: list[str]) -> Report:
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
        self.records: set[Case] = set()
        self.failures: dict[str, Failure] = {}
        self.ran: set[Pair] = set()
        self.killed: set[Pair] = set()
        self.interrupted: list[tuple[Pair, bool]] = []

    def take(self, log: _Log) -> None:
        """Add the ends of a journal, and remember what it left open."""
        for end in log.ends:
            self.add(end)
        self.interrupted += [(pair, log.trailer is not None) for pair in log.open]

    def fill(self) -> None:
        """Give an outcome to what was left open, and to what never began."""
        for pair, in_order in self.interrupted:
            if in_order:
                self.manifest.setdefault(pair, None)
            elif pair not in self.killed:
                self.add(_crash(*pair))
        for pair in self.manifest.keys() - self.ran:
            self.add(_End(case=pair[0], target=pair[1], outcome="notrun"))

    def add(self, end: _End) -> None:
        pair = (end.case, end.target)
        self.ran.add(pair)
        if end.outcome in {"crash", "timeout"}:
            self.killed.add(pair)
        failure, message, lost = self._failure(end.failure)
        self.records.add(
            Case(
                id=end.case,
                target=f"{end.target}@{self.label}",
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
                examples=end.examples,
                accuracy=end.accuracy,
                timing=end.timing,
                test=end.test,
                nodeid=end.nodeid or self.manifest.get(pair),
            )
        )

    def _failure(self, seen: _Seen | None) -> tuple[str | None, str | None, int]:
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


def _crash(case: str, target: str) -> _End:
    failure = _Seen(kind="crash", message="the process died while it ran this case")
    return _End(case=case, target=target, outcome="crash", failure=failure)


def _targets(logs: list[_Log], cases: _Cases) -> tuple[Target, ...]:
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


def _complete(logs: list[_Log], targets: tuple[Target, ...], cases: _Cases) -> bool:
    """Say whether a process ended in order and all that could run did."""
    absent = {t.key for t in targets if t.availability not in {"ran", "not-reported"}}
    unfinished = any(c.outcome == "notrun" and c.target not in absent for c in cases.records)
    return any(log.trailer for log in logs) and not unfinished


def _part(run: Run, logs: list[_Log], lost: list[str], *, complete: bool) -> Part:
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
