"""The text of a mismatch, word for word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pytest_array_api.assertions import (
    MismatchError,
    xp_assert_close,
    xp_assert_close_nulp,
    xp_assert_equal,
    xp_assert_less,
)
from pytest_array_api.assertions._message import (
    Fact,
    Report,
    Row,
    Special,
    Values,
    Where,
    render,
)

FORMULA = (
    "|actual - desired| <= atol + rtol*|desired|, rtol=0.00138 (default for complex64), atol=0"
)
REPORT = Report(
    err_msg="",
    path="",
    where=Where("torch", "2.13.0", "cuda:0", copied=True),
    facts=(
        Fact("namespace", "torch", "torch", ok=True),
        Fact("shape", (2, 3), (2, 3), ok=True),
        Fact("dtype", "complex64", "complex128", ok=False),
        Fact("device", "cuda:0", "cuda:0", ok=True),
    ),
    values=Values(
        claim="close",
        wrong=2,
        total=6,
        formula=FORMULA,
        rows=(
            Row((1, 2), "(4+0j)", "(4.1+0j)", "0.1", "0.0244", "17.7x"),
            Row((0, 0), "(1+0j)", "(1.002+0j)", "0.002", "0.002", "1.4x"),
        ),
        notes=("the values would pass with rtol=0.0244 or atol=0.1",),
    ),
)


def test_render_tells_all_at_once():
    """Facts, formula, table and remedy stand in one message."""
    assert render(REPORT) == (
        "dtype differs; 2 of 6 elements are not close"
        " (torch 2.13.0, device cuda:0, copied to host)\n"
        "  namespace torch ok, shape (2, 3) ok, device cuda:0 ok\n"
        "  dtype: actual complex64, desired complex128  <-- mismatch\n"
        f"  {FORMULA}\n"
        "  index   actual  desired     abs diff  rel diff  over tolerance\n"
        "  [1, 2]  (4+0j)  (4.1+0j)    0.1       0.0244    17.7x\n"
        "  [0, 0]  (1+0j)  (1.002+0j)  0.002     0.002     1.4x\n"
        "  the values would pass with rtol=0.0244 or atol=0.1"
    )


def test_render_puts_the_users_words_first_and_names_the_path():
    """err_msg is the first line; the path of a leaf comes before the claim."""
    facts = (Fact("namespace", "numpy", "numpy", ok=False, expected="torch"),)
    report = replace(REPORT, err_msg="case 3", path="actual.pvalue", facts=facts, values=None)
    report = replace(report, why_no_values="values not compared")
    assert render(report) == (
        "case 3\n"
        "actual.pvalue: namespace differs; values not compared"
        " (torch 2.13.0, device cuda:0, copied to host)\n"
        "  namespace: actual numpy, desired numpy, expected torch  <-- mismatch"
    )


def test_render_says_when_only_facts_differ():
    """Right values under wrong facts are said to be right."""
    facts = (Fact("shape", (2,), (2, 1), ok=False), Fact("dtype", "int8", "int16", ok=False))
    fine = Values("close", 0, 6, FORMULA)
    report = replace(REPORT, where=Where("numpy", "2.4", None, copied=False), facts=facts)
    assert render(replace(report, values=fine)) == (
        "shape and dtype differ; the values are close (numpy 2.4)\n"
        "  shape: actual (2,), desired (2, 1)  <-- mismatch\n"
        "  dtype: actual int8, desired int16  <-- mismatch"
    )


def test_render_gives_nan_and_inf_a_verdict_of_their_own():
    """Counts on both sides, and the first places where only one side has it."""
    first = (Row((3,), "nan", "4.0", "", ""),)
    specials = (Special("nan", 2, 0, 2, first), Special("inf", 1, 1, 0, ()))
    values = Values("close", 2, 9, "formula", specials=specials)
    assert render(replace(REPORT, facts=(), values=values)).splitlines()[1:] == [
        "  formula",
        "  nan: 2 in actual, 0 in desired; mismatched at 2: [3] actual nan, desired 4.0, ...",
        "  inf: 1 in actual, 1 in desired",
    ]


def test_render_is_bounded():
    """A long value is cut in its middle, a device without a name is its type."""

    class Device:
        pass

    long = "x" * 10_000
    facts = (Fact("device", Device(), Device(), ok=False),)
    values = Values("equal", 1, 1, "actual == desired", (Row((), long, "b", "", ""),))
    text = render(replace(REPORT, facts=facts, values=values))
    assert "  device: actual Device, desired Device  <-- mismatch\n" in text
    assert f"\n  []     {'x' * 21}...{'x' * 21}  b" in text
    assert len(text) < 500


def message(assertion, *args, **options):
    """Return the message of an assertion that must fail, without its first line's version."""
    with pytest.raises(MismatchError) as caught:
        assertion(*args, **options)
    return str(caught.value).replace(np.__version__, "VERSION")


