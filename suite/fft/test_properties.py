"""Identities that hold for any input: a wrong result breaks one that names the cause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import Input, drawn, literal
from .._tolerance import band
from ..oracles import exponentials
from ._plans import Plan, plan
from ._specs import FOURIER, NORMS, ONE_AXIS, SEVERAL_AXES, TRANSFORMS, TRIGONOMETRIC, Transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .._profile import Profile
    from .._subject import Subject

BY_NAME = {spec.name: spec for spec in TRANSFORMS}
LENGTHS = (7, 8)
LONG = (2048, 6144, 8192)


def length_cases(specs: tuple[Transform, ...], **more: Any) -> Callable[[Profile], list[Case]]:
    """Return one case per row and length, of both parities."""
    return lambda _profile: [Case(spec, {"n": n, **more}) for spec in specs for n in LENGTHS]


@cases("linearity", per_spec(TRANSFORMS))
def test_linearity(case: Case, subject: Subject) -> None:
    """The transform of a x - b y is a times one minus b times the other."""
    one, other = plan(case.spec), plan(case.spec, seed=1)
    mixed = literal(2.5 * one.input.values - 0.75 * other.input.values)
    expected = 2.5 * one.expected - 0.75 * other.expected
    subject.expect_close(subject(mixed), expected, factor=2, **one.tolerance)


def parseval_cases(profile: Profile) -> Iterator[Case]:
    """Yield whole and partial sets of axes; n differs from the input's length."""
    for spec in FOURIER:
        if spec.kind != "c2c":
            continue
        if spec.rank == 1:
            sizes = profile.pick((8, 2048), (8, 9, *LONG), (8, 9, *LONG, 4095, 16385))
            yield from (Case(spec, {"shape": (2, n)}) for n in sizes)
        else:
            yield from (Case(spec, {"shape": (3, 4, 5), "axes": a}) for a in ((0, 1), (2, 0)))
            square = profile.pick(64, 256, 2048)  # 2048 square lost energy in MKL: pytorch#169670
            yield Case(spec, {"shape": (square, square), "axes": (0, 1)})


@cases("parseval", parseval_cases)
def test_parseval(case: Case, subject: Subject) -> None:
    """An orthogonal transform along some axes, not all of them, keeps the norm."""
    arguments = {k: case[k] for k in ("axes",) if k in case.parameters}
    dtype = case.spec.dtypes[0]
    x = drawn(case["shape"], dtype)
    found = subject.host(subject(x, norm="ortho", **arguments))
    # Pairwise sums: a norm by BLAS loses more than the transform does.
    before, after = (np.sqrt(np.sum(v.real**2 + v.imag**2)) for v in (x.values, found))
    limit = band(case.spec.points(case["shape"], arguments)) * subject.eps(found)
    subject.expect(abs(after / before - 1) <= limit, f"the norm went from {before!r} to {after!r}")


def sized_cases(profile: Profile) -> Iterator[Case]:
    """Yield lengths up to those where single kernels end, there and back."""
    for spec in ONE_AXIS:
        small = (2, 7, 8) if spec.kind == "c2r" else (1, 2, 7, 8)
        sizes = (*small, *LONG)
        for n in profile.pick((*small, 2048, 6144), sizes, (*sizes, 4097, 10007, 20000)):
            for dtype in spec.dtypes:
                yield Case(spec, {"n": n, "dtype": dtype}, (dtype,))


def hermitian_input(values: Any, n: int) -> Any:
    """Return values whose zero and Nyquist entries are real."""
    values = values.copy()
    values[..., 0] = values[..., 0].real
    if n % 2 == 0:
        values[..., -1] = values[..., -1].real
    return values


