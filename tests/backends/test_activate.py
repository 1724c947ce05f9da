"""Activation: what holds inside, and that everything is as before outside."""

from __future__ import annotations

import threading

import array_api_compat
import array_api_compat.torch
import array_api_strict
import dask.config
import jax
import numpy as np
import pytest
import torch

from pytest_array_api.backends import (
    Target,
    activate,
    active,
    device_of,
    library,
    to_numpy,
)

TARGETS = [
    *("numpy", "numpy+readonly", "array_api_strict", "array_api_strict:device1"),
    *("array_api_strict:device2", "array_api_strict:no_float64", "array_api_strict+strictest"),
    *("torch", "torch:fakegpu", "torch:fakegpu:1", "torch:fakegpu+nofloat64", "torch:meta"),
    *("torch+guarded", "torch+float32", "torch+float32+guarded", "jax.numpy", "jax.numpy:cpu"),
    *("jax.numpy:cpu:1", "jax.numpy+jit", "jax.numpy+float32", "dask.array", "dask.array+lazy"),
    *("sparse", "ndonnx", "mlx.core"),
]
BOUND = [
    *("array_api_strict:device1", "array_api_strict:device2", "array_api_strict:no_float64"),
    *("torch:fakegpu", "torch:fakegpu:1", "torch:fakegpu+nofloat64", "torch:meta"),
    "jax.numpy:cpu:1",
]


def parse(text):
    if text in ("ndonnx", "mlx.core"):
        pytest.importorskip(text)
    return Target.parse(text)


def settings():
    """Every process-wide setting that an activation may touch."""
    tensor = {
        name: vars(torch.Tensor).get(name)
        for name in (
            *("__array__", "numpy", "tolist", "__dlpack__", "item", "__bool__", "__float__"),
            *("__int__", "__index__", "__complex__"),
        )
    }
    return {
        "torch dtype": torch.get_default_dtype(),
        "torch device": torch.get_default_device(),
        "torch modes": torch._C._len_torch_function_stack(),
        "torch methods": tensor,
        "jax x64": jax.config.jax_enable_x64,
        "jax device": jax.config.jax_default_device,
        "jax guard": jax.config.jax_transfer_guard_device_to_host,
        "strict": array_api_strict.get_array_api_strict_flags(),
        "dask": dask.config.get("scheduler", None),
        "active": active(),
    }


@pytest.mark.parametrize("text", TARGETS)
def test_everything_is_restored(text):
    """After the context all settings are as before; also after an exception."""
    target = parse(text)
    before = settings()
    with activate(target):
        pass
    assert settings() == before
    with pytest.raises(ZeroDivisionError), activate(target):
        raise ZeroDivisionError
    assert settings() == before


@pytest.mark.parametrize("outer", ["torch+float32+guarded", "jax.numpy+float32", "dask.array+lazy"])
@pytest.mark.parametrize("inner", ["torch", "torch:fakegpu", "jax.numpy", "dask.array"])
def test_activations_nest(outer, inner):
    """The inner context leaves the outer one's settings as they were."""
    with activate(Target.parse(outer)) as first:
        before = settings()
        with activate(Target.parse(inner)) as second:
            assert active() is second
        assert settings() == before
        assert active() is first
    assert active() is None


def test_contexts_may_end_in_any_order():
    """Two threads' contexts overlap without losing each other."""
    first, second = activate(Target("numpy")), activate(Target("array_api_strict"))
    first.__enter__()
    entry = second.__enter__()
    first.__exit__(None, None, None)
    assert active() is entry
    second.__exit__(None, None, None)
    assert active() is None


@pytest.mark.parametrize("text", ["torch", "torch+float32", "jax.numpy", "jax.numpy+float32"])
def test_worker_threads_see_the_same_target_and_default_dtype(text):
    """A test's own threads see what the test sees."""
    seen = []

    def work():
        entry = active()
        seen.extend([entry, entry.xp.asarray([0.5]).dtype])

    with activate(Target.parse(text)) as entry:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert seen == [entry, entry.xp.asarray([0.5]).dtype]


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("numpy", "float64"),
        ("torch", "float64"),
        ("torch:fakegpu", "float64"),
        ("torch+float32", "float32"),
        ("torch:fakegpu+nofloat64", "float32"),
        ("jax.numpy", "float64"),
        ("jax.numpy:cpu:1", "float64"),
        ("jax.numpy+float32", "float32"),
        ("dask.array", "float64"),
        ("array_api_strict:device2", "float32"),
        ("array_api_strict:no_float64", "float32"),
    ],
)
def test_default_dtype(text, dtype):
    """float64 wherever the target has it, unless it says otherwise."""
    with activate(Target.parse(text)) as entry:
        assert entry.xp.ones(3).dtype == getattr(entry.xp, dtype)
        assert entry.xp.asarray([0.5]).dtype == getattr(entry.xp, dtype)


