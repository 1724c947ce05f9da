"""--xp-isolate: processes that really die, and what is left of the run."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

TARGETS = "--backend=numpy,array_api_strict"
DEATHS = """
import ctypes, os, time, warnings
import pytest

@pytest.fixture
def dies_in_setup(xp):
    os._exit(3)

@pytest.fixture
def dies_in_teardown(xp):
    yield
    os._exit(3)

def test_pass(xp, tmp_path): assert xp.ones(3).shape == (3,)
def test_segfault(xp): ctypes.string_at(0)
def test_fail(xp): assert not xp
def test_exit(xp): os._exit(0)
def test_skip(xp): pytest.skip(f"no need for {xp.__name__}")
def test_hang(xp): time.sleep(600)
def test_setup(dies_in_setup): pass
def test_teardown(dies_in_teardown): pass
def test_warns(xp): warnings.warn(f"careful, {xp.__name__}", RuntimeWarning)
def test_plain(): pass
"""
EXPECTED = {
    "test_pass": "pass", "test_segfault": "crash", "test_fail": "fail", "test_exit": "crash",
    "test_skip": "skip", "test_hang": "timeout", "test_setup": "crash", "test_teardown": "crash",
    "test_warns": "pass",
}  # fmt: skip


def read(pytester):
    """Return the report."""
    return json.loads((pytester.path / "report.json").read_text())


@pytest.mark.parametrize("extra", [[], ["-n2"]], ids=["alone", "xdist"])
def test_each_death_costs_one_test(pytester, run_apart, extra):
    """Every test has its outcome in the terminal, the JUnit file and the report."""
    pytester.makepyfile(test_it=DEATHS)
    targets = [TARGETS] if extra else ["--backend=numpy"]
    count = 2 if extra else 1
    result = run_apart("--xp-isolate", "--xp-timeout=5", *targets, *extra,
                       "--xp-report=report.json", "--junitxml=junit.xml")  # fmt: skip
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    # A test that dies in its teardown has passed before.
    result.assert_outcomes(
        passed=3 * count + 1, failed=4 * count, errors=2 * count, skipped=count, warnings=count
    )
    result.stdout.fnmatch_lines([
        "[[]numpy[]] tests: 9",
        "*the process died while it ran this test: SIGSEGV*",
        "Fatal Python error: Segmentation fault",
        "*in test_segfault",
        "*the process died while it ran this test: exit code 0*",
        "*stopped after * s of silence (--xp-timeout)*",
        "*in test_hang",
        "*RuntimeWarning: careful, *",
        "target *passed  failed  error  skipped",
        "numpy *3       4      2        1",
    ])  # fmt: skip
    document = read(pytester)
    found = Counter((case["id"].partition("/")[2], case["outcome"]) for case in document["cases"])
    assert found == dict.fromkeys(EXPECTED.items(), count)
    assert document["parts"][0]["complete"]
    assert not document["parts"][0].get("notes")
    (crash, *_) = [c for c in document["cases"] if c["id"].endswith("/test_segfault")]
    assert crash["signal"] == "SIGSEGV"
    names = [case.get("name") for case in ET.parse(pytester.path / "junit.xml").iter("testcase")]
    assert len(set(names)) == 9 * count + 1
    assert not list(pytester.path.glob("report.json.journal"))


def test_a_library_that_dies_on_import(pytester, run_apart):
    """It costs its own target; the others run, and the run fails."""
    pytester.makepyfile(dies="import os; os._exit(7)", test_it="def test_it(xp): assert xp")
    pytester.syspathinsert()
    result = run_apart("--xp-isolate", "--backend=dies,numpy", "--xp-report=report.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1, errors=1)
    document = read(pytester)
    assert {t["key"].partition("@")[0]: t["availability"] for t in document["targets"]} == {
        "dies": "import-error",
        "numpy": "ran",
    }
    assert sorted(case["outcome"] for case in document["cases"]) == ["notrun", "pass"]


def test_only_a_library_that_dies_on_import(pytester, run_apart):
    """Its death is worth a report; that a library asked for can't be imported is a usage error."""
    pytester.makepyfile(
        dies="import os; os._exit(7)", breaks="raise OSError", test_it="def test_it(xp): assert xp"
    )
    pytester.syspathinsert()
    assert run_apart("--xp-isolate", "--backend=dies", "--xp-report=report.json").ret == 1
    (target,) = read(pytester)["targets"]
    assert target["availability"] == "import-error"
    (pytester.path / "report.json").write_text("older")
    result = run_apart("--xp-isolate", "--backend=breaks", "--xp-report=report.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert (pytester.path / "report.json").read_text() == "older"


def test_a_library_that_cannot_be_imported(pytester, run_apart):
    """Asked for by name it is a usage error, as without --xp-isolate; the others have run."""
    pytester.makepyfile(breaks="raise OSError('no driver')", test_it="def test_it(xp): assert xp")
    pytester.syspathinsert()
    result = run_apart("--xp-isolate", "--backend=breaks,numpy")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.assert_outcomes(passed=1, deselected=1)
    result.stderr.fnmatch_lines(["*asked for, but can't run: breaks (import-error: *no driver*"])


@pytest.mark.parametrize(
    ("body", "options", "status", "message"),
    [
        ("assert not xp", ["-x"], pytest.ExitCode.TESTS_FAILED, "*stopping after 1 failures*"),
        ("pytest.exit('enough')", [], pytest.ExitCode.INTERRUPTED, "*process of numpy*"),
    ],
    ids=["-x", "exit"],
)
def test_a_run_that_stops_early(pytester, run_apart, body, options, status, message):
    """No other process is started, and none is left."""
    pytester.makepyfile(
        test_it=f"""
        import pytest
        def test_1(xp): assert xp
        def test_2(xp): {body}
        def test_3(xp): assert xp
        """
    )
    result = run_apart("--xp-isolate", TARGETS, "--xp-report=report.json", *options)
    assert result.ret == status
    result.stdout.fnmatch_lines([message])
    found = Counter(case["outcome"] for case in read(pytester)["cases"])
    assert found == Counter(
        {"pass": 1, "notrun": 4, "fail": 1} if options else {"pass": 1, "notrun": 5}
    )


INTERRUPTED = """
import os, signal, time
import pytest

@pytest.fixture
def slow(xp):
    yield
    time.sleep(0.5)
    open("torn down", "w").close()

def test_1(xp): assert xp
def test_2(slow):
    signal.signal(signal.SIGINT, {handler})
    with open("pid.part", "w") as file:
        file.write(str(os.getpid()))
    os.rename("pid.part", "pid")
    time.sleep(600)
def test_3(xp): assert xp
"""


@contextlib.contextmanager
def stopped(pytester, handler, send, what):
    """Start an isolated run in a process group of its own, and send it a signal in `test_2`."""
    pytester.makepyfile(test_it=INTERRUPTED.format(handler=handler))
    options = ["--xp-isolate", "--xp-report=report.json", "-p", "no:randomly"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options],
        cwd=pytester.path,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        pid = pytester.path / "pid"
        for _ in range(1200):
            if pid.exists():
                break
            time.sleep(0.05)
        send(process.pid, what)
        process.communicate(timeout=60)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def is_alive(pytester):
    """Whether the process that ran `test_2` is still there."""
    try:
        os.kill(int((pytester.path / "pid").read_text()), 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize(
    ("handler", "send", "what"),
    [
        ("signal.default_int_handler", os.killpg, signal.SIGINT),
        ("signal.default_int_handler", os.kill, signal.SIGINT),
        ("signal.SIG_IGN", os.killpg, signal.SIGINT),
        ("signal.default_int_handler", os.kill, signal.SIGTERM),
    ],
    ids=["terminal", "parent alone", "deaf", "cancelled job"],
)
def test_ctrl_c(pytester, handler, send, what):
    """The interrupted test did not run and did not crash; no process is left."""
    with stopped(pytester, handler, send, what) as process:
        assert process.returncode == pytest.ExitCode.INTERRUPTED
        assert not is_alive(pytester)
    assert (pytester.path / "torn down").exists() == ("default" in handler)
    document = read(pytester)
    found = [(case["id"].partition("/")[2], case["outcome"]) for case in document["cases"]]
    assert sorted(found) == [("test_1", "pass"), ("test_2", "notrun"), ("test_3", "notrun")]
    assert not document["parts"][0]["complete"]


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has a way to ask for it")
def test_a_killed_run_leaves_no_process(pytester):
    """As the system kills it when memory runs out; the journal has what was measured."""
    with stopped(pytester, "signal.SIG_IGN", os.kill, signal.SIGKILL):
        for _ in range(100):
            if not is_alive(pytester):
                break
            time.sleep(0.05)
        assert not is_alive(pytester)
    assert len(list(pytester.path.glob("report.json.journal/*/*.jsonl"))) == 2


def test_a_death_after_the_last_test(pytester, run_apart):
    """Nothing is lost, the run fails, and the summary says why."""
    pytester.makepyfile("""
        import atexit, os

        def test_it(xp):
            assert xp
            atexit.register(os._exit, 9)
    """)
    result = run_apart("--xp-isolate")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["the process of numpy died after its last test: exit code 9"])


def test_a_green_run(pytester, run_apart):
    """Isolation alone changes no outcome and no exit code."""
    pytester.makepyfile("def test_xp(xp): assert xp\ndef test_plain(): pass")
    result = run_apart("--xp-isolate", "--xp-require=numpy", "-q")
    assert result.ret == 0
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--xp-timeout=5"], "*--xp-timeout needs --xp-isolate*pytest-timeout*"),
        (["--xp-isolate", "--xp-timeout=0"], "*--xp-timeout is '0'; expected a number of seconds*"),
        (["--xp-isolate", "--xp-timeout=soon"], "*'soon'; expected a number of seconds above 0*"),
        (["--xp-isolate", "--pdb"], "*--pdb can't reach the processes of --xp-isolate*"),
    ],
)
def test_what_cannot_be_is_a_usage_error(pytester, run, options, message):
    """Said before anything runs or is recorded."""
    result = run("--xp-report=report.json", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
    assert not list(pytester.path.glob("report*"))


def test_workers_that_die_lose_nothing(pytester, run_apart):
    """Under pytest-xdist alone every case has an outcome, too."""
    pytest.importorskip("xdist")
    pytester.makepyfile(
        test_it="""
        import os, pytest

        @pytest.mark.parametrize("n", range(8))
        def test_it(xp, n):
            assert xp
            if n in (2, 5):
                os._exit(1)
        """
    )
    result = run_apart("-n2", "--xp-report=report.json")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    outcomes = Counter(case["outcome"] for case in read(pytester)["cases"])
    assert outcomes == {"pass": 6, "crash": 2}
