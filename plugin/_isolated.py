"""Inside a process of ``--xp-isolate``: run the tests of a plan, and tell of each event at once.

Every event is one line, on disk before anything else happens: whatever kills this process, the
one that started it knows which test was running.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ._options import BACKENDS, DEVICES, DTYPES, REPORT, REQUIRE, VARIANTS, Setting

if TYPE_CHECKING:
    from ._run import Run

SOURCE = "--xp-isolate"
PR_SET_PDEATHSIG = 1  # of Linux's prctl(2)
Place = tuple[str, dict[str, Any], str]  # of a journal: a folder, what it begins with, its name


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process is to do."""

    target: str | None  # None for the tests that use no target
    nodeids: tuple[str, ...]
    events: str  # the file to tell them in
    jobs: int  # how many such processes share the machine
    place: Place | None  # if there is a report

    def save(self, path: Path) -> None:
        """Write the plan for the process that will read it."""
        path.write_text(json.dumps(asdict(self)), "utf-8")


def read_plan(path: str | None) -> Plan | None:
    """Return the plan of this process, None in any that is not one of ``--xp-isolate``."""
    return None if path is None else Plan(**json.loads(Path(path).read_text("utf-8")))


def planned(settings: dict[str, Setting], plan: Plan) -> dict[str, Setting]:
    """Return the settings of a process: one target; what speaks of the whole run is not its own."""
    mine = {REPORT: Setting(), REQUIRE: Setting()}
    if plan.target is not None:
        mine |= dict.fromkeys((DEVICES, VARIANTS, DTYPES), Setting())
        mine[BACKENDS] = Setting((plan.target,), SOURCE)
    return settings | {option.name: setting for option, setting in mine.items()}


def die_with_parent() -> None:
    """End this process where the one that started it is killed; only Linux has a way to ask."""
    if sys.platform == "linux":
        import ctypes  # only in a process of --xp-isolate

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


class Teller:
    """Run what the plan says, and tell of it."""

    def __init__(self, run: Run, plan: Plan) -> None:
        self.run = run
        self.plan = plan
        die_with_parent()
        self.file = os.open(plan.events, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def tell(self, kind: str, **facts: Any) -> None:
        """Append an event."""
        os.write(self.file, json.dumps([kind, facts], default=str).encode() + b"\n")

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # Before the targets are tried, which is last: no other target's library is imported.
        wanted = frozenset(self.plan.nodeids)
        items[:] = [item for item in items if item.nodeid in wanted]

    @pytest.hookimpl
    def pytest_collection_finish(self) -> None:
        self.tell("ready", probes=self.run.probes, unavailable=self.run.told())

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.tell("broken", report=self.serializable(report))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self.tell("start", nodeid=nodeid, location=location)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.tell("report", report=self.serializable(report))

    @pytest.hookimpl
    def pytest_runtest_logfinish(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self.tell("finish", nodeid=nodeid, location=location)

    @pytest.hookimpl
    def pytest_warning_recorded(self, warning_message: Any, when: str, nodeid: str) -> None:
        self.tell(
            "warning",
            message=str(warning_message.message),
            category=warning_message.category.__name__,
            filename=warning_message.filename,
            lineno=warning_message.lineno,
            when=when,
            nodeid=nodeid,
        )

    @pytest.hookimpl
    def pytest_keyboard_interrupt(self) -> None:
        # The process above passes Ctrl-C on, and at a terminal it comes here by itself too: the
        # second must not interrupt the teardown of fixtures.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self.tell("end", status=int(exitstatus), why=str(session.shouldstop or ""))

    def serializable(self, report: Any) -> Any:
        """Return a report as pytest hands it to another process."""
        config = self.run.config
        return config.hook.pytest_report_to_serializable(config=config, report=report)
