"""The marks of both generations: where they match, what they do, what they refuse."""

from __future__ import annotations

import re

import pytest

import pytest_array_api
from pytest_array_api.backends import BACKENDS, Target, probe
from pytest_array_api.plugin._judgement import judge
from pytest_array_api.plugin._rules import KEYWORDS, read_mark
from pytest_array_api.plugin.marks import Backend, Expectation, Rules

STRICT = "--backend=numpy,array_api_strict,array_api_strict:device1"
EVERYWHERE = {"numpy", "array_api_strict", "array_api_strict:device1"}


def outcomes(result):
    """Return the word of each test that has a target in ``-v`` output, by its id."""
    found = (re.match(r"\S*::(\w+)\[(.*)\] (\w+)", line) for line in result.outlines)
    return {(match[1], match[2]): match[3] for match in found if match and match[2] != "100%"}


def on_targets(result):
    """Return the words of a project's only test, by target."""
    return {target: word for (_, target), word in outcomes(result).items()}


def write(pytester, mark, body="assert xp.ones(1).shape == (1,)", imports=""):
    """Write a project with one marked test."""
    pytester.makepyfile(
        test_it=f"import pytest\n{imports}\n\n{mark}\ndef test_xp(xp):\n    {body}\n"
    )


SKIPS = {
    'skip_xp_backends("numpy")': {"numpy"},
    'skip_xp_backends("array_api_strict")': EVERYWHERE - {"numpy"},
    'skip_xp_backends("array_api_strict:device1")': {"array_api_strict:device1"},
    'skip_xp_backends("numpy", True)': {"numpy"},
    'skip_xp_backends("numpy", False)': set(),
    'skip_xp_backends("torch")': set(),
    'skip_xp_backends("torch", "array_api_strict:device1")': {"array_api_strict:device1"},
    'skip_xp_backends("numpy", condition=True)': {"numpy"},
    'skip_xp_backends("numpy", condition=False)': set(),
    "skip_xp_backends(np_only=True, condition=False)": set(),
    'skip_xp_backends("numpy", "torch", True)': {"numpy"},
    'skip_xp_backends("numpy", "torch", False)': set(),
    'skip_xp_backends("numpy", "torch", reasons=["one", "two"])': {"numpy"},
    'skip_xp_backends("numpy", reason="so")': {"numpy"},
    "skip_xp_backends(np_only=True)": EVERYWHERE - {"numpy"},
    'skip_xp_backends(np_only=True, exceptions=["array_api_strict"])': set(),
    "skip_xp_backends(np_only=False)": set(),
    "skip_xp_backends(cpu_only=True)": {"array_api_strict:device1"},
    'skip_xp_backends(cpu_only=True, exceptions=["array_api_strict"])': set(),
    "skip_xp_backends(eager_only=True)": set(),
    'skip_xp_backends(versions="numpy<1")': set(),
    'skip_xp_backends(versions="numpy>1")': {"numpy"},
    'skip_xp_backends("array_api_strict", versions=">1,<100")': EVERYWHERE - {"numpy"},
    'skip_xp_backends("array_api_strict", versions="<1")': set(),
    'skip_xp_backends("numpy", versions="pytest>1")': {"numpy"},
    'skip_xp_backends("numpy", versions="pytest<1")': set(),
    'skip_xp_backends("numpy", versions="no-such-package>1")': set(),
    "skip_if_array_api": EVERYWHERE - {"numpy"},
    "skip_if_array_api_gpu": {"array_api_strict:device1"},
    'skip_if_array_api_backend("array_api_strict")': EVERYWHERE - {"numpy"},
    'skip_if_array_api_backend(backend="array_api_strict")': EVERYWHERE - {"numpy"},
    'xp_requires("float64", "fft")': set(),
    "array_api_compatible": set(),
    "array_api_backends": set(),
}


@pytest.mark.parametrize("spelling", ["pytest.mark.", ""], ids=["mark", "decorator"])
def test_where_marks_skip(pytester, run, spelling):
    """As a mark and as an imported decorator, each skips exactly its targets."""
    lines = ["import pytest", "from pytest_array_api import *"]
    for number, mark in enumerate(SKIPS):
        lines += [f"@{spelling}{mark}", f"def test_{number}(xp):", "    xp.ones(1)"]
    pytester.makepyfile("\n".join(lines))
    words = outcomes(run("-v", STRICT))
    assert len(words) == len(SKIPS) * len(EVERYWHERE)
    for number, (mark, skipped) in enumerate(SKIPS.items()):
        mine = {target: word for (name, target), word in words.items() if name == f"test_{number}"}
        expected = {name: "SKIPPED" if name in skipped else "PASSED" for name in EVERYWHERE}
        assert mine == expected, mark


