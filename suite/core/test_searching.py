"""Searching sorted edges, and finding what is not zero."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, NEGATIVE, STRIDED, literal, repeated_rows
from ._folds import EVERY, KINDS, SORTABLE, kind_cases, ordered, pattern, truths
from ._rows import has_dtype, view
from ._specs import Operation

if TYPE_CHECKING:
    from .._inputs import Input
    from .._profile import Profile
    from .._subject import Subject

SEARCH = Operation("searchsorted")
NONZERO = Operation("nonzero", ("data-dependent shapes",))


def inserts(subject: Subject, edges: Any, values: Any, **arguments: Any) -> None:
    """Check the positions of values among edges, on both sides.

    Edges, values and the sorter are host arrays or inputs.
    """
    x1, x2 = (x if hasattr(x, "layout") else literal(x) for x in (edges, values))
    seen = np.asarray(x1.values)[arguments["sorter"].values] if arguments else x1.values
    places = repeated_rows(x2.values) if x2.layout == "broadcast" else x2.values
    for side, bisect in (("left", bisect_left), ("right", bisect_right)):
        found = [bisect(seen.tolist(), v) for v in places.reshape(-1).tolist()]
        expected = np.array(found, "int64").reshape(places.shape)
        actual = subject(x1, x2, side=side, **arguments)
        subject.expect_equal(actual, expected)
        if side == "left":  # the default
            subject.expect_equal(subject(x1, x2, **arguments), expected)


def shuffled(edges: Any) -> tuple[Any, Input]:
    """Return edges in another order, and what sorts them."""
    n = len(edges)
    step = next(k for k in range(n // 2 + 1, 2 * n + 3) if math.gcd(k, max(n, 1)) == 1)
    place = [k * step % n for k in range(n)]
    mixed = np.zeros_like(edges)
    mixed[place] = edges
    return mixed, literal(place, "int64")


@cases("values", lambda _p: [
    Case(SEARCH, {**c.parameters, "sorter": sorter}, c.requires)
    for c in kind_cases(SEARCH, SORTABLE) for sorter in (False, True)
])  # fmt: skip
def test_edges(case: Case, subject: Subject, profile: Profile) -> None:
    """Edges of any number and dtype, its extremes among them, sorted by themselves or a sorter."""
    names = subject.available(KINDS[case["kind"]])
    for name, n in profile.sample(product(names, (0, 1, 7, 64, 1029)), subject):
        edges = values = np.zeros(0, name)
        for row in list(ordered(name, n))[:5] if n else [[]]:
            edges = np.array(sorted(row), name)
            values = np.array([*row[:9], *row[-3:], *pattern(name, 12)], name)[:12]
            if not case["sorter"]:
                inserts(subject, edges, values)
        if case["sorter"]:
            mixed, sorter = shuffled(edges)
            inserts(subject, mixed, values, sorter=sorter)


@cases("shape", lambda _p: [
    Case(SEARCH, {"dtype": d, "sorter": s}) for d, s in product(("float32", "int32"), (False, True))
])  # fmt: skip
def test_shapes_of_values(case: Case, subject: Subject, profile: Profile) -> None:
    """The positions have the shape of the values, whatever it is."""
    name = case["dtype"]
    edges = np.array([-3, -1, -1, 0, 2, 4, 4, 4], name)
    mixed, sorter = shuffled(edges)
    shapes = ((), (1,), (0,), (5,), (3, 4), (2, 0, 3), (2, 3, 2))
    for shape in profile.sample(shapes, subject):
        values = np.array(pattern(name, math.prod(shape)), name).reshape(shape)
        if case["sorter"]:
            inserts(subject, mixed, values, sorter=sorter)
        else:
            inserts(subject, edges, values)


MIXED = (
    ("float32", "float64", [0.1, 0.5, 0.7], [0.1, 0.5 + 2.0**-40, 0.7]),
    ("float64", "float32", [0.1, 0.5 + 2.0**-40, 0.7], [0.1, 0.5, 0.7]),
    ("int8", "int32", [-128, 5, 127], [-200, 5, 261, 127, -123]),
    ("int16", "int8", [-300, 5, 261], [-100, 5, 127]),
    ("int64", "int32", [-(2**40), 0, 5, 2**32 + 5], [5, 0, -1]),
    ("uint8", "int16", [0, 5, 255], [-1, 5, 256 + 5, -251]),
)  # fmt: skip


@cases("promotion", lambda _p: [Case(SEARCH, {"x1": a, "x2": b}, (a, b)) for a, b, *_ in MIXED])
def test_mixed_dtypes(case: Case, subject: Subject) -> None:
    """Values are compared with edges of another dtype as numbers."""
    for a, b, edges, values in MIXED:
        if (a, b) == (case["x1"], case["x2"]):
            inserts(subject, np.array(edges, a), np.array(values, b))


@cases("nan-inf", per_spec((SEARCH,), edges="infinite"))
def test_infinite_edges(case: Case, subject: Subject, profile: Profile) -> None:
    """Infinities are less, or greater, than all numbers, as edges and as values."""
    for name in profile.sample(subject.available(("float32", "float64")), subject):
        edges = np.array([-np.inf, -np.inf, -1.0, 2.0, np.inf, np.inf], name)
        inserts(subject, edges, edges)
        inserts(subject, edges[2:4], edges)


@cases("non-contiguous", lambda _p: [
    Case(SEARCH, {"layouts": "+".join(group), "sorter": sorter}) for group in (STRIDED, NEGATIVE)
    for sorter in (False, True)
])  # fmt: skip
def test_views_of_edges(case: Case, subject: Subject, profile: Profile) -> None:
    """Edges, values and what sorts may be views."""
    edges = np.array([-3, -1, -1, 0, 2, 4, 4], "float32")
    values = np.array([[4, 0, -1], [-2, 9, 3]], "float32")
    mixed, sorter = shuffled(edges)
    for layout in profile.sample(case["layouts"].split("+"), subject):
        if not case["sorter"]:
            inserts(subject, edges, literal(values).laid(layout))
        if layout != "broadcast" and not case["sorter"]:
            inserts(subject, literal(edges).laid(layout), values)
        elif layout != "broadcast":
            inserts(subject, literal(mixed).laid(layout), values, sorter=sorter)
            inserts(subject, mixed, literal(values[0]).laid(layout), sorter=sorter.laid(layout))


@cases("dtype", lambda _p: [
    Case(SEARCH, {"values": shape, "sorter": sorter}) for shape in ((), (0,), (2, 3))
    for sorter in (False, True)
])  # fmt: skip
def test_dtype_of_positions(case: Case, subject: Subject) -> None:
    """Positions have the default dtype of indices, whatever the arguments."""
    for name, side in product(("float32", "int32"), ("left", "right")):
        edges, values = literal([1, 2, 3], name), literal(np.ones(case["values"], name))
        sorter = {"sorter": literal([0, 1, 2], "int64")} if case["sorter"] else {}
        actual = subject(edges, values, side=side, **sorter)
        has_dtype(subject, actual, subject.default_dtype("indexing"))


# Not zero


def finds(subject: Subject, x: Input, seen: Any) -> None:
    """Check the positions of what isn't zero, axis by axis."""
    places = [np.unravel_index(k, seen.shape) for k, v in enumerate(seen.ravel().tolist()) if v]
    result = subject(x)
    subject.expect(isinstance(result, (tuple, list)), f"{type(result).__name__} is no tuple")
    subject.expect(len(result) == seen.ndim, f"{len(result)} arrays for {seen.ndim} axes")
    for axis, actual in enumerate(result):
        expected = np.array([place[axis] for place in places], "int64")
        has_dtype(subject, actual, subject.default_dtype("indexing"))
        # Dask knows no shape before it has the numbers.
        found = subject.host(actual)
        subject.expect(
            found.shape == expected.shape and bool(np.all(found == expected)),
            f"{found.tolist()} along axis {axis}, expected {expected.tolist()}",
        )


