import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pytest_array_api.reports import Journal, ReportError, assemble, describe_run, load

HOSTILE_VALUES = [
    object(),
    float("nan"),
    float("inf"),
    10**5000,
    {"a": {1, 2}},
    b"\xff",
    "\ud800\x00\x1b[1m",
    "x" * 10_000_000,
]


@pytest.mark.parametrize("value", HOSTILE_VALUES, ids=range(len(HOSTILE_VALUES)))
def test_no_value_raises_or_breaks_the_journal(tmp_path, run_facts, lines_of, value):
    """Whatever stands in any field, every line is ASCII JSON and the report can be made."""
    journal = Journal(tmp_path / "a.jsonl", {**run_facts, "seed": str(type(value))})
    journal.target("torch", availability="ran", detail=value)
    journal.manifest([("a/b/c", "torch")])
    journal.start("a/b/c", "torch")
    journal.end(
        "a/b/c",
        "torch",
        outcome="fail",
        failure={"kind": "exception", "message": value, "trace": value, "exception": value},
        accuracy={"max_err": value, "unit": "ulp", "n": value, "worst": value},
        duration=value,
        reason=value,
        nodeid=value,
        expected={"outcomes": ["fail"], "reason": value},
    )
    journal.close(1)
    assert journal.problem is None
    assert max(map(len, (tmp_path / "a.jsonl").read_bytes().splitlines())) < 60_000
    assert [line["t"] for line in lines_of(tmp_path / "a.jsonl")][-2:] == ["end", "trailer"]
    (case,) = assemble([tmp_path]).cases
    assert case.outcome == "fail"


def test_wrong_types_of_whole_fields_do_not_raise(tmp_path, run_facts, lines_of):
    """A field that is no mapping, no text, no number at all still leaves valid lines."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    journal.end("a", "t", outcome=object(), phase=object(), signal={1}, nodeid=b"x", skip=1j)
    journal.end("a", "t", outcome="fail", failure=7, accuracy=object(), expected="no")
    journal.end("a", "t", outcome="fail", expected={"outcomes": 5})
    journal.start(object(), 10**5000)
    journal.close(0)
    assert len(lines_of(tmp_path / "a.jsonl")) == 6


def test_long_texts_keep_head_and_tail(tmp_path, run_facts, lines_of):
    """A message has at most 4 KB, a trace 16 KB; what is lost is counted."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    text = "H" + "x" * 100_000 + "T"
    failure = {"kind": "exception", "message": text, "trace": text}
    journal.end("a", "t", outcome="error", failure=failure)
    found = lines_of(tmp_path / "a.jsonl")[-1]["failure"]
    assert len(found["message"]) <= 4096
    assert len(found["trace"]) <= 16384
    assert found["message"][0] == "H"
    assert found["trace"][-1] == "T"
    kept = sum(found[name].count("x") + 2 for name in ("message", "trace"))
    assert found["truncated_bytes"] == 2 * len(text) - kept


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_costs_one_warning(run_facts, capsys):
    """Writing to a full disk is said once; the run goes on."""
    journal = Journal("/dev/full", run_facts)
    for _ in range(3):
        journal.start("a", "t")
        journal.end("a", "t", outcome="pass")
    journal.close(0)
    assert "No space left" in journal.problem
    assert capsys.readouterr().err.count("not all is recorded") == 1


def test_short_write_leaves_whole_lines(tmp_path, run_facts, lines_of, monkeypatch):
    """A line that fits only in part is taken back, so that the file stays valid."""
    path = tmp_path / "a.jsonl"
    journal = Journal(path, run_facts)
    journal.start("a", "t")
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:7]))
    journal.end("a", "t", outcome="pass")
    monkeypatch.undo()
    journal.start("b", "t")
    journal.close()
    assert "only 7 of" in journal.problem
    assert [line.get("case") for line in lines_of(path)] == [None, "b", None]


def test_a_case_whose_end_is_lost_did_not_crash(tmp_path, run_facts, monkeypatch):
    """It is `notrun`, what fits later is kept, and the part says that lines are missing."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    journal.manifest([("a", "t"), ("b", "t")])
    with monkeypatch.context() as patch:
        journal.start("a", "t")
        patch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        journal.end("a", "t", outcome="pass")
    journal.start("b", "t")
    journal.end("b", "t", outcome="pass")
    journal.close()
    report = assemble([tmp_path / "a.jsonl"])
    assert {case.id: case.outcome for case in report.cases} == {"a": "notrun", "b": "pass"}
    (part,) = report.parts
    assert not part.complete
    assert part.notes == ("a.jsonl: 1 lines could not be written",)


def test_the_issue_of_a_failure(tmp_path, run_facts):
    """Who knows the cause may say where it is followed up."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    failure = {"kind": "exception", "message": "m", "issue": "https://example.org/1"}
    journal.end("a", "t", outcome="error", failure=failure)
    journal.close()
    (found,) = assemble([tmp_path / "a.jsonl"]).failures.values()
    assert found.issue == "https://example.org/1"


