"""Sorting: every axis, dtype and length, in both directions, against Python's own."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import NEGATIVE, STRIDED, drawn, literal
from ._folds import KINDS, SORTABLE, along, kind_cases, ordered, pattern, unusual
from ._rows import SHAPES, has_dtype, same, view
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._profile import Profile
    from .._subject import Subject

SORTS = (Operation("sort"), Operation("argsort"))
VIEWED: dict[tuple[int, ...], tuple[int, ...]] = {(23,): (0,), (4, 6): (1, 0), (3, 4, 5): (0, -2)}


def order(row: list[Any], *, descending: bool) -> list[int]:
    """Return the positions in order, those of equal values in theirs."""
    return sorted(range(len(row)), key=row.__getitem__, reverse=descending)


def is_sorted(subject: Subject, x: Any, seen: Any, **arguments: Any) -> None:
    """Check a sort in both directions; stable it is by default, too."""
    axis, positions = arguments.get("axis", -1), subject.case.spec.name == "argsort"
    dtype = subject.default_dtype("indexing") if positions else subject.dtype(seen.dtype.name)
    for down in (False, True):
        given = {**arguments, "descending": True} if down else arguments
        if positions:
            expected = along(seen, axis, lambda row, d=down: order(row, descending=d), "int64")
        else:
            expected = along(seen, axis, lambda row, d=down: sorted(row, reverse=d), seen.dtype)
        same(subject, subject(x, **given), expected, dtype)


def is_sorted_somehow(subject: Subject, row: Any) -> None:
    """Check a sort that needn't be stable: each position is there once, the values in order."""
    for down in (False, True):
        actual = subject(literal(row), descending=down, stable=False)
        found = subject.host(actual)
        if subject.case.spec.name == "argsort":
            has_dtype(subject, actual, subject.default_dtype("indexing"))
            once = sorted(found.tolist()) == list(range(len(row)))
            subject.expect(once, f"{found.tolist()} are not all positions")
            found = row[found]
        expected = np.array(sorted(row.tolist(), reverse=down), row.dtype)
        subject.expect(np.array_equal(found, expected), f"{found.tolist()} are not in order")


@cases("values", lambda _p: [c for s in SORTS for c in kind_cases(s, SORTABLE)])
def test_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows of all lengths, of each dtype, its extremes among the numbers."""
    lengths = profile.pick((1, 7, 64, 1029), (1, 2, 7, 8, 64, 65, 129, 1029, 5003), range(1, 131))
    names = subject.available(KINDS[case["kind"]])
    for name, n in profile.sample(product(names, lengths), subject):
        rows = np.array(list(ordered(name, n)), name)[:5]
        for row in rows[: 5 if n == 7 else 2]:
            is_sorted(subject, literal(row), row)
        if n in {64, 1029}:
            is_sorted_somehow(subject, rows[0])
        if n == 64:
            is_sorted(subject, literal(rows), rows, axis=1)
            is_sorted(subject, literal(rows.T.copy()), rows.T, axis=0)


@cases("stable", lambda _p: [Case(s, {"stable": True}) for s in SORTS])
def test_stable(case: Case, subject: Subject) -> None:
    """A stable sort can be asked for, of rows and along any axis."""
    for name, n in product(("float32", "int32"), (9, 65)):
        values = np.array(pattern(name, n), name)
        is_sorted(subject, literal(values), values, stable=True)
        block = np.stack([values, values[::-1]])
        is_sorted(subject, literal(block), block, stable=True, axis=0)
        is_sorted(subject, literal(block), block, stable=True, axis=-1)


@cases("axis", lambda _p: [
    Case(s, {"shape": shape, "dtype": d}, (d,)) for s in SORTS
    for shape, d in (("plane", "int64"), ("cube", "float32"), ("box", "int32"), ("four", "int64"))
])  # fmt: skip
def test_axes(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows are sorted along any axis, from either end, the last one by default."""
    shape = SHAPES[case["shape"]]
    n = math.prod(shape)
    values = np.array([v * (k % 4 - 1) for k, v in enumerate(pattern(case["dtype"], n))])
    values = values.astype(case["dtype"]).reshape(shape)
    is_sorted(subject, literal(values), values)
    for axis in profile.sample(range(-len(shape), len(shape)), subject):
        is_sorted(subject, literal(values), values, axis=axis)


def numbers_of(rows: Iterable[list[Any]], dtype: str) -> list[Any]:
    """Return the rows without NaN, whose order the standard leaves open."""
    found = [np.array(row, dtype) for row in rows]
    return [row for row in found if not np.isnan(row).any()]


@cases("nan-inf", per_spec(SORTS, numbers="infinite"))
def test_infinite(case: Case, subject: Subject, profile: Profile) -> None:
    """Infinities are the extremes."""
    each = product(subject.available(("float32", "float64")), (1, 5, 65))
    for name, n in profile.sample(each, subject):
        rows = numbers_of(unusual(n), name)
        rows.append(np.array([math.inf, 1.0, -math.inf, -1.0, math.inf, 0.5, -math.inf], name))
        for row in rows:
            is_sorted(subject, literal(row), row)


@cases("empty", per_spec(SORTS))
def test_nothing(case: Case, subject: Subject) -> None:
    """Nothing is in order."""
    for name, shape in product(("float32", "int32"), ((0,), (3, 0, 2))):
        values = np.zeros(shape, name)
        for axis in range(-len(shape), len(shape)):
            is_sorted(subject, literal(values), values, axis=axis)


@cases("non-contiguous", lambda _p: [
    Case(s, {"layouts": "+".join(group)}) for s in SORTS for group in (STRIDED, NEGATIVE)
])  # fmt: skip
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views are sorted as they read."""
    layouts: list[str] = case["layouts"].split("+")
    each = enumerate(product(layouts, VIEWED))
    for k, (layout, shape) in profile.sample(each, subject):
        values = np.array(pattern("int32", math.prod(shape)), ("float32", "int32")[k % 2])
        x, seen = view(values.reshape(shape), layout)
        for axis in VIEWED[shape]:
            is_sorted(subject, x, seen, axis=axis)


@cases("signed-zero", per_spec(SORTS[1:]))
def test_zeros_are_equal(case: Case, subject: Subject) -> None:
    """0.0 and -0.0 are equal, and stay where they were (jax#6443)."""
    subject.expect_equal(subject(literal([0.0, -0.0, 0.0, -0.0], "float32"), stable=True), range(4))


@cases("nan-inf", per_spec(SORTS[:1]))
def test_sort_with_nan(case: Case, subject: Subject) -> None:
    """NaN may go anywhere, but the numbers are sorted (cupy#3324)."""
    values = drawn((60,), "float32").values.copy()
    values[5::7] = np.nan
    values[3] = np.inf
    found = subject.host(subject(literal(values)))
    numbers = found[~np.isnan(found)]
    expected = np.array(sorted(v for v in values.tolist() if v == v), np.float32)
    subject.expect(np.array_equal(numbers, expected), f"the numbers came out as {numbers}")
