"""Find what a mismatch message should tell, from host copies of both arrays."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_CEILING, Context
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _host
from ._message import SHOWN, Row, Special
from ._tolerance import EPS, Tolerance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WORST = 5  # rows of the table


def rows(
    actual: Any, desired: Any, wrong: NDArray[np.bool_], limit: NDArray[Any], ndim: int
) -> tuple[Row, ...]:
    """Return the worst finite failing elements, those furthest over `limit` first."""
    error, _ = _host.error_and_limit(actual, desired, None)
    failing = np.argwhere(wrong & ~special(actual) & ~special(desired))
    at = tuple(failing.T)
    # Where the limit is zero every excess is infinite, and the error itself decides.
    excess = _divided(error[at], limit[at])
    order = np.lexsort((-error[at], -excess))[:WORST]
    return tuple(
        _row(
            tuple(failing[i, :ndim].tolist()),
            actual[tuple(failing[i])],
            desired[tuple(failing[i])],
            float(limit[tuple(failing[i])]),
        )
        for i in order
    )


def specials(actual: Any, desired: Any, wrong: NDArray[np.bool_], ndim: int) -> tuple[Special, ...]:
    """Count nan and inf on both sides, and name the first places where they don't match."""
    found: list[Special] = []
    nan = [_is_nan(array) for array in (actual, desired)]
    inf = [special(array) & ~is_nan for array, is_nan in zip((actual, desired), nan, strict=True)]
    for name, (first, second), other in (("nan", nan, False), ("inf", inf, nan[0] | nan[1])):
        places = np.argwhere(wrong & (first | second) & ~np.asarray(other))
        if first.any() or second.any():
            examples = tuple(
                Row(
                    tuple(place[:ndim].tolist()),
                    str(actual[tuple(place)]),
                    str(desired[tuple(place)]),
                    "",
                    "",
                )
                for place in places[:SHOWN]
            )
            found.append(Special(name, int(first.sum()), int(second.sum()), len(places), examples))
    return tuple(found)


def signed_zeros(actual: Any, desired: Any) -> str:
    """Say where only the sign of a zero differs, which is no mismatch; or nothing."""
    if actual.dtype.kind != "f" or desired.dtype.kind != "f":
        return ""
    zeros = (actual == 0) & (desired == 0)
    count = int(np.count_nonzero(zeros & (np.signbit(actual) != np.signbit(desired))))
    return f"zeros of unlike sign, taken as equal: {count}" if count else ""


def largest_ratio(
    actual: Any, desired: Any, wrong: NDArray[np.bool_], limit: NDArray[Any]
) -> float:
    """Return the largest error in units of its limit; inf where nan or inf is out of place."""
    if np.any(wrong & (special(actual) | special(desired))):
        return math.inf
    finite = ~special(actual) & ~special(desired)
    if not finite.any() or not _host.is_number(actual):
        return 0.0
    error, _ = _host.error_and_limit(actual[finite], desired[finite], None)
    return float(np.max(_divided(error, limit[finite])))


def special(array: Any) -> NDArray[np.bool_]:
    """Return where an array is nan or infinite."""
    if array.dtype.kind not in "fc":
        return np.zeros(array.shape, dtype=np.bool_)
    return ~np.isfinite(array)


def _is_nan(array: Any) -> NDArray[np.bool_]:
    return np.isnan(array) if array.dtype.kind in "fc" else np.zeros(array.shape, dtype=np.bool_)


def is_inexact_only(actual: Any, desired: Any, wrong: NDArray[np.bool_], dtype: str) -> bool:
    """Whether the failing values look rounded rather than wrong.

    All of them are finite on both sides and off by at most eps**(1/4) times the largest
    |desired|: a quarter of the digits are right.
    """
    eps = EPS.get(dtype, 0.0)
    pair = actual[wrong], desired[wrong]
    if eps == 0 or not _are_finite(*pair):
        return False
    error, _ = _host.error_and_limit(*pair, None)
    sizes = np.abs(desired[~special(desired)])
    return bool(np.max(error) <= eps**0.25 * float(np.max(sizes)))


def remedies(
    actual: Any, desired: Any, wrong: NDArray[np.bool_], tolerance: Tolerance
) -> list[str]:
    """Return the `rtol` and the `atol` that would pass, each proven by trying it."""
    pair = actual[wrong], desired[wrong]
    if not _are_finite(*pair):
        return []
    error, _ = _host.error_and_limit(*pair, None)
    size = np.abs(_host.wide(pair[1]))
    needed = {
        "rtol": float(np.max(_divided(error - tolerance.atol, size))),
        "atol": float(np.max(error - tolerance.rtol * size)),
    }
    found: list[str] = []
    for name, value in needed.items():
        for candidate in _candidates(value):
            changed = replace(tolerance, **{name: candidate})
            if _host.close(*pair, changed, equal_nan=True).all():
                found.append(f"{name}={short(candidate)}")
                break
    return found


def short(value: float) -> str:
    """Return a number with three digits, integers in full."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else f"{value:.3g}"


def _are_finite(*arrays: Any) -> bool:
    return all(_host.is_number(array) and not special(array).any() for array in arrays)


def _candidates(value: float) -> Iterator[float]:
    """Yield numbers near `value` that `short` spells in full, the smallest first."""
    if not 0 < value < math.inf:
        return
    up = Context(prec=3, rounding=ROUND_CEILING)
    nearest = (value * factor for factor in (1.0, 1 + 2**-40, 1.01))
    rounded = (float(up.create_decimal_from_float(number)) for number in nearest)
    for number in (float(f"{value:.3g}"), value, *rounded):
        if number < math.inf and number == float(short(number)):
            yield number


def _row(index: tuple[int, ...], actual: Any, desired: Any, limit: float) -> Row:
    scalars = isinstance(actual, np.generic) and isinstance(desired, np.generic)
    if not (scalars and _host.is_number(actual) and _host.is_number(desired)):
        return Row(index, str(actual), str(desired), "", "")
    if actual.dtype.kind in "biu" and desired.dtype.kind in "biu":
        error: Any = abs(int(actual) - int(desired))
        size: Any = abs(int(desired))
    else:
        one = np.asarray([actual]), np.asarray([desired])
        error = float(_host.error_and_limit(*one, None)[0][0])
        size = float(np.abs(_host.wide(one[1]))[0])
    relative = error / size if size else math.inf
    excess = f"{error / limit:.3g}x" if limit else ""
    difference = str(error) if isinstance(error, int) else f"{error:.3g}"
    return Row(index, str(actual), str(desired), difference, f"{relative:.3g}", excess)


def _divided(numerator: Any, denominator: Any) -> Any:
    """Return numerator / denominator, inf over zero, 0 for 0/0."""
    quotient = np.where(numerator > 0, np.inf, 0.0)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient
