"""Whatever a report holds, each command ends as documented and prints text, line by line."""

import csv
import io
import json
import os
import stat
import subprocess
import sys

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_array_api.reports import matrix, read, render_report, write
from pytest_array_api.reports.__main__ import main
from pytest_array_api.reports._model import Accuracy, Timing

from .conftest import UNSAFE, build
from .render.hostile import hostile_report

FRAGMENTS = (
    "x", " ", "\n", "\t", "\r\n", "\x00", "\x1b[2J", "\x1b]8;;http://evil\x1b\\", "\x9b31m",
    "\ud800",
    "\u202e", "\u2066", "\u200b", "\U000e0041", "\ufffe", "::error::", "##vso[task.complete]",
    "##teamcity[x]", "<script>", "</script>", "<!--", "]]>", "&#0;", "&amp", "|", "`", "```\n",
    "[a](javascript:x)", "![i](http://evil)", "@octocat", "#1", "=1+1", "+1", "-1", "@SUM(A1)",
    "{{ 7*7 }}", "{% x %}", "%(x)s", "{}", "\n.. include:: /etc/passwd\n", ":math:`x`", "|s|",
    "```{include} x", "../..", "$(id)", "'", '"', "\\", "1e999", "NaN", "é", "\u0301" * 20,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6).map("".join)
REPORTS = st.lists(TEXTS, min_size=16, max_size=20).map(hostile_report)
FORGED = ("::", "##vso[", "##teamcity[", "##[")
EXAMPLES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Arguments, the exit codes that may be, and how many lines a result takes, where that is fixed.
COMMANDS = (
    (["merge", "h.json", "-o", "m.json"], {0, 3}),
    (["render", "h.json"], {0}),
    (["list", "h.json", ""], {0}),
    (["scores", "h.json"], {0}),
    (["diff", "old.json", "h.json"], {0, 1}),
    (["check", "h.json", "--against", "old.json"], {1}),
    (["baseline", "update", "h.json", "--baseline", "k.toml"], {0}),
    (["check", "h.json", "--baseline", "k.toml", "--no-issue"], {0}),
    (["history", ".", "--all"], {0}),
    (["validate", "h.json"], {4}),
)


