"""Compare values with the arrays' own namespace, on their own device.

Each function returns one Python bool. True is certain; False means "look closer": rounding
right at the tolerance, or a mismatch. The exact verdict is `_host`'s. Tolerances are
tightened by a few eps here, so that rounding can't let a value slip through. (Where a
library flushes subnormal numbers to zero, they are zero here too.)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from array_api_compat import array_namespace

from ._tolerance import EPS, Tolerance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._side import Side

# The temporaries of a piece of this many elements stay in a core's cache; measured on
# float64 with 10^7 elements (benchmarks/assertions.py).
PIECE = 1 << 15

_HALF = {"float16", "bfloat16"}

_SMALLEST_NORMAL = {"float32": 2.0**-126, "complex64": 2.0**-126}


def pieces(actual: Any, desired: Any) -> Iterator[tuple[Any, Any]]:
    """Cut two arrays of one shape into views of at most `PIECE` elements."""
    if math.prod(actual.shape) <= PIECE:
        yield actual, desired
        return
    axis = next(i for i, length in enumerate(actual.shape) if length > 1)
    half = actual.shape[axis] // 2
    for part in (slice(None, half), slice(half, None)):
        index = (*(slice(None),) * axis, part)
        yield from pieces(actual[index], desired[index])


def close(
    xp: Any, actual: Any, desired: Any, dtype: str, tolerance: Tolerance, *, equal_nan: bool
) -> bool:
    """Whether all values are certainly within the tolerance; `dtype` names that of both."""
    if dtype not in EPS or tolerance.exact:
        return _equal(xp, actual, desired, dtype, equal_nan=equal_nan)
    tightened = 1 - 8 * EPS[dtype]
    tight = (tolerance.rtol * tightened, tolerance.atol * tightened)
    if bool(xp.all(_room(xp, actual, desired, *tight) >= 0)):
        return True
    return bool(xp.all(_close_or_special(xp, actual, desired, dtype, tight, equal_nan=equal_nan)))


def less(xp: Any, actual: Any, desired: Any, dtype: str, *, or_equal: bool) -> bool:
    """Whether actual < desired (or <=) certainly holds; NaN is let through beside NaN."""
    if bool(xp.all(actual <= desired if or_equal else actual < desired)):
        return True
    if dtype not in EPS:
        return False
    holds = actual <= desired if or_equal else actual < desired
    return bool(xp.all(holds | _both_nan(xp, actual, desired)))


def close_nulp(xp: Any, actual: Any, desired: Any, dtype: str, nulp: float) -> bool:
    """Whether |actual - desired| is certainly at most `nulp` spacings of the larger of both."""
    if dtype not in EPS:
        return _equal(xp, actual, desired, dtype, equal_nan=True)
    larger = xp.maximum(xp.abs(actual), xp.abs(desired))
    # Downwards: never more than the spacing above, and finite for the largest number.
    spacing = larger - xp.nextafter(larger, xp.zeros_like(larger))
    if bool(xp.all(spacing * nulp - xp.abs(actual - desired) >= 0)):
        return True
    return _equal(xp, actual, desired, dtype, equal_nan=True)


def largest_ratio(xp: Any, actual: Any, desired: Any, dtype: str, tolerance: Tolerance) -> float:
    """Return the largest |actual - desired| / (atol + rtol*|desired|) among finite values."""
    error = xp.abs(actual - desired)
    # The smallest normal number keeps 0/0 out, where the error is zero as well.
    floor = tolerance.atol + _SMALLEST_NORMAL.get(dtype, 2.0**-1022)
    ratio = error / (xp.abs(desired) * tolerance.rtol + floor)
    largest = float(xp.max(ratio))
    if math.isfinite(largest):
        return largest
    return float(xp.max(xp.where(xp.isfinite(ratio), ratio, xp.zeros_like(ratio))))


def widened(actual: Side, desired: Side) -> tuple[Any, Any, str]:
    """Return both arrays in a dtype in which their difference can be judged, and its name."""
    name = actual.dtype
    if name == desired.dtype and name not in _HALF:
        return actual.given, desired.given, name
    # The tolerance of a half precision number is often subnormal there.
    names = {name, desired.dtype} - _HALF or {"float32"}
    widest = min(names, key=lambda name: EPS[name])
    xp = array_namespace(actual.given)
    dtype = getattr(xp, widest)
    return xp.astype(actual.given, dtype), xp.astype(desired.given, dtype), widest


def _room(xp: Any, actual: Any, desired: Any, rtol: float, atol: float) -> Any:
    """Return tolerance - error: negative or NaN where a value is not certainly close.

    NaN too where `desired` is infinite, which "error <= tolerance" would let pass.
    """
    limit = xp.abs(desired) * rtol
    if atol:
        limit = limit + atol
    return limit - xp.abs(actual - desired)


def _close_or_special(
    xp: Any, actual: Any, desired: Any, dtype: str, tight: tuple[float, float], *, equal_nan: bool
) -> Any:
    """Return where values are close, equal infinities, or NaN on both sides."""
    holds = (_room(xp, actual, desired, *tight) >= 0) | (actual == desired)
    if "complex" in dtype:
        special = ~(xp.isfinite(actual) & xp.isfinite(desired))
        for part in (xp.real, xp.imag):
            special = special & _close_or_special(
                xp, part(actual), part(desired), "real", tight, equal_nan=equal_nan
            )
        return holds | special
    return holds | _both_nan(xp, actual, desired) if equal_nan else holds


def _equal(xp: Any, actual: Any, desired: Any, dtype: str, *, equal_nan: bool) -> bool:
    if bool(xp.all(actual == desired)):
        return True
    if dtype not in EPS or not equal_nan:
        return False
    if "complex" in dtype:
        return all(
            _equal(xp, part(actual), part(desired), "float64", equal_nan=True)
            for part in (xp.real, xp.imag)
        )
    return bool(xp.all((actual == desired) | _both_nan(xp, actual, desired)))


def _both_nan(xp: Any, actual: Any, desired: Any) -> Any:
    return xp.isnan(actual) & xp.isnan(desired)
