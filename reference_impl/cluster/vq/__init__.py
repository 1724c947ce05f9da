"""Vector quantisation on the array's own device: the functions of `scipy.cluster.vq`."""

from ._codes import py_vq, vq
from ._kmeans import ClusterError, kmeans, kmeans2
from ._whiten import whiten

__all__ = ["ClusterError", "kmeans", "kmeans2", "py_vq", "vq", "whiten"]
