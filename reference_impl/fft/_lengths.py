"""Which lengths are fast, and how a length splits into the factors of a transform."""

from __future__ import annotations

import math
from functools import lru_cache

from ._arguments import integer

COMPLEX_PRIMES = (2, 3, 5, 7, 11)
REAL_PRIMES = (2, 3, 5)

# A stage multiplies by a dense matrix of this order: larger ones cost more arithmetic,
# smaller ones more passes over the data.
LARGEST_RADIX = 64
# A prime that a dense matrix still does as fast as a convolution of more than twice its size.
LARGEST_PRIME = 127


def next_fast_len(target: int, real: bool = False) -> int:
    """Return the smallest fast length that is not below `target`.

    Parameters
    ----------
    target : int
        At least 0.
    real : bool, default False
        For a transform of real numbers: prime factors up to 5 only, instead of up to 11.

    Returns
    -------
    int
        SciPy's value for the same arguments. Which lengths are really fast depends on the
        array library; these are so on all of them.

    Raises
    ------
    TypeError
        If `target` is not an integer.
    ValueError
        If `target` is negative.

    Examples
    --------
    >>> next_fast_len(93059)
    93312
    """
    return _smooth(_checked(target), REAL_PRIMES if real else COMPLEX_PRIMES, above=True)


def prev_fast_len(target: int, real: bool = False) -> int:
    """Return the greatest fast length that is not above `target`.

    Parameters
    ----------
    target : int
        At least 0.
    real : bool, default False
        For a transform of real numbers: prime factors up to 5 only, instead of up to 11.

    Returns
    -------
    int
        SciPy's value for the same arguments.

    Raises
    ------
    TypeError
        If `target` is not an integer.
    ValueError
        If `target` is negative.

    Examples
    --------
    >>> prev_fast_len(93059)
    92928
    """
    return _smooth(_checked(target), REAL_PRIMES if real else COMPLEX_PRIMES, above=False)


def _checked(target: int) -> int:
    target = integer(target, "target")
    if target < 0:
        msg = f"target must not be negative, got {target!r}"
        raise ValueError(msg)
    return target


@lru_cache(maxsize=256)
def _smooth(target: int, primes: tuple[int, ...], *, above: bool) -> int:
    """Return the number nearest to `target`, from one side, that has no other prime factors.

    Products of all primes but 2 are run through; the power of 2 follows from each.
    """
    if target == 0:
        return 0
    best = 1 << ((target - 1).bit_length() if above else target.bit_length() - 1)
    limit = best if above else target
    products = [1]
    for prime in primes[1:]:
        for product in products:
            if product * prime <= limit:
                # The list grows while it is read, so that multiples of multiples follow.
                products.append(product * prime)  # noqa: PERF401 -- extend would read no further
    for odd in products:
        quotient = -(-target // odd) if above else target // odd
        shift = (quotient - 1).bit_length() if above else quotient.bit_length() - 1
        best = min(best, odd << shift) if above else max(best, odd << shift)
    return best


@lru_cache(maxsize=4096)
def radices(n: int) -> tuple[int, ...]:
    """Return factors of `n` for the stages of a transform; none if a prime is too large.

    The fewest factors up to `LARGEST_RADIX`, as equal as they can be, with larger primes
    first and on their own.
    """
    primes = _primes(n)
    if primes[-1] > LARGEST_PRIME:
        return ()
    alone = [p for p in primes if p > LARGEST_RADIX]
    grouped = [p for p in reversed(primes) if p <= LARGEST_RADIX]
    count = max(1, math.ceil(math.log(math.prod(grouped), LARGEST_RADIX) - 1e-9))
    groups = _grouped(grouped, count)
    while max(groups) > LARGEST_RADIX:
        count += 1
        groups = _grouped(grouped, count)
    return (*alone, *sorted((g for g in groups if g > 1), reverse=True)) or (1,)


def _grouped(primes: list[int], count: int) -> list[int]:
    """Return `count` products of all `primes`, each put where the product is smallest."""
    groups = [1] * count
    for prime in primes:
        groups[groups.index(min(groups))] *= prime
    return groups


def _primes(n: int) -> list[int]:
    """Return the prime factors of `n` in ascending order, [1] for 1."""
    found, p = [], 2
    while p * p <= n:
        while n % p == 0:
            found.append(p)
            n //= p
        p += 1
    return [*found, n] if n > 1 or not found else found
