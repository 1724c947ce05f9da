"""The way of every assertion on two arrays: facts, then values on the device, then the explanation.

Values come to the host only for what the device can't decide: a mismatch to explain, a value
right at its tolerance, two different dtypes, or an operation that the library lacks.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _device, _explain, _recorder
from ._facts import KIND, Checks, facts, where
from ._message import Fact, Report, Values, render
from ._mismatch import MismatchError
from ._relation import Close, CloseNulp, Relation
from ._side import Side, actual_side, desired_side, incomparable
from ._tolerance import EPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._mismatch import Kind


# Paths in messages start here: `actual.pvalue`, `actual[0]`.
ROOT = "actual"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asserted: the relation for a dtype, the facts that must agree, the user's words."""

    relate: Callable[[str], Relation]
    checks: Checks
    err_msg: str


def check_arrays(actual: Any, desired: Any, claim: Claim, path: str) -> None:
    """Raise MismatchError unless the claim holds for two arrays."""
    __tracebackhide__ = True
    first = actual_side(actual, path, any_namespace=not claim.checks.namespace)
    second = desired_side(desired, first, path)
    relation = claim.relate(first.dtype)
    try:
        _compare(first, second, relation, claim, path)
    except MismatchError:
        raise
    # Whatever a library raises over its arrays: a mismatch, with the cause.
    except Exception as error:
        raise incomparable(path, error) from error


def _compare(first: Side, second: Side, relation: Relation, claim: Claim, path: str) -> None:
    """Raise MismatchError unless facts and values agree."""
    __tracebackhide__ = True
    found = facts(first, second, claim.checks)
    fits = _fit(first.shape, second.shape, exactly=claim.checks.shape)
    if not fits and not claim.checks.shape:
        found += (Fact("shape", first.shape, second.shape, ok=False),)
    fine = all(fact.ok for fact in found)
    comparable = fits and not any(fact.name == "dtype" and fact.expected for fact in found)
    has_values = comparable and first.has_values and second.has_values
    with np.errstate(all="ignore"):
        if has_values and fine and _passes_on_device(first, second, relation):
            _recorder.record_comparison(values=True)
            return
        values = _judged(first, second, relation) if has_values else None
    _recorder.record_comparison(values=has_values)
    if fine and (values is None or not values.wrong):
        return
    kinds: list[Kind] = [KIND[fact.name] for fact in found if not fact.ok]
    kinds.append("accuracy" if values is not None and values.inexact else "wrong-value")
    why = "" if has_values else _why_not(comparable)
    report = Report(claim.err_msg, path if path != ROOT else "", where(first), found, values, why)
    raise MismatchError(render(report), kinds[0])


def _passes_on_device(actual: Side, desired: Side, relation: Relation) -> bool:
    """Whether the relation certainly holds; False where the device can't say."""
    if not _comparable(actual, desired):
        return False
    try:
        # The library itself: array-api-compat's wrappers take longer than ten numbers do, and
        # what differs between the two is not used here.
        xp = sys.modules[actual.library]
        first, second, dtype = _device.widened(actual, desired)
        cut = actual.shape == desired.shape and _is_cut(actual)
        pairs = _device.pieces(first, second) if cut else [(first, second)]
        holds = all(relation.holds(xp, a, d, dtype) for a, d in pairs)
        if holds and _recorder.is_open() and isinstance(relation, Close):
            _measure(xp, first, second, dtype, relation, cut=cut)
    # Whatever a library can't do or raises: the comparison on the host follows.
    except Exception:  # noqa: BLE001 -- see above
        return False
    return holds


def _comparable(actual: Side, desired: Side) -> bool:
    """Whether the library itself can compare both without rounding or a transfer."""
    if actual.host is not None or desired.host is not None or actual.library != desired.library:
        return False
    names = (actual.dtype, desired.dtype)
    floating = all(name in EPS for name in names)
    alike = ("complex" in names[0]) == ("complex" in names[1])
    return names[0] == names[1] or (floating and alike)


def _is_cut(side: Side) -> bool:
    """Whether large arrays are compared piece by piece: where slices are views, on a CPU."""
    if side.library == "torch":
        return side.given.device.type == "cpu"
    return side.library == "numpy"


def _measure(xp: Any, actual: Any, desired: Any, dtype: str, relation: Close, *, cut: bool) -> None:
    """Tell the recorders how much of the tolerance was used."""
    tolerance = relation.tolerance
    ratio = 0.0
    if dtype in EPS and not tolerance.exact:
        pairs = _device.pieces(actual, desired) if cut else [(actual, desired)]
        ratio = max(_device.largest_ratio(xp, a, d, dtype, tolerance) for a, d in pairs)
    _record(ratio, relation, dtype, math.prod(actual.shape))


def _record(ratio: float, relation: Close, dtype: str, n: int) -> None:
    tolerance = relation.tolerance
    if tolerance.exact:
        _recorder.record_accuracy(ratio, "exact", 0.0, n)
    elif tolerance.atol == 0 and dtype in EPS:
        # An error in units of its tolerance is a relative error in units of rtol.
        limit = tolerance.rtol / EPS[dtype]
        _recorder.record_accuracy(ratio * limit, "eps", limit, n)
    else:
        _recorder.record_accuracy(ratio, "tolerance", 1.0, n)


def _judged(actual: Side, desired: Side, relation: Relation) -> Values:
    """Compare host copies exactly, and find what to tell."""
    pair = np.broadcast_arrays(actual.values(), desired.values())
    ndim = pair[0].ndim
    first, second = (np.atleast_1d(array) for array in pair)
    wrong = ~relation.judge(first, second)
    if _recorder.is_open() and isinstance(relation, Close):
        ratio = _explain.largest_ratio(first, second, wrong, relation.limit(first, second))
        _record(ratio, relation, actual.dtype, wrong.size)
    count = int(np.count_nonzero(wrong))
    values = Values(relation.claim, count, wrong.size, relation.formula)
    if not count:
        return values
    notes = (relation.remedy(first, second, wrong), _explain.signed_zeros(first, second))
    return replace(
        values,
        rows=_explain.rows(first, second, wrong, relation.limit(first, second), ndim),
        specials=_explain.specials(first, second, wrong, ndim),
        notes=tuple(note for note in notes if note),
        inexact=isinstance(relation, Close | CloseNulp)
        and _explain.is_inexact_only(first, second, wrong, actual.dtype),
    )


def _fit(actual: tuple[int, ...], desired: tuple[int, ...], *, exactly: bool) -> bool:
    """Whether the shapes are equal, or desired's can be broadcast to actual's: none are lost."""
    if actual == desired or exactly:
        return actual == desired
    try:
        return np.broadcast_shapes(actual, desired) == actual
    except ValueError:
        return False


def _why_not(comparable: bool) -> str:  # noqa: FBT001 -- the only argument
    return "there are no values to compare" if comparable else "values not compared"
