"""What results of reductions and scans are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._inputs import literal, seen
from .._subject import EPS
from ._dtypes import bits, integers
from ._folds import INTO, KINDS, SPREADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .._inputs import Input
    from .._subject import Subject

SHAPES = {"plane": (3, 3), "cube": (3, 3, 3), "box": (2, 3, 4), "four": (2, 3, 2, 3)}
"""Equal lengths hide nothing that has the right shape by chance, others show which one counts."""


def resulting(subject: Subject, rule: str, dtype: str) -> Any:
    """Return the dtype of a result: the operand's, that of sums, of truths, of positions.

    None where the library lacks it.
    """
    if rule in {"indexing", "bool"}:
        return subject.default_dtype(rule) if rule == "indexing" else subject.dtype(rule)
    if rule == "wide" and "int" in dtype:
        name = widened(subject, dtype)
        return subject.dtype(name) if name in subject.dtypes else None
    return subject.dtype(subject.narrowed(dtype))


def widened(subject: Subject, dtype: str) -> str:
    """Return the dtype of sums of integers: the default one, or the operand's if that is wider."""
    default = subject.default_dtype("integral")
    sizes = [n for n in (8, 16, 32, 64) if subject.dtype(f"int{n}") == default]
    return f"{dtype.rstrip('0123456789')}{max(*sizes, bits(dtype))}"


def held(subject: Subject, rows: Iterable[Any], of: Any, dtype: str) -> list[Any]:
    """Return the rows whose sums the dtype of sums holds: all of them where it has 64 bits."""
    if "int" not in dtype or (kind := integers(widened(subject, dtype))).bits == 64:
        return list(rows)
    results = [(row, of(row)) for row in rows]
    return [
        row for row, found in results
        if all(map(kind.holds, found if isinstance(found, list) else [found]))
    ]  # fmt: skip


def has_dtype(subject: Subject, actual: Any, dtype: Any) -> None:
    """Require a dtype, if it is known."""
    subject.expect_array(actual)
    if dtype is not None and actual.dtype != dtype:
        subject.fail("wrong-dtype", f"dtype {dtype} was expected, got {actual.dtype}")


def agrees(subject: Subject, actual: Any, rows: list[Any], shape: Any, of: Any, dtype: Any) -> None:
    """Require the dtype, the shape, and the values of the rows: exact, or to rounding."""
    has_dtype(subject, actual, dtype)
    subject.expect_shape(actual, shape)
    host = subject.host(actual)
    expected = np.array([of(row) for row in rows], dtype=host.dtype).reshape(shape)
    name = subject.case.spec.name
    if name not in {"mean", *SPREADS}:
        subject.expect_equal(actual, expected)
        return
    top = np.array([max(map(abs, row), default=0) for row in rows], float).reshape(shape)
    margin = rounding(
        name, len(rows[0]) if rows else 1, top, np.abs(expected), EPS[host.dtype.name]
    )
    with np.errstate(invalid="ignore"):
        same = (
            (np.abs(host - expected) <= margin)
            | (host == expected)
            | (np.isnan(host) & np.isnan(expected))
        )
    subject.expect(bool(np.all(same)), f"got {host.tolist()}, expected {expected.tolist()}")


def rounding(name: str, n: int, top: Any, expected: Any, eps: float) -> Any:
    """Return what a result may be off by: sums are exact, means of n numbers up to top aren't."""
    if name == "mean":
        return 4 * eps * top
    own = n * eps * top
    return (8 + n) * eps * expected + (own if name == "std" else own**2)


def view(values: Any, layout: str) -> tuple[Input, Any]:
    """Return an array in a layout, and the values that are seen of it."""
    x = literal(values).laid(layout)
    return x, seen(x)


def same(subject: Subject, actual: Any, expected: Any, dtype: Any) -> None:
    """Require the dtype, the shape and the exact values."""
    has_dtype(subject, actual, dtype)
    subject.expect_equal(actual, expected)


def conversions(subject: Subject, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the dtypes of a kind, and each that their numbers may be put into."""
    for name in subject.available(KINDS[kind]):
        for into in subject.available(INTO.get(name, ())):
            yield name, into
