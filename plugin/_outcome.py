"""What happened to a test, in the report's words; the true outcome, also behind an xfail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from ..reports import as_text

if TYPE_CHECKING:
    from ._judgement import Verdict

XPASS = "[XPASS(strict)]"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for what happened, and why.

    The fields are those of `Journal.end`.
    """

    outcome: str
    phase: str = "call"
    failure: dict[str, str] | None = None
    skip: str | None = None
    reason: str | None = None
    expected: dict[str, Any] | None = None

    @property
    def gravity(self) -> int:
        """0 where nothing went wrong, 1 where what did was expected, else 2."""
        if self.outcome in {"pass", "skip"}:
            return 0
        return 2 if self.expected is None else 1


def decisive(before: Outcome | None, after: Outcome) -> Outcome:
    """Return which of two outcomes of one test, in their order, is the test's.

    The first of what went wrong decides, an unexpected failure before an expected one, whatever
    comes after it: each subtest of a test has an outcome, and so has the teardown. Where nothing
    went wrong, the body's last word.
    """
    if before is None or after.gravity > before.gravity:
        return after
    return after if after.phase == "call" and not before.gravity else before


def classify(
    call: pytest.CallInfo[None], report: pytest.TestReport, verdict: Verdict | None
) -> Outcome:
    """Return the outcome of one phase of a test.

    Parameters
    ----------
    call
        What the phase raised, if anything.
    report
        pytest's view of it, which hides the true outcome of an expected failure.
    verdict
        What the marks said of the test.

    Returns
    -------
    Outcome
        A failure outside of the call is the harness's, not the backend's.
    """
    error = None if call.excinfo is None else call.excinfo.value
    phase = report.when or "call"
    if error is None:
        return Outcome("pass", phase, expected=expectation(report, passed=True))
    if isinstance(error, (pytest.skip.Exception, pytest.xfail.Exception)):
        # pytest.xfail() in a body leaves it: nothing was measured.
        kind = verdict.kind if verdict is not None and verdict.skip else "user"
        return Outcome("skip", phase, skip=kind, reason=as_text(error))
    if phase != "call":
        failure = describe(error, "harness", report)
        return Outcome("error", phase, failure, expected=expectation(report))
    word, kind = judge(error)
    return Outcome(word, phase, describe(error, kind, report), expected=expectation(report))


def judge(error: BaseException) -> tuple[str, str]:
    """Return the outcome and the kind of failure for what a test's body raised."""
    from ..assertions import MismatchError  # only for failures

    if isinstance(error, MismatchError):
        return "fail", error.kind
    if isinstance(error, pytest.fail.Exception) and "from pytest-timeout" in as_text(error):
        return "timeout", "timeout"
    if isinstance(error, (AssertionError, pytest.fail.Exception)):
        return "fail", "wrong-value"
    if isinstance(error, NotImplementedError):
        return "error", "not-implemented"
    return "error", "exception"


def describe(error: BaseException, kind: str, report: pytest.TestReport) -> dict[str, str]:
    """Return the failure as the journal takes it."""
    return {
        "kind": kind,
        "exception": type(error).__name__,
        "message": as_text(error),
        "trace": report.longreprtext,
    }


def expectation(report: pytest.TestReport, *, passed: bool = False) -> dict[str, Any] | None:
    """Return what an xfail mark had announced, or None."""
    reason: object = getattr(report, "wasxfail", None)
    # pytest's own words, where nothing was raised: a test could raise the same ones. The text of a
    # report is slow to make, and that of a plain pass is empty.
    if reason is None and passed and report.failed and report.longreprtext.startswith(XPASS):
        reason = report.longreprtext.removeprefix(XPASS)
    if reason is None:
        return None
    text = as_text(reason).removeprefix("reason: ").strip()
    # A link at the end is what the entry of a table, or a careful author, adds.
    head, _, tail = text.rpartition(" ")
    issue = tail if tail.startswith(("https://", "http://")) else None
    return {
        "outcomes": ["fail", "error"],
        "reason": head if issue else text,
        "issue": issue,
        "source": "xfail-mark",
    }
