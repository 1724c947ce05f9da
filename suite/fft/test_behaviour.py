"""How the transforms behave beyond single small calls: batches, sizes, specials, repetition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .._cases import Case, cases, per_spec
from .._inputs import drawn, literal
from ..oracles import chirp
from ._plans import Plan, plan
from ._specs import FOURIER, ONE_AXIS, TRANSFORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


@cases("batch-independence", per_spec(TRANSFORMS))
def test_batch_independence(case: Case, subject: Subject) -> None:
    """Each item of a batch is transformed as if alone, whatever the others hold."""
    spec = case.spec
    shape = (4, 9) if spec.rank == 1 else (4, 5, 6)
    arguments: dict[str, Any] = {} if spec.rank == 1 else {"axes": (1, 2)}
    x = drawn(shape, spec.dtypes[0])
    wild = x.values.copy()
    wild[1] *= 1e6
    wild[2] = np.nan
    found = subject.host(subject(literal(wild), **arguments))
    alone_arguments = {} if spec.rank == 1 else {"axes": (0, 1)}
    for i in (0, 3):
        item = Plan(spec, shape, spec.dtypes[0])
        alone = spec.expected(item.input.values[i], alone_arguments)
        actual = subject.active.asarray(found[i])
        n = spec.points(shape[1:], alone_arguments)
        subject.expect_close(actual, alone, n, extra=item.tolerance["extra"])


@cases("batch-independence", lambda p: [
    Case(s, {"shape": shape}) for s in ONE_AXIS
    for shape in p.pick(((70, 16),), ((70, 16), (2, 3, 5, 8), (300, 31)), ((5000, 16), (300, 64)))
])  # fmt: skip
def test_batches(case: Case, subject: Subject) -> None:
    """Every row of a large batch is right, not the first ones only."""
    planned = Plan(case.spec, case["shape"], case.spec.dtypes[1])
    subject.expect_close(subject(planned.input), planned.expected, **planned.tolerance)


@cases("large", lambda p: [Case(s, {"n": n}) for s in ONE_AXIS for n in p.pick(
    (2**15,), (2**16, 3**10), (2**16, 3**10, 2**20, 2 * 3 * 5 * 7 * 11 * 13 * 17))
])  # fmt: skip
def test_large(case: Case, subject: Subject) -> None:
    """Long transforms of a chirp, which is a chirp again."""
    n, spec = case["n"], case.spec
    x, spectrum = chirp(n)
    if spec.kind != "c2c":
        x, spectrum = x.real, ((spectrum + backwards(spectrum).conj()) / 2)[: n // 2 + 1]
    if spec.kind == "c2r":
        expected = x if spec.sign > 0 else backwards(x) * n
        subject.expect_close(subject(literal(spectrum), n=n), expected, n, factor=2)
        return
    if spec.sign > 0:
        spectrum = (backwards(spectrum) if spec.kind == "c2c" else spectrum.conj()) / n
    subject.expect_close(subject(literal(x)), spectrum, n, factor=2)


def backwards(x: Any) -> Any:
    """Return the elements at -j, counted modulo their number."""
    return np.roll(x[::-1], 1)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@cases("nan-inf", per_spec(FOURIER))
def test_not_finite(case: Case, subject: Subject) -> None:
    """NaN or infinity in the input is not silently lost, and stays in its item."""
    spec = case.spec
    shape = (2, 8) if spec.rank == 1 else (2, 4, 5)
    arguments: dict[str, Any] = {} if spec.rank == 1 else {"axes": (1, 2)}
    for bad in (np.nan, np.inf):
        values = drawn(shape, spec.dtypes[0]).values.copy()
        values.reshape(2, -1)[1, 3] = bad
        found = subject.host(subject(literal(values), **arguments))
        subject.expect(np.all(np.isfinite(found[0])), f"{bad} in one item spoils another")
        # A real result may need one part only of a bin, whose other part is not finite.
        lost = np.all if spec.kind == "c2r" else np.any
        subject.expect(not lost(np.isfinite(found[1])), f"{bad} in the input got lost")


@cases("determinism", per_spec(TRANSFORMS))
def test_determinism(case: Case, subject: Subject, profile: Profile) -> None:
    """Equal calls give equal bits."""
    planned = Plan(case.spec, (9, 10, 11), case.spec.dtypes[0])
    x = subject.array(planned.input)
    first = subject.host(subject(x)).tobytes()
    for _ in range(profile.repeats):
        subject.expect(subject.host(subject(x)).tobytes() == first, "equal calls differ")


def retrace_cases(_profile: Profile) -> Iterator[Case]:
    """Yield what a second call changes."""
    for spec in TRANSFORMS:
        yield from (Case(spec, {"changed": what}) for what in ("shape", "axis", "norm"))


@cases("retrace", retrace_cases)
def test_retrace(case: Case, subject: Subject) -> None:
    """A call with another shape, axis or norm doesn't meet what an earlier one left."""
    spec = case.spec
    axis: dict[str, Any] = {"axis": 0} if spec.rank == 1 else {"axes": (0, 1)}
    first = Plan(spec, (3, 4, 5), spec.dtypes[0])
    second = {
        "shape": Plan(spec, (5, 4, 3), spec.dtypes[0]),
        "axis": Plan(spec, (3, 4, 5), spec.dtypes[0], axis),
        "norm": Plan(spec, (3, 4, 5), spec.dtypes[0], {"norm": "ortho"}),
    }[case["changed"]]
    for planned in (first, second, replace(first, seed=1)):
        actual = subject(planned.input, **planned.arguments)
        subject.expect_close(actual, planned.expected, **planned.tolerance)


@cases("export", per_spec(TRANSFORMS))
def test_export(case: Case, subject: Subject) -> None:
    """Results can leave by DLPack, with the values they show (conj bits: pytorch#59945)."""
    planned = plan(case.spec)
    exporter = subject.array(planned.input)
    subject.requires_export(exporter)
    actual = subject(exporter)
    exported = np.from_dlpack(actual)
    subject.expect_close(subject.active.asarray(exported), planned.expected, **planned.tolerance)


@cases("usable", per_spec(TRANSFORMS))
def test_usable(case: Case, subject: Subject) -> None:
    """The result can be reshaped and multiplied, whatever its strides (pytorch#54376)."""
    arguments = {"axis": 0} if case.spec.rank == 1 else {"axes": (1, 0)}
    planned = plan(case.spec, arguments=arguments)
    actual = subject(planned.input, **arguments)
    flat = subject.core("reshape")(actual, (-1,))
    subject.expect_close(flat, planned.expected.reshape(-1), **planned.tolerance)
    square = subject.xp.matmul(actual, subject.xp.matrix_transpose(actual))
    exact = planned.expected @ np.swapaxes(planned.expected, -1, -2)
    subject.expect_close(square, exact, planned.tolerance["n"], extra=8)


def axis_count_cases(_profile: Profile) -> Iterator[Case]:
    """Yield inputs of one to six axes, transformed along each (pytorch#188864)."""
    for spec in ONE_AXIS:
        for ndim in range(1, 7):
            yield from (Case(spec, {"ndim": ndim, "axis": axis}) for axis in {0, ndim - 1})


@cases("values", axis_count_cases)
def test_axis_count(case: Case, subject: Subject) -> None:
    """Any number of axes, up to six."""
    shape = (3, 2, 4, 2, 3, 2)[: case["ndim"]]
    arguments = {"axis": case["axis"], "n": 5}
    planned = Plan(case.spec, shape, case.spec.dtypes[0], arguments)
    subject.expect_close(subject(planned.input, **arguments), planned.expected, **planned.tolerance)
