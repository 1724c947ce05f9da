"""Every command line in the docs, the help and the CI examples is one that the parser knows."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from pytest_array_api.plugin._options import OPTIONS
from pytest_array_api.reports.__main__ import COMMANDS, parser

ROOT = Path(__file__).parents[2]
EXAMPLES = [*(ROOT / "examples/ci").glob("*.yml"), *(ROOT / ".github/workflows").glob("*.yml")]
TEXTS = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *EXAMPLES]
HELP = " && ".join(example for _, _, example, _ in COMMANDS)


def commands(text, program):
    """Return the command lines of a program in a text, with their continuation lines."""
    text = re.sub(r"\\\n\s*", " ", text)
    found = re.findall(rf"(?:^|[$&|`'\" ]){program} +([^\n`&|;#]*)", text, re.MULTILINE)
    # An Actions expression or a placeholder of the text stands for one word.
    return [re.sub(r"\$\{\{.*?\}\}|\$\{?\w+\}?", "WORD", line).strip() for line in found]


def documented():
    """Return (where, command) for each command line that starts with a sub-command."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in TEXTS}
    known = {name for name, *_ in COMMANDS}
    return [
        (where, line)
        for where, text in {**texts, "--help": HELP}.items()
        for line in commands(text, "array-api-report")
        if line.partition(" ")[0] in known and line.count(" ")
    ]


@pytest.mark.parametrize(("where", "line"), documented())
def test_command_lines_parse(where, line):
    """No option that is not there any more, no argument that is missing."""
    parser().parse_args(shlex.split(line))


def test_there_are_command_lines():
    """The search itself finds what is known to be there."""
    found = documented()
    assert len(found) > 20
    assert {"README.md", "docs/reports.md", "examples/ci/github.yml", "--help"} <= {
        where for where, _ in found
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_workflows_are_valid_and_know_the_options(path):
    """They are YAML, and name options of the plugin that exist."""
    content = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(content, dict)
    flags = {flag for option in OPTIONS for flag in option.flags}
    used = set(re.findall(r"--xp-[\w-]+", path.read_text("utf-8")))
    assert used <= flags


@pytest.mark.parametrize("name", [name for name, *_ in COMMANDS])
def test_each_help_teaches_with_an_example(name, capsys):
    """What it does, a line to copy, the exit codes."""
    with pytest.raises(SystemExit):
        parser().parse_args([name, "--help"])
    text = capsys.readouterr().out
    assert f"\n  array-api-report {name} " in text
    assert "exit codes: 0 as expected" in text
