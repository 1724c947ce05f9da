"""Random calls against SciPy's: dtypes, memory layouts and arguments in any combination."""

from __future__ import annotations

import inspect
from functools import partial

import numpy as np
import pytest
import scipy.fft

from pytest_array_api.reference_impl import fft
from pytest_array_api.reference_impl._common import to_list

TRANSFORMS = [
    f"{inverse}{kind}{axes}"
    for kind in ("fft", "rfft", "hfft", "dct", "dst")
    for inverse in ("", "i")
    for axes in ("", "2", "n")
    if hasattr(scipy.fft, f"{inverse}{kind}{axes}")
]
DTYPES = ("float16", "float32", "float64", "longdouble", "int8", "uint16", "int64", "bool", ">f8")
COMPLEX = ("complex64", "complex128", "clongdouble", ">c16")
LAYOUTS = (
    np.ascontiguousarray,
    np.asfortranarray,
    lambda x: np.flip(np.flip(x).copy()),
    lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
)


def values(rng, dtype, *, most_axes=3):
    """Return random values of a random shape, without any one-point axis."""
    shape = rng.integers(2, 9, size=rng.integers(2, most_axes + 1))
    x = rng.integers(-9, 9, size=shape) / 4 + 1j * rng.integers(-9, 9, size=shape) / 8
    x = x if np.dtype(dtype).kind == "c" else x.real
    return (abs(x) if np.dtype(dtype).kind == "u" else x).astype(dtype)


def arguments(rng, function, ndim):
    """Return arguments that SciPy takes, each of them half of the time."""
    known = inspect.signature(function).parameters
    count = rng.integers(1, ndim + 1)
    axes = rng.permutation(ndim)[:count] - ndim * rng.integers(0, 2)
    choices = {
        "n": int(rng.integers(2, 12)),
        "axis": int(axes[0]),
        "norm": str(rng.choice(["backward", "ortho", "forward"])),
        "type": int(rng.integers(1, 5)),
        "orthogonalize": bool(rng.integers(0, 2)),
        "workers": -1,
        "overwrite_x": False,
    }
    if "axes" in known:
        choices["axes"] = tuple(int(axis) for axis in axes)
    chosen = {k: v for k, v in choices.items() if k in known and rng.random() < 0.5}
    if "axes" in chosen and rng.random() < 0.5:
        chosen["s"] = tuple(int(n) for n in rng.integers(2, 12, size=count))
    return chosen


def by_parts(function, x):
    """Call SciPy with the parts of complex numbers one by one, where it forgets an argument."""
    cosines = "orthogonalize" in inspect.signature(function).parameters
    return (
        function(x.real) + 1j * function(x.imag) if cosines and x.dtype.kind == "c" else function(x)
    )


def check(actual, desired, widest):
    """Compare shapes and values, at the precision of `desired` or of the place."""
    found = np.asarray(to_list(actual)).reshape(actual.shape)
    eps = max(np.finfo(dtype).eps for dtype in (desired.dtype, widest))

    assert found.shape == desired.shape
    assert np.linalg.norm(found - desired) <= 16 * eps * np.linalg.norm(desired)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_random_calls_on_numpy_equal_scipy(name):
    """Values, and dtypes too: SciPy's own kernels say what they are."""
    rng, theirs = np.random.default_rng(0), getattr(scipy.fft, name)
    real_only = name.removesuffix("2").removesuffix("n") in ("rfft", "ihfft")
    for dtype in DTYPES if real_only else DTYPES + COMPLEX:
        for layout in LAYOUTS:
            x = layout(values(rng, dtype))
            chosen = arguments(rng, theirs, x.ndim)
            before = x.copy()
            actual = getattr(fft, name)(x, **chosen)
            desired = by_parts(partial(theirs, **chosen), x)

            assert actual.dtype == desired.dtype
            np.testing.assert_array_equal(x, before)
            check(actual, desired, "float64")


@pytest.mark.parametrize("name", TRANSFORMS)
def test_random_calls_elsewhere_equal_scipy(place, name):
    """The same on each library and device, in their own precision."""
    rng, theirs = np.random.default_rng(1), getattr(scipy.fft, name)
    real_only = name.removesuffix("2").removesuffix("n") in ("rfft", "ihfft")
    kinds = ("float32", "float64") if real_only else ("float32", "complex64", "complex128")
    for dtype in kinds[:1] if place.library == "jax.numpy" else kinds:  # it compiles for seconds
        x = values(rng, dtype, most_axes=2)
        chosen = arguments(rng, theirs, x.ndim)
        chosen.pop("workers", None)
        actual = place.run(partial(getattr(fft, name), **chosen), place.array(x))
        desired = by_parts(partial(theirs, **chosen), x)

        check(actual, desired, "float64" if place.double else "float32")
