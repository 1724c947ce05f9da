"""The example does what it says, on every backend that CI installs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib import image

EXAMPLE = Path(__file__).parents[2] / "examples" / "smooth_image.py"
BACKENDS = ["numpy", "array_api_strict:device1", "torch", "torch:fakegpu", "jax.numpy"]


def run_example(folder, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the example as a user does."""
    return subprocess.run(
        [sys.executable, str(EXAMPLE), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Run the example once on all of `BACKENDS`."""
    folder = tmp_path_factory.mktemp("example")
    arguments = [f"--backend={name}" for name in BACKENDS]
    return folder, run_example(folder, *arguments)


def test_every_backend_agrees_and_is_timed(finished):
    """One line per backend says its time and that it agrees with NumPy."""
    _, done = finished
    pattern = r"^(\S+) +[\d.]+ ms   agrees with numpy in float64$"

    assert done.returncode == 0, done.stderr[-2000:]
    assert re.findall(pattern, done.stdout, re.MULTILINE) == BACKENDS


def test_the_picture_is_smoothed(finished):
    """The right half of the picture has less fine detail than the left half."""
    folder, _ = finished
    picture = image.imread(folder / "smooth_image.png")
    before, after = np.split(picture[..., :3], 2, axis=1)
    detail = [np.mean(np.abs(np.diff(half, axis=1))) for half in (before, after)]

    assert detail[1] < 0.7 * detail[0]
    assert abs(before.mean() - after.mean()) < 0.01


def test_a_backend_that_disagrees_is_noticed(finished):
    """A wrong transform on one backend fails the example: the comparison is real."""
    folder, _ = finished
    code = (
        "import runpy, sys; from pytest_array_api.reference_impl import fft;"
        "right = fft.irfft2;"
        "fft.irfft2 = lambda x, **k: right(x, **k) * (1 if 'strict' not in type(x).__module__"
        " else 1 + 1e-9);"
        f"sys.argv = ['x', '--backend=array_api_strict']; runpy.run_path({str(EXAMPLE)!r},"
        " run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=folder
    )

    assert done.returncode != 0
    assert "elements are not close" in done.stderr
