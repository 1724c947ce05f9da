"""What statistics, sorting and searching leave behind: their inputs as they were."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import LAYOUTS, literal, seen
from .._kept import kept
from ._folds import SPREADS
from ._specs import UNIQUE, Operation

if TYPE_CHECKING:
    from .._inputs import Input
    from .._profile import Profile
    from .._subject import Subject

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

ROW = [3.0, -1.0, 2.0, -1.0, 7.0, 0.0, -0.0, 4.0, 1.0]
AXES: tuple[dict[str, Any], ...] = ({}, {"axis": 0}, {"axis": -1, "keepdims": True})
SUMS = ({"axis": 0}, {"axis": -1, "include_initial": True})
SORTS = ({}, {"axis": 0}, {"descending": True}, {"stable": False})
# The keyword arguments of some calls of each function.
CALLS: dict[str, tuple[dict[str, Any], ...]] = {
    **dict.fromkeys(("sum", "prod", "mean", "min", "max", "all", "any", "count_nonzero", "argmin",
                     "argmax"), AXES),
    **dict.fromkeys(("std", "var"), (*AXES, {"correction": 1})),
    **dict.fromkeys(("cumulative_sum", "cumulative_prod"), SUMS),
    "diff": ({}, {"n": 0}, {"n": 2, "axis": 0}),
    **dict.fromkeys(("sort", "argsort"), SORTS),
    "nonzero": ({},),
    **{spec.name: ({},) for spec in UNIQUE},
}  # fmt: skip
NEEDS = dict.fromkeys(("nonzero", *(spec.name for spec in UNIQUE)), ("data-dependent shapes",))


@cases("no-mutation", lambda _p: [
    Case(Operation(name, NEEDS.get(name, ())), {"arguments": "all"}) for name in CALLS
])  # fmt: skip
def test_inputs_are_kept(case: Case, subject: Subject, profile: Profile) -> None:
    """The input is what it was, in memory of its own or of another array."""
    names = ("float32",) if case.spec.name in {"mean", *SPREADS} else ("float32", "int32")
    layouts = ("contiguous", "transposed", "stepped")
    each = product(names, ((9,), (3, 3)), CALLS[case.spec.name], layouts)
    for name, shape, arguments, layout in profile.sample(each, subject):
        values = np.array(ROW, name).reshape(shape)
        subject.settle(kept(subject, literal(values).laid(layout), **arguments))


@cases("no-mutation", lambda _p: [
    *(Case(Operation("searchsorted"), {"sorter": sorter}) for sorter in (False, True)),
    Case(Operation("where")),
])  # fmt: skip
def test_operands_are_kept(case: Case, subject: Subject) -> None:
    """All operands are what they were."""
    edges, values = literal([1.0, 2.0, 2.0, 5.0], "float32"), literal([[2.0, 9.0, 0.0, 1.0]] * 2)
    condition, sorter = literal([True, False, True, True]), literal([3, 0, 1, 2], "int64")
    mixed = literal([2.0, 2.0, 5.0, 1.0], "float32")
    calls: tuple[tuple[tuple[Input, ...], dict[str, Input]], ...] = (
        ((condition, edges, values), {}), ((condition, values, edges), {}),
    )  # fmt: skip
    if case.spec.name == "searchsorted":
        single = values.converted("float32")
        sorted_by = (((mixed, single), {"sorter": sorter}),)
        calls = sorted_by if case["sorter"] else (((edges, single), {}),)
    for args, kwargs in calls:
        subject.settle(kept(subject, *args, **kwargs))


@cases("no-mutation", lambda _p: [Case(Operation("isfinite"), {"layout": n}) for n in LAYOUTS])
def test_isfinite_keeps_neighbours(case: Case, subject: Subject) -> None:
    """Reading a view writes nothing beside it (pytorch#183419)."""
    values = np.arange(64, dtype=np.float32).reshape(8, 8)
    values[2, 3] = np.nan
    values[5, 0] = np.inf
    x = literal(values).laid(case["layout"])
    array = subject.array(x)
    subject.expect_equal(subject(array), np.isfinite(seen(x)))
    subject.expect_equal(array, seen(x))
