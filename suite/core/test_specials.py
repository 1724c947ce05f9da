"""Elementwise functions at special numbers of every dtype: ends, ties, zeros, infinities, NaN."""

from __future__ import annotations

import math
import operator
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import draw, literal
from .._kept import kept
from ..oracles import square_root
from ._agreement import EXACT_PAIRS, Rule, repeated, require, rule_of
from ._arithmetic import (
    COMPOSED,
    INTEGERS,
    POWERS,
    REAL_DOMAINS,
    REALS,
    defined,
    moderate,
    next_single,
)
from ._elementwise import EXACT, INTEGER, ROUNDED
from ._forms import DTYPES
from ._numbers import (
    EXPONENTS,
    FLOATS,
    SIZE,
    held,
    integers,
    real_groups,
    real_pairs,
    signed,
    whole_groups,
)
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .._profile import Profile
    from .._subject import Subject

# Infinity and NaN come from poles and overflows on purpose, whatever a library says of them.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def verify(
    subject: Subject, function: Callable[..., Any], columns: Sequence[Sequence[Any]], dtype: str,
    rule: Rule, *, flush: bool = False, size: int = SIZE,
) -> None:  # fmt: skip
    """Call the function on columns of numbers, over and over, and require its values.

    Parameters
    ----------
    flush
        Whether subnormal operands may count as zeros, each for itself.
    """
    inputs = [repeated(column, dtype, size) for column in columns]
    actual = kept(subject, *inputs)
    rows = list(zip(*(np.array(c, dtype).tolist() for c in columns), strict=True))
    wanted = [[function(*row) for row in rows]]
    if flush:
        ways = product((float, FLOATS[dtype].flushed), repeat=len(columns))
        wanted += [[function(*(f(x) for f, x in zip(way, row, strict=True))) for row in rows]
                   for way in list(ways)[1:]]  # fmt: skip
    result = "bool" if isinstance(wanted[0][0], bool) else dtype

    def told(i: int) -> str:
        return ", ".join(map(repr, rows[i % len(rows)]))

    require(
        subject, actual, result, [np.resize(np.array(w, object), size) for w in wanted], rule, told
    )


def real_cases(names: Iterable[str], operands: str) -> list[Case]:
    """Return a case for each function."""
    return [Case(Operation(name), {"special": operands}) for name in names]


@cases("values", lambda _p: real_cases((*ROUNDED, *EXACT), "reals"))
def test_special_reals(case: Case, subject: Subject) -> None:
    """Ties, neighbours of powers of two, subnormal and large numbers, as singles and doubles."""
    name = case.spec.name
    function, rule = EXACT.get(name) or ROUNDED[name], rule_of(name, exact=name in EXACT)
    for dtype in subject.available(tuple(FLOATS)):
        for points in real_groups(dtype):
            verify(subject, function, [points], dtype, rule, flush=True)


@cases("values", lambda _p: real_cases(REALS, "real-pairs"))
def test_special_real_pairs(case: Case, subject: Subject) -> None:
    """All pairs of plain, large, subnormal and infinite numbers, zeros with signs and NaN."""
    name = case.spec.name
    rule = rule_of(name, exact=name in EXACT_PAIRS)
    within = REAL_DOMAINS.get(name, lambda _a, _b: True)
    for dtype in subject.available(tuple(FLOATS)):
        single = dtype == "float32" and name == "nextafter"
        function = next_single if single else REALS[name]
        for pairs in real_pairs(dtype, subnormal=name not in COMPOSED):
            columns = list(zip(*(p for p in pairs if within(*p)), strict=True))
            verify(subject, function, columns, dtype, rule, flush=True)


@cases("values", lambda _p: [
    Case(Operation(name), {"special": "integers"}) for name in (*INTEGER, "conj")
])  # fmt: skip
def test_special_integers(case: Case, subject: Subject, profile: Profile) -> None:
    """Integers of every dtype up to its ends; those beyond doubles stay as they are."""
    name = case.spec.name
    for dtype in profile.sample(subject.available(DTYPES["integer"]), subject):
        kind, function = integers(dtype), INTEGER.get(name, int)
        if name == "bitwise_invert" and dtype.startswith("u"):
            function = partial(operator.xor, kind.highest)
        for points in whole_groups(dtype):
            fitting = [n for n in points if kind.holds(function(n))]
            verify(subject, function, [fitting], dtype, Rule())


