"""Reductions: every axis, dtype and length, against their definitions on rows of numbers."""

from __future__ import annotations

import math
from itertools import chain, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import NEGATIVE, STRIDED, literal
from ._folds import (
    FOLDS,
    KINDS,
    NUMERIC,
    ROWS,
    Fold,
    axis_forms,
    crowded,
    kind_cases,
    pattern,
    rows_over,
    unusual,
)
from ._rows import SHAPES, agrees, conversions, held, resulting, view
from ._specs import EXTREMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

# NumPy warns of means of nothing and of infinite sums, which are asked for.
pytestmark = pytest.mark.filterwarnings(
    "ignore::RuntimeWarning", "ignore:.*degrees of freedom:UserWarning"
)


def axis_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each reduction over single axes, and over several, of arrays of some shapes."""
    for fold in FOLDS.values():
        for k, (shape, several) in enumerate(product(SHAPES, (False, True))):
            if (shape != "four" or several) and (fold.several or not several):
                dtype = fold.usual[k % len(fold.usual)]
                parameters = {"shape": shape, "axes": "several" if several else "one"}
                yield Case(fold.operation, {**parameters, "dtype": dtype}, (dtype,))


def rows_of(name: str, dtype: str, n: int) -> list[Any]:
    """Return numbers that a reduction over other axes makes something else of."""
    # Numbers for which no two sets of axes of SHAPES have the same results.
    mixed = [(55 * k * k + 28 * k + 72) % 101 for k in range(n)]
    if name == "prod":
        return [(2, 3, -1)[v % 3] if v % 5 == 0 else 1 for v in mixed]
    if name in {"all", "any", "count_nonzero"}:
        rare = 2 if name == "count_nonzero" else 12
        return [(v % rare == 0) == (name == "any") for v in mixed]
    if name in {"min", "max", "argmin", "argmax"}:
        return [v - 50 for v in mixed]
    return pattern(dtype, n)


def chosen(forms: list[Any], ndim: int) -> list[Any]:
    """Return each seventh of the many tuples of four axes."""
    return forms if ndim < 4 else forms[::7]


@cases("axis", axis_cases)
def test_axes(case: Case, subject: Subject, profile: Profile) -> None:
    """Any axes, in any order and from both ends, are reduced, and kept where that is asked for."""
    fold, shape = FOLDS[case.spec.name], SHAPES[case["shape"]]
    row = rows_of(fold.name, case["dtype"], math.prod(shape))
    values = np.array(row, case["dtype"]).reshape(shape)
    x = literal(values)
    dtype = resulting(subject, fold.returns, case["dtype"])
    forms = chosen(axis_forms(len(shape), several=case["axes"] == "several"), len(shape))
    for axis in profile.sample(forms, subject):
        rows, left, kept = rows_over(values, axis)
        given = {} if axis is None else {"axis": axis}
        agrees(subject, subject(x, **given), rows, left, fold.of, dtype)
        agrees(subject, subject(x, axis=axis, keepdims=True), rows, kept, fold.of, dtype)


COMMON = {"prod": 2, "all": 1, "min": 1, "argmin": 1}
"""What one 0 among many makes a difference to; else it is one 1 among zeros."""


@cases("axis", lambda _p: [Case(f.operation, {"one": "anywhere"}) for f in FOLDS.values()])
def test_one_among_many(case: Case, subject: Subject, profile: Profile) -> None:
    """Each element counts, wherever it is, of an array that is reduced as a whole."""
    fold = FOLDS[case.spec.name]
    common = COMMON.get(fold.name, 0)
    for turn, place in profile.sample(enumerate(np.ndindex(2, 3, 4)), subject):
        name = subject.available(fold.usual)[turn % len(subject.available(fold.usual))]
        values = np.full((2, 3, 4), common, name)
        values[place] = common == 0
        dtype = resulting(subject, fold.returns, name)
        rows = [values.reshape(-1).tolist()]
        agrees(subject, subject(literal(values)), rows, (), fold.of, dtype)


@cases("values", lambda _p: [c for f in FOLDS.values() for c in kind_cases(f.operation, f.dtypes)])
def test_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows of all lengths, of each dtype, its extremes among the numbers."""
    fold = FOLDS[case.spec.name]
    lengths = profile.pick(
        (1, 7, 64, 1029), (1, 2, 7, 8, 64, 65, 129, 1029), (*range(1, 131), 1029)
    )
    names = subject.available(KINDS[case["kind"]])
    for name, n in profile.sample(product(names, lengths), subject):
        dtype = resulting(subject, fold.returns, name)
        rows = list(ROWS[fold.name](name, n))
        if fold.returns == "wide":
            rows = held(subject, rows, fold.of, name)
        # Lengths and numbers are seldom to blame together: all are met at the greatest length.
        for row in rows if n > 1000 else rows[:2]:
            agrees(subject, subject(literal(row, name)), [row], (), fold.of, dtype)
        if n > 1000:
            together(subject, rows, fold, name)


