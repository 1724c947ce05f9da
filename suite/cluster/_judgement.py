"""Judging a linkage against what was clustered: any valid choice among ties is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..oracles import GEOMETRIC, rational, replay, square, squared_distances, unsound

if TYPE_CHECKING:
    from .._subject import Subject
    from ..oracles import Merge

EXACT = 12
"""Up to this many observations the arithmetic is that of fractions."""


def judge(subject: Subject, Z: Any, data: Any, method: str, *, whole: bool = False) -> None:
    """Require a sound linkage whose every merge is of two nearest clusters.

    Parameters
    ----------
    subject
        Whose result it is.
    Z : array, shape (n-1, 4)
        The linkage.
    data : numpy.ndarray, shape (n, d) or (n(n-1)/2,)
        Observations under the Euclidean distance, or condensed distances; as the function
        got them.
    method
        The method's name. The geometric ones are judged by observations.
    whole
        Whether `data` are small whole numbers: then a tie is exact, or it is none, and every
        merge must be of clusters at exactly the least distance.
    """
    found = subject.host(Z)
    subject.expect_shape(Z, (found.shape[0], 4))
    fault = unsound(found, monotonic=method not in {"centroid", "median"})
    subject.expect(fault is None, f"not a linkage: {fault}")
    d = data.shape[1] if data.ndim == 2 else 0
    number = rational if whole else extended
    given = number(data)
    if method not in GEOMETRIC:
        given = square(given) if d == 0 else roots(squared_distances(given), exact=whole)
    merges = replay(found, given, method)
    subject.expect(len(merges) == len(given) - 1, f"{len(merges)} merges of {len(given)}")
    errors = [_Error.of(merge, given, method, subject.eps(found), d) for merge in merges]
    worst = max(errors, key=lambda e: e.share)
    row = errors.index(worst)
    subject.record(worst.height, "eps", limit=worst.limit, n=len(merges))
    merge = merges[row]
    subject.expect(
        all(m.exact == m.least for m in merges) if whole else worst.excess <= 2 * worst.limit,
        f"row {row} merges clusters at distance{squared(method)} {float(merge.exact)!r}, "
        f"others were nearer: {float(merge.least)!r}",
    )
    subject.expect(
        worst.height <= worst.limit,
        f"row {row} has height {merge.height!r}, the distance{squared(method)} is "
        f"{float(merge.exact)!r}: {worst.height:.3g} eps off, limit {worst.limit:.3g}",
    )


def extended(values: Any) -> Any:
    """Return the values in the widest floats of the machine."""
    return np.asarray(values, dtype=np.longdouble)


def roots(squares: Any, *, exact: bool) -> Any:
    """Return distances from squares; the squares themselves in exact arithmetic.

    Least and greatest are the same in either.
    """
    return squares if exact else np.sqrt(squares)


def squared(method: str) -> str:
    """Return what messages add to a distance that is known as its square."""
    return " squared" if method in GEOMETRIC else ""


class _Error:
    """How far a merge is from the least distance, and its height from the distance, in eps.

    A minimum or maximum is copied, a mean is rounded at each of the merges below. The methods
    of centres subtract squares: what they lose is small beside the largest square.
    """

    def __init__(self, excess: Any, height: Any, limit: float) -> None:
        self.excess, self.height, self.limit = float(excess), float(height), limit

    @property
    def share(self) -> float:
        """Return the larger of both, beside what is allowed."""
        return max(self.excess / 2, self.height) / max(self.limit, 1e-9)

    @classmethod
    def of(cls, merge: Merge, data: Any, method: str, eps: float, d: int) -> _Error:
        """Measure one merge; `d` features of observations, 0 for given distances."""
        height = extended(merge.height) if data.dtype != object else rational(merge.height)[()]
        exact, least = merge.exact, merge.least
        if method in GEOMETRIC:
            scale = np.max(squared_distances(data)) if len(data) < 3 else _span(data)
            limit = 8.0 * merge.depth + d + 3
            unit = (scale or 1) * _like(data, eps)
            return cls((exact - least) / unit, abs(height**2 - exact) / unit, limit)
        if data.dtype == object and d:  # the squares themselves
            unit = (exact or 1) * _like(data, eps)
            return cls((exact - least) / unit, abs(height**2 - exact) / unit, d + 6.0)
        limit = d / 2 + 3.0 if d else 0.0
        if method in {"average", "weighted"}:
            limit += 2.0 * merge.depth
        unit = (exact or 1) * _like(data, eps)
        return cls((exact - least) / unit, abs(height - exact) / unit, limit)


def _span(data: Any) -> Any:
    """Return the square of a length that no two rows are further apart than."""
    return sum((max(column) - min(column)) ** 2 for column in data.T)


def _like(data: Any, value: float) -> Any:
    return rational(value)[()] if data.dtype == object else np.longdouble(value)
