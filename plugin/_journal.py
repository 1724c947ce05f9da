"""Recording for ``--xp-report``: a journal for each process that runs tests.

Registered only when a report was asked for. `_publish` makes one report of the journals.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..reports import Journal
from ._cases import case_ids
from ._collect import target_of
from ._facts import target_facts
from ._outcome import classify, decisive
from ._repro import address
from ._run import BENCH, Run

if TYPE_CHECKING:
    from collections.abc import Generator

    from ..assertions import Record
    from ..backends import Unavailable
    from ._child import Death
    from ._isolated import Place

NO_VALUES = "only metadata was compared: the arrays had no values"
SHOWN = 10  # collisions that the summary lists


def open_journal(place: Place, root: Path | None = None) -> Journal:
    """Begin a journal, or go on with the one that is there."""
    folder, facts, name = place
    return Journal(Path(folder) / f"{name}.jsonl", facts, root=root)


def close_journal(place: Place, status: int) -> None:
    """Say for a process that is gone that it was ended on purpose: its last test did not crash."""
    open_journal(place).close(status)


class Recorder:
    """Write down what happens in this process.

    Parameters
    ----------
    run
        The state of the run.
    place
        The folder of the journals, what each of them begins with, and the name of this one.
    announces
        Whether this process names the cases, and so speaks for those that collect the same.
    """

    def __init__(self, run: Run, place: Place, *, announces: bool) -> None:
        self.run = run
        self.journal = open_journal(place, run.config.rootpath)
        self.announces = announces
        self.cases: dict[pytest.Item, str] = {}
        self.told = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.cases, collisions = case_ids(session.items)
        if self.announces:
            self.journal.manifest(
                (case, str(target_of(item)), address(item)) for item, case in self.cases.items()
            )
            self.run.notes += collisions[:SHOWN]
            if more := collisions[SHOWN:]:
                self.run.notes.append(f"and {len(more)} more cases that several tests claim")
        for target in dict.fromkeys(target_of(item) for item in self.cases):
            if target is not None and str(target) in self.run.probes:
                self.journal.target(str(target), **target_facts(self.run.probe(target)))
        self.tell_unavailable()

    def tell_unavailable(self) -> None:
        """Write down what can't run here, once."""
        unavailable: list[Unavailable] = [
            *self.run.selection.unavailable, *self.run.unavailable,
        ]  # fmt: skip
        for entry in unavailable[self.told :]:
            self.journal.target(
                str(entry.target), availability=entry.availability, detail=entry.reason
            )
        self.told = len(unavailable)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        case = self.cases.get(item)
        if case is None:
            return (yield)
        self.journal.start(case, str(target_of(item)))
        result = yield
        self.end(item, case)
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        # After the activation's: only a test that is not skipped comes here.
        if bench := item.stash.get(BENCH, None):
            bench.open_recorder()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        bench = item.stash.get(BENCH, None)
        if bench is not None and item in self.cases:
            outcome = classify(call, report, bench.verdict)
            if outcome.expected and may_pass(item):
                outcome.expected["flaky"] = True
            bench.outcome = decisive(bench.outcome, outcome)
            if report.when == "call":
                bench.duration = call.duration
        return report

    def end(self, item: pytest.Item, case: str) -> None:
        """Write down how the test ended; an interrupted one has no outcome."""
        bench = item.stash.get(BENCH, None)
        if bench is None or bench.outcome is None:
            return
        outcome, record = bench.outcome, bench.record
        self.journal.end(
            case,
            str(bench.target),
            outcome=outcome.outcome,
            phase=outcome.phase,
            failure=outcome.failure,
            accuracy=None if record is None else record.accuracy,
            timing=None if record is None else record.timing,
            duration=bench.duration,
            expected=outcome.expected,
            skip=outcome.skip,
            reason=outcome.reason or remark(record),
        )

    def died(self, item: pytest.Item, death: Death) -> None:
        """Write down a test that took its process down."""
        if item not in self.cases:
            return
        self.journal.end(
            self.cases[item],
            str(target_of(item)),
            outcome=death.outcome,
            failure={"kind": death.outcome, "message": death.message, "trace": death.words},
            signal=death.signal,
        )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self.tell_unavailable()
        self.journal.close(exitstatus)
        if self.journal.problem is not None:
            self.run.notes.append(self.journal.problem)


def may_pass(item: pytest.Item) -> bool:
    """Whether an xfail mark says by ``strict=False`` that a pass is fine too."""
    return any(mark.kwargs.get("strict") is False for mark in item.iter_markers("xfail"))


def remark(record: Record | None) -> str | None:
    """Say that a pass saw no values."""
    vacuous = record is not None and record.metadata_only and not record.compared
    return NO_VALUES if vacuous else None
