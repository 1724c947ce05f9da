"""Sorting, searching and sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._arrays import flipped
from .._blind import BOTH, nan
from .._operators import plain
from ..blind2._operators import (
    called,
    cast,
    cat,
    dup,
    floating,
    given,
    name,
    number,
    signed,
    size,
)
from ._operators import above, all_of, bits_as_signed, of, ranked, via

if TYPE_CHECKING:
    from .._blind import Row


def length(x: Any, axis: Any) -> int:
    return size(x) if axis is None else x.shape[axis]


def flips_first_axis(f: Any, x: Any, **k: Any) -> Any:
    return flipped(f(x, **{**k, "descending": False}), 0)


def descends(x: Any, **k: Any) -> bool:
    return bool(k.get("descending"))


def padded_with_largest(y: Any, x: Any, **_k: Any) -> Any:
    """Sort in a network of 2**k inputs, where the largest number is no number."""
    largest = float(plain(y).finfo(y.dtype).max)
    return plain(y).where(y == np.inf, largest, y)


def no_power_of_two(x: Any, **k: Any) -> bool:
    n = x.shape[k.get("axis", -1)]
    return floating(x) and n > 2 and n & (n - 1) != 0


def ties_reversed(f: Any, x: Any, **k: Any) -> Any:
    axis = k.get("axis", -1)
    ascending = f(x, **{**k, "descending": False})
    return flipped(ascending, axis)


def many(n: int) -> Any:
    return lambda x, **k: length(x, k.get("axis", -1)) > n


def last_block_wins(f: Any, x: Any, **k: Any) -> Any:
    """Find the last of the blocks that hold the extreme."""
    last = size(x) - 1 - f(flipped(x.reshape(-1)))
    block = int(last) // 32 * 32
    return block + f(x.reshape(-1)[block:])


def whole(x: Any, **k: Any) -> bool:
    return k.get("axis") is None and not k.get("keepdims") and size(x) > 32


def nothing_below(y: Any, x: Any, **k: Any) -> Any:
    """Start from the largest number there is and -1."""
    least = x.min(k["axis"]) if plain(x) is np else x.amin(k["axis"])
    return plain(y).where(least == plain(x).iinfo(x.dtype).max, -1, y)


def columns_first(f: Any, x: Any, **_k: Any) -> Any:
    """Walk along the first axis before the last."""
    found = f(x.T) if plain(x) is np else f(x.permute(tuple(range(x.ndim))[::-1]))
    return tuple(found[::-1])


def in_values_dtype(f: Any, edges: Any, values: Any, **k: Any) -> Any:
    return f(cast(edges, name(values)), values, **k)


def sorter_goes_left(f: Any, edges: Any, values: Any, **k: Any) -> Any:
    return f(edges, values, **{**k, "side": "left"})


def chosen_as_it_is(f: Any, condition: Any, a: Any, b: Any) -> Any:
    return a if bool(condition) else b


def scalar_doubles(y: Any, condition: Any, a: Any, b: Any) -> Any:
    return cast(y, "float64")


def last_places(y: Any, x: Any) -> Any:
    """Give the last place of each value."""
    places = dup(y.indices)
    inverse = y.inverse_indices.reshape(-1)
    for i in range(size(x)):
        places[inverse[i]] = i
    return y._replace(indices=places)


def flat_inverse(y: Any, x: Any) -> Any:
    return y._replace(inverse_indices=y.inverse_indices.reshape(-1))


def nan_together(y: Any, x: Any) -> Any:
    """Count all NaN as one value."""
    missing = nan(y.values)
    n = int(missing.sum())
    first = int(plain(y.values).argmax(cast(missing, "int8")))
    keep = ~missing
    values = cat([y.values[keep], y.values[first : first + 1]], 0)
    counts = cat([y.counts[keep], n + 0 * y.counts[:1]], 0)
    return y._replace(values=values, counts=counts)


def zeros_apart(y: Any, x: Any) -> Any:
    """Tell zeros by their signs."""
    zeros = x[x == 0]
    minus = plain(x).signbit(zeros)
    if bool(minus.any()) and not bool(minus.all()):
        return cat([y, y[y == 0]], 0)
    return y


def small_counts(y: Any, x: Any) -> Any:
    return y._replace(counts=y.counts % 256)


ROWS: tuple[Row, ...] = (
    ("3-sort-descending-flips-rows", "sort",
     called(flips_first_axis, all_of(descends, ranked(3, 4))), BOTH),
    ("3-sort-inf-in-network", "sort", given(padded_with_largest, no_power_of_two), BOTH),
    ("3-sort-signed-bytes", "sort",
     called(lambda f, x, **k: cast(f(bits_as_signed(x), **k), "uint8"),
            all_of(of("uint8"), many(16))), BOTH),
    ("3-sort-int64-by-float", "sort", called(via("float64"), of("int64")), BOTH),
    ("3-argsort-long-ties-reversed", "argsort",
     called(ties_reversed, all_of(descends, many(16))), BOTH),
    ("3-argmax-last-block", "argmax", called(last_block_wins, whole), BOTH),
    ("3-argmin-nothing-below", "argmin", given(nothing_below, signed), BOTH),
    ("3-nonzero-columns-first", "nonzero", called(columns_first, ranked(3)), BOTH),
    ("3-searchsorted-narrows-edges", "searchsorted",
     called(in_values_dtype,
            lambda e, v, **k: name(e) in {"int16", "int32", "int64"} and name(v) == "int8"), BOTH),
    ("3-searchsorted-sorter-left", "searchsorted",
     called(sorter_goes_left, lambda *a, **k: k.get("sorter") is not None), BOTH),
    ("3-where-condition-0d", "where",
     called(chosen_as_it_is, lambda c, a, b: c.ndim == 0 and a.dtype == b.dtype), BOTH),
    ("3-where-scalar-doubles", "where",
     given(scalar_doubles, lambda c, a, b: number(b) and name(a) == "float32"), BOTH),
    ("3-unique-all-last-places", "unique_all", given(last_places, above(20)), "numpy"),
    ("3-unique-inverse-flat", "unique_inverse", given(flat_inverse, ranked(2, 3)), BOTH),
    ("3-unique-counts-nan-together", "unique_counts", given(nan_together, floating), BOTH),
    ("3-unique-counts-byte", "unique_counts", given(small_counts), BOTH),
    ("3-unique-values-zeros-apart", "unique_values", given(zeros_apart, floating), BOTH),
)  # fmt: skip
