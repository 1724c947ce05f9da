"""The suite catches broken namespaces by checks that name the cause, and spares a healthy one."""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

spec = importlib.util.spec_from_file_location("faults", Path(__file__).parent / "faults.py")
faults = importlib.util.module_from_spec(spec)
spec.loader.exec_module(faults)


@pytest.fixture(scope="module")
def caught(tmp_path_factory):
    """Run the suite once on all broken namespaces; return fault -> failed check names."""
    import json
    import os
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("faults")
    for name, (_, _, source) in faults.FAULTS.items():
        (folder / f"bad_{name}.py").write_text(faults.MODULE.replace("FAULT", source))
    keywords = sorted({f"({tests} and bad_{n}])" for n, (tests, *_) in faults.FAULTS.items() if tests})
    chosen = " or ".join(f"({t} and bad_{n})" for n, (t, *_) in faults.FAULTS.items() if t)
    healthy = " or ".join(sorted({t for t, *_ in faults.FAULTS.values() if t}))
    assert keywords
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--pyargs", "pytest_array_api.suite", "-q", "--tb=no"),
            *("-p", "no:randomly", "-p", "no:cacheprovider", "--xp-profile=quick", "-rfE"),
            *("--implementation=namespace", "-k", f"{chosen} or (bad_none and ({healthy}))"),
            *("--backend", ",".join(f"bad_{name}" for name in faults.FAULTS)),
            *("--xp-report", "report.json"),
        ],
        capture_output=True, text=True, cwd=folder, timeout=900, check=False,
        env={**os.environ, "PYTHONPATH": str(folder)},
    )  # fmt: skip
    assert run.returncode == 1, run.stdout[-3000:] + run.stderr[-3000:]
    report = json.loads((folder / "report.json").read_text())
    result = defaultdict(set)
    for case in report["cases"]:
        if case["outcome"] in {"fail", "error"}:
            fault = re.search(r"bad_(\w+)", case["target"])[1]
            result[fault].add(case["id"].split("/")[1])
    result["ran"] = {re.search(r"bad_(\w+)", c["target"])[1] for c in report["cases"] if c["outcome"] == "pass"}
    return result


def test_a_healthy_namespace_passes(caught):
    """The wrapper alone raises no alarm."""
    assert "none" in caught["ran"]
    assert not caught["none"]


@pytest.mark.parametrize("fault", [name for name in faults.FAULTS if name != "none"])
def test_fault_is_caught(caught, fault):
    """One of the checks that name the cause fails."""
    _, checks, _ = faults.FAULTS[fault]
    assert caught[fault] & set(checks), f"{fault} fails {sorted(caught[fault])}, not {checks}"
