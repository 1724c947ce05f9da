"""How a transform runs: check, convert, then the namespace's own fft, or ours.

The six transforms along one axis, and through them those along several, differ in the three
facts of the table `TRANSFORMS`; everything else they share.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from array_api_compat import is_torch_array

from .._common import as_array, as_complex, as_floating, is_complex
from . import _kernels
from ._arguments import (
    check_axis,
    check_lengths,
    check_options,
    filled,
    integer,
    move_axis,
    resize,
    shape_and_axes,
)
from ._extension import extension, takes_real

if TYPE_CHECKING:
    from collections.abc import Callable


class Transform(NamedTuple):
    """What makes one of the transforms along one axis."""

    name: str
    kernel: Callable[[Any, Any, int, int], Any]
    sign: int  # of the exponent 2 pi i j k / n; -1 is forward
    takes_real: bool = False
    gives_real: bool = False  # and takes the first half of a Hermitian array


FFT = Transform("fft", _kernels.complex_to_complex, -1)
IFFT = Transform("ifft", _kernels.complex_to_complex, +1)
RFFT = Transform("rfft", _kernels.real_to_complex, -1, takes_real=True)
IRFFT = Transform("irfft", _kernels.complex_to_real, +1, gives_real=True)
HFFT = Transform("hfft", _kernels.complex_to_real, -1, gives_real=True)
IHFFT = Transform("ihfft", _kernels.real_to_complex, +1, takes_real=True)

# The power of n that the result is multiplied by, for each norm and sign.
SCALES = {
    "backward": {-1: 0, +1: -1},
    "ortho": {-1: -0.5, +1: -0.5},
    "forward": {-1: -1, +1: 0},
}


def along_axis(
    transform: Transform,
    x: Any,
    n: int | None,
    axis: int,
    norm: str | None,
    workers: int | None,
    plan: Any,
) -> Any:
    """Run one of the public transforms along one axis."""
    xp, x = as_array(x)
    check_options(xp, norm, workers, plan)
    axis = check_axis(x, axis)
    points = x.shape[axis]
    if n is None:
        length = 2 * (points - 1) if transform.gives_real else points
    else:
        length = integer(n, "n")
    check_lengths(length)
    x = filled(xp, prepared(xp, transform, x), (length,), (axis,))
    return run(xp, transform, x, length, axis, norm or "backward")


def along_axes(
    transform: Transform,
    x: Any,
    s: Any,
    axes: Any,
    norm: str | None,
    workers: int | None,
    plan: Any,
) -> Any:
    """Run one of the public transforms along several axes, a real one halving the last.

    `transform` is what happens along the last axis; along the others it is the complex
    transform of the same sign.
    """
    xp, x = as_array(x)
    check_options(xp, norm, workers, plan)
    lengths, axes = shape_and_axes(x, s, axes)
    real = transform.takes_real or transform.gives_real
    if real and not axes:
        msg = "at least 1 axis must be transformed"
        raise ValueError(msg)
    if not axes:
        return x
    if transform.gives_real and s is None:
        lengths = (*lengths[:-1], 2 * (lengths[-1] - 1))
        check_lengths(lengths)
    x, norm = filled(xp, prepared(xp, transform, x), lengths, axes), norm or "backward"
    module = extension(xp)
    if transform in (FFT, IFFT, RFFT, IRFFT) and hasattr(module, transform.name + "n"):
        whole = getattr(module, transform.name + "n")
        return whole(accepted(xp, module, transform, x), s=lengths, axes=axes, norm=norm)
    steps = list(zip(lengths, axes, strict=True))
    if transform.takes_real:  # the real axis first, and last on the way back
        n, axis = steps.pop()
        x = run(xp, transform, x, n, axis, norm)
    for n, axis in steps[: -1 if transform.gives_real else None]:
        x = run(xp, FFT if transform.sign < 0 else IFFT, x, n, axis, norm)
    return run(xp, transform, x, *steps[-1], norm) if transform.gives_real else x


def run(xp: Any, transform: Transform, x: Any, n: int, axis: int, norm: str) -> Any:
    """Transform checked input by the extension if it has this function, else by ours."""
    module = extension(xp)
    function = getattr(module, transform.name, None)
    if function is None:
        y = by_kernel(xp, transform, x, n, axis)
        exponent = SCALES[norm][transform.sign]
        return y * n**exponent if exponent else y
    y = function(accepted(xp, module, transform, x), n=n, axis=axis, norm=norm)
    if transform is IHFFT and is_torch_array(y):
        # torch only marks the result as conjugated: neither NumPy nor DLPack can read that.
        y = y.resolve_conj()
    return y


def prepared(xp: Any, transform: Transform, x: Any) -> Any:
    """Return `x` in a floating-point dtype, refusing complex values for a real transform."""
    if transform.takes_real and is_complex(xp, x):
        msg = f"x must be a real sequence, got dtype {x.dtype}"
        raise TypeError(msg)
    return as_floating(xp, x)


def accepted(xp: Any, module: Any, transform: Transform, x: Any) -> Any:
    """Return `x` in a dtype that the extension takes; the standard promises only complex."""
    if transform.takes_real or is_complex(xp, x):
        return x
    if not transform.gives_real and takes_real(xp, module):
        return x
    return as_complex(xp, x)


def by_kernel(xp: Any, transform: Transform, x: Any, n: int, axis: int) -> Any:
    """Transform by our own kernels, which want the axis last and all others in one."""
    if not transform.takes_real:
        x = as_complex(xp, x)
    x = resize(xp, x, n // 2 + 1 if transform.gives_real else n, axis)
    x = move_axis(xp, x, axis, -1)
    rows = xp.reshape(x, (math.prod(x.shape[:-1]), x.shape[-1]))
    y = transform.kernel(xp, rows, n, transform.sign)
    return move_axis(xp, xp.reshape(y, (*x.shape[:-1], y.shape[-1])), -1, axis)
