"""The simulated accelerator: computes what the CPU does, and refuses what CUDA refuses."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import array_api_compat
import array_api_compat.torch as plain
import array_api_extra as xpx
import numpy as np
import pytest
import torch

from pytest_array_api.backends import Target, activate, to_numpy

FAKE = "pytest_array_api.backends._fakegpu"  # imported with the first target that needs it
REAL = np.random.default_rng(0).normal(size=(3, 4))
COMPLEX = REAL + 1j * REAL[::-1]
ELEMENTWISE = [
    *("abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "conj", "cos", "cosh"),
    *("exp", "expm1", "floor", "isfinite", "isinf", "isnan", "log", "log1p", "log2", "log10"),
    *("negative", "positive", "real", "round", "sign", "signbit", "sin", "sinh", "sqrt", "square"),
    *("tan", "tanh", "trunc", "reciprocal"),
]
WHOLE = [
    *("sum", "prod", "mean", "std", "var", "min", "max", "any", "all", "argmax", "argmin"),
    *("count_nonzero", "sort", "argsort", "flip", "nonzero", "unique_values", "unique_counts"),
    *("unique_inverse", "zeros_like", "ones_like", "matrix_transpose", "tril", "triu", "diff"),
]
FFT = [
    *("fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fftn", "ifftn", "rfftn", "irfftn"),
    *("fft2", "ifft2", "rfft2", "irfft2", "hfft2", "ihfft2", "hfftn", "ihfftn"),
    *("fftshift", "ifftshift"),
]
LINALG = [
    *("cholesky", "det", "diagonal", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matrix_norm"),
    *("matrix_rank", "pinv", "qr", "slogdet", "svd", "svdvals", "trace", "vector_norm"),
]


def changed(x, change):
    """Return a copy of `x` that `change` wrote to."""
    y = x.clone()
    change(y)
    return y


def masked(y):
    y[y > 0] = 0.0


def rows(y):
    y[1:, ::2] += 10
    y[0] = y[2]
    y[1, 1] = 5.0


def indexed(y):
    y[torch.asarray([0, 2], device=y.device)] = y[:2] + 1


OTHERS = {
    "add": lambda xp, x: xp.add(x, x) * 2 + 1 - x / 3,
    "astype": lambda xp, x: xp.astype(x, xp.float32),
    "int": lambda xp, x: xp.astype(x, xp.int64) // 2,
    "asarray": lambda xp, x: xp.asarray(x),
    "asarray-copy": lambda xp, x: xp.asarray(x, copy=True),
    "asarray-list": lambda xp, x: xp.asarray([[1.0, 2], [3, 4]], device=x.device),
    "arange": lambda xp, x: xp.arange(5, device=x.device) + x[0, 0],
    "linspace": lambda xp, x: xp.linspace(0, 1, 5, device=x.device),
    "eye": lambda xp, x: xp.eye(3, device=x.device),
    "full-like": lambda xp, x: xp.full_like(x, 3),
    "fftfreq": lambda xp, x: xp.fft.fftfreq(5, device=x.device),
    "rfftfreq": lambda xp, x: xp.fft.rfftfreq(5, d=0.5, device=x.device),
    "fft-n": lambda xp, x: xp.fft.fft(x, n=7, axis=0, norm="ortho"),
    "rfftn-s": lambda xp, x: xp.fft.rfftn(x, s=(5, 6), axes=(0, 1)),
    "cumulative-sum": lambda xp, x: xp.cumulative_sum(x, axis=1),
    "cumulative-prod": lambda xp, x: xp.cumulative_prod(x, axis=0),
    "where": lambda xp, x: xp.where(x > 0, x, xp.zeros_like(x)),
    "where-scalar": lambda xp, x: xp.where(x > 0, x, 0.0),
    "take": lambda xp, x: xp.take(x, xp.asarray([0, 1], device=x.device), axis=0),
    "take-along": lambda xp, x: xp.take_along_axis(x, xp.argsort(x, axis=1), axis=1),
    "searchsorted": lambda xp, x: xp.searchsorted(xp.sort(x[0]), x[1]),
    "clip": lambda xp, x: xp.clip(x, -1, 1),
    "hypot": lambda xp, x: xp.hypot(x, x + 1),
    "maximum": lambda xp, x: xp.maximum(x, -x),
    "nextafter": lambda xp, x: xp.nextafter(x, x + 1),
    "pow": lambda xp, x: x**2,
    "concat": lambda xp, x: xp.concat([x, x + 1], axis=0),
    "stack": lambda xp, x: xp.stack([x, x + 1]),
    "unstack": lambda xp, x: xp.unstack(x),
    "roll": lambda xp, x: xp.roll(x, 1, axis=0),
    "tile": lambda xp, x: xp.tile(x, (2, 1)),
    "repeat": lambda xp, x: xp.repeat(x, 2, axis=0),
    "moveaxis": lambda xp, x: xp.moveaxis(x, 0, 1),
    "reshape": lambda xp, x: xp.reshape(x, (-1,)),
    "expand": lambda xp, x: xp.expand_dims(x, axis=0),
    "broadcast": lambda xp, x: xp.broadcast_to(x, (2, *x.shape)),
    "broadcast-arrays": lambda xp, x: xp.broadcast_arrays(x, x[0]),
    "meshgrid": lambda xp, x: xp.meshgrid(x[0], x[1]),
    "isin": lambda xp, x: xp.isin(x, x[0]),
    "matmul": lambda xp, x: xp.matmul(x, xp.matrix_transpose(x)),
    "tensordot": lambda xp, x: xp.tensordot(x, x, axes=2),
    "vecdot": lambda xp, x: xp.vecdot(x, x + 1),
    "solve": lambda xp, x: xp.linalg.solve(x @ x.mT, x),
    "outer": lambda xp, x: xp.linalg.outer(x[0], x[1]),
    "cross": lambda xp, x: xp.linalg.cross(x[0, :3], x[1, :3]),
    "matrix-power": lambda xp, x: xp.linalg.matrix_power(x @ x.mT, 2),
    "mask": lambda xp, x: x[x > 0],
    "slices": lambda xp, x: x[..., None, 1:],
    "step": lambda xp, x: x[:, ::2] + 1,
    "integer-index": lambda xp, x: x[xp.asarray([1, 0], device=x.device)],
    "two-indices": lambda xp, x: x[xp.asarray([1, 0], device=x.device), [1, 0]],
    "host-index": lambda xp, x: x[torch.asarray([1, 0])],
    "set-rows": lambda xp, x: changed(x, rows),
    "set-mask": lambda xp, x: changed(x, masked),
    "set-indices": lambda xp, x: changed(x, indexed),
    "iadd": lambda xp, x: changed(x, lambda y: y.add_(1).mul_(y)),
    "transpose-in-place": lambda xp, x: changed(x, lambda y: y.t_()),
    "resize-in-place": lambda xp, x: changed(x, lambda y: y.resize_(2, 2)),
    "out": lambda xp, x: torch.add(x, x, out=torch.empty(0, device=x.device, dtype=x.dtype)),
    "iterate": lambda xp, x: list(x),
    "einsum": lambda xp, x: torch.einsum("ij,kj->ik", x, x),
    "cdist": lambda xp, x: torch.cdist(x, x),
    "contiguous": lambda xp, x: x.T.contiguous(),
    "unfold": lambda xp, x: x.unfold(1, 2, 1),
    "topk": lambda xp, x: list(torch.topk(x, 2)),
    "bincount": lambda xp, x: torch.bincount(xp.asarray([0, 1, 1], device=x.device)),
    "index-add": lambda xp, x: changed(
        x, lambda y: y.index_add_(0, y[:2, 0].long() * 0, y[:2] + 1)
    ),
    "bool": lambda xp, x: bool(xp.all(x != 0)),
    "float": lambda xp, x: float(x[0, 0]),
    "index": lambda xp, x: [*range(12)][xp.argmin(x)],
    "complex": lambda xp, x: complex(x[0, 0]),
    "deepcopy": lambda xp, x: copy.deepcopy(x[1:]),
    "copy": lambda xp, x: copy.copy(x.T),
    "pickle": lambda xp, x: pickle.loads(pickle.dumps(x)),
    "repr": lambda xp, x: repr(x)[:40],
    "to-device": lambda xp, x: array_api_compat.to_device(x, x.device),
    "namespace": lambda xp, x: array_api_compat.array_namespace(x).__name__,
    "xpx-cov": lambda xp, x: xpx.cov(x),
    "xpx-at": lambda xp, x: xpx.at(x)[0, 0].set(5.0),
    "xpx-pad": lambda xp, x: xpx.pad(x, 1),
    "xpx-sinc": lambda xp, x: xpx.sinc(x),
    "xpx-kron": lambda xp, x: xpx.kron(x, x),
    "xpx-nunique": lambda xp, x: xpx.nunique(x),
    "xpx-apply": lambda xp, x: xpx.apply_where(x > 0, (x,), lambda a: a * 2, lambda a: a - 1),
    "xpx-one-hot": lambda xp, x: xpx.one_hot(xp.asarray([0, 1], device=x.device), 3),
}
COMPLEX_ONLY = {
    "imag": lambda xp, z: xp.imag(z),
    "conj-write": lambda xp, z: [changed(xp.conj(z), lambda y: y.add_(1)), z],
    "conj-view-write": lambda xp, z: view_write(z, xp.conj),
    "imag-of-conj-write": lambda xp, z: view_write(z, lambda a: xp.imag(xp.conj(a))),
    "real-write": lambda xp, z: view_write(z, xp.real),
    "conj-matmul": lambda xp, z: xp.conj(z) @ xp.conj(z).mT,
    "conj-slice": lambda xp, z: xp.conj(z)[1:],
    "conj-pickle": lambda xp, z: pickle.loads(pickle.dumps(xp.conj(z))),
    "conj-deepcopy": lambda xp, z: copy.deepcopy(xp.conj(z)),
    "conj-tolist": lambda xp, z: xp.conj(z).tolist(),
    "conj-physical": lambda xp, z: torch.conj_physical(z, out=torch.empty_like(z)),
    "conj-copy": lambda xp, z: torch.zeros_like(z).copy_(xp.conj(z)),
    "conj-hfft": lambda xp, z: xp.fft.hfft(xp.conj(z)),
    "view-as-real": lambda xp, z: torch.view_as_real(xp.conj(z).resolve_conj()),
    "build": lambda xp, z: torch.complex(xp.real(z), xp.imag(xp.conj(z))),
}


def view_write(z, view):
    y = z.clone()
    view(y).add_(1)
    return y


def table(names, part=None, *, square=False):
    def row(name):
        def call(xp, x):
            return getattr(getattr(xp, part) if part else xp, name)(x @ x.mT if square else x)

        return call

    return {f"{part or 'xp'}.{name}": row(name) for name in names}


FUNCTIONS = {
    **table(ELEMENTWISE),
    **table(WHOLE),
    **table(FFT, "fft"),
    **table(LINALG, "linalg", square=True),
    **OTHERS,
}
REAL_ONLY = {  # the names that torch doesn't define for complex numbers
    *("xp.ceil", "xp.floor", "xp.round", "xp.signbit", "xp.trunc", "xp.min", "xp.max"),
    *("xp.argmax", "xp.argmin", "xp.sort", "xp.argsort", "xp.unique_values", "xp.unique_counts"),
    *("xp.unique_inverse", "fft.rfft", "fft.rfftn", "fft.rfft2", "fft.ihfft", "fft.ihfft2"),
    *("fft.ihfftn", "rfftn-s", "linalg.cholesky", "int", "where", "where-scalar", "take-along"),
    *("searchsorted", "clip", "hypot", "maximum", "nextafter", "isin", "mask", "set-mask"),
    *("cdist", "topk", "index-add", "float", "index", "xpx-apply", "xpx-nunique", "xpx-sinc"),
}


def parts(value):
    """Flatten a result; a tensor becomes all that can be seen of it on the host."""
    if isinstance(value, torch.Tensor):
        return [(value.dtype, value.shape, value.stride(), to_numpy(value))]
    if isinstance(value, tuple | list):
        return [part for entry in value for part in parts(entry)]
    return [value]


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, tuple | list):
        return [tensor for entry in value for tensor in tensors(entry)]
    return []


def compare(function, data, text="torch:fakegpu:1"):
    with activate(Target("torch")) as entry:
        desired = parts(function(plain, entry.asarray(data)))
    with activate(Target.parse(text)) as entry:
        result = function(plain, entry.asarray(data))
        assert {tensor.device for tensor in tensors(result)} <= {entry.device}
        actual = parts(result)
    assert len(actual) == len(desired)
    for one, other in zip(actual, desired, strict=True):
        if isinstance(other, tuple):
            assert one[:3] == other[:3]
            # Composite functions may take another way on a device: eigvalsh, svdvals.
            np.testing.assert_allclose(one[3], other[3], rtol=1e-12, atol=1e-12)
        else:
            assert one == other


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_real_functions_agree_with_the_cpu(name):
    """Values, dtypes, shapes and strides are the CPU's; all results stay on the device."""
    compare(FUNCTIONS[name], REAL)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name", [*(name for name in FUNCTIONS if name not in REAL_ONLY), *COMPLEX_ONLY]
)
def test_complex_functions_agree_with_the_cpu(name):
    """The same for complex numbers, with their lazy conjugate and negative views."""
    compare({**FUNCTIONS, **COMPLEX_ONLY}[name], COMPLEX)


