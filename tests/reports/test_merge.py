from functools import reduce

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_array_api.reports import ReportError, matrix, merge
from pytest_array_api.reports._document import contradictions, encode
from pytest_array_api.reports._model import Accelerator, Accuracy, Target, Timing

from .conftest import build

A, B, C = "f/c/n=1", "f/c/n=2", "g/c/n=1"
OUTCOMES = ["pass", "fail", "error", "crash", "timeout", "skip", "notrun"]


@st.composite
def reports(draw):
    """Draw one of a few parts: the same id always means the same content."""
    label = draw(st.sampled_from(["cpu", "gpu"]))
    number = draw(st.integers(0, 4))
    cases = {
        (case, target): OUTCOMES[(number * 7 + i * 3 + j * 5 + len(label)) % 7]
        for i, case in enumerate((A, B, C))
        for j, target in enumerate(("numpy", "torch"))
        if (number + i + j) % 3
    }
    return build(
        cases,
        label=label,
        part=f"{label}-{number}",
        attempt=1 + number % 2,
        packages={"numpy": str(number % 2)},
        expected=(f"l{number}",),
    )


def union(*parts):
    return merge(parts, on_conflict="split")


@settings(max_examples=150, deadline=None)
@given(reports(), reports(), reports())
def test_merge_is_a_set_union(a, b, c):
    """Order, grouping and repetition leave the same bytes, also when environments conflict."""
    ab = union(a, b)
    assert encode(ab) == encode(union(b, a))
    assert encode(union(ab, c)) == encode(union(a, union(b, c))) == encode(union(a, b, c))
    assert encode(union(ab, ab)) == encode(union(ab, a)) == encode(ab)
    assert contradictions(union(ab, c)) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(reports(), min_size=1, max_size=5))
def test_every_pair_of_every_part_is_shown_once(parts):
    """Nothing vanishes, and notrun never hides a result."""
    united = reduce(union, parts)
    shown = matrix(united)
    assert set(shown.results) == {(case.id, case.target) for case in united.cases}
    for key, result in shown.results.items():
        outcomes = {case.outcome for case in united.cases if (case.id, case.target) == key}
        assert result.outcome in outcomes
        assert (result.outcome == "notrun") == (outcomes == {"notrun"})


def shown(*parts, key=(A, "numpy@lab"), **options):
    return matrix(merge(parts, **options)).results[key]


def test_different_columns_are_united():
    """Two labels are two columns of the same target."""
    united = merge(
        [build({(A, "numpy"): "pass"}), build({(A, "numpy"): "fail"}, label="mac", part="p2")]
    )
    assert {(c.target, c.outcome) for c in united.cases} == {
        ("numpy@lab", "pass"),
        ("numpy@mac", "fail"),
    }


def test_the_same_part_twice_is_one():
    """An artifact that was uploaded twice changes nothing."""
    part = build({(A, "numpy"): "pass"})
    assert encode(merge([part, part])) == encode(part)


def test_the_same_part_with_other_bytes_is_refused():
    """One id, two contents: one of them was changed or cut."""
    with pytest.raises(ReportError, match="two parts with the id 'p1' hold different results"):
        merge([build({(A, "numpy"): "pass"}), build({(A, "numpy"): "fail"})])


def test_shards_are_united():
    """Same column, same environment, disjoint cases."""
    united = merge([build({(A, "numpy"): "pass"}), build({(B, "numpy"): "pass"}, part="p2")])
    assert [case.id for case in united.cases] == [A, B]
    assert len(united.targets) == 1


def test_equal_outcomes_show_the_worst_accuracy_and_the_steadiest_timing():
    """A case that two parts measured is one result."""
    accuracy = [Accuracy(max_err=value, unit="ulp") for value in (2.0, "nan")]
    timing = [
        Timing(median_s=m, iqr_s=i, min_s=m, n=9, size="n=1") for m, i in ((1, 0.5), (2, 0.1))
    ]
    one, other = (
        build({(A, "numpy"): {"outcome": "pass", "accuracy": a, "timing": t}}, part=p)
        for a, t, p in zip(accuracy, timing, ("p1", "p2"), strict=True)
    )
    result = shown(one, other)
    assert (result.outcome, result.flaky) == ("pass", False)
    assert result.case.accuracy == accuracy[1]
    assert result.case.timing == timing[1]


