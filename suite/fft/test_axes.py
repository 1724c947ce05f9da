"""Every way to say along which axes, how far and in which norm; in each all is judged.

Shapes whose axes are of one length are among them: there a transform along the wrong axis, or
of axes in the wrong order, has the right shape.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._kept import kept
from ._judgement import expected_of, input_of, judged, verify
from ._plans import Plan
from ._specs import FOURIER, NORMS, TRANSFORMS, Transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

SHAPES = ((4, 4), (3, 3, 3), (1, 3, 4), (4, 2, 1), (3, 2, 2, 3))
TYPES = (1, 2, 3, 4)


def one_axis_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform along one axis with each shape; types of cosines take turns."""
    for spec in TRANSFORMS:
        if spec.rank == 1:
            yield from (Case(spec, {"shape": shape}) for shape in SHAPES)


def typed(spec: Transform, turn: int) -> dict[str, Any]:
    """Return the type of a cosine or sine transform; nothing of others."""
    return {"type": TYPES[turn % 4]} if spec.trigonometric else {}


@cases("axes", one_axis_cases)
def test_one_axis(case: Case, subject: Subject, profile: Profile) -> None:
    """Along every axis, counted from either end, at its own length, a shorter and a longer one."""
    for planned in profile.sample(along_one(subject, case["shape"]), subject):
        verify(subject, planned)


def along_one(subject: Subject, shape: tuple[int, ...]) -> Iterator[Plan]:
    """Yield calls along each axis, with each length."""
    spec: Transform = subject.case.spec
    dtypes = subject.available(spec.dtypes)
    for turn, axis in enumerate(range(-len(shape), len(shape))):
        own = shape[axis]
        # One point has no default length in complex-to-real transforms, nor a cosine of type 1.
        needs_two = spec.kind == "c2r" or spec.trigonometric
        default = (None, own) if own > 1 or not needs_two else ()
        for step, n in enumerate((*default, max(own - 1, 2), own + 2, 2 * own + 1), start=turn):
            arguments = {"axis": axis, "norm": NORMS[step % 3], **typed(spec, step)}
            arguments |= {} if n is None else {"n": n}
            yield Plan(spec, shape, dtypes[step % len(dtypes)], arguments)


def several_axes_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform along several axes with each shape; a flat one for all axes at once."""
    for spec in TRANSFORMS:
        if spec.rank != 1:
            shapes = ((11, 3), *SHAPES) if spec.rank == 2 else ((5,), (11, 3), *SHAPES)
            yield from (Case(spec, {"shape": shape}) for shape in shapes)


def choices(spec: Transform, ndim: int) -> list[tuple[int, ...]]:
    """Return the axes in every order, for each number of axes that the transform is of.

    Of four axes a choice.
    """
    counts = (2,) if spec.rank == 2 else range(1, ndim + 1)
    made = [axes for count in counts for axes in permutations(range(ndim), count)]
    return made if ndim < 4 else made[:: 1 if spec.rank == 2 else 3]


@cases("axes", several_axes_cases)
def test_several_axes(case: Case, subject: Subject, profile: Profile) -> None:
    """Along axes in every order, counted from either end, at their own lengths and others."""
    for planned in profile.sample(along_several(subject, case["shape"]), subject):
        verify(subject, planned)


def along_several(subject: Subject, shape: tuple[int, ...]) -> Iterator[Plan]:
    """Yield calls along axes in each order, with lengths and without."""
    spec: Transform = subject.case.spec
    dtypes = subject.available(spec.dtypes)
    if min(shape) > 1:
        yield Plan(spec, shape, dtypes[0], typed(spec, 1))
    for turn, axes in enumerate(choices(spec, len(shape))):
        # From the end: none, all, every second one.
        signs = (0, 1, turn + 1, turn)[turn % 4]
        named = tuple(a - len(shape) * (signs >> i & 1) for i, a in enumerate(axes))
        own = (None,) if all(shape[axis] > 1 for axis in axes) else ()
        for step, s in enumerate((*own, lengths(spec, shape, axes, turn)), start=turn):
            arguments = {"axes": named, "norm": NORMS[step % 3], **typed(spec, turn)}
            arguments |= {} if s is None else {"s": s}
            yield Plan(spec, shape, dtypes[step % len(dtypes)], arguments)


def lengths(
    spec: Transform, shape: tuple[int, ...], axes: tuple[int, ...], turn: int
) -> tuple[int, ...]:
    """Return lengths along axes: each longer, shorter or its own, all combinations in turns."""
    moved = [shape[axis] + (0, 2, -1)[(turn // 3**i + i) % 3] for i, axis in enumerate(axes)]
    least = 2 if spec.kind == "c2r" or spec.trigonometric or 1 in shape else 1
    return tuple(max(n, least) for n in moved)


def written_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the ways to write the same call of several axes.

    The standard has sequences of numbers, and lengths together with axes; the rest is SciPy's.
    """
    for spec in TRANSFORMS:
        if spec.rank != 1:
            own = ("numbers", "last-axes", "positions")
            yield from (Case(spec, {"written": how}) for how in ("lists", "minus-one"))
            yield from (Case(spec, {"written": how}, (), "scipy") for how in own)


