"""Known deviations of backends: entries of ``expectations.toml``, matched by case and target.

An expected failure still runs. What it tells is kept beside the suite and not in it: the
entry goes when the backend is mended, and the suite says so by itself (a strict xfail).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._cases import Case

FILE = Path(__file__).parent / "expectations.toml"
OUTCOMES = {"fail", "error", "inexact", "crash"}
JUDGEMENTS = {"backend", "compat", "standard", "implementation"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """A deviation that is known and explained.

    Parameters
    ----------
    cases, targets, implementations
        Globs over case ids, target texts and ``--implementation`` roots.
    outcomes
        What happens: "fail" (a wrong result) or "error" (any exception); "inexact" alone is a
        result that is right but not accurate enough, and a wrong one fails all the same. "crash":
        the process would die, and the run with it, so the case is not run.
    judgement
        Whose it is: "backend", "compat", "implementation", or "standard" where the standard
        leaves it open.
    reason
        What happens, in a sentence.
    issue
        Upstream thread, or "" where no public one was found.
    since
        Version of the backend that shows it.
    flaky
        Whether passing is fine too: what is wrong does not show in every run or every case.
    """

    cases: tuple[str, ...]
    targets: tuple[str, ...]
    outcomes: tuple[str, ...]
    judgement: str
    reason: str
    issue: str
    since: str
    implementations: tuple[str, ...] = ("*",)
    flaky: bool = False

    def covers(self, case_id: str, target: str, implementation: str) -> bool:
        """Whether the entry speaks of this case."""
        pairs = (
            (case_id, self.cases),
            (target, self.targets),
            (implementation, self.implementations),
        )
        return all(any(fnmatchcase(text, glob) for glob in globs) for text, globs in pairs)

    def __str__(self) -> str:
        return f"{self.reason} [{self.judgement}] {self.issue}".rstrip()


def load(path: Path = FILE) -> tuple[Expectation, ...]:
    """Read the file.

    Raises
    ------
    ValueError
        If an entry lacks a key, has an unknown one or an unknown word.
    """
    entries = tomllib.loads(path.read_text()).get("expect", [])
    return tuple(_entry(entry, number) for number, entry in enumerate(entries, 1))


def _entry(entry: dict[str, Any], number: int) -> Expectation:
    try:
        values: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()
        }
        expectation = Expectation(**values)
    except TypeError as error:
        msg = f"expectation {number} ({entry.get('cases')!r}): {error}"
        raise ValueError(msg) from None
    if not set(expectation.outcomes) <= OUTCOMES or expectation.judgement not in JUDGEMENTS:
        msg = (
            f"expectation {number}: outcomes must be of {sorted(OUTCOMES)} and judgement one of "
            f"{sorted(JUDGEMENTS)}, got {expectation.outcomes!r} and {expectation.judgement!r}"
        )
        raise ValueError(msg)
    return expectation


def find(
    entries: Iterable[Expectation], case: Case, check: str, target: str, implementation: str
) -> Expectation | None:
    """Return the first entry that covers a case."""
    return next((e for e in entries if e.covers(case.id(check), target, implementation)), None)
