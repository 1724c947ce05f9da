"""Namespaces of somebody's own that hand out a listed library's arrays."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import array_api_compat
import array_api_compat.numpy
import array_api_compat.torch
import array_api_strict
import jax.numpy as jnp
import pytest

from pytest_array_api.backends import Target, activate, layered_on, library, probe, select
from pytest_array_api.reference_impl.fft import rfft

BELOW = {
    "numpy": array_api_compat.numpy,
    "torch": array_api_compat.torch,
    "array_api_strict": array_api_strict,
    "jax.numpy": jnp,
}


def layer(name, below):
    """Return a module that answers as another does."""
    made = ModuleType(name)
    made.__getattr__ = lambda attribute: getattr(below, attribute)
    return made


@pytest.fixture(params=BELOW)
def layered(request, monkeypatch):
    """Return a target, its namespace, and the listed library below."""
    name = f"layer_over_{request.param.replace('.', '_')}"
    xp = layer(name, BELOW[request.param])
    monkeypatch.setitem(sys.modules, name, xp)
    return Target(name), xp, request.param


def test_arrays_lead_back_to_the_layer_for_the_time_of_a_test(layered):
    """Code that asks its arrays for a namespace gets the one under test."""
    target, xp, below = layered
    with activate(target) as entry:
        x = entry.asarray([1.0, 2.0])
        assert array_api_compat.array_namespace(x) is entry.xp is xp
        assert library(x) == library(xp) == below
    assert array_api_compat.array_namespace(x) is BELOW[below]


def test_a_layer_runs_as_the_library_below_it(layered):
    """Its default dtype, devices and known deviations are those of the library."""
    target, _, below = layered
    with activate(target) as entry, activate(Target(below)) as lower:
        assert entry.asarray([1.0]).dtype == lower.xp.float64
        assert (entry.device, entry.devices) == (lower.device, lower.devices)
    assert probe(target).dtypes == probe(Target(below)).dtypes
    assert layered_on(target) == Target(below)
    assert layered_on(Target(below)) == Target(below)


def test_the_reference_functions_run_in_the_layer(monkeypatch):
    """A fault of the layer is a fault of what is computed with it."""
    xp = layer("wrong_rfft", array_api_compat.numpy)
    xp.fft = layer("wrong_rfft.fft", array_api_compat.numpy.fft)
    xp.fft.rfft = lambda x, **keywords: 2 * array_api_compat.numpy.fft.rfft(x, **keywords)
    monkeypatch.setitem(sys.modules, "wrong_rfft", xp)
    with activate(Target("wrong_rfft")) as entry:
        assert rfft(entry.asarray([1.0, 2.0])).tolist() == [6, -2]
    assert rfft(array_api_compat.numpy.asarray([1.0, 2.0])).tolist() == [3, -1]


def test_the_layer_itself_may_ask_for_the_library_below(monkeypatch):
    """A layer that is written in terms of `array_namespace` does not call itself for ever."""
    xp = layer("asking_layer", array_api_compat.numpy)
    source = "def sum(x):\n    return array_namespace(x).sum(x)"
    exec(f"from array_api_compat import array_namespace\n{source}", vars(xp))
    monkeypatch.setitem(sys.modules, "asking_layer", xp)
    with activate(Target("asking_layer")) as entry:
        x = entry.asarray([1.0, 2.0])
        assert array_api_compat.array_namespace(x).sum(x) == 3


def test_a_namespace_may_be_an_object_in_a_module(monkeypatch, tmp_path):
    """An import path may end in an attribute."""
    (tmp_path / "with_objects.py").write_text(
        "import array_api_compat.numpy as np\n"
        "class Namespace:\n"
        "    def __getattr__(self, name):\n"
        "        return getattr(np, name)\n"
        "xp = Namespace()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    (target,) = select(["with_objects.xp"]).targets
    with activate(target) as entry:
        assert entry.xp is importlib.import_module("with_objects").xp
        x = entry.asarray([1.0])
        assert array_api_compat.array_namespace(x) is entry.xp
        assert library(entry.xp) == "numpy"
    missing = probe(Target("with_objects.absent"))
    assert missing.availability == "import-error"
    assert "No module named 'with_objects.absent'" in missing.detail
