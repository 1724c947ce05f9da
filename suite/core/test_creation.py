"""Arrays made from nothing, from Python's numbers and from arrays of the same shape."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import seen
from .._subject import EPS
from ._creation import (
    COMPLEX_ENDS,
    COUNTS,
    ENDS,
    EYES,
    FILLS,
    LISTS,
    RANGES,
    SHAPES,
    arange,
    eye,
    linspace,
    shape_of,
)
from ._dtypes import ALL, promoted
from ._specs import Operation
from ._sweep import GROUPS, Sweep, layouts, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .._profile import Profile
    from .._subject import Subject

KINDS = {"bool": ("bool",), "int": GROUPS["signed"] + GROUPS["unsigned"], "float": GROUPS["real"],
         "complex": GROUPS["complex"]}  # fmt: skip
"""Dtypes of the numbers of a kind."""

DEFAULTS = {"int": "integral", "float": "real floating", "complex": "complex floating"}


def default(subject: Subject, kind: str) -> str:
    """Return the name of the dtype that numbers of a kind get."""
    if kind == "bool":
        return "bool"
    dtype = subject.default_dtype(DEFAULTS[kind])
    return next(name for name in subject.available(KINDS[kind]) if subject.dtype(name) == dtype)


def fits(values: Iterable[Any], dtype: str) -> bool:
    """Return whether a dtype holds the numbers, floating ones after rounding."""
    if "int" in dtype:
        info = np.iinfo(dtype)
        return all(v == int(v) and info.min <= v <= info.max for v in values)
    if dtype in {"float32", "complex64"}:
        with np.errstate(over="ignore"):
            return all(np.isfinite(np.complex64(v)) or not np.isfinite(complex(v)) for v in values)
    return True


def is_whole(values: Iterable[Any]) -> bool:
    """Return whether all are of Python's integers."""
    return all(isinstance(v, int) for v in values)


def named(subject: Subject, dtype: str | None) -> dict[str, Any]:
    """Return the argument that asks for a dtype."""
    return {} if dtype is None else {"dtype": subject.dtype(dtype)}


def near(sweep: Sweep, actual: Any, values: list[Any], dtype: str, *, ulps: float) -> None:
    """Require numbers to rounding, relative to the largest; integers exactly."""
    expected = np.asarray(values, dtype)
    if dtype not in EPS:
        sweep.require(actual, expected, dtype)
        return
    found = sweep.described(actual, expected.shape, dtype)
    scale = max((abs(complex(v)) for v in values), default=0.0)
    wrong = np.flatnonzero(~(np.abs(found - expected) <= ulps * EPS[dtype] * scale))
    if wrong.size:
        i = int(wrong[0])
        sweep.fail("wrong-value", f"element {i} is {found[i]!r}, expected {expected[i]!r}")


def range_cases(_profile: Profile) -> Iterator[Case]:
    """Yield kinds of dtypes; ranges without a number apart, which some libraries make apart."""
    for group in ("default", "signed", "unsigned", "real"):
        for length in ("some", "none"):
            yield Case(Operation("arange"), {"dtype": group, "numbers": length})


@cases("definition", range_cases)
def test_arange(case: Case, subject: Subject, profile: Profile) -> None:
    """The numbers are start + i step, ceil((stop - start) / step) of them, if any."""
    sweep, group = Sweep(subject), case["dtype"]
    names = subject.available(GROUPS.get(group, ()))
    rows = [args for args in RANGES if bool(arange(*args)) == (case["numbers"] == "some")]
    for turn, args in enumerate(
        profile.sample(rows, subject) if names or group == "default" else ()
    ):
        dtype = names[turn % len(names)] if names else None
        wanted = dtype or default(subject, "int" if is_whole(args) else "float")
        if not holds(args, wanted, asked=dtype is not None):
            continue
        numbers = [int(v) if "int" in wanted else float(v) for v in arange(*args)]
        near(sweep, sweep(*args, **named(subject, dtype)), numbers, wanted, ulps=4)
        if len(args) > 1:
            rest = dict(zip(("stop", "step"), args[1:], strict=False))
            actual = sweep(args[0], **rest, **named(subject, dtype))
            near(sweep, actual, numbers, wanted, ulps=4)


def holds(args: tuple[Any, ...], dtype: str, *, asked: bool) -> bool:
    """Return whether a dtype holds the numbers of a range, and those that it is made from."""
    if "int" in dtype:
        return is_whole(args) and fits([*arange(*args), *map(Fraction, args)], dtype)
    return not (asked and is_whole(args)) or max(map(abs, args)) <= 2**24


