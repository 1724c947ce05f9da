"""Frequencies, shifts, fast lengths and workers over all that their arguments may be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import VIEWS, drawn, literal
from .._kept import kept
from .._tolerance import band
from ..oracles import frequencies, golden, smooth_numbers
from ._judgement import expected_of, input_of
from ._plans import Plan
from ._specs import FAST_LENGTHS, FREQUENCIES, HANKEL, HANKEL_OFFSET, SHIFTS, TRANSFORMS, WORKERS
from .test_helpers import SMOOTH, frequency_arguments, shifted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

LENGTHS = (1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 100, 257)
SPACINGS = (None, 1.0, 2.0, 0.5, -0.5, 0.1, 0.3, 1e-3, 3, 7.5, 1e6, 2.0**-20, -3)


def spacing_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the default dtype, and each that the standard lets one ask for."""
    for spec in FREQUENCIES:
        yield Case(spec, {"spacings": "all"})
        for dtype in ("float32", "float64"):
            yield Case(spec, {"spacings": "all", "dtype": dtype}, (dtype,), "standard")


@cache
def exact_bins(n: int, d: float, name: str) -> Any:
    """Return the exact frequencies."""
    return frequencies(n, d, real=name == "rfftfreq")


@cases("values", spacing_cases)
def test_spacings(case: Case, subject: Subject, profile: Profile) -> None:
    """Bin k is k / (n d) for any spacing and length, in the dtype that was asked for."""
    arguments = frequency_arguments(subject)
    name = case.parameters.get("dtype")
    if name:
        subject.requires_argument("dtype")
        arguments = {"dtype": subject.dtype(name)}
    for n in profile.sample(LENGTHS, subject):
        place = {"device": subject.home} if name and n % 2 else {}
        for d in profile.sample(SPACINGS, subject):
            actual = subject(n, **({} if d is None else {"d": d}), **arguments, **place)
            exact = exact_bins(n, 1.0 if d is None else d, case.spec.name)
            subject.expect_shape(actual, exact.shape)
            subject.expect_dtype(actual, name or subject.default_float)
            subject.expect_device(actual, subject.home)
            found = subject.host(actual)
            ulp = np.spacing(np.abs(exact).astype(found.dtype)).astype(np.float64)
            error = float(np.max(np.abs(found.astype(np.float64) - exact) / ulp))
            subject.expect(error <= 2, f"n={n}, d={d}: frequencies are off by {error:.3g} ulp")


SHIFTED = {
    1: ((1,), (2,), (5,), (6,), (65,), (128,)),
    2: ((4, 4), (5, 5), (3, 4), (2, 3), (1, 6), (33, 3)),
    3: ((3, 3, 3), (2, 3, 5), (4, 1, 3)),
    4: ((3, 2, 4, 5),),
}