def test_views_share_memory():
    """A write through a view is seen in its base, and the other way round."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        base = entry.xp.zeros((3, 4))
        view = base.T[1:, ::2]
        view += 1
        base[0, 1] = 7
        desired = np.zeros((3, 4))
        desired.T[1:, ::2] += 1
        desired[0, 1] = 7
        np.testing.assert_array_equal(to_numpy(base), desired)
        assert view.stride() == (1, 8)
        assert view.storage_offset() == 1


MIXES = {
    "add": lambda x, y: x + y,
    "iadd": lambda x, y: x.add_(y),
    "concat": lambda x, y: plain.concat([x, y]),
    "where": lambda x, y: plain.where(x > 0, x, y),
    "matmul": lambda x, y: x @ y,
    "index": lambda x, y: x[y.long()],
    "solve": torch.linalg.solve,
}


@pytest.mark.parametrize("other", ["cpu", "fakegpu:1"])
@pytest.mark.parametrize("name", MIXES)
def test_devices_do_not_mix(name, other):
    """Operands on two devices are an error in torch's words; host indices are accepted."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        x, y = entry.xp.ones((2, 2)), torch.ones((2, 2), device=other)
        if (name, other) == ("index", "cpu"):
            assert MIXES[name](x, y * 0).shape == (2, 2, 2)
            return
        for one, two in ((x, y), (y, x)):
            if name == "index" and one is y and other == "cpu":
                continue
            with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
                MIXES[name](one, two)


