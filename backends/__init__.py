"""Backends: which targets there are, and how to detect, activate and convert them.

Importing this part, `select` and `Target.parse` import no array library, NumPy included.
"""

from __future__ import annotations

from ._active import Active, active
from ._backend import Backend, NoDeviceError, Variant
from ._convert import device_of, library, synchronize, to_numpy
from ._probe import CAPABILITIES, DTYPES, Probe, activate, layered_on, probe
from ._registry import BACKENDS, close_matches, listed, require, vendored
from ._select import Selection, Unavailable, expand, prepare_environment, select
from ._target import Target

__all__ = [
    "BACKENDS",
    "CAPABILITIES",
    "DTYPES",
    "Active",
    "Backend",
    "NoDeviceError",
    "Probe",
    "Selection",
    "Target",
    "Unavailable",
    "Variant",
    "activate",
    "active",
    "close_matches",
    "device_of",
    "expand",
    "layered_on",
    "library",
    "listed",
    "prepare_environment",
    "probe",
    "require",
    "select",
    "synchronize",
    "to_numpy",
    "vendored",
]
