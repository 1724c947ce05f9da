"""The support table as a Markdown page, from the outcomes alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._calls import MODULES
from ._isolation import Task
from ._measure import SEES_TRANSFERS, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ._measure import Outcome

WORKS = ("yes", "reads", "moves", "computes")
_UNMEASURED = ("absent", "unavailable")
_NOTHING = "–"  # noqa: RUF001 -- a dash, where nothing is said
_DECLARED = {True: "yes", False: "no", None: _NOTHING}


@dataclass(frozen=True, eq=False, slots=True)
class Support:
    """What was measured, beside what SciPy declares.

    Parameters
    ----------
    outcomes
        Of every task.
    declared
        Whether SciPy declares a feature for a target; None where it says nothing.
    without_arrays
        Features that no array goes into or comes out of.
    versions
        What was measured with: lines of text.
    command
        What makes the page.
    """

    outcomes: Mapping[Task, Outcome]
    declared: Callable[[str, str], bool | None]
    without_arrays: frozenset[str]
    versions: tuple[str, ...]
    command: str

    @property
    def roots(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(task.root for task in self.outcomes))

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(task.target for task in self.outcomes))

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(task.feature for task in self.outcomes))

    def verdict(self, root: str, target: str, feature: str) -> str:
        """Return one word."""
        outcome = self.outcomes.get(Task(root, target, feature))
        return outcome.verdict if outcome else _NOTHING

    def cell(self, target: str, feature: str) -> str:
        """Return the verdicts of all implementations and SciPy's declaration; one word for all."""
        words = [self.verdict(root, target, feature) for root in self.roots]
        declared = _DECLARED[self.declared(feature, target)]
        same = words[0] != _NOTHING and {*words, declared} <= {words[0], _NOTHING}
        return words[0] if same else " · ".join([*words, declared])

    def disagreements(self, root: str, *, declared: bool) -> dict[str, list[str]]:
        """Return, by target, the features whose declaration says otherwise than the verdict."""
        found: dict[str, list[str]] = {}
        for task, outcome in self.outcomes.items():
            works = outcome.verdict in WORKS
            if task.root != root or outcome.verdict in _UNMEASURED or works == declared:
                continue
            if self.declared(task.feature, task.target) is declared:
                found.setdefault(task.target, []).append(task.feature)
        return found


def page(support: Support) -> str:
    """Return the whole page."""
    sections = (_head, _legend, _matrices, _transfers, _refusals, _declarations)
    return "\n".join(line for section in sections for line in section(support)).rstrip() + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table, and an empty one."""
    header = list(header)
    for row in (header, ["---"] * len(header), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _head(support: Support) -> Iterator[str]:
    yield from ("# What runs where", "")
    yield "Measured, never typed. To make this page anew:"
    yield from ("", "```", support.command, "```", "")
    yield f"With {', '.join(support.versions)}."
    yield ""


_READING = """\
A row is one small call of a function (`suite/_calls.py`), a column a target. A cell has one word \
each for {roots}, measured on the same input; the last word is what SciPy's own table \
(`xp_capabilities`) declares: yes or no. A dash: not measured, or not declared. One word alone: \
all agree. For SciPy's table, simulated devices and `guarded` count as accelerators. Every call \
runs in a process that it may crash."""
_LIMITS = """\
Only {seeing} log what moves: there, `yes` says that nothing did. `jax.numpy+jit` and \
`dask.array+lazy` raise where a value is read: `yes` says that the call can be compiled, or stays \
lazy, and `moves` that the compiled code calls back to the host. The devices of array-api-strict \
refuse an implicit copy to NumPy, but not the reading of a number. On the other targets \
`yes` says that the result is right, and on the device of the input."""


def _legend(support: Support) -> Iterator[str]:
    yield from ("## How to read it", "")
    yield from (_READING.format(roots=", then ".join(f"`{root}`" for root in support.roots)), "")
    used = {outcome.verdict for outcome in support.outcomes.values()}
    yield from table(("word", "meaning"), ((w, text) for w, text in VERDICTS.items() if w in used))
    yield from (_LIMITS.format(seeing=", ".join(f"`{text}*`" for text in SEES_TRANSFERS)), "")


def _matrices(support: Support) -> Iterator[str]:
    for module in MODULES:
        features = [name for name in support.features if name.rpartition(".")[0] == module]
        if not features:
            continue
        yield from (f"## {module}", "")
        header = ("function", *support.targets)
        yield from table(header, ([_name(support, f), *_cells(support, f)] for f in features))


def _name(support: Support, feature: str) -> str:
    note = " (no array)" if feature in support.without_arrays else ""
    return f"`{_short(feature)}`{note}"


def _cells(support: Support, feature: str) -> Iterator[str]:
    return (support.cell(target, feature) for target in support.targets)


def _transfers(support: Support) -> Iterator[str]:
    """Yield what moves, where a log tells."""
    targets = [text for text in support.targets if text.startswith(SEES_TRANSFERS)]
    for root in support.roots:
        rows = [
            [f"`{feature}`", *texts]
            for feature in support.features
            if any(texts := [_moved(support, root, target, feature) for target in targets])
        ]
        if rows:
            yield from (f"## What moves to the host: {root}", "")
            yield from table(("function", *targets), rows)


def _moved(support: Support, root: str, target: str, feature: str) -> str:
    outcome = support.outcomes.get(Task(root, target, feature))
    return outcome.detail if outcome and outcome.verdict in WORKS else ""


def _refusals(support: Support) -> Iterator[str]:
    """Yield why what does not work does not, grouped by what is said."""
    for root in support.roots:
        reasons: dict[tuple[str, str], dict[str, None]] = {}
        for task, outcome in support.outcomes.items():
            if task.root == root and outcome.verdict not in (*WORKS, *_UNMEASURED):
                text = f"{outcome.verdict}: {outcome.detail}"
                reasons.setdefault((task.target, text), {})[task.feature] = None
        merged: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for (target, text), features in reasons.items():
            merged.setdefault((text, tuple(features)), []).append(target)
        if merged:
            yield from (f"## What does not run, and why: {root}", "")
            rows = ((", ".join(t), _names(f), _code(text)) for (text, f), t in merged.items())
            yield from table(("targets", "functions", "verdict"), rows)


def _declarations(support: Support) -> Iterator[str]:
    if "scipy" not in support.roots:
        return
    yield from ("## Where SciPy does otherwise than it declares", "")
    for declared, title in ((True, "Declared, does not run"), (False, "Not declared, runs")):
        rows = [
            (target, _names(names))
            for target, names in support.disagreements("scipy", declared=declared).items()
        ]
        yield from (f"{title}:" if rows else f"{title}: nothing.", "")
        if rows:
            yield from table(("target", "functions"), rows)


def _names(features: Iterable[str]) -> str:
    return ", ".join(f"`{_short(feature)}`" for feature in features)


def _short(feature: str) -> str:
    return feature.rpartition(".")[2]


def _code(text: str) -> str:
    text = text.replace("`", "'")
    return f"`{text}`"
