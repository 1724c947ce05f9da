import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from pytest_array_api.reports import Journal, read, write
from pytest_array_api.reports.__main__ import COMMANDS, main

from .conftest import build

GOOD = {("fft.fft/c/1", "numpy"): "pass", ("fft.fft/c/1", "torch"): "pass"}
BAD = {("fft.fft/c/1", "numpy"): "pass", ("fft.fft/c/1", "torch"): "fail"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with a good, a bad, an incomplete and a broken report."""
    monkeypatch.chdir(tmp_path)
    write(build(GOOD), "good.json")
    write(build(BAD, part="p2"), "bad.json.gz")
    write(build(GOOD, part="p3", complete=False), "cut.json")
    (tmp_path / "junk.json").write_text("{")
    (tmp_path / "known.toml").write_text("")
    (tmp_path / "yes.toml").write_text('[[declare]]\nfeatures = "*"\nsupported = true\n')
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("merge good.json -o out.json", 0, "1 parts, 2 cases: out.json"),
        ("merge good.json -o out.json --expect mac,lab", 3, "?@mac: not-reported"),
        ("merge good.json cut.json -o out.json", 3, "incomplete"),
        ("merge good.json junk.json -o out.json", 4, "junk.json: is not valid"),
        ("merge good.json absent -o out.json", 4, "absent: can't be read"),
        ("merge junk.json -o out.json", 4, "junk.json: is not valid"),
        ("merge good.json -o out.docx", 2, "no renderer has this suffix"),
        ("merge good.json", 2, "-o"),
        ("render good.json", 0, "numpy@lab     1"),
        ("render good.json --format markdown", 0, "| fft.fft |"),
        ("render good.json --format pdf", 2, "choose one of terminal"),
        ("render good.json -o out.md -o out.txt", 0, ""),
        ("list bad.json.gz", 0, "fail  fft.fft/c/1 [torch@lab]  boom"),
        ("list bad.json.gz colour:red", 2, "no field 'colour'"),
        ("scores good.json", 0, "numpy@lab: 100.0 % strict"),
        ("diff good.json good.json", 0, "nothing changed"),
        ("diff good.json bad.json.gz", 1, "regression (1)"),
        ("diff bad.json.gz good.json", 0, "fix (1)"),
        ("diff good.json bad.json.gz --format markdown", 1, "| regression | fft.fft/c/1 |"),
        ("diff good.json bad.json.gz --format json", 1, '"name": "regression"'),
        ("check good.json", 0, "as expected: 0 unexpected"),
        ("check bad.json.gz", 1, "fail: fft.fft/c/1 [torch@lab]: wrong-value: boom"),
        ("check bad.json.gz --against good.json", 1, "not as expected: 1 unexpected"),
        ("check cut.json", 3, "did not end in order"),
        ("check junk.json", 4, "junk.json: is not valid"),
        ("check good.json --baseline absent.toml", 4, "absent.toml: can't be read"),
        ("check good.json --min-coverage lots", 2, "'lots' is no percentage; expected 0, or a"),
        ("check good.json --min-coverage nan", 2, "'nan' is no percentage"),
        ("check good.json --min-coverage 0.95", 2, "'0.95' is no percentage"),
        ("check good.json --min-coverage=-5", 2, "'-5' is no percentage"),
        ("check good.json --min-coverage 101", 2, "'101' is no percentage"),
        ("baseline update bad.json.gz --baseline known.toml", 0, "1 entries added, 0 removed"),
        ("baseline remove bad.json.gz --baseline known.toml", 2, "invalid choice"),
        ("declared bad.json.gz --table yes.toml", 1, "declared yes, measured no: fft.fft"),
        ("declared good.json --table yes.toml", 0, "0 disagreements"),
        ("declared good.json", 2, "either --table FILE or --scipy"),
        ("validate good.json bad.json.gz", 0, "good.json: valid, 2 cases"),
        ("validate good.json junk.json", 4, "good.json: valid"),
        ("bogus", 2, "invalid choice"),
    ],
)
def test_exit_codes(folder, capsys, command, code, words):
    """Every command says what it found, and its exit code means one thing."""
    try:
        found = main(command.split())
    except SystemExit as stop:
        found = stop.code
    out, err = capsys.readouterr()
    assert found == code
    assert words in out + err
    assert "Traceback" not in err


def test_good_parts_are_merged_beside_a_bad_one(folder):
    """The broken file costs exit code 4 and nothing else."""
    assert main(["merge", "good.json", "junk.json", "-o", "out.json"]) == 4
    assert len(read("out.json").cases) == 2


def test_a_folder_of_documents_and_journals_is_merged(tmp_path, run_facts, capsys):
    """What one job left as journals and another as a document becomes one report."""
    journal = Journal(tmp_path / "parts/x.journal/a.jsonl", run_facts)
    journal.manifest([("fft.fft/c/1", "sparse"), ("fft.fft/c/2", "sparse")])
    journal.start("fft.fft/c/1", "sparse")
    write(build(GOOD, label="mac"), tmp_path / "parts/good.json")
    out = tmp_path / "out.json"
    assert main(["merge", str(tmp_path / "parts"), "-o", str(out)]) == 3
    assert [(case.target, case.outcome) for case in read(out).cases] == [
        ("numpy@mac", "pass"),
        ("sparse@lab", "crash"),
        ("torch@mac", "pass"),
        ("sparse@lab", "notrun"),
    ]


def test_a_damaged_journal_does_not_validate(tmp_path, run_facts, capsys):
    """The line is named."""
    journal = Journal(tmp_path / "a.jsonl", run_facts)
    journal.close(0)
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write('{"t":"end"}\n')
    assert main(["validate", str(tmp_path / "a.jsonl")]) == 4
    assert "a.jsonl line 3: left out" in capsys.readouterr().err


HEADER = b'{"t":"header","schema":"1.0","run":'


@pytest.mark.parametrize("command", ["validate {}", "render {}", "merge {} -o out.json"])
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "it is empty"),
        (b"hello\n", "its first line is not a whole JSON object"),
        (bytes(range(256)), "its first line is not a whole JSON object"),
        (b"[1, 2]\n", "its first line is not a whole JSON object"),
        (HEADER + b'{"id":"r"', "its first line is not a whole JSON object"),
        (b'{"a":1}\n{"b":2}\n', "its first line is no line of a journal"),
        (b'{"t":[]}\n', "its first line is no line of a journal"),
        (b'{"t":"start","case":"f/c","target":"t"}\n', "it begins with 'start'"),
        (b'{"t":"header","schema":"2.0","run":{"new":1}}\n', "its schema is '2.0'"),
        (HEADER + b'{"id":"r"}}\n', "its header is not valid: Object missing"),
    ],
)
def test_what_is_no_journal_is_told_in_one_line(
    tmp_path, monkeypatch, capsys, command, content, found
):
    """The file, what was found in it and what was expected."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.jsonl").write_bytes(content)
    assert main(command.format("x.jsonl").split()) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"array-api-report: x.jsonl: is not a journal of --xp-report: {found}")
    assert line.endswith('the first with "t": "header" and "schema": "1.0"')


