"""The command that runs one case again, quoted for a POSIX shell."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._model import Case, Part

_PLACEHOLDER = re.compile(r"\{(nodeid|case|target|seed)\}")


def command(part: Part, case: Case) -> str:
    """Return the command; empty where the part or the case doesn't say enough.

    Each placeholder is filled once: a test id that holds ``{target}`` stays as it is.
    """
    if part.repro is None:
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
    settings = [f"{name}={shlex.quote(value)}" for name, value in sorted(part.repro.env.items())]
    return " ".join([*settings, *map(shlex.quote, words)])
