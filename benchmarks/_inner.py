"""Time the collection or the tests inside a pytest process, without its start and imports.

Processor time, of one thread: what else the machine does then counts for little.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from _pairs import Pairs

COLLECTION = """
import time
import pytest

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session):
    start = time.process_time()
    result = yield
    print("\\nSECONDS", time.process_time() - start)
    return result
"""
# The quickest block of tests: long enough for its share of garbage collection, short enough
# that something else seldom gets in between.
PER_TEST = """
import time
import pytest

BLOCK = 100
ends = [time.process_time()]

@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish():
    ends.append(time.process_time())

def pytest_sessionfinish():
    blocks = zip(ends[1:], ends[1 + BLOCK:])
    print("\\nSECONDS", min(end - start for start, end in blocks) / BLOCK)
"""


def seconds(
    stopwatch: str, conftest: str, tests: str, *options: str, environ: dict[str, str]
) -> float:
    """Run pytest on a project of one conftest and one test file; return what the watch shows."""
    with TemporaryDirectory() as name:
        folder = Path(name)
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