@pytest.mark.parametrize("text", TARGETS)
def test_asarray_copies_host_data_to_the_device(text):
    """Arrays, lists and scalars arrive, in the library, on the device, as copies."""
    target = parse(text)
    source = np.asarray([[1, 2], [3, 4]], dtype=np.float32)
    source.flags.writeable = False
    with activate(target) as entry:
        x = entry.asarray(source.T[::-1], dtype="float32")
        assert library(x) == target.backend == library(entry.xp)
        assert tuple(x.shape) == (2, 2)
        assert x.dtype == entry.xp.float32
        if entry.device is not None and target.backend != "ndonnx":
            assert device_of(x) == entry.device
        assert tuple(entry.asarray(1).shape) == ()
        if target.device != "meta":
            np.testing.assert_array_equal(to_numpy(x), source.T[::-1])
            assert to_numpy(entry.asarray([1, 2])).tolist() == [1, 2]


def test_asarray_never_shares_memory_with_the_source():
    """What a test does to an input can't reach the NumPy array it came from."""
    for text in ("numpy", "torch", "array_api_strict"):
        source = np.zeros(3)
        with activate(Target.parse(text)) as entry:
            entry.asarray(source)[0] = 5.0
        assert source[0] == 0


@pytest.mark.parametrize("text", ["numpy", "array_api_strict", "torch", "jax.numpy", "dask.array"])
def test_xp_is_the_namespace_itself_on_the_default_device(text):
    """No wrapper where none is needed: `xp` is what array_namespace finds."""
    with activate(Target.parse(text)) as entry:
        assert array_api_compat.array_namespace(entry.xp.ones(2)) is entry.xp


@pytest.mark.parametrize("text", BOUND)
def test_creation_functions_are_bound_to_a_simulated_device(text):
    """Each makes its arrays on the device; one asked for elsewhere goes there."""
    with activate(Target.parse(text)) as entry:
        xp = entry.xp
        made = [
            *(xp.arange(3), xp.asarray([1, 2]), xp.empty(2), xp.eye(2), xp.full(2, 1.0)),
            *(xp.linspace(0, 1, 3), xp.ones(2), xp.zeros((2, 2))),
            *(xp.fft.fftfreq(4), xp.fft.rfftfreq(4)),
        ]
        assert {str(device_of(x)) for x in made} == {str(entry.device)}
        host = entry.devices[0] if entry.target.backend != "jax.numpy" else jax.devices()[0]
        assert device_of(xp.zeros(2, device=host)) == host
        assert device_of(xp.asarray(xp.zeros(2, device=host))) == host
        assert device_of(xp.zeros_like(xp.zeros(2, device=host))) == host


@pytest.mark.parametrize("text", BOUND)
def test_a_simulated_device_is_never_the_default(text):
    """A function that forgets `device=` lands on the host, and is seen to."""
    with activate(Target.parse(text)) as entry:
        plain = array_api_compat.array_namespace(entry.xp.ones(2))
        assert device_of(plain.zeros(2)) != entry.device


@pytest.mark.parametrize("text", [*BOUND, "numpy+readonly"])
def test_an_adapted_namespace_answers_like_its_library(text):
    """Helpers that look at a namespace see the library's own names, dtypes and extensions."""
    with activate(Target.parse(text)) as entry:
        xp = entry.xp
        plain = array_api_compat.array_namespace(xp.ones(2))
        assert xp.__name__ == plain.__name__
        assert library(xp) == entry.target.backend
        assert xp.float32 is plain.float32
        assert xp.isdtype(xp.float32, "real floating")
        assert set(dir(plain)) <= set(dir(xp))
        assert xp.__array_namespace_info__().dtypes().keys() >= {"float32", "int32"}
        with pytest.raises(AttributeError, match="no_such_name"):
            xp.no_such_name  # noqa: B018
        checks = {
            "torch": array_api_compat.is_torch_namespace,
            "jax.numpy": array_api_compat.is_jax_namespace,
            "numpy": array_api_compat.is_numpy_namespace,
            "array_api_strict": array_api_compat.is_array_api_strict_namespace,
        }
        assert [name for name, check in checks.items() if check(xp)] == [entry.target.backend]


@pytest.mark.parametrize("text", [*BOUND, "numpy+readonly"])
def test_an_adapted_namespace_equals_that_of_its_arrays(text):
    """Code that compares namespaces, or keeps a table of them, finds its own."""
    with activate(Target.parse(text)) as entry:
        xp = entry.xp
        plain = array_api_compat.array_namespace(xp.ones(2))
        assert xp is not plain
        assert xp == plain
        assert plain == xp
        assert {plain: 1}[xp] == {xp: 1}[plain] == 1
        assert xp.fft == plain.fft
        assert xp not in (np.fft, "xp", None)


def test_devices_are_those_that_arrays_can_move_between():
    """None comes last; a simulated device brings its sibling."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        assert list(map(str, entry.devices)) == ["cpu", "fakegpu:0", "fakegpu:1", "None"]
    with activate(Target.parse("jax:cpu:1")) as entry:
        assert list(map(str, entry.devices)) == ["cpu:1", "cpu:0", "None"]
    with activate(Target.parse("strict")) as entry:
        assert len(entry.devices) == 4
    for text in ("numpy", "torch", "jax.numpy:cpu:1", "strict:no_float64", "dask", "torch:meta"):
        with activate(Target.parse(text)) as entry:
            assert entry.devices[-1] is None
            for device in entry.devices:
                assert entry.xp.zeros(2, device=device).shape == (2,)


def test_activating_an_absent_library_is_an_import_error():
    """The caller who skipped the probe is told by Python's own error."""
    with pytest.raises(ImportError, match="no_such_library"), activate(Target("no_such_library")):
        pass
    assert active() is None
