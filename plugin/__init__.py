"""The pytest plugin: options, fixtures, marks, and the record of what ran.

pytest imports this module in every run of every project that has it installed. So it imports
what is cheap, registers the rest when the options are known, and lets a run without array
tests import no array library at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import _environment, _options
from ._run import RUN, Run, worker_id

if TYPE_CHECKING:
    from collections.abc import Generator

EARLY = pytest.StashKey[list[str]]()  # names of environment variables that were set
USER = pytest.StashKey[dict[str, str]]()  # the user's own, which the options read


@pytest.hookimpl
def pytest_addoption(parser: pytest.Parser) -> None:
    _options.add_options(parser)


@pytest.hookimpl
def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from . import hookspecs  # noqa: PLC0415 -- as pytest asks for it

    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser
) -> Generator[None, object, object]:
    early_config.stash[USER] = _options.user_environment(_environment.set_here())
    pairs = _environment.parse_lines(early_config.getini(_options.XP_ENV))
    early_config.stash[EARLY] = _environment.set_early(pairs)
    result = yield
    _options.add_bare_options(parser)
    return result


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    from . import marks  # noqa: PLC0415 -- not before the options are known

    for line in marks.MARKERS:
        config.addinivalue_line("markers", line)
    # Missing where the plugin was loaded by `pytest_plugins` of a conftest: too late for xp_env.
    environ = config.stash.get(USER, None)
    if environ is None:
        environ = _options.user_environment(set())
    run = config.stash[RUN] = Run(config, environ)
    if run.asked:
        # What can't be is said now, before anything is collected.
        prepared = run.prepare_environment()
        config.stash[EARLY] = [*config.stash.get(EARLY, []), *prepared]
    register_parts(config, run)


def register_parts(config: pytest.Config, run: Run) -> None:
    """Register what this run needs, and no more."""
    from . import _activation, _collect, _fixtures, _summary, _verdicts  # noqa: PLC0415

    manager = config.pluginmanager
    for part in (_fixtures, _collect, _verdicts, _activation, _summary):
        manager.register(part, f"array_api{part.__name__.rpartition('.')[2]}")
    if worker_id(config) is None:
        manager.register(_summary.Summary(run), "array_api_counts")
    if run.settings[_options.REPORT.name].values and not config.option.collectonly:
        register_report(config, run)


def register_report(config: pytest.Config, run: Run) -> None:
    """Register what records this process, and what publishes the run."""
    from ._journal import Recorder  # noqa: PLC0415 -- only for a report
    from ._publish import WORKER_KEY, Publisher  # noqa: PLC0415

    manager = config.pluginmanager
    worker = worker_id(config)
    if worker is not None:
        place = config.workerinput[WORKER_KEY]  # type: ignore[attr-defined]  # xdist's
        manager.register(Recorder(run, place, announces=worker == "gw0"), "array_api_journal")
        return
    publisher = Publisher(run)
    manager.register(Recorder(run, publisher.place("main"), announces=True), "array_api_journal")
    manager.register(publisher, "array_api_publisher")


@pytest.hookimpl
def pytest_unconfigure(config: pytest.Config) -> None:
    _environment.unset(config.stash.get(EARLY, []))
