"""Around a test: its target is active from before the first fixture to after the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ._own import what_it_lacks
from ._run import BENCH, RUN

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl
def pytest_runtest_setup(item: pytest.Item) -> None:
    # Plugins are called before pytest's own set-up of the fixtures.
    bench = item.stash.get(BENCH, None)
    if bench is not None:
        item.config.stash[RUN].bench = bench
        bench.open()
    elif problem := what_it_lacks(item):
        raise pytest.UsageError(problem)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    bench = item.stash.get(BENCH, None)
    if bench is not None:
        bench.check_frozen()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    try:
        return (yield)
    finally:
        bench = item.stash.get(BENCH, None)
        if bench is not None:
            item.config.stash[RUN].bench = None
            bench.close()


@pytest.hookimpl
def pytest_unconfigure(config: pytest.Config) -> None:
    # After pytest.exit or Ctrl-C in a test, pytest tears down fixtures but no test.
    run = config.stash[RUN]
    if run.bench is not None:
        run.bench.close()
        run.bench = None
