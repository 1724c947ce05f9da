"""One run of the suite on one target, faulty or healthy, and what it said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._fault import Fault


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of the suite.

    Parameters
    ----------
    target
        The target's text.
    implementation
        Whose functions are tested.
    features
        Globs over the features whose checks run.
    fault
        What is broken, or None for a healthy run.
    profile
        Of the suite.
    seed
        Not 0: other inputs, other examples, another order.
    whole
        Whether to go on after the cause was named.
    """

    target: str
    implementation: str
    features: tuple[str, ...]
    fault: Fault | None = None
    profile: str = "quick"
    seed: int = 0
    whole: bool = False

    @property
    def backend(self) -> str:
        return self.target.partition(":")[0].partition("+")[0]

    @property
    def alone(self) -> bool:
        """Whether it can't share the tests that another process has collected.

        JAX's threads don't survive a fork, and creation functions are bound to a device before
        the tests run.
        """
        return self.backend == "jax.numpy" or ":" in self.target or self.fault is None

    @property
    def name(self) -> str:
        if self.fault is not None:
            return f"{self.fault.id}@{self.target}"
        return f"healthy-{self.implementation.rpartition('.')[2]}-{self.seed}@{self.target}"


@dataclass(frozen=True, slots=True)
class Result:
    """What the suite said.

    Parameters
    ----------
    trial
        What ran.
    failed
        Ids of the cases that failed against expectation.
    passed
        How many passed.
    seconds
        How long it took.
    slips
        Exceptions of the fault's own code, which it does not mean to raise.
    """

    trial: Trial
    failed: tuple[str, ...]
    passed: int
    seconds: float
    slips: tuple[str, ...] = ()
