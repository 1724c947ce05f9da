"""Faults of methods and attributes of arrays, and of what a library says of itself."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from ._fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]

STRICT, BOTH = "array_api_strict", "array_api_strict torch"
INFO = "__array_namespace_info__"


def keyed(change: Function) -> Any:
    """Read each part of a key as ``change(part)``."""

    def wrap(method: Function) -> Function:
        @wraps(method)
        def faulty(x: Any, key: Any, *value: Any) -> Any:
            if isinstance(key, tuple):
                key = tuple(change(part) for part in key)
            return method(x, key, *value)

        return faulty

    return wrap


def rearranged(change: Function) -> Any:
    """Have another key: ``change(key)``, of a key that is a tuple."""

    def wrap(method: Function) -> Function:
        @wraps(method)
        def faulty(x: Any, key: Any, *value: Any) -> Any:
            return method(x, change(key) if isinstance(key, tuple) else key, *value)

        return faulty

    return wrap


def asked(change: Function) -> Any:
    """Have another array to index with: ``change(key)``, of a key that is one."""

    def wrap(method: Function) -> Function:
        @wraps(method)
        def faulty(x: Any, key: Any) -> Any:
            return method(x, change(key) if hasattr(key, "shape") else key)

        return faulty

    return wrap


def of_slices(change: Function) -> Any:
    return keyed(lambda part: change(part) if isinstance(part, slice) else part)


def stepless(part: slice) -> slice:
    return slice(part.start, part.stop) if (part.step or 1) > 1 else part


def short(part: slice) -> slice:
    """End one step early when going backwards to the beginning."""
    return slice(part.start, 0, part.step) if part.stop is None and (part.step or 1) < 0 else part


def from_the_end(part: slice) -> slice:
    """Read a negative start as the beginning."""
    return slice(0, part.stop, part.step) if (part.start or 0) < 0 < (part.step or 1) else part


def ellipsis_last(key: tuple[Any, ...]) -> tuple[Any, ...]:
    rest = tuple(part for part in key if part is not Ellipsis)
    return (*rest, ...) if len(rest) < len(key) else key


def new_axes_first(key: tuple[Any, ...]) -> tuple[Any, ...]:
    rest = tuple(part for part in key if part is not None)
    return (*(None,) * (len(key) - len(rest)), *rest)


def first_value(method: Function) -> Function:
    """Assign the first element everywhere."""

    @wraps(method)
    def faulty(x: Any, key: Any, value: Any) -> Any:
        method(x, key, value[0] if getattr(value, "ndim", 0) else value)

    return faulty


def becoming(change: Function) -> Any:
    """Change what a method or an attribute gives: ``change(y, x)``."""

    def wrap(method: Any) -> Any:
        if isinstance(method, property):
            return property(lambda x: change(method.__get__(x), x))

        @wraps(method)
        def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
            return change(method(x, *args, **kwargs), x)

        return faulty

    return wrap


def telling(name: str, change: Function) -> Any:
    """Have the library say ``change(method, **kwargs)`` of itself."""

    def wrap(inspect: Function) -> Function:
        @wraps(inspect)
        def faulty() -> Any:
            info = inspect()
            method = getattr(info, name)
            setattr(info, name, lambda **kwargs: change(method, **kwargs))
            return info

        return faulty

    return wrap


def first_kind(dtypes: Function, *, device: Any = None, kind: Any = None) -> Any:
    return dtypes(device=device, kind=kind[0] if isinstance(kind, tuple) else kind)


def rows(kind: str, table: tuple[tuple[str, str, Any, str], ...]) -> tuple[Fault, ...]:
    """Return the faults of a table: name, method, what makes the faulty one of it, targets."""
    return tuple(
        Fault(name, "", "methods", {f"{kind}.{method}": wrap}, f"core.{method}/*", targets)
        for name, method, wrap, targets in table
    )


FAULTS = (
    *rows("array", (
        ("getitem-steps-ignored", "__getitem__", of_slices(stepless), BOTH),
        ("getitem-backwards-first-missing", "__getitem__", of_slices(short), STRICT),
        ("getitem-negative-start", "__getitem__", of_slices(from_the_end), BOTH),
        ("getitem-negative-integer", "__getitem__",
         keyed(lambda part: 0 if isinstance(part, int) and part == -1 else part), BOTH),
        ("getitem-ellipsis-last", "__getitem__", rearranged(ellipsis_last), BOTH),
        ("getitem-new-axes-first", "__getitem__", rearranged(new_axes_first), BOTH),
        ("getitem-one-element-has-an-axis", "__getitem__",
         becoming(lambda y, x: y if y.ndim or not x.ndim else y[None]), BOTH),
        ("getitem-mask-inverted", "__getitem__",
         asked(lambda key: ~key if "bool" in str(key.dtype) else key), BOTH),
        ("getitem-negative-positions", "__getitem__",
         asked(lambda key: key if "bool" in str(key.dtype) else abs(key)), "torch"),
        ("setitem-steps-ignored", "__setitem__", of_slices(stepless), BOTH),
        ("setitem-first-value", "__setitem__", first_value, BOTH),
        ("setitem-ellipsis-last", "__setitem__", rearranged(ellipsis_last), BOTH),
        ("bool-of-a-byte", "__bool__", lambda f: wraps(f)(lambda x: bool(int(x) & 255)), BOTH),
        ("int-floors", "__int__", lambda f: wraps(f)(lambda x: int(float(x) // 1)), BOTH),
        ("index-of-doubles", "__index__", lambda f: wraps(f)(lambda x: int(float(f(x)))), BOTH),
        ("float-in-single", "__float__", becoming(lambda y, _x: round(y, 7) if abs(y) < 1 else y),
         BOTH),
        ("complex-conjugated", "__complex__", becoming(lambda y, _x: y.conjugate()), BOTH),
    )),
    *rows("xp", (
        ("info-first-kind", INFO, telling("dtypes", first_kind), BOTH),
        ("info-indexing-default", INFO, telling("default_dtypes", lambda f, **k:
         {**f(**k), "indexing": f(**k)["real floating"]}), BOTH),
        ("info-capability-missing", INFO,
         telling("capabilities", lambda f: {**f(), "boolean indexing": None}), BOTH),
        ("info-default-device-unlisted", INFO, telling("devices", lambda f: f()[1:]), BOTH),
    )),
    *(
        Fault(name, "", "methods", {path: wrap}, "core.asarray/attributes/*", STRICT)
        for name, path, wrap in (
            ("mt-reverses-all-axes", "array.mT",
             becoming(lambda y, x: y if x.ndim < 3 else y.__class__._new(
                 x._array.T, device=x.device))),
            ("size-of-one-number", "array.size", becoming(lambda y, x: y if x.ndim else 0)),
        )
    ),
)  # fmt: skip
