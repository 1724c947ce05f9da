"""The fixtures. They hand out what the activation has prepared, and decide nothing.

All have session scope and hang on `xp_target`, which is parametrised per function: so
Hypothesis accepts them under ``@given``, fixtures of any scope may use them, and each test
still gets fresh values in the order it was written.
"""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ._run import RUN

if TYPE_CHECKING:
    from ..backends import Active, Target

NO_TARGET = (
    "no target was chosen for this test: pytest can only repeat a test per target if it names "
    "`xp` (or `device`, `devices`, `xp_target`) in its signature, its fixtures' signatures or "
    "`usefixtures`. unittest.TestCase methods and request.getfixturevalue('xp') can't have it"
)


def current() -> Active:
    """Return the activation around the running test."""
    from ..backends import active  # not before a test needs it

    found = active()
    if found is None:
        raise pytest.UsageError(NO_TARGET)
    return found


def device_of_target() -> Any:
    """Return what arrays of the target say of their device."""
    found = current()
    # array-api-compat says it for Dask, whose own arrays have none.
    return "cpu" if found.target.backend == "dask.array" else found.device


@pytest.fixture(scope="session")
def xp_target(request: pytest.FixtureRequest) -> Target:
    """Return the target that the test runs on: a backend, on a device, in some variants."""
    target: Target | None = getattr(request, "param", None)
    if target is None:
        raise pytest.UsageError(NO_TARGET)
    return target


@pytest.fixture(scope="session")
def xp(xp_target: Target) -> Any:  # noqa: ARG001 -- the parametrisation comes by it
    """Return the array namespace; the test runs once for each target of the run."""
    return current().xp


@pytest.fixture(scope="session")
def device(xp_target: Target) -> Any:  # noqa: ARG001 -- the parametrisation comes by it
    """Return the target's device, to pass as ``device=``; None where arrays have none."""
    return device_of_target()


@pytest.fixture(scope="session")
def devices(xp_target: Target) -> list[Any]:  # noqa: ARG001 -- the parametrisation comes by it
    """Return every usable device of the backend, and None, to see results follow inputs."""
    return list(dict.fromkeys((device_of_target(), *current().devices)))


@pytest.fixture(scope="session")
def to_numpy() -> Any:
    """Return the function that copies an array of any backend and device to NumPy."""
    from ..backends import to_numpy as function  # not before a test needs it

    return function


@pytest.fixture(scope="session")
def xp_strategies(xp: Any) -> Any:
    """Return Hypothesis's strategies for `xp`: ``xp_strategies.arrays(...)`` and the like."""
    from hypothesis.extra import array_api  # slow

    # Hypothesis knows the versions up to its own release, and wants one it knows.
    known = array_api.RELEASED_VERSIONS
    stated = getattr(xp, "__array_api_version__", None)
    version = stated if stated in known else known[-1]
    with warnings.catch_warnings():
        # It asks an array for __array_namespace__, which torch's and Dask's don't have.
        warnings.filterwarnings("ignore", "Could not determine whether module .* is an Array API")
        return array_api.make_strategies_namespace(Unlisted(xp=xp), api_version=version)


class Unlisted(SimpleNamespace):
    """A namespace that can't be a key.

    Hypothesis keeps strategies by their namespace, and those of a library's devices are equal.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["xp"], name)


@pytest.fixture(scope="session")
def xp_freeze(xp_target: Target, request: pytest.FixtureRequest) -> Any:  # noqa: ARG001 -- as above
    """Return a function that registers arrays which the test must not change.

    ``x = xp_freeze(xp.asarray([1.0, 2.0]))`` hands `x` back; after the test the values are
    compared with what they were.
    """
    bench = request.config.stash[RUN].bench
    assert bench is not None, "a test with a target has one"
    return bench.freeze


@pytest.fixture(scope="session")
def skip_xp_backends() -> None:
    """Do nothing: the mark of this name counts without ``usefixtures``, which SciPy once needed."""


@pytest.fixture(scope="session")
def xfail_xp_backends() -> None:
    """Do nothing: the mark of this name counts without ``usefixtures``, which SciPy once needed."""
