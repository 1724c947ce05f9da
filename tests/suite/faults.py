# ruff: noqa: E501, ISC004 -- sources of broken functions, as strings
"""Broken namespaces: NumPy with one fault each, as array libraries have had them.

`MODULE` is the source of an importable namespace. A fault is a statement in which `np` is the
healthy namespace and `fft` and `core` are dicts of what to replace.
"""

MODULE = """
import sys
from types import ModuleType
import array_api_compat.numpy as np

class Namespace(ModuleType):
    def __init__(self, wrapped, replaced):
        super().__init__(wrapped.__name__)
        self.__dict__.update(replaced, _wrapped=wrapped)
    def __getattr__(self, name):
        return getattr(self.__dict__["_wrapped"], name)

fft, core = {}, {}
def changed(name, before=None, after=None):
    function = getattr(np.fft, name)
    def replaced(x, *args, **kwargs):
        if before is not None:
            x, kwargs = before(x, kwargs)
        y = function(x, *args, **kwargs)
        return y if after is None else after(y, x, kwargs)
    fft[name] = replaced
def swapped(d):
    table = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}
    return {**d, "norm": table[d.get("norm")]}
FAULT
sys.modules[__name__] = Namespace(np, {**core, "fft": Namespace(np.fft, fft)})
"""

