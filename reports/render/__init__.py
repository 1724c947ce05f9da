"""Write a report for a reader: pure functions from the document to bytes, no backend needed.

A renderer is ``render(matrix, **options) -> str or bytes``. The table below is the registry.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._document import UsageError

if TYPE_CHECKING:
    from .._results import Matrix

# name, suffixes, module: its function `render` is imported when it is first asked for.
RENDERERS = (
    ("terminal", (".txt",), "_terminal"),
    ("markdown", (".md",), "_markdown"),
    ("html", (".html", ".htm"), "_html"),
)


def renderer_for(path: str) -> str:
    """Return the renderer's name for a file name; UsageError lists the suffixes."""
    for name, suffixes, _ in RENDERERS:
        if path.lower().endswith(suffixes):
            return name
    known = ", ".join(suffix for _, suffixes, _ in RENDERERS for suffix in suffixes)
    msg = f"{path!r}: no renderer has this suffix; choose one of .json, .json.gz, {known}"
    raise UsageError(msg)


def render_report(matrix: Matrix, name: str, **options: Any) -> str | bytes:
    """Return the report as the named renderer writes it."""
    modules = {known: module for known, _, module in RENDERERS}
    if name not in modules:
        msg = f"no renderer is named {name!r}; choose one of {', '.join(modules)}"
        raise UsageError(msg)
    return import_module(f".{modules[name]}", __name__).render(matrix, **options)
