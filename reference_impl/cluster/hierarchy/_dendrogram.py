"""The drawing of a linkage: coordinates, labels and colours, computed on the host."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import array_api_compat as compat

from ..._common import as_arrays, to_list
from ._plot import plot
from ._validate import checked_linkage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COLORS: tuple[str, ...] = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")
# One list, changed in place: the palette is set for the process, as in SciPy.
_palette: list[str] = list(_COLORS)
_ORDERS = {True: "ascending", "ascending": "ascending", "descending": "descending"}


def set_link_color_palette(palette: Sequence[str] | None) -> None:
    """Set the colours that `dendrogram` gives to the links below its threshold.

    Parameters
    ----------
    palette : list or tuple of str, optional
        Colours of matplotlib, used in turn. None restores the default.

    Raises
    ------
    TypeError
        Where `palette` is no list or tuple of strings.
    """
    palette = _COLORS if palette is None else palette
    if not isinstance(palette, list | tuple) or not all(isinstance(c, str) for c in palette):
        msg = f"palette must be a list or tuple of strings, got {palette!r}"
        raise TypeError(msg)
    _palette[:] = palette


def dendrogram(
    Z: Any,
    p: float = 30,
    truncate_mode: str | None = None,
    color_threshold: Any = None,
    get_leaves: bool = True,
    orientation: str = "top",
    labels: Any = None,
    count_sort: Any = False,
    distance_sort: Any = False,
    show_leaf_counts: bool = True,
    no_plot: bool = False,
    no_labels: bool = False,
    leaf_font_size: float | None = None,
    leaf_rotation: float | None = None,
    leaf_label_func: Callable[[int], str] | None = None,
    show_contracted: bool = False,
    link_color_func: Callable[[int], str] | None = None,
    ax: Any = None,
    above_threshold_color: str = "C0",
) -> dict[str, Any]:
    """Draw a linkage as a tree.

    Parameters
    ----------
    Z : array, shape (n-1, 4)
        A linkage matrix.
    p : int
        How much of the tree `truncate_mode` keeps.
    truncate_mode : {None, 'none', 'lastp', 'level', 'mtica'}
        Draw all; or the last `p` merges' clusters as leaves; or no more than `p` levels.
    color_threshold : float, optional
        Links below it are coloured, each subtree in one colour. By default 0.7 times the largest
        height.
    get_leaves : bool
        Whether the result has 'leaves'.
    orientation : {'top', 'bottom', 'left', 'right'}
        Where the root is.
    labels : array or list, shape (n,), optional
        The labels of the observations; their numbers otherwise.
    count_sort, distance_sort : {False, True, 'ascending', 'descending'}
        Draw the child with fewer observations, or with the lower merge, first (or last).
    show_leaf_counts : bool
        Label a cluster that is drawn as a leaf with its number of observations.
    no_plot : bool
        Compute only.
    no_labels : bool
        Draw no labels.
    leaf_font_size, leaf_rotation : float, optional
        Size in points and rotation in degrees of the labels.
    leaf_label_func : callable, optional
        The label of the leaf of each number.
    show_contracted : bool
        Mark the heights of the merges inside a cluster that is drawn as a leaf.
    link_color_func : callable, optional
        The colour of the link of each number.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default the current axes.
    above_threshold_color : str
        The colour of links at or above the threshold.

    Returns
    -------
    dict
        'icoord' and 'dcoord': for each link, four coordinates along the leaves and along the
        heights; 'color_list': its colour; 'ivl', 'leaves', 'leaves_color_list': for each leaf
        drawn, its label, number and colour.

    Raises
    ------
    ValueError
        For an unknown `orientation` or `truncate_mode`, for as many labels as are not leaves.
    TypeError
        Where `p` is no number, or a colour no string.
    ImportError
        Without matplotlib, unless `no_plot`.

    Notes
    -----
    Moves `Z` to the host, once: the result is Python lists for a plotting library.

    Examples
    --------
    >>> Z = [[1.0, 2.0, 0.5, 2.0], [3.0, 0.0, 1.5, 3.0]]
    >>> drawing = dendrogram(Z, no_plot=True)
    >>> drawing["ivl"], drawing["dcoord"][-1]
    (['1', '2', '0'], [0.5, 1.5, 1.5, 0.0])
    """
    if orientation not in ("top", "bottom", "left", "right"):
        msg = f"orientation must be 'top', 'bottom', 'left' or 'right', got {orientation!r}"
        raise ValueError(msg)
    _, Z = as_arrays(Z)
    if labels is not None:
        labels = to_list(labels) if compat.is_array_api_obj(labels) else labels
        if len(labels) != Z.shape[0] + 1:
            msg = (
                f"Dimensions of Z and labels must be consistent. Expected {Z.shape[0] + 1} labels."
            )
            raise ValueError(msg)
    _, Z = checked_linkage(Z)
    rows = to_list(Z)
    top = max(row[2] for row in rows)
    if color_threshold is None or isinstance(color_threshold, str):
        color_threshold = 0.7 * top
    drawing = _Drawing(
        rows,
        _order(count_sort, distance_sort),
        _contracted(len(rows) + 1, p, truncate_mode),
        _colorer(rows, float(color_threshold), above_threshold_color, link_color_func),
    )
    drawing.draw()
    label = leaf_label_func or _labeller(rows, labels, show_leaf_counts)
    result = {
        "icoord": drawing.along,
        "dcoord": drawing.heights,
        "ivl": [label(leaf) for leaf in drawing.leaves],
        "leaves": drawing.leaves if get_leaves else None,
        "color_list": drawing.colors,
        "leaves_color_list": [drawing.leaf_colors.get(leaf) for leaf in drawing.leaves],
    }
    if not no_plot:
        plot(
            result,
            top,
            orientation,
            above_threshold_color,
            marks=drawing.marks if show_contracted else [],
            labelled=not no_labels,
            font_size=leaf_font_size,
            rotation=leaf_rotation,
            ax=ax,
        )
    return result


class _Drawing:
    """The walk through a tree: leaves get places from the left, links lie between their children.

    Attributes
    ----------
    leaves : list of int
        The nodes that are drawn as leaves, from the left.
    along, heights : list of list of float
        The coordinates of the links, children before parents.
    colors : list of str
        The colours of the links.
    leaf_colors : dict
        The colour of the link above each leaf.
    marks : list of (float, float)
        Place and height of each merge inside a leaf.
    """

    def __init__(
        self,
        rows: list[list[float]],
        order: Callable[[list[list[float]], int], tuple[int, int]],
        contracted: Callable[[int, int], bool],
        colorer: Callable[[int], str],
    ) -> None:
        self._rows, self._n = rows, len(rows) + 1
        self._order, self._contracted, self._colorer = order, contracted, colorer
        self._place: dict[int, tuple[float, float]] = {}
        self.leaves: list[int] = []
        self.along: list[list[float]] = []
        self.heights: list[list[float]] = []
        self.colors: list[str] = []
        self.leaf_colors: dict[int, str] = {}
        self.marks: list[tuple[float, float]] = []

    def draw(self) -> None:
        """Visit each link before, between and after its children, without recursion."""
        waiting = [(2 * self._n - 2, 0, "")]
        while waiting:
            node, level, color = waiting.pop()
            if node < self._n or self._contracted(node, level):
                self._leaf(node)
                continue
            first, second = self._order(self._rows, node)
            if node not in self._place:
                self._place[node] = (0.0, self._rows[node - self._n][2])
                waiting += [(node, level, "between"), (first, level + 1, "")]
            elif color == "between":
                waiting += [(node, level, self._colorer(node)), (second, level + 1, "")]
            else:
                self._link(node, first, second, color)

    def _leaf(self, node: int) -> None:
        place = 10.0 * len(self.leaves) + 5.0
        self.leaves.append(node)
        self._place[node] = (place, 0.0)
        inside = self._children(node)[::-1]
        while inside:
            merge = inside.pop()
            if merge >= self._n:
                self.marks.append((place, self._rows[merge - self._n][2]))
                inside += self._children(merge)[::-1]

    def _link(self, node: int, first: int, second: int, color: str) -> None:
        (x0, y0), (x1, y1) = self._place[first], self._place[second]
        height = self._rows[node - self._n][2]
        self.along.append([x0, x0, x1, x1])
        self.heights.append([y0, height, height, y1])
        self.colors.append(color)
        self.leaf_colors[first] = self.leaf_colors[second] = color
        self._place[node] = ((x0 + x1) / 2, height)

    def _children(self, node: int) -> list[int]:
        return [int(child) for child in self._rows[node - self._n][:2]] if node >= self._n else []


def _order(
    count_sort: Any, distance_sort: Any
) -> Callable[[list[list[float]], int], tuple[int, int]]:
    """Return which child of a node is drawn first."""
    by_count, by_distance = _ORDERS.get(count_sort), _ORDERS.get(distance_sort)
    column, direction = (3, by_count) if by_count else (2, by_distance)

    def children(rows: list[list[float]], node: int) -> tuple[int, int]:
        n = len(rows) + 1
        first, second = (int(child) for child in rows[node - n][:2])
        if direction is None:
            return first, second
        leaf = 1.0 if column == 3 else 0.0
        a, b = (rows[child - n][column] if child >= n else leaf for child in (first, second))
        # Of equals, the second comes first in descending order, as in SciPy.
        swap = a > b if direction == "ascending" else a <= b
        return (second, first) if swap else (first, second)

    return children


def _contracted(n: int, p: float, mode: str | None) -> Callable[[int, int], bool]:
    """Return whether a merge is drawn as a leaf."""
    if not isinstance(p, int | float):
        msg = f"p must be a number, got {p!r}"
        raise TypeError(msg)
    if mode not in (None, "none", "lastp", "level", "mtica"):
        msg = f"truncate_mode must be None, 'none', 'lastp', 'level' or 'mtica', got {mode!r}"
        raise ValueError(msg)
    p = int(p)
    if mode == "lastp":
        kept = n if p > n or p == 0 else p
        return lambda node, _level: node < 2 * n - kept
    if mode in ("level", "mtica"):
        deepest = p if p > 0 else math.inf
        # The first merge of all is never a leaf here, as in SciPy.
        return lambda node, level: node > n and level > deepest
    return lambda _node, _level: False


def _colorer(
    rows: list[list[float]], threshold: float, above: str, function: Callable[[int], str] | None
) -> Callable[[int], str]:
    """Return the colour of the next link, for links from the left to the right.

    The palette moves on at each link above the threshold that follows one below it.
    """
    turn, below = 0, False

    def color(node: int) -> str:
        nonlocal turn, below
        was_below, below = below, threshold > 0 and rows[node - len(rows) - 1][2] < threshold
        turn += was_below and not below
        chosen = _palette[turn % len(_palette)] if below else above
        if function is not None:
            chosen = function(node)
        if not isinstance(chosen, str):
            msg = f"link_color_func must return a string, a colour of matplotlib, got {chosen!r}"
            raise TypeError(msg)
        return chosen

    return color


def _labeller(rows: list[list[float]], labels: Any, counts: bool) -> Callable[[int], Any]:
    n = len(rows) + 1

    def label(leaf: int) -> Any:
        if leaf >= n:
            return f"({int(rows[leaf - n][3])})" if counts else ""
        return str(leaf) if labels is None else labels[leaf]

    return label
