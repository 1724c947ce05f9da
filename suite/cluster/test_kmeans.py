"""k-means: single steps by hand, invariants of the result, seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from ..oracles import code_distances, isomorphic, means
from ._specs import BOTH, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._profile import Profile
    from .._subject import Subject

KMEANS, KMEANS2 = named("kmeans"), named("kmeans2")
MINITS = ("random", "points", "++")


def points(seed: int, n: int = 40) -> Any:
    """Return whole numbers that are easy to add up."""
    return np.floor(draw((n, 2), "float64", seed) * 64)


def steps(obs: Any, codes: Any, count: int) -> tuple[Any, list[int]]:
    """Do some steps exactly: label by the nearest code, move codes to their means."""
    labels: list[int] = []
    for _ in range(count):
        labels = np.argmin(code_distances(obs, codes), axis=1).tolist()
        moved = means(obs, labels, len(codes))
        codes = np.array([c if m is None else m for c, m in zip(codes, moved, strict=True)])
    return codes, labels


@cases("values", lambda p: [
    Case(s, {"iter": i, "dtype": t}, (t,)) for s in KMEANS2
    for i in p.pick((1, 3), (1, 2, 3, 10), range(1, 12)) for t in BOTH
])  # fmt: skip
def test_steps(case: Case, subject: Subject) -> None:
    """Labels are those of the codes before the last update, codes the means of their rows."""
    obs = points(1)
    start = obs[:4] + 0.5  # seven steps to the end
    codes, labels = steps(obs, start, case["iter"])
    found, code = subject(
        literal(obs, case["dtype"]), literal(start, case["dtype"]), iter=case["iter"],
        minit="matrix",
    )  # fmt: skip
    subject.expect_equal(code, np.array(labels))
    expect_codes(subject, found, codes)


def expect_codes(subject: Subject, actual: Any, expected: Any) -> None:
    """Require the exact means, to the rounding of a sum."""
    subject.expect_shape(actual, expected.shape)
    found = subject.host(actual)
    error = float(np.max(np.abs(found - expected)) / np.max(np.abs(expected)) / subject.eps(found))
    subject.record(error, "eps", limit=32.0, n=expected.size)
    subject.expect(error <= 32, f"codes are off by {error:.3g} eps: {found}, expected {expected}")


@cases("values", lambda _p: [Case(s, {"data": "by-hand"}) for s in (*KMEANS, *KMEANS2)])
def test_by_hand(case: Case, subject: Subject) -> None:
    """0, 1, 9 and 10 from the codes 0 and 9."""
    obs, start = literal([0.0, 1.0, 9.0, 10.0]), literal([0.0, 9.0])
    if case.spec in KMEANS2:
        codes, labels = subject(obs, start, iter=1, minit="matrix")
        subject.expect_equal(codes, np.array([0.5, 9.5]))
        subject.expect_equal(labels, np.array([0, 0, 1, 1]))
        return
    codes, distortion = subject(obs, start)
    subject.expect_equal(codes, np.array([0.5, 9.5]))
    subject.expect(float(distortion) == 0.5, f"distortion {float(distortion)!r}, expected 0.5")


@cases("values", lambda _p: [Case(s, {"data": "scipy#8727"}) for s in KMEANS])
def test_rising_distortion(case: Case, subject: Subject) -> None:
    """A step that makes the distortion rise does not end the search.

    It does rise here on the way, where a search that ended would return 0.5 and 11.
    """
    obs = literal([-5.0, 6.0, 8.0, 11.0, 14.0])
    codes, _ = subject(obs, literal([11.0, 13.0]))
    subject.expect_equal(codes, np.array([-5.0, 9.75]))


@cases("distortion", lambda _p: [
    Case(s, {"k": k, "dtype": t}, (t,)) for s in KMEANS for k in (1, 3, 6) for t in BOTH
])  # fmt: skip
def test_distortion(case: Case, subject: Subject) -> None:
    """The distortion is the mean distance of the run whose codes come back (scipy#24069).

    With `thresh=0` a run ends where nothing changes: the codes before the last update are those
    after it.
    """
    obs = points(2)
    seed = np.random.default_rng(3)
    codes, distortion = subject(
        literal(obs, case["dtype"]), case["k"], iter=4, thresh=0.0, rng=seed
    )
    book = subject.host(codes)
    subject.expect(book.shape[0] <= case["k"], f"{book.shape[0]} codes for k = {case['k']}")
    least = np.sqrt(code_distances(obs, book).min(axis=1).astype(float))
    error = abs(float(distortion) / np.mean(least) - 1) / subject.eps(book)
    subject.record(float(error), "eps", limit=64.0, n=len(obs))
    subject.expect(
        error <= 64, f"distortion {float(distortion)!r}, the codes have {np.mean(least)!r}"
    )


@cases("best-run", lambda _p: [Case(s, {"iter": i}) for s in KMEANS for i in (1, 8)])
def test_best_run(case: Case, subject: Subject) -> None:
    """The best of `iter` runs counts, each from the next draws of one generator."""
    obs = literal(points(4))
    rng = np.random.default_rng(7)
    each = [float(subject(obs, 5, iter=1, rng=rng)[1]) for _ in range(case["iter"])]
    best = float(subject(obs, 5, iter=case["iter"], rng=np.random.default_rng(7))[1])
    subject.expect(abs(best / min(each) - 1) <= 1e-5, f"the best has {best}, the runs have {each}")


@cases("seeds", lambda _p: [Case(s, {"by": by}) for s in KMEANS2 for by in ("rng", "seed")])
def test_seed_of_points(case: Case, subject: Subject) -> None:
    """`points` starts at the rows that NumPy's generator chooses, no draw before that."""
    obs = points(5)
    make = np.random.default_rng if case["by"] == "rng" else np.random.RandomState
    start = obs[make(11).choice(len(obs), size=4, replace=False)]
    codes, labels = steps(obs, start, 2)
    found, code = subject(literal(obs), 4, iter=2, minit="points", **{case["by"]: 11})
    subject.expect_equal(code, np.array(labels))
    expect_codes(subject, found, codes)


def minit_cases(**more: Any) -> Callable[[Profile], list[Case]]:
    """Return a case for each way to start; numbers like the data need a decomposition."""
    needs = {"random": ("linalg",)}
    return lambda _profile: [
        Case(spec, {"minit": minit, **more}, needs.get(minit, ()))
        for spec in KMEANS2
        for minit in MINITS
    ]


@cases("seeds", minit_cases())
def test_same_as_on_numpy(case: Case, subject: Subject) -> None:
    """Equal seeds give equal clusters on every backend, and other seeds others."""
    obs = points(6)
    arguments = {"iter": 5, "minit": case["minit"]}
    plain = subject.function(
        obs.astype(subject.narrowed("float64")), 3, rng=np.random.default_rng(2), **arguments
    )
    codes, labels = subject(literal(obs), 3, rng=np.random.default_rng(2), **arguments)
    subject.expect_equal(labels, plain[1])
    expect_codes(subject, codes, plain[0].astype(float))
    starts = {
        tuple(subject.host(subject(literal(obs), 3, rng=np.random.default_rng(i), **arguments)[1]))
        for i in range(5)
    }
    subject.expect(len(starts) > 1, "five seeds gave the same labels")


@cases("seeds", lambda _p: [Case(s, {"data": "heaps"}) for s in KMEANS2])
def test_careful_seeding(case: Case, subject: Subject) -> None:
    """`++` starts one code in each heap of equal points: the others have no chance."""
    heap = np.arange(20) % 4
    obs = literal(np.stack([heap * 50.0, heap * heap * 10.0], axis=1))
    for seed in range(5):
        rng = np.random.default_rng(seed)
        codes, labels = subject(obs, 4, iter=1, minit="++", rng=rng)
        same = isomorphic(subject.host(labels).tolist(), heap.tolist())
        subject.expect(same, f"two codes started in one heap, seed {seed}")
        rows = sorted(map(tuple, subject.host(codes).tolist()))
        subject.expect(rows == sorted(map(tuple, obs.values[:4].tolist())), f"codes {rows}")


@cases("seeds", minit_cases(data="wide"))
def test_wide_data(case: Case, subject: Subject) -> None:
    """More features than observations are no obstacle (scipy#11462)."""
    obs = literal(draw((5, 9), "float64", 1))
    codes, labels = subject(obs, 1, iter=1, minit=case["minit"], rng=np.random.default_rng(0))
    subject.expect_equal(labels, np.zeros(5))
    expect_codes(subject, codes, np.mean(obs.values, axis=0, keepdims=True))


@cases("missing", lambda _p: [Case(s, {"missing": m}) for s in KMEANS2 for m in ("warn", "raise")])
def test_missing(case: Case, subject: Subject) -> None:
    """A code without observations stays where it is, with a warning, or raises."""
    obs, start = literal([[0.0], [1.0], [9.0]]), literal([[0.0], [9.0], [500.0]])
    arguments = {"iter": 1, "minit": "matrix", "missing": case["missing"]}
    if case["missing"] == "raise":
        error = subject.sibling_function("ClusterError")
        subject.expect_raises(error, obs, start, **arguments)
        subject(obs, literal([[0.0], [9.0]]), **arguments)
        return
    codes, labels = subject.expect_warning(UserWarning, obs, start, **arguments)
    subject.expect_equal(codes, np.array([[0.5], [9.0], [500.0]]))
    subject.expect_equal(labels, np.array([0, 0, 1]))
    subject.expect_warning(None, obs, literal([[0.0], [9.0]]), **arguments)


@cases("missing", per_spec(KMEANS))
def test_dropped(case: Case, subject: Subject) -> None:
    """Codes without observations are dropped, the others keep their order."""
    obs, start = literal([[0.0], [1.0], [9.0]]), literal([[500.0], [9.0], [-800.0], [0.0]])
    codes, distortion = subject(obs, start)
    subject.expect_equal(codes, np.array([[9.0], [0.5]]))
    subject.expect(abs(float(distortion) - 1 / 3) < 1e-6, f"distortion {float(distortion)}")


@cases("invariant", lambda p: [
    Case(s, {"seed": i}) for s in KMEANS2 for i in range(p.pick(2, 5, 30))
])  # fmt: skip
def test_fixed_point(case: Case, subject: Subject) -> None:
    """After enough steps every observation has its nearest code, and a code is a mean."""
    obs = points(case["seed"] + 10, 60)
    codes, labels = subject(
        literal(obs), literal(obs[:5] + 0.25), iter=25, minit="matrix", missing="raise"
    )
    label = subject.host(labels).tolist()
    expect_codes(subject, codes, np.array(means(obs, label, 5)))
    exact = code_distances(obs, np.array(means(obs, label, 5)))
    chosen = exact[np.arange(len(obs)), label]
    best = np.all(chosen.astype(float) <= exact.min(axis=1).astype(float) * (1 + 1e-6))
    subject.expect(best, "an observation has a code that is not the nearest")


def thresh_profiles(_profile: Profile) -> list[Case]:
    """Return the thresholds that stop at once, and never too early."""
    return [Case(s, {"thresh": t}) for s in KMEANS for t in (1e9, 0.0)]


@cases("thresh", thresh_profiles)
def test_threshold(case: Case, subject: Subject) -> None:
    """A change of the distortion of at most `thresh` ends the search: a huge one after two steps.

    The distortion of the first step has none to be compared with.
    """
    obs, start = points(7), points(8, 3)
    codes, _ = subject(literal(obs), literal(start), thresh=case["thresh"])
    found = subject.host(codes)
    if case["thresh"]:
        expect_codes(subject, codes, steps(obs, start, 2)[0])
        return
    settled, _ = steps(obs, start, 30)
    subject.expect(np.allclose(found, settled, rtol=1e-5), f"{found}, expected {settled}")
