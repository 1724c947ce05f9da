"""Run chosen checks of the suite without pytest's collection, for many namespaces in a row."""

from __future__ import annotations

import warnings
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings

from pytest_array_api import suite
from pytest_array_api.backends import Target, activate
from pytest_array_api.suite._expectations import find, load
from pytest_array_api.suite._implementation import Implementation
from pytest_array_api.suite._profile import PROFILES, QUICK
from pytest_array_api.suite._subject import Subject

MODULES = (
    "cluster.test_errors", "cluster.test_flat", "cluster.test_kmeans", "cluster.test_linkage",
    "cluster.test_memory", "cluster.test_metadata", "cluster.test_objects", "cluster.test_tree",
    "cluster.test_vq", "core.test_choice", "core.test_copies", "core.test_creation",
    "core.test_devices", "core.test_dlpack", "core.test_forms", "core.test_long",
    "core.test_manipulation", "core.test_products", "core.test_reductions", "core.test_scans",
    "core.test_searching", "core.test_sets", "core.test_sorting", "core.test_specials",
    "core.test_untouched",
    "fft.test_behaviour", "fft.test_errors", "fft.test_helpers", "fft.test_memory",
    "fft.test_metadata",
    "fft.test_properties", "fft.test_values",
)  # fmt: skip
SEARCHING = settings(
    max_examples=QUICK.examples, derandomize=True, database=None, deadline=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip

KNOWN = load()  # a deviation of the library itself is no fault that was put in


def tests_of(names):
    """Yield each test of some modules, with its check and what makes its cases."""
    for name in names:
        for function in vars(import_module(f"pytest_array_api.suite.{name}")).values():
            for mark in getattr(function, "pytestmark", []):
                if mark.name == "xp_cases":
                    yield function, *mark.args


def generated(profile):
    """Yield the check and the case of every test of the suite."""
    files = sorted(Path(suite.__file__).parent.glob("*/test_*.py"))
    for _, check, generate in tests_of(f"{path.parent.name}.{path.stem}" for path in files):
        yield from ((check, case) for case in generate(profile))


@cache
def all_ids():
    """Return the ids of all cases, of all profiles."""
    return {case.id(check) for profile in PROFILES.values() for check, case in generated(profile)}


def fits_none(glob):
    """Whether a glob over case ids is of no case."""
    return not any(fnmatchcase(case, glob) for case in all_ids())


def checks(features):
    """Yield (check, function, case) of some features in the quick profile."""
    for function, check, generate in tests_of(MODULES):
        for case in generate(QUICK):
            if case.spec.feature in features:
                yield check, function, case


def failures(backend, features, root="namespace"):
    """Return the names of the checks that fail, and how many calls of checks passed."""
    implementation = Implementation(root)
    failed, passed = set(), 0
    with activate(Target(backend)) as active, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for check, function, case in checks(features):
            # The namespaces with faults are NumPy's underneath.
            if implementation.out_of_scope(case) or find(KNOWN, case, check, "numpy", root):
                continue
            found = implementation.function(case.spec.feature, active.xp)
            subject = Subject(case, found, implementation, active)
            available = {"profile": QUICK, "searching": SEARCHING}
            names = function.__code__.co_varnames[: function.__code__.co_argcount]
            extra = {name: available[name] for name in names if name in available}
            try:
                function(case=case, subject=subject, **extra)
            except pytest.skip.Exception:
                continue
            except Exception:  # noqa: BLE001 -- whatever a broken namespace does is a failure
                failed.add(check)
            else:
                passed += 1
    return SimpleNamespace(failed=failed, passed=passed)
