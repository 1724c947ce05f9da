"""Rows beyond 2**16 elements, alone and along the first axis: counters and positions hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import literal
from ._folds import FOLDS, SCANS, along
from ._rows import agrees, resulting, same
from ._specs import EXTREMES, UNIQUE, Operation
from .test_scans import differences
from .test_searching import finds
from .test_sets import are_unique
from .test_sorting import SORTS, is_sorted

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._subject import Subject

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

LENGTH = 2**16 + 467
"""No multiple of anything: a prime."""


def rare(n: int) -> Any:
    """Return whole numbers, few of them not zero, whose sums float32 holds; the last one counts."""
    values = np.zeros(n, "float32")
    values[:: n // 50] = [k % 7 - 3 for k in range(len(values[:: n // 50]))]
    values[-1] = 5
    return values


def spread(n: int) -> Any:
    """Return numbers in disorder, each but for some twice."""
    return (np.arange(n, dtype="int64") * 40503 % n // 2).astype("int32")


@cases("large", lambda _p: [Case(f.operation, {"length": LENGTH}) for f in FOLDS.values()])
def test_reductions(case: Case, subject: Subject) -> None:
    """All elements count, to the last one."""
    fold = FOLDS[case.spec.name]
    values = rare(LENGTH) if fold.name != "prod" else np.where(rare(LENGTH) != 0, 1, -1)
    values = values.astype("float32")
    dtype, row = resulting(subject, fold.returns, "float32"), values.tolist()
    agrees(subject, subject(literal(values)), [row], (), fold.of, dtype)
    x = literal(values[:, None].copy())
    agrees(subject, subject(x, axis=0), [row], (1,), fold.of, dtype)
    if fold.returns in {"bool", "indexing"}:
        truths = np.ones(LENGTH, "int8")
        truths[-1] = 0
        dtype = resulting(subject, fold.returns, "int8")
        agrees(subject, subject(literal(truths)), [truths.tolist()], (), fold.of, dtype)


@cases("large", lambda _p: [
    Case(Operation(name), {"length": LENGTH}) for name in (*SCANS, "diff")
])  # fmt: skip
def test_scans(case: Case, subject: Subject) -> None:
    """What is summed, multiplied or subtracted goes on to the end."""
    name = case.spec.name
    values = rare(LENGTH) if name != "cumulative_prod" else 1 - 2 * (rare(LENGTH) != 0)
    values = values.astype("float32")
    scan = SCANS.get(name)
    of: Callable[[Any], Any] = scan.of if scan else (lambda row: differences(row, 1))
    expected = along(values, 0, of, "float32")
    same(subject, subject(literal(values)), expected, subject.dtype("float32"))
    x = literal(values[:, None].copy())
    same(subject, subject(x, axis=0), expected[:, None], subject.dtype("float32"))


@cases("large", lambda _p: [Case(s, {"length": LENGTH}) for s in SORTS])
def test_sorts(case: Case, subject: Subject) -> None:
    """All elements are put in order, along the first axis too."""
    values = spread(LENGTH)
    is_sorted(subject, literal(values), values)
    is_sorted(subject, literal(values[:, None].copy()), values[:, None], axis=0)


@cases("large", per_spec((Operation("searchsorted"),), length=LENGTH))
def test_searches(case: Case, subject: Subject) -> None:
    """Positions are told beyond 2**16, and for more values than that."""
    edges = np.arange(LENGTH, dtype="int32") * 2
    values = np.arange(-1, 2 * LENGTH, 2, dtype="int32")
    expected = np.arange(len(values))
    subject.expect_equal(subject(literal(edges), literal(values)), expected)
    actual = subject(literal(edges), literal(values + 1), side="right")
    subject.expect_equal(actual, np.minimum(expected + 1, LENGTH))


@cases("large", lambda _p: [
    Case(Operation("nonzero", ("data-dependent shapes",)), {"length": LENGTH})
])  # fmt: skip
def test_nonzero(case: Case, subject: Subject) -> None:
    """Few are found among many, the last one too."""
    values = rare(LENGTH)
    finds(subject, literal(values), values)
    finds(subject, literal(values[:, None].copy()), values[:, None])


@cases("large", per_spec((Operation("where"),), length=LENGTH))
def test_choices(case: Case, subject: Subject) -> None:
    """Each element is chosen for itself."""
    n = np.arange(LENGTH, dtype="int32")
    condition = n % 3 == 1
    expected = [k if k % 3 == 1 else -k for k in range(LENGTH)]
    subject.expect_equal(subject(literal(condition), literal(n), literal(-n)), expected)


@cases("large", lambda _p: [Case(s, {"length": LENGTH}) for s in UNIQUE])
def test_sets(case: Case, subject: Subject) -> None:
    """There may be many values, and many elements of each."""
    few = np.arange(LENGTH, dtype="int32") % 3
    are_unique(subject, literal(few), few)
    # Dask compares all values with all elements for the inverse: gigabytes.
    if case.spec.name in {"unique_values", "unique_counts"}:
        many = spread(LENGTH)
        are_unique(subject, literal(many), many)


@cases("large", per_spec(EXTREMES))
def test_large_axis(case: Case, subject: Subject) -> None:
    """A position beyond 2**20 is found (cupy#8014)."""
    values = np.zeros((2, 2**20 + 3), dtype=np.float32)
    at = [2**20 + 1, 77]
    values[np.arange(2), at] = -1 if case.spec.name == "argmin" else 1
    subject.expect_equal(subject(literal(values), axis=1), at)


@cases("large", lambda p: [
    Case(Operation("argsort"), {"n": p.pick(65537, 65537, 4194319), "dtype": d}, (d,))
    for d in ("float32", "int32")
])  # fmt: skip
def test_large_argsort(case: Case, subject: Subject) -> None:
    """Kernels for many elements sort too, and are stable (pytorch#183885)."""
    n, step = case["n"], 40503
    k = np.arange(n)
    # n is a prime: the multiples of a step are a permutation, whose inverse is one of them.
    # Halved, they are pairs of equal values, each to be left in its order.
    x = literal(k * step % n // 2, case["dtype"])
    order = k * pow(step, -1, n) % n
    pairs = np.sort(order[:-1].reshape(-1, 2), axis=1)
    subject.expect_equal(subject(x), np.append(pairs, order[-1]))
