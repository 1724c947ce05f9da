"""Long transforms of a few numbers among zeros: each adds one wave, known from its angle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._cosine import grid
from ._exact import exponentials

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._cosine import Family


def waves(entries: Mapping[int, complex], n: int, sign: int) -> Any:
    """Return the unscaled transform of n points that are zero but for some entries.

    Parameters
    ----------
    entries
        Position -> value.
    n
        Points.
    sign
        Of the exponent.
    """
    table, k = exponentials(np.arange(n), n).astype(np.clongdouble), np.arange(n)
    return sum(value * table[sign * j * k % n] for j, value in entries.items())


def cosines(entries: Mapping[int, float], n: int, family: Family, kind: int) -> Any:
    """Return the unscaled cosine or sine transform; the first and the last point are zero."""
    size, p, q = grid(family, kind, n)
    table = exponentials(np.arange(size), size).astype(np.clongdouble)
    table = table.real if family == "dct" else table.imag
    return sum(2 * value * table[int(p[j]) * q % size] for j, value in entries.items())
