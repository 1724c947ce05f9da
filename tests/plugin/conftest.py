"""Run pytest inside pytest, on projects that a test writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

# pytester forgets modules that an inner run has imported first; NumPy can't be imported twice.
import array_api_compat.numpy
import array_api_strict
import hypothesis.extra.array_api
import pytest

import pytest_array_api.assertions
import pytest_array_api.reports

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLES = ("SCIPY_ARRAY_API", "SCIPY_DEVICE", "SCIPY_DEFAULT_DTYPE", "XP_REPORT")
APART = ("-p", "xdist", "-p", "pytest_array_api.plugin")
ALONE = ("-p", "no:randomly", "-p", "no:run-parallel")

__all__ = ["array_api_compat", "array_api_strict", "hypothesis", "pytest_array_api"]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(pytester) -> Callable[..., pytest.RunResult]:
    """Run pytest in this process, in the project's folder."""

    def run(*arguments: str) -> pytest.RunResult:
        return pytester.runpytest(*ALONE, *arguments)

    return run


@pytest.fixture
def run_apart(pytester, monkeypatch) -> Callable[..., pytest.RunResult]:
    """Run pytest in a process of its own, with no other plugin than pytest-xdist."""

    def run(*arguments: str) -> pytest.RunResult:
        with monkeypatch.context() as patch:
            patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            return pytester.runpytest_subprocess(*APART, *arguments, timeout=120)

    return run


@pytest.fixture
def uses_xp(pytester) -> None:
    """Write a project with one test that uses `xp` and one that doesn't."""
    pytester.makepyfile(
        test_it="""
        def test_xp(xp):
            assert xp.ones(3).shape == (3,)

        def test_plain():
            pass
        """
    )
