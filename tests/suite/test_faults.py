"""The suite catches broken namespaces by checks that name the cause, and spares a healthy one."""

from __future__ import annotations

import sys

import direct
import faults
import pytest


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """Return a function that makes the namespace of a fault importable."""
    monkeypatch.syspath_prepend(tmp_path)
    made = []

    def make(fault):
        source = faults.FAULTS[fault][2]
        (tmp_path / f"bad_{fault}.py").write_text(faults.MODULE.replace("FAULT", source))
        made.append(f"bad_{fault}")
        return made[-1]

    yield make
    for name in made:
        sys.modules.pop(name, None)


def test_a_healthy_namespace_passes(broken):
    """The wrapper alone raises no alarm."""
    features = {feature for feature, _, _ in faults.FAULTS.values()}
    result = direct.failures(broken("none"), features)
    assert result.passed > 500
    assert not result.failed


@pytest.mark.parametrize("fault", [name for name in faults.FAULTS if name != "none"])
def test_fault_is_caught(broken, fault):
    """One of the checks that name the cause fails."""
    feature, named, _ = faults.FAULTS[fault]
    failed = direct.failures(broken(fault), {feature}).failed
    assert failed & set(named), f"{fault} fails {sorted(failed)}, not {named}"
