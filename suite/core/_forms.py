"""Forms of a call of an elementwise function: shapes, layouts, dtypes and numbers."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .._inputs import literal
from ._agreement import EXACT_PAIRS, rule_of
from ._arithmetic import KINDS, POWERS, defined, next_single
from ._dtypes import integers, promoted
from ._elementwise import COMPARISONS
from ._numbers import nan
from ._specs import INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .._inputs import Input
    from .._profile import Profile
    from .._subject import Subject
    from ._agreement import Rule

T = TypeVar("T")
Shapes = tuple[tuple[int, ...], tuple[int, ...]]

# Squares, which a transposed result fits into; beyond blocks of 1024; a number beside an array.
BROADCAST: tuple[Shapes, ...] = (
    ((33, 1), (1, 33)), ((1, 33), (33, 1)), ((33, 37), (37,)), ((37,), (33, 37)),
    ((33, 37), (33, 1)), ((33, 1), (33, 37)), ((5, 5), (5,)), ((5,), (5, 5)), ((33, 37), ()),
    ((), (33, 37)), ((), ()), ((1,), (7,)), ((7,), (1, 1)), ((2, 1, 7), (5, 1)),
    ((33, 37), (33, 37)), ((0, 3), (3,)), ((3,), (0, 3)), ((0, 3), (1, 3)), ((1, 3), (0, 3)),
    ((0,), (3, 1)), ((3, 1), (0,)), ((0,), ()), ((), (0,)), ((1,), (0,)),
)  # fmt: skip
LAYOUTS: tuple[tuple[str, str], ...] = (
    ("transposed", "contiguous"), ("contiguous", "transposed"), ("transposed", "transposed"),
    ("stepped", "reversed_last"), ("reversed_all", "stepped"), ("rows", "offset"),
    ("broadcast", "contiguous"), ("contiguous", "broadcast"), ("broadcast", "broadcast"),
)  # fmt: skip
SHAPES = ((), (1,), (7,), (0, 3), (3, 0), (5, 7), (33, 37), (2, 3, 5))
"""Of one operand."""

DTYPES = {"real": ("float64", "float32"), "complex": ("complex128", "complex64"),
          "integer": INTEGERS,
          "bool": ("bool",)}  # fmt: skip
USUAL = {"real": ("float32", "float64"), "integer": ("int32", "int64"),
         "complex": ("complex64", "complex128"), "bool": ("bool", "bool")}  # fmt: skip
"""Dtypes by turns."""

# Numbers of coprime counts: over the elements all pairs are met.
LEFT: dict[str, tuple[Any, ...]] = {
    "real": (1.5, -2.0, 0.25, 7.0, -0.5, 3.0, -7.5, 0.0, 10.0, nan, 2.5),
    "integer": (7, -3, 2, 0, -100, 5, 1, 100, -7, 12, 3),
    "complex": (1.5 + 0.5j, -0.75 + 2j, 0.25 - 1.25j, -2 - 0.375j, 0.5 + 0.125j),
    "bool": (True, False, False, True, True),
}
RIGHT: dict[str, tuple[Any, ...]] = {
    "real": (2.0, -1.5, 0.5, 3.0, -0.25, 1.25, nan),
    "integer": (3, -2, 1, 7, -5, 2, 4),
    "complex": (2.0 + 1j, -0.5 + 0.75j, 1.0 - 2j),
    "bool": (True, False, True),
}
EXPONENT = (3, 0, 1, 2, 1, 2, 3)

KINDS_OF = [(name, kind) for kind, table in KINDS.items() for name in table]
"""All functions of two operands, with each kind of numbers that they take."""


def rights(name: str, kind: str) -> tuple[Any, ...]:
    """Return the right operands of a function: no zeros to divide by, no negative powers."""
    return EXPONENT if kind == "integer" and name in POWERS else RIGHT[kind]


def operand(points: tuple[Any, ...], shape: tuple[int, ...], dtype: str) -> Input:
    """Return an array that begins at another point for each shape."""
    count = int(np.prod(shape))
    start = (len(shape) + count) % len(points)
    values = np.resize(np.array(points[start:] + points[:start], dtype), count)
    return literal(values.reshape(shape))


def in_turn(
    forms: Iterable[T], kind: str, profile: Profile, subject: Subject
) -> Iterator[tuple[T, str]]:
    """Yield the forms that are run, each with another one of the usual dtypes of a kind."""
    dtypes = subject.available(USUAL[kind])
    if dtypes:
        each = [(form, dtypes[rank % 2 % len(dtypes)]) for rank, form in enumerate(forms)]
        yield from profile.sample(each, subject)


def pair(name: str, kind: str, shapes: Shapes, dtype: str) -> tuple[Input, Input]:
    """Return two operands of some shapes."""
    left, right = shapes
    return operand(LEFT[kind], left, dtype), operand(rights(name, kind), right, dtype)


def rule(name: str, kind: str) -> Rule:
    """Return how near the values of a function of two operands have to be."""
    exact = kind in {"integer", "bool"} or (kind == "real" and name in EXACT_PAIRS)
    return rule_of(name, exact=exact, complex_=kind == "complex")


def result_dtype(name: str, dtype: str) -> str:
    """Return the dtype of a result of operands of one dtype."""
    return "bool" if name.startswith("logical") or name in COMPARISONS else dtype


MIXED = {
    "integer": tuple(
        (one, other) for one, other in product(DTYPES["integer"], repeat=2)
        if one != other and promoted(one, other)
    ),
    "real": (("float32", "float64"), ("float64", "float32")),
    "complex": (
        ("complex64", "complex128"), ("complex128", "complex64"), ("float32", "complex64"),
        ("complex64", "float32"), ("float64", "complex64"), ("complex64", "float64"),
        ("float32", "complex128"), ("complex128", "float32"),
    ),
}  # fmt: skip
"""Pairs of dtypes that the standard promotes."""


def points(dtype: str, other: str, *, left: bool) -> list[Any]:
    """Return numbers of a dtype, ends among them, to be paired with those of another."""
    if "int" in dtype:
        kind = integers(dtype)
        ends = (kind.lowest, kind.highest, kind.lowest + 1, kind.highest - 1, kind.highest // 2)
        return [n for n in (*ends, 1, 2, 3, 7, -1, -3, 0, 5) if kind.holds(n)]
    if "complex" in dtype:
        return list((LEFT if left else RIGHT)["complex"])
    plain = (LEFT if left else RIGHT)["real"]
    # Complex arithmetic with NaN is left to the library; a double keeps what a single rounds.
    exact = [x + (2.0**-40 if dtype == "float64" else 0) for x in plain if x and x == x]
    return exact if "complex" in other else [*exact, nan]


def mixed_pairs(name: str, one: str, other: str) -> list[tuple[Any, Any]]:
    """Return pairs of numbers whose result the promoted dtype has."""
    lefts: list[Any] = points(one, other, left=True)
    seconds: list[Any] = points(other, one, left=False)
    if "int" not in one:
        return [(a, b) for a, b in product(lefts, seconds)]
    kind = integers(promoted(one, other) or "")
    if name in POWERS:
        seconds = [b for b in seconds if 0 <= b < 8]
    return [(a, b) for a, b in product(lefts, seconds) if defined(name, a, b, kind)]


def function_of(name: str, kind: str, dtype: str) -> Any:
    """Return what a function does to Python's numbers; a neighbour depends on the dtype."""
    single = name == "nextafter" and dtype != "float64"
    return next_single if single else KINDS[kind][name]


SCALARS: dict[str, tuple[Any, ...]] = {
    "real": (2.0, -0.5, 3, 7.0, nan, 0.0),
    "integer": (3, 1, 2, 100, -2, 1000, 70001, 2**40 + 1, 2**62 + 1),
    "complex": (1.5 - 2j, 0.5, 3),
    "bool": (True, False),
}


def scalar_calls(name: str, kind: str, dtype: str) -> Iterator[tuple[list[Any], Any, bool]]:
    """Yield elements, a number that the dtype holds, and whether it comes first.

    Elements that have no result with it are left out.
    """
    for number, first in product(SCALARS[kind], (False, True)):
        elements = list(LEFT[kind])
        if kind == "integer":
            held = integers(dtype)
            if not held.holds(number):
                continue
            ordered = (lambda x: (number, x)) if first else (lambda x: (x, number))  # noqa: B023 -- called in this turn
            elements = [x for x in elements if held.holds(x) and defined(name, *ordered(x), held)]
        if kind == "real" and name == "floor_divide":
            elements = [x for x in elements if number == number or x == x]
        if elements:
            yield elements, number, first
