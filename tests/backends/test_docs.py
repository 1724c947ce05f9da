"""The page on backends says what the table of backends says, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_array_api.backends import BACKENDS, CAPABILITIES

PAGE = (Path(__file__).parents[2] / "docs" / "backends.md").read_text()


def rows(heading):
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def ticked(names):
    return ", ".join(f"`{name}`" for name in names)


def test_the_table_is_the_registry():
    """Each row's names, install command, devices and variants, in order."""
    expected = [
        [
            *(f"`{row.name}`", ticked(row.aliases), f"`{row.install}`", ticked(row.devices)),
            *(ticked(row.simulated), ticked(rule.name for rule in row.variants)),
        ]
        for row in BACKENDS
    ]
    assert rows("The table") == expected


def test_every_variant_is_explained():
    """The table of variants covers those of the registry."""
    explained = {name for row in rows("Variants") for name in re.findall(r"\+(\w+)`", row[0])}
    assert explained == {rule.name for row in BACKENDS for rule in row.variants}


def test_every_capability_is_named():
    """The names that a test can require are on the page."""
    assert all(f"`{name}`" in PAGE for name in CAPABILITIES)


def test_the_example_runs():
    """The Python on the page is run as it stands."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    exec(compile(code, "docs/backends.md", "exec"), {})
