"""One report from the journals of all processes, whatever happened to them.

Registered only where a report was asked for, in the process that the user has started.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import pytest

from ..reports import DOCUMENTS, ReportError, assemble, renderer_for, write
from ._facts import run_facts
from ._options import REPORT

if TYPE_CHECKING:
    from ..reports import Report
    from ._isolated import Place
    from ._options import Setting
    from ._run import Run


class Publisher:
    """Say where the journals are, and put them together at the end.

    Parameters
    ----------
    run
        The state of the run.

    Raises
    ------
    pytest.UsageError
        For a format that nobody can write, or a place where nothing can be written.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.paths = run.settings[REPORT.name].values
        check_paths(run.settings[REPORT.name])
        self.facts = run_facts(run)
        self.folder = Path(f"{self.paths[0]}.journal").absolute() / self.facts["id"]
        self.process = os.getpid()

    def place(self, name: str) -> Place:
        """Return where a process writes its journal, and what it begins with."""
        return str(self.folder), self.facts, name

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist where to write."""
        node.workerinput["xp_journal"] = self.place(node.workerinput["workerid"])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if os.getpid() != self.process:  # a test's fork that went on instead of ending
            return
        # Registered after the recorder, so called after it: all journals are closed by now.
        notes = self.run.notes
        written, problems = self.publish(session.exitstatus)
        if written:
            notes.append(f"report: {', '.join(written)}")
        if problems:
            notes.append(
                f"the report could not be written: {'; '.join(problems)}. "
                f"What was measured is in {self.folder}"
            )
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
            return
        if not written:
            notes.append(f"no report, since no test with a target ran: {', '.join(self.paths)}")
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # another run still writes beside this one
            self.folder.parent.rmdir()

    def publish(self, status: int) -> tuple[list[str], list[str]]:
        """Write what the journals say to each path; return those written, and what went wrong.

        No renderer's fault may cost what was measured, nor what another one writes.
        """
        written: list[str] = []
        problems: list[str] = []
        try:
            report = assemble([self.folder])
        except Exception as error:  # noqa: BLE001 -- see above
            return written, [problem(error)]
        # An older report is worth more than one in which nothing ran.
        for path in self.paths if says_something(report, status) else ():
            try:
                write(report, path)
            except Exception as error:  # noqa: BLE001 -- see above
                problems.append(problem(error))
            else:
                written.append(path)
        return written, problems


def problem(error: Exception) -> str:
    """Return the message of an error, with its type where that is not what is expected."""
    kind = "" if isinstance(error, (ReportError, OSError)) else f"{type(error).__name__}: "
    return f"{kind}{error}"


def says_something(report: Report, status: int) -> bool:
    """Whether a case ran, or its target's library died before it could."""
    dead = {target.key for target in report.targets if target.availability == "import-error"}
    if status == pytest.ExitCode.USAGE_ERROR:  # a library that merely can't be imported
        dead.clear()
    return any(case.outcome != "notrun" or case.target in dead for case in report.cases)


def check_paths(asked: Setting) -> None:
    """Raise pytest.UsageError for what can't be written, before the tests run."""
    for path in asked.values:
        try:
            refuse_list(path)
            if not path.lower().endswith(DOCUMENTS):
                renderer_for(path)
            try_to_write(Path(path))
        except ReportError as error:
            msg = f"{asked.source}: {error}"
            raise pytest.UsageError(msg) from None


def refuse_list(path: str) -> None:
    """Raise ReportError for several paths in one: at a comma, other options would split them."""
    first, *others = path.split(",")
    if others and is_written(first):
        flags = " ".join(f"{REPORT.flags[0]}={part}" for part in (first, *others))
        msg = f"{path!r} is one path, since a path may hold commas; for several write {flags}"
        raise ReportError(msg)


def is_written(path: str) -> bool:
    """Whether a report could have this name."""
    try:
        return path.lower().endswith(DOCUMENTS) or bool(renderer_for(path))
    except ReportError:
        return False


def try_to_write(path: Path) -> None:
    """Raise ReportError where no file of this name could be written."""
    if path.is_dir():
        msg = f"{str(path)!r} is a folder; expected the name of a file"
        raise ReportError(msg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        msg = (
            f"{str(path)!r} can't be written ({error}); expected the name of a file in a folder "
            "that exists, or that can be made and written to"
        )
        raise ReportError(msg) from None
