"""Functions of whole arrays, by examples: one call, its result, and its input afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import Input
from .._subject import EPS
from ._examples import EXAMPLES, DType, Example

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

BY_LABEL = {(row.operation.name, row.label): row for row in EXAMPLES}
ROUNDED = {"mean", "std", "var", "abs", "hypot", "logaddexp", "linalg.vector_norm"}
"""Operations that may round; the others have nothing to."""

STANDINS = {"float64": "float32", "complex128": "complex64"}
"""Dtypes that a target may lack: it gets the single ones."""


def example_cases(_profile: Profile) -> Iterator[Case]:
    """Yield a case for each row."""
    for row in EXAMPLES:
        named = (x for x in (*row.args, *row.kwargs.values()) if isinstance(x, DType))
        names = {x.values.dtype.name for x in row.inputs} | set(map(str, named))
        names = {STANDINS.get(name, name) for name in names} - {"bool", "float32"}
        yield Case(row.operation, {"example": row.label}, tuple(sorted(names)))


def resolved(subject: Subject, value: Any) -> Any:
    """Return an argument for the call: dtypes by name, inputs in lists on the device."""
    if isinstance(value, DType):
        return subject.dtype(subject.narrowed(str(value)))
    if isinstance(value, list):
        return [subject.array(v) if isinstance(v, Input) else v for v in value]
    return subject.array(value) if isinstance(value, Input) else value


@cases("values", example_cases)
def test_examples(case: Case, subject: Subject) -> None:
    """The result is the example's, to rounding; the input is what it was."""
    row = BY_LABEL[case.spec.name, case["example"]]
    args = [resolved(subject, v) for v in row.args]
    kwargs = {name: resolved(subject, v) for name, v in row.kwargs.items()}
    result = subject(*args, **kwargs)
    several = isinstance(row.gives, tuple)
    results, wanted = (tuple(result), row.gives) if several else ((result,), (row.gives,))
    subject.expect(len(results) == len(wanted), f"{len(results)} arrays, expected {len(wanted)}")
    for actual, expected in zip(results, wanted, strict=True):
        agrees(subject, row, actual, np.asarray(expected))
    for value, array in zip(
        (*row.args, *row.kwargs.values()), (*args, *kwargs.values()), strict=True
    ):
        if isinstance(value, Input):
            now = subject.host(array)
            same = np.array_equal(
                now, subject.fitting(value).values, equal_nan=now.dtype.kind in "fc"
            )
            subject.expect(same, f"the call changed its input into {now}")


def agrees(subject: Subject, row: Example, actual: Any, expected: Any) -> None:
    """Require shape, dtype and values: to rounding where the operation rounds."""
    if "data-dependent shapes" not in row.operation.requires:
        subject.expect_shape(actual, expected.shape)
    if row.dtype in {"integral", "real floating", "indexing"}:
        default = subject.default_dtype(row.dtype)
        subject.expect(actual.dtype == default, f"dtype {actual.dtype}, the default is {default}")
    elif row.dtype != "index" and (row.dtype or row.inputs):
        subject.expect_dtype(actual, row.dtype or row.inputs[0].values.dtype.name)
    host = subject.host(actual)
    rounds = row.operation.name in ROUNDED
    margin = 4 * EPS[host.dtype.name] * np.abs(expected) if rounds else 0
    same = host.shape == expected.shape and bool(np.all(
        (host == expected) | (np.abs(host - 1.0 * expected) <= margin)
        | (np.isnan(host) & np.isnan(expected))
    ))  # fmt: skip
    subject.expect(same, f"got {host.tolist()}, expected {expected.tolist()}")
