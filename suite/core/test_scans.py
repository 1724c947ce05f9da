"""Cumulative sums and products, and differences, against their definitions on rows of numbers."""

from __future__ import annotations

import math
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import NEGATIVE, STRIDED, literal
from ._folds import (
    KINDS,
    NUMERIC,
    ROWS,
    SCANS,
    Scan,
    addends,
    along,
    crowded,
    inf,
    kind_cases,
    limits,
    nan,
    pattern,
    unusual,
)
from ._rows import SHAPES, conversions, held, resulting, same, view
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

OPERATIONS = [scan.operation for scan in SCANS.values()]
DIFF = Operation("diff")


def numbers(name: str, dtype: str, shape: tuple[int, ...]) -> Any:
    """Return numbers whose sums, products and differences are exact."""
    n = math.prod(shape)
    row = [(1, 3, -2)[k % 3] for k in range(n)] if name == "cumulative_prod" else pattern(dtype, n)
    return np.array(row, dtype).reshape(shape)


def scanned(subject: Subject, scan: Scan, x: Any, seen: Any, **arguments: Any) -> None:
    """Check a scan, with the initial value and without."""
    result = resulting(subject, "wide", seen.dtype.name)
    axis = arguments.get("axis", 0)
    for initial in (False, True):
        given = {**arguments, "include_initial": True} if initial else arguments
        expected = along(
            seen, axis, lambda row, i=initial: scan.of(row, include_initial=i), host_name(seen)
        )
        same(subject, subject(x, **given), expected, result)


def host_name(values: Any) -> str:
    """Return a dtype of the host that holds the sums exactly."""
    name: str = values.dtype.name
    return {"i": "int64", "u": "uint64"}.get(name[0], name)


@cases("axis", lambda _p: [
    Case(s, {"shape": shape, "dtype": d}, (d,)) for s in OPERATIONS
    for shape, d in (("plane", "int64"), ("cube", "float32"), ("box", "int32"), ("four", "int64"))
])  # fmt: skip
def test_axes(case: Case, subject: Subject, profile: Profile) -> None:
    """Sums go along any axis, from either end; the initial value goes before the first."""
    scan, shape = SCANS[case.spec.name], SHAPES[case["shape"]]
    values = numbers(scan.name, case["dtype"], shape)
    for axis in profile.sample(range(-len(shape), len(shape)), subject):
        scanned(subject, scan, literal(values), values, axis=axis)


@cases("values", lambda _p: [c for s in OPERATIONS for c in kind_cases(s, NUMERIC)])
def test_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows of all lengths, of each dtype, its extremes among the numbers."""
    scan = SCANS[case.spec.name]
    lengths = profile.pick((1, 7, 64, 1029), (1, 2, 7, 8, 64, 65, 129, 1029), range(1, 131))
    names = subject.available(KINDS[case["kind"]])
    for name, n in profile.sample(product(names, lengths), subject):
        rows = np.array(held(subject, ROWS[scan.name](name, n), scan.of, name), name)
        for row in rows:
            scanned(subject, scan, literal(row), row)
        if n > 64:
            scanned(subject, scan, literal(rows), rows, axis=1)
            scanned(subject, scan, literal(rows.T.copy()), rows.T, axis=0)


@cases("nan-inf", per_spec(OPERATIONS))
def test_unusual_numbers(case: Case, subject: Subject) -> None:
    """NaN propagates from where it is on, and infinities."""
    for n in (1, 5, 1029):
        for values in unusual(n):
            row = np.array(values, np.float32)
            scanned(subject, SCANS[case.spec.name], literal(row), row)


@cases("empty", per_spec(OPERATIONS))
def test_nothing(case: Case, subject: Subject) -> None:
    """Nothing gives nothing, but for the initial value."""
    scan = SCANS[case.spec.name]
    for name, shape in product(("float32", "int32"), ((0,), (3, 0, 2))):
        values = np.zeros(shape, name)
        for axis in range(-len(shape), len(shape)):
            moved = np.moveaxis(values, axis, -1).shape
            for initial in (False, True):
                row = [scan.initial] * (moved[-1] + initial)
                expected = np.moveaxis(np.resize(row, (*moved[:-1], len(row))), -1, axis)
                actual = subject(literal(values), axis=axis, include_initial=initial)
                same(subject, actual, expected, resulting(subject, "wide", name))


@cases("dtype", lambda _p: [c for s in OPERATIONS for c in kind_cases(s, NUMERIC)])
def test_dtype_of_choice(case: Case, subject: Subject, profile: Profile) -> None:
    """Numbers become those of the dtype that is asked for before they are added or multiplied."""
    scan = SCANS[case.spec.name]
    for name, into in profile.sample(conversions(subject, case["kind"]), subject):
        row, dtype = crowded(scan.name, name, into), subject.dtype(into)
        expected = np.array(scan.of(row), into)
        same(subject, subject(literal(row, name), dtype=dtype), expected, dtype)
        actual = subject(literal([row] * 2, name), dtype=dtype, axis=1)
        same(subject, actual, np.stack([expected] * 2), dtype)
        expected = np.array(scan.of(row, include_initial=True), into)
        actual = subject(literal(row, name), dtype=dtype, include_initial=True)
        same(subject, actual, expected, dtype)


VIEWED: dict[tuple[int, ...], tuple[int, ...]] = {(13,): (0,), (4, 6): (1, 0), (3, 4, 5): (0, -2)}
VIEWS = ("+".join(STRIDED), "+".join(NEGATIVE))


def viewed(name: str, layouts: str) -> Iterator[tuple[Any, Any, int]]:
    """Yield views, what is seen of them, and axes."""
    for k, (layout, shape) in enumerate(product(layouts.split("+"), VIEWED)):
        x, seen = view(numbers(name, ("float32", "int32")[k % 2], shape), layout)
        for axis in VIEWED[shape]:
            yield x, seen, axis


@cases("non-contiguous", lambda _p: [Case(s, {"layouts": v}) for s in OPERATIONS for v in VIEWS])
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views are summed as they read."""
    for x, seen, axis in profile.sample(viewed(case.spec.name, case["layouts"]), subject):
        scanned(subject, SCANS[case.spec.name], x, seen, axis=axis)


