"""How a run is asked for: flags, environment variables, ini keys, and who wins."""

from __future__ import annotations

import shutil
from pathlib import Path

import array_api_compat
import pytest

from pytest_array_api.plugin._options import ISOLATED, OPTIONS, scipy_array_api

pytestmark = pytest.mark.usefixtures("uses_xp")

NAMES = ["--backend", "--xp-backend", "--array-api-backend"]


def targets(result):
    """Return the targets that `test_xp` was collected with."""
    lines = [line for line in result.outlines if "::test_xp[" in line]
    return [line.partition("[")[2].partition("]")[0] for line in lines]


def test_numpy_is_the_default(run):
    """Nothing asked for means NumPy, and the summary says what else there is."""
    result = run("-v")
    assert targets(result) == ["numpy"]
    result.stdout.fnmatch_lines(["also installed: array_api_strict*--xp-backend=all"])


@pytest.mark.parametrize("name", NAMES)
def test_backend_flags(run, name):
    """Each spelling selects; repeated and comma-separated values add up."""
    result = run("-v", f"{name}=array_api_strict", name, "array_api_strict:device1,numpy")
    assert targets(result) == ["array_api_strict", "array_api_strict:device1", "numpy"]


@pytest.mark.parametrize("name", ["--device", "--xp-device", "--array-api-device"])
def test_device_flags(run, name):
    """A device is given to the backends that have it; host backends stay as they are."""
    result = run("-v", "--backend=numpy,array_api_strict", f"{name}=device1")
    assert targets(result) == ["numpy", "array_api_strict:device1"]


def test_variant_flag(run):
    """A variant is added beside the plain target."""
    assert targets(run("-v", "--xp-variant=readonly")) == ["numpy", "numpy+readonly"]


def test_variants_from_ini(pytester, run):
    """The ini key does as the flag."""
    pytester.makeini("[pytest]\nxp_variants = readonly\n")
    assert targets(run("-v")) == ["numpy", "numpy+readonly"]


def test_all_selects_what_is_installed(run):
    """``all`` takes every installed backend; --collect-only imports none of them."""
    found = targets(run("--collect-only", "-q", "--backend=all"))
    assert {"numpy", "array_api_strict"} <= set(found)
    assert "cupy" not in found


@pytest.mark.parametrize(
    ("flag", "environ", "ini", "expected"),
    [
        ("numpy+readonly", '["array_api_strict"]', "array_api_strict:device1", "numpy+readonly"),
        (None, '["array_api_strict"]', "array_api_strict:device1", "array_api_strict"),
        (None, None, "array_api_strict:device1", "array_api_strict:device1"),
        (None, "", "array_api_strict:device1", "array_api_strict:device1"),
        (None, None, None, "numpy"),
    ],
)
def test_backend_precedence(pytester, run, monkeypatch, flag, environ, ini, expected):
    """The command line wins over the environment, that over the ini file."""
    if environ is not None:
        monkeypatch.setenv("SCIPY_ARRAY_API", environ)
    if ini is not None:
        pytester.makeini(f"[pytest]\nxp_backends = {ini}\n")
    options = [f"--backend={flag}"] if flag else []
    assert targets(run("-v", *options)) == [expected]


@pytest.mark.parametrize(
    ("flag", "environ", "ini", "expected"),
    [
        ("device1", "device2", "no_float64", "array_api_strict:device1"),
        (None, "device2", "no_float64", "array_api_strict:device2"),
        (None, None, "no_float64", "array_api_strict:no_float64"),
    ],
)
def test_device_precedence(pytester, run, monkeypatch, flag, environ, ini, expected):
    """SCIPY_DEVICE stands between the flag and the ini key."""
    if environ is not None:
        monkeypatch.setenv("SCIPY_DEVICE", environ)
    pytester.makeini(f"[pytest]\nxp_devices = {ini}\n")
    options = [f"--device={flag}"] if flag else []
    assert targets(run("-v", "--backend=array_api_strict", *options)) == [expected]


