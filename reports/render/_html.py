"""The report as one HTML file that needs nothing else: no request, no framework, no inline style.

What matters reads and prints without the script. The script adds the table of all cases, the
filter and the view of one case. Everything that comes from tests is text: the template escapes,
the script makes text nodes, and the content security policy runs nothing but the page's own script.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .._text import clean_text
from ._page_data import payload
from ._page_view import view

if TYPE_CHECKING:
    from .._results import Matrix

SCRIPTS = ("query.js", "rows.js", "page.js")
STYLES = ("page.css",)
TEMPLATE = "page.html.jinja"


def render(matrix: Matrix, *, against: Matrix | None = None) -> str:
    """Return the page.

    Parameters
    ----------
    matrix : Matrix
    against : Matrix, optional
        An older report: the page then says what changed since.
    """
    style, script = ("".join(asset(name) for name in names) for names in (STYLES, SCRIPTS))
    template = _environment().get_template(TEMPLATE)
    policy = (
        f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    markup = _markup()
    return template.render(
        view(matrix, against),
        policy=markup(policy),
        style=markup(style),
        script=markup(script),
        data=payload(matrix),
    )


def asset(name: str) -> str:
    """Return a file of the page."""
    return (files(str(__package__)) / "page" / name).read_text("utf-8")


def digest(text: str) -> str:
    """Return the content security policy's name of an inline script or style."""
    hashed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{hashed}'"


def breakable(text: object) -> Any:
    """Return a name as HTML that may be broken after its separators."""
    from markupsafe import Markup, escape  # comes with jinja2, optional

    pieces = [""]
    for character in clean_text(str(text)):
        pieces[-1] += character
        if character in "/.,:+@=_":
            pieces.append("")
    return Markup("<wbr>").join(escape(piece) for piece in pieces if piece)


def web_address(text: str | None) -> str | None:
    """Return an address only where it leads to the web: never javascript: or data:."""
    text = clean_text(text or "").strip()
    return text if text.lower().startswith(("http://", "https://")) else None


def _markup() -> Any:
    from markupsafe import Markup  # comes with jinja2, optional

    return Markup


def _environment() -> Any:
    import jinja2  # optional

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: clean_text(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    own: dict[str, Any] = {"breakable": breakable, "web": web_address, "count": "{:,}".format}
    environment.filters.update(own)
    return environment
