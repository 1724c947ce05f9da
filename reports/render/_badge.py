"""A badge: SVG, and the JSON that shields.io reads as an endpoint.

Its text has the denominator. Its colour is the state, never a percentage, and what is incomplete
is never green.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from .._text import clean_text
from ._verdict import State, judge

if TYPE_CHECKING:
    from .._results import Matrix

LABEL = "array API"
# state: shields.io's colour, the same as a colour, the word for readers
COLOURS: dict[State, tuple[str, str, str]] = {
    "unexpected": ("red", "#c2312c", "not as expected"),
    "incomplete": ("lightgrey", "#6c7682", "incomplete"),
    "known": ("yellow", "#8a6100", "known failures"),
    "pass": ("brightgreen", "#1f7a3f", "all passed"),
}
_WIDE = 7.0  # pixels of a character at 11 px
_NARROW = {*"iljtfr.,:;'|!()[]1 "}


class Badge(NamedTuple):
    """What a badge says."""

    label: str
    message: str
    state: State


def badge(matrix: Matrix, *, label: str = LABEL, target: str = "", feature: str = "") -> Badge:
    """Return the badge of a report, or of one target or the features below one name in it.

    The message is how many features are whole on every chosen target, of how many.
    """
    keys = [c.key for c in matrix.columns if not target or target in {c.key, c.text}]
    below = f"{feature}."
    names = [f for f in matrix.features if not feature or f == feature or f.startswith(below)]
    cells = {name: [matrix.cells[name, key].value for key in keys] for name in names}
    inside = [values for values in cells.values() if any(value != "n/a" for value in values)]
    whole = sum(all(value in {"yes", "n/a"} for value in values) for values in inside)
    found = judge(matrix, set(keys), set(names))
    name = " ".join(word for word in (label, target, feature) if word)
    word = "" if found.state == "pass" else f", {COLOURS[found.state][2]}"
    return Badge(clean_text(name), f"{whole}/{len(inside)} features{word}", found.state)


def render(matrix: Matrix, *, label: str = LABEL, target: str = "", feature: str = "") -> str:
    """Return the badge as SVG."""
    found = badge(matrix, label=label, target=target, feature=feature)
    left, right = (round(_width(text) + 12) for text in found[:2])
    title = escape(f"{found.label}: {found.message}")
    label_text, message = escape(found.label), escape(found.message)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{title}"><title>{title}</title>'
        f'<rect width="{left}" height="20" fill="#3d444d"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{COLOURS[found.state][1]}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" '
        f'font-size="11"><text x="{left / 2:g}" y="14">{label_text}</text>'
        f'<text x="{left + right / 2:g}" y="14">{message}</text></g></svg>\n'
    )


def render_endpoint(
    matrix: Matrix, *, label: str = LABEL, target: str = "", feature: str = ""
) -> str:
    """Return the badge as the JSON of a shields.io endpoint."""
    found = badge(matrix, label=label, target=target, feature=feature)
    data = {
        "schemaVersion": 1,
        "label": found.label,
        "message": found.message,
        "color": COLOURS[found.state][0],
        "isError": found.state == "unexpected",
    }
    return json.dumps(data, indent=1) + "\n"


def _width(text: str) -> float:
    return sum(4.0 if character in _NARROW else _WIDE for character in text)
