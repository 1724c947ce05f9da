"""Functions that no table defines, by examples that can be checked by eye."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import Input, literal
from .._kept import kept
from .._subject import EPS
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


@dataclass(frozen=True, slots=True)
class Example:
    """A call and what it gives.

    Parameters
    ----------
    label
        What is special about the call.
    args, kwargs
        Of the call.
    gives
        Nested lists.
    returns
        The dtype of the result; None is the first input's.
    """

    label: str
    args: tuple[Input, ...]
    gives: Any
    kwargs: dict[str, Any] = field(default_factory=dict[str, Any])
    returns: str | None = None


T, F = True, False
M = literal([[1, 2, 3], [4, 5, 6]], "int64")
V = literal([3, 1, 2], "int64")
X = literal([1.5, -0.5, 2.0, 0.25], "float64")

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "isin": (
        Example("2-d", (M, literal([2, 6, 9], "int64")), [[F, T, F], [F, F, T]], {}, "bool"),
        Example("inverted", (V, literal([2], "int64")), [T, T, F], {"invert": True}, "bool"),
    ),
    "linalg.outer": (
        Example("vectors", (V, literal([1, 10], "int64")), [[3, 30], [1, 10], [2, 20]]),
    ),
    "linalg.trace": (
        Example("square", (literal([[1, 2], [3, 4]], "int64"),), 5),
        Example("above", (M,), 8, {"offset": 1}),
    ),
    "linalg.diagonal": (Example("below", (M,), [4], {"offset": -1}),),
    "linalg.cross": (
        Example("basis", (literal([1.0, 0.0, 0.0]), literal([0.0, 1.0, 0.0])), [0, 0, 1]),
    ),
    "linalg.vector_norm": (
        Example("axis", (literal([[3.0, 4.0], [5.0, 12.0]]),), [5, 13], {"axis": 1}),
        Example("sum", (X,), 4.25, {"ord": 1}),
        Example("largest", (X,), 2, {"ord": math.inf}),
    ),
}


def example_cases(_profile: Profile) -> Iterator[Case]:
    """Yield a case for each call."""
    for name, rows in EXAMPLES.items():
        for row in rows:
            needs = {x.values.dtype.name for x in row.args} - {"float64"}
            yield Case(Operation(name), {"example": row.label}, tuple(needs))


@cases("values", example_cases)
def test_examples(case: Case, subject: Subject) -> None:
    """The result is the example's, norms to rounding; the input is what it was."""
    (row,) = (r for r in EXAMPLES[case.spec.name] if r.label == case["example"])
    actual = kept(subject, *row.args, **row.kwargs)
    subject.expect_dtype(actual, row.returns or row.args[0].values.dtype.name)
    expected = np.asarray(row.gives)
    subject.expect_shape(actual, expected.shape)
    host = subject.host(actual)
    margin = 4 * EPS[host.dtype.name] * abs(expected) if host.dtype.kind == "f" else 0
    same = bool(np.all(abs(host - 1.0 * expected) <= margin))
    subject.expect(same, f"got {host.tolist()}, expected {expected.tolist()}")
