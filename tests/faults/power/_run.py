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
from importlib import import_module
from multiprocessing import connection, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    """

    target: str
    implementation: str
    features: tuple[str, ...]
    fault: Fault | None = None
    profile: str = "quick"
    seed: int = 0

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


class Selected:
    """Deselect what tests other features."""

    def __init__(self, features: Sequence[str]) -> None:
        self.features = features

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Keep the tests whose feature one of the globs matches."""
        kept, others = [], []
        for item in items:
            mark = item.get_closest_marker("xp_case")
            feature = mark.kwargs["feature"] if mark else ""
            fits = any(fnmatchcase(feature, glob) for glob in self.features)
            (kept if fits else others).append(item)
        config.hook.pytest_deselected(items=others)
        items[:] = kept


def arguments(trial: Trial, folder: Path) -> list[str]:
    """Return the command line of pytest."""
    wanted = [part for part in PARTS if any(g.startswith((part, "*")) for g in trial.features)]
    order = ["-p", "no:randomly"] if trial.seed == 0 else [f"--randomly-seed={trial.seed}"]
    return [
        "--pyargs", *(f"{SUITE}.{part}" for part in wanted), *order,
        "-q", "--tb=line", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:run-parallel",
        f"--rootdir={folder}", f"--xp-backend={trial.target}", f"--xp-profile={trial.profile}",
        f"--xp-implementation={trial.implementation}", f"--xp-report={folder / 'report.json'}",
        f"--hypothesis-seed={trial.seed}",
    ]  # fmt: skip


def child(trial: Trial, folder: Path) -> None:
    """Break this process and test what is left of it."""
    import pytest

    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.chdir(folder)
    if trial.fault is not None:
        trial.fault.apply(trial.target)
    if trial.seed:
        reseed(trial.seed)
    code = pytest.main(arguments(trial, folder), plugins=[Selected(trial.features)])
    sys.stdout.flush()
    os._exit(int(code))


def reseed(seed: int) -> None:
    """Let the suite draw other inputs and search at random."""
    import dataclasses

    import numpy as np

    inputs = import_module(f"{SUITE}._inputs")
    profiles = import_module(f"{SUITE}._profile").PROFILES

    class Random:
        """Stands for `numpy.random`."""

        @staticmethod
        def RandomState(state: int) -> Any:  # noqa: N802 -- NumPy's name
            return np.random.RandomState((state + 7919 * seed) % 2**32)

    class Numpy:
        """NumPy with other random numbers."""

        random = Random

        def __getattr__(self, name: str) -> Any:
            return getattr(np, name)

    inputs.np = Numpy()  # type: ignore[attr-defined]
    for name in ("quick", "default"):  # only "thorough" searches at random: by its name
        profiles[name] = dataclasses.replace(profiles[name], name="thorough")


def outcomes(folder: Path) -> tuple[tuple[str, ...], int]:
    """Return the cases that failed against expectation, and how many passed.

    Raises
    ------
    RuntimeError
        If nothing was run: then the suite has said nothing.
    """
    from pytest_array_api.reports import assemble, read

    path = folder / "report.json"
    report = read(path) if path.exists() else assemble([folder])
    failed = {c.id for c in report.cases if c.outcome in BAD and c.expected is None}
    passed = sum(case.outcome == "pass" for case in report.cases)
    if not failed and not passed:
        msg = f"no case of the suite ran; see {folder / 'log.txt'}"
        raise RuntimeError(msg)
    return tuple(sorted(failed)), passed


def preload(trials: Sequence[Trial]) -> None:
    """Import once what the children need."""
    # MKL and OpenBLAS start their threads on import, or at the first call.
    suite = import_module(SUITE)
    for module in pkgutil.walk_packages(suite.__path__, f"{SUITE}."):
        if ".test_" in module.name:
            import_module(module.name)
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
