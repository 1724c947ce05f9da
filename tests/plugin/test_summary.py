"""What the user reads: a run must prove that it ran."""

from __future__ import annotations

import pytest

from pytest_array_api.plugin._reads import unread

STRICT = "--backend=numpy,array_api_strict:device1"


def test_header_names_targets(pytester, run):
    """With versions, without importing anything; nothing is said where nothing was asked."""
    pytester.makepyfile("def test_plain(): pass")
    result = run("--backend=all")
    result.stdout.fnmatch_lines(["array API: numpy *, array_api_strict *"])
    run().stdout.no_fnmatch_line("array API*")


def test_what_cannot_run_is_told_once(pytester, run):
    """Beside the table of what ran, also where no header is shown."""
    pytester.makepyfile("def test_it(xp): assert xp")
    for options in ([], ["-q"]):
        result = run("--backend=all", "-k", "numpy and not jax", *options)
        (line,) = [line for line in result.outlines if "cupy" in line]
        assert line.startswith("not run: cupy (not-installed: cupy is not installed: pip install")


def test_table_of_outcomes(pytester, run):
    """One row per target, one column per outcome that occurred."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def broken(xp):
            raise OSError

        def test_pass(xp): assert xp
        def test_fail(xp): assert not xp
        def test_error(broken): pass
        @pytest.mark.skip_xp_backends("array_api_strict")
        def test_skip(xp): assert xp
        @pytest.mark.xfail_xp_backends("array_api_strict")
        def test_xfail(xp): assert not xp
        @pytest.mark.xfail_xp_backends("numpy")
        def test_xpass(xp): assert xp
        """
    )
    result = run(STRICT)
    result.stdout.fnmatch_lines(
        [
            "target * passed  failed  error  skipped  xfailed  xpassed",
            "numpy *      2       2      1        0        0        1",
            "array_api_strict:device1 *      2       1      1        1        1        0",
        ]
    )


def test_no_table_without_array_tests(pytester, run):
    """A project without array tests sees nothing of the plugin."""
    pytester.makepyfile("def test_plain(): pass")
    run().stdout.no_fnmatch_line("*array API*")


@pytest.mark.parametrize(
    ("required", "code", "missing"),
    [
        ("numpy", 0, []),
        ("numpy,array_api_strict", 0, []),
        ("array_api_strict:device1", 0, []),
        ("torch", 1, ["torch"]),
        ("array_api_strict:device2", 1, ["array_api_strict:device2"]),
        ("numpy+readonly,torch", 1, ["numpy+readonly", "torch"]),
    ],
)
def test_require(pytester, run, required, code, missing):
    """The run fails where a required target ran nothing."""
    pytester.makepyfile("def test_it(xp): assert xp")
    result = run(STRICT, f"--xp-require={required}")
    assert result.ret == code
    lines = [line for line in result.outlines if line.startswith("ERROR: --xp-require")]
    assert lines == [f"ERROR: --xp-require: no test ran on {text}" for text in missing]


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("@pytest.mark.skip\ndef test_it(xp): assert xp", 1),
        ("@pytest.mark.skip_xp_backends('numpy')\ndef test_it(xp): assert xp", 1),
        ("def test_it(): pass", 1),
        ("@pytest.mark.xfail\ndef test_it(xp): assert not xp", 0),
    ],
    ids=["skip", "our skip", "no xp", "xfail"],
)
def test_a_skip_is_no_run(pytester, run, test, code):
    """What was skipped does not meet the requirement; from the ini key too."""
    pytester.makeini("[pytest]\nxp_require = numpy\n")
    pytester.makepyfile(f"import pytest\n{test}")
    assert run().ret == code


def test_require_with_no_tests_at_all(pytester, run):
    """An empty run fails as one that lacks its targets, not as an empty one."""
    pytester.makepyfile("")
    assert run("--xp-require=numpy").ret == pytest.ExitCode.TESTS_FAILED


def test_failures_say_how_to_reproduce(pytester, run):
    """The command runs that test on that target."""
    pytester.makepyfile(test_it="def test_it(xp): assert not xp")
    result = run("--backend=array_api_strict:device1")
    result.stdout.fnmatch_lines(
        [
            "target: array_api_strict:device1",
            "reproduce: python -m pytest 'test_it.py::test_it?*device1?' --xp-backend=*:device1",
        ]
    )


def test_the_command_is_right_where_the_run_began(pytester, run_apart, monkeypatch):
    """In a folder below the root too: pytest takes paths from there."""
    pytester.makeini("[pytest]")
    below = pytester.mkdir("below")
    (below / "test_it.py").write_text("def test_it(xp): assert not xp")
    monkeypatch.chdir(below)
    run_apart().stdout.fnmatch_lines(["reproduce: python -m pytest 'test_it.py::test_it?numpy?'*"])


