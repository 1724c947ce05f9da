"""How much to run: quick for every push, default, thorough for a release."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

from ._inputs import SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..backends import Target
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
        Backends of which a sample is enough: one in this many of the cases of a function, and of
        the examples; one in the square of it for functions that the standard lacks, each of which
        calls dozens of the standard's.
    """

    name: str
    level: int
    examples: int
    repeats: int
    strides: Mapping[str, int] = field(default_factory=dict[str, int])

    def pick(self, quick: T, default: T, thorough: T) -> T:
        """Return the value for this profile."""
        return (quick, default, thorough)[self.level]

    def chosen(self, items: list[T], feature: str, target: Target, *, composed: bool) -> list[T]:
        """Return which of the cases of a function are run on a target."""
        stride = self.strides.get(target.backend, 1)
        return every(stride**2 if composed else stride, items, f"{feature} {target}")

    def sample(self, items: Iterable[T], subject: Subject) -> list[T]:
        """Return what a case that goes through many things takes of them on a backend.

        One in the square of so many: there are few such cases of a function, of which one is run
        anyway.
        """
        stride = self.strides.get(subject.active.target.backend, 1)
        return every(stride**2, list(items), str(subject.case))

    def examples_on(self, backend: str) -> int:
        """Return the Hypothesis examples of each property on a backend."""
        return max(2, self.examples // self.strides.get(backend, 1))


def every(stride: int, items: list[T], key: str) -> list[T]:
    """Return one item in so many, one at least, beginning where the key and the seed say."""
    first = crc32(f"{SEED.get()} {key}".encode()) % min(stride, max(len(items), 1))
    return items[first::stride]


# JAX compiles every operation for every shape, sparse for every dtype; Dask builds a graph of each
# call, ndonnx a model. Primes, so that what takes turns in the cases, dtypes and norms, is met in
# turns too.
SAMPLED = {"jax.numpy": 5, "ndonnx": 5, "sparse": 3, "dask.array": 3}
QUICK = Profile("quick", 0, examples=8, repeats=3, strides=SAMPLED)
DEFAULT = Profile("default", 1, examples=30, repeats=5)
THOROUGH = Profile("thorough", 2, examples=300, repeats=20)
PROFILES = {profile.name: profile for profile in (QUICK, DEFAULT, THOROUGH)}