def test_host_scalars_mix_as_on_cuda():
    """A 0-d host tensor is a scalar; a 0-d tensor of another device is not."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        x = entry.xp.ones(2)
        assert (x * torch.tensor(3.0)).device == entry.device
        with pytest.raises(RuntimeError, match="found at least two devices"):
            x * torch.tensor(3.0, device="fakegpu:1")


def test_moves_between_devices():
    """Each direction works, keeps values, and leaves the source."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        x = entry.asarray(REAL)
        for device in ("fakegpu:1", "cpu", "fakegpu:0"):
            y = x.to(device)
            z = entry.xp.asarray(x, device=device)
            assert str(y.device) == str(z.device) == device
            assert array_api_compat.to_device(x, y.device).device == y.device
            np.testing.assert_array_equal(to_numpy(y), REAL)
        assert array_api_compat.device(x) == entry.device


def test_the_log_has_each_host_transfer_with_its_size():
    """Only what leaves the device during the activation is listed."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        x = entry.asarray(REAL)
        x = x + 1
        assert entry.transfers() == ()
        float(x[0, 0])
        x.cpu()
        x[0].to("cpu")
        torch.empty(12, dtype=x.dtype).copy_(x.reshape(-1))
        x.tolist()
        assert entry.transfers() == (
            *("D2H item 1", "D2H copy 12", "D2H copy 4", "D2H copy 12", "D2H tolist 12"),
        )
    with activate(Target.parse("torch:fakegpu")) as entry:
        assert entry.transfers() == ()


def test_the_log_does_not_grow_outside_of_activations():
    """What nobody will read is not kept."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        x = entry.asarray(REAL)
        with activate(Target.parse("torch:fakegpu")):
            x.cpu()
        assert entry.transfers() == ("D2H copy 12",)
    x.cpu()
    assert sys.modules[FAKE]._STATE.log == []


