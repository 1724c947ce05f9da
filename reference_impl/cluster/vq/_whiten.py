"""Scaling of features to unit variance."""

from __future__ import annotations

import warnings
from typing import Any

import array_api_compat as compat

from ..._common import as_arrays, as_floating
from ._codes import require_finite


def whiten(obs: Any, check_finite: bool | None = None) -> Any:
    """Divide each feature by its standard deviation over the observations.

    Parameters
    ----------
    obs : array, shape (n, d)
        One observation per row. Integers are computed in the default real dtype.
    check_finite : bool, optional
        Refuse NaN and infinity, and warn of constant features. By default, on the libraries
        that compute at once: not on JAX and dask, where looking at a value is dear.

    Returns
    -------
    array, shape (n, d)
        A constant feature stays as it is.

    Raises
    ------
    ValueError
        With `check_finite`, where a value is NaN or infinite.

    Warns
    -----
    RuntimeWarning
        With `check_finite`, where a feature is constant.

    Examples
    --------
    >>> whiten([[1.0, 10.0], [3.0, 30.0]]).tolist()
    [[1.0, 1.0], [3.0, 3.0]]
    """
    xp, obs = as_arrays(obs)
    if check_finite is None:
        check_finite = not compat.is_lazy_array(obs)
    require_finite(xp, obs=obs if check_finite else None)
    if not xp.isdtype(obs.dtype, ("real floating", "complex floating")):
        obs = as_floating(xp, obs)
    deviation = xp.std(obs, axis=0)
    constant = deviation == 0
    if check_finite and xp.any(constant):
        msg = "Some columns have standard deviation zero. Their values do not change."
        warnings.warn(msg, RuntimeWarning, stacklevel=2)
    return obs / xp.where(constant, xp.ones_like(deviation), deviation)
