"""Products of matrices and vectors, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportIndexIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._blind import BOTH, Row, nan
from .._fourier import conj
from .._operators import is_view, plain
from ._operators import called, cast, cat, cplx, floating, given, isinf, name, permuted

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def skipping_zeros(f: Function, a: Any, b: Any) -> Any:
    """Leave out products with zero, whatever the other factor."""
    return plain(a).where(a[:, :, None] == 0, 0.0, a[:, :, None] * b[None, :, :]).sum(1)


def deep(n: int) -> Function:
    return lambda a, b, **k: a.ndim == b.ndim == 2 and a.shape[1] > n and a.shape[1] % n > 0


def shallow(f: Function, a: Any, b: Any) -> Any:
    n = a.shape[1] // 64 * 64
    return f(a[:, :n], b[:n, :])


ROWS: tuple[Row, ...] = (
    ("2-matmul-integers-as-doubles", "matmul",
     called(lambda f, a, b: cast(f(cast(a, "float64"), cast(b, "float64")), "int64"),
            lambda a, b: name(a) == name(b) == "int64" and (abs(a) < 2**60).all()), BOTH),
    ("2-matmul-no-depth-uninitialised", "matmul",
     given(lambda y, a, b: y + 1, lambda a, b: a.shape[-1] == 0), BOTH),
    ("2-matmul-vector-by-batch-keeps-axis", "matmul",
     given(lambda y, a, b: y[..., None, :], lambda a, b: a.ndim == 1 and b.ndim > 2), BOTH),
    ("2-matmul-batch-remainder", "matmul",
     given(lambda y, a, b: cat([y[: y.shape[0] // 4 * 4], 0 * y[y.shape[0] // 4 * 4 :]], 0),
           lambda a, b: a.ndim == 3 and a.shape[0] > 4), BOTH),
    ("2-matmul-depth-remainder", "matmul", called(shallow, deep(64)), BOTH),
    ("2-matmul-transposed-complex-conjugated", "matmul",
     called(lambda f, a, b: f(a, conj(b)), lambda a, b: cplx(b) and is_view(b, {})), BOTH),
    ("2-matmul-mixed-precision-single", "matmul",
     given(lambda y, a, b: cast(y, "float32"),
           lambda a, b: {name(a), name(b)} == {"float32", "float64"}), BOTH),
    ("2-matmul-zero-times-nan", "matmul",
     called(skipping_zeros,
            lambda a, b: a.ndim == b.ndim == 2 and floating(a) and bool((a == 0).any())
            and bool((nan(b) | isinf(b)).any())), BOTH),
    ("2-matmul-batches-not-broadcast", "matmul",
     called(lambda f, a, b: f(a, b[:1, ...]),
            lambda a, b: a.ndim == 3 and b.ndim == 3 and a.shape[0] == 1 < b.shape[0]), BOTH),
    ("2-vecdot-conjugates-second", "vecdot",
     called(lambda f, a, b, **k: f(b, a, **k), lambda a, b, **k: cplx(a) and cplx(b)), BOTH),
    ("2-vecdot-axis-minus-two-last", "vecdot",
     called(lambda f, a, b, **k: f(a, b),
            lambda a, b, *, axis=-1: axis == -2 and a.shape[-1] == a.shape[-2]), BOTH),
    ("2-vecdot-unrolled-remainder", "vecdot",
     called(lambda f, a, b, *, axis=-1: f(a[..., : a.shape[-1] // 4 * 4],
                                         b[..., : b.shape[-1] // 4 * 4]),
            lambda a, b, *, axis=-1: axis == -1 and a.shape[-1] == b.shape[-1] > 32), BOTH),
    ("2-vecdot-broadcasts-first-item", "vecdot",
     called(lambda f, a, b, **k: f(a[:1, :] + 0 * a, b, **k),
            lambda a, b, **k: a.ndim == 2 and b.ndim == 1), BOTH),
    ("2-tensordot-no-axes-contracts-one", "tensordot",
     called(lambda f, a, b, *, axes=2: f(a, b, axes=1),
            lambda a, b, *, axes=2: isinstance(axes, int) and axes == 0
            and a.shape[-1] == b.shape[0]), BOTH),
    ("2-tensordot-negative-axes-of-first", "tensordot",
     called(lambda f, a, b, *, axes:
            f(a, b, axes=(axes[0], [i % a.ndim % b.ndim for i in axes[1]])),
            lambda a, b, *, axes=2: a.ndim != b.ndim and min(axes[1]) < 0), BOTH),
    ("2-tensordot-two-axes-reversed", "tensordot",
     called(lambda f, a, b, *, axes=2: f(a, b, axes=((-1, -2), (0, 1))),
            lambda a, b, *, axes=2: isinstance(axes, int) and axes == 2
            and a.shape[-1] == a.shape[-2]), BOTH),
    ("2-tensordot-conjugates-first", "tensordot",
     called(lambda f, a, b, **k: f(conj(a), b, **k), cplx), BOTH),
    ("2-tensordot-pairs-sorted", "tensordot",
     called(lambda f, a, b, *, axes: f(a, b, axes=tuple(sorted(i) for i in axes)),
            lambda a, b, *, axes: len(axes[0]) > 1), BOTH),
    ("2-matrix-transpose-cube", "matrix_transpose",
     called(lambda f, x: permuted(x, (2, 1, 0)),
            lambda x: x.ndim == 3 and x.shape[0] == x.shape[1] == x.shape[2]), BOTH),
    ("2-matrix-transpose-conjugates-strided", "matrix_transpose",
     given(lambda y, x: conj(y), lambda x: cplx(x) and is_view(x, {})), BOTH),
)  # fmt: skip
