"""The compatibility report: journal, document, merge, diff, gate, renderers, command line.

Imports no array library and no pytest. Names load on first use: a test process only needs the
journal, which is standard library alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._assemble import assemble
    from ._declared import by_scipy
    from ._document import ReportError
    from ._facts import describe_run
    from ._files import DOCUMENTS, load, read, write
    from ._journal import Journal
    from ._merge import merge
    from ._model import Case, Report, Target
    from ._results import Matrix, matrix
    from ._text import as_text
    from .render import render_report, renderer_for

__all__ = [
    "DOCUMENTS",
    "Case",
    "Journal",
    "Matrix",
    "Report",
    "ReportError",
    "Target",
    "as_text",
    "assemble",
    "by_scipy",
    "describe_run",
    "load",
    "matrix",
    "merge",
    "read",
    "render_report",
    "renderer_for",
    "write",
]

_MODULES = {
    "DOCUMENTS": "_files",
    "Case": "_model",
    "Journal": "_journal",
    "Matrix": "_results",
    "Report": "_model",
    "ReportError": "_document",
    "Target": "_model",
    "as_text": "_text",
    "assemble": "_assemble",
    "by_scipy": "_declared",
    "describe_run": "_facts",
    "load": "_files",
    "matrix": "_results",
    "merge": "_merge",
    "read": "_files",
    "render_report": "render",
    "renderer_for": "render",
    "write": "_files",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
