"""Cases have ids of their own, and requirements that are read as the plugin's mark."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from pytest_array_api import suite
from pytest_array_api.suite._cases import Case, ranked
from pytest_array_api.suite._implementation import Implementation
from pytest_array_api.suite._profile import PROFILES, QUICK, SAMPLED
from pytest_array_api.suite.core._specs import PARTS
from pytest_array_api.suite.fft._specs import TRANSFORMS, Helper

MODULES = sorted(
    f"{path.parent.name}.{path.stem}"
    for path in Path(suite.__file__).parent.glob("*/test_*.py")
    if path.parent.name in {"core", "fft"}
)


def generated(profile):
    """Yield the check and the case of all tests."""
    for check, made in generated_by_test(profile):
        yield from ((check, case) for case in made)


def generated_by_test(profile):
    """Yield the check and the ranked cases of each test."""
    for name in MODULES:
        for function in vars(import_module(f"pytest_array_api.suite.{name}")).values():
            for mark in getattr(function, "pytestmark", []):
                if mark.name == "xp_cases":
                    check, generate = mark.args
                    yield check, ranked(generate(PROFILES[profile]))


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


@pytest.mark.parametrize("backend", SAMPLED)
def test_a_sample_leaves_out_no_function_and_no_check(backend):
    """What a backend is spared are parameters, most of which another function meets."""
    seen, sampled, parameters, kept = set(), set(), set(), set()
    for check, made in generated_by_test("quick"):
        run = [case for case in made if QUICK.runs(case.rank, backend)]
        seen |= {(case.spec.feature, check) for case in made}
        sampled |= {(case.spec.feature, check) for case in run}
        parameters |= {(check, pair) for case in made for pair in case.texts.items()}
        kept |= {(check, pair) for case in run for pair in case.texts.items()}
    assert sampled == seen
    assert len(kept) > 2 / 3 * len(parameters)


def test_only_the_quick_profile_samples():
    """The other profiles run every case on every backend."""
    numbers = range(50)
    assert not [r for r in numbers if not QUICK.runs(r, "numpy")]
    assert len([r for r in numbers if QUICK.runs(r, "jax.numpy")]) < 10
    for name in ("default", "thorough"):
        assert all(PROFILES[name].runs(r, "jax.numpy") for r in numbers)


@pytest.mark.parametrize(
    ("root", "feature", "dialect", "reason"),
    [
        ("namespace", "fft.dct", "", "n/a: the standard has no fft.dct"),
        ("namespace", "cluster.vq.vq", "", "n/a: the standard has no cluster.vq.vq"),
        ("namespace", "fft.rfft", "", ""),
        ("namespace", "core.take", "", ""),
        ("namespace", "fft.rfft", "scipy", "n/a: only SciPy's rules ask for it"),
        ("namespace", "fft.fftfreq", "standard", ""),
        ("scipy", "fft.dct", "", ""),
        ("scipy", "cluster.vq.vq", "scipy", ""),
        ("scipy", "fft.fftfreq", "standard", "n/a: only the standard's rules ask for it"),
        ("scipy", "core.fft.fftfreq", "standard", ""),
        ("scipy", "core.fft.fftshift", "scipy", "n/a: only SciPy's rules ask for it"),
    ],
)
def test_scope_is_a_matter_of_the_implementation(root, feature, dialect, reason):
    """The standard's namespaces are asked for the standard's transforms, SciPy's for all."""
    module, _, name = feature.rpartition(".")
    case = Case(Helper(name, group=module), dialect=dialect)
    assert Implementation(root).out_of_scope(case) == reason
