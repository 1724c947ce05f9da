"""Fixtures and hooks of the conformance suite.

The options themselves (``--implementation``, ``--xp-profile``) belong to the plugin: a
conftest below ``--pyargs`` is read too late to register any.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from ..backends import active, layered_on
from ._cases import Case
from ._expectations import find, load
from ._implementation import Implementation, in_standard, prepared
from ._inputs import SEED
from ._profile import PROFILES, Profile
from ._reproduction import script
from ._subject import InexactError, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ..backends import Target
    from ._expectations import Expectation

IMPLEMENTATION = pytest.StashKey[Implementation]()
SUBJECT = pytest.StashKey[Subject]()


def implementation_of(config: pytest.Config) -> Implementation:
    """Return the implementation of the run, prepared once."""
    if IMPLEMENTATION not in config.stash:
        root = config.getoption("xp_implementation", None)
        config.stash[IMPLEMENTATION] = prepared(root, os.environ)
    return config.stash[IMPLEMENTATION]


def profile_of(config: pytest.Config) -> Profile:
    """Return the profile of the run."""
    return PROFILES[config.getoption("xp_profile", None) or "default"]


def seed_of(config: pytest.Config) -> int | None:
    """Return the number given to Hypothesis' own option, or None."""
    text = str(config.getoption("hypothesis_seed", None))
    return int(text) if text.isdecimal() else None


@pytest.hookimpl
def pytest_configure(config: pytest.Config) -> None:
    """Register the mark that `cases` puts on a test, take the seed, refuse what is no module."""
    implementation_of(config)
    config.addinivalue_line("markers", "xp_cases(check, generate): the cases that a check runs on")
    SEED.set(seed_of(config) or 0)


@pytest.hookimpl
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Turn the mark of `cases` into parameters for the profile of the run."""
    for mark in metafunc.definition.iter_markers("xp_cases"):
        # Made here, before any target imports its library.
        out_of_scope = implementation_of(metafunc.config).out_of_scope
        check, generate = mark.args
        made = generate(profile_of(metafunc.config))
        metafunc.parametrize("case", [case.param(check, out_of_scope(case)) for case in made])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the profile does, and mark what is expected to fail: that still runs."""
    profile = profile_of(config)
    # A process of --xp-isolate runs what the one above has chosen: no sample of that.
    below = config.getoption("xp_isolated", None) is not None
    left_out = set[pytest.Item]() if below else sampled_out(items, profile)
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    entries = load()
    root = implementation_of(config).root
    for item in items:
        mark = item.get_closest_marker("xp_case")
        if mark is not None:
            # A consumer's ini may make errors of warnings; a backend's are not this suite's.
            item.add_marker(pytest.mark.filterwarnings("default"), append=False)
        case, target = case_and_target(item)
        if case is None or mark is None:
            continue
        place = "" if target is None else str(layered_on(target))
        entry = find(entries, case, mark.kwargs["check"], place, root)
        if entry is not None:
            sampled = target is not None and target.backend in profile.strides
            item.add_marker(expected_failure(entry, sampled=sampled))


def expected_failure(entry: Expectation, *, sampled: bool) -> pytest.MarkDecorator:
    """Return the mark of a known deviation: it runs, unless the run would end there.

    A pass says that it is gone, but not where a sample is run of what a case goes through.
    """
    return pytest.mark.xfail(
        reason=str(entry),
        strict=not (entry.flaky or sampled),
        raises=InexactError if entry.outcomes == ("inexact",) else None,
        run="crash" not in entry.outcomes,
    )


def case_and_target(item: pytest.Item) -> tuple[Case | None, Any]:
    """Return what a test of the suite measures, and where; None for other tests."""
    parameters: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    case = parameters.get("case")
    return (case if isinstance(case, Case) else None), parameters.get("xp_target")


