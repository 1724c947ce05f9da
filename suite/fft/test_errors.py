"""Arguments that make no sense are refused, with the exceptions that SciPy documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import drawn, literal
from ._specs import (
    FAST_LENGTHS,
    FOURIER,
    FREQUENCIES,
    HANKEL,
    SHIFTS,
    TRANSFORMS,
    TRIGONOMETRIC,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

WRONG_INDEX = (ValueError, IndexError)
WRONG_VALUE = (ValueError,)
WRONG_TYPE = (TypeError, ValueError)
# In NumPy's own division, in Python's, or checked before.
DIVISION = (ValueError, ZeroDivisionError)

# arguments -> exceptions; every row is wrong for each transform of the group
ONE: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"n": 0}, WRONG_VALUE),
    ({"n": -3}, WRONG_VALUE),
    ({"n": 2.5}, WRONG_TYPE),
    ({"axis": 2}, WRONG_INDEX),
    ({"axis": -3}, WRONG_INDEX),
    ({"norm": "orthogonal"}, WRONG_VALUE),
    ({"norm": "Backward"}, WRONG_VALUE),
)
SEVERAL: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"s": (0, 3)}, WRONG_VALUE),
    ({"s": (3, -2)}, WRONG_VALUE),
    ({"s": (3, 4), "axes": (0,)}, WRONG_VALUE),
    ({"s": (3,), "axes": (0, 1)}, WRONG_VALUE),
    ({"axes": (0, 0)}, WRONG_VALUE),
    ({"axes": (1, -2)}, WRONG_VALUE),
    ({"axes": (0, 3)}, WRONG_INDEX),
    ({"axes": (-4, 0)}, WRONG_INDEX),
    ({"norm": "orthogonal"}, WRONG_VALUE),
)
REPEATED = ((0, 0), (1, -2))
TRIGONOMETRIC_ROWS: tuple[tuple[dict[str, Any], Any], ...] = (
    ({"type": 0}, WRONG_VALUE),
    ({"type": 5}, WRONG_VALUE),
    ({"norm": "orthogonal"}, WRONG_VALUE),
)
# A negative length is -1 for "as it is" in SciPy's n-D functions, 0 becomes 1 in its
# complex-to-real ones.
LENIENT = {"irfft": ({"n": 0},), "hfft": ({"n": 0},)}


def error_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform with each row of its group."""
    for spec in TRANSFORMS:
        rows = ONE if spec.rank == 1 else SEVERAL
        if spec.trigonometric:
            rows = (*rows, *TRIGONOMETRIC_ROWS[:2])
        for arguments, exceptions in rows:
            if arguments not in LENIENT.get(spec.name, ()):
                names = "|".join(e.__name__ for e in exceptions)
                # The standard does not say what repeated axes do.
                dialect = "scipy" if arguments.get("axes") in REPEATED else ""
                yield Case(spec, {**arguments, "raises": names}, (), dialect)


@cases("errors", error_cases)
def test_arguments(case: Case, subject: Subject) -> None:
    """Lengths, axes and norms out of range are refused."""
    arguments = dict(case.parameters)
    names = arguments.pop("raises").split("|")
    exceptions = tuple(BUILTIN[name] for name in names)
    shape = (3, 4) if case.spec.rank == 1 else (3, 4, 5)
    subject.expect_raises(exceptions, drawn(shape, case.spec.dtypes[0]), **arguments)


BUILTIN = {e.__name__: e for e in (ValueError, IndexError, TypeError, ZeroDivisionError)}


def zero_dimensional_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the transforms that need at least one axis."""
    for spec in TRANSFORMS:
        if spec.rank != 0:
            yield Case(spec)


@cases("0-d", zero_dimensional_cases)
def test_zero_dimensional(case: Case, subject: Subject) -> None:
    """An array without axes has none to transform along."""
    subject.expect_raises(WRONG_INDEX, literal(0.5, case.spec.dtypes[0]))


def empty_axis_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the Fourier transforms."""
    for spec in FOURIER:
        yield Case(spec, {"axis": "transformed"}, (), "scipy")


