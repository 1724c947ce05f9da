"""Measure calls in processes of their own: a crash or a hang loses one answer, not the rest.

The parent gives a child a list of calls on one backend and waits for one line each, in order. A
line that does not come is an answer too; the next child goes on behind it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from queue import Empty, SimpleQueue
from subprocess import PIPE, Popen
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from ..backends import Target, prepare_environment
from ._calls import calls
from ._implementation import prepared
from ._measure import Outcome, measure, ready

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

START = 180.0
"""Seconds that a child may take to import a library."""


UNHURRIED = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1", "NUMBA_DISABLE_JIT": "1"}
"""Environment: compiling takes most of the time, and no verdict depends on how well."""


class Task(NamedTuple):
    """One call on one target, by names."""

    root: str
    target: str
    feature: str


def measured(tasks: Iterable[Task], limit: float) -> Iterator[tuple[Task, Outcome]]:
    """Yield the outcome of each task; `limit` is in seconds for one call."""
    for _, group in groupby(tasks, key=lambda task: (task.root, Target.parse(task.target).backend)):
        waiting = list(group)
        while waiting:
            done = list(_one_child(waiting, limit))
            yield from done
            waiting = waiting[len(done) :]


def _one_child(tasks: Sequence[Task], limit: float) -> Iterator[tuple[Task, Outcome]]:
    """Yield outcomes until all are there, or until one that the child did not survive."""
    with _child(tasks) as (child, lines):
        if (failure := _answer(child, lines, START)[1]) is not None:
            # It died before the first call: that of all of them.
            yield from ((task, failure) for task in tasks)
            return
        for task in tasks:
            line, failure = _answer(child, lines, limit)
            yield task, failure or Outcome(**json.loads(line))
            if failure is not None:
                return


def _answer(child: Any, lines: Any, limit: float) -> tuple[str, Outcome | None]:
    """Return the next line, or what became of the child instead."""
    try:
        line = lines.get(timeout=limit)
    except Empty:
        return "", Outcome("timeout", f"no answer within {limit:g} s")
    if line:
        return line, None
    code = child.wait()
    name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return "", Outcome("crash", name)


@contextmanager
def _child(tasks: Sequence[Task]) -> Generator[tuple[Any, SimpleQueue[str]]]:
    """Start a child on some tasks; yield it and the queue of its lines, "" being the end."""
    needed = prepare_environment(Target.parse(task.target) for task in tasks)
    child = Popen(  # noqa: S603 -- this module itself
        [sys.executable, "-m", __name__],
        stdin=PIPE,
        stdout=PIPE,
        text=True,
        env={**os.environ, **UNHURRIED, **needed},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    lines: SimpleQueue[str] = SimpleQueue()
    output = child.stdout

    def read() -> None:
        for line in output:
            lines.put(line)
        lines.put("")

    reader = Thread(target=read, daemon=True)
    reader.start()
    with child:
        child.stdin.write(json.dumps(tasks))
        child.stdin.close()
        try:
            yield child, lines
        finally:
            child.kill()
            reader.join()


def main() -> None:
    """Read tasks from stdin, write a line for each."""
    # Libraries print what they like: the lines go to a copy of stdout that nobody else has.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    tasks = [Task(*task) for task in json.load(sys.stdin)]
    implementation = prepared(tasks[0].root, os.environ)
    ready({Target.parse(task.target) for task in tasks})
    by_feature = {call.feature: call for call in calls()}
    answers.write("ready\n")
    for task in tasks:
        call = by_feature[task.feature]
        outcome = measure(call, implementation, Target.parse(task.target))
        answers.write(json.dumps(asdict(outcome)) + "\n")


if __name__ == "__main__":
    main()
