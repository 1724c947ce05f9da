"""All faults, and the runs that they need."""

from __future__ import annotations

from ._blind_array_faults import FAULTS as BLIND_ARRAYS
from ._blind_elementwise_faults import FAULTS as BLIND_NUMBERS
from ._blind_fft_faults import FAULTS as BLIND_FFT
from ._blind_scipy_faults import FAULTS as BLIND_SCIPY
from ._cluster_faults import FAULTS as CLUSTER
from ._core_faults import FAULTS as CORE
from ._device_faults import FAULTS as DEVICE
from ._fault import Fault
from ._fft_faults import FAULTS as FFT
from ._linear_faults import FAULTS as LINEAR
from ._method_faults import FAULTS as METHOD
from ._trial import Trial
from ._trigonometric_faults import FAULTS as TRIGONOMETRIC
from .blind2 import FAULTS as BLIND2
from .blind3 import FAULTS as BLIND3

FAULTS: tuple[Fault, ...] = (
    *FFT, *TRIGONOMETRIC, *CORE, *LINEAR, *METHOD, *DEVICE, *CLUSTER,
    *BLIND_FFT, *BLIND_NUMBERS, *BLIND_ARRAYS, *BLIND_SCIPY, *BLIND2, *BLIND3,
)  # fmt: skip

NOTHING = Fault("nothing", "", "control", {}, "fft.fft/* core.argmin/*")
"""No fault at all: the runner has to report it as survived."""

MISTAKEN = Fault(
    "mistaken", "", "control", {"xp.argmin": lambda _: lambda x, **_k: x.no_such}, "core.argmin/*"
)
"""A fault that fails by itself: the runner may not report it as caught."""

CONTROLS = (NOTHING, MISTAKEN)


def trials(faults: tuple[Fault, ...], *, full: bool) -> list[Trial]:
    """Return the runs of some faults: on the features that name the cause, or on all."""
    return [
        Trial(
            target,
            fault.implementation,
            ("*",) if full else fault.features,
            fault,
            fault.profile,
            whole=full,
        )
        for fault in faults
        for target in fault.targets.split()
    ]
