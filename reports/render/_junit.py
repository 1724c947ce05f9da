"""The report as JUnit XML, for CI systems that show test results.

JUnit has no expectations and four states. A known failure is a skip with its reason, a pass that
was not expected a failure, and what never ran an error: it must not look like a test that is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._results import number
from .._text import clean_text

if TYPE_CHECKING:
    from .._model import Case, Target
    from .._results import Matrix, Result

# label: the element and its `type`; None takes the failure's kind, or the label.
ELEMENTS: dict[str, tuple[str, str | None]] = {
    "fail": ("Failure", None),
    "xpass": ("Failure", "xpass"),
    "error": ("Error", None),
    "crash": ("Error", "crash"),
    "timeout": ("Error", "timeout"),
    "notrun": ("Error", "notrun"),
    "skip": ("Skipped", None),
    "xfail": ("Skipped", "xfail"),
}


def render(matrix: Matrix) -> bytes:
    """Return one test suite per target; a case's class is ``target.feature``."""
    import junitparser  # optional

    document = junitparser.JUnitXml("array API compatibility")
    by_target: dict[str, list[Result]] = {column.key: [] for column in matrix.columns}
    for (_, target), result in matrix.results.items():
        by_target[target].append(result)
    for column in matrix.columns:
        suite = junitparser.TestSuite(clean_text(column.key))
        for name, value in properties(matrix, column).items():
            suite.add_property(clean_text(name), clean_text(value))
        suite.add_testcases([_test(junitparser, matrix, r) for r in by_target[column.key]])
        document.add_testsuite(suite)
    document.update_statistics()
    return document.tostring()


def properties(matrix: Matrix, column: Target) -> dict[str, str]:
    """Return what a reader of one suite must know about where it ran."""
    environments = {environment.label: environment for environment in matrix.report.environments}
    found = {"availability": column.availability, "detail": column.detail or ""}
    found |= {"backend_version": column.backend_version or ""}
    if column.accelerator:
        found["accelerator"] = column.accelerator.model
    environment = environments.get(column.label)
    if environment:
        found |= {"python": environment.python, "platform": environment.platform}
        found |= {f"package.{name}": text for name, text in environment.packages.items()}
    return {name: text for name, text in found.items() if text}


def _test(junitparser: Any, matrix: Matrix, result: Result) -> Any:
    case = result.case
    test = junitparser.TestCase(
        clean_text(name_of(case)), clean_text(f"{case.target}.{case.feature}"), _seconds(case)
    )
    if result.label in ELEMENTS:
        element, kind = ELEMENTS[result.label]
        text = clean_text(reason(result))
        entry = getattr(junitparser, element)(
            (text.splitlines() or [""])[0][:500],
            kind or matrix.kind(case) or case.skip or result.label,
        )
        entry.text = text
        test.result = [entry]
    return test


def name_of(case: Case) -> str:
    """Return ``check[parameters]``, as pytest writes the name of a parametrised test."""
    parameters = case.id.split("/", 2)[2] if case.id.count("/") > 1 else ""
    return f"{case.check}[{parameters}]" if parameters else case.check or case.id


def reason(result: Result) -> str:
    """Return why a case is not a plain pass, with what was expected of it."""
    case = result.case
    lines = [case.message or case.reason or case.signal or ""]
    if case.expected:
        known = f"expected: {' or '.join(case.expected.outcomes)}, {case.expected.reason}"
        lines.insert(0, f"{known} {case.expected.issue or ''}".strip())
    return "\n".join(line for line in lines if line)


def _seconds(case: Case) -> float:
    seconds = number(case.duration_s) if case.duration_s is not None else 0.0
    return seconds if seconds < float("inf") else 0.0
