"""Hierarchical clustering on the array's own device: the functions of `scipy.cluster.hierarchy`."""

from ._disjoint_set import DisjointSet
from ._linkage import linkage
from ._methods import average, centroid, complete, median, single, ward, weighted
from ._ordering import optimal_leaf_ordering
from ._validate import (
    ClusterWarning,
    correspond,
    is_monotonic,
    is_valid_im,
    is_valid_linkage,
    num_obs_linkage,
)

__all__ = [
    "ClusterWarning",
    "DisjointSet",
    "average",
    "centroid",
    "complete",
    "correspond",
    "is_monotonic",
    "is_valid_im",
    "is_valid_linkage",
    "linkage",
    "median",
    "num_obs_linkage",
    "optimal_leaf_ordering",
    "single",
    "ward",
    "weighted",
]
