"""Sums, roots, products: values over layouts, dtypes and axes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, Input, draw, drawn, literal, repeated_rows
from .._subject import EPS
from ..oracles import square_root
from ._specs import FLOATS, INTEGERS, PARTS, REDUCTIONS, Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._profile import Profile
    from .._subject import Subject


def variance(row: list[float], correction: float) -> Fraction:
    """Return the exact variance."""
    numbers = [Fraction(v) for v in row]
    mean = sum(numbers, Fraction()) / len(numbers)
    return sum(((v - mean) ** 2 for v in numbers), Fraction()) / (
        len(numbers) - Fraction(correction)
    )


# What each reduction makes of the exact values of one row, rounded once.
EXACT: dict[str, Callable[[list[Any]], Any]] = {
    "sum": lambda row: float(sum(map(Fraction, row))),
    "prod": lambda row: float(math.prod(map(Fraction, row))),
    "min": min,
    "max": max,
    "mean": lambda row: float(sum(map(Fraction, row)) / len(row)),
    "std": lambda row: math.sqrt(variance(row, 0)),
    "var": lambda row: float(variance(row, 0)),
    "any": any,
    "all": all,
}
LOGICAL = {"any", "all"}


def reduced(spec: Operation, values: Any, axis: int) -> Any:
    """Return the exact reduction along one axis."""
    moved = np.moveaxis(values, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1]).tolist()
    return np.array([EXACT[spec.name](row) for row in rows]).reshape(moved.shape[:-1])


def layout_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each reduction over each layout, along each axis."""
    for spec in REDUCTIONS:
        for layout in LAYOUTS:
            for axis in (0, 1, -1):
                yield Case(spec, {"layout": layout, "axis": axis})


def operand(spec: Operation, shape: tuple[int, ...]) -> Input:
    """Return what a reduction reduces."""
    return drawn(shape, "bool" if spec.name in LOGICAL else "float32", 3)


@cases("non-contiguous", layout_cases)
def test_reductions_of_views(case: Case, subject: Subject) -> None:
    """A reduction of a view is that of its values (mlx#4528, numpy#27820)."""
    x = operand(case.spec, (4, 5, 9))
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    expected = reduced(case.spec, values, case["axis"])
    verify(subject, subject(x.laid(case["layout"]), axis=case["axis"]), expected)


def verify(subject: Subject, actual: Any, expected: Any) -> None:
    """Require exact values of selections and logic, sums to rounding of float32."""
    if subject.case.spec.name in {"min", "max", *LOGICAL}:
        subject.expect_equal(actual, expected)
        return
    found = subject.host(actual)
    subject.expect_shape(actual, expected.shape)
    # 9 terms of size 1 lose at most 9 eps each, cancellation included.
    error = float(np.max(np.abs(found - expected))) / EPS["float32"]
    subject.expect(error <= 40, f"off by {error:.3g} eps of float32: {found} for {expected}")


@cases("keepdims", lambda _p: [Case(s, {"axis": a}) for s in REDUCTIONS for a in (0, 1, -1)])
def test_keepdims(case: Case, subject: Subject) -> None:
    """With keepdims the reduced axis stays, with length one."""
    x = operand(case.spec, (3, 5, 4))
    expected = np.expand_dims(reduced(case.spec, x.values, case["axis"]), case["axis"])
    verify(subject, subject(x, axis=case["axis"], keepdims=True), expected)


@cases("shape", per_spec(REDUCTIONS))
def test_whole_reduction(case: Case, subject: Subject) -> None:
    """A reduction of everything is a 0-d array of the library, no scalar."""
    x = operand(case.spec, (3, 5))
    expected = np.asarray(EXACT[case.spec.name](x.values.reshape(-1).tolist()))
    verify(subject, subject(x), expected)


@cases("correction", lambda _p: [
    Case(Operation(name), {"correction": c}) for name in ("std", "var")
    for c in (None, 0, 1, 0.5, 2.0)
])  # fmt: skip
def test_correction(case: Case, subject: Subject) -> None:
    """The default correction is zero; fractions count (pytorch#61492)."""
    row = [1.0, 2.0, 4.0, 9.0]
    arguments = {} if case["correction"] is None else {"correction": case["correction"]}
    expected = float(variance(row, case["correction"] or 0))
    expected = math.sqrt(expected) if case.spec.name == "std" else expected
    found = float(subject.host(subject(literal(row, "float32"), **arguments)))
    subject.expect(abs(found - expected) <= 4e-6, f"{found!r}, expected {expected!r}")


@cases("nan-inf", lambda _p: [Case(s) for s in REDUCTIONS if s.name not in LOGICAL])
def test_nan_propagates(case: Case, subject: Subject) -> None:
    """One NaN makes the result NaN, in its row only."""
    x = literal(
        [[1.0, 2.0, 3.0], [1.0, np.nan, 3.0], [np.nan, 2.0, 1.0], [2.0, 1.0, np.nan]], "float32"
    )
    found = np.isnan(subject.host(subject(x, axis=1)))
    subject.expect(found.tolist() == [False, True, True, True], f"NaN in rows {found.tolist()}")


