"""Many calls in one case: inputs that tell their elements apart, and results bit by bit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .._inputs import LAYOUTS, Input, seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._subject import Subject

    Shape = tuple[int, ...]

Row = TypeVar("Row")

GROUPS = {
    "bool": ("bool",), "signed": ("int64", "int8", "int32", "int16"),
    "unsigned": ("uint8", "uint64", "uint16", "uint32"), "real": ("float64", "float32"),
    "complex": ("complex64", "complex128"),
}  # fmt: skip
"""Dtypes of a kind, which one case has."""


def real_numbers(size: int, dtype: str, start: int) -> Any:
    """Return numbers with all digits; NaN, infinities, zeros and tiny ones from an even start."""
    i = np.arange(start, start + size)
    values = ((i + 1 / 3) * np.where(i % 2, -1.0, 1.0)).astype(dtype)
    if start % 2:
        return values
    values[i % 11 == 3] = math.nan
    values[i % 11 == 5] = -0.0
    values[i % 11 == 7] = -math.inf
    values[i % 11 == 8] = np.finfo(dtype).smallest_normal  # less may be flushed to zero
    return values


@cache
def numbered(shape: Shape, dtype: str, which: int = 0, layout: str = "contiguous") -> Input:
    """Return an array whose elements differ as far as the dtype can tell.

    Those of even arrays begin with the extremes, and have specials; those of odd ones don't:
    either kind may send a library down its own way.

    Parameters
    ----------
    shape, dtype, layout
        Of the array.
    which
        Number of the array in a call: others have other elements.
    """
    size, start = math.prod(shape), 17 * which
    if dtype == "bool":
        values = (np.arange(start, start + size) ** 2 * 2654435761 >> 13) % 2 == 0
    elif dtype.startswith("float"):
        values = real_numbers(size, dtype, start)
    elif dtype.startswith("complex"):
        part = "float32" if dtype == "complex64" else "float64"
        values = np.empty(size, dtype)
        values.real, values.imag = (real_numbers(size, part, start + k) for k in (0, 4))
    else:
        low, high = (
            (int(np.iinfo(dtype).min), int(np.iinfo(dtype).max))
            if which % 2 == 0
            else (int(np.iinfo(dtype).min) // 4, int(np.iinfo(dtype).max) // 4)
        )
        ends = ((high - j // 2, low + j // 2)[j % 2] for j in range(start, start + size))
        values = np.asarray([(v - low) % (high - low + 1) + low for v in ends], dtype)
    return Input(values.reshape(shape), None, layout)


def layouts(shape: Shape) -> list[str]:
    """Return the layouts that an array may have."""
    return list(LAYOUTS) if shape else ["contiguous"]


def parts(values: Any) -> Any:
    """Return the numbers in a row, those of complex ones apart."""
    flat: Any = np.ascontiguousarray(values).reshape(-1)
    return flat.view(flat.real.dtype) if flat.dtype.kind == "c" else flat


def differing(found: Any, expected: Any, *, signs: bool = True) -> Any:
    """Return where numbers differ: NaN is NaN, and zeros have signs if asked for."""
    if found.tobytes() == expected.tobytes():
        return np.empty(0, int)
    a, b = parts(found), parts(expected)
    same = a == b
    if a.dtype.kind == "f":
        missing = np.isnan(a) & np.isnan(b)
        same = (same & (np.signbit(a) == np.signbit(b)) if signs else same) | missing
    return np.flatnonzero(~same)


def evenly(rows: Sequence[Row], count: int) -> list[Row]:
    """Return at most so many of a list, evenly spaced."""
    return list(rows[:: max(-(-len(rows) // count), 1)])


@dataclass(eq=False)
class Sweep:
    """Calls of one function, on arrays that are made once.

    Parameters
    ----------
    subject
        The function.
    """

    subject: Subject
    made: dict[Input, Any] = field(default_factory=dict[Input, Any])

    def array(self, value: Any) -> Any:
        """Return an argument as the library has it."""
        if isinstance(value, (list, tuple)):
            return type(value)(map(self.array, value))
        if not isinstance(value, Input):
            return value
        if value not in self.made:
            self.made[value] = self.subject.array(value)
        return self.made[value]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function; a reproduction shows the inputs as they were written down."""
        call = self.subject.call_of(args, kwargs)
        named = {name: self.array(value) for name, value in kwargs.items()}
        return self.subject.make(call, *map(self.array, args), **named)

    def fail(self, kind: Any, wrong: str) -> None:
        """Fail, naming the last call."""
        call = self.subject.calls[-1]
        text = call_text(self.subject.case.spec.name, call.args, call.kwargs)
        self.subject.fail(kind, f"{text}: {wrong}")

    def described(self, actual: Any, shape: Shape, dtype: str) -> Any:
        """Require the dtype and the shape of a result; return it on the host."""
        subject = self.subject
        # It requires an array first, and ends the check where there are no values.
        found = subject.host(actual) if subject.has_values else None
        if actual.dtype != subject.dtype(dtype):
            self.fail("wrong-dtype", f"dtype {dtype} expected, got {actual.dtype}")
        if tuple(actual.shape) != shape:
            self.fail("wrong-shape", f"shape {shape} expected, got {tuple(actual.shape)}")
        found = subject.host(actual) if found is None else found
        if found.shape != shape:  # what a lazy library computes may be another one
            self.fail("wrong-shape", f"shape {shape} expected, computed {found.shape}")
        return found

    def require(self, actual: Any, expected: Any, dtype: str, *, signs: bool = True) -> None:
        """Require the dtype, the shape and the numbers of a result, exactly."""
        found = self.described(actual, expected.shape, dtype)
        wrong = differing(found, expected, signs=signs)
        if wrong.size:
            a, b, i = parts(found), parts(expected), int(wrong[0])
            self.fail("wrong-value", f"{wrong.size} of {b.size} numbers differ, first number {i}: "
                      f"{a[i]!r}, expected {b[i]!r}")  # fmt: skip

    def unchanged(self) -> None:
        """Require that no call wrote to what it was given."""
        for x, array in self.made.items():
            if differing(self.subject.host(array), seen(x)).size:
                self.subject.expect(False, f"calls have changed their input {described(x)}")


def described(value: Any) -> str:
    """Return how an argument reads in a message."""
    if isinstance(value, Input):
        layout = "" if value.layout == "contiguous" else f" {value.layout}"
        return f"{value.values.dtype.name}{list(value.values.shape)}{layout}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(described, value))}]"
    return repr(value)


def call_text(name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> str:
    """Return a call as a message writes it."""
    named = [f"{k}={described(v)}" for k, v in kwargs.items()]
    return f"{name}({', '.join([*map(described, args), *named])})"
