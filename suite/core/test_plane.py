"""Elementwise functions of complex numbers: large and tiny ones, cuts, infinities and NaN."""

from __future__ import annotations

import cmath
import operator
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from ._agreement import ULPS, Rule, agreeing, repeated, require, rule_of
from ._dtypes import PART_OF
from ._numbers import SIZE, real_groups
from ._plane import (
    ALGEBRAIC,
    CUT,
    EXACT,
    INFINITE,
    ROUNDED,
    cut,
    nearby,
    open_,
    plane,
    product_of,
    quotient,
    unsigned,
)
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .._subject import Subject

# Infinity and NaN come from poles and overflows on purpose, whatever a library says of them.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

DTYPES = ("complex128", "complex64")
FUNCTIONS = {**ROUNDED, **ALGEBRAIC, **EXACT}


def complex_cases(names: Iterable[str], **parameters: Any) -> list[Case]:
    """Return a case for each function where there are complex numbers."""
    return [Case(Operation(name), parameters, ("complex64",)) for name in names]


def result(value: Any, dtype: str) -> str:
    """Return the dtype of a result of this type."""
    if isinstance(value, bool):
        return "bool"
    return dtype if isinstance(value, complex) else PART_OF[dtype]


def parts(values: Any) -> tuple[Any, ...]:
    """Return the real and imaginary parts, or what is real as it is."""
    return (values.real, values.imag) if np.iscomplexobj(values) else (values,)


def verify(
    subject: Subject, function: Callable[..., Any], columns: Sequence[Sequence[Any]], dtype: str,
    rule: Rule,
) -> None:  # fmt: skip
    """Call the function on columns of complex numbers; leave out what overflows."""
    rows: list[Any] = []
    values: list[Any] = []
    largest = float(np.finfo(dtype).max) / 8
    for row in zip(*columns, strict=True):
        try:
            value = function(*row)
        except (OverflowError, ValueError, ZeroDivisionError):  # poles among them
            continue
        if isinstance(value, bool) or abs(value) < largest:
            rows.append(row)
            values.append(value)
    actual = subject(*(repeated(column, dtype, SIZE) for column in zip(*rows, strict=True)))

    def operands(i: int) -> str:
        return ", ".join(map(repr, rows[i % len(rows)]))

    wanted = np.resize(np.array(values, object), SIZE)
    require(subject, actual, result(values[0], dtype), [wanted], rule, operands)


def told(wrong: Any, x: Any, found: Any, wanted: Any) -> str:
    """Return the first element that is wrong."""
    i = int(np.flatnonzero(wrong)[0])
    return f"at {x[i]!r} {found[i]!r} instead of {wanted[i]!r}"


@cases("values", lambda _p: complex_cases(EXACT, special="parts"))
def test_parts(case: Case, subject: Subject) -> None:
    """Each part is treated like a real number: ties, large and infinite ones, signs of zero."""
    function = EXACT[case.spec.name]
    for dtype in subject.available(DTYPES):
        *_, points = real_groups(PART_OF[dtype])
        pairs = zip(points, [*points[5:], *points[:5]], strict=True)
        x = repeated([complex(a, b) for a, b in pairs], dtype, SIZE)
        actual = subject(x)
        wanted = np.array([function(z) for z in x.values.tolist()])
        subject.expect_dtype(actual, result(wanted.tolist()[0], dtype))
        host = subject.host(actual)
        same = np.ones(SIZE, bool)
        for found, expected in zip(parts(host), parts(wanted), strict=True):
            same &= agreeing(found, expected.astype(found.dtype), Rule())
        if not same.all():
            subject.fail("wrong-value", told(~same, x.values, host, wanted))


@cases("values", lambda _p: complex_cases(FUNCTIONS, special="plane"))
def test_plane(case: Case, subject: Subject) -> None:
    """Plain, large and tiny parts, none of them, and both alike."""
    name = case.spec.name
    for dtype in subject.available(DTYPES):
        rule = rule_of(name, exact=name in EXACT, complex_=True)
        near = 0.4 if name in {"expm1", "log1p"} else 0  # which is a check of its own
        points = [z for z in plane(dtype) if abs(z) >= near]
        verify(subject, FUNCTIONS[name], [points], dtype, rule)


@cases("values", lambda _p: complex_cases(("expm1", "log1p"), special="near-zero"))
def test_near_zero(case: Case, subject: Subject) -> None:
    """Near zero the difference to one is not lost."""
    for dtype in subject.available(DTYPES):
        verify(subject, FUNCTIONS[case.spec.name], [nearby()], dtype, Rule(ulps=2 * ULPS))


@cases("branch-cuts", lambda _p: complex_cases(CUT))
def test_cuts(case: Case, subject: Subject) -> None:
    """On a branch cut the sign of zero tells the sides: the function of the conjugate, too."""
    name = case.spec.name
    for dtype in subject.available(DTYPES):
        verify(subject, FUNCTIONS[name], [cut(name)], dtype, Rule(ulps=2 * ULPS))


PAIRS: dict[str, Callable[..., Any]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": product_of, "divide": quotient,
    "equal": operator.eq, "not_equal": operator.ne,
}  # fmt: skip


@cases("values", lambda _p: complex_cases(PAIRS, special="plane-pairs"))
def test_plane_pairs(case: Case, subject: Subject) -> None:
    """All pairs of large, tiny and plain numbers, as far as no part of the result overflows."""
    name = case.spec.name
    for dtype in subject.available(DTYPES):
        points = plane(dtype)[3::8]
        columns = list(zip(*product(points, points), strict=True))
        verify(subject, PAIRS[name], columns, dtype, rule_of(name, exact=False, complex_=True))


# Products and quotients of infinities are left to the library.
LISTED = [name for name in FUNCTIONS if name not in {"reciprocal", "square"}]


@cases("nan-inf", lambda _p: complex_cases(LISTED, special="complex"))
def test_infinite(case: Case, subject: Subject) -> None:
    """Infinities and NaN in one part or both, where the standard lists the result."""
    name = case.spec.name
    points = [z for z in INFINITE if not open_(name, z) and not (name == "sign" and cmath.isinf(z))]
    for dtype in subject.available(DTYPES):
        x = repeated(points, dtype, SIZE)
        actual = subject(x)
        values = [FUNCTIONS[name](z) for z in points]
        subject.expect_dtype(actual, result(values[0], dtype))
        host = subject.host(actual)
        wanted = np.resize(np.array(values), SIZE)
        free = np.resize([unsigned(name, z) for z in points], SIZE)
        same = np.ones(SIZE, bool)
        for found, expected in zip(parts(host), parts(wanted), strict=True):
            near = agreeing(found, expected.astype(found.dtype), Rule(ulps=ULPS, zeros=False))
            bare = np.abs(found) == np.abs(expected).astype(found.dtype)
            same &= near | (free & bare)
        if not same.all():
            subject.fail("wrong-value", told(~same, x.values, host, wanted))
