"""Cuts at exact heights, trees beyond small blocks, single precision, and what is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from .._kept import kept
from ..oracles import Tree, grown
from ._forest import MONOTONIC, TREES
from ._specs import BY_NAME, data, named
from .test_tree import rows, statistics, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._profile import Profile
    from .._subject import Subject

CUT, FCLUSTER = named("cut_tree"), named("fcluster")


def monotonic_trees(*sizes: int) -> dict[str, Tree]:
    """Return trees of each shape and size, whose heights never fall."""
    return {f"{name} {n}": Tree.of(TREES[name](n)) for name in MONOTONIC for n in sizes}


@cases("values", per_spec(CUT, at="heights"))
def test_exact_heights(case: Case, subject: Subject, profile: Profile) -> None:
    """A merge at the height of the cut is not done: at each height, below, above, and in all."""
    for name, tree in profile.sample(monotonic_trees(2, 9).items(), subject):
        known = sorted({row[2] for row in tree.rows})
        cuts = [h + step for h in known for step in (-0.03125, 0.0, 0.03125)]

        def after(cut: float, tree: Tree = tree) -> list[int]:
            return tree.after(sum(row[2] < cut for row in tree.rows))

        for cut in profile.sample(cuts, subject):
            found = kept(subject, rows(tree), height=cut)
            subject.expect_shape(found, (tree.n, 1))
            labels = subject.host(found)[:, 0].tolist()
            subject.expect(labels == after(cut), f"{name} at {cut}: {labels}, not {after(cut)}")
        together = np.array([after(cut) for cut in cuts]).T
        for given in profile.sample((cuts, tuple(cuts), literal(cuts)), subject):
            subject.expect_equal(kept(subject, rows(tree), height=given), together)


@cases("values", per_spec(CUT, at="numbers"))
def test_numbers(case: Case, subject: Subject, profile: Profile) -> None:
    """A number of clusters may be a number, a list or an array, in the order asked for."""
    trees = (Tree.of(grown(9, 1)), Tree.of(TREES["chain"](12)), Tree.of(grown(2, 1)))
    for tree in profile.sample(trees, subject):
        every = {k: tree.after(tree.n - k) for k in range(1, tree.n + 1)}
        for k, labels in profile.sample(every.items(), subject):
            found = kept(subject, rows(tree), n_clusters=k)
            subject.expect_equal(found, np.array(labels)[:, None])
            subject.expect_equal(kept(subject, rows(tree), k), np.array(labels)[:, None])
        for order in ([tree.n, 1], list(every)[::-1], list(every)[::-2]):
            together = np.array([every[k] for k in order]).T
            for given in (order, tuple(order), literal(order, "int64")):
                subject.expect_equal(kept(subject, rows(tree), n_clusters=given), together)


@cases("values", per_spec(FCLUSTER, arguments="positional"))
def test_positional(case: Case, subject: Subject) -> None:
    """The arguments stand in the order that is documented; whole numbers do for thresholds."""
    tree = Tree.of(grown(9, 3))
    heights = tree.largest([row[2] for row in tree.rows])
    R = statistics(tree)
    values = tree.largest(R[:, 3].tolist())
    t = sorted(values)[4]
    found = kept(subject, rows(tree), t, "inconsistent", 2, literal(R))
    subject.expect_equal(found, np.array(tree.flat_at(values, t)))
    own = np.sort(np.abs(draw((8,), "float64", 4)))
    found = kept(subject, rows(tree), float(own[3]), "monocrit", 2, None, literal(own))
    subject.expect_equal(found, np.array(tree.flat_at(own.tolist(), float(own[3]))))
    for whole in (2, 3, 4):
        found = kept(subject, rows(tree), whole, criterion="distance")
        subject.expect_equal(found, np.array(tree.flat_at(heights, whole)))
        found = kept(subject, rows(tree), float(whole), criterion="maxclust")
        subject.expect_equal(found, np.array(tree.flat_most(heights, whole)))


def coefficient(tree: Tree) -> Any:
    """Return the correlation of heights with other numbers, and these."""
    return literal(draw((tree.n * (tree.n - 1) // 2,), "float64", 3) + 2)


LARGE: dict[str, Callable[[Tree], tuple[tuple[Any, ...], Any]]] = {
    "leaves_list": lambda t: ((), t.leaves()),
    "cophenet": lambda t: ((), t.cophenetic()),
    "maxdists": lambda t: ((), t.largest([row[2] for row in t.rows])),
    "maxinconsts": lambda t: ((literal(statistics(t)),), t.largest(statistics(t)[:, 3].tolist())),
    "maxRstat": lambda t: ((literal(statistics(t)), 1), t.largest(statistics(t)[:, 1].tolist())),
    "fcluster": lambda t: (
        (8.0, "distance"), t.flat_at(t.largest([row[2] for row in t.rows]), 8.0)
    ),
    "cut_tree": lambda t: (
        ([t.n, t.n // 2, 1],), np.array([t.after(t.n - k) for k in (t.n, t.n // 2, 1)]).T
    ),
    "to_mlab_linkage": lambda t: ((), [[r[0] + 1, r[1] + 1, r[2]] for r in t.rows]),
    "num_obs_linkage": lambda t: ((), t.n),
    "is_valid_linkage": lambda _t: ((), True),
    "is_monotonic": lambda t: ((), list(t.rows) == sorted(t.rows, key=lambda row: row[2])),
}  # fmt: skip
"""What a function of a linkage is given besides, and what it returns of a tree."""


@cases("large", lambda _p: [Case(s, {"n": "around-blocks"}) for s in named(*LARGE)])
def test_around_blocks(case: Case, subject: Subject, profile: Profile) -> None:
    """Trees of sizes around those of blocks, random and as deep as they are large."""
    name = case.spec.name.rpartition(".")[2]
    shapes = [(tree, n) for tree in ("rising", "tied", "chain") for n in (3, 33, 64, 65, 130)]
    for shape, n in profile.sample(shapes, subject):
        tree = Tree.of(TREES[shape](n))
        if name == "cut_tree" and shape == "tied":
            continue  # which of equal merges comes first is not for this check
        args, expected = LARGE[name](tree)
        found = kept(subject, rows(tree), *args)
        if hasattr(found, "shape") and getattr(found, "ndim", 0):
            subject.expect_equal(found, np.array(expected))
        else:
            subject.expect(int(found) == int(expected), f"{shape} {n}: {found}, not {expected}")


NARROW = (
    "cophenet", "maxdists", "inconsistent", "maxinconsts", "maxRstat", "fcluster", "leaders",
    "from_mlab_linkage", "to_mlab_linkage",
)  # fmt: skip
"""Those that take a linkage of float32; the others refuse one."""
STRICT = (
    "leaves_list", "cut_tree", "is_monotonic", "num_obs_linkage", "to_tree", "correspond",
    "optimal_leaf_ordering", "dendrogram",
)  # fmt: skip


@cases("dtype", lambda _p: [
    Case(s, {"linkage": "float32"}, ("float32", "float64")) for s in named(*NARROW, *STRICT)
])  # fmt: skip
def test_single_precision(case: Case, subject: Subject) -> None:
    """A linkage of float32 counts as one of float64, or is refused: it is never half a one."""
    spec, name = case.spec, case.spec.name.rpartition(".")[2]
    args = [arg.converted("float32") if hasattr(arg, "values") and arg.values.dtype.kind == "f"
            else arg for arg in spec.inputs()]  # fmt: skip
    if name in STRICT:
        subject.expect_raises((TypeError,), *args, **spec.keywords)
        return
    # Of the values that float32 holds.
    wide = [arg.converted("float64") if hasattr(arg, "values") and arg.values.dtype.kind == "f"
            else arg for arg in args]  # fmt: skip
    expected = spec.call(subject, *wide)
    found = kept(subject, *args, **spec.keywords)
    for actual, one in zip(found if isinstance(found, tuple) else (found,), expected, strict=True):
        subject.expect_equal(actual, subject.host(one))
        subject.expect_dtype(actual, str(subject.host(one).dtype.name))


@cases("non-contiguous", lambda _p: [
    Case(s, {"layout": "all"}) for s in named(*NARROW, *STRICT[:6], "linkage", "vq", "whiten")
])  # fmt: skip
def test_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Every view counts as it reads, bit for bit where nothing is added, and is kept."""
    spec = case.spec
    plain = spec.call(subject)
    for layout in profile.sample(subject.views, subject):
        if layout == "broadcast":
            continue
        found = kept(subject, *spec.inputs(layout=layout), **spec.keywords)
        for actual, one in zip(found if isinstance(found, tuple) else (found,), plain, strict=True):
            if not hasattr(one, "shape") or not one.ndim:
                equal = to_compare(actual) == to_compare(one)
                subject.expect(equal, f"{layout}: {actual}, expected {one}")
                continue
            a, b = subject.host(actual), subject.host(one)
            close = np.allclose(a, b, rtol=1e-6, atol=1e-6)
            subject.expect(close, f"{layout}: {a}, expected {b}")


