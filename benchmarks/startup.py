"""Time what the plugin adds to the start of a pytest run that has no array test.

Whole processes, in pairs: with the plugin against ``-p no:pytest_array_api.plugin``. Also lists
what the plugin makes such a run import, from ``-X importtime``: no array library may be among it.

Run it with ``python benchmarks/startup.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from _pairs import compare

BARE = ("-p", "no:pytest_array_api.plugin")
HEAVY = ("numpy", "torch", "jax", "dask", "hypothesis", "msgspec", "scipy")
LIMIT = 0.060  # seconds


def pytest_run(folder: Path, *options: str, python: tuple[str, ...] = ()) -> str:
    """Run pytest in a folder with no other plugin, and return what it wrote to stderr."""
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, *python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    result = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    return result.stderr


def imported(log: str) -> set[str]:
    """Return the top-level modules in the output of ``-X importtime``."""
    lines = [line for line in log.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def main() -> int:
    """Print the figures; return 1 where a limit is broken."""
    ours = ("-p", "pytest_array_api.plugin")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_one.py").write_text("def test_one():\n    pass\n")
        result = compare(
            "pytest with the plugin / without it",
            lambda: pytest_run(folder, *ours),
            lambda: pytest_run(folder, *BARE),
            pairs=15,
        )
        log = pytest_run(folder, *ours, "--xp-backend=numpy", python=("-X", "importtime"))
    added = min(result.ours) - min(result.peer)
    heavy = sorted(imported(log).intersection(HEAVY))
    print(f"added: {added * 1e3:.1f} ms (limit {LIMIT * 1e3:.0f})")
    print(f"heavy imports: {', '.join(heavy) or 'none'}")
    return int(added > LIMIT or bool(heavy))


if __name__ == "__main__":
    sys.exit(main())
