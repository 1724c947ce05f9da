"""Mutation operators for transforms: scales, lengths, axes, spectra."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ._operators import after, before, cast, copied, holds, instead, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    Condition = Callable[[Any, dict[str, Any]], Any]

SWAPPED = {None: "forward", "backward": "forward", "forward": "backward"}


def swap_norm(x: Any, kwargs: dict[str, Any]) -> Any:
    norm = kwargs.get("norm")
    return x, {**kwargs, "norm": SWAPPED.get(norm, norm)}


def ortho(_x: Any, kwargs: dict[str, Any]) -> bool:
    return kwargs.get("norm") == "ortho"


def size(x: Any, kwargs: dict[str, Any]) -> int:
    """Return the input's length along the transformed axis."""
    return x.shape[kwargs.get("axis", -1)]


def length(x: Any, kwargs: dict[str, Any]) -> int:
    """Return `n`, or the input's length."""
    return kwargs.get("n") or size(x, kwargs)


def real_length(x: Any, kwargs: dict[str, Any]) -> int:
    """Return `n` of a complex-to-real transform."""
    return kwargs.get("n") or 2 * (size(x, kwargs) - 1)


def of_length(*lengths: int) -> Condition:
    return lambda x, kwargs: length(x, kwargs) in lengths


def to_length(*lengths: int) -> Condition:
    return lambda x, kwargs: real_length(x, kwargs) in lengths


def longer_than(n: int) -> Condition:
    return lambda x, kwargs: length(x, kwargs) > n


def pads(x: Any, kwargs: dict[str, Any]) -> bool:
    return length(x, kwargs) > size(x, kwargs)


def trims(x: Any, kwargs: dict[str, Any]) -> bool:
    return length(x, kwargs) < size(x, kwargs)


def resizes(x: Any, kwargs: dict[str, Any]) -> bool:
    return length(x, kwargs) != size(x, kwargs)


def odd(x: Any, kwargs: dict[str, Any]) -> bool:
    return real_length(x, kwargs) % 2 == 1


def large_prime(x: Any, kwargs: dict[str, Any]) -> bool:
    n = length(x, kwargs)
    return n > 100 and all(n % k for k in range(2, int(n**0.5) + 1))


def other_axis(x: Any, kwargs: dict[str, Any]) -> bool:
    """Whether the transform is not along the last axis."""
    return kwargs.get("axis", -1) not in {-1, x.ndim - 1}


def subset_of_axes(x: Any, kwargs: dict[str, Any]) -> bool:
    return kwargs.get("axes") is not None and len(kwargs["axes"]) < x.ndim


def axes_not_sorted(x: Any, kwargs: dict[str, Any]) -> bool:
    axes = [axis % x.ndim for axis in kwargs["axes"]]
    return axes != sorted(axes)


def moved(change: Any) -> Any:
    """Apply a change of the last axis along the transformed one: ``change(y, x, kwargs)``."""

    def along(y: Any, x: Any, kwargs: dict[str, Any]) -> Any:
        axis = kwargs.get("axis", -1)
        swap = plain(y).swapaxes
        return swap(change(copied(swap(y, axis, -1)), swap(x, axis, -1), kwargs), axis, -1)

    return along


def moved_input(change: Any) -> Any:
    """Apply a change of the last axis of the input along the transformed one."""

    def along(x: Any, kwargs: dict[str, Any]) -> Any:
        axis = kwargs.get("axis", -1)
        swap = plain(x).swapaxes
        return swap(change(swap(x, axis, -1), kwargs), axis, -1), kwargs

    return along


def joined(*parts: Any) -> Any:
    library = plain(parts[0])
    return library.concatenate(parts, -1) if library is np else library.cat(parts, -1)


def conj(x: Any) -> Any:
    """Return the conjugate itself, not a flag for it."""
    library = plain(x)
    return library.conj(x) if library is np else library.conj_physical(x)


def conjugated(x: Any, kwargs: Any) -> Any:
    return conj(x), kwargs


def reverse(x: Any) -> Any:
    """Walk backwards along the last axis."""
    return x[..., ::-1] if isinstance(x, np.ndarray) else plain(x).flip(x, (-1,))


