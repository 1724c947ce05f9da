"""How exact each feature is on each target: largest errors, and curves over the length.

An error is the largest one *seen*: a lower bound. What matters is its share of the limit that the
check allows; errors of different units are never compared.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._results import number
from .._text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._model import Accuracy, Case
    from .._results import Matrix

Point = tuple[int, float]
CLASSES = 8  # of curves: colours and dashes of the page
MAX_PLOTS = 120


@dataclass(frozen=True, slots=True)
class Heat:
    """The worst error of a row on a target."""

    error: str
    percent: str
    level: str
    case: str


@dataclass(frozen=True, slots=True)
class Curve:
    """The errors of one target over the length, as an SVG path; `place` says how it looks."""

    target: str
    place: int
    path: str
    peak: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One feature's curves, the limit's path, and the ticks of both axes."""

    feature: str
    unit: str
    curves: list[Curve]
    limit: str
    x_ticks: list[tuple[float, str]]
    y_ticks: list[tuple[float, str]]


def heat_map(matrix: Matrix, row_of: Callable[[Case], str]) -> list[tuple[str, list[Heat | None]]]:
    """Return for each row, say a feature or a dtype, the worst error on each target."""
    worst: dict[tuple[str, str], Case] = {}
    for case in measured(matrix):
        key = row_of(case), case.target
        known = worst.get(key)
        if known is None or badness(case) > badness(known):
            worst[key] = case
    names = sorted({name for name, _ in worst if name})
    return [(name, [_heat(worst.get((name, c.key))) for c in matrix.columns]) for name in names]


def measured(matrix: Matrix) -> list[Case]:
    """Return the cases with an error."""
    return [result.case for result in matrix.results.values() if result.case.accuracy]


def badness(case: Case) -> tuple[float, float]:
    """Return the error's share of its limit, then the error."""
    assert case.accuracy is not None
    return share(case.accuracy), number(case.accuracy.max_err)


def share(accuracy: Accuracy) -> float:
    """Return the error divided by its limit; -1 where no limit is known."""
    error = number(accuracy.max_err)
    if accuracy.limit is None:
        return -1.0
    limit = number(accuracy.limit)
    if math.isinf(error):
        return math.inf
    return error / limit if limit else (math.inf if error else 0.0)


def _heat(case: Case | None) -> Heat | None:
    if case is None or case.accuracy is None:
        return None
    part = share(case.accuracy)
    return Heat(
        error=f"{short(number(case.accuracy.max_err))} {case.accuracy.unit}",
        percent=percent(part),
        level=level(part),
        case=case.id,
    )


def percent(part: float) -> str:
    """Return a share of a limit in words, rounded up."""
    if part < 0:
        return "no limit"
    if part > 10:
        return f"{short(part)} times the limit" if math.isfinite(part) else "beyond any limit"
    return f"{math.ceil(100 * part - 1e-9)} % of the limit"


def level(part: float) -> str:
    """Return how warm a share of a limit is."""
    bounds = ((0, "none"), (0.1, "cold"), (0.5, "mild"), (1.0000001, "warm"))
    return next((name for bound, name in bounds if part < bound), "over")


def short(value: float) -> str:
    """Return a number with two digits."""
    if not math.isfinite(value):
        return "∞"
    return f"{value:.2g}" if value < 100 else f"{value:.0f}" if value < 1e5 else f"{value:.0e}"


def plots(matrix: Matrix) -> list[Plot]:
    """Return a plot for each feature that was measured at several lengths."""
    places = {column.key: place % CLASSES for place, column in enumerate(matrix.columns)}
    by_feature: dict[str, list[Case]] = {}
    for case in measured(matrix):
        if length(case):
            by_feature.setdefault(case.feature, []).append(case)
    found = (_plot(feature, by_feature[feature], places) for feature in sorted(by_feature))
    return [plot for plot in found if plot is not None][:MAX_PLOTS]


