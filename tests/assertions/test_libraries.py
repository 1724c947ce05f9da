"""Every library's arrays: facts, verdicts, traps; nothing is raised but MismatchError."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from pytest_array_api.assertions import (
    MismatchError,
    assert_almost_equal,
    assert_array_almost_equal,
    record_accuracy,
    recording,
    xp_assert_close,
    xp_assert_close_nulp,
    xp_assert_equal,
    xp_assert_less,
    xp_assert_less_equal,
)
from pytest_array_api.assertions._tolerance import resolve
from pytest_array_api.backends import Target, activate, library

LIBRARIES = (
    "numpy",
    "array_api_strict",
    "array_api_strict:device1",
    "torch",
    "torch:fakegpu",
    "jax.numpy",
    "dask.array",
    "sparse",
    "ndonnx",
    "mlx.core",
)
ASSERTIONS = (xp_assert_close, xp_assert_equal, xp_assert_less_equal, xp_assert_close_nulp)


@pytest.fixture(params=LIBRARIES)
def active(request):
    """Activate each target."""
    pytest.importorskip(request.param.partition(":")[0])
    with activate(Target.parse(request.param)) as entry:
        yield entry


def fails(kind, assertion, *args, **options) -> str:
    """Return the message of an assertion that must fail with a kind."""
    with pytest.raises(MismatchError) as caught:
        assertion(*args, **options)
    assert caught.value.kind == kind, str(caught.value)
    return str(caught.value)


def float32(active, data):
    return active.asarray(np.asarray(data, dtype=np.float32))


@pytest.mark.parametrize("assertion", ASSERTIONS)
def test_equal_values_pass_and_are_counted(active, assertion):
    """Equal arrays pass every reflexive assertion, and one pair of values is counted."""
    with recording() as record:
        assertion(float32(active, [1, -2, 0]), float32(active, [1, -2, 0]))
    assert (record.compared, record.metadata_only) == (1, 0)


@pytest.mark.parametrize("assertion", ASSERTIONS)
def test_wrong_values_fail(active, assertion):
    """One wrong element fails, and the message names library and element."""
    text = fails("wrong-value", assertion, float32(active, [1, 9]), float32(active, [1, 2]))
    assert text.startswith("1 of 2 elements is not ")
    assert active.target.backend in text
    assert "[1]    9.0     2.0 " in text


def test_nan_and_inf_match_themselves(active):
    """NaN is close to NaN, inf to inf of the same sign, and to nothing else."""
    odd = float32(active, [np.nan, np.inf, -np.inf, 1])
    xp_assert_close(odd, float32(active, [np.nan, np.inf, -np.inf, 1]))
    xp_assert_equal(odd, float32(active, [np.nan, np.inf, -np.inf, 1]))
    for wrong in ([1, np.inf, -np.inf, 1], [np.nan, np.inf, np.inf, 1], [np.nan, 1, -np.inf, 1]):
        fails("wrong-value", xp_assert_close, odd, float32(active, wrong))
        fails("wrong-value", xp_assert_equal, float32(active, wrong), odd)
    fails("wrong-value", xp_assert_close, odd, odd, equal_nan=False)


def test_scalars_and_lists_are_desired(active):
    """A scalar or nested list stands for an array like actual."""
    actual = float32(active, [0.1, 0.2])
    xp_assert_close(actual, [0.1, 0.2])
    xp_assert_equal(actual, [0.1, 0.2])
    fails("wrong-shape", xp_assert_equal, actual, 0.1)
    fails("wrong-value", xp_assert_equal, actual, [0.1, 0.25])


def test_a_scalar_is_actual_only_where_no_namespace_is_asked_for(active):
    """A Python scalar or list as actual is of the wrong namespace, if that is checked."""
    one = float32(active, 1)
    for value in (True, 1.0, [1.0]):
        fails("wrong-namespace", xp_assert_equal, value, value)
        xp_assert_equal(value, value, check_namespace=False)
        fails("wrong-namespace", xp_assert_equal, value, one)
    xp_assert_equal(1.0, one, check_namespace=False, check_dtype=False)
    fails("wrong-value", xp_assert_equal, True, False, check_namespace=False)
    fails("wrong-value", xp_assert_equal, 2.0, one, check_namespace=False, check_dtype=False)
    fails("wrong-namespace", xp_assert_equal, object(), one, check_namespace=False)


def test_numpy_where_the_target_is_asked_for(active):
    """A NumPy array, on either side or both, is of the wrong namespace; in any thread."""
    host = np.ones(2, dtype=np.float32)
    here = float32(active, [1, 1])
    if active.target.backend == "numpy":
        xp_assert_equal(host, here)
        return
    seen = []

    def work() -> None:
        pairs = ((host, here), (here, host), (host, host))
        seen.extend(fails("wrong-namespace", xp_assert_equal, *pair) for pair in pairs)
        xp_assert_equal(host, host, xp=np)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [text.partition("; ")[0] for text in seen] == ["namespace differs"] * 3
    assert f"actual numpy, desired numpy, expected {active.target.backend}" in seen[2]


def test_inputs_stay_as_they_are(active):
    """Neither a pass nor a failure changes an input."""
    actual, desired = float32(active, [1, np.nan]), float32(active, [2, np.nan])
    fails("wrong-value", xp_assert_close, actual, desired)
    xp_assert_equal(actual, [1, np.nan])
    xp_assert_equal(desired, [2, np.nan])


def test_facts_differ_all_at_once():
    """Shape and dtype are told in one message; the first of them gives the kind."""
    text = fails("wrong-shape", xp_assert_equal, np.ones((1, 2)), np.ones(2, dtype=np.float32))
    assert "shape: actual (1, 2), desired (2,)  <-- mismatch" in text
    assert "dtype: actual float64, desired float32  <-- mismatch" in text
    fails("wrong-dtype", xp_assert_equal, np.ones(2), np.ones(2, dtype=">f8"))
    fails("wrong-shape", xp_assert_equal, np.float64(1), np.asarray(1.0))
    xp_assert_equal(np.float64(1), np.asarray(1.0), check_0d=False)
    xp_assert_equal(np.ones((1, 2)), np.ones(2), check_shape=False)
    fails("wrong-shape", xp_assert_equal, np.ones(2), np.ones((1, 2)), check_shape=False)
    fails("wrong-shape", xp_assert_equal, np.ones(1), np.ones(2), check_shape=False)
    fails("wrong-shape", xp_assert_equal, np.ones((0, 2)), np.ones((1, 2)), check_shape=True)
    xp_assert_close(np.ones(2), np.ones(2, dtype=np.float32), check_dtype=False)
    fails("wrong-shape", xp_assert_equal, np.ones(3), np.ones(2), check_shape=False)


def test_devices_differ():
    """Arrays of one library on two devices; without the check the values are compared."""
    strict = pytest.importorskip("array_api_strict")
    there = strict.ones(2, device=strict.Device("device1"))
    text = fails("wrong-device", xp_assert_equal, there, strict.ones(2))
    assert text.startswith("device differs; the values are equal (array_api_strict ")
    xp_assert_equal(there, strict.ones(2), check_device=False)


def test_actual_must_be_an_array():
    """A scalar, a list or an object in the place of actual is a clear mismatch."""
    for wrong in (1.0, [1.0], None, object):
        assert "expected an array" in fails("wrong-namespace", xp_assert_equal, wrong, 1.0)
    assert "desired is" in fails("wrong-namespace", xp_assert_equal, np.ones(1), object())
    fails("wrong-namespace", xp_assert_equal, np.ones(1), [[1.0], [1.0, 2.0]])


def test_desired_values_that_the_dtype_lacks_differ():
    """A list is never rounded or wrapped to make it equal."""
    fails("wrong-value", xp_assert_equal, np.asarray([1]), [1.5])
    fails("wrong-value", xp_assert_equal, np.asarray([44], dtype=np.uint8), [300])
    fails("wrong-value", xp_assert_equal, np.asarray([np.inf], dtype=np.float32), [1e300])


def test_what_is_no_number_is_equal_or_not():
    """Text, dates, records and objects have no tolerance; NaT stands beside NaT."""
    pairs = [
        (np.asarray(["a", "b"]), np.asarray(["a", "c"])),
        (np.asarray(["a", "b"], dtype="T"), np.asarray(["a", "c"], dtype="T")),
        (np.asarray(["2020-01-01", "NaT"], "M8[s]"), np.asarray(["2020-01-02", "NaT"], "M8[s]")),
        (np.asarray([1, 2], "m8[s]"), np.asarray([1, 3], "m8[s]")),
        (np.asarray([(1, 2.0)], "i8,f8"), np.asarray([(1, 3.0)], "i8,f8")),
        (np.asarray([np.ones(2), None], object), np.asarray([np.ones(2), 3], object)),
    ]
    for assertion in (xp_assert_close, xp_assert_equal, xp_assert_close_nulp):
        for actual, desired in pairs:
            assertion(actual, actual.copy())
            assert "[" in fails("wrong-value", assertion, actual, desired)
            fails("wrong-dtype", assertion, actual, np.ones(actual.shape))
            fails("wrong-value", assertion, actual, [1.0] * actual.size)
    fails("wrong-value", xp_assert_equal, np.asarray([2**64 - 1], np.uint64), [2**70])


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize("kind", [np.matrix, np.ma.masked_array])
def test_subclasses_of_numpys_array(kind):
    """A mask or a unit is more than values: such an array is no array of the namespace."""
    text = fails("wrong-namespace", xp_assert_equal, kind([[1.0]]), np.ones((1, 1)))
    assert "namespace: actual numpy (" in text
    assert "expected numpy  <-- mismatch" in text
    fails("wrong-namespace", xp_assert_equal, np.ones((1, 1)), kind([[1.0]]))
    fails("wrong-namespace", xp_assert_equal, kind([[1.0]]), kind([[1.0]]))
    xp_assert_equal(kind([[1.0]]), np.ones((1, 1)), check_namespace=False)
    masked = np.ma.masked_array([[1.0, 5.0]], mask=[[False, True]])
    fails("wrong-value", xp_assert_equal, masked, np.ones((1, 2)), check_namespace=False)


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_what_a_library_raises_is_a_mismatch():
    """Whatever fails while it is looked at is named, with its cause behind it."""
    torch = pytest.importorskip("torch")
    da = pytest.importorskip("dask.array")
    nested = torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])
    broken = da.ones(2).map_blocks(lambda block: 1 // 0, dtype=float, meta=np.ones(0))
    for array, cause in ((nested, RuntimeError), (broken, ZeroDivisionError)):
        for pair, name in (((array, np.ones(2)), "actual"), ((np.ones(2), array), "desired")):
            with pytest.raises(MismatchError, match=rf"^{name} can't be compared: ") as caught:
                xp_assert_close(*pair)
            assert isinstance(caught.value.__cause__, cause)
    fails("wrong-namespace", xp_assert_equal, np, np.ones(1))


def test_containers():
    """Named tuples, dataclasses and mappings recurse; counts beside arrays are compared."""

    class Result(NamedTuple):
        statistic: Any
        n: int

    @dataclass
    class Fit:
        result: Result
        label: str

    fit = Fit(Result(np.ones(2), 3), "a")
    xp_assert_close(fit, Fit(Result(np.ones(2), 3), "a"))
    xp_assert_close(fit.result, (np.ones(2), 3))
    text = fails("wrong-value", xp_assert_close, fit, Fit(Result(np.zeros(2), 3), "a"))
    assert text.startswith("actual.result.statistic: 2 of 2 ")
    text = fails("wrong-value", xp_assert_close, fit, Fit(Result(np.ones(2), 4), "a"))
    assert text == "actual.result.n differs: actual 3, desired 4"
    fails("wrong-shape", xp_assert_close, (np.ones(1),), (np.ones(1), np.ones(1)))


def test_complex_numbers_by_parts():
    """A part that is not finite is compared on its own: nan+1j is not nan+2j."""
    odd = np.asarray([complex(np.nan, 1), complex(np.inf, np.nan)])
    xp_assert_equal(odd, odd.copy())
    xp_assert_close(odd, odd + 1e-12j)
    for assertion in (xp_assert_close, xp_assert_equal):
        fails("wrong-value", assertion, odd, np.asarray([complex(np.nan, 2), odd[1]]))
        fails("wrong-value", assertion, odd, np.asarray([complex(1, np.nan), odd[1]]))
        fails("wrong-value", assertion, odd, np.asarray([odd[0], complex(-np.inf, np.nan)]))


def test_less_has_numpys_nan():
    """NaN passes beside NaN alone; equal values are not less; complex has no order."""
    xp_assert_less(np.asarray([np.nan, 1]), np.asarray([np.nan, 2]))
    fails("wrong-value", xp_assert_less, np.asarray([np.nan]), np.asarray([1.0]))
    fails("wrong-value", xp_assert_less, np.asarray([1.0]), np.asarray([np.nan]))
    fails("wrong-value", xp_assert_less, np.asarray([1]), np.asarray([1]))
    xp_assert_less_equal(np.asarray([1]), np.asarray([1]))
    one = np.ones(1)
    for other in (one * 1j, one.astype(str), one.astype(object), one.astype("M8[s]"), 1j, ["1"]):
        options = {"check_namespace": False, "check_dtype": False}
        text = fails("wrong-dtype", xp_assert_less, one, other, **options, check_shape=False)
        assert text.startswith("dtype differs; values not compared")
        assert "expected real numbers, which have an order  <-- mismatch" in text
    fails("wrong-dtype", xp_assert_less_equal, one * 1j, one * 1j)


def test_kinds_tell_rounding_from_another_answer():
    """A quarter of the digits right is inaccurate; fewer is wrong; integers are never close."""
    desired = np.asarray([1.0, 1000.0])
    fails("accuracy", xp_assert_close, desired + 1e-3, desired)
    fails("wrong-value", xp_assert_close, desired + 1.0, desired)
    fails("wrong-value", xp_assert_close, np.asarray([10**9]), np.asarray([10**9 + 1]))


def test_default_tolerances():
    """4*sqrt(eps), capped for half precision; exact for integers; a mapping by dtype."""
    for dtype, inside, outside in (
        (np.float64, 5e-8, 7e-8),
        (np.float32, 1.3e-3, 1.5e-3),
        (np.float16, 0.9e-3, 2.1e-3),
    ):
        one = np.ones(1, dtype=dtype)
        xp_assert_close((one + dtype(inside)).astype(dtype), one)
        fails("accuracy", xp_assert_close, (one + dtype(outside)).astype(dtype), one)
        xp_assert_close((one + dtype(outside)).astype(dtype), one, rtol={dtype.__name__: 0.1})
    xp_assert_close(np.asarray([10, 20]), np.asarray([11, 20]), atol=1)


@pytest.mark.parametrize(
    ("assertion", "decimal"), [(assert_almost_equal, 7), (assert_array_almost_equal, 6)]
)
def test_decimals_of_older_tests(assertion, decimal):
    """SciPy's names for an absolute tolerance: any dtype, broadcast, 1.5 units of a decimal."""
    assertion(np.ones(2), np.ones((), dtype=np.float32))
    assertion(np.ones(2), np.ones(2) + 1.4 * 10.0**-decimal)
    fails("accuracy", assertion, np.ones(2), np.ones(2) + 1.6 * 10.0**-decimal)
    assertion(np.ones(2), np.ones(2) + 0.14, 1)
    fails("wrong-namespace", assertion, [1.0], np.ones(1))
    assertion([1.0], np.ones(1), check_namespace=False)


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "much", np.ones(2), 1j])
def test_bad_tolerances(value):
    """A tolerance that can't be meant is a ValueError, not a verdict."""
    for option in ("rtol", "atol"):
        with pytest.raises(ValueError, match=rf"^{option} must be a finite number >= 0, got "):
            xp_assert_close(np.ones(1), np.ones(1), **{option: value})


