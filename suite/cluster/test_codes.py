"""Codes of many sizes and dtypes, small deviations, and when k-means ends.

Codes and observations are whole numbers with known distances: what is expected needs no search.
"""

from __future__ import annotations

import warnings
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from .._kept import kept
from ..oracles import code_distances, means, rational
from ._specs import BOTH, named
from .test_kmeans import expect_codes, points
from .test_vq import VQ, WHITEN, verify

if TYPE_CHECKING:
    from .._profile import Profile
    from .._subject import Subject

KMEANS, KMEANS2 = named("kmeans"), named("kmeans2")
COUNTS = (1, 2, 3, 127, 128, 129, 130, 255, 256, 257, 300, 1000, 33000, 70000)


def book(k: int, d: int) -> Any:
    """Return codes whose first features are 8 apart, in no order."""
    codes = np.floor(draw((k, d), "float64", k) * 3)
    codes[:, 0] = 8.0 * (np.arange(k) * 7919 % k)
    return codes


@cases("values", lambda _p: [
    Case(s, {"codes": "many", "d": d}) for s in VQ for d in (1, 2, 6)
])  # fmt: skip
def test_many_codes(case: Case, subject: Subject, profile: Profile) -> None:
    """Any number of codes, each of them found: beyond a byte, and beyond two."""
    for k in profile.sample(COUNTS, subject):
        codes = book(k, case["d"])
        # All, or those at the ends and beside the limits of small integers.
        limits = [0, 127, 128, 255, 256, 300, 32767, 32768, 65535, 65536, k - 1]
        some = sorted({i for i in limits if i < k})
        chosen = np.arange(k) if k <= 300 else np.array(some)
        obs = codes[chosen].copy()
        obs[:, 0] += np.where(chosen % 2, 1.0, -2.0)
        code, dist = kept(subject, literal(obs), literal(codes))
        subject.expect_equal(code, chosen)
        subject.expect_equal(dist, np.where(chosen % 2, 1.0, 2.0))


@cases("values", lambda _p: [Case(s, {"rows": "many"}) for s in VQ])
def test_many_rows(case: Case, subject: Subject, profile: Profile) -> None:
    """Any number of observations, each with its own code, in each layout."""
    codes = book(5, 3)
    for n in profile.sample((1, 2, 31, 33, 64, 65, 100, 129, 1000, 3001), subject):
        chosen = np.arange(n) * 3 % 5
        obs = codes[chosen].copy()
        obs[:, 0] += 3
        code, dist = kept(subject, literal(obs), literal(codes))
        subject.expect_equal(code, chosen)
        subject.expect_equal(dist, np.full(n, 3.0))
    layouts = product(subject.views, ("contiguous", "transposed"))
    for layout, other in profile.sample(layouts, subject):
        if "broadcast" not in {layout, other}:
            obs = codes[[3, 0, 4, 1]] + np.array([0.0, 3, 4])
            if len(np.unique(codes[:, 0])) == 5:
                code, dist = kept(subject, literal(obs).laid(layout), literal(codes).laid(other))
                verify(subject, obs, codes, (code, dist))


MIXED = (
    ("float32", "float64"), ("float64", "float32"), ("float32", "float32"), ("float64", "float64"),
    ("int64", "int64"), ("int32", "int32"), ("int32", "int64"), ("uint8", "uint8"),
    ("int8", "int16"),
)  # fmt: skip


@cases("dtype", lambda _p: [
    Case(s, {"obs": a, "codes": b}, (a, b)) for s in VQ for a, b in MIXED
    if s.name == "vq.vq" or "float32" not in {a, b}
])  # fmt: skip
def test_mixed_precision(case: Case, subject: Subject) -> None:
    """Distances are in the wider precision of both, to its rounding; whole numbers in float64."""
    obs = np.floor(draw((12, 5), "float64", 1) * 50 + 60).astype(case["obs"])
    codes = np.floor(draw((4, 5), "float64", 2) * 50 + 60).astype(case["codes"])
    if case["codes"] == "float64":
        codes += 2.0**-40  # what float32 loses
    result = kept(subject, literal(obs), literal(codes))
    name = np.result_type(obs, codes).name
    subject.expect_dtype(result[1], name if name.startswith("float") else subject.default_float)
    verify(subject, obs, codes.astype(subject.narrowed(codes.dtype.name)), result)


@cases("values", lambda _p: [Case(s, {"check_finite": False}) for s in VQ])
def test_unchecked(case: Case, subject: Subject) -> None:
    """Unchecked, finite rows have their codes, and NaN raises nothing."""
    codes = book(4, 3)
    obs = codes[[2, 0, 3, 1]] + np.array([0.0, 0.25, 0.0])
    plain = [subject.host(r) for r in kept(subject, literal(obs), literal(codes))]
    for value in (None, np.nan):
        spoilt = obs.copy()
        if value is not None:
            spoilt[1, 2] = value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = kept(subject, literal(spoilt), literal(codes), check_finite=False)
            code, dist = (subject.host(r) for r in found)
        rows = [0, 2, 3] if value is not None else [0, 1, 2, 3]
        same = np.array_equal(code[rows], plain[0][rows]) and np.array_equal(
            dist[rows], plain[1][rows]
        )
        subject.expect(same, f"codes {code} and distances {dist} with NaN in row 1")


