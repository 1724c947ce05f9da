"""Standard deviations and variances: what is taken from the number of elements, and precision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import literal
from ._folds import FOLDS, REAL, SPREADS, axis_forms, nan, pattern, rows_over
from ._rows import SHAPES, agrees

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._profile import Profile
    from .._subject import Subject

pytestmark = pytest.mark.filterwarnings(
    "ignore::RuntimeWarning", "ignore:.*degrees of freedom:UserWarning"
)

CORRECTIONS = (0, 1, 2, 1.0, -1, 2.0)
FRACTIONS = (0.5, 1.25, -0.5)


@cases("correction", lambda _p: [
    Case(FOLDS[name].operation, {"shape": shape, "fraction": fraction, "dtype": d}, (d,))
    for name in SPREADS for fraction in (False, True)
    for shape, d in (("plane", "float64"), ("cube", "float32"), ("box", "float64"))
])  # fmt: skip
def test_corrections(case: Case, subject: Subject, profile: Profile) -> None:
    """The correction is taken from the number of elements, over any axes, kept or not."""
    of, name, shape = SPREADS[case.spec.name], case["dtype"], SHAPES[case["shape"]]
    values = np.array(pattern(name, math.prod(shape)), name).reshape(shape)
    forms = [f for several in (False, True) for f in axis_forms(len(shape), several=several)]
    for k, axis in profile.sample(enumerate(forms), subject):
        rows, left, kept = rows_over(values, axis)
        given = {} if axis is None else {"axis": axis}
        turn = (
            (FRACTIONS[k % 3],)
            if case["fraction"]
            else (CORRECTIONS[k % 3], CORRECTIONS[3 + k % 3])
        )
        for correction in turn:
            if correction < len(rows[0]):
                wanted = corrected(of, correction)
                arguments = {**given, "correction": correction}
                x, dtype = literal(values), subject.dtype(name)
                agrees(subject, subject(x, **arguments), rows, left, wanted, dtype)
                actual = subject(x, **arguments, keepdims=True)
                agrees(subject, actual, rows, kept, wanted, dtype)


def corrected(of: Callable[[Any, float], float], correction: float) -> Callable[[Any], float]:
    """Return the function of a row alone."""
    return lambda row: of(row, correction)


@cases("correction", lambda _p: [
    Case(FOLDS[name].operation, {"far": d}, (d,)) for name in SPREADS for d in REAL
])  # fmt: skip
def test_far_from_zero(case: Case, subject: Subject) -> None:
    """The spread doesn't suffer from a mean that is large beside it."""
    of, name = SPREADS[case.spec.name], case["far"]
    base = 2.0**20 if name == "float32" else 2.0**40
    row = [base + v for v in (-2.0, -1.0, 0.0, 1.0, 2.0)]
    dtype = subject.dtype(name)
    for sign in (1, -1):
        values = [sign * v for v in row]
        for correction in (None, 0, 1, 2):
            arguments = {} if correction is None else {"correction": correction}
            wanted = corrected(of, correction or 0)
            actual = subject(literal(values, name), **arguments)
            agrees(subject, actual, [values], (), wanted, dtype)
            x = literal([values] * 3, name)
            actual = subject(x, axis=1, keepdims=True, **arguments)
            agrees(subject, actual, [values] * 3, (3, 1), wanted, dtype)
            actual = subject(x, axis=(1,), **arguments)
            agrees(subject, actual, [values] * 3, (3,), wanted, dtype)


@cases("correction", lambda _p: [Case(FOLDS[name].operation, {"N": "none"}) for name in SPREADS])
def test_nothing_left(case: Case, subject: Subject) -> None:
    """Without anything left of the number of elements the result is NaN."""
    for row, correction in (([1.0, 2.0], 2), ([1.0, 2.0], 3), ([1.0], 1), ([1.0, 4.0, 2.0], 3.5)):
        actual = subject(literal(row, "float32"), correction=correction)
        agrees(subject, actual, [row], (), lambda _row: nan, subject.dtype("float32"))