@cases("values", lambda _p: list(kind_cases(NONZERO, EVERY)))
def test_nonzero(case: Case, subject: Subject, profile: Profile) -> None:
    """Whatever isn't zero is found, in order, in rows of all lengths and in several axes."""
    for name in profile.sample(subject.available(KINDS[case["kind"]]), subject):
        for n in profile.sample((1, 7, 64, 1029), subject):
            for row in list(truths(name, n))[: None if n == 7 else 3]:
                values = np.array(row, name)
                finds(subject, literal(values), values)
        for shape in profile.sample(((3, 4), (2, 3, 2), (2, 1, 2, 3), (3, 3), (65, 2)), subject):
            values = np.array(pattern(name, math.prod(shape)), name).reshape(shape)
            finds(subject, literal(values), values)


@cases("empty", per_spec((NONZERO,)))
def test_nothing_to_find(case: Case, subject: Subject) -> None:
    """Nothing is found in nothing, and among zeros."""
    for name, shape in product(("float32", "int32", "bool"), ((0,), (2, 0, 3), (2, 3))):
        values = np.zeros(shape, name)
        finds(subject, literal(values), values)


@cases("errors", per_spec((NONZERO,), shape="()"))
def test_single_number(case: Case, subject: Subject) -> None:
    """A number without axes has no positions."""
    subject.expect_raises(Exception, literal(np.array(1.0, "float32")))


@cases("non-contiguous", lambda _p: [Case(NONZERO, {"layout": n}) for n in LAYOUTS])
def test_nonzero_in_views(case: Case, subject: Subject) -> None:
    """Positions are those of the view."""
    for name, shape in (("float32", (13,)), ("int32", (4, 6)), ("bool", (3, 4, 5))):
        values = np.array(pattern(name, math.prod(shape)), name).reshape(shape)
        x, seen = view(values, case["layout"])
        finds(subject, x, seen)
