"""Clustering on the array's own device: the functions of `scipy.cluster`."""

from . import hierarchy

__all__ = ["hierarchy"]