def test_close_message():
    """The worst excess over the tolerance comes first, not the worst difference."""
    actual = np.asarray([[1.002, 2.0, 1000.0], [1.0, 3.0, 5.0]])
    desired = np.asarray([[1.0, 2.0, 1001.5], [1.0, 3.0, 5.0]])
    assert message(xp_assert_close, actual, desired, rtol=1e-3) == (
        "2 of 6 elements are not close (numpy VERSION)\n"
        "  namespace numpy ok, shape (2, 3) ok, dtype float64 ok\n"
        "  |actual - desired| <= atol + rtol*|desired|, rtol=0.001, atol=0\n"
        "  index   actual  desired  abs diff  rel diff  over tolerance\n"
        "  [0, 0]  1.002   1.0      0.002     0.002     2x\n"
        "  [0, 2]  1000.0  1001.5   1.5       0.0015    1.5x\n"
        "  the values would pass with rtol=0.00201 or atol=0.499"
    )


def test_close_message_of_a_scalar():
    """A 0-d array has one element, at []."""
    assert message(xp_assert_close, np.float64(3), np.float64(4), err_msg="pi") == (
        "pi\n"
        "1 of 1 element is not close (numpy VERSION)\n"
        "  namespace numpy ok, arrayness scalar ok, shape () ok, dtype float64 ok\n"
        "  |actual - desired| <= atol + rtol*|desired|,"
        " rtol=5.96e-08 (default for float64), atol=0\n"
        "  index  actual  desired  abs diff  rel diff  over tolerance\n"
        "  []     3.0     4.0      1         0.25      4.19e+06x\n"
        "  the values would pass with rtol=0.25 or atol=1"
    )


def test_a_scalar_for_an_array_names_the_remedy():
    """NumPy's functions return scalars: the message says what takes them for 0-d arrays."""
    actual, desired = np.float64(3), np.asarray(3.0)
    assert message(xp_assert_close, actual, desired) == (
        "arrayness differs; the values are close (numpy VERSION)\n"
        "  namespace numpy ok, shape () ok, dtype float64 ok\n"
        "  arrayness: actual scalar, desired array  <-- mismatch"
        " (check_0d=False takes NumPy's scalars for 0-d arrays)"
    )
    xp_assert_close(actual, desired, check_0d=False)


def test_equal_message_has_integers_in_full():
    """Large integers are shown and subtracted exactly; the sign of a zero is a note."""
    actual = np.asarray([2**63, 7], dtype=np.uint64)
    assert message(xp_assert_equal, actual, actual + np.asarray([100, 0], dtype=np.uint64)) == (
        "1 of 2 elements is not equal (numpy VERSION)\n"
        "  namespace numpy ok, shape (2,) ok, dtype uint64 ok\n"
        "  actual == desired\n"
        "  index  actual               desired              abs diff  rel diff\n"
        "  [0]    9223372036854775808  9223372036854775908  100       1.08e-17\n"
        "  xp_assert_close would pass the values with rtol=1.09e-17 or atol=100"
    )
    zeros = message(xp_assert_equal, np.asarray([0.0, 1.0]), np.asarray([-0.0, 2.0]))
    assert zeros.endswith("\n  zeros of unlike sign, taken as equal: 1")


