"""How long a call takes: repeated in place, for the speed view of a report; no check judges it."""

from __future__ import annotations

import gc
import statistics
from time import perf_counter
from typing import TYPE_CHECKING

from ..assertions import Timing

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST, MOST = 5, 100  # repetitions
ENOUGH = 0.01  # seconds


def timed(call: Callable[[], None], size: str) -> Timing:
    """Repeat a call that ran before, and so is compiled and warm, until the median is steady.

    Parameters
    ----------
    call
        Returns once its result is computed.
    size
        Of its input.
    """
    times: list[float] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        while len(times) < LEAST or (sum(times) < ENOUGH and len(times) < MOST):
            start = perf_counter()
            call()
            times.append(perf_counter() - start)
    finally:
        if collecting:
            gc.enable()
    low, median, high = statistics.quantiles(times, n=4)
    return Timing(_short(median), _short(high - low), _short(min(times)), len(times), size)


def _short(seconds: float) -> float:
    """Return three digits: more are noise, and cost room."""
    return float(f"{seconds:.3g}")