def test_invalid_device_numbers_are_refused():
    """There are two devices."""
    with activate(Target.parse("torch:fakegpu")) as entry:
        assert torch.ones(1, device="fakegpu:1").device.index == 1
        with pytest.raises(RuntimeError, match="invalid device ordinal 2, there are 2"):
            entry.xp.ones(1, device="fakegpu:2")


def test_plain_tensors_are_not_disturbed():
    """After the device type is registered CPU tensors and defaults are as before."""
    with activate(Target.parse("torch:fakegpu")):
        x = torch.ones(3)
        assert type(x + x) is torch.Tensor
        assert str(torch.get_default_device()) == "cpu"
        assert np.asarray(x).sum() == 3
    y = torch.ones(2, requires_grad=True)
    (y * y).sum().backward()
    assert y.grad.tolist() == [2, 2]


def test_registration_happens_only_when_asked_for():
    """A run on plain torch never meets the simulated device."""
    code = (
        "import torch; from pytest_array_api.backends import Target, activate, probe\n"
        "with activate(Target('torch')) as entry: entry.xp.ones(2)\n"
        "assert probe(Target('torch')).capabilities\n"
        "assert not hasattr(torch, 'fakegpu')\n"
        "with activate(Target('torch', 'fakegpu')) as entry: entry.xp.ones(2)\n"
        "assert hasattr(torch, 'fakegpu')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
