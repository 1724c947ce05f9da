"""Products of arrays by their definitions: sums of products of Python's numbers.

A definition says of each element of the result which elements of the operands are multiplied;
factors are whole numbers so small that every dtype holds the sums, whatever their order.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._inputs import Input
from ._definitions import common, number, place, places
from ._sweep import evenly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Shape = tuple[int, ...]
    Pairs = list[tuple[int, int]]
    Terms = tuple[Shape, list[Pairs]]

DEPTHS = (0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 65, 130, 257, 1030)
"""Sums of so many products: unrolled loops and blocks, and what is left of them."""


def seat(index: Shape, shape: Shape) -> int:
    """Return the number of the element that an index means after broadcasting."""
    own = index[len(index) - len(shape) :]
    return number(tuple(0 if n == 1 else i for i, n in zip(own, shape, strict=True)), shape)


def matmul(left: Shape, right: Shape) -> Terms:
    a = (1, *left) if len(left) == 1 else left
    b = (*right, 1) if len(right) == 1 else right
    batch = common([a[:-2], b[:-2]]) if a[:-2] or b[:-2] else ()
    rows, columns = left[-2:-1], right[-1:] if len(right) > 1 else ()

    def pairs(index: Shape) -> Pairs:
        stack, rest = index[: len(batch)], index[len(batch) :]
        i, j = rest[0] if rows else 0, rest[-1] if columns else 0
        first, second = seat(stack, a[:-2]), seat(stack, b[:-2])
        return [((first * a[-2] + i) * a[-1] + k, (second * b[-2] + k) * b[-1] + j)
                for k in range(a[-1])]  # fmt: skip

    shape = (*batch, *rows, *columns)
    return shape, [pairs(i) for i in places(shape)]


def vecdot(left: Shape, right: Shape, *, axis: int = -1) -> Terms:
    ends = [(s[: len(s) + axis], s[len(s) + axis + 1 :]) for s in (left, right)]
    rests = [before + after for before, after in ends]
    shape = common(rests) if any(rests) else ()

    def pairs(index: Shape) -> Pairs:
        seats = [place(seat(index, rest), rest) for rest in rests]
        found: Pairs = []
        for k in range(left[axis]):
            a, b = ((*s[: len(before)], k, *s[len(before) :])
                    for s, (before, _) in zip(seats, ends, strict=True))  # fmt: skip
            found.append((number(a, left), number(b, right)))
        return found

    return shape, [pairs(i) for i in places(shape)]


def tensordot(left: Shape, right: Shape, *, axes: Any = 2) -> Terms:
    if isinstance(axes, int):
        axes = (range(len(left) - axes, len(left)), range(axes))
    first, second = [a % len(left) for a in axes[0]], [a % len(right) for a in axes[1]]
    free = [[a for a in range(len(s)) if a not in used]
            for s, used in ((left, first), (right, second))]  # fmt: skip
    shape = tuple(left[a] for a in free[0]) + tuple(right[a] for a in free[1])

    def pairs(index: Shape) -> Pairs:
        found: Pairs = []
        for inner in product(*(range(left[a]) for a in first)):
            a = dict(zip(free[0], index[: len(free[0])], strict=True))
            b = dict(zip(free[1], index[len(free[0]) :], strict=True))
            a.update(zip(first, inner, strict=True))
            b.update(zip(second, inner, strict=True))
            found.append((number(tuple(a[k] for k in range(len(left))), left),
                          number(tuple(b[k] for k in range(len(right))), right)))  # fmt: skip
        return found

    return shape, [pairs(i) for i in places(shape)]


TERMS: dict[str, Callable[..., Terms]] = {
    "matmul": matmul, "vecdot": vecdot, "tensordot": tensordot,
}  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Product:
    """A call: the shapes of the operands, and the named arguments."""

    left: Shape
    right: Shape
    kwargs: dict[str, Any] = field(default_factory=dict[str, Any])


def matrix_products() -> Iterator[Product]:
    for left, right in (
        ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((3, 3), (3, 3)),
        ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (5, 3, 4)), ((1, 2, 3), (5, 3, 4)),
        ((5, 2, 3), (1, 3, 4)), ((5, 2, 3), (3,)), ((3,), (5, 3, 4)), ((3, 3, 3), (3, 3, 3)),
        ((2, 1, 2, 3), (4, 3, 2)), ((2, 3, 2, 2), (2, 3, 2, 2)), ((2, 1, 1, 3), (1, 3, 3, 2)),
        ((17, 1, 2), (17, 2, 1)), ((0, 3), (3, 2)), ((2, 3), (3, 0)), ((0, 2, 3), (3, 2)),
        ((0, 2, 3), (0, 3, 2)), ((1, 1), (1, 1)), ((37, 2), (2, 1)), ((1, 2), (2, 37)),
        ((130, 2), (2, 3)), ((2, 2), (2, 130)), ((130, 1, 2), (130, 2, 1)), ((67, 3), (3, 35)),
        ((2, 2, 2, 2, 3), (3, 2)), ((3,), (2, 2, 3, 1)), ((2, 2, 3, 3), (3,)),
    ):  # fmt: skip
        yield Product(left, right)
    for n in DEPTHS:
        yield Product((2, n), (n, 3))
        yield Product((n,), (n,))
        yield Product((2, 2, n), (n,))
        yield Product((n,), (2, n, 1))


def vector_products() -> Iterator[Product]:
    for n in DEPTHS:
        yield Product((n,), (n,))
        yield Product((2, n), (n,))
        yield Product((n, 2), (n, 2), {"axis": -2})
    for left, right, axis in (
        ((3, 3), (3, 3), -1), ((3, 3), (3, 3), -2), ((2, 3, 4), (2, 3, 4), -3),
        ((2, 3, 4), (2, 3, 4), -2), ((3, 3, 3), (3, 3, 3), -3), ((3, 3, 3), (3, 3, 3), -2),
        ((3,), (5, 3), -1), ((5, 3), (3,), -1), ((5, 1, 3), (4, 3), -1), ((1, 3), (5, 3), -1),
        ((5, 3), (1, 3), -1), ((2, 3, 1), (3, 4), -2), ((3, 4), (2, 3, 4), -2),
        ((3, 1), (2, 3, 5), -2), ((0, 3), (0, 3), -1), ((0, 3), (3,), -1), ((2, 0, 3), (3,), -1),
        ((1, 1), (1, 1), -1), ((130, 2), (130, 2), -1), ((2, 1, 3, 2), (5, 1, 2), -1),
    ):  # fmt: skip
        yield Product(left, right, {"axis": axis})


def tensor_products() -> Iterator[Product]:
    for left, right, axes in (
        ((3,), (3,), 0), ((3,), (3,), 1), ((2, 3), (3, 4), 1), ((3, 3), (3, 3), 0),
        ((3, 3), (3, 3), 1), ((3, 3), (3, 3), 2), ((2, 3), (2, 3), 2), ((4, 2, 3), (2, 3, 5), 2),
        ((2, 3, 4), (2, 3, 4), 3), ((3, 3, 3), (3, 3, 3), 2), ((3, 3, 3), (3, 3, 3), 1),
        ((2, 2, 2, 2), (2, 2, 2), 2), ((2, 2, 2, 2), (2, 2, 2), 3), ((), (3,), 0), ((), (), 0),
        ((2, 3), (), 0), ((2, 0), (0, 3), 1), ((0, 2), (2, 3), 1), ((2, 3, 4), (4,), 1),
        ((17, 2), (2, 1), 1), ((1, 2), (2, 17), 1), ((130,), (3,), 0), ((35, 2), (2, 67), 1),
    ):  # fmt: skip
        yield Product(left, right, {"axes": axes})
    for left, right in (((4, 2, 3), (2, 3, 5)), ((3, 3), (3, 3)), ((2, 2, 2), (2, 2, 2))):
        yield Product(left, right)
    for n in DEPTHS:
        yield Product((2, n), (n, 2), {"axes": 1})
        yield Product((n, 2), (3, n), {"axes": ((0,), (-1,))})
    for left, right in (((2, 3, 4), (4, 2, 3)), ((3, 3, 3), (3, 3)), ((2, 2, 2), (2, 2, 2, 2))):
        for k in range(3):
            yield from evenly(list(contractions(left, right, k)), 12)


def contractions(left: Shape, right: Shape, k: int) -> Iterator[Product]:
    """Yield the ways to contract so many axes, in any order, counted from either end."""
    turn = 0
    for first in permutations(range(len(left)), k):
        for second in permutations(range(len(right)), k):
            if [left[a] for a in first] == [right[a] for a in second]:
                turn += 1
                axes = (tuple(a - len(left) * (turn % 2) for a in first),
                        tuple(a - len(right) * (turn % 3 == 0) for a in second))  # fmt: skip
                chosen = tuple(map(list, axes)) if turn % 4 == 0 else axes
                yield Product(left, right, {"axes": chosen})


CALLS: dict[str, Callable[[], Iterator[Product]]] = {
    "matmul": matrix_products, "vecdot": vector_products, "tensordot": tensor_products,
}  # fmt: skip


@cache
def plan(name: str) -> list[tuple[Product, Shape, list[Pairs]]]:
    """Return the calls of a function, with shape and pairs of factors of what they give."""
    return [(call, *TERMS[name](call.left, call.right, **call.kwargs)) for call in CALLS[name]()]


PRECISION = {"float32": 2**24, "float64": 2**53, "complex64": 2**23, "complex128": 2**52}


@cache
def factors(shape: Shape, dtype: str, others: tuple[str, ...], depth: int, seed: int) -> Input:
    """Return whole numbers whose products with such ones add up to what the dtypes hold.

    Parameters
    ----------
    shape, dtype
        Of the factors.
    others
        Dtypes that have to hold the sums.
    depth
        How many products are added.
    seed
        Other ones have other numbers.
    """
    top = min(PRECISION.get(d) or int(np.iinfo(d).max) for d in (dtype, *others))
    bound = max(math.isqrt(top // max(depth, 1)), 1)
    # Ones alone add up to more than an int8 holds: nine in ten are zeros there.
    rare = depth > top
    if seed % 4 > 1 and not rare:
        # Unequal factors reach the ends of what the dtypes hold: units, and large numbers.
        bound = 1 if seed % 4 == 2 else max(top // max(depth, 1), 1)
    bound = min(bound, 2**63 - 2)
    random = np.random.RandomState(seed)
    low = 0 if dtype.startswith("uint") else -bound

    def numbers() -> Any:
        found = random.randint(low, bound + 1, shape, dtype=np.int64)
        return found * (random.randint(0, 10, shape) == 0) if rare else found

    values = numbers() + 1j * numbers() if dtype.startswith("complex") else numbers()
    return Input(np.asarray(values).astype(dtype))


def products(pairs: list[Pairs], left: Any, right: Any, *, conjugate: bool) -> list[Any]:
    """Return the sums of products, in Python's numbers."""
    a, b = left.reshape(-1).tolist(), right.reshape(-1).tolist()
    if conjugate:
        a = [v.conjugate() for v in a]
    return [sum((a[i] * b[j] for i, j in row), 0) for row in pairs]
