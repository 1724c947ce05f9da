"""The command `array-api-report`, also `python -m pytest_array_api.reports`."""

from __future__ import annotations

import os
import sys
from argparse import Action, ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any

from ._document import ReportError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION = """\
One compatibility report from many test runs.

Each `pytest --xp-report=report.json` leaves a report, and a journal beside it that survives a
crash. A path below may be a report (.json, .json.gz), a journal (.jsonl) or a folder of them.

  array-api-report merge parts/ -o report.json --expect linux-cpu,linux-cuda,mac
  array-api-report render report.json -o summary.md
  array-api-report check report.json --baseline known.toml --against last.json
"""
EXIT_CODES = """\
exit codes: 0 as expected, 1 regressions or unexpected outcomes, 2 usage,
            3 incomplete (a part or coverage is missing), 4 invalid input or merge conflict
"""
QUERY_HELP = (
    "e.g. 'torch !pass', 'kind:wrong-dtype or outcome:crash', 'is:different', 'only:jax.numpy'; "
    "fields: feature target backend device dtype outcome kind cell text is only; outcomes: those "
    "of the report, failed (fail, error, crash or timeout, unexpected), xfail, xpass"
)

OUTPUT_HELP = (
    "a file, may be repeated: .html, .md (a job summary), .xml (JUnit), .ctrf.json, .svg and "
    ".badge.json (badges), .rst and .myst.md (tables for documentation), .csv, .txt, "
    ".json, .json.gz"
)
FORMATS_HELP = (
    "print this format: terminal, markdown, html, junit, ctrf, badge, badge-endpoint, rst, myst, "
    "csv"
)