@cases("0-d", per_spec([fold.operation for fold in FOLDS.values()]))
def test_single_numbers(case: Case, subject: Subject, profile: Profile) -> None:
    """A number without axes is a row of one."""
    fold = FOLDS[case.spec.name]
    for name in profile.sample(subject.available(fold.dtypes), subject):
        x, dtype = pattern(name, 4)[2], resulting(subject, fold.returns, name)
        agrees(subject, subject(literal(x, name)), [[x]], (), fold.of, dtype)
        agrees(subject, subject(literal(x, name), keepdims=True), [[x]], (), fold.of, dtype)


def together(subject: Subject, rows: list[Any], fold: Fold, name: str) -> None:
    """Check rows in one array, along either axis."""
    dtype = resulting(subject, fold.returns, name)
    values = np.array(rows, name)
    rows = values.tolist()
    agrees(subject, subject(literal(values), axis=1), rows, (len(rows),), fold.of, dtype)
    x = literal(values.T.copy())
    agrees(subject, subject(x, axis=0), rows, (len(rows),), fold.of, dtype)


@cases("nan-inf", lambda _p: [
    Case(f.operation, {"dtype": d}, (d,)) for f in FOLDS.values() if f.returns != "bool"
    for d in ("float32", "float64")
])  # fmt: skip
def test_unusual_numbers(case: Case, subject: Subject) -> None:
    """NaN propagates from anywhere, past zeros and infinities; infinite extremes are extremes.

    The standard has no position for NaN.
    """
    fold, name = FOLDS[case.spec.name], case["dtype"]
    dtype = resulting(subject, fold.returns, name)
    rows = {
        n: [r for r in unusual(n) if fold.several or not np.isnan(r).any()] for n in (1, 5, 1029)
    }
    for row in chain.from_iterable(rows.values()):
        agrees(subject, subject(literal(row, name)), [row], (), fold.of, dtype)
    together(subject, rows[1029], fold, name)
    cube = np.resize(np.array(rows[5], name), (7, 5, 6))
    for axis in ((0, 1), (-1, 0), 1) if fold.several else (0, 1):
        rows, left, _ = rows_over(cube, axis)
        agrees(subject, subject(literal(cube), axis=axis), rows, left, fold.of, dtype)


NEUTRAL = ("sum", "prod", "mean", "std", "var", "all", "any", "count_nonzero")


@cases("empty", lambda _p: [Case(FOLDS[n].operation, {"shape": "3x0x2"}) for n in NEUTRAL])
def test_nothing(case: Case, subject: Subject, profile: Profile) -> None:
    """Nothing adds up to zero and multiplies to one, in the dtype of the result; means are NaN."""
    fold = FOLDS[case.spec.name]
    for name in subject.available(fold.usual):
        dtype = resulting(subject, fold.returns, name)
        values = np.zeros((3, 0, 2), name)
        for axis in profile.sample((None, 1, -2, (1, 0), (0, -2), (2, 1, 0), 0), subject):
            rows, left, kept = rows_over(values, axis)
            given = {} if axis is None else {"axis": axis}
            agrees(subject, subject(literal(values), **given), rows, left, fold.of, dtype)
            x = literal(values)
            agrees(subject, subject(x, **given, keepdims=True), rows, kept, fold.of, dtype)
        row: Any = literal(np.zeros(0, name))
        agrees(subject, subject(row), [[]], (), fold.of, dtype)


