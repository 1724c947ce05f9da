"""Write a report for a reader: pure functions from the document to bytes, no backend needed.

A renderer is ``render(matrix, **options) -> str or bytes``. The table below is the registry.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from .._document import UsageError

if TYPE_CHECKING:
    from .._results import Matrix

# name, suffixes, module and function: imported when the renderer is first asked for; what that
# imports beside the package's own dependencies.
RENDERERS = (
    ("terminal", (".txt",), "_terminal:render", None),
    ("markdown", (".md",), "_markdown:render", None),
    ("html", (".html", ".htm"), "_html:render", "jinja2"),
    ("junit", (".xml",), "_junit:render", "junitparser"),
    ("ctrf", (".ctrf.json",), "_ctrf:render", None),
    ("badge", (".svg",), "_badge:render", None),
    ("badge-endpoint", (".badge.json",), "_badge:render_endpoint", None),
    ("rst", (".rst",), "_tables:render_rst", None),
    ("myst", (".myst.md",), "_tables:render_myst", None),
    ("csv", (".csv",), "_csv:render", None),
)
DOCUMENTS = (".json", ".json.gz")


def is_document(path: str) -> bool:
    """Tell whether a file name is that of a report document, not of something made from one."""
    name = path.lower()
    return name.endswith(DOCUMENTS) and _longest(name) is None


def renderer_for(path: str) -> str:
    """Return the name of the renderer that writes files of a name.

    Parameters
    ----------
    path : str
        The longest suffix that one has decides: ``report.badge.json`` is a badge's.

    Returns
    -------
    str
        For `render_report`.

    Raises
    ------
    UsageError
        Where no renderer has the suffix, or its library is not installed.
    """
    name = _longest(path.lower())
    if name is not None:
        _check_installed(name)
        return name
    known = ", ".join(suffix for _, suffixes, *_ in RENDERERS for suffix in suffixes)
    what = "no renderer has this suffix" if PurePath(path).suffix else "the name has no suffix"
    msg = f"{path!r}: {what}; choose one of .json, .json.gz, {known}"
    raise UsageError(msg)


def _longest(path: str) -> str | None:
    """Return the renderer with the longest suffix that fits: `.myst.md` comes before `.md`."""
    fitting = [
        (len(suffix), name)
        for name, suffixes, *_ in RENDERERS
        for suffix in suffixes
        if path.endswith(suffix)
    ]
    return max(fitting)[1] if fitting else None


def _check_installed(name: str) -> None:
    """Raise UsageError where the library of a renderer is not there; import nothing."""
    (needs,) = (library for known, _, _, library in RENDERERS if known == name)
    if needs is not None and find_spec(needs) is None:
        msg = f"the format {name!r} needs {needs}: pip install 'pytest-array-api[report]'"
        raise UsageError(msg)


def render_report(matrix: Matrix, name: str, **options: Any) -> str | bytes:
    """Return a report in another format.

    Parameters
    ----------
    matrix : Matrix
        What the function `matrix` makes of a report.
    name : str
        terminal, markdown, html, junit, ctrf, badge, badge-endpoint, rst, myst or csv.
    **options
        Of the renderer: ``width`` (columns) and ``failures`` (how many) of the terminal's,
        ``limit`` (bytes) of Markdown's, ``against`` (an older report's Matrix) of the page's,
        ``label``, ``target`` and ``feature`` of the badges'.

    Returns
    -------
    str or bytes
        Text, or encoded where the format says in which encoding it is.

    Raises
    ------
    UsageError
        For a name that no renderer has, or where its library is not installed.
    """
    places = {known: place for known, _, place, _ in RENDERERS}
    if name not in places:
        msg = f"no renderer is named {name!r}; choose one of {', '.join(places)}"
        raise UsageError(msg)
    _check_installed(name)
    module, _, function = places[name].partition(":")
    return getattr(import_module(f".{module}", __name__), function)(matrix, **options)
