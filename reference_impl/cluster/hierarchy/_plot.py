"""Drawing a dendrogram with matplotlib, which is imported here and nowhere else."""

from __future__ import annotations

from typing import Any

# Size in points, and rotation in degrees, of the labels of up to so many leaves.
_SIZES = ((20, 12), (30, 10), (50, 8), (85, 6), (float("inf"), 5))
_ROTATIONS = ((20, 0), (40, 45), (float("inf"), 90))
# Of each orientation: the axis of the leaves, where its labels are, whether heights are flipped.
_LAYOUTS = {
    "top": ("x", "bottom", False),
    "bottom": ("x", "top", True),
    "left": ("y", "right", True),
    "right": ("y", "left", False),
}


def plot(
    drawing: dict[str, Any],
    top: float,
    orientation: str,
    above_threshold_color: str,
    *,
    marks: list[tuple[float, float]],
    labelled: bool,
    font_size: float | None,
    rotation: float | None,
    ax: Any,
) -> None:
    """Draw links and labels of `dendrogram` into `ax`, or into the current axes."""
    try:
        from matplotlib import collections, patches  # optional
        from matplotlib import pyplot as plt  # optional
    except ImportError as error:
        msg = "drawing a dendrogram takes matplotlib: install it, or pass no_plot=True"
        raise ImportError(msg) from error
    axes = plt.gca() if ax is None else ax
    leaf_axis, side, flipped = _LAYOUTS[orientation]
    upright = leaf_axis == "x"
    height, width = 1.05 * top, 10 * len(drawing["ivl"])
    limits = {
        leaf_axis: (0, width),
        "y" if upright else "x": (height, 0) if flipped else (0, height),
    }
    axes.set_xlim(limits["x"])
    axes.set_ylim(limits["y"])
    _label(axes, drawing["ivl"] if labelled else [], leaf_axis, side, font_size, rotation)
    lines: dict[str, list[Any]] = {}
    for along, heights, color in zip(
        drawing["icoord"], drawing["dcoord"], drawing["color_list"], strict=True
    ):
        points = zip(along, heights, strict=True) if upright else zip(heights, along, strict=True)
        lines.setdefault(color, []).append(list(points))
    # What is above the threshold is drawn over the rest.
    for color in sorted(lines, key=lambda color: color == above_threshold_color):
        axes.add_collection(collections.LineCollection(lines[color], colors=(color,)))
    for place, mark in marks:
        centre, size = (place, mark), (1.0, height / 100)
        if not upright:
            centre, size = (mark, place), (height / 100, 1.0)
        axes.add_artist(
            patches.Ellipse(centre, *size, alpha=0.5, facecolor="k", clip_box=axes.bbox)
        )
    if ax is None:
        plt.draw_if_interactive()


def _label(
    axes: Any,
    labels: list[Any],
    leaf_axis: str,
    side: str,
    font_size: float | None,
    rotation: float | None,
) -> None:
    """Put a label at each leaf, without ticks."""
    axis = getattr(axes, f"{leaf_axis}axis")
    axis.set_ticks_position(side)
    if rotation is None:
        rotation = _for(_ROTATIONS, len(labels)) if leaf_axis == "x" else 0
    size = _for(_SIZES, len(labels)) if font_size is None else font_size
    axis.set_ticks([10 * leaf + 5 for leaf in range(len(labels))])
    axis.set_ticklabels(labels, rotation=rotation, size=size)
    for line in axis.get_ticklines():
        line.set_visible(False)


def _for(table: tuple[tuple[float, float], ...], leaves: int) -> float:
    return next(value for most, value in table if leaves <= most)
