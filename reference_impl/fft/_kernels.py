"""Fourier transforms in nothing but reshape, matmul and multiply.

They serve the namespaces that have no fft extension. All of them transform the last axis of
a (batch, points) array and leave out the normalisation. `sign` is that of the exponent.

A length ``n = r m`` splits as ``j = j1 m + j2`` and ``k = k1 + r k2``, and then
``exp(2 pi i j k / n) = exp(2 pi i j1 k1 / r) exp(2 pi i j2 k1 / n) exp(2 pi i j2 k2 / m)``:
a matrix of order r, a multiplication by twiddle factors, and transforms of length m. Doing it
again for m, with the axes swapped in between, is Stockham's method: the result comes out in
order without bit reversal. From the second time on there are several values for each j2, and
a matrix for each j2 that has the twiddle factors in it saves their pass over the data.
Lengths with a large prime factor become a convolution of a convenient length (Bluestein).

References
----------
C. Van Loan, Computational Frameworks for the Fast Fourier Transform, SIAM 1992, sections 1.7,
2.3 and 4.2.
"""

from __future__ import annotations

from typing import Any

from .._common import as_complex, beside, real_dtype
from ._arguments import resize
from ._constants import constant
from ._lengths import next_fast_len, radices
from ._tables import chirp, powers


def complex_to_complex(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform (batch, n) complex values to (batch, n)."""
    if not radices(n):
        return _bluestein(xp, x, n, sign)
    batch, r = x.shape[0], radices(n)[0]
    m, matrix = n // r, powers(xp, x, r, r, sign, r)
    if m == 1:
        return xp.matmul(x, matrix)
    y = xp.matmul(xp.matrix_transpose(xp.reshape(x, (batch, r, m))), matrix)
    y = _stages(xp, y * powers(xp, x, m, r, sign, n), sign)
    return xp.reshape(y, (batch, n))


def real_to_complex(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform (batch, n) real values to the first n // 2 + 1 frequencies.

    After the first matrix, a real one for each part of the result, the frequencies k1 and
    r - k1 are conjugates, so that half of them, and of the work, is enough.
    """
    if not radices(n):
        return _bluestein(xp, as_complex(xp, x), n, sign)[:, : n // 2 + 1]
    batch, r = x.shape[0], radices(n)[0]
    m, half = n // r, r // 2 + 1
    y = xp.matrix_transpose(xp.reshape(x, (batch, r, m)))
    y = xp.matmul(y, _real_and_imag(xp, x, r, sign))
    real, imag = (_twiddles(xp, x, m, half, sign, n, turned) for turned in (0, 1))
    y = _stages(xp, y[:, :, :half] * real + y[:, :, half:] * imag, sign)
    # Frequency (r - k1) + r k2 is the conjugate of k1 + r (m - 1 - k2).
    rows = n // 2 // r + 1
    mirrored = xp.conj(xp.flip(y[:, m - rows :, 1 : r - half + 1], axis=(1, 2)))
    y = xp.concat([y[:, :rows, :], mirrored], axis=2)
    return xp.reshape(y, (batch, rows * r))[:, : n // 2 + 1]


def complex_to_real(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform (batch, n // 2 + 1) frequencies of a real signal to its (batch, n) values.

    The steps of `real_to_complex` backwards. The imaginary parts of the frequencies 0 and
    n / 2 drop out, as the standard demands.
    """
    x = xp.concat([x, xp.conj(xp.flip(x[:, 1 : (n + 1) // 2], axis=1))], axis=1)
    if not radices(n):
        return xp.real(_bluestein(xp, x, n, sign))
    batch, r = x.shape[0], radices(n)[0]
    m, half = n // r, r // 2 + 1
    y = _stages(xp, xp.reshape(x, (batch, m, r))[:, :, :half], sign)
    y = y * powers(xp, y, m, half, sign, n)
    y = xp.concat([xp.real(y), xp.imag(y)], axis=2)
    y = xp.matmul(_real_part(xp, y, r, sign), xp.matrix_transpose(y))
    return xp.reshape(y, (batch, n))


def _stages(xp: Any, y: Any, sign: int) -> Any:
    """Transform the middle axis of (batch, n, several) complex values."""
    shape = batch, m, several = y.shape
    for r in radices(m) if m > 1 else ():
        m //= r
        y = xp.permute_dims(xp.reshape(y, (batch, r, m, several)), (0, 2, 1, 3))
        y = xp.matmul(_stage(xp, y, m, r, sign), y)
        several *= r
    return xp.reshape(y, shape)


@constant
def _stage(xp: Any, like: Any, m: int, r: int, sign: int) -> Any:
    """Return the matrix of order r times the twiddle factors, shape (m, r, r)."""
    twiddles = powers(xp, like, m, r, sign, m * r)
    return twiddles[:, :, None] * powers(xp, like, r, r, sign, r)


@constant
def _twiddles(xp: Any, like: Any, m: int, r: int, sign: int, n: int, turned: int) -> Any:
    """Return the twiddle factors of real parts, or those of imaginary parts: `turned` by i."""
    return 1j**turned * powers(xp, like, m, r, sign, n)


@constant
def _real_and_imag(xp: Any, like: Any, r: int, sign: int) -> Any:
    """Return the real and the imaginary half of the matrix that transforms r real values."""
    matrix = powers(xp, like, r, r // 2 + 1, sign, r)
    return xp.concat([xp.real(matrix), xp.imag(matrix)], axis=1)


@constant
def _real_part(xp: Any, like: Any, r: int, sign: int) -> Any:
    """Return the matrix from real, then imaginary parts of half the frequencies to r values.

    Frequencies k and r - k add up to twice the real part; 0 and r / 2 have no partner.
    """
    half = r // 2 + 1
    weights = [1.0 if k in (0, r - k) else 2.0 for k in range(half)]
    matrix = powers(xp, like, r, half, sign, r)
    parts = xp.stack([xp.real(matrix), -xp.imag(matrix)], axis=1)
    weighted = parts * xp.asarray(weights, **beside(like, real_dtype(xp, like.dtype)))
    return xp.reshape(weighted, (r, 2 * half))


def _bluestein(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform by the convolution that ``j k = (j^2 + k^2 - (k - j)^2) / 2`` makes of it."""
    length = next_fast_len(2 * n - 1, real=True)
    w = chirp(xp, x, n, sign)
    product = complex_to_complex(xp, resize(xp, x * w, length, 1), length, -1)
    product = product * _chirp_spectrum(xp, x, n, sign, length)
    return complex_to_complex(xp, product, length, 1)[:, :n] * w


@constant
def _chirp_spectrum(xp: Any, like: Any, n: int, sign: int, length: int) -> Any:
    """Return the transform of the mirrored chirp, divided by `length`."""
    kernel = xp.conj(chirp(xp, like, n, sign))[None, :]
    back = xp.flip(kernel[:, 1:], axis=1)
    kernel = xp.concat([resize(xp, kernel, length - n + 1, 1), back], axis=1)
    return complex_to_complex(xp, kernel, length, -1) / length
