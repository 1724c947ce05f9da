"""Forms of a call of an elementwise function: shapes, views, mixed dtypes, Python's numbers."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import LAYOUTS as VIEWS
from .._inputs import Input, literal
from ._agreement import Rule, elementwise, judge, repeated, rule_of
from ._arithmetic import PAIRS
from ._dtypes import PART_OF, promoted
from ._elementwise import BOOLEAN, COMPLEX, EXACT, INTEGER, PLANE, ROUNDED
from ._forms import (
    BROADCAST,
    DTYPES,
    KINDS_OF,
    LAYOUTS,
    LEFT,
    MIXED,
    SHAPES,
    USUAL,
    function_of,
    in_turn,
    mixed_pairs,
    operand,
    pair,
    result_dtype,
    rights,
    rule,
    scalar_calls,
)
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .._profile import Profile
    from .._subject import Subject

# Infinity and NaN come from poles on purpose, whatever a library says of them.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def kind_cases(form: str) -> list[Case]:
    """Return each function of two operands on each kind of numbers that it takes."""
    return [
        Case(Operation(name), {"form": form, "kind": kind}, ("complex64",) * (kind == "complex"))
        for name, kind in KINDS_OF
    ]


def agrees(
    subject: Subject, kind: str, dtype: str, operands: Sequence[Any], wide: str = ""
) -> None:
    """Require the values of the case's function of some operands."""
    name = subject.case.spec.name
    function, wanted = function_of(name, kind, dtype), result_dtype(name, wide or dtype)
    elementwise(subject, function, operands, wanted, rule(name, kind))


@cases("forms", lambda _p: kind_cases("broadcast"))
def test_broadcast(case: Case, subject: Subject, profile: Profile) -> None:
    """Operands are broadcast to each other, whichever comes first, and stay what they are."""
    kind = case["kind"]
    for shapes, dtype in in_turn(BROADCAST, kind, profile, subject):
        agrees(subject, kind, dtype, pair(case.spec.name, kind, shapes, dtype))


@cases("forms", lambda _p: kind_cases("views"))
def test_views_of_pairs(case: Case, subject: Subject, profile: Profile) -> None:
    """Views of all layouts are read as they stand; both operands may be one array."""
    kind = case["kind"]
    for layouts, dtype in in_turn(LAYOUTS, kind, profile, subject):
        inputs = pair(case.spec.name, kind, ((5, 7), (5, 7)), dtype)
        laid = [x.laid(layout) for x, layout in zip(inputs, layouts, strict=True)]
        agrees(subject, kind, dtype, laid)
    itself(subject, kind, profile)


def itself(subject: Subject, kind: str, profile: Profile) -> None:
    """Require that both operands may be one array, or two views of one memory."""
    name = subject.case.spec.name
    near = rule(name, kind)
    for shape, dtype in in_turn(((7,), (5, 5), (33, 37), (33, 33)), kind, profile, subject):
        x = operand(rights(name, kind), shape, dtype)
        function, wanted = function_of(name, kind, dtype), result_dtype(name, dtype)
        array = subject.array(x)
        judge(subject, subject(array, array), function, [x.values] * 2, wanted, near)
        if len(set(shape)) == 1 < len(shape):
            actual = subject(array, subject.xp.permute_dims(array, (1, 0)))
            judge(subject, actual, function, [x.values, x.values.T], wanted, near)


@cases("scalars", lambda _p: [Case(Operation(name)) for name in PAIRS])
def test_scalars(case: Case, subject: Subject, profile: Profile) -> None:
    """A Python number on either side counts as a 0-d array of the other operand's dtype."""
    name = case.spec.name
    for kind in (kind for other, kind in KINDS_OF if other == name):
        forms = [
            (dtype, *call)
            for dtype in subject.available(DTYPES[kind])
            for call in scalar_calls(name, kind, dtype)
        ]
        for dtype, elements, number, first in profile.sample(forms, subject):
            x = operand(tuple(elements), () if len(elements) == 8 else (7,), dtype)
            agrees(subject, kind, dtype, (number, x) if first else (x, number))


COMPLEX_SCALARS = ("add", "subtract", "multiply", "divide", "equal", "not_equal")


@cases("scalars", lambda _p: [
    Case(Operation(name), {"number": "complex"}, ("complex64",)) for name in COMPLEX_SCALARS
])  # fmt: skip
def test_complex_scalars(case: Case, subject: Subject) -> None:
    """A complex number makes a real array complex, in its precision."""
    for dtype, wide in (("float32", "complex64"), ("float64", "complex128")):
        if wide in subject.dtypes:
            x = operand((1.5, -2.0, 0.25, 7.0, -0.5), (7,), dtype)
            for operands in ((x, 1.5 - 2j), (1.5 - 2j, x)):
                agrees(subject, "complex", dtype, operands, wide)


def mixed_cases() -> list[Case]:
    """Return each function on each kind that has several dtypes."""
    return [
        Case(Operation(name), {"kind": kind}, ("complex64",) * (kind == "complex"))
        for name, kind in KINDS_OF
        if kind in MIXED and name != "nextafter"
    ]


