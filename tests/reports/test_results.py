import msgspec
import pytest

from pytest_array_api.reports import matrix
from pytest_array_api.reports._fingerprint import fingerprint, normalise
from pytest_array_api.reports._model import Case, Expected, Target
from pytest_array_api.reports._results import label, results

OUT = {"outcome": "skip", "skip": "out-of-scope"}


@pytest.mark.parametrize(
    ("outcomes", "value", "passed", "expected"),
    [
        (["pass", "pass"], "yes", 2, 2),
        (["pass", "fail"], "partial", 1, 2),
        (["pass", "skip"], "partial", 1, 2),
        (["pass", "notrun"], "partial", 1, 2),
        (["fail", "crash"], "no", 0, 2),
        (["fail", "skip"], "no", 0, 2),
        (["skip", "skip"], "unknown", 0, 2),
        (["notrun", "notrun"], "unknown", 0, 2),
        ([OUT, OUT], "n/a", 0, 0),
        (["pass", OUT], "yes", 1, 1),
        ([], "unknown", 0, 0),
    ],
)
def test_cell(make_report, outcomes, value, passed, expected):
    """A skip is no pass, nothing ran is unknown, and only the suite's scope is left out."""
    cases = {(f"f/c/n={n}", "numpy"): what for n, what in enumerate(outcomes)}
    shown = matrix(make_report({**cases, ("g/c/n=1", "numpy"): "pass", ("f/x", "torch"): "pass"}))
    cell = shown.cells["f", "numpy@lab"]
    assert (cell.value, cell.passed, cell.expected) == (value, passed, expected)


def test_the_worst_case_explains_a_cell(make_report):
    """A partial cell must be able to say why."""
    cases = {("f/c/1", "t"): "fail", ("f/c/2", "t"): "crash", ("f/c/3", "t"): "pass"}
    assert matrix(make_report(cases)).cells["f", "t@lab"].worst.id == "f/c/2"


@pytest.mark.parametrize(
    ("outcome", "expected", "shown"),
    [
        ("fail", None, "fail"),
        ("fail", ("fail",), "xfail"),
        ("crash", ("fail",), "crash"),
        ("pass", ("fail",), "xpass"),
        ("pass", ("pass", "fail"), "pass"),
        ("skip", ("fail",), "skip"),
        ("notrun", ("fail",), "notrun"),
    ],
)
def test_label(outcome, expected, shown):
    """Expectation is an axis of its own: xfail and xpass are derived."""
    known = expected and Expected(outcomes=expected)
    case = Case(id="a", target="t@l", part="p", outcome=outcome, expected=known)
    assert label(case) == shown


def test_a_flaky_expectation_accepts_a_pass():
    """What is known to be flaky may pass."""
    known = Expected(outcomes=("fail",), flaky=True)
    assert label(Case(id="a", target="t", part="p", outcome="pass", expected=known)) == "pass"


def test_ids_give_feature_check_and_parameters():
    """The id is the only source; slashes, commas and equal signs in values survive."""
    case = Case(
        id="fft.rfft/values/dtype=float64,n=8,x=a/b=c", target="t", part="p", outcome="pass"
    )
    assert (case.feature, case.check) == ("fft.rfft", "values")
    assert case.parameters == {"dtype": "float64", "n": "8", "x": "a/b=c"}
    bare = Case(id="module", target="t", part="p", outcome="pass")
    assert (bare.feature, bare.check, bare.parameters) == ("module", "", {})


@pytest.mark.parametrize(
    ("key", "text", "backend", "device", "label"),
    [
        ("torch:cuda:1+jit@mac", "torch:cuda:1+jit", "torch", "cuda:1", "mac"),
        ("numpy@x", "numpy", "numpy", "", "x"),
        ("jax.numpy+jit@a-b", "jax.numpy+jit", "jax.numpy", "", "a-b"),
    ],
)
def test_target_keys_give_their_parts(key, text, backend, device, label):
    """A column is a target at an environment."""
    target = Target(key=key, availability="ran")
    assert (target.text, target.backend, target.device, target.label) == (
        text, backend, device, label,
    )  # fmt: skip


SAME = [
    ("error 1.5e-7 at 0x7f12ab", "error 3 at 0xdeadbeef"),
    ("File <tmp>/pytest-1/a.py:12 in f", "File ~/work/a.py:99 in f"),
    ("shape (3, 4) is not (5, 6)", "shape (10, 2) is not (1, 1)"),
    ("max nan", "max inf"),
    ("<Array object at 0x10>", "<Array object at 0x20>"),
]
DIFFERENT = [
    ("float32 is not float64", "float32 is not complex128"),
    ("no attribute 'fft'", "no attribute 'rfft'"),
    ("on cpu", "on cuda"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_cause_has_one_fingerprint(one, other):
    """Numbers, addresses and folders don't count."""
    assert normalise(one) == normalise(other)
    assert fingerprint("wrong-value", "E", one) == fingerprint("wrong-value", "E", other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_causes_have_other_fingerprints(one, other):
    """Dtypes, names and devices count; so do kind and exception."""
    assert fingerprint("exception", "E", one) != fingerprint("exception", "E", other)
    assert fingerprint("exception", "E", one) != fingerprint("exception", "F", one)
    assert fingerprint("exception", "E", one) != fingerprint("wrong-value", "E", one)


def test_unsorted_records_are_those_of_one_case(make_report):
    """A document that somebody else wrote may have its records in any order."""
    report = make_report({("f/v", "t"): "fail", ("g/v", "t"): "pass"})
    first, second = report.cases
    third = msgspec.structs.replace(first, outcome="pass", failure=None)
    found = results(msgspec.structs.replace(report, cases=(first, second, third)))
    result = found["f/v", first.target]
    assert (result.outcome, result.flaky) == ("fail", True)