def test_a_journal_of_another_major_version_is_refused(tmp_path, run_facts, capsys):
    """Also where its header looks like ours."""
    header = {"t": "header", "schema": "2.0", "run": run_facts}
    (tmp_path / "a.jsonl").write_text(json.dumps(header) + "\n")
    assert main(["validate", str(tmp_path / "a.jsonl")]) == 4
    assert "its schema is '2.0'" in capsys.readouterr().err


def test_version(capsys):
    """The tool's and the document's."""
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert (
        capsys.readouterr().out
        == f"pytest-array-api {version('pytest-array-api')}, report schema 1.0\n"
    )


def test_history(folder, capsys):
    """The transition of each changed case is told."""
    (folder / "junk.json").unlink()
    (folder / "cut.json").unlink()
    write(build(BAD, part="p2", started="2026-02-01T00:00:00Z"), "bad.json.gz")
    assert main(["history", "."]) == 0
    out = capsys.readouterr().out
    assert "fft.fft/c/1 [torch@lab]  2026-01-01 pass, 2026-02-01 fail" in out
    assert "1 cases, 2 reports" in out


@pytest.mark.parametrize("command", [entry[0] for entry in COMMANDS])
def test_help_teaches(command, capsys):
    """Every command's help has an example and the exit codes."""
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    out = capsys.readouterr().out
    assert stop.value.code == 0
    assert f"  array-api-report {command} " in out
    assert "3 incomplete" in out


