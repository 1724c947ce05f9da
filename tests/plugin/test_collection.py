"""Which tests there are, under which names, and how they can be chosen."""

from __future__ import annotations

import sys

import pytest

STRICT = "--backend=numpy,array_api_strict"


@pytest.fixture
def project(pytester):
    """Write tests of every shape."""
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.parametrize("n", [1, 2])
        @pytest.mark.parametrize("m", ["a"])
        def test_parameters(n, m, xp):
            pass

        class TestIt:
            def test_method(self, xp):
                pass

        def test_device(device):
            pass

        def test_plain():
            pass

        def documented():
            '''
            >>> 1 + 1
            2
            '''
        """
    )


def ids(result):
    """Return the collected node ids, without the file."""
    return [line.partition("::")[2] for line in result.outlines if "::" in line]


@pytest.mark.usefixtures("project")
def test_ids(run):
    """The target's text comes last, and tests keep their order."""
    assert ids(run("--collect-only", "-q", STRICT)) == [
        "test_parameters[a-1-numpy]",
        "test_parameters[a-1-array_api_strict]",
        "test_parameters[a-2-numpy]",
        "test_parameters[a-2-array_api_strict]",
        "TestIt::test_method[numpy]",
        "TestIt::test_method[array_api_strict]",
        "test_device[numpy]",
        "test_device[array_api_strict]",
        "test_plain",
    ]


@pytest.mark.usefixtures("project")
def test_choosing_by_keyword_and_id(run):
    """-k takes a target's text, also with a device; a node id selects one test."""
    result = run("--collect-only", "-q", "--backend=numpy,array_api_strict:device1",
                 "-k", "array_api_strict:device1 and not test_parameters")  # fmt: skip
    assert ids(result) == [
        "TestIt::test_method[array_api_strict:device1]",
        "test_device[array_api_strict:device1]",
    ]
    chosen = "test_it.py::test_device[array_api_strict:device1]"
    run("--backend=array_api_strict:device1", chosen).assert_outcomes(passed=1)


@pytest.mark.usefixtures("project")
def test_doctests_are_left_alone(run):
    """They have no targets and no fixtures of ours."""
    result = run("--doctest-modules", "-v", STRICT, "-k", "documented")
    result.assert_outcomes(passed=1, deselected=9)


def test_last_failed(pytester, run):
    """--lf finds the failed target again."""
    pytester.makepyfile("def test_it(xp): assert xp.__name__ == 'array_api_strict'")
    run(STRICT).assert_outcomes(passed=1, failed=1)
    result = run(STRICT, "--lf", "-v")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_it?numpy? FAILED*"])


def test_random_order(pytester):
    """pytest-randomly may shuffle the tests: each still gets its own target."""
    pytest.importorskip("pytest_randomly")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("n", range(10))
        def test_it(xp, xp_target, n):
            assert xp.__name__.endswith(xp_target.backend)
        """
    )
    result = pytester.runpytest("-p", "randomly", "-p", "no:run-parallel", STRICT)
    result.assert_outcomes(passed=20)


def test_installed_suite(pytester, run_apart):
    """--pyargs runs the tests of an installed package."""
    package = pytester.mkpydir("installed")
    (package / "test_it.py").write_text("def test_it(xp):\n    assert xp.ones(1).shape == (1,)\n")
    pytester.syspathinsert()
    (pytester.path / "elsewhere").mkdir()
    result = run_apart("--pyargs", "installed", "--rootdir=elsewhere", STRICT)
    result.assert_outcomes(passed=2)


HEAVY = ["numpy", "torch", "jax", "dask", "hypothesis", "msgspec", "array_api_compat"]
SHOW = f"""
import sys

def pytest_unconfigure(config):
    print("imported:", sorted(set(sys.modules) & set({HEAVY!r})))
