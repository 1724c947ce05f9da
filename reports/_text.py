"""Make foreign text safe to keep: no control characters, no private paths, no endless messages.

Test ids, messages, versions and file names come from anywhere. They pass through here once, at
the journal's and the reader's border; renderers then only escape for their own format.
"""

from __future__ import annotations

import math
import os
import re
import site
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGE_BYTES = 4096
TRACE_BYTES = 16384
ID_CHARACTERS = 512
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
# C0 but tab and newline, DEL, C1, surrogates, bidirectional overrides, what XML forbids.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# What GitHub, Azure and TeamCity take for a command where a job prints it.
_CI_COMMAND = re.compile(r"^\s*:(?=:)|#(?=#(?:vso|teamcity)?\[)")
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE", re.IGNORECASE)
_REWRITES = (
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), "<secret>"),
    (re.compile(r"pytest-of-[\w.-]+"), "pytest-of-user"),
    (re.compile(r"(?<![\w:/.<>~-])/(?:[\w.+@-]+/){2,}(?=[\w.+-])"), "<path>/"),
    (re.compile(r"(?<![\w/])[A-Za-z]:\\(?:[^\\\s:\"'<>|]+\\)+"), r"<path>/"),
)


def clean_text(text: str) -> str:
    """Return `text` without terminal codes, control characters and lone surrogates.

    Newlines and tabs stay; carriage returns become newlines.

    Examples
    --------
    >>> clean_text("a" + chr(27) + "[31mred" + chr(0))
    'ared\ufffd'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ANSI.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSAFE.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """Return `text` as one line of a terminal, and as none that a CI job would obey.

    Examples
    --------
    >>> one_line("a" + chr(10) + "b"), one_line("::add-mask::secret")
    ('a b', ': :add-mask::secret')
    """
    return defused(re.sub(r"[\n\t]+", " ", clean_text(text)))


def defused(line: str) -> str:
    """Return a line as none that a CI job would obey."""
    return _CI_COMMAND.sub(r"\g<0> ", line)


def as_text(value: object) -> str:
    """Return `value` as clean text, whatever its ``__str__`` does.

    Parameters
    ----------
    value : object
        An exception of a test, say.

    Returns
    -------
    str
        Without terminal codes, control characters and lone surrogates.
    """
    try:
        return clean_text(value if type(value) is str else str(value))
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 -- a hostile __str__, or an int of 5000 digits
        return f"<unprintable {type(value).__name__}>"


def as_number(value: Any) -> float | str | None:
    """Return `value` as a finite float, or as ``"inf"``, ``"-inf"`` or ``"nan"``."""
    if value is None:
        return None
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if value > 0 else -math.inf
    except Exception:  # noqa: BLE001 -- anything may be handed in as a number
        return "nan"
    return number if math.isfinite(number) else str(number)


def as_integer(value: Any) -> int:
    """Return `value` as an integer that every JSON reader holds, 0 where it isn't one."""
    try:
        return max(-(2**53), min(int(value), 2**53))
    except Exception:  # noqa: BLE001 -- anything may be handed in as a count
        return 0


def shorten(text: str, limit: int, lost: int = 0) -> tuple[str, int]:
    """Keep the head and the tail of `text`, at most `limit` UTF-8 bytes of them.

    Parameters
    ----------
    text : str
    limit : int
    lost : int
        How many bytes were cut from the middle before.

    Returns
    -------
    text : str
    truncated_bytes : int
        How many bytes of the original were left out.
    """
    data = text.encode("utf-8", "replace")
    if len(data) <= limit and not lost:
        return text, 0
    half = (limit - 40) // 2
    head = data[:half].decode("utf-8", "ignore")
    tail = data[-half:].decode("utf-8", "ignore")
    left_out = lost + len(data) - len(head.encode()) - len(tail.encode())
    return f"{head}\n[... {left_out} bytes left out ...]\n{tail}", left_out


def private_text(value: object, limit: int, redact: Callable[[object], str]) -> tuple[str, int]:
    """Return `value` as clean text, redacted, of at most `limit` bytes, and what was cut."""
    text = as_text(value)
    size = 4 * limit
    if len(text) <= 2 * size:
        return shorten(redact(text), limit)
    # Redacting 10 MB would take seconds; far more than is kept is looked at.
    lost = len(text[size:-size].encode("utf-8", "replace"))
    return shorten(redact(text[:size]) + redact(text[-size:]), limit, lost)


class Redactor:
    """Rewrite private paths and secrets: ``<root>``, ``<site>``, ``<python>``, ``<tmp>``, ``~``.

    Parameters
    ----------
    root : str or Path or None
        The project's root folder.
    environ : mapping
        Where the values of secret-looking variables are taken from.
    """

    def __init__(self, root: str | Path | None = None, environ: Any = os.environ) -> None:
        names = {path: name for name, path in reversed(list(_roots(root)))}
        # Longest first: the site-packages folder lies in the prefix, the root in the home.
        for secret in _secrets(environ):
            names[secret] = "<secret>"
        found = sorted((name for name in names if len(name) > 3), key=len, reverse=True)
        self._names = names
        self._pattern = re.compile("|".join(re.escape(name) for name in found)) if found else None

    def __call__(self, value: object) -> str:
        """Return `value` as clean text with its private parts rewritten."""
        text = as_text(value)
        if self._pattern is not None:
            text = self._pattern.sub(lambda match: self._names[match[0]], text)
        for pattern, name in _REWRITES:
            text = pattern.sub(name, text)
        return text


def _roots(root: str | Path | None) -> list[tuple[str, str]]:
    """Return the known folders, the most telling name of a folder first."""
    folders: list[tuple[str, Any]] = [("<root>", root)]
    folders += [("<site>", path) for path in (*site.getsitepackages(), site.getusersitepackages())]
    folders += [("<python>", sysconfig.get_path("stdlib")), ("<tmp>", tempfile.gettempdir())]
    folders += [("~", Path.home()), ("<python>", sys.prefix), ("<python>", sys.base_prefix)]
    both = ((name, str(form)) for name, path in folders if path for form in _spellings(path))
    return [(name, path) for name, path in both if path.strip("/\\")]


def _spellings(path: str | Path) -> set[str]:
    return {str(path), os.path.realpath(path)}


def _secrets(environ: Any) -> list[str]:
    return [
        clean_text(value)
        for name, value in environ.items()
        if len(value) >= 8 and _SECRET_NAME.search(name)
    ]