def run(*arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "pytest_array_api.reports", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
        timeout=60,
    )


def test_as_a_process(folder):
    """`python -m` works; a pipe gets plain text, whatever the encoding."""
    done = run("check", "bad.json.gz", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, "")
    assert "\x1b" not in done.stdout
    done = run("render", "bad.json.gz", "--format", "markdown", PYTHONIOENCODING="ascii")
    assert done.returncode == 0


def test_no_array_library_and_no_pytest_is_imported():
    """A report is read, merged and rendered where nothing but the tool is installed."""
    code = (
        "import sys, pkgutil, importlib, pytest_array_api.reports as part\n"
        "for module in pkgutil.walk_packages(part.__path__, part.__name__ + '.'):\n"
        "    importlib.import_module(module.name)\n"
        "names = {'numpy', 'scipy', 'torch', 'jax', 'dask', 'sparse', 'pytest', 'hypothesis',\n"
        "         'rich', 'tomlkit', 'array_api_compat'}\n"
        "print(sorted(names & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_closed_pipe_is_no_error(folder):
    """`array-api-report ... | head -1` ends quietly."""
    cases = {(f"fft.fft/c/{n}", "torch"): "fail" for n in range(20_000)}
    write(build(cases), "long.json")
    command = f"{sys.executable} -m pytest_array_api.reports list long.json | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("fail  fft.fft/c/0 ")
    assert done.stderr == ""


def test_colour_only_for_a_terminal_that_wants_it(folder, monkeypatch):
    """Rich is used on a terminal, and not under NO_COLOR."""
    pytest.importorskip("rich")
    import pty

    for no_color, coloured in (("", True), ("1", False)):
        main_end, other_end = pty.openpty()
        env = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm-256color"}
        command = [sys.executable, "-m", "pytest_array_api.reports", "check", "bad.json.gz"]
        subprocess.run(command, stdout=other_end, env=env, check=False, timeout=60)
        os.close(other_end)
        out = os.read(main_end, 100_000)
        os.close(main_end)
        assert b"fft.fft/c/1" in out
        assert (b"\x1b[" in out) is coloured


def test_a_missing_library_is_one_line(folder):
    """Without tomlkit or rich the command says what to install, or goes on in plain text."""
    code = (
        "import sys; sys.modules['tomlkit'] = None; sys.modules['rich'] = None\n"
        "from pytest_array_api.reports.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "baseline", "update", "bad.json.gz"]
    done = subprocess.run(
        [*command, "--baseline", "k.toml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "array-api-report: baseline update needs tomlkit: pip install pytest-array-api[report]\n"
    )
    done = subprocess.run(
        [*command[:3], "check", "good.json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0


def test_the_diff_as_json_is_json(folder, capsys):
    """The machine-readable form can be read."""
    main(["diff", "good.json", "bad.json.gz", "--format", "json", "-o", "d.json"])
    found = json.loads((folder / "d.json").read_text())
    assert [change["name"] for change in found["changes"]] == ["regression"]


def test_a_closed_pipe_is_no_green_gate(folder):
    """Whoever stops reading does not know the verdict: the exit code is that of SIGPIPE."""
    cases = {(f"fft.fft/c/{n}", "torch"): "fail" for n in range(20_000)}
    write(build(cases), "long.json")
    for arguments, codes in (
        (["list", "long.json"], {141}),
        (["check", "long.json"], {1, 120, 141}),
    ):
        read_end, write_end = os.pipe()
        os.close(read_end)
        command = [sys.executable, "-m", "pytest_array_api.reports", *arguments]
        done = subprocess.run(command, stdout=write_end, stderr=subprocess.DEVNULL, check=False)
        os.close(write_end)
        assert done.returncode in codes
