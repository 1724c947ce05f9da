"""The third round's faults of clustering, and all of what SciPy alone has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pytest_array_api.reference_impl.cluster import hierarchy

from .._blind import BOTH, blind
from .._operators import copied, plain
from ..blind2._named import called_with, giving, spoiling, with_function
from ..blind2._operators import refuses
from . import _scipy_transforms
from ._hierarchies import (
    as_distances,
    climbing,
    clusters_in_bytes,
    constant_lost,
    counted_up,
    floored,
    forgets_reset,
    having,
    height,
    infinite,
    joins_twice,
    merges,
    nan_not_inf,
    nodes_by_height,
    numbered,
    ordered_by_euclid,
    other_sort,
    overlooked,
    own_and_left,
    own_of_inner,
    population_of_two,
    right_first,
    rising,
    same_sizes,
    squared,
    symmetric,
    uncentred,
    unchecked,
    wrapping,
)

if TYPE_CHECKING:
    from .._blind import Row
    from .._fault import Fault


H, V = "cluster.hierarchy.", "cluster.vq."

ROWS: tuple[Row, ...] = (
    ("3-single-sizes-byte", H + "single", wrapping(8), BOTH),
    ("3-complete-sizes-signed", H + "complete", wrapping(8, lowest=-128), BOTH),
    ("3-weighted-averages-many", H + "weighted", with_function(
        lambda _f, k: hierarchy.linkage(k["y"], "average"), lambda k: k["y"].shape[0] >= 120),
        BOTH),
    ("3-average-pair-refused", H + "average",
     refuses(ValueError, lambda y: y.ndim == 1 == y.shape[0]), BOTH),
    ("3-centroid-climbs", H + "centroid", giving(climbing), BOTH),
    ("3-median-one-feature-squared", H + "median", height(
        lambda h: h**2, lambda k: k["y"].ndim == 2 and k["y"].shape[1] == 1), BOTH),
    ("3-ward-twins-apart", H + "ward", height(floored, lambda k: k["y"].ndim == 2), BOTH),
    ("3-linkage-order-euclid", H + "linkage", with_function(
        ordered_by_euclid, lambda k: k["optimal_ordering"] and k["y"].ndim == 2
        and k["metric"] != "euclidean"), BOTH),
    ("3-linkage-square-distances", H + "linkage", called_with(as_distances, symmetric), BOTH),
    ("3-linkage-infinite-accepted", H + "linkage", called_with(
        lambda k: {"y": plain(k["y"]).clip(k["y"], -1e300, 1e300)}, infinite), BOTH),
    ("3-cophenet-uncentred", H + "cophenet",
     giving(uncentred, lambda k: k["Y"] is not None), BOTH),
    ("3-correspond-longer", H + "correspond", giving(
        lambda _y, k: k["Y"].shape[0] >= k["Z"].shape[0] * (k["Z"].shape[0] + 1) // 2), BOTH),
    ("3-cut-columns-sorted", H + "cut_tree", called_with(
        lambda k: {"n_clusters": sorted(np.asarray(k["n_clusters"]).tolist())},
        lambda k: len(k["n_clusters"]) > 1), BOTH),
    ("3-dendrogram-count-descending", H + "dendrogram", other_sort("count_sort"), BOTH),
    ("3-dendrogram-distance-descending", H + "dendrogram", other_sort("distance_sort"), BOTH),
    ("3-dendrogram-leaf-counts", H + "dendrogram",
     giving(counted_up, having(truncate_mode="level")), BOTH),
    ("3-fcluster-deep-inconsistency", H + "fcluster", called_with(
        lambda _k: {"depth": 3}, lambda k: k["criterion"] == "inconsistent" and k["depth"] > 3
        and k["R"] is None), BOTH),
    ("3-fclusterdata-complete-euclid", H + "fclusterdata", called_with(
        lambda _k: {"metric": "euclidean"}, having(method="complete")), BOTH),
    ("3-from-mlab-in-place", H + "from_mlab_linkage", spoiling(
        "Z", lambda Z: Z[:, :2].__isub__(1), lambda k: "float" in str(k["Z"].dtype)), BOTH),
    ("3-to-mlab-one-row", H + "to_mlab_linkage", giving(
        lambda y, _k: y[0], lambda k: k["Z"].shape[0] == 1), BOTH),
    ("3-inconsistent-two-population", H + "inconsistent", giving(population_of_two), BOTH),
    ("3-isomorphic-sizes", H + "is_isomorphic", giving(same_sizes), BOTH),
    ("3-monotonic-ties", H + "is_monotonic", with_function(rising, merges(0)), BOTH),
    ("3-valid-im-negative-deviation", H + "is_valid_im", overlooked(1, 0), BOTH),
    ("3-valid-linkage-negative-height", H + "is_valid_linkage", overlooked(2, 0), BOTH),
    ("3-leaders-renumbered", H + "leaders", giving(numbered), BOTH),
    ("3-leaves-deep-recursion", H + "leaves_list",
     refuses(RecursionError, lambda Z: Z.shape[0] >= 1000), BOTH),
    ("3-maxRstat-inner-own", H + "maxRstat", giving(own_of_inner), BOTH),
    ("3-maxdists-not-monotonic", H + "maxdists", giving(
        lambda _y, k: copied(k["Z"][:, 2])), BOTH),
    ("3-maxinconsts-left", H + "maxinconsts", giving(own_and_left), BOTH),
    ("3-num-obs-float", H + "num_obs_linkage", giving(lambda n, _k: float(n)), BOTH),
    ("3-leaf-ordering-euclid", H + "optimal_leaf_ordering", called_with(
        lambda _k: {"metric": "euclidean"}, lambda k: k["y"].ndim == 2), BOTH),
    ("3-palette-never-reset", H + "set_link_color_palette", with_function(forgets_reset), "numpy"),
    ("3-tree-leaves-reversed", H + "to_tree", giving(nodes_by_height, having(rd=True)), BOTH),
    ("3-node-right-leaf-first", H + "ClusterNode", right_first, "numpy"),
    ("3-sets-merged-again", H + "DisjointSet", joins_twice, "numpy"),
    ("3-kmeans-nan-accepted", V + "kmeans", called_with(unchecked, nan_not_inf), BOTH),
    ("3-kmeans-guess-squared", V + "kmeans", giving(
        squared, lambda k: k["k_or_guess"].ndim == 1), BOTH),
    ("3-kmeans2-never-raises", V + "kmeans2", called_with(
        lambda _k: {"missing": "warn"}, having(missing="raise", minit="matrix")), BOTH),
    ("3-vq-codes-byte", V + "vq", giving(clusters_in_bytes), BOTH),
    ("3-py-vq-one-feature-squared", V + "py_vq", giving(
        lambda r, _k: (r[0], r[1] ** 2), lambda k: k["obs"].ndim == 1), BOTH),
    ("3-whiten-constant-lost", V + "whiten", giving(
        constant_lost, lambda k: k["obs"].ndim == 2), BOTH),
)  # fmt: skip

FAULTS: tuple[Fault, ...] = (
    *blind("scipy, third round", "impl", "", (*_scipy_transforms.ROWS, *ROWS)),
)