def test_special_values_message():
    """Nan and inf are no rows of the table, and no tolerance would pass them."""
    actual = np.asarray([1, np.inf, -np.inf, np.nan, 1])
    desired = np.asarray([np.inf, np.inf, np.inf, 1, 2])
    assert message(xp_assert_close, actual, desired).splitlines()[3:] == [
        "  index  actual  desired  abs diff  rel diff  over tolerance",
        "  [4]    1.0     2.0      1         0.5       8.39e+06x",
        "  nan: 1 in actual, 0 in desired; mismatched at 1: [3] actual nan, desired 1.0",
        (
            "  inf: 2 in actual, 3 in desired; mismatched at 2:"
            " [0] actual 1.0, desired inf; [2] actual -inf, desired inf"
        ),
    ]


def test_less_and_nulp_messages():
    """The other relations state their own formula and remedy."""
    assert message(xp_assert_less, np.asarray([1.0, 3.0]), np.asarray([2.0, 3.0])) == (
        "1 of 2 elements is not less (numpy VERSION)\n"
        "  namespace numpy ok, shape (2,) ok, dtype float64 ok\n"
        "  actual < desired\n"
        "  index  actual  desired  abs diff  rel diff\n"
        "  [1]    3.0     3.0      0         0"
    )
    nulp = message(xp_assert_close_nulp, np.asarray([1.0]), np.asarray([1 + 2.0**-49]))
    assert nulp.splitlines()[2:] == [
        "  |actual - desired| <= nulp*spacing(max(|actual|, |desired|)), nulp=1",
        "  index  actual  desired             abs diff  rel diff  over tolerance",
        "  [0]    1.0     1.0000000000000018  1.78e-15  1.78e-15  8x",
        "  the values would pass with nulp=8",
    ]


def test_text_arrays_have_no_differences():
    """Arrays of text are compared, and shown without numbers."""
    assert message(xp_assert_equal, np.asarray(["a", "b"]), np.asarray(["a", "c"])).endswith(
        "\n  index  actual  desired  abs diff  rel diff\n  [1]    b       c"
    )


def test_a_huge_mismatch_has_a_short_message():
    """Five rows, however many elements are wrong."""
    text = message(xp_assert_equal, np.zeros(10**6), np.ones(10**6))
    assert text.startswith("1000000 of 1000000 elements are not equal")
    assert len(text.splitlines()) == 10


def test_containers_name_the_path():
    """A leaf of a container is named as a reader would write it."""
    actual = {"a": (np.ones(1), np.ones(2)), "n": 3}
    desired = {"a": (np.ones(1), np.zeros(2)), "n": 3}
    text = message(xp_assert_equal, actual, desired)
    assert text.startswith("actual['a'][1]: 2 of 2 elements are not equal (numpy VERSION)\n")
    assert message(xp_assert_equal, actual, {**actual, "n": 4}, err_msg="why") == (
        "why\nactual['n'] differs: actual 3, desired 4"
    )
    assert message(xp_assert_equal, actual, {"a": np.ones(1)}) == (
        "the structure of actual differs: actual dict with ['a'], ['n'], desired dict with ['a']"
    )
    assert message(xp_assert_equal, actual, np.ones(2)) == (
        "the structure of actual differs: actual dict with ['a'], ['n'], desired ndarray"
    )


def test_no_frame_of_the_assertions_is_shown():
    """Every frame between the test and the error hides itself from pytest's traceback."""
    with pytest.raises(MismatchError) as caught:
        xp_assert_close((np.ones(2),), (np.zeros(2),))
    ours = [entry for entry in caught.traceback if "assertions/_" in str(entry.path)]
    assert len(ours) >= 3
    assert all(entry.frame.f_locals.get("__tracebackhide__") for entry in ours)