@cases(
    "empty", lambda _p: [Case(Operation(n)) for n in ("sum", "prod", "any", "all", "min", "max")]
)
def test_empty(case: Case, subject: Subject) -> None:
    """Reducing along a full axis of an array without elements gives no elements."""
    dtype = "bool" if case.spec.name in LOGICAL else "float32"
    subject.expect_shape(subject(drawn((0, 4), dtype), axis=1), (0,))


CUMULATIVE = Operation("cumulative_sum")


@cases("values", lambda _p: [Case(CUMULATIVE, {"dtype": d}, (d,)) for d in (*INTEGERS, *FLOATS)])
def test_cumulative_sum(case: Case, subject: Subject) -> None:
    """Sums of ones count, in every dtype (pytorch#90635), each row for itself (dpnp#3063)."""
    ones = np.ones((3, 100), dtype=case["dtype"])
    expected = np.tile(np.arange(1, 101), (3, 1))
    subject.expect_equal(subject(literal(ones), axis=1), expected)
    subject.expect_equal(subject(literal(ones.T), axis=0), expected.T)


@cases("include-initial", per_spec((CUMULATIVE,)))
def test_include_initial(case: Case, subject: Subject) -> None:
    """With include_initial the sums begin with zero."""
    x = literal([[1, 2, 3], [4, 5, 6]], "int64")
    actual = subject(x, axis=1, include_initial=True)
    subject.expect_equal(actual, [[0, 1, 3, 6], [0, 4, 9, 15]])


@cases("no-mutation", per_spec((CUMULATIVE,)))
def test_cumulative_sum_keeps_input(case: Case, subject: Subject) -> None:
    """The input is what it was (cupy#4456)."""
    x = subject.array(drawn((3, 8), "float32"))
    before = subject.host(x).copy()
    subject.host(subject(x, axis=1))
    subject.expect_equal(x, before)


SQRT = Operation("sqrt")


@cases("accuracy", lambda _p: [Case(SQRT, {"dtype": d}, (d,)) for d in FLOATS])
def test_sqrt(case: Case, subject: Subject, profile: Profile) -> None:
    """Square roots are correctly rounded, as the standard asks (pytorch#31250)."""
    dtype = case["dtype"]
    n = profile.pick(500, 5000, 50000)
    values = (np.abs(draw((n,), dtype, 1)) * 2.0 ** (np.arange(n) % 60 - 30)).astype(dtype)
    expected = np.array([square_root(v) for v in values.tolist()]).astype(dtype)
    found = subject.host(subject(literal(values)))
    steps = np.abs(found - expected) / np.spacing(np.maximum(expected, np.finfo(dtype).tiny))
    wrong = int(np.count_nonzero(steps))
    subject.record(float(np.max(steps)), "ulp", limit=0.0, n=n)
    subject.expect(
        wrong == 0, f"{wrong} of {n} roots are not correctly rounded, by up to {steps.max()} ulp"
    )


@cases("values", lambda _p: [Case(s, {"layout": n}) for s in PARTS for n in LAYOUTS])
def test_complex_parts(case: Case, subject: Subject) -> None:
    """Parts and conjugates of views are those of their values."""
    x = drawn((4, 5), "complex64")
    values = repeated_rows(x.values) if case["layout"] == "broadcast" else x.values
    expected = {"real": values.real, "imag": values.imag, "conj": values.conj()}[case.spec.name]
    subject.expect_equal(subject(x.laid(case["layout"])), expected)


@cases("export", per_spec(PARTS))
def test_export_of_parts(case: Case, subject: Subject) -> None:
    """Parts and conjugates can leave by DLPack (pytorch#59945)."""
    x = subject.array(drawn((4, 5), "complex64"))
    subject.requires_export(x)
    values = drawn((4, 5), "complex64").values
    expected = {"real": values.real, "imag": values.imag, "conj": values.conj()}[case.spec.name]
    found = np.from_dlpack(subject(x))
    subject.expect(np.array_equal(found, expected), f"exported {found}, expected {expected}")


MATMUL = Operation("matmul")
MATMUL_LAYOUTS = [(a, b) for a in LAYOUTS for b in LAYOUTS if "contiguous" in {a, b} or a == b]


@cases("non-contiguous", lambda _p: [
    Case(MATMUL, {"left": a, "right": b, "dtype": d}, (d,)) for a, b in MATMUL_LAYOUTS
    for d in ("float64", "complex64")
])  # fmt: skip
def test_matmul_layouts(case: Case, subject: Subject) -> None:
    """Products of views, zero strides too, are those of their values (numpy#29164)."""
    left, right = drawn((5, 4), case["dtype"], 1), drawn((4, 3), case["dtype"], 2)
    a, b = (
        repeated_rows(x.values) if case[side] == "broadcast" else x.values
        for side, x in (("left", left), ("right", right))
    )
    expected = np.einsum("ij,jk->ik", a.astype(np.complex128), b.astype(np.complex128))
    expected = expected if "complex" in case["dtype"] else expected.real
    actual = subject(left.laid(case["left"]), right.laid(case["right"]))
    subject.expect_close(actual, expected, 4, factor=2)


