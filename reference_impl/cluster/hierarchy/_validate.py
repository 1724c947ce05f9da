"""What a linkage, an inconsistency matrix and a condensed distance vector must look like.

`is_valid_*` tell and `checked_*` raise, from the same lists of defects. A list becomes one boolean
on the device, so that a sound matrix costs one transfer; only of an unsound one is each defect
looked up. Where values do not exist yet (a traced or a lazy array), `checked_*` look at dtype and
shape and trust the rest.
"""

from __future__ import annotations

import math
import warnings
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from ..._common import as_array, as_arrays, device_of, is_lazy

if TYPE_CHECKING:
    from collections.abc import Callable


class ClusterWarning(UserWarning):
    """Warn about clustering input that is legal but probably not meant."""


def is_valid_linkage(
    Z: Any, warning: bool = False, throw: bool = False, name: str | None = None
) -> Any:
    """Tell whether an array is a linkage matrix.

    Parameters
    ----------
    Z : array, shape (n-1, 4), the widest real dtype of its device
        Row i merges the clusters ``Z[i, 0]`` and ``Z[i, 1]`` at height ``Z[i, 2]`` into cluster
        ``n + i`` of ``Z[i, 3]`` observations.
    warning : bool
        Warn with a `ClusterWarning` for each thing that is wrong.
    throw : bool
        Raise instead of returning False.
    name : str, optional
        What the messages call `Z`.

    Returns
    -------
    bool, or a 0-d boolean array where `Z` is traced or lazy

    Raises
    ------
    TypeError
        With `throw`, where the dtype is wrong.
    ValueError
        With `throw`, where the shape or a value is wrong.

    Notes
    -----
    As in SciPy, the values of a linkage of two observations (one row) are not looked at.
    """
    return _verdict(Z, _LINKAGE, name, warning=warning, throw=throw)


def is_valid_im(R: Any, warning: bool = False, throw: bool = False, name: str | None = None) -> Any:
    """Tell whether an array is an inconsistency matrix.

    Parameters
    ----------
    R : array, shape (n-1, 4), the widest real dtype of its device
        Mean, standard deviation and number of the heights below each merge, and its coefficient.
    warning : bool
        Warn with a `ClusterWarning` for each thing that is wrong.
    throw : bool
        Raise instead of returning False.
    name : str, optional
        What the messages call `R`.

    Returns
    -------
    bool, or a 0-d boolean array where `R` is traced or lazy

    Raises
    ------
    TypeError
        With `throw`, where the dtype is wrong.
    ValueError
        With `throw`, where the shape or a value is wrong.
    """
    return _verdict(R, _INCONSISTENCY, name, warning=warning, throw=throw)


def is_monotonic(Z: Any) -> Any:
    """Tell whether no merge of a linkage is lower than the merge before it.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.

    Returns
    -------
    0-d boolean array
    """
    xp, Z = checked_linkage(Z)
    return xp.all(Z[1:, 2] >= Z[:-1, 2])


def num_obs_linkage(Z: Any) -> int:
    """Return the number of observations that a linkage was computed from.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.

    Returns
    -------
    int
    """
    _, Z = checked_linkage(Z)
    return Z.shape[0] + 1


def correspond(Z: Any, Y: Any) -> bool:
    """Tell whether a linkage and condensed distances are of equally many observations.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    Y : array, shape (m(m-1)/2,)
        Condensed distances.

    Returns
    -------
    bool
    """
    _, Z, Y = as_arrays(Z, Y)
    return num_obs_linkage(Z) == num_obs_condensed(Y, "Y")


def checked_linkage(Z: Any, name: str = "Z") -> tuple[Any, Any]:
    """Return the namespace and the array of a linkage matrix, or raise what is wrong with it."""
    return _checked(Z, _LINKAGE, name)


def checked_im(R: Any, name: str = "R") -> tuple[Any, Any]:
    """Return the namespace and the array of an inconsistency matrix, or raise what is wrong."""
    return _checked(R, _INCONSISTENCY, name)


def num_obs_condensed(y: Any, name: str = "y") -> int:
    """Return n where `y` holds the n(n-1)/2 distances of n >= 2 observations, or raise."""
    if y.ndim != 1:
        msg = f"Condensed distances {name!r} must be one-dimensional, got shape {tuple(y.shape)}."
        raise ValueError(msg)
    size = y.shape[0]
    n = (1 + math.isqrt(1 + 8 * size)) // 2
    if size == 0 or n * (n - 1) // 2 != size:
        msg = f"Condensed distances {name!r} must be n(n-1)/2 for some n >= 2, got {size}."
        raise ValueError(msg)
    return n


