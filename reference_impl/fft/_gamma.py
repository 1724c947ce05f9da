"""The gamma function where the fast Hankel transform needs it, on the host.

References
----------
NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov, sections 5.5, 5.11.
"""

from __future__ import annotations

import cmath
import math

# B[2k] / (2k (2k - 1)) of Stirling's series, DLMF 5.11.1.
STIRLING = (
    1 / 12,
    -1 / 360,
    1 / 1260,
    -1 / 1680,
    1 / 1188,
    -691 / 360360,
    1 / 156,
    -3617 / 122400,
    43867 / 244188,
    -174611 / 125400,
)


def log_gamma(z: complex) -> complex:
    """Return a logarithm of ``Gamma(z)`` for z off the negative real axis.

    Its imaginary part is continuous, not reduced to one turn. Relative error about 1e-15.
    """
    shift = 0j
    while z.real < 12 and abs(z) < 25:  # there ten terms of the series fall below 1e-17
        shift += cmath.log(z)
        z += 1
    series, power = 0j, 1 / z
    for coefficient in STIRLING:
        series += coefficient * power
        power /= z * z
    return (z - 0.5) * cmath.log(z) - z + 0.5 * math.log(2 * math.pi) + series - shift


def gamma_ratio(a: float, b: float) -> float:
    """Return ``Gamma(a) / Gamma(b)``, also its limit where both are at a pole.

    0.0 where only b is at a pole, inf where only a is.
    """
    poles = _is_pole(a), _is_pole(b)
    if poles == (True, True):
        # Near -n, Gamma(-n + e) is (-1)^n / (n! e), DLMF 5.2.1.
        sign = (-1) ** (round(a) - round(b))
        return sign * math.exp(math.lgamma(1 - b) - math.lgamma(1 - a))
    if poles == (False, False):
        return _sign(a) * _sign(b) * math.exp(math.lgamma(a) - math.lgamma(b))
    return math.inf if poles[0] else 0.0


def _is_pole(x: float) -> bool:
    return x <= 0 and x == math.floor(x)


def _sign(x: float) -> int:
    """Return the sign of ``Gamma(x)``."""
    return 1 if x > 0 or math.floor(x) % 2 == 0 else -1
