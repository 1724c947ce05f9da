"""Agglomerative clustering: the seven methods that update distances as Lance and Williams do.

Which clusters merge next depends on all merges before: n - 1 decisions, one after the other. The
O(n^2) distances stay on the device and are only touched by whole rows. What moves to the host is
what a decision needs: at each step the nearest slot and its distance; for centroid and median also
the slots that a new cluster is now the nearest of, since the tie rule of these two is the layout of
a heap. Single linkage decides on the device and moves its n - 1 edges once. The finished tree,
4 (n - 1) numbers, goes back in one piece.

Memory, in arrays of shape (n, n): 2.7 at the peak, 3.5 for centroid and median.
"""

from __future__ import annotations

import math
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

from array_api_compat import is_torch_array

from ..._common import as_array, deferred, device_of, is_lazy, to_list
from ._distance import as_widest, distances, num_obs, warn_if_square
from ._heap import Heap
from ._ordering import swaps
from ._symmetric import symmetric

if TYPE_CHECKING:
    from collections.abc import Callable

    Merge = tuple[int, int, float]  # the slots of two clusters, and the height


def linkage(
    y: Any, method: str = "single", metric: Any = "euclidean", optimal_ordering: bool = False
) -> Any:
    """Cluster observations hierarchically.

    Parameters
    ----------
    y : array, shape (n(n-1)/2,) or (n, d)
        Condensed distances, or observations.
    method : str
        ``single``, ``complete``, ``average``, ``weighted``, ``centroid``, ``median`` or ``ward``.
    metric : str or callable
        The distance of observations; see `pdist` in this package for the names. centroid, median
        and ward are defined for ``euclidean`` only.
    optimal_ordering : bool
        Reorder the tree as `optimal_leaf_ordering` does.

    Returns
    -------
    array, shape (n-1, 4), float64 (float32 on a device without it)
        Row i merges the clusters ``Z[i, 0]`` and ``Z[i, 1]`` at height ``Z[i, 2]`` into cluster
        ``n + i`` of ``Z[i, 3]`` observations. Clusters below n are the observations.

    Raises
    ------
    ValueError
        For an unknown method or metric, a metric that the method is not defined for, fewer than
        two observations, distances that are not finite or leave a cluster without neighbours
        (negative ones do, in centroid, median and ward); a negative height, with
        `optimal_ordering`.

    Warns
    -----
    ClusterWarning
        If the observations look like a square matrix of distances.

    Notes
    -----
    Ties are resolved as SciPy resolves them, so that results are equal to SciPy's: bit by bit on
    NumPy. Other libraries may differ in the last bit of a root or a quotient.

    Merges are decided on the host. ``single`` moves its n - 1 edges there, once; the others read
    two numbers at each step, ``centroid`` and ``median`` also for whom the new cluster is now the
    nearest. The checks of `y` read three booleans at most, and a callable metric one number for
    each pair.

    The merges are decisions of Python about values. Where there are none yet, one task clusters
    the whole later: dask arrays stay lazy, and what `jax.jit` compiled calls back, to NumPy on the
    host.

    Source: D. Muellner, Modern hierarchical, agglomerative clustering algorithms,
    https://arxiv.org/abs/1109.2378.
    """
    xp, y = as_array(y)
    if method not in _METHODS:
        msg = f"Invalid method {method!r}: expected one of {', '.join(_METHODS)}."
        raise ValueError(msg)
    algorithm, update, euclidean = _METHODS[method]
    if euclidean and metric != "euclidean" and y.ndim == 2:
        msg = f"Method {method!r} requires the distance metric to be 'euclidean', got {metric!r}."
        raise ValueError(msg)
    n, y = num_obs(y, metric), as_widest(xp, y)
    if is_lazy(y):
        run = partial(linkage, method=method, metric=metric, optimal_ordering=optimal_ordering)
        return deferred(run, y, shape=(n - 1, 4), dtype=y.dtype)
    if is_torch_array(y):
        y = y.detach()  # what is decided on the host has no gradient
    warn_if_square(xp, y)
    D = distances(xp, y, metric)
    rows = _tree(algorithm(xp, D, update), n)
    if optimal_ordering:
        if any(row[2] < 0 for row in rows):
            msg = "Linkage 'Z' contains negative distances, which have no optimal ordering."
            raise ValueError(msg)
        swapped = swaps(xp, rows, D)
        rows = [
            [b, a, *c] if s else [a, b, *c] for s, (a, b, *c) in zip(swapped, rows, strict=True)
        ]
    return xp.asarray(rows, dtype=D.dtype, device=device_of(D))


