"""The forms of calls of functions of whole arrays: shapes and arguments, many for each function.

Axes of different lengths tell where elements went; equal ones hide nothing from a check of
shapes alone, and a mistaken axis has the right shape there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._inputs import Input
from ._definitions import DEFINITIONS, number, places
from ._sweep import evenly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Shape = tuple[int, ...]
    Forms = Callable[[Shape], Iterator["Form"]]

SHAPES: tuple[Shape, ...] = (
    (), (1,), (5,), (0,), (3, 4), (3, 3), (4, 1), (0, 3), (2, 3, 4), (3, 3, 3), (1, 3, 1),
    (2, 0, 3), (2, 3, 4, 5), (2, 2, 2, 2), (1030,), (9, 67),
)  # fmt: skip
LARGE = 500
"""From this size on, a few forms are enough: blocks and their tails."""


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """One way to call a function.

    Parameters
    ----------
    shapes
        Of the arrays.
    args, kwargs
        What follows them.
    """

    shapes: tuple[Shape, ...]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict[str, Any])


def form(*shapes: Shape, args: tuple[Any, ...] = (), **kwargs: Any) -> Form:
    """Return a form."""
    return Form(shapes, args, kwargs)


def either(ndim: int) -> list[int]:
    """Return all axes, from the front and from the back."""
    return list(range(-ndim, ndim))


def tuples(ndim: int) -> list[tuple[int, ...]]:
    """Return tuples of axes in every order, some counted from the back."""
    found = [t for k in range(1, ndim + 1) for t in permutations(range(ndim), k)]
    return [
        tuple(a - ndim if (turn >> bit) & 1 else a for bit, a in enumerate(t))
        for turn, t in enumerate(found)
    ]


def flips(shape: Shape) -> Iterator[Form]:
    yield form(shape)
    for axis in either(len(shape)):
        yield form(shape, axis=axis)
    for axes in evenly(tuples(len(shape)), 20):
        yield form(shape, axis=axes)


def rolls(shape: Shape) -> Iterator[Form]:
    size = math.prod(shape)
    for shift in (0, 1, -2, size + 2, -2 * size - 1):
        yield form(shape, args=(shift,))
    for turn, axis in enumerate(either(len(shape))):
        n = shape[axis]
        for shift in evenly([0, 1, -1, n, n + 2, -n - 1, 3 * n - 1][turn % 2 :], 4):
            yield form(shape, args=(shift,), axis=axis)
    for turn, axes in enumerate(evenly(tuples(len(shape)), 12)):
        yield form(
            shape, args=(tuple((turn + 3 * j) % 8 - 4 for j in range(len(axes))),), axis=axes
        )


def rolls_by_one_shift(shape: Shape) -> Iterator[Form]:
    for turn, axes in enumerate(evenly(tuples(len(shape)), 12)):
        yield form(shape, args=(turn - 3,), axis=axes)


def permutes(shape: Shape) -> Iterator[Form]:
    for axes in permutations(range(len(shape))):
        yield form(shape, args=(axes,))


def moves(shape: Shape) -> Iterator[Form]:
    ndim = len(shape)
    for source, destination in evenly(list(product(either(ndim), repeat=2)), 40):
        yield form(shape, args=(source, destination))
    for k in range(1, ndim + 1):
        chosen = [t for t in tuples(ndim) if len(t) == k]
        for pair in evenly(list(product(chosen, repeat=2)), 12):
            yield form(shape, args=pair)


def transposes(shape: Shape) -> Iterator[Form]:
    if len(shape) > 1:
        yield form(shape)


def expansions(shape: Shape) -> Iterator[Form]:
    for axis in range(-len(shape) - 1, len(shape) + 1):
        yield form(shape, axis=axis)


def squeezes(shape: Shape) -> Iterator[Form]:
    for old in {shape, (1, *shape), (*shape, 1), (1, *shape, 1), (*shape[:1], 1, *shape[1:])}:
        axes = [a for a in either(len(old)) if old[a] == 1]
        for axis in axes:
            yield form(old, args=(axis,))
        pairs = [p for p in permutations(axes, 2) if (p[0] - p[1]) % len(old)]
        for pair in evenly(pairs, 4):
            yield form(old, args=(pair,))


def reshapes(shape: Shape) -> Iterator[Form]:
    size = math.prod(shape)
    found = [shape[::-1], (size,), (1, size), (size, 1), (*shape, 1), (1, *shape[::-1], 1)]
    if size:
        found += [(-1,), (1, -1), (-1, 1)]
        found += [(*shape[:a], -1, *shape[a + 1 :])[::-1] for a in range(len(shape))]
        found += [(2, -1), (-1, 2), (2, size // 2)] if size % 2 == 0 else [(size, -1)]
        found += [(3, -1, 2), (2, 2, -1)] if size % 12 == 0 else []
        found += [()] if size == 1 else []
    else:
        found += [(0,), (-1,), (4, 0), (0, 2, 5), (-1, 3), (7, -1)]
    for new in found:
        if not (size == 0 and -1 in new and 0 in new):
            yield form(shape, args=(new,))


def copied(shape: Shape) -> Iterator[Form]:
    """Yield forms of reshape that say whether to copy."""
    yield form(shape, args=(shape,), copy=True)
    for turn, made in enumerate(reshapes(shape)):
        yield form(shape, args=made.args, copy=True if turn % 3 else None)


def broadcasts(shape: Shape) -> Iterator[Form]:
    wide = tuple(3 if n == 1 else n for n in shape)
    for new in {shape, wide, (2, *shape), (1, 2, *wide), (0, *shape)}:
        yield form(shape, args=(new,))
    if math.prod(shape) < LARGE:
        yield form(shape, args=((*shape[-1:], *shape),))
    if 1 in shape:
        yield form(shape, args=(tuple(0 if n == 1 else n for n in shape),))


def together(shape: Shape) -> Iterator[Form]:
    yield form(shape)
    rows = tuple(1 if a % 2 else n for a, n in enumerate(shape))
    columns = tuple(n if a % 2 else 1 for a, n in enumerate(shape))
    yield form(shape, ())
    yield form((), shape)
    yield form(rows, columns)
    yield form(columns, shape[-1:], rows)
    yield form(shape[1:], (1, *shape), ())
    yield form((2, *shape), rows, shape[-1:], columns)


def grids(shape: Shape) -> Iterator[Form]:
    lengths = [(n,) for n in shape]
    for order in {tuple(lengths), tuple(lengths[::-1])} if lengths else ():
        yield form(*order)
        yield form(*order, indexing="xy")
        yield form(*order, indexing="ij")


def repeats(shape: Shape) -> Iterator[Form]:
    for count in (0, 1, 2, 3):
        yield form(shape, args=(count,))
        for axis in either(len(shape)):
            yield form(shape, args=(count,), axis=axis)


INDICES = ("int64", "int32")


def counted(shape: Shape) -> Iterator[Form]:
    """Yield repeats by arrays."""
    for axis in (None, *either(len(shape))):
        n = math.prod(shape) if axis is None else shape[axis]
        for counts in ([(3 * j + 2) % 4 for j in range(n)], [0] * n, [2]):
            yield form(shape, args=(integers(counts, INDICES[axis is None]),), axis=axis)


def tiles(shape: Shape) -> Iterator[Form]:
    for counts in ((), (1,), (2,), (3, 1), (2, 3), (0,), (1, 2, 3), (2, 1, 1, 2), (2, 1, 2, 1, 3)):
        yield form(shape, args=(counts,))


def splits(shape: Shape) -> Iterator[Form]:
    if shape and shape[0] < LARGE:
        yield form(shape)
    for axis in either(len(shape)):
        if shape[axis] < LARGE:
            yield form(shape, axis=axis)


def stacks(shape: Shape) -> Iterator[Form]:
    yield form(shape, shape)
    for turn, axis in enumerate(range(-len(shape) - 1, len(shape) + 1)):
        yield form(*(shape,) * (turn % 3 + 1), axis=axis)
    yield form(*(shape,) * 9, axis=-1)


def joins(shape: Shape) -> Iterator[Form]:
    yield form(shape, (2, *shape), shape, axis=None)
    for turn, axis in enumerate(either(len(shape))):
        a = axis % len(shape)
        lengths = [(*shape[:a], n, *shape[a + 1 :]) for n in (2, 0, 1, 5)]
        yield form(shape, axis=axis)
        yield form(shape, *lengths[turn % 3 :], axis=axis)
        yield form(*lengths[::-1], shape, axis=axis)
        yield form(shape, shape, axis=axis)
    if shape:
        yield form(*(shape,) * 9)


def integers(values: Any, dtype: str = "int64", layout: str = "contiguous") -> Input:
    """Return indices."""
    return Input(np.asarray(values, dtype=dtype), None, layout)


def takes(shape: Shape, lists: Any = None, dtypes: Sequence[str] = ("int64",)) -> Iterator[Form]:
    for turn, axis in enumerate(either(len(shape))):
        n = shape[axis]
        for chosen in (lists or forwards)(n):
            if n or not chosen:
                layout = ("contiguous", "stepped", "reversed_last")[turn % 3]
                indices = integers(chosen, dtypes[turn % len(dtypes)], layout)
                yield form(shape, args=(indices,), axis=axis)
    if len(shape) == 1 and shape[0]:
        yield form(shape, args=(integers((lists or forwards)(shape[0])[-1]),))


def forwards(n: int) -> list[list[int]]:
    """Return lists of indices, counted from the front."""
    return [[], [n - 1, 0, 0], [(7 * j + 3) % max(n, 1) for j in range(n + 3)]]


def backwards(n: int) -> list[list[int]]:
    """Return lists of indices, some counted from the back."""
    return [[-1], [-n, 0, -1, n - 1], [(7 * j + 3) % max(n, 1) - (j % 2) * n for j in range(n + 3)]]


def takes_from_the_back(shape: Shape) -> Iterator[Form]:
    yield from takes(shape, backwards)


def takes_by_small_indices(shape: Shape) -> Iterator[Form]:
    if max(shape, default=0) < 128:
        yield from takes(shape, None, ("int32", "uint8", "int8", "int16"))


def takes_along(shape: Shape, lists: Any = None, dtypes: Any = ("int64",)) -> Iterator[Form]:
    for turn, axis in enumerate((None, *either(len(shape))) if shape else ()):
        a = -1 if axis is None else axis % len(shape)
        n, kwargs = shape[a], {} if axis is None else {"axis": axis}
        for chosen in (lists or forwards)(n):
            if not n and chosen:
                continue
            for other in evenly(around(shape, a), 3):
                new = tuple(len(chosen) if b == a % len(shape) else m for b, m in enumerate(other))
                # Another one in each row, whatever the lengths.
                values = [chosen[(number(i, new) * 40503 >> 8) % len(chosen)] for i in places(new)]
                indices = integers(values, dtypes[turn % len(dtypes)])
                shaped = Input(
                    indices.values.reshape(new), None, ("contiguous", "transposed")[turn % 2]
                )
                yield form(shape, args=(shaped,), **kwargs)
    if lists is None and shape and shape[-1] and len(shape) > 1:
        # The array is broadcast along the axes where it has one element.
        new = (*(3 if m == 1 else m for m in shape[:-1]), 2)
        values = [(5 * j) % shape[-1] for j in range(math.prod(new))]
        yield form(shape, args=(Input(np.asarray(values, "int64").reshape(new)),))


def around(shape: Shape, axis: int) -> list[Shape]:
    """Return the shapes of indices along an axis: all of the array's, some of them one."""
    found = [shape]
    others = [b for b in range(len(shape)) if b != axis % len(shape) and shape[b] > 1]
    for k in (1, 2):
        found += [
            tuple(1 if b in ones else m for b, m in enumerate(shape))
            for ones in combinations(others, k)
        ]
    return found


