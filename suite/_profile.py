"""How much to run: quick for every push, default, thorough for a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Profile:
    """The sizes of a run.

    Parameters
    ----------
    name
        As given to ``--xp-profile``.
    level
        0, 1 or 2: what case generators compare with.
    examples
        Hypothesis examples of each property.
    repeats
        Calls of a determinism check.
    """

    name: str
    level: int
    examples: int
    repeats: int

    def pick(self, quick: T, default: T, thorough: T) -> T:
        """Return the value for this profile."""
        return (quick, default, thorough)[self.level]


QUICK = Profile("quick", 0, examples=8, repeats=3)
DEFAULT = Profile("default", 1, examples=30, repeats=5)
THOROUGH = Profile("thorough", 2, examples=300, repeats=20)
PROFILES = {profile.name: profile for profile in (QUICK, DEFAULT, THOROUGH)}