@pytest.mark.parametrize(
    ("mark", "failing"),
    [
        ('xfail_xp_backends("numpy")', {"numpy"}),
        ("xfail_xp_backends(np_only=True)", EVERYWHERE - {"numpy"}),
        ("xfail_xp_backends(cpu_only=True)", {"array_api_strict:device1"}),
        ('xfail_xp_backends("numpy", False)', set()),
    ],
)
def test_where_a_mark_expects_a_failure(pytester, run, mark, failing):
    """An expected failure runs: it is XFAIL where the test fails, XPASS where it passes."""
    write(pytester, f"@pytest.mark.{mark}", body="assert False")
    words = on_targets(run("-v", STRICT))
    assert words == {name: "XFAIL" if name in failing else "FAILED" for name in EVERYWHERE}
    write(pytester, f"@pytest.mark.{mark}")
    words = on_targets(run("-v", STRICT))
    assert words == {name: "XPASS" if name in failing else "PASSED" for name in EVERYWHERE}


@pytest.mark.parametrize(
    ("ini", "argument", "word"),
    [
        ("true", "", "FAILED"),
        ("false", "", "XPASS"),
        ("true", ", strict=False", "XPASS"),
        ("false", ", strict=True", "FAILED"),
    ],
)
def test_xfail_strict(pytester, run, ini, argument, word):
    """The mark's own word counts, else the ini key."""
    pytester.makeini(f"[pytest]\nxfail_strict = {ini}\n")
    write(pytester, f'@pytest.mark.xfail_xp_backends("numpy"{argument})')
    assert on_targets(run("-v")) == {"numpy": word}


@pytest.mark.parametrize(
    ("raises", "word"),
    [
        ("ValueError", "XFAIL"),
        ("(OSError, ValueError)", "XFAIL"),
        ("pytest.RaisesExc(ValueError, match='this')", "XFAIL"),
        ("None", "XFAIL"),
        ("OSError", "FAILED"),
        ("pytest.RaisesExc(ValueError, match='that')", "FAILED"),
    ],
)
@pytest.mark.parametrize("spelling", ["pytest.mark.", ""], ids=["mark", "decorator"])
def test_xfail_raises(pytester, run, spelling, raises, word):
    """Another exception than the expected one is a failure, as with pytest's own mark."""
    mark = f'@{spelling}xfail_xp_backends("numpy", raises={raises})'
    write(pytester, mark, "raise ValueError('this')", "from pytest_array_api import *")
    assert on_targets(run("-v")) == {"numpy": word}


def test_eager_only_skips_the_lazy_backends():
    """JAX and Dask are lazy, as in SciPy, and ONNX graphs are."""
    rules = read_mark(pytest.mark.skip_xp_backends(eager_only=True).mark)
    skipped = [row.name for row in BACKENDS if judge(rules, Target(row.name), probe).skip]
    assert skipped == ["jax.numpy", "dask.array", "ndonnx"]


@pytest.mark.parametrize(
    ("need", "target", "word"),
    [
        ("float64", "array_api_strict:no_float64", "SKIPPED"),
        ("float32", "array_api_strict:no_float64", "PASSED"),
        ("fft", "array_api_strict+strictest", "SKIPPED"),
        ("boolean indexing", "array_api_strict+strictest", "SKIPPED"),
        ("boolean indexing", "array_api_strict", "PASSED"),
    ],
)
def test_requirements_are_measured(pytester, run, need, target, word):
    """What a target lacks is found by trying it on the target, not by its name."""
    write(pytester, f"@pytest.mark.xp_requires({need!r})")
    result = run("-v", "-rs", f"--backend={target}")
    assert on_targets(result) == {target: word}
    if word == "SKIPPED":
        result.stdout.fnmatch_lines([f"*{target} lacks {need}*"])