@pytest.mark.parametrize("key", ["flaot32", "float128", np.float32, 32])
def test_tolerances_for_no_dtype(key):
    """A key that no dtype has would leave the default in force: a ValueError with the names."""
    hint = r" \(did you mean 'float32'\?\)" if key == "flaot32" else ".*"
    said = rf"^%s has the key {re.escape(repr(key))}{hint}; expected names of dtypes: bfloat16, "
    for option in ("rtol", "atol"):
        with pytest.raises(ValueError, match=said % option):
            xp_assert_close(np.ones(1), np.ones(1), **{option: {key: 1e-5, "float64": 1e-5}})


def test_tolerances_for_rare_dtypes():
    """A dtype that only the library at hand has is known by being there."""
    dtype = np.dtype("float16")
    for name in ("int8", "longdouble", "bfloat16"):
        xp_assert_close(np.ones(1, dtype), np.ones(1, dtype), rtol={name: 0.1})
    assert resolve({"float8_e4m3fn": 0.5}, None, "float8_e4m3fn").rtol == 0.5


def test_torch_views_and_gradients():
    """Lazy conjugation and negation, gradients and bfloat16 are what they stand for."""
    torch = pytest.importorskip("torch")
    negated = torch.tensor([1 + 1j]).conj().imag
    assert negated.is_neg()
    xp_assert_equal(negated, torch.tensor([-1.0]))
    fails("wrong-value", xp_assert_equal, negated, torch.tensor([1.0]))
    xp_assert_equal(torch.tensor([1 + 1j]).conj(), torch.tensor([1 - 1j]))
    gradient = torch.ones(2, requires_grad=True)
    xp_assert_close(gradient, torch.ones(2))
    fails("wrong-value", xp_assert_close, gradient, torch.zeros(2))
    half = torch.ones(2, dtype=torch.bfloat16)
    xp_assert_close(half * 1.0078125, half)
    fails("accuracy", xp_assert_close, half * 1.03125, half)
    xp_assert_equal(torch.tensor([0.1], dtype=torch.bfloat16), [0.1])


