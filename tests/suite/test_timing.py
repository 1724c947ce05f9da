"""Timings are taken where they are asked for, of calls whose values proved right, and no others."""

from __future__ import annotations

import pytest

from pytest_array_api.reports import load
from pytest_array_api.suite._timing import LEAST, MOST, timed

SUITE = ("--pyargs", "pytest_array_api.suite.fft.test_values", "-k", "test_lengths and fft.fft-")


def run(pytester, *options):
    """Return the cases of a run on NumPy by their ids."""
    pytester.runpytest_subprocess(
        *SUITE, "--xp-profile=quick", "--xp-report=r.json", "-p", "no:randomly", *options
    )
    return {case.id: case for case in load(pytester.path / "r.json").cases}


def test_only_on_request(pytester):
    """Without the option nothing is timed, and the same cases run."""
    plain, timed = run(pytester), run(pytester, "--xp-timing")
    assert plain.keys() == timed.keys()
    assert not any(case.timing for case in plain.values())
    for case in timed.values():
        assert case.outcome == "pass"
        assert case.timing.size == case.parameters["n"]
        assert 0 < case.timing.min_s <= case.timing.median_s
        assert LEAST <= case.timing.n <= MOST


def test_a_wrong_result_has_no_time(pytester):
    """A fast wrong answer is no speed."""
    pytester.makepyfile(
        **{
            "fast/__init__": "from . import fft",
            "fast/fft": "def fft(x, n=None, axis=-1, norm=None): return x + 1",
        }
    )
    found = run(pytester, "--xp-timing", "--implementation=fast").values()
    assert {case.outcome for case in found} == {"fail"}
    assert not any(case.timing for case in found)


@pytest.mark.parametrize(("seconds", "times"), [(0.004, LEAST), (0.0, MOST)])
def test_it_repeats_often_but_not_forever(monkeypatch, seconds, times):
    """A quick call is repeated more often; a clock that stands still ends too."""
    clock = [0.0]  # a list, so that the call can move it
    monkeypatch.setattr("pytest_array_api.suite._timing.perf_counter", lambda: clock[0])

    def call():
        clock[0] += seconds

    found = timed(call, "8")
    assert (found.n, found.median_s, found.iqr_s) == (times, seconds, 0.0)
    assert (found.min_s, found.size) == (seconds, "8")
