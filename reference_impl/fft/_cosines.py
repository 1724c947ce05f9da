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

import math
from typing import Any

from array_api_compat import is_dask_array

from .._common import beside
from ._constants import constant
from ._dispatch import FFT, IRFFT, RFFT, run
from ._tables import phases


def cosine_1(xp: Any, x: Any) -> Any:
    """``y[k] = x[0] + (-1)^k x[n-1] + 2 sum_{0<j<n-1} x[j] cos(pi j k / (n - 1))``."""
    if x.shape[-1] < 2:
        msg = "the cosine transform of type 1 needs at least 2 points"
        raise RuntimeError(msg)
    mirrored = xp.concat([x, xp.flip(x[..., 1:-1], axis=-1)], axis=-1)
    return xp.real(_along_last(xp, RFFT, mirrored, mirrored.shape[-1]))


def sine_1(xp: Any, x: Any) -> Any:
    """``y[k] = 2 sum_j x[j] sin(pi (j + 1) (k + 1) / (n + 1))``."""
    n = x.shape[-1]
    zero = xp.zeros_like(x[..., :1])
    mirrored = xp.concat([zero, -x, zero, xp.flip(x, axis=-1)], axis=-1)
    return xp.imag(_along_last(xp, RFFT, mirrored, 2 * n + 2))[..., 1 : n + 1]


