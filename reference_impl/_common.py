"""The few helpers that every function of the reference implementation needs.

They answer: which namespace, which device, which dtype. They refuse to guess: what is not
an array of numbers raises `TypeError`, and only `to_list` ever moves data off its device.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import array_api_compat as compat

if TYPE_CHECKING:
    from collections.abc import Callable

_SCALARS = (bool, int, float, complex)

# Real dtypes that transforms and distances are computed in, and their complex partners.
# Narrower floats (float16, bfloat16) are computed in float32.
_PARTNERS = (
    ("float32", "complex64"),
    ("float64", "complex128"),
    ("longdouble", "clongdouble"),
)


def as_array(x: Any) -> tuple[Any, Any]:
    """Return the namespace of `x`, and `x` as an array of it: `as_arrays` for one value."""
    try:
        xp = compat.array_namespace(x)
    except TypeError:  # a list
        xp = _numpy()
    return xp, _numpy_array(x) if compat.is_numpy_namespace(xp) else x


def as_arrays(*values: Any) -> tuple[Any, ...]:
    """Return the common namespace of `values`, then each value as an array of it.

    Parameters
    ----------
    *values : array, nested sequence of numbers or scalar
        Nested sequences become NumPy arrays. Scalars follow the other arguments, to their
        device too.

    Returns
    -------
    tuple
        The namespace, then one array for each value: ``xp, x, y = as_arrays(x, y)``.

    Raises
    ------
    TypeError
        For masked arrays and `numpy.matrix`, which bend the rules of arithmetic; for dtypes
        that are not numbers; for arrays of different libraries.
    """
    checked = [_checked(value) for value in values]
    arrays = [value for value in checked if compat.is_array_api_obj(value)]
    xp = compat.array_namespace(*arrays) if arrays else _numpy()
    device = device_of(arrays[0]) if arrays else None
    return xp, *(
        xp.asarray(value, device=device) if isinstance(value, _SCALARS) else value
        for value in checked
    )


def device_of(x: Any) -> Any:
    """Return what to pass as ``device=`` to put a new array beside `x`.

    None where the library has no devices (dask, mlx) or while JAX traces `x`: a new array
    then follows `x` by itself.
    """
    if compat.is_dask_array(x):
        return None
    try:
        return compat.device(x)
    except AttributeError:
        return None


def is_lazy(x: Any) -> bool:
    """Tell whether the values of `x` do not exist yet: JAX traces it, or it is a dask graph."""
    if compat.is_jax_array(x):
        from jax.core import Tracer  # optional: here only if `x` is its

        return isinstance(x, Tracer)
    return compat.is_dask_array(x)


def deferred(function: Callable[..., Any], *arrays: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Return what `function` will make of lazy arrays (see `is_lazy`) once their values exist.

    For decisions of Python about values, where an array of numbers comes out: one task of a dask
    graph, on whole arrays; a call back from JAX's compiled code, with NumPy's arrays.

    Parameters
    ----------
    function : callable
        Takes the arrays. What it raises is raised when the result is computed.
    *arrays : array
        Of which one at least is lazy.
    shape, dtype : tuple of int, dtype
        Those of the result.
    """
    from array_api_extra import lazy_apply  # slow, and needed by few

    def run(*values: Any) -> Any:
        found = function(*values)
        return compat.array_namespace(found).astype(found, dtype, copy=False)

    xp = compat.array_namespace(*arrays)
    traced = not compat.is_dask_array(arrays[0])
    return lazy_apply(run, *arrays, shape=shape, dtype=dtype, as_numpy=traced, xp=xp)


def kept(*arrays: Any) -> tuple[Any, ...]:
    """Return arrays that can be looked at for nothing more than their own values.

    A dask array computes all that leads to it at each look. Here that is done once, for all of
    `arrays` together. Others are returned as they are.
    """
    if not compat.is_dask_array(arrays[0]):
        return arrays
    from dask.base import persist  # optional: here only if an array is its

    return persist(*arrays)


def beside(x: Any, dtype: Any = None) -> dict[str, Any]:
    """Return the keywords that create an array of `dtype` on the device of `x`.

    A function that forgets them works until its input lives on another device than the
    default one: ``xp.zeros(shape, **beside(x, x.dtype))``.
    """
    keywords = {"dtype": dtype, "device": device_of(x)}
    return {name: value for name, value in keywords.items() if value is not None}


def to_list(x: Any) -> Any:
    """Return the values of `x` as nested Python lists: an explicit move to the host.

    Raises
    ------
    TypeError
        Where there are no values to read: an array that is being traced, or a meta tensor.
    """
    if compat.is_numpy_array(x):
        return x.tolist()
    if compat.is_dask_array(x):
        x = x.compute()
    if compat.is_torch_array(x):
        if x.device.type == "meta":
            msg = f"a meta tensor has a shape but no values, got shape {tuple(x.shape)}"
            raise TypeError(msg)
        x = x.detach().cpu()
    elif compat.is_jax_array(x):
        import jax  # optional: here only if the caller's array is its

        # np.asarray would do, but not under JAX's transfer guard.
        x = jax.device_get(x)
    elif compat.is_pydata_sparse_array(x):
        x = x.todense()
    elif hasattr(x, "asnumpy"):
        x = x.asnumpy()
    elif hasattr(x, "unwrap_numpy"):
        x = x.unwrap_numpy()
    elif not hasattr(x, "tolist"):
        # array-api-strict hands values out on its CPU device only.
        xp = compat.array_namespace(x)
        x = _numpy().asarray(compat.to_device(x, xp.Device("CPU_DEVICE")))
    return x.tolist()


