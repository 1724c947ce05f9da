"""Vector quantisation on the array's own device: the functions of `scipy.cluster.vq`.

With `check_finite`, every function reads a boolean from the device for each argument: whether it is
finite. Traced and lazy ones are trusted. What moves besides is in the docstring of the function.
"""

from ._codes import py_vq, vq
from ._kmeans import ClusterError, kmeans, kmeans2
from ._whiten import whiten

__all__ = ["ClusterError", "kmeans", "kmeans2", "py_vq", "vq", "whiten"]
