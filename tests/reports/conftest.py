"""Builders of small reports and journals."""

from __future__ import annotations

import hashlib
import json

import msgspec
import pytest

from pytest_array_api.reports._fingerprint import fingerprint, normalise
from pytest_array_api.reports._journal import SCHEMA
from pytest_array_api.reports._merge import with_cases
from pytest_array_api.reports._model import (
    FORMAT,
    Case,
    Environment,
    Failure,
    Machine,
    Part,
    Report,
    Subject,
    Target,
)

NASTY = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 bell\x07",
    "nul\x00byte",
    "lone \ud800 surrogate \udfff",
    "bidi \u202e override \u2066",
    "line\u2028separator\u2029",
    "@everyone | `code` | [link](javascript:x) *b* _i_ <!-- -->",
    "=cmd|' /C calc'!A0",
    "a\r\nb\rc\bd\fe",
    "\ufffe\uffff",
    "x" * 20_000,
    "tab\tand\nnewline",
)
UNSAFE = tuple(chr(code) for code in (0, 7, 27, 127, 0x9B, 0x2028, 0x202E, 0x2066, 0xD800, 0xFFFF))


def failure_of(kind, message="boom", exception=None):
    """Return a fingerprint and its failure."""
    key = fingerprint(kind, exception, message)
    return key, Failure(kind=kind, message=normalise(message), exception=exception)


def build(
    cases,
    *,
    label="lab",
    part="p1",
    attempt=1,
    complete=True,
    packages=None,
    version="1",
    targets=(),
    started="2026-01-01T00:00:00Z",
    machine=None,
    expected=(),
    features=None,
):
    """Return a report: {(id, target text): outcome or Case fields}."""
    failures = {}
    records = []
    for (case, target), what in cases.items():
        fields = {"outcome": what} if isinstance(what, str) else dict(what)
        kind = fields.pop("kind", "wrong-value" if fields["outcome"] == "fail" else None)
        if kind:
            message = fields.setdefault("message", "boom")
            key, failure = failure_of(kind, message)
            failures[key] = msgspec.structs.replace(failure, trace=f"seen in {part}")
            fields["failure"] = key
        records.append(Case(id=case, target=f"{target}@{label}", part=part, **fields))
    named = {target.key for target in targets}
    columns = {record.target for record in records} - named
    digest = hashlib.sha256(repr(sorted(map(repr, records))).encode()).hexdigest()
    report = Report(
        format=FORMAT,
        schema=SCHEMA,
        manifest="sha256:" + "0" * 64,
        environments=(
            Environment(
                label=label, platform="linux", python="CPython 3.11", packages=packages or {}
            ),
        ),
        targets=tuple(
            sorted(
                (*targets, *(Target(key=key, availability="ran") for key in columns)),
                key=lambda target: target.key,
            )
        ),
        parts=(
            Part(
                id=part,
                env=label,
                sha256=f"sha256:{digest}",
                complete=complete,
                started=started,
                attempt=attempt,
                machine=machine or Machine(os="Linux", cpu="model", cores=2),
                subjects=(Subject(kind="suite", name="suite", version=version),),
            ),
        ),
        expected=expected,
        features=features or {},
        failures=dict(sorted(failures.items())),
        cases=(),
    )
    return with_cases(report, records)


@pytest.fixture
def make_report():
    """Build a report from a table of outcomes."""
    return build


@pytest.fixture
def run_facts():
    """Return the facts of a run, as `describe_run` gives them, but short."""
    return {
        "id": "run1",
        "started": "2026-01-01T00:00:00Z",
        "environment": {"label": "lab", "platform": "linux", "python": "CPython 3.11"},
    }


@pytest.fixture
def lines_of():
    """Return a function that reads a journal's lines."""

    def read(path):
        return [json.loads(line) for line in path.read_text("ascii").splitlines()]

    return read


@pytest.fixture(params=NASTY, ids=range(len(NASTY)))
def nasty(request):
    """Return one hostile text."""
    return request.param
