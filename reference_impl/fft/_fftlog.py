"""The fast Hankel transform of a logarithmically spaced function (FFTLog).

References
----------
A. J. S. Hamilton, Uncorrelated modes of the non-linear power spectrum, Mon. Not. R. Astron.
Soc. 312 (2000) 257-284, appendix B. https://arxiv.org/abs/astro-ph/9905191
"""

from __future__ import annotations

import cmath
import math
import warnings
from typing import Any

from .._common import as_array, beside, complex_dtype, in_one_chunk
from ._arguments import AxisError
from ._dispatch import IRFFT, RFFT, prepared, run
from ._gamma import gamma_ratio, log_gamma

LOG_2 = math.log(2.0)


def fht(a: Any, dln: float, mu: float, offset: float = 0.0, bias: float = 0.0) -> Any:
    """Transform a function at logarithmically spaced points by the Hankel transform.

    Parameters
    ----------
    a : array of real numbers
        Values at ``r[j] = r[c] exp((j - c) dln)``, c = (n - 1) / 2, along the last axis.
    dln : float
        Logarithmic spacing of the points.
    mu : float
        Order of the Bessel function.
    offset : float, default 0.0
        Logarithm of the product of the central points, ``k[c] r[c]``.
    bias : float, default 0.0
        Exponent of the power law that is divided out first.

    Returns
    -------
    array
        Values at ``k[j] = k[c] exp((j - c) dln)``, in the shape and real dtype of `a`.

    Raises
    ------
    TypeError
        If `a` is not an array of real numbers.
    ValueError
        If `a` has no axis.

    Warns
    -----
    UserWarning
        If the transform is singular for this order and bias; its mean is then left out.

    Notes
    -----
    ``A(k) = integral a(r) J_mu(k r) k dr``, exact for the periodic continuation of a / r^bias
    in log r: that becomes ``irfft(rfft(a) u)``. The n // 2 + 1 coefficients u are computed on
    the host in double precision, as their phase grows like ``y log y`` with
    ``y = pi / (2 dln)``: in float32 nothing would be left of it. The data stay where they are.
    """
    return _hankel(a, dln, mu, offset, bias, inverse=False)


def ifht(A: Any, dln: float, mu: float, offset: float = 0.0, bias: float = 0.0) -> Any:
    """Undo `fht`: transform the values at the points k back to those at the points r.

    Parameters
    ----------
    A : array of real numbers
        Values at ``k[j] = k[c] exp((j - c) dln)``, c = (n - 1) / 2, along the last axis.
    dln, mu, offset, bias : float
        As in `fht`.

    Returns
    -------
    array
        Values at ``r[j] = r[c] exp((j - c) dln)``, in the shape and real dtype of `A`.

    Raises
    ------
    TypeError
        If `A` is not an array of real numbers.
    ValueError
        If `A` has no axis.

    Warns
    -----
    UserWarning
        If the inverse is singular for this order and bias; its mean is then left out.

    Notes
    -----
    ``irfft(rfft(A) / conj(u))`` with the coefficients u of `fht`.
    """
    return _hankel(A, dln, mu, offset, bias, inverse=True)


def fhtoffset(dln: float, mu: float, initial: float = 0.0, bias: float = 0.0) -> float:
    """Return the offset nearest to `initial` at which `fht` rings least.

    Parameters
    ----------
    dln : float
        Logarithmic spacing of the points.
    mu : float
        Order of the Bessel function.
    initial : float, default 0.0
        Offset to start from.
    bias : float, default 0.0
        Exponent of the power law.

    Returns
    -------
    float
        At most ``dln / 2`` from `initial`.

    Notes
    -----
    There the coefficient of the highest frequency is real (Hamilton 2000, equation 186).

    Examples
    --------
    >>> round(fhtoffset(0.1, 2.0, 0.5), 12)
    0.545458147768
    """
    y = math.pi / (2 * dln)
    plus, minus = (log_gamma(complex((mu + 1 + q) / 2, y)) for q in (bias, -bias))
    turns = (LOG_2 - initial) / dln + (plus.imag + minus.imag) / math.pi
    return initial + (turns - round(turns)) * dln


def _hankel(a: Any, dln: float, mu: float, offset: float, bias: float, *, inverse: bool) -> Any:
    xp, a = as_array(a)
    if a.ndim == 0:
        msg = "expected an array with at least one axis, got none"
        raise AxisError(msg)
    a = prepared(xp, RFFT, a)
    n, last = a.shape[-1], a.ndim - 1
    a = in_one_chunk(a, last)
    slope = bias if inverse else -bias
    if bias:
        a = a * _power_law(xp, n, slope, dln, offset if inverse else 0.0, a)
    u = _coefficients(n, dln, mu, offset, bias, inverse=inverse)
    if inverse:
        u = [_reciprocal(value.conjugate()) for value in u]
    spectrum = run(xp, RFFT, a, n, last, "backward")
    spectrum = spectrum * xp.asarray(u, **beside(a, complex_dtype(xp, a.dtype)))
    a = xp.flip(run(xp, IRFFT, spectrum, n, last, "backward"), axis=-1)
    if bias:
        a = a * _power_law(xp, n, slope, dln, 0.0 if inverse else offset, a)
    return a


def _power_law(xp: Any, n: int, slope: float, dln: float, offset: float, like: Any) -> Any:
    """Return ``exp(slope ((j - c) dln + offset))``, rounded once."""
    center = (n - 1) / 2
    values = [math.exp(slope * ((j - center) * dln + offset)) for j in range(n)]
    return xp.asarray(values, **beside(like, like.dtype))


def _coefficients(
    n: int, dln: float, mu: float, offset: float, bias: float, *, inverse: bool
) -> list[complex]:
    """Return ``u[m] = (k r)^(-2iy) 2^(q + 2iy) Gamma(x + q/2 + iy) / Gamma(x - q/2 - iy)``.

    With x = (mu + 1) / 2, q the bias and y = pi m / (n dln); Hamilton 2000, equation 174.
    """
    plus, minus = (mu + 1 + bias) / 2, (mu + 1 - bias) / 2
    u = [2.0**bias * gamma_ratio(plus, minus) + 0j]
    for m in range(1, n // 2 + 1):
        y = math.pi * m / (n * dln)
        a, b = log_gamma(complex(plus, y)), log_gamma(complex(minus, y))
        phase = a.imag + b.imag + 2 * y * (LOG_2 - offset)
        u.append(cmath.exp(complex(a.real - b.real + LOG_2 * bias, phase)))
    if n % 2 == 0:
        u[-1] = complex(u[-1].real)
    if math.isinf(u[0].real) and not inverse:
        warnings.warn("singular transform; consider changing the bias", stacklevel=4)
        u[0] = 0j
    if u[0] == 0 and inverse:
        warnings.warn("singular inverse transform; consider changing the bias", stacklevel=4)
        u[0] = complex(math.inf)
    return u


def _reciprocal(z: complex) -> complex:
    return 0j if cmath.isinf(z) else 1 / z