@cases("empty", lambda _p: [Case(f.operation, {"shape": "0x4"}) for f in FOLDS.values()])
def test_no_rows(case: Case, subject: Subject) -> None:
    """No rows give no results, extremes of rows that would have elements too."""
    fold = FOLDS[case.spec.name]
    for name in subject.available(fold.usual):
        dtype, x = resulting(subject, fold.returns, name), literal(np.zeros((0, 4), name))
        agrees(subject, subject(x, axis=1), [], (0,), fold.of, dtype)
        agrees(subject, subject(x, axis=-1, keepdims=True), [], (0, 1), fold.of, dtype)


@cases("nan-inf", per_spec(EXTREMES))
def test_range_of_positions(case: Case, subject: Subject) -> None:
    """The position lies in the array, whatever the values (cupy#7424)."""
    for row in ([np.inf], [-np.inf], [np.inf] * 5, [-np.inf] * 40, [np.nan], [1.0, np.nan, 0.0]):
        found = int(subject.host(subject(literal(row, "float32"))))
        subject.expect(0 <= found < len(row), f"position {found} of {row}")
    plain = int(subject.host(subject(literal([np.inf] * 5, "float32"))))
    subject.expect(plain == 0, f"the first of five infinities is at {plain}")


VIEWED: dict[tuple[int, ...], tuple[Any, ...]] = {
    (13,): (None, -1), (4, 6): (None, 1, 0), (3, 4, 5): (None, (2, 0), (1, -1), -2),
}  # fmt: skip


@cases("non-contiguous", lambda _p: [
    Case(f.operation, {"layouts": "+".join(group)}) for f in FOLDS.values()
    for group in (STRIDED, NEGATIVE)
])  # fmt: skip
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views are reduced as they read: rows, planes and boxes, along one axis, several, or all."""
    fold = FOLDS[case.spec.name]
    names = subject.available(fold.usual)
    layouts: list[str] = case["layouts"].split("+")
    each = enumerate(product(VIEWED, layouts))
    for k, (shape, layout) in profile.sample(each, subject):
        name = names[k % len(names)]
        values = np.array(rows_of(fold.name, name, math.prod(shape)), name).reshape(shape)
        x, seen = view(values, layout)
        dtype = resulting(subject, fold.returns, name)
        for axis in (a for a in VIEWED[shape] if fold.several or not isinstance(a, tuple)):
            rows, left, _ = rows_over(seen, axis)
            given = {} if axis is None else {"axis": axis}
            agrees(subject, subject(x, **given), rows, left, fold.of, dtype)


@cases("dtype", lambda _p: [
    c for name in ("sum", "prod") for c in kind_cases(FOLDS[name].operation, NUMERIC)
])  # fmt: skip
def test_dtype_of_choice(case: Case, subject: Subject, profile: Profile) -> None:
    """Numbers become those of the dtype that is asked for before they are added or multiplied."""
    fold = FOLDS[case.spec.name]
    for name, into in profile.sample(conversions(subject, case["kind"]), subject):
        row, dtype = crowded(fold.name, name, into), subject.dtype(into)
        actual = subject(literal(row, name), dtype=dtype)
        agrees(subject, actual, [row], (), fold.of, dtype)
        x = literal([row] * 2, name)
        agrees(subject, subject(x, dtype=dtype, axis=-1), [row] * 2, (2,), fold.of, dtype)
        actual = subject(x, dtype=dtype, axis=(1,), keepdims=True)
        agrees(subject, actual, [row] * 2, (2, 1), fold.of, dtype)
