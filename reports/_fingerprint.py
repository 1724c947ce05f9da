"""Give failures with one cause one name: addresses, paths, numbers and line numbers don't count."""

from __future__ import annotations

import hashlib
import re

SUMMARY_CHARACTERS = 1000

_NORMAL = (
    (re.compile(r"0x[0-9a-fA-F]+"), "0x#"),
    (re.compile(r"(?:<\w+>|~|[A-Za-z]:)?(?:[\\/][\w.+@<>~-]+)*[\\/](?=[\w.+-])"), ""),
    # float64 and complex128 are words; 1e-7, -0.5 and 513 are numbers.
    (re.compile(r"(?<![\w.])[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?j?(?![A-Za-z_])"), "#"),
    (re.compile(r"\b(?:nan|inf)\b"), "#"),
    (re.compile(r"#(?:,? +#)+"), "#"),
    (re.compile(r"[ \t]+"), " "),
)


def normalise(message: str) -> str:
    """Return `message` without what differs between two sightings of one failure.

    Examples
    --------
    >>> normalise("Mismatched elements: 3 / 513 at <tmp>/x.py:12, max error 1e-7")
    'Mismatched elements: #/# at x.py:#, max error #'
    """
    text = message[: 4 * SUMMARY_CHARACTERS]
    for pattern, replacement in _NORMAL:
        text = pattern.sub(replacement, text)
    return text.strip()[:SUMMARY_CHARACTERS]


def without_target(message: str, target: str) -> str:
    """Return a normalised message without the names of the target and backend where it was seen.

    Examples
    --------
    >>> without_target("fft.rfft on torch:cuda:#: got a torch.Tensor", "torch:cuda:1")
    'fft.rfft on <target>: got a torch.Tensor'
    """
    base = target.partition("+")[0]
    names = dict.fromkeys(map(normalise, (target, base, base.partition(":")[0])))
    found = "|".join(re.escape(name) for name in names if name)
    # Whole words: no part of torch.Tensor, or of another target.
    return re.sub(rf"(?<![\w.])(?:{found})(?!\w|[.:+][\w#])", "<target>", message)


def fingerprint(kind: str, exception: str | None, message: str) -> str:
    """Return 12 hexadecimal digits for a failure's kind, exception and normalised message."""
    text = "\0".join((kind, exception or "", normalise(message)))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
