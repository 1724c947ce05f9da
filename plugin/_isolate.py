"""``--xp-isolate``: each target in a process of its own, resumed after a test that killed it.

This process collects, starts the others, and hands pytest their reports as if the tests had
run here: progress, summary, JUnit file and ``--maxfail`` are pytest's own. It imports no array
library itself, so that none can take it down.
"""

from __future__ import annotations

import contextlib
import signal
import time
import warnings
from collections import deque
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from ._child import Child
from ._collect import target_of
from ._isolated import Plan
from ._journal import close_journal

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from ..backends import Unavailable
    from ._child import Death
    from ._journal import Recorder
    from ._publish import Publisher
    from ._run import Run

TIMEOUT = 300.0  # seconds for one phase of a test
START = 300.0  # seconds for a process to collect and to import its library
PAUSE = 0.02  # seconds between two looks at the processes
PHASES = {None: "setup", "setup": "call", "call": "teardown", "teardown": "teardown"}


def take_over_workers(config: pytest.Config) -> int:
    """Return how many processes the user wants at once, and keep pytest-xdist from starting any."""
    option = config.option
    jobs = len(getattr(option, "tx", None) or ())
    if jobs:
        option.dist, option.tx, option.numprocesses = "no", [], 0
    return max(jobs, 1)


def seconds(config: pytest.Config, text: str | None) -> float:
    """Return the time limit that was asked for; refuse what can't be had beside it."""
    if config.getoption("usepdb", default=False):
        msg = "--pdb can't reach the processes of --xp-isolate: leave one of them out"
        raise pytest.UsageError(msg)
    try:
        value = TIMEOUT if text is None else float(text)
    except ValueError:
        value = 0.0
    if not value > 0:
        msg = f"--xp-timeout is {text!r}; expected a number of seconds above 0"
        raise pytest.UsageError(msg)
    return value