@pytest.mark.parametrize("order", [1, -1])
def test_reasons_are_shown(order):
    """A reason that names the backend goes before a general one, whatever the order."""
    marks = [
        pytest.mark.skip_xp_backends(np_only=True, reason="general"),
        pytest.mark.skip_xp_backends("array_api_strict", reason="special"),
    ]
    rules = [rule for mark in marks for rule in read_mark(mark.mark)][::order]
    assert judge(rules, Target("array_api_strict"), probe).skip == "special"


def test_simulated_devices_are_no_cpu():
    """Also where the library calls the device a CPU: JAX's second one stands for a GPU."""
    rules = read_mark(pytest.mark.skip_xp_backends(cpu_only=True).mark)
    texts = ["jax.numpy:cpu", "jax.numpy:cpu:1", "torch:cpu", "torch:fakegpu", "torch:meta"]
    skipped = [text for text in texts if judge(rules, Target.parse(text), probe).skip]
    assert skipped == ["jax.numpy:cpu:1", "torch:fakegpu", "torch:meta"]


def test_marks_on_modules_classes_and_parameters(pytester, run):
    """A mark counts from wherever pytest lets one stand."""
    pytester.makepyfile(
        test_it="""
        import pytest
        skip = pytest.mark.skip_xp_backends
        pytestmark = [skip("numpy", reason="module")]

        @skip("array_api_strict", reason="class")
        class TestIt:
            def test_xp(self, xp):
                pass

        @pytest.mark.parametrize("n", [
            1, pytest.param(2, marks=skip("array_api_strict", reason="parameter")),
        ])
        def test_parameter(n, xp):
            pass
        """
    )
    result = run("-v", "-rs", "--backend=numpy,array_api_strict")
    result.assert_outcomes(passed=1, skipped=5)
    for reason, count in [("module", 3), ("class", 1), ("parameter", 1)]:
        assert sum(f"({reason})" in line for line in result.outlines) == count


def test_each_backend_of_a_mark_has_its_reason():
    """As SciPy once wrote it: several names, and the reasons beside them."""
    mark = pytest.mark.skip_xp_backends("numpy", "array_api_strict", reasons=["one", "two"]).mark
    words = [
        judge(read_mark(mark), Target(name), probe).skip for name in ("numpy", "array_api_strict")
    ]
    assert words == ["one", "two"]


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ('skip_xp_backends("trch")', "unknown backend 'trch'.*numpy, array_api_strict, torch"),
        ('skip_xp_backends("torch", "trch")', "unknown backend 'trch'"),
        ('skip_xp_backends("torch.cuda")', "unknown backend 'torch.cuda'"),
        ('skip_xp_backends("torch", True, "numpy")', "expected the name of a backend, got True"),
        ('skip_xp_backends("torch", reasons="old")', "reasons must be a list, one for each"),
        (
            'skip_xp_backends("torch", "cupy", reasons=["old"])',
            "the number of reasons is 1, that of backends 2; expected one for each",
        ),
        (
            'skip_xp_backends("torch", reasons=["old"], reason="new")',
            "a list, one for each backend",
        ),
        ('skip_xp_backends("torch", np_only=True)', "excludes np_only"),
        ("skip_xp_backends(3)", "expected the name of a backend, got 3"),
        ("skip_xp_backends()", "names no backend"),
        (
            "skip_xp_backends(np_onyl=True)",
            r"unknown argument 'np_onyl' \(did you mean 'np_only'\?\); expected np_only, cpu_only",
        ),
        ('skip_xp_backends("torhc:cuda")', r"'torhc:cuda' \(did you mean 'torch'\?\); the known"),
        ('skip_xp_backends("pytroch")', r"'pytroch' \(did you mean 'pytorch'\?\); the known"),
        ('xfail_xp_backends("torch", raises="no")', "must be an exception or a tuple.*got 'no'"),
        ('xfail_xp_backends("torch", raises=[OSError])', "must be an exception or a tuple"),
        ('skip_xp_backends("torch", raises=OSError)', "unknown argument 'raises'"),
        ('skip_if_array_api_backend("torch", raeson="")', "'raeson' .did you mean 'reason'"),
        ('skip_if_array_api(raeson="")', "'raeson' .did you mean 'reason'"),
        ('xp_requires("fft", reason="")', "unknown argument 'reason'; expected no keywords"),
        ('xp_requires("flaot64")', "unknown need 'flaot64' .did you mean 'float64'"),
        ('skip_xp_backends(np_only=True, exceptions=["trch"])', "unknown backend 'trch'"),
        ('skip_xp_backends(np_only=True, exceptions="cupy")', "must be a list of backends"),
        ('skip_xp_backends("torch:gpux")', "has no device 'gpux'"),
        ('skip_xp_backends(versions="cupy<<14")', "must read like 'cupy<14'"),
        ('skip_xp_backends(versions="cupy")', "names no version"),
        ('xfail_xp_backends("trch")', "unknown backend 'trch'"),
        ('skip_xp_backends("torch", strict=True)', "unknown argument 'strict'"),
        (
            'skip_xp_backends("torch", condition=len)',
            "condition must be true or false .* <built-in",
        ),
        ('skip_xp_backends(np_only="no")', "np_only must be true or false .*, got 'no'"),
        ('xfail_xp_backends("torch", strict="no")', "strict must be true or false .*, got 'no'"),
        ('skip_xp_backends("torch", "cupy", versions="<14")', "must read like 'cupy<14'"),
        ("skip_if_array_api_backend()", "needs the name of a backend"),
        ('skip_if_array_api("numpy")', "at most 0"),
        ('array_api_compatible("numpy")', "at most 0"),
        ("array_api_compatible(np_only=True)", "unknown argument 'np_only'; expected no keywords"),
        ('xp_requires("float65")', "unknown need 'float65'.*float64"),
        ("xp_requires()", "needs names such as 'float64'"),
        ('xp_case(feature="f")', "needs feature.*and check"),
        ('xp_case(feature="f", check="c", out_of_scope=True)', "is the reason, a text; got True"),
    ],
)
def test_what_a_mark_refuses(mark, message):
    """A mark that can't be meant is an error that names the value and the choices."""
    for place in (pytest.mark, pytest_array_api):
        if hasattr(place, mark.partition("(")[0]):  # xp_case is no decorator
            with pytest.raises(ValueError, match=message):
                read_mark(eval(f"place.{mark}", {"place": place}).mark)


