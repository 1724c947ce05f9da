"""A pytest session that collects the suite once and runs it on many faults.

Each fault gets a fork of the session: it inherits the collected tests, breaks its own process
and dies with it. What happened is in a journal, so a fault that kills its process is a crash.
"""

from __future__ import annotations

import dis
import os
import sys
import time
from fnmatch import fnmatchcase
from multiprocessing import connection, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_array_api.reports import Journal, assemble, describe_run

from ._trial import Result, Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SUITE = "pytest_array_api.suite"
PARTS = ("core", "fft", "cluster")
TIMEOUT = 300.0
HERE = Path(__file__).parent
SLIPS = {AttributeError, KeyError, NameError, TypeError, UnboundLocalError, ZeroDivisionError}
"""Exactly these: JAX's refusals of traced values are subclasses, and faults mean them."""
BAD = {"fail", "crash", "timeout"}


def arguments(trials: Sequence[Trial], folder: Path) -> list[str]:
    """Return pytest's command line for trials that differ in their faults alone."""
    one = trials[0]
    globs = {glob for trial in trials for glob in trial.features}
    wanted = [part for part in PARTS if any(glob.startswith((part, "*")) for glob in globs)]
    seed = [f"--randomly-seed={one.seed}", f"--hypothesis-seed={one.seed}"]
    return [
        "--pyargs", *(f"{SUITE}.{part}" for part in wanted),
        "-q", "--tb=short", "--assert=plain", "-p", "no:cacheprovider",
        f"--rootdir={folder}", f"--xp-backend={one.target}", f"--xp-profile={one.profile}",
        f"--xp-implementation={one.implementation}",
        *(seed if one.seed else ["-p", "no:randomly"]),
    ]  # fmt: skip


class Session:
    """The plugin that runs the collected tests once for each trial.

    Parameters
    ----------
    trials
        What to run.
    folder
        Where the journals and pytest's output go.
    jobs
        Forks at a time.
    tell
        Called with each result.
    """

    def __init__(
        self, trials: Sequence[Trial], folder: Path, jobs: int, tell: Callable[[Result], None]
    ) -> None:
        self.trials, self.folder, self.jobs, self.tell = trials, folder, jobs, tell

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        """Run every trial; nothing is left for pytest's own loop."""
        waiting, running = list(reversed(self.trials)), {}
        while waiting or running:
            while waiting and len(running) < self.jobs:
                trial, began = waiting.pop(), time.monotonic()
                if trial.alone:
                    self.run(trial, session)
                    self.finish(trial, began)
                    continue
                process = get_context("fork").Process(target=self.child, args=(trial, session))
                process.start()
                running[process.sentinel] = (process, trial, began)
            self.reap(running)
        return True

    def reap(self, running: dict[Any, Any]) -> None:
        """Wait for a fork to end, or for one to have run too long."""
        ended = connection.wait(list(running), timeout=1.0) if running else []
        for sentinel, (process, trial, began) in list(running.items()):
            late = time.monotonic() - began > TIMEOUT
            if late:
                process.kill()
            if late or sentinel in ended:
                process.join()
                del running[sentinel]
                self.finish(trial, began)

    def finish(self, trial: Trial, began: float) -> None:
        """Tell the result of a trial."""
        failed, passed, slips = outcomes(self.journal(trial))
        self.tell(Result(trial, failed, passed, time.monotonic() - began, slips))

    def journal(self, trial: Trial) -> Path:
        return self.folder / f"{trial.name.replace('/', '-')}.jsonl"

    def child(self, trial: Trial, session: Any) -> None:
        """Break this process, and test what is left of it."""
        redirect(self.journal(trial).with_suffix(".log"))
        assert trial.fault is not None, "healthy trials run alone"
        trial.fault.apply(trial.target)
        self.run(trial, session)
        sys.stdout.flush()
        os._exit(0)

    def run(self, trial: Trial, session: Any) -> None:
        """Run the tests of a trial, those that name the cause first, up to one that fails."""
        tests = ordered(trial, session.items)
        watch = Watch(trial, Journal(self.journal(trial), describe_run()))
        watch.journal.target(trial.target, availability="ran")
        session.config.pluginmanager.register(watch, "power_watch")
        for (item, case), (following, _) in zip(tests, [*tests[1:], (None, "")], strict=True):
            watch.begin(case)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            watch.end()
            if watch.outcome == "fail" and watch.named(case) and not trial.whole:
                break
        watch.journal.close(0)
        session.config.pluginmanager.unregister(watch)


