"""Time the functions of a finished tree against SciPy on NumPy.

``OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/tree.py``
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.cluster.hierarchy as scipy_hierarchy
from _pairs import compare

from pytest_array_api.reference_impl.cluster import hierarchy

if TYPE_CHECKING:
    from collections.abc import Callable


def calls(n: int) -> dict[str, Callable[[Any], Any]]:
    """Return what is timed, for a linkage of `n` observations; each call takes a module."""
    Z = scipy_hierarchy.ward(np.random.default_rng(0).standard_normal((n, 4)))
    R, values = scipy_hierarchy.inconsistent(Z), scipy_hierarchy.maxdists(Z)
    T, t = scipy_hierarchy.fcluster(Z, n // 10, "maxclust"), float(Z[n // 2, 2])
    mlab = scipy_hierarchy.to_mlab_linkage(Z)
    return {
        "leaves_list": lambda m: m.leaves_list(Z),
        "cophenet": lambda m: m.cophenet(Z),
        "inconsistent": lambda m: m.inconsistent(Z),
        "maxdists": lambda m: m.maxdists(Z),
        "maxinconsts": lambda m: m.maxinconsts(Z, R),
        "fcluster distance": lambda m: m.fcluster(Z, t, "distance"),
        "fcluster inconsistent": lambda m: m.fcluster(Z, 1.0),
        "fcluster maxclust": lambda m: m.fcluster(Z, 5, "maxclust"),
        "fcluster monocrit": lambda m: m.fcluster(Z, t, "monocrit", monocrit=values),
        "leaders": lambda m: m.leaders(Z, T),
        "is_isomorphic": lambda m: m.is_isomorphic(T, T),
        "from_mlab_linkage": lambda m: m.from_mlab_linkage(mlab),
        "to_mlab_linkage": lambda m: m.to_mlab_linkage(Z),
        "to_tree": lambda m: m.to_tree(Z),
        "dendrogram": lambda m: m.dendrogram(Z, no_plot=True, truncate_mode="lastp"),
        "cut_tree, 5 cuts": lambda m: m.cut_tree(Z, n_clusters=[2, 3, 4, 5, 6]),
        "cut_tree, all cuts": lambda m: m.cut_tree(Z),
    }


def main() -> None:
    """Print one line per function and number of observations."""
    for n in (50, 1000):
        for name, call in calls(n).items():
            compare(
                f"{name}, n = {n}",
                lambda call=call: call(hierarchy),
                lambda call=call: call(scipy_hierarchy),
                pairs=5 if name.startswith("cut_tree") else 15,
            )


if __name__ == "__main__":
    main()
