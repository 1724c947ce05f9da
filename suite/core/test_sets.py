"""Unique values: of every dtype, many and few, with NaN and zeros of both signs, in views."""

from __future__ import annotations

import math
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import NEGATIVE, STRIDED, literal
from ._folds import EVERY, KINDS, inf, kind_cases, limits, nan, pattern
from ._rows import has_dtype, view
from ._specs import UNIQUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._inputs import Input
    from .._profile import Profile
    from .._subject import Subject

FIELDS = {
    "unique_all": ("values", "indices", "inverse_indices", "counts"),
    "unique_counts": ("values", "counts"), "unique_inverse": ("values", "inverse_indices"),
}  # fmt: skip


def are_unique(subject: Subject, x: Input, seen: Any) -> None:
    """Check what is said of each value, in whichever order; each NaN is one of its own."""
    flat = seen.reshape(-1).tolist()
    result, fields = subject(x), FIELDS.get(subject.case.spec.name, ())
    if fields:
        subject.expect(tuple(result._fields) == fields, f"the fields are {result._fields}")
    arrays = {name: getattr(result, name) for name in fields} or {"values": result}
    has_dtype(subject, arrays["values"], subject.dtype(seen.dtype.name))
    for name in fields[1:]:
        has_dtype(subject, arrays[name], subject.default_dtype("indexing"))
    hosts = {name: subject.host(array) for name, array in arrays.items()}
    values = hosts["values"].tolist()
    numbers = Counter(v for v in flat if v == v)
    found = Counter(v for v in values if v == v)
    subject.expect(
        found == Counter(numbers.keys()) and len(values) == len(numbers) + gaps(flat),
        f"the values are {values} of {flat}",
    )
    subject.expect(hosts["values"].ndim == 1, f"the values have shape {hosts['values'].shape}")
    for name in fields[1:]:
        shape = seen.shape if name == "inverse_indices" else (len(values),)
        subject.expect(hosts[name].shape == shape, f"{name} have shape {hosts[name].shape}")
        CHECKS[name](subject, flat, values, hosts[name].reshape(-1).tolist())


def gaps(row: list[Any]) -> int:
    """Return the number of NaN."""
    return sum(v != v for v in row)


def check_counts(subject: Subject, flat: list[Any], values: list[Any], found: list[int]) -> None:
    """Require how often each value occurs."""
    numbers = Counter(flat)
    expected = [numbers[v] if v == v else 1 for v in values]
    subject.expect(found == expected, f"the counts are {found} of {values}, expected {expected}")


def check_indices(subject: Subject, flat: list[Any], values: list[Any], found: list[int]) -> None:
    """Require where each value occurs first."""
    first: dict[Any, int] = {}
    for k, v in enumerate(flat):
        first.setdefault(v, k)
    expected = [first[v] if v == v else None for v in values]
    wrong = [i for i, k in zip(found, expected, strict=True) if k is not None and i != k]
    subject.expect(not wrong, f"the indices are {found} of {values}, expected {expected}")
    lost = {i for i, k in zip(found, expected, strict=True) if k is None}
    places = {k for k, v in enumerate(flat) if v != v}
    subject.expect(lost == places, f"NaN are at {places}, said to be at {lost}")


def check_inverse(subject: Subject, flat: list[Any], values: list[Any], found: list[int]) -> None:
    """Require positions that rebuild the elements, each value being used."""
    valid = all(0 <= i < len(values) for i in found)
    subject.expect(valid, f"the inverse {found} of {len(values)} values")
    rebuilt = [values[i] for i in found]
    right = all(a == b or (a != a and b != b) for a, b in zip(rebuilt, flat, strict=True))
    subject.expect(right, f"rebuilt {rebuilt} of {flat}")
    used = len(set(found))
    subject.expect(used == len(values), f"the inverse uses {used} of {len(values)} values")


CHECKS = {"counts": check_counts, "indices": check_indices, "inverse_indices": check_inverse}


def sets(name: str) -> Iterator[list[Any]]:
    """Yield rows with few and with many values, and with many equal ones."""
    for n in (1, 7, 64, 1029):
        yield pattern(name, n)
    if "int" in name:
        least, most = limits(name)
        yield [most, least, most - 1, 0, least, most, least + 1]
        span = min(most, 1000)
        yield [7 * k % (span + 1) for k in range(span + 5)]
    elif name != "bool":
        yield [0.5, inf, -inf, 2.0**-100, inf, 2.0**100, -inf, 0.5]
        yield [7 * k % 1001 / 4 for k in range(1005)]
        yield [1.0, 1 + 2.0**-23, 1.0]
    if "complex" in name:
        yield [complex(k % 3, k % 2) for k in range(20)]


@cases("values", lambda _p: [c for s in UNIQUE for c in kind_cases(s, EVERY)])
def test_dtypes(case: Case, subject: Subject, profile: Profile) -> None:
    """Rows of all lengths, of each dtype, its extremes among the numbers."""
    for name in profile.sample(subject.available(KINDS[case["kind"]]), subject):
        for row in profile.sample(sets(name), subject):
            values = np.array(row, name)
            are_unique(subject, literal(values), values)
        for shape in profile.sample(((), (0,), (3, 0), (3, 5), (3, 3), (2, 3, 2)), subject):
            values = np.array(pattern(name, math.prod(shape)), name).reshape(shape)
            are_unique(subject, literal(values), values)


@cases("nan-inf", lambda _p: [
    Case(s, {"dtype": d}, (d,)) for s in UNIQUE for d in ("float32", "float64", "complex64")
])  # fmt: skip
def test_nan(case: Case, subject: Subject, profile: Profile) -> None:
    """Each NaN is a value of its own, wherever it is and however many there are."""
    name = case["dtype"]
    rows = [[nan], [nan, nan, nan], [1.0, nan, 1.0], [nan, 2.0, nan, 2.0, inf, -inf],
            [3.0, nan, 1.0, nan, 3.0, nan] * 9]  # fmt: skip
    if "complex" in name:
        rows = [*rows, [complex(nan, 0), 1j, complex(0, nan), 1j, complex(1, nan)]]
    for row in profile.sample(rows, subject):
        values = np.array(row, name)
        are_unique(subject, literal(values), values)


@cases("signed-zero", lambda _p: [Case(s) for s in UNIQUE])
def test_zeros(case: Case, subject: Subject, profile: Profile) -> None:
    """Zeros of both signs are one value."""
    rows = ([0.0, -0.0], [-0.0, 1.0, 0.0, -0.0, 1.0], [-0.0, 0.0] * 40)
    each = product(subject.available(("float32", "float64")), rows)
    for name, row in profile.sample(each, subject):
        values = np.array(row, name)
        are_unique(subject, literal(values), values)


@cases("non-contiguous", lambda _p: [
    Case(s, {"layouts": "+".join(group)}) for s in UNIQUE for group in (STRIDED, NEGATIVE)
])  # fmt: skip
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """The values are those that the view shows, their positions too."""
    each = product(case["layouts"].split("+"), ((13,), (4, 6), (3, 4, 5)))
    for layout, shape in profile.sample(each, subject):
        name = "float32" if len(shape) == 2 else "int32"
        values = np.array(pattern(name, math.prod(shape)), name).reshape(shape)
        x, seen = view(values, layout)
        are_unique(subject, x, seen)
