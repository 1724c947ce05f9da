"""The suite catches broken clusterings by checks that name the cause, and spares good ones."""

from __future__ import annotations

import sys
from types import ModuleType

import cluster_faults as faults
import direct
import pytest

from pytest_array_api.reference_impl import cluster
from pytest_array_api.suite._implementation import BUNDLED


@pytest.fixture
def broken(monkeypatch):
    """Return a function that makes the implementation of a fault importable."""

    def make(fault):
        which, _, _, source = faults.FAULTS[fault]
        scope = {}
        text = faults.PREAMBLE.replace("MODULE", which).replace("FAULT", source)
        exec(compile(text, fault, "exec"), scope)
        root = f"bad_{fault}"
        for name in ("", ".cluster", ".cluster.hierarchy", ".cluster.vq"):
            monkeypatch.setitem(sys.modules, root + name, ModuleType(root + name))
        for name in ("hierarchy", "vq"):
            module = sys.modules[f"{root}.cluster.{name}"]
            good = getattr(cluster, name)
            vars(module).update({k: getattr(good, k) for k in good.__all__})
        vars(sys.modules[f"{root}.cluster.{which}"]).update(scope["bad"])
        return root

    return make


def checked(fault):
    """Return the feature that a fault breaks."""
    which, name, _, _ = faults.FAULTS[fault]
    return {f"cluster.{which}.{name}"}


def test_healthy_functions_pass():
    """The bundled functions raise no alarm."""
    features = set().union(*map(checked, faults.FAULTS))
    result = direct.failures("numpy", features, BUNDLED)
    assert result.passed > 500
    assert not result.failed


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_fault_is_caught(broken, fault):
    """One of the checks that name the cause fails."""
    named = faults.FAULTS[fault][2]
    failed = direct.failures("numpy", checked(fault), broken(fault)).failed
    assert failed & set(named), f"{fault} fails {sorted(failed)}, not {named}"
