"""Functions that move elements, by their definitions: every form of a call, every dtype."""

from __future__ import annotations

import math
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import LAYOUTS, seen
from ._arrangements import FORMS, Form, plan
from ._definitions import DEFINITIONS, places
from ._dtypes import ALL, promoted
from ._specs import INTEGERS, Operation
from ._sweep import GROUPS, Sweep, evenly, layouts, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

LISTS = {"concat", "stack"}
"""Functions that take their arrays in a list."""
CALLS = 100
"""A case has so many, at least."""
KEYWORDS = {
    "broadcast_to": "shape", "permute_dims": "axes", "reshape": "shape", "roll": "shift",
    "squeeze": "axis",
}  # fmt: skip
"""Arguments that may be named or not."""
SEVERAL = {"broadcast_arrays", "meshgrid", "unstack"}
"""Functions that return several arrays."""
PROMOTING = {"integers": INTEGERS, "floating": (*GROUPS["real"], *GROUPS["complex"])}
"""Dtypes that the standard promotes among each other."""


def form_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each function on each kind of dtype."""
    for name, style in FORMS:
        for group in GROUPS:
            if name == "meshgrid" and group == "bool":
                continue  # its arrays are numeric
            needs = {"array": ("data-dependent shapes",)}.get(style, ())
            special = {"special": style} if style else {}
            if style in {"", "array"} or group == "signed":
                yield Case(Operation(name, needs), {"dtype": group, **special})


@cases("definition", form_cases)
def test_definitions(case: Case, subject: Subject, profile: Profile) -> None:
    """Each element is the one that the definition names, bit by bit; inputs stay as they are."""
    sweep = Sweep(subject)
    names = subject.available(GROUPS[case["dtype"]])
    if not names:
        return
    whole = plan(case.spec.name, case.parameters.get("special", ""))
    # A few forms are met in every dtype and layout, many take turns, other ones in each kind.
    each = max(profile.pick(1, len(names), len(names)), CALLS // len(whole))
    first = each * list(GROUPS).index(case["dtype"])
    for turn, (made, results) in profile.sample(enumerate(whole), subject):
        for k in range(each):
            dtype = names[(turn + k) % len(names)]
            follow(sweep, made, results, dtype, turn + turn // 8 + 3 * (first + k))
    sweep.unchanged()


def follow(sweep: Sweep, made: Form, results: Any, dtype: str, turn: int) -> None:
    """Make one call, with layouts by turns."""
    arrays: list[Any] = []
    for which, shape in enumerate(made.shapes):
        choices = layouts(shape)
        # Now and then arrays of one shape are the same one.
        own = 0 if turn // 2 % 3 == 2 else which + turn % 2
        layout = choices[(turn + (own and which)) % len(choices)]
        arrays.append(numbered(shape, dtype, own, layout))
    arranged(sweep, made, results, arrays, turn)


def arranged(sweep: Sweep, made: Form, results: Any, arrays: list[Any], turn: int) -> None:
    """Make one call of some arrays, and require those of the definition."""
    name, dtype = sweep.subject.case.spec.name, arrays[0].values.dtype.name
    args: list[Any] = [tuple(arrays) if turn % 3 else arrays] if name in LISTS else arrays
    if name in KEYWORDS and turn % 3 == 0:
        actual = sweep(*args, **{KEYWORDS[name]: made.args[0]}, **made.kwargs)
    else:
        actual = sweep(*args, *made.args, **made.kwargs)
    pool = np.concatenate([*(seen(x).reshape(-1) for x in arrays), np.zeros(1, dtype)])
    found = listed(sweep, actual, len(results)) if name in SEVERAL else [actual]
    for array, (shape, positions) in zip(found, results, strict=True):
        expected = pool[np.asarray(positions, int)].reshape(shape)
        sweep.require(array, expected, dtype, signs=name not in {"tril", "triu"})


@cases("non-contiguous", lambda _p: [
    Case(Operation(name), {"layout": layout}) for name, style in FORMS if not style
    for layout in LAYOUTS
])  # fmt: skip
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views are arranged as they read (pytorch#105801, pytorch#91065)."""
    sweep = Sweep(subject)
    whole = [row for row in plan(case.spec.name, "") if min(map(math.prod, row[0].shapes)) > 1]
    for turn, (made, results) in profile.sample(enumerate(evenly(whole, 12)), subject):
        arrays = [
            numbered(shape, "float32", which, case["layout"])
            for which, shape in enumerate(made.shapes)
        ]
        arranged(sweep, made, results, arrays, turn)
    sweep.unchanged()


