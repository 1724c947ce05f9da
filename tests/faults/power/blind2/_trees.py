"""Flat clusters, statistics of linkages and trees, written blind a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row
from .._clusters import criterion
from .._operators import copied, plain
from ._named import as_before, beyond, called_with, giving, having, rows_of, spoiling, with_function
from ._operators import both, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]


def leaves(named: Named) -> int:
    return named["Z"].shape[0] + 1


def next_float(value: Any, towards: float) -> float:
    return float(np.nextafter(float(value), towards))


def heights_up(named: Named) -> Named:
    """Do merges at the cutting height too."""
    height = named["height"]
    if hasattr(height, "shape"):
        return {"height": plain(height).nextafter(height, plain(height).full_like(height, np.inf))}
    if isinstance(height, list | tuple):
        return {"height": [next_float(value, np.inf) for value in height]}
    return {"height": next_float(height, np.inf)}


def columns_sorted(named: Named) -> Named:
    number = named["n_clusters"]
    if isinstance(number, list | tuple):
        return {"n_clusters": sorted(number)}
    return {"n_clusters": np.sort(number) if isinstance(number, np.ndarray) else number.sort()[0]}


def all_in_one_from_zero(T: Any, _named: Named) -> Any:
    return T - 1 if int(T.max()) == 1 else T


def single_leader(result: Any, named: Named) -> Any:
    L, M = result
    return (L - 1, M) if L.shape[0] == 1 and leaves(named) > 2 else result


def cosine(result: Any, named: Named) -> Any:
    """Correlate without taking off the means."""
    _c, d = result
    Y = named["Y"]
    return (d * Y).sum() / ((d * d).sum() * (Y * Y).sum()) ** 0.5, d


def own_height_at_root(y: Any, named: Named) -> Any:
    y = copied(y)
    y[-1] = named["Z"][-1, 2]
    return y


def left_only(y: Any, named: Named) -> Any:
    """Look at the left child alone."""
    own, rows = rows_of(named["R"]), rows_of(named["Z"])
    n, largest = len(rows) + 1, []
    for row, (left, *_) in enumerate(rows):
        below = largest[int(left) - n] if left >= n else own[row][3]
        largest.append(max(own[row][3], below))
    return as_before(y, largest)


def integers_accepted(function: Function, named: Named) -> Any:
    return function(**{**named, "Z": cast(named["Z"], "float64")})


def integer_linkage(named: Named) -> bool:
    return "int" in str(named["Z"].dtype)


def refused(y: Any, _named: Named) -> Any:
    return False if isinstance(y, bool) else y & ~y


def rises(y: Any, named: Named) -> Any:
    """Ask for heights that differ."""
    heights = named["Z"][:, 2]
    return y & (heights[1:] > heights[:-1]).all()


def sizes_alike(y: Any, named: Named) -> Any:
    """Compare how large clusters are, not who is in them."""
    counts = [
        sorted(np.unique(np.asarray(named[name]), return_counts=True)[1].tolist())
        for name in ("T1", "T2")
    ]
    return (y | ~y) if counts[0] == counts[1] else y


def more_distances(y: Any, named: Named) -> Any:
    n = leaves(named)
    return named["Y"].shape[0] >= n * (n - 1) // 2


def left_size_and_one(Z: Any, _named: Named) -> Any:
    """Count the right child as one observation."""
    rows = rows_of(Z)
    n = len(rows) + 1
    for row in rows:
        left = rows[int(row[0]) - n][3] if row[0] >= n else 1
        if row[1] >= n and row[0] >= n:
            row[3] = left + 1
    return as_before(Z, rows)


def ids_from_one(Z: Any) -> None:
    Z[:, :2] += 1


def larger_first(y: Any, named: Named) -> Any:
    """Visit the child with more observations first."""
    rows = rows_of(named["Z"])
    n = len(rows) + 1

    def count(node: float) -> float:
        return rows[int(node) - n][3] if node >= n else 1

    waiting, found = [2 * n - 2], []
    while waiting:
        node = int(waiting.pop())
        if node < n:
            found.append(node)
            continue
        left, right = rows[node - n][:2]
        waiting += [left, right] if count(right) > count(left) else [right, left]
    return as_before(y, found)


def pairs_unordered(Z: Any, named: Named) -> Any:
    """Never swap two observations that merge with each other."""
    n, given = Z.shape[0] + 1, rows_of(named["Z"])
    rows = rows_of(Z)
    return as_before(
        Z,
        [old if max(old[0], old[1]) < n else new for old, new in zip(given, rows, strict=True)],
    )


def nodes_in_preorder(result: Any, _named: Named) -> Any:
    """List leaves from left to right."""
    root, nodes = result
    n = (len(nodes) + 1) // 2
    return root, [*root.pre_order(lambda node: node), *nodes[n:]]


ROWS: tuple[Row, ...] = (
    ("2-fcluster-depth-forgotten", "cluster.hierarchy.fcluster",
     called_with(lambda _n: {"depth": 2}, criterion("inconsistent")), BOTH),
    ("2-fcluster-one-cluster-is-two", "cluster.hierarchy.fcluster",
     called_with(lambda _n: {"t": 2}, both(criterion("maxclust"), lambda n: n["t"] == 1)), BOTH),
    ("2-fcluster-maxclust-of-heights", "cluster.hierarchy.fcluster",
     called_with(lambda _n: {"criterion": "maxclust"},
                 lambda n: n["criterion"] == "maxclust_monocrit" and
                 tuple(n["monocrit"].shape) == (leaves(n) - 1,)), BOTH),
    ("2-fcluster-monocrit-below", "cluster.hierarchy.fcluster",
     called_with(lambda n: {"t": next_float(n["t"], -np.inf)}, criterion("monocrit")), BOTH),
    ("2-fcluster-all-in-one-from-zero", "cluster.hierarchy.fcluster",
     giving(all_in_one_from_zero), BOTH),
    ("2-fcluster-never-all-alone", "cluster.hierarchy.fcluster",
     called_with(lambda n: {"t": leaves(n) - 1},
                 both(criterion("maxclust"), lambda n: n["t"] >= leaves(n) > 2)), BOTH),
    ("2-fclusterdata-metric-of-single-only", "cluster.hierarchy.fclusterdata",
     called_with(lambda _n: {"metric": "euclidean"}, lambda n: n["method"] != "single"), BOTH),
    ("2-leaders-of-one-cluster", "cluster.hierarchy.leaders", giving(single_leader), BOTH),
    ("2-cut-tree-height-inclusive", "cluster.hierarchy.cut_tree",
     called_with(heights_up, lambda n: n["height"] is not None), BOTH),
    ("2-cut-tree-columns-sorted", "cluster.hierarchy.cut_tree",
     called_with(columns_sorted, lambda n: len(n["n_clusters"]) > 1), BOTH),
    ("2-cophenet-cosine", "cluster.hierarchy.cophenet",
     giving(cosine, lambda n: hasattr(n["Y"], "shape")), BOTH),
    ("2-inconsistent-depth-at-most-three", "cluster.hierarchy.inconsistent",
     called_with(lambda _n: {"d": 3}, beyond(3, "d")), BOTH),
    ("2-maxdists-root-alone", "cluster.hierarchy.maxdists", giving(own_height_at_root), BOTH),
    ("2-maxinconsts-left-child", "cluster.hierarchy.maxinconsts", giving(left_only), BOTH),
    ("2-maxRstat-second-is-first", "cluster.hierarchy.maxRstat",
     called_with(lambda _n: {"i": 0}, having(i=1)), BOTH),
    ("2-is-valid-linkage-integers", "cluster.hierarchy.is_valid_linkage",
     with_function(integers_accepted, integer_linkage), BOTH),
    ("2-is-valid-im-one-row", "cluster.hierarchy.is_valid_im",
     giving(refused, lambda n: n["R"].shape[0] == 1), BOTH),
    ("2-is-monotonic-strictly", "cluster.hierarchy.is_monotonic", giving(rises), BOTH),
    ("2-is-isomorphic-by-size", "cluster.hierarchy.is_isomorphic", giving(sizes_alike), BOTH),
    ("2-correspond-more-distances", "cluster.hierarchy.correspond", giving(more_distances), BOTH),
    ("2-from-mlab-linkage-right-child-once", "cluster.hierarchy.from_mlab_linkage",
     giving(left_size_and_one, lambda n: n["Z"].ndim == 2), BOTH),
    ("2-to-mlab-linkage-in-place", "cluster.hierarchy.to_mlab_linkage",
     spoiling("Z", ids_from_one, lambda n: n["Z"].ndim == 2), BOTH),
    ("2-leaves-list-larger-first", "cluster.hierarchy.leaves_list", giving(larger_first), BOTH),
    ("2-optimal-leaf-ordering-pairs-stay", "cluster.hierarchy.optimal_leaf_ordering",
     giving(pairs_unordered), BOTH),
    ("2-to-tree-nodes-in-preorder", "cluster.hierarchy.to_tree",
     giving(nodes_in_preorder, lambda n: n["rd"]), BOTH),
)  # fmt: skip
