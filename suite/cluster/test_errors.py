"""Arguments that make no sense are refused, with the exceptions that SciPy documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import Input, literal
from ._specs import LINKAGE, METHOD_FUNCTIONS, data, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

REFUSED = (ValueError, TypeError)


def changed(name: str, **changes: float) -> Input:
    """Return an argument of the small calls with one element replaced: ``at_1_2=nan``."""
    values = data(name).values.copy()
    for place, value in changes.items():
        values[tuple(int(i) for i in place.split("_")[1:])] = value
    return Input(values)


def shaped(*shape: int) -> Input:
    """Return ones."""
    return literal(np.ones(shape))


class Row:
    """One call that must be refused.

    Parameters
    ----------
    names
        The functions.
    why
        What is wrong, for the case id.
    raises
        The exceptions that tell it.
    args, kwargs
        Of the call; a text names one of `data`, after "=" it is itself.
    """

    def __init__(self, names: str, why: str, raises: Any, *args: Any, **kwargs: Any) -> None:
        self.specs = named(*names.split())
        self.why, self.raises, self.kwargs = why, raises, kwargs
        self.args = tuple(data(a) if isinstance(a, str) and a in NAMES else a for a in args)


NAMES = ("X", "B", "y", "Z", "R", "T", "U", "M")
NAN, INF = float("nan"), float("inf")
BAD_Z = {
    "three-columns": shaped(8, 3),
    "1-D": shaped(8),
    "no-rows": shaped(0, 4),
    "negative-index": changed("Z", at_3_0=-2.0),
    "negative-height": changed("Z", at_2_2=-1.0),
    "used-twice": changed("Z", at_4_0=3.0),
    "not-yet-formed": changed("Z", at_1_1=12.0),
    "excessive-count": changed("Z", at_2_3=10.0),
}
OF_TREES = (
    "leaves_list cophenet maxdists inconsistent cut_tree is_monotonic num_obs_linkage to_tree "
    "to_mlab_linkage dendrogram"
)
ROWS = (
    *(Row(OF_TREES, why, REFUSED, Z) for why, Z in BAD_Z.items()),
    *(Row("fcluster", why, REFUSED, Z, 1.0, "=distance") for why, Z in BAD_Z.items()),
    *(Row("leaders", why, REFUSED, Z, "T") for why, Z in BAD_Z.items()),
    *(Row("optimal_leaf_ordering", why, REFUSED, Z, "y") for why, Z in BAD_Z.items()),
    Row("linkage", "empty", ValueError, shaped(0)),
    Row("linkage", "one-observation", ValueError, shaped(1, 3)),
    Row("linkage", "not-condensed", ValueError, shaped(4)),
    Row("single complete average weighted centroid median ward", "not-condensed", ValueError,
        shaped(4)),
    Row("linkage", "3-D", ValueError, shaped(2, 2, 2)),
    Row("linkage", "method", ValueError, "X", "centre"),
    Row("linkage", "metric", ValueError, "X", "single", "metre"),
    *(Row("linkage", f"{m}-metric", ValueError, "X", m, "cityblock")
      for m in ("centroid", "median", "ward")),
    Row("fclusterdata", "1-D", TypeError, shaped(9), 1.0),
    Row("fclusterdata", "criterion", ValueError, "X", 1.0, "=far"),
    Row("fcluster", "criterion", ValueError, "Z", 1.0, "=far"),
    Row("fcluster", "R-length", ValueError, "Z", 1.0, R=shaped(5, 4)),
    Row("fcluster", "R-columns", ValueError, "Z", 1.0, R=shaped(8, 3)),
    Row("maxinconsts", "R-length", ValueError, "Z", shaped(5, 4)),
    Row("maxinconsts", "R-columns", ValueError, "Z", shaped(8, 3)),
    Row("maxinconsts", "R-negative", ValueError, "Z", changed("R", at_1_0=-1.0)),
    Row("maxRstat", "R-length", ValueError, "Z", shaped(5, 4), 0),
    Row("maxRstat", "column-4", ValueError, "Z", "R", 4),
    Row("maxRstat", "column-negative", ValueError, "Z", "R", -1),
    Row("maxRstat", "column-float", TypeError, "Z", "R", 1.5),
    Row("inconsistent", "depth-negative", ValueError, "Z", -1),
    Row("inconsistent", "depth-fraction", ValueError, "Z", 2.5),
    Row("cophenet", "Y-length", ValueError, "Z", shaped(10)),
    Row("cophenet", "Y-not-condensed", ValueError, "Z", shaped(11)),
    Row("cut_tree", "both", ValueError, "Z", n_clusters=2, height=1.0),
    Row("leaders", "dtype", TypeError, "Z", literal(np.ones(9), "int64")),
    Row("leaders", "length", ValueError, "Z", literal(np.ones(8), "int32")),
    Row("leaders", "not-a-subtree", ValueError, "Z", literal([1, 1, 2, 1, 2, 1, 1, 2, 1], "int32")),
    Row("is_isomorphic", "length", ValueError, "T", literal([1, 2], "int32")),
    Row("is_isomorphic", "2-D", ValueError, literal(np.ones((3, 3)), "int32"), "T"),
    Row("optimal_leaf_ordering", "y-length", (ValueError, IndexError), "Z", shaped(10)),
    Row("optimal_leaf_ordering", "y-nan", ValueError, "Z", changed("y", at_4=NAN)),
    Row("optimal_leaf_ordering", "y-inf", ValueError, "Z", changed("y", at_4=INF)),
    Row("from_mlab_linkage", "1-D", ValueError, shaped(3)),
    Row("correspond", "Y-not-condensed", ValueError, "Z", shaped(11)),
    Row("correspond", "Z-columns", ValueError, shaped(8, 3), "y"),
    Row("dendrogram", "truncate-mode", ValueError, "Z", truncate_mode="=all", no_plot=True),
    Row("dendrogram", "orientation", ValueError, "Z", orientation="=up", no_plot=True),
    Row("dendrogram", "p", TypeError, "Z", p="=many", no_plot=True),
    Row("vq py_vq", "features", ValueError, "X", shaped(3, 2)),
    Row("vq py_vq", "dimensions", ValueError, "X", shaped(3)),
    Row("vq", "3-D", ValueError, shaped(2, 2, 2), shaped(2, 2, 2)),
    *(Row("vq kmeans kmeans2", f"obs-{v}", ValueError, changed("X", at_4_1=v), "B")
      for v in (NAN, INF)),
    *(Row("vq kmeans kmeans2", f"codes-{v}", ValueError, "X", changed("B", at_1_1=v))
      for v in (NAN, INF)),
    Row("whiten", "nan", ValueError, changed("X", at_4_1=NAN), check_finite=True),
    Row("whiten", "inf", ValueError, changed("X", at_4_1=-INF), check_finite=True),
    Row("kmeans", "iter-0", ValueError, "X", 2, iter=0),
    Row("kmeans", "k-0", ValueError, "X", 0),
    Row("kmeans", "k-negative", ValueError, "X", -2),
    Row("kmeans", "k-fraction", ValueError, "X", 2.5),
    Row("kmeans", "no-codes", ValueError, "X", shaped(0, 3)),
    Row("kmeans", "features", ValueError, "X", shaped(3, 2)),
    Row("kmeans2", "iter-0", ValueError, "X", 2, iter=0),
    Row("kmeans2", "k-0", ValueError, "X", 0),
    Row("kmeans2", "no-codes", ValueError, "X", shaped(0, 3), minit="=matrix"),
    Row("kmeans2", "empty", ValueError, shaped(0, 3), 2),
    Row("kmeans2", "minit", ValueError, "X", 2, minit="=far"),
    Row("kmeans2", "missing", ValueError, "X", 2, missing="=drop"),
    Row("kmeans2", "features", ValueError, "X", shaped(3, 2), minit="=matrix"),
    Row("kmeans2", "more-codes-than-rows", ValueError, "X", 12, minit="=points"),
)  # fmt: skip


def error_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each function of each row."""
    for row in ROWS:
        yield from (Case(spec, {"why": row.why}) for spec in row.specs)


