"""A project's own `xp`: it is left alone, and what that costs is told."""

from __future__ import annotations

import pytest

STRICT = "--backend=numpy,array_api_strict:device1"


def test_own_xp_fixture_wins(pytester, run):
    """A project with its own `xp`, as SciPy's conftest, is left alone."""
    pytester.makeconftest("""
        import pytest, numpy

        @pytest.fixture(params=[pytest.param(numpy, id="own1"), pytest.param(numpy, id="own2")])
        def xp(request):
            return request.param
    """)
    pytester.makepyfile("def test_it(xp): assert xp.__name__ == 'numpy'")
    result = run("-v", STRICT)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*test_it?own1?*", "*test_it?own2?*"])


def test_own_device_fixture_wins(pytester, run):
    """A project's `device` is left alone, beside this plugin's `xp`."""
    pytester.makeconftest("import pytest\n@pytest.fixture\ndef device(): return 'own'")
    pytester.makepyfile("def test_it(xp, device): assert xp.ones and device == 'own'")
    run(STRICT).assert_outcomes(passed=2)


def test_xp_may_be_wrapped(pytester, run):
    """A project's `xp` may build on ours and still runs on each target."""
    pytester.makeconftest("""
        import pytest

        @pytest.fixture
        def xp(xp):
            return xp, "wrapped"
    """)
    pytester.makepyfile("def test_it(xp): assert xp[1] == 'wrapped'")
    run(STRICT).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    "conftest",
    [
        "",
        """
        import numpy
        def pytest_generate_tests(metafunc):
            if "xp" in metafunc.fixturenames:
                metafunc.parametrize("xp", [numpy], ids=["own"])
        """,
    ],
    ids=["mark", "hook"],
)
def test_own_parametrisation_wins(pytester, run, conftest):
    """A test whose `xp` is parametrised by hand, as in SciPy of 2023, is left alone."""
    mark = "" if conftest else '@pytest.mark.parametrize("xp", [numpy], ids=["own"])'
    pytester.makeconftest(conftest)
    pytester.makepyfile(
        f"""
        import numpy, pytest
        {mark}
        def test_it(xp):
            assert xp is numpy
        """
    )
    result = run("-v", STRICT)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*test_it?own?*"])


OWN = """
import numpy, pytest

@pytest.fixture{parameters}
def xp(): return numpy
"""
BY_MARK = "@pytest.mark.parametrize('xp', [numpy])"


@pytest.mark.parametrize(
    ("parameters", "mark", "where"),
    [
        ("", "", "conftest.py:3"),
        ("(params=[1])", "", "conftest.py:3"),
        ("", BY_MARK, "the parametrisation of test_it.py::test_it"),
    ],
    ids=["fixture", "parameters", "mark"],
)
def test_targets_asked_in_vain_are_told(pytester, run, parameters, mark, where):
    """Where every test has an `xp` of its own, the summary says that nothing ran as asked."""
    pytester.makeconftest(OWN.format(parameters=parameters))
    pytester.makepyfile(test_it=f"import numpy, pytest\n{mark}\ndef test_it(xp): assert xp")
    result = run(STRICT)
    result.assert_outcomes(passed=1)
    said = "asked for numpy, array_api_strict:device1, but no test takes this plugin's `xp`"
    result.stdout.fnmatch_lines([f"{said} ({where} makes its own)"])
    run().stdout.no_fnmatch_line("asked for*")


@pytest.mark.parametrize("extra", [[], ["-n2"], ["--xp-isolate"]], ids=["alone", "xdist", "apart"])
def test_targets_asked_in_vain_are_told_once(pytester, run_apart, extra):
    """By one process, also where no test has any `xp`; not where a test that has is left out."""
    pytester.makepyfile("def test_plain(): pass")
    result = run_apart("--backend=numpy", *extra)
    told = [line for line in result.outlines if line.startswith("asked for")]
    assert told == ["asked for numpy, but no test takes this plugin's `xp`"]
    pytester.makepyfile("def test_plain(): pass\ndef test_it(xp): assert xp")
    result = run_apart("--backend=numpy", "-kplain", *extra)
    result.stdout.no_fnmatch_line("asked for*")


def test_a_device_beside_an_own_xp_is_explained(pytester, run):
    """The error names the `xp` that has no device of ours; a skip still skips."""
    pytester.makeconftest(OWN.format(parameters="(params=[1])"))
    pytester.makepyfile("""
        import pytest
        def test_it(xp, device): pass
        @pytest.mark.skip
        def test_skip(xp, device): pass
    """)
    result = run()
    result.assert_outcomes(errors=1, skipped=1)
    said = "*its `xp` is the project's own (conftest.py:3), so this plugin's `device` has no value*"
    result.stdout.fnmatch_lines([said])
    result.stdout.no_fnmatch_line("*in its signature*")


def test_marks_of_tests_with_an_own_xp_are_the_project_s(pytester, run):
    """They may have names that this plugin has too, and say what it does not know."""
    pytester.makeconftest("""
        import pytest
        @pytest.fixture
        def xp(): return "mine"
    """)
    pytester.makepyfile("""
        import pytest
        @pytest.mark.skip_xp_backends("mparray", reason="mine")
        def test_1(xp): assert xp == "mine"
        @pytest.mark.xp_requires(min_version="2.0")
        def test_2(xp): pass
        @pytest.mark.array_api_compatible
        def test_3(xp): pass
    """)
    run().assert_outcomes(passed=3)


@pytest.mark.parametrize("mark", ["skip_xp_backend", "xfail_xp_backend"])
def test_the_singular_of_a_mark_is_no_mark(pytester, run, mark):
    """array-api-extra's spelling would silently run what it was to skip."""
    pytester.makeini(f"[pytest]\nmarkers = {mark}: theirs")
    pytester.makepyfile(f"import pytest\n@pytest.mark.{mark}('numpy')\ndef test_it(xp): pass\n")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*unknown mark {mark} (did you mean {mark}s[?])*"])