@cases("accuracy", lambda _p: [
    Case(MATMUL, {"dtype": d}, (d,)) for d in ("float32", "float64", "complex64", "complex128")
])  # fmt: skip
def test_matmul_precision(case: Case, subject: Subject) -> None:
    """Products have the precision of their dtype: no TF32, no bfloat16 (jax#9973, jax#12008)."""
    n = 64
    a, b = drawn((n, n), case["dtype"], 1), drawn((n, n), case["dtype"], 2)
    wide = np.complex128 if "complex" in case["dtype"] else np.float64
    exact = exact_product(a.values.astype(wide), b.values.astype(wide))
    # A dot product of n terms: n u in the worst case, sqrt(n) u as a rule.
    subject.expect_close(subject(a, b), exact, 1, factor=math.sqrt(n))


def exact_product(a: Any, b: Any) -> Any:
    """Return the product of matrices whose entries are multiples of 2**-23, exactly."""
    # Integers below 2**24: products and sums of 64 of them fit Python's integers, not int64.
    parts = [np.array((m * 2**23).tolist(), dtype=object) for m in (a.real, b.real, a.imag, b.imag)]
    ar, br, ai, bi = (np.vectorize(int, otypes=[object])(p) for p in parts)
    re, im = ar @ br - ai @ bi, ar @ bi + ai @ br
    scale = 2**46
    real = np.vectorize(lambda v: v / scale, otypes=[float])(re)
    if not np.iscomplexobj(a):
        return real
    return real + 1j * np.vectorize(lambda v: v / scale, otypes=[float])(im)


@cases("values", lambda _p: [Case(MATMUL, {"shape": s}) for s in ("square", "batch", "vector")])
def test_matmul(case: Case, subject: Subject) -> None:
    """Neither operand is transposed, not even a square one; batches are multiplied item by item."""
    shapes = {"square": ((4, 4), (4, 4)), "batch": ((3, 2, 4), (3, 4, 5)), "vector": ((4, 3), (3,))}
    left, right = shapes[case["shape"]]
    a, b = (np.floor(drawn(s, "float64", i).values * 8) for i, s in enumerate((left, right)))
    subject.expect_equal(subject(literal(a, "float32"), literal(b, "float32")), a @ b)


@cases("values", per_spec((MATMUL,), shape="itself"))
def test_matmul_by_itself(case: Case, subject: Subject) -> None:
    """Both operands may be one array (cupy#6214)."""
    values = np.floor(drawn((4, 4), "float64").values * 8)
    x = subject.array(literal(values, "float32"))
    subject.expect_equal(subject(x, x), values @ values)


@cases("non-contiguous", lambda _p: [Case(MATMUL, {"batch": n}) for n in LAYOUTS])
def test_matmul_of_batches(case: Case, subject: Subject) -> None:
    """Batches may be views too (numpy#29164)."""
    a, b = (np.floor(drawn(s, "float64", 1).values * 8) for s in ((3, 5, 4), (3, 4, 2)))
    seen = repeated_rows(a) if case["batch"] == "broadcast" else a
    left, right = literal(a, "float32").laid(case["batch"]), literal(b, "float32")
    subject.expect_equal(subject(left, right), seen @ b)


ADDING = (Operation("sum"), Operation("prod"), CUMULATIVE)


@cases("dtype", lambda _p: [Case(s, {"dtype": d}, (d,)) for s in ADDING for d in ("int8", "uint8")])
def test_small_integers_are_widened(case: Case, subject: Subject) -> None:
    """Sums and products of small integers have the default integer's range."""
    values = np.full(9 if case.spec.name == "prod" else 300, 2, dtype=case["dtype"])
    function = {"sum": np.sum, "prod": np.prod, "cumulative_sum": np.cumsum}[case.spec.name]
    subject.expect_equal(subject(literal(values)), function(values.astype(np.int64)))


PRODUCTS = (Operation("multiply"), Operation("add"), Operation("subtract"))


@cases("values", lambda _p: [Case(s, {"dtype": "int64"}, ("int64",)) for s in PRODUCTS])
def test_long_integers(case: Case, subject: Subject) -> None:
    """Integers beyond 2**31 are computed with as they are (jax#18385, jax#8604)."""
    a, b = [3 * 10**9, -70000, 2**40], [3, 70000, 2**20 + 1]
    operation = {"multiply": int.__mul__, "add": int.__add__, "subtract": int.__sub__}
    expected = [operation[case.spec.name](x, y) for x, y in zip(a, b, strict=True)]
    subject.expect_equal(subject(literal(a, "int64"), literal(b, "int64")), np.array(expected))
