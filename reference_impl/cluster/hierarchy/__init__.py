"""Hierarchical clustering on the array's own device: the functions of `scipy.cluster.hierarchy`."""

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
    "correspond",
    "is_monotonic",
    "is_valid_im",
    "is_valid_linkage",
    "num_obs_linkage",
]
