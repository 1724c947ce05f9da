"""What the transforms return, values apart: library, dtype, shape, device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...backends import device_of
from .._cases import Case, cases, per_spec
from ._plans import Plan, plan
from ._specs import ONE_AXIS, SEVERAL_AXES, TRANSFORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


def dtype_cases(_profile: Profile) -> Iterator[Case]:
    """Yield every floating dtype that a transform takes."""
    for spec in TRANSFORMS:
        yield from (Case(spec, {"dtype": d}, (d, spec.result_dtype(d))) for d in spec.dtypes)


@cases("dtype", dtype_cases)
def test_dtype(case: Case, subject: Subject) -> None:
    """The precision of the result is that of the input."""
    planned = plan(case.spec, case["dtype"])
    actual = subject(planned.input)
    subject.expect_dtype(actual, case.spec.result_dtype(case["dtype"]))


@cases("namespace", per_spec(TRANSFORMS))
def test_namespace(case: Case, subject: Subject) -> None:
    """The result is an array of the input's library."""
    subject.expect_array(subject(plan(case.spec).input))


def shape_cases(_profile: Profile) -> Iterator[Case]:
    """Yield lengths of both parities, and axes."""
    for spec in ONE_AXIS:
        for n in (None, 1, 2, 7, 8):
            yield Case(spec, {"shape": (3, 5), "n": n, "axis": -1})
            yield Case(spec, {"shape": (4, 3), "n": n, "axis": 0})
    for spec in SEVERAL_AXES:
        for s, axes in ((None, None), (None, (1, 0)), ((4, 3), (0, 2)), ((3, 4), (2, 0))):
            yield Case(spec, {"shape": (3, 4, 5), "s": s, "axes": axes})


@cases("shape", shape_cases)
def test_shape(case: Case, subject: Subject) -> None:
    """A complex-to-real length is 2 (m - 1) by default, a real-to-complex one n // 2 + 1."""
    names = ("n", "axis") if case.spec.rank == 1 else ("s", "axes")
    arguments = {name: case[name] for name in names if case[name] is not None}
    planned = Plan(case.spec, case["shape"], case.spec.dtypes[0], arguments)
    subject.expect_shape(subject(planned.input, **arguments), planned.result_shape)


@cases("device", per_spec(TRANSFORMS))
def test_device(case: Case, subject: Subject) -> None:
    """The result stays where the input is, on every device of the backend."""
    planned = plan(case.spec, case.spec.dtypes[1])
    for device in subject.active.devices:
        x = subject.active.asarray(planned.input.values)
        if device is not None:
            x = subject.xp.asarray(planned.input.values, device=device)
        subject.expect_device(subject(x), device_of(x))


@cases("declared", per_spec(TRANSFORMS))
def test_declared(case: Case, subject: Subject) -> None:
    """The shape and dtype that a result declares are those of its values."""
    planned = plan(case.spec)
    actual = subject(planned.input)
    declared = tuple(actual.shape)
    name = subject.narrowed(case.spec.result_dtype(planned.dtype))
    found = subject.host(actual)
    subject.expect(
        found.shape == declared == planned.result_shape,
        f"declared shape {declared}, the values have {found.shape}",
    )
    subject.expect(
        found.dtype == np.dtype(name) and actual.dtype == subject.dtype(name),
        f"declared dtype {actual.dtype}, the values have {found.dtype}",
    )
