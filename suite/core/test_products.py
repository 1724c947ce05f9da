"""Products of arrays by their definitions: shapes, depths, dtypes, layouts, exactly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases
from .._inputs import LAYOUTS, drawn, literal, seen
from ._dtypes import promoted
from ._products import CALLS, Product, factors, plan, products
from ._specs import Operation
from ._sweep import GROUPS, Sweep, evenly, layouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

MIXED = {
    "real": (("float64", "float32"), ("float32", "float64")),
    "complex": (("complex64", "complex128"), ("complex128", "complex64"),
                ("complex64", "float64"), ("float32", "complex64")),
    "integers": (("int8", "int16"), ("int64", "int32"), ("int16", "uint8"), ("uint8", "int8"),
                 ("uint32", "int64"), ("uint64", "uint8")),
}  # fmt: skip
"""Pairs of dtypes that the standard promotes."""


def product_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each function on each kind of dtype."""
    for name in CALLS:
        for group in GROUPS:
            # vecdot's operands should be floating.
            if group != "bool" and (name != "vecdot" or group in {"real", "complex"}):
                yield Case(Operation(name), {"dtype": group})


@cases("definition", product_cases)
def test_products(case: Case, subject: Subject, profile: Profile) -> None:
    """Each element is the sum of its products, exactly; vecdot alone conjugates."""
    sweep = Sweep(subject)
    names = subject.available(GROUPS[case["dtype"]])
    for turn, call in profile.sample(enumerate(plan(case.spec.name)), subject):
        if names:
            dtype = names[turn % len(names)]
            multiply(sweep, call, dtype, dtype, turn)
    sweep.unchanged()


