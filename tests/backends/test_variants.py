"""Variants: each brings out the class of bugs that it is for, and nothing else."""

from __future__ import annotations

import operator
import threading
from typing import NamedTuple

import array_api_compat
import array_api_strict
import jax
import numpy as np
import pytest
import torch

from pytest_array_api.backends import Target, activate, to_numpy


class Pair(NamedTuple):
    first: object
    second: object


def test_readonly_arrays_refuse_writes():
    """What `xp` returns can't be written to, in place or through a view."""
    with activate(Target.parse("numpy+readonly")) as entry:
        xp = entry.xp
        for x in (xp.zeros(3), entry.asarray(np.zeros(3)), xp.fft.fft(xp.ones(3) + 0j)):
            with pytest.raises(ValueError, match="read-only"):
                x[0] = 1
            with pytest.raises(ValueError, match="read-only"):
                x[1:] += 1
        q, _ = xp.linalg.qr(xp.eye(3))
        assert not q.flags.writeable
        assert isinstance(xp.unique_counts(xp.ones(3)), tuple)
        assert type(xp.unique_counts(xp.ones(3))).__name__ == "UniqueCountsResult"
        assert (xp.zeros(3) + 1).flags.writeable


def test_readonly_leaves_the_callers_array_alone():
    """`asarray` may return its argument; that one stays writable."""
    x = np.zeros(3)
    with activate(Target.parse("numpy+readonly")) as entry:
        assert not entry.xp.asarray(x).flags.writeable
    x[0] = 1


def test_strictest_forbids_what_is_optional():
    """Masks, data-dependent shapes and extensions raise; after the context they work."""
    with activate(Target.parse("strict+strictest")) as entry:
        xp = entry.xp
        x = xp.asarray([1.0, 2.0])
        with pytest.raises(RuntimeError, match="boolean_indexing"):
            x[x > 1]
        with pytest.raises(RuntimeError, match="data_dependent_shapes"):
            xp.unique_values(x)
        with pytest.raises(AttributeError, match="fft"):
            xp.fft  # noqa: B018
    assert array_api_strict.fft.fftfreq(2).shape == (2,)
    assert x[x > 1].shape == (1,)


def test_strictest_works_on_another_device():
    """Flags and device bind together, in either order of use."""
    for text in ("strict:device1+strictest", "strict:device1", "strict:device1+strictest"):
        with activate(Target.parse(text)) as entry:
            assert hasattr(entry.xp, "fft") == ("strictest" not in text)
            assert entry.xp.ones(2).device == entry.device


def test_jit_traces_arrays_wherever_they_are():
    """Nested arguments and results pass; all that is not an array is static."""

    def function(x, pair, options, *, scale):
        kinds = {isinstance(leaf, jax.core.Tracer) for leaf in (x, *pair, options["y"])}
        return Pair(x * scale + pair[0], [options["y"] + 1, "text", None, 3, kinds])

    with activate(Target.parse("jax+jit")) as entry:
        x = entry.asarray(np.arange(3.0))
        result = entry.call(function, x, (x, x), {"y": x, "mode": "same"}, scale=2.0)
    assert isinstance(result, Pair)
    np.testing.assert_array_equal(to_numpy(result.first), np.arange(3.0) * 3)
    np.testing.assert_array_equal(to_numpy(result.second[0]), np.arange(3.0) + 1)
    assert result.second[1:] == ["text", None, 3, {True}]
    assert type(result.second[3]) is int


@pytest.mark.parametrize(
    "function",
    [
        bool,
        float,
        np.asarray,
        np.sin,
        lambda x: x[x > 1],
        lambda x: 1 if x.sum() > 1 else 0,
        lambda x: x.item(),
        np.from_dlpack,
    ],
)
def test_jit_explains_what_cannot_be_traced(function):
    """The library's error comes with a note about the variant."""
    with activate(Target.parse("jax+jit")) as entry:
        x = entry.asarray([2.0]).reshape(()) if function in (bool, float) else entry.asarray([2.0])
        with pytest.raises((TypeError, IndexError)) as caught:
            entry.call(function, x)
    assert any(
        "ran under jax.jit, as the target's variant 'jit'" in n for n in caught.value.__notes__
    )


