"""Reproduction scripts run, alone, and show what the call shows."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from pytest_array_api.backends import Target
from pytest_array_api.suite._inputs import LAYOUTS, drawn, literal
from pytest_array_api.suite._reproduction import Call, host_code, script


def run(text):
    """Run a script in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=120
    ).stdout


def test_script_needs_the_backend_and_numpy_alone():
    """A plain target of the standard's own functions imports nothing else."""
    call = Call("xp.fft.rfft", (drawn((3, 8), "float32"),), {"n": 6, "norm": "ortho"})
    text = script(call, Target("numpy"), "wrong\nvalue")
    imports = [line for line in text.splitlines() if "import" in line]
    assert imports == ["import numpy as np", "import numpy as xp"]
    assert text.startswith("# numpy: wrong\n# value\n")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_script_makes_the_same_call(layout):
    """Every layout and input comes out as in the check."""
    x = drawn((3, 4), "complex128", 7).laid(layout)
    result = np.fft.fft(LAYOUTS[layout](np, x.values), axis=0)
    text = script(Call("xp.fft.fft", (x,), {"axis": 0}), Target("numpy"))
    assert run(text).strip() == repr(result)


@pytest.mark.parametrize(
    "values",
    [[1.5, -2.25], [[1, 2], [3, 4]], [np.nan, 1.0], np.arange(100.0) ** 2, 3.5, [1j, 2.0]],
)
def test_host_code_gives_the_values(values):
    """Written or packed, the expression makes the same array."""
    x = literal(values)
    found = eval(host_code(x), {"np": np})
    assert found.dtype == x.values.dtype
    assert found.shape == x.values.shape
    assert found.tobytes() == x.values.tobytes()


def test_script_of_a_real_device():
    """A real device is chosen by the library's own means."""
    text = script(Call("xp.fft.fft", (drawn((4,), "complex64"),), {}), Target("torch", "cuda:1"))
    assert "torch.set_default_device('cuda:1')" in text
    assert "pytest_array_api" not in text


def test_script_of_a_simulated_device_runs():
    """What no library has is activated through this package."""
    call = Call("xp.fft.fft", (drawn((4,), "complex64"),), {})
    text = script(call, Target("array_api_strict", "device1"))
    assert "device1" in run(text)


def test_script_of_an_implementation():
    """The implementation's module is imported and called by its name."""
    call = Call("pytest_array_api.reference_impl.fft.fft", (literal([1.0, 2.0]),), {})
    text = script(call, Target("numpy"))
    assert "import pytest_array_api.reference_impl.fft\n" in text
    assert run(text).split() == ["array([", "3.+0.j,", "-1.+0.j])"]


def test_namespaces_and_dtypes_are_written_by_name():
    """Arguments that belong to the library are named through `xp`."""
    text = script(Call("xp.zeros", (3,), {"dtype": np.float32}), Target("numpy"))
    assert "xp.zeros(3, dtype=xp.float32)" in text
    text = script(Call("scipy.fft.fftfreq", (3,), {"xp": np}), Target("numpy"))
    assert "scipy.fft.fftfreq(3, xp=xp)" in text
