"""Linkages as MATLAB writes them: clusters counted from 1, and no column of sizes."""

from __future__ import annotations

from typing import Any

from ..._common import as_array, device_of, is_lazy
from ._distance import as_widest
from ._tree import as_linkage, tree
from ._validate import checked_linkage, linkage_dtype


def from_mlab_linkage(Z: Any) -> Any:
    """Convert a linkage of MATLAB.

    Parameters
    ----------
    Z : array, shape (n-1, 3)
        Two children, counted from 1, and a height for each merge.

    Returns
    -------
    array, shape (n-1, 4)

    Raises
    ------
    ValueError
        Where the array is not two-dimensional or the children do not make a tree.

    Examples
    --------
    >>> from_mlab_linkage([[1.0, 2.0, 0.5], [3.0, 4.0, 1.5]]).tolist()
    [[0.0, 1.0, 0.5, 2.0], [2.0, 3.0, 1.5, 3.0]]
    """
    xp, Z = as_array(Z)
    Z = xp.astype(as_widest(xp, Z), linkage_dtype(xp, device_of(Z)))
    if Z.shape in ((), (0,)) or (Z.ndim == 2 and Z.shape[0] == 0):
        return Z
    if Z.ndim != 2:
        msg = f"Z must be two-dimensional, got {Z.ndim}-D"
        raise ValueError(msg)
    children = Z[:, :2] - 1.0
    if not is_lazy(Z) and (xp.min(children) != 0.0 or xp.max(children) != 2.0 * Z.shape[0] - 1.0):
        msg = f"the children of Z must be counted from 1 to {2 * Z.shape[0]}"
        raise ValueError(msg)
    checked_linkage(xp.concat([children, xp.zeros_like(children)], axis=1))
    shape = tree(xp, children)
    sizes = xp.astype(shape.size[shape.n :, None], Z.dtype)
    return xp.concat([children, Z[:, 2:], sizes], axis=1)


def to_mlab_linkage(Z: Any) -> Any:
    """Convert a linkage to one of MATLAB.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.

    Returns
    -------
    array, shape (n-1, 3)
        Two children, counted from 1, and a height for each merge.

    Examples
    --------
    >>> to_mlab_linkage([[0.0, 1.0, 0.5, 2.0]]).tolist()
    [[1.0, 2.0, 0.5]]
    """
    xp, Z = as_array(Z)
    if Z.shape in ((), (0,)):
        return xp.astype(Z, linkage_dtype(xp, device_of(Z)))
    xp, Z = as_linkage(Z)
    return xp.concat([Z[:, :2] + 1.0, Z[:, 2:3]], axis=1)
