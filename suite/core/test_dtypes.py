"""Dtypes: how they promote, what they are, and what they hold."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

from .._cases import Case, cases, per_spec
from .._inputs import literal
from ._dtypes import ALL, COMPLEX, IEEE, KINDS, UNSIGNED, bits, promotions, real_bits
from ._specs import FLOATS, INTEGERS, Operation

if TYPE_CHECKING:
    from .._subject import Subject


RESULT_TYPE = Operation("result_type")
DTYPES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "float32", "float64",
          "complex64", "complex128")  # fmt: skip


@cases("commutative", per_spec((RESULT_TYPE,)))
def test_result_type_commutes(case: Case, subject: Subject) -> None:
    """The order of the operands doesn't matter, Python scalars among them (compat#273)."""
    names = subject.available(DTYPES)
    groups = [[n for n in names if "int" in n], [n for n in names if "int" not in n]]
    for first, second in [p for group in groups for p in product(group, repeat=2)]:
        a, b = subject.dtype(first), subject.dtype(second)
        subject.expect(
            subject.function(a, b) == subject.function(b, a), f"{first} and {second} don't commute"
        )
    x, y = (
        literal([1.0], "float32"),
        literal([1.0], names[-1] if "complex" in names[-1] else "float32"),
    )
    one, other = subject.array(x), subject.array(y)
    subject.expect(
        subject.function(one, other, 1.0)
        == subject.function(other, one, 1.0)
        == subject.function(1.0, other, one),
        "a Python scalar's place matters",
    )


@cases("zero-dimensional", lambda _p: [Case(RESULT_TYPE, {"dtype": "float64"}, FLOATS)])
def test_zero_dimensional_promotes(case: Case, subject: Subject) -> None:
    """A 0-d array counts like any other for the dtype (pytorch#58736)."""
    one = subject.array(literal([1.0, 2.0], "float32"))
    other = subject.array(literal(3.0, "float64"))
    subject.expect_dtype(one + other, "float64")
    subject.expect_dtype(other + one, "float64")


@cases("scalars", per_spec((RESULT_TYPE,)))
def test_python_scalars_are_weak(case: Case, subject: Subject) -> None:
    """A Python scalar takes the dtype of the array (cupy#7630)."""
    for name in ("float32", "int32", "int16"):
        x = subject.array(literal([1, 2], name))
        subject.expect_dtype(x * 3, name)
        subject.expect_dtype(1 + x, name)
    x = subject.array(literal([1, 2], "float32"))
    for actual in (x / 123456, x * 0.5, 1.0 - x):
        subject.expect_dtype(actual, "float32")


@cases("values", per_spec((RESULT_TYPE,)))
def test_promotion(case: Case, subject: Subject) -> None:
    """Two dtypes become the one in the standard's tables."""
    wrong = [
        f"{a} and {b} become {found}, not {wanted}"
        for a, b, wanted in promotions(subject)
        if (found := subject.function(subject.dtype(a), subject.dtype(b))) != subject.dtype(wanted)
    ]
    subject.expect(not wrong, "; ".join(wrong))


@cases("values", per_spec((Operation("can_cast"),)))
def test_casting(case: Case, subject: Subject) -> None:
    """A dtype can become another one if both become that."""
    wrong = [
        f"{a} to {b}: {found}"
        for a, b, wanted in promotions(subject)
        if (found := subject.function(subject.dtype(a), subject.dtype(b))) != (wanted == b)
    ]
    subject.expect(not wrong, "; ".join(wrong))


@cases("values", per_spec((Operation("isdtype"),)))
def test_kinds(case: Case, subject: Subject) -> None:
    """Each dtype is of the kinds that the standard lists it in, one by one and in tuples."""
    for name, (kind, members) in product(subject.available(ALL), KINDS.items()):
        found = subject.function(subject.dtype(name), kind)
        subject.expect(found == (name in members), f"{name} of kind {kind!r}: {found}")
        either = subject.function(subject.dtype(name), ("bool", kind))
        subject.expect(
            either == (name in (*members, "bool")), f"{name} of bool or {kind!r}: {either}"
        )
        same = subject.function(subject.dtype(name), subject.dtype(name))
        subject.expect(same is True, f"{name} is {name}: {same}")


@cases(
    "values", lambda _p: [Case(Operation("finfo"), {"dtype": d}, (d,)) for d in (*FLOATS, *COMPLEX)]
)
def test_finfo(case: Case, subject: Subject) -> None:
    """The limits are those of IEEE 754, in Python's numbers; complex dtypes have their parts'."""
    name = case["dtype"]
    real = f"float{real_bits(name)}"
    digits, top = IEEE[real]
    info = subject.function(subject.dtype(name))
    largest = math.ldexp(2.0 - 2.0 ** (1 - digits), top - 1)
    wanted = {"bits": real_bits(name), "eps": 2.0 ** (1 - digits), "max": largest,
              "min": -largest, "smallest_normal": 2.0 ** (2 - top)}  # fmt: skip
    for field, value in wanted.items():
        found = getattr(info, field)
        subject.expect(float(found) == value, f"{field} of {name} is {found!r}, not {value!r}")


@cases("dtype", lambda _p: [Case(Operation("finfo"), {"dtype": d}, (d,)) for d in FLOATS])
def test_dtype_of_finfo(case: Case, subject: Subject) -> None:
    """The limits say whose they are, by the dtype itself."""
    found = subject.function(subject.dtype(case["dtype"])).dtype
    subject.expect(found == subject.dtype(case["dtype"]), f"dtype is {found!r}")


@cases("values", lambda _p: [Case(Operation("iinfo"), {"dtype": d}, (d,)) for d in INTEGERS])
def test_iinfo(case: Case, subject: Subject) -> None:
    """The limits are those of two's complement."""
    name = case["dtype"]
    n, unsigned = bits(name), name in UNSIGNED
    info = subject.function(subject.dtype(name))
    wanted = {"bits": n, "max": 2 ** (n if unsigned else n - 1) - 1,
              "min": 0 if unsigned else -(2 ** (n - 1))}  # fmt: skip
    for field, value in wanted.items():
        found = getattr(info, field)
        subject.expect(int(found) == value, f"{field} of {name} is {found!r}, not {value!r}")
