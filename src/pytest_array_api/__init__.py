"""Test array-agnostic code on every array library and device.

The parts are subpackages: `backends` (which targets there are), `assertions`, `plugin`
(the pytest glue), `reference_impl`, `suite` and `reports`. The assertions and decorators
are importable from here; they load on first use, because pytest imports this module in
every run of every project that has the plugin installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assertions import (
        xp_assert_close,
        xp_assert_close_nulp,
        xp_assert_equal,
        xp_assert_less,
        xp_assert_less_equal,
    )
    from .plugin.marks import (
        array_api_backends,
        array_api_compatible,
        skip_if_array_api,
        skip_if_array_api_backend,
        skip_if_array_api_gpu,
        skip_xp_backends,
        xfail_xp_backends,
        xp_requires,
    )

__all__ = [
    "array_api_backends",
    "array_api_compatible",
    "skip_if_array_api",
    "skip_if_array_api_backend",
    "skip_if_array_api_gpu",
    "skip_xp_backends",
    "xfail_xp_backends",
    "xp_assert_close",
    "xp_assert_close_nulp",
    "xp_assert_equal",
    "xp_assert_less",
    "xp_assert_less_equal",
    "xp_requires",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    part = ".assertions" if name.startswith("xp_assert") else ".plugin.marks"
    return getattr(import_module(part, __name__), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
