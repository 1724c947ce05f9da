"""What functions of whole arrays do, as maps from an element of the result to one of the inputs.

Index arithmetic in plain Python, one line of meaning each. A definition gets the shapes of the
inputs and the arguments of the call; it returns, for each array of the result, a shape and a
function of the index in it: the number of the input and the index there, or None for a zero.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Shape = tuple[int, ...]
    Source = Callable[[Shape], tuple[int, Shape] | None]
    Result = tuple[Shape, Source]
    Definition = Callable[..., list[Result]]


def places(shape: Shape) -> Iterator[Shape]:
    """Yield the indices of an array, the last axis running fastest."""
    return product(*map(range, shape))


def number(index: Shape, shape: Shape) -> int:
    """Return how many elements come before one."""
    found = 0
    for i, n in zip(index, shape, strict=True):
        found = found * n + i
    return found


def place(found: int, shape: Shape) -> Shape:
    """Return the index of the element that has so many before it."""
    index: list[int] = []
    for n in reversed(shape):
        found, i = divmod(found, n)
        index.append(i)
    return tuple(reversed(index))


def several(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return axes as a tuple, counted from the front; None is all."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim for a in (axis if isinstance(axis, tuple) else (axis,)))


def changed(index: Shape, axis: int, i: int) -> Shape:
    """Return an index that is another one along an axis."""
    return (*index[:axis], i, *index[axis + 1 :])


def flip(shapes: list[Shape], *, axis: Any = None) -> list[Result]:
    (shape,) = shapes
    axes = several(axis, len(shape))
    return [(shape, lambda i: (0, tuple(
        shape[a] - 1 - j if a in axes else j for a, j in enumerate(i)
    )))]  # fmt: skip


def roll(shapes: list[Shape], shift: Any, *, axis: Any = None) -> list[Result]:
    (shape,) = shapes
    if axis is None:
        size = math.prod(shape)
        return [(shape, lambda i: (0, place((number(i, shape) - shift) % size, shape)))]
    axes = several(axis, len(shape))
    shifts = shift if isinstance(shift, tuple) else (shift,) * len(axes)
    by = dict(zip(axes, shifts, strict=True))
    return [(shape, lambda i: (0, tuple(
        (j - by.get(a, 0)) % shape[a] for a, j in enumerate(i)
    )))]  # fmt: skip


def permute_dims(shapes: list[Shape], axes: tuple[int, ...]) -> list[Result]:
    (shape,) = shapes
    return [(tuple(shape[a] for a in axes),
             lambda i: (0, tuple(i[axes.index(a)] for a in range(len(shape)))))]  # fmt: skip


def matrix_transpose(shapes: list[Shape]) -> list[Result]:
    *batch, row, column = range(len(shapes[0]))
    return permute_dims(shapes, (*batch, column, row))


def moveaxis(shapes: list[Shape], source: Any, destination: Any) -> list[Result]:
    ndim = len(shapes[0])
    to = dict(zip(several(destination, ndim), several(source, ndim), strict=True))
    rest = iter(a for a in range(ndim) if a not in to.values())
    return permute_dims(shapes, tuple(to[a] if a in to else next(rest) for a in range(ndim)))


def expand_dims(shapes: list[Shape], *, axis: int) -> list[Result]:
    (shape,) = shapes
    a = axis % (len(shape) + 1)
    return [((*shape[:a], 1, *shape[a:]), lambda i: (0, (*i[:a], *i[a + 1 :])))]


def squeeze(shapes: list[Shape], axis: Any) -> list[Result]:
    (shape,) = shapes
    kept = [a for a in range(len(shape)) if a not in several(axis, len(shape))]
    return [(tuple(shape[a] for a in kept), lambda i: (0, tuple(
        i[kept.index(a)] if a in kept else 0 for a in range(len(shape))
    )))]  # fmt: skip


def reshape(shapes: list[Shape], shape: Shape, **_copy: Any) -> list[Result]:
    (old,) = shapes
    known = -math.prod(shape) if -1 in shape else 1
    new = tuple(math.prod(old) // known if n == -1 else n for n in shape)
    return [(new, lambda i: (0, place(number(i, new), old)))]


def broadcast_from(which: int, shape: Shape, new: Shape) -> Result:
    """Return the result of one array in a larger shape."""
    start = len(new) - len(shape)
    return new, lambda i: (which, tuple(
        0 if n == 1 else j for n, j in zip(shape, i[start:], strict=True)
    ))  # fmt: skip


def broadcast_to(shapes: list[Shape], shape: Shape) -> list[Result]:
    return [broadcast_from(0, shapes[0], shape)]


def common(shapes: list[Shape]) -> Shape:
    """Return the shape that all are broadcast to."""
    ndim = max(map(len, shapes))
    columns = zip(*((1,) * (ndim - len(s)) + s for s in shapes), strict=True)
    return tuple(next((n for n in column if n != 1), 1) for column in columns)


def broadcast_arrays(shapes: list[Shape]) -> list[Result]:
    return [broadcast_from(k, shape, common(shapes)) for k, shape in enumerate(shapes)]


def meshgrid(shapes: list[Shape], *, indexing: str = "xy") -> list[Result]:
    order = list(range(len(shapes)))
    if indexing == "xy" and len(order) > 1:
        order[:2] = [1, 0]
    shape = tuple(shapes[k][0] for k in order)
    return [(shape, lambda i, k=k: (k, (i[order.index(k)],))) for k in range(len(shapes))]


def repeat(shapes: list[Shape], repeats: Any, *, axis: int | None = None) -> list[Result]:
    (shape,) = shapes
    a = 0 if axis is None else axis % len(shape)
    n = math.prod(shape) if axis is None else shape[a]
    counts = [repeats] if isinstance(repeats, int) else repeats.values.tolist()
    counts = counts * n if len(counts) == 1 else counts
    origin = [k for k, count in enumerate(counts) for _ in range(count)]
    if axis is None:
        return [((len(origin),), lambda i: (0, place(origin[i[0]], shape)))]
    return [(changed(shape, a, len(origin)), lambda i: (0, changed(i, a, origin[i[a]])))]


def tile(shapes: list[Shape], repetitions: tuple[int, ...]) -> list[Result]:
    (old,) = shapes
    ndim = max(len(old), len(repetitions))
    shape = (1,) * (ndim - len(old)) + old
    counts = (1,) * (ndim - len(repetitions)) + repetitions
    start = ndim - len(old)
    return [(tuple(n * c for n, c in zip(shape, counts, strict=True)), lambda i: (0, tuple(
        j % n for j, n in zip(i[start:], old, strict=True)
    )))]  # fmt: skip


def unstack(shapes: list[Shape], *, axis: int = 0) -> list[Result]:
    (shape,) = shapes
    a = axis % len(shape)
    rest = shape[:a] + shape[a + 1 :]
    return [(rest, lambda i, k=k: (0, (*i[:a], k, *i[a:]))) for k in range(shape[a])]


def stack(shapes: list[Shape], *, axis: int = 0) -> list[Result]:
    shape = shapes[0]
    a = axis % (len(shape) + 1)
    return [((*shape[:a], len(shapes), *shape[a:]), lambda i: (i[a], (*i[:a], *i[a + 1 :])))]


def concat(shapes: list[Shape], *, axis: int | None = 0) -> list[Result]:
    sizes = [math.prod(s) for s in shapes]
    if axis is None:
        origin = [(k, j) for k, n in enumerate(sizes) for j in range(n)]
        return [((len(origin),), lambda i: (origin[i[0]][0], place(
            origin[i[0]][1], shapes[origin[i[0]][0]]
        )))]  # fmt: skip
    a = axis % len(shapes[0])
    origin = [(k, j) for k, s in enumerate(shapes) for j in range(s[a])]
    return [(changed(shapes[0], a, len(origin)),
             lambda i: (origin[i[a]][0], changed(i, a, origin[i[a]][1])))]  # fmt: skip


def take(shapes: list[Shape], indices: Any, *, axis: int = 0) -> list[Result]:
    (shape,) = shapes
    a, chosen = axis % len(shape), indices.values.tolist()
    return [(changed(shape, a, len(chosen)),
             lambda i: (0, changed(i, a, chosen[i[a]] % shape[a])))]  # fmt: skip


def take_along_axis(shapes: list[Shape], indices: Any, *, axis: int = -1) -> list[Result]:
    (shape,) = shapes
    a, chosen = axis % len(shape), indices.values
    new = changed(common([changed(shape, a, 1), changed(chosen.shape, a, 1)]), a, chosen.shape[a])

    def source(i: Shape) -> tuple[int, Shape]:
        where = tuple(0 if n == 1 else j for n, j in zip(chosen.shape, i, strict=True))
        there = tuple(0 if n == 1 else j for n, j in zip(shape, i, strict=True))
        return 0, changed(there, a, int(chosen[where]) % shape[a])

    return [(new, source)]


def tril(shapes: list[Shape], *, k: int = 0) -> list[Result]:
    return [(shapes[0], lambda i: (0, i) if i[-1] - i[-2] <= k else None)]


def triu(shapes: list[Shape], *, k: int = 0) -> list[Result]:
    return [(shapes[0], lambda i: (0, i) if i[-1] - i[-2] >= k else None)]


DEFINITIONS: dict[str, Definition] = {
    function.__name__: function
    for function in (
        broadcast_arrays, broadcast_to, concat, expand_dims, flip, matrix_transpose, meshgrid,
        moveaxis, permute_dims, repeat, reshape, roll, squeeze, stack, take, take_along_axis, tile,
        tril, triu, unstack,
    )
}  # fmt: skip