@pytest.mark.parametrize(
    ("flag", "environ", "ini", "expected"),
    [
        ("float64", "float32", "float32", ["torch"]),
        (None, "float32", "float64", ["torch+float32"]),
        (None, None, "float32", ["torch+float32"]),
        ("float32,float64", None, "float32", ["torch", "torch+float32"]),
        ("both", None, "float32", ["torch", "torch+float32"]),
        (None, "both", "float32", ["torch", "torch+float32"]),
    ],
)
def test_default_dtype_precedence(pytester, run, monkeypatch, flag, environ, ini, expected):
    """SCIPY_DEFAULT_DTYPE stands between the flag and the ini key; both may be asked for."""
    if environ is not None:
        monkeypatch.setenv("SCIPY_DEFAULT_DTYPE", environ)
    pytester.makeini(f"[pytest]\nxp_default_dtype = {ini}\n")
    options = [f"--xp-default-dtype={flag}"] if flag else []
    found = targets(run("--collect-only", "-q", "--backend=torch", *options))
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", ("all",)),
        ("true", ("all",)),
        ("True", ("all",)),
        ("all", ("all",)),
        ("0", ("numpy",)),
        ("false", ("numpy",)),
        ('["torch", "cupy"]', ("torch", "cupy")),
        ('["all"]', ("all",)),
        ("torch,cupy", ("torch", "cupy")),
    ],
)
def test_scipy_array_api(text, expected):
    """SciPy's variable is read as SciPy reads it, and as a comma list."""
    assert scipy_array_api(text) == expected


