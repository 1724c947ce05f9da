"""Facts about a run that only the plugin knows: what is tested, by which settings, on what."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib import metadata
from typing import TYPE_CHECKING, Any

import pytest

from ..reports import describe_run
from ._options import IMPLEMENTATION, LABEL
from ._repro import PACKAGE, runs_suite, seeds, template

if TYPE_CHECKING:
    from pathlib import Path

    from ..backends import Probe
    from ._run import Run

TOOL = "pytest-array-api"
COMMAND_SECONDS = 5.0


def run_facts(run: Run) -> dict[str, Any]:
    """Return what every journal of the run begins with.

    Raises
    ------
    pytest.UsageError
        If the hook `pytest_array_api_report` returns something that a report can't say.
    """
    config = run.config
    hooked: list[Any] = config.hook.pytest_array_api_report(config=config)
    facts: dict[str, Any] = {
        "subjects": subjects(config),
        "seed": next(iter(seeds(config).values()), None),
        "hypothesis": hypothesis_settings(),
    }
    for more in hooked:
        if not isinstance(more, Mapping):
            msg = f"pytest_array_api_report must return a mapping, got {more!r}"
            raise pytest.UsageError(msg)
        facts.update(more)
    if label := run.settings[LABEL.name].values:
        facts["label"] = label[-1]
    try:
        return describe_run(**facts, repro={"argv": template(config)})
    except (TypeError, ValueError) as error:
        msg = f"pytest_array_api_report returned {hooked!r}, which no report can say: {error}"
        raise pytest.UsageError(msg) from None


def subjects(config: pytest.Config) -> list[dict[str, Any]]:
    """Return what is tested: reports that tested different versions must not merge unnoticed."""
    if not runs_suite(config):
        return project(config.rootpath)
    name: str = config.getoption(IMPLEMENTATION.dest) or f"{PACKAGE}.reference_impl"
    kind = "namespace" if name == "namespace" else "package"
    return [
        {
            "kind": "suite",
            "name": TOOL,
            "version": metadata.version(TOOL),
            **commit(config.rootpath),
        },
        {"kind": kind, "name": name, "version": version_of(name)},
    ]


def project(root: Path) -> list[dict[str, Any]]:
    """Return the project in a folder, if it says its name."""
    try:
        data = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    except (OSError, ValueError):  # there is none, or not one to read a name from
        return []
    table: dict[str, Any] = data.get("project", {})
    name = table.get("name")
    if not isinstance(name, str):
        return []
    version = table.get("version") or distribution_version(name)
    return [{"kind": "package", "name": name, "version": str(version), **commit(root)}]


def version_of(module: str) -> str:
    """Return the version of the distribution that a module comes from, or nothing."""
    top = module.partition(".")[0]
    names = {PACKAGE: [TOOL]}.get(top) or metadata.packages_distributions().get(top, [])
    return distribution_version(names[0]) if names else ""


def distribution_version(name: str) -> str:
    """Return the version of a distribution, or nothing where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def commit(root: Path) -> dict[str, Any]:
    """Return the commit of a checkout, and whether files differ from it."""
    if not (root / ".git").exists():
        return {}
    head = output("git", "-C", str(root), "rev-parse", "HEAD")
    if not head:
        return {}
    changed = output("git", "-C", str(root), "status", "--porcelain", "--untracked-files=no")
    return {"commit": head, "dirty": bool(changed)}


def output(*command: str) -> str:
    """Return what a command prints, or nothing where it can't run."""
    try:
        result = subprocess.run(  # noqa: S603 -- fixed commands
            command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return result.stdout.strip()


def hypothesis_settings() -> dict[str, Any]:
    """Return the settings in force when the run starts; a test's own may differ."""
    from hypothesis import settings  # slow; only for a report

    found = settings()
    return {"max_examples": found.max_examples, "derandomize": found.derandomize}


def target_facts(found: Probe) -> dict[str, Any]:
    """Return what `Journal.target` tells of a target that works."""
    from ..backends import require  # only for a report

    module: Any = require(found.target.backend, found.extra).load()
    try:
        standard = getattr(module, "__array_api_version__", None)
    except Exception:  # noqa: BLE001 -- a module's own __getattr__
        standard = None
    return {
        "availability": "ran",
        "simulated": found.target.simulated,
        "backend_version": found.version,
        "array_api_version": standard if isinstance(standard, str) else None,
        "compat_version": compat_version(module.__name__),
        "options": {"device": found.device},
        "dtypes": found.dtypes,
        "accelerator": accelerator(found.device),
    }


def compat_version(namespace: str) -> str | None:
    """Return the version of the copy of array-api-compat that a namespace is part of."""
    package, found, _ = namespace.rpartition("array_api_compat")
    copy = sys.modules.get(package + found) if found else None
    return getattr(copy, "__version__", None) if copy else distribution_version("array-api-compat")


def accelerator(device: str, environ: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """Return the model, memory and driver of a CUDA device, as its driver tells them.

    The libraries print it in many ways (``cuda:0``, ``CudaDevice(id=0)``, ``<CUDA Device 0>``),
    and count among the visible devices only.
    """
    if not re.search("cuda", device, re.IGNORECASE):
        return None
    number = int((re.findall(r"\d+", device) or ["0"])[-1])
    visible = [name.strip() for name in environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name]
    which = visible[number] if number < len(visible) else str(number)
    query = "--query-gpu=name,memory.total,driver_version"
    line = output("nvidia-smi", "-i", which, query, "--format=csv,noheader,nounits")
    parts = [part.strip() for part in line.split(",")]
    if len(parts) != 3 or not parts[1].isdecimal():
        return None
    return {"model": parts[0], "memory_gib": round(int(parts[1]) / 1024, 1), "driver": parts[2]}
