"""The functions of `cluster`, one row each: a small call, and what comes back from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from .._inputs import Input, draw, literal
from ..oracles import Tree, condensed, grown, squared_distances

if TYPE_CHECKING:
    from .._subject import Subject

BOTH = ("float64", "float32")
N = 9
"""Observations of the small calls."""


@cache
def data(name: str) -> Input:
    """Return an argument of the small calls.

    X: observations; B: three of them, as codes; y: their condensed distances; Z: a linkage,
    R: its inconsistency matrix, T: its flat clusters at height 4, U: the same clusters, other
    numbers; M: the linkage as MATLAB writes it.
    """
    points = literal(draw((N, 3), "float64", 5))
    tree = Tree.of(Z := grown(N, 1))
    flat = tree.flat_at(tree.largest([row[2] for row in tree.rows]), 4.0)
    rows = [(m, v**0.5, k, e / v**0.5 if v else 0) for m, v, k, e in tree.inconsistency(2)]
    return {
        "X": points,
        "B": literal(points.values[:3]),
        "y": literal(np.sqrt(condensed(squared_distances(points.values)))),
        "Z": literal(Z),
        "R": literal(np.array(rows, dtype=float)),
        "T": literal(flat, "int32"),
        "U": literal([7 - 2 * label for label in flat], "int32"),
        "M": literal(np.concatenate([Z[:, :2] + 1, Z[:, 2:3]], axis=1)),
    }[name]


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A function, a small call of it, and what that returns.

    Parameters
    ----------
    name
        In the module `cluster`: "vq.whiten".
    arguments
        Names of `data`, then other values.
    results
        For each array that comes back its dtype and shape. "same" is the dtype of the first
        argument, "index" the default integer dtype; float64 is float32 where there is none. A
        shape () may be a scalar on NumPy.
    keywords
        Further arguments.
    dtypes
        Of the floating-point arguments.
    host
        What may be copied to the host: "verdicts", single values that are looked at where they
        exist, so that lazy arrays stay lazy (is it finite); "numbers", single values that
        decide what comes next; "rows", at most `n` rows of a linkage in one go, since the
        host decides or the result is made of Python objects.
    """

    name: str
    arguments: tuple[Any, ...]
    results: tuple[tuple[str, tuple[int, ...]], ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict[str, Any])
    dtypes: tuple[str, ...] = ("float64",)
    host: Literal["verdicts", "numbers", "rows"] = "verdicts"

    @property
    def feature(self) -> str:
        return f"cluster.{self.name}"

    def inputs(self, dtype: str | None = None, layout: str = "contiguous") -> list[Any]:
        """Return the arguments; the floating-point ones in a dtype, all in a layout."""
        return [self._input(name, dtype or self.dtypes[0], layout) for name in self.arguments]

    def _input(self, name: Any, dtype: str, layout: str) -> Any:
        if not isinstance(name, str):
            return name
        made = data(name)
        if made.values.dtype.kind == "f":
            made = made.converted(dtype)
        return made.laid(layout)

    def call(self, subject: Subject, *args: Any) -> tuple[Any, ...]:
        """Call, and return the arrays that come back."""
        result = subject(*(args or self.inputs()), **self.keywords)
        return result if isinstance(result, tuple) else (result,)


def tree_dtype(*shape: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the results of a function with one array in the dtype of linkages."""
    return (("float64", shape),)


LINKAGE = Function("hierarchy.linkage", ("X",), tree_dtype(N - 1, 4), host="rows")
METHOD_FUNCTIONS = tuple(
    Function(f"hierarchy.{name}", ("y",), tree_dtype(N - 1, 4), host="rows")
    for name in ("single", "complete", "average", "weighted", "centroid", "median", "ward")
)
LABELS = (("int32", (N,)),)
AT_HEIGHT = {"criterion": "distance"}
FUNCTIONS = (
    Function("vq.whiten", ("X",), (("same", (N, 3)),), dtypes=BOTH),
    Function("vq.vq", ("X", "B"), (("int32", (N,)), ("same", (N,))), dtypes=BOTH),
    Function("vq.py_vq", ("X", "B"), (("index", (N,)), ("same", (N,)))),
    Function(
        "vq.kmeans", ("X", "B"), (("same", (3, 3)), ("same", ())), dtypes=BOTH, host="numbers"
    ),
    Function(
        "vq.kmeans2", ("X", "B"), (("same", (3, 3)), ("int32", (N,))), {"iter": 2}, dtypes=BOTH
    ),
    LINKAGE,
    *METHOD_FUNCTIONS,
    Function("hierarchy.cophenet", ("Z",), tree_dtype(N * (N - 1) // 2)),
    Function("hierarchy.inconsistent", ("Z",), tree_dtype(N - 1, 4)),
    Function("hierarchy.maxdists", ("Z",), tree_dtype(N - 1)),
    Function("hierarchy.maxinconsts", ("Z", "R"), tree_dtype(N - 1)),
    Function("hierarchy.maxRstat", ("Z", "R", 1), tree_dtype(N - 1)),
    Function("hierarchy.leaves_list", ("Z",), LABELS),
    Function("hierarchy.cut_tree", ("Z",), (("index", (N, N)),)),
    Function("hierarchy.fcluster", ("Z", 4.0), LABELS, AT_HEIGHT),
    Function("hierarchy.fclusterdata", ("X", 0.9), LABELS, AT_HEIGHT, host="rows"),
    Function("hierarchy.leaders", ("Z", "T"), (("int32", (6,)), ("int32", (6,))), host="numbers"),
    Function("hierarchy.optimal_leaf_ordering", ("Z", "y"), tree_dtype(N - 1, 4), host="rows"),
    Function("hierarchy.from_mlab_linkage", ("M",), tree_dtype(N - 1, 4)),
    Function("hierarchy.to_mlab_linkage", ("Z",), tree_dtype(N - 1, 3)),
)
"""Those that return arrays."""

VERDICTS = (
    Function("hierarchy.is_isomorphic", ("T", "U")),
    Function("hierarchy.is_monotonic", ("Z",)),
    Function("hierarchy.is_valid_linkage", ("Z",)),
    Function("hierarchy.is_valid_im", ("R",)),
    Function("hierarchy.correspond", ("Z", "y")),
    Function("hierarchy.num_obs_linkage", ("Z",)),
)
"""Those that return a truth value or a number."""

OBJECTS = (
    Function("hierarchy.to_tree", ("Z",), host="rows"),
    Function("hierarchy.dendrogram", ("Z",), keywords={"no_plot": True}, host="rows"),
)
"""Those that return Python objects."""

ALL = (*FUNCTIONS, *VERDICTS, *OBJECTS)
BY_NAME = {spec.name.rpartition(".")[2]: spec for spec in ALL}


def named(*names: str) -> tuple[Function, ...]:
    """Return the rows of some functions."""
    return tuple(BY_NAME[name] for name in names)
