"""Errors against exact transforms: Python integers with 100 binary places, no library."""

from __future__ import annotations

import random
from functools import cache

import mpmath
import numpy as np
import pytest

from pytest_array_api.reference_impl import fft

ONE = 1 << 100
# Powers of two, smooth, odd, dense primes, and primes that need a convolution.
LENGTHS = (1, 2, 3, 16, 97, 127, 131, 360, 1009, 4096, 10007)


@cache
def turns(n):
    """Return cos and sin of the n-th parts of a turn as integers."""
    with mpmath.workprec(140):
        roots = [mpmath.expjpi(mpmath.mpf(2 * k) / n) for k in range(n)]
        return [(int(z.real * ONE), int(z.imag * ONE)) for z in roots]


def integers(values):
    """Return real floats as exact integers times 2**-100."""
    return [int(float(value) * 2.0**60) << 40 for value in values]


def exact(x, wanted, sign):
    """Return the chosen frequencies of a complex sequence, rounded once."""
    n, table = len(x), turns(len(x))
    parts = list(zip(integers(x.real), integers(x.imag), strict=True))
    sums = []
    for k in wanted:
        real = imag = 0
        for j, (a, b) in enumerate(parts):
            c, s = table[j * k % n]
            real += a * c - sign * b * s
            imag += sign * a * s + b * c
        sums.append(complex(real / ONE / ONE, imag / ONE / ONE))
    return np.asarray(sums)


def sample(n, dtype):
    """Return complex values that are multiples of 2**-24, so that they are exact in `dtype`."""
    rng = np.random.default_rng(n)
    parts = rng.integers(-(2**23), 2**23, size=(2, n)) / 2**24
    return (parts[0] + 1j * parts[1]).astype(dtype)


def relative_error(actual, desired):
    return float(np.linalg.norm(actual - desired) / np.linalg.norm(desired))


def band(n, eps):
    return 2 * eps * (1 + 0.7 * np.log2(n) ** 0.5)


@pytest.mark.parametrize(("dtype", "eps"), [("complex64", 2.0**-23), ("complex128", 2.0**-52)])
@pytest.mark.parametrize("n", LENGTHS)
def test_error_stays_in_the_band(n, dtype, eps):
    """Two eps times (1 + 0.7 sqrt(log2 n)), in both directions, with and without extension."""
    strict = pytest.importorskip("array_api_strict")
    x = sample(n, dtype)
    wanted = range(n) if n <= 131 else random.Random(n).sample(range(n), 24)
    half = [k for k in wanted if k <= n // 2]
    desired = exact(x, wanted, -1), exact(x, wanted, 1), exact(x.real + 0j, half, -1)
    for extensions in ((), ("fft",)):
        with strict.ArrayAPIStrictFlags(enabled_extensions=extensions):
            forward = np.asarray(fft.fft(strict.asarray(x)))
            backward = np.asarray(fft.ifft(strict.asarray(x), norm="forward"))
            real = np.asarray(fft.rfft(strict.asarray(x.real)))

        assert relative_error(forward[list(wanted)], desired[0]) <= band(n, eps)
        assert relative_error(backward[list(wanted)], desired[1]) <= band(n, eps)
        assert relative_error(real[half], desired[2]) <= band(n, eps)


@pytest.mark.parametrize(("dtype", "eps"), [("float32", 2.0**-23), ("float64", 2.0**-52)])
@pytest.mark.parametrize("type_", [2, 3, 4])
@pytest.mark.parametrize("n", [1, 2, 5, 16, 97, 360, 1009])
def test_error_of_cosines_stays_in_the_band(n, type_, dtype, eps):
    """The same band, two binary orders wider for the longer period of the cosines."""
    x = sample(n, "complex64").real.astype(dtype)
    wanted = range(n) if n <= 131 else random.Random(n).sample(range(n), 24)
    table, values = turns(8 * n), integers(x)
    desired = []
    for k in wanted:
        if type_ == 3:
            terms = (table[2 * j * (2 * k + 1) % (8 * n)][0] * (2 - (j == 0)) for j in range(n))
        elif type_ == 2:
            terms = (2 * table[2 * (2 * j + 1) * k % (8 * n)][0] for j in range(n))
        else:
            terms = (2 * table[(2 * j + 1) * (2 * k + 1) % (8 * n)][0] for j in range(n))
        total = sum(value * term for value, term in zip(values, terms, strict=True))
        desired.append(total / ONE / ONE)
    actual = fft.dct(x, type_)

    assert actual.dtype == np.dtype(dtype)
    assert relative_error(actual[list(wanted)], np.asarray(desired)) <= band(4 * n, eps)