# fault -> (tests to run, the checks of which one must fail, source)
FAULTS = {
    "none": ("", (), "pass"),
    "norm_swapped": ("fft.fft", ("norm", "values"), "changed('fft', lambda x, k: (x, swapped(k)))"),
    "ortho_by_input_length": (
        "fft.rfft",
        ("values", "norm"),
        "changed('rfft', after=lambda y, x, k: y * (k['n'] / x.shape[-1]) ** .5 "
        "if k.get('norm') == 'ortho' and k.get('n') and k['n'] != x.shape[-1] else y)",
    ),
    "ortho_by_all_axes": (
        "fft.fftn",
        ("parseval",),
        "changed('fftn', after=lambda y, x, k: y * 0.5 if k.get('norm') == 'ortho' "
        "and k.get('axes') is not None and len(k['axes']) < x.ndim else y)",
    ),
    "sign_of_exponent": (
        "fft.fft",
        ("shift",),
        "fft['fft'] = lambda x, *a, **k: np.conj(np.fft.fft(np.conj(x), *a, **k))",
    ),
    "odd_inverse_reversed": (
        "fft.irfft",
        ("exponential",),
        "changed('irfft', lambda x, k: (np.conj(x), k) if (k.get('n') or 2) % 2 else (x, k))",
    ),
    "imaginary_dc_counts": (
        "fft.irfft",
        ("hermitian-part",),
        "changed('irfft', after=lambda y, x, k: y + x[..., :1].imag if k.get('n') == 8192 else y)",
    ),
    "padded_in_front": (
        "fft.fft",
        ("values",),
        "def front(x, k):\n"
        "    n, axis = k.get('n'), k.get('axis', -1)\n"
        "    if not n or x.ndim != 1 or n <= x.shape[0]: return x, k\n"
        "    return np.concat([np.zeros(n - x.shape[0]), x]), k\n"
        "changed('fft', front)",
    ),
    "untrimmed_nyquist": (
        "fft.rfft",
        ("values",),
        "changed('rfft', after=lambda y, x, k: np.concat([y[:-1], y[-1:] + x[-1]]) "
        "if x.ndim == 1 and k.get('n') and k['n'] < x.shape[0] else y)",
    ),
    "axis_zero_by_default": (
        "fft.fft",
        ("non-contiguous", "linearity"),
        "changed('fft', lambda x, k: (x, {'axis': 0, **k}) if x.ndim > 1 else (x, k))",
    ),
    "axes_sorted": (
        "fft.fftn",
        ("values",),
        "changed('fftn', lambda x, k: (x, {**k, 'axes': tuple(sorted(k['axes']))}) "
        "if k.get('axes') else (x, k))",
    ),
    "shifts_exchanged": ("fft.fftshift", ("values",), "fft['fftshift'] = np.fft.ifftshift"),
    "frequency_times_d": (
        "fft.fftfreq",
        ("values",),
        "fft['fftfreq'] = lambda n, d=1.0, **k: np.fft.fftfreq(n, 1 / d, **k)",
    ),
    "single_precision_inside": (
        "fft.fft",
        ("values",),
        "changed('fft', lambda x, k: (x.astype(np.complex64), k), "
        "lambda y, x, k: y.astype(np.complex128))",
    ),
    "double_result": (
        "fft.irfft",
        ("dtype",),
        "changed('irfft', after=lambda y, x, k: y.astype(np.float64))",
    ),
    "second_item_wrong": (
        "fft.fft",
        ("batch-independence", "values"),
        "def spoil(y, x, k):\n    y = y.copy()\n    y[64:, ...] *= 1.00001\n    return y\n"
        "changed('fft', after=spoil)",
    ),
    "dropouts_above_kernel": (
        "fft.irfft",
        ("round-trip",),
        "changed('irfft', after=lambda y, x, k: y * (np.arange(y.shape[-1]) % 97 > 0) "
        "if y.shape[-1] == 6144 else y)",
    ),
    "input_overwritten": (
        "fft.irfft",
        ("no-mutation",),
        "def wipe(x, k):\n    y = x.copy()\n    x[...] = 0\n    return y, k\nchanged('irfft', wipe)",
    ),
    "shared_result": (
        "fft.fft",
        ("no-alias",),
        "buffers = {}\n"
        "def share(y, x, k):\n"
        "    b = buffers.setdefault((y.shape, y.dtype.name), y)\n"
        "    b[...] = y\n    return b\n"
        "changed('fft', after=share)",
    ),
    "strides_ignored": (
        "fft.fft",
        ("non-contiguous", "negative-strides"),
        "changed('fft', lambda x, k: (np.reshape(x.ravel(order='K'), x.shape), k))",
    ),
    "last_of_ties": (
        "core.argmax",
        ("values",),
        "core['argmax'] = lambda x, **k: "
        "np.asarray(x.size - 1 - np.argmax(x.ravel()[::-1])) if not k else "
        "np.argmax(x, **k)",
    ),
    "unstable_argsort": (
        "core.argsort",
        ("stable",),
        "core['argsort'] = lambda x, **k: np.flip(np.argsort(-x, **k)) "
        "if x.ndim == 1 else np.argsort(x, **k)",
    ),
    "sample_deviation": (
        "core.std",
        ("values",),
        "core['std'] = lambda x, correction=1, **k: np.std(x, correction=correction, **k)",
    ),
    "initial_ignored": (
        "core.cumulative_sum",
        ("values", "axis"),
        "core['cumulative_sum'] = lambda x, include_initial=False, **k: np.cumulative_sum(x, **k)",
    ),
    "square_transposed": (
        "core.matmul",
        ("definition",),
        "core['matmul'] = lambda a, b: np.matmul(a, b.T if b.ndim == 2 else b) "
        "if a.shape == b.shape else np.matmul(a, b)",
    ),
    "bfloat_products": (
        "core.matmul",
        ("accuracy",),
        "core['matmul'] = lambda a, b: np.matmul(np.round(a * 256) / 256, b)",
    ),
    "root_off_by_an_ulp": (
        "core.sqrt",
        ("accuracy",),
        "core['sqrt'] = lambda x: np.sqrt(x) * (1 + np.finfo(x.dtype).eps)",
    ),
    "nan_lost": (
        "core.min",
        ("nan-inf",),
        "core['min'] = lambda x, **k: np.min(np.where(np.isnan(x), 9, x) "
        "if x.dtype.kind == 'f' else x, **k)",
    ),
}
