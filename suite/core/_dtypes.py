"""Dtypes by kind, and the tables of promotion of the standard."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from ._specs import FLOATS, INTEGERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._subject import Subject

SIGNED, UNSIGNED = INTEGERS[:4], INTEGERS[4:]
COMPLEX = ("complex64", "complex128")
PART_OF = {"complex64": "float32", "complex128": "float64"}
"""The dtype of the real and the imaginary part."""
ALL = ("bool", *INTEGERS, *reversed(FLOATS), *COMPLEX)
KINDS = {
    "bool": ("bool",), "signed integer": SIGNED, "unsigned integer": UNSIGNED,
    "integral": INTEGERS, "real floating": FLOATS, "complex floating": COMPLEX,
    "numeric": (*INTEGERS, *FLOATS, *COMPLEX),
}  # fmt: skip
# Digits of the significand, and the exponent beyond the largest number.
IEEE = {"float32": (24, 128), "float64": (53, 1024)}


def bits(name: str) -> int:
    """Return the size that a name of a dtype ends with."""
    return int("".join(filter(str.isdecimal, name)))


@dataclass(frozen=True, slots=True)
class Integers:
    """The range of an integer dtype."""

    lowest: int
    highest: int
    bits: int

    def holds(self, value: int) -> bool:
        return self.lowest <= value <= self.highest


def integers(dtype: str) -> Integers:
    """Return the range of a dtype by its name."""
    n = bits(dtype)
    return (
        Integers(0, 2**n - 1, n)
        if dtype in UNSIGNED
        else Integers(-(2 ** (n - 1)), 2 ** (n - 1) - 1, n)
    )


def promoted(a: str, b: str) -> str | None:
    """Return the common dtype in the standard's tables, or None where it defines none."""
    if a == b:
        return a
    for kind in (SIGNED, UNSIGNED, (*reversed(FLOATS), *COMPLEX)):
        if a in kind and b in kind:
            wide = max(real_bits(a), real_bits(b))
            is_complex = a in COMPLEX or b in COMPLEX
            return f"complex{2 * wide}" if is_complex else f"{a.rstrip('0123456789')}{wide}"
    signed, unsigned = (a, b) if a in SIGNED else (b, a)
    if signed in SIGNED and unsigned in UNSIGNED and unsigned != "uint64":
        return f"int{max(bits(signed), 2 * bits(unsigned))}"
    return None


def real_bits(name: str) -> int:
    """Return the size of the real part."""
    return bits(name) // (2 if name in COMPLEX else 1)


def promotions(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of dtypes that the standard's tables have, and what they become."""
    for a, b in product(subject.available(ALL), repeat=2):
        wanted = promoted(a, b)
        if wanted in subject.dtypes:
            yield a, b, wanted
