"""What both families of functions stand on, where a namespace lacks a part of the standard."""

from __future__ import annotations

import array_api_compat.numpy as numpy_namespace
import numpy as np
import pytest

from pytest_array_api.reference_impl import _common


class WithoutComplex:
    """NumPy's namespace without complex numbers, as ndonnx is."""

    __name__ = "without_complex"

    def __getattr__(self, name):
        if name.startswith("complex"):
            raise AttributeError(name)
        return getattr(numpy_namespace, name)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("float64", "float64"), ("float32", "float32"), ("float16", "float32"), ("int8", "float64")],
)
def test_real_numbers_need_no_complex_ones(given, expected):
    """Real results come out of a namespace that has no complex dtypes."""
    assert _common.as_floating(WithoutComplex(), np.ones(3, given)).dtype == expected


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_a_namespace_without_complex_numbers_says_so(dtype):
    """Where they are needed the error names the namespace."""
    with pytest.raises(NotImplementedError, match="without_complex has no complex numbers"):
        _common.as_complex(WithoutComplex(), np.ones(3, dtype))