# Differences


def differences(row: list[Any], n: int) -> list[Any]:
    """Return the n-th differences, by the definition."""
    for _ in range(n):
        row = [b - a for a, b in pairwise(row)]
    return row


def differs(subject: Subject, x: Any, seen: Any, n: int, **arguments: Any) -> None:
    """Check differences along an axis, from either end."""
    axis = arguments.get("axis", -1)
    expected = along(seen, axis, lambda row: differences(row, n), seen.dtype.name)
    given = arguments if n == 1 else {**arguments, "n": n}
    same(subject, subject(x, **given), expected, subject.dtype(seen.dtype.name))


def changing(dtype: str, n: int, order: int) -> Iterator[list[Any]]:
    """Yield rows whose differences, up to an order, are numbers of the dtype."""
    if dtype[0] != "u":
        yield pattern(dtype, n)
    if "int" not in dtype:
        yield list(addends(dtype, n))[1]
        return
    least, most = limits(dtype)
    yield [least + v for v in ([0] * n + [1, 3, 7])[-n:]]
    if order == 1:
        yield [most // 2] * (n - 1) + [most]
        yield [0] * (n - n // 2) + [most - 1] * (n // 2 - 1) + [most]


@cases("values", lambda _p: kind_cases(DIFF, NUMERIC))
def test_differences(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows of all lengths, of each dtype, integers beyond doubles among them."""
    names = subject.available(KINDS[case["kind"]])
    each = product(names, (2, 7, 64, 1029), (1, 2))
    for name, n, order in profile.sample(each, subject):
        rows = np.array([row[-n:] for row in changing(name, n, order)], name)
        for row in rows:
            differs(subject, literal(row), row, order)
        if n > 64:
            differs(subject, literal(rows), rows, order, axis=1)
            differs(subject, literal(rows.T.copy()), rows.T, order, axis=0)


@cases("axis", lambda _p: [
    Case(DIFF, {"shape": shape, "dtype": d}, (d,))
    for shape, d in (("plane", "int64"), ("cube", "float32"), ("box", "int32"), ("four", "int64"))
])  # fmt: skip
def test_axes_of_differences(case: Case, subject: Subject, profile: Profile) -> None:
    """Differences are taken along any axis, as often as asked for, down to none and to nothing."""
    shape = SHAPES[case["shape"]]
    values = numbers("diff", case["dtype"], shape)
    for axis in profile.sample(range(-len(shape), len(shape)), subject):
        for n in range(shape[axis] + 1):
            differs(subject, literal(values), values, n, axis=axis)
    for n in range(shape[-1]):
        differs(subject, literal(values), values, n)


@cases("padded", lambda _p: [
    Case(DIFF, {"shape": shape, "dtype": d}, (d,))
    for shape, d in (("row", "int64"), ("plane", "float32"), ("box", "int32"))
])  # fmt: skip
def test_padded_differences(case: Case, subject: Subject, profile: Profile) -> None:
    """What goes before and after the array counts in every order, along any axis."""
    shape = (4,) if case["shape"] == "row" else SHAPES[case["shape"]]
    values = numbers("diff", case["dtype"], shape)
    for k, axis in profile.sample(enumerate(range(-len(shape), len(shape))), subject):
        for j, (before, after) in enumerate(((1, None), (None, 1), (2, 1), (1, 3), (0, 2))):
            given: dict[str, Any] = {}
            parts = [values]
            for name, length in (("prepend", before), ("append", after)):
                if length is not None:
                    size = list(shape)
                    size[axis] = length
                    other = numbers("diff", case["dtype"], tuple(size)) * 3 + 1
                    given[name] = literal(other)
                    parts = [other, *parts] if name == "prepend" else [*parts, other]
            whole = np.concatenate(parts, axis)
            differs(subject, literal(values), whole, 1 + (j + k) % 3, axis=axis, **given)


@cases("nan-inf", per_spec((DIFF,)))
def test_unusual_differences(case: Case, subject: Subject) -> None:
    """NaN spoils the two differences that it is in; equal infinities have none."""
    for row in ([1.0, nan, 2.0, 5.0], [inf, inf, 1.0, -inf], [nan, 1.0, 3.0], [0.0, 1.0, 4.0, inf]):
        values = np.array(row, np.float32)
        differs(subject, literal(values), values, 1)
        differs(subject, literal(values), values, 2)


@cases("non-contiguous", lambda _p: [Case(DIFF, {"layouts": v}) for v in VIEWS])
def test_differences_of_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Differences are those of what the view shows."""
    for x, seen, axis in profile.sample(viewed("diff", case["layouts"]), subject):
        for n in (0, 1, 2):
            differs(subject, x, seen, n, axis=axis)