def test_jit_notes_what_calls_back():
    """A callback of compiled code, in a loop too, is a transfer; other code makes none."""
    with activate(Target.parse("jax+jit")) as entry:
        jax = pytest.importorskip("jax")
        x = entry.asarray(np.ones(3))

        def on_host(x):
            return jax.pure_callback(lambda a: np.asarray(a) + 1, x, x)

        def looped(x):
            return jax.lax.fori_loop(0, 2, lambda _, x: on_host(x), x)

        assert entry.call(lambda x: x + 1, x).tolist() == [2, 2, 2]
        assert entry.transfers() == ()
        assert entry.call(on_host, x).tolist() == [2, 2, 2]
        assert entry.call(looped, x).tolist() == [3, 3, 3]
        assert entry.transfers() == ("callback", "callback")


def test_jit_runs_on_the_target_device():
    """Arrays made in the function, and its result, are on the device of its arguments."""
    with activate(Target.parse("jax:cpu:1+jit")) as entry:
        result = entry.call(lambda x: x + entry.xp.ones(3), entry.asarray(np.ones(3)))
        assert result.device == entry.device


def test_lazy_calls_refuse_to_compute():
    """Any compute in the call raises and is logged; outside of it, it is only logged."""
    with activate(Target.parse("dask+lazy")) as entry:
        x = entry.asarray(np.arange(4.0))
        for compute in (bool, np.asarray, float, lambda x: x.compute(), lambda x: int(x.sum())):
            y = x.sum() if compute in (bool, float) else x
            with pytest.raises(RuntimeError, match="'lazy' forbids: bool"):
                entry.call(compute, y)
        assert len(entry.transfers()) == 5
        assert float(entry.call(operator.add, x, 1).sum()) == 10
        assert len(entry.transfers()) == 6


def test_lazy_calls_refuse_in_worker_threads():
    """The scheduler is set for the process, not for a thread."""
    errors = []

    def function(x):
        def work():
            try:
                x.compute()
            except RuntimeError as error:
                errors.append(str(error))

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    with activate(Target.parse("dask+lazy")) as entry:
        entry.call(function, entry.asarray(np.ones(2)))
    assert len(errors) == 1
    assert "'function' computed a dask array" in errors[0]


def test_dask_counts_computes():
    """Without the variant computes are allowed, and seen."""
    with activate(Target("dask.array")) as entry:
        x = entry.asarray(np.ones(2))
        assert entry.call(lambda x: bool(x.sum() > 1), x)
        assert entry.transfers() == ("compute",)


IMPLICIT = {
    "asarray": np.asarray,
    "ufunc": np.sqrt,
    "operand": lambda x: np.add(np.ones(2), x),
    "numpy": lambda x: x.numpy(),
    "dlpack": np.from_dlpack,
    "array": lambda x: x.__array__(),
    "stack": lambda x: np.stack([x, x]),
}


@pytest.mark.parametrize("dtype", ["float32", "int64", "complex128", "bool"])
@pytest.mark.parametrize("way", IMPLICIT)
@pytest.mark.parametrize("text", ["torch+guarded", "torch:fakegpu"])
def test_implicit_host_transfers_raise(text, way, dtype):
    """Every way to NumPy that a GPU lacks raises: here, on CPU tensors, of any dtype."""
    with activate(Target.parse(text)) as entry:
        x = entry.asarray(np.ones(2), dtype=dtype)
        with pytest.raises((TypeError, BufferError), match=r"can't (convert|export)|exported"):
            entry.call(IMPLICIT[way], x)


@pytest.mark.filterwarnings("ignore:__array_wrap__:DeprecationWarning")
@pytest.mark.parametrize("way", IMPLICIT)
def test_implicit_host_transfers_work_without_the_guard(way):
    """The test above means something: plain torch allows each of them."""
    with activate(Target("torch")) as entry:
        IMPLICIT[way](entry.asarray(np.ones(2)))


@pytest.mark.parametrize("text", ["torch+guarded", "torch:fakegpu"])
def test_reads_of_one_value_are_counted(text):
    """Each makes a GPU wait, and none is an error."""
    with activate(Target.parse(text)) as entry:
        x = entry.asarray([2])[0]
        assert entry.transfers() == ()
        methods = (lambda x: x.item(), lambda x: x.tolist())
        for read in (bool, float, int, complex, operator.index, *methods):
            before = len(entry.transfers())
            assert read(x)
            assert len(entry.transfers()) == before + 1


