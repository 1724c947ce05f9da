"""Transforms of small arrays by their matrices, whose elements are exact but for one rounding.

An exact transform of each array would cost much more than what it checks, where there are
thousands of small ones. The sums are in the widest floats of the machine.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Transform = Callable[[Any], Any]


@lru_cache(maxsize=4096)
def matrices(transform: Transform, points: int) -> tuple[Any, Any]:
    """Return what becomes of real and of imaginary unit vectors, one row each.

    Parameters
    ----------
    transform
        A hashable function of a host array, along the last axis, linear over the real numbers.
    points
        Length of its input.
    """
    units = np.eye(points)
    real = transform(units)
    try:
        imaginary = transform(1j * units)
    except TypeError:  # takes real input only
        imaginary = None
    return tuple(None if m is None else wide(m) for m in (real, imaginary))  # type: ignore[return-value]


def wide(values: Any) -> Any:
    """Return values in the widest floats of the machine, complex ones as such."""
    return values.astype(np.clongdouble if np.iscomplexobj(values) else np.longdouble)


def transformed(x: Any, transforms: Sequence[tuple[int, Transform]]) -> Any:
    """Apply transforms one after the other, each along its own axis.

    Parameters
    ----------
    x : numpy.ndarray
        Values.
    transforms
        Axes, and functions as for `matrices`.

    Returns
    -------
    numpy.ndarray
        Not rounded.
    """
    y = wide(x)
    for axis, transform in transforms:
        y = np.moveaxis(y, axis, -1)
        real, imaginary = matrices(transform, y.shape[-1])
        y = y.real @ real + (y.imag @ imaginary if np.iscomplexobj(y) else 0)
        y = np.moveaxis(y, -1, axis)
    return y
