"""--xp-report: what is recorded, and that nothing is lost."""

from __future__ import annotations

import json
import os

import pytest

from pytest_array_api.reports import load

OUTCOMES = """
import pytest
from pytest_array_api import xp_assert_close, xp_assert_equal

@pytest.fixture
def broken(xp):
    raise OSError("no such thing")

@pytest.fixture
def breaks_later(xp):
    yield
    raise OSError("too late")

def test_pass(xp):
    xp_assert_close(xp.asarray([1.0]), xp.asarray([1.0 + 1e-12]))
def test_value(xp): xp_assert_equal(xp.asarray([1.0]), xp.asarray([2.0]))
def test_dtype(xp): xp_assert_equal(xp.asarray([1]), xp.asarray([1.0]))
def test_assert(xp): assert not xp
def test_raises(xp): raise KeyError("key")
def test_not_implemented(xp): raise NotImplementedError("not yet")
def test_setup(broken): pass
def test_teardown(xp, breaks_later): assert xp
def test_skip(xp): pytest.skip("no need")
@pytest.mark.skip_xp_backends("numpy", reason="marked")
def test_marked(xp): pass
@pytest.mark.xp_requires("fft")
def test_capability(xp): assert xp
@pytest.mark.xfail_xp_backends("numpy", reason="known")
def test_xfail(xp): assert not xp
@pytest.mark.xfail_xp_backends("numpy", reason="gone", strict=True)
def test_xpass(xp): assert xp
def test_empty(xp): xp_assert_equal(xp.ones(0), xp.ones(0))
@pytest.mark.xfail_xp_backends("numpy", reason="known")
def test_xfail_setup(broken): pass
def test_skip_teardown(breaks_later): pytest.skip("no need")
def test_subtests(xp, subtests):
    with subtests.test("skips"): pytest.skip("no need")
    with subtests.test("fails"): xp_assert_equal(xp.asarray([1.0]), xp.asarray([2.0]))
    with subtests.test("passes"): pass
def test_subtests_pass(xp, subtests):
    with subtests.test("skips"): pytest.skip("no need")
    with subtests.test("passes"): pass
def test_other(): pass
"""
EXPECTED = {
    "test_pass": ("pass", "call", None),
    "test_value": ("fail", "call", "wrong-value"),
    "test_dtype": ("fail", "call", "wrong-dtype"),
    "test_assert": ("fail", "call", "wrong-value"),
    "test_raises": ("error", "call", "exception"),
    "test_not_implemented": ("error", "call", "not-implemented"),
    "test_setup": ("error", "setup", "harness"),
    "test_teardown": ("error", "teardown", "harness"),
    "test_skip": ("skip", "call", None),
    "test_marked": ("skip", "setup", None),
    "test_capability": ("pass", "call", None),
    "test_xfail": ("fail", "call", "wrong-value"),
    "test_xpass": ("pass", "call", None),
    "test_empty": ("pass", "call", None),
    "test_xfail_setup": ("error", "setup", "harness"),
    "test_skip_teardown": ("error", "teardown", "harness"),
    "test_subtests": ("fail", "call", "wrong-value"),
    "test_subtests_pass": ("pass", "call", None),
}


def read(pytester, name="report.json"):
    """Return the document and its cases by the test's name."""
    document = json.loads((pytester.path / name).read_text())
    return document, {case["id"].partition("/")[2]: case for case in document["cases"]}


def test_outcomes(pytester, run):
    """Each kind of end is told by its own words, the true one behind an xfail."""
    pytester.makepyfile(test_it=OUTCOMES)
    run("--xp-report=report.json")
    document, cases = read(pytester)
    failures = document["failures"]
    found = {
        name: (
            case["outcome"],
            case.get("phase", "call"),
            failures[case["failure"]]["kind"] if "failure" in case else None,
        )
        for name, case in cases.items()
    }
    assert found == EXPECTED
    assert cases["test_xfail"]["expected"]["outcomes"] == ["fail", "error"]
    assert cases["test_xfail"]["expected"]["reason"] == "known"
    assert cases["test_xpass"]["expected"]["reason"] == "gone"
    assert cases["test_xfail_setup"]["expected"]["reason"] == "known"
    assert (cases["test_marked"]["skip"], cases["test_marked"]["reason"]) == ("marker", "marked")
    assert (cases["test_skip"]["skip"], cases["test_skip"]["reason"]) == ("user", "no need")
    assert cases["test_pass"]["accuracy"]["max_err"] > 0
    assert "only metadata" in cases["test_empty"]["reason"]
    assert "reason" not in cases["test_pass"]
    assert cases["test_pass"]["nodeid"] == "test_it.py::test_pass[numpy]"


