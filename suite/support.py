"""Measure what runs where, and write the support table.

    python -m pytest_array_api.suite.support -o docs/support.md

Each public function of `fft` and `cluster` is called once on each target, by the bundled
functions and, where it is installed, by SciPy; beside them stands what SciPy declares.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..backends import BACKENDS, Target
from ..reports import Target as Column
from ..reports import by_scipy
from ._calls import calls
from ._implementation import BUNDLED, prepared
from ._isolation import Task, measured
from ._measure import Outcome
from ._support_page import Support, page

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping, Sequence

TARGETS = (
    "numpy",
    "array_api_strict:device1", "array_api_strict+strictest", "array_api_strict:no_float64",
    "torch+guarded", "torch:fakegpu", "torch:fakegpu+nofloat64", "torch:meta",
    "jax.numpy", "jax.numpy:cpu:1", "jax.numpy+jit",
    "dask.array", "dask.array+lazy",
    "sparse", "dpnp", "mlx.core", "ndonnx",
)  # fmt: skip


def parser() -> ArgumentParser:
    """Return the command's parser."""
    made = ArgumentParser("python -m pytest_array_api.suite.support", description=__doc__)
    made.add_argument(
        "--implementation",
        action="append",
        metavar="MODULE",
        help="what to measure; may be repeated (the bundled functions, and scipy if installed)",
    )
    made.add_argument(
        "--target", action="append", help=f"where; may be repeated ({', '.join(TARGETS)})"
    )
    made.add_argument(
        "--timeout", type=float, default=120.0, metavar="SECONDS", help="for one call (120)"
    )
    made.add_argument("--read", type=Path, metavar="JSON", help="write an earlier measurement")
    made.add_argument(
        "-o",
        "--output",
        type=Path,
        action="append",
        default=[],
        help="a file .md or .json; may be repeated; by default Markdown is printed",
    )
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    args = parser().parse_args(argv)
    outcomes = load(args.read) if args.read else measure_all(args)
    for path in args.output:
        make = dump if path.suffix == ".json" else markdown
        path.write_text(make(outcomes), "utf-8")
    if not args.output:
        sys.stdout.write(markdown(outcomes))
    return 0


def measure_all(args: Namespace) -> dict[Task, Outcome]:
    """Measure what the command line asks for."""
    roots = args.implementation or [BUNDLED, *(["scipy"] if find_spec("scipy") else [])]
    targets = [str(Target.parse(text)) for text in args.target or TARGETS]
    # Neighbours of one backend share a process.
    tasks = [
        Task(root, text, call.feature) for root in roots for text in targets for call in calls()
    ]
    return dict(measured(tasks, args.timeout))


def dump(outcomes: Mapping[Task, Outcome]) -> str:
    """Return the outcomes as JSON, one line each."""
    rows = (json.dumps([*task, o.verdict, o.detail]) for task, o in outcomes.items())
    return "[\n" + ",\n".join(rows) + "\n]\n"


def load(path: Path) -> dict[Task, Outcome]:
    """Read what `dump` wrote."""
    rows = json.loads(path.read_text("utf-8"))
    return {Task(*row[:3]): Outcome(*row[3:]) for row in rows}


def markdown(outcomes: Mapping[Task, Outcome]) -> str:
    """Return the page."""
    made = Support(
        outcomes,
        declarations({task.feature for task in outcomes}),
        frozenset(call.feature for call in calls() if not call.takes_arrays),
        versions({Target.parse(task.target).backend for task in outcomes}),
        "python -m pytest_array_api.suite.support -o docs/support.md",
    )
    return page(made)


def declarations(features: set[str]) -> Callable[[str, str], bool | None]:
    """Return whether SciPy declares a feature for a target; None without SciPy."""
    if not find_spec("scipy"):
        return lambda _feature, _target: None
    prepared("scipy", os.environ)
    lookup = by_scipy(features)

    def declared(feature: str, text: str) -> bool | None:
        target = Target.parse(text)
        accelerator = target.simulated or "guarded" in target.variants
        column = Column(key=f"{text}@here", availability="ran", simulated=accelerator)
        return lookup(feature, column)[0]

    return declared


def versions(backends: set[str]) -> tuple[str, ...]:
    """Return the versions of the libraries, SciPy and this package, as lines."""
    rows = {row.name: row.version() for row in BACKENDS if row.name in backends}
    for name in ("scipy", "array-api-compat"):
        rows[name] = metadata.version(name) if find_spec(name.replace("-", "_")) else ""
    python = ".".join(map(str, sys.version_info[:2]))
    return (f"Python {python}", *(f"{name} {text}" for name, text in rows.items() if text))


if __name__ == "__main__":
    sys.exit(main())
