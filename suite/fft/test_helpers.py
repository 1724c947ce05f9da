"""Frequencies, shifts, fast lengths, workers and the fast Hankel transform."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from ...backends import device_of
from .._cases import Case, cases, per_spec
from .._inputs import NEGATIVE, STRIDED, draw, drawn, literal
from .._tolerance import band
from ..oracles import fast_length, frequencies, golden
from ._specs import FAST_LENGTHS, FREQUENCIES, HANKEL, HANKEL_OFFSET, SHIFTS, WORKERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


def frequency_cases(profile: Profile) -> Iterator[Case]:
    """Yield lengths of both parities, up to where a kernel went wrong (pytorch#135223)."""
    for spec in FREQUENCIES:
        for n in profile.pick((1, 2, 3, 8, 9, 10000), (*range(1, 20), 999, 10000), range(1, 200)):
            for d in (1.0, 0.1, 3):  # a whole number too
                yield Case(spec, {"n": n, "d": d})


def frequency_arguments(subject: Subject) -> dict[str, Any]:
    """Return how SciPy's functions are told what to make."""
    return {"xp": subject.xp} if subject.dialect == "scipy" else {}


@cases("values", frequency_cases)
def test_frequencies(case: Case, subject: Subject) -> None:
    """Bin k is k / (n d), to two units in the last place, negative from the middle on."""
    n, d = case["n"], case["d"]
    actual = subject(n, d=d, **frequency_arguments(subject))
    expected = frequencies(n, d, real=case.spec.name == "rfftfreq")
    subject.expect_shape(actual, expected.shape)
    found = subject.host(actual).astype(np.float64)
    precision = subject.host(actual).dtype
    spacing = np.spacing(np.abs(expected).astype(precision)).astype(np.float64)
    error = np.max(np.abs(found - expected) / spacing)
    subject.expect(error <= 2, f"frequencies are off by {error:.3g} ulp")


@cases("device", per_spec(FREQUENCIES))
def test_frequency_device(case: Case, subject: Subject) -> None:
    """Frequencies are made where they are asked for."""
    for device in subject.active.devices:
        if device is None:
            continue
        actual = subject(9, d=0.5, device=device, **frequency_arguments(subject))
        wanted = device_of(subject.xp.zeros(1, device=device))
        subject.expect_device(actual, wanted)


@cases("dtype", per_spec(FREQUENCIES))
def test_frequency_dtype(case: Case, subject: Subject) -> None:
    """Frequencies have the default floating dtype."""
    actual = subject(9, **frequency_arguments(subject))
    default = subject.xp.zeros(1).dtype
    subject.expect(actual.dtype == default, f"dtype {actual.dtype}, the default is {default}")


@cases("dtype", lambda _p: [
    Case(s, {"dtype": d}, (d,), "standard") for s in FREQUENCIES for d in ("float32", "float64")
])  # fmt: skip
def test_frequency_dtype_as_asked(case: Case, subject: Subject) -> None:
    """The standard lets the dtype be chosen."""
    subject.requires_argument("dtype")
    actual = subject(9, dtype=subject.dtype(case["dtype"]))
    subject.expect_dtype(actual, case["dtype"])


SHIFT_ROWS: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((1,), None), ((2,), None), ((7,), None), ((8,), 0), ((3, 4), None), ((4, 3), 0),
    ((4, 3), -1), ((3, 4, 5), (0, 2)), ((3, 4, 5), (2,)), ((3, 5, 2), (-1, 0)), ((0, 3), None),
)  # fmt: skip


def shift_cases(_profile: Profile) -> Iterator[Case]:
    """Yield shapes and axes; the two shifts differ for odd lengths."""
    for spec in SHIFTS:
        for shape, axes in SHIFT_ROWS:
            for dtype in ("float64", "complex64", "complex128", "int64"):
                # The standard has floating-point dtypes only.
                dialect = "scipy" if "int" in dtype else ""
                parameters = {"shape": shape, "axes": axes, "dtype": dtype}
                yield Case(spec, parameters, (dtype,), dialect)


