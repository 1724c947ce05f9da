"""The command that runs one case again, quoted for the shell of the machine where it ran.

That is PowerShell (7.3 or later) on Windows and a POSIX shell elsewhere. Everything in it comes
from a document, and a reader will paste it: what can't be quoted makes no command.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .._model import Case, Part

_PLACEHOLDER = re.compile(r"\{(nodeid|case|target|seed)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# PowerShell reads more than spaces and quotes in a bare word: , @ % and what follows - with . or :
_BARE = re.compile(r"-{0,2}[A-Za-z0-9_][A-Za-z0-9_=/\\-]*|[A-Za-z0-9_][A-Za-z0-9_=.:/\\+-]*")
_QUOTES = re.compile("['\N{LEFT SINGLE QUOTATION MARK}-\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}]")


def command(part: Part, case: Case) -> str:
    """Return the command; empty where the part or the case doesn't say enough.

    Each placeholder is filled once: a test id that holds ``{target}`` stays as it is.
    """
    if not (part.repro and part.repro.argv and all(map(_NAME.fullmatch, part.repro.env))):
        return ""
    values = {
        "nodeid": case.nodeid,
        "case": case.id,
        "target": case.target.partition("@")[0],
        "seed": part.seed,
    }
    needed = {name for word in part.repro.argv for name in _PLACEHOLDER.findall(word)}
    if any(values[name] is None for name in needed):
        return ""
    words = [
        _PLACEHOLDER.sub(lambda match: values[match[1]] or "", word) for word in part.repro.argv
    ]
    windows = part.machine is not None and part.machine.os.startswith("Windows")
    return (powershell if windows else posix)(words, part.repro.env)


def posix(words: Sequence[str], env: Mapping[str, str]) -> str:
    """Return a command for sh, bash and zsh."""
    settings = [f"{name}={shlex.quote(value)}" for name, value in sorted(env.items())]
    return " ".join([*settings, *map(shlex.quote, words)])


def powershell(words: Sequence[str], env: Mapping[str, str]) -> str:
    """Return a command for PowerShell; its settings stay for the session."""
    settings = [f"$env:{name} = {_quoted(value)};" for name, value in sorted(env.items())]
    call = [word if _BARE.fullmatch(word) else _quoted(word) for word in words]
    # A quoted first word is a text; & runs it.
    return " ".join([*settings, *(["&"] if call[0][0] == "'" else []), *call])


def _quoted(word: str) -> str:
    """Return a word in single quotes, in which only they have a meaning: typographic ones too."""
    return "'" + _QUOTES.sub(lambda match: 2 * match[0], word) + "'"
