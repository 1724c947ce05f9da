"""Reductions, running sums and differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, nan
from .._operators import plain
from ..blind2._operators import (
    called,
    cast,
    cat,
    cplx,
    dup,
    floating,
    given,
    name,
    size,
)
from ._operators import at

if TYPE_CHECKING:
    from .._blind import Row


def axis_of(x: Any, k: Any) -> int | None:
    axis = k.get("axis")
    return 0 if axis is None and x.ndim == 1 else axis


def blockwise(f: Any, x: Any, **k: Any) -> Any:
    """Forget the sum of all blocks before."""
    n = 512
    axis = axis_of(x, k)
    length = x.shape[axis]
    parts = [f(x[at(axis, x.ndim, slice(i, i + n))], **k) for i in range(0, length, n)]
    return cat(parts, axis)


def initial_at_end(f: Any, x: Any, **k: Any) -> Any:
    y = f(x, **k)
    return plain(y).roll(y, -1, axis_of(x, k))


def has_initial(x: Any, **k: Any) -> bool:
    return bool(k.get("include_initial"))


def zero_first(y: Any, x: Any, **k: Any) -> Any:
    y = dup(y)
    y[at(axis_of(x, k), y.ndim, 0)] = 0
    return y


def several(_x: Any, **k: Any) -> bool:
    return isinstance(k.get("axis"), tuple) and len(k["axis"]) > 1


def finite_floor(y: Any, *_: Any, **_k: Any) -> Any:
    lowest = float(plain(y).finfo(y.dtype).min)
    return plain(y).where(y == -np.inf, lowest, y)


def nan_in_first_only(f: Any, x: Any, **k: Any) -> Any:
    """Compare what comes after the first, as if NaN couldn't."""
    x = dup(x)
    rest = x[at(k["axis"], x.ndim, slice(1, None))]
    rest[nan(rest)] = np.inf
    return f(x, **k)


def over_first_axis(y: Any, x: Any, **k: Any) -> Any:
    """Divide by the length of one of the axes."""
    axes = k["axis"]
    return y * int(np.prod([x.shape[a] for a in axes[1:]]))


def one_pass(f: Any, x: Any, **k: Any) -> Any:
    n = x.shape[k["axis"]]
    squares, mean = (x * x).mean(axis=k["axis"]), x.mean(axis=k["axis"])
    return (squares - mean * mean) * n / (n - k.get("correction", 0))


def whole_correction(f: Any, x: Any, **k: Any) -> Any:
    return f(x, **{**k, "correction": int(k["correction"])})


def dtype_name(dtype: Any) -> str:
    return str(dtype)[6:] if str(dtype).startswith("torch.") else np.dtype(dtype).name


def sum_cast_late(f: Any, x: Any, **k: Any) -> Any:
    dtype = dtype_name(k.pop("dtype"))
    return cast(f(x, **k), dtype)


def neighbours(f: Any, x: Any, **k: Any) -> Any:
    """Reduce two neighbouring axes where two apart are asked for."""
    first = min(a % x.ndim for a in k["axis"])
    return f(x, **{**k, "axis": (first, first + 1)})


def apart(x: Any, **k: Any) -> bool:
    axes = sorted(a % x.ndim for a in k["axis"])
    return len(axes) == 2 and axes[1] - axes[0] == 2


def padded_each_time(f: Any, x: Any, **k: Any) -> Any:
    """Prepend before every difference, not before the first."""
    n = k.pop("n")
    for _ in range(n):
        x = f(x, **k, n=1)
    return x


def two_at_most(f: Any, x: Any, **k: Any) -> Any:
    return f(x, **{**k, "n": min(k["n"], 2)})


def in_int32(f: Any, x: Any, **k: Any) -> Any:
    y = f(x, **k)
    return cast(cast(y, "int32"), name(y))


def default_type(_x: Any, **k: Any) -> bool:
    return k.get("dtype") is None


def none_of_them(f: Any, x: Any, **k: Any) -> Any:
    return f(x, **k) * 0


def empty_along(x: Any, **k: Any) -> bool:
    return size(x) == 0


def real_part(f: Any, x: Any, **k: Any) -> Any:
    return f(x.real != 0, **k)


ROWS: tuple[Row, ...] = (
    ("3-cumulative-sum-blocks", "cumulative_sum",
     called(blockwise, lambda x, **k: floating(x) and not has_initial(x, **k)), BOTH),
    ("3-cumulative-sum-initial-last", "cumulative_sum",
     called(initial_at_end, lambda x, **k: has_initial(x, **k) and x.ndim > 1), BOTH),
    ("3-cumulative-prod-initial-zero", "cumulative_prod", given(zero_first, has_initial), BOTH),
    ("3-max-all-minus-inf", "max", given(finite_floor, floating), BOTH),
    ("3-min-nan-after-first", "min",
     called(nan_in_first_only, lambda x, **k: floating(x) and x.ndim > 1), BOTH),
    ("3-mean-several-axes", "mean", given(over_first_axis, several), BOTH),
    ("3-prod-int32", "prod",
     called(in_int32, lambda x, **k: name(x) == "int32" and default_type(x, **k)), BOTH),
    ("3-prod-empty-axis", "prod", called(none_of_them, empty_along), BOTH),
    ("3-sum-dtype-late", "sum",
     called(sum_cast_late, lambda x, **k: name(x) in {"float32", "complex64"}), BOTH),
    ("3-sum-neighbouring-axes", "sum", called(neighbours, apart), BOTH),
    ("3-std-whole-correction", "std", called(whole_correction), "numpy"),
    ("3-var-one-pass", "var",
     called(one_pass, lambda x, **k: floating(x) and not k.get("keepdims")), BOTH),
    ("3-all-nan-is-false", "all",
     called(lambda f, x, **k: f(plain(x).where(nan(x), 0.0, x), **k), floating), BOTH),
    ("3-any-imaginary", "any", called(real_part, cplx), BOTH),
    ("3-count-nonzero-byte", "count_nonzero",
     given(lambda y, *_a, **_k: y % 256, lambda x, **k: k.get("axis") is not None), BOTH),
    ("3-diff-prepends-each-time", "diff",
     called(padded_each_time,
            lambda x, **k: k.get("n", 1) == 2 and k.get("prepend") is not None
            and k.get("append") is None), BOTH),
    ("3-diff-two-at-most", "diff",
     called(two_at_most, lambda x, **k: k.get("n", 1) > 2 and x.ndim > 1), BOTH),
)  # fmt: skip