def shifted(values: Any, axes: Any, *, inverse: bool) -> Any:
    """Return the values moved by half of each axis, element by element."""
    if axes is None:
        axes = range(values.ndim)
    for axis in [axes] if isinstance(axes, int) else axes:
        n = values.shape[axis]
        half = n // 2
        order = [(i + half if inverse else i - half) % n for i in range(n)]
        values = np.take(values, order, axis=axis) if n else values
    return values


@cases("values", shift_cases)
def test_shifts(case: Case, subject: Subject) -> None:
    """Zero frequency goes to the middle, and back; no digit is lost."""
    dtype = case["dtype"]
    third = 1 if dtype == "int64" else 1 / 3
    x = literal((draw(case["shape"], dtype, 0) * third).astype(dtype))
    arguments = {} if case["axes"] is None else {"axes": case["axes"]}
    actual = subject(x, **arguments)
    expected = shifted(x.values, case["axes"], inverse=case.spec.name == "ifftshift")
    subject.expect_equal(actual, expected)
    subject.expect_dtype(actual, dtype)


@cases("device", per_spec(SHIFTS))
def test_shift_device(case: Case, subject: Subject) -> None:
    """A shifted array stays where it is."""
    for device in subject.active.devices:
        kwargs = {} if device is None else {"device": device}
        x = subject.xp.asarray(drawn((3, 4), "float32").values, **kwargs)
        subject.expect_device(subject(x), device_of(x))


def shift_layout_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each shift with each layout."""
    for spec in SHIFTS:
        yield from (Case(spec, {"layout": l}) for l in (*STRIDED[:-1], *NEGATIVE))


@cases("non-contiguous", shift_layout_cases)
def test_shift_layouts(case: Case, subject: Subject) -> None:
    """Views are shifted as they read."""
    x = drawn((3, 5), "float64")
    expected = shifted(x.values, None, inverse=case.spec.name == "ifftshift")
    subject.expect_equal(subject(x.laid(case["layout"])), expected)


@cases("no-mutation", per_spec(SHIFTS))
def test_shift_keeps_input(case: Case, subject: Subject) -> None:
    """A shift changes a copy."""
    x = subject.array(drawn((3, 5), "float64"))
    before = subject.host(x).copy()
    subject(x)
    subject.expect(np.array_equal(subject.host(x), before), "the call changed its input")


SMOOTH = {True: (2, 3, 5), False: (2, 3, 5, 7, 11)}


@cases("values", lambda _p: [
    Case(s, {"real": r}) for s in FAST_LENGTHS for r in (False, True)
])  # fmt: skip
def test_fast_lengths(case: Case, subject: Subject, profile: Profile) -> None:
    """Fast lengths are the nearest products of 2, 3, 5, and 7 and 11 for complex ones."""
    step = 1 if case.spec.name == "next_fast_len" else -1
    for target in (*range(1, profile.pick(200, 2000, 20000)), 10007, 65537, 1000003):
        found = subject.function(target, case["real"])
        expected = fast_length(target, SMOOTH[case["real"]], step)
        subject.expect(found == expected, f"{target} gave {found}, expected {expected}")
    found = subject.function(np.int64(97), case["real"])
    expected = fast_length(97, SMOOTH[case["real"]], step)
    subject.expect(found == expected, f"np.int64(97) gave {found}, expected {expected}")


@cases("values", per_spec(WORKERS[:1]))
def test_workers(case: Case, subject: Subject) -> None:
    """The default number of workers is one, and a positive integer always."""
    subject.expect(subject.function() == 1, f"{subject.function()} workers by default")


@cases("values", per_spec(WORKERS[1:]))
def test_set_workers(case: Case, subject: Subject) -> None:
    """The number of workers is set for the time of a context."""
    get = subject.sibling_function("get_workers")
    with subject.function(2):
        subject.expect(get() == 2, f"{get()} workers inside the context")
    subject.expect(get() == 1, f"{get()} workers after the context")


def hankel_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the golden transforms."""
    for spec in HANKEL:
        for row in golden()[0]:
            names = ("n", "dln", "mu", "offset", "bias")
            # The conditioning is beyond single precision.
            yield Case(spec, {name: getattr(row, name) for name in names}, ("float64",))


