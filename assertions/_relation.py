"""What may be asserted of two arrays: close, less, close in spacings.

Each relation has a quick side (`holds`: on the device, one boolean, True is certain), an
exact side (`judge`: element by element on the host) and its words for the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _device, _explain, _host

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ._tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class Close:
    """|actual - desired| <= atol + rtol*|desired|; with a zero tolerance, equality."""

    tolerance: Tolerance
    equal_nan: bool = True
    claim: str = "close"

    def holds(self, xp: Any, actual: Any, desired: Any, dtype: str) -> bool:
        """Whether it certainly holds, seen from the device."""
        return _device.close(xp, actual, desired, dtype, self.tolerance, equal_nan=self.equal_nan)

    def judge(self, actual: Any, desired: Any) -> NDArray[np.bool_]:
        """Return where it holds."""
        return _host.close(actual, desired, self.tolerance, equal_nan=self.equal_nan)

    def limit(self, actual: Any, desired: Any) -> NDArray[Any]:
        """Return the largest error allowed, per element."""
        return _host.error_and_limit(actual, desired, self.tolerance)[1]

    @property
    def formula(self) -> str:
        """The relation as a reader would write it."""
        if self.claim == "equal":
            return "actual == desired"
        rtol, atol = (_explain.short(x) for x in (self.tolerance.rtol, self.tolerance.atol))
        default = self.tolerance.default_for
        source = f" (default for {default})" if default else ""
        return f"|actual - desired| <= atol + rtol*|desired|, rtol={rtol}{source}, atol={atol}"

    def remedy(self, actual: Any, desired: Any, wrong: NDArray[np.bool_]) -> str:
        """Say which tolerances would pass, or nothing where none does."""
        found = " or ".join(_explain.remedies(actual, desired, wrong, self.tolerance))
        if not found:
            return ""
        if self.claim == "equal":
            return f"xp_assert_close would pass the values with {found}"
        return f"the values would pass with {found}"


@dataclass(frozen=True, slots=True)
class Less:
    """actual < desired, or actual <= desired."""

    or_equal: bool

    def holds(self, xp: Any, actual: Any, desired: Any, dtype: str) -> bool:
        """Whether it certainly holds, seen from the device."""
        return _device.less(xp, actual, desired, dtype, or_equal=self.or_equal)

    def judge(self, actual: Any, desired: Any) -> NDArray[np.bool_]:
        """Return where it holds."""
        return _host.less(actual, desired, or_equal=self.or_equal)

    def limit(self, actual: Any, desired: Any) -> NDArray[Any]:  # noqa: ARG002 -- one signature
        """Return zeros: there is no tolerance."""
        return np.zeros(actual.shape)

    @property
    def claim(self) -> str:
        """What an element should be."""
        return "less or equal" if self.or_equal else "less"

    @property
    def formula(self) -> str:
        """The relation as a reader would write it."""
        return "actual <= desired" if self.or_equal else "actual < desired"

    def remedy(self, actual: Any, desired: Any, wrong: NDArray[np.bool_]) -> str:  # noqa: ARG002 -- one signature
        """Return nothing: no option would make it pass."""
        return ""


@dataclass(frozen=True, slots=True)
class CloseNulp:
    """|actual - desired| <= nulp * spacing(max(|actual|, |desired|))."""

    nulp: float
    claim: str = "close"

    def holds(self, xp: Any, actual: Any, desired: Any, dtype: str) -> bool:
        """Whether it certainly holds, seen from the device."""
        return _device.close_nulp(xp, actual, desired, dtype, self.nulp)

    def judge(self, actual: Any, desired: Any) -> NDArray[np.bool_]:
        """Return where it holds."""
        return _host.close_nulp(actual, desired, self.nulp)

    def limit(self, actual: Any, desired: Any) -> NDArray[Any]:
        """Return the largest error allowed, per element."""
        if not _host.are_inexact(actual, desired):
            return np.zeros(actual.shape)
        return _host.spacing(actual, desired) * self.nulp

    @property
    def formula(self) -> str:
        """The relation as a reader would write it."""
        nulp = _explain.short(float(self.nulp))
        return f"|actual - desired| <= nulp*spacing(max(|actual|, |desired|)), nulp={nulp}"

    def remedy(self, actual: Any, desired: Any, wrong: NDArray[np.bool_]) -> str:
        """Say which `nulp` would pass."""
        if not _host.are_inexact(actual, desired):
            return ""
        error, _ = _host.error_and_limit(actual[wrong], desired[wrong], None)
        spacings = error / _host.spacing(actual[wrong], desired[wrong])
        return (
            f"the values would pass with nulp={int(np.ceil(np.max(spacings)))}"
            if np.isfinite(spacings).all()
            else ""
        )


Relation = Close | Less | CloseNulp
