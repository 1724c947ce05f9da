from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_array_api.reports import matrix
from pytest_array_api.reports._model import Target
from pytest_array_api.reports._scores import floor_percent, on_all_targets, only_here, score

from .conftest import build


def scored(cases, **options):
    return score(matrix(build(cases, **options)), "t@lab")


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (Fraction(1), 100.0),
        (Fraction(99999, 100000), 99.9),
        (Fraction(1, 100000), 0.1),
        (Fraction(0), 0.0),
        (Fraction(2, 3), 66.6),
    ],
)
def test_percent_is_rounded_down(share, percent):
    """100 only if all, 0 only if none."""
    assert floor_percent(share) == percent


@given(st.lists(st.sampled_from(["pass", "fail", "skip"]), min_size=30, max_size=60), st.data())
def test_skipping_never_helps(outcomes, data):
    """Turning any case into a skip leaves the score as it is or lowers or refuses it."""
    index = data.draw(st.integers(0, len(outcomes) - 1))
    skipped = ["skip" if i == index else outcome for i, outcome in enumerate(outcomes)]
    before, after = (
        scored({(f"f{i % 3}/c/{i}", "t"): outcome for i, outcome in enumerate(o)}).strict
        for o in (outcomes, skipped)
    )
    assert after is None or before is None or after <= before


def test_features_weigh_the_same():
    """500 easy cases of one function don't hide a broken one."""
    cases = {(f"easy/c/{n}", "t"): "pass" for n in range(500)} | {("hard/c/1", "t"): "fail"}
    assert scored(cases).strict == 50.0


def test_out_of_scope_is_left_out_and_missing_dtypes_are_told_apart():
    """Only the suite's scope shortens the list; what the device lacks has a number of its own."""
    cases = {(f"f/c/{n}", "t"): "pass" for n in range(19)}
    cases |= {("f/c/x", "t"): {"outcome": "skip", "skip": "no-dtype"}}
    cases |= {("g/c/1", "t"): {"outcome": "skip", "skip": "out-of-scope"}}
    found = scored(cases)
    assert (found.strict, found.representable) == (95.0, 100.0)
    assert (found.ran, found.expected) == (19, 20)
    assert str(found) == (
        "95.0 % strict, 100.0 % of what the device has "
        "(19/20 cases ran, features out of scope: 1, feature-mean/1)"
    )


@pytest.mark.parametrize(
    ("cases", "options", "why"),
    [
        ({("f/c/1", "t"): "pass"}, {"complete": False}, "incomplete"),
        ({("f/c/1", "t"): "pass", ("f/c/2", "t"): "skip"}, {}, "less than 95 % of the cases ran"),
        ({("f/c/1", "t"): "pass", ("g/c/1", "u"): "pass"}, {}, "less than 95 % of the cases ran"),
        (
            {("f/c/1", "t"): "notrun"},
            {"targets": (Target(key="t@lab", availability="no-device"),)},
            "no-device",
        ),
    ],
)
def test_a_score_is_refused(cases, options, why):
    """Incomplete runs, low coverage, features never asked for and absent devices have no number."""
    found = scored(cases, **options)
    assert (found.strict, found.refused) == (None, why)
    assert str(found).startswith(f"no score: {why} (")


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        ({}, "no score: not-installed (0 of 2 features tried)"),
        (
            {("f/c/1", "t"): "notrun", ("f/c/2", "t"): "notrun"},
            "no score: not-installed (0/2 cases ran, features not tried: 1)",
        ),
    ],
)
def test_features_are_not_called_cases(cases, words):
    """A target that isn't there has no cases; how many other targets have is not known of it."""
    others = {("f/c/1", "u"): "pass", ("f/c/2", "u"): "pass", ("g/c/1", "u"): "pass"}
    absent = Target(key="t@lab", availability="not-installed")
    assert str(scored(cases | others, targets=(absent,))) == words


def test_on_all_targets_counts_missing_as_not_whole():
    """A feature counts when it is whole on every target."""
    shown = matrix(
        build({("f/c", "t"): "pass", ("f/c", "u"): "pass", ("g/c", "t"): "pass"}, expected=())
    )
    assert on_all_targets(shown) == (1, 2)
    assert on_all_targets(shown, ["t@lab"]) == (2, 2)


def test_only_here_is_void_where_a_target_is_unknown():
    """A feature fails on one target alone only when all others are known to pass."""
    cases = {
        ("f/c", "t"): "fail", ("f/c", "u"): "pass", ("f/c", "v"): "pass",
        ("g/c", "t"): "fail", ("g/c", "u"): "pass", ("g/c", "v"): "skip",
        ("h/c", "t"): "fail", ("h/c", "u"): "fail", ("h/c", "v"): "pass",
    }  # fmt: skip
    assert only_here(matrix(build(cases))) == {"t@lab": ["f"], "u@lab": [], "v@lab": []}


def test_what_is_out_of_scope_is_told():
    """It is in no denominator, so the score says how much of it there is."""
    outside = {"outcome": "skip", "skip": "out-of-scope"}
    found = scored({("f/c", "t"): "pass", ("g/c", "t"): outside, ("h/c", "t"): outside})
    assert (found.strict, found.expected, found.outside) == (100.0, 1, 2)
    assert "1/1 cases ran, features out of scope: 2" in str(found)
    assert "out of scope" not in str(scored({("f/c", "t"): "pass"}))
