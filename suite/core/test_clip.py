"""clip: bounds of all forms, integers up to their ends, infinities and NaN."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import literal
from ._agreement import Rule, elementwise
from ._dtypes import integers
from ._forms import DTYPES, operand
from ._numbers import inf, nan, whole_groups
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

# NumPy tells of NaN among the bounds.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

CLIP = Operation("clip")
EITHER_ZERO = Rule(zeros=False)


def clipped(x: float, least: float | None, most: float | None) -> float:
    """Return the number within the bounds; NaN where any of the three is."""
    if any(v is not None and math.isnan(v) for v in (x, least, most)):
        return nan
    x = x if least is None else max(x, least)
    return x if most is None else min(x, most)


X = (1.5, -0.5, 2.0, 0.25, -3.0, 7.0, -0.0, 100.0, nan, inf, -inf)
LEAST, MOST = (-1.0, 0.0, -2.5), (1.0, 5.0, 0.5, 1.75)

# The shape of the array, of the least and of the most; a number, or None for no bound.
SHAPES: tuple[tuple[Any, Any, Any], ...] = (
    ((5, 7), (5, 1), (7,)), ((5, 7), (7,), (5, 1)), ((33, 37), (33, 1), None),
    ((33, 37), None, (37,)), ((5, 5), (5, 1), (5,)), ((5, 5), None, (5, 1)), ((5, 7), (), ()),
    ((33, 37), (33, 37), (33, 37)), ((5, 7), (5, 7), (1, 1)), ((), (), ()), ((0, 3), (3,), (3,)),
    ((0, 3), (1, 3), None), ((33, 37), -0.5, 0.75), ((33, 37), None, 1.0), ((33, 37), 0.5, None),
    ((5, 7), None, None), ((7,), (7,), 3.0), ((7,), -1.0, (7,)), ((7,), -inf, inf),
    ((7,), 1.5, 1.5), ((5, 7), 1, 2), ((), 0.5, 1.0), ((0,), 0.5, 1.0), ((2, 3, 5), (3, 1), (5,)),
    ((7,), 0.0, None), ((7,), None, 0), ((5, 7), 0, 2), ((5, 7), -2, 0), ((7,), -0.75, 0.0),
)  # fmt: skip


def bound(points: tuple[float, ...], form: Any, dtype: str) -> Any:
    """Return a bound: an array where the form is a shape."""
    return operand(points, form, dtype) if isinstance(form, tuple) else form


@cases("forms", lambda _p: [Case(CLIP, {"dtype": d}, (d,)) for d in ("float64", "float32")])
def test_bounds(case: Case, subject: Subject, profile: Profile) -> None:
    """Bounds are broadcast; either or both may be left out; array and bounds stay."""
    dtype = case["dtype"]
    for shape, least, most in profile.sample(SHAPES, subject):
        bounds = bound(LEAST, least, dtype), bound(MOST, most, dtype)
        operands = (operand(X, shape, dtype), *bounds)
        elementwise(subject, clipped, operands, dtype, EITHER_ZERO)


VIEWS = (
    ("transposed", "stepped", "rows"), ("reversed_all", "broadcast", "contiguous"),
    ("broadcast", "contiguous", "transposed"), ("stepped", "reversed_last", "offset"),
)  # fmt: skip


@cases("forms", lambda _p: [Case(CLIP, {"form": "views"})])
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views are clipped, and bound, as they read."""
    arrays = [operand(points, (5, 7), "float32") for points in (X, LEAST, MOST)]
    for layouts in profile.sample(VIEWS, subject):
        operands = [x.laid(layout) for x, layout in zip(arrays, layouts, strict=True)]
        elementwise(subject, clipped, operands, "float32", EITHER_ZERO)


@cases("nan-inf", lambda _p: [Case(CLIP, {"dtype": d}, (d,)) for d in ("float64", "float32")])
def test_special_bounds(case: Case, subject: Subject) -> None:
    """NaN in the array or in a bound, at that element, makes NaN; infinity is no bound."""
    dtype = case["dtype"]
    x = literal([1.0, -5.0, 5.0, nan, inf, -inf, 2.0, 2.0, 2.0, 2.0], dtype)
    least = literal([-1.0, -1, -1, -1, -1, -1, nan, -1, -inf, 3], dtype)
    most = literal([4.0, 4, 4, 4, 4, 4, 4, nan, inf, 3], dtype)
    for operands in ((x, least, most), (x, least, 4.0), (x, None, most), (x, -inf, inf)):
        elementwise(subject, clipped, operands, dtype, EITHER_ZERO)


def bound_of(value: int | None, dtype: str) -> Any:
    """Return a number as a 0-d array."""
    return None if value is None else literal(np.array(value, dtype))


def integer_bounds(dtype: str) -> Iterator[tuple[Any, Any, Any]]:
    """Yield integers of all sizes and bounds for them, as numbers and as arrays."""
    kind = integers(dtype)
    for points in whole_groups(dtype):
        x = operand(tuple(points), (157,), dtype)
        low, high = sorted(points)[len(points) // 3], sorted(points)[-2]
        for least, most in ((low, high), (kind.lowest, kind.highest), (None, high), (low, None)):
            yield x, least, most
            yield x, bound_of(least, dtype), bound_of(most, dtype)


@cases("values", lambda _p: [Case(CLIP, {"dtype": d}, (d,)) for d in DTYPES["integer"]])
def test_integers(case: Case, subject: Subject, profile: Profile) -> None:
    """Integers of every dtype are clipped as they are, those beyond doubles too."""
    dtype = case["dtype"]
    for operands in profile.sample(integer_bounds(dtype), subject):
        elementwise(subject, clipped, operands, dtype, Rule())
