"""Write a report for a reader: pure functions from the document to bytes, no backend needed.

A renderer is ``render(matrix, **options) -> str or bytes``. The table below is the registry.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .._document import UsageError

if TYPE_CHECKING:
    from .._results import Matrix

# name, suffixes, module and function: imported when the renderer is first asked for.
RENDERERS = (
    ("terminal", (".txt",), "_terminal:render"),
    ("markdown", (".md",), "_markdown:render"),
    ("html", (".html", ".htm"), "_html:render"),
    ("junit", (".xml",), "_junit:render"),
    ("ctrf", (".ctrf.json",), "_ctrf:render"),
    ("badge", (".svg",), "_badge:render"),
    ("badge-endpoint", (".badge.json",), "_badge:render_endpoint"),
    ("rst", (".rst",), "_tables:render_rst"),
    ("myst", (".myst.md",), "_tables:render_myst"),
    ("csv", (".csv",), "_csv:render"),
)
DOCUMENTS = (".json", ".json.gz")


def is_document(path: str) -> bool:
    """Tell whether a file name is that of a report document, not of something made from one."""
    name = path.lower()
    return name.endswith(DOCUMENTS) and _longest(name) is None


def renderer_for(path: str) -> str:
    """Return the renderer's name for a file name; UsageError lists the suffixes."""
    name = _longest(path.lower())
    if name is not None:
        return name
    known = ", ".join(suffix for _, suffixes, _ in RENDERERS for suffix in suffixes)
    msg = f"{path!r}: no renderer has this suffix; choose one of .json, .json.gz, {known}"
    raise UsageError(msg)


def _longest(path: str) -> str | None:
    """Return the renderer with the longest suffix that fits: `.myst.md` comes before `.md`."""
    fitting = [
        (len(suffix), name)
        for name, suffixes, _ in RENDERERS
        for suffix in suffixes
        if path.endswith(suffix)
    ]
    return max(fitting)[1] if fitting else None


def render_report(matrix: Matrix, name: str, **options: Any) -> str | bytes:
    """Return the report as the named renderer writes it."""
    places = {known: place for known, _, place in RENDERERS}
    if name not in places:
        msg = f"no renderer is named {name!r}; choose one of {', '.join(places)}"
        raise UsageError(msg)
    module, _, function = places[name].partition(":")
    return getattr(import_module(f".{module}", __name__), function)(matrix, **options)
