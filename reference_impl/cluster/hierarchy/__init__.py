"""Hierarchical clustering on the array's own device: the functions of `scipy.cluster.hierarchy`.

Whoever takes a linkage or an inconsistency matrix reads one boolean from the device: whether it is
valid. Traced and lazy ones are trusted. What moves besides is in the docstring of the function.
"""

from ._cut import cut_tree
from ._dendrogram import dendrogram, set_link_color_palette
from ._disjoint_set import DisjointSet
from ._fcluster import fcluster, fclusterdata
from ._linkage import linkage
from ._methods import average, centroid, complete, median, single, ward, weighted
from ._mlab import from_mlab_linkage, to_mlab_linkage
from ._nodes import ClusterNode, to_tree
from ._ordering import optimal_leaf_ordering
from ._partitions import is_isomorphic, leaders
from ._statistics import cophenet, inconsistent, leaves_list, maxdists, maxinconsts, maxRstat
from ._validate import (
    ClusterWarning,
    correspond,
    is_monotonic,
    is_valid_im,
    is_valid_linkage,
    num_obs_linkage,
)

__all__ = [
    "ClusterNode",
    "ClusterWarning",
    "DisjointSet",
    "average",
    "centroid",
    "complete",
    "cophenet",
    "correspond",
    "cut_tree",
    "dendrogram",
    "fcluster",
    "fclusterdata",
    "from_mlab_linkage",
    "inconsistent",
    "is_isomorphic",
    "is_monotonic",
    "is_valid_im",
    "is_valid_linkage",
    "leaders",
    "leaves_list",
    "linkage",
    "maxRstat",
    "maxdists",
    "maxinconsts",
    "median",
    "num_obs_linkage",
    "optimal_leaf_ordering",
    "set_link_color_palette",
    "single",
    "to_mlab_linkage",
    "to_tree",
    "ward",
    "weighted",
]
