"""Case ids: the same in every process, on every machine, from every folder."""

from __future__ import annotations

import enum
import json

import numpy as np
import pytest

from pytest_array_api.plugin._cases import LONGEST, clean, named


class Colour(enum.Enum):
    """A parameter type with names."""

    RED = 1


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({}, ""),
        ({"n": 3, "dtype": "float64"}, "dtype=float64,n=3"),
        ({"norm": None, "real": True, "x": 1.5}, "norm=None,real=True,x=1.5"),
        ({"axes": (0, -1)}, "axes=(0,-1)"),
        ({"s": ""}, "s=''"),
        ({"colour": Colour.RED, "type": np.float32}, "colour=RED,type=float32"),
    ],
)
def test_parameters_in_ids(parameters, text):
    """Sorted by name, in words that every process writes alike."""
    assert named(parameters) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("f/g", "f/g"),
        ("f/<object object at 0x7f12ab>", "f/<object_object_at_0x>"),
        ("f/0x7f12ab34cd", "f/0x"),
        ("f/0xff", "f/0xff"),
        ("f/é\n", "f/\\xe9_"),
        ("f/" + "a" * LONGEST, None),
    ],
)
def test_ids_are_stable_and_printable(text, cleaned):
    """No addresses, ASCII, no blanks; a long one ends in a digest."""
    found = clean(text)
    assert found == clean(found)
    assert len(found) <= LONGEST
    assert cleaned is None or found == cleaned
    assert clean(f"{text}z") != found


PROJECT = """
import pytest

@pytest.mark.xp_case(feature="fft.rfft", check="values")
@pytest.mark.parametrize("n", [4])
@pytest.mark.parametrize("dtype", ["float64"])
def test_suite(xp, n, dtype): assert xp

@pytest.mark.xp_case(feature="fft.fft", check="values", parameters={"n": 8, "dtype": "int8"})
def test_given(xp): assert xp

class TestIt:
    @pytest.mark.parametrize("x", [object(), pytest.param(object(), id="named")])
    def test_method(self, x, xp): assert xp

def test_plain(xp): assert xp

def test_other(): pass
"""


def cases(path):
    """Return the ids in a report."""
    return sorted({case["id"] for case in json.loads(path.read_text())["cases"]})


EXPECTED = [
    "fft.fft/values/dtype=int8,n=8",
    "fft.rfft/values/dtype=float64,n=4",
    "package.test_it/TestIt.test_method/named",
    "package.test_it/TestIt.test_method/x0",
    "package.test_it/test_plain",
]


def test_ids_of_tests(pytester, run_apart):
    """From the mark, or from module, class, function and parameters; however it is invoked."""
    package = pytester.mkpydir("package")
    (package / "test_it.py").write_text(PROJECT)
    pytester.syspathinsert()
    report = pytester.path / "report.json"
    elsewhere = pytester.mkdir("elsewhere")
    for arguments in (["package"], ["--pyargs", "package", f"--rootdir={elsewhere}"]):
        run_apart(*arguments, f"--xp-report={report}", "--backend=numpy,numpy+readonly")
        assert cases(report) == EXPECTED


@pytest.mark.parametrize("extra", [[], ["-n1"]], ids=["alone", "xdist"])
def test_two_tests_of_one_name(pytester, run_apart, extra):
    """A number tells them apart, the summary says so; warnings as errors don't end the run."""
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.xp_case(feature="f", check="c")
        def test_1(xp): assert xp

        @pytest.mark.xp_case(feature="f", check="c")
        def test_2(xp): assert xp
        """
    )
    result = run_apart("--xp-report=report.json", *extra)
    result.assert_outcomes(passed=2)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*test_1?numpy? and *test_2?numpy? are both the case 'f/c'*"])
    assert cases(pytester.path / "report.json") == ["f/c", "f/c#2"]


def test_many_tests_of_one_name(pytester, run):
    """The summary shows some and counts the rest."""
    pytester.makepyfile(
        test_it="""
        import pytest

        @pytest.mark.parametrize("n", range(2))
        @pytest.mark.parametrize("m", range(12))
        def test_it(xp, n, m, request):
            assert xp

        test_it = pytest.mark.xp_case(feature="f", check="c", parameters={})(test_it)

        @pytest.mark.parametrize("m", range(12))
        class TestIt:
            def test_1(self, xp, m): assert xp
        """
    )
    pytester.makeconftest("""
        def pytest_collection_modifyitems(items):
            import pytest
            for item in items:
                number = item.callspec.params["m"]
                mark = pytest.mark.xp_case(feature="f", check=f"c{number}", parameters={})
                item.add_marker(mark, append=False)
    """)
    result = run("--xp-report=report.json")
    assert result.stdout.str().count("are both the case") == 10
    result.stdout.fnmatch_lines(["and 2 more cases that several tests claim"])


def test_out_of_scope_is_so_on_every_target(pytester):
    """Also where the target lacks what the case needs: scope never depends on the target."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.xp_requires("float64")
        @pytest.mark.skip_xp_backends("array_api_strict", reason="mine")
        @pytest.mark.xp_case(feature="f.outside", check="c", out_of_scope="not ours")
        def test_outside(xp): raise AssertionError

        @pytest.mark.xp_case(feature="f.inside", check="c")
        def test_inside(xp): assert xp
        """
    )
    targets = "numpy,array_api_strict,array_api_strict:no_float64"
    pytester.runpytest(f"--xp-backend={targets}", "--xp-report=r.json")
    found = json.loads(pytester.path.joinpath("r.json").read_text())["cases"]
    outside = [case for case in found if case["id"] == "f.outside/c"]
    assert [(case["skip"], case["reason"]) for case in outside] == [
        ("out-of-scope", "not ours")
    ] * 3
    assert {case["outcome"] for case in found if case["id"] == "f.inside/c"} == {"pass"}


def test_an_xfail_that_may_pass_is_no_surprise(pytester):
    """Only an explicit strict=False says so; a link at the end of the reason is the issue."""
    pytester.makeini("[pytest]\nxfail_strict = false\n")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.xfail(reason="now and then https://x.org/1", strict=False)
        @pytest.mark.xp_case(feature="f.flaky", check="c")
        def test_flaky(xp): assert xp

        @pytest.mark.xfail(reason="always")
        @pytest.mark.xp_case(feature="f.known", check="c")
        def test_known(xp): assert xp
        """
    )
    pytester.runpytest("--xp-report=r.json")
    found = json.loads(pytester.path.joinpath("r.json").read_text())["cases"]
    flaky, known = (case["expected"] for case in found)
    assert (flaky["flaky"], flaky["reason"], flaky["issue"]) == (
        True,
        "now and then",
        "https://x.org/1",
    )
    assert "flaky" not in known
