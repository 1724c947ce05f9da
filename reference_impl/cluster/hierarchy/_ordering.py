"""Order the leaves of a tree so that neighbours are close.

Swapping the children of a node leaves a tree as it is and moves its leaves. The dynamic programme
of Bar-Joseph, Gifford and Jaakkola [1]_ finds the swaps that minimise the sum of the distances
between adjacent leaves. For a node whose leaves end in u and w, with m and k meeting in the middle,

    cost[u, w] = min over m, k of left[u, m] + D[m, k] + right[k, w]

which is a product of three matrices where + takes the part of *, and min the part of +.

.. [1] Fast optimal leaf ordering for hierarchical clustering, Bioinformatics 17 (2001) S22-S29.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..._common import as_array, as_arrays, deferred, device_of, is_lazy, to_list
from ._distance import as_widest, distances, num_obs, warn_if_square
from ._validate import checked_linkage

_CHUNK = 1 << 17  # elements of an intermediate of a product: what a cache holds


def optimal_leaf_ordering(Z: Any, y: Any, metric: Any = "euclidean") -> Any:
    """Reorder a linkage so that the distance between adjacent leaves is minimal.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    y : array, shape (n(n-1)/2,) or (n, d)
        The condensed distances or the observations that `Z` was computed from.
    metric : str or callable
        The distance of observations, see `linkage`.

    Returns
    -------
    array, shape (n-1, 4)
        `Z` with the first two columns swapped in some rows.

    Raises
    ------
    ValueError
        If `Z` is not a valid linkage, `y` is not finite, or they are of different observations.

    Warns
    -----
    ClusterWarning
        If the observations look like a square matrix of distances.

    Notes
    -----
    The order is optimal. SciPy's (1.17) often is not, see scipy/scipy#11227: it swaps the children
    of a node for the best ends of that node, not for the ends that its parent needs. Of the two
    directions of an optimal order, the one that leaves the root alone is returned.

    The tree moves to the host, and one number per node comes back from the search; the costs,
    n^2/2 numbers, stay on the device. O(n^3) time at most. Where there are no values yet, one task
    orders the leaves later, as in `linkage`.
    """
    xp, Z = checked_linkage(Z)
    _, _, y = as_arrays(Z, y)
    if (n := num_obs(y, metric)) != Z.shape[0] + 1:
        msg = f"`Z` is of {Z.shape[0] + 1} observations, but `y` is of {n}."
        raise ValueError(msg)
    if is_lazy(Z) or is_lazy(y):

        def run(Z: Any, y: Any) -> Any:
            return optimal_leaf_ordering(as_widest(*as_array(Z)), y, metric)

        return deferred(run, Z, y, shape=(n - 1, 4), dtype=Z.dtype)
    warn_if_square(xp, y)
    D = distances(xp, y, metric)
    swap = xp.asarray(swaps(xp, to_list(Z), D), dtype=xp.bool, device=device_of(Z))
    children = xp.where(swap[:, None], xp.flip(Z[:, :2], axis=1), Z[:, :2])
    return xp.concat([children, Z[:, 2:]], axis=1)


def swaps(xp: Any, rows: list[list[float]], D: Any) -> list[bool]:
    """Return for each merge whether to swap its children.

    Parameters
    ----------
    xp : namespace
        The namespace of `D`.
    rows : list of n-1 lists
        A linkage, on the host.
    D : array, shape (n, n)
        Distances.
    """
    tree = _read(rows)
    order = xp.asarray(tree.leaves, dtype=xp.int64, device=device_of(D))
    search = _Search(xp, tree, xp.take(xp.take(D, order, axis=0), order, axis=1), {})
    for node in tree.children:
        search.costs[node] = search.cost(node)
    return search.trace()


class _Tree(NamedTuple):
    """A tree on the host. Leaves are known by their position, so that a subtree is a range."""

    children: dict[int, tuple[int, int]]  # of the inner nodes, from the bottom up
    first: list[int]  # of each node, the position of its first leaf
    sizes: list[int]
    leaves: list[int]

    def span(self, node: int) -> slice:
        return slice(self.first[node], self.first[node] + self.sizes[node])

    def sides(self, node: int) -> list[tuple[slice, slice]]:
        """Return the ranges that the two ends of a node can be in, either way round."""
        if node not in self.children:
            return [(self.span(node), self.span(node))]
        left, right = map(self.span, self.children[node])
        return [(left, right), (right, left)]


def _read(rows: list[list[float]]) -> _Tree:
    n = len(rows) + 1
    children = {n + i: (int(row[0]), int(row[1])) for i, row in enumerate(rows)}
    sizes = [1] * n + [int(row[3]) for row in rows]
    first = [0] * (2 * n - 1)
    for node, (left, right) in reversed(children.items()):
        first[left], first[right] = first[node], first[node] + sizes[left]
    leaves = sorted(range(n), key=first.__getitem__)
    return _Tree(children, first, sizes, leaves)


class _Search(NamedTuple):
    """The cost of each inner node: a row for each leaf of its left child, a column right."""

    xp: Any
    tree: _Tree
    D: Any
    costs: dict[int, Any]

    def cost(self, node: int) -> Any:
        """Return the cost of a node from those of its children."""
        left, right = self.tree.children[node]
        return self._stacked(
            [
                [
                    self._product(
                        self._product(self._part(left, u, m), self.D[m, k]),
                        self.xp.matrix_transpose(self._part(right, w, k)),
                    )
                    for w, k in self.tree.sides(right)
                ]
                for u, m in self.tree.sides(left)
            ]
        )

    def trace(self) -> list[bool]:
        """Walk from the cheapest ends of the root down; return which nodes are swapped."""
        root = max(self.costs)
        U, W = self.tree.sides(root)[0]
        todo = [(root, *self._cheapest(self.costs[root], U, W))]
        swapped = dict.fromkeys(self.costs, False)
        while todo:
            node, u, w = todo.pop()
            if node not in self.costs:
                continue
            near, far = self.tree.children[node]
            if u >= self.tree.first[far]:
                swapped[node], near, far = True, far, near
            M, to_m = self._from(near, u)
            K, to_k = self._from(far, w)
            m, k = self._cheapest(to_m[:, None] + self.D[M, K] + to_k[None, :], M, K)
            todo += [(near, u, m), (far, k, w)]
        return list(swapped.values())

    def _part(self, node: int, u: slice, m: slice) -> Any:
        """Return the costs of a node from the ends in `u` to the ends in `m`."""
        if node not in self.costs:
            return self.xp.zeros((1, 1), dtype=self.D.dtype, device=device_of(self.D))
        cost = self.costs[node]
        return cost if u.start < m.start else self.xp.matrix_transpose(cost)

    def _from(self, node: int, u: int) -> tuple[slice, Any]:
        """Return where the other end of a node can be if one is `u`, and what each costs."""
        U, M = next(sides for sides in self.tree.sides(node) if sides[0].start <= u < sides[0].stop)
        return M, self._part(node, U, M)[u - U.start, :]

    def _cheapest(self, cost: Any, rows: slice, columns: slice) -> tuple[int, int]:
        row, column = divmod(int(self.xp.argmin(cost)), cost.shape[1])
        return rows.start + row, columns.start + column

    def _stacked(self, blocks: list[list[Any]]) -> Any:
        return self.xp.concat([self.xp.concat(row, axis=1) for row in blocks], axis=0)

    def _product(self, A: Any, B: Any) -> Any:
        """Return min over k of A[i, k] + B[k, j], a few rows at a time."""
        rows, step = A.shape[0], max(1, _CHUNK // (B.shape[0] * B.shape[1]))
        return self.xp.concat(
            [
                self.xp.min(A[i : min(i + step, rows), :, None] + B[None, :, :], axis=1)
                for i in range(0, rows, step)
            ],
            axis=0,
        )
