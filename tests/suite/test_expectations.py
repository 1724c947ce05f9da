"""The file of known deviations is sound, and is read strictly."""

from __future__ import annotations

from dataclasses import replace

import direct
import pytest

from pytest_array_api.suite._cases import Case
from pytest_array_api.suite._expectations import Expectation, find, load
from pytest_array_api.suite._hooks import expected_failure
from pytest_array_api.suite.fft._specs import TRANSFORMS

ENTRY = Expectation(
    cases=("fft.fft/values/*n=8*", "fft.ifft/*"),
    targets=("torch*",),
    outcomes=("fail",),
    judgement="backend",
    reason="wrong",
    issue="",
    since="torch 2",
    implementations=("namespace",),
)


def test_the_file_is_sound():
    """Each entry is complete and says why."""
    for entry in load():
        assert entry.reason
        assert entry.since
        assert all(entry.cases)
        assert all(entry.targets)


@pytest.mark.parametrize(
    ("case", "target", "implementation", "expected"),
    [
        ("fft.fft/values/dtype=complex64,n=8", "torch", "namespace", True),
        ("fft.ifft/errors", "torch:cuda", "namespace", True),
        ("fft.fft/values/dtype=complex64,n=9", "torch", "namespace", False),
        ("fft.fft/dtype", "torch", "namespace", False),
        ("fft.ifft/errors", "numpy", "namespace", False),
        ("fft.ifft/errors", "torch", "scipy", False),
    ],
)
def test_entries_cover_what_their_globs_say(case, target, implementation, expected):
    """Case, target and implementation all have to match."""
    assert ENTRY.covers(case, target, implementation) is expected


def test_find_uses_the_case_id():
    """The id is that of the report: feature, check, sorted parameters."""
    case = Case(TRANSFORMS[0], {"norm": "ortho", "n": 8})
    assert case.id("values") == "fft.fft/values/n=8,norm=ortho"
    assert find([ENTRY], case, "values", "torch", "namespace") is ENTRY
    assert find([ENTRY], case, "dtype", "torch", "namespace") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('cases = ["a"]', "missing"),
        ('casse = ["a"]', "casse"),
        ("", "missing"),
    ],
)
def test_incomplete_entries_are_errors(tmp_path, text, message):
    """A misspelt or missing key would never match anything."""
    path = tmp_path / "e.toml"
    path.write_text(f"[[expect]]\n{text}\n")
    with pytest.raises(ValueError, match=message):
        load(path)


@pytest.mark.parametrize(
    ("outcome", "judgement"), [("skip", "backend"), ("fail", "somebody"), ("timeout", "backend")]
)
def test_unknown_words_are_errors(tmp_path, outcome, judgement):
    """Skips hide, and a hang can't be expected by a mark."""
    path = tmp_path / "e.toml"
    path.write_text(
        f'[[expect]]\ncases = ["a"]\ntargets = ["b"]\noutcomes = ["{outcome}"]\n'
        f'judgement = "{judgement}"\nreason = "r"\nissue = ""\nsince = "1"\n'
    )
    with pytest.raises(ValueError, match="outcomes must be of"):
        load(path)


def test_every_entry_is_of_cases_that_there_are():
    """What is expected of checks that are gone is expected of nothing."""
    globs = {glob for entry in load() for glob in entry.cases}
    assert len(globs) > 50
    assert not [glob for glob in sorted(globs) if direct.fits_none(glob)]


@pytest.mark.parametrize(("outcome", "runs"), [("fail", True), ("error", True), ("crash", False)])
def test_only_what_would_end_the_run_is_not_run(outcome, runs):
    """A crash takes all other cases along; everything else is tried anew each time."""
    entry = replace(ENTRY, outcomes=(outcome,))
    assert expected_failure(entry, sampled=False).kwargs["run"] is runs


@pytest.mark.parametrize(
    ("flaky", "sampled", "strict"),
    [(False, False, True), (True, False, False), (False, True, False)],
)
def test_a_pass_is_news_where_all_was_run(flaky, sampled, strict):
    """A sample may have been spared what fails."""
    mark = expected_failure(replace(ENTRY, flaky=flaky), sampled=sampled)
    assert mark.kwargs["strict"] is strict
