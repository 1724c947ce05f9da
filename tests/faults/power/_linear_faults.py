"""Faults of the extension linalg."""

from __future__ import annotations

from collections import namedtuple
from functools import wraps
from typing import TYPE_CHECKING, Any

from . import _operators as o
from ._blind import is_complex
from ._fault import Fault
from ._operators import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def part(number: int, change: Function, when: Function = o.always) -> Function:
    """Change one of several named results."""

    def changed(y: Any, _x: Any, _kwargs: Any) -> Any:
        names = getattr(y, "_fields", None) or type(y).__match_args__  # torch's tuples are C's
        values = [change(v) if i == number else v for i, v in enumerate(y)]
        return namedtuple("Result", names)(*values)  # noqa: PYI024 -- the names are y's

    return o.after(changed, when)


def mirrored(y: Any) -> Any:
    return plain(y).swapaxes(y, -1, -2)


def falling(y: Any) -> Any:
    return plain(y).flip(y, (-1,))


def square(x: Any, _kwargs: Any) -> bool:
    return x.shape[-1] == x.shape[-2]


def wide(x: Any, _kwargs: Any) -> bool:
    return x.shape[-1] > x.shape[-2]


def by_the_sum(x: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Take a tolerance relative to the sum of all numbers, which is near an absolute one."""
    return x, {**kwargs, "rtol": kwargs["rtol"] / max(float(abs(x).sum()), 1.0)}


def on_the_right(function: Function) -> Function:
    """Solve x a = b in place of a x = b."""

    @wraps(function)
    def faulty(a: Any, b: Any) -> Any:
        if b.ndim < 2 or b.shape[-1] != b.shape[-2]:
            return function(a, b)
        return mirrored(function(mirrored(a), mirrored(b)))

    return faulty


ROWS: tuple[tuple[str, str, Function], ...] = (
    ("cholesky-upper", "cholesky", o.after(
        lambda y, _x, _k: mirrored(y), lambda _x, k: not k.get("upper"))),
    ("cholesky-not-conjugated", "cholesky", o.after(
        lambda y, _x, _k: y.conj(), lambda x, k: is_complex(x) and k.get("upper"))),
    ("cholesky-upper-ignored", "cholesky", o.ignores("upper")),
    ("solve-transposed", "solve", o.reading(mirrored)),
    ("solve-on-the-right", "solve", on_the_right),
    ("inv-transposed", "inv", o.after(lambda y, _x, _k: mirrored(y))),
    ("inv-of-first", "inv", o.after(lambda y, _x, _k: y * 0 + y[:1], lambda x, _k: x.ndim > 2)),
    ("det-without-sign", "det", o.after(lambda y, _x, _k: plain(y).abs(y) + 0 * y)),
    ("slogdet-sign-of-one", "slogdet", part(0, lambda v: 0 * v + 1)),
    ("slogdet-base-ten", "slogdet", part(1, lambda v: v / 2.302585092994046)),
    ("svd-v-for-vh", "svd", part(2, mirrored)),
    ("svd-full-ignored", "svd", o.ignores("full_matrices")),
    ("svd-of-wide-scaled", "svd", part(1, lambda v: v * 1.001, wide)),
    ("svdvals-rising", "svdvals", o.after(lambda y, _x, _k: falling(y))),
    ("svdvals-squared", "svdvals", o.after(lambda y, _x, _k: y * y)),
    ("qr-lower", "qr", part(1, mirrored, square)),
    ("qr-mode-ignored", "qr", o.ignores("mode")),
    ("pinv-not-conjugated", "pinv", o.after(lambda y, _x, _k: y.conj(), is_complex)),
    ("pinv-rtol-ignored", "pinv", o.ignores("rtol")),
    ("matrix-rank-absolute", "matrix_rank", o.before(by_the_sum, lambda _x, k: "rtol" in k)),
    ("matrix-rank-one-less", "matrix_rank", o.after(lambda y, _x, _k: y - (y == 4) * 1)),
    ("matrix-rank-int32", "matrix_rank", o.after(o.retyped("int32"))),
    ("matrix-norm-keepdims-ignored", "matrix_norm", o.ignores("keepdims")),
    ("matrix-norm-order-ignored", "matrix_norm", o.ignores("ord")),
    ("eigh-values-falling", "eigh", part(0, falling)),
    ("eigh-vectors-in-rows", "eigh", part(1, lambda v: mirrored(v).conj())),
    ("eigvalsh-complex", "eigvalsh", o.after(o.retyped("complex64"), is_complex)),
    ("matrix-power-once-more", "matrix_power", o.after(lambda y, x, _k: y @ x)),
)  # fmt: skip

FAULTS = tuple(
    Fault(
        name, "", "linalg", {f"xp.linalg.{function}": wrap}, f"core.linalg.{function}/values/*",
        "numpy torch",
    )
    for name, function, wrap in ROWS
)  # fmt: skip
