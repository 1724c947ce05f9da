"""The exact verdict, element by element, on host copies.

Floating point decides what it can decide: every comparison carries a bound of its own
rounding, and the few elements inside that bound are decided with rational numbers. So the
verdict is that of the formula over the exact values, on every library and machine. Arrays
here have one shape and at least one axis.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ._tolerance import Tolerance

    Bools = NDArray[np.bool_]

# From here on float64 skips integers.
_EXACT_INTEGERS = 2.0**53


def close(actual: Any, desired: Any, tolerance: Tolerance, *, equal_nan: bool) -> Bools:
    """Return where |actual - desired| <= atol + rtol*|desired| holds.

    Equal infinities are close and, with `equal_nan`, so are two NaNs. A complex number with
    a part that is not finite is judged part by part.
    """
    same = equal(actual, desired, equal_nan=equal_nan)
    if tolerance.exact or not (is_number(actual) and is_number(desired)):
        return same
    error, limit = error_and_limit(actual, desired, tolerance)
    holds = same | (np.isfinite(error) & (error <= limit))
    doubt = _doubt(actual, desired, error, limit) & ~same
    exactly = _complex_close if _is_complex(actual) or _is_complex(desired) else _real_close
    _settle(holds, doubt, lambda a, d: exactly(a, d, tolerance), actual, desired)
    if exactly is _complex_close:
        special = ~(_is_finite(actual) & _is_finite(desired))
        if special.any():
            parts = [
                close(part(actual)[special], part(desired)[special], tolerance, equal_nan=equal_nan)
                for part in (np.real, np.imag)
            ]
            holds[special] = parts[0] & parts[1]
    return holds


def equal(actual: Any, desired: Any, *, equal_nan: bool) -> Bools:
    """Return where both are the same number, or NaN (in the same parts)."""
    if not (is_number(actual) and is_number(desired)):
        return _same(actual, desired)
    if _is_complex(actual) or _is_complex(desired):
        real, imaginary = (
            equal(part(actual), part(desired), equal_nan=equal_nan) for part in (np.real, np.imag)
        )
        return real & imaginary
    same = np.asarray(actual == desired)
    _settle(same, _mixed(actual, desired), lambda a, d: exact(a) == exact(d), actual, desired)
    if equal_nan and not (_is_exact(actual) or _is_exact(desired)):
        same = same | (np.isnan(actual) & np.isnan(desired))
    return same


def _same(actual: Any, desired: Any) -> Bools:
    """Return where things that are no numbers are equal: text, dates, records, objects."""
    kinds = {actual.dtype.kind, desired.dtype.kind}
    if kinds in ({"M"}, {"m"}):  # in their own units, and NaT beside NaT
        return np.asarray(actual == desired) | (np.isnat(actual) & np.isnat(desired))
    same: Any = np.frompyfunc(_is_same, 2, 1)(actual.astype(object), desired.astype(object))
    return same.astype(np.bool_)


def _is_same(first: Any, second: Any) -> bool:
    try:
        equal = first is second or bool(first == second)
        return equal or bool(first != first and second != second)
    except Exception:  # noqa: BLE001 -- an array in an array of objects, or whatever == raises
        return False


def less(actual: Any, desired: Any, *, or_equal: bool) -> Bools:
    """Return where actual < desired (or <=) holds, or both are NaN."""
    holds = np.asarray(actual <= desired if or_equal else actual < desired)
    _settle(
        holds,
        _mixed(actual, desired),
        (lambda a, d: exact(a) <= exact(d)) if or_equal else (lambda a, d: exact(a) < exact(d)),
        actual,
        desired,
    )
    if _is_exact(actual) or _is_exact(desired):
        return holds
    return holds | (np.isnan(actual) & np.isnan(desired))


def close_nulp(actual: Any, desired: Any, nulp: float) -> Bools:
    """Return where |actual - desired| is at most `nulp` spacings of the larger of both.

    A spacing is the distance to the next number of the less precise of the two dtypes.
    """
    same = equal(actual, desired, equal_nan=True)
    if not are_inexact(actual, desired):
        return same
    error, _ = error_and_limit(actual, desired, None)
    return same | (error <= nulp * spacing(actual, desired))


def spacing(actual: Any, desired: Any) -> NDArray[Any]:
    """Return the distance from the larger of |actual| and |desired| to the next number."""
    larger = np.maximum(np.abs(actual), np.abs(desired))
    above = np.nextafter(larger, larger.dtype.type(np.inf))
    # The largest number has no next one; np.spacing overflows there.
    below = np.nextafter(larger, larger.dtype.type(0))
    return wide(np.where(np.isinf(above), larger - below, above - larger))


def error_and_limit(
    actual: Any, desired: Any, tolerance: Tolerance | None
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return |actual - desired| and atol + rtol*|desired|, in float64 or wider.

    Zeros for what can't be subtracted: text, dates.
    """
    if not (is_number(actual) and is_number(desired)):
        return np.zeros(actual.shape), np.zeros(actual.shape)
    error = _difference(actual, desired)
    if tolerance is None:
        return error, np.zeros_like(error)
    return error, np.abs(wide(desired)) * tolerance.rtol + tolerance.atol


