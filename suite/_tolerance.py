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
"""The largest element error allowed, in L2 bounds times the element and the rms of all."""

TINY = 1e-290


@dataclass(frozen=True, slots=True)
class Error:
    """A measured error, in eps.

    Parameters
    ----------
    l2
        Norm of the difference over the norm of the expected values.
    peak
        Largest difference, each over the magnitude of its expected value and the root mean
        square of all: zeros are legitimate, and so is a spectrum of one line.
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


def measure(actual: Any, expected: Any, eps: float) -> Error:
    """Compare host arrays of one shape.

    Parameters
    ----------
    actual, expected : numpy.ndarray
        Finite `expected`; NaN or infinity in `actual` is an infinite error.
    eps
        Spacing of 1.0 in the precision of `actual`.
    """
    if expected.size == 0:
        return Error(0.0, 0.0, ())
    difference = np.abs(actual.astype(expected.dtype) - expected)
    norm = float(np.linalg.norm(expected))
    # Equal zeros have no error, and anything but zero has an infinite one where all are zero.
    weight = np.maximum(np.abs(expected) + norm / math.sqrt(expected.size), TINY)
    peaks = np.where(np.isfinite(difference), difference, math.inf) / weight / eps
    worst = np.unravel_index(int(np.argmax(peaks)), peaks.shape)
    index = tuple(int(i) for i in worst)
    if not np.all(np.isfinite(difference)):
        return Error(math.inf, math.inf, index)
    total = float(np.linalg.norm(difference))
    return Error(total / max(norm, TINY) / eps, float(peaks[index]), index)
