"""Error bounds of transforms, from error analysis; in units of the result's eps.

Relative L2 error of an FFT of n points, L = log2 n: rounding errors accumulate like a random
walk, c sqrt(L) with c below 0.75 in the libraries measured (Gentleman and Sande 1966,
Schatzman 1996), hence the band. The ceiling is the worst case (Higham, Accuracy and Stability
of Numerical Algorithms, theorem 24.2): what lies above it is not rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

SPREAD = 8.0
"""The largest element error allowed, in L2 bounds times the rms of the expected values."""


@dataclass(frozen=True, slots=True)
class Error:
    """A measured error, in eps.

    Parameters
    ----------
    l2
        Norm of the difference over the norm of the expected values.
    peak
        Largest difference over the root mean square of the expected values.
    worst
        Index of the largest difference.
    """

    l2: float
    peak: float
    worst: tuple[int, ...]


def band(n: int, *, extra: float = 0.0) -> float:
    """Return the limit of the relative L2 error; `extra` is added to log2 n."""
    return 2 * (1 + 0.7 * math.sqrt(math.log2(max(n, 1)) + extra))


def ceiling(n: int, *, extra: float = 0.0) -> float:
    """Return the bound that rounding errors can't exceed."""
    return 2 + 3.33 * (math.log2(max(n, 1)) + extra)


def measure(actual: Any, expected: Any, eps: float, *, scale: float | None = None) -> Error:
    """Compare host arrays of one shape.

    Parameters
    ----------
    actual, expected : numpy.ndarray
        Finite `expected`; NaN or infinity in `actual` is an infinite error.
    eps
        Spacing of 1.0 in the precision of `actual`.
    scale
        Norm to divide by; that of `expected` by default.
    """
    if expected.size == 0:
        return Error(0.0, 0.0, ())
    difference = np.abs(actual.astype(expected.dtype) - expected)
    worst = np.unravel_index(int(np.argmax(difference)), difference.shape)
    index = tuple(int(i) for i in worst)
    if not np.all(np.isfinite(difference)):
        return Error(math.inf, math.inf, index)
    norm = float(np.linalg.norm(expected)) if scale is None else scale
    if norm == 0:
        exact = 0.0 if not np.any(difference) else math.inf
        return Error(exact, exact, index)
    rms = norm / math.sqrt(expected.size)
    total = float(np.linalg.norm(difference))
    return Error(total / norm / eps, float(difference[index]) / rms / eps, index)
