"""The methods of `linkage`, each under its own name."""

from typing import Any

from ._linkage import linkage


def single(y: Any) -> Any:
    """Return ``linkage(y, "single")``: the distance of the two closest observations."""
    return linkage(y, "single")


def complete(y: Any) -> Any:
    """Return ``linkage(y, "complete")``: the distance of the two farthest observations."""
    return linkage(y, "complete")


def average(y: Any) -> Any:
    """Return ``linkage(y, "average")``: the mean distance of all pairs."""
    return linkage(y, "average")


def weighted(y: Any) -> Any:
    """Return ``linkage(y, "weighted")``: the mean of the distances of the two halves."""
    return linkage(y, "weighted")


def centroid(y: Any) -> Any:
    """Return ``linkage(y, "centroid")``: the distance of the centroids."""
    return linkage(y, "centroid")


def median(y: Any) -> Any:
    """Return ``linkage(y, "median")``: the distance of centres; two merge into their midpoint."""
    return linkage(y, "median")


def ward(y: Any) -> Any:
    """Return ``linkage(y, "ward")``: the growth of the variance within the clusters."""
    return linkage(y, "ward")