@cases("promotion", lambda _p: mixed_cases())
def test_mixed_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """The result is that of both operands in the promoted dtype, 0-d ones among them."""
    name, kind = case.spec.name, case["kind"]
    pairs = [
        (one, other, wide)
        for one, other in MIXED[kind]
        if {one, other, wide := promoted(one, other) or ""} <= set(subject.dtypes)
    ]
    for one, other, wide in profile.sample(pairs, subject):
        lefts, seconds = zip(*mixed_pairs(name, one, other), strict=True)
        a, b = repeated(lefts, one, 157), repeated(seconds, other, 157)
        agrees(subject, kind, wide, (a, b))
        if other == wide and one in {"int8", "uint8", "float32", "complex64"}:
            beside = [x for x, y in zip(lefts, seconds, strict=True) if y == seconds[0]]
            number = literal(np.array(seconds[0], other))
            agrees(subject, kind, wide, (repeated(beside, one, 7), number))


UNARY: dict[str, dict[str, Callable[..., Any]]] = {
    "real": {**ROUNDED, **EXACT, "conj": float, "real": float},
    "complex": PLANE, "integer": {**INTEGER, "conj": int}, "bool": BOOLEAN,
}  # fmt: skip
POINTS = {**LEFT, "real": (0.5, -0.25, 1.5, -0.0, -2.5, 3.0, 0.75), "complex": COMPLEX}
TRUTHS = {"isfinite", "isinf", "isnan", "signbit", "logical_not"}
REAL_RESULTS = {"abs", "real", "imag"}


def one_result(name: str, dtype: str) -> str:
    """Return the dtype of a function of one operand."""
    if name in TRUTHS:
        return "bool"
    return PART_OF.get(dtype, dtype) if name in REAL_RESULTS else dtype


def one_rule(name: str, kind: str) -> Rule:
    """Return how near the values of a function of one operand have to be."""
    selects = name in {"conj", "real", "imag", "negative", "positive"}
    exact = kind in {"integer", "bool"} or selects or (kind == "real" and name in EXACT)
    return rule_of(name, exact=exact, complex_=kind == "complex")


def unary_cases(**parameters: Any) -> list[Case]:
    """Return a case for each function of one operand."""
    names = dict.fromkeys(name for table in UNARY.values() for name in table)
    return [Case(Operation(n), parameters, ("complex64",) * (n == "imag")) for n in names]


@cases("forms", lambda _p: unary_cases(form="one"))
def test_one_operand(case: Case, subject: Subject, profile: Profile) -> None:
    """Arrays of any shape, one number and none among them; the operand stays."""
    forms = [(shape, "contiguous") for shape in SHAPES]
    of_one(subject, forms, profile)


@cases("non-contiguous", lambda _p: unary_cases(layouts="all"))
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views of all layouts are read as they stand, and stay what they are."""
    forms = [(shape, layout) for shape in ((23,), (5, 7), (33, 37)) for layout in VIEWS]
    of_one(subject, forms, profile)


def of_one(subject: Subject, forms: Sequence[Any], profile: Profile) -> None:
    """Require the values of a function of one operand in some shapes and layouts."""
    name = subject.case.spec.name
    for kind in (k for k, table in UNARY.items() if name in table):
        function, near = UNARY[kind][name], one_rule(name, kind)
        for (shape, layout), dtype in in_turn(forms, kind, profile, subject):
            x = operand(POINTS[kind], shape, dtype).laid(layout)
            elementwise(subject, function, (x,), one_result(name, dtype), near)


# In-place ones where the result has the dtype of the left operand.
OPERATORS: dict[str, tuple[str, Callable[..., Any]]] = {
    name: (kind, function) for kind, table in {
        "real": {
            "add": operator.add, "subtract": operator.sub, "multiply": operator.mul,
            "divide": operator.truediv, "floor_divide": operator.floordiv,
            "remainder": operator.mod, "pow": operator.pow, "less": operator.lt,
            "less_equal": operator.le, "greater": operator.gt, "greater_equal": operator.ge,
            "equal": operator.eq, "not_equal": operator.ne,
        },
        "integer": {
            "bitwise_and": operator.and_, "bitwise_or": operator.or_, "bitwise_xor": operator.xor,
            "bitwise_left_shift": operator.lshift, "bitwise_right_shift": operator.rshift,
        },
    }.items() for name, function in table.items()
}  # fmt: skip
IN_PLACE = {
    "add": operator.iadd, "subtract": operator.isub, "multiply": operator.imul,
    "divide": operator.itruediv, "floor_divide": operator.ifloordiv, "remainder": operator.imod,
    "pow": operator.ipow, "bitwise_and": operator.iand, "bitwise_or": operator.ior,
    "bitwise_xor": operator.ixor, "bitwise_left_shift": operator.ilshift,
    "bitwise_right_shift": operator.irshift,
}  # fmt: skip


@cases("operators", lambda _p: [Case(Operation(name)) for name in OPERATORS])
def test_operators(case: Case, subject: Subject) -> None:
    """An operator does what its function does, with numbers on either side, and in place."""
    name = case.spec.name
    kind, symbol = OPERATORS[name]
    dtype = USUAL[kind][0]
    left, right = pair(name, kind, ((7,), (7,)), dtype)
    function, wanted, near = (
        function_of(name, kind, dtype),
        result_dtype(name, dtype),
        rule(name, kind),
    )
    number = rights(name, kind)[0]
    for hosts in ((left, right), (left, number), (number, right)):
        operands = [subject.array(x) if isinstance(x, Input) else x for x in hosts]
        values = [x.values if isinstance(x, Input) else x for x in hosts]
        judge(subject, symbol(*operands), function, values, wanted, near)
    if name in IN_PLACE and "readonly" not in subject.active.target.variants:
        array = subject.array(left)
        array = IN_PLACE[name](array, subject.array(right))
        judge(subject, array, function, [left.values, right.values], wanted, near)