def _average(_xp: Any, dx: Any, dy: Any, _h: float, nx: int, ny: int, _n: Any) -> Any:
    return (nx * dx + ny * dy) / (nx + ny)


def _weighted(_xp: Any, dx: Any, dy: Any, _h: float, _nx: int, _ny: int, _n: Any) -> Any:
    return 0.5 * (dx + dy)


def _complete(xp: Any, dx: Any, dy: Any, _h: float, _nx: int, _ny: int, _n: Any) -> Any:
    return xp.maximum(dx, dy)


def _centroid(xp: Any, dx: Any, dy: Any, h: float, nx: int, ny: int, _n: Any) -> Any:
    squares = ((nx * dx * dx) + (ny * dy * dy)) - (nx * ny * h * h) / (nx + ny)
    return _root(xp, squares / (nx + ny))


def _median(xp: Any, dx: Any, dy: Any, h: float, _nx: int, _ny: int, _n: Any) -> Any:
    return _root(xp, 0.5 * (dx * dx + dy * dy) - 0.25 * h * h)


def _ward(xp: Any, dx: Any, dy: Any, h: float, nx: int, ny: int, n: Any) -> Any:
    t = 1.0 / (nx + ny + n)
    return _root(xp, (n + nx) * t * dx * dx + (n + ny) * t * dy * dy - n * t * h * h)


def _root(xp: Any, squares: Any) -> Any:
    """Return square roots; infinity for negative squares, which no distances have.

    SciPy has NaN there. Neither is ever the smallest.
    """
    return xp.sqrt(xp.where(squares >= 0, squares, math.inf))


def _spanning_tree(xp: Any, D: Any, _update: Any) -> list[Merge]:
    """Merge along a minimum spanning tree, grown from observation 0 by Prim's algorithm.

    Indices stay arrays, so that nothing waits for the device before the tree is complete.
    """
    n, device = D.shape[0], device_of(D)
    slots = xp.arange(n, device=device)
    infinite = xp.full_like(D[0, :], math.inf)
    nearest, taken, at = infinite, slots == 0, slots[:1]
    path, heights = [at], []
    for _ in range(n - 1):
        nearest = xp.minimum(nearest, xp.take(D, at, axis=0)[0, :])
        open_ = xp.where(taken, infinite, nearest)
        at = xp.reshape(xp.argmin(open_), (1,))
        path.append(at)
        heights.append(xp.take(open_, at))
        taken = taken | (slots == at)
    slots = to_list(xp.concat(path))
    edges = zip(slots, slots[1:], to_list(xp.concat(heights)), strict=False)
    return sorted(edges, key=_height)


def _nearest_neighbour_chain(xp: Any, D: Any, update: Callable[..., Any]) -> list[Merge]:
    """Follow nearest neighbours until two clusters are each other's, merge them, and go on.

    The chain starts at the lowest slot. A tie goes to the previous cluster of the chain, then to
    the lowest slot. Right for methods where a merge brings no cluster closer to a third.
    """
    n = D.shape[0]
    table, counts = symmetric(xp, D), [1] * n
    sizes = xp.ones(n, dtype=D.dtype, device=device_of(D))
    chain: list[tuple[int, float]] = []  # slots, and how far each is from the one before
    merges: list[Merge] = []
    lowest, before = 0, None  # the lowest slot in use; the row of the last but one of the chain
    while len(merges) < n - 1:
        if not chain:
            while not counts[lowest]:
                lowest += 1
            chain = [(lowest, math.inf)]
        slot, link = chain[-1]
        row = table.row(slot)
        neighbour, height = table.nearest(row)
        if height < link:
            chain.append((neighbour, height))
            before = row
            continue
        if link == math.inf:
            raise ValueError(_NO_NEIGHBOUR)
        other = chain[-2][0]
        del chain[-2:]
        rows = row, table.row(other) if before is None else before
        (x, dx), (y, dy) = sorted(zip((slot, other), rows, strict=True), key=_slot)
        merges.append((x, y, link))
        table.merge(x, y, update(xp, dx, dy, link, counts[x], counts[y], sizes))
        counts[x], counts[y] = 0, counts[x] + counts[y]
        sizes = xp.where(table.slots == y, float(counts[y]), sizes)  # x no longer matters
        before = None  # the merge made it old
        if (left := table.shrink()) is not None:
            sizes = xp.take(sizes, left)
    return sorted(merges, key=_height)


