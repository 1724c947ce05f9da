"""Arrays that leave by DLPack, and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, drawn, seen
from ._specs import PARTS, Operation

if TYPE_CHECKING:
    from .._subject import Subject

FROM_DLPACK = Operation("from_dlpack")


@cases("round-trip", lambda _p: [Case(FROM_DLPACK, {"layout": n}) for n in LAYOUTS])
def test_round_trip(case: Case, subject: Subject) -> None:
    """Views survive the way through DLPack, to the host too (jax#17784, cupy#10172)."""
    x = drawn((4, 5), "float32").laid(case["layout"])
    array = subject.array(x)
    subject.requires_export(subject.array(drawn((4, 5), "float32")))
    subject.expect_equal(subject(array), seen(x))
    found = np.from_dlpack(array)
    subject.expect(np.array_equal(found, seen(x)), f"the host sees {found}, expected {seen(x)}")


@cases("export", per_spec(PARTS))
def test_export_of_parts(case: Case, subject: Subject) -> None:
    """Parts and conjugates can leave by DLPack (pytorch#59945)."""
    x = subject.array(drawn((4, 5), "complex64"))
    subject.requires_export(x)
    values = drawn((4, 5), "complex64").values
    expected = {"real": values.real, "imag": values.imag, "conj": values.conj()}[case.spec.name]
    found = np.from_dlpack(subject(x))
    subject.expect(np.array_equal(found, expected), f"exported {found}, expected {expected}")
