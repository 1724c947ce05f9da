"""Recording for ``--xp-report``: a journal per process, one report from all of them.

Registered only when a report was asked for. Every process that runs tests appends to a file of
its own; the process that was started by the user puts them together, whatever happened.
"""

from __future__ import annotations

import contextlib
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ..reports import Journal, ReportError, assemble, describe_run, write
from ..reports._files import DOCUMENTS
from ..reports.render import renderer_for
from ._cases import case_ids
from ._collect import target_of
from ._options import LABEL, REPORT
from ._outcome import classify
from ._run import BENCH, Run, worker_id

if TYPE_CHECKING:
    from collections.abc import Generator

    from ..assertions import Record
    from ..backends import Unavailable

WORKER_KEY = "xp_journal"
REPRO = {"argv": ["python", "-m", "pytest", "{nodeid}", "--xp-backend={target}"]}
NO_VALUES = "only metadata was compared: the arrays had no values"


class Recorder:
    """Write down what happens in this process."""

    def __init__(self, run: Run, folder: Path, facts: dict[str, Any], name: str) -> None:
        self.run = run
        self.folder = folder
        self.facts = facts
        self.journal = Journal(folder / f"{name}.jsonl", facts, root=run.config.rootpath)
        self.cases: dict[pytest.Item, str] = {}
        self.told = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.cases, collisions = case_ids(session.items)
        for text, (version, device) in self.run.probes.items():
            self.journal.target(
                text, availability="ran", backend_version=version, options={"device": device}
            )
        self.tell_unavailable()
        if worker_id(session.config) not in {None, "gw0"}:
            return  # all workers collect the same
        self.journal.manifest(
            (case, str(target_of(item)), item.nodeid) for item, case in self.cases.items()
        )
        for line in collisions:
            warnings.warn(pytest.PytestWarning(line), stacklevel=1)

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
            # The first thing that went wrong decides, whatever teardown does after it.
            if bench.outcome is None or bench.outcome.outcome == "pass" != outcome.outcome:
                bench.outcome = outcome
            if report.when == "call":
                bench.outcome = outcome if bench.outcome.phase == "setup" else bench.outcome
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
            duration=bench.duration,
            expected=outcome.expected,
            skip=outcome.skip,
            reason=outcome.reason or remark(record),
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist where to write."""
        node.workerinput[WORKER_KEY] = [str(self.folder), self.facts]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        # Last: the workers' journals are closed by then.
        self.tell_unavailable()
        self.journal.close(exitstatus)
        if worker_id(session.config) is None:
            self.publish(session)

    def publish(self, session: pytest.Session) -> None:
        """Write the reports; keep the journals where that fails."""
        paths = self.run.settings[REPORT.name].values
        try:
            report = assemble([self.folder])
            for path in paths:
                write(report, path)
        except (ReportError, OSError) as error:
            self.run.notes.append(
                f"the report could not be written: {error}. What was measured is in {self.folder}"
            )
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
            return
        self.run.notes.append(f"report: {', '.join(paths)}")
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # another run still writes beside this one
            self.folder.parent.rmdir()


def remark(record: Record | None) -> str | None:
    """Say that a pass saw no values."""
    vacuous = record is not None and record.metadata_only and not record.compared
    return NO_VALUES if vacuous else None


def recorder(run: Run) -> Recorder:
    """Make this process's recorder; in a worker of pytest-xdist, where its controller said."""
    workerinput: dict[str, Any] | None = getattr(run.config, "workerinput", None)
    if workerinput is not None:
        folder, facts = workerinput[WORKER_KEY]
        return Recorder(run, Path(folder), facts, workerinput["workerid"])
    paths = run.settings[REPORT.name].values
    check_paths(paths)
    labels = run.settings[LABEL.name].values
    facts = describe_run(repro=REPRO, label=labels[-1] if labels else None)
    folder = Path(f"{paths[0]}.journal").absolute() / facts["id"]
    return Recorder(run, folder, facts, "main")


def check_paths(paths: tuple[str, ...]) -> None:
    """Raise pytest.UsageError for a format that nobody can write, before the tests run."""
    for path in paths:
        if path.lower().endswith(DOCUMENTS):
            continue
        try:
            renderer_for(path)
        except ReportError as error:
            msg = f"--xp-report: {error}"
            raise pytest.UsageError(msg) from None
