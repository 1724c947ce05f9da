"""Inputs and arguments of single calls, for the checks that need any, small and asymmetric."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .._inputs import Input, draw, drawn, of_this_run

if TYPE_CHECKING:
    from ._specs import Transform

# The axes have different lengths, prime or not: what happens along the wrong one is seen.
SHAPES = {1: (5, 7), 2: (3, 5, 7), 0: (3, 4, 5)}


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """One call of one transform.

    Parameters
    ----------
    spec
        The transform.
    shape, dtype, seed
        Of the pseudo-random input.
    arguments
        Keywords of the call.
    """

    spec: Transform
    shape: tuple[int, ...]
    dtype: str
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    seed: int = 0

    @property
    def input(self) -> Input:
        return drawn(self.shape, self.dtype, self.seed)

    @property
    def expected(self) -> Any:
        """Return the exact result; computed once per process."""
        arguments = tuple(sorted(self.arguments.items()))
        return _expected(self.spec, self.shape, self.dtype, arguments, of_this_run(self.seed))

    @property
    def result_shape(self) -> tuple[int, ...]:
        return self.spec.result_shape(self.shape, self.arguments)

    @property
    def tolerance(self) -> dict[str, Any]:
        """Return `n` and `extra` for `Subject.expect_close`."""
        return {
            "n": self.spec.points(self.shape, self.arguments),
            "extra": self.spec.log_extra(self.shape, self.arguments),
        }


@lru_cache(maxsize=256)
def _expected(spec: Transform, shape: Any, dtype: str, arguments: Any, seed: int) -> Any:
    return spec.expected(draw(shape, dtype, seed), dict(arguments))


def plan(spec: Transform, dtype: str | None = None, **changes: Any) -> Plan:
    """Return the usual small call of a transform."""
    return Plan(spec, SHAPES[spec.rank], dtype or spec.dtypes[0], **changes)
