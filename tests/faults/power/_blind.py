"""Operators for the faults that were written blind, before anyone looked at the checks.

What the suite made of those at the first attempt is its power against bugs that nobody had in
mind: docs/power.md has the numbers. Most break one function in one special case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._fault import Fault
from ._operators import after, copied, instead, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Function = Callable[..., Any]

BOTH = "numpy torch"

Row = tuple[str, str, Any, str]
"""Name, function, what makes the faulty one of it, targets."""


def blind(group: str, root: str, module: str, rows: Iterable[Row]) -> tuple[Fault, ...]:
    """Return the faults of a table: any failure of the function's own checks names the cause."""
    return tuple(
        Fault(f"blind-{name}", "", f"blind: {group}", {f"{root}.{function}": wrap},
              f"{module}{function}/*", targets)
        for name, function, wrap, targets in rows
    )  # fmt: skip


def small(x: Any, *_: Any) -> Any:
    """Mask of numbers near zero."""
    return abs(x) < 1e-3


def patched(mask: Function, value: Function) -> Any:
    """Put ``value(y, x)`` where ``mask(x)`` holds, and leave the dtype."""

    def change(y: Any, x: Any, _kwargs: Any) -> Any:
        chosen = mask(x)
        library = plain(y)
        other = value(y, x)
        return (
            library.where(chosen, other, y)
            if library is not np
            else np.where(chosen, other, y).astype(y.dtype)
        )

    return after(change)


def pair(other: Function) -> Any:
    """Have another function of two arguments."""
    return instead(lambda f, a, b, *r, **k: other(f, a, b))


def nan(x: Any) -> Any:
    return x != x


def last_axis(f: Function, x: Any, *a: Any, **k: Any) -> Any:
    """Work along the last axis, whatever the call says."""
    return f(x, *a, **{**k, "axis": -1})


def row_lost(y: Any, _x: Any, _k: Any) -> Any:
    """Leave the last row as it was initialised."""
    y = copied(y)
    y[-1, ...] = 0
    return y


def is_integer(x: Any, _k: Any = None) -> bool:
    return "int" in str(x.dtype)


def is_complex(x: Any, _k: Any = None) -> bool:
    return "complex" in str(x.dtype)


def is_double(x: Any, _k: Any = None) -> bool:
    return str(x.dtype).rpartition(".")[2] in {"float64", "complex128"}


def prime(n: int) -> bool:
    return n > 1 and all(n % k for k in range(2, int(n**0.5) + 1))


def spread_nan(y: Any, x: Any, _k: Any) -> Any:
    return y * np.nan if bool(nan(x).any()) else y


def edge_padded(x: Any, kwargs: dict[str, Any]) -> Any:
    missing = kwargs["n"] - x.shape[-1]
    return np.concatenate([x, np.repeat(x[..., -1:], missing, -1)], -1)


def s_and_axes(_x: Any, k: dict[str, Any]) -> bool:
    return k.get("s") is not None and k.get("axes") is not None
