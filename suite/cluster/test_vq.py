"""Vector quantisation against exact distances; scaling of features."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import draw, literal
from ..oracles import code_distances, rational
from ._specs import BOTH, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

VQ, WHITEN = named("vq", "py_vq"), named("whiten")
# (observations, features, codes): single ones, more features than codes, more codes than fit a
# vector register
SIZES = ((1, 1, 1), (7, 1, 3), (40, 2, 5), (30, 8, 4), (25, 17, 33), (60, 5, 1))


def quantised_cases(profile: Profile) -> Iterator[Case]:
    """Yield sizes, with the data near to the origin and far from it."""
    for spec in VQ:
        for n, d, k in profile.pick(SIZES[1:5], SIZES, (*SIZES, (2000, 16, 50))):
            for offset in (0.0, 1e3, 1e5):
                for dtype in BOTH if spec.name == "vq.vq" else BOTH[:1]:
                    yield Case(
                        spec, {"n": n, "d": d, "k": k, "offset": offset, "dtype": dtype}, (dtype,)
                    )


@cases("values", quantised_cases)
def test_quantised(case: Case, subject: Subject) -> None:
    """The nearest code, as far from the origin as near to it, and the distance to it."""
    n, d, k = case["n"], case["d"], case["k"]
    obs, codes = (
        literal((draw((rows, d), "float64", seed) + case["offset"]).astype(case["dtype"]))
        for seed, rows in enumerate((n, k))
    )
    verify(subject, obs.values, codes.values, subject(obs, codes))


def verify(subject: Subject, obs: Any, codes: Any, result: Any, *, strict: bool = False) -> None:
    """Require a code that no other is nearer than, to rounding, and its distance.

    The code may be chosen by products: |x - c|^2 = |x|^2 - 2 x.c + |c|^2 about a moved origin,
    which costs roundings of the spread of the data. It may not cost roundings of the offset.
    """
    code, dist = (subject.host(r) for r in result)
    subject.expect(code.shape == dist.shape == (len(obs),), f"{code.shape} codes")
    inside = np.all((code >= 0) & (code < len(codes)))
    subject.expect(inside, f"codes from {code.min()} to {code.max()} of {len(codes)}")
    exact = code_distances(obs, codes)
    eps, d = Fraction(subject.eps(dist)), obs.shape[1]
    least = exact.min(axis=1)
    chosen = exact[np.arange(len(obs)), code.astype(int)]
    spread = exact.max()
    slack = least * (d + 6) * eps + (0 if strict else 4 * (d + 6) * eps * spread)
    regret = float(max(np.maximum(chosen - least, 0)) / (spread or 1) / eps)
    wrong = int(np.sum(chosen > least + slack))
    subject.expect(wrong == 0, f"{wrong} of {len(obs)} codes are not the nearest, by {regret:.3g}")
    squares = rational(dist) ** 2
    units = [
        float(abs(a - b) / (b * eps)) if b else float(a != 0) * 1e9
        for a, b in zip(squares, chosen, strict=True)
    ]
    limit = d + 6.0  # the square of (d / 2 + 3) eps
    subject.record(max(units) / 2, "eps", limit=limit / 2, n=len(obs))
    subject.expect(max(units) <= limit, f"distances are off by {max(units) / 2:.3g} eps")


@cases("values", lambda _p: [Case(s, {"data": "3-4-5"}) for s in VQ])
def test_triangle(case: Case, subject: Subject) -> None:
    """The distance is the root of the sum of squares: 5 for 3 and 4."""
    obs = literal([[0.0, 0.0], [3.0, 4.0], [9.0, 40.0]])
    code, dist = subject(obs, literal([[0.0, 0.0], [0.0, 40.0]]))
    subject.expect_equal(code, np.array([0, 0, 1]))
    subject.expect_equal(dist, np.array([0.0, 5.0, 9.0]))


@cases("values", lambda _p: [Case(s, {"data": "1-D"}) for s in VQ])
def test_one_feature(case: Case, subject: Subject) -> None:
    """Observations of one feature may come without its axis."""
    code, dist = subject(literal([0.0, 4.0, 5.5, -2.0]), literal([5.0, 0.0]))
    subject.expect_equal(code, np.array([1, 0, 0, 1]))
    subject.expect_equal(dist, np.array([0.0, 1.0, 0.5, 2.0]))


@cases("ties", lambda _p: [Case(s, {"d": d}) for s in VQ for d in (1, 2, 8)])
def test_first_of_ties(case: Case, subject: Subject) -> None:
    """Of codes at one distance the first counts; whole numbers leave no doubt."""
    d = case["d"]
    codes = np.concatenate([np.eye(d), -np.eye(d), np.eye(d)])
    code, dist = subject(literal(np.zeros((3, d))), literal(codes))
    subject.expect_equal(code, np.zeros(3))
    subject.expect_equal(dist, np.ones(3))


@cases("translation", lambda p: [
    Case(s, {"dtype": t, "offset": o}, (t,)) for s in named("vq") for t in BOTH
    for o in p.pick((2.0**10,), (2.0**10, 2.0**17), (2.0**5, 2.0**10, 2.0**17))
])  # fmt: skip
def test_translation(case: Case, subject: Subject) -> None:
    """Moving observations and codes together by an exact amount changes nothing that matters.

    SciPy 1.17 mislabels a third of such rows in float32.
    """
    step = 2.0**-4  # all values fit float32 at every offset
    obs, codes = (
        np.round(draw((rows, 12), "float64", seed) * 2 / step) * step + case["offset"]
        for seed, rows in ((1, 200), (2, 40))
    )
    obs, codes = literal(obs, case["dtype"]), literal(codes, case["dtype"])
    verify(subject, obs.values, codes.values, subject(obs, codes), strict=True)


@cases("large", lambda _p: [Case(s, {"scale": x}) for s in VQ for x in (2.0**40, 2.0**-40)])
def test_scale(case: Case, subject: Subject) -> None:
    """Huge and tiny numbers are as good as any (scipy#3702)."""
    obs, codes = (draw((rows, 5), "float64", rows) for rows in (20, 6))
    code, dist = subject(literal(obs * case["scale"]), literal(codes * case["scale"]))
    verify(subject, obs, codes, (code, dist / case["scale"]))


@cases("far-apart", lambda _p: [Case(s) for s in named("vq")])
def test_far_apart(case: Case, subject: Subject) -> None:
    """Heaps far from one another, each with codes close together: no origin suits all."""
    heap = np.repeat([-(2.0**12), 0.0, 2.0**12], 8)[:, None]
    codes = heap + draw((24, 6), "float64", 1) / 2**6
    obs = codes + draw((24, 6), "float64", 2) / 2**10
    obs, codes = (np.round(x * 2**10) / 2**10 for x in (obs, codes))
    verify(subject, obs, codes, subject(literal(obs), literal(codes)), strict=True)


@cases("values", lambda _p: [
    Case(s, {"dtype": t}, (t,)) for s in WHITEN for t in ("float64", "float32")
])  # fmt: skip
def test_two_points(case: Case, subject: Subject) -> None:
    """Two points lie one deviation from their mean: divided by n, not by n - 1."""
    x = literal([[1.0, 10.0, -4.0], [3.0, 30.0, 4.0]], case["dtype"])
    subject.expect_equal(subject(x), np.array([[1.0, 1.0, -1.0], [3.0, 3.0, 1.0]]))


@cases("values", lambda p: [
    Case(s, {"n": n, "dtype": t}, (t,)) for s in WHITEN for n in p.pick((9,), (9, 300), (9, 5000))
    for t in BOTH
])  # fmt: skip
def test_whitened(case: Case, subject: Subject) -> None:
    """Each feature over its exact deviation."""
    x = literal(draw((case["n"], 4), case["dtype"], 3) * np.array([1, 8, 0.5, 64], case["dtype"]))
    found = subject.host(subject(x))
    columns = rational(x.values).T
    variances = [sum((c - sum(c) / len(c)) ** 2) / len(c) for c in columns]
    expected = x.values.astype(np.float64) / np.array([float(v) ** 0.5 for v in variances])
    error = np.max(np.abs(found - expected) / np.abs(expected)) / subject.eps(found)
    subject.record(float(error), "eps", limit=32.0, n=case["n"])
    subject.expect(error <= 32, f"features are off by {error:.3g} eps")


@cases("warning", per_spec(WHITEN))
def test_constant_feature(case: Case, subject: Subject) -> None:
    """A feature without deviation stays as it is, and a warning says so."""
    x = literal([[1.0, 5.0], [3.0, 5.0], [1.0, 5.0], [3.0, 5.0]])
    found = subject.expect_warning(RuntimeWarning, x, check_finite=True)
    subject.expect_equal(found, np.array([[1.0, 5.0], [3.0, 5.0], [1.0, 5.0], [3.0, 5.0]]))
    subject.expect_warning(None, literal([[1.0, 5.0], [3.0, 6.0]]), check_finite=True)


@cases("nan-inf", per_spec(WHITEN))
def test_unchecked(case: Case, subject: Subject) -> None:
    """Unchecked, NaN stays in its feature."""
    x = literal([[1.0, np.nan], [3.0, 1.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = subject.host(subject(x, check_finite=False))
    subject.expect(np.array_equal(found[:, 0], [1.0, 3.0]), f"{found[:, 0]}, expected 1 and 3")
    subject.expect(np.all(np.isnan(found[:, 1])), "NaN in a feature got lost")
