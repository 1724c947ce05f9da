"""A linkage as linked Python objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._common import to_list
from ._validate import checked_linkage

if TYPE_CHECKING:
    from collections.abc import Callable


class ClusterNode:  # noqa: PLW1641 -- equal distances, not equal nodes: no key of a set
    """A node of a binary tree of clusters; nodes compare by `dist`.

    Parameters
    ----------
    id : int
        Its number: that of the observation, or n plus the row of the linkage.
    left, right : ClusterNode, optional
        Its children: both or none.
    dist : float
        The height of the merge; 0 for an observation.
    count : int
        The number of observations of a node without children.

    Raises
    ------
    ValueError
        For a negative `id` or `dist`, ``count < 1``, or one child; in comparisons, for anything
        but another node.
    """

    def __init__(
        self,
        id: int,  # SciPy's name
        left: ClusterNode | None = None,
        right: ClusterNode | None = None,
        dist: float = 0.0,
        count: int = 1,
    ) -> None:
        if (left is None) != (right is None):
            msg = "a node must have two children or none, got one"
            raise ValueError(msg)
        for name, value, least in (("id", id, 0), ("dist", dist, 0), ("count", count, 1)):
            if value < least:
                msg = f"{name} must be at least {least}, got {value!r}"
                raise ValueError(msg)
        self.id = id
        self.left = left
        self.right = right
        self.dist = dist
        self.count = left.count + right.count if left and right else count

    def __lt__(self, node: ClusterNode) -> bool:
        return self.dist < _dist(node)

    def __gt__(self, node: ClusterNode) -> bool:
        return self.dist > _dist(node)

    def __eq__(self, node: object) -> bool:
        return self.dist == _dist(node)

    def get_id(self) -> int:
        """Return the number of the node."""
        return self.id

    def get_count(self) -> int:
        """Return the number of observations below the node."""
        return self.count

    def get_left(self) -> ClusterNode | None:
        """Return the left child."""
        return self.left

    def get_right(self) -> ClusterNode | None:
        """Return the right child."""
        return self.right

    def is_leaf(self) -> bool:
        """Tell whether the node is a single observation."""
        return self.left is None

    def pre_order(self, func: Callable[[ClusterNode], Any] = lambda node: node.id) -> list[Any]:
        """Return what `func` makes of the observations below, from left to right.

        Parameters
        ----------
        func : callable
            Called with each node that is a single observation.

        Returns
        -------
        list
        """
        waiting, found = [self], []
        while waiting:
            node = waiting.pop()
            if node.left is None or node.right is None:
                found.append(func(node))
            else:
                waiting += [node.right, node.left]
        return found


def to_tree(Z: Any, rd: bool = False) -> Any:
    """Return a linkage as a tree of Python objects.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    rd : bool
        Return the list of all nodes too.

    Returns
    -------
    root : ClusterNode
    nodes : list of ClusterNode
        The node of each number. Only with `rd`.

    Raises
    ------
    ValueError
        Where `Z` counts observations wrongly.

    Notes
    -----
    Moves `Z` to the host, once: the result is Python objects.

    Examples
    --------
    >>> to_tree([[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]]).pre_order()
    [1, 2, 0]
    """
    _, Z = checked_linkage(Z)
    n = Z.shape[0] + 1
    nodes = [ClusterNode(leaf) for leaf in range(n)]
    for row, (left, right, height, count) in enumerate(to_list(Z)):
        node = ClusterNode(n + row, nodes[int(left)], nodes[int(right)], height)
        if node.count != count:
            msg = f"Z[{row}, 3] must be {node.count}, the observations below it, got {count}"
            raise ValueError(msg)
        nodes.append(node)
    return (nodes[-1], nodes) if rd else nodes[-1]


def _dist(node: object) -> float:
    if not isinstance(node, ClusterNode):
        msg = f"a ClusterNode compares with a ClusterNode only, got {type(node)}"
        raise ValueError(msg)  # noqa: TRY004 -- SciPy's exception
    return node.dist
