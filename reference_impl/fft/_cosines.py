"""Cosine and sine transforms of types 1 to 4, each by one Fourier transform.

All functions transform the last axis of a real array without normalisation, with SciPy's
factor of 2. A sine transform is the cosine transform of the same type with every second
value negated and one side reversed, which costs nothing where the values are sorted anyway;
`odd` is -1 for sines and 1 for cosines.

References
----------
J. Makhoul, A fast cosine transform in one and two dimensions, IEEE Trans. Acoust. Speech
Signal Process. 28 (1980) 27-34. V. Britanak, P. Yip, K. Rao, Discrete Cosine and Sine
Transforms, Academic Press 2007, chapter 4.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from array_api_compat import is_dask_array

from .._common import as_complex, beside
from ._dispatch import FFT, IRFFT, RFFT, run
from ._tables import phases


def cosine_1(xp: Any, x: Any) -> Any:
    """``y[k] = x[0] + (-1)^k x[n-1] + 2 sum_{0<j<n-1} x[j] cos(pi j k / (n - 1))``."""
    if x.shape[-1] < 2:
        msg = "the cosine transform of type 1 needs at least 2 points"
        raise ValueError(msg)
    mirrored = xp.concat([x, xp.flip(x[..., 1:-1], axis=-1)], axis=-1)
    return xp.real(_along_last(xp, RFFT, mirrored, mirrored.shape[-1]))


def sine_1(xp: Any, x: Any) -> Any:
    """``y[k] = 2 sum_j x[j] sin(pi (j + 1) (k + 1) / (n + 1))``."""
    n = x.shape[-1]
    zero = xp.zeros((*x.shape[:-1], 1), **beside(x, x.dtype))
    mirrored = xp.concat([zero, x, zero, -xp.flip(x, axis=-1)], axis=-1)
    return -xp.imag(_along_last(xp, RFFT, mirrored, 2 * n + 2))[..., 1 : n + 1]


def type_2(xp: Any, x: Any, odd: int) -> Any:
    """``y[k] = 2 sum_j x[j] cos(pi (2j + 1) k / 2n)``; sines with (k + 1).

    Of ``V = fft(x[0], x[2], ..., x[3], x[1])`` and ``z = 2 exp(-pi i k / 2n) V`` the real
    part is y[k] and the imaginary part -y[n-k].
    """
    n = x.shape[-1]
    sorted_ = xp.concat([x[..., 0::2], odd * xp.flip(x[..., 1::2], axis=-1)], axis=-1)
    z = _along_last(xp, RFFT, sorted_, n)
    z = z * (2 * phases(xp, Fraction(0), Fraction(-1, 4 * n), n // 2 + 1, x))
    low, high = xp.real(z), -xp.imag(z[..., 1 : (n + 1) // 2])
    if odd < 0:
        return xp.concat([high, xp.flip(low, axis=-1)], axis=-1)
    return xp.concat([low, xp.flip(high, axis=-1)], axis=-1)


def type_3(xp: Any, x: Any, odd: int) -> Any:
    """``y[k] = x[0] + 2 sum_{j>0} x[j] cos(pi j (2k + 1) / 2n)``, the inverse of type 2.

    Sines: ``y[k] = (-1)^k x[n-1] + 2 sum_{j<n-1} x[j] sin(pi (j + 1) (2k + 1) / 2n)``.
    """
    n = x.shape[-1]
    half = n // 2
    reversed_ = xp.flip(x, axis=-1)
    forth, back = (x, reversed_) if odd > 0 else (reversed_, x)
    zero = xp.zeros((*x.shape[:-1], 1), **beside(x, x.dtype))
    z = _complex(xp, forth[..., : half + 1], -xp.concat([zero, back[..., :half]], axis=-1))
    z = z * phases(xp, Fraction(0), Fraction(1, 4 * n), half + 1, x)
    v = _along_last(xp, IRFFT, z, n)
    return _interleaved(xp, v[..., : n - half], odd * xp.flip(v[..., n - half :], axis=-1))


def type_4(xp: Any, x: Any, odd: int) -> Any:
    """``y[k] = 2 sum_j x[j] cos(pi (2j + 1) (2k + 1) / 4n)``; sines likewise.

    Even n: with ``z[j] = x[2j] + i x[n-1-2j]`` and ``w = exp(-pi i (j + 1/8) / n)``, the
    transform ``2 w fft(w z)`` of length n / 2 has y[2k] as real and -y[n-1-2k] as imaginary
    part. Odd n: the odd frequencies of type 2 for x followed by n zeros.
    """
    n = x.shape[-1]
    if odd < 0:
        x = xp.flip(x, axis=-1)
    if n % 2:
        padded = xp.concat([x, xp.zeros(x.shape, **beside(x, x.dtype))], axis=-1)
        y = type_2(xp, padded, 1)[..., 1::2]
        if odd > 0:
            return y
        even, rest = y[..., 0::2], y[..., 1::2]
    else:
        w = phases(xp, Fraction(-1, 16 * n), Fraction(-1, 2 * n), n // 2, x)
        z = _complex(xp, x[..., 0::2], xp.flip(x[..., 1::2], axis=-1))
        z = 2 * w * _along_last(xp, FFT, w * z, n // 2)
        even, rest = xp.real(z), -xp.flip(xp.imag(z), axis=-1)
    return _interleaved(xp, even, odd * rest)


def _along_last(xp: Any, transform: Any, x: Any, n: int) -> Any:
    if is_dask_array(x):
        whole: Any = {x.ndim - 1: -1}
        x = x.rechunk(whole)  # concat has cut the axis into chunks
    norm = "backward" if transform.sign < 0 else "forward"
    return run(xp, transform, x, n, x.ndim - 1, norm)


def _complex(xp: Any, real: Any, imag: Any) -> Any:
    return as_complex(xp, real) + 1j * as_complex(xp, imag)


def _interleaved(xp: Any, even: Any, odd: Any) -> Any:
    """Return even[0], odd[0], even[1], ... where `odd` may be one shorter."""
    n = even.shape[-1] + odd.shape[-1]
    if n % 2:
        odd = xp.concat([odd, even[..., :1]], axis=-1)
    y = xp.reshape(xp.stack([even, odd], axis=-1), (*even.shape[:-1], n + n % 2))
    return y[..., :n]
