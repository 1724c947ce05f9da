"""Several processes on one machine: share its cores and its GPU's memory, before first use.

What the user has set always stays.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._run import Run

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
GPU_SHARE = 0.9  # of the memory, for all workers together


def process_count(run: Run) -> int:
    """Return how many processes run tests at the same time, this one among them."""
    if run.plan is not None:
        return run.plan.jobs
    workerinput: dict[str, Any] = getattr(run.config, "workerinput", {})
    return int(workerinput.get("workercount", 1))


def limit_resources(count: int) -> None:
    """Give this process its share of the machine, where `count` of them run."""
    if count == 1:
        return
    if not any(name in os.environ for name in THREAD_VARIABLES):
        limit_threads(max((os.cpu_count() or 1) // count, 1))
    share = GPU_SHARE / count
    # Both libraries would else take most of the memory when the first worker starts.
    if not any(name.startswith("XLA_PYTHON_CLIENT_") for name in os.environ):
        os.environ["XLA_PYTHON_CLIENT_MEM_FRACTION"] = f"{share:.3f}"
    os.environ.setdefault("CUPY_GPU_MEMORY_LIMIT", f"{share:.1%}")


def limit_threads(threads: int) -> None:
    """Limit the pools of libraries that are loaded, and of those that come later."""
    for name in THREAD_VARIABLES:
        os.environ[name] = str(threads)
    with contextlib.suppress(ImportError):
        from threadpoolctl import threadpool_limits  # the extra `xdist` has it

        threadpool_limits(threads)
    # A torch that a test module has imported. One that can't be is for the probe to tell.
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(threads)