def _difference(actual: Any, desired: Any) -> NDArray[Any]:
    """Return |actual - desired|, rounded once; that of large integers is not lost."""
    if actual.dtype.kind == desired.dtype.kind and _is_exact(actual):
        # Modulo 2**64 the larger minus the smaller is right for every pair of one kind.
        first, second = actual.astype(np.uint64), desired.astype(np.uint64)
        larger = actual >= desired
        return np.where(larger, first - second, second - first).astype(np.float64)
    return np.abs(wide(actual) - wide(desired))


def exact(number: Any) -> Any:
    """Return a finite real number of any dtype as an int or a Fraction."""
    if np.result_type(number).kind in "biu":
        return int(number)
    ratio = number if np.result_type(number) == np.longdouble else float(number)
    return Fraction(*ratio.as_integer_ratio())


def _doubt(actual: Any, desired: Any, error: Any, limit: Any) -> Bools:
    """Return where rounding could have decided."""
    eps = np.finfo(error.dtype).eps
    slack = 16 * eps * (error + limit) + 4 * np.nextafter(error.dtype.type(0), 1)
    if actual.dtype.kind != desired.dtype.kind and (_is_exact(actual) or _is_exact(desired)):
        size = np.abs(wide(actual)) + np.abs(wide(desired))
        slack = slack + np.where(size >= _EXACT_INTEGERS, 2 * eps * size, 0)
    # Written so that an overflow, too, is in doubt.
    undecided = ~(np.abs(error - limit) > slack) | ~np.isfinite(error)
    return undecided & _is_finite(actual) & _is_finite(desired)


def _mixed(actual: Any, desired: Any) -> Bools:
    """Return where an integer meets a float of a size at which float64 skips integers."""
    if _is_exact(actual) == _is_exact(desired):
        return np.zeros(actual.shape, dtype=np.bool_)
    sizes = np.abs(wide(actual)), np.abs(wide(desired))
    return np.isfinite(sizes[0] + sizes[1]) & (np.maximum(*sizes) >= _EXACT_INTEGERS)


def _settle(
    verdict: Bools, doubt: Bools, decide: Callable[[Any, Any], bool], actual: Any, desired: Any
) -> None:
    """Replace the doubtful verdicts by those of `decide` over exact numbers."""
    for index in map(tuple, np.argwhere(doubt)):
        verdict[index] = decide(actual[index], desired[index])


def _real_close(actual: Any, desired: Any, tolerance: Tolerance) -> bool:
    first, second = exact(actual), exact(desired)
    return abs(first - second) <= exact(tolerance.atol) + exact(tolerance.rtol) * abs(second)


def _complex_close(actual: Any, desired: Any, tolerance: Tolerance) -> bool:
    """Decide sqrt(N) <= atol + rtol*sqrt(D) without a square root."""
    d = [exact(desired.real), exact(desired.imag)]
    N = (exact(actual.real) - d[0]) ** 2 + (exact(actual.imag) - d[1]) ** 2
    D = d[0] ** 2 + d[1] ** 2
    atol, rtol = exact(tolerance.atol), exact(tolerance.rtol)
    K = N - atol**2 - rtol**2 * D
    return K <= 0 or 4 * atol**2 * rtol**2 * D >= K**2


def wide(array: Any) -> NDArray[Any]:
    """Return numbers in float64, complex128 or wider."""
    if _is_complex(array):
        return array.astype(np.result_type(array.dtype, np.complex128))
    if array.dtype.kind == "f":
        return array.astype(np.result_type(array.dtype, np.float64))
    return array.astype(np.float64)


def _is_finite(array: Any) -> Bools:
    return np.isfinite(wide(array))


def _is_complex(array: Any) -> bool:
    return array.dtype.kind == "c"


def _is_exact(array: Any) -> bool:
    return array.dtype.kind in "biu"


def are_inexact(actual: Any, desired: Any) -> bool:
    """Whether both hold floating-point numbers, real or complex."""
    return all(is_number(array) and not _is_exact(array) for array in (actual, desired))


def is_number(array: Any) -> bool:
    """Whether an array holds numbers that can be subtracted."""
    return array.dtype.kind in "biufc"
