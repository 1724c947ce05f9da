"""Where new arrays are made, and where they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...backends import device_of
from .._cases import Case, cases, per_spec
from ._specs import Operation
from .test_creation import DEFAULTS

if TYPE_CHECKING:
    from .._subject import Subject

# Arguments, and what they make.
CREATION: dict[str, tuple[tuple[Any, ...], Any]] = {
    "zeros": ((3,), [0, 0, 0]), "ones": ((3,), [1, 1, 1]), "empty": ((3,), None),
    "arange": ((3,), [0, 1, 2]), "eye": ((2,), [[1, 0], [0, 1]]), "full": ((2, 7), [7, 7]),
    "linspace": ((0.0, 1.0, 3), [0, 0.5, 1]), "asarray": (([1, 2],), [1, 2]),
}  # fmt: skip
WHOLE = {"arange", "full", "asarray"}
LIKES = {"zeros_like": (), "ones_like": (), "empty_like": (), "full_like": (7,)}


def devices(subject: Subject) -> list[Any]:
    """Return the devices that can be named."""
    return [device for device in subject.active.devices if device is not None]


@cases("device", lambda _p: [Case(Operation(name)) for name in CREATION])
def test_creation(case: Case, subject: Subject) -> None:
    """New arrays are made where it is said, in the dtype that is said, or its default there."""
    arguments, expected = CREATION[case.spec.name]
    kind = DEFAULTS["int" if case.spec.name in WHOLE else "float"]
    single = subject.dtype("float32")
    for device in devices(subject):
        home = device_of(subject.xp.asarray([0.0], device=device))
        for dtype in (None, single):
            given = {} if dtype is None else {"dtype": dtype}
            actual = subject(*arguments, device=device, **given)
            subject.expect_device(actual, home)
            wanted = dtype or subject.default_dtype(kind, device)
            subject.expect(actual.dtype == wanted, f"dtype {actual.dtype}, expected {wanted}")
            if expected is not None:
                subject.expect_equal(actual, expected)


@cases("device", lambda _p: [Case(Operation(name)) for name in LIKES])
def test_device_of_likes(case: Case, subject: Subject) -> None:
    """An array like another one is where that is, unless a device is named."""
    for device in devices(subject):
        x = subject.xp.ones((2, 3), dtype=subject.dtype("float32"), device=device)
        subject.expect_device(subject(x, *LIKES[case.spec.name]), device_of(x))
        for other in devices(subject):
            moved = subject(x, *LIKES[case.spec.name], device=other)
            wanted = subject.xp.ones(1, dtype=subject.dtype("float32"), device=other)
            subject.expect_device(moved, device_of(wanted))


@cases("device", per_spec((Operation("asarray"),), of="array"))
def test_asarray_keeps_device(case: Case, subject: Subject) -> None:
    """An array stays where it is unless a device is named (pytorch#150199)."""
    for device in devices(subject):
        x = subject.xp.zeros(3, device=device)
        subject.expect_device(subject(x), device_of(x))