def whole_pairs(name: str, dtype: str) -> Iterator[list[tuple[int, int]]]:
    """Yield groups of pairs for which a function has a result."""
    kind = integers(dtype)
    for points in whole_groups(dtype):
        most = max(points)
        rights = [b for b in EXPONENTS if b < 2 * most + 2] if name in POWERS else points
        yield [(a, b) for a in points for b in rights if defined(name, a, b, kind)]


@cases("values", lambda _p: [
    Case(Operation(name), {"special": "integer-pairs"}) for name in INTEGERS
])  # fmt: skip
def test_special_integer_pairs(case: Case, subject: Subject, profile: Profile) -> None:
    """All pairs of integers whose result the dtype has, its ends among them."""
    name = case.spec.name
    for dtype in profile.sample(subject.available(DTYPES["integer"]), subject):
        for pairs in whole_pairs(name, dtype):
            columns = list(zip(*pairs, strict=True))
            verify(subject, INTEGERS[name], columns, dtype, Rule(), size=2 * SIZE)


ZEROS = [(a, b) for a in (0.0, -0.0) for b in (2.5, -2.5, 1e30, -1e30)]
WITHOUT_REST = [(a, b) for a in (6.0, -6.0, 7.5, -7.5) for b in (1.5, -1.5, 0.75, -0.75)]


@cases("signed-zero", lambda _p: [Case(Operation("remainder")), Case(Operation("floor_divide"))])
def test_signs_of_zero(case: Case, subject: Subject) -> None:
    """A remainder has the sign of the divisor, a floor that of the quotient."""
    pairs = [*ZEROS, *(WITHOUT_REST if case.spec.name == "remainder" else ())]
    for dtype in subject.available(tuple(FLOATS)):
        columns = list(zip(*pairs, strict=True))
        verify(subject, REALS[case.spec.name], columns, dtype, Rule())


@cases("quotient", lambda _p: [Case(Operation("remainder"))])
def test_remainder_of_large_quotient(case: Case, subject: Subject) -> None:
    """The remainder is Python's, exactly, whatever the quotient overflows to."""
    for dtype in subject.available(tuple(FLOATS)):
        (_, pairs) = real_pairs(dtype, subnormal=False)
        columns = list(zip(*(p for p in pairs if not moderate(*p)), strict=True))
        verify(subject, REALS[case.spec.name], columns, dtype, Rule(zeros=False))


@cases("overflow", lambda _p: [Case(Operation("cosh")), Case(Operation("sinh"))])
def test_last_before_overflow(case: Case, subject: Subject) -> None:
    """Hyperbolic functions end later than the exponential that they are half of."""
    function, rule = ROUNDED[case.spec.name], rule_of(case.spec.name, exact=False)
    for dtype in subject.available(tuple(FLOATS)):
        edge = (FLOATS[dtype].largest_exponent + 1) * math.log(2)
        points = [held(edge + step, dtype) for step in (-0.6, -0.3, 0.3, 0.6)]
        verify(subject, function, [signed(points)], dtype, rule)


@cases("accuracy", lambda _p: [Case(Operation("sqrt"), {"dtype": d}, (d,)) for d in FLOATS])
def test_sqrt(case: Case, subject: Subject, profile: Profile) -> None:
    """Square roots are correctly rounded, as the standard asks (pytorch#31250)."""
    dtype = case["dtype"]
    n = profile.pick(500, 5000, 50000)
    values = (np.abs(draw((n,), dtype, 1)) * 2.0 ** (np.arange(n) % 60 - 30)).astype(dtype)
    expected = np.array([square_root(v) for v in values.tolist()]).astype(dtype)
    found = subject.host(subject(literal(values)))
    steps = np.abs(found - expected) / np.spacing(np.maximum(expected, np.finfo(dtype).tiny))
    wrong = int(np.count_nonzero(steps))
    subject.record(float(np.max(steps)), "ulp", limit=0.0, n=n)
    subject.expect(
        wrong == 0, f"{wrong} of {n} roots are not correctly rounded, by up to {steps.max()} ulp"
    )
