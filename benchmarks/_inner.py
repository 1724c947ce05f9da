"""Time one stage inside a pytest process, without its start and imports.

Processor time, of one thread: what else the machine does then counts for little.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from _pairs import Pairs

STOPWATCH = """
import time
import pytest

@pytest.hookimpl(wrapper=True, tryfirst=True)
def {hook}({argument}):
    start = time.process_time()
    result = yield
    print("\\nSECONDS", time.process_time() - start)
    return result
"""
HOOKS = {"collection": "session", "runtestloop": "session"}


def seconds(stage: str, conftest: str, tests: str, *options: str, environ: dict[str, str]) -> float:
    """Run pytest on a project of one conftest and one test file; return the stage's seconds."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        stopwatch = STOPWATCH.format(hook=f"pytest_{stage}", argument=HOOKS[stage])
        (folder / "conftest.py").write_text(conftest + stopwatch)
        (folder / "test_it.py").write_text(tests)
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", *options]
        result = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environ},
            capture_output=True,
            text=True,
            check=False,
        )
    lines = [line for line in result.stdout.splitlines() if line.startswith("SECONDS")]
    if result.returncode != 0 or not lines:
        msg = f"pytest ended with {result.returncode}:\n{result.stdout[-2000:]}{result.stderr}"
        raise RuntimeError(msg)
    return float(lines[0].split()[1])


def paired(label: str, ours: list[float], peer: list[float]) -> Pairs:
    """Print and return the comparison."""
    result = Pairs(label, tuple(ours), tuple(peer))
    print(result, flush=True)
    return result
