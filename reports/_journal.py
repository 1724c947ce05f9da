"""Append what happens to a file, one flushed JSON line per event, so that a crash loses nothing.

Only the standard library is used, and nothing that a test hands in can make a method raise: a
journal must never change the run it records. What can't be written is said once, on stderr.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ._text import (
    ID_CHARACTERS,
    MESSAGE_BYTES,
    TRACE_BYTES,
    Redactor,
    as_integer,
    as_number,
    as_text,
    private_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

SCHEMA = "1.0"  # of the document too
MANIFEST_LINE = 100  # cases per manifest line: short lines survive a full disk


def _identifier(text: object) -> str:
    return as_text(text)[:ID_CHARACTERS]


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_ACCURACY = {
    "max_err": as_number, "unit": _identifier, "limit": as_number, "n": as_integer,
    "worst": _identifier,
}  # fmt: skip
_TIMING = {
    "median_s": as_number, "iqr_s": as_number, "min_s": as_number, "n": as_integer,
    "size": _identifier, "synchronized": bool,
}  # fmt: skip


class Journal:
    """Record one process of one run.

    Parameters
    ----------
    path : path-like
        The file, created with its folders; lines are appended to an existing one.
    run : dict
        What `describe_run` returns: the run's id, label, environment, targets, ...
    root : path-like, optional
        The project's root, rewritten to ``<root>`` in every text.

    Attributes
    ----------
    problem : str or None
        Why something could not be written; None while all is well.
    """

    def __init__(
        self, path: str | Path, run: Mapping[str, Any], *, root: str | Path | None = None
    ) -> None:
        self.path = os.fspath(path)
        self.problem: str | None = None
        self._redact = Redactor(root)
        self._file: int | None = None
        self._process = os.getpid()  # a test's fork has a copy of this object, and no say in it
        self._identity = (0, 0)  # of the file: its device and number
        self._lost = 0  # lines that could not be written
        self._open: int | None = None  # where the line that opens the case begins, while it runs
        try:
            self.path = os.path.abspath(self.path)  # noqa: PTH100 -- any str; a test may chdir
            os.makedirs(os.path.dirname(self.path), exist_ok=True)  # noqa: PTH103, PTH120 -- likewise
            self._reopen()
        except (OSError, ValueError) as error:
            self._warn(error)
        facts = {name: value for name, value in run.items() if name != "targets"}
        self._line("header", schema=SCHEMA, run=plain(facts, self._redact))
        if self._lost:  # nothing can be read without it
            self._close()
        for target in run.get("targets", ()):
            self.target(**target)

    def target(self, target: str, *, availability: str, **facts: Any) -> None:
        """Say whether a target can run, once that is known, and what was found out about it.

        `facts` are fields of the document's targets: detail, simulated, backend_version,
        array_api_version, compat_version, options, dtypes, accelerator.
        """
        facts = {name: plain(value, self._redact) for name, value in facts.items()}
        self._line("target", target=_identifier(target), availability=availability, **facts)

    def manifest(self, cases: Iterable[tuple[str, ...]]) -> None:
        """Announce the cases of this run: ``(case_id, target)`` or with the node id third."""
        rows = [[_identifier(text) for text in case] for case in cases]
        for start in range(0, len(rows), MANIFEST_LINE):
            self._line("manifest", cases=rows[start : start + MANIFEST_LINE])

    def start(self, case_id: str, target: str) -> None:
        """Say that a case begins: if no end follows, it took the process down."""
        self._line("start", case=_identifier(case_id), target=_identifier(target))

    def end(
        self,
        case_id: str,
        target: str,
        *,
        outcome: str,
        phase: str | None = None,
        failure: Any = None,
        accuracy: Any = None,
        timing: Any = None,
        duration: float | None = None,
        expected: Any = None,
        skip: str | None = None,
        reason: object = None,
        signal: str | None = None,
        nodeid: str | None = None,
    ) -> None:
        """Record what a case did; see docs/reports.md for the fields.

        `failure` (kind, message, exception, trace, issue), `accuracy`, `timing` and `expected`
        (outcomes, reason, issue, flaky) are mappings or objects with such attributes.
        """
        redact = self._redact
        try:
            facts: dict[str, Any] = {
                "phase": phase,
                "failure": _failure(failure, redact),
                "accuracy": _pick(accuracy, _ACCURACY),
                "timing": _pick(timing, _TIMING),
                "duration_s": as_number(duration),
                "expected": _expected(expected, redact),
                "skip": skip,
                "reason": None
                if reason is None
                else private_text(reason, MESSAGE_BYTES, redact)[0],
                "signal": signal,
                "nodeid": None if nodeid is None else _identifier(nodeid),
            }
        except Exception as error:  # noqa: BLE001 -- an attribute of a foreign object may raise
            facts = {"reason": f"the details could not be recorded: {type(error).__name__}"}
        case, target = _identifier(case_id), _identifier(target)
        self._line("end", case=case, target=target, outcome=_identifier(outcome), **facts)
        self._open = None

    def close(self, exit_status: int = 0) -> None:
        """Write the trailer, which says that the process ended in order."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._line("trailer", exit=str(as_integer(exit_status)), at=at, lost=self._lost or None)
        self._close()

    def _line(self, kind: str, **fields: Any) -> None:
        if self._file is None or os.getpid() != self._process:
            return
        fields = {name: value for name, value in fields.items() if value is not None}
        try:
            line = _encode({"t": kind, **fields})
        except (TypeError, ValueError, RecursionError):
            # A field that isn't what its name says: keep its text.
            safe = {name: plain(value, self._redact) for name, value in fields.items()}
            line = _encode({"t": kind, **safe})
        self._append(line.encode("ascii") + b"\n", begins=kind == "start")

    def _append(self, line: bytes, *, begins: bool) -> None:
        whole = 0
        try:
            file, whole = self._opened()
            if begins:
                self._open = whole
            written = os.write(file, line)
            if written < len(line):
                msg = f"only {written} of {len(line)} bytes could be written"
                raise OSError(msg)  # noqa: TRY301 -- a short write is the disk's fault too
        except OSError as error:
            # A case whose end is lost must not look like one that took the process down.
            with contextlib.suppress(OSError):
                os.ftruncate(self._opened()[0], whole if self._open is None else self._open)
            self._lost += 1
            if self._lost == 1:  # the disk may have room again: later lines are tried
                self._warn(error)

    def _opened(self) -> tuple[int, int]:
        """Return the open file and its size; a test may have closed it, or reused its number."""
        assert self._file is not None
        with contextlib.suppress(OSError):
            found = os.fstat(self._file)
            if (found.st_dev, found.st_ino) == self._identity:
                return self._file, found.st_size
        return self._reopen()

    def _reopen(self) -> tuple[int, int]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(self.path, flags, 0o644)
        found = os.fstat(self._file)
        self._identity = (found.st_dev, found.st_ino)
        return self._file, found.st_size

    def _close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.close(self._file)
            self._file = None

    def _warn(self, error: Exception) -> None:
        self.problem = f"pytest-array-api: not all is recorded in {self.path!r}: {error}"
        print(as_text(self.problem), file=sys.stderr)  # noqa: T201 -- the one warning


