"""The fixtures. They hand out what the activation has prepared, and decide nothing.

All have session scope and hang on `xp_target`, which is parametrised per function: so
Hypothesis accepts them under ``@given``, fixtures of any scope may use them, and each test
still gets fresh values in the order it was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ._run import RUN

if TYPE_CHECKING:
    from ..backends import Active, Target
    from ._bench import Bench

NO_TARGET = (
    "no target was chosen for this test: pytest can only repeat a test per target if it names "
    "`xp` (or `device`, `devices`, `xp_target`) in its signature, its fixtures' signatures or "
    "`usefixtures`. unittest.TestCase methods and request.getfixturevalue('xp') can't have it"
)


def bench(config: pytest.Config) -> Bench:
    """Return the state of the running test."""
    state = config.stash[RUN].bench
    if state is None:
        raise pytest.UsageError(NO_TARGET)
    return state


@pytest.fixture(scope="session")
def xp_target(request: pytest.FixtureRequest) -> Target:
    """Return the target that the test runs on: a backend, on a device, in some variants."""
    target: Target | None = getattr(request, "param", None)
    if target is None:
        raise pytest.UsageError(NO_TARGET)
    return target


@pytest.fixture(scope="session")
def _xp_active(xp_target: Target, pytestconfig: pytest.Config) -> Active:  # noqa: ARG001 -- parametrised by it
    return bench(pytestconfig).active


@pytest.fixture(scope="session")
def xp(_xp_active: Active) -> Any:
    """Return the array namespace; the test runs once for each target of the run."""
    return _xp_active.xp


@pytest.fixture(scope="session")
def device(_xp_active: Active) -> Any:
    """Return the target's device, to pass as ``device=``; None where arrays have none."""
    return _xp_active.device


@pytest.fixture(scope="session")
def devices(_xp_active: Active) -> list[Any]:
    """Return every usable device of the backend, and None, to see results follow inputs."""
    return list(_xp_active.devices)


@pytest.fixture(scope="session")
def to_numpy() -> Any:
    """Return the function that copies an array of any backend and device to NumPy."""
    from ..backends import to_numpy as function  # noqa: PLC0415 -- not before a test needs it

    return function


@pytest.fixture(scope="session")
def xp_strategies(xp: Any) -> Any:
    """Return Hypothesis's strategies for `xp`: ``xp_strategies.arrays(...)`` and the like."""
    from hypothesis.extra import array_api  # noqa: PLC0415 -- slow

    # Hypothesis knows the versions up to its own release, and wants one it knows.
    known = array_api.RELEASED_VERSIONS
    stated = getattr(xp, "__array_api_version__", None)
    version = stated if stated in known else known[-1]
    return array_api.make_strategies_namespace(xp, api_version=version)


@pytest.fixture(scope="session")
def xp_freeze(xp_target: Target, pytestconfig: pytest.Config) -> Any:  # noqa: ARG001 -- parametrised by it
    """Return a function that registers arrays which the test must not change.

    ``x = xp_freeze(xp.asarray([1.0, 2.0]))`` hands `x` back; after the test the values are
    compared with what they were.
    """
    return bench(pytestconfig).freeze
