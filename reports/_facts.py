"""Collect what a report must know of its run: versions, machine, switches, CI job.

No array library is imported: versions come from the installed metadata, and what only a
library can tell (devices, dtypes) is added per target once it was probed. No host name, no
user, no absolute path and no variable outside the list below is ever read into a report.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKAGES = (
    "array-api-compat", "array-api-extra", "array-api-strict", "cupy", "cupy-cuda11x",
    "cupy-cuda12x", "cupy-cuda13x", "dask", "dpnp", "hypothesis", "jax", "jaxlib", "mlx",
    "ndonnx", "numpy", "pytest", "pytest-array-api", "pytest-xdist", "scipy", "sparse", "torch",
)  # fmt: skip

# Switches that change results. Their values are shown; nothing else of the environment is.
ENV_VARS = (
    "CUBLAS_WORKSPACE_CONFIG", "CUDA_VISIBLE_DEVICES", "JAX_DEFAULT_MATMUL_PRECISION",
    "JAX_ENABLE_X64", "JAX_PLATFORMS", "MKL_CBWR", "MKL_NUM_THREADS", "NPY_PROMOTION_STATE",
    "NVIDIA_TF32_OVERRIDE", "OMP_NUM_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS",
    "PYTHONHASHSEED", "PYTORCH_ENABLE_MPS_FALLBACK", "SCIPY_ARRAY_API", "SCIPY_DEFAULT_DTYPE",
    "SCIPY_DEVICE", "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "XLA_FLAGS",
)  # fmt: skip

# provider, the variable that betrays it, then where run url, run id, attempt and job stand.
CI_PROVIDERS = (
    ("github", "GITHUB_ACTIONS",
     "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}", "GITHUB_RUN_ID",
     "GITHUB_RUN_ATTEMPT", "GITHUB_JOB"),
    ("gitlab", "GITLAB_CI", "{CI_PIPELINE_URL}", "CI_PIPELINE_ID", "", "CI_JOB_NAME"),
    ("azure", "TF_BUILD",
     "{SYSTEM_COLLECTIONURI}{SYSTEM_TEAMPROJECT}/_build/results?buildId={BUILD_BUILDID}",
     "BUILD_BUILDID", "SYSTEM_JOBATTEMPT", "AGENT_JOBNAME"),
    ("circleci", "CIRCLECI", "{CIRCLE_BUILD_URL}", "CIRCLE_WORKFLOW_ID", "", "CIRCLE_JOB"),
    ("cirrus", "CIRRUS_CI", "https://cirrus-ci.com/build/{CIRRUS_BUILD_ID}", "CIRRUS_BUILD_ID",
     "", "CIRRUS_TASK_NAME"),
)  # fmt: skip


def describe_run(
    *,
    label: str | None = None,
    packages: Iterable[str] = (),
    features: Mapping[str, Mapping[str, Any]] | None = None,
    targets: Iterable[Mapping[str, Any]] = (),
    subjects: Iterable[Mapping[str, Any]] = (),
    seed: object = None,
    hypothesis: Mapping[str, Any] | None = None,
    repro: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> dict[str, Any]:
    """Return the facts that `Journal` writes first; all processes of a run share one.

    Parameters
    ----------
    label : str, optional
        The environment's name in the report's columns; the CI job's name, else the
        platform, when not given. Letters, digits, ``.``, ``_`` and ``-``.
    packages : iterable of str
        Distributions whose versions matter, beside the usual ones.
    features : mapping
        Public function to its ``group``, ``standard`` and ``doc``.
    targets, subjects : iterable of mapping
        Targets known from the start; what is tested (kind, name, version, commit, dirty).
    seed, hypothesis, repro
        The seed, Hypothesis' settings, and ``{"argv": [...], "env": {...}}``.
    environ : mapping
        The environment variables.

    Returns
    -------
    dict
        Plain JSON data: also the run's id, its start, the machine, and versions.
    """
    ci, run, attempt = _ci(environ)
    label = re.sub(r"[^\w.-]+", "-", label or ci.get("job", "") or _platform())[:80]
    return {
        "id": uuid.uuid4().hex,
        "started": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "run": run,
        "attempt": attempt,
        "tool": {"name": "pytest-array-api", "version": version_of("pytest-array-api") or "?"},
        "subjects": [dict(subject) for subject in subjects],
        "environment": {
            "label": label,
            "platform": _platform(),
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "packages": _packages((*PACKAGES, *packages)),
            "env_vars": {name: environ[name] for name in ENV_VARS if name in environ},
        },
        "machine": {
            "os": f"{platform.system()} {platform.release()} {platform.machine()}",
            "cpu": _cpu(),
            "cores": os.cpu_count() or 1,
        },
        "seed": None if seed is None else str(seed),
        "hypothesis": dict(hypothesis or {}),
        "ci": ci,
        "repro": None if repro is None else dict(repro),
        "features": {name: dict(facts) for name, facts in (features or {}).items()},
        "targets": [dict(target) for target in targets],
    }


def _platform() -> str:
    return f"{platform.system()}-{platform.machine()}".lower()


def version_of(name: str) -> str | None:
    try:
        return metadata.version(name)
    except Exception:  # noqa: BLE001 -- absent, or damaged metadata: neither may stop a run
        return None


def _packages(names: Iterable[str]) -> dict[str, str]:
    found = ((name, version_of(name)) for name in sorted(set(names)))
    return {name: version for name, version in found if version is not None}


def _ci(environ: Mapping[str, str]) -> tuple[dict[str, str], str | None, int]:
    """Return the CI facts, the run's id there and the attempt."""
    for provider, sign, url, run, attempt, job in CI_PROVIDERS:
        if environ.get(sign):
            facts = {"provider": provider, "run_url": url.format_map(_Known(environ))}
            facts |= {"job": environ[job]} if environ.get(job) else {}
            number = environ.get(attempt, "")
            return facts, environ.get(run), max(1, int(number)) if number.isdecimal() else 1
    return {}, None, 1


class _Known(dict[str, str]):
    """Variables for a URL template: an unset one is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _cpu() -> str:
    """Return the processor's model name."""
    try:
        if sys.platform == "linux":
            with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
                model = re.search(
                    r"^(?:model name|Model)\s*:\s*(.+)$", file.read(2**16), re.MULTILINE
                )
            if model:
                return model[1]
        if sys.platform == "darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(  # noqa: S603 -- a fixed command
                command, capture_output=True, text=True, timeout=5, check=True
            ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        pass
    return platform.processor() or platform.machine() or "unknown"