def plain(value: Any, redact: Callable[[object], str] = as_text, depth: int = 8) -> Any:
    """Return `value` as JSON data: clean texts, finite numbers, bounded depth.

    Anything else than None, bool, int, float, str, a mapping or a sequence becomes its text.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return as_integer(value) if isinstance(value, int) else as_number(value)
    if depth and isinstance(value, dict):
        return {as_text(key): plain(item, redact, depth - 1) for key, item in value.items()}
    if depth and isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, redact, depth - 1) for item in value]
    return private_text(value, MESSAGE_BYTES, redact)[0]


def _get(source: Any, name: str) -> Any:
    if isinstance(source, dict):
        return source.get(name)
    return getattr(source, name, None)


def _pick(source: Any, fields: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any] | None:
    """Return the known fields of `source`, converted, without those that are None."""
    if source is None:
        return None
    found = ((name, convert, _get(source, name)) for name, convert in fields.items())
    return {name: convert(value) for name, convert, value in found if value is not None}


def _failure(failure: Any, redact: Redactor) -> dict[str, Any] | None:
    if failure is None:
        return None
    text = _get(failure, "message")
    message, lost = private_text("" if text is None else text, MESSAGE_BYTES, redact)
    trace = _get(failure, "trace")
    record: dict[str, Any] = {"kind": _identifier(_get(failure, "kind")), "message": message}
    record |= _pick(failure, {"exception": _identifier, "issue": _identifier}) or {}
    if trace is not None:
        record["trace"], more = private_text(trace, TRACE_BYTES, redact)
        lost += more
    if lost:
        record["truncated_bytes"] = lost
    return record


def _expected(expected: Any, redact: Redactor) -> dict[str, Any] | None:
    if expected is None:
        return None
    outcomes = _get(expected, "outcomes")
    texts = [_identifier(outcome) for outcome in outcomes] if outcomes else ["fail", "error"]
    fields: dict[str, Callable[[Any], Any]] = {
        "reason": lambda reason: private_text(reason, MESSAGE_BYTES, redact)[0],
        "issue": _identifier,
        "flaky": bool,
        "source": _identifier,
    }
    return {"outcomes": texts, **(_pick(expected, fields) or {})}
