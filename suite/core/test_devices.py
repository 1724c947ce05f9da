"""Where new arrays are made, and where they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...backends import device_of
from .._cases import Case, cases, per_spec
from ._specs import Operation
from .test_creation import DEFAULTS

if TYPE_CHECKING:
    from .._subject import Subject

CREATION = {
    "zeros": ((3,), [0, 0, 0]), "ones": ((3,), [1, 1, 1]), "arange": (3, [0, 1, 2]),
    "eye": (2, [[1, 0], [0, 1]]), "empty": ((3,), None),
}  # fmt: skip
LIKES = {"zeros_like": (), "ones_like": (), "empty_like": (), "full_like": (7,)}


@cases("device", lambda _p: [Case(Operation(name)) for name in CREATION])
def test_creation_device(case: Case, subject: Subject) -> None:
    """New arrays are made on the device that is asked for, in the dtype that is."""
    argument, expected = CREATION[case.spec.name]
    for device in subject.active.devices:
        if device is None:
            continue
        x = subject(argument, dtype=subject.dtype("float32"), device=device)
        subject.expect_device(x, device_of(subject.xp.asarray([0.0], device=device)))
        subject.expect_dtype(x, "float32")
        if expected is not None:
            subject.expect_equal(x, expected)


PLACED: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "full": (((2, 3), 7), {}), "linspace": ((0.0, 1.0, 5), {}), "asarray": (([1, 2, 3],), {}),
    "zeros": ((3,), {}), "ones": ((3,), {}), "empty": ((3,), {}), "arange": ((3,), {}),
    "eye": ((3,), {"k": 1}),
}  # fmt: skip


@cases("device", lambda _p: [Case(Operation(n), {"dtype": "default"}) for n in PLACED])
def test_default_on_devices(case: Case, subject: Subject) -> None:
    """On any device arrays have the default dtype of their numbers."""
    args, kwargs = PLACED[case.spec.name]
    for device in subject.active.devices:
        if device is not None:
            actual = subject(*args, device=device, **kwargs)
            subject.expect_device(actual, device_of(subject.xp.asarray([0.0], device=device)))
            kind = "int" if case.spec.name in {"full", "asarray", "arange"} else "float"
            wanted = subject.default_dtype(DEFAULTS[kind], device)
            subject.expect(actual.dtype == wanted, f"dtype {actual.dtype}, the default is {wanted}")


@cases("device", lambda _p: [Case(Operation(name)) for name in LIKES])
def test_device_of_likes(case: Case, subject: Subject) -> None:
    """An array like another one is where that is, unless a device is named."""
    devices = [device for device in subject.active.devices if device is not None]
    for device in devices:
        x = subject.xp.ones((2, 3), dtype=subject.dtype("float32"), device=device)
        subject.expect_device(subject(x, *LIKES[case.spec.name]), device_of(x))
        for other in devices:
            moved = subject(x, *LIKES[case.spec.name], device=other)
            wanted = subject.xp.ones(1, dtype=subject.dtype("float32"), device=other)
            subject.expect_device(moved, device_of(wanted))


@cases("device", per_spec((Operation("asarray"),)))
def test_asarray_keeps_device(case: Case, subject: Subject) -> None:
    """An array stays where it is unless a device is named (pytorch#150199)."""
    for device in subject.active.devices:
        if device is not None:
            x = subject.xp.zeros(3, device=device)
            subject.expect_device(subject(x), device_of(x))
