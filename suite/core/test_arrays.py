"""Making, choosing, arranging and converting arrays; views and dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...backends import device_of
from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, drawn, literal, repeated_rows
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._subject import Subject


TAKE = Operation("take")


@cases("values", lambda _p: [Case(TAKE, {"axis": a}) for a in (0, 1, 2, -1)])
def test_take(case: Case, subject: Subject) -> None:
    """Entries are taken along the axis, in the order of the indices, repeated if they are."""
    x = drawn((4, 5, 6), "float32")
    indices = [3, 0, 0, 2]
    expected = np.take(x.values, indices, axis=case["axis"])
    subject.expect_equal(subject(x, literal(indices, "int64"), axis=case["axis"]), expected)


@cases("non-contiguous", lambda _p: [Case(TAKE, {"layout": n}) for n in LAYOUTS])
def test_take_from_views(case: Case, subject: Subject) -> None:
    """Entries are taken from the view."""
    x = drawn((4, 5), "float32")
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    actual = subject(x.laid(case["layout"]), literal([4, 1], "int64"), axis=1)
    subject.expect_equal(actual, values[:, [4, 1]])


WHERE = Operation("where")
PAIRS = (
    ("float32", "float64", "float64"), ("float64", "float32", "float64"),
    ("int32", "int64", "int64"),
    ("float32", "float32", "float32"), ("complex64", "float64", "complex128"),
    ("uint8", "int8", "int16"),
)  # fmt: skip


@cases("dtype", lambda _p: [Case(WHERE, {"x1": a, "x2": b}, (a, b, c)) for a, b, c in PAIRS])
def test_where_promotes(case: Case, subject: Subject) -> None:
    """Both choices count for the dtype (pytorch#70923)."""
    (result,) = {c for a, b, c in PAIRS if (a, b) == (case["x1"], case["x2"])}
    left, right = literal([[1], [2]], case["x1"]), literal([3, 4, 5], case["x2"])
    actual = subject(literal([[True, False, True]]), left, right)
    subject.expect_equal(actual, [[1, 4, 1], [2, 4, 2]])
    subject.expect_dtype(actual, result)


@cases("values", per_spec((WHERE,)))
def test_where(case: Case, subject: Subject) -> None:
    """The condition is broadcast like the others; NaN in what isn't chosen doesn't matter."""
    actual = subject(literal([[True], [False]]), literal([1.0, 2.0], "float32"),
                     literal([[np.nan, np.nan], [5.0, 6.0]], "float32"))  # fmt: skip
    subject.expect_equal(actual, [[1, 2], [5, 6]])


REAL_VALUES: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
    "flip": ({"axis": -1}, lambda v: v[..., ::-1]),
    "roll": (
        {"shift": 2, "axis": -1},
        lambda v: np.concatenate([v[..., -2:], v[..., :-2]], axis=-1),
    ),
    "permute_dims": ({"axes": (1, 0)}, lambda v: np.array([list(c) for c in zip(*v, strict=True)])),
    "reshape": ({"shape": (10, 2)}, lambda v: np.array(v.reshape(-1).tolist()).reshape(10, 2)),
    "expand_dims": ({"axis": 1}, lambda v: v[:, None, :]),
    "isfinite": ({}, lambda v: np.ones(v.shape, dtype=bool)),
    "positive": ({}, lambda v: v),
    "negative": ({}, lambda v: -v),
    "abs": ({}, lambda v: np.where(v < 0, -v, v)),
}
ARRANGEMENTS = tuple(Operation(name) for name in REAL_VALUES)


@cases("non-contiguous", lambda _p: [Case(s, {"layout": n}) for s in ARRANGEMENTS for n in LAYOUTS])
def test_views(case: Case, subject: Subject) -> None:
    """Arranging and elementwise operations read a view as it stands (pytorch#105801)."""
    x = drawn((4, 5), "float64")
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    arguments, expected = REAL_VALUES[case.spec.name]
    subject.expect_equal(subject(x.laid(case["layout"]), **arguments), expected(values))


JOINING = (Operation("concat"), Operation("stack"))


@cases("non-contiguous", lambda _p: [Case(s, {"layout": n}) for s in JOINING for n in LAYOUTS])
def test_joined_views(case: Case, subject: Subject) -> None:
    """Views are joined as they read (pytorch#91065)."""
    x, y = drawn((4, 5), "float32"), drawn((4, 5), "float32", 1)
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    axis = 1
    rows = [a + b for a, b in zip(values.tolist(), y.values.tolist(), strict=True)]
    expected = np.array(rows, np.float32)
    if case.spec.name == "stack":
        expected = expected.reshape(4, 2, 5)
    arrays = [subject.array(x.laid(case["layout"])), subject.array(y)]
    subject.expect_equal(subject(arrays, axis=axis), expected)


ASARRAY = Operation("asarray")


# Calls that give the values of `x` memory of their own, and nothing else.
COPIES: dict[str, Callable[[Any, Any], Any]] = {
    "asarray": lambda function, x: function(x, copy=True),
    "astype": lambda function, x: function(x, x.dtype),
    "reshape": lambda function, x: function(x, (2, 3), copy=True),
}


