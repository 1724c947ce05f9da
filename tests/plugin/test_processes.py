"""Several processes and threads: pytest-xdist and pytest-run-parallel."""

from __future__ import annotations

import json
import os

import pytest

from pytest_array_api.plugin import _environment, _workers

STRICT = "--backend=numpy,array_api_strict:device1"


@pytest.mark.parametrize("mode", ["load", "loadgroup", "worksteal", "each"])
def test_distribution_modes(pytester, run_apart, mode):
    """Every mode runs every test once per target (or per worker), and records it."""
    pytest.importorskip("xdist")
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.parametrize("n", range(4))
        def test_it(xp, xp_target, n):
            assert xp.__name__.endswith(xp_target.backend)

        def test_plain(): pass
        """
    )
    workers = 1 if mode == "each" else 2
    result = run_apart(f"-n{workers}", f"--dist={mode}", STRICT, "--xp-report=report.json",
                       "--xp-require=numpy,array_api_strict:device1")  # fmt: skip
    result.assert_outcomes(passed=9)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["numpy * *4", "array_api_strict:device1 * *4"])
    report = json.loads((pytester.path / "report.json").read_text())
    assert [case["outcome"] for case in report["cases"]] == ["pass"] * 8


def test_a_worker_that_dies(pytester, run_apart):
    """Its test is a crash in the table's row and in the report; the others are kept."""
    pytest.importorskip("xdist")
    pytester.makepyfile(
        test_it="""
        import os

        def test_1(xp): assert xp
        def test_2(xp): os._exit(1)
        def test_3(xp): assert xp
        """
    )
    result = run_apart("-n1", "--xp-report=report.json", "--backend=array_api_strict:device1")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["target * passed  failed", "array_api_strict:device1 * 2 * 1"])
    report = json.loads((pytester.path / "report.json").read_text())
    outcomes = {case["id"].partition("/")[2]: case["outcome"] for case in report["cases"]}
    assert outcomes == {"test_1": "pass", "test_2": "crash", "test_3": "pass"}


@pytest.fixture
def _environ(monkeypatch):
    monkeypatch.setattr(os, "environ", {})


@pytest.mark.usefixtures("_environ")
def test_workers_share_the_machine(monkeypatch):
    """Threads and GPU memory are divided by the number of workers."""
    limits = []
    monkeypatch.setattr("threadpoolctl.threadpool_limits", limits.append)
    monkeypatch.setattr(os, "cpu_count", lambda: 16)
    _workers.limit_resources(4)
    assert limits == [4]
    assert {os.environ[name] for name in _workers.THREAD_VARIABLES} == {"4"}
    assert os.environ["XLA_PYTHON_CLIENT_MEM_FRACTION"] == "0.225"
    assert os.environ["CUPY_GPU_MEMORY_LIMIT"] == "22.5%"


@pytest.mark.usefixtures("_environ")
@pytest.mark.parametrize(
    ("name", "untouched"),
    [
        ("OMP_NUM_THREADS", "MKL_NUM_THREADS"),
        ("XLA_PYTHON_CLIENT_PREALLOCATE", "XLA_PYTHON_CLIENT_MEM_FRACTION"),
        ("CUPY_GPU_MEMORY_LIMIT", None),
    ],
)
def test_what_the_user_has_set_stays(monkeypatch, name, untouched):
    """One variable of a kind is enough to leave that kind alone."""
    monkeypatch.setattr("threadpoolctl.threadpool_limits", lambda _: None)
    os.environ[name] = "mine"
    _workers.limit_resources(4)
    assert os.environ[name] == "mine"
    assert untouched not in os.environ


@pytest.mark.usefixtures("_environ")
def test_a_run_of_one_process_is_not_limited():
    """Nothing is set outside of a worker."""
    _workers.limit_resources(1)
    assert not {*_workers.THREAD_VARIABLES, "CUPY_GPU_MEMORY_LIMIT"}.intersection(os.environ)


@pytest.mark.parametrize("options", [("-n1",), ("-n2", "--xp-isolate")])
def test_a_library_that_cannot_be_imported(pytester, run_apart, options):
    """It is left out under `all`, in workers as in one process."""
    package = pytester.mkpydir("torch")
    (package / "__init__.py").write_text("raise ImportError('no such symbol')")
    pytester.makepyfile("def test_xp(xp): assert xp.ones(1).shape == (1,)")
    result = run_apart(
        *options, "--backend=numpy,all", f"--override-ini=pythonpath={pytester.path}"
    )
    assert result.parseoutcomes()["passed"] >= 2
    result.stdout.fnmatch_lines("not run: *torch (import-error: *no such symbol*")


