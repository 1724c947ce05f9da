"""Conversion: every array's values arrive in NumPy unchanged, or a TypeError says why not."""

from __future__ import annotations

import types

import array_api_compat.dask.array
import array_api_compat.numpy
import array_api_compat.torch
import array_api_strict
import dask.array
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sparse
import torch

from pytest_array_api.backends import (
    Backend,
    Target,
    activate,
    device_of,
    library,
    synchronize,
    to_numpy,
)

Z = np.asarray([1 + 2j, -3 + 0.5j, 4j])


def same(actual, desired):
    assert type(actual) is np.ndarray
    assert actual.dtype == desired.dtype
    np.testing.assert_array_equal(actual, desired)
    return True


def test_torch_lazy_bits():
    """Conjugate and negative views are resolved; NumPy and DLPack would misread them."""
    z = torch.asarray(Z)
    assert z.conj().is_conj()
    assert same(to_numpy(z.conj()), Z.conj())
    assert z.conj().imag.is_neg()
    assert same(to_numpy(z.conj().imag), -Z.imag)
    assert same(to_numpy(torch._neg_view(z.conj())), -Z.conj())


@pytest.mark.parametrize("device", ["cpu", "fakegpu", "fakegpu:1"])
@pytest.mark.parametrize(
    ("dtype", "arrives"),
    [
        *((name, name) for name in ("bool", "uint8", "int8", "int16", "int32", "int64")),
        *((name, name) for name in ("float16", "float32", "float64", "complex64", "complex128")),
        *((name, name) for name in ("uint16", "uint32", "uint64")),
        ("bfloat16", "float32"),
        ("float8_e4m3fn", "float32"),
        ("float8_e5m2", "float32"),
    ],
)
def test_torch_dtypes(device, dtype, arrives):
    """NumPy's dtypes stay, shorter floats become float32 with the same values."""
    with activate(Target("torch", device)):
        x = torch.asarray([0.0, 1.0, 1.0]).to(getattr(torch, dtype)).to(device)
        assert same(to_numpy(x), np.asarray([0, 1, 1], dtype=arrives))


def test_torch_tensors_that_numpy_refuses():
    """Gradients, sparse layouts, subclasses, strides and 0-d are no obstacle."""
    x = torch.arange(6.0, requires_grad=True).reshape(2, 3)
    assert same(to_numpy(x.T[1:]), np.arange(6, dtype=np.float32).reshape(2, 3).T[1:])
    assert same(to_numpy(torch.eye(2).to_sparse()), np.eye(2, dtype=np.float32))
    assert same(to_numpy(torch.nn.Parameter(torch.ones(2))), np.ones(2, dtype=np.float32))
    assert same(to_numpy(torch.tensor(3)), np.asarray(3))


def test_torch_guarded_tensors():
    """The guard is for implicit transfers; this one is explicit."""
    with activate(Target.parse("torch+guarded")) as entry:
        assert same(to_numpy(entry.asarray(Z)), Z)
        assert same(to_numpy(entry.xp.conj(entry.asarray(Z))), Z.conj())
        assert entry.transfers() == ()


def test_fakegpu_transfers_of_the_tool_are_not_logged():
    """What an assertion reads is not what the function under test transferred."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        assert same(to_numpy(entry.asarray(Z)), Z)
        assert entry.transfers() == ()


def test_arrays_without_values_are_a_type_error():
    """The message says that there are no values, and of what."""
    with pytest.raises(TypeError, match="torch tensor on the meta device has no values"):
        to_numpy(torch.ones(2, device="meta"))
    with pytest.raises(TypeError, match="traced JAX array has no values"):
        jax.jit(to_numpy)(jnp.ones(2))
    ndonnx = pytest.importorskip("ndonnx")
    with pytest.raises(TypeError, match="ndonnx array has no values"):
        to_numpy(ndonnx.argument(shape=("N",), dtype=ndonnx.float64))


def test_jax():
    """Any device; bfloat16 becomes float32; sharded or not."""
    with activate(Target.parse("jax:cpu:1")) as entry:
        assert same(to_numpy(entry.asarray(Z)), Z)
    x = jnp.asarray([0.5, 1.0], dtype=jnp.bfloat16)
    assert same(to_numpy(x), np.asarray([0.5, 1], dtype=np.float32))
    fp8 = jnp.asarray([0.5, 1.0], dtype=jnp.float8_e4m3fn)
    assert same(to_numpy(fp8), np.asarray([0.5, 1], dtype=np.float32))


def test_dask_with_unknown_shape():
    """Lazy arrays are computed, unknown shapes too, and it isn't counted."""
    x = dask.array.asarray(np.arange(6.0), chunks=2)
    with activate(Target.parse("dask+lazy")) as entry:
        assert same(to_numpy(x[x > 2]), np.asarray([3.0, 4.0, 5.0]))
        assert same(entry.call(to_numpy, x + 1), np.arange(6.0) + 1)
        assert entry.transfers() == ()


@pytest.mark.parametrize("format_", ["coo", "gcxs", "dok"])
def test_sparse(format_):
    """Every format is densified explicitly; reductions to NumPy scalars pass."""
    dense = np.asarray([[0, 1.5], [2, 0]])
    x = sparse.COO.from_numpy(dense).asformat(format_)
    assert same(to_numpy(x), dense)
    assert same(to_numpy(sparse.COO.from_numpy(dense).sum()), np.asarray(3.5))


