"""What SciPy's test files import once they are adapted: see `scipy_files`.

Helpers that have no part in what is tested stay SciPy's and NumPy's own. They get NumPy
arrays: a test may look at a result with NumPy, also where the result's device refuses it.
"""

from __future__ import annotations

from functools import wraps

import numpy  # noqa: ICN001 -- `np` is what the test files get
import numpy.testing
import pytest
from array_api_compat import is_array_api_obj
from array_api_compat import is_numpy_namespace as is_numpy
from scipy._lib._array_api import (
    SCIPY_ARRAY_API,
    array_namespace,
    eager_warns,
    is_lazy_array,
    xp_copy,
    xp_device,
    xp_size,
)
from scipy.spatial import distance

from pytest_array_api import (
    xp_assert_close,
    xp_assert_close_nulp,
    xp_assert_equal,
    xp_assert_less,
)
from pytest_array_api.backends import to_numpy

__all__ = [
    "SCIPY_ARRAY_API",
    "array_namespace",
    "assert_",
    "assert_allclose",
    "assert_array_almost_equal",
    "assert_array_almost_equal_nulp",
    "assert_array_equal",
    "assert_array_less",
    "assert_equal",
    "eager_warns",
    "is_lazy_array",
    "is_numpy",
    "make_xp_pytest_param",
    "make_xp_test_case",
    "np",
    "pdist",
    "xp_assert_close",
    "xp_assert_close_nulp",
    "xp_assert_equal",
    "xp_assert_less",
    "xp_copy",
    "xp_device",
    "xp_size",
]


def on_host(function):
    """Return `function` of NumPy arrays as a function of arrays from anywhere."""

    @wraps(function)
    def wrapper(*args, **kwargs):
        given = [
            is_array_api_obj(a) and not isinstance(a, type) for a in args
        ]  # np.float32 is none
        arrays = [to_numpy(a) if array else a for a, array in zip(args, given, strict=True)]
        return function(*arrays, **kwargs)

    return wrapper


class NumPy:
    """NumPy, but `asarray` and `array` read arrays of any device."""

    asarray = staticmethod(on_host(numpy.asarray))
    array = staticmethod(on_host(numpy.array))

    def __getattr__(self, name):
        return getattr(numpy, name)


np = NumPy()
assert_ = numpy.testing.assert_
assert_allclose = on_host(numpy.testing.assert_allclose)
assert_array_almost_equal = on_host(numpy.testing.assert_array_almost_equal)
assert_array_almost_equal_nulp = on_host(numpy.testing.assert_array_almost_equal_nulp)
assert_array_equal = on_host(numpy.testing.assert_array_equal)
assert_array_less = on_host(numpy.testing.assert_array_less)
assert_equal = on_host(numpy.testing.assert_equal)


def pdist(x, *args, **kwargs):
    """Return SciPy's distances, beside `x`."""
    distances = distance.pdist(to_numpy(x), *args, **kwargs)
    return array_namespace(x).asarray(distances, device=xp_device(x))


def make_xp_test_case(*functions):
    """Do nothing: SciPy's table says where SciPy's functions work, not where ours do."""
    return lambda test: test


def make_xp_pytest_param(function, *args):
    """Return the parameter without the marks of SciPy's table."""
    return pytest.param(function, *args)