class Isolation:
    """Run the session's tests in other processes.

    Parameters
    ----------
    run
        The state of the run.
    jobs
        How many processes at once.
    timeout
        Seconds that a process may take for one phase of a test.
    recorder, publisher
        This process's, if there is a report.
    """

    def __init__(
        self,
        run: Run,
        *,
        jobs: int,
        timeout: float,
        recorder: Recorder | None,
        publisher: Publisher | None,
    ) -> None:
        self.run = run
        self.hook: Any = run.config.hook
        self.jobs = jobs
        self.timeout = timeout
        self.recorder = recorder
        self.publisher = publisher
        self.attempts = 0
        self.refused: list[Unavailable] = []  # what can't run, as its process has found out

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed and not session.config.option.continue_on_collection_errors:
            return None  # pytest's own words for errors during collection
        groups: dict[str | None, dict[str, pytest.Item]] = {}
        for item in session.items:
            target = target_of(item)
            groups.setdefault(None if target is None else str(target), {})[item.nodeid] = item
        with TemporaryDirectory(prefix="xp-isolate-") as folder, termination_interrupts():
            self.work(session, Path(folder), deque(groups.items()))
        self.judge_targets()
        return True

    def work(
        self,
        session: pytest.Session,
        folder: Path,
        waiting: deque[tuple[str | None, dict[str, pytest.Item]]],
    ) -> None:
        """Keep the processes going until all tests have ended."""
        running: list[Child] = []
        try:
            while waiting or running:
                while waiting and len(running) < self.jobs:
                    target, items = waiting.popleft()
                    self.announce(target, len(items))
                    running.append(self.start(folder, target, items))
                for child in tuple(running):
                    self.listen(session, child)
                    limit = self.timeout if child.progressed else max(self.timeout, START)
                    if child.has_ended(limit):
                        self.listen(session, child)  # what came since
                        running.remove(child)
                        running += self.after(session, folder, child)
                time.sleep(PAUSE)
        finally:
            stop(running)

    def announce(self, target: str | None, count: int) -> None:
        """Say which target's tests come now."""
        reporter = self.run.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and self.run.config.get_verbosity() >= 0:
            reporter.write_line(f"[{target or 'no target'}] tests: {count}")

    def start(self, folder: Path, target: str | None, items: dict[str, pytest.Item]) -> Child:
        """Start a process for tests of one target."""
        self.attempts += 1
        name = f"isolated{self.attempts}"
        place = self.publisher.place(name) if self.publisher and target is not None else None
        plan = Plan(target, tuple(items), str(folder / f"{name}.events"), self.jobs, place)
        return Child(self.run.config, folder / name, plan, items)

    def listen(self, session: pytest.Session, child: Child) -> None:
        """Hand on what a process has told since the last time."""
        for kind, facts in child.news():
            HANDLERS[kind](self, child, facts)
            # As in pytest's own loop.
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)

    def on_ready(self, child: Child, facts: Mapping[str, Any]) -> None:
        """Take over what the process has found out about its target."""
        self.run.probes.update(facts["probes"])
        failed = self.run.take(facts["unavailable"])
        self.refused += failed
        child.dropped = bool(failed)

    def on_broken(self, child: Child, facts: Mapping[str, Any]) -> None:
        """Show a module that could be imported here, and not there."""
        child.broken = True
        if not self.run.config.option.continue_on_collection_errors:
            self.hook.pytest_collectreport(report=self.restored(facts["report"]))

    def on_start(self, child: Child, facts: Mapping[str, Any]) -> None:
        """Remember which test is running."""
        child.begin(facts["nodeid"])
        self.hook.pytest_runtest_logstart(nodeid=facts["nodeid"], location=facts["location"])

    def on_report(self, child: Child, facts: Mapping[str, Any]) -> None:
        """Hand a report to pytest."""
        report = self.restored(facts["report"])
        child.phase = report.when
        self.hook.pytest_runtest_logreport(report=report)

    def on_finish(self, child: Child, facts: Mapping[str, Any]) -> None:
        """Cross a test off."""
        child.finish(facts["nodeid"])
        self.hook.pytest_runtest_logfinish(nodeid=facts["nodeid"], location=facts["location"])

    def on_warning(self, _child: Child, facts: Mapping[str, Any]) -> None:
        """Show a warning in pytest's summary."""
        category = type(facts["category"], (Warning,), {})  # only its name is shown
        message = warnings.WarningMessage(
            category(facts["message"]), category, facts["filename"], facts["lineno"]
        )
        self.hook.pytest_warning_recorded.call_historic(
            kwargs={
                "warning_message": message,
                "when": facts["when"],
                "nodeid": facts["nodeid"],
                "location": None,
            }
        )

    def on_end(self, child: Child, facts: Mapping[str, Any]) -> None:
        """Remember how the session of a process ended."""
        child.status = facts["status"]
        if child.status == pytest.ExitCode.INTERRUPTED and not child.broken:
            why = facts["why"] or "interrupted"
            msg = f"{why} (in the process of {child.name})"
            raise pytest.Session.Interrupted(msg)

    def restored(self, data: Any) -> Any:
        """Return a report from another process."""
        config = self.run.config
        report = self.hook.pytest_report_from_serializable(config=config, data=data)
        # JSON has made lists of these tuples, and plugins unpack or check them.
        for name in ("longrepr", "location"):
            if isinstance(value := getattr(report, name, None), list):
                setattr(report, name, tuple(value))
        report.sections = [tuple(section) for section in report.sections]
        return report

    def after(self, session: pytest.Session, folder: Path, child: Child) -> list[Child]:
        """Look at a process that has ended; return the one that goes on, if any."""
        death = child.death()
        if death is None:
            self.settle(session, child)
            return []
        if child.current is not None:
            self.bury(child, child.items[child.current], death)
        elif not child.progressed:
            self.give_up(session, child, death)
            return []
        else:
            self.late(session, f"the process of {child.name} died between tests: {death.how}")
        return [self.start(folder, child.plan.target, child.items)] if child.items else []

    def settle(self, session: pytest.Session, child: Child) -> None:
        """Account for a process that ended its session."""
        if child.late_death:
            self.late(
                session, f"the process of {child.name} died after its last test: {child.late_death}"
            )
        if child.dropped:
            self.hook.pytest_deselected(items=list(child.items.values()))
        elif child.items:
            self.late(
                session,
                f"{len(child.items)} tests did not run in the process of {child.name}, which ended "
                f"with exit code {child.status}: {child.last_words()}",
            )

    def late(self, session: pytest.Session, note: str) -> None:
        """Let the run fail for something that is no test's fault."""
        self.run.notes.append(note)
        session.testsfailed += 1

    def give_up(self, session: pytest.Session, child: Child, death: Death) -> None:
        """Leave a target whose process dies before any test."""
        from ..backends import Target, Unavailable  # only under --xp-isolate

        if child.plan.target is None:
            self.late(
                session, f"the process of {child.name} did not start: {death.how} {death.words}"
            )
            return
        detail = f"the process ended before the first test: {death.how}"
        target = Target.parse(child.plan.target)
        self.run.unavailable.append(Unavailable(target, "import-error", detail))
        report = pytest.CollectReport(child.plan.target, "failed", f"{detail}\n\n{death.words}", [])
        self.hook.pytest_collectreport(report=report)

    def bury(self, child: Child, item: pytest.Item, death: Death) -> None:
        """Report the test that took its process down."""
        when: Any = PHASES[child.phase]
        report = pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed",
            longrepr=f"{death.message}\n\n{death.words}".strip(),
            when=when,
            user_properties=[("xp_target", child.plan.target)] if child.plan.target else [],
        )
        self.hook.pytest_runtest_logreport(report=report)
        self.hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        if self.recorder is not None:
            self.recorder.died(item, death)
        child.finish(item.nodeid)

    def judge_targets(self) -> None:
        """Raise pytest.UsageError where a target that was asked for by name can't run."""
        failed = [entry for entry in self.refused if self.run.is_named(entry.target)]
        if failed:
            raise pytest.UsageError(self.run.refusal(failed))


@contextlib.contextmanager
def termination_interrupts() -> Generator[None]:
    """Take SIGTERM, of a cancelled job, as Ctrl-C: the other processes would outlive this one."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stop(children: list[Child]) -> None:
    """End processes in the middle of their tests, which did not run, and did not crash either."""
    try:
        for child in children:
            child.interrupt()
        for child in children:
            child.wait()
    finally:
        for child in children:
            child.kill()
            if child.plan.place is not None:
                close_journal(child.plan.place, pytest.ExitCode.INTERRUPTED)


HANDLERS = {
    "ready": Isolation.on_ready,
    "broken": Isolation.on_broken,
    "start": Isolation.on_start,
    "report": Isolation.on_report,
    "finish": Isolation.on_finish,
    "warning": Isolation.on_warning,
    "end": Isolation.on_end,
}