@pytest.mark.parametrize("text", ["torch+guarded", "torch:fakegpu"])
@pytest.mark.parametrize(
    "copy",
    [
        lambda x: x.cpu().numpy(),
        lambda x: np.asarray(x.to("cpu")),
        lambda x: np.asarray(x.to(device="cpu")),
        lambda x: np.from_dlpack(array_api_compat.to_device(x, "cpu")),
        lambda x: np.asarray(x.cpu().tolist()),
        lambda x: x.numpy(force=True),
        lambda x: np.from_dlpack(x, device="cpu"),
        lambda x: np.from_dlpack(x, device="cpu", copy=True),
    ],
)
def test_explicit_host_copies_are_allowed_and_counted(text, copy):
    """What works on a GPU works here."""
    with activate(Target.parse(text)) as entry:
        x = entry.asarray(np.ones(2))
        np.testing.assert_array_equal(copy(x), np.ones(2))
        assert len(entry.transfers()) == 1


@pytest.mark.parametrize("text", ["torch+guarded", "torch:fakegpu"])
def test_a_transfer_that_must_not_copy_is_refused(text):
    """As on a GPU, whose memory the host can't share."""
    with activate(Target.parse(text)) as entry:
        x = entry.asarray(np.ones(2))
        with pytest.raises((ValueError, BufferError), match=r"without copying|can't export"):
            np.from_dlpack(x, device="cpu", copy=False)
        assert entry.transfers() == ()


def test_an_exported_copy_is_not_the_device_s_memory():
    """What is written to the device later doesn't reach the host's copy."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        x = entry.asarray(np.ones(2))
        copy = np.from_dlpack(x, device="cpu")
        x[0] = 5.0
        np.testing.assert_array_equal(copy, np.ones(2))
        with pytest.raises(BufferError, match=r"can't be exported .* but to the host"):
            x.__dlpack__(dl_device=(2, 0))


def test_guarded_tensors_can_be_computed_with_and_printed():
    """The guard stands in no other way: torch's own code, printing and interchange work."""
    with activate(Target.parse("torch+guarded")) as entry:
        x = entry.asarray(np.arange(4.0))
        assert repr(x).startswith("tensor([0., 1.")
        assert f"{x[1]:.1f}" == "1.0"
        assert torch.from_dlpack(x).shape == (4,)
        assert entry.xp.fft.rfft(x).shape == (3,)
        assert x.to(torch.device("cpu")) is x
        assert torch.equal(x, x.clone())
        assert entry.transfers() == ()


def test_the_guard_holds_in_worker_threads():
    """The patch is on the type, for every thread."""
    errors = []

    def work(x):
        try:
            np.asarray(x)
        except TypeError as error:
            errors.append(error)

    with activate(Target.parse("torch+guarded")) as entry:
        thread = threading.Thread(target=work, args=(entry.asarray([1.0]),))
        thread.start()
        thread.join()
    assert len(errors) == 1


def test_nofloat64_refuses_double_precision():
    """As on Apple's GPUs, asking for it is a TypeError; float32 is the default."""
    with activate(Target.parse("torch:fakegpu+nofloat64")) as entry:
        xp = entry.xp
        for make in (
            lambda: xp.zeros(2, dtype=xp.float64),
            lambda: xp.astype(xp.zeros(2), xp.complex128),
            lambda: entry.asarray(np.zeros(2)),
        ):
            with pytest.raises(TypeError, match=r"doesn't support it\. Please use float32"):
                make()
        assert entry.xp.fft.rfft(xp.zeros(4)).dtype == xp.complex64
    with activate(Target.parse("torch:fakegpu")) as entry:
        assert entry.xp.zeros(2, dtype=torch.float64).dtype == torch.float64


def test_meta_tensors_have_no_values():
    """Shapes and dtypes pass through; a read of a value raises."""
    with activate(Target.parse("torch:meta")) as entry:
        x = entry.call(entry.xp.fft.rfft, entry.asarray(np.ones(8)))
        assert (x.shape, x.dtype) == ((5,), torch.complex128)
        with pytest.raises(RuntimeError, match="meta"):
            bool(x[0])
