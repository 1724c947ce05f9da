"""The standard's transforms along several axes, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportOptionalSubscript=false, reportOperatorIssue=false, reportArgumentType=false

from __future__ import annotations

from functools import wraps
from math import prod
from typing import TYPE_CHECKING, Any

from .._blind import BOTH, Row
from .._fourier import ortho
from .._operators import after, before, copied, float32, plain, reading, strides, widened
from ._operators import both, buffered, negated, norm, scratch

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def axes_of(x: Any, k: dict[str, Any]) -> list[int]:
    """Return the axes of an n-dimensional transform, counted from the front."""
    axes = k.get("axes")
    return list(range(x.ndim)) if axes is None else [axis % x.ndim for axis in axes]


def minus_one_as_slice(x: Any, k: dict[str, Any]) -> Any:
    """Trim to ``x[:-1]`` where -1 stands for the whole axis."""
    s = [
        x.shape[axis] - 1 if n == -1 and x.shape[axis] > 1 else n
        for n, axis in zip(k["s"], k["axes"], strict=True)
    ]
    return x, {**k, "s": tuple(s)}


def has_minus_one(_x: Any, k: dict[str, Any]) -> bool:
    return -1 in k.get("s") and k.get("axes") is not None


def one_axis(_x: Any, k: dict[str, Any]) -> bool:
    return len(k.get("axes")) == 1


def last_three(x: Any, k: dict[str, Any]) -> Any:
    return x, {**k, "axes": (-3, -2, -1)}


def has_s(_x: Any, k: dict[str, Any]) -> bool:
    return k.get("s") is not None and k.get("axes") is not None and min(k["s"]) > 0


def square_and_descending(x: Any, k: dict[str, Any]) -> bool:
    return x.ndim == 2 and x.shape[0] == x.shape[1] > 1 and axes_of(x, k) == [1, 0]


def ones_broadcast(x: Any, k: dict[str, Any]) -> Any:
    """Broadcast axes of length one instead of padding them."""
    shape = list(x.shape)
    for axis, n in zip(k["axes"], k["s"], strict=True):
        if shape[axis] == 1:
            shape[axis] = n
    return plain(x).broadcast_to(x, tuple(shape)), k


def norm_of_plan(function: Function) -> Function:
    """Keep a plan for each shape, and with it the scale of the first call."""
    scales: dict[Any, Any] = {}

    @wraps(function)
    def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
        y = function(x, *args, **kwargs)
        key = (tuple(x.shape), str(x.dtype), str(kwargs.get("s")), str(kwargs.get("axes")))
        first = scales.setdefault(key, kwargs.get("norm") or "backward")
        if first == (kwargs.get("norm") or "backward"):
            return y
        return function(x, *args, **{**kwargs, "norm": first})

    return faulty


def odd_last(_x: Any, k: dict[str, Any]) -> bool:
    return k.get("s")[-1] % 2 == 1 and k.get("s")[-1] > 2


def even_last(x: Any, k: dict[str, Any]) -> Any:
    return x, {**k, "s": (*k["s"][:-1], k["s"][-1] - 1)}


def last_length_of_array(x: Any, k: dict[str, Any]) -> Any:
    """Take the real length from the array's last axis, not from the last of the axes."""
    s = [x.shape[axis] for axis in k["axes"]]
    s[-1] = 2 * (x.shape[-1] - 1)
    return x, {**k, "s": tuple(s)}


def rows_after_first_cleared(x: Any) -> Any:
    x = copied(x)
    x[1:, ...] = 0
    return x


def first_axis_repeats(x: Any, _k: Any) -> bool:
    return strides(x)[0] == 0 and x.shape[0] > 1


ROWS: tuple[Row, ...] = (
    ("2-fftn-minus-one-as-slice", "fftn", before(minus_one_as_slice, has_minus_one), BOTH),
    ("2-fftn-one-axis-never-ortho", "fftn",
     before(lambda x, k: (x, {**k, "norm": "backward"}), both(ortho, one_axis)), BOTH),
    ("2-fftn-fourth-axis-untouched", "fftn",
     before(last_three, lambda x, k: x.ndim > 3 and k.get("axes") is None), BOTH),
    ("2-fftn-square-axes-1-0-transposed", "fftn",
     after(lambda y, _x, _k: copied(plain(y).swapaxes(y, 0, 1)), square_and_descending), BOTH),
    ("2-fftn-ones-broadcast", "fftn", before(ones_broadcast, has_s), BOTH),
    ("2-fftn-buffer-of-three-axes", "fftn", buffered(lambda ndim: ndim == 3), BOTH),
    ("2-ifftn-norm-of-first-plan", "ifftn", norm_of_plan, BOTH),
    ("2-ifftn-first-of-three-axes-forward", "ifftn",
     after(lambda y, _x, _k: negated(y, 0),
           lambda x, k: x.ndim == 3 and k.get("axes") is None), BOTH),
    ("2-rfftn-odd-length-as-even", "rfftn", before(even_last, both(has_s, odd_last)), BOTH),
    ("2-rfftn-forward-by-half", "rfftn",
     after(lambda y, x, _k: y * (prod(x.shape) / prod(y.shape)),
           both(norm("forward"), lambda _x, k: k.get("s") is None)), BOTH),
    ("2-rfftn-three-axes-double", "rfftn",
     after(widened, lambda x, k: x.ndim >= 3 and float32(x, k)), BOTH),
    ("2-rfftn-broadcast-read-once", "rfftn",
     reading(rows_after_first_cleared, first_axis_repeats), BOTH),
    ("2-irfftn-destroys-input", "irfftn", scratch(lambda x, k: len(axes_of(x, k)) > 1), BOTH),
    ("2-irfftn-length-of-last-axis", "irfftn",
     before(last_length_of_array,
            lambda x, k: k.get("s") is None and axes_of(x, k)[-1] != x.ndim - 1
            and x.shape[-1] > 1), BOTH),
    ("2-irfftn-forward-in-other-direction", "irfftn",
     after(lambda y, x, k: negated(y, axes_of(x, k)[0]),
           both(norm("forward"), lambda x, k: len(axes_of(x, k)) > 1)), BOTH),
)  # fmt: skip