def test_scipy_array_api_broken(run, monkeypatch):
    """A list that is no JSON is a usage error that names the variable."""
    monkeypatch.setenv("SCIPY_ARRAY_API", '["torch"')
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*SCIPY_ARRAY_API*no JSON list*Expected 1, 0, or a list*"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--backend=torhc"], "*unknown backend 'torhc'*did you mean 'torch'*from --xp-backend*"),
        (["--backend=cupy"], "*cupy is not installed: pip install*Installed here: numpy*"),
        (["--backend=numpy", "--device=cuda"], "*no selected backend has a device 'cuda'*cpu*"),
        (["--backend=numpy:mps"], "*'numpy' has no device 'mps'*"),
        (["--xp-variant=jitt"], "*no selected target can run in the variant 'jitt'*"),
        (["--backend="], "*--xp-backend is given without a value; expected TARGET*"),
        (["--backend=numpy", "--device=,"], "*--xp-device is given without a value*"),
        (["--xp-report="], "*--xp-report is given without a value; expected PATH*"),
        (["--xp-require=trch"], "*--xp-require: unknown backend 'trch' (did you mean 'torch'?)*"),
        (["--xp-require=torch:"], "*--xp-require: 'torch:' is not a target*"),
        (["--xp-default-dtype=float16"], "*'float16': expected 'float64', 'float32' or both*"),
    ],
)
def test_what_cannot_be_is_a_usage_error(run, options, message):
    """Exit code 4 before anything is collected, with what would do."""
    result = run(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_an_empty_list_is_no_wish(run, monkeypatch):
    """A variable that is empty asks for nothing; an empty list in it is an error."""
    monkeypatch.setenv("SCIPY_ARRAY_API", " ")
    assert targets(run("-v")) == ["numpy"]
    monkeypatch.setenv("SCIPY_ARRAY_API", "[]")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*variable SCIPY_ARRAY_API is given without a value*"])


@pytest.mark.parametrize("extra", [[], ["-n2"]], ids=["alone", "xdist"])
def test_a_device_that_is_absent_is_a_usage_error(run_apart, extra):
    """A device that only the library can miss is found out when a test needs it."""
    result = run_apart("--backend=torch:cuda", *extra)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*torch:cuda (no-device: *What works here: torch,*torch:meta*"])


def test_a_variant_that_all_stands_for_may_be_impossible(run_apart):
    """Which devices there are, the library tells; asked for by name the variant must run."""
    all_devices = ("--backend=jax.numpy", "--device=all")
    result = run_apart("-v", *all_devices, "--xp-variant=all")
    assert result.ret == 0
    assert "jax.numpy+jit" in targets(result)
    result = run_apart(*all_devices, "--xp-variant=guarded")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*jax.numpy:all+guarded*none of the devices here can run as *"])


def test_an_absent_device_does_not_matter_without_array_tests(pytester, run):
    """A run that collects no test with `xp` asks no library for devices."""
    assert run("--backend=torch:cuda", "test_it.py::test_plain").ret == 0


def test_every_option_is_in_the_help(run):
    """Bare names too, and each with its other sources."""
    text = run("--help").stdout.str()
    for option in set(OPTIONS) - {ISOLATED}:
        for flag in (*option.flags, *option.bare):
            assert flag is None or flag in text
        assert option.ini is None or f"{option.ini} (linelist)" in text
    assert "$SCIPY_ARRAY_API" in text


CONFTEST = """
def pytest_addoption(parser):
    parser.addoption("--device", action="store", default="mine", help="of this project")
    parser.addoption("--backend", dest="their_backend", default="theirs")

def pytest_report_header(config):
    return f"own: {config.getoption('--device')} {config.getoption('their_backend')}"
"""


@pytest.mark.parametrize("extra", [[], ["-n1"]], ids=["alone", "xdist"])
def test_a_conftest_keeps_its_options(pytester, run_apart, extra):
    """Where a project has --device and --backend, they stay the project's, as in kornia."""
    pytester.makeconftest(CONFTEST)
    result = run_apart(
        "--device=cuda", "--backend=x", "--xp-backend=array_api_strict", "-v", *extra
    )
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["own: cuda x", "*test_xp?array_api_strict?*"])


def test_a_conftest_keeps_one_of_the_options(pytester, run):
    """The name that is free is still ours."""
    pytester.makeconftest("""
        def pytest_addoption(parser):
            parser.addoption("--device", default="mine")
    """)
    assert targets(run("-v", "--device=cuda", "--backend=array_api_strict")) == ["array_api_strict"]


def test_a_plugin_keeps_its_option(pytester, run_apart):
    """A plugin with --device, as pytest-playwright, comes first whenever it is loaded."""
    pytester.makepyfile(
        theirs="""
        def pytest_addoption(parser):
            group = parser.getgroup("playwright")
            group.addoption("--device", default=None, action="store", help="Emulate a device.")
        """
    )
    pytester.syspathinsert()
    result = run_apart("-p", "theirs", "--device=iPhone", "--xp-device=device1", "-v",
                       "--backend=array_api_strict")  # fmt: skip
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*test_xp?array_api_strict:device1?*"])
    assert "Emulate a device" in run_apart("-p", "theirs", "--help").stdout.str()


def test_suite_options_reach_whoever_reads_them(pytester, run):
    """--implementation and --xp-profile are there for the suite's conftest."""
    pytester.makeconftest("""
        def pytest_report_header(config):
            return f"suite: {config.option.xp_implementation} {config.option.xp_profile}"
    """)
    run("--implementation=scipy", "--xp-profile=quick").stdout.fnmatch_lines(["suite: scipy quick"])
    run().stdout.fnmatch_lines(["suite: None default"])
    assert run("--xp-profile=slow").ret == pytest.ExitCode.USAGE_ERROR


COPY_TEST = """
import numpy as np
from mypkg.array_api_compat import is_numpy_namespace
import array_api_compat.numpy

def test_it(xp, xp_target):
    assert xp.__name__ == "mypkg.array_api_compat.numpy"
    assert is_numpy_namespace(xp)
    assert not is_numpy_namespace(array_api_compat.numpy)

def test_namespaces_match(xp):
    xp_assert_equal(np.asarray([1]), xp.asarray([1]))

from pytest_array_api import skip_xp_backends, xp_assert_equal

@skip_xp_backends("numpy", reason="known by its name")
def test_skipped(xp):
    raise AssertionError
"""


def test_xp_compat(pytester, run_apart):
    """`xp` comes from the project's copy of array-api-compat; it is the same backend."""
    copy = pytester.mkpydir("mypkg")
    shutil.copytree(Path(array_api_compat.__file__).parent, copy / "array_api_compat")
    pytester.makeini("[pytest]\nxp_compat = mypkg.array_api_compat")
    pytester.syspathinsert()
    pytester.makepyfile(COPY_TEST)
    run_apart("test_xp_compat.py").assert_outcomes(passed=2, skipped=1)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            "nosuch.array_api_compat",
            "*the ini key xp_compat is 'nosuch.array_api_compat', which is*",
        ),
        (
            "json.array_api_compat",
            "*No module named 'json.array_api_compat'*the ini key xp_compat, 'json.array_api_*",
        ),
    ],
)
@pytest.mark.parametrize("options", [[], ["--backend=numpy"], ["--xp-isolate"]])
def test_xp_compat_that_is_none(pytester, run_apart, value, said, options):
    """A wrong path is a usage error."""
    pytester.makeini(f"[pytest]\nxp_compat = {value}")
    pytester.makepyfile("def test_it(xp): assert xp")
    result = run_apart(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


def test_a_project_keeps_its_array_api_backend(pytester, run):
    """SciPy's messages name that option, and conftests have copied it."""
    pytester.makeconftest("""
        def pytest_addoption(parser):
            parser.addoption("--array-api-backend", action="append", default=[])
            parser.addoption("--array-api-device", default="theirs")
    """)
    pytester.makepyfile(
        test_mine="""
        def test_it(xp, pytestconfig):
            assert pytestconfig.getoption("--array-api-device") == "theirs"
        """
    )
    run("test_mine.py").assert_outcomes(passed=1)
    run("test_mine.py", "--array-api-backend=unknown", "--backend=numpy").assert_outcomes(passed=1)
