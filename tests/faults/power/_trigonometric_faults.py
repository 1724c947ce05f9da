"""Faults of cosine, sine and Hankel transforms: of the bundled implementation itself."""

from __future__ import annotations

import warnings
from functools import wraps
from math import log, pi
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _fourier as f
from . import _operators as o
from ._fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]

BOTH = "numpy torch"
OTHER_TYPE = {2: 3, 3: 2}


def kind(kwargs: dict[str, Any]) -> int:
    return kwargs.get("type", 2)


def of_type(*types: int) -> Any:
    return lambda _x, kwargs: kind(kwargs) in types


def is_complex(x: Any, _kwargs: Any) -> bool:
    return "complex" in str(x.dtype)


def root_two(index: int, power: float) -> Any:
    """Scale one element along the last axis by a power of the root of two."""
    return o.one_element(2 ** (power / 2) - 1, index)


def half_bin(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Take the phase an eighth of a bin off: an error that falls like 1/n."""
    n = y.shape[-1]
    other = f.reverse(y)
    angle = pi / (8 * n)
    return y * np.cos(angle) + other * np.sin(angle)


def without_phase_of(name: str, value: Any) -> Any:
    """Call with another value of a keyword."""
    return o.before(lambda x, k: (x, {**k, name: value(k)}), lambda _x, k: name in k)


def silent(function: Function) -> Function:
    """Give no warning."""

    @wraps(function)
    def faulty(*args: Any, **kwargs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs)

    return faulty


def power_of_two(function: Function) -> Function:
    """Know powers of two only."""

    @wraps(function)
    def faulty(target: int, real: bool = False) -> int:  # noqa: FBT001, FBT002 -- SciPy's
        function(target, real)
        return 1 << (target - 1).bit_length()

    return faulty


def one_back(function: Function) -> Function:
    """Step below a fast length too."""

    @wraps(function)
    def faulty(target: int, real: bool = False) -> int:  # noqa: FBT001, FBT002 -- SciPy's
        found = function(target, real)
        return function(target - 1, real) if found == target > 1 else found

    return faulty


def a_step(args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
    """Return the distance of two low-ringing offsets."""
    return kwargs.get("dln", args[0] if args else log(2))


FAULTS = (
    Fault("dct-types-exchanged", "M21", "trigonometric",
          {"impl.fft.dct": o.before(lambda x, k: (x, {**k, "type": OTHER_TYPE[kind(k)]}),
                                    of_type(2, 3))},
          "fft.dct/values/*type=[23]*", BOTH),
    Fault("idct-not-inverted", "M21", "trigonometric",
          {"impl.fft.idct": o.before(lambda x, k: (x, {**k, "type": OTHER_TYPE[kind(k)]}),
                                     of_type(2, 3))},
          "fft.idct/values/*type=[23]* fft.idct/trigonometric-round-trip/*"),
    Fault("dct4-half-bin", "M22", "trigonometric", {"impl.fft.dct": o.after(half_bin, of_type(4))},
          "fft.dct/values/*type=4* fft.dct/orthogonality/*type=4*", BOTH),
    Fault("dct-never-orthogonal", "M23", "trigonometric",
          {"impl.fft.dct": o.argument(orthogonalize=False)},
          "fft.dct/orthogonality/* fft.dct/values/*", BOTH),
    Fault("dst-wrong-end", "M23 scipy/scipy#18452", "trigonometric",
          {"impl.fft.dst": o.after(lambda y, x, k: root_two(0, -1)(root_two(-1, 1)(y, x, k), x, k),
                                   lambda x, k: kind(k) == 2 and f.ortho(x, k))},
          "fft.dst/orthogonality/*type=2* fft.dst/values/*type=2*", BOTH),
    Fault("dct1-orthogonalize-ignored", "scipy/scipy#15033", "trigonometric",
          {"impl.fft.dct": o.before(lambda x, k: (x, {**k, "orthogonalize": True}),
                                    lambda x, k: kind(k) == 1 and f.ortho(x, k))},
          "fft.dct/values/*orthogonalize=False*type=1 fft.dct/complex-parts/*=False,type=1", BOTH),
    Fault("dct-complex-orthogonalize", "M23 scipy-1.17.1", "trigonometric",
          {"impl.fft.dct": o.before(lambda x, k: (x, {**k, "orthogonalize": None}), is_complex)},
          "fft.dct/complex-parts/*", BOTH),
    Fault("dct-complex-real-part", "jax-ml/jax#35973", "trigonometric",
          {"impl.fft.dct": o.after(lambda y, _x, _k: y.real + 0j, is_complex)},
          "fft.dct/complex-parts/* fft.dct/values/*complex*", BOTH),
    Fault("dst-even-bins-negated", "M24", "trigonometric",
          {"impl.fft.dst": o.after(f.inaccurate(-2.0), lambda x, _k: x.shape[-1] % 2 == 0)},
          "fft.dst/values/*"),
    Fault("dctn-overwrite-refused", "scipy/scipy#11904", "trigonometric",
          {"impl.fft.dctn": o.raises(ValueError, lambda _x, k: k.get("overwrite_x"))},
          "fft.dctn/overwrite/*", BOTH),
    Fault("dct-any-norm", "jax-ml/jax#22466", "trigonometric", {"impl.fft.dct": f.any_norm},
          "fft.dct/errors/*norm*", BOTH),
    Fault("dct-any-type", "M82", "trigonometric",
          {"impl.fft.dct": o.before(lambda x, k: (x, {**k, "type": 2}),
                                    lambda _x, k: kind(k) not in {1, 2, 3, 4})},
          "fft.dct/errors/*type*"),
    Fault("dct1-of-one-point", "M82", "trigonometric",
          {"impl.fft.dct": o.accepts(Exception, lambda _f, x, **_k: x)},
          "fft.dct/errors/n=1,type=1"),
    Fault("idst-norm-swapped", "M01", "trigonometric", {"impl.fft.idst": f.norm_swapped},
          "fft.idst/values/* fft.idst/trigonometric-round-trip/*"),
    Fault("dstn-axes-sorted", "M14", "trigonometric", {"impl.fft.dstn": f.axes_as(sorted)},
          "fft.dstn/values/*axes=*s=*"),
    Fault("dct-in-single", "M26", "trigonometric", {"impl.fft.dct": o.after(o.through_single)},
          "fft.dct/values/*float64*", BOTH),
    Fault("idctn-always-double", "M27", "dtype", {"impl.fft.idctn": o.after(o.widened)},
          "fft.idctn/dtype/*", BOTH),
    Fault("dct-strides-ignored", "M39", "layout", {"impl.fft.dct": o.reading(o.memory_order)},
          "fft.dct/non-contiguous/*", BOTH),
    Fault("dst-overwrites", "M33", "memory", {"impl.fft.dst": o.overwriting()},
          "fft.dst/no-mutation/*", BOTH),
    Fault("dct-of-integers-in-single", "M26", "trigonometric",
          {"impl.fft.dct": o.before(lambda x, k: (o.cast(x, "float32"), k),
                                    lambda x, _k: "int" in str(x.dtype))},
          "fft.dct/values/dtype=int*"),
    Fault("dctn-batch", "M31", "trigonometric", {"impl.fft.dctn": o.after(
        o.beyond_item(1, 1.001), f.subset_of_axes)}, "fft.dctn/batch-independence*"),
    Fault("fft2-last-axis", "M14", "fft axes",
          {"impl.fft.fft2": o.default(axes=(0, 1))}, "fft.fft2/values/* fft.fft2/shape/*"),
    Fault("irfft2-imaginary", "M06", "fft values",
          {"impl.fft.irfft2": o.after(lambda y, x, _k: y + 1e-6 * x[..., :1, :1].imag)},
          "fft.irfft2/values/*"),
    Fault("hfftn-not-conjugated", "M19", "fft values",
          {"impl.fft.hfftn": o.before(f.conjugated)}, "fft.hfftn/values/*"),
    Fault("ihfftn-not-scaled", "M20", "fft scale",
          {"impl.fft.ihfftn": o.default(norm="forward")},
          "fft.ihfftn/values/* fft.ihfftn/norm*"),
    Fault("rfft2-forgets-s", "M09", "fft shape", {"impl.fft.rfft2": o.argument(s=None)},
          "fft.rfft2/shape/* fft.rfft2/values/*"),
    Fault("fftn-repeated-axes", "M16", "fft errors",
          {"impl.fft.fftn": o.before(
              lambda x, k: (x, {**k, "axes": tuple({a % x.ndim for a in k["axes"]})}),
              lambda x, k: len({a % x.ndim for a in k["axes"]}) < len(k["axes"]))},
          "fft.fftn/errors/axes=*"),
    Fault("fft-of-integers-in-single", "M26", "fft accuracy",
          {"impl.fft.fft": o.before(lambda x, k: (o.cast(x, "complex64"), k),
                                    lambda x, _k: "int" in str(x.dtype))},
          "fft.fft/values/dtype=int*"),
    Fault("irfft-of-no-points", "M41", "fft errors",
          {"impl.fft.irfft": o.accepts(ValueError, lambda _f, x, **_k: x.real)},
          "fft.irfft/empty/* fft.irfft/errors/*"),
    Fault("fht-bias-once", "M25", "fft helpers",
          {"impl.fft.fht": without_phase_of("bias", lambda k: k["bias"] / 2)},
          "fft.fht/values/*", BOTH),
    Fault("ifht-offset-sign", "M25", "fft helpers",
          {"impl.fft.ifht": without_phase_of("offset", lambda k: -k["offset"])},
          "fft.ifht/values/* fft.ifht/round-trip/*"),
    Fault("fht-in-single", "M26", "fft helpers", {"impl.fft.fht": o.after(o.through_single)},
          "fft.fht/values/* fft.fht/round-trip/*"),
    Fault("fht-always-double", "M27", "dtype", {"impl.fft.fht": o.after(o.widened)},
          "fft.fht/dtype/*", BOTH),
    Fault("fht-silent", "M82", "fft errors", {"impl.fft.fht": silent}, "fft.fht/warning"),
    Fault("fhtoffset-unchanged", "M25", "fft helpers",
          {"impl.fft.fhtoffset": lambda g: wraps(g)(lambda *_a, **k: k.get("initial", 0.0))},
          "fft.fhtoffset/values/*"),
    Fault("fhtoffset-next-branch", "M25", "fft helpers",
          {"impl.fft.fhtoffset": lambda g: wraps(g)(lambda *a, **k: g(*a, **k) + a_step(a, k))},
          "fft.fhtoffset/values/*"),
    Fault("next-fast-len-power-of-two", "M09", "fft helpers",
          {"impl.fft.next_fast_len": power_of_two}, "fft.next_fast_len/values/*"),
    Fault("prev-fast-len-one-back", "M09", "fft helpers",
          {"impl.fft.prev_fast_len": one_back}, "fft.prev_fast_len/values/*"),
    Fault("ifftshift-even-only", "M17", "fft helpers",
          {"impl.fft.ifftshift": o.replaced_by("fft.fftshift")}, "fft.ifftshift/values/*"),
)  # fmt: skip