"""


@pytest.mark.parametrize(
    ("options", "imported"),
    [
        (["--backend=numpy", "-k", "plain"], "[[]]"),
        (["--backend=all", "--collect-only"], "[[]]"),
        (["--backend=numpy"], "*'array_api_compat', 'numpy']"),
    ],
    ids=["no array test", "collect only", "array test"],
)
def test_imports(pytester, monkeypatch, options, imported):
    """No array library is imported before a test needs it, and no other than asked for."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(SHOW)
    pytester.makepyfile("def test_xp(xp): pass\ndef test_plain(): pass")
    command = [sys.executable, "-m", "pytest", "-s", "-p", "pytest_array_api.plugin", *options]
    result = pytester.run(*command)
    assert result.ret == 0
    result.stdout.fnmatch_lines([f"*imported: {imported}"])
    if "-k" in options:
        assert "torch" not in result.stdout.str()


def test_what_all_finds_broken_is_left_out(pytester, run):
    """Under ``all`` a backend that can't run is deselected and listed with its reason."""
    pytester.makeconftest("""
        from pytest_array_api.backends import Backend

        def pytest_array_api_backends(config):
            return [Backend("broken_library")]
    """)
    pytester.makepyfile(broken_library="raise RuntimeError('no driver')")
    pytester.makepyfile(test_it="def test_it(xp): pass")
    pytester.syspathinsert()
    found = len(ids(run("--backend=all", "--collect-only", "-q")))
    result = run("--backend=all", "-k", "broken_library")
    result.assert_outcomes(deselected=found)
    result.stdout.fnmatch_lines(["not run: *broken_library (import-error: *no driver)*"])
    named = run("--backend=broken_library")
    assert named.ret == pytest.ExitCode.USAGE_ERROR
    named.stderr.fnmatch_lines(["*broken_library (import-error: RuntimeError: no driver)*"])


def test_backends_of_a_project(pytester, run):
    """The hook adds a row, with an alias that marks accept too."""
    pytester.makeconftest("""
        from pytest_array_api.backends import Backend

        def pytest_array_api_backends(config):
            return [Backend("mine.xp", aliases=("mine",))]
    """)
    package = pytester.mkpydir("mine")
    (package / "xp.py").write_text("from array_api_strict import *\n")
    pytester.makepyfile(
        """
        import pytest

        def test_it(xp, xp_target):
            assert xp.__name__ == xp_target.backend == "mine.xp"

        @pytest.mark.skip_xp_backends("mine")
        def test_skipped(xp):
            pass
        """
    )
    pytester.syspathinsert()
    run("--backend=mine").assert_outcomes(passed=1, skipped=1)


def test_a_namespace_by_its_path(pytester, run):
    """Any importable namespace is a backend, without a row; marks and requirements know it."""
    pytester.makepyfile(mynamespace="from array_api_strict import *\n")
    pytester.makepyfile(
        test_it="""
        import pytest

        def test_it(xp):
            assert xp.__name__ in {"mynamespace", "array_api_compat.numpy"}

        @pytest.mark.skip_xp_backends("mynamespace")
        def test_skipped(xp):
            assert xp.__name__ == "array_api_compat.numpy"
        """
    )
    pytester.syspathinsert()
    options = ("--backend=numpy,mynamespace", "--xp-require=mynamespace")
    run(*options).assert_outcomes(passed=3, skipped=1)
    run().assert_outcomes(passed=2)


@pytest.mark.parametrize("how", ["installed", "option", "conftest"])
def test_loading_it_twice_is_loading_it_once(pytester, monkeypatch, how):
    """Installed, it may be named on the command line or in a conftest as well."""
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    pytester.makepyfile(test_it="def test_it(xp): assert xp.ones(1).shape == (1,)")
    if how == "conftest":
        pytester.makeconftest('pytest_plugins = ["pytest_array_api.plugin"]')
    options = ["-p", "pytest_array_api.plugin"] if how == "option" else []
    result = pytester.runpytest_subprocess(*options, "--backend=array_api_strict", timeout=120)
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("['torch']", "*must return Backend rows, got 'torch'*"),
        ("Backend('mypkg.xp')", "*must return a list, got Backend(*mypkg.xp*"),
    ],
)
def test_what_the_hook_refuses(pytester, run, returned, message):
    """Anything but rows is an error that says so."""
    pytester.makeconftest(
        "from pytest_array_api.backends import Backend\n"
        f"def pytest_array_api_backends(config): return {returned}"
    )
    pytester.makepyfile("def test_it(xp): pass")
    result = run("--backend=numpy")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])
