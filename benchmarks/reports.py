"""Time and memory of the reports part: journal, assembly, reading, merging, showing.

    python benchmarks/reports.py              50,000 cases
    python benchmarks/reports.py 1000000      any other number

Times are processor times, which a busy machine disturbs less than the clock: the best of three
up to 100,000 cases, single beyond.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from _pairs import asked

from pytest_array_api.reports import (
    Journal,
    assemble,
    describe_run,
    load,
    matrix,
    merge,
    read,
    render_report,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TARGETS = ("numpy", "torch", "torch:cuda", "jax.numpy", "dask.array")
DTYPES = ("float32", "float64", "complex64", "complex128")
PARTS = 10


def case_ids(count: int) -> list[tuple[str, str]]:
    """Return `count` (case id, target) pairs as a real suite has them."""
    return [
        (
            f"fft.function{n % 60}/values/axis=-1,dtype={DTYPES[n % 4]},n={n // 5},norm=ortho",
            TARGETS[n % 5],
        )
        for n in range(count)
    ]


def record(path: Path, pairs: list[tuple[str, str]], label: str) -> float:
    """Write the journal of one run; return the seconds that its cases took."""
    journal = Journal(path, describe_run(label=label))
    journal.manifest(pairs)
    accuracy = {"max_err": 1.25, "unit": "eps-l2", "limit": 20.0, "n": 1024}
    start = time.process_time()
    for n, (case, target) in enumerate(pairs):
        journal.start(case, target)
        if n % 20:
            journal.end(case, target, outcome="pass", duration=0.0123, accuracy=accuracy)
        else:
            message = f"Mismatched elements: {n} / 513, max relative error {n / 7:.3g}"
            failure = {"kind": "wrong-value", "exception": "MismatchError", "message": message}
            journal.end(case, target, outcome="fail", duration=0.0123, failure=failure)
    spent = time.process_time() - start
    journal.close(1)
    return spent


def best(count: int, function: Callable[[], object]) -> float:
    """Return the seconds of a call: the best of three, of one for large inputs."""
    times = []
    for _ in range(3 if count <= 100_000 else 1):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def show(name: str, seconds: float, note: str = "") -> None:
    """Print one row."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:34}{seconds:9.3f} s   {peak:6.2f} GiB peak   {note}", flush=True)


def run(count: int, folder: Path) -> None:
    """Measure everything at one size."""
    pairs = case_ids(count)
    spent = record(folder / "run/a.jsonl", pairs, "lab")
    size = (folder / "run/a.jsonl").stat().st_size / 1e6
    show("journal, start and end", spent, f"{1000 * spent / count:.4f} ms per case, {size:.0f} MB")
    show("assemble", best(count, lambda: assemble([folder / "run"])))
    report = assemble([folder / "run"])
    for name in ("report.json", "report.json.gz"):
        show(f"write {name}", best(count, lambda name=name: write(report, folder / name)))
        size = (folder / name).stat().st_size / 1e6
        seconds = best(count, lambda name=name: read(folder / name))
        show(f"read and validate {name}", seconds, f"{size:.1f} MB")
    del report
    parts = []
    for index in range(PARTS):
        record(folder / f"part{index}/a.jsonl", pairs[index::PARTS], "lab")
        parts.append(folder / f"part{index}.json")
        write(load(folder / f"part{index}"), parts[-1])
    show(f"merge {PARTS} parts, reading them", best(count, lambda: merge([*map(read, parts)])))
    report = read(folder / "report.json")
    show("matrix", best(count, lambda: matrix(report)))
    shown = matrix(report)
    for name in ("terminal", "markdown", "html"):
        show(f"render {name}", best(count, lambda name=name: render_report(shown, name)))
    start = time.process_time()
    json.loads((folder / "report.json").read_bytes())
    show("for comparison: json.loads", time.process_time() - start, "no validation")


def main() -> None:
    """Measure at the given size."""
    parser = asked(__doc__)
    parser.add_argument("cases", nargs="?", type=int, default=50_000)
    count = parser.parse_args().cases
    print(f"{count} cases, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder:
        run(count, Path(folder))


if __name__ == "__main__":
    main()
