"""What the user reads: the targets before the run, and what ran on them after it.

A green run with nothing in it must not look like a green run.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from ._collect import target_of
from ._reads import unread_fixtures
from ._repro import command
from ._run import RUN, UNTRACED, Run, reasons, worker_id
from ._verdicts import AUDIT

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from ..backends import Target

UNREAD = "xp_unread"  # the user property of a test that takes `xp` and never reads it
WORDS = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
RAN = frozenset({"passed", "failed", "xfailed", "xpassed"})


class Summary:
    """Count what ran on each target, from the reports of all processes."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.counts: dict[str, Counter[str]] = {}
        self.unread: dict[str, str] = {}  # by function: parameters of one test say it once
        self.untraced: dict[str, dict[str, None]] = {}  # by file: targets, in order
        self.would_pass: list[tuple[str, str]] = []
        self.required = run.required  # read now: a misspelt one ends the run before any test
        self.missing: list[str] = []

    @pytest.hookimpl
    def pytest_report_header(self) -> list[str] | None:
        if not self.run.asked:
            return None
        targets = ", ".join(versioned(self.run, str(t)) for t in self.run.selection.targets)
        # What can't run stands in the summary, where all is known that was left out.
        return [f"array API: {targets}"]

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if hasattr(report, "context"):  # a subtest's, whose test has a report of its own
            return
        properties: dict[str, Any] = dict(report.user_properties)
        target = properties.get("xp_target") or self.crashed_on(report)
        if target is None:
            return
        word = word_for(report)
        if word is None:
            return
        self.counts.setdefault(target, Counter())[word] += 1
        if UNREAD in properties:
            self.unread.setdefault(report.nodeid.partition("[")[0], properties[UNREAD])
        if UNTRACED in properties:
            self.untraced.setdefault(report.nodeid.partition("::")[0], {})[target] = None
        if AUDIT in properties and word == "xpassed":
            self.would_pass.append((report.nodeid, properties[AUDIT]))

    def crashed_on(self, report: pytest.TestReport) -> str | None:
        """Find the target of a test that took its worker down, in its id."""
        if report.when in {"setup", "call", "teardown"}:
            return None
        parts = f"-{report.nodeid.partition('[')[2][:-1]}-"
        found = [str(t) for t in self.run.selection.targets if f"-{t}-" in parts]
        return max(found, key=len, default=None)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of pytest-xdist has found out."""
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        self.run.probes.update(output.get("xp_probes", {}))
        self.run.notes += output.get("xp_notes", [])
        self.run.take(output.get("xp_unavailable", ()))
        if problem := output.get("xp_problem"):
            raise pytest.UsageError(problem)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.run.config.option.collectonly:
            return
        self.missing = [
            text for text, pattern in self.required.items() if not self.has_run(pattern)
        ]
        if self.missing and session.exitstatus in {
            pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED,
        }:  # fmt: skip
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def has_run(self, pattern: Target) -> bool:
        """Whether a test ran on a target that the pattern covers, instead of being skipped."""
        from ..backends import Target  # most runs require nothing
        from ._judgement import covers

        return any(
            covers(pattern, Target.parse(text)) and any(counts[word] for word in RAN)
            for text, counts in self.counts.items()
        )

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not (self.counts or self.missing or self.run.notes or self.run.unavailable):
            return
        terminalreporter.section("array API")
        for line in self.lines():
            terminalreporter.write_line(line)
        for text in self.missing:
            terminalreporter.write_line(f"ERROR: --xp-require: no test ran on {text}", red=True)

    def lines(self) -> Iterable[str]:
        """Yield the lines of the summary."""
        if self.counts:
            yield from table(self.run, self.counts)
        if unavailable := (*self.run.selection.unavailable, *self.run.unavailable):
            yield f"not run: {reasons(unavailable)}"
        if self.counts and not self.run.asked and (others := self.run.others):
            yield f"also installed: {', '.join(others)}; run them with --xp-backend=all"
        for name, fixtures in self.unread.items():
            yield f"{name} takes {fixtures} and never reads it: each target repeats the same test"
        for file, targets in self.untraced.items():
            yield (
                f"nothing in {file} was traced or kept lazy on {', '.join(targets)}: tag what it "
                "tests by lazy_xp_function(function), from array_api_extra.testing, or list the "
                "module that you call it through in lazy_xp_modules"
            )
        for nodeid, reason in self.would_pass:
            yield f"{nodeid} would pass without its skip: {reason}"
        yield from self.run.notes


def word_for(report: pytest.TestReport) -> str | None:
    """Return the column for a report; None for a phase that only went well."""
    if hasattr(report, "wasxfail"):
        return {"skipped": "xfailed", "passed": "xpassed"}.get(report.outcome, "failed")
    if report.when == "call" or report.outcome == "skipped":
        return report.outcome
    if report.outcome != "failed":
        return None
    return "error" if report.when in {"setup", "teardown"} else "failed"


def table(run: Run, counts: dict[str, Counter[str]]) -> Iterable[str]:
    """Yield a row per target and a column per outcome that occurred."""
    words = [word for word in WORDS if any(row[word] for row in counts.values())]
    names = {text: versioned(run, text) for text in counts}
    width = max(len(name) for name in (*names.values(), "target"))
    yield "  ".join(("target".ljust(width), *words))
    for text in sorted(counts, key=run.order):
        cells = [str(counts[text][word]).rjust(len(word)) for word in words]
        yield "  ".join((names[text].ljust(width), *cells))


def versioned(run: Run, text: str) -> str:
    """Return a target with its version, and its device where that says more."""
    version, device = run.probes.get(text) or [run.metadata_version(text), ""]
    # The default device of a library may be a GPU: only that is worth a word.
    where = "" if ":" in text or "cpu" in device.lower() else f" ({device})"
    return f"{text} {version}{where if device else ''}".rstrip()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    target = target_of(item)
    if target is None:
        return report
    if report.when == "call" and report.outcome == "passed" and (names := unread_fixtures(item)):
        report.user_properties.append((UNREAD, ", ".join(names)))
    if report.outcome == "failed":
        told = f"target: {target}\nreproduce: {command(item, target)}"
        report.sections.append(("array API", told))
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker of pytest-xdist: tell the controller what was found out."""
    run = session.config.stash[RUN]
    if worker_id(session.config) is not None:
        output: dict[str, Any] = session.config.workeroutput  # type: ignore[attr-defined]  # xdist's
        output.update(
            xp_probes=run.probes, xp_problem=run.problem, xp_notes=run.notes,
            xp_unavailable=run.told(),
        )  # fmt: skip
