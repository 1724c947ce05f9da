"""Whether a result agrees with the values of single numbers: how near, and which signs count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._inputs import Input, literal, seen
from .._subject import EPS
from ._elementwise import UNSIGNED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .._subject import Subject

ULPS = 32
"""What the functions may be off by, in eps: the standard leaves accuracy open, NumPy's and
CUDA's tables of worst cases end at 4, XLA's log1p is off by 26."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How near a value has to be.

    Parameters
    ----------
    ulps
        Error in eps of the value; 0 for exact ones.
    growing
        Add the logarithm of the value, in eps: powers by logarithms are off by that.
    absolute
        Error in eps, beside the others: of what cancels.
    zeros
        Whether the signs of zeros count.
    nans
        Whether the signs of NaN do.
    """

    ulps: float = 0
    growing: bool = False
    absolute: float = 0
    zeros: bool = True
    nans: bool = False


GROWING = {"exp", "expm1", "cosh", "sinh", "pow"}
EXACT_PAIRS = {"add", "subtract", "multiply", "divide", "remainder", "floor_divide", "maximum",
               "minimum", "copysign", "nextafter"}  # fmt: skip
"""Functions of two reals that round once, if at all."""


def rule_of(name: str, *, exact: bool, complex_: bool = False) -> Rule:
    """Return the rule of a function."""
    return Rule(
        ulps=0 if exact else 2 * ULPS if complex_ else ULPS, growing=name in GROWING,
        absolute=ULPS if name == "logaddexp" else 0, zeros=name not in UNSIGNED and not complex_,
        nans=name == "copysign",
    )  # fmt: skip


def agreeing(host: Any, expected: Any, rule: Rule) -> Any:
    """Return where a result agrees; an underflow may be flushed to zero."""
    same = (host == expected) | (np.isnan(host) & np.isnan(expected))
    if host.dtype.name in EPS:
        eps, tiny = EPS[host.dtype.name], np.finfo(host.dtype).smallest_normal
        size = np.abs(expected)
        ulps = rule.ulps + (np.abs(np.log(np.where(size > 0, size, 1))) if rule.growing else 0)
        near = np.abs(host - expected) <= eps * ulps * size + eps * rule.absolute + tiny
        flushed = (size < tiny) & (host == 0)
        same |= (near & np.isfinite(host) if rule.ulps else flushed) & np.isfinite(expected)
    if host.dtype.kind == "f" and rule.zeros:
        zeros = (host == 0) & (expected == 0)
        same &= ~zeros | (np.signbit(host) == np.signbit(expected))
    if host.dtype.kind == "f" and rule.nans:
        same &= ~np.isnan(expected) | (np.signbit(host) == np.signbit(expected))
    return same


def require(
    subject: Subject, actual: Any, dtype: str, wanted: Iterable[Any], rule: Rule, told: Any
) -> None:
    """Require a dtype and the values of any of some arrays, element by element.

    Parameters
    ----------
    wanted
        Arrays of Python's numbers, as wide as they come; any of them will do.
    told
        ``told(i)`` writes the operands of one element.
    """
    subject.expect_dtype(actual, dtype)
    wanted = list(wanted)
    subject.expect_shape(actual, wanted[0].shape)
    host = subject.host(actual)
    same = np.zeros(host.shape, bool)
    with np.errstate(all="ignore"):
        arrays = [values.astype(host.dtype) for values in wanted]
        for expected in arrays:
            same |= agreeing(host, expected, rule)
    wrong = np.flatnonzero(~same)
    if wrong.size:
        i = int(wrong[0])
        subject.fail(
            "wrong-value",
            f"{wrong.size} of {host.size} are wrong; at {told(i)} {host.flat[i]!r} instead of "
            f"{arrays[0].flat[i]!r}",
        )


def elementwise(
    subject: Subject, function: Callable[..., Any], operands: Sequence[Any], dtype: str, rule: Rule
) -> None:
    """Call the function; require the values of a function of Python's numbers, broadcast.

    The operands stay what they are.
    """
    call = subject.call_of(operands, {})
    arrays = subject.placed(call.args)
    actual = subject.make(call, *arrays)
    hosts = [seen(x) if isinstance(x, Input) else x for x in call.args]
    judge(subject, actual, function, hosts, dtype, rule)
    for kept, array in zip(hosts, arrays, strict=True):
        if isinstance(kept, np.ndarray):
            now = subject.host(array)
            same = np.array_equal(now, kept, equal_nan=kept.dtype.kind in "fc")
            subject.expect(same, f"the call changed its input into {now.tolist()}")


def judge(
    subject: Subject, actual: Any, function: Callable[..., Any], hosts: Sequence[Any],
    dtype: str, rule: Rule,
) -> None:  # fmt: skip
    """Require of a result the values of a function of Python's numbers, broadcast."""
    wide = np.broadcast_arrays(*hosts)
    lists = [x.reshape(-1).tolist() for x in wide]
    values = np.array([function(*row) for row in zip(*lists, strict=True)], object)

    def told(i: int) -> str:
        return ", ".join(repr(column[i]) for column in lists)

    require(subject, actual, dtype, [values.reshape(wide[0].shape)], rule, told)


def repeated(points: Sequence[Any], dtype: str, size: int) -> Input:
    """Return the points over and over."""
    return literal(np.resize(np.array(points, dtype), size))
