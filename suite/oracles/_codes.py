"""Vector quantisation in exact arithmetic: distances to codes, means of clusters."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ._merges import rational


def code_distances(obs: Any, codes: Any) -> Any:
    """Return the exact squared distance of each row of `obs` to each of `codes`.

    Parameters
    ----------
    obs : numpy.ndarray, shape (n, d)
    codes : numpy.ndarray, shape (k, d)

    Returns
    -------
    numpy.ndarray of Fraction, shape (n, k)
    """
    scale = 2**60
    obs, codes = (_integers(x, scale) for x in (obs, codes))
    squares = sum(np.subtract.outer(obs[:, j], codes[:, j]) ** 2 for j in range(obs.shape[1]))
    return squares * Fraction(1, scale**2)


def means(obs: Any, labels: Any, k: int) -> list[list[float] | None]:
    """Return the correctly rounded mean of the rows of each label; None where there are none."""
    rows = rational(obs)
    result: list[list[float] | None] = []
    for label in range(k):
        members = rows[np.asarray(labels) == label]
        mean = None if len(members) == 0 else np.sum(members, axis=0) / len(members)
        result.append(None if mean is None else [float(v) for v in mean])
    return result


def _integers(values: Any, scale: int) -> Any:
    """Return values times the scale, as Python integers.

    Raises
    ------
    ValueError
        If a value is not a multiple of 1 / scale.
    """
    scaled = rational(values) * scale
    if any(v.denominator != 1 for v in scaled.ravel()):
        msg = f"the values must be multiples of 1 / {scale}"
        raise ValueError(msg)
    return np.array([v.numerator for v in scaled.ravel()], object).reshape(scaled.shape)
