"""Numbers that conversions between dtypes have to keep, and what becomes of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._subject import EPS

inf, nan = math.inf, math.nan

WHOLE = (0, 1, -1, 2, 3, 4, -2, 100, 127, -128, 128, 255, 256, 1000, 2**15 - 1, -(2**15), 2**16 - 1,
         2**16, 2**24 - 1, 2**24, 2**31 - 1, -(2**31), 2**31, 2**32 - 1, 2**32, 2**53 - 1, 2**53,
         2**53 + 1, -(2**53) - 1, 2**62, 2**62 + 1, 2**63 - 1, -(2**63), 2**63, 2**63 + 1,
         2**64 - 1)  # fmt: skip
FRACTIONS = (0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 1.75, -2.25, 2.5, 100.875, 126.5, -127.75,
             254.5, 32766.5, 65534.5, 8388607.5, 2147483646.5, -2147483647.5, 4294967294.5,
             2.0**40 + 0.5, -(2.0**40) - 0.25, 2.0**52 + 0.5, 2.0**62, -(2.0**63), 2.0**63 - 1024,
             2.0**64 - 2048, 0.1, 1 / 3, 1e30, -1e30, 1e-30, 1e300)  # fmt: skip
SPECIAL = (inf, -inf, nan)


def numbers(dtype: str) -> list[Any]:
    """Return the numbers of the lists that a dtype has, as Python's."""
    if dtype == "bool":
        return [False, True, True, False]
    if "int" in dtype:
        info = np.iinfo(dtype)
        return [v for v in WHOLE if info.min <= v <= info.max]
    real = "float32" if dtype in {"float32", "complex64"} else "float64"
    with np.errstate(over="ignore"):
        found = [v for v in (*FRACTIONS, *SPECIAL) if float(np.dtype(real).type(v)) == v or v != v]
    if dtype.startswith("complex"):
        return [complex(a, b) for a, b in zip(found, found[3:] + found[:3], strict=True)]
    return found


def converted(value: Any, dtype: str) -> Any:
    """Return what becomes of a number, or None where the standard leaves that open.

    Booleans ask for zero, integers lose fractions, and floating-point dtypes keep what they hold.
    """
    if dtype == "bool":
        return value != 0
    if isinstance(value, complex):
        return kept(value, dtype) if dtype.startswith("complex") else None
    if "int" in dtype:
        if not math.isfinite(value):
            return None
        whole, info = int(value), np.iinfo(dtype)
        # A negative fraction is out of what an unsigned dtype holds.
        inside = info.min <= whole <= info.max and not (value < 0 and info.min == 0)
        return whole if inside else None
    return kept(value, dtype)


def kept(value: Any, dtype: str) -> Any:
    """Return a number that a floating-point dtype holds, or None."""
    wide: Any = complex if dtype.startswith("complex") else float
    with np.errstate(over="ignore"):
        same = wide(np.dtype(dtype).type(value))
    # Python compares integers and doubles exactly.
    exact = same == value or value != value or dtype not in EPS
    parts = isinstance(value, complex) and value != value
    return None if not exact or (parts and repr(same) != repr(value)) else wide(value)
