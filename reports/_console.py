"""Write to the terminal: in colour where rich is installed and the reader wants it, else plain."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from ._text import clean_text, defused, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STYLES = (
    (r"\b(?:crash|timeout|error|fail|regression|lost|worse|gone|inaccurate)\b", "bold red"),
    (r"\b(?:xpass|xfail|partial|notrun|skip|incomplete|not-\w+)\b", "yellow"),
    (r"\b(?:pass|fix|new-pass|as expected|valid)\b", "green"),
)


def say(text: str) -> None:
    """Print text on stdout, of which a CI job obeys no line."""
    text = "\n".join(defused(clean_text(line)) for line in text.splitlines())
    console = _rich(sys.stdout)
    if console is None:
        encoding = sys.stdout.encoding or "utf-8"
        print(text.encode(encoding, "replace").decode(encoding))  # noqa: T201 -- it is a command
        return
    shown = console[1](text)
    for pattern, style in _STYLES:
        shown.highlight_regex(pattern, style)
    console[0].print(shown, soft_wrap=True)


def tell(text: str) -> None:
    """Print one line on stdout: a name with a line break in it can't forge a second one."""
    say(one_line(text))


def warn(text: str) -> None:
    """Print one line on stderr, with the command's name before it."""
    line = f"array-api-report: {one_line(text)}"
    encoding = sys.stderr.encoding or "utf-8"
    print(line.encode(encoding, "replace").decode(encoding), file=sys.stderr)  # noqa: T201 -- its job


def progress(items: list[Any], what: str) -> Iterator[Any]:
    """Yield the items, with a bar on stderr where somebody watches."""
    console = _rich(sys.stderr) if len(items) > 1 else None
    if console is None:
        yield from items
        return
    from rich.progress import track  # optional

    yield from track(items, description=what, console=console[0], transient=True)


def _rich(stream: Any) -> tuple[Any, Any] | None:
    """Return a rich console and its Text, or None for a pipe, NO_COLOR or without rich."""
    if (
        os.environ.get("NO_COLOR")
        or os.environ.get("TERM") == "dumb"
        or not (stream and stream.isatty())
    ):
        return None
    try:
        from rich.console import Console  # optional
        from rich.text import Text
    except ImportError:
        return None
    return Console(file=stream), Text


def lines(texts: Iterable[str], most: int) -> list[str]:
    """Return at most `most` lines, and how many more there are."""
    texts = list(texts)
    more = len(texts) - most
    return texts if more <= 0 else [*texts[:most], f"and {more} more"]
