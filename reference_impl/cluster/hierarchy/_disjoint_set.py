"""Disjoint sets of any hashable elements. No arrays: the elements are Python objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator


class DisjointSet:
    """Partition elements into subsets that can be merged.

    Parameters
    ----------
    elements : iterable of hashable objects, optional
        Each starts as a subset of its own.

    Attributes
    ----------
    n_subsets : int
        The number of subsets.

    Notes
    -----
    Each element knows its root, and each root its members. A merge moves the members of the
    smaller subset, so an element moves at most log2(n) times, and finding a root is one look-up.

    Examples
    --------
    >>> from pytest_array_api.reference_impl.cluster.hierarchy import DisjointSet
    >>> partition = DisjointSet([1, 2, 3, "a", "b"])
    >>> partition.merge(1, 2), partition.merge(3, "a"), partition.merge(2, 1)
    (True, True, False)
    >>> partition.n_subsets, partition["a"], partition.connected(1, 3)
    (3, 3, False)
    """

    def __init__(self, elements: Iterable[Hashable] | None = None) -> None:
        self.n_subsets = 0
        self._root: dict[Any, Any] = {}
        self._members: dict[Any, list[Any]] = {}
        self._rank: dict[Any, int] = {}
        for x in elements if elements is not None else ():
            self.add(x)

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the elements in the order in which they were added."""
        return iter(self._root)

    def __len__(self) -> int:
        return len(self._root)

    def __contains__(self, x: Hashable) -> bool:
        return x in self._root

    def __getitem__(self, x: Hashable) -> Any:
        """Return the root of `x`; KeyError for a stranger."""
        return self._root[x]

    def add(self, x: Hashable) -> None:
        """Add `x` as a subset of its own, unless it is already here."""
        if x not in self._root:
            self._rank[x] = len(self._root)
            self._root[x] = x
            self._members[x] = [x]
            self.n_subsets += 1

    def merge(self, x: Hashable, y: Hashable) -> bool:
        """Merge the subsets of `x` and `y`; tell whether they were two.

        The root of the larger subset stays a root; of two equally large ones, the root that was
        added first.
        """
        parent, child = self[x], self[y]
        if parent is child:
            return False
        if self._precedence(child) < self._precedence(parent):
            parent, child = child, parent
        moved = self._members.pop(child)
        self._root.update(dict.fromkeys(moved, parent))
        self._members[parent] += moved
        self.n_subsets -= 1
        return True

    def connected(self, x: Hashable, y: Hashable) -> bool:
        """Tell whether `x` and `y` are in the same subset."""
        return self[x] is self[y]

    def subset(self, x: Hashable) -> set[Any]:
        """Return the subset that `x` is in."""
        return set(self._members[self[x]])

    def subset_size(self, x: Hashable) -> int:
        """Return the size of the subset that `x` is in."""
        return len(self._members[self[x]])

    def subsets(self) -> list[set[Any]]:
        """Return all subsets, in the order of their first elements."""
        return [self.subset(root) for root in dict.fromkeys(self._root.values())]

    def _precedence(self, root: Any) -> tuple[int, int]:
        return -len(self._members[root]), self._rank[root]
