"""Operators of the third round for clustering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pytest_array_api.reference_impl.cluster import hierarchy

from .._operators import copied, plain
from ..blind2._named import as_before, called_with, giving, rows_of
from ..blind2._operators import cast

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Named = dict[str, Any]


def having(**values: Any) -> Function:
    return lambda named: all(named[key] == value for key, value in values.items())


def merges(n: int) -> Function:
    """Hold for linkages with more rows."""
    return lambda named: named["Z"].shape[0] > n


def wrapping(bits: int, lowest: int = 0) -> Any:
    """Count observations in an integer of few bits."""

    def change(Z: Any, _named: Named) -> Any:
        Z = copied(Z)
        Z[:, 3] = (Z[:, 3] - lowest) % 2**bits + lowest
        return Z

    return giving(change)


def climbing(Z: Any, _named: Named) -> Any:
    """Let no merge be lower than the one before."""
    return as_before(Z, [[a, b, max(r[2] for r in rows_of(Z)[: i + 1]), n]
                         for i, (a, b, _, n) in enumerate(rows_of(Z))])  # fmt: skip


def height(change: Function, when: Function) -> Any:
    """Change all heights: ``change(column)``."""

    def changed(Z: Any, _named: Named) -> Any:
        Z = copied(Z)
        Z[:, 2] = change(Z[:, 2])
        return Z

    return giving(changed, when)


def floored(heights: Any) -> Any:
    """Take roots of rounding errors."""
    return heights + (heights == 0) * heights.max() * 2**-26


def ordered_by_euclid(f: Function, named: Named) -> Any:
    Z = f(**{**named, "optimal_ordering": False})
    return hierarchy.optimal_leaf_ordering(Z, named["y"])


def as_distances(named: Named) -> Named:
    """Take symmetric observations for a matrix of distances."""
    rows = np.asarray(named["y"])
    return {"y": as_before(named["y"], rows[np.triu_indices(len(rows), 1)])}


def symmetric(named: Named) -> bool:
    rows = np.asarray(named["y"])
    return rows.ndim == 2 and (rows == rows.T).all() and (np.diag(rows) == 0).all()


def infinite(named: Named) -> bool:
    y = named["y"]
    return y.ndim == 1 and bool((abs(y) == np.inf).any())


def uncentred(result: Any, named: Named) -> Any:
    """Correlate without subtracting means."""
    _, d = result
    y = named["Y"]
    return (y * d).sum() / ((y * y).sum() * (d * d).sum()) ** 0.5, d


def population_of_two(R: Any, _named: Named) -> Any:
    """Divide by n for two heights."""
    R = copied(R)
    two = (R[:, 2] == 2) & (R[:, 1] > 0)
    R[:, 1] = plain(R).where(two, R[:, 1] / 2**0.5, R[:, 1])
    R[:, 3] = plain(R).where(two, R[:, 3] * 2**0.5, R[:, 3])
    return R


def same_sizes(_same: Any, named: Named) -> bool:
    """Compare the sizes of clusters only."""
    counts = [np.unique(np.asarray(named[key]), return_counts=True)[1] for key in ("T1", "T2")]
    return sorted(counts[0].tolist()) == sorted(counts[1].tolist())


def rising(f: Function, named: Named) -> Any:
    """Refuse ties."""
    heights = named["Z"][:, 2]
    return f(**named) and bool((heights[1:] > heights[:-1]).all())


def numbered(result: Any, _named: Named) -> Any:
    """Give the clusters other numbers."""
    L, M = result
    return L, as_before(M, list(range(1, M.shape[0] + 1)))


def own_and_left(y: Any, named: Named) -> Any:
    """Look at a merge and its first child, no deeper."""
    heights, n = named["R"][:, 3], named["Z"].shape[0] + 1
    found = [max(float(heights[i]), float(heights[int(row[0]) - n]) if row[0] >= n else 0.0)
             for i, row in enumerate(rows_of(named["Z"]))]  # fmt: skip
    return as_before(y, found)


def own_of_inner(y: Any, named: Named) -> Any:
    """Forget the children of a merge of two clusters."""
    n, y = named["Z"].shape[0] + 1, copied(y)
    for i, row in enumerate(rows_of(named["Z"])):
        if min(row[:2]) >= n:
            y[i] = named["R"][i, named["i"]]
    return y


def overlooked(column: int, value: float) -> Any:
    """Not look at a column."""

    def repaired(named: Named) -> Named:
        key = "Z" if "Z" in named else "R"
        rows = copied(named[key])
        rows[:, column] = abs(rows[:, column]) + value
        return {key: rows}

    return called_with(
        repaired,
        lambda k: next(iter(k.values())).ndim == 2 and next(iter(k.values())).shape[1] == 4,
    )


def other_sort(key: str) -> Any:
    return called_with(lambda _k: {key: "ascending"}, having(**{key: "descending"}))


def counted_up(result: Any, _named: Named) -> Any:
    """Count one too many in contracted leaves."""
    labels = [f"({int(s[1:-1]) + 1})" if s[:1] == "(" else s for s in result["ivl"]]
    return {**result, "ivl": labels}


def joins_twice(cls: Any) -> Any:
    """Report a merge of two elements that were together."""

    def merge(self: Any, x: Any, y: Any) -> bool:
        return cls.merge(self, x, y) or x != y

    return type(cls.__name__, (cls,), {"merge": merge, "__module__": cls.__module__})


def right_first(cls: Any) -> Any:
    """Visit a leaf on the right before the tree on the left."""

    def pre_order(self: Any, *func: Any) -> list[Any]:
        if not self.is_leaf() and self.right.is_leaf() and not self.left.is_leaf():
            return [*self.right.pre_order(*func), *self.left.pre_order(*func)]
        return cls.pre_order(self, *func)

    return type(cls.__name__, (cls,), {"pre_order": pre_order, "__module__": cls.__module__})


def nodes_by_height(result: Any, _named: Named) -> Any:
    """List the leaves from the last to the first."""
    root, nodes = result
    n = root.count
    return root, [*nodes[:n][::-1], *nodes[n:]]


def squared(result: Any, _named: Named) -> Any:
    """Return the mean of squares for the mean of distances."""
    codes, distortion = result
    return codes, distortion**2


def forgets_reset(f: Function, named: Named) -> Any:
    return None if named["palette"] is None else f(**named)


def clusters_in_bytes(result: Any, _named: Named) -> Any:
    code, dist = result
    return code % 256, dist


def unchecked(named: Named) -> Named:
    return {"check_finite": False}


def nan_not_inf(named: Named) -> bool:
    obs = named["obs"]
    return named["check_finite"] and bool((obs != obs).any())


def constant_lost(y: Any, named: Named) -> Any:
    obs = named["obs"]
    return cast(y * ((obs != obs[:1]).any(0)), str(y.dtype).rpartition(".")[2])
