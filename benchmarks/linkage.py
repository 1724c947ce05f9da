"""Time linkage and leaf ordering against SciPy's compiled code, on NumPy; measure their memory.

Run it with ``python benchmarks/linkage.py [n ...]``; the goals are for n = 1000 and n = 4000.
One thread each: set ``OMP_NUM_THREADS=1`` for the libraries that would take more.
"""

from __future__ import annotations

import sys
import tracemalloc

import numpy as np
import scipy.cluster.hierarchy as peer
from _pairs import asked, compare
from scipy.spatial.distance import pdist

from pytest_array_api.reference_impl.cluster import hierarchy

METHODS = ("single", "complete", "average", "weighted", "centroid", "median", "ward")
GOALS = {1000: 8.0, 4000: 5.0}
ORDERING_GOAL = 6.0


def distances(n: int) -> np.ndarray:
    """Return condensed distances of n points around three centres in five dimensions."""
    rng = np.random.default_rng(0)
    return pdist(rng.normal(size=(n, 5)) + 4 * rng.integers(0, 3, size=(n, 1)))


def linkages(n: int) -> list[bool]:
    """Compare the methods at one size; return whether each met the goal."""
    y = distances(n)
    return [
        compare(
            f"linkage {method} n={n}",
            lambda method=method: hierarchy.linkage(y, method),
            lambda method=method: peer.linkage(y, method),
            pairs=7 if n <= 1000 else 3,
        ).minimum
        <= GOALS.get(n, float("inf"))
        for method in METHODS
    ]


def orderings(n: int) -> list[bool]:
    """Compare the ordering of a balanced and of a stringy tree."""
    y = distances(n)
    trees = {method: hierarchy.linkage(y, method) for method in ("ward", "single")}
    return [
        compare(
            f"optimal_leaf_ordering {method} n={n}",
            lambda Z=Z: hierarchy.optimal_leaf_ordering(Z, y),
            lambda Z=Z: peer.optimal_leaf_ordering(Z, y),
            pairs=5,
        ).minimum
        <= ORDERING_GOAL
        for method, Z in trees.items()
    ]


def memory(n: int) -> None:
    """Print the peak memory of a linkage in units of one (n, n) array of float64."""
    y = distances(n)
    for method in ("single", "ward", "centroid"):
        tracemalloc.start()
        hierarchy.linkage(y, method)
        peak = tracemalloc.get_traced_memory()[1] / (8 * n * n)
        tracemalloc.stop()
        print(f"memory of linkage {method} n={n}: {peak:.2f} n^2 numbers of 8 bytes")


def main() -> int:
    """Print the figures; return 1 where a goal is missed."""
    parser = asked(__doc__)
    parser.add_argument("n", nargs="*", type=int, default=[1000, 4000], help="observations")
    sizes = parser.parse_args().n
    met = [goal for n in sizes for goal in linkages(n)]
    met += [goal for n in (50, 200, 400) for goal in orderings(n)]
    memory(1000)
    print(f"{sum(met)} of {len(met)} goals met")
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
