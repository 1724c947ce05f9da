"""Reports to render: one with something of everything, one as large as real ones get."""

from __future__ import annotations

import math
import random

import msgspec

from pytest_array_api.reports._model import (
    Accelerator,
    Accuracy,
    Environment,
    Expected,
    Feature,
    Machine,
    Repro,
    Subject,
    Target,
    Timing,
)

from ..conftest import build

ISSUE = "https://github.com/pytorch/pytorch/issues/1"
REPRO = Repro(
    argv=("python", "-m", "pytest", "{nodeid}", "--xp-backend={target}"),
    env={"SCIPY_ARRAY_API": "1"},
)
LENGTHS = (8, 31, 64, 257, 1024, 4096)
TARGETS = ("numpy", "array_api_strict:device1", "torch", "torch:cuda", "jax.numpy+jit")
GROWTH = {"numpy": 0.35, "array_api_strict:device1": 0.36, "torch": 0.6, "torch:cuda": 0.9}
MISMATCH = """\
arrays differ in 3 of 513 elements
  largest error 4.1e-02 at index (7,)
  actual   1.25+0.5j
  desired  1.21+0.5j"""


def nodeid(feature, parameters, target):
    return f"suite/test_values.py::test_values[{feature}-{parameters}-{target}]"


def measured(target, n, dtype):
    """Return what a passing case of a transform looks like."""
    growth = GROWTH.get(target, 0.5) * (1.4 if dtype == "float32" else 1.0)
    accuracy = Accuracy(
        max_err=round(growth * (1 + math.log2(n) / 3), 4),
        unit="eps-l2",
        limit=round(2 * math.sqrt(math.log2(n)), 4),
        n=2 * n,
    )
    seconds = {"numpy": 1e-5, "torch": 4e-6, "jax.numpy+jit": 3e-5}.get(target, 2e-5) * n / 64
    timing = Timing(median_s=seconds, iqr_s=seconds / 50, min_s=0.9 * seconds, n=40, size=f"n={n}")
    return {"outcome": "pass", "accuracy": accuracy, "timing": timing, "duration_s": 0.0123}


def troubles():
    """Return what goes wrong in the story: each backend has a weakness of its own."""
    known = Expected(("fail",), reason="rounds too early", issue=ISSUE, source="baseline")
    crash = {"outcome": "crash", "kind": "crash", "signal": "SIGSEGV", "message": "SIGSEGV"}
    dtype = "dtype complex64 was expected, got complex128"
    transfer = "Converted to NumPy behind the caller's back"
    # target, feature, dtype, lengths: fields
    return (
        ("torch:cuda", "fft.irfftn", "float", range(4096, 4097), crash),
        ("torch:cuda", "fft.irfftn", "float", range(65, 4096), {"outcome": "notrun"}),
        ("torch", "fft.rfft", "float32", range(5000), _failure("wrong-dtype", dtype)),
        ("jax.numpy+jit", "fft.dct", "float", range(5000),
         {**_failure("wrong-value", MISMATCH), "expected": known}),
        ("array_api_strict:device1", "fft.fht", "float", range(5000),
         _failure("silent-transfer", transfer)),
        ("jax.numpy+jit", "fft.fht", "float64", range(5000),
         {"outcome": "skip", "skip": "no-dtype", "reason": "no float64"}),
    )  # fmt: skip


def _failure(kind, message):
    return {"outcome": "fail", "kind": kind, "message": message}


def outcome(feature, target, n, dtype):
    """Return what happens in the story."""
    for where, what, precision, lengths, fields in troubles():
        if (where, what) == (target, feature) and precision in dtype and n in lengths:
            return dict(fields)
    return measured(target, n, dtype)


def story(*, better=False, extra=()):
    """Return a report with all outcomes; `better` is an older one, before things broke."""
    features = ("fft.fft", "fft.rfft", "fft.irfftn", "fft.dct", "fft.fht")
    cases = {
        (f"{feature}/values/dtype={dtype},n={n}", target): {
            **(measured(target, n, dtype) if better else outcome(feature, target, n, dtype)),
            "nodeid": nodeid(feature, f"dtype={dtype},n={n}", target),
        }
        for feature in features
        for dtype in ("float32", "float64")
        for n in LENGTHS
        for target in TARGETS
    }
    for feature in ("cluster.vq.kmeans2", "cluster.hierarchy.linkage", "core.matmul"):
        cases |= {(f"{feature}/dtype/dtype=float64", target): "pass" for target in TARGETS}
    cases |= dict(extra)
    gpu = Accelerator(model="NVIDIA H100 80GB HBM3", memory_gib=79.6, driver="570.86")
    targets = (
        Target("torch:cuda@lab", "ran", backend_version="2.13.0", accelerator=gpu),
        Target("numpy@lab", "ran", backend_version="2.4.6", dtypes=("float32", "float64")),
        Target("array_api_strict:device1@lab", "ran", simulated=True, backend_version="2.6.1"),
        Target("cupy@lab", "not-installed", detail="No module named 'cupy'"),
    )
    report = build(cases, targets=targets, complete=better, expected=() if better else ("mac",))
    part = msgspec.structs.replace(
        report.parts[0],
        repro=REPRO,
        seed="220892834756283746598273465987",
        ended="2026-01-01T00:12:00Z",
        machine=Machine(os="Linux 6.8 x86_64", cpu="AMD EPYC 7763", cores=4),
        subjects=(Subject("suite", "pytest-array-api", "0.1.0", commit="9f3c2d1"),),
        ci={"provider": "github", "run": "https://github.com/o/r/actions/runs/1"},
        notes=("1 damaged line was left out",) * (not better),
    )
    environment = Environment(
        label="lab",
        platform="linux-x86_64",
        python="CPython 3.12.1",
        packages={"numpy": "2.4.5" if better else "2.4.6", "torch": "2.13.0"},
        env_vars={"SCIPY_ARRAY_API": "1"},
    )
    return msgspec.structs.replace(
        report,
        parts=(part,),
        environments=(environment,),
        features={"fft.fft": Feature(group="fft", standard=True)},
    )


def large(count=50_000):
    """Return a report of `count` cases as a real suite leaves them, one in twenty failed."""
    chance = random.Random(1)
    dtypes = ("float32", "float64", "complex64", "complex128")
    cases = {}
    for place in range(count):
        target = TARGETS[place % 5]
        number = place // 5
        feature = f"fft.function{number % 60}"
        parameters = f"axis=-1,dtype={dtypes[number % 4]},n={2 + number // 60},norm=ortho"
        fields = {
            "outcome": "pass",
            "duration_s": chance.lognormvariate(-6, 1),
            "nodeid": nodeid(feature, parameters, target),
            "accuracy": Accuracy(chance.lognormvariate(0, 0.5), "eps-l2", 20.0, 2 + number // 60),
        }
        if place % 20 == 7:
            wrong = f"Mismatched elements: {place} / 513, max error {chance.random():.3g}"
            fields |= {"outcome": "fail", "message": f"{wrong}\ncause {number % 60}"}
        cases[f"{feature}/values/{parameters}", target] = fields
    return build(cases)