@pytest.mark.parametrize("device", ["CPU_DEVICE", "device1", "device2", "no_float64"])
def test_strict_devices(device):
    """Other devices are left by to_device, and dtypes stay."""
    with activate(Target("array_api_strict", device)) as entry:
        assert same(to_numpy(entry.xp.asarray([1, 2])), np.asarray([1, 2]))


def test_mlx():
    """bfloat16 becomes float32."""
    mx = pytest.importorskip("mlx.core")
    assert same(to_numpy(mx.array([1, 2])), np.asarray([1, 2], dtype=np.int32))
    x = mx.array([0.5, 1.0]).astype(mx.bfloat16)
    assert same(to_numpy(x), np.asarray([0.5, 1], dtype=np.float32))


def test_ndonnx():
    """numpy.asarray would give an array of one object."""
    ndonnx = pytest.importorskip("ndonnx")
    x = ndonnx.asarray(np.asarray([1.0, 2.0])) + 1
    assert np.asarray(x).dtype == object
    assert same(to_numpy(x), np.asarray([2.0, 3.0]))


def test_numpy_and_scalars():
    """NumPy arrays, scalars and structured dtypes are left as they are."""
    x = np.arange(3)
    assert to_numpy(x) is x
    assert same(to_numpy(np.float32(2)), np.asarray(2, dtype=np.float32))
    assert same(to_numpy(2.0), np.asarray(2.0))
    assert same(to_numpy(True), np.asarray(True))
    record = np.zeros(2, dtype=[("a", "f8"), ("b", "i4")])
    assert same(to_numpy(record), record)


@pytest.mark.parametrize("thing", [[1, 2], "text", None, object(), torch.float32, np.dtype("f8")])
def test_what_is_no_array_is_a_type_error(thing):
    """Lists too: an implicit conversion of their elements is what the tool is against."""
    with pytest.raises(TypeError, match="is not an array of any library"):
        to_numpy(thing)


def test_object_arrays_are_refused():
    """An array of objects compares with nothing in a useful way."""
    with pytest.raises(TypeError, match="no conversion to NumPy numbers"):
        to_numpy(np.asarray([object()]))


class Foreign:
    """An array of a library that no table lists, and that NumPy would wrap as an object."""

    shape = (2,)
    dtype = "float"

    def __array_namespace__(self, **_kwargs):
        return types.ModuleType("foreignlib.xp")


def test_foreign_arrays():
    """Unknown libraries are named by their namespace; a row may tell how to convert."""
    x = Foreign()
    assert library(x) == "foreignlib.xp"
    with pytest.raises(TypeError, match=r"array of foreignlib.xp \(Foreign\) has no conversion"):
        to_numpy(x)
    row = Backend("foreignlib.xp", namespace="array_api_compat.numpy", convert=lambda _: np.ones(2))
    with activate(Target("foreignlib.xp"), (row,)):
        assert same(to_numpy(x), np.ones(2))


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (np.ones(2), "numpy"),
        (np.float64(1), "numpy"),
        (np, "numpy"),
        (array_api_compat.numpy, "numpy"),
        (torch.ones(2), "torch"),
        (torch.nn.Parameter(torch.ones(2)), "torch"),
        (torch, "torch"),
        (array_api_compat.torch, "torch"),
        (types.ModuleType("scipy._external.array_api_compat.torch"), "torch"),
        (types.ModuleType("sklearn.externals.array_api_compat.dask.array"), "dask.array"),
        (types.ModuleType("vendor.array_api_compat.cupy"), "cupy"),
        (jnp, "jax.numpy"),
        (dask.array, "dask.array"),
        (array_api_compat.dask.array, "dask.array"),
        (array_api_strict, "array_api_strict"),
        (array_api_strict.ones(2), "array_api_strict"),
        (sparse, "sparse"),
        (sparse.COO.from_numpy(np.eye(2)), "sparse"),
        (types.ModuleType("mypkg.xp"), "mypkg.xp"),
    ],
)
def test_library(thing, name):
    """Arrays and every copy of a namespace belong to one library."""
    assert library(thing) == name


def test_library_of_lazy_arrays():
    """JAX arrays, JAX tracers and Dask arrays too."""
    seen = []
    jax.jit(lambda x: seen.append(library(x)))(jnp.ones(2))
    assert [*seen, library(jnp.ones(2)), library(dask.array.ones(2))] == [
        *("jax.numpy", "jax.numpy", "dask.array"),
    ]


def test_device_of():
    """The library's own object, or None where there is none to tell."""
    assert device_of(np.ones(2)) == "cpu"
    assert device_of(torch.ones(2, device="meta")) == torch.device("meta")
    assert device_of(jnp.ones(2)) == jax.devices()[0]
    assert device_of(dask.array.ones(2)) is None
    assert device_of(array_api_strict.ones(2)) == array_api_strict.Device("CPU_DEVICE")
    assert jax.jit(lambda x: 0 * x if device_of(x) is None else 1 / 0)(jnp.ones(2)).shape == (2,)
    with pytest.raises(TypeError, match="not an array"):
        device_of([1.0])


def test_synchronize_computes_lazy_arrays():
    """Dask computes; for the others it returns when the values are there."""
    runs = []
    x = dask.array.ones(2).map_blocks(lambda block: runs.append(1) or block, dtype=float)
    before = len(runs)
    synchronize(x)
    assert len(runs) > before
    for text in ("numpy", "torch", "torch:fakegpu", "jax", "strict", "sparse", "torch:meta"):
        with activate(Target.parse(text)) as entry:
            assert synchronize(entry.xp.ones(2)) is None
