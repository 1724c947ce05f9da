"""A linkage read as a tree: where each subtree starts among the leaves, and how long it is.

A traversal is a list, and a list can be ranked without walking it. The tour of the tree enters and
leaves every merge; each of these steps knows the next one. If every step also carries the number
of leaves visited from it on, then doubling (add what the next step carries, let the next step's
next be the next) gives the whole tour in log2 of its length rounds of `take`, with static shapes.

Then everything is an interval. A subtree is a run of leaves. A merge is the gap between its left
and its right leaves: the n - 1 merges fill the n - 1 gaps, a subtree's merges are neighbours, and
the lowest merge that holds two leaves is the last of those in the gaps between them.
Numbers that are all different are sorted as they come: a stable sort takes longer, for nothing.
Nothing here believes the counts of a linkage: its first two columns are the tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..._common import as_array, device_of
from ._distance import as_widest
from ._validate import checked_linkage

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Tree:
    """The shape of a tree with n leaves; nodes are numbered as in a linkage."""

    xp: Any
    left: Any  # (n-1,) the children of each merge
    right: Any
    parent: Any  # (2n-1,) the merge (row of Z) above each node; the root's is its own
    start: Any  # (2n-1,) leaves before the subtree of each node
    size: Any  # (2n-1,) leaves in it

    @property
    def n(self) -> int:
        """The number of leaves."""
        return self.left.shape[0] + 1

    @cached_property
    def order(self) -> Any:
        """The leaves from left to right, shape (n,)."""
        return self.xp.argsort(self.start[: self.n], stable=False)

    @cached_property
    def gap(self) -> Any:
        """The merge in each gap between leaves, shape (n-1,)."""
        return self.xp.argsort(self.xp.take(self.start, self.right), stable=False)


def as_linkage(Z: Any) -> tuple[Any, Any]:
    """Return the namespace and a valid linkage, other real dtypes converted."""
    xp, Z = as_array(Z)
    return checked_linkage(as_widest(xp, Z))


def tree(xp: Any, Z: Any, *, leaves_last: bool = False) -> Tree:
    """Read the first two columns of a linkage.

    With `leaves_last`, a merge of a leaf and a cluster has the cluster on its left.
    """
    indices = xp.arange(1, device=device_of(Z)).dtype
    left, right = xp.astype(Z[:, 0], indices), xp.astype(Z[:, 1], indices)
    if leaves_last:
        n = Z.shape[0] + 1
        swap = (left < n) & (right >= n)
        left, right = xp.where(swap, right, left), xp.where(swap, left, right)
    return from_children(xp, left, right)


def from_children(xp: Any, left: Any, right: Any) -> Tree:
    """Rank the tour of the tree whose merges have these children."""
    merges = left.shape[0]
    leaves, nodes = merges + 1, 2 * merges + 1
    steps = nodes + merges
    arange = xp.arange(steps, device=device_of(left))
    # Every node but the root is a child once, so a permutation leads from children to nodes.
    place = xp.argsort(xp.concat([left, right]), stable=False)
    is_left = place < merges
    parent = xp.where(is_left, place, place - merges)
    # Steps of the tour: v visits leaf v or enters merge v, nodes + row leaves the merge of the row.
    # After a left child comes the right one, after a right one the end of the parent.
    after = xp.where(is_left, xp.take(right, parent), parent + nodes)
    following = xp.concat([after[:leaves], left, after[leaves:], arange[-1:]])
    ahead = xp.astype(arange < leaves, arange.dtype)
    for _ in range((steps - 1).bit_length()):
        ahead = ahead + xp.take(ahead, following)
        following = xp.take(following, following)
    start = leaves - ahead[:nodes]
    size = xp.concat([xp.ones_like(place[:leaves]), ahead[leaves:nodes] - ahead[nodes:]])
    return Tree(
        xp=xp,
        left=left,
        right=right,
        parent=xp.concat([parent, arange[merges - 1 : merges]]),
        start=start,
        size=size,
    )


def subtree_max(tree: Tree, values: Any) -> Any:
    """Return the largest of `values`, one per merge, over each merge and those below it."""
    n = tree.n
    start, size = tree.start[n:], tree.size[n:]
    return interval_max(tree.xp, tree.xp.take(values, tree.gap), start, start + size - 1)


def path_min(tree: Tree, values: Any) -> Any:
    """Return the smallest of `values`, one per merge, over each merge and those above it."""
    xp, above = tree.xp, tree.parent[tree.n :]
    for _ in range(tree.n.bit_length()):
        values = xp.minimum(values, xp.take(values, above))
        above = xp.take(above, above)
    return values


def interval_max(xp: Any, values: Any, low: Any, high: Any) -> Any:
    """Return the maximum of ``values[low:high]`` for arrays of bounds ``low < high``."""
    return interval_maxima(xp, values)(low, high)


def interval_maxima(xp: Any, values: Any) -> Callable[[Any, Any], Any]:
    """Return the function that `interval_max` is of its bounds.

    An interval is the union of two that are as long as a power of two: all maxima over those
    are in a table of n log2(n) entries.
    """
    n = values.shape[0]
    table, widths = [values], [1]
    while 2 * widths[-1] <= n:
        width, shorter = widths[-1], table[-1]
        longer = xp.maximum(shorter[:-width], shorter[width:])
        table.append(xp.concat([longer, shorter[-width:]]))
        widths.append(2 * width)
    table = xp.concat(table)
    # By length: the row of the table for the widest power of two in it, and that less the width.
    rows = [_repeated(xp, row * n, width, values) for row, width in enumerate(widths)]
    first = xp.concat([rows[0], *rows])
    last = first - xp.concat([rows[0], *(_repeated(xp, width, width, values) for width in widths)])

    def maxima(low: Any, high: Any) -> Any:
        length = high - low
        starts, ends = xp.take(first, length) + low, xp.take(last, length) + high
        return xp.maximum(xp.take(table, starts), xp.take(table, ends))

    return maxima


def _repeated(xp: Any, value: int, times: int, like: Any) -> Any:
    device = device_of(like)
    return xp.full(times, value, dtype=xp.arange(1, device=device).dtype, device=device)
