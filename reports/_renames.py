"""The map from old case ids to new ones, so that comparisons follow a renamed case.

    [renames]
    "fft.rfft/values/n=*" = "fft.rfft/values/dtype=float64,n=*"

A star stands for any text and brings it along. The map is applied to what is older: a report that
is compared with, the reports of a folder, the entries of a baseline.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from ._document import ReportError, read_toml
from ._merge import with_cases

if TYPE_CHECKING:
    from pathlib import Path

    from ._model import Report


class _File(msgspec.Struct, forbid_unknown_fields=True):
    renames: dict[str, str] = {}


class Renames:
    """Old ids and what they are called now.

    Parameters
    ----------
    names : dict
        New names by old ones, each with at most one star, on both sides or on none.

    Raises
    ------
    ReportError
        For a name that can't be followed.
    """

    def __init__(self, names: dict[str, str]) -> None:
        for old, new in names.items():
            if old.count("*") != new.count("*") or old.count("*") > 1 or not old or not new:
                msg = f"can't rename {old!r} to {new!r}: both need the same star, or none"
                raise ReportError(msg)
        self._rules = [
            (re.compile(re.escape(old).replace(r"\*", "(.*)"), re.DOTALL), new)
            for old, new in names.items()
        ]

    def __call__(self, name: str) -> str:
        """Return the newest name of a case, or of a pattern of cases."""
        found = name
        for _ in range(len(self._rules) + 1):
            after = self._once(found)
            if after == found:
                return found
            found = after
        msg = f"the renames of {name!r} go in a circle"
        raise ReportError(msg)

    def _once(self, name: str) -> str:
        for pattern, new in self._rules:
            if match := pattern.fullmatch(name):
                return new.replace("*", match[1]) if match.re.groups else new
        return name

    def report(self, report: Report) -> Report:
        """Return a report with the new names.

        Raises
        ------
        ReportError
            If two cases would become one.
        """
        names = {case.id: self(case.id) for case in report.cases}
        olds: dict[str, str] = {}
        for old, new in names.items():
            if olds.setdefault(new, old) != old:
                msg = f"the renames make one case {new!r} of {olds[new]!r} and {old!r}"
                raise ReportError(msg)
        replace: Any = msgspec.structs.replace
        return with_cases(report, (replace(case, id=names[case.id]) for case in report.cases))


def read_renames(path: str | Path | None) -> Renames:
    """Read a map of renames; none is an empty one."""
    return Renames(read_toml(path, _File, "map of renames").renames if path else {})