def shift_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each number of axes; the standard shifts floating-point numbers only."""
    for spec in SHIFTS:
        yield from (Case(spec, {"ndim": ndim}) for ndim in SHIFTED)
        yield Case(spec, {"ndim": 3, "dtypes": "whole"}, (), "scipy")


def axes_of(ndim: int) -> Iterator[Any]:
    """Yield each way to name axes: none, one from either end, several in any order."""
    yield None
    yield from range(-ndim, ndim)
    for count in range(1, ndim + 1):
        for turn, axes in enumerate(permutations(range(ndim), count)):
            if ndim < 4 or turn % 4 == 0:
                yield axes
                yield [a - ndim if (i + turn) % 2 else a for i, a in enumerate(axes)]


@cases("axes", shift_cases)
def test_shift_axes(case: Case, subject: Subject, profile: Profile) -> None:
    """Along every axis, any of them in any order, counted from either end, or all."""
    inverse = case.spec.name == "ifftshift"
    names = ("float64", "complex64", "float32", "complex128")
    if "dtypes" in case.parameters:
        names = ("bool", "int8", "uint8", "int32", "int64", "uint64")
    dtypes = subject.available(names)
    for shape in SHIFTED[case["ndim"]]:
        for turn, axes in profile.sample(enumerate(axes_of(len(shape))), subject):
            x = drawn(shape, dtypes[turn % len(dtypes)], turn)
            actual = kept(subject, x, **({} if axes is None else {"axes": axes}))
            subject.expect_equal(actual, shifted(x.values, axes, inverse=inverse))
            subject.expect_dtype(actual, x.values.dtype.name)
            subject.expect_device(actual, subject.home)


@cases("non-contiguous", per_spec(SHIFTS, layout="all"))
def test_shift_views(case: Case, subject: Subject, profile: Profile) -> None:
    """Views are shifted as they read, and not written to; NaN and infinities move as well."""
    inverse = case.spec.name == "ifftshift"
    for layout in profile.sample(subject.views, subject):
        for dtype in subject.available(("float64", "complex64")):
            for axes in (None, 0, -1, (1, 0)):
                x = drawn((4, 4), dtype)
                values = x.values if layout != "broadcast" else x.values[:1].repeat(4, 0)
                actual = kept(subject, x.laid(layout), **({} if axes is None else {"axes": axes}))
                subject.expect_equal(actual, shifted(values, axes, inverse=inverse))
    special = np.array([np.nan, 1.0, np.inf, -np.inf, 2.0])
    subject.expect_equal(subject(literal(special)), shifted(special, None, inverse=inverse))


@cases("values", lambda _p: [
    Case(s, {"real": r, "target": "large"}) for s in FAST_LENGTHS for r in (False, True)
])  # fmt: skip
def test_large_fast_lengths(case: Case, subject: Subject) -> None:
    """Beside powers of two and ten up to 2^36, and beside the fast lengths themselves."""
    real, following = case["real"], case.spec.name == "next_fast_len"
    known = smooth_numbers(SMOOTH[real], 2**37)
    bases = [2**k for k in range(1, 37)] + [10**k for k in range(1, 11)] + list(known[:6000:150])
    for target in sorted({base + step for base in bases for step in (-1, 0, 1)}):
        if target < 1:
            continue
        # The keyword, and its place.
        found = subject.function(target, real) if target % 2 else subject.function(
            target, **({"real": True} if real else {})
        )  # fmt: skip
        place = bisect_left(known, target) if following else bisect_right(known, target) - 1
        subject.expect(found == known[place], f"{target} gave {found}, expected {known[place]}")
        subject.expect(isinstance(found, int), f"{target} gave {type(found).__name__}, no int")


@cases("values", per_spec(WORKERS[1:], contexts="nested"))
def test_nested_workers(case: Case, subject: Subject) -> None:
    """Contexts lie in one another, end in case of an error, and refuse what is no number."""
    get, context = subject.sibling_function("get_workers"), subject.function
    with context(2):
        with context(3):
            subject.expect(get() == 3, f"{get()} workers inside both contexts")
        subject.expect(get() == 2, f"{get()} workers after the inner context")
        with pytest.raises(KeyError), context(4):
            raise KeyError
        subject.expect(get() == 2, f"{get()} workers after an error")
    subject.expect(get() == 1, f"{get()} workers after the contexts")
    with context(1000):
        subject.expect(get() == 1000, f"{get()} workers of 1000")
    with context(-1):
        subject.expect(get() >= 1, f"{get()} workers for -1")
    for wrong in (0, -(10**6)):
        with pytest.raises(ValueError), context(wrong):  # noqa: PT011 -- each has its own text
            pass
    subject.expect(get() == 1, f"{get()} workers after what was refused")


@cases("workers", lambda _p: [Case(s, {}, (), "scipy") for s in TRANSFORMS])
def test_workers(case: Case, subject: Subject) -> None:
    """Any number of workers does the same, as far as there are any."""
    subject.requires_argument("workers")
    if not case.spec.trigonometric and subject.active.target.backend != "numpy":
        pytest.skip("n/a: workers are those of SciPy's kernels, for NumPy's arrays")
    planned = Plan(case.spec, (3, 4), case.spec.dtypes[0])
    for workers in (1, 2, -1, None):
        actual = kept(subject, input_of(planned), workers=workers)
        subject.expect_close(actual, expected_of(planned), **planned.tolerance)
    for wrong in (0, -(10**6)):
        subject.expect_raises((ValueError,), input_of(planned), workers=wrong)


@cases("batch-independence", per_spec(HANKEL, rows="any"))
def test_hankel_rows(case: Case, subject: Subject, profile: Profile) -> None:
    """The golden transforms in rows of a batch, of any size and view, which is kept."""
    inverse = case.spec.name == "ifht"
    for turn, row in profile.sample(enumerate(golden()[0]), subject):
        exact = row.ifht if inverse else row.fht
        arguments = {name: getattr(row, name) for name in ("dln", "mu", "offset", "bias")}
        factors = 1.0 + np.arange((1, 2, 33, 130)[turn % 4] * 3) % 5
        shape = (3, -1) if turn % 2 else (-1,)
        a, expected = (
            np.multiply.outer(factors.reshape(shape), np.asarray(v)) for v in (row.a, exact)
        )
        layout = list(VIEWS)[turn % len(VIEWS)]
        x = literal(a).laid("contiguous" if layout == "broadcast" else layout)
        found = subject.host(kept(subject, x, **arguments))
        subject.expect(found.shape == expected.shape, f"shape {found.shape}, not {expected.shape}")
        apart = np.linalg.norm(found - expected, axis=-1) / factors.reshape(shape)
        error = float(np.max(apart)) / subject.eps(found)
        limit = 2 * (band(row.n) + row.conditioning) * row.scale(inverse=inverse)
        subject.expect(error <= limit, f"{arguments}: error {error:.3g} eps, limit {limit:.3g}")


@cases("values", per_spec((HANKEL_OFFSET,), arguments="grid"))
def test_nearest_offset(case: Case, subject: Subject) -> None:
    """The offset is the nearest to the one given, and the same seen from its neighbours."""
    for dln in (0.05, 0.3, 1.0):
        for mu in (-0.4, 0.0, 0.8, 5.0):
            for bias in (-0.3, 0.0, 0.25):
                base = subject.function(dln, mu, bias=bias)
                for initial in (-1.7, -0.2, 0.0, 0.4, 3.1):
                    found = subject.function(dln, mu, initial=initial, bias=bias)
                    near = abs(found - initial) <= dln / 2 * (1 + 1e-9)
                    steps = (found - base) / dln
                    text = f"dln={dln}, mu={mu}, initial={initial}, bias={bias} gave {found}"
                    subject.expect(near and abs(steps - round(steps)) < 1e-6, text)
