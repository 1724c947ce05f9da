# ruff: noqa: TC001 - msgspec resolves the annotations at run time
"""Read a journal line by line: every good line counts, every bad one leaves a note."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec

from ._document import MAX_NOTES, ReportError, decode, is_suspect
from ._model import (
    Accelerator,
    Accuracy,
    Availability,
    Environment,
    Expected,
    Feature,
    Identifier,
    Kind,
    Machine,
    Number,
    Outcome,
    Phase,
    Repro,
    Scalar,
    Skip,
    Subject,
    Time,
    Timing,
    Tool,
)
from ._text import clean_text

if TYPE_CHECKING:
    from pathlib import Path

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


class HeaderLine(msgspec.Struct, tag_field="t", tag="header"):
    """The first line of a process."""

    schema: Annotated[str, msgspec.Meta(pattern=r"^1\.\d+$")]
    run: Run


class TargetLine(msgspec.Struct, tag_field="t", tag="target", kw_only=True):
    """Whether a target can run; the fields are those of the document's targets."""

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


class ManifestLine(msgspec.Struct, tag_field="t", tag="manifest"):
    """Some of the expected cases: id, target, node id where known."""

    cases: list[Annotated[list[Identifier], msgspec.Meta(min_length=2, max_length=3)]]


class StartLine(msgspec.Struct, tag_field="t", tag="start"):
    """A case begins."""

    case: Identifier
    target: Identifier


class Seen(msgspec.Struct, kw_only=True):
    """A failure as it was recorded."""

    kind: Kind
    message: str = ""
    exception: str | None = None
    trace: str | None = None
    issue: str | None = None
    truncated_bytes: int = 0


class EndLine(msgspec.Struct, tag_field="t", tag="end", kw_only=True):
    """What a case did; the fields are those of the document's cases."""

    case: Identifier
    target: Identifier
    outcome: Outcome
    phase: Phase = "call"
    failure: Seen | None = None
    accuracy: Accuracy | None = None
    timing: Timing | None = None
    duration_s: Number | None = None
    expected: Expected | None = None
    skip: Skip | None = None
    reason: str | None = None
    signal: str | None = None
    nodeid: str | None = None


class _Core(msgspec.Struct):
    """What is kept of an end whose details are damaged."""

    case: Identifier
    target: Identifier
    outcome: Outcome


class TrailerLine(msgspec.Struct, tag_field="t", tag="trailer"):
    """The process ended in order."""

    exit: str = ""
    at: Time | None = None
    lost: int = 0  # lines that could not be written


Line = HeaderLine | TargetLine | ManifestLine | StartLine | EndLine | TrailerLine
_KNOWN = {"header", "target", "manifest", "start", "end", "trailer"}


class _Kind(msgspec.Struct):
    t: Any = None
    schema: Any = None


@dataclass(slots=True)
class Log:
    """What one journal says."""

    name: str
    sha256: str = ""
    run: Run | None = None
    targets: list[TargetLine] = field(default_factory=list)
    manifest: dict[Pair, str | None] = field(default_factory=dict)
    open: dict[Pair, None] = field(default_factory=dict)
    ends: list[EndLine] = field(default_factory=list)
    trailer: TrailerLine | None = None
    notes: list[str] = field(default_factory=list)
    problem: str = ""  # why there is no run

    def header(self, line: HeaderLine) -> None:
        self.run = self.run or line.run

    def target(self, line: TargetLine) -> None:
        self.targets.append(line)

    def announce(self, line: ManifestLine) -> None:
        for case in line.cases:
            self.manifest[case[0], case[1]] = case[2] if len(case) == 3 else None

    def start(self, line: StartLine) -> None:
        self.open[line.case, line.target] = None

    def end(self, line: EndLine) -> None:
        self.open.pop((line.case, line.target), None)
        self.ends.append(line)

    def close(self, line: TrailerLine) -> None:
        self.trailer = line
        if line.lost:
            self.notes.append(f"{self.name}: {line.lost} lines could not be written")

    def note(self, number: int, text: str) -> None:
        if len(self.notes) < MAX_NOTES:
            self.notes.append(f"{self.name} line {number}: {text}")

    actions: ClassVar[dict[type, Any]] = {
        HeaderLine: header, TargetLine: target, ManifestLine: announce,
        StartLine: start, EndLine: end, TrailerLine: close,
    }  # fmt: skip


def read_log(path: Path) -> Log:
    log = Log(clean_text(path.name))
    digest = hashlib.sha256()
    decoder = msgspec.json.Decoder(Line)
    try:
        with path.open("rb") as file:
            number = 0
            first = b""
            while line := file.readline(MAX_LINE):
                number += 1
                first = first or line
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
        log.problem = _problem(first)
        log.notes.insert(0, f"{log.name}: no readable header, left out: {log.problem}")
    return log


def _problem(first: bytes) -> str:
    """Say what a file without a header is, by its first line."""
    if not first:
        return "it is empty"
    try:
        kind = msgspec.json.decode(first, type=_Kind)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return "its first line is not a whole JSON object"
    if not isinstance(kind.t, str) or kind.t not in _KNOWN:
        return "its first line is no line of a journal"
    if kind.t != "header":
        return f"it begins with {kind.t!r}"
    try:
        decode(first, HeaderLine)
    except ReportError as error:
        other = isinstance(kind.schema, str) and not kind.schema.startswith("1.")
        return f"its schema is {kind.schema[:80]!r}" if other else f"its header {error}"
    return "its header is longer than a line may be"


def _skip_line(file: Any) -> None:
    while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _take(log: Log, decoder: msgspec.json.Decoder[Any], number: int, line: bytes) -> None:
    """Add one line to the log, or a note on why it can't be."""
    try:
        event = decode(line, Line) if is_suspect(line) else decoder.decode(line)  # type: ignore[arg-type]
    except (msgspec.MsgspecError, RecursionError, ReportError, ValueError) as error:
        if not line.endswith(b"\n"):
            log.note(number, "the journal ends in the middle of a line")
        elif not _foreign(line):
            log.note(number, f"left out: {ReportError(str(error))}")
            _rescue(log, line)
        return
    log.actions[type(event)](log, event)


def _rescue(log: Log, line: bytes) -> None:
    """Keep the outcome of a case whose details are damaged: else it would show as a crash."""
    try:
        core = decode(line, _Core)
    except ReportError:
        return
    reason = "the details of this record are damaged"
    log.end(EndLine(case=core.case, target=core.target, outcome=core.outcome, reason=reason))


def _foreign(line: bytes) -> bool:
    """Tell a kind of line that a later version added from a damaged one."""
    try:
        kind = msgspec.json.decode(line, type=_Kind).t
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return False
    return isinstance(kind, str) and kind not in _KNOWN
