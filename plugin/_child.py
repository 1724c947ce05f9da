"""A process of ``--xp-isolate`` as seen from outside: its events, its end, its last words."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from ._isolated import Plan

WORDS = 16384  # bytes of output that are looked at
FATAL = "Fatal Python error"  # where the traceback of faulthandler begins
# Frames of pytest itself, and what faulthandler adds below.
NOISE = re.compile(r"[\\/](_?pytest|pluggy)[\\/]|<frozen runpy>|^Extension modules:")
GRACE = 5.0  # seconds to print a traceback in, or to tear fixtures down


@dataclass(frozen=True, slots=True)
class Death:
    """How a process came to its end."""

    outcome: str  # "crash" or "timeout"
    how: str
    words: str  # its last ones
    signal: str | None

    @property
    def message(self) -> str:
        """How the process died, in a sentence."""
        return f"the process died while it ran this test: {self.how}"


class Child:
    """A process that runs the tests of one target, or those that are left of them.

    Parameters
    ----------
    config
        The configuration of the run.
    path
        Where to keep its files, a suffix each.
    plan
        What it is to do.
    items
        Its tests by node id; each is removed when it has ended.
    """

    def __init__(
        self, config: pytest.Config, path: Path, plan: Plan, items: dict[str, pytest.Item]
    ) -> None:
        self.plan = plan
        self.items = dict(items)
        self.name = plan.target or "the tests without a target"
        self.current: str | None = None  # the test that is running
        self.phase: str | None = None  # its last one that has ended
        self.progressed = False
        self.status: int | None = None  # of its session, once that has ended
        self.dropped = False  # its target can't run
        self.broken = False  # it could not collect
        self.timed_out = False
        self.heard = time.monotonic()
        self._offset = 0
        self._log = path.with_suffix(".log")
        plan.save(path.with_suffix(".json"))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- the user's own command
                command(config, path),
                cwd=config.invocation_params.dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def news(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the events since the last call."""
        try:
            with Path(self.plan.events).open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except FileNotFoundError:
            return
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        for line in whole.splitlines():
            self.heard = time.monotonic()
            kind, facts = json.loads(line)
            yield kind, facts

    def begin(self, nodeid: str) -> None:
        """Remember which test is running."""
        self.current, self.phase, self.progressed = nodeid, None, True

    def finish(self, nodeid: str) -> None:
        """Cross a test off."""
        self.current = None
        self.items.pop(nodeid, None)

    def has_ended(self, timeout: float) -> bool:
        """Whether the process is gone; one that says nothing for too long is stopped."""
        if self._process.poll() is not None:
            return True
        if time.monotonic() - self.heard <= timeout:
            return False
        self.timed_out = True
        self._process.send_signal(getattr(signal, "SIGABRT", signal.SIGTERM))
        self.wait()
        self.kill()
        return True

    def interrupt(self) -> None:
        """Ask the process to stop, as Ctrl-C does."""
        # Windows can't send it, but its consoles tell every process of Ctrl-C themselves.
        with contextlib.suppress(ValueError):
            self._process.send_signal(signal.SIGINT)

    def wait(self) -> None:
        """Give the process time to end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()

    def death(self) -> Death | None:
        """Return how the process died; None where its session ended in order."""
        if self.status is not None:
            return None
        how, name = ended(self._process.returncode)
        if self.timed_out:
            seconds = time.monotonic() - self.heard
            how, name = f"stopped after {seconds:.0f} s of silence (--xp-timeout)", None
        return Death("timeout" if self.timed_out else "crash", how, self.last_words(), name)

    @property
    def late_death(self) -> str:
        """How the process died after its session had ended, or nothing."""
        code = self._process.returncode
        return ended(code)[0] if self.timed_out or code not in {self.status, None} else ""

    def last_words(self) -> str:
        """Return the end of what the process printed.

        While a test runs pytest keeps what it prints: only the traceback of faulthandler is there.
        """
        with self._log.open("rb") as log:
            log.seek(max(log.seek(0, os.SEEK_END) - WORDS, 0))
            text = log.read().decode("utf-8", "replace")
        start = text.rfind(FATAL)
        if start < 0:
            return "" if self.current else text.strip()
        lines = text[start:].splitlines()
        return "\n".join(line for line in lines if not NOISE.search(line)).strip()


def ended(code: int) -> tuple[str, str | None]:
    """Say how a process with this exit code ended; also the signal's name, if it was one."""
    if code >= 0:
        return f"exit code {code if code < 256 else hex(code)}", None
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
    return f"{name}{hint}", name


def command(config: pytest.Config, path: Path) -> list[str]:
    """Return the command line: the user's own, and what a part of a run must not do."""
    has = config.pluginmanager.hasplugin
    more = [f"--xp-isolated={path.with_suffix('.json')}"]
    if has("cacheprovider"):
        more += ["-o", f"cache_dir={path.with_suffix('.cache')}"]
    if has("xdist"):
        more += ["-n0"]
    if getattr(config.option, "xmlpath", None):
        more += ["--junitxml="]
    if config.option.basetemp:
        more += [f"--basetemp={config.option.basetemp}-{path.name}"]
    seed = getattr(config.option, "randomly_seed", None)
    if isinstance(seed, int):
        more += [f"--randomly-seed={seed}"]
    # `pytest` and `python -m pytest` differ in whether this folder is on sys.path.
    here = str(config.invocation_params.dir) in sys.path or "" in sys.path
    python = [sys.executable] if here else [sys.executable, "-P"]
    return [*python, "-m", "pytest", *map(str, config.invocation_params.args), *more]