@cases("axes", written_cases)
def test_written(case: Case, subject: Subject, profile: Profile) -> None:
    """Lists do as well as tuples, -1 is an axis' own length, and a number stands for one axis."""
    spec, dtype = case.spec, case.spec.dtypes[0]
    shape = (3, 4, 5)
    written = enumerate(WRITTEN[case["written"]](spec, shape, dtype))
    for turn, (arguments, changes) in profile.sample(written, subject):
        plan = Plan(spec, shape, dtype, {**arguments, "norm": NORMS[turn % 3]})
        verify(subject, plan, **changes)


def lists(spec: Transform, _shape: Any, _dtype: str) -> Iterator[tuple[Any, Any]]:
    """Yield axes, and lengths, as lists."""
    for axes in ((2, 0), (0, 1), (-1, -2)):
        yield {"axes": axes}, {"axes": list(axes)}
        yield {"axes": axes, "s": (4, 6)}, {"axes": list(axes), "s": [4, 6]}
    if spec.rank == 0:
        yield {"axes": (1,)}, {"axes": [1]}


def minus_one(spec: Transform, shape: Any, _dtype: str) -> Iterator[tuple[Any, Any]]:
    """Yield lengths of which one, or all, are -1; in the last place of c2r it may mean two things.

    ("All elements along the axis must be used": but is that 2 (m - 1) of them, or m?)
    """
    for axes in ((0, 1), (2, 0), (1, 2), (-1, -3)):
        for given in ((-1, 6), (6, -1), (-1, -1), (2, -1)):
            if spec.kind == "c2r" and given[1] == -1:
                continue
            s = tuple(shape[a] if n == -1 else n for a, n in zip(axes, given, strict=True))
            yield {"axes": axes, "s": s}, {"s": given}
    if spec.rank == 0 and spec.kind != "c2r":
        yield {"axes": (1,), "s": (4,)}, {"s": (-1,)}


def numbers(spec: Transform, shape: Any, _dtype: str) -> Iterator[tuple[Any, Any]]:
    """Yield one axis, and its length, as plain numbers."""
    for axis in range(-3, 3):
        yield {"axes": (axis,)}, {"axes": axis}
        yield {"axes": (axis,), "s": (6,)}, {"axes": axis, "s": 6}
    if spec.rank == 0:
        yield {"axes": (2,), "s": (7,)}, {"axes": None, "s": 7}


def last_axes(spec: Transform, _shape: Any, _dtype: str) -> Iterator[tuple[Any, Any]]:
    """Yield lengths without axes, which are those of the last ones."""
    for s in ((6, 3), (4, 5), (2, 8)):
        yield {"s": s, "axes": (-2, -1)}, {"axes": None} if spec.rank == 0 else {}
    if spec.rank == 0:
        yield {"s": (4,), "axes": (-1,)}, {"axes": None}
        yield {"s": (2, 5, 6), "axes": (0, 1, 2)}, {"axes": None}


def positions(spec: Transform, _shape: Any, _dtype: str) -> Iterator[tuple[Any, Any]]:
    """Yield NumPy's integers, ranges and generators, which are iterable too."""
    for axes in ((0, 1), (1, 2)):
        yield {"axes": axes}, {"axes": range(axes[0], axes[1] + 1)}
        yield {"axes": axes}, {"axes": tuple(map(np.int64, axes))}
        yield {"axes": axes, "s": (4, 5)}, {"s": tuple(map(np.int32, (4, 5)))}