def test_a_function_is_no_condition():
    """It would be true on every target; the decorator refuses any function."""
    with pytest.raises(ValueError, match=r"condition must be true or false .* <built-in"):
        read_mark(pytest.mark.skip_xp_backends("torch", len).mark)


def test_decorators_declare_what_marks_take():
    """The types of the keywords are those that the rules accept."""
    for keywords, name in [
        (Backend, "skip_if_array_api_backend"),
        (Rules, "skip_xp_backends"),
        (Expectation, "xfail_xp_backends"),
    ]:
        # Of what a class inherits, too.
        assert keywords.__optional_keys__ == set(KEYWORDS[name])


@pytest.mark.parametrize(
    "name", ["skip_xp_backends", "xfail_xp_backends", "skip_if_array_api_backend", "xp_requires"]
)
def test_a_decorator_without_parentheses(name):
    """It would take the test for its argument, and the test would vanish from the run."""
    with pytest.raises(TypeError, match=rf"^@{name} needs parentheses and arguments, got <funct"):
        getattr(pytest_array_api, name)(lambda xp: None)


@pytest.mark.parametrize("spelling", ["pytest.mark.", ""], ids=["mark", "decorator"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("'trch'", "unknown backend 'trch' (did you mean 'torch'?)*"),
        ("", "skip_xp_backends names no backend; expected one, or np_only, *"),
        ("np_onyl=True", "*unknown argument 'np_onyl' (did you mean 'np_only'?); expected *"),
    ],
)
def test_a_refused_mark(pytester, run, spelling, arguments, said):
    """It ends the run before any test, and names the test; the decorator's does the same."""
    mark = f"@{spelling}skip_xp_backends({arguments})"
    write(pytester, mark, imports="from pytest_array_api import *")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*test_it.py::test_xp?numpy?: {said}"])


def test_a_refused_mark_under_xdist(pytester, run_apart):
    """The controller ends with the worker's message."""
    write(pytester, '@pytest.mark.skip_xp_backends("trch")')
    result = run_apart("-n2")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_it.py::test_xp?numpy?: unknown backend 'trch'*"])


def test_array_api_compatible_needs_xp(pytester, run):
    """The mark of 2023 on a test that can't be repeated per target is an error."""
    pytester.makepyfile(
        "import pytest\n@pytest.mark.array_api_compatible\ndef test_it():\n    pass\n"
    )
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*::test_it: array_api_compatible needs a test that takes `xp`*"])


