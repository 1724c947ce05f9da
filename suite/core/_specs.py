"""The operations, one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """A function of the array namespace."""

    name: str
    requires: tuple[str, ...] = ()

    @property
    def feature(self) -> str:
        return f"core.{self.name}"


def operations(*names: str) -> tuple[Operation, ...]:
    """Return the rows of some functions."""
    return tuple(Operation(name) for name in names)


EXTREMES = operations("argmin", "argmax")
UNIQUE = tuple(
    Operation(name, ("data-dependent shapes",))
    for name in ("unique_all", "unique_counts", "unique_inverse", "unique_values")
)
COMPARISONS = operations("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
PARTS = tuple(Operation(name, ("complex64",)) for name in ("real", "imag", "conj"))
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float64", "float32")
