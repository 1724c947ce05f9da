"""The pytest plugin: options, fixtures, marks, and the record of what ran.

pytest imports this module in every run of every project that has it installed. So it imports
what is cheap, registers the rest when the options are known, and lets a run without array
tests import no array library at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from . import _environment, _options
from ._run import RUN, Run, worker_id

if TYPE_CHECKING:
    from collections.abc import Generator

    from ._isolated import Place

JOBS = pytest.StashKey[int]()  # how many processes --xp-isolate may run at once
EARLY = pytest.StashKey[dict[str, str | None]]()  # what the environment was before
RECORDER = "array_api_journal"
PUBLISHER = "array_api_publisher"
USER = pytest.StashKey[dict[str, str]]()  # the user's own, which the options read


@pytest.hookimpl
def pytest_addoption(parser: pytest.Parser) -> None:
    _options.add_options(parser)


@pytest.hookimpl
def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    from . import hookspecs  # as pytest asks for it

    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser
) -> Generator[None, object, object]:
    early_config.stash[USER] = _options.user_environment(_environment.set_here())
    pairs = _environment.parse_lines(early_config.getini(_options.XP_ENV))
    early_config.stash[EARLY] = _environment.set_early(pairs)
    result = yield
    _options.add_bare_options(early_config, parser)
    return result


@pytest.hookimpl
def pytest_cmdline_main(config: pytest.Config) -> None:
    # After pytest-xdist has read its options, before it acts on them.
    if config.getoption(_options.ISOLATE.dest):
        from ._isolate import take_over_workers  # only where asked for

        config.stash[JOBS] = take_over_workers(config)


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    from . import marks  # not before the options are known

    for line in marks.MARKERS:
        config.addinivalue_line("markers", line)
    # Missing where the plugin was loaded by `pytest_plugins` of a conftest: too late for xp_env.
    environ = config.stash.get(USER, None)
    if environ is None:
        environ = _options.user_environment(set())
    run = config.stash[RUN] = Run(config, environ)
    if run.asked:
        # What can't be is said now, before anything is collected.
        before = _environment.put(run.needed_environment())
        config.stash[EARLY] = {**before, **config.stash.get(EARLY, {})}
    register_parts(config, run)


def register_parts(config: pytest.Config, run: Run) -> None:
    """Register what this run needs, and no more."""
    from . import _activation, _collect, _fixtures, _own, _summary, _verdicts

    manager = config.pluginmanager
    for part in (_fixtures, _collect, _own, _verdicts, _activation, _summary):
        manager.register(part, f"array_api{part.__name__.rpartition('.')[2]}")
    if worker_id(config) is None:
        manager.register(_summary.Summary(run), "array_api_counts")
    if not config.option.collectonly:
        limit = time_limit(config, run)  # before a journal is begun that a usage error would leave
        register_report(config, run)
        register_isolation(config, run, limit)


def register_report(config: pytest.Config, run: Run) -> None:
    """Register what records this process, and what publishes the run, if there is a report."""
    place = place_above(config, run)
    publisher = None
    if place is None and run.settings[_options.REPORT.name].values:
        from ._publish import Publisher  # only for a report

        publisher = Publisher(run)
        place = publisher.place("main")
    if place is None:
        return
    from ._journal import Recorder  # only for a report

    announces = publisher is not None or worker_id(config) == "gw0"
    config.pluginmanager.register(Recorder(run, place, announces=announces), RECORDER)
    if publisher is not None:
        config.pluginmanager.register(publisher, PUBLISHER)


def place_above(config: pytest.Config, run: Run) -> Place | None:
    """Return where the process that started this one wants its journal."""
    if run.plan is not None:
        return run.plan.place
    workerinput: dict[str, Any] = getattr(config, "workerinput", {})
    return workerinput.get("xp_journal")


def time_limit(config: pytest.Config, run: Run) -> float:
    """Return the seconds that ``--xp-isolate`` gives a test; refuse the option without it."""
    text = config.getoption(_options.TIMEOUT.dest)
    if run.isolates:
        from ._isolate import seconds  # only where asked for

        return seconds(config, text)
    if text is not None and run.plan is None:
        msg = "--xp-timeout needs --xp-isolate; within one process, pytest-timeout does it"
        raise pytest.UsageError(msg)
    return 0.0


def register_isolation(config: pytest.Config, run: Run, limit: float) -> None:
    """Register either side of ``--xp-isolate``, if it was asked for."""
    manager = config.pluginmanager
    if run.plan is not None:
        from ._isolated import Teller  # only where asked for

        manager.register(Teller(run, run.plan), "array_api_teller")
    elif run.isolates:
        from ._isolate import Isolation  # only where asked for

        isolation = Isolation(
            run,
            jobs=config.stash[JOBS],
            timeout=limit,
            recorder=manager.get_plugin(RECORDER),
            publisher=manager.get_plugin(PUBLISHER),
        )
        manager.register(isolation, "array_api_isolation")


@pytest.hookimpl
def pytest_unconfigure(config: pytest.Config) -> None:
    _environment.put_back(config.stash.get(EARLY, {}))