def linkage_dtype(xp: Any, device: Any) -> Any:
    """Return the dtype of a linkage: float64, or float32 on a device without it."""
    dtypes = xp.__array_namespace_info__().dtypes(device=device, kind="real floating")
    return dtypes.get("float64", xp.float32)


def _linkage_defects(xp: Any, Z: Any) -> list[tuple[Any, str]]:
    """Return what can be wrong, and where it is: one boolean for each row, or one for all."""
    rows = Z.shape[0]
    if rows < 2:
        return []
    left, right = Z[:, 0], Z[:, 1]
    in_order = xp.sort(xp.concat([left, right]), stable=False)
    formed = xp.arange(rows + 1, 2 * rows + 1, dtype=Z.dtype, device=device_of(Z))
    return [
        ((left < 0) | (right < 0), "contains negative indices"),
        (Z[:, 2] < 0, "contains negative distances"),
        (Z[:, 3] < 0, "contains negative counts"),
        (Z[:, 3] > rows + 1, "contains excessive observations in a cluster"),
        # NaN is below nothing.
        (~((left < formed) & (right < formed)), "uses a cluster before it is formed"),
        (xp.any(in_order[1:] == in_order[:-1]), "uses the same cluster more than once"),
    ]


def _im_defects(_xp: Any, R: Any) -> list[tuple[Any, str]]:
    return [
        (R[:, 0] < 0, "contains negative means of heights"),
        (R[:, 1] < 0, "contains negative standard deviations of heights"),
        (R[:, 2] < 0, "contains negative counts of links"),
    ]


class _Matrix(NamedTuple):
    """A kind of (n-1, 4) matrix: its noun, and the defects that its values can have."""

    noun: str
    defects: Callable[[Any, Any], list[tuple[Any, str]]]


_LINKAGE = _Matrix("Linkage matrix", _linkage_defects)
_INCONSISTENCY = _Matrix("Inconsistency matrix", _im_defects)


def _checked(A: Any, kind: _Matrix, name: str) -> tuple[Any, Any]:
    xp, A = as_array(A)
    if errors := _errors(xp, A, kind, name, values=not is_lazy(A)):
        raise errors[0]
    return xp, A


def _verdict(A: Any, kind: _Matrix, name: str | None, *, warning: bool, throw: bool) -> Any:
    """Return True for a sound matrix; else raise, warn or just return False, as asked."""
    try:
        xp, A = as_array(A)
    except TypeError as no_array:
        errors: list[Exception] = [no_array]
    else:
        deferred = is_lazy(A) and not (warning or throw)
        errors = _errors(xp, A, kind, name, values=not deferred)
        if deferred and not errors and (defects := kind.defects(xp, A)):
            return ~_unsound(xp, defects)
    if throw and errors:
        raise errors[0]
    if warning:
        for error in errors:
            warnings.warn(str(error), ClusterWarning, stacklevel=3)
    return not errors


def _errors(xp: Any, A: Any, kind: _Matrix, name: str | None, *, values: bool) -> list[Exception]:
    """Return what is wrong with dtype or shape; where these are right, and asked, with values."""
    if error := _malformed(xp, A, kind, name):
        return [error]
    defects = kind.defects(xp, A) if values else []
    if not defects or not _unsound(xp, defects):
        return []
    subject = _subject(kind, name)
    return [ValueError(f"{subject} {text}.") for where, text in defects if xp.any(where)]


def _unsound(xp: Any, defects: list[tuple[Any, str]]) -> Any:
    return xp.any(reduce(or_, (where for where, _ in defects)))


def _malformed(xp: Any, A: Any, kind: _Matrix, name: str | None) -> Exception | None:
    """Return what is wrong with dtype and shape."""
    subject = _subject(kind, name)
    dtype = linkage_dtype(xp, device_of(A))
    if A.dtype != dtype:
        return TypeError(f"{subject} must have dtype {dtype}, got {A.dtype}.")
    if A.ndim != 2 or A.shape[1] != 4:
        return ValueError(f"{subject} must have shape (n-1, 4), got {tuple(A.shape)}.")
    if A.shape[0] == 0:
        return ValueError(f"{subject} must have a row: it takes at least two observations.")
    return None


def _subject(kind: _Matrix, name: str | None) -> str:
    return f"{kind.noun} {name!r}" if name else kind.noun
