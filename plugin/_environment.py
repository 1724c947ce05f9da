"""Environment variables that a library reads once, on import: set early, and put back.

What the user has set stays, unless a target that is asked for needs more. A variable that comes
too late is an error, since the run would silently test something else.
"""

from __future__ import annotations

import os
import sys

import pytest

# The library that reads variables of this prefix when it is imported.
READERS = {
    "SCIPY_": "scipy",
    "JAX_": "jax",
    "XLA_": "jax",
    "PYTORCH_": "torch",
    "SPARSE_": "sparse",
}


# Workers of pytest-xdist inherit what was set, and must not take it for the user's wish.
MEMORY = "PYTEST_ARRAY_API_ENV"


def parse_lines(lines: list[str]) -> dict[str, str]:
    """Read the ``NAME=value`` lines of the ini key `xp_env`."""
    pairs: dict[str, str] = {}
    for line in lines:
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            msg = f"the ini key xp_env has the line {line!r}; expected NAME=value"
            raise pytest.UsageError(msg)
        pairs[name.strip()] = value.strip()
    return pairs


def set_here() -> set[str]:
    """Return the variables that this plugin has set, in this process or in the one above."""
    return set(os.environ.get(MEMORY, "").split())


def set_early(pairs: dict[str, str]) -> dict[str, str | None]:
    """Set what is not set yet; return what was there before, for `put_back`."""
    missing = {name: text for name, text in pairs.items() if name not in os.environ}
    for name in missing:
        if reader := too_late(name):
            msg = (
                f"the ini key xp_env sets {name}, but {reader} is imported already and would not "
                f"see it. Set {name} in the shell, or import {reader} later (look for -p options, "
                "PYTEST_PLUGINS and installed plugins)"
            )
            raise pytest.UsageError(msg)
    if missing:
        missing[MEMORY] = " ".join(sorted({*set_here(), *missing}))
    return put(missing)


def too_late(name: str) -> str | None:
    """Return the imported library that has already read the variable."""
    for prefix, library in READERS.items():
        if name.startswith(prefix) and library in sys.modules:
            return library
    return None


def put(pairs: dict[str, str]) -> dict[str, str | None]:
    """Set variables; return what was there before, for `put_back`."""
    before = {name: os.environ.get(name) for name in pairs}
    os.environ.update(pairs)
    return before


def put_back(before: dict[str, str | None]) -> None:
    """Make the variables what they were."""
    for name, text in before.items():
        if text is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = text
