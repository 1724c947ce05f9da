import datetime as dt

import pytest

from pytest_array_api.reports import ReportError, matrix
from pytest_array_api.reports._baseline import read_baseline, update_baseline
from pytest_array_api.reports._check import check
from pytest_array_api.reports._model import Expected

from .conftest import build

DAY = dt.date(2026, 11, 22)
ENTRY = """
[[expect]]
cases = "f/c/*"
targets = "torch@*"
outcomes = ["fail"]
reason = "norm ignored"
issue = "https://x/1"
"""


@pytest.fixture
def baseline(tmp_path):
    """Write and read a baseline."""

    def make(text):
        (tmp_path / "known.toml").write_text(text)
        return read_baseline(tmp_path / "known.toml")

    return make


def judge(cases, **options):
    return check(matrix(build(cases)), today=DAY, **options)


@pytest.mark.parametrize(
    ("extra", "outcome", "code", "words"),
    [
        ("", "fail", 0, ""),
        ("", "error", 1, "error: f/c/1 [torch@lab]"),
        ("", "crash", 1, "crash: f/c/1"),
        ("", "pass", 1, "xpass: f/c/1"),
        ("", "skip", 0, ""),
        ("", "notrun", 0, ""),
        ('kind = "wrong-value"', "fail", 0, ""),
        ('kind = "wrong-dtype"', "fail", 1, "fail: f/c/1"),
        ("flaky = true", "pass", 0, ""),
        ("flaky = true", "fail", 0, ""),
        ("expires = 2026-11-22", "fail", 0, ""),
        ("expires = 2026-11-21", "fail", 1, "expected until 2026-11-21"),
    ],
)
def test_baseline_rules(baseline, extra, outcome, code, words):
    """An entry excuses exactly what it names, until it expires; what passes must leave it."""
    verdict = judge({("f/c/1", "torch"): outcome}, baseline=baseline(ENTRY + extra))
    assert verdict.exit_code == code
    assert words in " ".join(verdict.unexpected)
    assert verdict.known == (code == 0 and outcome == "fail")


def test_without_a_baseline_every_failure_is_unexpected():
    """Fail, error, crash and timeout are; skip and pass are not."""
    cases = {(f"f/c/{o}", "t"): o for o in ("pass", "fail", "error", "crash", "timeout", "skip")}
    verdict = judge(cases)
    assert len(verdict.unexpected) == 4
    assert verdict.exit_code == 1


def test_marks_count_as_expectations():
    """An xfail mark excuses the failure, and its pass is unexpected."""
    known = Expected(outcomes=("fail",), reason="known")
    assert judge({("f/c/1", "t"): {"outcome": "fail", "expected": known}}).exit_code == 0
    verdict = judge({("f/c/1", "t"): {"outcome": "pass", "expected": known}})
    assert verdict.unexpected == ["xpass: f/c/1 [t@lab]: passes, take it off the list"]


def test_unused_entries_and_missing_issues_are_told(baseline):
    """An entry that names nothing is a warning; one without an issue is refused."""
    verdict = judge({("g/c/1", "torch"): "pass"}, baseline=baseline(ENTRY))
    assert verdict.exit_code == 0
    assert verdict.warnings == ["baseline entry 1 (f/c/* on torch@*) names no case here"]
    text = ENTRY.replace('issue = "https://x/1"', "")
    assert judge({("f/c/1", "torch"): "fail"}, baseline=baseline(text)).exit_code == 1
    verdict = judge({("f/c/1", "torch"): "fail"}, baseline=baseline(text), require_issue=False)
    assert verdict.exit_code == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[expect]]\ncases = 'a'\n", "missing required field"),
        (ENTRY.replace('["fail"]', '["skip"]'), "skip"),
        (ENTRY.replace('["fail"]', "[]"), "length"),
        (ENTRY + "color = 'red'\n", "color"),
        (ENTRY + "expires = 'soon'\n", "date"),
        ("x = [" * 5000, "not a valid baseline"),
        ("[[expect", "not a valid baseline"),
    ],
)
def test_a_wrong_baseline_is_one_clear_line(baseline, text, words):
    """The file is named, and what is wrong in it."""
    with pytest.raises(ReportError, match=r"known\.toml: is not a valid baseline") as caught:
        baseline(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "min_coverage", "code"),
    [
        ({}, 0, 0),
        ({}, 50, 0),
        ({}, 60, 3),
        ({"complete": False}, 0, 3),
        ({"expected": ("mac",)}, 0, 3),
    ],
)
def test_incomplete_has_its_own_exit_code(options, min_coverage, code):
    """Missing parts and missing coverage are 3, never 1 and never 0."""
    report = build({("f/c/1", "t"): "pass", ("f/c/2", "t"): "skip"}, **options)
    assert check(matrix(report), min_coverage=min_coverage).exit_code == code


def test_nothing_tested_is_incomplete():
    """A report without a case, of a mistyped path or an empty selection, is not fine."""
    verdict = check(matrix(build({})))

    assert verdict.exit_code == 3
    assert "nothing was tested" in verdict.incomplete[0]