@cases("copy", lambda _p: [Case(Operation(name)) for name in COPIES])
def test_copies(case: Case, subject: Subject) -> None:
    """With copy=True, the default of astype, the result has memory of its own."""
    x = subject.array(drawn((6,), "float32"))
    before = subject.host(x).copy()
    copied = COPIES[case.spec.name](subject, x)
    try:
        copied[...] = 0
    except (TypeError, ValueError, RuntimeError, NotImplementedError):
        return  # nobody can write to immutable arrays
    subject.expect_equal(x, before)


@cases("device", per_spec((ASARRAY,)))
def test_asarray_keeps_device(case: Case, subject: Subject) -> None:
    """An array stays where it is unless a device is named (pytorch#150199)."""
    for device in subject.active.devices:
        if device is not None:
            x = subject.xp.zeros(3, device=device)
            subject.expect_device(subject(x), device_of(x))


FROM_DLPACK = Operation("from_dlpack")


@cases("round-trip", lambda _p: [Case(FROM_DLPACK, {"layout": n}) for n in LAYOUTS])
def test_dlpack_round_trip(case: Case, subject: Subject) -> None:
    """Views survive the way through DLPack, to the host too (jax#17784, cupy#10172)."""
    x = drawn((4, 5), "float32")
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    array = subject.array(x.laid(case["layout"]))
    subject.requires_export(subject.array(x))
    subject.expect_equal(subject(array), values)
    found = np.from_dlpack(array)
    subject.expect(np.array_equal(found, values), f"the host sees {found}, expected {values}")


@cases("no-mutation", lambda _p: [Case(Operation("isfinite"), {"layout": n}) for n in LAYOUTS])
def test_isfinite_keeps_neighbours(case: Case, subject: Subject) -> None:
    """Reading a view writes nothing beside it (pytorch#183419)."""
    values = np.arange(64, dtype=np.float32).reshape(8, 8)
    values[2, 3] = np.nan
    values[5, 0] = np.inf
    x = literal(values)
    laid = subject.array(x.laid(case["layout"]))
    seen = repeated_rows(values) if case["layout"] == "broadcast" else values
    subject.expect_equal(subject(laid), np.isfinite(seen))
    subject.expect_equal(laid, seen)


BROADCAST = Operation("broadcast_to")


@cases("values", per_spec((BROADCAST,)))
def test_broadcast_is_readable(case: Case, subject: Subject) -> None:
    """A broadcast array can be computed with, reshaped and summed."""
    x = subject(literal([[1.0], [2.0]], "float32"), (2, 3))
    subject.expect_equal(x + x, [[2, 2, 2], [4, 4, 4]])
    subject.expect_equal(subject.xp.reshape(x, (6,)), [1, 1, 1, 2, 2, 2])


CREATION = {
    "zeros": ((3,), [0, 0, 0]), "ones": ((3,), [1, 1, 1]), "arange": (3, [0, 1, 2]),
    "eye": (2, [[1, 0], [0, 1]]), "empty": ((3,), None),
}  # fmt: skip
LIKES = {"zeros_like": (), "ones_like": (), "empty_like": (), "full_like": (7,)}


@cases("device", lambda _p: [Case(Operation(name)) for name in CREATION])
def test_creation_device(case: Case, subject: Subject) -> None:
    """New arrays are made on the device that is asked for, in the dtype that is."""
    argument, expected = CREATION[case.spec.name]
    for device in subject.active.devices:
        if device is None:
            continue
        x = subject(argument, dtype=subject.dtype("float32"), device=device)
        subject.expect_device(x, device_of(subject.xp.asarray([0.0], device=device)))
        subject.expect_dtype(x, "float32")
        if expected is not None:
            subject.expect_equal(x, expected)


@cases("dtype", lambda _p: [
    Case(Operation(name), {"dtype": d}, (d,)) for name in CREATION
    for d in ("float64", "float32", "int64", "int32", "uint8")
])  # fmt: skip
def test_creation_dtype(case: Case, subject: Subject) -> None:
    """New arrays have the dtype that is asked for (jax#1333)."""
    actual = subject(CREATION[case.spec.name][0], dtype=subject.dtype(case["dtype"]))
    subject.expect_dtype(actual, case["dtype"])


@cases("device", lambda _p: [Case(Operation(name)) for name in LIKES])
def test_device_of_likes(case: Case, subject: Subject) -> None:
    """An array like another one is where that is, unless a device is named."""
    devices = [device for device in subject.active.devices if device is not None]
    for device in devices:
        x = subject.xp.ones((2, 3), dtype=subject.dtype("float32"), device=device)
        subject.expect_device(subject(x, *LIKES[case.spec.name]), device_of(x))
        for other in devices:
            moved = subject(x, *LIKES[case.spec.name], device=other)
            wanted = subject.xp.ones(1, dtype=subject.dtype("float32"), device=other)
            subject.expect_device(moved, device_of(wanted))


@cases("dtype", lambda _p: [
    Case(Operation(name), {"dtype": d}, (d,)) for name in LIKES
    for d in ("float64", "float32", "int64", "int32", "uint8")
])  # fmt: skip
def test_dtype_of_likes(case: Case, subject: Subject) -> None:
    """An array like another one has its shape and dtype, unless another dtype is asked for."""
    x, fill = subject.array(drawn((2, 3), case["dtype"])), LIKES[case.spec.name]
    actual = subject(x, *fill)
    subject.expect_shape(actual, (2, 3))
    subject.expect_dtype(actual, case["dtype"])
    y = subject.array(drawn((3,), "bool"))
    subject.expect_dtype(subject(y, *fill, dtype=x.dtype), case["dtype"])
