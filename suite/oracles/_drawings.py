"""The drawing of a tree, walked node by node: what `dendrogram` returns, as SciPy documents it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._trees import Tree

PALETTE = tuple(f"C{i}" for i in range(1, 10))


@dataclass(eq=False)
class Drawing:
    """A tree that is drawn with some arguments; `of` walks it.

    Parameters
    ----------
    tree
        The tree.
    p, mode
        `truncate_mode` "lastp" keeps p leaves, "level" so many levels.
    threshold
        Links below it are coloured; None for 0.7 times the largest height.
    above
        The colour of the others.
    count_sort, distance_sort
        "ascending", "descending" or False.
    labels
        Of the observations.
    counts
        Whether the label of a leaf that stands for several tells how many.
    """

    tree: Tree
    p: int = 30
    mode: str | None = None
    threshold: float | None = None
    above: str = "C0"
    count_sort: str | bool = False
    distance_sort: str | bool = False
    labels: Sequence[str] | None = None
    counts: bool = True
    palette: Sequence[str] = PALETTE
    leaves: list[int] = field(default_factory=list[int])
    links: list[tuple[list[float], list[float], str]] = field(default_factory=list[Any])
    leaf_colors: dict[int, str] = field(default_factory=dict[int, str])
    turn: int = 0
    was_below: bool = False

    def of(self) -> dict[str, Any]:
        """Return the drawing."""
        self._visit(self.tree.root, 0)
        return {
            "icoord": [link[0] for link in self.links],
            "dcoord": [link[1] for link in self.links],
            "color_list": [link[2] for link in self.links],
            "leaves": self.leaves,
            "ivl": [self._label(leaf) for leaf in self.leaves],
            "leaves_color_list": [self.leaf_colors.get(leaf) for leaf in self.leaves],
        }

    def _visit(self, node: int, level: int) -> tuple[float, float]:
        tree = self.tree
        if tree.is_leaf(node) or self._contracted(node, level):
            self.leaves.append(node)
            return 10.0 * len(self.leaves) - 5.0, 0.0
        first, second = self._children(node)
        x0, y0 = self._visit(first, level + 1)
        color = self._color(tree.height(node))
        x1, y1 = self._visit(second, level + 1)
        height = tree.height(node)
        self.links.append(([x0, x0, x1, x1], [y0, height, height, y1], color))
        for child in (first, second):
            self.leaf_colors[child] = color
        return (x0 + x1) / 2, height

    def _contracted(self, node: int, level: int) -> bool:
        n = self.tree.n
        if self.mode == "lastp":
            return node < 2 * n - (self.p if 0 < self.p <= n else n)
        # The first merge of all is drawn wherever it is.
        return self.mode == "level" and node > n and level > (self.p if self.p > 0 else math.inf)

    def _children(self, node: int) -> tuple[int, int]:
        first, second = self.tree.children(node)
        how = self.count_sort or self.distance_sort
        if not how:
            return first, second
        key = self._size if self.count_sort else self._height
        a, b = key(first), key(second)
        swapped = a <= b if how == "descending" else a > b
        return (second, first) if swapped else (first, second)

    def _size(self, node: int) -> float:
        return len(self.tree.leaves(node))

    def _height(self, node: int) -> float:
        return 0.0 if self.tree.is_leaf(node) else self.tree.height(node)

    def _color(self, height: float) -> str:
        threshold = self.threshold
        if threshold is None:
            threshold = 0.7 * max(row[2] for row in self.tree.rows)
        if height < threshold and threshold > 0:
            self.was_below = True
            return self.palette[self.turn % len(self.palette)]
        self.turn += self.was_below
        self.was_below = False
        return self.above

    def _label(self, leaf: int) -> str:
        if not self.tree.is_leaf(leaf):
            return f"({len(self.tree.leaves(leaf))})" if self.counts else ""
        return str(leaf) if self.labels is None else self.labels[leaf]
