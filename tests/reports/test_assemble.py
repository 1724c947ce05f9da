import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_array_api.reports import Journal, ReportError, assemble, matrix
from pytest_array_api.reports._document import contradictions

CASES = [f"f/c/n={n}" for n in range(4)]


def outcomes(folder):
    return {case.id: case.outcome for case in assemble([folder]).cases}


def journal_with(path, run, *events, exit_status=None):
    """Write a journal: ("start", case) and ("pass", case) pairs."""
    journal = Journal(path, run)
    journal.manifest([(case, "t", f"x.py::test[{case}]") for case in CASES])
    for what, case in events:
        if what == "start":
            journal.start(case, "t")
        else:
            journal.end(case, "t", outcome=what)
    if exit_status is not None:
        journal.close(exit_status)
    return journal


ALL_PASS = [(what, case) for case in CASES for what in ("start", "pass")]


@pytest.mark.parametrize(
    ("events", "exit_status", "expected", "complete"),
    [
        (ALL_PASS, 0, "pass pass pass pass", True),
        (ALL_PASS, None, "pass pass pass pass", False),
        ([], None, "notrun notrun notrun notrun", False),
        (ALL_PASS[:3], None, "pass crash notrun notrun", False),
        (ALL_PASS[:3], 2, "pass notrun notrun notrun", False),
        ([("fail", CASES[0]), ("skip", CASES[1])], 1, "fail skip notrun notrun", False),
    ],
    ids=["all", "no trailer", "nothing", "crash", "interrupted", "without start"],
)
def test_one_journal(tmp_path, run_facts, events, exit_status, expected, complete):
    """Every case of the manifest has an outcome, and complete means that all ran in order."""
    journal_with(tmp_path / "a.jsonl", run_facts, *events, exit_status=exit_status)
    report = assemble([tmp_path])
    assert [case.outcome for case in report.cases] == expected.split()
    assert report.parts[0].complete is complete
    assert contradictions(report) == []


def test_processes_of_one_run_are_united(tmp_path, run_facts):
    """Two workers, one of which died: what one did not run the other did."""
    journal_with(tmp_path / "a.jsonl", run_facts, *ALL_PASS[:4], ("start", CASES[2]))
    journal_with(tmp_path / "b.jsonl", run_facts, *ALL_PASS[6:], exit_status=0)
    assert list(outcomes(tmp_path).values()) == ["pass", "pass", "crash", "pass"]
    assert assemble([tmp_path]).parts[0].complete


def test_a_parent_that_saw_the_death_is_believed(tmp_path, run_facts):
    """A parent's timeout or crash record replaces the bare open start; a signal is kept."""
    journal_with(tmp_path / "child.jsonl", run_facts, ("start", CASES[0]), ("start", CASES[1]))
    parent = Journal(tmp_path / "parent.jsonl", run_facts)
    parent.end(CASES[0], "t", outcome="timeout", reason="60 s")
    parent.end(CASES[1], "t", outcome="crash", signal="SIGSEGV")
    parent.close(0)
    cases = assemble([tmp_path]).cases[:2]
    assert [(case.outcome, case.signal) for case in cases] == [
        ("timeout", None),
        ("crash", "SIGSEGV"),
    ]


def test_a_case_that_crashed_and_passed_when_repeated_is_flaky(tmp_path, run_facts):
    """Both records are kept and the worst is shown."""
    journal_with(tmp_path / "a.jsonl", run_facts, ("start", CASES[0]))
    journal_with(tmp_path / "b.jsonl", run_facts, *ALL_PASS, exit_status=0)
    result = matrix(assemble([tmp_path])).results[CASES[0], "t@lab"]
    assert (result.outcome, result.flaky) == ("crash", True)


def test_a_truncated_last_line_is_tolerated(tmp_path, run_facts):
    """Cut at any byte, a journal still gives every case an outcome and loses one line at most."""
    path = tmp_path / "a.jsonl"
    journal_with(path, run_facts, *ALL_PASS, exit_status=0)
    data = path.read_bytes()
    header, manifest = (len(line) for line in data.splitlines(keepends=True)[:2])
    last = 0
    for size in range(header + manifest, len(data), 7):
        path.write_bytes(data[:size])
        found = Counter(outcomes(tmp_path).values())
        assert sum(found.values()) == len(CASES)
        assert found["pass"] >= last
        last = found["pass"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"t":"end","case":"f/c/n=3","target":"t","outcome":"great"}\n',
        b'{"t":"end","case":"f/c/n=3"}\n',
        b'{"t":"end","case":7,"target":"t","outcome":"pass"}\n',
        b"not json\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'{"t":"manifest","cases":[["x"]]}\n',
        b'{"t":"end","case":"' + b"y" * 5_000_000 + b'","target":"t","outcome":"pass"}\n',
    ],
)
def test_tampered_lines_are_left_out_and_noted(tmp_path, run_facts, line):
    """The good lines count, the bad one is named with its number, in one line."""
    path = tmp_path / "a.jsonl"
    journal_with(path, run_facts, *ALL_PASS[:6])
    with path.open("ab") as file:
        file.write(line)
    journal = Journal(tmp_path / "b.jsonl", run_facts)
    journal.close(0)
    report = assemble([tmp_path])
    assert [case.outcome for case in report.cases] == ["pass", "pass", "pass", "notrun"]
    notes = report.parts[0].notes
    assert any(note.startswith("a.jsonl line 9: left out") for note in notes)
    assert all("\n" not in note and len(note) < 700 for note in notes)


