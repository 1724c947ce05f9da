"""The way of every assertion: facts, then values on the device, then the explanation.

Values come to the host only for what the device can't decide: a mismatch to explain, a value
right at its tolerance, two different dtypes, or an operation that the library lacks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from array_api_compat import array_namespace

from . import _device, _explain, _recorder
from ._facts import KIND, Checks, facts, where
from ._message import Fact, Report, Values, render, shortened
from ._mismatch import Kind, MismatchError
from ._relation import Close, CloseNulp, Relation
from ._side import Side, actual_side, desired_side
from ._tolerance import EPS

if TYPE_CHECKING:
    from collections.abc import Callable


# Paths in messages start here: `actual.pvalue`, `actual[0]`.
ROOT = "actual"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asserted: the relation for a dtype, the facts that must agree, the user's words."""

    relate: Callable[[str], Relation]
    checks: Checks
    err_msg: str


def check(actual: Any, desired: Any, claim: Claim, path: str = ROOT) -> None:
    """Raise MismatchError unless the claim holds for the arrays, or for all that they contain."""
    __tracebackhide__ = True
    parts = _parts(actual)
    if parts is not None:
        others = _counterparts(actual, parts, desired, claim, path)
        for name, part in parts.items():
            check(part, others[name], claim, path + name)
    elif path != ROOT and _is_plain(actual) and _is_plain(desired):
        _check_plain(actual, desired, claim, path)
    else:
        _check_arrays(actual, desired, claim, path)


def _check_arrays(actual: Any, desired: Any, claim: Claim, path: str) -> None:
    __tracebackhide__ = True
    first = actual_side(actual, path)
    second = desired_side(desired, first, path)
    relation = claim.relate(first.dtype)
    found = facts(first, second, claim.checks)
    fits = _fit(first.shape, second.shape, exactly=claim.checks.shape)
    if not fits and not claim.checks.shape:
        found += (Fact("shape", str(first.shape), str(second.shape), ok=False),)
    fine = all(fact.ok for fact in found)
    has_values = fits and first.has_values and second.has_values
    with np.errstate(all="ignore"):
        if has_values and fine and _passes_on_device(first, second, relation):
            _recorder.record_comparison(values=True)
            return
        values = _judged(first, second, relation) if has_values else None
    _recorder.record_comparison(values=has_values)
    if fine and (values is None or not values.wrong):
        return
    kinds = [KIND[fact.name] for fact in found if not fact.ok]
    kinds.append("accuracy" if values is not None and values.inexact else "wrong-value")
    why = "" if has_values else _why_not(fits)
    report = Report(claim.err_msg, path if path != ROOT else "", where(first), found, values, why)
    raise MismatchError(render(report), kinds[0])


def _passes_on_device(actual: Side, desired: Side, relation: Relation) -> bool:
    """Whether the relation certainly holds; False where the device can't say."""
    if not _comparable(actual, desired):
        return False
    try:
        xp = array_namespace(actual.given)
        first, second, dtype = _device.widened(xp, actual, desired)
        cut = actual.shape == desired.shape and _is_cut(actual)
        pairs = _device.pieces(first, second) if cut else [(first, second)]
        holds = all(relation.holds(xp, a, d, dtype) for a, d in pairs)
        if holds and _recorder.is_open() and isinstance(relation, Close):
            _record(xp, first, second, dtype, relation)
    # Whatever a library can't do or raises: the comparison on the host follows.
    except Exception:  # noqa: BLE001  # see above
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


def _record(xp: Any, actual: Any, desired: Any, dtype: str, relation: Close) -> None:
    """Tell the recorders how much of the tolerance was used."""
    tolerance = relation.tolerance
    n = math.prod(actual.shape)
    if tolerance.exact or dtype not in EPS:
        _recorder.record_accuracy(0.0, "exact", 0.0, n)
        return
    ratio = _device.largest_ratio(xp, actual, desired, dtype, tolerance)
    _record_ratio(ratio, relation, dtype, n)


def _record_ratio(ratio: float, relation: Close, dtype: str, n: int) -> None:
    tolerance = relation.tolerance
    # With no atol an error in units of its tolerance is a relative error in units of rtol.
    if tolerance.atol == 0:
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
    count = int(np.count_nonzero(wrong))
    values = Values(relation.claim, count, wrong.size, relation.formula)
    if not count:
        return values
    remedy = relation.remedy(first, second, wrong)
    return replace(
        values,
        rows=_explain.rows(first, second, wrong, relation.limit(first, second), ndim),
        specials=_explain.specials(first, second, wrong, ndim),
        notes=(remedy,) if remedy else (),
        inexact=isinstance(relation, Close | CloseNulp)
        and _explain.is_inexact_only(first, second, wrong, actual.dtype),
    )


def _fit(first: tuple[int, ...], second: tuple[int, ...], *, exactly: bool) -> bool:
    if first == second or exactly:
        return first == second
    try:
        np.broadcast_shapes(first, second)
    except ValueError:
        return False
    return True


def _why_not(fits: bool) -> str:  # noqa: FBT001  # the only argument
    return "there are no values to compare" if fits else "values not compared"


def _parts(value: Any) -> dict[str, Any] | None:
    """Return what a container holds, by the path that a reader would write; None for a leaf."""
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        keys = [f"[{i}]" for i in range(len(value))] if names is None else [f".{n}" for n in names]
        return dict(zip(keys, value, strict=True))
    if isinstance(value, Mapping):
        return {f"[{key!r}]": part for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type) and not hasattr(value, "dtype"):
        return {f".{field.name}": getattr(value, field.name) for field in fields(value)}
    return None


def _counterparts(
    actual: Any, parts: dict[str, Any], desired: Any, claim: Claim, path: str
) -> dict[str, Any]:
    """Return the parts of `desired` by the names of those of `actual`."""
    __tracebackhide__ = True
    others = _parts(desired)
    if others is not None and isinstance(actual, tuple) and isinstance(desired, tuple):
        # A plain tuple may stand for a named one.
        others = dict(zip(parts, desired, strict=False)) if len(parts) == len(others) else others
    if others is not None and parts.keys() == others.keys():
        return others
    names = [_outline(actual, parts), _outline(desired, others)]
    msg = f"the structure of {path} differs: actual {names[0]}, desired {names[1]}"
    raise MismatchError(_with(claim.err_msg, msg), "wrong-shape")


def _outline(value: Any, parts: dict[str, Any] | None) -> str:
    kind = type(value).__qualname__
    return kind if parts is None else shortened(f"{kind} with {', '.join(parts) or 'nothing'}")


def _with(err_msg: str, message: str) -> str:
    return f"{err_msg}\n{message}" if err_msg else message


def _is_plain(value: Any) -> bool:
    plain = value is None or isinstance(value, bool | int | float | complex | str)
    return plain and not isinstance(value, np.generic)


def _check_plain(actual: Any, desired: Any, claim: Claim, path: str) -> None:
    """Compare what is no array beside arrays in a result: a count, a flag, a message."""
    __tracebackhide__ = True
    both_nan = actual != actual and desired != desired  # noqa: PLR0124  # true of NaN alone
    if type(actual) is type(desired) and (actual == desired or both_nan):
        return
    msg = f"{path} differs: actual {shortened(repr(actual))}, desired {shortened(repr(desired))}"
    raise MismatchError(_with(claim.err_msg, msg), "wrong-value")
