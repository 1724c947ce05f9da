"""Read, check and write report documents: `.json` and `.json.gz`, equal reports in equal bytes."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import os
import re
import tempfile
import tomllib
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import msgspec

from ._journal import SCHEMA
from ._model import Report
from ._text import clean_text, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

MAX_BYTES = 2**31  # what a document may hold, unpacked
MAX_NOTES = 20
_CHUNK = 10_000

# Escaped or raw control characters, surrogates and bidirectional overrides. A false alarm
# only costs time: the text is then cleaned string by string.
_ESCAPE = re.compile(rb"\\[bfru]")
_SUSPECT = re.compile(
    rb"\\[bfr]|\\u(?:00[01789]|[dD][89a-fA-F]|20[26]|[fF]{3}[eEfF])"
    rb"|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbf[\xbe\xbf]"
)
_CASES = b'"cases":[]}'


class ReportError(Exception):
    """A report that can't be used: one clear line that names the input."""

    def __init__(self, message: str) -> None:
        line = " ".join(clean_text(message).split())
        super().__init__(shorten(line, 600)[0].replace("\n", " "))


class UsageError(ReportError):
    """The command was given something that it can't do."""


def read(path: str | Path) -> Report:
    """Read and validate a report.

    Parameters
    ----------
    path : path-like
        A document, ``.json`` or ``.json.gz``.

    Returns
    -------
    Report

    Raises
    ------
    ReportError
        With one line, for a file that is missing, damaged, too large or contradicts itself.
    """
    report = parse(_unpack(path), str(path))
    problems = contradictions(report)
    if problems:
        msg = f"{path}: {problems[0]}"
        raise ReportError(msg)
    return report


def parse(data: bytes, name: str) -> Report:
    """Return the report in `data`, its form checked, its texts cleaned."""
    try:
        return decode(data, Report)
    except ReportError as error:
        msg = f"{name}: {_version_problem(data) or error}"
        raise ReportError(msg) from None


def decode(data: bytes, kind: type[T]) -> T:
    """Decode JSON bytes as `kind`; ReportError says what is wrong with them."""
    try:
        if is_suspect(data):
            data = json.dumps(_cleaned(json.loads(data)), allow_nan=False).encode()
        return msgspec.json.decode(data, type=kind)
    except RecursionError:
        msg = "is nested too deeply"
    except (msgspec.MsgspecError, ValueError, UnicodeError) as error:
        msg = f"is not valid: {error}"
    raise ReportError(msg)


def is_suspect(data: bytes) -> bool:
    """Say whether texts in JSON bytes may hold what `clean_text` takes out."""
    if data.isascii() and b"\x7f" not in data and not _ESCAPE.search(data):
        return False  # quickly seen of nearly all
    # An escaped backslash begins no other escape.
    return _SUSPECT.search(data.replace(b"\\\\", b"")) is not None


def read_toml(path: str | Path, kind: type[T], noun: str) -> T:
    """Read a TOML file as `kind`; ReportError says which field of which entry is wrong."""
    try:
        return msgspec.convert(tomllib.loads(Path(path).read_text("utf-8")), kind)
    except OSError as error:
        msg = f"{path}: can't be read: {error.strerror}"
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        msg = f"{path}: is not a valid {noun}: {error}"
    raise ReportError(msg)


def encode(report: Report) -> bytes:
    """Return the document's bytes: sorted keys, one case per line."""
    return b"".join(_chunks(report))


def _chunks(report: Report) -> Iterator[bytes]:
    """Yield the document piece by piece: a million cases needn't be in memory three times."""
    encoder = msgspec.json.Encoder(order="deterministic")
    head = encoder.encode(msgspec.structs.replace(report, cases=()))
    assert head.endswith(_CASES)
    yield head[:-2]
    for start in range(0, len(report.cases), _CHUNK):
        lines = encoder.encode_lines(report.cases[start : start + _CHUNK])
        yield (b",\n" if start else b"\n") + lines.rstrip(b"\n").replace(b"\n", b",\n")
    yield b"]}\n"


def save(report: Report, path: str | Path) -> None:
    """Write a report as `.json` or `.json.gz`; a reader never sees half of it."""

    def packed(file: BinaryIO) -> None:
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as stream:
            stream.writelines(_chunks(report))

    _replace(path, packed if str(path).endswith(".gz") else lambda f: f.writelines(_chunks(report)))


def replace_file(path: str | Path, data: bytes) -> None:
    """Put `data` at `path` in one step."""
    _replace(path, lambda file: file.writelines([data]))


