"""Cases have ids of their own, and requirements that are read as the plugin's mark."""

from __future__ import annotations

from types import SimpleNamespace

import direct
import pytest

from pytest_array_api.backends import Target
from pytest_array_api.suite._cases import Case
from pytest_array_api.suite._hooks import sampled_out
from pytest_array_api.suite._implementation import Implementation, in_standard
from pytest_array_api.suite._profile import PROFILES, QUICK, SAMPLED
from pytest_array_api.suite.core._specs import PARTS
from pytest_array_api.suite.fft._specs import TRANSFORMS, Helper


@pytest.mark.parametrize("profile", PROFILES)
def test_case_ids_are_unique(profile):
    """Two cases of one id would be one line of the report."""
    ids = [case.id(check) for check, case in direct.generated(PROFILES[profile])]
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
def test_a_sample_has_each_function_and_most_checks(backend):
    """Each function is called, and the functions meet different checks."""
    functions: dict[str, list[str]] = {}
    for check, case in direct.generated(QUICK):
        functions.setdefault(case.spec.feature, []).append(check)
    run = [
        QUICK.chosen(checks, feature, Target(backend), composed=not in_standard(feature))
        for feature, checks in functions.items()
    ]
    assert all(run)
    met, all_checks = {c for checks in run for c in checks}, {c for c, _ in direct.generated(QUICK)}
    assert len(met) > 2 / 3 * len(all_checks)
    assert len(run) < sum(map(len, run)) < sum(map(len, functions.values())) / 2


def test_only_the_quick_profile_samples():
    """The other profiles run every case on every backend; one that is named always runs."""
    items = list(range(50))
    for composed in (False, True):
        assert QUICK.chosen(items, "fft.fft", Target("numpy"), composed=composed) == items
        chosen = QUICK.chosen(items, "fft.fft", Target("jax.numpy"), composed=composed)
        assert len(chosen) == 50 // 5 ** (1 + composed)
        assert QUICK.chosen([7], "fft.fft", Target("jax.numpy"), composed=composed) == [7]
        for name in ("default", "thorough"):
            jax = Target("jax.numpy")
            assert PROFILES[name].chosen(items, "fft.fft", jax, composed=composed) == items


class Item:
    """A collected test, as far as a sample looks at it."""

    def __init__(self, number, target):
        self.nodeid = f"test_values[{number:02}-{target}]"
        case = Case(TRANSFORMS[0], {"n": number})
        self.callspec = SimpleNamespace(params={"case": case, "xp_target": Target(target)})


def test_a_sample_is_the_same_in_any_order():
    """Plugins shuffle tests, each run in another way."""
    items = [Item(number, target) for number in range(40) for target in ("jax.numpy", "numpy")]
    left_out = sampled_out(items, QUICK)
    assert {item.nodeid.rpartition("-")[2] for item in left_out} == {"jax.numpy]"}
    assert len(left_out) == 40 - 40 // 5
    assert sampled_out(items[::-1], QUICK) == left_out


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