@cases("round-trip", sized_cases)
def test_round_trip(case: Case, subject: Subject) -> None:
    """The inverse gives the input back, for odd lengths too."""
    spec, n = case.spec, case["n"]
    x = drawn((n // 2 + 1 if spec.kind == "c2r" else n,), case["dtype"])
    if spec.kind == "c2r":
        x = Input(hermitian_input(x.values, n))
    back = subject.sibling(spec.inverse)
    arguments = {"n": n} if BY_NAME[spec.inverse].kind == "c2r" else {}
    subject.expect_close(back(subject(x, n=n), **arguments), x.values, n, factor=2)


@cases("round-trip", lambda _p: [Case(s, {"norm": n}) for s in SEVERAL_AXES for n in NORMS])
def test_round_trip_of_several_axes(case: Case, subject: Subject) -> None:
    """The inverse along the same axes and with the same norm gives the input back."""
    spec = case.spec
    planned = plan(spec)
    values = planned.input.values
    if spec.kind == "c2r":
        # Only what a real array has as its spectrum comes back: begin with one.
        start = Plan(BY_NAME[spec.inverse], (3, 4, 8), BY_NAME[spec.inverse].dtypes[0])
        values = start.expected
    back = subject.sibling(spec.inverse)
    last = spec.result_shape(values.shape, {})[-1] if spec.kind != "r2c" else values.shape[-1]
    axes = tuple(range(-2 if spec.rank == 2 else -values.ndim, 0))
    # The standard asks for axes where there is s.
    sizes = {"s": (*(values.shape[i] for i in axes[:-1]), last), "axes": axes}
    through = subject(literal(values), norm=case["norm"])
    result = back(through, norm=case["norm"], **(sizes if spec.kind == "r2c" else {}))
    subject.expect_close(result, values, values.size * 2, factor=2)


@cases("shift", length_cases(tuple(s for s in ONE_AXIS if s.kind != "c2r")))
def test_shift(case: Case, subject: Subject) -> None:
    """A delta at j becomes the exponential of frequency j, with the sign of the transform."""
    n, spec = case["n"], case.spec
    rows = np.eye(n, dtype=spec.dtypes[0])
    j = np.arange(n)
    exponential = exponentials(spec.sign * np.outer(j, j), n)
    expected = exponential / (n if spec.sign > 0 else 1)
    if spec.kind == "r2c":
        expected = expected[:, : n // 2 + 1]
    subject.expect_close(subject(literal(rows)), expected, n)


@cases("exponential", length_cases(tuple(s for s in ONE_AXIS if s.kind == "c2c")))
def test_exponential(case: Case, subject: Subject) -> None:
    """The exponential of frequency k is one number in bin k, and zero elsewhere."""
    n, spec = case["n"], case.spec
    k = np.arange(n)
    rows = exponentials(-spec.sign * np.outer(k, k), n)
    expected = np.eye(n, dtype=np.complex128) * (1 if spec.sign > 0 else n)
    subject.expect_close(subject(literal(rows)), expected, n, factor=2)


@cases("exponential", length_cases(tuple(s for s in ONE_AXIS if s.kind == "c2r")))
def test_real_exponential(case: Case, subject: Subject) -> None:
    """One in bin k becomes a cosine, i in bin k a sine: odd n and hfft conjugate alike."""
    n, spec = case["n"], case.spec
    m = n // 2 + 1
    rows = np.concatenate([np.eye(m), 1j * np.eye(m)]).astype(np.complex128)
    waves = exponentials(np.outer(np.arange(m), np.arange(n)), n)
    weight = np.full((m, 1), 2.0)
    weight[0] = 1
    if n % 2 == 0:
        weight[-1] = 1
    sine = -spec.sign * waves.imag * weight
    sine[0] = 0  # the imaginary parts of the zero and Nyquist bins don't count
    if n % 2 == 0:
        sine[-1] = 0
    expected = np.concatenate([waves.real * weight, sine]) / (n if spec.sign > 0 else 1)
    subject.expect_close(subject(literal(rows), n=n), expected, n)


@cases("conjugate-symmetry", length_cases(tuple(s for s in ONE_AXIS if s.kind == "c2c")))
def test_conjugate_symmetry(case: Case, subject: Subject) -> None:
    """The transform of real numbers is Hermitian."""
    n = case["n"]
    x = drawn((n,), "complex128")
    found = subject.host(subject(literal(x.values.real + 0j)))
    mirrored = np.conj(np.roll(found[::-1], 1))
    error = np.linalg.norm(found - mirrored) / np.linalg.norm(found)
    subject.expect(error <= band(n) * subject.eps(found), f"asymmetric by {error:.3g}")


@cases("involution", length_cases(tuple(s for s in ONE_AXIS if s.kind == "c2c")))
def test_involution(case: Case, subject: Subject) -> None:
    """The orthogonal transform, twice, reverses the input."""
    x = drawn((case["n"],), "complex128")
    twice = subject(subject(x, norm="ortho"), norm="ortho")
    subject.expect_close(twice, np.roll(x.values[::-1], 1), case["n"], factor=2)


@cases("convolution", per_spec(tuple(s for s in ONE_AXIS if s.kind != "c2r" and s.sign < 0)))
def test_convolution(case: Case, subject: Subject) -> None:
    """A product of transforms is the transform of the convolution, exact for integers."""
    n = 30
    a, b = (np.floor(drawn((n,), "float64", seed).values * 100) for seed in (0, 1))
    expected = np.array([sum(a[j] * b[(k - j) % n] for j in range(n)) for k in range(n)])
    kind = case.spec.dtypes[0]
    left, right = subject(literal(a, kind)), subject(literal(b, kind))
    found = subject.host(subject.sibling(case.spec.inverse)(left * right))
    subject.expect(np.array_equal(np.round(found.real), expected), "the convolution is another")


@cases("norm", per_spec(FOURIER))
def test_norm(case: Case, subject: Subject) -> None:
    """The three norms differ by exact factors, which go by the transformed axes alone."""
    spec = case.spec
    arguments: dict[str, Any] = {"n": 6} if spec.rank == 1 else {"axes": (2, 0), "s": (6, 4)}
    planned = plan(spec, arguments=arguments)
    scale = spec.scale(planned.shape, arguments)
    plain = "backward" if spec.sign < 0 else "forward"
    scaled = "forward" if spec.sign < 0 else "backward"
    base = planned.spec.expected(planned.input.values, {**arguments, "norm": plain})
    for norm, factor in ((plain, 1.0), ("ortho", scale**-0.5), (scaled, 1 / scale)):
        actual = subject(planned.input, norm=norm, **arguments)
        subject.expect_close(actual, base * factor, **planned.tolerance)
    default = subject.host(subject(planned.input, **arguments))
    backward = subject.host(subject(planned.input, norm="backward", **arguments))
    subject.expect(np.array_equal(default, backward), "the default norm isn't 'backward'")


def hermitian_part_cases(profile: Profile) -> Iterator[Case]:
    """Yield even and odd lengths, and the two that CUDA got wrong."""
    for spec in ONE_AXIS:
        if spec.kind == "c2r":
            sizes = profile.pick(
                (6, 7, 8192), (1, 2, 6, 7, *LONG, 16384), (1, 2, 6, 7, *LONG, 32768)
            )
            yield from (Case(spec, {"n": n}) for n in sizes)


@cases("hermitian-part", hermitian_part_cases)
def test_hermitian_part(case: Case, subject: Subject) -> None:
    """Imaginary parts of the zero and the Nyquist bin have no effect (pytorch#154496)."""
    n = case["n"]
    x = drawn((n // 2 + 1,), "complex128")
    spoilt = x.values.copy()
    spoilt[0] += 100j
    if n % 2 == 0:
        spoilt[-1] += 100j
    clean = subject.host(subject(literal(hermitian_input(x.values, n)), n=n))
    subject.expect_close(subject(literal(spoilt), n=n), clean, n, factor=2)


@cases("orthogonality", lambda _p: [
    Case(s, {"type": k, "n": n}) for s in TRIGONOMETRIC if s.rank == 1 for k in (1, 2, 3, 4)
    for n in (2, 3, 8, 9)
])  # fmt: skip
def test_orthogonality(case: Case, subject: Subject) -> None:
    """With norm="ortho" the matrix of each type is orthogonal (scipy#18452)."""
    n = case["n"]
    matrix = subject.host(subject(literal(np.eye(n)), type=case["type"], norm="ortho"))
    expected = np.eye(n)
    error = np.linalg.norm(matrix @ matrix.T - expected) / np.sqrt(n)
    subject.expect(error <= 2 * band(n, extra=2) * subject.eps(matrix), f"C C^T - I is {error:.3g}")


def flag_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each type with each value of orthogonalize."""
    for spec in TRIGONOMETRIC:
        for kind in (1, 2, 3, 4):
            yield from (Case(spec, {"type": kind, "orthogonalize": f}) for f in (True, False))


@cases("complex-parts", flag_cases)
def test_complex_parts(case: Case, subject: Subject) -> None:
    """Complex input is transformed by parts, in each norm, orthogonalize included."""
    for norm in NORMS:
        orthogonalize = case["orthogonalize"] if norm == "ortho" else None
        arguments = {"type": case["type"], "norm": norm, "orthogonalize": orthogonalize}
        planned = plan(case.spec, "complex128", arguments=arguments)
        actual = subject(planned.input, **arguments)
        subject.expect_close(actual, planned.expected, **planned.tolerance)


@cases("trigonometric-round-trip", lambda _p: [
    Case(s, {"type": k, "norm": n}) for s in TRIGONOMETRIC for k in (1, 2, 3, 4) for n in NORMS
])  # fmt: skip
def test_trigonometric_round_trip(case: Case, subject: Subject) -> None:
    """The inverse of the same type and norm gives the input back."""
    arguments = {"type": case["type"], "norm": case["norm"]}
    planned = plan(case.spec, arguments=arguments)
    back = subject.sibling(case.spec.inverse)(subject(planned.input, **arguments), **arguments)
    subject.expect_close(back, planned.input.values, factor=2, **planned.tolerance)


@cases("overwrite", lambda _p: [
    Case(s, {"dtype": d}, (d,), "scipy") for s in TRANSFORMS for d in s.dtypes
])  # fmt: skip
def test_overwrite(case: Case, subject: Subject) -> None:
    """With overwrite_x the result is the same (scipy#11904)."""
    subject.requires_argument("overwrite_x")
    for norm in NORMS:
        planned = plan(case.spec, case["dtype"], arguments={"norm": norm})
        actual = subject(planned.input, overwrite_x=True, **planned.arguments)
        subject.expect_close(actual, planned.expected, **planned.tolerance)
