"""The verdict is that of the formula over exact numbers; what the message offers, passes."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pytest_array_api.assertions import (
    MismatchError,
    xp_assert_close,
    xp_assert_close_nulp,
    xp_assert_equal,
    xp_assert_less,
    xp_assert_less_equal,
)

TOLERANCES = st.one_of(st.just(0.0), st.floats(1e-18, 10.0), st.sampled_from([1e-7, 0.1, 1.0, 3.0]))
REAL = ("float64", "float32", "float16", "int64", "uint64", "int8", "bool")


def passes(assertion, *args, **options) -> bool:
    """Whether an assertion passes; any other exception than its own is a failure here."""
    try:
        assertion(*args, **options)
    except MismatchError:
        return False
    return True


@st.composite
def pairs(draw, dtypes=REAL):
    """Draw two numbers of one dtype, often close to each other, both finite."""
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    elements = hnp.from_dtype(dtype, allow_nan=False, allow_infinity=False)
    desired = draw(elements)
    actual = draw(elements)
    if dtype.kind == "f" and draw(st.booleans()):
        factor = draw(st.sampled_from([1 - 1e-7, 1 + 1e-7, 1.1, 2.0, 1 + 2.0**-52]))
        with np.errstate(all="ignore"):
            actual = dtype.type(desired * factor)
    elif dtype.kind in "iu" and draw(st.booleans()):
        actual = dtype.type(min(int(desired) + draw(st.integers(0, 5)), np.iinfo(dtype).max))
    assume(dtype.kind != "f" or np.isfinite(actual))
    return np.asarray(actual, dtype), np.asarray(desired, dtype)


def exact(value) -> Fraction:
    return Fraction(value.item()) if value.dtype.kind == "f" else Fraction(int(value))


def error_and_limit(actual, desired, rtol, atol) -> tuple[Fraction, Fraction]:
    error = abs(exact(actual) - exact(desired))
    return error, Fraction(atol) + Fraction(rtol) * abs(exact(desired))


@settings(max_examples=100, deadline=None)
@given(pairs(), TOLERANCES, TOLERANCES)
@example((np.asarray(1.1), np.asarray(1.0)), 0.1, 0.0)
@example((np.asarray(4.1), np.asarray(4.0)), 0.0, 0.1)
@example((np.asarray(1e308), np.asarray(-1e308)), 2.0, 0.0)
@example((np.asarray(2**63 - 1), np.asarray(-(2**63))), 0.5, 0.0)
@example((np.asarray(2**53 + 1), np.asarray(2**53)), 0.0, 0.0)
def test_close_is_the_formula(pair, rtol, atol):
    """|actual - desired| <= atol + rtol*|desired|, over exact numbers."""
    error, limit = error_and_limit(*pair, rtol, atol)
    # Below this the product of two floats is rounded to a subnormal (see docs/assertions.md).
    assume(limit == 0 or limit > Fraction(2.0**-126) or pair[0].dtype.kind != "f")
    assert passes(xp_assert_close, *pair, rtol=rtol, atol=atol) == (error <= limit)


# A pair of parts; no square of them under- or overflows.
PARTS = st.tuples(*[st.floats(-1e15, 1e15).map(lambda x: np.asarray(round(x, 9)))] * 2)


@settings(max_examples=100, deadline=None)
@given(PARTS, PARTS, TOLERANCES, TOLERANCES)
def test_complex_close_is_the_formula(real, imaginary, rtol, atol):
    """Complex numbers are compared by their absolute value, exactly."""
    actual, desired = (
        np.asarray(re + 1j * im, dtype=np.result_type(re, np.complex64))
        for re, im in zip(real, imaginary, strict=True)
    )
    parts = [actual.real, actual.imag, desired.real, desired.imag]
    a, b, c, d = map(exact, parts)
    squares = (a - c) ** 2 + (b - d) ** 2, c**2 + d**2
    # sqrt(N) <= atol + rtol*sqrt(D), squared twice
    rest = squares[0] - Fraction(atol) ** 2 - Fraction(rtol) ** 2 * squares[1]
    limit = 4 * Fraction(atol) ** 2 * Fraction(rtol) ** 2 * squares[1]
    expected = rest <= 0 or rest**2 <= limit
    assert passes(xp_assert_close, actual, desired, rtol=rtol, atol=atol) == expected


@settings(max_examples=100, deadline=None)
@given(pairs())
def test_equal_and_less_are_exact(pair):
    """No integer is compared as a float."""
    first, second = map(exact, pair)
    assert passes(xp_assert_equal, *pair) == (first == second)
    assert passes(xp_assert_less, *pair) == (first < second)
    assert passes(xp_assert_less_equal, *pair) == (first <= second)


@settings(max_examples=100, deadline=None)
@given(pairs(("int64", "uint64")), pairs(("float64",)), TOLERANCES)
@example((np.asarray(2**53 + 1), None), (np.asarray(2.0**53), None), 0.0)
def test_mixed_dtypes_are_exact(integers, floats, atol):
    """Without the dtype check an integer and a float are compared as the numbers they are."""
    pair = (integers[0], floats[0])
    error, limit = error_and_limit(*pair, 0.0, atol)
    options = {"rtol": 0, "atol": atol, "check_dtype": False}
    assert passes(xp_assert_close, *pair, **options) == (error <= limit)
    less = exact(pair[0]) < exact(pair[1])
    assert passes(xp_assert_less, *pair, check_dtype=False) == less


@settings(max_examples=100, deadline=None)
@given(pairs(("float64", "float32")), st.sampled_from([0, 1, 2, 1000]))
def test_close_nulp_is_the_formula(pair, nulp):
    """|actual - desired| <= nulp * spacing(max(|actual|, |desired|)), over exact numbers."""
    larger = max(np.abs(pair[0]), np.abs(pair[1]))
    assume(larger < np.finfo(larger.dtype).max)
    above = np.nextafter(larger, larger.dtype.type(np.inf))
    limit = nulp * exact(above - larger)
    error = abs(exact(pair[0]) - exact(pair[1]))
    assert passes(xp_assert_close_nulp, *pair, nulp=nulp) == (error <= limit)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(pairs(("float64", "float32")), min_size=1, max_size=4),
    st.sampled_from([0.0, 1e-7, 0.1]),
    st.sampled_from([0.0, 1e-3]),
)
def test_the_offered_tolerances_pass(numbers, rtol, atol):
    """Applying either tolerance that the message offers makes the assertion pass."""
    dtype = numbers[0][0].dtype
    assume(all(first.dtype == dtype for first, _ in numbers))
    actual, desired = (np.stack(side) for side in zip(*numbers, strict=True))
    try:
        xp_assert_close(actual, desired, rtol=rtol, atol=atol)
    except MismatchError as error:
        text = str(error)
    else:
        return
    options = {"rtol": rtol, "atol": atol}
    for name, value in re.findall(r"(rtol|atol)=(\S+)", text.partition("would pass with")[2]):
        xp_assert_close(actual, desired, **{**options, name: float(value)})
    if np.max(np.abs(desired.astype(np.float64))) < 1e30 > np.max(np.abs(actual)):
        assert "would pass with" in text


def test_arrays_larger_than_a_piece_are_judged_whole():
    """Every piece counts, whatever the shape and memory order."""
    for shape, order in (((1, 70_001), "C"), ((300, 400), "F"), ((70_001,), "C")):
        desired = np.ones(shape, order=order)
        xp_assert_close(desired.copy(order="K"), desired)
        for index in ((0,) * len(shape), (-1,) * len(shape)):
            actual = desired.copy(order="K")
            actual[index] = 2.0
            with pytest.raises(MismatchError, match=rf"^1 of {desired.size} elements is not"):
                xp_assert_close(actual, desired)
