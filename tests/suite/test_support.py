"""The support table shows planted faults for what they are, and leaves no function out."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from pytest_array_api.backends import Target
from pytest_array_api.suite import support
from pytest_array_api.suite._calls import calls, public_functions
from pytest_array_api.suite._implementation import Implementation
from pytest_array_api.suite._isolation import Task, measured
from pytest_array_api.suite._measure import Outcome, measure, moved
from pytest_array_api.suite._support_page import Support, page

DOCS = Path(__file__).parents[2] / "docs"
PLANTED = """
import os, time
import numpy as np
from array_api_compat import array_namespace, to_device

def fft(x):  # honest
    return array_namespace(x).fft.fft(x)

def ifft(x):  # secretly computed by NumPy, and put back
    xp = array_namespace(x)
    device = {} if xp.__name__.endswith("dask.array") else {"device": x.device}
    return xp.asarray(np.fft.ifft(np.asarray(x)), **device)

def rfft(x):  # branches on a value
    xp = array_namespace(x)
    return xp.fft.rfft(x) if xp.sum(x) != 7 else x

def irfft(x):  # forgets the way back
    return np.fft.irfft(np.asarray(x))

def ihfft(x):  # copies to the host and says so
    xp = array_namespace(x)
    return to_device(xp.fft.ihfft(to_device(x, "cpu")), x.device)

def fftn(x):  # wrong but for NumPy
    return array_namespace(x).fft.fftn(x) * (1 if isinstance(x, np.ndarray) else 2)

def hfft(x):
    os.abort()

def ifft2(x):
    time.sleep(600)
"""


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """Make the planted functions importable, here and in child processes."""
    package = tmp_path / "planted_support"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "fft.py").write_text(textwrap.dedent(PLANTED))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "planted_support"


def verdict(root, name, target):
    """Measure one planted function in this process."""
    pytest.importorskip(Target.parse(target).backend.partition(".")[0])
    call = next(call for call in calls() if call.feature == f"fft.{name}")
    return measure(call, Implementation(root), Target.parse(target))


@pytest.mark.parametrize(
    ("name", "target", "expected", "detail"),
    [
        ("fft", "numpy", "yes", ""),
        ("fft", "torch+guarded", "yes", ""),
        ("fft", "torch:fakegpu", "yes", ""),
        ("fft", "jax.numpy+jit", "yes", ""),
        ("fft", "dask.array+lazy", "yes", ""),
        ("ifft", "numpy", "yes", ""),
        ("ifft", "array_api_strict:device1", "no", "RuntimeError: Can.t convert array"),
        ("ifft", "torch+guarded", "no", "implicit host transfer"),
        ("ifft", "torch:fakegpu", "no", "Use Tensor.cpu"),
        ("ifft", "jax.numpy+jit", "no", "Error"),
        ("ifft", "dask.array", "computes", "1 x compute"),
        ("ifft", "dask.array+lazy", "no", "computed a dask array"),
        ("rfft", "torch+guarded", "reads", "1 x bool"),
        ("rfft", "torch:fakegpu", "reads", "1 x a number"),
        ("rfft", "jax.numpy+jit", "no", "TracerBoolConversionError"),
        ("rfft", "dask.array", "computes", "1 x compute"),
        ("irfft", "jax.numpy", "wrong", "array of numpy"),
        ("ihfft", "torch+guarded", "moves", "1 x cpu"),
        ("ihfft", "torch:fakegpu", "moves", "1 x 35 numbers"),
        ("fftn", "array_api_strict", "wrong", "other values"),
        ("hfft2", "numpy", "absent", ""),
    ],
)
def test_planted_function(planted, name, target, expected, detail):
    """What a function does behind the caller's back is its verdict."""
    outcome = verdict(planted, name, target)
    assert outcome.verdict == expected, outcome
    assert re.search(detail, outcome.detail) if detail else not outcome.detail


def test_a_target_that_is_not_here_is_unavailable(planted):
    """No verdict on what did not run."""
    assert verdict(planted, "fft", "jax.numpy:cpu:99").verdict == "unavailable"


