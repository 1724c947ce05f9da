"""One search per transform: shapes, axes, lengths, norms, precisions and layouts at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, repeated_rows
from ._plans import Plan
from ._specs import NORMS, TRANSFORMS, Transform

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._subject import Subject


@st.composite
def plans(draw: Any, spec: Transform, dtypes: tuple[str, ...]) -> Plan:
    """Draw one call of a transform.

    Parameters
    ----------
    spec
        The transform.
    dtypes
        Input dtypes that the target has.
    """
    least = 2 if spec.rank == 2 else 1
    ndim = draw(st.integers(least, 4))
    # Real lengths of one point have no default in complex-to-real transforms, nor has type 1.
    shape = tuple(draw(st.integers(2, 30 if ndim == 1 else 6)) for _ in range(ndim))
    arguments: dict[str, Any] = {"norm": draw(st.sampled_from(NORMS))}
    size = st.integers(2, 12)
    if spec.rank == 1:
        arguments["axis"] = draw(st.integers(-ndim, ndim - 1))
        if draw(st.booleans()):
            arguments["n"] = draw(size)
    else:
        count = 2 if spec.rank == 2 else draw(st.integers(1, ndim))
        axes = draw(st.permutations(range(ndim)))[:count]
        arguments["axes"] = tuple(a - ndim * draw(st.booleans()) for a in axes)
        if draw(st.booleans()):
            arguments["s"] = tuple(draw(size) for _ in axes)
    if spec.trigonometric:
        arguments["type"] = draw(st.integers(1, 4))
        arguments["orthogonalize"] = draw(st.sampled_from([None, True, False]))
    return Plan(spec, shape, draw(st.sampled_from(dtypes)), arguments, draw(st.integers(0, 99)))


@cases("random", per_spec(TRANSFORMS))
def test_random(case: Case, subject: Subject, searching: Callable[[Any], Any]) -> None:
    """Any call that makes sense gives the exact result, in the right shape and dtype."""
    dtypes = subject.available(case.spec.dtypes)

    @searching
    @given(plans(case.spec, dtypes), st.sampled_from(sorted(LAYOUTS)))
    def check(planned: Plan, layout: str) -> None:
        expected = planned.expected
        if layout == "broadcast":
            expected = case.spec.expected(repeated_rows(planned.input.values), planned.arguments)
        actual = subject(planned.input.laid(layout), **planned.arguments)
        subject.expect_close(actual, expected, **planned.tolerance)
        subject.expect_dtype(actual, case.spec.result_dtype(planned.dtype))
        subject.expect_device(actual, subject.home)

    check()