def _replace(path: str | Path, write: Callable[[BinaryIO], None]) -> None:
    path = Path(path)
    if path.exists() and not path.is_file():
        with path.open("wb") as file:  # a pipe or a device
            write(file)
        return
    try:
        path = path.resolve()  # the file that a link names is replaced, not the link
    except RuntimeError:  # Python 3.11 and 3.12, of links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    # A name that nobody can guess, opened as a new file: never through somebody's link.
    handle, name = tempfile.mkstemp(prefix=".report-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        draft.chmod(mode)
        draft.replace(path)
    except OSError as error:
        error.filename = error.filename or str(path)  # a full disk does not say whose
        raise
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def manifest_digest(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the digest of all expected (case id, target key) pairs."""
    digest = hashlib.sha256()
    for case, target in sorted(pairs):
        digest.update(f"{case}\0{target}\n".encode("utf-8", "replace"))
    return f"sha256:{digest.hexdigest()}"


def contradictions(report: Report) -> list[str]:
    """Return what in a well-formed report can't be true, at most MAX_NOTES lines."""
    problems = _dangling(report)
    problems += [
        f"{what} {key!r} appears twice"
        for what, keys in (
            ("environment", [environment.label for environment in report.environments]),
            ("target", [target.key for target in report.targets]),
            ("part", [part.id for part in report.parts]),
        )
        for key, count in sorted(Counter(keys).items())
        if count > 1
    ]
    problems += _uneven_scope(report)
    pairs = dict.fromkeys((case.id, case.target) for case in report.cases)
    if report.manifest != manifest_digest(pairs):
        problems.append("the manifest's digest doesn't fit the cases: some are missing or changed")
    return problems[:MAX_NOTES]


def _dangling(report: Report) -> list[str]:
    """Return the references that lead nowhere."""
    labels = {environment.label for environment in report.environments}
    cases = report.cases
    references: tuple[tuple[str, str, set[str], Iterable[str]], ...] = (
        ("part", "environment", {part.env for part in report.parts}, labels),
        ("target", "environment", {target.label for target in report.targets}, labels),
        ("case", "target", {case.target for case in cases}, {t.key for t in report.targets}),
        ("case", "part", {case.part for case in cases}, {part.id for part in report.parts}),
        ("case", "failure", {c.failure for c in cases if c.failure is not None}, report.failures),
    )
    return [
        f"a {what} names the {kind} {name!r}, which the report doesn't have"
        for what, kind, names, known in references
        for name in sorted(names.difference(known))
    ]


def _uneven_scope(report: Report) -> list[str]:
    """Return the cases that one run leaves out of scope for some targets and runs on others.

    Scope is what the suite tests: a target that could leave it alone would choose its score.
    """
    outside = {(case.part, case.id) for case in report.cases if case.skip == "out-of-scope"}
    if not outside:
        return []
    uneven = {
        case.id
        for case in report.cases
        if case.outcome not in {"skip", "notrun"} and (case.part, case.id) in outside
    }
    return [f"the case {name!r} is out of scope for some targets alone" for name in sorted(uneven)]


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document, generated from the model."""
    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"pytest-array-api report {SCHEMA}",
        **schema,
    }


def schema_text() -> str:
    """Return what the shipped `schema.json` must hold."""
    return json.dumps(json_schema(), indent=1, sort_keys=True) + "\n"


def _unpack(path: str | Path) -> bytes:
    try:
        with Path(path).open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            stream: Any = gzip.GzipFile(fileobj=file) if packed else file
            data = io.BytesIO()
            while chunk := stream.read(2**22):
                data.write(chunk)
                if data.tell() > MAX_BYTES:
                    msg = f"{path}: holds more than {MAX_BYTES} bytes"
                    raise ReportError(msg)
            return data.getvalue()
    except (OSError, EOFError, zlib.error, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path}: can't be read: {reason}"
        raise ReportError(msg) from None


class _Head(msgspec.Struct):
    """The two fields by which any version of the format is known."""

    format: Any = None
    schema: Any = None


def _version_problem(data: bytes) -> str | None:
    """Say when the input is another format or another version rather than a damaged report."""
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if head.format != "pytest-array-api-report":
        return f"is not a pytest-array-api report (its format is {str(head.format)[:80]!r})"
    if head.schema != SCHEMA:
        return f"has schema {str(head.schema)[:80]!r}; this version reads {SCHEMA!r}"
    return None


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(key): _cleaned(item) for key, item in value.items()}
    return value
