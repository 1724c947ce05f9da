"""Match ids and targets with `*` and `?`; brackets are ordinary, since test ids have them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def matches(pattern: str, text: str) -> bool:
    """Tell whether all of `text` fits `pattern`.

    Examples
    --------
    >>> matches("torch:*@gpu", "torch:cuda:1@gpu"), matches("a[1]", "a1")
    (True, False)
    """
    return _compiled(pattern).fullmatch(text) is not None


def matching(patterns: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Return those of `texts` that fit one of `patterns`."""
    union = re.compile("|".join(_source(pattern) for pattern in patterns), re.DOTALL)
    return {text for text in texts if union.fullmatch(text)}


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_source(pattern), re.DOTALL)


def _source(pattern: str) -> str:
    # Several stars in a row mean one: otherwise a hostile pattern never ends.
    parts = re.sub(r"\*+", "*", pattern)
    return re.escape(parts).replace(r"\*", ".*").replace(r"\?", ".")
