"""pytest set-up of this repository: thin, since the plugin itself does the work.

The parts are real folders at the root and links in ``src/pytest_array_api``. pytest names a
module by its path, so ``pytest suite/fft`` would import a second copy of it under another
name: arguments that name a part's folder are replaced by the packaged path.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent
PACKAGE = ROOT / "src" / "pytest_array_api"
PARTS = [entry.name for entry in PACKAGE.iterdir() if entry.is_symlink()]
collect_ignore = PARTS


def packaged(argument: str, directory: Path) -> str:
    """Return `argument` with a part's folder replaced by its packaged path."""
    path, separator, rest = argument.partition("::")
    # Path.resolve() would follow the links back to the real folders.
    full = Path(os.path.abspath(directory / path))  # noqa: PTH100 -- as above
    if not full.is_relative_to(ROOT):
        return argument
    inner = full.relative_to(ROOT)
    if not inner.parts or inner.parts[0] not in PARTS:
        return argument
    return f"{PACKAGE / inner}{separator}{rest}"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    directory = config.invocation_params.dir
    config.args[:] = [packaged(argument, directory) for argument in config.args]
