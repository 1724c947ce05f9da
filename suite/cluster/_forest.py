"""Trees for the checks of what a linkage says: heights are exact in float32."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case
from .._inputs import of_this_run
from ..oracles import Tree, grown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .._profile import Profile


def rising(n: int) -> Any:
    """Return a random tree whose heights rise from merge to merge."""
    return grown(n, of_this_run(n))


def tied(n: int) -> Any:
    """Return a random tree with all merges at height 1."""
    return grown(n, of_this_run(n + 1), step=0.0)


def inverted(n: int) -> Any:
    """Return a random tree with merges lower than those below them."""
    Z = grown(n, of_this_run(n + 2))
    Z[:, 2] = Z[::-1, 2]
    return Z


def chain(n: int) -> Any:
    """Return a tree that one observation after the other joins, by turns from left and right."""
    rows = [[*(i + 1, n + i - 1)[:: 1 if i % 2 else -1], i + 1.0, i + 2] for i in range(1, n - 1)]
    return np.array([[0, 1, 1, 2], *rows], dtype=float)


def leaves_of_chain(n: int) -> list[int]:
    """Return the leaves of a chain from left to right."""
    return [*range(n - 2 + n % 2, 1, -2), 0, 1, *range(3, n, 2)]


def balanced(n: int) -> Any:
    """Return a tree that joins its oldest two clusters, again and again.

    The younger one stands first in every second merge.
    """
    sizes, rows = [1] * n, []
    for i in range(n - 1):
        sizes.append(sizes[2 * i] + sizes[2 * i + 1])
        pair = (2 * i, 2 * i + 1)[:: -1 if i % 2 else 1]
        rows.append([*pair, 1.0 + i // 2, sizes[-1]])
    return np.array(rows, dtype=float)


TREES = {function.__name__: function for function in (rising, tied, inverted, chain, balanced)}
MONOTONIC = ("rising", "tied", "chain", "balanced")


def tree_cases(
    specs: Iterable[Any], trees: Iterable[str] = tuple(TREES), **more: Iterable[Any]
) -> Callable[[Profile], Iterator[Case]]:
    """Return the cases of some functions on some trees; `more` parameters are multiplied out."""

    def generate(profile: Profile) -> Iterator[Case]:
        sizes = profile.pick((2, 9), (2, 3, 9, 30), (*range(2, 20), 50, 128))
        for spec, name, n, *rest in product(specs, trees, sizes, *more.values()):
            yield Case(spec, {"tree": name, "n": n, **dict(zip(more, rest, strict=True))})

    return generate


def tree_of(case: Case) -> Tree:
    """Return the tree of a case."""
    return Tree.of(TREES[case["tree"]](case["n"]))
