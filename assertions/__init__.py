"""Assertions on arrays of any library: exact, on the device, with messages that explain.

Usable without pytest. There is no off switch, and nothing here changes its arguments.
"""

from __future__ import annotations

from ._assertions import (
    assert_almost_equal,
    assert_array_almost_equal,
    xp_assert_close,
    xp_assert_close_nulp,
    xp_assert_equal,
    xp_assert_less,
    xp_assert_less_equal,
)
from ._mismatch import MismatchError
from ._recorder import Accuracy, Record, Timing, record_accuracy, record_timing, recording

__all__ = [
    "Accuracy",
    "MismatchError",
    "Record",
    "Timing",
    "assert_almost_equal",
    "assert_array_almost_equal",
    "record_accuracy",
    "record_timing",
    "recording",
    "xp_assert_close",
    "xp_assert_close_nulp",
    "xp_assert_equal",
    "xp_assert_less",
    "xp_assert_less_equal",
]