def test_arrays_without_values_are_counted_apart():
    """Meta tensors and empty arrays pass on their facts, and are never counted as compared."""
    torch = pytest.importorskip("torch")
    with recording() as record:
        xp_assert_close(torch.ones(2, device="meta"), torch.zeros(2, device="meta"))
        xp_assert_equal(np.ones((0, 2)), np.ones((0, 2)))
    assert (record.compared, record.metadata_only) == (0, 2)
    meta = torch.ones(2, device="meta")
    text = fails("wrong-shape", xp_assert_close, meta, torch.ones(3, device="meta"))
    assert "; values not compared (torch" in text


def test_a_lazy_graph_is_computed_once():
    """A dask array is computed once per assertion, whether it passes or fails."""
    da = pytest.importorskip("dask.array")
    calls = []

    def count(block):
        calls.append(1)
        return block

    lazy = da.ones(4, chunks=4).map_blocks(count, meta=np.ones(0))
    xp_assert_close(lazy, da.ones(4))
    assert len(calls) == 1
    fails("wrong-value", xp_assert_close, lazy, da.zeros(4))
    assert len(calls) == 2


def test_vendored_namespaces_match():
    """Namespaces are compared by library, so `xp` may be any copy of array-api-compat."""
    compat = pytest.importorskip("array_api_compat.numpy")
    vendored = pytest.importorskip("scipy._lib.array_api_compat.numpy")
    assert library(vendored) == "numpy"
    for xp in (np, compat, vendored):
        xp_assert_equal(np.ones(2), np.ones(2), xp=xp)


