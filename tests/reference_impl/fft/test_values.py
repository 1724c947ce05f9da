"""Every function against SciPy's, on every library and device."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import scipy.fft

from pytest_array_api.reference_impl import fft
from pytest_array_api.reference_impl._common import to_list

REAL_INPUT = ("rfft", "ihfft", "rfft2", "ihfft2", "rfftn", "ihfftn")
ONE_AXIS = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
MANY_AXES = tuple(name + end for end in "2n" for name in ONE_AXIS)
REAL = ("dct", "idct", "dst", "idst")
ONE_AXIS_ARGUMENTS = (
    {},
    {"n": 7, "axis": 1, "norm": "ortho"},
    {"n": 3, "axis": 0, "norm": "forward"},
    {"n": 9, "axis": -2, "norm": "backward"},
)
MANY_AXES_ARGUMENTS = (
    {},
    {"s": (7, 3), "axes": (0, 2)},
    {"s": (-1, 3), "norm": "forward"},
    {"axes": (2, 0), "norm": "ortho"},
    {"axes": 1},
)
SHAPE = (6, 5, 4)


def samples(*shape, dtype="complex128", seed=0):
    rng = np.random.default_rng([seed, *shape])
    values = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        values = values + 1j * rng.standard_normal(shape)
    return values.astype(dtype)


def by_parts(function, x):
    """Transform the parts of complex numbers one by one, which SciPy does wrong."""
    return function(x.real) + 1j * function(x.imag) if np.iscomplexobj(x) else function(x)


@pytest.mark.parametrize("name", [*ONE_AXIS, *MANY_AXES])
def test_fourier_transforms_equal_scipy(place, close, name):
    """All arguments that choose axes, lengths and scale mean what they mean in SciPy."""
    kinds = ("float64",) if name in REAL_INPUT else ("complex128", "float64")
    for dtype in kinds:
        x = samples(*SHAPE, dtype=dtype)
        for arguments in ONE_AXIS_ARGUMENTS if name in ONE_AXIS else MANY_AXES_ARGUMENTS:
            actual = place.run(partial(getattr(fft, name), **arguments), place.array(x))

            close(actual, getattr(scipy.fft, name)(x, **arguments), 6**3)


@pytest.mark.parametrize("type_", [1, 2, 3, 4])
@pytest.mark.parametrize("name", [*REAL, *(name + "n" for name in REAL)])
def test_cosines_and_sines_equal_scipy(place, close, name, type_):
    """All arguments mean what they mean in SciPy, and complex input goes by parts."""
    choices = MANY_AXES_ARGUMENTS[1:4] if name.endswith("n") else ONE_AXIS_ARGUMENTS[1:]
    for dtype, arguments in zip(("float64", "complex128", "float64"), choices, strict=True):
        x = samples(*SHAPE, dtype=dtype)
        chosen = {"type": type_, "orthogonalize": True, **arguments}
        actual = place.run(partial(getattr(fft, name), **chosen), place.array(x))

        close(actual, by_parts(partial(getattr(scipy.fft, name), **chosen), x), 6**3)


LENGTHS = (*range(1, 34), 37, 64, 97, 100, 127, 131, 257, 1000, 1009, 4096, 10007)


@pytest.mark.parametrize("name", ONE_AXIS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_length_without_extension(close, name, dtype):
    """Smooth, odd and prime lengths, by the kernels that serve where there is no xp.fft."""
    strict = pytest.importorskip("array_api_strict")
    complex_ = {"float32": "complex64", "float64": "complex128"}[dtype]
    for n in LENGTHS:
        x = samples(2, n, dtype=dtype if name in REAL_INPUT else complex_)
        with strict.ArrayAPIStrictFlags(enabled_extensions=()):
            actual = getattr(fft, name)(strict.asarray(x), n)

        close(actual, getattr(scipy.fft, name)(x.astype(np.result_type(x, "f8")), n), n)


@pytest.mark.parametrize("type_", [1, 2, 3, 4])
@pytest.mark.parametrize("name", REAL)
def test_every_length_of_cosines_and_sines(close, name, type_):
    """The tricks that use one transform of the same length hold for odd and prime lengths."""
    for n in LENGTHS[1:]:
        for norm in ("backward", "ortho", "forward"):
            for orthogonalize in (None, True, False):
                x = samples(n, dtype="float64")
                arguments = {"type": type_, "norm": norm, "orthogonalize": orthogonalize}

                desired = getattr(scipy.fft, name)(x, **arguments)
                close(getattr(fft, name)(x, **arguments), desired, 4 * n)


@pytest.mark.parametrize("function", ["fht", "ifht"])
@pytest.mark.parametrize(("mu", "bias"), [(0.5, 0.0), (2.0, -0.4), (-4.0, 1.0)])
def test_hankel_transforms_equal_scipy(place, function, mu, bias):
    """With and without bias, odd and even, and where two poles cancel."""
    for n in (63, 64):
        x = samples(2, n, dtype="float64")
        arguments = {"dln": 0.2, "mu": mu, "offset": 0.3, "bias": bias}
        actual = place.run(partial(getattr(fft, function), **arguments), place.array(x))
        desired = getattr(scipy.fft, function)(x, **arguments)
        error = np.linalg.norm(np.asarray(to_list(actual)) - desired) / np.linalg.norm(desired)
        assert error < (1e-12 if place.double else 1e-5)


def test_hankel_offset_equals_scipy():
    """The offset that rings least."""
    for dln, mu, initial, bias in ((0.1, 2.0, 0.5, 0.0), (-0.3, 0.5, -1.0, 0.7)):
        desired = scipy.fft.fhtoffset(dln, mu, initial, bias)

        assert abs(fft.fhtoffset(dln, mu, initial, bias) - desired) < 1e-13


@pytest.mark.parametrize(
    ("function", "mu", "bias"), [("fht", -3.5, 0.5), ("ifht", -2.5, 0.5)], ids=str
)
def test_singular_hankel_transforms_warn(function, mu, bias):
    """A pole in the mean is left out with a warning, as SciPy does."""
    x = samples(64, dtype="float64")
    with pytest.warns(UserWarning, match="singular"):
        actual = getattr(fft, function)(x, 0.1, mu, bias=bias)
    with pytest.warns(UserWarning, match="singular"):
        desired = getattr(scipy.fft, function)(x, 0.1, mu, bias=bias)

    np.testing.assert_allclose(actual, desired, rtol=1e-11)


def test_fast_lengths_equal_scipy():
    """All small lengths and some that take many factors."""
    for target in (*range(1500), 51200001, 2**5 * 3**5 * 4**5 + 1, 288325195312500001):
        for real in (False, True):
            assert fft.next_fast_len(target, real) == scipy.fft.next_fast_len(target, real)
            assert fft.prev_fast_len(target, real) == scipy.fft.prev_fast_len(target, real)


@pytest.mark.parametrize("n", [1, 2, 9, 10])
def test_shifts_and_frequencies_equal_numpy(place, n):
    """The zero frequency in the middle, for odd and even lengths, on the device asked for."""
    x = place.array(samples(n, 4, dtype="float64"))
    for name in ("fftshift", "ifftshift"):
        for axes in (None, 0, (0, 1), -1):
            actual = place.run(partial(getattr(fft, name), axes=axes), x)
            desired = getattr(np.fft, name)(samples(n, 4, dtype="float64"), axes=axes)
            np.testing.assert_allclose(to_list(actual), desired, rtol=1e-6)


@pytest.mark.parametrize("device", ["CPU_DEVICE", "device1", "device2", "no_float64"])
@pytest.mark.parametrize("name", ["fftfreq", "rfftfreq"])
def test_frequencies_live_where_asked(name, device):
    """The result has the default precision of the device."""
    strict = pytest.importorskip("array_api_strict")
    for n in (1, 9, 10):
        actual = getattr(fft, name)(n, 0.3, xp=strict, device=strict.Device(device))

        assert actual.device == strict.Device(device)
        assert actual.dtype == strict.zeros(1, device=strict.Device(device)).dtype
        np.testing.assert_allclose(to_list(actual), getattr(np.fft, name)(n, 0.3), rtol=1e-6)
