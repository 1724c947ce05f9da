"""The suite runs in other people's projects, whatever their configuration makes of warnings."""

from __future__ import annotations

import shlex

import pytest

from pytest_array_api.reports import load
from pytest_array_api.reports.render._repro import command as of_report

CONFTEST = """
import warnings
import numpy.fft

healthy = numpy.fft.fft
def warned(*args, **kwargs):
    warnings.warn("fft is old", DeprecationWarning, stacklevel=2)
    return healthy(*args, **kwargs)
numpy.fft.fft = warned
"""
SUITE = (
    "--pyargs",
    "pytest_array_api.suite.fft.test_metadata",
    "-k",
    "test_namespace and fft.fft-",
)


def test_warnings_of_a_backend_are_no_failures(pytester):
    """A project that makes errors of warnings still learns what the suite measures."""
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makeconftest(CONFTEST)
    result = pytester.runpytest_subprocess(
        *SUITE, "--backend=numpy", "--implementation=namespace", "-p", "no:randomly"
    )
    result.assert_outcomes(passed=1, deselected=result.parseoutcomes()["deselected"], warnings=1)
    result.stdout.fnmatch_lines(["*fft is old*", "suite: namespace, profile default, seed 0*"])


def test_isolated_processes_take_no_sample_of_the_sample(pytester):
    """What the first process has chosen is what runs, on a backend of which a sample is enough."""
    result = pytester.runpytest_subprocess(
        *("--pyargs", "pytest_array_api.suite.fft.test_errors", "--backend=dask.array"),
        *("--xp-isolate", "--xp-profile=quick", "--xp-report=r.json", "-p", "no:randomly"),
        timeout=300,
    )
    assert result.ret == 0
    outcomes = {case.outcome for case in load(pytester.path / "r.json").cases}
    assert "pass" in outcomes
    assert "notrun" not in outcomes


def test_another_seed_draws_other_numbers(pytester):
    """Hypothesis' own option moves all inputs; the summary names it."""
    pytester.makepyfile(
        """
        from pytest_array_api.suite._inputs import SEED, drawn

        def test_numbers():
            plain = drawn((3,), "float64", 1).code
            token = SEED.set(5)
            try:
                moved = drawn((3,), "float64", 1)
            finally:
                SEED.reset(token)
            assert moved.code != plain
            assert (moved.values != drawn((3,), "float64", 1).values).all()
        """
    )
    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=1)
    result = pytester.runpytest_subprocess(
        *SUITE, "--backend=numpy", "--hypothesis-seed=5", "-p", "no:randomly"
    )
    result.stdout.fnmatch_lines(["suite: *, seed 5 *"])


def test_the_trace_of_an_expected_failure_is_that_of_the_check_alone(pytester):
    """A library's frames cost time to show, and nobody looks; those of a surprise stay."""
    case = "pytest_array_api.suite.core.test_sets", "-k", "unique_all"
    options = "--backend=torch", "--xp-report=r.json", "-p", "no:randomly"
    for runxfail, shown in (("-rN", False), ("--runxfail", True)):
        pytester.runpytest_subprocess("--pyargs", *case, *options, runxfail)
        report = load(pytester.path / "r.json")
        (found,) = report.failures.values()
        assert found.exception == "NotImplementedError"
        assert "def test_" in found.trace
        assert ("array_api_compat" in found.trace) is shown


INEXACT = """
import numpy.fft
from pytest_array_api.suite import _hooks
from pytest_array_api.suite._expectations import Expectation

entry = Expectation(
    cases=("fft.fft/values/*n=8,*",), targets=("numpy",), outcomes=("inexact",),
    judgement="backend", reason="inexact", issue="", since="1",
)
_hooks.load = lambda: (entry,)
healthy = numpy.fft.fft
numpy.fft.fft = lambda *args, **kwargs: healthy(*args, **kwargs) * {factor}
"""


@pytest.mark.parametrize(("factor", "outcome"), [(1 + 2e-14, "xfailed"), (1.001, "failed")])
def test_a_wrong_value_is_not_excused_where_an_inexact_one_is(pytester, factor, outcome):
    """The entry that says inexact hides no other fault of the same case."""
    pytester.makeconftest(INEXACT.format(factor=factor))
    tests = ("pytest_array_api.suite.fft.test_values", "-k", "test_lengths and fft.fft-")
    result = pytester.runpytest_subprocess(
        "--pyargs", *tests, "--implementation=namespace", "--backend=numpy", "--xp-profile=quick",
        "-p", "no:randomly", "-v",
    )  # fmt: skip
    lines = [line for line in result.outlines if "dtype=complex128,n=8," in line]
    assert outcome.upper().removesuffix("ED") in lines[0]


def test_the_printed_command_repeats_the_failure(pytester):
    """It names implementation and seed, works anywhere, and is the one in the report."""
    pytester.mkpydir("wrong").joinpath("fft.py").write_text("def fft(x, *_, **__): return x")
    options = (
        "--backend=numpy",
        "--implementation=wrong",
        "--xp-profile=quick",
        "--hypothesis-seed=3",
        "--xp-report=report.json",
        "-p",
        "no:randomly",
    )
    module = "pytest_array_api.suite.fft.test_metadata"
    result = pytester.runpytest_subprocess("--pyargs", module, *options, "--maxfail=1")
    printed = next(line for line in result.outlines if line.startswith("reproduce: "))
    command = shlex.split(printed.partition("-m pytest ")[2])

    assert {"--xp-implementation=wrong", "--hypothesis-seed=3"} <= set(command)
    report = load(pytester.path / "report.json")
    failed = next(case for case in report.cases if case.outcome == "fail")
    assert printed == f"reproduce: {of_report(report.parts[0], failed)}"
    pytester.runpytest_subprocess(*command).assert_outcomes(failed=1)


def test_an_implementation_that_is_no_module(pytester):
    """One clear line instead of a failure of every test."""
    result = pytester.runpytest_subprocess(*SUITE, "--backend=numpy", "--implementation=nosuch")
    result.stdout.fnmatch_lines(
        ["*UsageError: --implementation='nosuch': there is no module 'nosuch*"]
    )
    assert result.ret != 0
