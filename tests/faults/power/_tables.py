"""All faults, and the runs that they need."""

from __future__ import annotations

from ._fault import Fault
from ._fft_faults import FAULTS as FFT
from ._run import Trial

FAULTS: tuple[Fault, ...] = (*FFT,)

NOTHING = Fault("nothing", "", "control", {}, "fft.fft/* core.argmin/*")
"""No fault at all: the runner has to report it as survived."""


def trials(faults: tuple[Fault, ...], *, full: bool) -> list[Trial]:
    """Return the runs of some faults: on the features concerned and core, or on all."""
    return [
        Trial(
            target,
            fault.implementation,
            ("*",) if full else ("core.*", *fault.features),
            fault,
            fault.profile,
        )
        for fault in faults
        for target in fault.targets.split()
    ]
