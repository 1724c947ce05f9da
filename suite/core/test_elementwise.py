"""Elementwise functions: values in kernels and their tails, at special points, through views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import literal
from .._subject import EPS
from ._elementwise import (
    BOOLEAN,
    BOOLEAN_PAIRS,
    COMPLEX,
    COMPLEX_PAIRS,
    EXACT,
    INTEGER,
    INTEGER_PAIRS,
    PLANE,
    REAL_PAIRS,
    REALS,
    ROUNDED,
    UNSIGNED,
    WHOLE,
    grid,
)
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .._inputs import Input
    from .._profile import Profile
    from .._subject import Subject

# Infinity and NaN come from poles and overflows on purpose, whatever a library says of them.
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

ALL_PAIRS = {**REAL_PAIRS, **INTEGER_PAIRS, **BOOLEAN_PAIRS}

LENGTH = 203
"""Beyond any vector register, and no multiple of one: the tail is computed too."""

ULPS = 16
"""What the functions may be off by, in eps: the standard leaves accuracy open, NumPy's and
CUDA's tables of worst cases end at 4."""


def judged(subject: Subject, actual: Any, values: Sequence[Any], *, ulps: float) -> None:
    """Require the values, rounded to the result's dtype; zeros have signs."""
    wide = np.asarray(values)
    subject.expect_dtype(actual, dtype_of(wide.dtype, subject.case["dtype"]))
    host = subject.host(actual)
    with np.errstate(over="ignore", under="ignore"):
        expected = np.resize(wide, host.size).reshape(host.shape).astype(host.dtype)
    if host.dtype.name not in EPS:
        subject.expect_equal(actual, expected)
        return
    eps, tiny = EPS[host.dtype.name], np.finfo(host.dtype).smallest_normal
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(host - expected) <= (ulps * eps * np.abs(expected) + tiny if ulps else 0)
    same = (
        (near & np.isfinite(expected)) | (host == expected) | (np.isnan(host) & np.isnan(expected))
    )
    zeros = (host == 0) & (expected == 0)
    if not np.iscomplexobj(host) and subject.case.spec.name not in UNSIGNED:
        same &= ~zeros | (np.signbit(host) == np.signbit(expected))
    wrong = np.flatnonzero(~same)
    i = wrong[0] if wrong.size else 0
    subject.expect(
        wrong.size == 0,
        f"{wrong.size} of {host.size} are wrong; at {inputs_at(subject, int(i), host.shape)} "
        f"{host.flat[i]!r} instead of {expected.flat[i]!r}",
    )


def dtype_of(values: Any, operands: str) -> str:
    """Return the dtype of a result: logical, the real one of a complex one, or the operands'."""
    if values.kind == "b":
        return "bool"
    return REAL_PARTS.get(operands, operands) if values.kind == "f" else operands


REAL_PARTS = {"complex128": "float64", "complex64": "float32"}


def inputs_at(subject: Subject, i: int, shape: tuple[int, ...]) -> str:
    """Return the operands of one element, as the call that was made has them."""
    operands = [np.broadcast_to(arg.values, shape).flat[i] for arg in subject.calls[-1].args]
    return ", ".join(repr(value.item()) for value in operands)


def row(points: Iterable[Any], dtype: str) -> Input:
    """Return the points, over and over."""
    return literal(np.resize(np.asarray(list(points), dtype), LENGTH))


# Each function twice: the wide dtype as it lies, the narrow one in steps through memory.
LAID = (("wide", "contiguous"), ("narrow", "stepped"))
KINDS = {
    "real": ("float64", "float32"), "complex": ("complex128", "complex64"),
    "integer": ("int64", "int16"), "bool": ("bool", "bool"),
}  # fmt: skip


def laid_cases(kind: str, names: Iterable[str]) -> list[Case]:
    """Return the cases of some functions on both dtypes of a kind."""
    return [
        Case(
            Operation(name), {"dtype": dtype, "layout": layout}, (dtype,) if dtype != "bool" else ()
        )
        for name in names
        for dtype, (_, layout) in zip(KINDS[kind], LAID, strict=True)
    ]


def with_input(case: Case, points: Iterable[Any]) -> tuple[Input, list[Any]]:
    """Return the input of a case, and its values as Python has them."""
    x = row(points, case["dtype"])
    return x.laid(case["layout"]), x.values.tolist()


