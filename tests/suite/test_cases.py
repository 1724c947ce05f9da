"""Cases have ids of their own, and requirements that are read as the plugin's mark."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from pytest_array_api import suite
from pytest_array_api.suite._cases import Case
from pytest_array_api.suite._profile import PROFILES
from pytest_array_api.suite.core._specs import PARTS
from pytest_array_api.suite.fft._specs import TRANSFORMS

MODULES = sorted(
    f"{path.parent.name}.{path.stem}"
    for path in Path(suite.__file__).parent.glob("*/test_*.py")
    if path.parent.name in {"core", "fft"}
)


def generated(profile):
    """Yield the check and the case of all tests."""
    for name in MODULES:
        for function in vars(import_module(f"pytest_array_api.suite.{name}")).values():
            for mark in getattr(function, "pytestmark", []):
                if mark.name == "xp_cases":
                    check, generate = mark.args
                    yield from ((check, case) for case in generate(PROFILES[profile]))


@pytest.mark.parametrize("profile", PROFILES)
def test_case_ids_are_unique(profile):
    """Two cases of one id would be one line of the report."""
    ids = [case.id(check) for check, case in generated(profile)]
    twice = {i for i in ids if ids.count(i) > 1} if len(ids) != len(set(ids)) else set()
    assert len(ids) > 3000
    assert not twice


def test_requirements_of_the_function_and_the_case_add_up():
    """A case needs what its function needs too."""
    (mark,) = [
        m for m in Case(PARTS[0], {}, ("float64",)).param("values").marks if m.name == "xp_requires"
    ]
    assert mark.args == ("complex64", "float64")
    assert TRANSFORMS[0].requires == ("complex",)
