"""What is refused, what is accepted, and what the functions look like from outside."""

from __future__ import annotations

import inspect
import os
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest
import scipy.fft

from pytest_array_api.reference_impl import fft
from pytest_array_api.reference_impl._common import to_list

ONE_AXIS = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "dct", "idct", "dst", "idst")
MANY_AXES = tuple(
    name for name in fft.__all__ if name.endswith(("2", "n")) and not name.endswith("len")
)
TRANSFORMS = ONE_AXIS + MANY_AXES
X = np.arange(1.0, 7.0).reshape(2, 3)


@pytest.mark.parametrize("name", fft.__all__)
def test_each_function_is_its_own(name):
    """SciPy's signature, the own name, a whole docstring, and pickled by name."""
    function = getattr(fft, name)
    ours, theirs = inspect.signature(function), inspect.signature(getattr(scipy.fft, name))

    assert [(p.name, p.kind, p.default) for p in ours.parameters.values()] == [
        (p.name, p.kind, p.default) for p in theirs.parameters.values()
    ]
    assert function.__name__ == function.__qualname__ == name
    assert pickle.loads(pickle.dumps(function)) is function
    assert "{" not in function.__doc__.replace('{"', "").replace("{1", "").replace("_{", "")
    for section, there in (("Parameters", ours.parameters), ("Returns", name != "set_workers")):
        assert (section in function.__doc__) == bool(there)


def test_nothing_public_of_scipy_is_missing():
    """All but the backend switches."""
    switches = {"set_backend", "skip_backend", "set_global_backend", "register_backend"}

    assert set(scipy.fft.__all__) - switches == set(fft.__all__)


@pytest.mark.parametrize("name", TRANSFORMS)
@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"norm": "orhto"}, "'orhto'"),
        ({"axis": 2, "axes": 2}, "exceeds"),
        ({"axis": -3, "axes": (0, -3)}, "exceeds"),
        ({"n": 0, "s": 0}, "data points"),
        ({"n": -2, "s": (3, -2)}, "data points"),
        ({"s": (1, 2, 3)}, "shape"),
        ({"s": (1, 2), "axes": 0}, "same length"),
        ({"axes": (0, -2)}, "unique"),
        ({"axes": 0.5}, "integers"),
        ({"workers": 0}, "workers"),
        ({"workers": -1000}, "out of range"),
        ({"type": 5}, "type"),
    ],
    ids=str,
)
def test_bad_values_are_refused(name, arguments, match):
    """With the name of the argument and its value."""
    function = getattr(fft, name)
    known = inspect.signature(function).parameters
    chosen = {key: value for key, value in arguments.items() if key in known}
    if not chosen:
        return
    if set(chosen) == {"s"} and "axes" in known and known["axes"].default is not None:
        chosen["axes"] = None
    with pytest.raises(ValueError, match=match):
        function(X, **chosen)


@pytest.mark.parametrize("name", ONE_AXIS)
@pytest.mark.parametrize("argument", ["n", "axis", "type", "workers"])
def test_what_is_no_integer_is_refused(name, argument):
    """With the name of the argument and its value."""
    function = getattr(fft, name)
    if argument not in inspect.signature(function).parameters:
        return
    for value in (1.0, "1", [1]):
        message = re.escape(f"{argument} must be an integer, got {value!r}")
        with pytest.raises(TypeError, match=message):
            function(X, **{argument: value})


@pytest.mark.parametrize("name", [*TRANSFORMS, "fftshift", "ifftshift"])
@pytest.mark.parametrize(
    "x",
    [np.ma.ones((2, 3)), np.ones((2, 3)).view(np.matrix), np.asarray([[None]]), [["a"]]],
    ids=["masked", "matrix", "object", "text"],
)
def test_what_is_no_array_of_numbers_is_refused(name, x):
    """As SciPy does with SCIPY_ARRAY_API set."""
    with pytest.raises(TypeError, match=r"not supported|expected an array of numbers"):
        getattr(fft, name)(x)


@pytest.mark.parametrize("name", ["rfft", "ihfft", "rfft2", "ihfft2", "rfftn", "ihfftn"])
def test_complex_input_of_a_real_transform_is_refused(name):
    """A silent loss of the imaginary part would be worse."""
    with pytest.raises(TypeError, match="real sequence"):
        getattr(fft, name)(X + 0j)


def test_other_refusals():
    """One of a kind."""
    with pytest.raises(NotImplementedError, match="plan"):
        fft.fft(X, plan=object())
    with pytest.raises(RuntimeError, match="at least 2"):
        fft.dct(X[:, :1], 1)
    with pytest.raises(ValueError, match="at least 1 axis"):
        fft.rfftn(X, axes=())
    with pytest.raises(ValueError, match="exceeds"):
        fft.fft(3.0)
    with pytest.raises(ValueError, match="exceeds"):
        fft.fftshift(X, axes=2)
    with pytest.raises(ValueError, match="at least one axis"):
        fft.fht(3.0, 0.1, 0.5)
    with pytest.raises(ValueError, match="positive"):
        fft.fftfreq(0)
    with pytest.raises(ValueError, match="negative"):
        fft.next_fast_len(-1)
    with pytest.raises(TypeError, match="integer"):
        fft.prev_fast_len(2.5)
    with pytest.raises(ValueError, match="zero"), fft.set_workers(0):
        pass
    with pytest.raises(TypeError, match="workers must be an integer"), fft.set_workers(1.5):
        pass


