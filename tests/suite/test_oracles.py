"""The oracles against their definitions, computed in another way."""

from __future__ import annotations

import cmath
import json
import math
from fractions import Fraction

import numpy as np
import pytest

from pytest_array_api.suite import oracles
from pytest_array_api.suite._inputs import draw
from pytest_array_api.suite.oracles import _integers, make_golden
from pytest_array_api.suite.oracles._fourier import hermitian, resized
from pytest_array_api.suite.oracles._hankel import GOLDEN

mpmath = pytest.importorskip("mpmath")


@pytest.mark.parametrize("fraction", [(0, 1), (1, 8), (1, 3), (5, 7), (-2, 9), (999, 1000), (3, 4)])
def test_cis_has_90_correct_bits(fraction):
    """Sines and cosines agree with mpmath far beyond double precision."""
    with mpmath.workdps(40):
        exact = mpmath.expjpi(mpmath.mpf(2) * fraction[0] / fraction[1])
        c, s = _integers.cis(*fraction)
        assert abs(mpmath.mpf(c) / _integers.ONE - exact.real) < mpmath.mpf(2) ** -90
        assert abs(mpmath.mpf(s) / _integers.ONE - exact.imag) < mpmath.mpf(2) ** -90


def naive(x, sign):
    """Return the transform by its definition, in 40 digits."""
    n = len(x)
    with mpmath.workdps(40):
        w = [mpmath.expjpi(mpmath.mpf(2 * sign * k) / n) for k in range(n)]
        numbers = [mpmath.mpc(v) for v in x.tolist()]
        return np.array(
            [
                complex(mpmath.fsum(v * w[j * k % n] for j, v in enumerate(numbers)))
                for k in range(n)
            ]
        )


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 12, 30, 49, 97, 131])
@pytest.mark.parametrize("sign", [-1, 1])
def test_dft_is_correctly_rounded(n, sign):
    """Every algorithm gives the same last bit as the definition (131: Bluestein)."""
    x = draw((n,), "complex128", n)
    assert np.array_equal(_integers.dft(_integers.Fixed.of(x), sign).complex(), naive(x, sign))


@pytest.mark.parametrize("n", [131, 257])
def test_bluestein_equals_dense(n, monkeypatch):
    """Long integers and the dense product agree to 2**-80."""
    x = _integers.Fixed.of(draw((2, n), "complex128", 0))
    fast = _integers.dft(x)
    monkeypatch.setattr(_integers, "DENSE", n)
    slow = _integers.dft(x)
    assert max(abs(v) for v in (fast.re - slow.re).ravel()) < _integers.ONE >> 80
    assert max(abs(v) for v in (fast.im - slow.im).ravel()) < _integers.ONE >> 80