def to_compare(value: Any) -> Any:
    """Return what two results have in common: the leaves of a tree, or a number."""
    return value.pre_order() if hasattr(value, "pre_order") else float(value)


VALID = named("is_valid_linkage", "is_valid_im")


@cases("values", per_spec(VALID, rows="any"))
def test_valid(case: Case, subject: Subject, profile: Profile) -> None:
    """One row is enough, and many are not too many; whatever is asked, nothing is wrong."""
    of_trees = case.spec.name.endswith("linkage")
    for n in profile.sample((2, 3, 4, 9, 130), subject):
        tree = Tree.of(grown(n, n))
        matrix = rows(tree) if of_trees else literal(statistics(tree))
        for arguments in ({}, {"warning": True}, {"throw": True}, {"name": "M"}):
            found = subject.expect_warning(None, matrix, **arguments)
            subject.expect(truth(found), f"a sound matrix of {n - 1} rows is invalid: {arguments}")
            subject.expect(truth(kept(subject, matrix, **arguments)), "the second call differs")
    if not of_trees:  # a mean, a deviation and a count of nothing
        subject.expect(truth(subject(literal(np.zeros((1, 4))))), "zeros are invalid")


@cases("invalid", per_spec(VALID, what="messages"))
def test_messages(case: Case, subject: Subject) -> None:
    """Warnings and errors call the matrix by the name that it was given."""
    warning = subject.sibling_function("ClusterWarning")
    name = "Z" if case.spec.name.endswith("linkage") else "R"
    values = data(name).values.copy()
    values[5, 1] = -2.0
    matrix, text = literal(values), ""
    for arguments in ({"name": "Ansgar"}, {}):
        try:
            subject(matrix, throw=True, **arguments)
        except ValueError as error:
            text = str(error)
        subject.expect(text, "nothing was raised")
        subject.expect(("Ansgar" in text) == bool(arguments), f"{arguments}: {text!r}")
    found = subject.expect_warning(warning, matrix, warning=True, name="Ansgar")
    subject.expect(not truth(found), "a matrix with a negative number is valid")
    subject.expect(not truth(subject.expect_warning(None, matrix)), "it is valid now")


