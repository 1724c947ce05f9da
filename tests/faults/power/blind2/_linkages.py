"""Linkages, written blind a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._blind import BOTH, Row
from .._clusters import for_method
from .._operators import copied, plain
from ._named import as_before, called_with, giving, rows_of, spoiling
from ._operators import both, cast

if TYPE_CHECKING:
    Named = dict[str, Any]


def observations(named: Named) -> bool:
    return named["y"].ndim == 2


def condensed(named: Named) -> bool:
    return named["y"].ndim == 1


def single_heights(Z: Any, _named: Named) -> Any:
    Z = copied(Z)
    Z[:, 2] = cast(cast(Z[:, 2], "float32"), str(Z.dtype).rpartition(".")[2])
    return Z


def two_reversed(Z: Any, _named: Named) -> Any:
    return Z[:, [1, 0, 2, 3]] if Z.shape[0] == 1 else Z


def large_pairs_raised(Z: Any, _named: Named) -> Any:
    """Weigh merges of two clusters of three or more by the smaller one's size alone."""
    rows = rows_of(Z)
    n = len(rows) + 1
    for row in rows:
        if min(row[0], row[1]) >= n:
            sizes = [rows[int(child) - n][3] for child in row[:2]]
            if min(sizes) > 2:
                row[2] *= (1 + min(sizes) / max(sizes)) ** 0.5
    return as_before(Z, rows)


def heights_sorted(Z: Any, _named: Named) -> Any:
    """Leave no inversions."""
    rows = rows_of(Z)
    for row, height in zip(rows, sorted(row[2] for row in rows), strict=True):
        row[2] = height
    return as_before(Z, rows)


def zeros_lifted(Z: Any, _named: Named) -> Any:
    """Give duplicates the distance that cancellation leaves between them."""
    Z = copied(Z)
    Z[:, 2] = plain(Z).where(Z[:, 2] == 0, 1e-7 * Z[:, 2].max() + 1e-12, Z[:, 2])
    return Z


ROWS: tuple[Row, ...] = (
    ("2-linkage-single-precision-input", "cluster.hierarchy.linkage",
     giving(single_heights, both(observations, lambda n: "float32" in str(n["y"].dtype))), BOTH),
    ("2-linkage-two-observations-reversed", "cluster.hierarchy.linkage",
     giving(two_reversed, lambda n: not n["optimal_ordering"]), BOTH),
    ("2-linkage-ward-large-clusters", "cluster.hierarchy.linkage",
     giving(large_pairs_raised, for_method("ward")), BOTH),
    ("2-linkage-no-inversions", "cluster.hierarchy.linkage",
     giving(heights_sorted, for_method("centroid", "median")), BOTH),
    ("2-linkage-weighted-of-distances-is-average", "cluster.hierarchy.linkage",
     called_with(lambda _n: {"method": "average"}, both(for_method("weighted"), condensed)), BOTH),
    ("2-linkage-duplicates-apart", "cluster.hierarchy.linkage",
     giving(zeros_lifted, both(observations, for_method("average", "complete", "ward"))), BOTH),
    ("2-linkage-complete-metric-forgotten", "cluster.hierarchy.linkage",
     called_with(lambda _n: {"metric": "euclidean"}, both(observations, for_method("complete"))),
     BOTH),
    ("2-linkage-unordered-without-observations", "cluster.hierarchy.linkage",
     called_with(lambda _n: {"optimal_ordering": False}, condensed), BOTH),
    ("2-linkage-ward-squares-in-place", "cluster.hierarchy.linkage",
     spoiling("y", lambda y: y.__imul__(y), both(
         for_method("ward"), condensed, lambda n: "float64" in str(n["y"].dtype))), BOTH),
)  # fmt: skip