def test_array_api_compatible_on_a_module(pytester, run):
    """There it speaks of the tests that take `xp`, as in SciPy, whose modules have others too."""
    pytester.makepyfile(
        """
        import pytest
        pytestmark = pytest.mark.array_api_compatible

        def test_xp(xp):
            pass

        class TestIt:
            def test_plain(self):
                pass
        """
    )
    run().assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("mark", "options", "skipped"),
    [
        ("skip_if_array_api", [], 0),
        ("skip_if_array_api", ["--backend=array_api_strict"], 1),
        ("skip_if_array_api_gpu", ["--backend=array_api_strict"], 0),
        ("skip_if_array_api_gpu", ["--backend=array_api_strict:device1"], 1),
        ("skip_xp_backends(np_only=True)", ["--backend=array_api_strict"], 0),
    ],
)
def test_marks_on_tests_without_xp(pytester, run, mark, options, skipped):
    """For a test without targets the first two ask about the run; the others don't apply."""
    pytester.makepyfile(f"import pytest\n@pytest.mark.{mark}\ndef test_it():\n    pass\n")
    run(*options).assert_outcomes(passed=1 - skipped, skipped=skipped)


def test_array_api_backends_selects_exactly_the_tests_with_xp(pytester, run):
    """Also those that get `xp` by another fixture."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def data(xp):
            return xp.ones(3)

        def test_direct(xp):
            pass

        def test_indirect(data):
            pass

        def test_device(device):
            pass

        def test_plain():
            pass
        """
    )
    result = run("-v", "-m", "array_api_backends")
    result.assert_outcomes(passed=3, deselected=1)
    run("-m", "not array_api_backends").assert_outcomes(passed=1, deselected=3)


def test_marks_are_registered_and_taught(pytester, run):
    """--strict-markers accepts them, --markers explains them."""
    names = [name for name in pytest_array_api.__all__ if not name.startswith("xp_assert")]
    text = run("--markers").stdout.str()
    for name in [*names, "array_api_backends", "xp_case"]:
        assert f"@pytest.mark.{name}" in text
    write(pytester, "@pytest.mark.array_api_compatible\n@pytest.mark.xp_requires('fft')")
    run("--strict-markers").assert_outcomes(passed=1)


AUDITED = """
import pytest
skip = pytest.mark.skip_xp_backends

@skip("numpy", reason="fixed long ago")
def test_fixed(xp):
    assert xp.ones(1).shape == (1,)

@skip("numpy", reason="still true")
def test_broken(xp):
    assert xp is None

@pytest.mark.skip(reason="not ours")
def test_other(xp):
    assert xp is None
"""


def test_run_skipped(pytester, run):
    """The audit runs what our marks skip, and lists the skips that would pass."""
    pytester.makepyfile(test_it=AUDITED)
    pytester.makeini("[pytest]\nxfail_strict = true\n")
    result = run("--xp-run-skipped")
    result.assert_outcomes(xpassed=1, xfailed=1, skipped=1)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*::test_fixed?numpy? would pass without its skip: fixed long*"])
    result.stdout.no_fnmatch_line("*test_broken*would pass*")
    run().assert_outcomes(skipped=3)


def test_two_marks_leave_the_exceptions_alone(pytester, run):
    """How a test is run on some backends only, a device included."""
    only = '@pytest.mark.skip_xp_backends(np_only=True, exceptions=["array_api_strict:device1"])'
    write(pytester, f'{only}\n@pytest.mark.skip_xp_backends("numpy")')
    words = on_targets(run("-v", STRICT))
    assert words == dict.fromkeys(EVERYWHERE, "SKIPPED") | {"array_api_strict:device1": "PASSED"}


def test_an_unknown_backend_s_message_holds_the_way_out(pytester, run):
    """The line that it names, put in a conftest, lets marks name a library that isn't here."""
    pytester.makepyfile("""
        import pytest
        @pytest.mark.skip_xp_backends("absent.numpy", reason="x")
        def test_xp(xp): assert xp
    """)
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    (line,) = [line for line in result.errlines if "unknown backend 'absent.numpy'" in line]
    hook = line.partition("`")[2].partition("`")[0]
    pytester.makeconftest(f"from pytest_array_api.backends import Backend\n{hook}")
    run().assert_outcomes(passed=1)
