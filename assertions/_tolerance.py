"""Tolerances: the default of each dtype, and what a caller's `rtol` and `atol` mean.

Refuses what can't be meant: a tolerance that is negative, infinite or NaN, or for a dtype
that nobody has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ..backends import DTYPES, close_matches

# The distance from 1 to the next number, by dtype name; 0 for every exact dtype.
EPS: dict[str, float] = {
    "bfloat16": 2.0**-7,
    "float16": 2.0**-10,
    "float32": 2.0**-23,
    "complex64": 2.0**-23,
    "float64": 2.0**-52,
    "complex128": 2.0**-52,
    "longdouble": float(np.finfo(np.longdouble).eps),
    "clongdouble": float(np.finfo(np.longdouble).eps),
}

NAMES = tuple(dict.fromkeys((*EPS, *DTYPES)))  # what a tolerance may be given for

# 4*sqrt(eps) would be 12.5 % for float16 and 35 % for bfloat16: torch's own values instead.
CAPPED_RTOL = {"float16": 1e-3, "bfloat16": 1.6e-2}

_LONG = {np.dtype(np.longdouble).name: "longdouble", np.dtype(np.clongdouble).name: "clongdouble"}


@dataclass(frozen=True, slots=True)
class Tolerance:
    """|actual - desired| <= atol + rtol*|desired|, and whether rtol was the dtype's default."""

    rtol: float
    atol: float
    default_for: str | None = None

    @property
    def exact(self) -> bool:
        """Whether only equal values pass."""
        return self.rtol == 0 and self.atol == 0


EXACT = Tolerance(0.0, 0.0)


@cache  # NumPy takes longer to spell a dtype than to compare ten numbers
def dtype_name(library: str, dtype: Any) -> str:
    """Return the standard's name of a library's dtype: ``float32`` for torch.float32.

    The library keeps the cache from comparing dtypes across libraries, which some resent.
    """
    del library
    if isinstance(dtype, np.dtype):
        name = dtype.name
        return _LONG.get(name, name) if name not in EPS else name
    return str(dtype).rpartition(".")[2]


def default_rtol(name: str) -> float:
    """Return 4*sqrt(eps) for a floating dtype, capped for the half precisions, else 0."""
    return CAPPED_RTOL.get(name, 4 * math.sqrt(EPS.get(name, 0.0)))


def resolve(rtol: Any, atol: Any, name: str) -> Tolerance:
    """Return the tolerance that a caller's `rtol` and `atol` mean for the dtype `name`."""
    rtol, atol = _of_dtype("rtol", rtol, name), _of_dtype("atol", atol, name)
    return Tolerance(
        default_rtol(name) if rtol is None else _checked("rtol", rtol),
        0.0 if atol is None else _checked("atol", atol),
        name if rtol is None else None,
    )


def _of_dtype(what: str, value: Any, name: str) -> Any:
    # By exclusion: asking whether a number is a Mapping is slow.
    if value is None or isinstance(value, float | int) or not isinstance(value, Mapping):
        return value
    # Dtypes of one library alone, such as float8_e4m3fn, are known where they occur.
    for key in value.keys() - {*NAMES, name}:
        hint = close_matches(str(key), NAMES)
        msg = f"{what} has the key {key!r}{hint}; expected names of dtypes: {', '.join(NAMES)}"
        raise ValueError(msg)
    return value.get(name)


def _checked(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, RuntimeError):  # an array of several; a library's own refusal
        number = math.nan
    if not 0 <= number < math.inf:
        msg = f"{name} must be a finite number >= 0, got {value!r}"
        raise ValueError(msg)
    return number
