import pytest

from pytest_array_api.reports import ReportError, matrix
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
        ("outcome:great", "outcome:great is not one of crash"),
        ("is:nice", "is:nice is not one of different, flaky"),
        ("kind:x", "kind:x is not one of wrong-value"),
    ],
)
def test_mistakes_are_told(query, words):
    """A misspelt field or value never just finds nothing."""
    with pytest.raises(ReportError, match=words):
        parse(query)


def test_every_field_has_a_test():
    """The table of fields and the examples above stay together."""
    examples = test_query_chooses.pytestmark[0].args[1]
    used = {term.field for query, _ in examples for terms in parse(query) for term in terms}
    assert used == set(FIELDS)
