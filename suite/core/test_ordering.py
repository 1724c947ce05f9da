"""Order: extremes and their positions, sorting, searching, unique values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import LAYOUTS, drawn, literal
from ._specs import COMPARISONS, EXTREMES, FLOATS, INTEGERS, UNIQUE, Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject

PICK = {"argmin": min, "argmax": max}


def first_position(values: list[Any], name: str) -> int:
    """Return the first position of the extreme value."""
    return values.index(PICK[name](values))


def tie_cases(profile: Profile) -> Iterator[Case]:
    """Yield lengths around vector widths and the sizes at which kernels change."""
    sizes = profile.pick((1, 2, 17, 100, 2049), (*range(1, 131, 8), 2049, 70000), range(1, 131))
    for spec in EXTREMES:
        for dtype in ("int64", "float64", "int32", "float32"):
            yield Case(spec, {"dtype": dtype, "sizes": f"{sizes[0]}-{sizes[-1]}"}, (dtype,))


@cases("ties", tie_cases)
def test_first_of_ties(case: Case, subject: Subject, profile: Profile) -> None:
    """Of equal values the first counts (pytorch#41998, pytorch#41781)."""
    name = case.spec.name
    for n in profile.pick((1, 2, 17, 100, 2049), (*range(1, 131, 8), 2049, 70000), range(1, 131)):
        for values in (np.zeros(n), np.arange(n) % 3, (np.arange(n) + n // 2) % 5 % 4):
            x = literal(values, case["dtype"])
            expected = first_position(values.tolist(), name)
            subject.expect_equal(subject(x), np.int64(expected))


@cases("ties", lambda _p: [Case(s, {"axis": a}) for s in EXTREMES for a in (0, 1, 2, -1)])
def test_first_of_ties_along_axis(case: Case, subject: Subject) -> None:
    """Of equal values the first along the axis counts, keepdims or not."""
    values = drawn((5, 40, 7), "int64").values % 4
    moved = np.moveaxis(values, case["axis"], -1)
    rows = [
        first_position(row, case.spec.name) for row in moved.reshape(-1, moved.shape[-1]).tolist()
    ]
    expected = np.array(rows).reshape(moved.shape[:-1])
    subject.expect_equal(subject(literal(values), axis=case["axis"]), expected)
    kept = subject(literal(values), axis=case["axis"], keepdims=True)
    subject.expect_equal(kept, np.expand_dims(expected, case["axis"]))


@cases("large", per_spec(EXTREMES))
def test_large_axis(case: Case, subject: Subject) -> None:
    """A position beyond 2**20 is found (cupy#8014)."""
    values = np.zeros((2, 2**20 + 3), dtype=np.float32)
    at = [2**20 + 1, 77]
    values[np.arange(2), at] = -1 if case.spec.name == "argmin" else 1
    subject.expect_equal(subject(literal(values), axis=1), at)


@cases("nan-inf", per_spec(EXTREMES))
def test_range_of_positions(case: Case, subject: Subject) -> None:
    """The position lies in the array, whatever the values (cupy#7424)."""
    for row in ([np.inf], [-np.inf], [np.inf] * 5, [-np.inf] * 40, [np.nan], [1.0, np.nan, 0.0]):
        found = int(subject.host(subject(literal(row, "float32"))))
        subject.expect(0 <= found < len(row), f"position {found} of {row}")
    plain = int(subject.host(subject(literal([np.inf] * 5, "float32"))))
    subject.expect(plain == 0, f"the first of five infinities is at {plain}")


@cases("non-contiguous", lambda _p: [Case(s, {"layout": n}) for s in EXTREMES for n in LAYOUTS])
def test_positions_in_views(case: Case, subject: Subject) -> None:
    """Positions are those of the view (pytorch#32863)."""
    x = drawn((6, 50), "float32")
    values = x.values
    if case["layout"] == "broadcast":
        values = np.broadcast_to(values[:1], values.shape)
    expected = [first_position(row, case.spec.name) for row in values.tolist()]
    subject.expect_equal(subject(x.laid(case["layout"]), axis=1), expected)


ARGSORT, SORT = Operation("argsort"), Operation("sort")


def order_cases(profile: Profile) -> Iterator[Case]:
    """Yield lengths beyond the 16 elements up to which any sort happens to be stable."""
    for descending in (False, True):
        for n in profile.pick((3, 50), (3, 17, 50, 300, 5000), (3, 17, 50, 300, 5000, 100000)):
            for dtype in ("int64", "float64", "float32"):
                parameters = {"descending": descending, "n": n, "dtype": dtype}
                yield Case(ARGSORT, parameters, (dtype,))


@cases("stable", order_cases)
def test_stable_argsort(case: Case, subject: Subject) -> None:
    """Equal values keep their order, by default, descending too (numpy#20778)."""
    values = np.arange(case["n"]) * 7 % 4
    sign = -1 if case["descending"] else 1
    expected = sorted(range(case["n"]), key=lambda i: sign * int(values[i]))
    arguments = {"descending": True} if case["descending"] else {}
    x = literal(values, case["dtype"])
    subject.expect_equal(subject(x, **arguments), expected)
    subject.expect_equal(subject(x, stable=True, **arguments), expected)


@cases("stable", lambda _p: [Case(ARGSORT, {"axis": a}) for a in (0, 1, -1)])
def test_stable_argsort_along_axis(case: Case, subject: Subject) -> None:
    """Equal values keep their order along any axis."""
    values = drawn((30, 40), "int64").values % 5
    expected = np.argsort(values, axis=case["axis"], kind="stable")
    subject.expect_equal(subject(literal(values), axis=case["axis"]), expected)


@cases("large", lambda p: [
    Case(ARGSORT, {"n": p.pick(65537, 65537, 4194319), "dtype": d}, (d,))
    for d in ("float32", "int32")
])  # fmt: skip
def test_large_argsort(case: Case, subject: Subject) -> None:
    """Kernels for many elements sort too, and are stable (pytorch#183885)."""
    n, step = case["n"], 40503
    k = np.arange(n)
    # n is a prime: the multiples of a step are a permutation, whose inverse is one of them.
    # Halved, they are pairs of equal values, each to be left in its order.
    x = literal(k * step % n // 2, case["dtype"])
    order = k * pow(step, -1, n) % n
    pairs = np.sort(order[:-1].reshape(-1, 2), axis=1)
    subject.expect_equal(subject(x), np.append(pairs, order[-1]))


@cases("signed-zero", per_spec((ARGSORT,)))
def test_zeros_are_equal(case: Case, subject: Subject) -> None:
    """0.0 and -0.0 are equal, and stay where they were (jax#6443)."""
    subject.expect_equal(subject(literal([0.0, -0.0, 0.0, -0.0], "float32"), stable=True), range(4))


@cases("nan-inf", per_spec((SORT,)))
def test_sort_with_nan(case: Case, subject: Subject) -> None:
    """NaN may go anywhere, but the numbers are sorted (cupy#3324)."""
    values = drawn((60,), "float32").values.copy()
    values[5::7] = np.nan
    values[3] = np.inf
    found = subject.host(subject(literal(values)))
    numbers = found[~np.isnan(found)]
    expected = np.array(sorted(v for v in values.tolist() if v == v), np.float32)  # noqa: PLR0124
    subject.expect(np.array_equal(numbers, expected), f"the numbers came out as {numbers}")


@cases("values", lambda _p: [
    Case(SORT, {"dtype": d, "descending": down}, (d,)) for d in (*INTEGERS, *FLOATS)
    for down in (False, True)
])  # fmt: skip
def test_sort(case: Case, subject: Subject) -> None:
    """Rows are sorted, each for itself."""
    x = drawn((7, 33), case["dtype"])
    expected = [sorted(row, reverse=case["descending"]) for row in x.values.tolist()]
    subject.expect_equal(
        subject(x, descending=case["descending"]), np.array(expected, case["dtype"])
    )


SEARCH = Operation("searchsorted")


@cases("values", lambda _p: [Case(SEARCH, {"side": s, "dtype": d}, (d,)) for s in ("left", "right")
                             for d in ("int64", "float64", "float32")])  # fmt: skip
def test_searchsorted(case: Case, subject: Subject) -> None:
    """Positions among ties go by the side; beyond the ends too."""
    edges = [-3, -1, -1, 0, 2, 2, 2, 5, 9]
    wanted = [-4, -3, -2, -1, 0, 1, 2, 3, 5, 9, 10]
    bisect = bisect_left if case["side"] == "left" else bisect_right
    expected = [bisect(edges, v) for v in wanted]
    found = subject(
        literal(edges, case["dtype"]), literal(wanted, case["dtype"]), side=case["side"]
    )
    subject.expect_equal(found, expected)


@cases("nan-inf", per_spec((SEARCH,)))
def test_searchsorted_infinite(case: Case, subject: Subject) -> None:
    """Infinite edges are edges (pytorch#158738)."""
    edges, wanted = [-np.inf, 0.0, 1.0, np.inf], [-np.inf, -1.0, 0.5, 2.0, np.inf]
    for side, bisect in (("left", bisect_left), ("right", bisect_right)):
        expected = [bisect(edges, v) for v in wanted]
        found = subject(literal(edges, "float32"), literal(wanted, "float32"), side=side)
        subject.expect_equal(found, expected)


@cases(
    "values", lambda _p: [Case(s, {"shape": shape}) for s in UNIQUE for shape in ((), (9,), (3, 4))]
)
def test_unique(case: Case, subject: Subject) -> None:
    """Counts add up, and the inverse rebuilds the input in its shape (numpy#26753)."""
    values = np.asarray(drawn(case["shape"], "int64").values % 4)
    result = subject(literal(values))
    flat = values.reshape(-1).tolist()
    expected = {
        "values": sorted(set(flat)),
        "counts": [flat.count(v) for v in sorted(set(flat))],
        "indices": [flat.index(v) for v in sorted(set(flat))],
        "inverse_indices": np.array([sorted(set(flat)).index(v) for v in flat]).reshape(
            values.shape
        ),
    }
    found = {"values": result} if case.spec.name == "unique_values" else named(result)
    # The order of the values is left open by the standard.
    order = np.argsort(subject.host(found["values"]), kind="stable")
    for name, array in found.items():
        host = subject.host(array)
        if name == "inverse_indices":
            subject.expect_shape(array, values.shape)
            host = np.argsort(order)[host]
        else:
            host = host[order]
        subject.expect(
            np.array_equal(host, expected[name]), f"{name} are {host}, expected {expected[name]}"
        )


def named(result: Any) -> dict[str, Any]:
    """Return the fields of a named tuple."""
    return {name: getattr(result, name) for name in result._fields}


@cases("nan-inf", per_spec(tuple(s for s in UNIQUE if s.name == "unique_counts")))
def test_unique_nan(case: Case, subject: Subject) -> None:
    """Each NaN is a value of its own, with count one (pytorch#94106)."""
    result = named(subject(literal([np.nan, 1.0, np.nan, 1.0], "float32")))
    total = int(subject.host(result["counts"]).sum())
    subject.expect(total == 4, f"the counts of four elements add up to {total}")


OPERATORS = {
    "equal": lambda a, b: a == b, "not_equal": lambda a, b: a != b, "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b, "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
}  # fmt: skip


@cases("nan-inf", per_spec(COMPARISONS))
def test_comparisons(case: Case, subject: Subject) -> None:
    """NaN compares unequal to everything, itself included."""
    numbers = [0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan")]
    grid = [[OPERATORS[case.spec.name](a, b) for b in numbers] for a in numbers]
    column = literal([[a] for a in numbers], "float32")
    subject.expect_equal(subject(column, literal(numbers, "float32")), grid)


@cases("dtype", per_spec((*EXTREMES, ARGSORT)))
def test_dtype_of_positions(case: Case, subject: Subject) -> None:
    """Positions have the library's default dtype of indices."""
    default = subject.default_dtype("indexing")
    actual = subject(drawn((9,), "float32"))
    subject.expect(actual.dtype == default, f"dtype {actual.dtype}, the default is {default}")


@cases("dtype", per_spec((SEARCH,)))
def test_dtype_of_insertions(case: Case, subject: Subject) -> None:
    """Positions among edges have the library's default dtype of indices too."""
    default = subject.default_dtype("indexing")
    actual = subject(literal([1, 2], "float32"), literal([1, 2, 3], "float32"))
    subject.expect(actual.dtype == default, f"dtype {actual.dtype}, the default is {default}")
