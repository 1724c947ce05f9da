"""Memory: what has to be copied, what must not be, and what is refused then."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, Input, literal, seen
from ._dtypes import ALL, promoted
from ._specs import Operation
from ._sweep import GROUPS, layouts, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._profile import Profile
    from .._subject import Subject

    Ways = dict[str, Callable[[Any, Any], Any]]

READ_ONLY = (TypeError, ValueError, RuntimeError, NotImplementedError)
"""What writing to arrays raises where nobody can."""

SHAPES = ((), (1,), (6,), (0, 2), (2, 3), (1, 2, 3), (1030,))

# Calls that make new arrays, the like of which was made before.
NEW = {"zeros": ((2, 3),), "ones": ((2, 3),), "full": ((2, 3), 2.0), "arange": (5,), "eye": (3,),
       "linspace": (0.0, 1.0, 5)}  # fmt: skip
# Calls that make an array like another one.
LIKES: Ways = {
    "empty_like": lambda function, x: function(x),
    "empty_like-dtype": lambda function, x: function(x, dtype=x.dtype),
    "zeros_like": lambda function, x: function(x),
    "ones_like": lambda function, x: function(x),
}

# Calls that give the values of an array memory of their own.
COPIES: Ways = {
    "asarray": lambda function, x: function(x, copy=True),
    "asarray-dtype": lambda function, x: function(x, dtype=x.dtype, copy=True),
    "astype": lambda function, x: function(x, x.dtype),
    "astype-copy": lambda function, x: function(x, x.dtype, copy=True),
    "from_dlpack": lambda function, x: function(x, copy=True),
    "reshape": lambda function, x: function(x, (math.prod(x.shape),), copy=True),
    "reshape-alike": lambda function, x: function(x, x.shape, copy=True),
}
# Calls that must not copy: the result is the array, or a view of it.
SHARED: Ways = {
    "asarray": lambda function, x: function(x, copy=False),
    "asarray-default": lambda function, x: function(x),
    "asarray-dtype": lambda function, x: function(x, dtype=x.dtype, copy=False),
    "astype": lambda function, x: function(x, x.dtype, copy=False),
    "from_dlpack": lambda function, x: function(x, copy=False),
    "reshape": lambda function, x: function(x, x.shape, copy=False),
    "reshape-flat": lambda function, x: function(x, (math.prod(x.shape),), copy=False),
}


def way_cases(ways: Ways) -> list[Case]:
    """Return a case for each way."""
    return [Case(Operation(way.partition("-")[0]), {"call": way}) for way in ways]


def written(array: Any) -> bool:
    """Write to an array; return whether that is possible."""
    try:
        array[...] = 1
    except READ_ONLY:
        return False
    return True


def zeros(subject: Subject, shape: Any, dtype: str, layout: str) -> Any:
    """Return an array of zeros in a layout."""
    return subject.array(Input(np.zeros(shape, dtype), None, layout))


def variety(subject: Subject, profile: Profile) -> Iterator[tuple[Any, str, str]]:
    """Yield shapes, dtypes and layouts, each dtype in several."""
    rows = profile.sample(product(subject.available(ALL), SHAPES), subject)
    for turn, (dtype, shape) in enumerate(rows):
        choices = [n for n in layouts(shape) if n != "broadcast"]
        yield shape, dtype, choices[turn % len(choices)]


@cases("own-memory", lambda _p: way_cases(COPIES))
def test_always_copied(case: Case, subject: Subject, profile: Profile) -> None:
    """With copy=True, the default of astype, neither array shows what is written to the other."""
    for shape, dtype, layout in variety(subject, profile):
        x = zeros(subject, shape, dtype, layout)
        if case.spec.name == "from_dlpack":
            subject.requires_export(x)
        copied = COPIES[case["call"]](subject, x)
        what = f"{dtype} {shape} {layout}"
        subject.expect_dtype(copied, dtype)
        subject.expect_shape(copied, (math.prod(shape),) if case["call"] == "reshape" else shape)
        if written(copied):
            subject.expect(not subject.host(x).any(), f"{what}: a write to the copy shows")
        y = zeros(subject, shape, dtype, layout)
        copied = COPIES[case["call"]](subject, y)
        if written(y):
            subject.expect(not subject.host(copied).any(), f"{what}: a later write shows")


@cases("own-memory", lambda _p: way_cases(LIKES))
def test_likes(case: Case, subject: Subject, profile: Profile) -> None:
    """What is written to an array that is made like another one does not show in that."""
    for shape, dtype, layout in variety(subject, profile):
        x = zeros(subject, shape, dtype, layout)
        made = LIKES[case["call"]](subject, x)
        subject.expect_dtype(made, dtype)
        subject.expect_shape(made, shape)
        if written(made):
            subject.expect(not subject.host(x).any(), f"{dtype} {shape} {layout}: a write shows")


def requires_views(subject: Subject) -> None:
    """End a check of shared memory where arrays share none."""
    x = zeros(subject, (4,), "float32", "contiguous")
    if not (written(x[1:]) and subject.host(x).any()):
        pytest.skip("n/a: arrays are immutable, or views are copies")


@cases("shared-memory", lambda _p: way_cases(SHARED))
def test_never_copied(case: Case, subject: Subject, profile: Profile) -> None:
    """With copy=False, the default of asarray, a write to one array shows in the other."""
    requires_views(subject)
    for shape, dtype, _ in variety(subject, profile):
        x = zeros(subject, shape, dtype, "contiguous")
        if case.spec.name == "from_dlpack":
            subject.requires_export(x)
        if 0 not in shape:
            same = SHARED[case["call"]](subject, x)
            if written(x):
                subject.expect(subject.host(same).all(), f"{dtype} {shape} was copied")


@cases("shared-memory", lambda _p: [
    Case(Operation(way.partition("-")[0]), {"call": way, "layout": layout})
    for way in ("asarray", "astype", "reshape-flat") for layout in LAYOUTS
    if layout not in {"broadcast", "contiguous"}
])  # fmt: skip
def test_never_copied_views(case: Case, subject: Subject) -> None:
    """With copy=False a view is kept or refused, and never copied."""
    requires_views(subject)
    for shape in ((3, 4), (3, 3), (2, 3, 4)):
        x = zeros(subject, shape, "float32", case["layout"])
        try:
            same = SHARED[case["call"]](subject, x)
        except Exception:  # noqa: BLE001 -- the standard only recommends ValueError
            subject.expect(case["call"] == "reshape-flat", f"{shape} was refused")
            continue
        if written(x):
            subject.expect(subject.host(same).all(), f"{shape} was copied")


@cases("input-itself", per_spec((Operation("astype"),)))
def test_astype_returns_its_input(case: Case, subject: Subject, profile: Profile) -> None:
    """With copy=False an array that has the dtype is returned as it is."""
    requires_views(subject)
    for shape, dtype, layout in variety(subject, profile):
        x = zeros(subject, shape, dtype, layout)
        same = subject(x, x.dtype, copy=False)
        if 0 not in shape and written(x):
            subject.expect(subject.host(same).all(), f"{dtype} {shape} {layout} was copied")


@cases("errors", per_spec((Operation("asarray"),)))
def test_conversion_without_copy(case: Case, subject: Subject) -> None:
    """Another dtype needs memory of its own: with copy=False that is refused."""
    requires_views(subject)
    for own, dtype in product(subject.available(ALL), repeat=2):
        for shape in ((3,), (2, 3)) if own != dtype and promoted(own, dtype) == dtype else ():
            x = literal(np.ones(shape), own)
            subject.expect_raises(ValueError, x, dtype=subject.dtype(dtype), copy=False)


@cases("round-trip", lambda _p: [Case(Operation("from_dlpack"), {"dtype": g}) for g in GROUPS])
def test_dlpack(case: Case, subject: Subject, profile: Profile) -> None:
    """Arrays of any shape, dtype and layout come through DLPack as they are."""
    stride = profile.strides.get(subject.active.target.backend, 1)
    for dtype in subject.available(GROUPS[case["dtype"]]):
        for shape in ((), (1,), (5,), (1030,), (0, 3), (3, 4), (3, 3), (2, 3, 4))[::stride]:
            for layout in layouts(shape):
                if layout.startswith("reversed"):
                    continue  # DLPack's libraries differ on steps backwards
                x = numbered(shape, dtype, 0, layout)
                array = subject.array(x)
                subject.requires_export(array)
                actual = subject(array)
                subject.expect_dtype(actual, dtype)
                subject.expect_equal(actual, seen(x))


@cases("own-memory", lambda _p: [Case(Operation(name), {"of": "calls"}) for name in NEW])
def test_new_arrays(case: Case, subject: Subject) -> None:
    """What is written to an array shows in none that is made by the same call."""
    args = NEW[case.spec.name]
    first = subject(*args)
    before = subject.host(first).copy()
    try:
        first[...] = 7
    except READ_ONLY:
        return
    subject.expect_equal(subject(*args), before)