def listed(sweep: Sweep, actual: Any, count: int) -> list[Any]:
    """Require so many arrays: in a tuple, or a list where the standard says so."""
    kind = tuple if sweep.subject.case.spec.name == "unstack" else (tuple, list)
    if not isinstance(actual, kind) or len(actual) != count:
        sweep.fail("wrong-value", f"{count} arrays expected, got {type(actual).__name__} {actual}")
    return list(actual)


@cases("promotion", lambda _p: [Case(Operation(n), {"dtype": g}) for n in sorted(LISTS)
                                for g in PROMOTING])  # fmt: skip
def test_joined_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """Arrays of several dtypes are joined in the common one; those without elements count too."""
    sweep = Sweep(subject)
    names = subject.available(PROMOTING[case["dtype"]])
    rows = [*product(names, repeat=2), *product(names[:4], repeat=3)]
    for dtypes in profile.sample(rows, subject):
        wanted = reduce(lambda a, b: promoted(a, b) if a else None, dtypes[1:], dtypes[0])
        if wanted is None or wanted not in subject.dtypes:
            continue
        for lengths in ((2, 2, 2), (0, 3, 1), (3, 0, 0), (0, 0, 0)):
            shapes = [(n,) for n in lengths[: len(dtypes)]]
            if case.spec.name == "stack" and len(set(shapes)) > 1:
                continue
            arrays = [
                numbered(s, d, k) for k, (s, d) in enumerate(zip(shapes, dtypes, strict=True))
            ]
            expected = np.concatenate([x.values.astype(wanted) for x in arrays])
            if case.spec.name == "stack":
                expected = expected.reshape(len(arrays), -1)
            else:
                sweep.require(sweep(arrays, axis=None), expected, wanted)
            sweep.require(sweep(arrays), expected, wanted)
    sweep.unchanged()


@cases("dtype", lambda _p: [Case(Operation("broadcast_arrays"))])
def test_broadcast_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """Each array keeps its dtype, whatever the others are."""
    sweep = Sweep(subject)
    shapes = [(3, 1), (2, 1, 4)]
    results = DEFINITIONS["broadcast_arrays"](shapes)
    for dtypes in profile.sample(product(subject.available(ALL), repeat=2), subject):
        arrays = [numbered(s, d) for s, d in zip(shapes, dtypes, strict=True)]
        found = listed(sweep, sweep(*arrays), 2)
        for k, (shape, source) in enumerate(results):
            chosen = [source(i) for i in places(shape)]
            expected = np.asarray([arrays[k].values[at[1]] for at in chosen if at])
            sweep.require(found[k], expected.reshape(shape), dtypes[k])


REFUSED: dict[str, list[tuple[tuple[int, ...], tuple[Any, ...], dict[str, Any]]]] = {
    "broadcast_to": [((3,), ((4,),), {}), ((2, 3), ((3, 2),), {}), ((3,), ((3, 1),), {}),
                     ((2, 1), ((3, 2),), {}), ((2, 3), ((3,),), {}), ((1, 3), ((3,),), {})],
    "reshape": [((6,), ((4,),), {}), ((2, 3), ((2, 2),), {}), ((6,), ((4, -1),), {}),
                ((2, 3), ((7,),), {}), ((5,), ((),), {})],
    "squeeze": [((2, 1), (0,), {}), ((1, 3), (-1,), {}), ((1, 2, 1), ((0, 1),), {}),
                ((3,), (0,), {}), ((1, 1, 4), ((-1, 0),), {})],
    "expand_dims": [((3,), (), {"axis": 2}), ((3,), (), {"axis": -3}), ((), (), {"axis": 1}),
                    ((2, 3), (), {"axis": 5})],
    "unstack": [((3,), (), {"axis": 1}), ((2, 3), (), {"axis": -3})],
    "permute_dims": [((2, 3), ((0, 0),), {}), ((2, 3), ((0,),), {}), ((2, 3), ((0, 1, 2),), {})],
}  # fmt: skip
"""Calls that have no result: a shape, and the arguments."""


@cases("errors", lambda _p: [Case(Operation(name)) for name in REFUSED])
def test_refused(case: Case, subject: Subject) -> None:
    """What doesn't fit is refused, and not made fit."""
    for shape, args, kwargs in REFUSED[case.spec.name]:
        subject.expect_raises(Exception, numbered(shape, "float32"), *args, **kwargs)