@cases("values", lambda _p: laid_cases("real", (*ROUNDED, *EXACT)))
def test_real_functions(case: Case, subject: Subject) -> None:
    """Real numbers, zeros with signs, infinities and NaN; outside of the domain NaN."""
    name = case.spec.name
    x, values = with_input(case, REALS)
    function = EXACT.get(name) or ROUNDED[name]
    judged(subject, subject(x), [function(v) for v in values], ulps=0 if name in EXACT else ULPS)


@cases("values", lambda _p: laid_cases("complex", PLANE))
def test_complex_functions(case: Case, subject: Subject) -> None:
    """Complex numbers off the branch cuts."""
    x, values = with_input(case, COMPLEX)
    judged(subject, subject(x), [PLANE[case.spec.name](v) for v in values], ulps=2 * ULPS)


@cases("values", lambda _p: [*laid_cases("integer", INTEGER), *laid_cases("bool", BOOLEAN)])
def test_whole_numbers(case: Case, subject: Subject) -> None:
    """Integers stay integers; booleans are inverted."""
    boolean = case["dtype"] == "bool"
    x, values = with_input(case, (True, False, False) if boolean else (*WHOLE, 0))
    function = (BOOLEAN if boolean else INTEGER)[case.spec.name]
    judged(subject, subject(x), [function(v) for v in values], ulps=0)


def pair_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the functions of two operands, broadcast in the wide dtype, alike in the narrow."""
    for kind, names in (
        ("real", REAL_PAIRS), ("complex", COMPLEX_PAIRS), ("integer", INTEGER_PAIRS),
        ("bool", BOOLEAN_PAIRS),
    ):  # fmt: skip
        for case in laid_cases(kind, names):
            yield Case(case.spec, {"operands": "two", **case.parameters}, case.requires)


def operands(case: Case) -> tuple[Any, Sequence[Any], Sequence[Any]]:
    """Return the function of a case, and the operands on its left and right."""
    name, dtype = case.spec.name, case["dtype"]
    if dtype == "bool":
        return BOOLEAN_PAIRS[name], (False, True), (False, True)
    if "complex" in dtype:
        return COMPLEX_PAIRS[name], COMPLEX, (*COMPLEX[:3], COMPLEX[3].conjugate())
    if "int" in dtype:
        function, rights = INTEGER_PAIRS[name]
        return function, WHOLE, rights
    function, points = REAL_PAIRS[name]
    return function, points, points


@cases("values", pair_cases)
def test_pairs(case: Case, subject: Subject) -> None:
    """Every pair of operands, specials among them; a column and a row are broadcast."""
    function, lefts, rights = operands(case)
    a, b = np.asarray(lefts, case["dtype"])[:, None], np.asarray(rights, case["dtype"])
    if case["layout"] != "contiguous":
        a, b = (v.reshape(-1) for v in np.broadcast_arrays(a, b))
    actual = subject(literal(a).laid(case["layout"]), literal(b).laid(case["layout"]))
    subject.expect_shape(actual, np.broadcast_shapes(a.shape, b.shape))
    exact = case["dtype"] not in EPS or function in {max, min}
    judged(subject, actual, grid(function, lefts, rights), ulps=0 if exact else ULPS)


SHAPES = ((), (0, 3))


@cases("shape", lambda _p: [
    Case(Operation(name), {"operands": count}, ("complex64",) * (natural(name) == "complex64"))
    for count, names in ((1, {**ROUNDED, **EXACT, **PLANE, **BOOLEAN}), (2, ALL_PAIRS))
    for name in names
])  # fmt: skip
def test_shapes(case: Case, subject: Subject) -> None:
    """One number gives a 0-d array, no scalar; no numbers give none."""
    dtype = natural(case.spec.name)
    for shape in SHAPES:
        x = literal(np.ones(shape, dtype))
        subject.expect_shape(subject(*[x] * case["operands"]), shape)


def natural(name: str) -> str:
    """Return the dtype of the numbers that a function is for."""
    if name in {*EXACT, *ROUNDED, *REAL_PAIRS}:
        return "float64"
    return "complex64" if name in PLANE else "bool" if name.startswith("logical") else "int64"
