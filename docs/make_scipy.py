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
empty where none ran. Known deviations count as failures here. Then: the largest error of a
transform, and the declarations (`xp_capabilities`) that this differs from, a simulated device
counting as an accelerator.
"""
UNIT = "eps-l2"


def cell(found: Any) -> str:
    """Return the word of one function on one target."""
    if found.value == "partial":
        return f"{found.passed}/{found.expected}"
    return found.value if found.value in {"yes", "no"} else ""


def table(header: list[str], rows: Iterable[list[str]]) -> list[str]:
    """Return the lines of a table, and an empty one."""
    lines = (header, ["---"] * len(header), *rows)
    return [*("| " + " | ".join(line) + " |" for line in lines), ""]


def errors(shown: Matrix, features: Iterable[str]) -> list[list[str]]:
    """Return a row for each function whose error was measured: the largest, on each target."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for case in shown.report.cases:
        if case.outcome == "pass" and case.accuracy and case.accuracy.unit == UNIT:
            place = case.feature, case.target
            found[place] = max(found[place], float(case.accuracy.max_err))
    rows = (
        [f"`{feature}`", *(f"{found.get((feature, c.key), 0):.2g}" for c in shown.columns)]
        for feature in features
    )
    return [row for row in rows if set(row[1:]) != {"0"}]


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
            if feature.startswith("core."):
                continue
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
    features = [feature for feature in shown.features if not feature.startswith("core.")]
    header = ["function", *(c.text for c in shown.columns)]
    rows = (
        [f"`{feature}`", *(cell(shown.cells[feature, c.key]) for c in shown.columns)]
        for feature in features
    )
    if not shown.complete:
        print("**Incomplete**: not everything expected has a result.\n")
    lines = ["## Measured", "", *table(header, rows)]
    lines += [
        "## Largest error of what passed",
        "",
        "Relative L2, in eps of the dtype; 0 where nothing was measured.",
        "",
    ]
    lines += table(header, errors(shown, features))
    lines += differences(shown, by_scipy(features))
    print("\n".join(lines).rstrip())


if __name__ == "__main__":
    main(*sys.argv[1:])