@cases("definition", lambda _p: [
    Case(Operation("linspace"), {"dtype": d, "endpoint": e}, needs)
    for e in (True, False)
    for d, needs in (
        ("default", ()), ("default-complex", ("complex64",)),
        *((d, (d,)) for d in ("float32", "float64", "complex64", "complex128")),
    )
])  # fmt: skip
def test_linspace(case: Case, subject: Subject, profile: Profile) -> None:
    """The numbers are evenly spaced, as many as asked for, with the last one or without it."""
    sweep, dtype = Sweep(subject), None if case["dtype"].startswith("default") else case["dtype"]
    ends = COMPLEX_ENDS if "complex" in case["dtype"] else ENDS
    for turn, (start, stop) in enumerate(profile.sample(ends, subject)):
        kind = "complex" if complex in {type(start), type(stop)} else "float"
        for num in (*COUNTS[:4], *COUNTS[4 + turn % 3 :: 3]):
            arguments = {} if case["endpoint"] and turn % 2 else {"endpoint": case["endpoint"]}
            actual = sweep(start, stop, num, **named(subject, dtype), **arguments)
            values = linspace(start, stop, num, endpoint=case["endpoint"])
            near(sweep, actual, values, dtype or default(subject, kind), ulps=4)


@cases(
    "definition", lambda _p: [Case(Operation("eye"), {"dtype": d}) for d in ("default", *GROUPS)]
)
def test_eye(case: Case, subject: Subject, profile: Profile) -> None:
    """Ones are on the diagonal that is asked for, and nowhere if that is beyond the corners."""
    sweep = Sweep(subject)
    names = subject.available(GROUPS.get(case["dtype"], ()))
    if case["dtype"] != "default" and not names:
        return
    for turn, (rows, columns, k) in enumerate(profile.sample(EYES, subject)):
        dtype = names[turn % len(names)] if names else None
        sizes = (rows,) if columns is None else (rows, columns)
        diagonal = {} if k == 0 and turn % 2 else {"k": k}
        actual = sweep(*sizes, **diagonal, **named(subject, dtype))
        wanted = dtype or default(subject, "float")
        expected = np.asarray(eye(rows, columns, k), wanted)
        expected = expected.reshape(rows, rows if columns is None else columns)
        sweep.require(actual, expected, wanted, signs=False)


CONSTANT = {"zeros": 0, "ones": 1, "empty": None}


@cases(
    "definition",
    lambda _p: [Case(Operation(n), {"dtype": d}) for n in CONSTANT for d in ("default", *GROUPS)],
)
def test_constants(case: Case, subject: Subject, profile: Profile) -> None:
    """Arrays of every shape and dtype are full of zeros or ones, or just there."""
    sweep, value = Sweep(subject), CONSTANT[case.spec.name]
    names = subject.available(GROUPS[case["dtype"]]) if case["dtype"] != "default" else (None,)
    for shape in profile.sample(SHAPES, subject):
        for dtype in names:
            if isinstance(shape, int):
                actual = sweep(shape=shape, **named(subject, dtype))
            else:
                actual = sweep(shape, **named(subject, dtype))
            constant(sweep, actual, shape_of(shape), value, dtype or default(subject, "float"))


def constant(sweep: Sweep, actual: Any, shape: tuple[int, ...], value: Any, dtype: str) -> None:
    """Require one value everywhere; None is any."""
    if value is None:
        sweep.described(actual, shape, dtype)
        return
    sweep.require(actual, np.full(shape, value, dtype), dtype, signs=False)


@cases("definition", lambda _p: [
    Case(Operation(name), {"value": kind}, needs)
    for name in ("full", "full_like") for kind, needs in (
        ("bool", ("bool",) * (name == "full_like")),  # those like an array of booleans
        ("int", ()), ("float", ()), ("complex", ("complex64",)),
    )
])  # fmt: skip
def test_full(case: Case, subject: Subject, profile: Profile) -> None:
    """Arrays of every shape and dtype are full of any number that the dtype holds."""
    sweep, kind = Sweep(subject), case["value"]
    names = subject.available(KINDS[kind])
    rows = [(dtype, value) for dtype in (None, *names) for value in FILLS[kind]]
    for turn, (dtype, value) in enumerate(profile.sample(rows, subject)):
        wanted = dtype or default(subject, kind)
        if not fits([value] if kind == "int" else [], wanted):
            continue
        if kind in {"float", "complex"} and not fits([value], wanted):
            continue
        for shape in (SHAPES[turn % len(SHAPES)], SHAPES[(5 * turn + 3) % len(SHAPES)]):
            if case.spec.name == "full":
                actual = sweep(shape, value, **named(subject, dtype))
                constant(sweep, actual, shape_of(shape), value, wanted)
                continue
            every = subject.available(ALL)
            owns = (every[turn % len(every)],) if dtype else likely(subject, kind, value)
            for own in owns:
                choices = layouts(shape_of(shape))
                x = numbered(shape_of(shape), own, 0, choices[turn % len(choices)])
                actual = sweep(x, value, **named(subject, dtype))
                constant(sweep, actual, shape_of(shape), value, dtype or own)
    sweep.unchanged()


