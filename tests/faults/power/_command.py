"""The command line."""
# ruff: noqa: T201 -- it prints

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from ._fault import REFERENCE
from ._report import document, fault_table, line, rate_table
from ._run import run_all
from ._tables import CONTROLS, FAULTS, trials
from ._trial import Result, Trial
from ._verdict import problems, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

HEALTHY = ("numpy", "array_api_strict", "array_api_strict:device1", "torch", "dask.array",
           "jax.numpy", "sparse")  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    made = argparse.ArgumentParser("python tests/faults", description=sys.modules["power"].__doc__)
    made.add_argument("--only", action="append", metavar="GLOB", help="fault ids, or id@target")
    made.add_argument("--group", action="append", metavar="GLOB", help="groups of faults")
    made.add_argument("--full", action="store_true", help="run all checks on each fault")
    made.add_argument("--healthy", type=seed_range, metavar="SEEDS", help="no faults: 20, or 1-20")
    made.add_argument("--target", action="append", help="targets (default: all)")
    made.add_argument("-j", "--jobs", type=int, default=1, help="processes at a time")
    made.add_argument("--json", type=Path, metavar="PATH", help="write the verdicts")
    made.add_argument("--markdown", type=Path, metavar="PATH", help="write the tables")
    made.add_argument("--keep", type=Path, metavar="DIR", help="keep logs and reports there")
    made.add_argument("--list", action="store_true", help="list the faults")
    return made


def seed_range(text: str) -> range:
    """Return the seeds that "20", or "15-20", names."""
    match = re.fullmatch(r"(?:([1-9]\d*)-)?([1-9]\d*)", text)
    found = range(int(match[1] or 1), int(match[2]) + 1) if match else range(0)
    if not found:
        msg = f"{text!r}: 20 names the seeds 1 to 20, 15-20 those from 15 on"
        raise argparse.ArgumentTypeError(msg)
    return found


def chosen(options: argparse.Namespace) -> list[Trial]:
    """Return the runs that the options ask for.

    Raises
    ------
    SystemExit
        If they ask for none.
    """
    if options.healthy:
        found = healthy(options.healthy, options.target or HEALTHY)
    else:
        found = [
            trial
            for trial in trials((*FAULTS, *CONTROLS), full=options.full)
            if asked(trial, options)
        ]
    if not found:
        msg = f"no fault fits --only {options.only} --group {options.group}"
        raise SystemExit(msg)
    return found


def asked(trial: Trial, options: argparse.Namespace) -> bool:
    """Whether the options name a run; controls have to be named."""
    fault = trial.fault
    assert fault is not None
    if options.target and trial.target not in options.target:
        return False
    if options.group and not any(fnmatchcase(fault.group, glob) for glob in options.group):
        return False
    if options.only is None:
        return fault not in CONTROLS
    return any(fnmatchcase(name, g) for name in (fault.id, trial.name) for g in options.only)


def healthy(seeds: range, targets: Sequence[str]) -> list[Trial]:
    """Return the runs that have to pass: the namespaces' functions, and the bundled ones."""
    parts = {"namespace": ("core.*", "fft.*"), REFERENCE: ("fft.*", "cluster.*")}
    return [
        Trial(target, implementation, features, seed=seed)
        for seed in seeds
        for target in targets
        for implementation, features in parts.items()
    ]


def tell(result: Result) -> None:
    """Print a result as soon as it is there."""
    if result.trial.fault is not None:
        print(line(verdict(result)), flush=True)
        return
    words = f"{result.passed} passed, {len(result.failed)} failed"
    print(f"{result.trial.name:<44} {result.seconds:5.1f} s  {words}", flush=True)
    for case in result.failed[:10]:
        print(f"    {case}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run, print, and say whether the suite is good enough."""
    made = parser()
    options = made.parse_args(arguments)
    if options.keep and options.keep.exists() and any(options.keep.iterdir()):
        made.error(f"--keep {options.keep}: it holds an earlier run; name a new or empty folder")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # before anything starts threads, which a fork would lose
    runs = chosen(options)
    if options.list:
        print("\n".join(run.name for run in runs))
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        results = run_all(runs, options.keep or Path(scratch), options.jobs, tell)
    return conclude(options, results, time.monotonic() - began)


def conclude(options: argparse.Namespace, results: list[Result], seconds: float) -> int:
    """Write what was asked for; return the exit status."""
    order = {id(run): i for i, run in enumerate(r.trial for r in results)}
    results = sorted(results, key=lambda r: order[id(r.trial)])
    verdicts = [verdict(r) for r in results if r.trial.fault is not None]
    whole = [r for r in results if r.trial.fault is None]
    if options.json:
        options.json.write_text(json.dumps(document(verdicts, whole), indent=1))
    if verdicts:
        print(f"\n{rate_table(verdicts)}")
        if options.markdown:
            options.markdown.write_text(f"{rate_table(verdicts)}\n\n{fault_table(verdicts)}\n")
    found = problems(verdicts, whole)
    print(f"\n{len(results)} runs in {seconds:.0f} s", *found, sep="\n")
    return 1 if found else 0
