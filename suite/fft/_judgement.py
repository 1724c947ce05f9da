"""Judging one call of a transform in full: values, dtype, place, and that the input is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .._inputs import Input, draw, of_this_run
from .._kept import kept
from ..oracles import transformed
from ._specs import TRANSFORMS, Transform

if TYPE_CHECKING:
    from .._subject import Subject
    from ._plans import Plan


@dataclass(frozen=True, slots=True)
class OneAxis:
    """A transform along the last axis with its arguments: what `matrices` asks for."""

    spec: Transform
    arguments: tuple[tuple[str, Any], ...]

    def __call__(self, x: Any) -> Any:
        if self.spec.kind == "c2c":
            x = x + 0j
        if self.spec.real_input and np.iscomplexobj(x):
            msg = "a real transform has no imaginary part to transform"
            raise TypeError(msg)
        return self.spec.expected(x, dict(self.arguments))


POWERS = {"backward": 0.0, "ortho": 0.5, "forward": 1.0}
"""Of the scale: what a norm changes beside "backward", times the sign."""

ALONE = {(spec.kind, spec.sign): spec for spec in TRANSFORMS if spec.rank == 1}


def expected_of(planned: Plan, values: Any = None) -> Any:
    """Return the expected result of a small call: by matrices, one axis after the other.

    Parameters
    ----------
    planned
        The call.
    values
        Host values that are transformed instead of the plan's.
    """
    arguments = tuple(sorted(planned.arguments.items()))
    if values is not None:
        return by_matrices(planned.spec, values, arguments)
    return drawn_result(
        planned.spec, planned.shape, planned.dtype, arguments, of_this_run(planned.seed)
    )


@lru_cache(maxsize=2048)
def drawn_result(spec: Transform, shape: Any, dtype: str, arguments: Any, seed: int) -> Any:
    """Return the expected result for drawn values."""
    return by_matrices(spec, held(shape, dtype, seed), arguments)


def by_matrices(spec: Transform, values: Any, given: tuple[tuple[str, Any], ...]) -> Any:
    """Return the expected result for some values and arguments."""
    arguments, shape = dict(given), values.shape
    axes, lengths = spec.axes_and_lengths(shape, arguments)
    norm = arguments.get("norm") or "backward"
    common: tuple[tuple[str, Any], ...] = ()
    if spec.trigonometric:
        flag = arguments.get("orthogonalize")
        flag = norm == "ortho" if flag is None else flag
        common = (("type", arguments.get("type", 2)), ("orthogonalize", flag))
    steps = [
        (axis, OneAxis(ALONE[spec.kind, spec.sign], (("n", n), *common)))
        for axis, n in zip(axes, lengths, strict=True)
    ]
    if not spec.trigonometric:  # only the last one is of another kind
        complex_ = ALONE["c2c", spec.sign]
        steps = [
            (axis, OneAxis(complex_ if i < len(steps) - 1 else step.spec, step.arguments))
            for i, (axis, step) in enumerate(steps)
        ]
    if spec.real_input:  # comes first
        steps = steps[-1:] + steps[:-1]
    scale = np.longdouble(spec.scale(shape, arguments))
    result = transformed(values, steps) * scale ** (spec.sign * POWERS[norm])
    return result.astype(np.complex128 if np.iscomplexobj(result) else np.float64)


@lru_cache(maxsize=1024)
def held(shape: tuple[int, ...], dtype: str, seed: int) -> Any:
    """Return drawn values, which nobody may write to."""
    values = draw(shape, dtype, seed)
    values.flags.writeable = False
    return values


def input_of(planned: Plan) -> Input:
    """Return the input of a plan."""
    seed = of_this_run(planned.seed)
    code = f"draw({planned.shape}, {planned.dtype!r}, {seed})"
    return Input(held(planned.shape, planned.dtype, seed).copy(), code)


def verify(subject: Subject, planned: Plan, **changes: Any) -> Any:
    """Require of a call all that is required of any, and return the result.

    Parameters
    ----------
    subject
        The transform.
    planned
        The call.
    changes
        Arguments written in another way than the plan has them: axes as a list, -1 for a length.
    """
    spec, arguments = planned.spec, {**planned.arguments, **changes}
    actual = kept(subject, input_of(planned), **arguments)
    return judged(subject, actual, planned, expected_of(planned), spec.result_dtype(planned.dtype))


def judged(subject: Subject, actual: Any, planned: Plan, expected: Any, dtype: str) -> Any:
    """Require values, dtype and device of a result."""
    subject.expect_close(actual, expected, **planned.tolerance)
    subject.expect_dtype(actual, dtype)
    subject.expect_device(actual, subject.home)
    return actual