def test_the_last_attempt_counts(pytester, run):
    """Where another plugin runs a test again, the report has what came of it in the end."""
    pytester.makeconftest(
        """
        import pytest
        from _pytest.runner import runtestprotocol
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(item, nextitem):
            runtestprotocol(item, nextitem=nextitem, log=False)
            item._initrequest()
            runtestprotocol(item, nextitem=nextitem)
            return True
        """
    )
    pytester.makepyfile(
        test_it="attempts = []\ndef test_again(xp): assert attempts.append(1) or len(attempts) == 2"
    )
    run("--xp-report=report.json").assert_outcomes(passed=1)
    assert read(pytester)[1]["test_again"]["outcome"] == "pass"


def test_capabilities_that_lack(pytester, run):
    """A skip says whether a dtype or something else was missing."""
    pytester.makepyfile(
        test_it="""
        import pytest
        @pytest.mark.xp_requires("float64")
        def test_dtype(xp): assert xp
        @pytest.mark.xp_requires("fft")
        def test_fft(xp): assert xp
        """
    )
    run("--xp-report=report.json", "--backend=array_api_strict:no_float64+strictest")
    _, cases = read(pytester)
    assert (cases["test_dtype"]["skip"], cases["test_fft"]["skip"]) == ("no-dtype", "no-capability")


def test_formats_and_sources(pytester, run, monkeypatch):
    """Several reports at once, from the flag, the variable or the ini key."""
    pytester.makepyfile("def test_it(xp): assert xp")
    run("--xp-report=a.json", "--xp-report=a.md", "--xp-report", "a b.txt").stdout.fnmatch_lines(
        ["report: a.json, a.md, a b.txt"]
    )
    assert "numpy" in (pytester.path / "a.md").read_text()
    assert "numpy" in (pytester.path / "a b.txt").read_text()
    pytester.makeini("[pytest]\nxp_report = ini.json\n")
    run()
    assert (pytester.path / "ini.json").exists()
    monkeypatch.setenv("XP_REPORT", "env.json")
    run()
    assert (pytester.path / "env.json").exists()


def test_an_unknown_format_is_a_usage_error(pytester, run):
    """Known before any test runs."""
    pytester.makepyfile("def test_it(xp): assert xp")
    result = run("--xp-report=report.pdf")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--xp-report: 'report.pdf': no renderer has this suffix*.json*"])


@pytest.mark.parametrize(("suffix", "library"), [("html", "jinja2"), ("xml", "junitparser")])
def test_a_library_that_is_missing(pytester, run_apart, suffix, library):
    """Known before any test runs, with what to install."""
    pytester.makepyfile(
        gone=f"import sys; sys.modules[{library!r}] = None", test_it="def test_it(xp): assert xp"
    )
    pytester.syspathinsert()
    result = run_apart("-p", "gone", f"--xp-report=report.{suffix}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*needs {library}: pip install 'pytest-array-api?report?'"])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("folder.json", "'folder.json' is a folder; expected the name of a file"),
        ("test_it.py/report.json", "'test_it.py/report.json' can't be written *test_it.py*folder*"),
        ("/dev/null/a/report.json", "'/dev/null/a/report.json' can't be written *; expected *"),
        ("report", "'report': the name has no suffix; choose one of .json, *"),
        ("a.json,b.md", "'a.json,b.md' is one path, *; for several write --xp-report=a.json --*"),
    ],
)
def test_a_place_where_nothing_can_be_written(pytester, run, path, message):
    """Known before any test runs."""
    pytester.makepyfile(test_it="def test_it(xp): assert xp")
    pytester.mkdir("folder.json")
    result = run("--xp-report=fine.json", f"--xp-report={path}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--xp-report: {message}"])


