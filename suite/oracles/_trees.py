"""What a linkage says, read by walking its tree node by node, in plain Python.

Numbers are those that SciPy documents: observations from 0, merges from n on; flat clusters
from 1. Statistics are exact rationals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Tree:
    """A linkage, as rows of Python numbers.

    Parameters
    ----------
    rows
        Two children, a height and a count for each merge.
    """

    rows: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, Z: Any) -> Tree:
        """Read a host array."""
        return cls(tuple(tuple(row) for row in np.asarray(Z, dtype=float).tolist()))

    @property
    def n(self) -> int:
        return len(self.rows) + 1

    @property
    def root(self) -> int:
        return 2 * self.n - 2

    def children(self, node: int) -> tuple[int, int]:
        """Return left and right; only of a merge."""
        a, b = self.rows[node - self.n][:2]
        return int(a), int(b)

    def height(self, node: int) -> float:
        return self.rows[node - self.n][2]

    def is_leaf(self, node: int) -> bool:
        return node < self.n

    def leaves(self, node: int | None = None) -> list[int]:
        """Return the observations below a node from left to right."""
        node = self.root if node is None else node
        if self.is_leaf(node):
            return [node]
        left, right = self.children(node)
        return self.leaves(left) + self.leaves(right)

    def merges(self, node: int, levels: int | None = None) -> Iterator[int]:
        """Yield the merges from a node down, at most so many levels of them."""
        if self.is_leaf(node) or levels == 0:
            return
        yield node
        for child in self.children(node):
            yield from self.merges(child, None if levels is None else levels - 1)

    def cophenetic(self) -> Any:
        """Return the height at which each pair meets, condensed."""
        meeting = np.zeros((self.n, self.n))
        for node in range(self.n, self.root + 1):
            left, right = self.children(node)
            for i, j in product(self.leaves(left), self.leaves(right)):
                meeting[i, j] = meeting[j, i] = self.height(node)
        return meeting[np.triu_indices(self.n, 1)]

    def largest(self, values: Sequence[float]) -> list[float]:
        """Return the largest of one value per merge, over each merge and those below."""
        nodes = range(self.n, self.root + 1)
        return [max(values[m - self.n] for m in self.merges(node)) for node in nodes]

    def inconsistency(self, levels: int) -> list[tuple[Fraction, Fraction, int, Fraction]]:
        """Return mean, variance (of a sample), number and own excess of heights, exactly."""
        result = []
        for node in range(self.n, self.root + 1):
            heights = [Fraction(self.height(m)) for m in self.merges(node, max(levels, 1))]
            count = len(heights)
            mean = sum(heights, Fraction(0)) / count
            variance = sum(((h - mean) ** 2 for h in heights), Fraction(0)) / max(count - 1, 1)
            result.append((mean, variance, count, Fraction(self.height(node)) - mean))
        return result

    def flat(self, joined: Callable[[int], bool]) -> list[int]:
        """Return the numbers of the flat clusters: the topmost merges that are joined.

        They are numbered from 1 in the order of a walk that enters merges from left to right
        and visits the single observations of a merge after the merges below it.
        """
        labels, last = [0] * self.n, 0

        def walk(node: int) -> None:
            nonlocal last
            if self.is_leaf(node) or joined(node):
                last += 1
                for leaf in self.leaves(node):
                    labels[leaf] = last
                return
            for child in sorted(self.children(node), key=self.is_leaf):
                walk(child)

        walk(self.root)
        return labels

    def flat_at(self, values: Sequence[float], threshold: float) -> list[int]:
        """Return the flat clusters whose merges have at most this value."""
        return self.flat(lambda node: values[node - self.n] <= threshold)

    def flat_most(self, values: Sequence[float], most: int) -> list[int]:
        """Return the flat clusters of the least threshold that leaves at most so many."""
        if most >= self.n:
            return list(range(1, self.n + 1))
        cuts = (self.flat_at(values, threshold) for threshold in sorted(values))
        return next(labels for labels in cuts if max(labels) <= most)

    def after(self, merges: int) -> list[int]:
        """Return the clusters after the first merges, numbered from 0 by first observations."""
        cluster = {leaf: {leaf} for leaf in range(self.n)}
        for node in range(self.n, self.n + merges):
            left, right = self.children(node)
            cluster[node] = cluster.pop(left) | cluster.pop(right)
        parts = sorted(cluster.values(), key=min)
        return [next(i for i, part in enumerate(parts) if k in part) for k in range(self.n)]

    def leaders(self, labels: Sequence[int]) -> list[tuple[int, int]]:
        """Return the topmost node of each flat cluster, with its number.

        In the order in which a walk leaves the merges above them.
        """
        found: list[tuple[int, int]] = []

        def label(node: int) -> int | None:
            below = {labels[leaf] for leaf in self.leaves(node)}
            return below.pop() if len(below) == 1 else None

        def walk(node: int) -> None:
            if self.is_leaf(node) or label(node) is not None:
                return
            children = self.children(node)
            for child in children:
                walk(child)
            found.extend((c, number) for c in children if (number := label(c)) is not None)

        whole = label(self.root)
        if whole is not None:
            return [(self.root, whole)]
        walk(self.root)
        return found

    def orders(self) -> Iterator[list[int]]:
        """Yield the leaf orders of all ways to swap children, the root's aside."""

        def below(node: int) -> list[list[int]]:
            if self.is_leaf(node):
                return [[node]]
            left, right = map(below, self.children(node))
            return [a + b for x, y in product(left, right) for a, b in ((x, y), (y, x))]

        left, right = map(below, self.children(self.root))
        yield from (x + y for x, y in product(left, right))

    def same_clusters(self, other: Tree) -> bool:
        """Whether two trees are equal but for the order of children."""
        return [(set(r[:2]), r[2:]) for r in self.rows] == [(set(r[:2]), r[2:]) for r in other.rows]


def way(order: Sequence[int], distances: Any) -> Any:
    """Return the sum of the distances between neighbours in an order."""
    return sum(distances[a, b] for a, b in pairwise(order))


def isomorphic(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two labellings put the same pairs of observations together."""
    pairs = combinations(range(len(one)), 2)
    return all((one[i] == one[j]) == (other[i] == other[j]) for i, j in pairs)


def grown(n: int, seed: int, *, step: float = 0.25) -> Any:
    """Return a linkage of a random tree with dyadic heights, each above the one before.

    Parameters
    ----------
    n
        Number of observations, at least 2.
    seed
        Of NumPy's frozen generator.
    step
        Unit of the heights, a power of two. Zero gives a tree of ties at height 1.

    Returns
    -------
    numpy.ndarray, shape (n-1, 4)
    """
    random = np.random.RandomState(seed)
    alive, sizes = list(range(n)), [1] * n
    height, rows = 1.0, []
    for row in range(n - 1):
        a, b = sorted(alive.pop(random.randint(len(alive))) for _ in range(2))
        height += step * random.randint(1, 8)
        sizes.append(sizes[a] + sizes[b])
        rows.append([a, b, height, sizes[-1]])
        alive.append(n + row)
    return np.array(rows, dtype=float)
