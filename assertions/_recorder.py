"""What the assertions saw, for whoever asked to be told.

A pass says nothing about how much was compared, or how close it was. While a recorder is
open the assertions count what they compared and keep the worst error. Recorders are
process-wide on purpose: an assertion in a worker thread counts for the test that started it.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@dataclass(frozen=True, slots=True)
class Accuracy:
    """A measured error and the limit it was held to.

    Parameters
    ----------
    max_err : float
        The largest error, in `unit`; inf where a value was not finite that should have been.
    unit : str
        ``eps`` (relative error in units of the dtype's eps), ``tolerance`` (units of the
        tolerance), ``exact`` (no error allowed), or what a check measured: ``ulp``, ``eps-l2``.
    limit : float or None
        The largest error that passes, in the same unit.
    n : int
        How many values were measured.
    worst : str or None
        Which input the largest error belongs to.
    """

    max_err: float
    unit: str
    limit: float | None
    n: int
    worst: str | None = None

    @property
    def ratio(self) -> float:
        """The error in units of its limit: what makes two measurements comparable."""
        if self.max_err == 0:
            return 0.0
        return self.max_err / self.limit if self.limit else float("inf")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one call takes, until its result is computed.

    Parameters
    ----------
    median_s, iqr_s, min_s : float
        Of the repetitions: the median, the distance of the quartiles, the least; seconds.
    n : int
        Repetitions.
    size : str
        Of the input: only timings of one size are compared.
    """

    median_s: float
    iqr_s: float
    min_s: float
    n: int
    size: str


@dataclass(slots=True)
class Record:
    """What was seen while it was open.

    Attributes
    ----------
    compared : int
        Pairs of arrays whose values were compared.
    metadata_only : int
        Pairs that had no values to compare: empty, on a meta device, or traced.
    accuracy : Accuracy or None
        The measurement nearest to its limit, or furthest over it.
    timing : Timing or None
        The last timing.
    """

    compared: int = 0
    metadata_only: int = 0
    accuracy: Accuracy | None = None
    timing: Timing | None = None


# One of the two process-wide states: worker threads must find it (see the module docstring).
_open: list[Record] = []
_lock = threading.Lock()


@contextmanager
def recording() -> Generator[Record]:
    """Open a recorder for the time of a ``with`` block; every open recorder is told everything.

    Yields
    ------
    Record
        Filled by the assertions while the block runs.

    Examples
    --------
    >>> import numpy as np
    >>> from pytest_array_api.assertions import recording, xp_assert_equal
    >>> with recording() as record:
    ...     xp_assert_equal(np.ones(3), np.ones(3))
    >>> record.compared
    1
    """
    record = Record()
    with _lock:
        _open.append(record)
    try:
        yield record
    finally:
        with _lock:
            # By identity: two empty records are equal.
            _open[:] = [other for other in _open if other is not record]


def is_open() -> bool:
    """Whether anybody listens, so that measuring is worth its time."""
    return bool(_open)


def record_comparison(*, values: bool) -> None:
    """Count one pair of arrays, with or without values."""
    if not _open:
        return
    with _lock:
        for record in _open:
            record.compared += values
            record.metadata_only += not values


def record_accuracy(
    max_err: float, unit: str, limit: float | None, n: int, worst: str | None = None
) -> None:
    """Tell every open recorder of an error that a check measured itself.

    Parameters
    ----------
    max_err : float
        The largest error, in `unit`.
    unit : str
        The unit of `max_err` and `limit`: ``eps-l2``, ``ulp``, ...
    limit : float or None
        The largest error that passes; None where there is none.
    n : int
        How many values were measured.
    worst : str, optional
        Which input the largest error belongs to.
    """
    seen = Accuracy(float(max_err), unit, None if limit is None else float(limit), int(n), worst)
    with _lock:
        for record in _open:
            if record.accuracy is None or not seen.ratio <= record.accuracy.ratio:
                record.accuracy = seen


def record_timing(timing: Timing) -> None:
    """Tell every open recorder how long a call took.

    Parameters
    ----------
    timing : Timing
        In seconds.
    """
    with _lock:
        for record in _open:
            record.timing = timing
