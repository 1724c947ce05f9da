"""Run chosen checks of the suite without pytest's collection, for many namespaces in a row."""

from __future__ import annotations

import warnings
from importlib import import_module
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings

from pytest_array_api.backends import Target, activate
from pytest_array_api.suite._implementation import Implementation
from pytest_array_api.suite._profile import QUICK
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


def checks(features):
    """Yield (check, function, case) of some features in the quick profile."""
    for name in MODULES:
        module = import_module(f"pytest_array_api.suite.{name}")
        for function in vars(module).values():
            for mark in getattr(function, "pytestmark", []):
                if mark.name == "xp_cases":
                    check, generate = mark.args
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
            if implementation.out_of_scope(case):
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
