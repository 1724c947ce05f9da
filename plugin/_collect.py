"""Collection: one test per target, marks read strictly, targets tried before anything runs."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from ._run import RUN, Run, worker_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..backends import Target
    from ._rules import Rule

# Every array fixture of this plugin hangs on this one; a project's own `xp` does not.
ROOT = "xp_target"
NAMES = frozenset({
    "array_api_compatible", "skip_if_array_api", "skip_if_array_api_gpu",
    "skip_if_array_api_backend", "skip_xp_backends", "xfail_xp_backends", "xp_requires", "xp_case",
})  # fmt: skip

SINGULAR = frozenset({"skip_xp_backend", "xfail_xp_backend"})  # array-api-extra's spelling
FIXTURES = f"{__package__}._fixtures"


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Last, so that the target is the last part of the id.
    if ROOT in metafunc.fixturenames and not has_own_xp(metafunc):
        run = metafunc.config.stash[RUN]
        # The scope of the parameter, not of the fixture: higher ones reorder the tests.
        metafunc.parametrize(ROOT, run.parameters, indirect=True, scope="function")


def has_own_xp(metafunc: pytest.Metafunc) -> bool:
    """Whether another plugin or conftest has parametrised `xp` itself.

    pytest offers no public way to see this, and without it the test would run on the targets
    times the project's own namespaces.
    """
    calls: list[Any] = getattr(metafunc, "_calls", [])
    return bool(calls) and "xp" in calls[0].params


def definitions(item: pytest.Item) -> Mapping[str, Sequence[pytest.FixtureDef[Any]]]:
    """Return the fixtures that a test uses, by name; of several, it gets the last.

    pytest offers no public way to see this.
    """
    return getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})


def has_xp_of_others(item: pytest.Item) -> bool:
    """Whether a test has no target, and an `xp` that is not this plugin's."""
    found = definitions(item).get("xp")
    return bool(found) and target_of(item) is None and not is_ours(found[-1])


def is_ours(definition: pytest.FixtureDef[Any]) -> bool:
    """Whether a fixture is this plugin's."""
    return inspect.unwrap(definition.func).__module__ == FIXTURES


def target_of(item: pytest.Item) -> Target | None:
    """Return the target that a test was parametrised with."""
    callspec = getattr(item, "callspec", None)
    return None if callspec is None else callspec.params.get(ROOT)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    run = config.stash[RUN]
    try:
        check_marks(run, items)
        if not (config.option.collectonly or run.isolates):
            leave_out_what_cannot_run(run, items)
    except ValueError as error:
        run.problem = str(error)
    if run.problem:
        stop(run, items)


def stop(run: Run, items: list[pytest.Item]) -> None:
    """End the run as a usage error, in a worker of pytest-xdist by way of its controller."""
    if worker_id(run.config) is None:
        raise pytest.UsageError(run.problem)
    items.clear()


def check_marks(run: Run, items: list[pytest.Item]) -> None:
    """Read every mark of this plugin on every test, each mark once."""
    for item in items:
        if has_xp_of_others(item):  # its marks are for whoever makes that `xp`
            continue
        for node, mark in item.iter_markers_with_node():
            if mark.name in SINGULAR and target_of(item) is not None:
                msg = f"{item.nodeid}: unknown mark {mark.name} (did you mean {mark.name}s?)"
                raise ValueError(msg)
            if mark.name not in NAMES:
                continue
            read(run, item, mark)
            # On a class or module it speaks of the tests there that take `xp`.
            own = mark.name == "array_api_compatible" and node is item
            if own and target_of(item) is None:
                msg = f"{item.nodeid}: array_api_compatible needs a test that takes `xp`"
                raise ValueError(msg)


def read(run: Run, item: pytest.Item, mark: pytest.Mark) -> tuple[Rule, ...]:
    """Return the rules of a mark; raise ValueError that names the test."""
    from ._rules import read_mark  # most projects have no such marks

    if id(mark) not in run.rules:
        try:
            run.rules[id(mark)] = read_mark(mark, run.extra)
        except ValueError as error:
            msg = f"{item.nodeid}: {error}"
            raise ValueError(msg) from None
        run.kept.append(mark)
    return run.rules[id(mark)]


def rules_of(run: Run, item: pytest.Item) -> Iterator[Rule]:
    """Yield the rules of a test, the nearest mark first."""
    for mark in item.iter_markers():
        if mark.name in NAMES:
            yield from read(run, item, mark)


def leave_out_what_cannot_run(run: Run, items: list[pytest.Item]) -> None:
    """Try each target that a test needs; a target asked for by name must work.

    Raises
    ------
    ValueError
        If one asked for by name does not.
    """
    targets = dict.fromkeys(target for item in items if (target := target_of(item)) is not None)
    if not targets:
        return
    from ._workers import limit_resources, process_count  # only for runs with targets

    limit_resources(process_count(run))
    failed = run.try_targets(targets)
    named = [entry for entry in failed if run.is_named(entry.target)]
    if named and run.plan is None:  # else the process above says it
        instead = run.what_works(entry.target.backend for entry in named)
        msg = f"{run.refusal(named)}. {instead}"
        raise ValueError(msg)
    run.unavailable += failed
    broken = {entry.target for entry in failed}
    dropped = [item for item in items if target_of(item) in broken]
    if dropped:
        items[:] = [item for item in items if target_of(item) not in broken]
        run.config.hook.pytest_deselected(items=dropped)
