"""Run trials: those that can share a session's collected tests in one process, others alone."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module, metadata
from multiprocessing import get_context
from typing import TYPE_CHECKING

from ._fault import NAMESPACES
from ._session import SUITE, run
from ._trial import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path

    from ._trial import Trial

FORKABLE = {"numpy", "torch", "dask.array", "array_api_strict"}


def sessions(trials: Sequence[Trial]) -> list[list[Trial]]:
    """Group the trials that differ in their faults alone."""
    groups: dict[object, list[Trial]] = {}
    for number, trial in enumerate(trials):
        key = (trial.target, trial.implementation, trial.profile, trial.seed)
        groups.setdefault((*key, number) if trial.alone else key, []).append(trial)
    return list(groups.values())


def preload(trials: Sequence[Trial]) -> None:
    """Import once what the sessions need."""
    suite = import_module(SUITE)
    for module in pkgutil.walk_packages(suite.__path__, f"{SUITE}."):
        if ".test_" in module.name:
            import_module(module.name)
    for backend in {trial.backend for trial in trials} & FORKABLE:
        import_module(NAMESPACES[backend])
    # Every journal asks which packages are installed, for two seconds.
    metadata.packages_distributions = cache(metadata.packages_distributions)


def run_all(
    trials: Sequence[Trial], folder: Path, jobs: int, tell: Callable[[Result], None]
) -> list[Result]:
    """Run each trial in a process of its own, some at a time."""
    preload(trials)
    results = []
    for number, group in enumerate(sessions(trials)):
        for result in results_of(group, folder / str(number), jobs):
            tell(result)
            results.append(result)
    return results


def results_of(group: Sequence[Trial], folder: Path, jobs: int) -> Iterator[Result]:
    """Run a session in a process of its own, and yield what it finds.

    A trial of which a session that broke down has said nothing has neither passes nor failures.
    """
    context = get_context("fork")
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(group, folder, jobs, writer))
    process.start()
    writer.close()
    missing = {trial.name: trial for trial in group}
    try:
        while True:
            name, *found = reader.recv()
            yield Result(missing.pop(name), *found)
    except EOFError:
        process.join()
    for trial in missing.values():
        yield Result(trial, (), 0, 0.0)


def work(group: Sequence[Trial], folder: Path, jobs: int, writer: Connection) -> None:
    """Run the session; faults can't be sent, their names can."""

    def tell(r: Result) -> None:
        writer.send((r.trial.name, r.failed, r.passed, r.seconds, r.slips))

    run(group, folder, jobs, tell)