def test_a_crash_and_a_hang_lose_nothing_else(planted):
    """The calls after a dead or a hanging one are answered by another process."""
    names = ("fft", "hfft", "rfft", "ifft2", "hfft2", "ifft")
    tasks = [Task(planted, "numpy", f"fft.{name}") for name in names]
    outcomes = dict(measured(tasks, limit=5.0))
    assert [outcomes[task].verdict for task in tasks] == [
        *("yes", "crash", "yes", "timeout", "absent", "yes"),
    ]  # fmt: skip
    assert outcomes[tasks[1]].detail == "SIGABRT"


def test_a_library_that_kills_the_process_is_a_crash(planted, tmp_path):
    """Where the import dies every call of it has crashed, at one start of a process."""
    (tmp_path / "deadly_namespace.py").write_text("import os\nos._exit(3)\n")
    tasks = [Task(planted, "deadly_namespace", f"fft.{name}") for name in ("fft", "ifft")]
    assert list(measured(tasks, limit=5.0)) == [
        (task, Outcome("crash", "exit status 3")) for task in tasks
    ]


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((), Outcome("yes")),
        (("__bool__", "item", "__bool__"), Outcome("reads", "2 x bool, 1 x item")),
        (("D2H item 1", "D2H copy 24"), Outcome("moves", "1 x a number, 1 x 24 numbers")),
        (("tolist",), Outcome("moves", "1 x tolist")),
        (("compute", "compute"), Outcome("computes", "2 x compute")),
    ],
)
def test_log_of_transfers(log, expected):
    """Single numbers are read, arrays move, graphs are computed; the worst is the verdict."""
    assert moved(log) == expected


def test_every_public_function_has_a_call():
    """The rows of the table are the public functions."""
    assert [call.feature for call in calls()] == list(public_functions())
    assert len(public_functions()) >= 70


def test_cells_and_disagreements():
    """One word where all agree; a section for what SciPy declares and does not do."""
    outcomes = {
        Task("ours", "torch", "fft.fft"): Outcome("yes"),
        Task("scipy", "torch", "fft.fft"): Outcome("yes"),
        Task("ours", "torch", "fft.dct"): Outcome("yes"),
        Task("scipy", "torch", "fft.dct"): Outcome("no", "TypeError: refuses | all"),
        Task("ours", "torch", "fft.fht"): Outcome("reads", "1 x bool"),
        Task("scipy", "torch", "fft.fht"): Outcome("yes"),
    }
    declared = {"fft.fft": True, "fft.dct": True, "fft.fht": False}
    made = Support(outcomes, lambda f, _: declared[f], frozenset(), ("v1",), "command")
    text = page(made)
    assert "| `fft` | yes |" in text
    assert "| `dct` | yes · no · yes |" in text
    assert "| `fht` | reads · yes · no |" in text
    assert "| torch | `dct` | `no: TypeError: refuses \\| all` |" in text
    declared_but_not, undeclared = text.split("Declared, does not run:")[1].split("Not declared")
    assert "| torch | `dct` |" in declared_but_not
    assert "| torch | `fht` |" in undeclared


def test_command(planted, tmp_path, capsys, monkeypatch):
    """Measured once, written as JSON and Markdown; the JSON makes the same page again."""
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")  # another test of this process imported SciPy
    args = ["--implementation", planted, "--target", "numpy", "--timeout", "5"]
    raw, made = tmp_path / "s.json", tmp_path / "s.md"
    assert support.main([*args, "-o", str(raw), "-o", str(made)]) == 0
    found = {row[2]: row[3] for row in json.loads(raw.read_text())}
    assert found["fft.fft"] == "yes"
    assert found["fft.hfft"] == "crash"
    assert found["fft.ifft2"] == "timeout"
    assert found["cluster.vq.vq"] == "absent"
    assert support.main(["--read", str(raw)]) == 0
    assert capsys.readouterr().out == made.read_text("utf-8")


@pytest.mark.parametrize("feature", public_functions())
def test_the_committed_table_has_a_row(feature):
    """docs/support.md was made since the function became public."""
    module, _, name = feature.rpartition(".")
    section = (
        (DOCS / "support.md").read_text("utf-8").split(f"\n## {module}\n")[1].split("\n## ")[0]
    )
    rows = re.findall(rf"^\| `{name}`(?: \(no array\))? \|(.*)\|$", section, re.MULTILINE)
    assert len(rows) == 1
    assert len(rows[0].split("|")) == len(support.TARGETS)
