"""Match ids and targets with `*` and `?`; a backslash before one makes it ordinary.

Brackets are ordinary, since test ids have them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

_TOKEN = re.compile(r"\\([*?\\])|([*?])|(.)", re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Tell whether all of `text` fits `pattern`.

    Examples
    --------
    >>> matches("torch:*@gpu", "torch:cuda:1@gpu"), matches("a[1]", "a1")
    (True, False)
    """
    return _compiled(pattern).fullmatch(text) is not None


def matching(patterns: Iterable[str], texts: AbstractSet[str]) -> set[str]:
    """Return those of `texts` that fit one of `patterns`."""
    found: set[str] = set()
    for pattern in patterns:
        if not {"*", "?", "\\"}.isdisjoint(pattern):
            found.update(text for text in texts if matches(pattern, text))
        elif pattern in texts:
            found.add(pattern)
    return found


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_source(pattern), re.DOTALL)


def literal(text: str) -> str:
    """Return the pattern that fits a text alone."""
    return re.sub(r"[*?\\]", r"\\\g<0>", text)


def _source(pattern: str) -> str:
    """Return a regular expression that takes time in proportion to a text, whatever the pattern.

    What stands between two stars is taken where it first fits, and never looked for again.
    """
    parts = [""]
    for escaped, wild, other in _TOKEN.findall(pattern):
        if wild == "*":
            parts.append("")
        else:
            parts[-1] += "." if wild else re.escape(escaped or other)
    first, *rest = parts
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>.*?{part})" for part in middle if part) + ".*" + last
