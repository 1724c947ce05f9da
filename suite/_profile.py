"""How much to run: quick for every push, default, thorough for a release."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ._subject import Subject

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
    strides
        Backends of which a sample is enough: one in this many of the cases that a check has for
        a function, and of the examples.
    """

    name: str
    level: int
    examples: int
    repeats: int
    strides: Mapping[str, int] = field(default_factory=dict[str, int])

    def pick(self, quick: T, default: T, thorough: T) -> T:
        """Return the value for this profile."""
        return (quick, default, thorough)[self.level]

    def runs(self, rank: int, backend: str) -> bool:
        """Return whether the case of a rank (see `ranked`) is run on a backend."""
        return rank % self.strides.get(backend, 1) == 0

    def sample(self, items: Iterable[T], subject: Subject) -> list[T]:
        """Return what a case that goes through many things takes of them on a backend.

        One in the square of so many, one at least, each case beginning with another: most such
        checks have few cases, of which one is run anyway.
        """
        made = list(items)
        stride = self.strides.get(subject.active.target.backend, 1) ** 2
        first = sum(map(ord, str(subject.case)))
        return made[first % min(stride, max(len(made), 1)) :: stride]

    def examples_on(self, backend: str) -> int:
        """Return the Hypothesis examples of each property on a backend."""
        return max(2, self.examples // self.strides.get(backend, 1))


# JAX compiles every operation for every shape, sparse for every dtype, and Dask builds a graph of
# each call. Primes, so that what takes turns in the cases, dtypes and norms, is met in turns too.
SAMPLED = {"jax.numpy": 7, "sparse": 3, "dask.array": 5}
QUICK = Profile("quick", 0, examples=8, repeats=3, strides=SAMPLED)
DEFAULT = Profile("default", 1, examples=30, repeats=5)
THOROUGH = Profile("thorough", 2, examples=300, repeats=20)
PROFILES = {profile.name: profile for profile in (QUICK, DEFAULT, THOROUGH)}
