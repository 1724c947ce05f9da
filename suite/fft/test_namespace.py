"""The namespace's own transforms, as callers write them: with most arguments left out.

The bundled functions give every argument when they call ``xp.fft``, so that its defaults would
go unchecked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._cases import Case, cases
from ._plans import Plan
from ._specs import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

SHAPE = (3, 5, 4)
ARGUMENTS: dict[int, tuple[dict[str, Any], ...]] = {
    1: ({}, {"n": 6}, {"axis": 1}, {"norm": "ortho"}),
    0: ({}, {"axes": (1,)}, {"axes": (2, 0), "s": (5, 2)}, {"norm": "forward"}),
}


def call_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each function without arguments, and with one of them."""
    for spec in OWN:
        for position, arguments in enumerate(ARGUMENTS[spec.rank]):
            dtype = spec.dtypes[position % 2]
            yield Case(spec, {**arguments, "dtype": dtype}, (dtype,))


@cases("values", call_cases)
def test_defaults(case: Case, subject: Subject) -> None:
    """The last axis or all axes, their own lengths, backward norm: unless told otherwise."""
    arguments = {k: v for k, v in case.parameters.items() if k != "dtype"}
    planned = Plan(case.spec, SHAPE, case["dtype"], arguments)
    actual = subject(planned.input, **arguments)
    subject.expect_close(actual, planned.expected, **planned.tolerance)
    subject.expect_dtype(actual, case.spec.result_dtype(case["dtype"]))
