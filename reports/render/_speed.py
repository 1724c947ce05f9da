"""How fast each feature is, compared with NumPy in the same environment; never across machines."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._results import is_steady, number

if TYPE_CHECKING:
    from .._model import Timing
    from .._results import Matrix

BASE = "numpy"


@dataclass(frozen=True, slots=True)
class Speed:
    """A feature on a target: the median over its cases of NumPy's time divided by the target's."""

    ratio: float
    cases: int
    lowest: float
    highest: float
    unsteady: int

    @property
    def words(self) -> str:
        """The ratio for a reader."""
        if 1 / 1.05 < self.ratio < 1.05:
            return "as fast"
        if self.ratio > 1:
            return f"{self.ratio:.2g} times faster"
        return f"{1 / self.ratio:.2g} times slower"

    @property
    def level(self) -> str:
        """How it is coloured; small differences are no differences."""
        return "fast" if self.ratio > 1.5 else "slow" if self.ratio < 1 / 1.5 else "even"


def speeds(matrix: Matrix) -> list[tuple[str, dict[str, Speed]]]:
    """Return for each feature with comparable timings its speed by target key."""
    timings = {
        key: result.case.timing
        for key, result in matrix.results.items()
        if result.case.timing is not None and result.outcome == "pass"
    }
    parts = {key: matrix.results[key].case.part for key in timings}
    machines = {part.id: part.machine for part in matrix.report.parts}
    ratios: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for (case, target), timing in timings.items():
        base = case, f"{BASE}@{target.partition('@')[2]}"
        ratio = _ratio(timing, timings.get(base))
        same = base in parts and machines[parts[base]] == machines[parts[case, target]]
        if ratio is not None and same and base[1] != target:
            steady = is_steady(timing) and is_steady(timings[base])
            ratios.setdefault((case.partition("/")[0], target), []).append((ratio, steady))
    found: dict[str, dict[str, Speed]] = {}
    for (feature, target), measured in sorted(ratios.items()):
        found.setdefault(feature, {})[target] = _speed(measured)
    return list(found.items())


def _ratio(timing: Timing, base: Timing | None) -> float | None:
    if base is None or base.size != timing.size:
        return None
    mine, its = number(timing.median_s), number(base.median_s)
    if not (0 < mine < math.inf and 0 < its < math.inf and timing.synchronized):
        return None
    ratio = its / mine
    return ratio if 0 < ratio < math.inf else None


def _speed(found: list[tuple[float, bool]]) -> Speed:
    ratios = [ratio for ratio, _ in found]
    unsteady = sum(not steady for _, steady in found)
    return Speed(statistics.median(ratios), len(ratios), min(ratios), max(ratios), unsteady)