def test_the_source_of_a_path_is_blamed(pytester, run, monkeypatch):
    """The variable or the ini key, where one of them gave the path."""
    pytester.makepyfile("def test_it(xp): assert xp")
    pytester.makeini("[pytest]\nxp_report = report.pdf\n")
    run().stderr.fnmatch_lines(["*the ini key xp_report: 'report.pdf': no renderer*"])
    monkeypatch.setenv("XP_REPORT", "report.doc")
    run().stderr.fnmatch_lines(["*the environment variable XP_REPORT: 'report.doc': no renderer*"])


def test_targets_that_cannot_run_are_in_the_report(pytester, run):
    """With their reason, as ``all`` leaves them out."""
    pytester.makepyfile("def test_it(xp): assert xp")
    run("--xp-report=report.json", "--backend=all", "-k", "numpy and not jax")
    document, _ = read(pytester)
    targets = {t["key"].partition("@")[0]: t["availability"] for t in document["targets"]}
    assert targets["cupy"] == "not-installed"
    assert targets["numpy"] == "ran"


def test_no_journal_is_left_behind(pytester, run):
    """What was put into a report is removed."""
    pytester.makepyfile("def test_it(xp): assert xp")
    run("--xp-report=out/report.json")
    assert [path.name for path in (pytester.path / "out").iterdir()] == ["report.json"]


def test_a_report_that_cannot_be_written(pytester, run):
    """The run fails, says so, and keeps what it measured."""
    pytester.makepyfile("import os\ndef test_it(xp): os.mkdir('report.json')")
    result = run("--xp-report=report.json")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the report could not be written: *What was measured is in *"])
    assert list(pytester.path.glob("report.json.journal/*/main.jsonl"))


def test_one_of_two_reports_that_cannot_be_written(pytester, run):
    """The other one is written all the same, whichever was asked for first."""
    pytester.makepyfile("import os\ndef test_it(xp): os.mkdir('a.json')")
    result = run("--xp-report=a.json", "--xp-report=b.json")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["report: b.json", "the report could not be written: *a.json*"])
    _, cases = read(pytester, "b.json")
    assert cases["test_it"]["outcome"] == "pass"


@pytest.mark.parametrize("extra", [[], ["-n2"]], ids=["alone", "xdist"])
def test_an_exception_without_a_text(pytester, run_apart, extra):
    """It fails its own test: the run goes on, and the report has it."""
    pytester.makepyfile(
        test_it="""
        class Silent(Exception):
            def __str__(self): raise KeyError
        def test_silent(xp): raise Silent
        def test_huge(xp): raise ValueError(10**5000)
        def test_pass(xp): assert xp
        """
    )
    result = run_apart("--xp-report=report.json", *extra)
    assert result.ret == 1
    _, cases = read(pytester)
    outcomes = {name: case["outcome"] for name, case in cases.items()}
    assert outcomes == {"test_silent": "error", "test_huge": "error", "test_pass": "pass"}
    assert cases["test_silent"]["message"] == "<unprintable Silent>"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_what_a_test_raises_is_not_taken_for_pytest_s_words(pytester, run_apart):
    """Nor do a mark's odd reason or an odd exception end the run."""
    pytester.makepyfile(
        test_it="""
        import os, pytest
        from pytest_array_api.assertions import MismatchError
        class Exits(Exception):
            def __str__(self): raise SystemExit
        def test_forged(xp): pytest.fail("[XPASS(strict)] x", pytrace=False)
        @pytest.mark.xfail(reason=("text",))
        def test_tuple(xp): assert not xp
        def test_exits(xp): raise Exits
        def test_bare(xp):
            error = MismatchError("m", "wrong-dtype")
            error.args = ("m",)
            raise error
        def test_fork(xp):
            if (pid := os.fork()) == 0: raise ValueError("the child goes on")
            os.waitpid(pid, 0)
        def test_pass(xp): assert xp
        """
    )
    result = run_apart("--xp-report=report.json")
    assert result.ret == 1
    _, cases = read(pytester)
    outcomes = {name: case["outcome"] for name, case in cases.items()}
    assert outcomes == {
        "test_forged": "fail", "test_tuple": "fail", "test_exits": "error", "test_bare": "fail",
        "test_fork": "pass", "test_pass": "pass",
    }  # fmt: skip
    assert "expected" not in cases["test_forged"]
    assert cases["test_tuple"]["expected"]["reason"] == "('text',)"