def test_unwritable_path_does_not_raise(tmp_path, run_facts, capsys):
    """A path that can't be opened costs the journal, not the run."""
    (tmp_path / "file").write_text("")
    journal = Journal(tmp_path / "file" / "a.jsonl", run_facts)
    journal.manifest([("a", "t")])
    journal.close(0)
    assert "a.jsonl" in capsys.readouterr().err
    assert Journal("\0", run_facts).problem


def test_a_killed_process_loses_only_its_open_case(tmp_path):
    """SIGKILL in the middle: what ended is there, the open case is a crash, the rest notrun."""
    code = f"""
        import os, signal
        from pytest_array_api.reports import Journal, describe_run
        journal = Journal({str(tmp_path / "a.jsonl")!r}, describe_run(label="x"))
        journal.manifest([(f"f/c/n={{i}}", "numpy") for i in range(5)])
        for i in range(2):
            journal.start(f"f/c/n={{i}}", "numpy")
            journal.end(f"f/c/n={{i}}", "numpy", outcome="pass")
        journal.start("f/c/n=2", "numpy")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == -signal.SIGKILL
    report = assemble([tmp_path])
    assert [case.outcome for case in report.cases] == ["pass", "pass", "crash", "notrun", "notrun"]
    assert not report.parts[0].complete


def test_the_journal_needs_the_standard_library_only():
    """Journal and facts import no msgspec, no array library and no pytest."""
    code = """
        import sys
        from pytest_array_api.reports import Journal, describe_run
        describe_run()
        names = {"msgspec", "numpy", "torch", "jax", "pytest", "rich", "hypothesis"}
        print(sorted(names & set(sys.modules)))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_facts_hold_nothing_private(tmp_path, monkeypatch):
    """No host name, user, home or unlisted variable is in the facts; the CI job is."""
    monkeypatch.setenv("SECRET_TOKEN", "s3cr3t-value")
    monkeypatch.setenv("USER", "alice-in-chains")
    environ = {
        **os.environ,
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "o/r",
        "GITHUB_RUN_ID": "7",
        "GITHUB_RUN_ATTEMPT": "2",
        "GITHUB_JOB": "cuda job",
        "SCIPY_ARRAY_API": "1",
        "LD_LIBRARY_PATH": "/private",
    }
    facts = describe_run(environ=environ, packages=["msgspec"])
    text = json.dumps(facts)
    for private in ("s3cr3t", "alice", str(Path.home()), "/private", os.uname().nodename):
        assert private not in text
    assert facts["ci"]["run_url"] == "https://github.com/o/r/actions/runs/7"
    assert (facts["run"], facts["attempt"]) == ("7", 2)
    assert facts["environment"]["label"] == "cuda-job"
    assert facts["environment"]["env_vars"]["SCIPY_ARRAY_API"] == "1"
    assert {"numpy", "msgspec"} <= set(facts["environment"]["packages"])


def test_a_test_that_closes_what_is_not_its_own(tmp_path, run_facts):
    """The journal opens its file again, and writes into no other that got the number."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    os.close(journal._file)
    journal.start("a", "t")
    os.close(journal._file)
    with (tmp_path / "other.txt").open("w") as other:
        assert other.fileno() == journal._file
        journal.end("a", "t", outcome="pass")
        journal.close()
        os.fstat(other.fileno())  # still open
    assert (tmp_path / "other.txt").read_text() == ""
    (case,) = assemble([tmp_path / "a.jsonl"]).cases
    assert case.outcome == "pass"
    assert journal.problem is None


def test_names_of_journals_are_cleaned(tmp_path):
    """A file's name is text of anybody, too."""
    (tmp_path / "e\x1b[31mv\x9b.jsonl").write_text("no journal")
    (tmp_path / "a.jsonl").write_bytes(b"")
    with pytest.raises(ReportError) as caught:
        assemble([tmp_path])
    assert "\x1b" not in str(caught.value)
    assert "\x9b" not in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_is_no_part(tmp_path, run_facts):
    """Reading it would never end."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    journal.end("a", "t", outcome="pass")
    journal.close()
    os.mkfifo(tmp_path / "b.jsonl")
    os.mkfifo(tmp_path / "c.json")
    assert len(load(tmp_path).cases) == 1
