"""The commands of `array-api-report`: each takes parsed arguments and returns the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ._baseline import read_baseline, update_baseline
from ._check import AS_EXPECTED, INCOMPLETE, INVALID, UNEXPECTED, check
from ._console import lines, progress, say, tell, warn
from ._declared import by_declarations, by_scipy, disagreements, read_declarations
from ._diff import CLASSES, diff
from ._document import ReportError, UsageError, contradictions, replace_file
from ._files import inputs, load, load_one, write
from ._history import history
from ._merge import merge
from ._query import select
from ._renames import read_renames
from ._results import headline, matrix
from ._scores import only_here, score
from ._text import clean_text, one_line
from .render import is_document, render_report, renderer_for

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from ._diff import Diff
    from ._model import Report
    from ._results import Matrix

MOST = 50  # lines of one kind


def merge_command(args: Namespace) -> int:
    """Unite what can be read; what can't is said, and makes the exit code 4."""
    reports, bad = _gather(args.parts)
    if not reports:
        return INVALID
    report = merge(
        reports,
        expect=_names(args.expect),
        on_conflict=args.on_conflict,
        allow_mixed=args.allow_mixed,
    )
    write(report, args.output)
    shown = matrix(report)
    say(str(render_report(shown, "terminal")))
    tell(f"{len(report.parts)} parts, {len(shown.results)} cases: {args.output}")
    if bad:
        return INVALID
    return AS_EXPECTED if shown.complete else INCOMPLETE


def _gather(paths: list[str]) -> tuple[list[Report], int]:
    """Return the reports that can be read, and how many can't."""
    reports: list[Report] = []
    bad = 0
    found: list[list[Path]] = []
    for path in paths:
        try:
            found += inputs(path)
        except ReportError as error:
            warn(str(error))
            bad += 1
    for files in progress(found, "reading"):
        try:
            reports.append(load_one(files))
        except ReportError as error:
            warn(str(error))
            bad += 1
    return reports, bad


def _names(texts: list[str]) -> list[str]:
    return [clean_text(name) for text in texts for name in text.split(",") if name]


def render_command(args: Namespace) -> int:
    """Write the report in each asked format, or on the terminal."""
    report = load(args.report)
    names = [args.format or "terminal"] if args.format or not args.output else []
    outputs = [(path, None if is_document(path) else renderer_for(path)) for path in args.output]
    options = _against(args, [*names, *(name for _, name in outputs)])
    for path, name in outputs:
        write(report, path, **options.get(name, {}))
    for name in names:
        text = render_report(matrix(report), name, **options.get(name, {}))
        say(text if isinstance(text, str) else text.decode("utf-8", "replace"))
    return AS_EXPECTED


def _older(path: str, renames: str | None) -> Matrix:
    """Return a report that another is compared with, its cases under their new names."""
    return matrix(read_renames(renames).report(load(path)))


def _against(args: Namespace, names: list[str | None]) -> dict[str | None, dict[str, Any]]:
    """Return the options of the renderers that compare with an older report."""
    if not args.against:
        return {}
    if "html" not in names:
        msg = "--against: only the HTML page compares; write one with -o, or use `diff`"
        raise UsageError(msg)
    return {"html": {"against": _older(args.against, args.renames)}}


def list_command(args: Namespace) -> int:
    """List the results that a query chooses, one per line."""
    found = select(matrix(load(args.report)), args.query)
    for result in found:
        text = headline(result.case)
        tell(f"{result.label}  {result.case.id} [{result.case.target}]  {text}".rstrip())
    tell(f"{len(found)} results")
    return AS_EXPECTED


def scores_command(args: Namespace) -> int:
    """Print each target's score with its coverage, in the document's order."""
    shown = matrix(load(args.report))
    alone = only_here(shown)
    for column in shown.columns:
        features = alone[column.key]
        only = f"; fails here alone: {', '.join(lines(features, 5))}" if features else ""
        tell(f"{column.key}: {score(shown, column.key)}{only}")
    return AS_EXPECTED


def diff_command(args: Namespace) -> int:
    """Compare two reports."""
    found = diff(_older(args.old, args.renames), matrix(load(args.new)))
    text = _DIFF_FORMATS[args.format](found)
    if args.output:
        replace_file(args.output, text.encode("utf-8", "replace"))
    else:
        say(text)
    return UNEXPECTED if found.bad else AS_EXPECTED


def diff_text(found: Diff) -> str:
    """Return a diff as lines: the environment first, it is usually the cause."""
    parts = [f"environment: {line}" for line in lines(found.environment, MOST)]
    parts += [f"not comparable: {key}" for key in found.not_comparable]
    if found.mixed:
        parts.append("the two reports tested different versions: dropped cases don't count")
    for entry in CLASSES:
        changes = [change for change in found.changes if change.name == entry.name]
        if changes:
            parts.append(f"{entry.name} ({len(changes)}): {entry.meaning}")
            parts += lines(
                (
                    f"    {c.case} [{c.target}] {c.before} -> {c.after} {c.note}".rstrip()
                    for c in changes
                ),
                MOST,
            )
    return "\n".join(map(one_line, parts)) if parts else "nothing changed"


