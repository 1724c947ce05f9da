"""What the functions of `cluster` return, values apart: library, dtype, shape, device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...backends import device_of
from .._cases import Case, cases, per_spec
from .._inputs import Input
from ._specs import FUNCTIONS, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


def arrays(subject: Subject, results: tuple[Any, ...]) -> list[Any]:
    """Return the results as arrays: NumPy's functions may return scalars for 0-d ones."""
    xp = subject.xp
    return [xp.asarray(r) if isinstance(r, np.generic) else r for r in results]


def declared_dtype(subject: Subject, name: str, dtype: str) -> Any:
    """Return the dtype that a row of the table stands for."""
    if name == "index":
        return subject.xp.arange(1).dtype
    return subject.dtype(subject.narrowed(dtype if name == "same" else name))


def dtype_cases(_profile: Profile) -> Iterator[Case]:
    """Yield every floating dtype that a function takes."""
    for spec in FUNCTIONS:
        yield from (Case(spec, {"dtype": dtype}, (dtype,)) for dtype in spec.dtypes)


@cases("dtype", dtype_cases)
def test_dtype(case: Case, subject: Subject) -> None:
    """Codes keep the precision of the observations, linkages are in the widest real dtype."""
    found = case.spec.call(subject, *case.spec.inputs(case["dtype"]))
    for actual, (name, _) in zip(arrays(subject, found), case.spec.results, strict=True):
        expected = declared_dtype(subject, name, case["dtype"])
        if actual.dtype != expected:
            subject.fail("wrong-dtype", f"dtype {expected} was expected, got {actual.dtype}")


def integer_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the functions that take whole numbers for real ones."""
    for spec in named("linkage", "whiten", "py_vq", "fclusterdata", "ward"):
        dtypes = ("int64", "int32") if spec.name == "vq.whiten" else ("int64", "int32", "float32")
        yield from (Case(spec, {"dtype": d}, (d, "float64")) for d in dtypes)


@cases("dtype", integer_cases)
def test_converted(case: Case, subject: Subject) -> None:
    """Integers count as the default dtype, and linkages of float32 distances are float64."""
    args = [
        Input(np.round(arg.values * 64)).converted(case["dtype"]) if isinstance(arg, Input) else arg
        for arg in case.spec.inputs()
    ]
    found = case.spec.call(subject, *args)
    subject.expect_dtype(found[-1], case.spec.results[-1][0].replace("same", subject.default_float))


@cases("namespace", per_spec(FUNCTIONS))
def test_namespace(case: Case, subject: Subject) -> None:
    """The results are arrays of the input's library."""
    for actual, (_, shape) in zip(case.spec.call(subject), case.spec.results, strict=True):
        if shape or not isinstance(actual, np.generic) or subject.active.target.backend != "numpy":
            subject.expect_array(actual)


@cases("shape", per_spec(FUNCTIONS))
def test_shape(case: Case, subject: Subject) -> None:
    """The shapes of the results."""
    found = arrays(subject, case.spec.call(subject))
    for actual, (_, shape) in zip(found, case.spec.results, strict=True):
        subject.expect_shape(actual, shape)


def widest(subject: Subject, arg: Input, device: Any) -> Input:
    """Return an argument in the precision of a device, which may not be the target's."""
    if device is None:
        return subject.fitting(arg)
    known = subject.xp.__array_namespace_info__().dtypes(device=device, kind=None)
    return arg if "float64" in known else arg.converted(subject.narrowed(arg.values.dtype.name))


@cases("device", per_spec(FUNCTIONS))
def test_device(case: Case, subject: Subject) -> None:
    """The results stay where the input is, on every device of the backend."""
    for device in subject.active.devices:
        where = {} if device is None else {"device": device}
        args = [
            subject.xp.asarray(widest(subject, arg, device).values, **where)
            if isinstance(arg, Input)
            else arg
            for arg in case.spec.inputs()
        ]
        for actual in arrays(subject, case.spec.call(subject, *args)):
            subject.expect_device(actual, device_of(args[0]))


@cases("declared", per_spec(FUNCTIONS))
def test_declared(case: Case, subject: Subject) -> None:
    """The shape and dtype that a result declares are those of its values."""
    for actual in arrays(subject, case.spec.call(subject)):
        shape, dtype = tuple(actual.shape), actual.dtype
        found = subject.host(actual)
        subject.expect(found.shape == shape, f"declared shape {shape}, values {found.shape}")
        name = found.dtype.name
        subject.expect(dtype == subject.dtype(name), f"declared dtype {dtype}, values {name}")