def test_unread_fixtures_are_pointed_out(pytester, run):
    """A passing test that takes `xp` and never reads it is listed once, with its fixtures."""
    pytester.makepyfile(
        test_it="""
        import pytest
        from hypothesis import given, strategies as st

        @pytest.mark.parametrize("n", [1, 2])
        def test_unread(xp, device, n):
            assert n

        @given(n=st.integers())
        def test_unread_given(n, xp):
            assert n is not None

        def test_read(xp): assert xp
        def test_read_inside(xp): assert (lambda: xp)()
        def test_read_one(xp, device): assert device
        def test_passed_on(xp): print(xp)
        def test_fails(xp): raise AssertionError
        def test_plain(): pass
        """
    )
    result = run(STRICT)
    lines = [line for line in result.outlines if "never reads it" in line]
    assert [line.partition(" takes ")[0::2] for line in lines] == [
        (
            "test_it.py::test_unread",
            "xp, device and never reads it: each target repeats the same test",
        ),
        (
            "test_it.py::test_unread_given",
            "xp and never reads it: each target repeats the same test",
        ),
    ]


def test_what_is_read_through_a_fixture_is_read(pytester, run):
    """A test may take `xp` beside what a fixture has made with it."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def x(xp): return xp.ones(3)

        @pytest.fixture
        def plain(): return 1

        @pytest.fixture
        def doubled(x): return 2 * x

        def test_fixture(x, xp): assert x.shape == (3,)
        def test_fixture_of_a_fixture(doubled, xp): assert doubled.shape == (3,)
        def test_other_fixture(plain, xp): assert plain

        class TestIt:
            @pytest.fixture(autouse=True)
            def prepare(self, xp): self.x = xp.ones(3)
            def test_method(self, xp): assert self.x.shape == (3,)
        """
    )
    result = run()
    result.assert_outcomes(passed=4)
    (line,) = [line for line in result.outlines if "never reads it" in line]
    assert "::test_other_fixture takes xp and" in line


@pytest.mark.parametrize("extra", [[], ["-n2"], ["--xp-isolate"]], ids=["alone", "xdist", "apart"])
def test_modules_that_trace_nothing_are_pointed_out(pytester, run_apart, extra):
    """Once each, where a target would trace what is tagged; not where something is."""
    tag = "from array_api_extra.testing import lazy_xp_function\n"
    test = "\ndef test_1(xp): f(xp.ones(3))\ndef test_2(xp): f(xp.ones(2))"
    pytester.makepyfile(
        test_bare=f"def f(x): return x\n{test}",
        test_tagged=f"{tag}def f(x): return x\nlazy_xp_function(f)\n{test}",
        test_method=f"""{tag}
class C:
    def m(self, x): return x
lazy_xp_function((C, "m"))
f = C().m
{test}""",
        test_elsewhere=f"import lib\nlazy_xp_modules = [lib]\ndef f(x): return lib.f(x)\n{test}",
        lib=f"{tag}def f(x): return x\nlazy_xp_function(f)\n",
        test_suite=f"""
import pytest
def f(x): return x
pytestmark = pytest.mark.xp_case(feature="f", check="c")
{test}""",
    )
    pytester.syspathinsert()
    result = run_apart("--backend=dask.array,dask.array+lazy,jax.numpy+jit", *extra)
    assert result.ret == 0
    (line,) = [line for line in result.outlines if "lazy_xp_function" in line]
    said = "test_bare.py was traced or kept lazy on dask.array+lazy, jax.numpy+jit: tag what it"
    said = f"nothing in {said}" if not extra else "nothing in test_bare.py was traced or"
    assert line.startswith(said)


def test_a_module_that_is_not_listed_is_pointed_out(pytester, run_apart):
    """What is tagged may still not be traced: the summary names the list, which helps."""
    pytester.makepyfile(
        lib="def f(x): return x",
        test_it="""
        import lib
        from array_api_extra.testing import lazy_xp_function

        lazy_xp_function(lib.f)
        def test_it(xp): lib.f(xp.ones(3))
        """,
    )
    pytester.syspathinsert()
    said = "*or list the module that you call it through in lazy_xp_modules"
    result = run_apart("--backend=dask.array+lazy")
    result.stdout.fnmatch_lines([f"nothing in test_it.py was traced{said}"])
    test = pytester.path / "test_it.py"
    test.write_text(f"{test.read_text()}\nlazy_xp_modules = [lib]\n")
    run_apart("--backend=dask.array+lazy").stdout.no_fnmatch_line("nothing in*")


def test_unread_looks_at_loads():
    """Storing to the name, or a variable of that name that is no parameter, is not reading."""

    def stores(xp):
        xp = 1  # noqa: F841

    def own_variable():
        xp = []
        xp.append(1)

    def keyword(*, xp):
        return 1

    def two_at_once(a, xp):
        return a, xp

    assert unread(stores.__code__) == unread(keyword.__code__) == ("xp",)
    assert unread(own_variable.__code__) == unread(two_at_once.__code__) == ()


def test_subtests_are_no_tests_of_a_target(pytester, run):
    """The table counts tests, as the report does."""
    pytester.makepyfile("""
        def test_it(xp, subtests):
            for n in range(3):
                with subtests.test(n=n): assert xp
        def test_fails(xp, subtests):
            with subtests.test("x"): assert not xp
    """)
    run().stdout.fnmatch_lines(["target * passed  failed", "numpy * 1 * 1"])
