import pytest

from pytest_array_api.reports import ReportError, matrix
from pytest_array_api.reports._model import Expected
from pytest_array_api.reports._query import FIELDS, parse, select

from .conftest import build

CASES = {
    ("fft.rfft/values/dtype=float64,n=8", "numpy"): "pass",
    ("fft.rfft/values/dtype=float64,n=8", "torch:cuda:1"): {
        "outcome": "fail",
        "message": "Max Err",
    },
    ("fft.rfft/dtype/dtype=float32", "numpy"): "pass",
    ("fft.rfft/dtype/dtype=float32", "torch:cuda:1"): {"outcome": "fail", "kind": "wrong-dtype"},
    ("cluster.vq.vq/values/n=1", "numpy"): "pass",
    ("cluster.vq.vq/values/n=1", "torch:cuda:1"): "pass",
    ("fftlike/values/n=1", "numpy"): {"outcome": "crash", "kind": "crash"},
    ("fftlike/values/n=1", "torch:cuda:1"): {"outcome": "skip", "reason": "no such thing"},
}
SHOWN = matrix(build(CASES))
RV, RD, V, L = (
    "fft.rfft/values/dtype=float64,n=8",
    "fft.rfft/dtype/dtype=float32",
    "cluster.vq.vq/values/n=1",
    "fftlike/values/n=1",
)
N, T = "numpy@lab", "torch:cuda:1@lab"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {(case, target) for case in (RV, RD, V, L) for target in (N, T)}),
        ("feature:fft", {(RV, N), (RV, T), (RD, N), (RD, T)}),
        ("feature:fft.rfft target:torch*", {(RV, T), (RD, T)}),
        ("feature:*vq*", {(V, N), (V, T)}),
        ("torch !pass", {(RV, T), (RD, T), (L, T)}),
        ("backend:torch outcome:pass", {(V, T)}),
        ("backend:tor", set()),
        ("device:cuda outcome:fail", {(RV, T), (RD, T)}),
        ("device:cuda:1 outcome:skip", {(L, T)}),
        ("dtype:float32", {(RD, N), (RD, T)}),
        ("kind:wrong-dtype or crash", {(RD, T), (L, N)}),
        ("wrong-dtype", {(RD, T)}),
        ("cell:yes", {(V, N), (V, T), (RV, N), (RD, N)}),
        ("cell:no feature:fftlike", {(L, N)}),
        ('text:"max err"', {(RV, T)}),
        ("text:such", {(L, T)}),
        ("is:different", {(RV, N), (RV, T), (RD, N), (RD, T)}),
        ("is:unexpected", {(RV, T), (RD, T), (L, N)}),
        ("is:untriaged target:numpy", {(L, N)}),
        ("only:torch", {(RV, T), (RD, T)}),
        ("only:numpy", set()),
        ("!feature:fft !feature:fftlike", {(V, N), (V, T)}),
        ("RFFT numpy", {(RV, N), (RD, N)}),
    ],
)
def test_query_chooses(query, expected):
    """Terms side by side must all hold, `or` separates alternatives, `!` negates."""
    found = {(result.case.id, result.case.target) for result in select(SHOWN, query)}
    assert found == expected


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour:red", r"no field 'colour'; choose one of feature, target"),
        ("outcom:fail", r"no field 'outcom'; did you mean outcome\? choose one of feature"),
        ("outcome:great", "no outcome:great; choose one of crash"),
        ("outcome:Failure", r"no outcome:Failure; did you mean fail\? choose one of crash"),
        ("!outcome:xpased", r"no outcome:xpased; did you mean xpass\? choose one of crash"),
        ("is:nice", "no is:nice; choose one of different, flaky"),
        ("is:diferent", r"no is:diferent; did you mean different\? choose"),
        ("kind:x", "no kind:x; choose one of wrong-value"),
        ("cell:maybe", "no cell:maybe; choose one of yes"),
        ("outcome: fail", "outcome: needs its value right behind it"),
    ],
)
def test_mistakes_are_told(query, words):
    """A misspelt field or value never just finds nothing."""
    with pytest.raises(ReportError, match=words):
        parse(query)


KNOWN = Expected(("fail", "error"), "as known")
MAY_PASS = Expected(("fail", "error"), "now and then", flaky=True)
EXPECTED = matrix(
    build(
        {
            ("f/pass", "t"): "pass",
            ("f/skip", "t"): "skip",
            ("f/fail", "t"): "fail",
            ("f/error", "t"): "error",
            ("f/crash", "t"): "crash",
            ("f/known", "t"): {"outcome": "fail", "expected": KNOWN},
            ("f/mended", "t"): {"outcome": "pass", "expected": KNOWN},
            ("f/lucky", "t"): {"outcome": "pass", "expected": MAY_PASS},
            ("f/unlucky", "t"): {"outcome": "error", "expected": MAY_PASS},
            ("f/killed", "t"): {"outcome": "crash", "expected": KNOWN},
        }
    )
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outcome:xpass", "mended lucky"),
        ("outcome:xpassed", "mended lucky"),
        ("xpass is:unexpected", "mended"),
        ("outcome:xfail", "known unlucky"),
        ("outcome:xfailed", "known unlucky"),
        ("outcome:failed", "fail error crash killed"),
        ("failed", "fail error crash killed"),
        ("outcome:fail", "fail known"),
        ("outcome:passed", "pass mended lucky"),
        ("skipped", "skip"),
    ],
)
def test_outcomes_in_the_words_of_pytest(query, expected):
    """What was expected counts as pytest counts it; a pass that may be is an xpass too."""
    found = {result.case.check for result in select(EXPECTED, query)}
    assert found == set(expected.split())


def test_every_field_has_a_test():
    """The table of fields and the examples above stay together."""
    examples = test_query_chooses.pytestmark[0].args[1]
    used = {term.field for query, _ in examples for terms in parse(query) for term in terms}
    assert used == set(FIELDS)