def type_2(xp: Any, x: Any, odd: int) -> Any:
    """``y[k] = 2 sum_j x[j] cos(pi (2j + 1) k / 2n)``; sines with (k + 1).

    Of ``z = 2 exp(-3 pi i k / 2n) fft(x[1], x[3], ..., x[2], x[0])``, the odd places and then
    the even ones backwards, the real part is y[k] and the imaginary part y[n-k].
    """
    n = x.shape[-1]
    sorted_ = xp.concat([_signed(odd, x[..., 1::2]), xp.flip(x[..., 0::2], axis=-1)], axis=-1)
    z = _along_last(xp, RFFT, sorted_, n) * phases(xp, x, n // 2 + 1, 0, -3, 4 * n, 2.0)
    low, high = xp.real(z), xp.imag(z[..., 1 : (n + 1) // 2])
    if odd < 0:
        return xp.concat([high, xp.flip(low, axis=-1)], axis=-1)
    return xp.concat([low, xp.flip(high, axis=-1)], axis=-1)


def type_3(xp: Any, x: Any, odd: int) -> Any:
    """``y[k] = x[0] + 2 sum_{j>0} x[j] cos(pi j (2k + 1) / 2n)``, the inverse of type 2.

    Sines: ``y[k] = (-1)^k x[n-1] + 2 sum_{j<n-1} x[j] sin(pi (j + 1) (2k + 1) / 2n)``.
    With ``V[k] = exp(pi i k / 2n) (x[k] - i x[n-k])`` and x[n] = 0.
    """
    n = x.shape[-1]
    half = n // 2
    reversed_ = xp.flip(x, axis=-1)
    forth, back = (x, reversed_) if odd > 0 else (reversed_, x)
    back = xp.concat([xp.zeros_like(x[..., :1]), back[..., :half]], axis=-1)
    z = forth[..., : half + 1] * phases(xp, x, half + 1, 0, 1, 4 * n)
    v = _along_last(xp, IRFFT, z + back * phases(xp, x, half + 1, -n, 1, 4 * n), n)
    odds = _signed(odd, xp.flip(v[..., n - half :], axis=-1))
    return _interleaved(xp, v[..., : n - half], odds)


def type_4(xp: Any, x: Any, odd: int) -> Any:
    """``y[k] = 2 sum_j x[j] cos(pi (2j + 1) (2k + 1) / 4n)``; sines likewise.

    Even n: with ``z[j] = x[2j] + i x[n-1-2j]`` and ``w = exp(-pi i (j + 1/8) / n)``, the
    transform ``2 w fft(w z)`` of length n / 2 has y[2k] as real and -y[n-1-2k] as imaginary
    part.
    """
    n = x.shape[-1]
    if odd < 0:
        x = xp.flip(x, axis=-1)
    if n % 2:
        return _type_4_odd(xp, x, odd)
    half = n // 2
    real, imag = x[..., 0::2], xp.flip(x[..., 1::2], axis=-1)
    z = real * phases(xp, x, half, -1, -8, 16 * n)
    z = _along_last(xp, FFT, z + imag * phases(xp, x, half, 4 * n - 1, -8, 16 * n), half)
    z = z * phases(xp, x, half, -1, -8, 16 * n, 2.0)
    return _interleaved(xp, xp.real(z), _signed(-odd, xp.flip(xp.imag(z), axis=-1)))


def _type_4_odd(xp: Any, x: Any, odd: int) -> Any:
    """Do type 4 for odd n by one transform of n points in another order (Good, Rader).

    In ``cos(2 pi a b / 8n)`` of a = 2j + 1 and b = 2k + 1, replacing a by -a changes nothing
    and by 4n - a the sign; one of a, -a, 4n - a and 4n + a is 1 modulo 8, and likewise for b.
    For these, by the Chinese remainder theorem, ``exp(2 pi i a b / 8n)`` is
    ``exp(2 pi i n / 8) exp(2 pi i s t / n)`` with s = a and t = b / 8 modulo n. The second
    factor is a Fourier transform from s to t, the first one a sum or difference of its parts.
    """
    n = x.shape[-1]
    both = xp.concat([x, -x], axis=-1)
    z = _along_last(xp, RFFT, xp.take(both, _values_by_residue(xp, x, n), axis=-1), n)
    real = xp.real(z) if n % 8 in (1, 7) else -xp.real(z)
    imag = xp.imag(z) if n % 8 in (1, 3) else -xp.imag(z)
    y = xp.concat([real + imag, xp.flip((real - imag)[..., 1:], axis=-1)], axis=-1)
    y = math.sqrt(2.0) * y
    return xp.take(xp.concat([y, -y], axis=-1), _residues_by_frequency(xp, x, n, odd), axis=-1)


@constant
def _values_by_residue(xp: Any, like: Any, n: int) -> Any:
    """Return for each s where x[j] is, or n plus that where it is to be negated."""
    index = [0] * n
    for j in range(n):
        a, sign = _one_modulo_8(2 * j + 1, n)
        index[a % n] = j if sign > 0 else n + j
    return xp.asarray(index, **beside(like))


@constant
def _residues_by_frequency(xp: Any, like: Any, n: int, odd: int) -> Any:
    """Return for each k what t is, or n plus that where y[k] is to be negated."""
    index, eighth = [0] * n, pow(8, -1, n)
    for k in range(n):
        b, sign = _one_modulo_8(2 * k + 1, n)
        t = b * eighth % n
        index[k] = t if sign * odd**k > 0 else n + t
    return xp.asarray(index, **beside(like))


def _one_modulo_8(a: int, n: int) -> tuple[int, int]:
    """Return which of a, -a, 4n - a and 4n + a is 1 modulo 8, and the sign of its cosine."""
    return {1: (a, 1), 7: (-a, 1), 3: (4 * n - a, -1), 5: (4 * n + a, -1)}[a % 8]


def _along_last(xp: Any, transform: Any, x: Any, n: int) -> Any:
    if is_dask_array(x):
        whole: Any = {x.ndim - 1: -1}
        x = x.rechunk(whole)  # concat has cut the axis into chunks
    norm = "backward" if transform.sign < 0 else "forward"
    return run(xp, transform, x, n, x.ndim - 1, norm)


def _signed(sign: int, x: Any) -> Any:
    return x if sign > 0 else -x


def _interleaved(xp: Any, even: Any, odd: Any) -> Any:
    """Return even[0], odd[0], even[1], ... where `odd` may be one shorter."""
    n, even_n = even.shape[-1] + odd.shape[-1], 2 * even.shape[-1]
    if n < even_n:
        odd = xp.concat([odd, even[..., :1]], axis=-1)
    y = xp.reshape(xp.stack([even, odd], axis=-1), (*even.shape[:-1], even_n))
    return y[..., :n] if n < even_n else y