def test_lines_of_a_later_version_are_ignored(tmp_path, run_facts):
    """An unknown kind of line is no damage."""
    path = tmp_path / "a.jsonl"
    journal_with(path, run_facts, *ALL_PASS)
    with path.open("ab") as file:
        file.write(b'{"t":"weather","sun":true}\n')
    Journal(path, run_facts).close(0)
    report = assemble([tmp_path])
    assert report.parts[0].notes == ()


def test_hostile_text_in_a_foreign_journal_is_cleaned(tmp_path, run_facts):
    """A journal that wasn't written by us can't smuggle control characters in."""
    path = tmp_path / "a.jsonl"
    end = {"t": "end", "target": "t", "outcome": "skip"}
    lines = [
        {"t": "header", "schema": "1.0", "run": run_facts},
        {**end, "case": "a\x1b[1m\x00", "reason": "\ud800"},
        {**end, "case": "b", "reason": "\\b\b\f\r\\\\r"},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    one, other = assemble([path]).cases
    assert (one.id, one.reason) == ("a\ufffd", "\ufffd")
    assert other.reason == "\\b\ufffd\ufffd\n\\\\r"


def test_no_header_is_an_error_with_one_line(tmp_path):
    """A folder without a usable journal is refused."""
    (tmp_path / "a.jsonl").write_text("{}\n")
    with pytest.raises(ReportError, match=r"a\.jsonl: is not a journal of --xp-report"):
        assemble([tmp_path])
    with pytest.raises(ReportError, match="no file"):
        assemble([])
    with pytest.raises(ReportError, match="can't be read"):
        assemble([tmp_path / "absent.jsonl"])


def test_a_journal_without_header_beside_a_good_one_is_noted(tmp_path, run_facts):
    """The good journal is used; the lost one is named."""
    journal_with(tmp_path / "a.jsonl", run_facts, *ALL_PASS, exit_status=0)
    (tmp_path / "b.jsonl").write_text("junk\n")
    assert any("b.jsonl" in note for note in assemble([tmp_path]).parts[0].notes)


def test_targets_that_could_not_run_keep_their_reason(tmp_path, run_facts):
    """Availability is an axis of its own: their cases are notrun and the run is complete."""
    journal = journal_with(tmp_path / "a.jsonl", run_facts, *ALL_PASS)
    journal.target("cupy", availability="import-error", detail="no CUDA")
    journal.manifest([(CASES[0], "cupy")])
    journal.close(0)
    report = assemble([tmp_path])
    assert [(t.key, t.availability, t.detail) for t in report.targets] == [
        ("cupy@lab", "import-error", "no CUDA"),
        ("t@lab", "ran", None),
    ]
    assert report.parts[0].complete
    assert report.cases[0].nodeid == "x.py::test[f/c/n=0]" or report.cases[0].target == "cupy@lab"


def test_an_end_with_damaged_details_keeps_its_outcome(tmp_path, run_facts):
    """An unknown failure kind must not turn a failure into a crash."""
    path = tmp_path / "a.jsonl"
    journal = Journal(path, run_facts)
    journal.start("a/b", "t")
    journal.end("a/b", "t", outcome="fail", failure={"kind": "bad luck", "message": "m"})
    journal.close(1)
    report = assemble([path])
    assert [(case.outcome, case.failure) for case in report.cases] == [("fail", None)]
    assert "Invalid enum value 'bad luck'" in report.parts[0].notes[0]


EVENT = st.tuples(
    st.sampled_from(["start", "pass", "fail", "crash", "skip"]), st.sampled_from(CASES)
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.lists(st.tuples(st.lists(EVENT, max_size=8), st.booleans()), min_size=1, max_size=3))
def test_outcomes_add_up_to_the_manifest(tmp_path_factory, run_facts, journals):
    """Whatever the processes did, each manifest case is shown exactly once."""
    folder = tmp_path_factory.mktemp("run")
    for index, (events, trailer) in enumerate(journals):
        path = folder / f"{index}.jsonl"
        journal_with(path, run_facts, *events, exit_status=0 if trailer else None)
    shown = matrix(assemble([folder]))
    assert set(shown.results) == {(case, "t@lab") for case in CASES}
    assert sum(shown.counts("t@lab").values()) == len(CASES)
