"""Dendrograms: what is computed is SciPy's, what is drawn has its lines and labels."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.cluster.hierarchy as scipy_hierarchy

from pytest_array_api.reference_impl.cluster.hierarchy import (
    dendrogram,
    set_link_color_palette,
)

OPTIONS = [
    {},
    {"count_sort": True},
    {"count_sort": "descending"},
    {"distance_sort": "ascending"},
    {"distance_sort": "descending"},
    {"truncate_mode": "lastp", "p": 4},
    {"truncate_mode": "lastp", "p": 0, "show_leaf_counts": False},
    {"truncate_mode": "level", "p": 2},
    {"truncate_mode": "mtica", "p": 0},
    {"color_threshold": 1.0, "above_threshold_color": "k"},
    {"color_threshold": 0},
    {"leaf_label_func": lambda leaf: f"<{leaf}>", "truncate_mode": "lastp", "p": 3},
    {"link_color_func": lambda link: f"C{link % 3}"},
]


def tree(*, tied=False):
    rng = np.random.default_rng(12)
    points = rng.integers(0, 3, (17, 2)) if tied else rng.standard_normal((17, 2))
    return scipy_hierarchy.linkage(points.astype(float), "average")


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("tied", [False, True])
def test_coordinates_are_scipys(place, options, tied):
    """Coordinates, labels and colours are SciPy's, as plain Python objects."""
    Z = tree(tied=tied)
    actual = dendrogram(place.array(Z), no_plot=True, **options)
    expected = scipy_hierarchy.dendrogram(Z, no_plot=True, **options)
    np.testing.assert_equal(actual, expected)
    assert type(actual["dcoord"][0][1]) is float


def test_labels_of_arrays_and_lists(place):
    """Labels may be an array or a list."""
    labels = list(range(100, 117))
    for given in (labels, place.array(labels, "int64")):
        drawing = dendrogram(place.array(tree()), labels=given, no_plot=True)
        assert drawing["ivl"] == [labels[leaf] for leaf in drawing["leaves"]]


def test_without_leaves():
    """Leaves are left out when nobody asks for them; SciPy 1.17 raises there."""
    assert dendrogram(tree(), get_leaves=False, no_plot=True)["leaves"] is None


def test_palette():
    """The palette is used in turn and None restores it."""
    set_link_color_palette(["m", "y"])
    try:
        colors = dendrogram(tree(), no_plot=True, color_threshold=1.0)["color_list"]
    finally:
        set_link_color_palette(None)
    assert set(colors) == {"m", "y", "C0"}
    assert "C1" in dendrogram(tree(), no_plot=True)["color_list"]


@pytest.fixture
def axes():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


@pytest.mark.parametrize("orientation", ["top", "bottom", "left", "right"])
def test_drawing(axes, orientation):
    """Links, limits and labels lie as SciPy draws them."""
    drawn = []
    for draw in (dendrogram, scipy_hierarchy.dendrogram):
        axes.clear()
        draw(tree(), ax=axes, orientation=orientation, leaf_font_size=20, leaf_rotation=90)
        upright = orientation in ("top", "bottom")
        labels = axes.get_xticklabels() if upright else axes.get_yticklabels()
        drawn.append(
            {
                "limits": (axes.get_xlim(), axes.get_ylim()),
                "labels": [(x.get_text(), x.get_rotation(), x.get_size()) for x in labels],
                "lines": [np.asarray(c.get_segments()).tolist() for c in axes.collections],
                "colors": [c.get_colors().tolist() for c in axes.collections],
            }
        )
    np.testing.assert_equal(drawn[0], drawn[1])


def test_marks_and_no_labels(axes):
    """Merges inside a leaf are marked, labels can be left out, the current axes are used."""
    Z = tree()
    dendrogram(Z, 4, "lastp", show_contracted=True, no_labels=True)
    inside = sum(
        int(label[1:-1]) - 2
        for label in dendrogram(Z, 4, "lastp", no_plot=True)["ivl"]
        if label.startswith("(")
    )
    assert len(axes.patches) == inside
    assert [label.get_text() for label in axes.get_xticklabels()] == []


def test_a_tree_that_is_one_leaf(axes):
    """Truncated to one cluster, a tree is a leaf without a link, and so without a colour."""
    Z = tree()

    drawing = dendrogram(Z, 1, "lastp")

    assert drawing == scipy_hierarchy.dendrogram(Z, 1, "lastp", no_plot=True)
    assert drawing["leaves_color_list"] == [None]


MISTAKES = [
    ({"orientation": "x"}, ValueError, "orientation must be"),
    ({"labels": ["a"]}, ValueError, "Dimensions of Z and labels must be consistent. Expected 17"),
    ({"p": "a"}, TypeError, "p must be a number"),
    ({"truncate_mode": "x"}, ValueError, "truncate_mode must be"),
    ({"link_color_func": lambda link: link}, TypeError, "must return a string"),
]


@pytest.mark.parametrize(("options", "error", "match"), MISTAKES)
def test_mistakes(options, error, match):
    """What does not fit raises what SciPy raises, and says what does not fit."""
    with pytest.raises(error, match=match):
        dendrogram(tree(), no_plot=True, **options)


@pytest.mark.parametrize("palette", ["abc", [1, 2]])
def test_mistaken_palettes(palette):
    """A palette is a list or a tuple of strings."""
    with pytest.raises(TypeError, match="palette must be"):
        set_link_color_palette(palette)
