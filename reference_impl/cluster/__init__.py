"""Clustering on the array's own device: the functions of `scipy.cluster`."""

from . import hierarchy, vq

__all__ = ["hierarchy", "vq"]
