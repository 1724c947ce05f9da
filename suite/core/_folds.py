"""What reductions and scans make of a row of numbers: their definitions, in Python's arithmetic.

The numbers are such that sums and products are exact in whichever order: whole, or with few bits.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import accumulate, permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case
from ._dtypes import COMPLEX, SIGNED, UNSIGNED, integers
from ._specs import INTEGERS, Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Row = list[Any]

REAL = ("float32", "float64")
NUMERIC = (*INTEGERS, *REAL, *COMPLEX)
EVERY = ("bool", *NUMERIC)
KINDS = {
    "bool": ("bool",), "signed": SIGNED, "unsigned": UNSIGNED, "floating": REAL,
    "complex": COMPLEX,
}  # fmt: skip
inf, nan = math.inf, math.nan


def total(row: Row) -> Any:
    return reduce(operator.add, row, 0)


def product(row: Row) -> Any:
    return reduce(operator.mul, row, 1)


def mean(row: Row) -> Any:
    return total(row) / len(row) if row else nan


def variance(row: Row, correction: float = 0) -> float:
    """Return the variance, rounded once."""
    if len(row) <= correction or not all(map(math.isfinite, row)):
        return nan
    # Whole numbers and their squares: the deviations from the mean, times the length.
    scale = 1 if all(map(float.is_integer, row)) else 2**40
    whole = [int(v * scale) for v in row]
    n, s = len(whole), sum(whole)
    squares = Fraction(sum((n * v - s) ** 2 for v in whole), (n * scale) ** 2)
    return float(squares / (Fraction(n) - Fraction(correction)))


def deviation(row: Row, correction: float = 0) -> float:
    return math.sqrt(variance(row, correction))


def unless_nan(function: Callable[[Row], Any]) -> Callable[[Row], Any]:
    """Return the function, or NaN of a row with NaN."""
    return lambda row: nan if any(v != v for v in row) else function(row)


@dataclass(frozen=True, slots=True)
class Fold:
    """A reduction.

    Parameters
    ----------
    name
        Of the function.
    of
        What it makes of a row of numbers.
    dtypes
        What it takes.
    returns
        The dtype of the result: "same"; "wide", that of sums; "bool"; "indexing".
    usual
        Dtypes of the checks that run one.
    several
        Whether it reduces several axes at once.
    """

    name: str
    of: Callable[[Row], Any]
    dtypes: tuple[str, ...]
    returns: str = "same"
    usual: tuple[str, ...] = REAL
    several: bool = True

    @property
    def operation(self) -> Operation:
        return Operation(self.name)


MIXED = ("float32", "int64", "float64", "int32")
SORTABLE = (*INTEGERS, *REAL)
FOLDS = {fold.name: fold for fold in (
    Fold("sum", total, NUMERIC, "wide", MIXED),
    Fold("prod", product, NUMERIC, "wide", MIXED),
    Fold("mean", mean, (*REAL, *COMPLEX)),
    Fold("std", deviation, REAL),
    Fold("var", variance, REAL),
    Fold("min", unless_nan(min), SORTABLE, usual=MIXED),
    Fold("max", unless_nan(max), SORTABLE, usual=MIXED),
    Fold("all", all, EVERY, "bool", ("bool", *MIXED)),
    Fold("any", any, EVERY, "bool", ("bool", *MIXED)),
    Fold("count_nonzero", lambda row: sum(map(bool, row)), EVERY, "indexing", ("bool", *MIXED)),
    Fold("argmin", lambda row: row.index(min(row)), SORTABLE, "indexing", MIXED, several=False),
    Fold("argmax", lambda row: row.index(max(row)), SORTABLE, "indexing", MIXED, several=False),
)}  # fmt: skip
SPREADS = {"std": deviation, "var": variance}


@dataclass(frozen=True, slots=True)
class Scan:
    """A cumulative function: what it begins with, and what it does at each step."""

    name: str
    initial: int
    step: Callable[[Any, Any], Any]

    @property
    def operation(self) -> Operation:
        return Operation(self.name)

    def of(self, row: Row, *, include_initial: bool = False) -> Row:
        """Return the results along a row."""
        found = list(accumulate(row, self.step, initial=self.initial))
        return found if include_initial else found[1:]


SCANS = {scan.name: scan for scan in (
    Scan("cumulative_sum", 0, operator.add), Scan("cumulative_prod", 1, operator.mul),
)}  # fmt: skip


def kind_cases(operation: Operation, dtypes: tuple[str, ...]) -> Iterator[Case]:
    """Yield a case for each kind of dtypes that a function takes."""
    for kind, members in KINDS.items():
        if set(members) <= set(dtypes):
            yield Case(operation, {"kind": kind}, members[:1])


# Rows of numbers


def limits(dtype: str) -> tuple[int, int]:
    """Return the least and the greatest integer of a dtype."""
    kind = integers(dtype)
    return kind.lowest, kind.highest


def pattern(dtype: str, n: int) -> Row:
    """Return small numbers of all signs that the dtype has, some equal, some zero."""
    steps = [(5 * k**3 + 3 * k**2 + 7 * k + 4) % 101 % 11 for k in range(n)]
    if dtype == "bool":
        return [k % 3 == 1 or k % 4 == 2 for k in range(n)]
    if dtype[0] == "u":
        return steps
    if dtype[0] == "i":
        return [v - 5 for v in steps]
    real = [(v - 5) / 4 for v in steps]
    if dtype in REAL:
        return real
    return [complex(v, (5 * k % 7 - 3) / 2) for k, v in enumerate(real)]


def placed(n: int, common: Any, *others: tuple[int, Any]) -> Row:
    """Return n times a value, but for others at places of theirs, counted from the end if < 0."""
    row = [common] * n
    for place, value in others:
        row[place % n] = value
    return row


def addends(dtype: str, n: int) -> Iterator[Row]:
    """Yield rows whose sum is exact, beyond doubles and beyond the dtype where that is widened."""
    yield pattern(dtype, n)
    if "int" not in dtype:
        # The last ones count, the largest ones are first.
        yield placed(n, 0.125, (0, 1024.0), (-1, -0.5))
        return
    least, most = limits(dtype)
    if dtype in {"int64", "uint64"}:
        yield placed(n, 1, (0, 2**53), (-1, 2**60 + 1))
    else:
        yield [most] * n
        yield [least] * n
    yield placed(n, 0, (-1, 3))


def factors(dtype: str, n: int) -> Iterator[Row]:
    """Yield rows whose product is exact."""
    if "int" not in dtype:
        yield [(2.0, -0.5, 1.0, 0.5, -2.0)[k % 5] for k in range(n)]
        yield placed(n, 1.0, (n // 2, -1.5), (-1, 0.75))
        if dtype in COMPLEX:
            yield placed(n, 1j, (-1, 1 + 2j))
        return
    least, most = limits(dtype)
    large = {"int64": 2**58 + 1, "uint64": 2**59 + 1}.get(dtype, most)
    yield placed(n, 1, (n // 2, 3), (-1, large), (n // 3, 7))
    yield placed(n, 1, (n // 3, 3), (-1, least if abs(least) < 2**32 else -(2**58) - 1))
    yield placed(n, 1, (-1, 2))


def ordered(dtype: str, n: int) -> Iterator[Row]:
    """Yield rows with the extremes of the dtype, first, last and alone."""
    least, most = limits(dtype) if "int" in dtype else (-float(2**100), float(2**100))
    some = [abs(v) for v in pattern(dtype, n)]
    yield pattern(dtype, n)
    yield [*some[:-1], most]
    yield [most, *some[1:]]
    yield [*some[:-1], least]
    yield placed(n, most, (-1, most - 1))
    yield placed(n, least, (n // 2, least + 1))
    yield [most] * n
    yield [least] * n
    yield [(most // 2 + 1 if k % 2 else most // 2) for k in range(n)]


def truths(dtype: str, n: int) -> Iterator[Row]:
    """Yield rows with one element that counts, of every kind that a dtype has."""
    nonzero: Row = [1]
    if "int" in dtype:
        # No low bits: what looks at a part of the number sees none.
        nonzero += [limits(dtype)[1] // 2 + 1] if dtype[0] == "u" else [limits(dtype)[0]]
    elif dtype != "bool":
        nonzero = [0.25, 2.0**-120, nan, -inf]
        nonzero += [0.25j, complex(0, nan)] if dtype in COMPLEX else []
    zero = 0 if dtype == "bool" or "int" in dtype else -0.0
    yield placed(n, zero, (-1, nonzero[0]))
    yield placed(n, nonzero[0], (-1, zero))
    yield [zero] * n
    yield placed(n, nonzero[0], (0, zero))
    yield placed(n, zero, (n // 2, nonzero[0]))
    for value in nonzero:
        yield placed(n, zero, (-1, value))
        yield placed(n, nonzero[-1], (0, nonzero[0]), (-1, value))


ROWS: dict[str, Callable[[str, int], Iterator[Row]]] = {
    "sum": addends, "prod": factors, "mean": addends, "std": addends, "var": addends,
    "min": ordered, "max": ordered, "argmin": ordered, "argmax": ordered,
    "all": truths, "any": truths, "count_nonzero": truths,
    "cumulative_sum": addends, "cumulative_prod": factors,
}  # fmt: skip


# Into which dtypes numbers of each may be put, with room for sums and products of extremes.
INTO = {
    "int8": ("int8", "int16", "int32", "int64", "float32", "float64"),
    "int16": ("int32", "int64", "float32", "float64"), "int32": ("int64", "float64"),
    "uint8": ("uint8", "uint16", "uint32", "uint64", "int32", "float32"),
    "uint16": ("uint32", "uint64", "int64", "float64"), "uint32": ("uint64", "int64", "float64"),
    "int64": ("int32", "int64"),
    "float32": ("float32", "float64", "complex64", "complex128"),
    "float64": ("float64", "complex128"),
    "complex64": ("complex64", "complex128"),
}  # fmt: skip


def crowded(name: str, dtype: str, into: str) -> list[Any]:
    """Return numbers whose sum or product needs the other dtype."""
    if "int" not in dtype:
        near = 1 + 2.0**-23 if into in {"float64", "complex128"} else 1.5
        return [near, near] if name.endswith("prod") else [2.0**24, near, near, -near]
    if into in {"int8", "uint8"} or dtype == "int64":
        return [2, 1, 3]
    most = limits(dtype)[1]
    return [most, 3] if name.endswith("prod") else [most] * 3


def unusual(n: int) -> Iterator[Row]:
    """Yield rows with NaN here and there, and with infinities."""
    numbers = [(2.0, -0.5, 1.0, 0.5, -2.0)[k % 5] for k in range(n)]
    for place in sorted({0, 1 % n, n // 2, n - 1, -n // 3 % n}):
        yield [*numbers[:place], nan, *numbers[place + 1 :]]
    yield placed(n, 0.0, (0, nan))
    yield placed(n, 0.0, (-1, nan))
    yield placed(n, inf, (-1, nan))
    yield placed(n, -inf, (n // 2, nan))
    yield [nan] * n
    yield [inf] * n
    yield [-inf] * n
    yield placed(n, 1.0, (-1, inf))
    yield placed(n, 1.0, (-1, -inf))
    yield placed(n, 0.0, (-1, inf))
    yield placed(n, -1.0, (0, inf), (-1, -inf))


# Axes


def axis_forms(ndim: int, *, several: bool) -> list[Any]:
    """Return all axes, from both ends, and without one; or all tuples, in every order."""
    if not several:
        return [None, *range(ndim), *range(-ndim, 0)]
    forms: list[Any] = [(-1,), (0,)]
    for count in range(2, ndim + 1):
        for k, axes in enumerate(permutations(range(ndim), count)):
            forms.append(axes)
            # Counted from the end: the first, the last, all in turn.
            signs = [((1, 0, 0), (0, 1, 1), (1, 1, 1))[k % 3][min(i, 2)] for i in range(count)]
            forms.append(tuple(a - ndim * s for a, s in zip(axes, signs, strict=True)))
    return forms


def rows_over(values: Any, axis: Any) -> tuple[list[Row], tuple[int, ...], tuple[int, ...]]:
    """Return the rows over some axes, the shape of what is left, and that with the axes kept."""
    axes = range(values.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    axes = [a % values.ndim for a in axes]
    left = [a for a in range(values.ndim) if a not in axes]
    shape = tuple(values.shape[a] for a in left)
    kept = tuple(1 if a in axes else n for a, n in enumerate(values.shape))
    length = math.prod(values.shape[a] for a in axes)
    moved = values.transpose(*left, *axes).reshape(math.prod(shape), length)
    return moved.tolist(), shape, kept


def along(values: Any, axis: int, function: Callable[[Row], Row], dtype: str) -> Any:
    """Return an array each of whose rows along an axis is that of a function of the row."""
    moved = np.moveaxis(values, axis, -1)
    count = math.prod(moved.shape[:-1])
    rows: Sequence[Row] = moved.reshape(count, moved.shape[-1]).tolist()
    length = len(function(rows[0] if rows else [0] * moved.shape[-1]))
    found = np.array([function(row) for row in rows], dtype=dtype)
    return np.moveaxis(found.reshape(*moved.shape[:-1], length), -1, axis)