def _percent(text: str) -> float:
    """Read a percentage; a share such as 0.95 is surely meant as 95."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not (value == 0 or 1 <= value <= 100):
        msg = f"{text!r} is no percentage; expected 0, or a number from 1 to 100"
        raise ArgumentTypeError(msg)
    return value


_REPORT: tuple[tuple[str, ...], dict[str, Any]] = (
    ("report",),
    {"help": "a report, a journal or a folder"},
)
_RENAMES: tuple[tuple[str, ...], dict[str, Any]] = (
    ("--renames",),
    {"metavar": "FILE", "help": 'a TOML file: [renames], then "old id*" = "new id*"'},
)

# name, help, example, arguments
COMMANDS: tuple[tuple[str, str, str, tuple[tuple[tuple[str, ...], dict[str, Any]], ...]], ...] = (
    (
        "merge",
        "unite the reports of several jobs, shards or attempts",
        "array-api-report merge cpu.json cuda/ -o report.json.gz --expect linux-cpu,linux-cuda",
        (
            (("parts",), {"nargs": "+", "help": "reports, journals or folders, in any order"}),
            (("-o", "--output"), {"required": True, "help": "the merged report"}),
            (
                ("--expect",),
                {
                    "action": "append",
                    "default": [],
                    "metavar": "NAMES",
                    "help": "labels or targets, comma-separated, that must be there",
                },
            ),
            (
                ("--on-conflict",),
                {
                    "choices": ("error", "split"),
                    "default": "error",
                    "help": "two environments under one label: refuse, or make columns of both",
                },
            ),
            (
                ("--allow-mixed",),
                {"action": "store_true", "help": "accept parts that tested different versions"},
            ),
        ),
    ),
    (
        "render",
        "write a report for readers; the suffix says the format",
        "array-api-report render report.json -o report.html -o summary.md -o badge.svg",
        (
            _REPORT,
            (
                ("-o", "--output"),
                {"action": "append", "default": [], "help": OUTPUT_HELP},
            ),
            (("--format",), {"help": FORMATS_HELP}),
            (("--against",), {"help": "an older report: the HTML page shows what changed"}),
            _RENAMES,
        ),
    ),
    (
        "list",
        "list the results that a query chooses",
        "array-api-report list report.json 'torch outcome:failed kind:wrong-dtype'",
        (_REPORT, (("query",), {"nargs": "?", "default": "is:unexpected", "help": QUERY_HELP})),
    ),
    (
        "scores",
        "print each target's score and coverage",
        "array-api-report scores report.json",
        (_REPORT,),
    ),
    (
        "diff",
        "compare two reports",
        "array-api-report diff last.json report.json --format markdown",
        (
            (("old",), {"help": "the older report"}),
            (("new",), {"help": "the newer report"}),
            (("--format",), {"choices": ("text", "markdown", "json"), "default": "text"}),
            (("-o", "--output"), {"help": "a file instead of the terminal"}),
            _RENAMES,
        ),
    ),
    (
        "check",
        "judge a report: the gate of a CI job",
        "array-api-report check report.json --baseline known.toml --against last.json",
        (
            _REPORT,
            (("--baseline",), {"help": "the TOML file of known failures"}),
            (("--against",), {"help": "an older report: what worked there must work"}),
            (
                ("--min-coverage",),
                {
                    "type": _percent,
                    "default": 0.0,
                    "metavar": "PERCENT",
                    "help": "how much of the manifest must have run on every target",
                },
            ),
            (
                ("--no-issue",),
                {"action": "store_true", "help": "accept baseline entries without a link"},
            ),
            _RENAMES,
        ),
    ),
    (
        "baseline",
        "make the file of known failures fit a report",
        "array-api-report baseline update report.json --baseline known.toml",
        (
            (("action",), {"choices": ("update",)}),
            _REPORT,
            (("--baseline",), {"required": True, "help": "the TOML file; created when missing"}),
            _RENAMES,
        ),
    ),
    (
        "history",
        "tell when results changed, over a folder of reports",
        "array-api-report history reports/ --query 'feature:fft torch'",
        (
            (("folder",), {"help": "a folder of reports"}),
            (("--query",), {"default": "", "help": QUERY_HELP}),
            (("--all",), {"action": "store_true", "help": "also what never changed"}),
            _RENAMES,
        ),
    ),
    (
        "declared",
        "list where declared and measured support disagree",
        "array-api-report declared report.json --table support.toml",
        (
            _REPORT,
            (("--table",), {"help": "a TOML file of [[declare]] entries"}),
            (
                ("--scipy",),
                {"action": "store_true", "help": "the table of the installed SciPy (imports it)"},
            ),
        ),
    ),
    (
        "validate",
        "check reports and journals",
        "array-api-report validate parts/*.json",
        ((("files",), {"nargs": "+", "help": "reports, journals or folders"}),),
    ),
)


class ShowVersion(Action):
    """Print the versions of the tool and of the documents that it writes, and end."""

    def __call__(self, parser: ArgumentParser, *_: Any) -> None:
        """Do it."""
        from ._console import tell
        from ._facts import version_of
        from ._journal import SCHEMA

        version = version_of("pytest-array-api") or "(not installed)"
        tell(f"pytest-array-api {version}, report schema {SCHEMA}")
        parser.exit()


def parser() -> ArgumentParser:
    """Return the parser, made from the table above."""
    top = ArgumentParser(
        "array-api-report",
        description=DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=ShowVersion, nargs=0, help="show the version and exit")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text, example, arguments in COMMANDS:
        command = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.\n\n  {example}",
            epilog=EXIT_CODES,
            formatter_class=RawDescriptionHelpFormatter,
        )
        for names, options in arguments:
            command.add_argument(*names, **options)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    top = parser()
    args = top.parse_args(argv)
    if args.command == "declared" and args.scipy == bool(args.table):
        top.error("declared: give either --table FILE or --scipy")
    return _run(args)


def _run(args: Any) -> int:
    from ._check import CLOSED, INTERRUPTED, INVALID, USAGE
    from ._commands import COMMANDS as FUNCTIONS
    from ._console import warn

    try:
        return FUNCTIONS[args.command](args)
    except ReportError as error:
        warn(str(error))
        return USAGE if isinstance(error, UsageError) else INVALID
    except BrokenPipeError:
        # The reader, head for one, has enough. Python flushes stdout once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED  # not 0: a gate must not pass because nobody read why it failed
    except OSError as error:
        warn(f"{error.filename or 'output'}: {error.strerror}")
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- a gate must not take a defect for a regression
        from ._text import as_text

        warn(f"a defect of this tool, please report it: {type(error).__name__}: {as_text(error)}")
        return INVALID


if __name__ == "__main__":
    sys.exit(main())