@pytest.mark.parametrize("n", [1, 2, 5, 6])
def test_hermitian_extension_has_a_real_transform(n):
    """The imaginary parts of the zero and Nyquist entries are dropped, the rest mirrored."""
    extended = hermitian(_integers.Fixed.of(draw((n // 2 + 1,), "complex128", 1)), n).complex()
    assert np.array_equal(extended, np.conj(np.roll(extended[::-1], 1)))


def test_resized_trims_and_pads_at_the_end():
    """Extra entries go, missing ones are zeros, both at the end."""
    x = _integers.Fixed.of(np.array([1.0, 2.0, 3.0]))
    assert resized(x, 2).real().tolist() == [1, 2]
    assert resized(x, 5).real().tolist() == [1, 2, 3, 0, 0]


@pytest.mark.parametrize(("norm", "power"), [("backward", 0), ("ortho", -0.5), ("forward", -1)])
def test_norms_scale_by_the_transformed_lengths(norm, power):
    """The scale is a power of the number of points, along the given axes alone."""
    x = draw((3, 4, 5), "complex128", 0)
    arguments = {"kind": "c2c", "sign": -1, "axes": (0, 2), "lengths": (3, 5)}
    scaled = oracles.fourier(x, **arguments, norm=norm)
    plain = oracles.fourier(x, **arguments, norm="backward")
    assert np.allclose(scaled, plain * 15**power, rtol=1e-15)


TRIGONOMETRIC = {
    ("dct", 1): lambda n, j, k: (1 if j in {0, n - 1} else 2) * math.cos(math.pi * j * k / (n - 1)),
    ("dct", 2): lambda n, j, k: 2 * math.cos(math.pi * k * (2 * j + 1) / (2 * n)),
    ("dct", 3): lambda n, j, k: (2 if j else 1) * math.cos(math.pi * j * (2 * k + 1) / (2 * n)),
    ("dct", 4): lambda n, j, k: 2 * math.cos(math.pi * (2 * j + 1) * (2 * k + 1) / (4 * n)),
    ("dst", 1): lambda n, j, k: 2 * math.sin(math.pi * (j + 1) * (k + 1) / (n + 1)),
    ("dst", 2): lambda n, j, k: 2 * math.sin(math.pi * (k + 1) * (2 * j + 1) / (2 * n)),
    ("dst", 3): lambda n, j, k: (
        (2 if j < n - 1 else 1) * math.sin(math.pi * (j + 1) * (2 * k + 1) / (2 * n))
    ),
    ("dst", 4): lambda n, j, k: 2 * math.sin(math.pi * (2 * j + 1) * (2 * k + 1) / (4 * n)),
}


@pytest.mark.parametrize(("family", "kind"), TRIGONOMETRIC)
@pytest.mark.parametrize("n", [2, 3, 8, 9])
def test_trigonometric_sums(family, kind, n):
    """Each type is its textbook sum; orthogonalized, its matrix is orthogonal."""
    weight = TRIGONOMETRIC[family, kind]
    x = draw((n,), "float64", 3)
    arguments = {"family": family, "kind": kind, "inverse": False, "lengths": (n,), "axes": (0,)}
    found = oracles.trigonometric(x, **arguments, norm="backward", orthogonalize=False)
    expected = [sum(weight(n, j, k) * x[j] for j in range(n)) for k in range(n)]
    assert np.allclose(found, expected, rtol=1e-13, atol=1e-14)
    rows = [
        oracles.trigonometric(row, **arguments, norm="ortho", orthogonalize=True)
        for row in np.eye(n)
    ]
    assert np.allclose(np.array(rows) @ np.array(rows).T, np.eye(n), atol=1e-14)


@pytest.mark.parametrize("family", ["dct", "dst"])
@pytest.mark.parametrize("kind", [1, 2, 3, 4])
@pytest.mark.parametrize("norm", ["backward", "ortho", "forward"])
@pytest.mark.parametrize("flag", [False, True])
def test_trigonometric_inverse(family, kind, norm, flag):
    """The inverse takes the transform back, for every norm and flag."""
    x = draw((7,), "complex128", 3)
    arguments = {"family": family, "kind": kind, "lengths": (7,), "axes": (0,), "norm": norm}
    there = oracles.trigonometric(x, **arguments, inverse=False, orthogonalize=flag)
    back = oracles.trigonometric(there, **arguments, inverse=True, orthogonalize=flag)
    assert np.allclose(back, x, rtol=1e-14, atol=1e-14)


def test_square_roots_are_correctly_rounded():
    """The root, squared in rationals, is nearer than its neighbours, over all exponents."""
    for exponent in range(-1070, 1000, 37):
        for m in draw((5,), "float64", exponent + 2000).tolist():
            x = math.ldexp(abs(m) + 0.01, exponent)
            root = oracles.square_root(x)
            low, high = math.nextafter(root, 0), math.nextafter(root, math.inf)
            middle = [(Fraction(root) + Fraction(v)) / 2 for v in (low, high)]
            assert middle[0] ** 2 <= Fraction(x) <= middle[1] ** 2


def test_frequencies_are_exact():
    """The middle bin of an even length is negative; real ones stay positive."""
    assert oracles.frequencies(4, 0.5).tolist() == [0, 0.5, -1, -0.5]
    assert oracles.frequencies(5, 2.0).tolist() == [0, 0.1, 0.2, -0.2, -0.1]
    assert oracles.frequencies(4, 0.5, real=True).tolist() == [0, 0.5, 1]


def test_fast_lengths():
    """The nearest products of small primes, up and down."""
    assert oracles.fast_length(17, (2, 3, 5), 1) == 18
    assert oracles.fast_length(17, (2, 3, 5), -1) == 16
    assert oracles.fast_length(11, (2, 3, 5, 7, 11), 1) == 11


def test_golden_file_is_what_the_script_makes():
    """Rows of the file come out of the script again, to the last bit."""
    data = json.loads(GOLDEN.read_text())
    with mpmath.workdps(make_golden.DIGITS):
        for row in (1, 2, 4):
            assert data["transforms"][row] == make_golden.transforms(*make_golden.TRANSFORMS[row])
        assert data["offsets"][0] == make_golden.low_ringing(*make_golden.OFFSETS[0])


def test_hankel_transform_of_its_eigenfunction():
    """r^(mu+1) exp(-r^2/2) is its own Hankel transform, but for wrap-around (sanity)."""
    n, dln, mu = 64, 0.12, 2.5
    r = [math.exp((j - (n - 1) / 2) * dln) for j in range(n)]
    with mpmath.workdps(30):
        u = make_golden.coefficients(n, dln, mu, 0.0, 0.0)
        a = [mpmath.mpf(v) ** (mu + 1) * mpmath.exp(-(mpmath.mpf(v) ** 2) / 2) for v in r]
        found = make_golden.filtered(a, u)
    assert max(abs(float(x - y)) for x, y in zip(found, a, strict=True)) < 1e-4


def test_draw_is_frozen_and_fits_float32():
    """Inputs are the same on every machine, and exact in single precision."""
    x = draw((3,), "complex128", 0)
    assert x.tolist() == draw((3,), "complex64", 0).tolist()
    assert x.real.tolist() == draw((3,), "float64", 0).tolist()
    assert cmath.isclose(x[0], 0.09762692451477051 + 0.08976626396179199j)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 97, 59049])
def test_exponentials_have_no_bias(n):
    """They are exact to an eps, and what was rounded does not add up."""
    k = np.arange(n)
    found = oracles.exponentials(k, n)
    pi = np.longdouble("3.14159265358979323846264338327950288")
    error = found - np.exp(2j * pi * k / n)

    assert np.max(np.abs(error)) < 2**-52
    assert abs(np.sum(error)) < 2**-53 * np.sqrt(n)
    assert np.array_equal(oracles.exponentials(-k, n), oracles.exponentials(n - k, n))


@pytest.mark.parametrize("n", [1, 2, 3, 8, 97, 360])
def test_a_chirp_becomes_a_chirp(n):
    """The closed form is what the exact DFT gives."""
    x, spectrum = oracles.chirp(n)
    exact = oracles.fourier(x, kind="c2c", sign=-1, lengths=(n,), axes=(0,), norm="backward")

    assert np.max(np.abs(spectrum - exact)) < 4 * 2**-52 * np.sqrt(n)
