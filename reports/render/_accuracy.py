"""How exact each feature is on each target: largest errors, and curves over the length.

An error is the largest one *seen*: a lower bound. What matters is its share of the limit that the
check allows; errors of different units are never compared.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .._results import number
from .._text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._results import Matrix

Point = tuple[int, float]
CLASSES = 8  # of curves: colours and dashes of the page
MAX_PLOTS = 120
UNITS = {
    "eps-l2": "relative L2 error of the whole result, in units of its dtype's eps",
    "eps-linf": "largest error relative to the largest value, in units of the dtype's eps",
    "eps": "relative error in units of the dtype's eps",
    "ulp": "units in the last place",
    "rel": "relative error",
    "abs": "absolute error",
    "exact": "must be equal",
}


class Measured(NamedTuple):
    """The largest error of a case on a target; `limit` is what the check allows."""

    feature: str
    dtype: str
    n: int
    target: str
    value: float
    limit: float | None
    unit: str

    @property
    def share(self) -> float:
        """The error divided by its limit; -1 where no limit is known."""
        if self.limit is None:
            return -1.0
        if math.isinf(self.value) or not self.limit:
            return math.inf if self.value else 0.0
        return self.value / self.limit


@dataclass(frozen=True, slots=True)
class Heat:
    """The worst error of a row on a target."""

    error: str
    percent: str
    level: str


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


def measured(matrix: Matrix) -> list[Measured]:
    """Return the errors of all cases that have one."""
    known: dict[str, tuple[str, str, int]] = {}
    found: list[Measured] = []
    for (case, target), result in matrix.results.items():
        accuracy = result.case.accuracy
        if accuracy is None:
            continue
        if case not in known:
            parameters = result.case.parameters
            known[case] = result.case.feature, parameters.get("dtype", ""), length(parameters)
        limit = None if accuracy.limit is None else number(accuracy.limit)
        found.append(Measured(*known[case], target, number(accuracy.max_err), limit, accuracy.unit))
    return found


def length(parameters: dict[str, str]) -> int:
    """Return the length that a case is about: its parameter `n`, 0 for none."""
    text = parameters.get("n", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def heat_map(
    errors: list[Measured], row_of: Callable[[Measured], str]
) -> list[tuple[str, dict[str, Heat]]]:
    """Return for each row, say a feature or a dtype, the worst error by target key."""
    worst: dict[tuple[str, str], tuple[float, float, str]] = {}
    for error in errors:
        key = row_of(error), error.target
        badness = error.share, error.value, error.unit
        if key not in worst or badness > worst[key]:
            worst[key] = badness
    rows: dict[str, dict[str, Heat]] = {}
    for (name, target), found in sorted(worst.items()):
        if name:
            rows.setdefault(name, {})[target] = _heat(*found)
    return list(rows.items())


def _heat(share: float, value: float, unit: str) -> Heat:
    return Heat(f"{short(value)} {unit}", percent(share), level(share))


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


def plots(matrix: Matrix, errors: list[Measured]) -> list[Plot]:
    """Return a plot for each feature that was measured at several lengths."""
    places = {column.key: place % CLASSES for place, column in enumerate(matrix.columns)}
    by_feature: dict[str, list[Measured]] = {}
    for error in errors:
        if error.n:
            by_feature.setdefault(error.feature, []).append(error)
    found = (_plot(feature, by_feature[feature], places) for feature in sorted(by_feature))
    return [plot for plot in found if plot is not None][:MAX_PLOTS]


def octaves(points: list[Point]) -> list[Point]:
    """Return the largest value for each power of two up to which lengths are gathered."""
    largest: dict[int, float] = {}
    for n, value in points:
        octave = (n - 1).bit_length()
        largest[octave] = max(value, largest.get(octave, 0.0))
    return sorted(largest.items())


# The plot's area within a view box of 340 x 200 units.
LARGEST_POWER = 308  # of 10, in a float64
LEFT, RIGHT, TOP, BOTTOM = 38.0, 330.0, 10.0, 172.0


def _plot(feature: str, found: list[Measured], places: dict[str, int]) -> Plot | None:
    unit = Counter(error.unit for error in found).most_common(1)[0][0]
    errors: dict[str, list[Point]] = {}
    limits: list[Point] = []
    for error in found:
        if error.unit == unit:
            errors.setdefault(error.target, []).append((error.n, error.value))
            if error.limit is not None and math.isfinite(error.limit):
                limits.append((error.n, error.limit))
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
        powers = range(int(self.y0), min(int(self.y1), LARGEST_POWER) + 1, step)
        return [(round(self.y(10.0**power), 1), f"{10.0**power:g}") for power in powers]


def _power_of_two(octave: int) -> str:
    value = 2**octave
    for size, letter in ((2**20, "M"), (2**10, "K")):
        if value >= size:
            return f"{value // size}{letter}i"
    return str(value)
