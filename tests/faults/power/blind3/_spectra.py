"""Operators of the third round for transforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import nan
from .._fourier import (
    conj,
    length,
)  # fmt: skip
from .._operators import (
    after,
    copied,
    plain,
)  # fmt: skip
from ..blind2._operators import cast, cat, name

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Keywords = dict[str, Any]


def meets(*conditions: Function) -> Function:
    return lambda x, k: all(condition(x, k) for condition in conditions)


def unscaled(_x: Any, k: Keywords) -> bool:
    """Whether the direction's own norm is asked for."""
    return k.get("norm") in {None, "backward"}


def bins(**parts: Any) -> Function:
    """Have ``value(y)`` in some bins: ``place(n)`` says which."""
    place, value = parts["place"], parts["value"]

    def change(y: Any, x: Any, k: Keywords) -> Any:
        index = place(length(x, k))
        y[..., index] = value(y[..., index])
        return y

    return change


def bins_exchanged(y: Any, x: Any, k: Keywords) -> Any:
    """Take the wrong sign of one sine in a pass of seven."""
    n = length(x, k)
    first, last = copied(y[..., n // 7]), copied(y[..., -(n // 7)])
    y[..., n // 7], y[..., -(n // 7)] = last, first
    return y


def real_bins(y: Any, start: Any) -> Any:
    """Drop the imaginary part from a bin on."""
    y[..., start:] = (y[..., start:] + conj(y[..., start:])) / 2
    return y


def last_lane(change: Function) -> Function:
    """Change the last of the columns that are transformed side by side."""

    def changed(y: Any, _x: Any, _k: Keywords) -> Any:
        y[-1, ...] = change(y[-1, ...])
        return y

    return changed


def padded_with_neighbours(f: Function, x: Any, **k: Any) -> Any:
    """Pad a row with what lies behind it: the start of the next one."""
    missing = k["n"] - x.shape[-1]
    following = 0 * copied(x)
    following[:-1, ...] = x[1:, ...]
    parts = [x, following[..., :missing]]
    if missing > x.shape[-1]:
        parts += [0 * x[..., :1]] * (missing - x.shape[-1])
    return f(cat(parts, -1), **k)


def all_axes(x: Any, k: Keywords) -> list[int]:
    if k.get("axes") is not None:
        return [axis % x.ndim for axis in k["axes"]]
    return list(range(x.ndim))[-len(k["s"]) :] if k.get("s") else list(range(x.ndim))


def sorted_as_given(x: Any, k: Keywords) -> Any:
    """Sort axes before the negative ones are counted from the start, and not `s` with them."""
    return x, {**k, "axes": tuple(sorted(k["axes"]))}


def without_ones(f: Function, x: Any, **k: Any) -> Any:
    """Leave axes of length one out and count the others anew, in the array as it was."""
    ones = [axis for axis in all_axes(x, k) if x.shape[axis] == 1]
    left = [a - sum(one < a for one in ones) for a in all_axes(x, k) if a not in ones]
    return f(x, **{**k, "axes": tuple(left)})


def has_ones(x: Any, k: Keywords) -> bool:
    axes = all_axes(x, k)
    ones = [axis for axis in axes if x.shape[axis] == 1]
    return k.get("s") is None and 0 < len(ones) < len(axes) and min(ones) < max(axes)


def trimmed_after(f: Function, x: Any, **k: Any) -> Any:
    """Pad before the transform and trim behind it."""
    axes = all_axes(x, k)
    longer = tuple(max(n, x.shape[axis]) for n, axis in zip(k["s"], axes, strict=True))
    y = f(x, **{**k, "s": longer})
    index = [slice(None)] * x.ndim
    for n, axis in zip(k["s"], axes, strict=True):
        index[axis] = slice(0, n)
    return y[tuple(index)]


def pads_and_trims(x: Any, k: Keywords) -> bool:
    changes = [n - x.shape[axis] for n, axis in zip(k.get("s"), all_axes(x, k), strict=True)]
    return min(changes) < 0 < max(changes)


def half_length(x: Any, k: Keywords) -> int:
    return x.shape[all_axes(x, k)[-1]]


def last_input_scaled(factor: float) -> Function:
    def change(x: Any, k: Keywords) -> Any:
        axis = k.get("axis", -1)
        swap = plain(x).swapaxes
        seen = copied(swap(x, axis, -1))
        seen[..., -1] *= factor
        return swap(seen, axis, -1), k

    return change


def nyquist_plane_real(x: Any, k: Keywords) -> Any:
    x = copied(x)
    x[..., -1] = (x[..., -1] + conj(x[..., -1])) / 2
    return x, k


def even_planes(x: Any, k: Keywords) -> bool:
    return x.ndim > 1 and k.get("s") is None and k.get("axes") is None and x.shape[-1] > 2


def spread_pairwise(y: Any, x: Any, _k: Keywords) -> Any:
    """Transform two real rows as one complex one: a NaN in the second is in the first."""
    rows = x.shape[0] // 2 * 2
    missing = nan(x)[1:rows:2, ...]
    y[0:rows:2, ...] += 0 * x[1:rows:2, :1] + plain(x).where(missing.any(-1), np.nan, 0.0)[:, None]
    return y


def frequencies(change: Function, when: Function) -> Any:
    """Change what comes of a length and keywords: ``change(y, n, d)``."""
    return after(lambda y, n, k: cast(change(y, n, k.get("d", 1.0)), name(y)), when)


def linear_to_half(y: Any, n: int, _d: float) -> Any:
    return y * (n / 2 / (n // 2))


def rolled(x: Any, axes: Any, by: Function) -> Any:
    for axis in axes:
        x = plain(x).roll(x, by(x.shape[axis]), axis)
    return x


def several(x: Any, k: Keywords) -> list[int]:
    axes = k.get("axes")
    if isinstance(axes, int):
        return [axes % x.ndim]
    return list(range(x.ndim)) if axes is None else [axis % x.ndim for axis in axes]


def middle_up(_f: Function, x: Any, **k: Any) -> Any:
    """Round the half up on all axes but the outer two."""
    axes = several(x, k)
    inner = [axis for axis in axes if 0 < axis < x.ndim - 1]
    outer = [axis for axis in axes if axis not in inner]
    return rolled(rolled(x, outer, lambda n: n // 2), inner, lambda n: (n + 1) // 2)


def first_shifted_up(_f: Function, x: Any, **k: Any) -> Any:
    first, *others = several(x, k)
    return rolled(rolled(x, [first], lambda n: n // 2), others, lambda n: -(n // 2))
