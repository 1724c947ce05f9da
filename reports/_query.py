"""Choose results with a small language, the same on the command line and in the HTML page.

``torch !pass``, ``feature:fft kind:wrong-dtype or outcome:crash``, ``is:different``. Terms side
by side must all hold, ``or`` separates alternatives, ``!`` negates. A word alone is an outcome,
a kind, or a part of the case id or target. A value that a field can't have is a mistake, never
an empty answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ._document import UsageError
from ._glob import matches
from ._results import FAILED, KINDS, LABELS, SURPRISES, Matrix, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What pytest says of a test, in the words of the report; "failed" is any of FAILED.
PYTEST = {"passed": "pass", "skipped": "skip", "xfailed": "xfail", "xpassed": "xpass"}
OUTCOMES = (*LABELS, "failed", *PYTEST)

_TOKEN = re.compile(r'(!?)(?:([\w-]+):)?(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One condition."""

    field: str
    value: str
    negated: bool = False


@dataclass(slots=True)
class _View:
    """A matrix, with what needs all targets of a case computed once."""

    matrix: Matrix
    passes: dict[str, dict[str, bool | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for (case, target), result in self.matrix.results.items():
            ran = result.outcome not in {"skip", "notrun"}
            self.passes.setdefault(case, {})[target] = result.outcome == "pass" if ran else None


def select(matrix: Matrix, query: str) -> list[Result]:
    """Return the results that `query` chooses, in the document's order.

    Raises
    ------
    UsageError
        For a field or a value that the language doesn't have.
    """
    alternatives = parse(query)
    view = _View(matrix)
    return [
        result
        for result in matrix.results.values()
        if any(all(_holds(view, result, term) for term in terms) for terms in alternatives)
    ]


def parse(query: str) -> list[list[Term]]:
    """Return the alternatives of a query, each a list of terms that must all hold."""
    alternatives: list[list[Term]] = [[]]
    for negated, name, quoted, plain in _TOKEN.findall(query):
        value = quoted or plain
        if value.lower() == "or" and not (negated or name or quoted):
            alternatives.append([])
            continue
        alternatives[-1].append(_term(name, value, negated=bool(negated)))
    return alternatives


def _term(name: str, value: str, *, negated: bool) -> Term:
    if not name:
        word = value.lower()
        if word.endswith(":") and word[:-1] in FIELDS:
            msg = f"query: {value} needs its value right behind it"
            raise UsageError(msg)
        name = "outcome" if word in OUTCOMES else "kind" if word in KINDS else "any"
    elif name not in FIELDS:
        # `scipy:x` may be a part of an id; a misspelt field is the likelier mistake.
        msg = f"query: no field {name!r}{_nearest(name, FIELDS)}, or quote the text"
        raise UsageError(msg)
    allowed = _VALUES.get(name)
    if allowed and value.lower() not in allowed:
        msg = f"query: no {name}:{value}{_nearest(value.lower(), allowed)}"
        raise UsageError(msg)
    return Term(name, value, negated)


def _nearest(word: str, known: Iterable[str]) -> str:
    """Return the words to choose from, and first the one that begins like `word`."""

    def alike(other: str) -> int:
        return sum(other.startswith(word[:end]) for end in range(1, len(word) + 1))

    best = max(known, key=alike)
    meant = f"; did you mean {best}?" if alike(best) > 1 else ";"
    return f"{meant} choose one of {', '.join(known)}"


def _holds(view: _View, result: Result, term: Term) -> bool:
    return FIELDS[term.field](view, result, term.value.lower()) != term.negated


def _equal(pattern: str, text: str) -> bool:
    return matches(pattern, text.lower())


def _feature(_view: _View, result: Result, value: str) -> bool:
    name = result.case.feature
    return _equal(value, name) or _equal(value + ".*", name)


def _target(_view: _View, result: Result, value: str) -> bool:
    key = result.case.target
    return _equal(value, key) or _equal(value, key.partition("@")[0])


def _backend(_view: _View, result: Result, value: str) -> bool:
    return _equal(value, _base(result).partition(":")[0])


def _device(_view: _View, result: Result, value: str) -> bool:
    device = _base(result).partition(":")[2]
    return _equal(value, device) or _equal(value + ":*", device)


def _base(result: Result) -> str:
    return result.case.target.partition("@")[0].partition("+")[0]


def _dtype(_view: _View, result: Result, value: str) -> bool:
    return _equal(value, result.case.parameters.get("dtype", ""))


def _outcome(_view: _View, result: Result, value: str) -> bool:
    value = PYTEST.get(value, value)
    if value == "failed":
        return result.label in FAILED
    if value == "xpass":
        # Also where it may pass: its label is then `pass`, for nothing is wrong.
        return result.outcome == "pass" and result.case.expected is not None
    return value in {result.outcome, result.label}


def _kind(view: _View, result: Result, value: str) -> bool:
    return view.matrix.kind(result.case) == value


def _cell(view: _View, result: Result, value: str) -> bool:
    return view.matrix.cells[result.case.feature, result.case.target].value == value


def _text(view: _View, result: Result, value: str) -> bool:
    failure = view.matrix.failure(result.case)
    texts = (result.case.message, result.case.reason, failure.trace if failure else None)
    return any(value in text.lower() for text in texts if text)


def _any(_view: _View, result: Result, value: str) -> bool:
    return value in result.case.id.lower() or value in result.case.target.lower()


def _is(view: _View, result: Result, value: str) -> bool:
    return _STATES[value](view, result)


def _different(view: _View, result: Result) -> bool:
    known = {passed for passed in view.passes[result.case.id].values() if passed is not None}
    return len(known) > 1


def _untriaged(view: _View, result: Result) -> bool:
    if result.label not in FAILED:
        return False
    failure = view.matrix.failure(result.case)
    return failure is None or failure.issue is None


def _only(view: _View, result: Result, value: str) -> bool:
    """Fails there, passes on all other targets; void where another target is unknown."""
    if result.outcome == "pass" or not (
        _target(view, result, value) or _backend(view, result, value)
    ):
        return False
    others = [
        passed
        for target, passed in view.passes[result.case.id].items()
        if target != result.case.target
    ]
    return result.outcome not in {"skip", "notrun"} and bool(others) and all(others)


_STATES: dict[str, Callable[[_View, Result], bool]] = {
    "different": _different,
    "flaky": lambda _view, result: result.flaky,
    "unexpected": lambda _view, result: result.label in SURPRISES,
    "untriaged": _untriaged,
}
FIELDS: dict[str, Callable[[_View, Result, str], bool]] = {
    "feature": _feature,
    "target": _target,
    "backend": _backend,
    "device": _device,
    "dtype": _dtype,
    "outcome": _outcome,
    "kind": _kind,
    "cell": _cell,
    "text": _text,
    "is": _is,
    "only": _only,
    "any": _any,
}
_VALUES: dict[str, tuple[str, ...]] = {
    "outcome": OUTCOMES,
    "kind": KINDS,
    "cell": ("yes", "partial", "no", "unknown", "n/a"),
    "is": tuple(_STATES),
}

__all__ = ["FIELDS", "OUTCOMES", "Term", "parse", "select"]