def test_parallel_threads(pytester):
    """In worker threads the namespace is still checked, and the target is active."""
    pytest.importorskip("pytest_run_parallel")
    pytester.makepyfile(
        """
        import threading
        import numpy as np
        from pytest_array_api import xp_assert_equal
        from pytest_array_api.backends import active

        def test_right(xp, xp_target):
            assert threading.current_thread() is not threading.main_thread()
            assert active().target == xp_target
            xp_assert_equal(xp.ones(3), xp.ones(3))

        def test_wrong(xp):
            xp_assert_equal(np.ones(3), np.ones(3))
        """
    )
    result = pytester.runpytest(
        "-p", "no:randomly", "--parallel-threads=3", "--backend=array_api_strict", "-v"
    )
    result.assert_outcomes(passed=1, errors=1)  # its word for a failure
    result.stdout.fnmatch_lines(
        ["*test_right*PARALLEL PASSED*", "*namespace: actual numpy*expected array_api_strict*"]
    )


def test_patched_targets_run_in_one_thread(pytester):
    """Variants that patch modules are marked thread_unsafe, the others are not."""
    pytest.importorskip("pytest_run_parallel")
    pytester.makepyfile("def test_it(xp): assert xp")
    options = ["--parallel-threads=2", "--backend=dask.array,dask.array+lazy", "-v"]
    result = pytester.runpytest_subprocess("-p", "no:randomly", *options)
    result.stdout.fnmatch_lines(
        ["*?dask.array? PARALLEL PASSED*", "*+lazy? PASSED*thread-unsafe*patches modules*"]
    )


ENV_INI = "[pytest]\nxp_env =\n    SCIPY_ARRAY_API=1\n    OTHER = a=b\n"


def test_xp_env_is_set_before_conftests(pytester, run_apart, monkeypatch):
    """A conftest sees it, options don't read it, and what the user has set stays."""
    monkeypatch.setenv("OTHER", "mine")
    pytester.makeini(ENV_INI)
    pytester.makeconftest("import os\nSEEN = os.environ['SCIPY_ARRAY_API'], os.environ['OTHER']")
    pytester.makepyfile(
        """
        from conftest import SEEN

        def test_it(xp, xp_target):
            assert SEEN == ("1", "mine")
            assert str(xp_target) == "numpy"
        """
    )
    run_apart().assert_outcomes(passed=1)


def test_xp_env_chooses_the_version_of_strict(pytester, run_apart):
    """array-api-strict reads it on its first import, which comes later, on each device."""
    pytester.makeini("[pytest]\nxp_env = ARRAY_API_STRICT_API_VERSION=2024.12")
    pytester.makepyfile('def test_it(xp): assert xp.__array_api_version__ == "2024.12"')
    run_apart("--backend=array_api_strict,array_api_strict:device1").assert_outcomes(passed=2)


def test_xp_env_reaches_workers(pytester, run_apart):
    """The workers of pytest-xdist see it too, and still don't take it for the user's."""
    pytester.makeini(ENV_INI)
    pytester.makepyfile(
        """
        import os

        def test_it(xp, xp_target):
            assert os.environ["SCIPY_ARRAY_API"] == "1"
            assert str(xp_target) == "numpy"
        """
    )
    run_apart("-n1").assert_outcomes(passed=1)


def test_xp_env_too_late(pytester, run_apart):
    """A library that has already read the variable is an error, not a silent no."""
    pytester.makeini(ENV_INI)
    pytester.makepyfile(early="import scipy")
    pytester.syspathinsert()
    result = run_apart("-p", "early")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*xp_env sets SCIPY_ARRAY_API, but scipy is imported already*"])


@pytest.mark.parametrize("line", ["SCIPY_ARRAY_API", "=1", "NOT A NAME=1"])
def test_xp_env_refuses(line):
    """A line that is no assignment is an error that shows it."""
    with pytest.raises(pytest.UsageError, match=rf"xp_env has the line '{line}'; expected NAME"):
        _environment.parse_lines([line])


def test_xp_env_is_put_back(pytester, run):
    """After the run the process has the environment it had."""
    pytester.makeini("[pytest]\nxp_env = XP_TEST_OF_ENV=1\n")
    pytester.makepyfile("import os\ndef test_it(): assert os.environ['XP_TEST_OF_ENV'] == '1'")
    run().assert_outcomes(passed=1)
    assert "XP_TEST_OF_ENV" not in os.environ


@pytest.mark.parametrize("mine", ["1", "4"])
def test_what_the_user_has_set_is_put_back(pytester, run, monkeypatch, mine):
    """A target may need more of JAX's devices than the user's variable says."""
    monkeypatch.setenv("JAX_NUM_CPU_DEVICES", mine)
    number = max(mine, "2")
    pytester.makepyfile(
        f"import os\ndef test_it(): assert os.environ['JAX_NUM_CPU_DEVICES'] == {number!r}"
    )
    run("--backend=jax.numpy:cpu:1").assert_outcomes(passed=1)
    assert os.environ["JAX_NUM_CPU_DEVICES"] == mine
    monkeypatch.setenv("JAX_NUM_CPU_DEVICES", "many")
    result = run("--backend=jax.numpy:cpu:1")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("ERROR: *JAX_NUM_CPU_DEVICES is 'many'; expected a number*")