def test_the_last_attempt_is_shown():
    """A rerun that passed is shown as passed, and as flaky; the first result is kept."""
    result = shown(
        build({(A, "numpy"): "fail"}), build({(A, "numpy"): "pass"}, part="p2", attempt=2)
    )
    assert (result.outcome, result.flaky, len(result.records)) == ("pass", True, 2)


def test_within_an_attempt_the_worst_is_shown():
    """Two shards that disagree: the worst counts, and it is flaky."""
    result = shown(build({(A, "numpy"): "pass"}), build({(A, "numpy"): "crash"}, part="p2"))
    assert (result.outcome, result.flaky) == ("crash", True)


@pytest.mark.parametrize("outcome", OUTCOMES[:-1])
def test_notrun_gives_way(outcome):
    """A later attempt that never reached the case doesn't hide its result."""
    result = shown(
        build({(A, "numpy"): outcome}), build({(A, "numpy"): "notrun"}, part="p2", attempt=2)
    )
    assert (result.outcome, result.flaky) == (outcome, False)


def test_one_label_for_two_environments_is_refused_or_split():
    """The message names what differs; --on-conflict=split makes two columns."""
    parts = [
        build({(A, "numpy"): "pass"}, packages={"numpy": "2.0"}),
        build({(A, "numpy"): "fail"}, packages={"numpy": "2.1"}, part="p2"),
    ]
    with pytest.raises(ReportError, match=r"labelled 'lab' \(packages: numpy is 2\.0 and 2\.1\)"):
        merge(parts)
    united = merge(parts, on_conflict="split")
    assert [case.outcome for case in united.cases] in (["pass", "fail"], ["fail", "pass"])
    assert all(target.key.startswith("numpy@lab~") for target in united.targets)
    assert contradictions(united) == []


def test_one_target_with_two_versions_is_refused():
    """The accelerator and the backend's version belong to the column."""
    for field, one, other in (
        ("backend_version", "1", "2"),
        ("accelerator", Accelerator(model="A"), Accelerator(model="B")),
    ):
        parts = [
            build(
                {(A, "torch"): "pass"},
                part=part,
                targets=(Target(key="torch@lab", availability="ran", **{field: value}),),
            )
            for part, value in (("p1", one), ("p2", other))
        ]
        with pytest.raises(ReportError, match=rf"'torch@lab' differs between parts \({field}"):
            merge(parts)


def test_a_target_that_ran_somewhere_ran():
    """One shard without the device doesn't make the column absent."""
    absent = build({}, targets=(Target(key="torch@lab", availability="no-device"),), part="p2")
    united = merge([absent, build({(A, "torch"): "pass"})])
    assert [target.availability for target in united.targets] == ["ran"]


def test_other_suite_versions_are_refused_or_allowed():
    """Results of two suite versions are only mixed on request."""
    parts = [
        build({(A, "numpy"): "pass"}),
        build({(B, "numpy"): "pass"}, part="p2", version="2"),
    ]
    with pytest.raises(ReportError, match="tested different things"):
        merge(parts)
    assert len(merge(parts, allow_mixed=True).cases) == 2


@pytest.mark.parametrize("name", ["mac", "torch:mps@mac"])
def test_a_missing_part_shows_as_not_reported(name):
    """An expected label or target that didn't arrive is a column, until it arrives."""
    united = merge([build({(A, "numpy"): "pass"})], expect=["lab", name])
    column = matrix(united).columns[-1]
    assert (column.label, column.availability) == ("mac", "not-reported")
    assert not matrix(united).complete
    late = merge([united, build({(A, "torch:mps"): "pass"}, label="mac", part="p2")])
    assert matrix(late).complete


def test_failures_of_one_cause_are_stored_once():
    """Messages that differ in numbers share a fingerprint; each case keeps its own message."""
    cases = {
        (f"f/c/n={n}", "numpy"): {"outcome": "fail", "message": f"{n} of 513 differ at 0x{n:x}f"}
        for n in range(50)
    }
    united = build(cases)
    assert len(united.failures) == 1
    assert {case.message for case in united.cases} == {c["message"] for c in cases.values()}


def test_the_schema_of_cases_is_hashable():
    """Set union needs hashable records."""
    case = build({(A, "numpy"): "fail"}).cases[0]
    assert len({case, msgspec.structs.replace(case)}) == 1
