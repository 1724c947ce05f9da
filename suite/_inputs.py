"""Inputs: made on the host, the same on every machine, and laid out on the device.

The functions here call nothing but NumPy and the namespace they are given: a reproduction
script contains their source text.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SEED: ContextVar[int] = ContextVar("seed of the run", default=0)
"""Set once, from ``--hypothesis-seed``: another one draws other numbers everywhere."""


@dataclass(frozen=True, eq=False, slots=True)
class Input:
    """A host array, how to write it down, and the layout that it gets on the device.

    Parameters
    ----------
    values
        Host array.
    code
        NumPy expression that makes it, or None to write the values down.
    layout
        A key of `LAYOUTS`.
    """

    values: Any
    code: str | None = None
    layout: str = field(default="contiguous")

    def laid(self, layout: str) -> Input:
        """Return the same values in another layout."""
        return Input(self.values, self.code, layout)

    def converted(self, dtype: str) -> Input:
        """Return the values in another dtype."""
        if self.values.dtype.name == dtype:
            return self
        code = None if self.code is None else f"{self.code}.astype({dtype!r})"
        return Input(self.values.astype(dtype), code, self.layout)

    def transposed_values(self) -> Input:
        """Return the transposed values, contiguous."""
        code = None if self.code is None else f"{self.code}.T.copy()"
        return Input(self.values.T.copy(), code)


def draw(shape: Any, dtype: str, seed: int) -> Any:
    """Return numbers in [-1, 1) that float32 holds exactly; small integers; or booleans."""
    # RandomState's streams are frozen: the same numbers in every NumPy.
    random = np.random.RandomState(seed)
    uniform = random.random_sample(shape)
    if dtype == "bool":
        return uniform < 0.5
    if "int" in dtype:
        return np.floor(uniform * 100).astype(dtype)
    values = np.floor(uniform * 2**24) / 2**23 - 1
    if "complex" in dtype:
        values = values + 1j * (np.floor(random.random_sample(shape) * 2**24) / 2**23 - 1)
    return np.asarray(values, dtype=dtype)


def of_this_run(seed: int) -> int:
    """Return the seed that stands for this one in the run."""
    return (seed + 7919 * SEED.get()) % 2**32


def drawn(shape: int | tuple[int, ...], dtype: str, seed: int = 0) -> Input:
    """Return an input of pseudo-random numbers."""
    shape = (shape,) if isinstance(shape, int) else shape
    seed = of_this_run(seed)
    return Input(draw(shape, dtype, seed), f"draw({shape}, {dtype!r}, {seed})")


def literal(values: Any, dtype: str | None = None) -> Input:
    """Return an input that is written down value by value."""
    return Input(np.asarray(values, dtype=dtype))


def contiguous(xp: Any, values: Any) -> Any:
    return xp.asarray(values)


def transposed(xp: Any, values: Any) -> Any:
    """Lay out the axes in reverse order."""
    axes = tuple(reversed(range(values.ndim)))
    return xp.permute_dims(xp.asarray(np.transpose(values, axes).copy()), axes)


def stepped(xp: Any, values: Any) -> Any:
    """Take every second element along the last axis, the others being NaN-like."""
    wide = np.repeat(values, 2, axis=-1)
    wide[..., 1::2] = 77
    return xp.asarray(wide)[..., ::2]


def rows(xp: Any, values: Any) -> Any:
    """Take every third element along the first axis."""
    tall = np.repeat(values, 3, axis=0)
    tall[1::3, ...] = 77
    tall[2::3, ...] = 55
    return xp.asarray(tall)[::3, ...]


def offset(xp: Any, values: Any) -> Any:
    """Begin three elements (along each axis) after the start of the memory."""
    padded = np.pad(values, 3, constant_values=77)
    return xp.asarray(padded)[(slice(3, -3),) * values.ndim]


def reversed_last(xp: Any, values: Any) -> Any:
    """Walk backwards along the last axis."""
    flipped = xp.asarray(values[..., ::-1].copy())
    try:
        return flipped[..., ::-1]
    except ValueError:  # torch has no negative steps
        return xp.flip(flipped, axis=-1)


def reversed_all(xp: Any, values: Any) -> Any:
    """Walk backwards along every axis."""
    backwards = (slice(None, None, -1),) * values.ndim
    flipped = xp.asarray(values[backwards].copy())
    try:
        return flipped[backwards]
    except ValueError:  # torch has no negative steps
        return xp.flip(flipped)


def broadcast(xp: Any, values: Any) -> Any:
    """Repeat the first row along the first axis with stride zero."""
    return xp.broadcast_to(xp.asarray(values[:1, ...].copy()), values.shape)


def conjugated(xp: Any, values: Any) -> Any:
    """Conjugate on the device what is conjugated already; real numbers are an imaginary part.

    torch's method only marks the array: there is a bit for conjugates, and one for negatives.
    """
    real = values.dtype.kind == "f"
    if not real and values.dtype.kind != "c":
        return xp.asarray(values)
    array = xp.asarray(np.conj(values) if not real else (77 - 1j * values).astype(
        np.result_type(values, np.complex64)
    ))  # fmt: skip
    turned = array.conj() if hasattr(array, "conj") else xp.conj(array)
    return xp.imag(turned) if real else turned


def conjugated_transposed(xp: Any, values: Any) -> Any:
    """Lay out the axes in reverse order, and conjugate on the device."""
    axes = tuple(reversed(range(values.ndim)))
    real = values.dtype.kind == "f"
    flipped = np.transpose(values, axes).copy()
    if not real and values.dtype.kind != "c":
        return xp.permute_dims(xp.asarray(flipped), axes)
    array = xp.asarray(np.conj(flipped) if not real else (77 - 1j * flipped).astype(
        np.result_type(values, np.complex64)
    ))  # fmt: skip
    turned = array.conj() if hasattr(array, "conj") else xp.conj(array)
    return xp.permute_dims(xp.imag(turned) if real else turned, axes)


def part(xp: Any, values: Any) -> Any:
    """Take the real part of complex numbers; of those, the second of three along a last axis."""
    if values.dtype.kind == "f":
        wider = np.result_type(values, np.complex64)
        return xp.real(xp.asarray((values + 77j).astype(wider)))
    return xp.asarray(np.stack([0 * values, values, 0 * values + 77], axis=-1))[..., 1]


def rotated(xp: Any, values: Any) -> Any:
    """Lay out the first axis last: of three or more axes neither order of rows nor of columns."""
    axes = (values.ndim - 1, *range(values.ndim - 1))
    return xp.permute_dims(xp.asarray(np.moveaxis(values, 0, -1).copy()), axes)


def coarse(xp: Any, values: Any) -> Any:
    """Take every second element along each axis, beginning with the second one."""
    spread = np.full(tuple(2 * n + 1 for n in values.shape), 77, values.dtype)
    spread[(slice(1, None, 2),) * values.ndim] = values
    return xp.asarray(spread)[(slice(1, None, 2),) * values.ndim]


LAYOUTS = {
    function.__name__: function
    for function in (
        contiguous,
        transposed,
        stepped,
        rows,
        offset,
        reversed_last,
        reversed_all,
        broadcast,
    )
}
VIEWS = LAYOUTS | {
    function.__name__: function
    for function in (conjugated, conjugated_transposed, part, rotated, coarse)
}
"""Layouts, and views that need more of the namespace: for functions that are given any."""
OF_COMPLEX = ("conjugated", "conjugated_transposed", "part")
"""Views of complex numbers, even where the values are real."""

STRIDED = ("transposed", "stepped", "rows", "offset", "broadcast")
NEGATIVE = ("reversed_last", "reversed_all")


def repeated_rows(values: Any) -> Any:
    """Return the host values that `broadcast` stands for."""
    return np.broadcast_to(values[:1, ...], values.shape).copy()


def seen(x: Input) -> Any:
    """Return the host values that an input has in its layout."""
    return repeated_rows(x.values) if x.layout == "broadcast" else x.values
