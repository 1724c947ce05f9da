"""Cosine and sine transforms of types 1 to 4, each by one Fourier transform of real numbers.

All functions transform the last axis of a real array, with SciPy's factor of 2, and multiply
by `scale`. A sine transform is the cosine transform of the same type with every second value
negated and one side reversed, which costs nothing where the values are sorted anyway; `odd`
is -1 for sines and 1 for cosines.

References
----------
J. Makhoul, A fast cosine transform in one and two dimensions, IEEE Trans. Acoust. Speech
Signal Process. 28 (1980) 27-34. V. Britanak, P. Yip, K. Rao, Discrete Cosine and Sine
Transforms, Academic Press 2007, chapter 4.
"""

from __future__ import annotations

from typing import Any

from .._common import in_one_chunk
from ._constants import constant
from ._dispatch import IRFFT, RFFT, run
from ._tables import phases


def cosine_1(xp: Any, x: Any, scale: float) -> Any:
    """``y[k] = x[0] + (-1)^k x[n-1] + 2 sum_{0<j<n-1} x[j] cos(pi j k / (n - 1))``."""
    mirrored = xp.concat([x, xp.flip(x[..., 1:-1], axis=-1)], axis=-1)
    points = mirrored.shape[-1]
    return scale * points * xp.real(_mean(xp, RFFT, mirrored, points))


def sine_1(xp: Any, x: Any, scale: float) -> Any:
    """``y[k] = 2 sum_j x[j] sin(pi (j + 1) (k + 1) / (n + 1))``."""
    n = x.shape[-1]
    points = 2 * n + 2
    zero = xp.zeros_like(x[..., :1])
    mirrored = xp.concat([zero, -x, zero, xp.flip(x, axis=-1)], axis=-1)
    return scale * points * xp.imag(_mean(xp, RFFT, mirrored, points)[..., 1 : n + 1])


def type_2(xp: Any, x: Any, odd: int, scale: float) -> Any:
    """``y[k] = 2 sum_j x[j] cos(pi (2j + 1) k / 2n)``; sines with (k + 1).

    Of ``z = 2 exp(-3 pi i k / 2n) fft(x[1], x[3], ..., x[2], x[0])``, the odd places and then
    the even ones backwards, the real part is y[k] and the imaginary part y[n-k].
    """
    n = x.shape[-1]
    sorted_ = xp.concat([_signed(odd, x[..., 1::2]), xp.flip(x[..., 0::2], axis=-1)], axis=-1)
    z = _mean(xp, RFFT, sorted_, n) * phases(xp, x, n // 2 + 1, 0, -3, 4 * n, 2 * n * scale)
    low, high = xp.real(z), xp.imag(z[..., 1 : (n + 1) // 2])
    if odd < 0:
        return xp.concat([high, xp.flip(low, axis=-1)], axis=-1)
    return xp.concat([low, xp.flip(high, axis=-1)], axis=-1)


def type_3(xp: Any, x: Any, odd: int, scale: float) -> Any:
    """``y[k] = x[0] + 2 sum_{j>0} x[j] cos(pi j (2k + 1) / 2n)``, the inverse of type 2.

    Sines: ``y[k] = (-1)^k x[n-1] + 2 sum_{j<n-1} x[j] sin(pi (j + 1) (2k + 1) / 2n)``.
    With ``V[k] = exp(pi i k / 2n) (x[k] - i x[n-k])`` and x[n] = 0.
    """
    n = x.shape[-1]
    half = n // 2
    reversed_ = xp.flip(x, axis=-1)
    forth, back = (x, reversed_) if odd > 0 else (reversed_, x)
    back = xp.concat([xp.zeros_like(x[..., :1]), back[..., :half]], axis=-1)
    z = forth[..., : half + 1] * phases(xp, x, half + 1, 0, 1, 4 * n, n * scale)
    z = z + back * phases(xp, x, half + 1, -n, 1, 4 * n, n * scale)
    v = _mean(xp, IRFFT, z, n)
    return _interleaved(xp, v[..., : n - half], odd, xp.flip(v[..., n - half :], axis=-1))


def type_4(xp: Any, x: Any, odd: int, scale: float) -> Any:
    """``y[k] = 2 sum_j x[j] cos(pi (2j + 1) (2k + 1) / 4n)``; sines likewise.

    With ``p[j] = pi (2j + 1) / 4n - pi / 4`` and ``u[j] = x[j] cos p[j] + x[n-1-j] sin p[j]``,
    of ``z = 2 exp(-pi i (k / n + 1 / 4)) fft(u)`` the real part is y[2k] and the imaginary
    part -y[2k-1].
    """
    n = x.shape[-1]
    half = n // 2
    reversed_ = xp.flip(x, axis=-1)
    forth, back = (x, reversed_) if odd > 0 else (reversed_, x)
    u = forth * _rotation(xp, x, n, xp.real) + back * _rotation(xp, x, n, xp.imag)
    z = _mean(xp, RFFT, u, n) * phases(xp, x, half + 1, -n, -4, 8 * n, 2 * n * scale)
    return _interleaved(xp, xp.real(z[..., : n - half]), -odd, xp.imag(z[..., 1 : half + 1]))


@constant
def _rotation(xp: Any, like: Any, n: int, part: Any) -> Any:
    """Return cosines or sines, `part` is which of them, of the angles p of `type_4`."""
    angles = phases(xp, like, n, 1 - n, 2, 8 * n)
    return 1.0 * part(angles)  # a copy, as slices of complex values are slower to read


def _mean(xp: Any, transform: Any, x: Any, n: int) -> Any:
    """Transform the last axis and divide by `n`.

    NumPy does what divides by nothing in double precision, at a third of the speed.
    """
    last = x.ndim - 1
    norm = "forward" if transform.sign < 0 else "backward"
    # concat has cut the axis into chunks
    return run(xp, transform, in_one_chunk(x, last), n, last, norm)


def _signed(sign: int, x: Any) -> Any:
    return x if sign > 0 else -x


def _interleaved(xp: Any, even: Any, sign: int, odd: Any) -> Any:
    """Return even[0], sign odd[0], even[1], ... where `odd` may be one shorter."""
    n, even_n = even.shape[-1] + odd.shape[-1], 2 * even.shape[-1]
    odd = _signed(sign, odd)
    if n < even_n:
        odd = xp.concat([odd, even[..., :1]], axis=-1)
    y = xp.concat([even[..., None], odd[..., None]], axis=-1)
    y = xp.reshape(y, (*even.shape[:-1], even_n))
    return y[..., :n] if n < even_n else y