@cases("values", lambda _p: [Case(s, {"data": "1-D", "codes": "any"}) for s in VQ])
def test_one_feature(case: Case, subject: Subject, profile: Profile) -> None:
    """One feature without its axis: any number of codes, in any order, in both precisions."""
    for dtype in subject.available(BOTH if case.spec.name == "vq.vq" else BOTH[:1]):
        for k in profile.sample((1, 2, 5, 200), subject):
            codes = book(k, 1)[:, 0]
            obs = np.concatenate([codes + 3, codes - 1])
            code, dist = kept(subject, literal(obs, dtype), literal(codes, dtype))
            subject.expect_equal(code, np.tile(np.arange(k), 2))
            subject.expect_equal(dist, np.repeat([3.0, 1.0], k))


SCALES = (1.0, 2.0**-10, 2.0**-30, 2.0**30)


@cases(
    "values", lambda _p: [Case(s, {"rows": "all", "dtype": t}, (t,)) for s in WHITEN for t in BOTH]
)
def test_deviations(case: Case, subject: Subject, profile: Profile) -> None:
    """Small and large deviations, alone or beside a mean; few rows and many, one feature too."""
    dtype = case["dtype"]
    eps = 2.0**-23 if dtype == "float32" else 2.0**-52
    shapes = ((2, 4), (3, 1), (7, 4), (10, 4), (11, 4), (33, 4), (257, 4))
    for n, d in profile.sample(shapes, subject):
        for mean in (0.0, 1.0):
            scale = np.array(SCALES[:d])
            values = (draw((n, d), "float64", n) * scale + mean).astype(dtype)
            columns = rational(values).T
            variances = [sum((c - sum(c) / n) ** 2) / n for c in columns]
            # A deviation that the precision of the mean leaves nothing of is none to be judged.
            judged = [float(v) > (64 * eps * mean) ** 2 > -1 and v > 0 for v in variances]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = subject.host(kept(subject, literal(values)))
            for j in np.flatnonzero(judged):
                deviation = float(variances[j]) ** 0.5
                expected = values[:, j].astype(np.float64) / deviation
                limit = 32 * eps * (1 + 4 * mean / deviation) * np.max(np.abs(expected))
                error = np.max(np.abs(found[:, j] - expected))
                text = f"{n} rows, deviation {deviation:.3g}: off by {error:.3g}, not {limit:.3g}"
                subject.expect(error <= limit, text)


@cases("values", per_spec(WHITEN, data="constant"))
def test_constants(case: Case, subject: Subject) -> None:
    """Constant features stay, beside others that do not; integers are scaled as numbers are."""
    values = np.array([[1.0, 5, 0, -7, 1], [3, 5, 0, -7, 2], [1, 5, 0, -7, 1], [3, 5, 0, -7, 2]])
    expected = values / np.array([1.0, 1, 1, 1, 0.5])
    for dtype in ("float64", "float32", "int64"):
        found = subject.expect_warning(RuntimeWarning, literal(values, dtype), check_finite=True)
        subject.expect_equal(found, expected)
    subject.expect_equal(kept(subject, literal(values[:, [0, 4]])), expected[:, [0, 4]])


def settled(obs: Any, codes: Any, thresh: float) -> tuple[Any, float]:
    """Do steps until the distortion changes by at most a threshold; return codes, distortion."""
    previous = np.inf
    while True:
        exact = code_distances(obs, codes)
        labels = np.argmin(exact, axis=1).tolist()
        distortion = float(np.mean(np.sqrt(exact.min(axis=1).astype(float))))
        moved = means(obs, labels, len(codes))
        codes = np.array([mean for mean in moved if mean is not None])
        if abs(previous - distortion) <= thresh:
            return codes, distortion
        previous = distortion


def distortions(obs: Any, codes: Any) -> list[float]:
    """Return the distortion of each step, until it doesn't change."""
    found: list[float] = []
    while len(found) < 2 or found[-1] != found[-2]:
        exact = code_distances(obs, codes)
        found.append(float(np.mean(np.sqrt(exact.min(axis=1).astype(float)))))
        moved = means(obs, np.argmin(exact, axis=1).tolist(), len(codes))
        codes = np.array([mean for mean in moved if mean is not None])
    return found


@cases("thresh", lambda _p: [
    Case(s, {"scale": x, "ndim": n}) for s in KMEANS for x in (2.0**-8, 1.0, 2.0**8) for n in (1, 2)
])  # fmt: skip
def test_thresholds(case: Case, subject: Subject, profile: Profile) -> None:
    """A step that changes the distortion by no more than `thresh` is the last: not by a share."""
    obs = points(7) * case["scale"]
    start = obs[[3, 4, 20, 31]] + case["scale"] / 2
    if case["ndim"] == 1:
        obs, start = obs[:, :1], start[:, :1]
    changes = sorted({abs(a - b) for a, b in pairwise(distortions(obs, start))})
    between = [(a + b) / 2 for a, b in pairwise(changes) if b - a > 1e-3 * changes[-1]]
    for thresh in profile.sample((*between, 2 * changes[-1]), subject):
        expected, distortion = settled(obs, start, thresh)
        given = (obs[:, 0], start[:, 0]) if case["ndim"] == 1 else (obs, start)
        codes, found = kept(subject, *map(literal, given), thresh=thresh)
        expect_codes(subject, codes, expected[:, 0] if case["ndim"] == 1 else expected)
        close = abs(float(found) / distortion - 1) <= 1e-5
        subject.expect(close, f"thresh={thresh}: distortion {float(found)}, not {distortion}")