def test_a_regression_outweighs_incompleteness():
    """What is broken is broken, whatever else is missing."""
    report = build({("f/c/1", "t"): "fail"}, complete=False)
    assert check(matrix(report)).exit_code == 1


def test_against_an_older_report(baseline):
    """What worked must work; a failure that the baseline knows is not told again."""
    old = matrix(build({("f/c/1", "torch"): "pass", ("f/c/2", "torch"): "pass"}))
    new = {("f/c/1", "torch"): "skip", ("f/c/2", "torch"): "fail"}
    verdict = judge(new, against=old, baseline=baseline(ENTRY))
    assert verdict.unexpected == ["lost: f/c/1 [torch@lab]: pass -> skip"]
    verdict = judge(new, against=old)
    assert len(verdict.unexpected) == 2


def test_update_writes_what_check_accepts(tmp_path):
    """After an update nothing is unexpected; a whole check becomes one pattern."""
    path = tmp_path / "known.toml"
    cases = {(f"f/c/{n}", "torch"): "fail" for n in range(5)}
    cases |= {("g/c/[1]", "torch"): "crash", ("g/c/2", "torch"): "pass"}
    shown = matrix(build(cases))
    assert update_baseline(path, shown, today=DAY) == (2, 0)
    entries = read_baseline(path).expect
    assert [(entry.cases, entry.outcomes) for entry in entries] == [
        ("f/c/*", ["fail"]),
        ("g/c/[1]", ["crash"]),
    ]
    assert entries[0].since == DAY
    assert check(shown, baseline=read_baseline(path), require_issue=False).exit_code == 0
    assert update_baseline(path, shown, today=DAY) == (0, 0)


def test_update_names_single_cases_where_others_pass(tmp_path):
    """A pattern that also named passing cases would make them unexpected."""
    path = tmp_path / "known.toml"
    cases = {(f"f/c/{n}", "torch"): "fail" if n < 2 else "pass" for n in range(5)}
    shown = matrix(build(cases))
    assert update_baseline(path, shown, today=DAY) == (1, 0)
    assert read_baseline(path).expect[0].cases == ["f/c/0", "f/c/1"]
    assert check(shown, baseline=read_baseline(path), require_issue=False).exit_code == 0


def test_update_keeps_comments_order_and_facts(tmp_path):
    """Hand-written comments survive; a narrowed entry keeps its reason, issue and dates."""
    path = tmp_path / "known.toml"
    other = ENTRY.replace("f/c/*", "h/*").replace("torch@*", "cupy@*")
    path.write_text(f"# top comment\n{other}# about h\n{ENTRY}expires = 2027-01-01\n")
    cases = {("f/c/1", "torch"): "fail", ("f/c/2", "torch"): "pass"}
    assert update_baseline(path, matrix(build(cases)), today=DAY) == (1, 1)
    text = path.read_text()
    assert text.startswith("# top comment")
    assert "# about h" in text
    kept, new = read_baseline(path).expect
    assert kept.cases == "h/*"
    assert (new.cases, new.reason, new.issue) == ("f/c/1", "norm ignored", "https://x/1")
    assert new.expires == dt.date(2027, 1, 1)
    verdict = check(matrix(build(cases)), baseline=read_baseline(path), today=DAY)
    assert verdict.exit_code == 0


def test_update_drops_what_passes_and_keeps_flaky_entries(tmp_path):
    """A fixed failure leaves the list; a flaky one stays."""
    path = tmp_path / "known.toml"
    path.write_text(ENTRY + ENTRY.replace("f/c/*", "g/c/*") + "flaky = true\n")
    cases = {("f/c/1", "torch"): "pass", ("g/c/1", "torch"): "pass"}
    assert update_baseline(path, matrix(build(cases)), today=DAY) == (0, 1)
    assert [entry.cases for entry in read_baseline(path).expect] == ["g/c/*"]


def test_hostile_messages_make_a_valid_baseline(tmp_path, nasty):
    """Whatever a failure says, the file can be read again."""
    from pytest_array_api.reports._text import clean_text

    message = clean_text(nasty)[:4000]
    shown = matrix(build({("f/c/1", "t"): {"outcome": "fail", "message": message}}))
    update_baseline(tmp_path / "k.toml", shown, today=DAY)
    verdict = check(shown, baseline=read_baseline(tmp_path / "k.toml"), require_issue=False)
    assert verdict.exit_code == 0


def test_an_id_with_a_star_is_no_pattern(tmp_path):
    """What the update writes fits the failures that were there, and no others."""
    cases = {
        ("*", "t"): "fail", ("f/c/op=*", "t"): "fail", ("f/c/op=+", "t"): "pass",
        ("a", "t"): "fail", ("a/", "t"): "fail",
    }  # fmt: skip
    path = tmp_path / "known.toml"
    shown = matrix(build(cases))
    update_baseline(path, shown, today=DAY)
    again = path.read_text()
    assert check(shown, baseline=read_baseline(path), require_issue=False).exit_code == 0
    update_baseline(path, shown, today=DAY)
    assert path.read_text() == again
    more = matrix(build({**cases, ("other/c/n=1", "t"): "fail"}))
    assert check(more, baseline=read_baseline(path), require_issue=False).exit_code == 1
