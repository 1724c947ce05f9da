"""Mutation operators for clustering. They run on NumPy and on torch."""

from __future__ import annotations

import inspect
import os
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from pytest_array_api.reference_impl.cluster import hierarchy

from ._operators import cast, copied, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]


def always(_named: Named) -> bool:
    """Hold for every call."""
    return True


def by_name(signature: inspect.Signature, args: tuple[Any, ...], kwargs: Named) -> Named:
    """Return the arguments of a call by name, the defaults among them."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    return dict(bound.arguments)


def called_with(change: Function, when: Function = always) -> Any:
    """Change arguments by name: ``change(named)`` returns those that differ."""

    def wrap(function: Function) -> Function:
        signature = inspect.signature(function)

        @wraps(function)
        def faulty(*args: Any, **kwargs: Any) -> Any:
            named = by_name(signature, args, kwargs)
            return function(**{**named, **change(named)}) if when(named) else function(**named)

        return faulty

    return wrap


def giving(change: Function, when: Function = always) -> Any:
    """Change the result: ``change(y, named)``."""

    def wrap(function: Function) -> Function:
        signature = inspect.signature(function)

        @wraps(function)
        def faulty(*args: Any, **kwargs: Any) -> Any:
            named = by_name(signature, args, kwargs)
            y = function(*args, **kwargs)
            return change(y, named) if when(named) else y

        return faulty

    return wrap


def column(index: int, change: Function) -> Any:
    """Change a column of a linkage."""

    def changed(Z: Any, _named: Named) -> Any:
        Z = copied(Z)
        Z[:, index] = change(Z[:, index])
        return Z

    return giving(changed)


def method_as(**others: str) -> Any:
    """Take one method for another."""
    return called_with(lambda named: {"method": others.get(named["method"], named["method"])})


def for_method(*methods: str) -> Function:
    return lambda named: named["method"] in methods


def scaled_heights(factor: float) -> Function:
    """Scale the heights of all merges but those of single observations."""

    def change(Z: Any, _named: Named) -> Any:
        Z = copied(Z)
        n = Z.shape[0] + 1
        inner = (Z[:, 0] >= n) | (Z[:, 1] >= n)
        Z[:, 2] = Z[:, 2] * (1 + (factor - 1) * cast(inner, "float64"))
        return Z

    return change


def children_swapped(Z: Any, _named: Any = None) -> Any:
    """Exchange the two clusters of each merge."""
    order = [1, 0, 2, 3]
    return copied(Z[:, order])


def rows_swapped(Z: Any, _named: Any = None) -> Any:
    """Put the last two merges of observations, if there are two, in the wrong order of heights."""
    n = Z.shape[0] + 1
    singles = [i for i in range(n - 1) if max(Z[i, 0], Z[i, 1]) < n]
    if len(singles) < 2:
        return Z
    Z, (i, j) = copied(Z), singles[:2]
    Z[i, 2], Z[j, 2] = float(Z[j, 2]), float(Z[i, 2])
    return Z


def cluster_used_twice(Z: Any, _named: Any = None) -> Any:
    """Merge a cluster that is merged already, where heights are tied (scipy#6785)."""
    Z = copied(Z)
    for i in range(1, Z.shape[0]):
        if Z[i, 2] == Z[i - 1, 2]:
            Z[i, 0] = Z[i - 1, 0]
            break
    return Z


def other_ties(function: Function) -> Function:
    """Look at the observations from the last to the first: other choices among ties."""

    @wraps(function)
    def faulty(y: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(y, "ndim", 0) != 2 or y.shape[0] == y.shape[1]:
            return function(y, *args, **kwargs)
        ordering = kwargs.pop("optimal_ordering", False)
        Z = np.array(function(np.flip(y, axis=0), *args, **kwargs))
        n = y.shape[0]
        ids = np.where(Z[:, :2] < n, n - 1 - Z[:, :2], Z[:, :2])
        Z[:, :2] = np.sort(ids, axis=1)
        metric = kwargs.get("metric", args[1] if len(args) > 1 else "euclidean")
        return hierarchy.optimal_leaf_ordering(Z, y, metric) if ordering else Z

    return faulty


# Flat clusters


def just_below(named: Named) -> Named:
    """Ask for heights below t, not at most t."""
    return {"t": float(np.nextafter(named["t"], -np.inf))}


def criterion(*names: str) -> Function:
    return lambda named: named["criterion"] in names


def relabelled(change: Function) -> Any:
    """Change the labels."""
    return giving(lambda y, _named: cast(change(y), str(y.dtype).rpartition(".")[2]))


# Trees


def monotonic_heights(named: Named) -> Named:
    """Take the largest height so far for each merge's own."""
    Z = copied(named["Z"])
    Z[:, 2] = plain(Z).maximum.accumulate(Z[:, 2])
    return {"Z": Z}


def of_population(R: Any, _named: Named) -> Any:
    """Divide by n, not n - 1."""
    R = copied(R)
    several = R[:, 2] > 1
    factor = np.sqrt((R[:, 2] - 1) / R[:, 2])
    R[:, 1] = np.where(several, R[:, 1] * factor, R[:, 1])
    R[:, 3] = np.where(several & (R[:, 1] > 0), R[:, 3] / np.where(several, factor, 1), R[:, 3])
    return R


def one_way(_y: Any, named: Named) -> bool:
    """Look whether each label of the first goes to one of the second, not back (scipy#22989)."""
    pairs = set(
        zip(np.asarray(named["T1"]).tolist(), np.asarray(named["T2"]).tolist(), strict=True)
    )
    return len(pairs) == len(set(np.asarray(named["T1"]).tolist()))


def first_pair_swapped(Z: Any, _named: Named) -> Any:
    """Leave the first merge that holds a cluster and not two observations as it shouldn't be."""
    Z = copied(Z)
    n = Z.shape[0] + 1
    for i in range(n - 1):
        if max(Z[i, 0], Z[i, 1]) >= n:
            Z[i, 0], Z[i, 1] = float(Z[i, 1]), float(Z[i, 0])
            break
    return Z


def kills(exception: type[Exception]) -> Any:
    """End the process where an exception belongs (scipy#22183)."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except exception:
                os.abort()

        return faulty

    return wrap


# Codes


def expanded(function: Function) -> Function:
    """Rank by |x|^2 - 2 x.c + |c|^2, without moving the origin."""

    @wraps(function)
    def faulty(obs: Any, code_book: Any, *args: Any, **kwargs: Any) -> Any:
        code, dist = function(obs, code_book, *args, **kwargs)
        if getattr(obs, "ndim", 0) != 2 or "float" not in str(obs.dtype):
            return code, dist
        squares = (obs**2).sum(1)[:, None] - 2 * obs @ code_book.T + (code_book**2).sum(1)
        nearest = squares.argmin(1)
        least = plain(obs).sqrt(plain(obs).abs(plain(obs).amin(squares, 1)))
        return cast(nearest, "int32"), cast(least, str(dist.dtype).rpartition(".")[2])

    return faulty


def last_code(function: Function) -> Function:
    """Take the last of several codes at one distance."""

    @wraps(function)
    def faulty(obs: Any, code_book: Any, *args: Any, **kwargs: Any) -> Any:
        code, dist = function(obs, np.flip(code_book, axis=0), *args, **kwargs)
        return (code_book.shape[0] - 1 - code).astype(code.dtype), dist

    return faulty


def far_codes_missed(result: Any, named: Named) -> Any:
    """Know no distance above 2**31 (scipy#3702)."""
    code, dist = result
    return (0 * code, dist) if float(dist.max()) > 2**31 else result


def field(index: int, change: Function) -> Any:
    """Change one of the arrays that come back: ``change(value, result)``."""

    def changed(result: Any, _named: Named) -> Any:
        values = list(result)
        values[index] = change(values[index], result)
        return tuple(values)

    return giving(changed)


def worst_run(function: Function) -> Function:
    """Return the run with the largest distortion."""

    @wraps(function)
    def faulty(obs: Any, k_or_guess: Any, *args: Any, **kwargs: Any) -> Any:
        runs = kwargs.get("iter", 20)
        if args or not isinstance(k_or_guess, int) or runs < 1:
            return function(obs, k_or_guess, *args, **kwargs)
        each = [function(obs, k_or_guess, **{**kwargs, "iter": 1}) for _ in range(runs)]
        return max(each, key=lambda run: float(run[1]))

    return faulty


def stops_at_rise(function: Function) -> Function:
    """End where the distortion does not fall (scipy#8727)."""

    @wraps(function)
    def faulty(obs: Any, k_or_guess: Any, *args: Any, **kwargs: Any) -> Any:
        result = function(obs, k_or_guess, *args, **kwargs)
        if not isinstance(k_or_guess, np.ndarray) or obs.ndim != 1:
            return result
        codes, before = k_or_guess, np.inf
        while True:
            gaps = np.abs(obs[:, None] - codes)
            labels, distortion = gaps.argmin(1), gaps.min(1).mean()
            if before - distortion <= 1e-5:
                return codes, distortion
            before = distortion
            codes = np.array([obs[labels == i].mean() for i in np.unique(labels)])

    return faulty


def draws_first(named: Named) -> Named:
    """Draw a number before all others."""
    name = "rng" if named["rng"] is not None else "seed"
    given = named[name]
    if given is None:
        return {}
    make = np.random.default_rng if name == "rng" else np.random.RandomState
    generator = given if hasattr(given, "choice") else make(given)
    generator.uniform()
    return {name: generator}