STOPS = """
import os, pytest

def test_1(xp): assert xp
def test_2(xp): {stop}
def test_3(xp): assert xp
"""


@pytest.mark.parametrize(
    ("stop", "options", "expected"),
    [
        ("assert not xp", ["-x"], ["pass", "fail", "notrun"]),
        ("raise KeyboardInterrupt", [], ["pass", "notrun", "notrun"]),
        ("pytest.exit('enough')", [], ["pass", "notrun", "notrun"]),
    ],
    ids=["-x", "Ctrl-C", "exit"],
)
def test_a_run_that_stops_early(pytester, run, run_apart, stop, options, expected):
    """The report holds what was measured, and the rest as notrun."""
    pytester.makepyfile(test_it=STOPS.format(stop=stop))
    # pytester itself stops at an inner Ctrl-C.
    (run_apart if "Interrupt" in stop else run)("--xp-report=report.json", *options)
    _, cases = read(pytester)
    assert [cases[f"test_{number}"]["outcome"] for number in (1, 2, 3)] == expected


def test_a_killed_run_keeps_its_journal(pytester, run_apart):
    """Every line is on disk when the process dies; the report's command reads it."""
    pytester.makepyfile(test_it=STOPS.format(stop="os._exit(1)"))
    run_apart("--xp-report=report.json")
    from pytest_array_api.reports import assemble

    report = assemble([pytester.path / "report.json.journal"])
    found = {case.id.partition("/")[2]: case.outcome for case in report.cases}
    assert found == {"test_1": "pass", "test_2": "crash", "test_3": "notrun"}


def test_collect_only_writes_no_report(pytester, run):
    """Nothing ran, so there is nothing to report."""
    pytester.makepyfile("def test_it(xp): assert xp")
    run("--xp-report=report.json", "--collect-only")
    assert not (pytester.path / "report.json").exists()


@pytest.mark.parametrize(
    ("body", "options", "code"),
    [
        ("def test_it(xp): assert xp", ["nosuch.py"], pytest.ExitCode.USAGE_ERROR),
        ("def test_it(xp): assert xp", ["--backend=math"], pytest.ExitCode.USAGE_ERROR),
        ("def test_it(xp): assert xp", ["-k", "nosuch"], pytest.ExitCode.NO_TESTS_COLLECTED),
        ("def test_it(xp): assert xp", ["-k", "nosuch", "--xp-require=numpy"], 1),
        ("def test_it(xp): assert xp\ndef broken(:", [], pytest.ExitCode.INTERRUPTED),
        ("def test_plain(): assert 0\ndef test_xp(xp): assert xp", ["-x"], 1),
        ("def test_plain(): pass", [], 0),
    ],
    ids=["no file", "no namespace", "empty", "empty, required", "syntax", "-x", "no xp"],
)
def test_an_older_report_outlives_a_run_of_nothing(pytester, run, body, options, code):
    """Where no test with a target ran, the report that is there stays, and nothing beside it."""
    (pytester.path / "report.json").write_text("older")
    pytester.makepyfile(test_it=body)
    result = run("--xp-report=report.json", *options)
    assert result.ret == code
    assert (pytester.path / "report.json").read_text() == "older"
    assert not list(pytester.path.glob("*.journal"))
    result.stdout.fnmatch_lines(["no report, since no test with a target ran: report.json"])


def test_the_label_is_the_users(pytester, monkeypatch):
    """--xp-label names the environment, stronger than XP_LABEL: jobs to merge must differ."""
    monkeypatch.setenv("XP_LABEL", "from-env")
    pytester.makepyfile("def test_here(xp): xp.asarray(1)")
    labels = []
    for options in ([], ["--xp-label=mac"]):
        pytester.runpytest("--xp-report=report.json", *options)
        labels += [env.label for env in load(pytester.path / "report.json").environments]

    assert labels == ["from-env", "mac"]