def test_recorders_nest_and_see_every_thread():
    """Every open recorder is told everything, from any thread; the worst accuracy is kept."""
    with recording() as outer:
        with recording() as inner:
            thread = threading.Thread(target=xp_assert_equal, args=(np.ones(2), np.ones(2)))
            thread.start()
            thread.join()
        xp_assert_close(np.ones(3) * (1 + 2.0**-30), np.ones(3), rtol=2.0**-29)
        record_accuracy(max_err=0.1, unit="eps-l2", limit=10.0, n=4)
    assert (inner.compared, outer.compared) == (1, 2)
    assert outer.accuracy is not None
    assert (outer.accuracy.unit, outer.accuracy.n) == ("eps", 3)
    assert outer.accuracy.max_err == pytest.approx(2.0**22)
    assert outer.accuracy.limit == pytest.approx(2.0**23)
    assert outer.accuracy.ratio == pytest.approx(0.5)


def test_a_failure_is_measured_too():
    """A failure's error is over its limit; a NaN out of place is an infinite error."""
    with recording() as record:
        fails("wrong-value", xp_assert_close, np.ones(2), np.zeros(2), atol=0.5)
        assert record.accuracy is not None
        assert (record.accuracy.unit, record.accuracy.max_err) == ("tolerance", 2.0)
        fails("wrong-value", xp_assert_close, np.asarray([np.nan]), np.zeros(1), atol=0.5)
    assert record.accuracy.max_err == float("inf")
