"""Tables are made once, kept within bounds, and never outlive what they belong to."""

from __future__ import annotations

import threading
from functools import partial

import numpy as np
import pytest
import scipy.fft

from pytest_array_api.reference_impl import fft
from pytest_array_api.reference_impl.fft import _constants, _dispatch
from pytest_array_api.reference_impl.fft._constants import Store, constant


@pytest.fixture
def store(monkeypatch):
    """Put an empty store in place for the time of a test."""
    store = Store(1000)
    monkeypatch.setattr(_constants, "STORE", store)
    return store


@pytest.fixture
def made():
    """Collect what `table` was made of, call by call."""
    return []


@pytest.fixture
def table(made):
    """Return a constant that notes each time it is made."""

    @constant
    def table(xp, like, count):
        made.append(count)
        return xp.zeros(count, dtype=like.dtype)

    return table


def same_as_scipy(name, x, *, atol=1e-4):
    desired = getattr(scipy.fft, name)(np.asarray(x))
    np.testing.assert_allclose(getattr(fft, name)(x), desired, atol=atol)


def test_an_array_is_made_once_for_each_dtype(store, table, made):
    """And the same object is returned afterwards."""
    double, single = np.ones(1), np.ones(1, dtype="float32")

    assert table(np, double, 5) is table(np, double, 5)
    assert table(np, single, 5).dtype == np.float32
    assert made == [5, 5]


def test_what_was_used_least_recently_goes(store, table, made):
    """The store holds 1000 values: one more table drives out the oldest."""
    x = np.ones(1)
    for count in (400, 401, 400, 199, 300, 400, 401):
        table(np, x, count)

    assert made == [400, 401, 199, 300, 401]


def test_a_table_too_large_is_not_kept(store, table, made, monkeypatch):
    """It would drive out all others."""
    monkeypatch.setattr(_constants, "LARGEST_TABLE", 10)
    for count in (11, 10, 11, 10):
        table(np, np.ones(1), count)

    assert made == [11, 10, 11]


def test_threads_share_the_store(store, table):
    """No call fails or gets another table than it asked for."""
    wrong = []

    def work():
        counts = (*range(200), *range(200))
        wrong.extend(n for n in counts if table(np, np.ones(1), n).shape != (n,))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert sum(array.size for array in store._arrays.values()) == 1000 - store._room <= 1000


def test_each_device_has_its_own(store):
    """A table of one device can't be used on another."""
    strict = pytest.importorskip("array_api_strict")
    for name in ("device1", "device2", "device1"):
        x = strict.asarray(np.ones(10), device=strict.Device(name))

        assert fft.dct(x).device == strict.Device(name)


@pytest.mark.parametrize("name", ["fft", "rfft", "dct", "dst", "irfftn", "hfft"])
def test_traced_again_with_another_batch(store, name):
    """Nothing made under a trace is kept: compile twice, with other shapes, and call plainly."""
    jax = pytest.importorskip("jax")
    function = jax.jit(getattr(fft, name))
    for batch in (1, 2):
        x = np.random.default_rng(0).standard_normal((batch, 10)).astype("float32")
        desired = getattr(scipy.fft, name)(x)

        np.testing.assert_allclose(function(jax.numpy.asarray(x)), desired, rtol=1e-4, atol=1e-4)
    assert not store._arrays
    same_as_scipy(name, jax.numpy.asarray(x))


def test_a_concrete_array_inside_a_trace_keeps_nothing(store):
    """Under a trace even what is made of concrete arrays may be a tracer."""
    jax = pytest.importorskip("jax")
    x = jax.numpy.asarray(np.random.default_rng(0).standard_normal(1030).astype("float32"))
    jax.jit(lambda y: y + fft.dct(x))(x)

    assert not any(isinstance(array, jax.core.Tracer) for array in store._arrays.values())
    same_as_scipy("dct", x, atol=1e-3)


def test_kernels_can_be_traced(store):
    """The transforms without extension build their tables in the trace, each time anew."""
    jax = pytest.importorskip("jax")
    for n in (60, 131):
        kernel = partial(_dispatch.by_kernel, jax.numpy, _dispatch.FFT, n=n, axis=-1)
        function = jax.jit(lambda x, kernel=kernel: kernel(x=x))
        for batch in (1, 2):
            x = np.random.default_rng(0).standard_normal((batch, n)).astype("complex64")

            np.testing.assert_allclose(function(jax.numpy.asarray(x)), np.fft.fft(x), atol=1e-4)
    assert not store._arrays


def test_tables_made_in_inference_mode_are_not_kept(store):
    """PyTorch refuses them in a gradient, which would then depend on what ran before."""
    torch = pytest.importorskip("torch")
    x = torch.ones(10, dtype=torch.float64)
    with torch.inference_mode():
        fft.dct(x)

    assert not store._arrays
    fft.dct(x.requires_grad_()).sum().backward()
    assert x.grad is not None


def test_tables_of_fake_tensors_are_not_kept(store):
    """They have no values, and claim the device of tensors that have."""
    torch = pytest.importorskip("torch")
    fake = pytest.importorskip("torch._subclasses.fake_tensor")
    with fake.FakeTensorMode():
        y = fft.dct(torch.ones(10, dtype=torch.float64))

    assert y.shape == (10,)
    assert not store._arrays
    same_as_scipy("dct", torch.ones(10, dtype=torch.float64))


def test_dask_keeps_nothing(store):
    """Its arrays are graphs."""
    dask = pytest.importorskip("dask.array")
    fft.dct(dask.asarray(np.ones(11)), 4)

    assert not store._arrays


def test_results_are_no_tables(store):
    """Who writes into a result must not change the next one."""
    strict = pytest.importorskip("array_api_strict")
    with strict.ArrayAPIStrictFlags(enabled_extensions=()):
        for n in (1, 2, 10, 131):
            for name in ("fft", "irfft", "rfft", "dct"):
                x = strict.asarray(np.eye(n + 1, n)[:1] + (0j if name in ("fft", "irfft") else 0))
                kept = np.asarray(getattr(fft, name)(x, n=n)).copy()
                y = getattr(fft, name)(x, n=n)
                y[...] = 7

                np.testing.assert_array_equal(np.asarray(getattr(fft, name)(x, n=n)), kept)
