"""What each case did over a folder of older reports: only the transitions are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._query import select

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._results import Matrix


@dataclass(frozen=True, slots=True)
class Track:
    """One case on one target: when it took which label."""

    case: str
    target: str
    steps: tuple[tuple[str, str], ...]


def started(matrix: Matrix) -> str:
    """Return when a report's first part began."""
    return min((part.started for part in matrix.report.parts), default="")


def history(matrices: Iterable[Matrix], *, query: str = "", all_cases: bool = False) -> list[Track]:
    """Return the tracks of the cases that changed, oldest step first.

    Parameters
    ----------
    matrices : iterable of Matrix
        Reports in any order; each is looked at once.
    query : str
        Which results to follow: those that it chooses in any of the reports.
    all_cases : bool
        Tell cases that never changed too.
    """
    steps: dict[tuple[str, str], list[tuple[str, str]]] = {}
    chosen: set[tuple[str, str]] = set()
    for matrix in sorted(matrices, key=started):
        when = started(matrix)
        for key, result in matrix.results.items():
            track = steps.setdefault(key, [])
            if not track or track[-1][1] != result.label:
                track.append((when, result.label))
        chosen |= {(r.case.id, r.case.target) for r in select(matrix, query)}
    return [
        Track(*key, tuple(track))
        for key, track in sorted(steps.items())
        if key in chosen and (all_cases or len(track) > 1)
    ]
