"""What the arguments of a transform may be, and what they come to for a given array."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Sequence
from typing import Any

from array_api_compat import is_numpy_namespace

from .._common import beside

NORMS = (None, "backward", "ortho", "forward")


class AxisError(ValueError, IndexError):
    """An axis that the array does not have."""


def check_options(xp: Any, norm: str | None, workers: int | None, plan: Any) -> None:
    """Refuse what no Fourier transform here understands.

    `workers` means something to SciPy's own kernels on NumPy arrays, so there, and only
    there, it is accepted; the array library decides about threads.
    """
    if not (workers is None is plan or is_numpy_namespace(xp)):
        msg = f"workers={workers!r}, plan={plan!r}: only supported for numpy arrays"
        raise ValueError(msg)
    if plan is not None:
        msg = f"precomputed plans are not supported, got plan={plan!r}"
        raise NotImplementedError(msg)
    check_norm_and_workers(norm, workers)


def check_norm_and_workers(norm: str | None, workers: int | None) -> None:
    """Refuse what no transform here understands."""
    if norm not in NORMS:
        msg = f'Invalid norm value {norm!r}, should be "backward", "ortho" or "forward"'
        raise ValueError(msg)
    if workers is not None:
        worker_count(workers)


def worker_count(workers: int) -> int:
    """Return how many workers an argument stands for: -1 for as many as there are processors."""
    processors = os.cpu_count() or 1
    workers = integer(workers, "workers")
    if workers == 0:
        msg = "workers must not be zero"
        raise ValueError(msg)
    if workers < -processors:
        msg = f"workers value out of range; got {workers}, must not be less than {-processors}"
        raise ValueError(msg)
    return workers if workers > 0 else workers + processors + 1


def check_axis(x: Any, axis: int) -> int:
    """Return `axis` of `x` counted from the front."""
    axis, ndim = integer(axis, "axis"), x.ndim
    if not -ndim <= axis < ndim:
        msg = f"axes exceeds dimensionality of input: axis {axis!r} of an array with {ndim}"
        raise AxisError(msg)
    return axis % ndim


def check_lengths(lengths: int | Sequence[int]) -> None:
    """Refuse to transform no points at all."""
    told = lengths if isinstance(lengths, int) else list(lengths)
    if any(n < 1 for n in (told if isinstance(told, list) else [told])):
        msg = f"invalid number of data points ({told}) specified"
        raise ValueError(msg)


def shape_and_axes(x: Any, shape: Any, axes: Any) -> tuple[tuple[int, ...], list[int]]:
    """Return the lengths of an n-dimensional transform and its axes counted from the front.

    Parameters
    ----------
    x : array
        Only its shape is looked at.
    shape : int, iterable of int, or None
        Lengths along `axes`. -1 stands for the length that `x` has; None for all of them.
    axes : int, iterable of int, or None
        None stands for the last ``len(shape)`` axes, or for all axes if `shape` is None too.

    Raises
    ------
    ValueError
        For repeated axes, axes that `x` does not have, more lengths than axes, lengths
        below one, and what is not an integer.
    """
    given = None if shape is None else integers(shape, "shape")
    chosen = None if axes is None else [check_axis(x, a) for a in integers(axes, "axes")]
    if chosen is None:
        count = x.ndim if given is None else len(given)
        if count > x.ndim:
            msg = f"shape requires more axes than are present: {given} for {x.ndim} dimensions"
            raise ValueError(msg)
        chosen = list(range(x.ndim - count, x.ndim))
    if len(set(chosen)) != len(chosen):
        msg = f"all axes must be unique, got {axes!r}"
        raise ValueError(msg)
    if given is None:
        given = [-1] * len(chosen)
    if len(given) != len(chosen):
        msg = (
            "when given, axes and shape arguments have to be of the same length, "
            f"got {axes!r} and {shape!r}"
        )
        raise ValueError(msg)
    lengths = [x.shape[a] if n == -1 else n for n, a in zip(given, chosen, strict=True)]
    check_lengths(lengths)
    return tuple(lengths), chosen


def resize(xp: Any, x: Any, n: int, axis: int) -> Any:
    """Return `x` cut off, or filled up with zeros, to length `n` along `axis`."""
    missing = n - x.shape[axis]
    if missing == 0:
        return x
    if missing < 0:
        return x[(slice(None),) * axis + (slice(n), ...)]
    shape = (*x.shape[:axis], missing, *x.shape[axis + 1 :])
    return xp.concat([x, xp.zeros(shape, **beside(x, x.dtype))], axis=axis)


def filled(xp: Any, x: Any, lengths: Sequence[int], axes: Sequence[int]) -> Any:
    """Return `x` with zeros along the axes that have no points.

    NumPy 2.4 makes of those, where a real result is to be made, what happens to be in memory.
    """
    for n, axis in zip(lengths, axes, strict=True):
        if x.shape[axis] == 0:
            x = resize(xp, x, n, axis)
    return x


def move_axis(xp: Any, x: Any, source: int, target: int) -> Any:
    """Return ``xp.moveaxis(x, source, target)``, without a call if nothing moves.

    By `permute_dims`, which torch.vmap has a rule for.
    """
    source, target = source % x.ndim, target % x.ndim
    if source == target:
        return x
    order = [axis for axis in range(x.ndim) if axis != source]
    order.insert(target, source)
    return xp.permute_dims(x, tuple(order))


def integer(value: Any, name: str) -> int:
    """Return `value` of the argument `name` as a Python integer."""
    try:
        return operator.index(value)
    except TypeError:
        msg = f"{name} must be an integer, got {value!r}"
        raise TypeError(msg) from None


def integers(value: Any, name: str) -> list[int]:
    values = value if isinstance(value, Iterable) else [value]
    try:
        return [operator.index(item) for item in values]
    except TypeError as error:
        msg = f"{name} must be a scalar or iterable of integers, got {value!r}"
        raise ValueError(msg) from error
