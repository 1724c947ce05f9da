"""What the transforms may not do to memory, and how input lies in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import NEGATIVE, STRIDED, drawn, repeated_rows
from ._plans import Plan, plan
from ._specs import FOURIER, HANKEL, ONE_AXIS, SHIFTS, TRANSFORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject
    from ._specs import Transform


def memory_cases(_profile: Profile) -> Iterator[Case]:
    """Yield small calls, and one of a length beyond a single kernel."""
    for spec in TRANSFORMS:
        yield Case(spec, {"size": "small"})
        if spec.rank == 1:
            yield Case(spec, {"size": "large"})


def sized(spec: Transform, size: str) -> Plan:
    """Return the plan of a memory case."""
    return plan(spec) if size == "small" else Plan(spec, (2, 4096), spec.dtypes[0])


@cases("no-mutation", memory_cases)
def test_no_mutation(case: Case, subject: Subject) -> None:
    """The input is what it was, bit for bit; complex-to-real kernels overwrite theirs."""
    planned = sized(case.spec, case["size"])
    x = subject.array(planned.input)
    before = subject.host(x).copy()
    synchronized = subject.host(subject(x))
    subject.expect(synchronized.size > 0, "the result is empty")
    after = subject.host(x)
    subject.expect(before.tobytes() == after.tobytes(), "the call changed its input")


@cases("no-alias", memory_cases)
def test_no_alias(case: Case, subject: Subject) -> None:
    """Results share memory neither with one another nor with the input."""
    planned = sized(case.spec, case["size"])
    x = subject.array(planned.input)
    first = subject(x)
    kept = subject.host(first).copy()
    other = Plan(planned.spec, planned.shape, planned.dtype, seed=1)
    second = subject.host(subject(other.input))
    subject.expect(not np.array_equal(second, kept), "another input gave the same result")
    subject.expect(
        subject.host(first).tobytes() == kept.tobytes(), "a later call changed an earlier result"
    )
    before = subject.host(x).copy()
    overwrite(first)
    subject.expect(
        subject.host(x).tobytes() == before.tobytes(), "writing to the result changed the input"
    )


def overwrite(x: Any) -> None:
    """Fill an array with zeros where the library lets one write."""
    try:
        x[...] = 0
    except (TypeError, ValueError, RuntimeError, NotImplementedError):
        return  # immutable arrays have nothing to share


def alias_cases(_profile: Profile) -> Iterator[Case]:
    """Yield the identities: transforms of one point."""
    for spec in ONE_AXIS:
        yield Case(spec, {"n": 1})


@cases("no-alias", alias_cases)
def test_no_alias_of_one_point(case: Case, subject: Subject) -> None:
    """A transform of one point returns a copy too."""
    x = subject.array(drawn((3, 1), case.spec.dtypes[0]))
    before = subject.host(x).copy()
    overwrite(subject(x, n=1))
    subject.expect(
        subject.host(x).tobytes() == before.tobytes(), "writing to the result changed the input"
    )


@cases("no-transfer", memory_cases)
def test_no_transfer(case: Case, subject: Subject) -> None:
    """Nothing is copied to the host, as far as the target can tell."""
    planned = sized(case.spec, case["size"])
    x = subject.array(planned.input)
    before = len(subject.active.transfers())
    actual = subject(x)
    moved = subject.active.transfers()[before:]
    subject.expect(not moved, f"host transfers during the call: {', '.join(moved)}")
    subject.expect_shape(actual, planned.result_shape)


@cases("no-transfer", per_spec((*SHIFTS, *HANKEL)))
def test_no_transfer_of_helpers(case: Case, subject: Subject) -> None:
    """Nothing is copied to the host by shifts and Hankel transforms."""
    x = subject.array(drawn((4, 16), "float32"))
    before = len(subject.active.transfers())
    arguments = {"dln": 0.1, "mu": 0.5} if case.spec in HANKEL else {}
    actual = subject(x, **arguments)
    moved = subject.active.transfers()[before:]
    subject.expect(not moved, f"host transfers during the call: {', '.join(moved)}")
    subject.expect_shape(actual, (4, 16))


def layout_cases(layouts: tuple[str, ...]) -> Any:
    """Return the cases of some layouts: each precision with each layout."""

    def generate(profile: Profile) -> Iterator[Case]:
        for spec in TRANSFORMS:
            for position, layout in enumerate(layouts):
                dtypes = profile.pick((spec.dtypes[position % 2],), spec.dtypes, spec.dtypes)
                for dtype in dtypes:
                    yield Case(spec, {"layout": layout, "dtype": dtype}, (dtype,))

    return generate


def verify_layout(case: Case, subject: Subject) -> None:
    """Require the exact result of a small call, whatever the strides."""
    planned = plan(case.spec, case["dtype"])
    values = planned.input.values
    expected = planned.expected
    if case["layout"] == "broadcast":
        expected = case.spec.expected(repeated_rows(values), {})
    actual = subject(planned.input.laid(case["layout"]))
    subject.expect_close(actual, expected, **planned.tolerance)


@cases("non-contiguous", layout_cases(STRIDED))
def test_non_contiguous(case: Case, subject: Subject) -> None:
    """Strides, offsets and zero strides of the input don't matter."""
    verify_layout(case, subject)


@cases("negative-strides", layout_cases(NEGATIVE))
def test_negative_strides(case: Case, subject: Subject) -> None:
    """An input that is walked backwards is transformed as it reads."""
    verify_layout(case, subject)


def long_layout_cases(profile: Profile) -> Iterator[Case]:
    """Yield long transforms along the first axis, which strides (rocFFT#301)."""
    for spec in FOURIER:
        if spec.rank == 1:
            for n in profile.pick((4096,), (4096, 2187), (4096, 2187, 8192, 6144)):
                yield Case(spec, {"n": n})


@cases("non-contiguous", long_layout_cases)
def test_long_strided_axis(case: Case, subject: Subject) -> None:
    """A long transform along the first axis equals the one of a contiguous copy."""
    n = case["n"]
    x = drawn((n, 3), case.spec.dtypes[0])
    actual = subject(x, axis=0)
    rows = subject(drawn((n, 3), case.spec.dtypes[0]).transposed_values(), axis=-1)
    subject.expect_close(actual, subject.host(rows).T, n, factor=2)


@cases("read-only", per_spec(TRANSFORMS))
def test_read_only(case: Case, subject: Subject) -> None:
    """An input that can't be written to is transformed like any other."""
    planned = plan(case.spec)
    x = subject.array(planned.input)
    # NumPy's flag; no other library has one.
    flags = getattr(x, "flags", None)
    if hasattr(flags, "writeable"):
        flags.writeable = False  # type: ignore[union-attr]
    subject.expect_close(subject(x), planned.expected, **planned.tolerance)


@cases("threads", per_spec(TRANSFORMS))
def test_threads(case: Case, subject: Subject) -> None:
    """Eight threads that call at once get what one would: caches and plans are shared."""
    inputs = [Plan(case.spec, (9, 10, 11), case.spec.dtypes[0], seed=i) for i in range(8)]
    arrays = [subject.array(planned.input) for planned in inputs]
    alone = [subject.host(subject(x)) for x in arrays]
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = [subject.host(y) for y in pool.map(subject, arrays)]
    for one, other in zip(alone, together, strict=True):
        close = np.max(np.abs(one - other)) <= 100 * subject.eps(one) * np.max(np.abs(one))
        subject.expect(close, "threads disturb a call")
