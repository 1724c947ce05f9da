"""The report as CTRF, the Common Test Report Format: for tools that read it, with what is lost.

CTRF has five states and no accuracy; `rawStatus` keeps the label.
"""

from __future__ import annotations

import json
import math
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .._results import number
from .._text import clean_text
from ._junit import reason
from ._verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._results import Matrix, Result

VERSION = "1.0.0"
# Not run is not skipped: nobody decided so.
STATUS = {
    "pass": "passed", "fail": "failed", "xpass": "failed", "error": "failed", "crash": "failed",
    "timeout": "failed", "skip": "skipped", "notrun": "pending", "xfail": "other",
}  # fmt: skip
STATES = ("passed", "failed", "skipped", "pending", "other")
_NAMESPACE = uuid.UUID("6f0b5c1e-6f53-5a39-9c8c-2d3b1f5d0a77")


def render(matrix: Matrix) -> str:
    """Return the document; ids are made from the case and its target, so they stay the same."""
    return json.dumps(_clean(document(matrix)), indent=1, allow_nan=False) + "\n"


def document(matrix: Matrix) -> dict[str, Any]:
    """Return the CTRF document."""
    report = matrix.report
    results = list(matrix.results.values())
    tests = [_test(matrix, result) for result in results]
    started = min((part.started for part in report.parts), default="1970-01-01T00:00:00Z")
    ended = max((part.ended or part.started for part in report.parts), default=started)
    states = [test["status"] for test in tests]
    return {
        "reportFormat": "CTRF",
        "specVersion": VERSION,
        "reportId": str(uuid.uuid5(_NAMESPACE, " ".join(part.sha256 for part in report.parts))),
        "timestamp": ended,
        "generatedBy": "pytest-array-api",
        "results": {
            "tool": {"name": "pytest-array-api", "version": _version(matrix)},
            "summary": {
                "tests": len(tests),
                **{state: states.count(state) for state in STATES},
                "flaky": sum(result.flaky for result in results),
                "suites": len(matrix.columns),
                "start": _milliseconds(started),
                "stop": _milliseconds(ended),
            },
            "tests": tests,
            "environment": {"healthy": not verdict(matrix).missing, "extra": _where(matrix)},
        },
    }


def _test(matrix: Matrix, result: Result) -> dict[str, Any]:
    case = result.case
    failure = matrix.failure(case)
    milliseconds = 0.0 if case.duration_s is None else 1000 * number(case.duration_s)
    optional = {
        "message": reason(result),
        "trace": failure.trace if failure else None,
        "parameters": case.parameters,
        "flaky": result.flaky,
    }
    return {
        "id": str(uuid.uuid5(_NAMESPACE, f"{case.id} {case.target}")),
        "name": case.id,
        "status": STATUS[result.label],
        "rawStatus": result.label,
        "duration": round(milliseconds) if math.isfinite(milliseconds) else 0,
        "suite": [case.target, case.feature],
        "device": case.target,
        "tags": [word for word in (case.check, matrix.kind(case)) if word],
        **{name: value for name, value in optional.items() if value},
    }


def _where(matrix: Matrix) -> dict[str, Any]:
    return {
        "targets": {column.key: column.availability for column in matrix.columns},
        "environments": {
            environment.label: {"python": environment.python, **environment.packages}
            for environment in matrix.report.environments
        },
    }


def _version(matrix: Matrix) -> str:
    return next((part.tool.version for part in matrix.report.parts if part.tool), "")


def _milliseconds(time: str) -> int:
    try:
        return round(1000 * datetime.fromisoformat(time).timestamp())
    except ValueError:  # the model checks digits, not the calendar
        return 0


def _clean(value: Any) -> Any:
    cleaners: dict[type, Callable[[Any], Any]] = {
        str: clean_text,
        list: lambda items: [_clean(item) for item in items],
        dict: lambda items: {clean_text(key): _clean(item) for key, item in items.items()},
    }
    clean = cleaners.get(type(value))
    return clean(value) if clean else value