def diff_markdown(found: Diff) -> str:
    """Return a diff as Markdown, for a comment."""
    from .render._markdown import escape, table  # one format of three

    parts = ["## What changed", ""]
    parts += [f"- {escape(line)}" for line in lines(found.environment, MOST)]
    parts += [f"- not comparable: {escape(key)}" for key in lines(found.not_comparable, MOST)]
    rows = [
        [*map(escape, (c.name, c.case, c.target, c.before, c.after, c.note))]
        for c in found.changes[:MOST]
    ]
    if rows:
        parts += ["", *table(["change", "case", "target", "before", "after", ""], rows)]
    if len(found.changes) > MOST:
        parts.append(f"and {len(found.changes) - MOST} more")
    return "\n".join(parts if found.changes or found.environment else [*parts, "Nothing."]) + "\n"


def diff_json(found: Diff) -> str:
    """Return a diff as JSON."""
    data = msgspec.to_builtins(found)
    return msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=1).decode() + "\n"


_DIFF_FORMATS = {"text": diff_text, "markdown": diff_markdown, "json": diff_json}


def check_command(args: Namespace) -> int:
    """Judge a report; the exit code is the verdict."""
    renames = read_renames(args.renames)
    verdict = check(
        matrix(load(args.report)),
        baseline=read_baseline(args.baseline, renames) if args.baseline else None,
        against=_older(args.against, args.renames) if args.against else None,
        min_coverage=args.min_coverage,
        require_issue=not args.no_issue,
    )
    for title, found in (
        ("", verdict.warnings),
        ("incomplete: ", verdict.incomplete),
        ("", verdict.unexpected),
    ):
        for line in lines(found, MOST):
            tell(title + line)
    words = {AS_EXPECTED: "as expected", INCOMPLETE: "incomplete", UNEXPECTED: "not as expected"}
    tell(
        f"{words[verdict.exit_code]}: {len(verdict.unexpected)} unexpected, {verdict.known} known, "
        f"{len(verdict.incomplete)} missing"
    )
    return verdict.exit_code


def baseline_command(args: Namespace) -> int:
    """Make the baseline fit the report."""
    added, removed = update_baseline(
        args.baseline, matrix(load(args.report)), renames=read_renames(args.renames)
    )
    tell(f"{args.baseline}: {added} entries added, {removed} removed")
    return AS_EXPECTED


def history_command(args: Namespace) -> int:
    """Tell when cases changed, over a folder of reports."""
    files = inputs(args.folder)
    renames = read_renames(args.renames)
    tracks = history(
        (matrix(renames.report(load_one(one))) for one in progress(files, "reading")),
        query=args.query,
        all_cases=args.all,
    )
    for track in tracks:
        steps = ", ".join(f"{when[:10]} {word}" for when, word in track.steps)
        tell(f"{track.case} [{track.target}]  {steps}")
    tell(f"{len(tracks)} cases, {len(files)} reports")
    return AS_EXPECTED


def declared_command(args: Namespace) -> int:
    """List where a declaration and the measurement disagree."""
    shown = matrix(load(args.report))
    declared = (
        by_scipy(shown.features) if args.scipy else by_declarations(read_declarations(args.table))
    )
    found = disagreements(shown, declared)
    for entry in found:
        reason = f" ({entry.reason})" if entry.reason else ""
        tell(f"{entry.what}: {entry.feature} [{entry.target}]{reason}")
    tell(f"{len(found)} disagreements")
    return UNEXPECTED if any("never" not in entry.what for entry in found) else AS_EXPECTED


def validate_command(args: Namespace) -> int:
    """Check documents and journals; every problem is one line."""
    code = AS_EXPECTED
    for path in progress(args.files, "validating"):
        try:
            report = load(path)
        except ReportError as error:
            warn(str(error))
            code = INVALID
            continue
        problems = contradictions(report)
        notes = [note for part in report.parts for note in part.notes]
        for line in (*problems, *notes):
            warn(f"{path}: {line}")
        code = INVALID if problems or notes else code
        tell(f"{path}: {'damaged' if problems or notes else 'valid'}, {len(report.cases)} cases")
    return code


COMMANDS: dict[str, Any] = {
    "merge": merge_command,
    "render": render_command,
    "list": list_command,
    "scores": scores_command,
    "diff": diff_command,
    "check": check_command,
    "baseline": baseline_command,
    "history": history_command,
    "declared": declared_command,
    "validate": validate_command,
}