@cases("values", lambda _p: [
    Case(s, {"codes": "few", "dtype": t}, (t,)) for s in (*KMEANS, *KMEANS2) for t in BOTH
])  # fmt: skip
def test_few_codes(case: Case, subject: Subject) -> None:
    """One code is the mean, as many as observations are these; with an axis of features or not."""
    obs = points(9, 7) + np.arange(7)[:, None] * 64
    for given in (obs, obs[:, 0]):
        mean = np.mean(given, axis=0, keepdims=True)
        more: dict[str, Any] = {"iter": 3}
        if case.spec in KMEANS2:
            more = {"iter": 3, "minit": "points"}
        data = literal(given, case["dtype"])
        rng = np.random.default_rng
        codes, other = kept(subject, data, 1, rng=rng(1), **more)
        expect_codes(subject, codes, mean)
        if case.spec in KMEANS:
            apart = (
                np.sqrt(np.sum((obs - obs.mean(0)) ** 2, 1))
                if given.ndim == 2
                else abs(given - mean)
            )
            close = abs(float(other) / np.mean(apart) - 1) <= 1e-5
            subject.expect(close, f"distortion {float(other)}, expected {np.mean(apart)}")
        codes, other = kept(subject, data, 7, rng=rng(2), **more)
        found = subject.host(codes)
        same = np.array_equal(np.sort(found, axis=0), np.sort(given, axis=0))
        subject.expect(same, f"codes {found}, the observations are {given}")
        subject.expect_dtype(codes, case["dtype"])
        guess = literal(given[:2] + 0.25, case["dtype"])
        more = {"minit": "matrix"} if case.spec in KMEANS2 else {}
        codes, other = kept(subject, data, guess, **more)
        subject.expect_shape(codes, guess.values.shape)


@cases("seeds", lambda _p: [Case(s, {"sources": "all"}) for s in (*KMEANS, *KMEANS2)])
def test_sources(case: Case, subject: Subject) -> None:
    """A number is the seed of a generator of its kind; the same state gives the same codes."""
    obs = literal(points(5))
    more = {"iter": 2} if case.spec in KMEANS else {"iter": 2, "minit": "points"}
    for seed in (0, 3):
        pairs_of = (
            ({"rng": seed}, {"rng": np.random.default_rng(seed)}),
            ({"seed": seed}, {"seed": np.random.RandomState(seed)}),
        )
        for one, other in pairs_of:
            a, b = (subject.host(kept(subject, obs, 4, **more, **x)[0]) for x in (one, other))
            subject.expect(np.array_equal(a, b), f"{one} and its generator give other codes")


@cases("missing", lambda _p: [Case(s, {"ndim": n}) for s in KMEANS2 for n in (1, 2)])
def test_missing(case: Case, subject: Subject) -> None:
    """A code without observations warns or raises, with an axis of features or without."""
    obs, start = np.array([[0.0], [1.0], [9.0]]), np.array([[0.0], [9.0], [500.0]])
    given = [literal(x[:, 0] if case["ndim"] == 1 else x) for x in (obs, start)]
    error = subject.sibling_function("ClusterError")
    expected = np.array([[0.5], [9.0], [500.0]])
    expected = expected[:, 0] if case["ndim"] == 1 else expected
    for minit in ("matrix", "points", "random", "++"):  # with codes, however they are called
        arguments = {"iter": 1, "minit": minit}
        subject.expect_raises(error, *given, missing="raise", **arguments)
        codes, labels = subject.expect_warning(UserWarning, *given, missing="warn", **arguments)
        subject.expect_equal(codes, expected)
        subject.expect_equal(labels, np.array([0, 0, 1]))


@cases("values", lambda _p: [Case(s, {"twice": "same"}) for s in (*VQ, *KMEANS, *KMEANS2)])
def test_same_array_twice(case: Case, subject: Subject) -> None:
    """Observations may be their own codes, as one and the same array."""
    values = book(6, 3)
    array = subject.array(literal(values))
    more = {"iter": 2, "minit": "matrix"} if case.spec in KMEANS2 else {}
    first, second = kept(subject, array, array, **more)
    if case.spec in VQ:
        subject.expect_equal(first, np.arange(6))
        subject.expect_equal(second, np.zeros(6))
        return
    subject.expect_equal(first, values)
    if case.spec in KMEANS2:
        subject.expect_equal(second, np.arange(6))
    else:
        subject.expect(float(second) == 0, f"distortion {float(second)}, expected 0")
