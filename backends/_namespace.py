"""A namespace that answers like another, with a few functions replaced.

Nothing else about the wrapped namespace changes: name, dtypes, extensions and info are its
own, so that helpers that look at a namespace's name treat it as the library it is. It is equal
to the namespace that its arrays name, and only ``is`` tells them apart.
"""

from __future__ import annotations

from functools import wraps
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CREATION = ("arange", "asarray", "empty", "eye", "full", "linspace", "ones", "zeros")
FREQUENCIES = ("fftfreq", "rfftfreq")


class Namespace(ModuleType):
    """Forwards every attribute to `wrapped`, except those set on it."""

    def __init__(self, wrapped: Any, replaced: Mapping[str, Any]) -> None:
        super().__init__(wrapped.__name__, wrapped.__doc__)
        self.__dict__.update(replaced, _wrapped=wrapped)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_wrapped"], name)

    def __dir__(self) -> list[str]:
        return dir(self.__dict__["_wrapped"])

    def __eq__(self, other: object) -> bool:
        return bool(_genuine(self) == _genuine(other))

    def __hash__(self) -> int:
        return hash(_genuine(self))

    def __repr__(self) -> str:
        return f"<{self.__dict__['_wrapped']!r}, adapted>"


def _genuine(xp: Any) -> Any:
    """Return the library's own namespace, which a `Namespace` may wrap more than once."""
    while isinstance(xp, Namespace):
        xp = xp.__dict__["_wrapped"]
    return xp


def bound_to(xp: Any, device: Any, is_array: Callable[[Any], bool]) -> Namespace:
    """Return `xp` with creation functions that make arrays on the device by default.

    An array given to ``asarray`` stays where it is; ``*_like`` functions follow their input.
    """
    replaced: dict[str, Any] = {name: _on(getattr(xp, name), device) for name in CREATION}
    replaced["asarray"] = _asarray_on(xp.asarray, device, is_array)
    if hasattr(xp, "fft"):
        frequencies = {name: _on(getattr(xp.fft, name), device) for name in FREQUENCIES}
        replaced["fft"] = Namespace(xp.fft, frequencies)
    return Namespace(xp, replaced)


def _on(function: Any, device: Any) -> Callable[..., Any]:
    @wraps(function)
    def bound(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("device") is None:
            kwargs["device"] = device
        return function(*args, **kwargs)

    return bound


def _asarray_on(function: Any, device: Any, is_array: Callable[[Any], bool]) -> Callable[..., Any]:
    bound = _on(function, device)

    @wraps(function)
    def asarray(obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        return (function if is_array(obj) else bound)(obj, *args, **kwargs)

    return asarray


def with_results(xp: Any, change: Callable[[Any], Any]) -> Namespace:
    """Return `xp` with every function's result passed through `change`."""
    return _Changed(xp, change)


class _Changed(Namespace):
    def __init__(self, wrapped: Any, change: Callable[[Any], Any]) -> None:
        super().__init__(wrapped, {"_change": change})

    def __getattr__(self, name: str) -> Any:
        value = super().__getattr__(name)
        if name.startswith("__") or isinstance(value, type):
            return value
        change = self.__dict__["_change"]
        if isinstance(value, ModuleType):
            return _Changed(value, change)
        return _changed(value, change) if callable(value) else value


def _changed(function: Any, change: Callable[[Any], Any]) -> Callable[..., Any]:
    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return change(function(*args, **kwargs))

    return wrapper
