"""Transforms that SciPy alone has, written blind a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._arrays import flipped
from .._blind import BOTH, Row
from .._fourier import conj
from .._operators import copied, float32, plain
from ._named import beyond, called_with, giving, having, spoiling, with_function
from ._operators import both, buffered, cat, last_row_copied, negated, times

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]
    Condition = Callable[[Named], Any]


def size(named: Named) -> int:
    return named["x"].shape[named["axis"]]


def points(named: Named) -> int:
    return named["n"] if named["n"] is not None else size(named)


def odd(named: Named) -> bool:
    return points(named) % 2 == 1 and points(named) > 2


def not_last(named: Named) -> bool:
    return named["axis"] not in {-1, named["x"].ndim - 1}


def of_type(*types: int) -> Condition:
    return lambda named: named["type"] in types


def ndim_at_least(n: int) -> Condition:
    return lambda named: named["x"].ndim >= n


def single(named: Named) -> bool:
    return float32(named["x"], {})


def complex_input(named: Named) -> bool:
    return "complex" in str(named["x"].dtype)


def coefficients(change: Function, when: Condition) -> Any:
    """Change the result in place, its transformed axis last: ``change(y)``."""

    def changed(y: Any, named: Named) -> Any:
        swap, axis = plain(y).swapaxes, named["axis"]
        y = copied(swap(y, axis, -1))
        change(y)
        return swap(y, axis, -1)

    return giving(changed, when)


def scaled(factor: Function, when: Condition) -> Any:
    return giving(lambda y, named: y * factor(named), when)


def reflected(named: Named) -> Named:
    """Pad as the transform continues its input, not by zeros."""
    x, axis = named["x"], named["axis"]
    mirror = flipped(x, axis)
    whole = plain(x).swapaxes(cat([x, mirror], axis), axis, -1)[..., : named["n"]]
    return {"x": plain(x).swapaxes(whole, axis, -1)}


def first_halved(named: Named) -> Named:
    """Take half of the first value."""
    axis, swap = named["axis"], plain(named["x"]).swapaxes
    x = copied(swap(named["x"], axis, -1))
    x[..., 0] *= 0.5
    return {"x": swap(x, axis, -1)}


def pads_up_to_double(named: Named) -> bool:
    return named["n"] is not None and size(named) < named["n"] <= 2 * size(named)


def leading_axes(named: Named) -> Named:
    return {"axes": tuple(range(len(named["s"])))}


def s_alone(named: Named) -> bool:
    return named["s"] is not None and named["axes"] is None and len(named["s"]) < named["x"].ndim


def sorted_axes(named: Named) -> Named:
    """Sort the axes, but not the lengths that belong to them."""
    return {"axes": tuple(sorted(axis % named["x"].ndim for axis in named["axes"]))}


def s_and_axes(named: Named) -> bool:
    return named["s"] is not None and len(named["axes"]) > 1


def shape_of_axes(named: Named) -> list[int]:
    shape = named["x"].shape
    axes = named["axes"]
    return list(shape) if axes is None else [shape[axis] for axis in axes]


def square(named: Named) -> bool:
    x = named["x"]
    return x.ndim == 2 and x.shape[0] == x.shape[1] > 1


def halved(y: Any) -> None:
    y *= 0.5


def seven_smooth(function: Function, named: Named) -> int:
    """Take lengths with a factor of seven for fast."""
    best = function(**named)
    length = named["target"]
    while length < best:
        rest = length
        for factor in (2, 3, 5, 7):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1
    return best


def down(offset: float, named: Named) -> float:
    """Go to the next offset below."""
    return offset - abs(named["dln"]) if offset > named["initial"] else offset


ROWS: tuple[Row, ...] = (
    ("2-dct1-two-points", "fft.dct",
     coefficients(times((1, -1)), both(of_type(1), lambda n: points(n) == 2)), BOTH),
    ("2-dct2-ortho-mean-of-other-axes", "fft.dct",
     coefficients(times((0, 2**0.5)), both(of_type(2), having(norm="ortho"), not_last)), BOTH),
    ("2-dct3-odd-first-value", "fft.dct",
     called_with(first_halved, both(of_type(3), odd)), BOTH),
    ("2-dct-orthogonalize-false-forgotten", "fft.dct",
     called_with(lambda _n: {"orthogonalize": None},
                 having(norm="ortho", orthogonalize=False)), BOTH),
    ("2-dct2-pads-by-reflection", "fft.dct",
     called_with(reflected, both(of_type(2), pads_up_to_double)), BOTH),
    ("2-dct-complex-conjugate", "fft.dct", giving(lambda y, _n: conj(y), complex_input), BOTH),
    ("2-dst1-three-axes-reversed", "fft.dst",
     giving(lambda y, n: flipped(y, n["axis"]), both(of_type(1), ndim_at_least(3))), BOTH),
    ("2-dst2-ortho-first-for-last", "fft.dst",
     coefficients(times((0, 0.5**0.5), (-1, 2**0.5)),
                  both(of_type(2), having(norm="ortho"), lambda n: points(n) > 1)), BOTH),
    ("2-dst3-single-long-inaccurate", "fft.dst",
     coefficients(times((slice(None, None, 2), 1 + 5e-5)),
                  both(of_type(3), single, lambda n: points(n) >= 256)), BOTH),
    ("2-dctn-s-of-leading-axes", "fft.dctn", called_with(leading_axes, s_alone), BOTH),
    ("2-dctn-one-axis-as-number-is-all", "fft.dctn",
     called_with(lambda _n: {"axes": None},
                 lambda n: isinstance(n["axes"], int) and n["s"] is None), BOTH),
    ("2-dstn4-ortho-three-axes-by-two", "fft.dstn",
     scaled(lambda n: n["x"].shape[0] ** 0.5,
            both(of_type(4), having(norm="ortho"),
                 lambda n: n["x"].ndim == 3 and n["axes"] is None)), BOTH),
    ("2-idct1-divides-by-twice-n", "fft.idct",
     scaled(lambda n: (points(n) - 1) / points(n),
            both(of_type(1), lambda n: n["norm"] in {None, "backward"})), BOTH),
    ("2-idct-forward-not-inverted", "fft.idct",
     with_function(lambda f, n: f(**{**n, "type": 5 - n["type"]}),
                   both(of_type(2, 3), having(norm="forward"))), BOTH),
    ("2-idst1-divides-by-twice-n", "fft.idst",
     scaled(lambda n: (points(n) + 1) / points(n),
            both(of_type(1), lambda n: n["norm"] in {None, "backward"})), BOTH),
    ("2-idctn-lengths-of-sorted-axes", "fft.idctn", called_with(sorted_axes, s_and_axes), BOTH),
    ("2-idstn-scratch-in-input", "fft.idstn",
     spoiling("x", halved, both(ndim_at_least(3), having(overwrite_x=False),
                                lambda n: "int" not in str(n["x"].dtype))), BOTH),
    ("2-ifft2-lengths-of-sorted-axes", "fft.ifft2", called_with(sorted_axes, s_and_axes), BOTH),
    ("2-rfft2-last-of-odd-batch", "fft.rfft2",
     giving(last_row_copied, lambda n: n["x"].ndim == 3 and n["x"].shape[0] > 2
            and n["x"].shape[0] % 2 and [a % 3 for a in n["axes"]] == [1, 2]), BOTH),
    ("2-irfft2-square-halved-along-first", "fft.irfft2",
     called_with(lambda n: {"x": plain(n["x"]).swapaxes(n["x"], 0, 1)}, square), BOTH),
    ("2-fft2-results-in-one-buffer", "fft.fft2", buffered(lambda ndim: ndim > 2), BOTH),
    ("2-hfft2-first-axis-not-conjugate", "fft.hfft2",
     giving(lambda y, n: negated(y, n["axes"][0]), ndim_at_least(3)), BOTH),
    ("2-ihfft2-oblong-first-axis-unscaled", "fft.ihfft2",
     scaled(lambda n: shape_of_axes(n)[0],
            lambda n: n["norm"] in {None, "backward"} and n["s"] is None
            and shape_of_axes(n)[0] < shape_of_axes(n)[1]), BOTH),
    ("2-hfftn-lengths-without-axes-of-leading", "fft.hfftn",
     called_with(leading_axes, s_alone), BOTH),
    ("2-ihfftn-one-axis-not-conjugate", "fft.ihfftn",
     giving(lambda y, _n: conj(y), lambda n: len(n["axes"]) == 1), BOTH),
    ("2-fht-odd-length-rolled", "fft.fht",
     giving(lambda y, _n: plain(y).roll(y, 1, -1), lambda n: n["a"].shape[-1] % 2), BOTH),
    ("2-fht-biased-offset-forgotten", "fft.fht",
     scaled(lambda n: float(np.exp(n["bias"] * n["offset"])),
            lambda n: n["bias"] and n["offset"]), BOTH),
    ("2-ifht-bias-of-other-sign-with-offset", "fft.ifht",
     called_with(lambda n: {"bias": -n["bias"]}, lambda n: n["bias"] and n["offset"]), BOTH),
    ("2-fhtoffset-always-below", "fft.fhtoffset", giving(down), "numpy"),
    ("2-next-fast-len-real-with-seven", "fft.next_fast_len",
     with_function(seven_smooth, both(having(real=True), beyond(0))), "numpy"),
    ("2-next-fast-len-huge-power-of-two", "fft.next_fast_len",
     giving(lambda _y, n: 1 << (n["target"] - 1).bit_length(), beyond(2**31)), "numpy"),
    ("2-prev-fast-len-below-power-of-two", "fft.prev_fast_len",
     called_with(lambda n: {"target": n["target"] - 1},
                 lambda n: n["target"] > 8 and not n["target"] & (n["target"] - 1)), "numpy"),
)  # fmt: skip
