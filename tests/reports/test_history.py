from pytest_array_api.reports import matrix
from pytest_array_api.reports._history import history

from .conftest import build

KEY, OTHER = ("fft.fft/c", "numpy"), ("vq/c", "numpy")


def reports():
    outcomes = ["pass", "pass", "fail", "fail", "pass"]
    return [
        matrix(build({KEY: what, OTHER: "pass"}, part=f"p{n}", started=f"2026-0{n}-01T00:00:00Z"))
        for n, what in enumerate(outcomes, 1)
    ]


def test_only_transitions_are_told():
    """Whatever the order of the files, each change has the day it was first seen."""
    for given in (reports(), reports()[::-1]):
        (track,) = history(given)
        assert (track.case, track.target) == ("fft.fft/c", "numpy@lab")
        assert [(when[:7], word) for when, word in track.steps] == [
            ("2026-01", "pass"),
            ("2026-03", "fail"),
            ("2026-05", "pass"),
        ]


def test_a_query_chooses_what_to_follow():
    """Cases that any of the reports chooses are followed; --all tells the steady ones."""
    assert history(reports(), query="feature:vq") == []
    (track,) = history(reports(), query="feature:vq", all_cases=True)
    assert track.steps == (("2026-01-01T00:00:00Z", "pass"),)
    assert len(history(reports(), query="outcome:fail")) == 1