@EXAMPLES
@given(report=REPORTS)
def test_every_command_prints_plain_lines(tmp_path, monkeypatch, capsys, report):
    """No terminal code, no line that a name forged, none that a CI job would obey."""
    monkeypatch.chdir(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    write(report, "h.json")
    write(build({(case.id, "t"): "pass" for case in report.cases}), "old.json")
    for arguments, codes in COMMANDS:
        capsys.readouterr()
        assert main(arguments) in codes
        out, err = capsys.readouterr()
        assert not [text for text in UNSAFE if text in out + err]
        lines = (out + err).splitlines()
        assert not [line for line in lines if line.lstrip().startswith("::")]
        assert not [line for line in lines if any(word in line for word in FORGED[1:])]
        if arguments[0] == "list":
            assert len(lines) == len(matrix(report).results) + 1


def rendered(shown, name):
    """Return what a renderer makes, as text."""
    text = render_report(shown, name)
    return text if isinstance(text, str) else text.decode()


@EXAMPLES
@given(report=REPORTS)
def test_every_format_reads_back(report):
    """What a text holds never ends the format around it, and the counts stay."""
    shown = matrix(report)
    cases = len(shown.results)
    xml = ElementTree.fromstring(rendered(shown, "junit"))
    assert len(list(xml.iter("testcase"))) == cases
    assert len(json.loads(rendered(shown, "ctrf"))["results"]["tests"]) == cases
    rows = list(csv.reader(io.StringIO(rendered(shown, "csv"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == cases + 1
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(tuple("=+@\t\r"))]
    for badge in ("badge", "badge-endpoint"):
        text = rendered(shown, badge)
        assert json.loads(text) if badge != "badge" else ElementTree.fromstring(text).tag
    page = rendered(shown, "html")
    assert page.count("<script") == page.count("</script") == 2
    for name in ("terminal", "markdown", "html", "junit", "ctrf", "csv", "rst", "myst"):
        text = rendered(shown, name)
        assert not [unsafe for unsafe in UNSAFE if unsafe in text]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with one good report."""
    monkeypatch.chdir(tmp_path)
    write(build({("f/c", "t"): "pass"}), "good.json")
    return tmp_path


@pytest.mark.parametrize(
    "name", ["a b", "-o", "ä\N{SNOWMAN}", "%s{}", "a\nb", "\udcff", "'\";$(id)", "x" * 200]
)
def test_any_file_name_will_do(folder, name):
    """A name is handed to the system as it is, and printed as text."""
    try:
        (folder / name).mkdir()
    except (OSError, ValueError):
        pytest.skip("this file system has no such names")
    path = str(folder / name / f"{name}.md"[-120:])
    assert main(["render", "good.json", "-o", path]) == 0
    assert os.path.getsize(path) > 0  # noqa: PTH202 -- the name as it is
    assert main(["render", str(folder / name), "-o", path]) == 4


def test_a_link_and_a_pipe_stay_what_they_are(folder):
    """The file behind a link is written; a device or pipe is never replaced by a file."""
    (folder / "real.md").write_text("old")
    (folder / "link.md").symlink_to("real.md")
    assert main(["render", "good.json", "-o", "link.md"]) == 0
    assert (folder / "link.md").is_symlink()
    assert "Array API" in (folder / "real.md").read_text("utf-8")
    os.mkfifo(folder / "pipe.md")
    with subprocess.Popen(
        [sys.executable, "-c", "print(len(open('pipe.md').read()))"], stdout=subprocess.PIPE
    ) as reader:
        assert main(["render", "good.json", "-o", "pipe.md"]) == 0
        assert int(reader.communicate()[0]) > 50
    assert stat.S_ISFIFO((folder / "pipe.md").stat().st_mode)


def test_what_cant_be_written_is_told_in_one_line(folder, capsys):
    """A full disk and a path through a file end with code 2, and leave nothing behind."""
    if os.path.exists("/dev/full"):  # noqa: PTH110 -- Linux has it
        assert main(["diff", "good.json", "good.json", "-o", "/dev/full"]) == 2
        assert "No space left" in capsys.readouterr().err
    assert main(["render", "good.json", "-o", "good.json/x.md"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert sorted(path.name for path in folder.iterdir()) == ["good.json"]


@pytest.mark.parametrize("extra", ['"cases":[]', '"schema":"1.0"', '"format":"x"', '"failures":{}'])
def test_a_field_given_twice_hides_nothing(folder, extra):
    """Either the report is refused, or it says what it said."""
    text = (folder / "good.json").read_text().strip()
    for twice in ("{" + extra + "," + text[1:], text[:-1] + "," + extra + "}"):
        (folder / "twice.json").write_text(twice)
        code = main(["validate", "twice.json"])
        assert code in {0, 4}
        if code == 0:
            assert read("twice.json") == read("good.json")


NUMBERS = (1.7976931348623157e308, 1e306, 5e-324, 0.0, "inf", "-inf", "nan")


@pytest.mark.parametrize("name", ["html", "markdown", "terminal", "junit", "ctrf", "csv", "badge"])
def test_every_number_of_the_schema_can_be_rendered(name):
    """The largest doubles, the smallest, and none."""
    cases = {}
    for place, number in enumerate(NUMBERS):
        cases[f"f/v/n={2 ** place}", "numpy"] = {
            "outcome": "pass", "duration_s": number,
            "accuracy": Accuracy(number, "eps-l2", number, 2**place),
            "timing": Timing(number, 0.0, number, 3, "n"),
        }  # fmt: skip
        for target, other in {"torch": NUMBERS[place - 1], "sparse": NUMBERS[place - 2]}.items():
            cases[f"f/v/n={2 ** place}", target] = {
                "outcome": "pass", "accuracy": Accuracy(other, "eps-l2", 20.0, 2**place),
                "timing": Timing(other, 0.0, other, 3, "n"),
            }  # fmt: skip
    assert render_report(matrix(build(cases)), name)


@pytest.mark.parametrize("name", ["markdown", "junit", "csv", "ctrf", "html", "terminal"])
def test_what_is_printed_is_no_command_of_a_ci_job(tmp_path, capsys, name):
    """In whatever format it comes: a log is read by the runner, line by line."""
    message = "first\n::stop-commands::x\n##vso[task.uploadfile]y"
    report = build({("f/v", "t"): {"outcome": "fail", "message": message}})
    write(report, tmp_path / "r.json")
    assert main(["render", str(tmp_path / "r.json"), "--format", name]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.strip().startswith("::") or "##vso[" in line]


def test_a_defect_is_no_regression(tmp_path, capsys, monkeypatch):
    """Exit code 1 says that something got worse; what nobody thought of is invalid input."""
    write(build({("f/v", "t"): "pass"}), tmp_path / "r.json")
    monkeypatch.setattr("pytest_array_api.reports._commands.check", lambda *_, **__: 1 / 0)
    assert main(["check", str(tmp_path / "r.json")]) == 4
    assert "a defect of this tool" in capsys.readouterr().err