def _closest_pairs(xp: Any, D: Any, update: Callable[..., Any]) -> list[Merge]:
    """Merge the two closest clusters, found by a heap of lower bounds.

    Each slot knows the nearest of the slots after it, or did once: merges make what it knows a
    lower bound, and it looks again when its bound is the smallest of all.
    """
    n = D.shape[0]
    table, counts = symmetric(xp, D), [1] * n
    after = xp.where(table.slots[:, None] < table.slots[None, :], D, math.inf)
    neighbours, bounds = to_list(xp.argmin(after, axis=1)), xp.min(after, axis=1)
    heap = Heap(to_list(bounds)[:-1])
    kept = list(range(n))  # a dropped slot -> the slot that it was merged into
    merges: list[Merge] = []

    def bound(x: int, y: int, distance: float) -> None:
        nonlocal bounds
        neighbours[x], bounds = y, xp.where(table.slots == x, distance, bounds)
        heap.change(x, distance)

    while len(merges) < n - 1:
        x, height = heap.smallest()
        y = neighbours[x]
        while kept[y] != y:
            y = kept[y]
        if height != table.entry(x, y):
            y, height = table.nearest(table.row(x), after=x)
            if height == math.inf:
                raise ValueError(_NO_NEIGHBOUR)
            bound(x, y, height)
            continue
        heap.pop()
        merges.append((x, y, height))
        new = update(xp, table.row(x), table.row(y), height, counts[x], counts[y], None)
        table.merge(x, y, new)
        counts[x], counts[y], kept[x] = 0, counts[x] + counts[y], y
        nearer = (new < bounds) & (table.slots < y)
        if xp.any(nearer):  # in half of the steps: in the others no more goes to the host
            bounds = xp.where(nearer, new, bounds)
            places = list(compress(range(len(table.names)), to_list(nearer)))
            taken = xp.take(new, xp.asarray(places, dtype=xp.int64, device=device_of(D)))
            for place, distance in zip(places, to_list(taken), strict=True):
                neighbours[table.names[place]] = y
                heap.change(table.names[place], distance)
        z, distance = table.nearest(new, after=y)
        if distance < math.inf:
            bound(y, z, distance)
        if (left := table.shrink()) is not None:
            bounds = xp.take(bounds, left)
    return merges


_NO_NEIGHBOUR = (
    "A cluster has no neighbour at a finite distance: are there negative, infinite or NaN "
    "distances in `y`?"
)


def _slot(slot_and_row: tuple[int, Any]) -> int:
    return slot_and_row[0]


def _height(merge: Merge) -> float:
    return merge[2]


def _tree(merges: list[Merge], n: int) -> list[list[float]]:
    """Return the rows of a linkage from merges of slots, by name of the clusters in them."""
    cluster, counts = list(range(2 * n - 1)), [1] * n
    rows: list[list[float]] = []

    def find(slot: int) -> int:
        root = slot
        while cluster[root] != root:
            root = cluster[root]
        while cluster[slot] != root:
            cluster[slot], slot = root, cluster[slot]
        return root

    for new, (x, y, height) in enumerate(merges, start=n):
        a, b = sorted((find(x), find(y)))
        cluster[a] = cluster[b] = new
        counts.append(counts[a] + counts[b])
        rows.append([a, b, height, counts[new]])
    return rows


class _Method(NamedTuple):
    merges: Callable[[Any, Any, Any], list[Merge]]
    update: Callable[..., Any] | None
    euclidean: bool = False


_METHODS = {
    "single": _Method(_spanning_tree, None),
    "complete": _Method(_nearest_neighbour_chain, _complete),
    "average": _Method(_nearest_neighbour_chain, _average),
    "weighted": _Method(_nearest_neighbour_chain, _weighted),
    "centroid": _Method(_closest_pairs, _centroid, euclidean=True),
    "median": _Method(_closest_pairs, _median, euclidean=True),
    "ward": _Method(_nearest_neighbour_chain, _ward, euclidean=True),
}