WRITTEN = {
    "lists": lists, "minus-one": minus_one, "numbers": numbers, "last-axes": last_axes,
    "positions": positions,
}  # fmt: skip


@cases("axes", lambda _p: [Case(s, {"written": "positional"}, (), "scipy") for s in TRANSFORMS])
def test_positional(case: Case, subject: Subject) -> None:
    """The arguments stand in SciPy's order: type, length, axis, norm."""
    spec, dtype = case.spec, case.spec.dtypes[0]
    for turn, norm in enumerate(NORMS):
        place: dict[str, Any] = {"n": 4, "axis": turn} if spec.rank == 1 else {}
        place = place or {"s": (4, 6), "axes": (turn, 2 - turn if turn != 1 else 0)}
        given = {**typed(spec, turn + 1), **place, "norm": norm}
        planned = Plan(spec, (3, 4, 5), dtype, given)
        actual = kept(subject, input_of(planned), *given.values())
        judged(subject, actual, planned, expected_of(planned), spec.result_dtype(dtype))


def norm_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform and precision."""
    for spec in TRANSFORMS:
        yield from (Case(spec, {"dtype": dtype}, (dtype,)) for dtype in spec.dtypes)


@cases("norm", norm_cases)
def test_norms(case: Case, subject: Subject, profile: Profile) -> None:
    """Every norm, of odd and even lengths, trimmed and padded, and None for the default."""
    for arguments in profile.sample(normed(case.spec), subject):
        verify(subject, Plan(case.spec, (3, 6), case["dtype"], arguments))


def normed(spec: Transform) -> Iterator[dict[str, Any]]:
    """Yield lengths and axes, each with each norm; of cosines and sines two types at a time."""
    rows: tuple[dict[str, Any], ...] = ({}, {"n": 4}, {"n": 5}, {"n": 9}, {"axis": 0})
    if spec.rank != 1:
        rows = ({}, {"axes": (1, 0)}, {"axes": (0, 1), "s": (5, 4)}, {"axes": (0, 1), "s": (2, 9)})
    for row, arguments in enumerate(rows):
        for turn, norm in enumerate((*NORMS, None)):
            if not spec.trigonometric:
                yield {**arguments, "norm": norm}
                continue
            for kind in TYPES[turn % 2 :: 2]:
                flag = (None, True, False)[(row + turn + kind // 2) % 3]
                yield {**arguments, "norm": norm, "type": kind, "orthogonalize": flag}


def empty_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform; torch's MKL has a reason of its own to refuse some."""
    for spec in FOURIER:
        yield Case(spec, {"axis": "batch,any"})


EMPTY: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((0, 6), (1,)), ((6, 0), (0,)), ((0, 3, 7), (2,)), ((3, 0, 6), (0,)), ((3, 0, 6), (2,)),
    ((0, 0, 4), (2,)), ((3, 4, 0), (0, 1)), ((3, 0, 4), (2, 0)), ((0, 3, 4), (1, 2)),
)  # fmt: skip
"""Shapes with an axis that is empty, and axes that are not."""


@cases("empty", empty_cases)
def test_empty_batches(case: Case, subject: Subject, profile: Profile) -> None:
    """No rows give no rows, wherever they are missing, in each norm and precision."""
    spec = case.spec
    counts = {1: (1,), 2: (2,), 0: (1, 2)}[spec.rank]
    fitting = enumerate(row for row in EMPTY if len(row[1]) in counts)
    for turn, (shape, axes) in profile.sample(fitting, subject):
        dtypes = subject.available(spec.dtypes)
        dtype = dtypes[turn % len(dtypes)]
        place: dict[str, Any] = {"axis": axes[0]} if spec.rank == 1 else {"axes": axes}
        sizes: dict[str, Any] = {"n": 5} if spec.rank == 1 else {"s": (5,) * len(axes)}
        for arguments in (place, {**place, **sizes}):
            planned = Plan(spec, shape, dtype, {**arguments, "norm": NORMS[turn % 3]})
            actual = subject(planned.input, **planned.arguments)
            subject.expect_shape(actual, planned.result_shape)
            subject.expect_dtype(actual, spec.result_dtype(dtype))