def sampled_out(items: list[pytest.Item], profile: Profile) -> set[pytest.Item]:
    """Return the tests that the profile leaves out where it takes a sample.

    Of what is asked for: a test that is named runs, whatever the profile.
    """
    functions: dict[tuple[str, Target], list[pytest.Item]] = {}
    for item in items:
        case, target = case_and_target(item)
        if case is not None and target is not None and target.backend in profile.strides:
            functions.setdefault((case.spec.feature, target), []).append(item)
    left_out = {item for group in functions.values() for item in group}
    for (feature, target), group in functions.items():
        # Plugins shuffle tests; the sample is the same in any order.
        group.sort(key=lambda item: item.nodeid)
        composed = not in_standard(feature)
        left_out.difference_update(profile.chosen(group, feature, target, composed=composed))
    return left_out


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Time the last call of a check of values that passed, where that is asked for."""
    result = yield
    subject = item.stash.get(SUBJECT, None)
    mark = item.get_closest_marker("xp_case")
    timing = item.config.getoption("xp_timing", default=False)
    if timing and subject is not None and mark is not None and mark.kwargs["check"] == "values":
        subject.time_last_call()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the reproduction to the report of a failure; shorten the trace of an expected one.

    pytest parses each source file of a trace, which took most of the time on sparse.
    """
    expected = item.get_closest_marker("xfail") is not None and not item.config.option.runxfail
    if call.excinfo is not None and expected:
        entry = call.excinfo.tb
        while entry.tb_next is not None and entry.tb_frame.f_code is not item.obj.__code__:  # type: ignore[attr-defined]  # the suite has functions alone
            entry = entry.tb_next
        entry.tb_next = None
    report = yield
    subject = item.stash.get(SUBJECT, None)
    if report.failed and report.when == "call" and subject is not None and subject.calls:
        text = script(
            subject.calls[-1], subject.active.target, f"{call.excinfo and call.excinfo.value}"
        )
        report.sections.append(("reproduction", text))
    return report


@pytest.hookimpl
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was tested, and how to test with other inputs."""
    terminalreporter.write_line(
        f"suite: {implementation_of(config).root}, profile {profile_of(config).name}, "
        f"seed {SEED.get()} (--hypothesis-seed=N for others)"
    )


@pytest.fixture(scope="session")
def implementation(pytestconfig: pytest.Config) -> Implementation:
    """Return the implementation under test."""
    return implementation_of(pytestconfig)


@pytest.fixture(scope="session")
def profile(pytestconfig: pytest.Config) -> Profile:
    """Return the profile of the run."""
    return profile_of(pytestconfig)


@pytest.fixture
def subject(
    request: pytest.FixtureRequest,
    xp: Any,
    implementation: Implementation,
    case: Case,
) -> Subject:
    """Return the function of the case on the target of the test."""
    feature = case.spec.feature
    function = implementation.function(feature, xp)
    if function is None:
        owner = xp.__name__ if feature.startswith("core.") else implementation.root
        pytest.skip(f"n/a: {owner} has no {feature.removeprefix('core.')}")
    current = active()
    assert current is not None, "xp is only there while its target is active"
    made = Subject(case, function, implementation, current)
    if "float64" in case.requires and "float64" not in made.dtypes:
        pytest.skip(f"n/a: {xp.__name__} has float64, but no complex128 beside it")
    request.node.stash[SUBJECT] = made
    return made


@pytest.fixture
def searching(
    pytestconfig: pytest.Config, profile: Profile, subject: Subject
) -> Callable[[Any], Any]:
    """Return the settings of the property checks: sized by the profile.

    Deterministic, but with ``--hypothesis-seed`` and in the thorough profile, where a failure
    prints how to reproduce its example.
    """
    return settings(
        max_examples=profile.examples_on(subject.active.target.backend),
        derandomize=profile.name != "thorough" and not seed_of(pytestconfig),
        print_blob=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=tuple(HealthCheck),  # pyright: ignore[reportArgumentType]  # enum by metaclass
    )