@cases("values", per_spec(named("is_monotonic"), heights="any"))
def test_monotonic(case: Case, subject: Subject, profile: Profile) -> None:
    """A height that falls, anywhere and however little; equal ones and a single one rise."""
    for n in profile.sample((2, 3, 9, 40), subject):
        Z = TREES["rising"](n)
        steps = np.arange(1.0, n)
        for place in sorted({0, n // 2 - 1, n - 3, n - 2} & set(range(n - 1))):
            for drop in (0.0, 1.0, 1 + 2.0**-18, 3.0):  # exact in float32
                heights = steps.copy()
                heights[place] -= drop
                Z[:, 2] = np.abs(heights)
                expected = Z[:, 2].tolist() == sorted(Z[:, 2].tolist())
                found = truth(kept(subject, literal(Z)))
                subject.expect(found == expected, f"{found} for heights {Z[:, 2].tolist()}")


@cases("no-mutation", lambda _p: [Case(BY_NAME[name], {"keywords": "all"}) for name in KEYWORDS])
def test_keywords(case: Case, subject: Subject, profile: Profile) -> None:
    """No argument is written to, whatever the others are; the second call is like the first."""
    given = KEYWORDS[case.spec.name.rpartition(".")[2]]
    for names, keywords in profile.sample(given, subject):
        args = [data(n) if isinstance(n, str) and len(n) == 1 else n for n in names]
        # Random starts are not for this check.
        first, second = (kept(subject, *args, **keywords) for _ in range(2))
        for a, b in zip(
            *(r if isinstance(r, tuple) else (r,) for r in (first, second)), strict=True
        ):
            if hasattr(a, "shape") and hasattr(a, "ndim") and a.ndim:
                subject.expect_equal(a, subject.host(b))


KEYWORDS: dict[str, tuple[tuple[tuple[Any, ...], dict[str, Any]], ...]] = {
    "vq": tuple(((("X", "B")), {"check_finite": f}) for f in (True, False)),
    "kmeans": ((("X", "B"), {"check_finite": False}), (("X", "B"), {"thresh": 0.0})),
    "kmeans2": tuple((("X", "B"), {"minit": "matrix", "iter": i}) for i in (1, 2, 5)),
    "whiten": tuple((("X",), {"check_finite": f}) for f in (True, False)),
    "cophenet": ((("Z", "y"), {}), (("Z",), {"Y": None})),
    "inconsistent": tuple((("Z",), {"d": d}) for d in (1, 2, 3, 9)),
    "maxRstat": tuple((("Z", "R", i), {}) for i in range(4)),
    "fcluster": (
        (("Z", 1.0), {}), (("Z", 1.0), {"depth": 3}), (("Z", 3), {"criterion": "maxclust"}),
    ),
    "cut_tree": ((("Z",), {"n_clusters": 3}), (("Z",), {"height": 4.0})),
    "optimal_leaf_ordering": (
        (("Z", "X"), {}), (("Z", "y"), {}), (("Z", "X"), {"metric": "cityblock"}),
    ),
    "leaders": ((("Z", "T"), {}),),
    "is_isomorphic": ((("T", "U"), {}),),
    "correspond": ((("Z", "y"), {}),),
}  # fmt: skip