def plain(value: Any) -> Any:
    """Return a text without the sign that it names no data."""
    return value.removeprefix("=") if isinstance(value, str) else value


@cases("errors", error_cases)
def test_arguments(case: Case, subject: Subject) -> None:
    """Matrices that are no trees, shapes that do not fit, unknown words, NaN and infinity."""
    (row,) = [r for r in ROWS if r.why == case["why"] and case.spec in r.specs]
    args = [plain(value) for value in row.args]
    kwargs = {name: plain(value) for name, value in row.kwargs.items()}
    subject.expect_raises(row.raises, *args, **kwargs)


def distance_cases(_profile: Profile) -> Iterator[Case]:
    """Yield linkages of distances that are none."""
    for spec in (LINKAGE, *METHOD_FUNCTIONS):
        for value in ("nan", "inf", "-inf"):
            yield Case(spec, {"distance": value})


@cases("errors", distance_cases)
def test_not_finite(case: Case, subject: Subject) -> None:
    """NaN and infinite distances are refused, wherever they are (scipy#5142)."""
    for place in (0, 17, 35):
        y = changed("y", **{f"at_{place}": float(case["distance"])})
        subject.expect_raises(ValueError, y)


@cases("errors", lambda _p: [
    Case(s, {"observations": v}) for s in named("linkage", "fclusterdata") for v in ("nan", "inf")
])  # fmt: skip
def test_observations(case: Case, subject: Subject) -> None:
    """Observations are finite."""
    X = changed("X", at_4_1=float(case["observations"]))
    subject.expect_raises(ValueError, X, *(() if case.spec is LINKAGE else (1.0,)))


@cases("errors", lambda _p: [Case(s, {"distance": -1}) for s in named("centroid", "median")])
def test_negative_distance(case: Case, subject: Subject) -> None:
    """Negative distances are refused where they break the method (scipy#21011)."""
    subject.expect_raises(ValueError, literal([0.0, 0.0, -1.0]))


@cases("errors", lambda _p: [
    Case(s, {"rng": "and-seed"}) for s in named("kmeans", "kmeans2")
])  # fmt: skip
def test_two_seeds(case: Case, subject: Subject) -> None:
    """Two sources of random numbers are one too many."""
    subject.expect_raises(TypeError, data("X"), 2, rng=1, seed=1)


@cases("errors", lambda _p: [
    Case(s, {"dtype": t}, (t,)) for s in named("kmeans", "kmeans2") for t in ("int64", "complex128")
])  # fmt: skip
def test_unfit_observations(case: Case, subject: Subject) -> None:
    """Observations that have no mean in their own dtype are refused."""
    X = literal(data("X").values.astype(case["dtype"]))
    subject.expect_raises(REFUSED, X, X)
