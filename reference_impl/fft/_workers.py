"""How many workers SciPy's transforms would use: a setting kept for its sake."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ._arguments import worker_count

if TYPE_CHECKING:
    from collections.abc import Generator

_WORKERS: ContextVar[int] = ContextVar("workers", default=1)


@contextmanager
def set_workers(workers: int) -> Generator[None]:
    """Set what `get_workers` returns for the time of a ``with`` statement, in this thread.

    Parameters
    ----------
    workers : int
        Negative numbers count back from the number of processors, which -1 stands for.

    Raises
    ------
    TypeError
        If `workers` is not an integer.
    ValueError
        If it is zero, or below minus the number of processors.

    Notes
    -----
    For SciPy's sake; no transform here looks at it. The array library decides about threads.
    """
    token = _WORKERS.set(worker_count(workers))
    try:
        yield
    finally:
        _WORKERS.reset(token)


def get_workers() -> int:
    """Return the number of workers that `set_workers` has set in this thread.

    Returns
    -------
    int
        1 outside of `set_workers`.
    """
    return _WORKERS.get()
