"""Summarise a run of the suite on SciPy as docs/scipy.md.

python docs/make_scipy.py report.json "the command that made it" > docs/scipy.md
"""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pytest_array_api.reports import by_scipy, load, matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_array_api.reports import Matrix

INTRO = """\
# SciPy {version} on other backends

Measured by the conformance suite, never typed:

```
{command}
python docs/make_scipy.py scipy.json "..." > docs/scipy.md
```

A cell is yes where every check of the function passed, a share where some did, no where none did,
empty where none ran. Then: the declarations (`xp_capabilities`) that this differs from, a simulated
device counting as an accelerator.
"""


def cell(found: Any) -> str:
    """Return the word of one function on one target."""
    if found.value == "partial":
        return f"{found.passed}/{found.expected}"
    return found.value if found.value in {"yes", "no"} else ""


def table(header: list[str], rows: Iterable[list[str]]) -> list[str]:
    """Return the lines of a table, and an empty one."""
    lines = (header, ["---"] * len(header), *rows)
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]


def differences(shown: Matrix, declared: Callable[..., Any]) -> Iterator[str]:
    """Yield the sections of the cells that are declared otherwise."""
    wanted = (
        ("Declared, and no check passes", True, {"no"}),
        ("Declared, and some checks fail", True, {"partial"}),
        ("Not declared, and every check passes", False, {"yes"}),
    )
    for title, supported, values in wanted:
        rows: dict[str, list[str]] = defaultdict(list)
        for (feature, key), found in shown.cells.items():
            column = next(c for c in shown.columns if c.key == key)
            if found.value in values and declared(feature, column)[0] is supported:
                rows[column.text].append(f"`{feature}`")
        yield from (f"## {title}", "")
        lines = [[text, ", ".join(names)] for text, names in rows.items()]
        yield from table(["target", "functions"], lines) if lines else ("Nothing.", "")


def main(path: str, command: str) -> None:
    """Print the page."""
    shown = matrix(load(path))
    packages = {k: v for e in shown.report.environments for k, v in e.packages.items()}
    print(INTRO.format(version=packages.get("scipy", ""), command=command))
    rows = (
        [f"`{feature}`", *(cell(shown.cells[feature, c.key]) for c in shown.columns)]
        for feature in shown.features
    )
    if not shown.complete:
        print("**Incomplete**: not everything expected has a result.\n")
    lines = ["## Measured", "", *table(["function", *(c.text for c in shown.columns)], rows)]
    lines += differences(shown, by_scipy(shown.features))
    print("\n".join(lines).rstrip())


if __name__ == "__main__":
    main(*sys.argv[1:])