def is_complex(xp: Any, x: Any) -> bool:
    """Return whether `x` has a complex dtype."""
    return _kind(xp, x.dtype) == "complex floating"


def real_dtype(xp: Any, dtype: Any) -> Any:
    """Return the real dtype to compute `dtype` in; float32 for narrower floats.

    Raises
    ------
    TypeError
        If `dtype` is not a floating-point dtype.
    """
    return _partners(xp, dtype)[0]


def complex_dtype(xp: Any, dtype: Any) -> Any:
    """Return the complex dtype to compute `dtype` in; complex64 for narrower floats.

    Raises
    ------
    TypeError
        If `dtype` is not a floating-point dtype.
    NotImplementedError
        If the namespace has no complex numbers.
    """
    partner = _partners(xp, dtype)[1]
    if partner is None:
        msg = f"{xp.__name__} has no complex numbers"
        raise NotImplementedError(msg)
    return partner


def as_floating(xp: Any, x: Any) -> Any:
    """Return `x` in a floating-point dtype that one can compute in.

    Integers and booleans become the default real dtype of the namespace on the device of
    `x` (float64 where there is one), floats narrower than float32 become float32, and
    everything else is returned as it is.
    """
    dtype = _floating(xp, x.dtype) or default_real_dtype(xp, device_of(x))
    return x if x.dtype == dtype else xp.astype(x, dtype)


def as_complex(xp: Any, x: Any) -> Any:
    """Return floating-point `x` in the complex dtype of its precision."""
    dtype = complex_dtype(xp, x.dtype)
    return x if x.dtype == dtype else xp.astype(x, dtype)


def in_one_chunk(x: Any, *axes: int) -> Any:
    """Return `x` with each of some axes in one chunk, where it is an array of Dask."""
    if not compat.is_dask_array(x):
        return x
    whole: Any = dict.fromkeys(axes, -1)
    return x.rechunk(whole)


def lower_factor(xp: Any, x: Any) -> Any:
    """Return the real Cholesky factor that is a lower triangle: Dask's namespace has the upper one.

    One of the two triangles beside the diagonal is zero, so that their sum is the factor.
    """
    factor = xp.linalg.cholesky(in_one_chunk(x, 0, 1))
    return xp.tril(factor) + xp.matrix_transpose(xp.triu(factor, k=1))


def default_real_dtype(xp: Any, device: Any) -> Any:
    """Return the dtype that `xp` gives to a new array of floats on `device`."""
    # mlx has no device argument, and its arrays have no device.
    return (xp.empty(0) if device is None else xp.empty(0, device=device)).dtype


@lru_cache(maxsize=256)
def _kind(xp: Any, dtype: Any) -> str:
    for kind in ("complex floating", "real floating", "integral", "bool"):
        if xp.isdtype(dtype, kind):
            return kind
    msg = f"expected an array of numbers, got dtype {dtype!r}"
    raise TypeError(msg)


@lru_cache(maxsize=256)
def _floating(xp: Any, dtype: Any) -> Any:
    """Return the dtype to compute `dtype` in, or None for what is not floating-point."""
    kind = _kind(xp, dtype)
    if kind == "complex floating":
        return complex_dtype(xp, dtype)
    return real_dtype(xp, dtype) if kind == "real floating" else None


@lru_cache(maxsize=256)
def _partners(xp: Any, dtype: Any) -> tuple[Any, Any]:
    single = getattr(xp, "complex64", None)  # ndonnx has no complex numbers
    for real, complex_ in _PARTNERS:
        pair = getattr(xp, real, None), getattr(xp, complex_, None)
        # Only what is there: NumPy takes None for float64.
        if any(dtype == known for known in pair if known is not None):
            return pair[0], pair[1] or single  # mlx has float64, but not its partner
    if _kind(xp, dtype) != "real floating":
        msg = f"expected a floating-point dtype, got {dtype!r}"
        raise TypeError(msg)
    return xp.float32, single


def _checked(value: Any) -> Any:
    """Return `value`, as a plain NumPy array unless it is a scalar or foreign array."""
    if isinstance(value, _SCALARS):
        return value
    if compat.is_array_api_obj(value) and not compat.is_numpy_array(value):
        return value
    return _numpy_array(value)


def _numpy_array(value: Any) -> Any:
    """Return `value` as a plain NumPy array of numbers in the machine's byte order."""
    np, given = _numpy(), type(value)
    if given is not np.ndarray:
        _refuse_unfit(given)
        value = np.asarray(value)
    if value.dtype.kind not in "biufc":
        msg = f"expected an array of numbers, got {given.__name__} of dtype {value.dtype}"
        raise TypeError(msg)
    return value if value.dtype.isnative else value.astype(value.dtype.newbyteorder("="))


def _refuse_unfit(cls: type) -> None:
    """Raise for the subclasses of NumPy's array that do not calculate as it does."""
    import numpy as np  # this part imports no array library at import time

    for unfit in (np.ma.MaskedArray, np.matrix):
        if issubclass(cls, unfit):
            msg = f"inputs of type numpy.{unfit.__name__} are not supported"
            raise TypeError(msg)


@cache
def _numpy() -> Any:
    """Return NumPy's namespace, imported when the first array of NumPy comes along."""
    from array_api_compat import numpy

    return numpy