def likely(subject: Subject, kind: str, value: Any) -> list[str]:
    """Return the dtypes of arrays that a number fills as they are: integers floating ones too."""
    names = KINDS[kind] + (KINDS["float"] if kind == "int" else ())
    return [name for name in subject.available(names) if kind == "bool" or fits([value], name)]


LIKES = {"zeros_like": 0, "ones_like": 1, "empty_like": None}


@cases("definition", lambda _p: [Case(Operation(n), {"dtype": d}) for n in LIKES for d in GROUPS])
def test_likes(case: Case, subject: Subject, profile: Profile) -> None:
    """Arrays like another one: its shape and dtype, or another dtype, whatever it holds."""
    sweep, value = Sweep(subject), LIKES[case.spec.name]
    turn = 0
    for own in subject.available(GROUPS[case["dtype"]]):
        for shape in profile.sample(map(shape_of, SHAPES), subject):
            for layout in layouts(shape)[turn % 3 :: 3]:
                turn += 1
                x = numbered(shape, own, 0, layout)
                other = subject.available(ALL)[turn % len(subject.available(ALL))]
                constant(sweep, sweep(x), shape, value, own)
                constant(sweep, sweep(x, dtype=subject.dtype(other)), shape, value, other)
    sweep.unchanged()


def list_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the kinds of numbers."""
    for kind in KINDS:
        yield Case(Operation("asarray"), {"numbers": kind}, ("complex64",) * (kind == "complex"))


@cases("lists", list_cases)
def test_lists(case: Case, subject: Subject, profile: Profile) -> None:
    """Lists become arrays of the default dtype of their numbers, or of one that holds them."""
    sweep, kind = Sweep(subject), case["numbers"]
    for obj, own in profile.sample(LISTS, subject):
        if own != kind:
            continue
        flat = np.asarray(obj, object).reshape(-1).tolist()
        wider = [d for k in list(KINDS)[list(KINDS).index(kind) :] for d in KINDS[k]]
        for dtype in (None, *subject.available(tuple(wider))):
            wanted = dtype or default(subject, kind)
            exact = kind != "int" or "int" in wanted or max(map(abs, flat)) <= 2**24
            if not fits(flat, wanted) or not exact or (kind == "bool" and wanted != "bool"):
                continue
            expected = np.asarray(obj, wanted)
            actual = sweep(obj, **named(subject, dtype))
            sweep.require(actual, expected, wanted, signs=False)


@cases("arrays", lambda _p: [Case(Operation("asarray"), {"dtype": d}) for d in GROUPS])
def test_arrays(case: Case, subject: Subject, profile: Profile) -> None:
    """An array stays what it is, or gets a dtype that holds its numbers."""
    sweep = Sweep(subject)
    for own in subject.available(GROUPS[case["dtype"]]):
        wider = [d for d in subject.available(ALL) if promoted(own, d) == d]
        for turn, dtype in enumerate(profile.sample((None, *wider), subject)):
            for shape in ((), (5,), (0, 3), (3, 4), (2, 3, 4)):
                x = numbered(shape, own, 0, layouts(shape)[turn % len(layouts(shape))])
                for copy in ({}, {"copy": True}, {"copy": None}):
                    actual = sweep(x, **named(subject, dtype), **copy)
                    sweep.require(actual, seen(x).astype(dtype or own), dtype or own)
    sweep.unchanged()


@cases("arrays", lambda _p: [
    Case(Operation("asarray"), {"dtype": "bool", "as": d}, (d,)) for d in ALL[1:]
])  # fmt: skip
def test_arrays_of_booleans(case: Case, subject: Subject) -> None:
    """A conversion that the standard doesn't promise is refused, or made."""
    x = numbered((5,), "bool")
    try:
        actual = subject(x, dtype=subject.dtype(case["as"]))
    except (TypeError, ValueError, RuntimeError):
        return
    subject.expect_dtype(actual, case["as"])
    subject.expect_equal(actual, x.values.astype(int))