@pytest.mark.parametrize("name", TRANSFORMS)
def test_workers_are_accepted_where_scipy_does(name):
    """The Fourier transforms refuse them for other than NumPy arrays."""
    function, x = getattr(fft, name), pytest.importorskip("array_api_strict").asarray(X)
    function(X, workers=-1)
    if name.lstrip("i").startswith(("dct", "dst")):
        function(x, workers=2)
    else:
        with pytest.raises(ValueError, match="numpy"):
            function(x, workers=2)


def test_the_number_of_workers_is_set_for_a_context():
    """For this thread alone, and until the context ends, by an error too."""
    with ThreadPoolExecutor() as pool, fft.set_workers(-1):
        elsewhere = pool.submit(fft.get_workers).result()
        here = fft.get_workers()
    with suppress(ZeroDivisionError), fft.set_workers(4):
        1 / 0  # noqa: B018

    assert (elsewhere, here, fft.get_workers()) == (1, os.cpu_count(), 1)


@pytest.mark.parametrize("name", [*TRANSFORMS, "fftshift", "ifftshift"])
def test_nested_lists_are_numpy_arrays(name):
    """And the input stays as it was, overwrite_x or not."""
    function, before = getattr(fft, name), X.copy()
    arguments = {} if name.endswith("shift") else {"overwrite_x": True}

    np.testing.assert_array_equal(function(X.tolist()), function(X, **arguments))
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize(
    ("given", "real"),
    [
        ("float16", "float32"),
        ("float32", "float32"),
        ("int8", "float64"),
        ("bool", "float64"),
        (">f8", "float64"),
        ("longdouble", "longdouble"),
    ],
)
def test_dtypes_on_numpy(given, real):
    """Narrow floats give single precision, integers double, long doubles stay."""
    x = (X % 2).astype(given)
    complex_ = np.result_type(real, "complex64")
    for name in ("fft", "ifftn", "rfft2", "ihfft"):
        assert getattr(fft, name)(x).dtype == complex_, name
    for name in ("irfft", "hfftn", "dct", "idst", "dstn"):
        assert getattr(fft, name)(x).dtype == np.dtype(real), name


@pytest.mark.parametrize("name", TRANSFORMS)
def test_container_device_and_precision_are_kept(place, name):
    """What comes out is where and what went in, empty batches too."""
    x = place.array(X)
    before = to_list(x)
    y = place.run(getattr(fft, name), x)
    narrow = str(x.dtype).endswith("32")

    assert type(y) is type(x)
    assert getattr(y, "device", None) == getattr(x, "device", None)
    assert str(y.dtype).endswith(("32", "complex64") if narrow else ("64", "128"))
    assert to_list(x) == before
    if name in ONE_AXIS and place.library != "torch":  # its MKL refuses empty batches
        empty = place.run(getattr(fft, name), place.array(X[:0]))

        assert tuple(empty.shape) == (0, *y.shape[1:])


@pytest.mark.parametrize("name", [*TRANSFORMS, "fftshift"])
def test_dask_stays_lazy(name):
    """Nothing is computed before it is asked for."""
    dask = pytest.importorskip("dask")
    array = pytest.importorskip("dask.array")

    def refuse(*_, **__):
        pytest.fail("computed a lazy array")

    with dask.config.set(scheduler=refuse):
        y = getattr(fft, name)(array.asarray(X))

    np.testing.assert_allclose(y.compute(), getattr(fft, name)(X), atol=1e-13)


def test_dask_transforms_what_was_shifted():
    """A shift leaves an axis in one chunk, so that it can be transformed."""
    array = pytest.importorskip("dask.array")
    y = fft.fft(fft.ifftshift(array.asarray(X)))

    np.testing.assert_allclose(y.compute(), fft.fft(fft.ifftshift(X)), atol=1e-13)


@pytest.mark.parametrize("name", [*TRANSFORMS, "fftshift"])
def test_torch_meta_gives_shapes(name):
    """Shape and dtype follow from shape and dtype alone."""
    torch = pytest.importorskip("torch")
    desired = getattr(fft, name)(torch.asarray(X))
    actual = getattr(fft, name)(torch.asarray(X).to("meta"))

    assert actual.device.type == "meta"
    assert (actual.shape, actual.dtype) == (desired.shape, desired.dtype)


def test_torch_results_can_be_read():
    """PyTorch leaves the conjugation of ihfft pending, which NumPy and DLPack refuse."""
    torch = pytest.importorskip("torch")
    for name in ("ihfft", "ihfft2", "ihfftn"):
        y = getattr(fft, name)(torch.asarray(X))

        assert not y.is_conj()
        np.testing.assert_allclose(y.numpy(), getattr(scipy.fft, name)(X), atol=1e-15)


def test_complex_input_honours_orthogonalize():
    """Where SciPy 1.17 forgets it: the parts of complex input are treated as real input is."""
    z = X + 2j * X[::-1]
    for name in ("dct", "idct", "dst", "idst", "dctn", "dstn"):
        for type_ in (1, 2, 3, 4):
            for arguments in ({"norm": "ortho"}, {"orthogonalize": True}):
                function = getattr(fft, name)
                parts = [function(part, type_, **arguments) for part in (z.real, z.imag)]

                actual = function(z, type_, **arguments)
                np.testing.assert_allclose(actual, parts[0] + 1j * parts[1], atol=1e-13)
