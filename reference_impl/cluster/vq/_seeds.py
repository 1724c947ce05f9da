"""Initial codes for k-means, drawn as SciPy draws them.

The random numbers come from NumPy's generators on every backend, so that equal seeds give equal
codes everywhere. What is drawn is small (indices, k x d normal deviates) and goes to the device of
the observations; the observations stay there.
"""

from __future__ import annotations

from typing import Any

from ..._common import device_of, lower_factor


def generator(rng: Any, seed: Any) -> Any:
    """Return a NumPy generator: ``rng`` as `numpy.random.default_rng` reads it, or a legacy seed.

    Without either, NumPy's global generator, which `numpy.random.seed` sets.
    """
    import numpy as np  # this part imports no array library at import time

    if rng is not None and seed is not None:
        msg = "got both 'rng' and 'seed': pass one of them"
        raise TypeError(msg)
    if rng is not None:
        return np.random.default_rng(rng)
    if seed is None or seed is np.random:
        return np.random
    if isinstance(seed, int | np.integer):
        return np.random.RandomState(seed)  # what an integer `seed` means in SciPy
    if isinstance(seed, np.random.RandomState | np.random.Generator):
        return seed
    msg = f"seed must be an int, a RandomState or a Generator, got {seed!r}"
    raise ValueError(msg)


def random_points(xp: Any, obs: Any, k: int, rng: Any) -> Any:
    """Return `k` different rows of `obs`."""
    chosen = rng.choice(obs.shape[0], size=k, replace=False)
    return xp.take(obs, xp.asarray(chosen, device=device_of(obs)), axis=0)


def random_normal(xp: Any, obs: Any, k: int, rng: Any) -> Any:
    """Return `k` rows from the normal distribution with the mean and covariance of `obs`."""
    if not hasattr(xp, "linalg"):
        msg = f"minit='random' needs the linalg extension, which {xp.__name__} lacks: use '++'"
        raise NotImplementedError(msg)
    n, d = obs.shape
    mean = xp.mean(obs, axis=0, keepdims=True)
    centred = obs - mean
    if d > n:  # the covariance has no Cholesky factor
        _, values, vectors = xp.linalg.svd(centred, full_matrices=False)
        root = values[:, None] * vectors / (n - 1) ** 0.5
    else:
        covariance = xp.matrix_transpose(centred) @ centred / (n - 1)
        root = xp.matrix_transpose(lower_factor(xp, covariance))
    deviates = rng.standard_normal(size=(k, root.shape[0]))
    return mean + xp.asarray(deviates, dtype=obs.dtype, device=device_of(obs)) @ root


def plus_plus(xp: Any, obs: Any, k: int, rng: Any) -> Any:
    """Return `k` rows of `obs`, each drawn with probability as its squared distance to the others.

    D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
    """
    n = obs.shape[0]
    first = rng.integers(n) if hasattr(rng, "integers") else rng.randint(n)
    codes = [obs[int(first), None, :]]
    nearest = xp.full((n,), xp.inf, dtype=obs.dtype, device=device_of(obs))
    for _ in range(k - 1):
        offsets = obs - codes[-1]
        nearest = xp.minimum(nearest, xp.vecdot(offsets, offsets))
        cumulative = xp.cumulative_sum(nearest / xp.sum(nearest))
        row = xp.sum(xp.astype(cumulative < rng.uniform(), xp.int32), keepdims=True)
        codes.append(xp.take(obs, xp.minimum(row, xp.full_like(row, n - 1)), axis=0))
    return xp.concat(codes)