@cases("values", hankel_cases)
def test_hankel(case: Case, subject: Subject) -> None:
    """The discrete definition; the tolerance grows with the phase of the coefficients."""
    (row,) = [r for r in golden()[0] if all(getattr(r, k) == v for k, v in case.parameters.items())]
    inverse = case.spec.name == "ifht"
    expected = row.ifht if inverse else row.fht
    arguments = {name: case[name] for name in ("dln", "mu", "offset", "bias")}
    found = subject.host(subject(literal(row.a), **arguments))
    subject.expect_shape(found_array(subject, found), expected.shape)
    error = np.linalg.norm(found - expected) * 2.0**52
    limit = (band(row.n) + row.conditioning) * row.scale(inverse=inverse)
    subject.expect(error <= limit, f"error {error:.3g} eps, limit {limit:.3g}")


def found_array(subject: Subject, found: Any) -> Any:
    """Return a host result as an array of the target, for its shape."""
    return subject.active.asarray(found)


@cases(
    "dtype",
    lambda _p: [Case(s, {"dtype": d}, (d,)) for s in HANKEL for d in ("float32", "float64")],
)
def test_hankel_dtype(case: Case, subject: Subject) -> None:
    """The precision of the result is that of the input."""
    actual = subject(drawn((16,), case["dtype"]), dln=0.1, mu=0.5)
    subject.expect_dtype(actual, case["dtype"])


@cases("device", per_spec(HANKEL))
def test_hankel_device(case: Case, subject: Subject) -> None:
    """The result stays where the input is."""
    for device in subject.active.devices:
        kwargs = {} if device is None else {"device": device}
        x = subject.xp.asarray(drawn((16,), "float32").values, **kwargs)
        subject.expect_device(subject(x, dln=0.1, mu=0.5), device_of(x))


@cases("round-trip", lambda _p: [
    Case(s, {"n": n, "bias": b}) for s in HANKEL for n in (15, 16) for b in (0.0, 0.3)
])  # fmt: skip
def test_hankel_round_trip(case: Case, subject: Subject) -> None:
    """The inverse takes the transform back, along the last axis of a batch."""
    x = drawn((3, case["n"]), "float64")
    arguments = {"dln": 0.1, "mu": 0.8, "offset": 0.2, "bias": case["bias"]}
    other = "fht" if case.spec.name == "ifht" else "ifht"
    back = subject.sibling(other)(subject(x, **arguments), **arguments)
    # The Nyquist coefficient keeps its real part only: not invertible for even n unless
    # the offset makes it real. Compare what passes through the same filter twice.
    if case["n"] % 2 == 0:
        back, expected = (
            subject.sibling(other)(subject(back, **arguments), **arguments),
            subject.host(back),
        )
    else:
        expected = x.values
    subject.expect_close(back, expected, case["n"], factor=500)


@cases("warning", per_spec(HANKEL))
def test_hankel_singular(case: Case, subject: Subject) -> None:
    """A singular transform warns, any other is silent."""
    x = drawn((8,), "float64")
    # Gamma has a pole at (mu + 1 + q) / 2 = 0 for the transform, at the other argument for
    # its inverse.
    bias = 1.0 if case.spec.name == "ifht" else -1.0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        subject(x, dln=0.1, mu=0.0, bias=bias)
    subject.expect(any("singular" in str(w.message) for w in caught), "no warning")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        subject(x, dln=0.1, mu=0.5, bias=0.1)
    texts = [str(w.message) for w in caught if "singular" in str(w.message)]
    subject.expect(not texts, f"warned of {texts}")


@cases("values", lambda _p: [Case(HANKEL_OFFSET, row) for row in golden()[1]])
def test_hankel_offset(case: Case, subject: Subject) -> None:
    """The low-ringing offset nearest to the one given."""
    arguments = dict(case.parameters)
    expected = arguments.pop("offset")
    found = subject.function(**arguments)
    limit = 64 * 2.0**-52 * max(1.0, abs(expected), case["dln"] * math.pi / case["dln"])
    subject.expect(abs(found - expected) <= limit, f"{found!r}, expected {expected!r}")
