"""Conversions between dtypes, number by number."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import Input, seen
from ._conversions import converted, numbers
from ._dtypes import ALL
from ._specs import Operation
from ._sweep import Sweep, layouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

ASTYPE = Operation("astype")
LENGTH = 70
"""Beyond vector registers, and no multiple of them."""


def astype_cases(_profile: Profile) -> Iterator[Case]:
    """Yield a case for each dtype; complex ones can become complex or bool alone."""
    for own in ALL:
        for kind in ("complex", "bool") if own.startswith("complex") else ("all",):
            yield Case(ASTYPE, {"from": own, "to": kind}, (own,) if own != "bool" else ())


@cases("definition", astype_cases)
def test_astype(case: Case, subject: Subject, profile: Profile) -> None:
    """Numbers that the dtype holds are kept, fractions cut off, and what isn't zero is true."""
    sweep, own = Sweep(subject), case["from"]
    stride = profile.strides.get(subject.active.target.backend, 1)
    names = ALL if case["to"] == "all" else [d for d in ALL if d.startswith(case["to"])]
    for turn, dtype in list(enumerate(subject.available(tuple(names))))[::stride]:
        pairs = [(v, w) for v in numbers(own) if (w := converted(v, dtype)) is not None]
        for limit in LIMITS:
            # Extremes may send a library down another way.
            few = [(v, w) for v, w in pairs if abs(v) < limit] if limit else pairs
            convert(sweep, [v for v, _ in few], [w for _, w in few], dtype, turn)
    sweep.unchanged()


LIMITS = (None, 2**62, 2**31)


def convert(sweep: Sweep, before: list[Any], after: list[Any], dtype: str, turn: int) -> None:
    """Convert numbers in several shapes and layouts."""
    subject, own = sweep.subject, sweep.subject.case["from"]
    values = np.resize(np.asarray(before, own), LENGTH)
    results = np.resize(np.asarray(after, dtype), LENGTH)
    laid = layouts((1,)) if len(before) > 9 and turn % 3 == 0 else ["contiguous", "stepped"]
    for shape, layout in product(((LENGTH,), (7, 10)), laid):
        x = Input(values.reshape(shape), None, layout)
        y = Input(results.reshape(shape), None, layout)
        sweep.require(sweep(x, subject.dtype(dtype)), seen(y), dtype, signs=False)
    for shape in ((), (0,), (2, 0, 3), (1, 1)):
        size = int(np.prod(shape))
        x = Input(values[turn : turn + size].reshape(shape))
        y = results[turn : turn + size].reshape(shape)
        sweep.require(sweep(x, subject.dtype(dtype)), y, dtype, signs=False)
        sweep.require(sweep(x, subject.dtype(dtype), copy=False), y, dtype, signs=False)
