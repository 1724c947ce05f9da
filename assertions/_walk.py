"""Tuples, mappings and dataclasses of arrays, compared leaf by leaf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from ._check import ROOT, Claim, check_arrays
from ._message import shortened
from ._mismatch import MismatchError


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
        check_arrays(actual, desired, claim, path)


def _parts(value: Any) -> dict[str, Any] | None:
    """Return what a container holds, by the path that a reader would write; None for a leaf."""
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        keys = [f"[{i}]" for i in range(len(value))] if names is None else [f".{n}" for n in names]
        return dict(zip(keys, value, strict=True))
    if hasattr(value, "dtype"):
        return None
    if isinstance(value, Mapping):
        return {f"[{key!r}]": part for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
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
    both_nan = actual != actual and desired != desired
    if type(actual) is type(desired) and (actual == desired or both_nan):
        return
    msg = f"{path} differs: actual {shortened(repr(actual))}, desired {shortened(repr(desired))}"
    raise MismatchError(_with(claim.err_msg, msg), "wrong-value")
