"""Fourier transforms in nothing but reshape, matmul and multiply.

They serve the namespaces that have no fft extension. All of them transform the first axis
of a (points, batch) array and leave out the normalisation. `sign` is that of the exponent.

A length ``n = r m`` splits as ``j = j1 m + j2`` and ``k = k1 + r k2``, and then
``exp(2 pi i j k / n) = exp(2 pi i j1 k1 / r) exp(2 pi i j2 k1 / n) exp(2 pi i j2 k2 / m)``:
a matrix of order r, a multiplication by twiddle factors, and transforms of length m. Doing it
again for m, with the axes swapped in between, is Stockham's method: the result comes out in
order without bit reversal. Lengths with a large prime factor become a convolution of a
convenient length (Bluestein).

References
----------
C. Van Loan, Computational Frameworks for the Fast Fourier Transform, SIAM 1992, sections 1.7,
2.3 and 4.2.
"""

from __future__ import annotations

from typing import Any

from .._common import as_complex, beside
from ._arguments import resize
from ._lengths import next_fast_len, radices
from ._tables import chirp, powers


def complex_to_complex(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform (n, batch) complex values to (n, batch)."""
    factors = radices(n)
    if not factors:
        return _bluestein(xp, x, n, sign)
    matrices = {r: powers(xp, r, r, sign * r, x) for r in set(factors)}
    batch, m, y = x.shape[1], n, x
    for r in factors:
        m //= r
        y = xp.matmul(matrices[r], xp.reshape(y, (r, -1)))
        if m > 1:
            y = xp.reshape(y, (r, m, -1)) * powers(xp, r, m, sign * r * m, x)[:, :, None]
            y = xp.permute_dims(y, (1, 0, 2))
    return xp.reshape(y, (n, batch))


def real_to_complex(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform (n, batch) real values to the first n // 2 + 1 frequencies.

    After the first matrix the rows k1 and r - k1 are conjugates, so that half of the rows,
    and of the work, is enough.
    """
    z = as_complex(xp, x)
    factors = radices(n)
    if not factors:
        return _bluestein(xp, z, n, sign)[: n // 2 + 1, :]
    r, batch = factors[0], x.shape[1]
    m, half = n // r, r // 2 + 1
    y = xp.matmul(powers(xp, r, r, sign * r, z)[:half, :], xp.reshape(z, (r, -1)))
    if m == 1:
        return y
    y = xp.reshape(y, (half, m, batch)) * powers(xp, r, m, sign * r * m, z)[:half, :, None]
    y = xp.reshape(xp.permute_dims(y, (1, 0, 2)), (m, half * batch))
    y = xp.reshape(complex_to_complex(xp, y, m, sign), (m, half, batch))
    # Frequency (r - k1) + r k2 is the conjugate of k1 + r (m - 1 - k2).
    rows = n // 2 // r + 1
    mirrored = xp.conj(xp.flip(y[m - rows :, 1 : r - half + 1, :], axis=(0, 1)))
    y = xp.concat([y[:rows, :, :], mirrored], axis=1)
    return xp.reshape(y, (rows * r, batch))[: n // 2 + 1, :]


def complex_to_real(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform (n // 2 + 1, batch) frequencies of a real signal to its (n, batch) values.

    The steps of `real_to_complex` backwards. The imaginary parts of the frequencies 0 and
    n / 2 drop out, as the standard demands.
    """
    x = xp.concat([x, xp.conj(xp.flip(x[1 : (n + 1) // 2, :], axis=0))], axis=0)
    factors = radices(n)
    if not factors:
        return xp.real(_bluestein(xp, x, n, sign))
    r, batch = factors[0], x.shape[1]
    m, half = n // r, r // 2 + 1
    y = xp.reshape(x, (m, r, batch))[:, :half, :]
    if m > 1:
        y = complex_to_complex(xp, xp.reshape(y, (m, half * batch)), m, sign)
        y = xp.reshape(y, (m, half, batch))
        y = xp.permute_dims(y, (1, 0, 2)) * powers(xp, r, m, sign * r * m, x)[:half, :, None]
    # Rows k1 and r - k1 add up to twice the real part; 0 and r / 2 have no partner.
    matrix = powers(xp, r, r, sign * r, x)[:, :half]
    weights = [1.0 if k in (0, r - k) else 2.0 for k in range(half)]
    matrix = matrix * xp.asarray(weights, **beside(x, x.dtype))
    y = xp.matmul(matrix, xp.reshape(y, (half, m * batch)))
    return xp.reshape(xp.real(y), (n, batch))


def _bluestein(xp: Any, x: Any, n: int, sign: int) -> Any:
    """Transform by the convolution that ``j k = (j^2 + k^2 - (k - j)^2) / 2`` makes of it."""
    length = next_fast_len(2 * n - 1, real=True)
    w = xp.asarray(chirp(n, sign), **beside(x, x.dtype))[:, None]
    kernel = resize(xp, xp.conj(w), length - n + 1, 0)
    kernel = xp.concat([kernel, xp.flip(kernel[1:n, :], axis=0)], axis=0)
    product = complex_to_complex(xp, resize(xp, x * w, length, 0), length, -1)
    product = product * complex_to_complex(xp, kernel, length, -1)
    return complex_to_complex(xp, product, length, 1)[:n, :] * (w / length)
