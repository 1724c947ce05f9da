"""Namespaces that hand out another library's arrays: layers over NumPy, torch and the like.

``--backend=mypkg.xp`` may name one. It runs as the library below it does, and for that time
its arrays lead back to it: code under test asks them (``array_namespace(x)``), would get that
library's own namespace, and the layer would go untested.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from ._backend import Backend
from ._convert import import_name, library_of
from ._registry import find

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


@cache
def beneath(row: Backend) -> Backend | None:
    """Return the row of the listed library whose arrays the backend hands out, if not its own.

    Imports the library.
    """
    if type(row) is not Backend:  # a class of its own knows its library
        return None
    name = library_of(type(row.load().ones(1)))
    return None if name in (None, row.name) else find(name)


@contextmanager
def leading_back(xp: Any) -> Generator[None]:
    """Have each copy of array-api-compat name `xp` as the namespace of the arrays it makes."""
    import_module("array_api_compat")  # not before a test needs it
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            # What its array_namespace, under whatever name it was imported, asks of a class.
            if name.endswith("array_api_compat.common._helpers"):
                answer = _answering(xp, module._cls_to_namespace)  # noqa: SLF001 -- no public hook
                stack.enter_context(patch.object(module, "_cls_to_namespace", answer))
        yield


def _answering(xp: Any, genuine: Callable[..., Any]) -> Callable[..., Any]:
    kind = type(xp.ones(1))
    below, _ = genuine(kind, None, None)
    home = import_name(xp)

    def answer(cls: type, *options: Any) -> Any:
        found = genuine(cls, *options)
        ours = issubclass(cls, kind) or (below is not None and found[0] is below)
        # The layer itself asks for the library below it.
        caller: Any = sys._getframe(2)  # noqa: SLF001 -- nothing public tells the caller's module
        by_layer = f"{caller.f_globals.get('__name__')}.".startswith(f"{home}.")
        return (xp, None) if ours and not by_layer else found

    return answer
