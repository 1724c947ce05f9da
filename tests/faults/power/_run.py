"""Run the suite on faulty functions: one forked process per fault and target.

A fork inherits imported libraries and nothing else: a fault ends with its process, and one
that kills the process is a crash in the journal.
"""

from __future__ import annotations

import os
import pkgutil
import sys
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module, metadata
from multiprocessing import connection, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ._fault import NAMESPACES, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SUITE = "pytest_array_api.suite"
PARTS = ("core", "fft", "cluster")
TIMEOUT = 300.0
BAD = {"fail", "error", "crash", "timeout"}
# Threads of theirs don't survive a fork: imported by the child alone.
NOT_INHERITED = {"jax.numpy"}


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of the suite.

    Parameters
    ----------
    target
        The target's text.
    implementation
        Whose functions are tested.
    features
        Globs over the features whose checks run.
    fault
        What is broken, or None for a healthy run.
    profile
        Of the suite.
    seed
        Not 0: other inputs, other examples, another order.
    whole
        Whether to go on after the cause was named.
    """

    target: str
    implementation: str
    features: tuple[str, ...]
    fault: Fault | None = None
    profile: str = "quick"
    seed: int = 0
    whole: bool = False

    @property
    def name(self) -> str:
        if self.fault is not None:
            return f"{self.fault.id}@{self.target}"
        return f"healthy-{self.implementation.rpartition('.')[2]}-{self.seed}@{self.target}"


@dataclass(frozen=True, slots=True)
class Result:
    """What the suite said: ids of the cases that failed against expectation."""

    trial: Trial
    failed: tuple[str, ...]
    passed: int
    seconds: float


class Chosen:
    """Run the tests of some features, those that name the cause first, up to the first of
    them that fails.

    Parameters
    ----------
    trial
        What to run.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.telling: set[str] = set()
        self.session: Any = None

    def pytest_collection_modifyitems(self, session: Any, items: list[Any]) -> None:
        """Keep the tests whose feature one of the globs matches."""
        self.session = session
        kept, others = [], []
        for item in items:
            mark = item.get_closest_marker("xp_case")
            fits = any(fnmatchcase(mark.kwargs["feature"], glob) for glob in self.trial.features)
            (kept if fits else others).append(item)
            case = item.callspec.params["case"].id(mark.kwargs["check"])
            if fits and self.trial.fault is not None and self.trial.fault.names_cause(case):
                self.telling.add(item.nodeid)
        session.config.hook.pytest_deselected(items=others)
        items[:] = sorted(kept, key=lambda item: item.nodeid not in self.telling)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """End the run when there is nothing more to learn."""
        if report.failed and report.nodeid in self.telling and not self.trial.whole:
            self.session.shouldstop = "the cause is named"


def arguments(trial: Trial, folder: Path) -> list[str]:
    """Return the command line of pytest."""
    wanted = [part for part in PARTS if any(g.startswith((part, "*")) for g in trial.features)]
    order = ["-p", "no:randomly"] if trial.seed == 0 else [f"--randomly-seed={trial.seed}"]
    return [
        "--pyargs", *(f"{SUITE}.{part}" for part in wanted), *order,
        "-q", "--tb=line", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:run-parallel",
        f"--rootdir={folder}", f"--xp-backend={trial.target}", f"--xp-profile={trial.profile}",
        f"--xp-implementation={trial.implementation}", f"--xp-report={folder / 'report.json'}",
        *([f"--hypothesis-seed={trial.seed}"] if trial.seed else []),
    ]  # fmt: skip


def child(trial: Trial, folder: Path) -> None:
    """Break this process and test what is left of it."""
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.chdir(folder)
    if trial.fault is not None:
        trial.fault.apply(trial.target)
    code = pytest.main(arguments(trial, folder), plugins=[Chosen(trial)])
    sys.stdout.flush()
    os._exit(int(code))


def outcomes(folder: Path) -> tuple[tuple[str, ...], int]:
    """Return the cases that failed against expectation, and how many passed."""
    from pytest_array_api.reports import assemble, read

    path = folder / "report.json"
    report = read(path) if path.exists() else assemble([folder])
    failed = {c.id for c in report.cases if c.outcome in BAD and c.expected is None}
    passed = sum(case.outcome == "pass" for case in report.cases)
    return tuple(sorted(failed)), passed


def preload(trials: Sequence[Trial]) -> None:
    """Import once what the children need."""
    suite = import_module(SUITE)
    for module in pkgutil.walk_packages(suite.__path__, f"{SUITE}."):
        if ".test_" in module.name:
            import_module(module.name)
    # Every report asks which packages are installed, for two seconds.
    metadata.packages_distributions = cache(metadata.packages_distributions)
    for backend in {trial.target.partition(":")[0].partition("+")[0] for trial in trials}:
        if backend not in NOT_INHERITED:
            import_module(NAMESPACES[backend])


def run_all(
    trials: Sequence[Trial], folder: Path, jobs: int, tell: Callable[[Result], None]
) -> list[Result]:
    """Run each trial in a process of its own, some at a time."""
    preload(trials)
    results = []
    for result in finished(trials, folder, jobs):
        tell(result)
        results.append(result)
    return results


def finished(trials: Sequence[Trial], folder: Path, jobs: int) -> Iterator[Result]:
    """Yield results as the trials end."""
    context = get_context("fork")
    waiting, running = list(reversed(trials)), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            trial = waiting.pop()
            place = folder / trial.name.replace("/", "-")
            place.mkdir(parents=True)
            process = context.Process(target=child, args=(trial, place))
            process.start()
            running[process.sentinel] = (process, trial, place, time.monotonic())
        ended = set(connection.wait(list(running), timeout=1.0))
        for sentinel, (process, trial, place, began) in list(running.items()):
            seconds = time.monotonic() - began
            if sentinel not in ended and seconds > TIMEOUT:
                process.kill()
                ended.add(sentinel)
            if sentinel in ended:
                process.join()
                del running[sentinel]
                failed, passed = outcomes(place)
                yield Result(trial, failed, passed, seconds)
