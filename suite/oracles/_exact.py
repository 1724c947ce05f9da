"""Exact expected values that need no transform: frequencies, waves, square roots."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np


def frequencies(n: int, d: float, *, real: bool = False) -> Any:
    """Return k / (n d), rounded once to float64, in the order of the transform's bins.

    Raises
    ------
    ZeroDivisionError
        If `n` or `d` is zero.
    """
    bins = range(n // 2 + 1) if real else [k if 2 * k < n else k - n for k in range(n)]
    return np.array([float(Fraction(k) / (n * Fraction(d))) for k in bins], np.float64)


def exponentials(turns: Any, n: int) -> Any:
    """Return exp(2 pi i k / n) for integers k, from angles of at most an eighth of a turn.

    An angle up to 2 pi is rounded by up to 8 times as much, and always to the same side near its
    end: summed over a million elements, that shows beside what a transform rounds.
    """
    k = np.asarray(turns) % n
    quarters = (8 * k + n) // (2 * n)
    angle = np.pi / 2 * ((4 * k - quarters * n) / n)
    first, second = np.cos(angle), np.sin(angle)
    turned = [(first, second), (-second, first), (-first, -second), (second, -first)]
    real, imaginary = (np.choose(quarters % 4, parts) for parts in zip(*turned, strict=True))
    return real + 1j * imaginary


def chirp(n: int) -> tuple[Any, Any]:
    """Return n numbers of magnitude 1 without a pattern, and their DFT, from a closed form.

    x_j = exp(i pi j (j + p) / n) with p = n mod 2. Completing the square leaves a Gauss sum, so
    that X_k = sqrt(n) exp(i pi (n - p) / 4n) exp(-i pi k (k - p) / n). All elements are of one
    size, and rounding errors spread evenly: a line in a spectrum gathers them in a few places.
    """
    j, p = np.arange(n), n % 2
    x = exponentials(j * (j + p), 2 * n)
    return x, math.sqrt(n) * exponentials(n - p, 8 * n) * exponentials(-j * (j - p), 2 * n)


def square_root(x: float) -> float:
    """Return the correctly rounded square root of a finite non-negative float64."""
    numerator, denominator = x.as_integer_ratio()
    if numerator == 0:
        return x
    # x = m 4^-k with 110 or more bits in m: the root's integer part holds 55 bits, and a
    # sticky last bit stands for the rest.
    k = max(0, 64 + (denominator.bit_length() - numerator.bit_length()) // 2)
    scaled, rest = divmod(numerator << 2 * k, denominator)
    root = math.isqrt(scaled)
    sticky = int(rest != 0 or root * root != scaled)
    return (2 * root + sticky) / (1 << k + 1)


def fast_length(target: int, primes: tuple[int, ...], step: int) -> int:
    """Return the nearest n from `target` on, up (+1) or down (-1), with only these factors."""
    n = target
    while not _smooth(n, primes):
        n += step
    return n


def _smooth(n: int, primes: tuple[int, ...]) -> bool:
    for p in primes:
        while n % p == 0:
            n //= p
    return n == 1


@lru_cache
def smooth_numbers(primes: tuple[int, ...], limit: int) -> tuple[int, ...]:
    """Return the products of some primes up to a limit, in ascending order."""
    found = [1]
    for prime in primes:
        powers = [prime**k for k in range(limit.bit_length()) if prime**k <= limit]
        found = [value * power for value in found for power in powers if value * power <= limit]
    return tuple(sorted(found))