# Scales

ortho_by_input = after(
    lambda y, x, k: y * (length(x, k) / size(x, k)) ** 0.5,
    lambda x, k: ortho(x, k) and resizes(x, k),
)
ortho_without_root = after(lambda y, x, k: y * length(x, k) ** -0.5, ortho)
ortho_by_all_axes = after(
    lambda y, x, k: y * (prod(x.shape[a] for a in k["axes"]) / prod(x.shape)) ** 0.5,
    lambda x, k: ortho(x, k) and subset_of_axes(x, k),
)
norm_swapped = before(swap_norm)
any_norm = before(
    lambda x, k: (x, {**k, "norm": "backward"}),
    lambda _x, k: k.get("norm") not in {None, "backward", "ortho", "forward"},
)


# Lengths


def off_by_one_when(when: Condition) -> Any:
    """Use n + 1 points and give n of them."""

    def longer(function: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        n = length(x, kwargs)
        y = function(x, *args, **{**kwargs, "n": n + 1})
        axis = kwargs.get("axis", -1)
        return plain(y).swapaxes(plain(y).swapaxes(y, axis, -1)[..., :n], axis, -1)

    return instead(longer, when)


def zeros_before(x: Any, kwargs: dict[str, Any]) -> Any:
    missing = kwargs["n"] - x.shape[-1]
    return joined(0 * x[..., :1].repeat(missing, -1) if isinstance(x, np.ndarray)
                  else 0 * x[..., :1].repeat_interleave(missing, -1), x)  # fmt: skip


pads_in_front = before(moved_input(zeros_before), pads)
trims_in_front = before(moved_input(lambda x, k: x[..., x.shape[-1] - k["n"] :]), trims)
untrimmed_nyquist = after(
    moved(lambda y, x, _k: joined(y[..., :-1], y[..., -1:] + x[..., -1:])), trims
)


def change_bins(change: Any, when: Condition) -> Any:
    """Change the last axis of the result, moved there."""
    return after(moved(change), when)


# Spectra


def adds_imaginary_dc(y: Any, x: Any, kwargs: dict[str, Any]) -> Any:
    n = real_length(x, kwargs)
    return y + x[..., :1].imag / (n if kwargs.get("norm") in {None, "backward"} else 1)


def adds_imaginary_nyquist(y: Any, x: Any, kwargs: dict[str, Any]) -> Any:
    n = real_length(x, kwargs)
    return y + x[..., n // 2 : n // 2 + 1].imag if n % 2 == 0 and x.shape[-1] > n // 2 else y


def drift(y: Any, _x: Any, _kwargs: Any) -> Any:
    """Lose one eps per bin, as factors do that are multiplied up one by one."""
    library = plain(y)
    k = library.arange(y.shape[-1])
    eps = library.finfo(y.dtype).eps
    return cast(y * (1 + eps * k), str(y.dtype).rpartition(".")[2])


def dropouts(y: Any, _x: Any, _kwargs: Any) -> Any:
    return y * (plain(y).arange(y.shape[-1]) % 97 > 0)


def inaccurate(relative: float) -> Any:
    """Be off by alternating signs."""
    return lambda y, _x, _k: y * (1 + relative * (2 * (plain(y).arange(y.shape[-1]) % 2) - 1))


def nyquist_positive(y: Any, n: int) -> Any:
    y = copied(y)
    y[n // 2] = abs(y[n // 2])
    return y


# Axes


def axes_as(change: Any) -> Any:
    """Give the transform other axes; `s` stays in its order."""
    return before(
        lambda x, k: (x, {**k, "axes": tuple(change([a % x.ndim for a in k["axes"]]))}),
        lambda _x, k: k.get("axes") is not None,
    )


def transformed(function: Any) -> Any:
    """Leave the input alone where `s` equals its shape, whatever the axes."""

    def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
        unsorted = kwargs.get("s") and tuple(kwargs["s"]) == tuple(x.shape)
        if unsorted and holds(axes_not_sorted, x, kwargs):
            kwargs = {**kwargs, "s": None}
        return function(x, *args, **kwargs)

    return faulty
