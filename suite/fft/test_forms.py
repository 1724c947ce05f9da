"""What the input of a transform looks like, how many rows it has, and what was called before."""

from __future__ import annotations

import warnings
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import VIEWS, Input, literal, repeated_rows
from .._kept import kept
from ._judgement import expected_of, input_of, judged
from ._plans import Plan
from ._specs import NORMS, TRANSFORMS, Transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


def placements(spec: Transform, ndim: int) -> tuple[dict[str, Any], ...]:
    """Return arguments for transforms along the first and the last axes, in both orders."""
    if spec.rank == 1:
        return ({}, {"axis": 0}) if ndim > 1 else ({},)
    if ndim == 1:
        return ({},)
    return ({}, {"axes": (0, 1)}, {"axes": (ndim - 1, 0)})


VIEWED = ((9,), (4, 4), (3, 5), (3, 4, 2))


def view_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform with shapes, one of them square."""
    for spec in TRANSFORMS:
        yield from (Case(spec, {"shape": shape}) for shape in VIEWED[spec.rank == 2 :])


@cases("non-contiguous", view_cases)
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Every view is transformed as it reads, along any axis, and not written to."""
    spec, shape = case.spec, case["shape"]
    dtypes = subject.available(spec.dtypes)
    forms = enumerate(product(VIEWS, placements(spec, len(shape))))
    for turn, (layout, arguments) in profile.sample(forms, subject):
        norm = NORMS[turn // 2 % 3]
        planned = Plan(spec, shape, dtypes[turn % len(dtypes)], {**arguments, "norm": norm})
        x = input_of(planned)
        values = repeated_rows(x.values) if layout == "broadcast" else None
        actual = kept(subject, x.laid(layout), **planned.arguments)
        expected = expected_of(planned, values)
        judged(subject, actual, planned, expected, spec.result_dtype(planned.dtype))


def repeated(xp: Any, values: Any, axis: int) -> tuple[Any, Any]:
    """Return an array that repeats its first entries along an axis with stride zero, as values."""
    first = np.take(values, [0], axis=axis)
    return xp.broadcast_to(xp.asarray(first), values.shape), np.broadcast_to(first, values.shape)


@cases("non-contiguous", per_spec(TRANSFORMS, layout="stride-zero"))
def test_stride_zero(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows, columns, or all elements that are one and the same."""
    spec, dtype = case.spec, case.spec.dtypes[0]
    for shape in profile.sample(((3, 4), (4, 4)), subject):
        for turn, arguments in enumerate(placements(spec, 2)):
            planned = Plan(spec, shape, dtype, {**arguments, "norm": NORMS[turn % 3]})
            values = input_of(planned).values
            for axis in (0, 1):
                array, same = repeated(subject.xp, subject.fitting(literal(values)).values, axis)
                actual = kept(subject, array, **planned.arguments)
                expected = expected_of(planned, same)
                judged(subject, actual, planned, expected, spec.result_dtype(dtype))


def contents(shape: tuple[int, ...], dtype: str) -> Iterator[Any]:
    """Yield values that kernels may have a shortcut for."""
    wave = np.cos(np.arange(np.prod(shape))).reshape(shape)
    yield np.ones(shape)
    yield np.zeros(shape)
    for index in ((0,) * len(shape), tuple(n - 1 for n in shape)):
        delta = np.zeros(shape)
        delta[index] = 1
        yield delta
    yield np.where(np.arange(shape[-1]) % 2, -1.0, 1.0) * np.ones(shape)
    yield wave * 2.0**60
    yield wave * 2.0**-60
    if "complex" in dtype:
        yield wave * 1j
        yield wave + 0j


@cases("values", per_spec(TRANSFORMS, content="plain"))
def test_contents(case: Case, subject: Subject, profile: Profile) -> None:
    """Constants, zeros, deltas, large and small numbers, real and imaginary ones."""
    spec = case.spec
    for dtype in subject.available(spec.dtypes):
        for turn, values in profile.sample(enumerate(contents((3, 4), dtype)), subject):
            planned = Plan(spec, (3, 4), dtype, {"norm": NORMS[turn % 3]})
            x = literal(values, dtype)
            expected = expected_of(planned, x.values)
            actual = kept(subject, x, **planned.arguments)
            judged(subject, actual, planned, expected, spec.result_dtype(dtype))


ROWS = (1, 2, 3, 7, 8, 9, 15, 17, 31, 33, 63, 65, 100, 127, 129)
"""Around the sizes of blocks of rows."""


@cases("batch-independence", per_spec(TRANSFORMS, rows="all"))
def test_rows(case: Case, subject: Subject, profile: Profile) -> None:
    """Any number of rows, before or behind the axes of the transform, gives each its own."""
    spec, most = case.spec, ROWS[-1]
    shape = (most, 6) if spec.rank == 1 else (most, 3, 4)
    inner: dict[str, Any] = {} if spec.rank == 1 else {"axes": (1, 2)}
    outer: dict[str, Any] = {"axis": 0} if spec.rank == 1 else {"axes": (0, 1)}
    for turn, norm in enumerate(NORMS):
        dtypes = subject.available(spec.dtypes)
        planned = Plan(spec, shape, dtypes[turn % len(dtypes)], {**inner, "norm": norm})
        values, expected = input_of(planned).values, expected_of(planned)
        for rows in profile.sample(ROWS[turn::3], subject):
            part = Plan(spec, (rows, *shape[1:]), planned.dtype, planned.arguments)
            actual = kept(subject, literal(values[:rows]), norm=norm, **inner)
            judged(subject, actual, part, expected[:rows], spec.result_dtype(part.dtype))
            behind = literal(np.moveaxis(values[:rows], 0, -1).copy())
            actual = kept(subject, behind, norm=norm, **outer)
            moved = np.moveaxis(expected[:rows], 0, -1)
            judged(subject, actual, part, moved, spec.result_dtype(part.dtype))


@cases("nan-inf", per_spec(TRANSFORMS, rows="each"))
def test_not_finite(case: Case, subject: Subject, profile: Profile) -> None:
    """NaN and infinity stay in their row, whichever it is, and the others are exact."""
    spec = case.spec
    shape = (5, 6) if spec.rank == 1 else (5, 3, 4)
    inner: dict[str, Any] = {"axis": 1} if spec.rank == 1 else {"axes": (1, 2)}
    for dtype in subject.available(spec.dtypes):
        planned = Plan(spec, shape, dtype, inner)
        expected, values = expected_of(planned), input_of(planned).values
        spoils = ((0, np.nan), (4, np.nan), (2, np.inf), (4, -np.inf))
        for row, bad in profile.sample(spoils, subject):
            spoilt = values.copy()
            spoilt[(row, *(1,) * (len(shape) - 1))] = bad
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = subject.host(kept(subject, literal(spoilt), **inner))
            rows = [i for i in range(5) if i != row]
            part = Plan(spec, (4, *shape[1:]), dtype, inner)
            actual = subject.active.asarray(found[rows])
            subject.expect_close(actual, expected[rows], **part.tolerance)
            subject.expect(not np.all(np.isfinite(found[row])), f"{bad} in row {row} got lost")


def history(spec: Transform, dtypes: tuple[str, ...]) -> Iterator[Plan]:
    """Yield calls that have something in common, one with the next."""
    shapes = ((4, 4), (4, 6), (6, 4), (2, 4, 4), (4, 4, 2))
    for turn, shape in enumerate(shapes):
        for step, arguments in enumerate(placements(spec, len(shape))):
            for dtype in dtypes:
                norm = NORMS[(turn + step) % 3]
                yield Plan(spec, shape, dtype, {**arguments, "norm": norm}, seed=turn)
    size: dict[str, Any] = {"n": 5} if spec.rank == 1 else {"s": (5, 4), "axes": (0, 1)}
    for norm, dtype in product(NORMS, dtypes):
        yield Plan(spec, (4, 4), dtype, {"norm": norm})
        yield Plan(spec, (4, 4), dtype, {"norm": norm, **size})


@cases("retrace", per_spec(TRANSFORMS, changed="all"))
def test_history(case: Case, subject: Subject, profile: Profile) -> None:
    """Whatever was called before, a call gives its own result, and leaves those before alone."""
    spec = case.spec
    plans = list(history(spec, subject.available(spec.dtypes)))
    kept: list[tuple[Any, Any]] = []
    for planned in profile.sample((*plans, *plans[::-3]), subject):
        x: Input = input_of(planned)
        actual = subject(x, **planned.arguments)
        judged(subject, actual, planned, expected_of(planned), spec.result_dtype(planned.dtype))
        kept.append((actual, subject.host(actual).tobytes()))
    for actual, before in kept:
        same = subject.host(actual).tobytes() == before
        subject.expect(same, "a later call changed the result of an earlier one")