def takes_along_from_the_back(shape: Shape) -> Iterator[Form]:
    yield from takes_along(shape, backwards)


def triangles(shape: Shape) -> Iterator[Form]:
    if len(shape) > 1:
        yield form(shape)
        for k in range(-shape[-2] - 1, shape[-1] + 2) if math.prod(shape) < LARGE else (-9, 5):
            yield form(shape, k=k)


FORMS: dict[tuple[str, str], Forms] = {
    ("broadcast_arrays", ""): together, ("broadcast_to", ""): broadcasts, ("concat", ""): joins,
    ("expand_dims", ""): expansions, ("flip", ""): flips, ("matrix_transpose", ""): transposes,
    ("meshgrid", ""): grids, ("moveaxis", ""): moves, ("permute_dims", ""): permutes,
    ("repeat", ""): repeats, ("repeat", "array"): counted,
    ("reshape", ""): reshapes, ("reshape", "copy"): copied,
    ("roll", ""): rolls, ("roll", "one-shift"): rolls_by_one_shift, ("squeeze", ""): squeezes,
    ("stack", ""): stacks, ("take", ""): takes,
    ("take", "negative"): takes_from_the_back, ("take", "small"): takes_by_small_indices,
    ("take_along_axis", ""): takes_along,
    ("take_along_axis", "negative"): takes_along_from_the_back, ("tile", ""): tiles,
    ("tril", ""): triangles, ("triu", ""): triangles, ("unstack", ""): splits,
}  # fmt: skip


@cache
def plan(name: str, style: str) -> list[tuple[Form, list[tuple[Shape, list[int]]]]]:
    """Return the forms of a function, each with the arrays that it gives.

    Of each array: its shape, and for each element the place in the inputs, one behind the other;
    -1 is a zero.
    """
    return [
        (made, [
            (shape, [located(made, source(i)) for i in places(shape)])
            for shape, source in DEFINITIONS[name](list(made.shapes), *made.args, **made.kwargs)
        ])
        for shape in SHAPES
        for made in (evenly(list(FORMS[name, style](shape)), 4 if math.prod(shape) > LARGE else 30))
    ]  # fmt: skip


def located(made: Form, found: tuple[int, Shape] | None) -> int:
    """Return the place of an element in the inputs, one behind the other."""
    if found is None:
        return -1
    which, index = found
    return sum(map(math.prod, made.shapes[:which])) + number(index, made.shapes[which])
