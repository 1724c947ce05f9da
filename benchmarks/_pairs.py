"""Time two callables in alternating pairs, so that the machine's noise meets both alike.

Two separate timings compare two moments of a shared machine; a ratio taken pair by pair,
the order swapped each time, compares the two callables.
"""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds per call of two callables, pair by pair."""

    label: str
    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def minimum(self) -> float:
        """The ratio of the two best times, the steadiest number on a noisy machine."""
        return min(self.ours) / min(self.peer)

    @property
    def median(self) -> float:
        """The median of the pairs' own ratios."""
        return median(ours / peer for ours, peer in zip(self.ours, self.peer, strict=True))

    def __str__(self) -> str:
        return (
            f"{self.label:<52} ours {_time(min(self.ours))}   peer {_time(min(self.peer))}"
            f"   ratio min {self.minimum:5.2f}  median {self.median:5.2f}"
        )


def compare(
    label: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    *,
    pairs: int = 25,
    sample: float = 0.002,
) -> Pairs:
    """Call both alternately, print one line with the ratios ours / peer and return the times.

    Parameters
    ----------
    label : str
        What is measured.
    ours, peer : callable
        Called without arguments, twice each before the timing starts: the first call warms up.
    pairs : int
        How many pairs of samples.
    sample : float
        Seconds that one sample of the quicker callable should last at least.
    """
    _seconds(ours, 1), _seconds(peer, 1)
    calls = max(1, round(sample / min(_seconds(ours, 1), _seconds(peer, 1))))
    times = [_pair(ours, peer, calls, swap=bool(number % 2)) for number in range(pairs)]
    result = Pairs(label, tuple(t[0] for t in times), tuple(t[1] for t in times))
    print(result, flush=True)
    return result


def _pair(
    ours: Callable[[], object], peer: Callable[[], object], calls: int, *, swap: bool
) -> tuple[float, float]:
    if swap:
        second, first = _seconds(peer, calls), _seconds(ours, calls)
        return first, second
    return _seconds(ours, calls), _seconds(peer, calls)


def _seconds(function: Callable[[], object], calls: int) -> float:
    """Time `calls` calls and return the seconds per call."""
    start = perf_counter()
    for _ in range(calls):
        function()
    return (perf_counter() - start) / calls


def _time(seconds: float) -> str:
    for unit, scale in (("s ", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * scale >= 1:
            return f"{seconds * scale:7.2f} {unit}"
    return f"{seconds * 1e9:7.2f} ns"


def asked(text: str | None) -> ArgumentParser:
    """Return a parser of a benchmark's command line; its help is the module's docstring."""
    return ArgumentParser(description=text, formatter_class=RawDescriptionHelpFormatter)