def ordered(trial: Trial, items: Sequence[Any]) -> list[tuple[Any, str]]:
    """Return the tests of a trial's features with their case ids, the telling ones first."""
    found = []
    for item in items:
        mark = item.get_closest_marker("xp_case")
        if any(fnmatchcase(mark.kwargs["feature"], glob) for glob in trial.features):
            found.append((item, item.callspec.params["case"].id(mark.kwargs["check"])))
    fault = trial.fault
    return sorted(found, key=lambda pair: fault is not None and not fault.names_cause(pair[1]))


class Watch:
    """Write down how each test ends.

    Parameters
    ----------
    trial
        What runs.
    journal
        Where it is written.
    """

    def __init__(self, trial: Trial, journal: Journal) -> None:
        self.trial, self.journal = trial, journal
        self.case, self.outcome, self.slip = "", "pass", ""

    def named(self, case: str) -> bool:
        """Whether the failure of a case names the cause."""
        return self.trial.fault is not None and self.trial.fault.names_cause(case)

    def begin(self, case: str) -> None:
        self.case, self.outcome, self.slip = case, "pass", ""
        self.journal.start(case, self.trial.target)

    def end(self) -> None:
        self.journal.end(self.case, self.trial.target, outcome=self.outcome, reason=self.slip)

    def pytest_runtest_makereport(self, call: Any) -> None:
        """Note an exception of the fault's own making."""
        if call.excinfo is not None:
            self.slip = self.slip or slip(call.excinfo.value)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note what is no pass; an expected failure is none, whatever comes of it."""
        expected = hasattr(report, "wasxfail") or str(report.longrepr).startswith("[XPASS")
        if report.skipped or expected:
            self.outcome = "skip"
        elif report.failed:
            self.outcome = "fail"


def slip(raised: BaseException | None) -> str:
    """Say where a fault's own code failed, which is no bug of a library; empty if it did not.

    An exception that a fault means to raise comes from a ``raise``. One of the kinds of `SLIPS`
    that ends in the fault's code without it is a mistake there, or comes from a compiled function
    that was called wrongly: no bug of a library either.
    """
    if raised is None:
        return ""
    last = raised.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if type(raised) in SLIPS and last is not None:
        code = last.tb_frame.f_code
        meant = dis.opname[code.co_code[last.tb_lasti]] == "RAISE_VARARGS"
        if Path(code.co_filename).is_relative_to(HERE) and not meant:
            return f"{Path(code.co_filename).name}:{last.tb_lineno}: {raised!r}"
    return slip(raised.__cause__) or slip(raised.__context__)


def outcomes(journal: Path) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Return the cases that failed, how many passed, and the fault's own exceptions."""
    if not journal.exists():
        return (), 0, ()
    cases = assemble([journal]).cases
    bad = [case for case in cases if case.outcome in BAD]
    return (
        tuple(sorted({case.id for case in bad})),
        sum(case.outcome == "pass" for case in cases),
        tuple(sorted({case.reason for case in bad if case.reason})),
    )


def redirect(path: Path) -> None:
    """Let this process write to a file."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)


def run(trials: Sequence[Trial], folder: Path, jobs: int, tell: Callable[[Result], None]) -> None:
    """Run a session in this process, which is not fit for another one after it."""
    folder.mkdir(parents=True)
    redirect(folder / "session.log")
    os.chdir(folder)
    if trials[0].alone and trials[0].fault is not None:
        trials[0].fault.apply(trials[0].target)
    pytest.main(arguments(trials, folder), plugins=[Session(trials, folder, jobs, tell)])
    sys.stdout.flush()
