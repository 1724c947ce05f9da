"""What a library says of itself and of its arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, drawn, literal
from ._dtypes import ALL, KINDS
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._subject import Subject

INFO = Operation("__array_namespace_info__")
DEFAULTS = {
    "real floating": "real floating", "complex floating": "complex floating",
    "integral": "integral", "indexing": "integral",
}  # fmt: skip


@cases("capabilities", per_spec((INFO,)))
def test_capabilities(case: Case, subject: Subject) -> None:
    """The three capabilities are told, in Python's own terms."""
    found = subject.function().capabilities()
    for name in ("boolean indexing", "data-dependent shapes"):
        subject.expect(isinstance(found.get(name), bool), f"{name} is {found.get(name)!r}")
    most = found.get("max dimensions")
    subject.expect(most is None or most >= 1, f"max dimensions is {most!r}")


@cases("device", per_spec((INFO,)))
def test_devices(case: Case, subject: Subject) -> None:
    """The default device is among the devices, or there is none."""
    info = subject.function()
    default, devices = info.default_device(), list(info.devices())
    subject.expect(devices, "no devices")
    subject.expect(
        default is None or default in devices, f"the default {default!r} is not in {devices}"
    )


@cases("dtype", per_spec((INFO,)))
def test_default_dtypes(case: Case, subject: Subject) -> None:
    """Each default is of its kind."""
    found = subject.function().default_dtypes(device=subject.active.device)
    for name, kind in DEFAULTS.items():
        if kind == "complex floating" and "complex64" not in subject.dtypes:
            continue
        members = [subject.dtype(d) for d in subject.available(KINDS[kind])]
        subject.expect(found.get(name) in members, f"the default {name} is {found.get(name)!r}")


@cases("values", lambda _p: [Case(INFO, {"kind": kind}) for kind in (*KINDS, "all", "two")])
def test_dtypes_of_a_kind(case: Case, subject: Subject) -> None:
    """The dtypes of a kind, by their names: all of them without one, and either of several."""
    kinds = {"all": tuple(KINDS), "two": ("bool", "unsigned integer")}.get(
        case["kind"], (case["kind"],)
    )
    info = subject.function()
    asked = {"all": None, "two": kinds}.get(case["kind"], case["kind"])
    found = info.dtypes(kind=asked) if asked else info.dtypes()
    told = set(info.dtypes(kind=None))
    members = {name for kind in kinds for name in KINDS[kind]}
    wanted = {name: subject.dtype(name) for name in ALL if name in members & told}
    subject.expect(dict(found) == wanted, f"{sorted(found)}, expected {sorted(wanted)}")


# What the standard's attributes are for an array of host values.
ATTRIBUTES: dict[str, Callable[[Any], Any]] = {
    "ndim": lambda v: v.ndim, "shape": lambda v: v.shape, "size": lambda v: v.size,
    "T": lambda v: v.T, "mT": lambda v: np.swapaxes(v, -1, -2),
}  # fmt: skip
RANKS: dict[str, tuple[int, ...]] = {"T": (2,), "mT": (2, 3)}
SHAPES = ((), (0,), (5,), (3, 3), (2, 0), (2, 3), (2, 2, 2), (2, 1, 3))


@cases("attributes", lambda _p: [
    Case(Operation("asarray"), {"attribute": name, "layout": layout})
    for name in ATTRIBUTES for layout in LAYOUTS if layout == "contiguous" or name in RANKS
])  # fmt: skip
def test_attributes(case: Case, subject: Subject) -> None:
    """Shapes are tuples, sizes integers, and transposes have their rows and columns swapped."""
    name, layout = case["attribute"], case["layout"]
    for shape in SHAPES:
        if len(shape) not in RANKS.get(name, range(4)) or (layout != "contiguous" and 0 in shape):
            continue
        x = subject.array(drawn(shape, "complex64" if "complex64" in subject.dtypes else "float32"))
        values = subject.host(x)
        if layout != "contiguous":
            x = subject.array(literal(values).laid(layout))
            values = subject.host(x)
        found, expected = getattr(x, name), ATTRIBUTES[name](values)
        if name in RANKS:
            subject.expect_equal(found, expected)
        else:
            subject.expect(found == expected, f"{name} of shape {shape} is {found!r}")