@cases("empty", empty_axis_cases)
def test_empty_axis(case: Case, subject: Subject) -> None:
    """There is no transform of no points."""
    subject.expect_raises(WRONG_VALUE, drawn((3, 0), case.spec.dtypes[0]))


@cases("empty", per_spec(FOURIER, axis="padded"))
def test_padded_empty_axis(case: Case, subject: Subject) -> None:
    """No points, padded to a length, are zeros, and so is their transform."""
    shape: tuple[int, ...] = (3, 0)
    arguments: dict[str, Any] = {"n": 4}
    if case.spec.rank != 1:
        shape, arguments = (3, 0, 0), {"s": (3, 4), "axes": (1, 2)}
    actual = subject(literal(np.zeros(shape, case.spec.dtypes[0])), **arguments)
    subject.expect_equal(actual, np.zeros(case.spec.result_shape(shape, arguments)))


def empty_batch_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform."""
    for spec in TRANSFORMS:
        yield Case(spec, {"axis": "batch"})


@cases("empty", empty_batch_cases)
def test_empty_batch(case: Case, subject: Subject) -> None:
    """No rows give no rows, in the right shape and dtype (pytorch#190011)."""
    dtype = case.spec.dtypes[0]
    arguments = {} if case.spec.rank == 1 else {"axes": (1, 2)}
    actual = subject(drawn((0, 3, 7), dtype), **arguments)
    subject.expect_shape(actual, case.spec.result_shape((0, 3, 7), arguments))
    subject.expect_dtype(actual, case.spec.result_dtype(dtype))


def real_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the transforms that take real input only."""
    for spec in (*(spec for spec in FOURIER if spec.real_input), *HANKEL):
        yield Case(spec, {"dtype": "complex64"}, ("complex64",))


@cases("errors", real_cases)
def test_complex_where_real(case: Case, subject: Subject) -> None:
    """A real transform refuses complex input rather than drop its imaginary part."""
    arguments = {"dln": 0.1, "mu": 0.5} if case.spec in HANKEL else {}
    subject.expect_raises((TypeError,), drawn((2, 3, 4), "complex64"), **arguments)


def frequency_cases(_profile: Profile) -> Iterator[Case]:
    """Yield lengths that are none."""
    for spec in FREQUENCIES:
        yield from (Case(spec, {"n": n}, (), "scipy") for n in (0, 2.5))


@cases("errors", frequency_cases)
def test_frequencies(case: Case, subject: Subject) -> None:
    """Frequencies of no or fractional lengths don't exist."""
    subject.expect_raises((*DIVISION, TypeError), case["n"], xp=subject.xp)


@cases("errors", lambda _p: [Case(spec, {"axes": 2}) for spec in SHIFTS])
def test_shift_axis(case: Case, subject: Subject) -> None:
    """A shift along an axis that isn't there is refused."""
    subject.expect_raises(WRONG_INDEX, drawn((3, 4), "float64"), axes=2)


@cases("errors", lambda _p: [Case(spec, {"target": -1}) for spec in FAST_LENGTHS])
def test_fast_length(case: Case, subject: Subject) -> None:
    """There is no fast length at or below a negative number."""
    with pytest.raises(WRONG_VALUE):
        subject.function(-1)


def undefined_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the cosine transforms of type 1, which need two points."""
    for spec in TRIGONOMETRIC:
        if spec.kind == "dct":
            yield Case(spec, {"type": 1, "n": 1})


@cases("errors", undefined_cases)
def test_undefined_cosine(case: Case, subject: Subject) -> None:
    """The cosine transform of type 1 is not defined for one point."""
    subject.expect_raises((ValueError, RuntimeError), literal([0.5], "float64"), type=1)


@cases("errors", lambda _p: [Case(spec, {"n": 0}) for spec in HANKEL])
def test_empty_hankel(case: Case, subject: Subject) -> None:
    """There is no Hankel transform of no points."""
    # In SciPy's own division, or in the transform that comes first.
    subject.expect_raises((*DIVISION, RuntimeError), drawn((0,), "float64"), dln=0.1, mu=0.5)
