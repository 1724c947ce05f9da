"""Faults of the extension linalg."""

from __future__ import annotations

from collections import namedtuple
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from ._fault import Fault
from ._operators import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]


def after(change: Function, when: Function = lambda _x, _k: True) -> Function:
    """Change the result: ``change(result, x, kwargs)``."""

    def wrap(function: Function) -> Function:
        @wraps(function)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            result = function(x, *args, **kwargs)
            return change(result, x, kwargs) if when(x, kwargs) else result

        return faulty

    return wrap


def part(number: int, change: Function, when: Function = lambda _x, _k: True) -> Function:
    """Change one of several named results."""

    def changed(y: Any, x: Any, _kwargs: Any) -> Any:
        names = getattr(y, "_fields", None) or type(y).__match_args__  # torch's tuples are C's
        values = [change(v, x) if i == number else v for i, v in enumerate(y)]
        return namedtuple("Result", names)(*values)  # noqa: PYI024 -- the names are y's

    return after(changed, when)


def mirrored(y: Any) -> Any:
    return plain(y).swapaxes(y, -1, -2)


def stacked(x: Any, _kwargs: Any) -> bool:
    return x.ndim > 2


def square(x: Any, _kwargs: Any) -> bool:
    return x.shape[-1] == x.shape[-2]


def is_wide(x: Any, _kwargs: Any) -> bool:
    return x.shape[-1] > x.shape[-2]


def complexes(x: Any, _kwargs: Any) -> bool:
    return "complex" in str(x.dtype)


def forgetful(function: Function, name: str) -> Function:
    """Ignore a keyword argument."""

    @wraps(function)
    def faulty(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop(name, None)
        return function(*args, **kwargs)

    return faulty


def absolute(function: Function) -> Function:
    """Take a relative tolerance for an absolute one."""

    @wraps(function)
    def faulty(x: Any, **kwargs: Any) -> Any:
        if kwargs.get("rtol") is not None:
            kwargs["rtol"] = float(kwargs["rtol"] / max(float(abs(x).sum()), 1.0))
        return function(x, **kwargs)

    return faulty


def second_transposed(function: Function) -> Function:
    """Solve with the transposed matrix."""

    @wraps(function)
    def faulty(a: Any, b: Any) -> Any:
        return function(mirrored(a), b)

    return faulty


ROWS: tuple[tuple[str, str, Function], ...] = (
    ("cholesky-upper", "cholesky", after(lambda y, _x, k: y if k.get("upper") else mirrored(y))),
    ("cholesky-not-conjugated", "cholesky", after(
        lambda y, _x, _k: y.conj(), lambda x, k: complexes(x, k) and k.get("upper"))),
    ("cholesky-upper-ignored", "cholesky", lambda f: forgetful(f, "upper")),
    ("solve-transposed", "solve", second_transposed),
    ("inv-transposed", "inv", after(lambda y, _x, _k: mirrored(y))),
    ("inv-of-first", "inv", after(lambda y, _x, _k: y * 0 + y[:1], stacked)),
    ("det-without-sign", "det", after(lambda y, _x, _k: plain(y).abs(y) + 0 * y)),
    ("slogdet-sign-of-one", "slogdet", part(0, lambda v, _x: 0 * v + 1)),
    ("slogdet-base-ten", "slogdet", part(1, lambda v, _x: v / 2.302585092994046)),
    ("svd-v-for-vh", "svd", part(2, lambda v, _x: mirrored(v))),
    ("svd-full-ignored", "svd", lambda f: forgetful(f, "full_matrices")),
    ("svd-of-wide-scaled", "svd", part(1, lambda v, _x: v * 1.001, is_wide)),
    ("svdvals-rising", "svdvals", after(lambda y, _x, _k: plain(y).flip(y, (-1,)))),
    ("svdvals-squared", "svdvals", after(lambda y, _x, _k: y * y)),
    ("qr-lower", "qr", part(1, lambda v, _x: mirrored(v), square)),
    ("qr-mode-ignored", "qr", lambda f: forgetful(f, "mode")),
    ("pinv-not-conjugated", "pinv", after(lambda y, _x, _k: y.conj(), complexes)),
    ("pinv-rtol-ignored", "pinv", lambda f: forgetful(f, "rtol")),
    ("matrix-rank-absolute", "matrix_rank", absolute),
    ("matrix-rank-one-less", "matrix_rank", after(lambda y, _x, _k: y - (y == 4) * 1)),
    ("matrix-norm-keepdims-ignored", "matrix_norm", lambda f: forgetful(f, "keepdims")),
    ("matrix-norm-order-ignored", "matrix_norm", lambda f: forgetful(f, "ord")),
    ("eigh-falling", "eigh", part(0, lambda v, _x: plain(v).flip(v, (-1,)))),
    ("eigh-vectors-in-rows", "eigh", part(1, lambda v, _x: mirrored(v).conj())),
    ("eigvalsh-complex", "eigvalsh", after(
        lambda y, _x, _k: y * np.complex64(1) if isinstance(y, np.ndarray) else y + 0j, complexes)),
    ("matrix-power-once-more", "matrix_power", after(lambda y, x, _k: y @ x)),
)  # fmt: skip

FAULTS = tuple(
    Fault(
        name, "", "linalg", {f"xp.linalg.{function}": wrap}, f"core.linalg.{function}/values/*",
        "numpy torch",
    )
    for name, function, wrap in ROWS
)  # fmt: skip
