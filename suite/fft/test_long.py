"""Accuracy of long transforms in both precisions, of a few numbers among zeros.

What rounding, or a table of factors, spoils from some length on is seen at each bin. The exact
transform of dense numbers would cost too much at these lengths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import draw, literal, of_this_run
from .._kept import kept
from ..oracles import cosines, waves
from ._judgement import POWERS
from ._specs import NORMS, TRANSFORMS, Transform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

LENGTHS = (64, 96, 128, 256, 375, 512, 1024, 1536, 2048, 4096)
MORE = (8192, 10000, 16384, 32768)


def long_cases(profile: Profile) -> Iterator[Case]:
    """Yield each transform and precision; all lengths in one case."""
    for spec in TRANSFORMS:
        for dtype in spec.dtypes:
            if spec.rank == 1:
                kinds = (1, 2, 3, 4) if spec.trigonometric else (0,)
                for kind in kinds:
                    more = {"type": kind} if kind else {}
                    most = profile.pick(LENGTHS[-1], MORE[-1], MORE[-1])
                    yield Case(spec, {"dtype": dtype, "most": most, **more}, (dtype,))


def entries(n: int, dtype: str, seed: int) -> dict[int, Any]:
    """Return a few positions with numbers, neither at the first nor at the last point."""
    places = np.unique(1 + draw((5,), "int64", of_this_run(seed)) * (n - 2) // 100)
    values = draw((len(places),), dtype, of_this_run(seed + 1))
    return dict(zip(places.tolist(), values.tolist(), strict=True))


def filled(found: dict[int, Any], n: int, dtype: str) -> Any:
    """Return the values as an array."""
    values = np.zeros(n, dtype)
    values[list(found)] = list(found.values())
    return values


def exact(spec: Transform, found: dict[int, Any], n: int, kind: int) -> Any:
    """Return the unscaled transform."""
    if spec.trigonometric:
        effective = 5 - kind if spec.sign > 0 and kind in {2, 3} else kind
        return cosines(found, n, spec.kind, effective)  # type: ignore[arg-type]
    if spec.kind == "c2r":
        mirrored = {n - j: np.conj(value) for j, value in found.items() if 2 * j < n}
        return waves({**found, **mirrored}, n, spec.sign).real
    return waves(found, n, spec.sign)[: n // 2 + 1 if spec.real_input else n]


@cases("large", long_cases)
def test_few_numbers(case: Case, subject: Subject, profile: Profile) -> None:
    """Powers of two, their products with 3 and 5: every bin to rounding, in each norm."""
    spec, dtype = case.spec, case["dtype"]
    kind = case.parameters.get("type", 2)
    # The kernels of type 1 are of 2 (n - 1) or 2 (n + 1) points.
    beside = {"dct": 1, "dst": -1}[spec.kind] if spec.trigonometric and kind == 1 else 0
    sizes = enumerate(n for n in LENGTHS + MORE if n <= case["most"])
    for turn, size in profile.sample(sizes, subject):
        n = size + beside
        points = n // 2 + 1 if spec.kind == "c2r" else n
        rows = [entries(points, dtype, 3 * turn + row) for row in range(3)]
        norm = NORMS[turn % 3]
        # Every second one along the first axis, which strides.
        axis = -1 if turn % 2 else 0
        arguments: dict[str, Any] = {"norm": norm, "axis": axis}
        if spec.kind == "c2r":
            arguments["n"] = n
        if spec.trigonometric:
            arguments |= {"type": kind, "orthogonalize": False}
        scale = float(spec.scale((n,), {"n": n, "type": kind}))
        power = POWERS[norm] if spec.sign < 0 else 1 - POWERS[norm]
        expected = np.stack([exact(spec, row, n, kind) for row in rows])
        expected = expected / np.longdouble(scale) ** power
        expected = expected.astype(np.complex128 if np.iscomplexobj(expected) else np.float64)
        x = np.stack([filled(row, points, dtype) for row in rows])
        x, expected = (x, expected) if axis else (x.T.copy(), expected.T)
        actual = kept(subject, literal(x), **arguments)
        extra = 2.0 if spec.trigonometric else 0.0
        subject.expect_close(actual, expected, n, extra=extra, factor=1.5)
        subject.expect_dtype(actual, spec.result_dtype(dtype))


PLANES = ((16, 40), (40, 16), (64, 64), (100, 128))


def plane_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each transform along several axes and precision."""
    for spec in TRANSFORMS:
        if spec.rank != 1:
            yield from (
                Case(spec, {"dtype": dtype, "of": "planes"}, (dtype,)) for dtype in spec.dtypes
            )


@cases("large", plane_cases)
def test_planes(case: Case, subject: Subject, profile: Profile) -> None:
    """Products of two lines of few numbers become products of their transforms, at every bin."""
    spec, dtype = case.spec, case["dtype"]
    for turn, shape in profile.sample(enumerate(PLANES), subject):
        kind = turn + 1
        lines = [entries(n // 2 if spec.kind == "c2r" else n, dtype, turn) for n in shape]
        rows, columns = lines
        if spec.kind == "c2r":
            # Even numbers have a real transform: then so is the half that the product is made of.
            rows = {k: complex(v).real for j, v in rows.items() for k in (j, shape[0] - j)}
        points = (shape[0], shape[1] // 2 + 1 if spec.kind == "c2r" else shape[1])
        x = np.multiply.outer(filled(rows, points[0], dtype), filled(columns, points[1], dtype))
        first = along_first(spec, rows, shape[0], kind)
        expected = np.multiply.outer(first, exact(spec, columns, shape[1], kind))
        norm = NORMS[turn % 3]
        arguments: dict[str, Any] = {"norm": norm}
        if spec.kind == "c2r":
            arguments |= {"s": shape, "axes": (-2, -1)}
        if spec.trigonometric:
            arguments |= {"type": kind, "orthogonalize": False}
        scale = float(spec.scale(shape, {**arguments, "s": shape, "axes": (-2, -1)}))
        power = POWERS[norm] if spec.sign < 0 else 1 - POWERS[norm]
        expected = expected / np.longdouble(scale) ** power
        expected = expected.astype(np.complex128 if np.iscomplexobj(expected) else np.float64)
        actual = kept(subject, literal(x, dtype), **arguments)
        extra = 4.0 if spec.trigonometric else 0.0
        subject.expect_close(actual, expected, shape[0] * shape[1], extra=extra, factor=1.5)
        subject.expect_dtype(actual, spec.result_dtype(dtype))


def along_first(spec: Transform, found: dict[int, Any], n: int, kind: int) -> Any:
    """Return the unscaled transform along the other axis: complex where the last one is real."""
    if spec.trigonometric:
        return exact(spec, found, n, kind)
    result = waves(found, n, spec.sign)
    return result.real if spec.kind == "c2r" else result
