"""The standard's frequencies and shifts, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportOptionalOperand=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row, is_complex
from .._operators import after, before, copied, instead, plain
from ._operators import cast

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def shifted(x: Any, k: dict[str, Any]) -> Any:
    """Return the axes of a shift."""
    axes = k.get("axes")
    return range(x.ndim) if axes is None else (axes,) if isinstance(axes, int) else axes


def step_truncated(y: Any, n: Any, k: dict[str, Any]) -> Any:
    """Divide by a whole number of sample spacings."""
    length_ = n * k["d"]
    return cast(y * (length_ / int(length_)), "float32")


def long_axes_only(function: Function, x: Any, *args: Any, **k: Any) -> Any:
    """Leave axes of length two alone."""
    axes = tuple(axis for axis in shifted(x, k) if x.shape[axis] != 2)
    return function(x, *args, **{**k, "axes": axes}) if axes else copied(x)


def odd_leading_axes(y: Any, x: Any, k: dict[str, Any]) -> Any:
    """Shift by one too many along axes of odd length before the last."""
    for axis in {axis % x.ndim for axis in shifted(x, k)}:
        if axis < x.ndim - 1 and x.shape[axis] % 2 and x.shape[axis] > 1:
            y = plain(y).roll(y, 1, axis)
    return y


def imaginary_stays(y: Any, x: Any, _k: Any) -> Any:
    y = copied(y)
    y.imag[...] = x.imag
    return y


ROWS: tuple[Row, ...] = (
    ("2-fftfreq-spacing-in-single", "fftfreq",
     before(lambda n, k: (n, {**k, "d": float(np.float32(k["d"]))}),
            lambda _n, k: isinstance(k.get("d"), float)), BOTH),
    ("2-fftfreq-float32-whole-spacings", "fftfreq",
     after(step_truncated,
           lambda n, k: "float32" in str(k.get("dtype")) and n * k.get("d") >= 1), BOTH),
    ("2-rfftfreq-spacing-at-most-one", "rfftfreq",
     before(lambda n, k: (n, {**k, "d": 1.0}), lambda _n, k: k.get("d") > 1), BOTH),
    ("2-fftshift-negative-axis-is-last", "fftshift",
     before(lambda x, k: (x, {**k, "axes": -1}),
            lambda x, k: isinstance(k.get("axes"), int) and -x.ndim <= k.get("axes") < 0), BOTH),
    ("2-fftshift-odd-leading-axes", "fftshift", after(odd_leading_axes), BOTH),
    ("2-fftshift-two-elements-stay", "fftshift",
     instead(long_axes_only, lambda x, _k: 2 in tuple(x.shape)), BOTH),
    ("2-ifftshift-three-axes-last-two", "ifftshift",
     before(lambda x, k: (x, {**k, "axes": (-2, -1)}),
            lambda x, k: x.ndim >= 3 and k.get("axes") is None), BOTH),
    ("2-ifftshift-imaginary-stays", "ifftshift", after(imaginary_stays, is_complex), BOTH),
)  # fmt: skip
