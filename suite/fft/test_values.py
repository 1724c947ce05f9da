"""Values of the transforms against exact ones, over lengths, shapes, norms and dtypes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._cases import Case, cases
from ._plans import Plan
from ._specs import NORMS, ONE_AXIS, SEVERAL_AXES, TRIGONOMETRIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject
    from ._specs import Transform

SMALL = tuple(range(1, 35))
# Powers of two and their neighbours, composites of small primes, primes around the limits of
# single kernels. irfft of CUDA was wrong for 2**13 and 2**14 alone (pytorch#154496), mlx's
# for 6144 (mlx#2034).
LARGE_QUICK = (64, 127, 243, 625, 1024, 2047)
LARGE = (64, 65, 100, 127, 128, 255, 343, 500, 1000, 1009, 1024, 2047, 2048, 2049, 3125, 4096)
HUGE = (4095, 4097, 4099, 6144, 8191, 8192, 8193, 10007, 16384, 20000)


def lengths(profile: Profile) -> tuple[int, ...]:
    """Return the transform lengths."""
    return profile.pick(
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 21, 30, 31, 32, 33, *LARGE_QUICK),
        (*SMALL, *LARGE, 4099, 6144, 8192),
        (*range(1, 130), *(n for n in LARGE if n > 129), *HUGE),
    )


def length_cases(profile: Profile) -> Iterator[Case]:
    """Yield each length in each precision; the norms take turns."""
    for spec in ONE_AXIS:
        for position, n in enumerate(lengths(profile)):
            for offset, dtype in enumerate(spec.dtypes):
                norm = NORMS[(position + offset) % len(NORMS)]
                yield Case(spec, {"n": n, "dtype": dtype, "norm": norm}, (dtype,))


def input_length(spec: Transform, n: int) -> int:
    """Return the length of the input that is neither trimmed nor padded."""
    return n // 2 + 1 if spec.kind == "c2r" else n


@cases("values", length_cases)
def test_lengths(case: Case, subject: Subject) -> None:
    """One axis, any length: the exact transform, to rounding."""
    n = case["n"]
    arguments = {"n": n, "norm": case["norm"]}
    verify(subject, Plan(case.spec, (input_length(case.spec, n),), case["dtype"], arguments))


def verify(subject: Subject, planned: Plan) -> None:
    """Call, and compare with the exact result."""
    actual = subject(planned.input, **planned.arguments)
    subject.expect_close(actual, planned.expected, **planned.tolerance)


# Data on the wrong side, padding at the front, an untrimmed Nyquist bin (numpy#26349), a scale
# by the input's length (numpy#8444): every one needs n on both sides of the input's length.
RESIZED = ((8, 4), (8, 5), (9, 4), (7, 6), (7, 8), (5, 10), (6, 11), (1, 3), (5, 1), (6, 2))


def resized_cases(profile: Profile) -> Iterator[Case]:
    """Yield input lengths with other transform lengths."""
    for spec in ONE_AXIS:
        for position, (size, n) in enumerate(RESIZED):
            for norm in profile.pick((NORMS[position % 3],), NORMS, NORMS):
                yield Case(spec, {"size": size, "n": n, "norm": norm}, (spec.dtypes[0],))


@cases("values", resized_cases)
def test_resized(case: Case, subject: Subject) -> None:
    """Input is trimmed at the end, or padded with zeros at the end, to what `n` needs."""
    arguments = {"n": case["n"], "norm": case["norm"]}
    verify(subject, Plan(case.spec, (case["size"],), case.spec.dtypes[0], arguments))


AXES: tuple[dict[str, Any], ...] = (
    {"shape": (3, 5, 7), "axis": 0},
    {"shape": (3, 5, 7), "axis": 1},
    {"shape": (3, 5, 7), "axis": -1},
    {"shape": (3, 5, 7), "axis": -3},
    {"shape": (2, 3, 4, 2, 5), "axis": 2},
    {"shape": (2, 3, 4, 2, 5), "axis": -5},
    {"shape": (6, 5), "axis": 0, "n": 4},
    {"shape": (5, 6), "axis": -2, "n": 9},
    {"shape": (1, 1, 8), "axis": -1},
    {"shape": (6, 1), "axis": 0},
)


def axis_cases(_profile: Profile) -> Iterator[Case]:
    """Yield shapes with the axis of the transform."""
    for spec in ONE_AXIS:
        for position, row in enumerate(AXES):
            dtype = spec.dtypes[position % 2]
            yield Case(spec, {**row, "dtype": dtype, "norm": NORMS[position % 3]}, (dtype,))


@cases("values", axis_cases)
def test_axis(case: Case, subject: Subject) -> None:
    """One axis of several, counted from either end."""
    arguments = {k: case[k] for k in ("axis", "n", "norm") if k in case.parameters}
    verify(subject, Plan(case.spec, case["shape"], case["dtype"], arguments))


# The axes of each row differ in length. s equal to the shape by coincidence with permuted
# axes was a no-op in CuPy (cupy#8248), axes=[0] the last axis in JAX (jax#1878).
SEVERAL: tuple[dict[str, Any], ...] = (
    {"shape": (3, 5)},
    {"shape": (4, 3, 5)},
    {"shape": (3, 4, 5), "axes": (0, 2)},
    {"shape": (3, 4, 5), "axes": (2, 0)},
    {"shape": (3, 4, 5), "axes": (-1, 1)},
    {"shape": (3, 2), "s": (3, 2), "axes": (1, 0)},
    {"shape": (4, 3, 5), "s": (5, 6)},
    {"shape": (4, 3, 5), "s": (3, 7), "axes": (2, 1)},
    {"shape": (5, 6), "s": (4, 9), "axes": (0, 1)},
    {"shape": (16, 9), "s": (16, 15)},
    {"shape": (1, 6)},
    {"shape": (2, 3, 4, 5), "axes": (1, 3)},
)
MANY: tuple[dict[str, Any], ...] = (
    {"shape": (7,)},
    {"shape": (3, 4, 5), "axes": (0,)},
    {"shape": (3, 4, 5), "axes": (1,)},
    {"shape": (3, 4, 5), "axes": (2, 0, 1)},
    {"shape": (3, 4, 5), "axes": (1, 2, 0), "s": (3, 4, 5)},
    {"shape": (3, 4, 5), "s": (2, 5, 8)},
    {"shape": (2, 3, 2, 5)},
    {"shape": (2, 3, 2, 2, 3), "axes": (0, 2, 4)},
)


def several_cases(profile: Profile) -> Iterator[Case]:
    """Yield shapes with axes and lengths; norms and precisions take turns."""
    for spec in SEVERAL_AXES:
        rows = SEVERAL if spec.rank == 2 else (*SEVERAL, *MANY)
        for position, row in enumerate(rows):
            for norm in profile.pick((NORMS[position % 3],), NORMS, NORMS):
                dtype = spec.dtypes[position % 2]
                # The standard wants both.
                dialect = "scipy" if "s" in row and "axes" not in row else ""
                yield Case(spec, {**row, "dtype": dtype, "norm": norm}, (dtype,), dialect)


@cases("values", several_cases)
def test_several_axes(case: Case, subject: Subject) -> None:
    """Several axes: the transforms one after the other, each along its own."""
    arguments = {k: case[k] for k in ("s", "axes", "norm") if k in case.parameters}
    verify(subject, Plan(case.spec, case["shape"], case["dtype"], arguments))


KINDS = (1, 2, 3, 4)
TRIGONOMETRIC_SHAPES = {1: ((5, 7), {"axis": 0}), 0: ((3, 4, 5), {"axes": (2, 0)})}


def trigonometric_cases(profile: Profile) -> Iterator[Case]:
    """Yield types, lengths, norms and orthogonalize."""
    for spec in (s for s in TRIGONOMETRIC if s.rank == 1):
        sizes = profile.pick(
            (
                1,
                2,
                3,
                4,
                5,
                8,
                243,
                9,
                17,
                64,
            ),  # precisions take turns by threes: 243 is in float64
            (*range(1, 20), 32, 63, 64, 65, 255, 1000),
            range(1, 70),
        )
        for kind in KINDS:
            for position, n in enumerate(sizes):
                if (spec.kind, kind, n) == ("dct", 1, 1):
                    continue  # not defined
                norm = NORMS[position % 3]
                dtype = spec.dtypes[position // 3 % 2]
                flag = (None, True, False)[position // 2 % 3]
                parameters = {"n": n, "type": kind, "norm": norm, "dtype": dtype}
                yield Case(spec, {**parameters, "orthogonalize": flag}, (dtype,))


@cases("values", trigonometric_cases)
def test_trigonometric(case: Case, subject: Subject) -> None:
    """Cosine and sine transforms of the four types, along the last axis."""
    arguments = {k: case[k] for k in ("type", "norm", "orthogonalize")}
    verify(subject, Plan(case.spec, (case["n"],), case["dtype"], arguments))


def trigonometric_axes_cases(_profile: Profile) -> Iterator[Case]:
    """Yield types with axes, trimmed and padded, real and complex."""
    for spec in TRIGONOMETRIC:
        shape, axes = TRIGONOMETRIC_SHAPES[spec.rank]
        sizes = ({}, {"n": 4}, {"n": 8}) if spec.rank == 1 else ({}, {"s": (3, 4)}, {"s": (6, 5)})
        for kind in KINDS:
            for position, size in enumerate(sizes):
                parameters = {"type": kind, "shape": shape, **axes, **size, "norm": "ortho"}
                dtype = ("float64", "complex128", "complex64")[(position + kind) % 3]
                yield Case(spec, {**parameters, "dtype": dtype}, (dtype,))
        if spec.rank != 1:
            last = {"type": 2, "shape": (3, 5), "axes": (-1,), "norm": "forward"}
            yield Case(spec, {**last, "dtype": "float64"}, ("float64",))


@cases("values", trigonometric_axes_cases)
def test_trigonometric_axes(case: Case, subject: Subject) -> None:
    """Cosine and sine transforms along chosen axes; complex input by parts."""
    parameters = dict(case.parameters)
    shape, dtype = parameters.pop("shape"), parameters.pop("dtype")
    verify(subject, Plan(case.spec, shape, dtype, parameters))


def converted_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the dtypes that are not the natural ones but have a result."""
    for spec in (*ONE_AXIS, *SEVERAL_AXES, *TRIGONOMETRIC):
        dtypes = ("int8", "int32", "int64", "uint8")
        if not (spec.real_input or spec.trigonometric):
            dtypes = (*dtypes, "float32", "float64")
        for dtype in dtypes:
            yield Case(spec, {"dtype": dtype}, (dtype, "float64"), "scipy")


@cases("values", converted_cases)
def test_converted(case: Case, subject: Subject) -> None:
    """Integers count as the default dtype, real input as complex, where SciPy's rules hold."""
    dtype = subject.default_float if "int" in case["dtype"] else case["dtype"]
    for shape in ((6,), (5,)) if case.spec.rank == 1 else ((3, 4), (4, 3)):
        planned = Plan(case.spec, shape, case["dtype"])
        actual = subject(planned.input)
        subject.expect_close(actual, planned.expected, **planned.tolerance)
        subject.expect_dtype(actual, case.spec.result_dtype(dtype))