def length(case: Case) -> int:
    """Return the length that a case is about: its parameter `n`, 0 for none."""
    text = case.parameters.get("n", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def octaves(points: list[Point]) -> list[Point]:
    """Return the largest value for each power of two up to which lengths are gathered."""
    largest: dict[int, float] = {}
    for n, value in points:
        octave = (n - 1).bit_length()
        largest[octave] = max(value, largest.get(octave, 0.0))
    return sorted(largest.items())


# The plot's area within a view box of 340 x 200 units.
LEFT, RIGHT, TOP, BOTTOM = 38.0, 330.0, 10.0, 172.0


def _plot(feature: str, cases: list[Case], places: dict[str, int]) -> Plot | None:
    units = Counter(case.accuracy.unit for case in cases if case.accuracy)
    unit = units.most_common(1)[0][0]
    errors: dict[str, list[Point]] = {}
    limits: list[Point] = []
    for case in cases:
        if case.accuracy is None or case.accuracy.unit != unit:
            continue
        errors.setdefault(case.target, []).append((length(case), number(case.accuracy.max_err)))
        if case.accuracy.limit is not None and math.isfinite(number(case.accuracy.limit)):
            limits.append((length(case), number(case.accuracy.limit)))
    series = {key: octaves(points) for key, points in errors.items()}
    bound = octaves(limits)
    everything = [point for points in (*series.values(), bound) for point in points]
    xs = sorted({x for x, _ in everything})
    ys = [y for _, y in everything if 0 < y < math.inf]
    if len(xs) < 2 or not ys:
        return None
    scale = _Scale(xs[0], xs[-1], math.log10(min(ys)), math.log10(max(ys)))
    curves = [
        Curve(clean_text(key), places[key], scale.path(series[key]), _peak(series[key], unit))
        for key in places
        if key in series
    ]
    return Plot(feature, unit, curves, scale.path(bound), scale.x_ticks(), scale.y_ticks())


def _peak(points: list[Point], unit: str) -> str:
    octave, value = max(points, key=lambda point: point[1])
    return f"{short(value)} {unit} at n ≤ {2**octave}"


class _Scale:
    """Both axes are logarithmic; errors of zero lie at the bottom, infinite ones at the top."""

    def __init__(self, x0: float, x1: float, y0: float, y1: float) -> None:
        self.x0, self.x1 = x0, x1
        self.y0, self.y1 = math.floor(y0), max(math.ceil(y1), math.floor(y0) + 1)

    def x(self, octave: float) -> float:
        return LEFT + 6 + (RIGHT - LEFT - 12) * (octave - self.x0) / (self.x1 - self.x0)

    def y(self, value: float) -> float:
        if value <= 0:
            return BOTTOM
        height = self.y1 if math.isinf(value) else math.log10(value)
        inside = min(max((height - self.y0) / (self.y1 - self.y0), 0.0), 1.0)
        return BOTTOM - (BOTTOM - TOP) * inside

    def path(self, points: list[Point]) -> str:
        places = (f"{self.x(x):.4g} {self.y(y):.4g}" for x, y in points)
        return "M" + "L".join(places) if points else ""

    def x_ticks(self) -> list[tuple[float, str]]:
        step = max(1, math.ceil((self.x1 - self.x0) / 6))
        octaves = range(int(self.x0), int(self.x1) + 1, step)
        return [(round(self.x(octave), 1), _power_of_two(octave)) for octave in octaves]

    def y_ticks(self) -> list[tuple[float, str]]:
        step = max(1, math.ceil((self.y1 - self.y0) / 5))
        powers = range(int(self.y0), int(self.y1) + 1, step)
        return [(round(self.y(10.0**power), 1), f"{10.0**power:g}") for power in powers]


def _power_of_two(octave: int) -> str:
    value = 2**octave
    for size, letter in ((2**20, "M"), (2**10, "k")):
        if value >= size:
            return f"{value // size}{letter}i"
    return str(value)
