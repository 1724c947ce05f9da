"""Exact expected values of the discrete Fourier transforms, by their definitions.

One function serves all eighteen: a kind (complex to complex, real to complex, complex to
real), the sign of the exponent, and the axes. SciPy's and the standard's conventions: the
real transform comes first along the last of the axes, the Hermitian one last, and the
imaginary parts of the zero and Nyquist entries of a Hermitian input have no effect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ._integers import BITS, ONE, Fixed, dft

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["c2c", "r2c", "c2r"]
Norm = Literal["backward", "ortho", "forward"]


def fourier(
    x: Any, *, kind: Kind, sign: int, lengths: Sequence[int], axes: Sequence[int], norm: Norm
) -> Any:
    """Transform a host array.

    Parameters
    ----------
    x : numpy.ndarray
        Input; trimmed or padded with zeros to what `lengths` needs.
    kind : {"c2c", "r2c", "c2r"}
        What goes in and out.
    sign : {-1, 1}
        Of the exponent. -1 transforms (`fft`, `rfft`, `hfft`) are scaled under
        ``norm="forward"``, +1 transforms (`ifft`, `irfft`, `ihfft`) under ``"backward"``.
    lengths, axes : sequence of int
        Transform length (of the real side) along each axis.
    norm : {"backward", "ortho", "forward"}
        Scaling.

    Returns
    -------
    numpy.ndarray
        complex128, or float64 for "c2r": the exact values, rounded once.
    """
    value = Fixed.of(x)
    *others, last = zip(axes, lengths, strict=True)
    if kind == "r2c":
        value = value.along(last[0], lambda v: _half(dft(resized(v, last[1]), sign)))
    for axis, n in reversed(others):
        value = value.along(axis, lambda v, n=n: dft(resized(v, n), sign))
    if kind == "c2c":
        value = value.along(last[0], lambda v: dft(resized(v, last[1]), sign))
    if kind == "c2r":
        value = value.along(last[0], lambda v: dft(hermitian(v, last[1]), sign))
    value = normalised(value, math.prod(lengths), norm, inverse=sign > 0)
    return value.real() if kind == "c2r" else value.complex()


def resized(x: Fixed, n: int) -> Fixed:
    """Trim the last axis or pad it with zeros at the end."""
    missing = n - x.shape[-1]
    if missing <= 0:
        return x.map(lambda part: part[..., :n])
    # Not np.pad: it writes NumPy integers, which overflow, among Python's.
    zeros = np.zeros((*x.shape[:-1], missing), dtype=object)
    return x.map(lambda part: np.concatenate([part, zeros], axis=-1))


def hermitian(x: Fixed, n: int) -> Fixed:
    """Extend the first n // 2 + 1 entries so that their transform is real."""
    x = resized(x, n // 2 + 1)
    im = x.im.copy()
    im[..., 0] = 0
    if n % 2 == 0:
        im[..., -1] = 0
    tail = slice((n - 1) // 2, 0, -1)
    return Fixed(
        np.concatenate([x.re, x.re[..., tail]], axis=-1),
        np.concatenate([im, -im[..., tail]], axis=-1),
    )


def _half(x: Fixed) -> Fixed:
    return x.map(lambda part: part[..., : part.shape[-1] // 2 + 1])


def normalised(x: Fixed, n: int, norm: Norm, *, inverse: bool) -> Fixed:
    """Scale by 1, 1 / n or 1 / sqrt(n)."""
    if norm == "ortho":
        return x.scaled(ONE, math.isqrt(n << 2 * BITS))
    return x.scaled(1, n) if (norm == "backward") == inverse else x
