"""Agglomerative clustering, judged merge by merge from the definitions of the methods.

No table of distances is updated here: the distance of two clusters is computed from what was
clustered, every time. So neither the recurrence of Lance and Williams nor the order in which
ties are resolved is taken over from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

METHODS = ("single", "complete", "average", "weighted", "centroid", "median", "ward")
GEOMETRIC = ("centroid", "median", "ward")
"""Methods of centres: their distances are known as squares, from the observations."""


@dataclass(frozen=True, slots=True)
class Merge:
    """One row of a linkage, judged.

    Parameters
    ----------
    height
        As the linkage has it.
    exact
        The distance of the two clusters; its square for a geometric method.
    least
        The least distance (or square) of any two clusters that are left.
    depth
        Merges on the longest way down from this one, itself included.
    """

    height: float
    exact: Any
    least: Any
    depth: int


def squared_distances(points: Any) -> Any:
    """Return the matrix of squared Euclidean distances between rows, in the rows' arithmetic."""
    return sum(np.subtract.outer(column, column) ** 2 for column in points.T)


def condensed(matrix: Any) -> Any:
    """Return what lies above the diagonal, row by row."""
    return matrix[np.triu_indices(len(matrix), 1)]


def square(values: Any) -> Any:
    """Return the symmetric matrix of condensed distances."""
    n = (1 + round((1 + 8 * len(values)) ** 0.5)) // 2
    matrix = np.zeros((n, n), dtype=values.dtype)
    matrix[np.triu_indices(n, 1)] = values
    return matrix + matrix.T


def rational(values: Any) -> Any:
    """Return an array of exact fractions."""
    values = np.asarray(values, dtype=float)
    return np.array([Fraction(v) for v in values.ravel().tolist()], object).reshape(values.shape)


def replay(Z: Any, data: Any, method: str) -> list[Merge]:
    """Do the merges of a linkage one by one, and measure each against all it could have been.

    Parameters
    ----------
    Z : numpy.ndarray, shape (n-1, 4)
        A linkage; its first two columns say which clusters are merged.
    data : numpy.ndarray, shape (n, n) or (n, d)
        Distances, or the observations for a geometric method. Of `Fraction` (exact), or of
        floats.
    method
        One of `METHODS`.

    Returns
    -------
    list of Merge
    """
    n = len(data)
    state = _Clusters(data, method)
    alive, merges = list(range(n)), []
    for row, (a, b) in enumerate(Z[:, :2].astype(int).tolist()):
        pair = state.table[a, b]
        table = state.table[np.ix_(alive, alive)]
        least = table[np.triu_indices(len(alive), 1)].min()
        alive = [k for k in alive if k not in (a, b)]
        state.add(n + row, a, b, alive)
        alive.append(n + row)
        merges.append(Merge(float(Z[row, 2]), pair, least, state.depths[n + row]))
    return merges


class _Clusters:
    """The clusters so far: what each consists of, and the distances between them.

    A cluster is a row of weights on the observations, so that means are products.
    """

    def __init__(self, data: Any, method: str) -> None:
        n = len(data)
        self.data, self.method = data, method
        self.table = np.zeros((2 * n - 1, 2 * n - 1), dtype=data.dtype)
        self.one = Fraction(1) if data.dtype == object else data.dtype.type(1)
        self.weights = np.full((2 * n - 1, n), 0 * self.one, dtype=data.dtype)
        self.weights[range(n), range(n)] = self.one
        self.sizes = [1] * n + [0] * (n - 1)
        self.depths = [0] * (2 * n - 1)
        start = squared_distances(data) if method in GEOMETRIC else data
        self.table[:n, :n] = start

    def add(self, new: int, a: int, b: int, others: list[int]) -> None:
        """Form a cluster and measure its distances to the others."""
        p, q = self.sizes[a], self.sizes[b]
        if self.method in {"weighted", "median"}:
            p = q = 1  # the halves count alike, whatever their sizes
        self.weights[new] = (p * self.weights[a] + q * self.weights[b]) / (p + q)
        self.sizes[new] = self.sizes[a] + self.sizes[b]
        self.depths[new] = 1 + max(self.depths[a], self.depths[b])
        if others:
            self.table[new, others] = self.table[others, new] = self._distances(new, others)

    def _distances(self, new: int, others: list[int]) -> Any:
        if self.method in GEOMETRIC:
            centres = self.weights[[new, *others]] @ self.data
            squares = np.sum((centres[1:] - centres[0]) ** 2, axis=1)
            return squares * self._ward(new, others) if self.method == "ward" else squares
        if self.method in {"average", "weighted"}:
            return self.weights[others] @ (self.data @ self.weights[new])
        extreme = np.min if self.method == "single" else np.max
        mine = self._members(new)
        return [extreme(self.data[np.ix_(mine, self._members(k))]) for k in others]

    def _members(self, cluster: int) -> Any:
        return np.flatnonzero(self.weights[cluster])

    def _ward(self, new: int, others: list[int]) -> Any:
        """Return twice what the merge of unit squares adds to the variance within."""
        n = self.sizes[new]
        return np.array([2 * self.one * n * self.sizes[k] / (n + self.sizes[k]) for k in others])


def unsound(Z: Any, *, monotonic: bool) -> str | None:
    """Return what is wrong with the form of a linkage, or None."""
    n = len(Z) + 1
    sizes = [1] * n
    used: set[int] = set()
    for row, (a, b, _, count) in enumerate(Z.tolist()):
        if not (a == int(a) and b == int(b) and 0 <= a < b < n + row):
            return f"row {row} merges {a:g} and {b:g}, which must be formed, and in order"
        if used & {int(a), int(b)}:
            return f"row {row} merges a cluster for the second time"
        used |= {int(a), int(b)}
        sizes.append(sizes[int(a)] + sizes[int(b)])
        if count != sizes[-1]:
            return f"row {row} counts {count:g} observations, it has {sizes[-1]}"
    if monotonic and np.any(np.diff(Z[:, 2]) < 0):
        return "the heights are not in order"
    return None


def minimax_paths(matrix: Any) -> Any:
    """Return the least possible largest step on the ways between all pairs (Floyd, Warshall)."""
    result = matrix.copy()
    for k in range(len(result)):
        result = np.minimum(result, np.maximum(result[:, k, None], result[None, k, :]))
    return result
