import pytest

from pytest_array_api.reports import matrix
from pytest_array_api.reports._diff import BAD, CLASSES, diff, outcome_class
from pytest_array_api.reports._model import Accuracy, Machine, Target, Timing

from .conftest import build

KEY = ("f/c/n=1", "numpy")
OTHER = ("f/c/n=2", "numpy")


def compare(old, new, **options):
    return diff(matrix(build(old)), matrix(build(new, part="p2", **options)))


TABLE = [
    ("pass", "fail", "regression"),
    ("pass", "error", "regression"),
    ("pass", "crash", "regression"),
    ("pass", "timeout", "regression"),
    ("pass", "skip", "lost"),
    ("pass", "notrun", "lost"),
    ("fail", "skip", "lost"),
    ("fail", "error", "worse"),
    ("fail", "crash", "worse"),
    ("error", "timeout", "worse"),
    ("crash", "fail", "better"),
    ("fail", "pass", "fix"),
    ("crash", "pass", "fix"),
    ("skip", "pass", "new-pass"),
    ("notrun", "fail", "new-fail"),
    ("skip", "notrun", None),
    ("pass", "pass", None),
    ("skip", "skip", None),
]


@pytest.mark.parametrize(("before", "after", "name"), TABLE)
def test_class_of_a_change_of_outcome(before, after, name):
    """Every pair of outcomes has its class."""
    found = compare({KEY: before, OTHER: "pass"}, {KEY: after, OTHER: "pass"})
    assert [change.name for change in found.changes] == ([name] if name else [])
    assert bool(found.bad) == (name in BAD)


def test_every_outcome_change_has_a_known_class():
    """The function is total and only knows the classes of the table."""
    outcomes = ["pass", "fail", "error", "crash", "timeout", "skip", "notrun"]
    found = {outcome_class(before, after) for before in outcomes for after in outcomes}
    assert found - {None} <= {entry.name for entry in CLASSES}


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ({"outcome": "fail"}, None, "gone"),
        ({"outcome": "skip"}, None, None),
        (None, {"outcome": "pass"}, "new-pass"),
        (None, {"outcome": "fail"}, "new-fail"),
        (None, {"outcome": "skip"}, None),
        ({"outcome": "fail", "message": "a"}, {"outcome": "fail", "message": "b"}, "reason"),
        (
            {"outcome": "error", "kind": "not-implemented"},
            {"outcome": "error", "kind": "wrong-value"},
            "worse",
        ),
    ],
)
def test_class_of_other_changes(before, after, name):
    """Cases that come and go, other reasons, changed tests."""
    old, new = ({OTHER: "pass"} | ({KEY: what} if what else {}) for what in (before, after))
    assert [change.name for change in compare(old, new).changes] == ([name] if name else [])


@pytest.mark.parametrize(
    ("unit", "before", "after", "bad"),
    [
        ("ulp", 1.0, 2.5, True),
        ("ulp", 0.1, 0.9, False),
        ("ulp", 10.0, 19.0, False),
        ("ulp", 10.0, "inf", True),
        ("ulp", 10.0, "nan", True),
        ("rel", 1e-9, 1e-7, True),
        ("rel", 1e-9, 1.5e-9, False),
        ("eps-l2", 5.0, 1.0, False),
    ],
)
def test_accuracy_ratchet(unit, before, after, bad):
    """An error that doubled and grew by more than a unit is refused."""
    old, new = (
        {KEY: {"outcome": "pass", "accuracy": Accuracy(max_err=value, unit=unit)}}
        for value in (before, after)
    )
    assert [change.name for change in compare(old, new).bad] == ["inaccurate"] * bad


def timing(median, iqr=0.0, **fields):
    return {
        KEY: {
            "outcome": "pass",
            "timing": Timing(
                median_s=median, iqr_s=iqr, min_s=median, n=9, **{"size": "n", **fields}
            ),
        }
    }


@pytest.mark.parametrize(
    ("old", "new", "machine", "name"),
    [
        (timing(1.0), timing(1.6), None, "slower"),
        (timing(1.6), timing(1.0), None, "faster"),
        (timing(1.0), timing(1.4), None, None),
        (timing(1.0, 0.2), timing(1.6), None, None),
        (timing(1.0), timing(1.6, size="m"), None, None),
        (timing(1.0), timing(1.6, synchronized=False), None, None),
        (timing(1.0), timing(1.6), Machine(os="Linux", cpu="another", cores=2), None),
    ],
)
def test_speed_is_compared_on_one_machine_when_steady(old, new, machine, name):
    """Times of other machines, other sizes or unsteady ones say nothing; none is a regression."""
    found = compare(old, new, machine=machine)
    assert [change.name for change in found.changes] == ([name] if name else [])
    assert found.bad == []


def test_columns_of_one_side_are_not_comparable():
    """A job that didn't run is no regression."""
    found = compare({KEY: "pass", ("f/c/n=1", "cupy"): "pass"}, {KEY: "pass"})
    assert found.changes == []
    assert found.not_comparable == ["cupy@lab"]
    absent = matrix(
        build({KEY: "notrun"}, targets=(Target(key="numpy@lab", availability="not-reported"),))
    )
    assert diff(matrix(build({KEY: "pass"})), absent).bad == []


def test_environment_comes_first():
    """Versions that moved are listed."""
    found = diff(
        matrix(build({KEY: "pass"}, packages={"numpy": "1", "a": "1"})),
        matrix(build({KEY: "pass"}, packages={"numpy": "2", "b": "1"})),
    )
    assert found.environment == [
        "lab: a 1 -> absent",
        "lab: b absent -> 1",
        "lab: numpy 1 -> 2",
    ]


def test_another_suite_version_may_drop_cases():
    """Fewer cases are a regression, unless the suite itself changed."""
    old, new = {KEY: "pass", OTHER: "pass"}, {KEY: "pass"}
    assert [change.name for change in compare(old, new).bad] == ["gone"]
    assert compare(old, new, version="2").bad == []
