"""The error bounds: what they pass, and what they can't let through."""

from __future__ import annotations

import math
from contextlib import nullcontext

import numpy as np
import pytest

from pytest_array_api.assertions import MismatchError, recording
from pytest_array_api.backends import Target, activate
from pytest_array_api.suite import oracles
from pytest_array_api.suite._cases import Case
from pytest_array_api.suite._implementation import Implementation
from pytest_array_api.suite._inputs import draw
from pytest_array_api.suite._subject import Subject
from pytest_array_api.suite._tolerance import SPREAD, band, ceiling, measure
from pytest_array_api.suite.fft._specs import FOURIER

EPS = 2.0**-52


@pytest.mark.parametrize("n", [4, 64, 1000, 2**20])
def test_band_lies_below_the_ceiling(n):
    """What is accepted is rounding."""
    assert 2 < band(n) < ceiling(n)


def test_band_of_one_point():
    """A copy may be off by two eps, not more."""
    assert band(1) == 2


def within(found, exact, n, eps=EPS):
    """Whether a result would be accepted."""
    error = measure(found, exact, eps)
    return error.l2 <= band(n) and error.peak <= SPREAD * band(n)


def exact_fft(x):
    return oracles.fourier(x, kind="c2c", sign=-1, lengths=(x.size,), axes=(0,), norm="backward")


@pytest.mark.parametrize("n", [64, 1009, 1024])
@pytest.mark.parametrize("dtype", ["complex128", "complex64"])
def test_a_healthy_transform_passes(n, dtype):
    """NumPy's transforms lie within, in both precisions."""
    x = draw((n,), dtype, 5)
    assert within(np.fft.fft(x), exact_fft(x), n, EPS if dtype == "complex128" else 2.0**-23)


SINGLE_TWIDDLES = np.exp(-2j * np.pi * np.outer(range(64), range(64)) / 64).astype(np.complex64)
FAULTS = {
    "single precision inside": lambda x, y: np.fft.fft(x.astype(np.complex64)),
    "single precision twiddles": lambda x, y: SINGLE_TWIDDLES @ x,
    "scale": lambda x, y: y * (63 / 64),
    "one bin": lambda x, y: y + 1e-6 * y[17] * (np.arange(64) == 17),
    "nan": lambda x, y: np.where(np.arange(64) == 3, np.nan, y),
    "sign of the exponent": lambda x, y: np.fft.ifft(x) * 64,
    "shifted": lambda x, y: np.roll(y, 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_seen(fault):
    """Errors of the kinds that libraries have had don't pass."""
    x = draw((64,), "complex128", 5)
    exact = exact_fft(x)
    assert within(exact, exact, 64)
    assert not within(FAULTS[fault](x, exact.copy()), exact, 64)


def test_tf32_is_seen_in_single_precision():
    """Inputs rounded to ten bits make an error far beyond the band."""
    x = draw((64,), "complex64", 5)
    rounded = (np.round(x.view(np.float32) * 2**10) / 2**10).view(np.complex64)
    assert not within(np.fft.fft(rounded), exact_fft(x), 64, 2.0**-23)


def test_one_line_is_no_outlier():
    """An error relative to the element passes where the rms is small."""
    exact = np.zeros(2**15)
    exact[7] = 1.0
    found = exact.copy()
    found[7] += 4 * EPS
    assert within(found, exact, 2**15)


def test_zero_must_be_zero():
    """Where all is zero, nothing else passes."""
    assert measure(np.zeros(3), np.zeros(3), EPS).l2 == 0
    assert not within(np.array([0, 1e-200, 0]), np.zeros(3), 3)
    assert measure(np.zeros((0, 3)), np.zeros((0, 3)), EPS).l2 == 0


def test_worst_element_is_named():
    """The index is that of the largest error."""
    exact = np.ones((2, 3))
    found = exact.copy()
    found[1, 2] = 1.5
    error = measure(found, exact, EPS)
    assert error.worst == (1, 2)
    assert math.isclose(error.peak, 0.25 / EPS)


@pytest.mark.parametrize(("found", "error"), [([1, 2], 0.0), ([1, 3], math.inf)])
def test_an_exact_comparison_records_what_it_found(found, error):
    """A wrong value is no error of 0."""
    implementation = Implementation("namespace")
    with activate(Target("numpy")) as active, recording() as record:
        subject = Subject(Case(FOURIER[0]), np.fft.fft, implementation, active)
        with nullcontext() if error == 0 else pytest.raises(MismatchError):
            subject.expect_equal(np.asarray(found), [1, 2])
    assert (record.accuracy.max_err, record.accuracy.unit) == (error, "exact")
