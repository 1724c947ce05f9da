"""Methods of arrays that have no function beside them: indexing, and Python's numbers."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import LAYOUTS, Input, literal, repeated_rows
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

GETITEM, SETITEM = Operation("__getitem__"), Operation("__setitem__")

# Each key has one index for each of three axes, but where an ellipsis stands for some.
KEYS: dict[str, tuple[Any, ...]] = {
    "integers": (1, 4, 0),
    "negative": (-1, -5, -3),
    "first-axis": (2, ...),
    "last-axis": (..., -1),
    "outer-axes": (0, ..., 2),
    "everything": (...,),
    "slices": (slice(1, 3), slice(None), slice(None, -1)),
    "steps": (slice(None, None, 3), slice(1, None, 2), slice(0, 3, 2)),
    "step-beyond": (slice(1, 4, 7), slice(-2, None), slice(-3, 3)),
    "nothing": (slice(2, 2), ..., slice(2, 1)),
    "one": (slice(3, 4), slice(-1, None), slice(0, 1)),
    "backwards": (..., slice(None, None, -1)),
    "backwards-all": (slice(None, None, -1), slice(-1, 0, -2), slice(2, None, -1)),
    "backwards-beyond": (slice(3, 0, -5), slice(-2, -5, -3), slice(2, 0, -1)),
    "new-axes": (None, ..., None),
    "new-inner-axis": (slice(None), 2, None, slice(1, None)),
    "mixed": (slice(1, None), None, -2, ...),
    "ellipsis-for-nothing": (1, ..., slice(None, 3), 2),
}
SHAPE = (4, 5, 3)


def picked(values: Any, key: tuple[Any, ...]) -> Any:
    """Return the elements that a key means, one by one."""
    given = sum(part is not None and part is not Ellipsis for part in key)
    parts: list[Any] = []
    for part in key:
        parts += [slice(None)] * (values.ndim - given) if part is Ellipsis else [part]
    axes = iter(values.shape)
    positions: list[list[int]] = []
    shape: list[int] = []
    for part in parts:
        if part is None:
            shape.append(1)
            continue
        every = range(next(axes))
        positions.append(list(every[part]) if isinstance(part, slice) else [every[part]])
        if isinstance(part, slice):
            shape.append(len(positions[-1]))
    elements = [values.item(*index) for index in product(*positions)]
    return np.array(elements, values.dtype).reshape(shape)


def numbered(shape: tuple[int, ...], dtype: str) -> Input:
    """Return an array whose elements all differ; of booleans, whose neighbours do."""
    n = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    return literal(n % 3 == 0 if dtype == "bool" else n * (1 + 2j if "complex" in dtype else 1),
                   dtype)  # fmt: skip


def key_cases(_profile: Profile) -> Iterator[Case]:
    """Yield every key, each in the default layout and one more, and in all dtypes by turns."""
    dtypes = ("int64", "bool", "float32", "complex64", "uint8")
    others = [layout for layout in LAYOUTS if layout != "contiguous"]
    for i, key in enumerate(KEYS):
        for j, layout in enumerate(("contiguous", others[i % len(others)])):
            dtype = dtypes[(i + j) % len(dtypes)]
            needs = () if dtype in {"bool", "float32"} else (dtype,)
            yield Case(GETITEM, {"key": key, "layout": layout, "dtype": dtype}, needs)


@cases("values", key_cases)
def test_keys(case: Case, subject: Subject) -> None:
    """Integers drop an axis, slices keep it, None adds one, an ellipsis stands for the rest."""
    x = numbered(SHAPE, case["dtype"])
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    expected = picked(values, KEYS[case["key"]])
    actual = subject(x.laid(case["layout"]), KEYS[case["key"]])
    subject.expect_dtype(actual, case["dtype"])
    subject.expect_equal(actual, expected)


@cases("0-d", lambda _p: [Case(GETITEM, {"key": name}) for name in ("empty", "ellipsis", "none")])
def test_key_of_one_number(case: Case, subject: Subject) -> None:
    """An array without axes takes no index, an ellipsis, and new axes."""
    key, shape = {"empty": ((), ()), "ellipsis": ((...,), ()), "none": ((None, None), (1, 1))}[
        case["key"]
    ]
    subject.expect_equal(subject(literal(7.0, "float32"), key), np.full(shape, 7.0))


MASKS: dict[str, Any] = {
    "some": np.arange(12).reshape(3, 4) % 5 == 1, "none": np.zeros((3, 4), bool),
    "all": np.ones((3, 4), bool),
}  # fmt: skip


@cases("mask", lambda _p: [
    Case(GETITEM, {"mask": name, "layout": layout}, ("boolean indexing",))
    for name in MASKS for layout in ("contiguous", "transposed", "stepped")
])  # fmt: skip
def test_masks(case: Case, subject: Subject) -> None:
    """A mask keeps the elements where it is true, in order of the rows."""
    x, mask = numbered((3, 4), "float32"), MASKS[case["mask"]]
    kept = [v for v, m in zip(x.values.ravel().tolist(), mask.ravel().tolist(), strict=True) if m]
    actual = subject(x.laid(case["layout"]), literal(mask).laid(case["layout"]))
    subject.expect_dtype(actual, "float32")
    host = subject.host(actual)
    subject.expect(host.tolist() == kept, f"{host.tolist()} instead of {kept}")


@cases("positions", lambda _p: [Case(GETITEM, {"dtype": d}, (d,)) for d in ("int64", "int32")])
def test_positions(case: Case, subject: Subject) -> None:
    """An array of positions, of any shape, picks from an axis, again and from its end too."""
    x, at = numbered((6,), "float32"), [[5, 0, 0], [-1, 2, -6]]
    actual = subject(x, literal(at, case["dtype"]))
    subject.expect_equal(actual, [[x.values.item(i) for i in row] for row in at])


@cases("values", lambda _p: [
    Case(SETITEM, {"key": name, "value": value}) for name, key in KEYS.items()
    for value in ("number", "array") if None not in key and (value == "number" or len(key) > 1)
])  # fmt: skip
def test_assignment(case: Case, subject: Subject) -> None:
    """What the key means is overwritten, the value broadcast, and nothing else is."""
    x, key = numbered(SHAPE, "float32"), KEYS[case["key"]]
    places = picked(np.arange(x.values.size).reshape(SHAPE), key)
    row = -1.0 - np.arange(places.shape[-1] if places.ndim else 1)
    new = np.float64(-1.0) if case["value"] == "number" or not places.ndim else row
    expected = x.values.copy()
    expected.reshape(-1)[places] = new
    requires_writing(subject)
    array = subject.array(x)
    value = -1.0 if case["value"] == "number" else subject.array(literal(new, "float32"))
    subject.function(array, key, value)
    subject.expect_equal(array, expected)


def requires_writing(subject: Subject) -> None:
    """Skip a check of assignment where arrays are immutable."""
    try:
        subject.function(subject.array(numbered((2,), "float32")), (0,), 1.0)
    except (TypeError, ValueError, RuntimeError, NotImplementedError) as error:
        pytest.skip(f"n/a: arrays are immutable ({type(error).__name__})")


# Python's numbers, and the arrays of one number that become them.
NUMBERS: dict[str, tuple[tuple[str, Any], ...]] = {
    "__bool__": (("bool", True), ("bool", False), ("float32", 0.5), ("float32", -0.0),
                 ("int64", 256), ("float32", float("nan")), ("int64", 0)),
    "__int__": (("int64", -(2**53) - 1), ("uint8", 255), ("float32", -2.75), ("bool", True)),
    "__float__": (("float64", 0.1), ("float32", float("inf")), ("float32", float("nan")),
                  ("int64", 2**53), ("bool", True), ("float64", 5e-324)),
    "__complex__": (("complex128", 0.1 - 2j), ("complex64", 1.5j), ("float64", -0.5),
                    ("int64", 3)),
    "__index__": (("int64", 2**53 + 1), ("int64", -1), ("uint8", 255)),
}  # fmt: skip


@cases("values", lambda _p: [Case(Operation(name)) for name in NUMBERS])
def test_numbers(case: Case, subject: Subject) -> None:
    """An array of one number becomes that number of Python's."""
    kind = {"__index__": int}.get(case.spec.name, subject.function)
    for dtype, number in NUMBERS[case.spec.name]:
        if dtype in subject.dtypes:
            array = subject.array(literal(number, dtype))
            subject.host(array)
            found = subject.function(array)
            expected = kind(number)
            same = found == expected or (found != found and expected != expected)
            subject.expect(type(found) is kind and same, f"{found!r} for {number!r} of {dtype}")