@cases("promotion", lambda _p: [
    Case(Operation(name), {"dtype": group}) for name in CALLS for group in MIXED
    if (name, group) != ("vecdot", "integers")
])  # fmt: skip
def test_mixed_products(case: Case, subject: Subject, profile: Profile) -> None:
    """Operands of two dtypes are multiplied in the common one."""
    sweep = Sweep(subject)
    available = [pair for pair in MIXED[case["dtype"]] if subject.available(pair) == pair]
    for turn, call in profile.sample(enumerate(plan(case.spec.name)), subject):
        for left, right in [available[(turn // 3 + k) % len(available)] for k in range(2)
                            if available and turn % 3 == 0]:  # fmt: skip
            multiply(sweep, call, left, right, turn)


PAIRS = [(a, b) for a in LAYOUTS for b in LAYOUTS if "contiguous" in {a, b} or a == b]
"""Layouts of both operands."""


@cases("non-contiguous", lambda _p: [
    Case(Operation(name), {"left": a, "right": b}) for name in CALLS for a, b in PAIRS
])  # fmt: skip
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Products of views, of rows and of batches, are those of their values (numpy#29164)."""
    sweep = Sweep(subject)
    names = subject.available(("float64", "complex64", "float32"))
    whole = [call for call in plan(case.spec.name) if is_plane(call[0])]
    for turn, call in profile.sample(enumerate(evenly(whole, 8)), subject):
        dtype = names[turn % len(names)]
        multiply(sweep, call, dtype, dtype, turn, (case["left"], case["right"]))
    sweep.unchanged()


def is_plane(call: Product) -> bool:
    """Return whether both operands have rows and columns, or more axes; none is of length one."""
    return min(len(call.left), len(call.right)) > 1 < min(*call.left, *call.right)


def multiply(
    sweep: Sweep, planned: Any, left: str, right: str, turn: int, laid: tuple[str, ...] = ()
) -> None:
    """Make one call, in layouts by turns or in those given, and require the exact result."""
    call, shape, pairs = planned
    dtype = promoted(left, right)
    assert isinstance(call, Product)
    assert dtype is not None
    depth = max(map(len, pairs), default=0)
    # Seeds of units and large numbers go together: 2 and 3 of every 4.
    a = factors(call.left, left, (right, dtype), depth, 2 * turn)
    b = factors(call.right, right, (left, dtype), depth, 2 * turn + 1)
    if laid:
        a, b = a.laid(laid[0]), b.laid(laid[1])
    elif turn % 2:
        # Every second call has views.
        a, b = (
            x.laid(layouts(s)[(turn // 2 + k) % len(layouts(s))])
            for k, (x, s) in enumerate(((a, call.left), (b, call.right)))
        )
    elif call.left == call.right and left == right:
        b = a  # one array, twice
    conjugate = sweep.subject.case.spec.name == "vecdot"
    values = products(pairs, seen(a), seen(b), conjugate=conjugate)
    expected = np.asarray(values, dtype).reshape(shape)
    sweep.require(sweep(a, b, **call.kwargs), expected, dtype, signs=False)


@cases("accuracy", lambda _p: [
    Case(Operation("matmul"), {"dtype": d}, (d,))
    for d in ("float32", "float64", "complex64", "complex128")
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


inf, nan = math.inf, math.nan
SPECIAL = ((0.0, nan), (1.0, nan), (0.0, inf), (2.0, inf), (-1.0, inf), (nan, 0.0), (-0.0, -inf))
"""What is multiplied, beside ordinary numbers."""


@cases("nan-inf", lambda _p: [Case(Operation(name), {"dtype": d}, (d,)) for name in CALLS
                              for d in ("float64", "float32")])  # fmt: skip
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_special_products(case: Case, subject: Subject) -> None:
    """Zero times NaN or infinity is NaN, and so is the sum; it stays in its own elements."""
    axes = {"tensordot": {"axes": 1}}.get(case.spec.name, {})
    for depth in (3, 9, 33):
        left, right = np.ones((len(SPECIAL) + 1, depth)), np.ones((depth, 2))
        for row, (a, _) in enumerate(SPECIAL):
            left[row, -1] = a
        for row, (a, b) in enumerate(SPECIAL):
            right[-1, 0] = b
            left[row, 0] = a
            if case.spec.name == "vecdot":
                x, y = left[:, :, None], right[None, :, :]
                actual = subject(literal(x, case["dtype"]), literal(y, case["dtype"]), axis=-2)
            else:
                x, y = literal(left, case["dtype"]), literal(right, case["dtype"])
                actual = subject(x, y, **axes)
            sums = [
                [sum(p * q for p, q in zip(r, c, strict=True)) for c in right.T.tolist()]
                for r in left.tolist()
            ]
            subject.expect_equal(actual, np.asarray(sums))


REFUSED = {
    ("matmul", "lengths"): [((2, 3), (2, 3)), ((3,), (4,)), ((2, 2, 3), (4, 3, 2)), ((3,), (2, 3)),
                            ((2, 3), (2,))],
    ("matmul", "0-d"): [((), (3,)), ((3, 3), ()), ((), ())],
    ("matmul", "length-one"): [((2, 3), (1, 3)), ((1,), (3,)), ((2, 1), (3, 2))],
    ("vecdot", "lengths"): [((3,), (4,)), ((2, 3), (3, 2)), ((2, 3), (4, 3))],
    ("vecdot", "length-one"): [((2, 3), (2, 1)), ((1,), (3,))],
    ("tensordot", "lengths"): [((2, 3), (4, 2)), ((3,), (2,))],
    ("tensordot", "length-one"): [((2, 3), (1, 2)), ((1,), (3,))],
}  # fmt: skip
"""Shapes that don't fit."""


@cases("errors", lambda _p: [Case(Operation(n), {"axes": what}) for n, what in REFUSED])
def test_refused_products(case: Case, subject: Subject) -> None:
    """Axes of different lengths are not contracted, not even those of length one."""
    arguments = {"tensordot": {"axes": 1}}.get(case.spec.name, {})
    for shapes in REFUSED[case.spec.name, case["axes"]]:
        operands = [literal(np.ones(shape), "float32") for shape in shapes]
        subject.expect_raises(Exception, *operands, **arguments)
