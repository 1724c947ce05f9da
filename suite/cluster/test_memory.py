"""What the functions of `cluster` may not do to memory, and how input lies in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import Input
from ._specs import ALL, FUNCTIONS, VERDICTS, N
from .test_metadata import arrays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._profile import Profile
    from .._subject import Subject


def on_device(subject: Subject, args: list[Any]) -> list[Any]:
    """Put the inputs among some arguments onto the device."""
    return [subject.array(arg) if isinstance(arg, Input) else arg for arg in args]


def hosted(subject: Subject, results: tuple[Any, ...]) -> list[Any]:
    """Copy all results to the host; plain Python values stay."""
    return [r if isinstance(r, (bool, int)) else subject.host(r) for r in arrays(subject, results)]


@cases("no-mutation", per_spec(ALL))
def test_no_mutation(case: Case, subject: Subject) -> None:
    """The arguments are what they were, bit for bit."""
    args = on_device(subject, case.spec.inputs())
    before = [subject.host(arg).copy() if hasattr(arg, "shape") else arg for arg in args]
    case.spec.call(subject, *args)
    for position, (arg, old) in enumerate(zip(args, before, strict=True)):
        if hasattr(arg, "shape"):
            same = subject.host(arg).tobytes() == old.tobytes()
            subject.expect(same, f"the call changed its argument {position}")


def overwrite(x: Any) -> None:
    """Fill an array with zeros where the library lets one write."""
    try:
        x[...] = 0
    except (TypeError, ValueError, RuntimeError, NotImplementedError):
        return  # immutable arrays have nothing to share


@cases("no-alias", per_spec(FUNCTIONS))
def test_no_alias(case: Case, subject: Subject) -> None:
    """Writing to a result changes neither the arguments nor the results of other calls."""
    args = on_device(subject, case.spec.inputs())
    first = arrays(subject, case.spec.call(subject, *args))
    kept = [subject.host(r).copy() for r in first]
    for result in first:
        overwrite(result)
    again = hosted(subject, case.spec.call(subject, *args))
    same = all(np.array_equal(a, b) for a, b in zip(kept, again, strict=True))
    subject.expect(same, "writing to a result changed the next call, or an argument")


def moved(entry: str) -> int:
    """Return how many elements an entry of the transfer log tells of; 1 where it tells none."""
    last = entry.rsplit(maxsplit=1)[-1]
    return int(last) if last.isdigit() else 1


@cases("no-transfer", per_spec(ALL))
def test_no_transfer(case: Case, subject: Subject) -> None:
    """Arrays stay on the device: what the host looks at are single values, or rows of a tree."""
    args = on_device(subject, case.spec.inputs())
    before = len(subject.active.transfers())
    case.spec.call(subject, *args)
    log = subject.active.transfers()[before:]
    most = 4 * N if case.spec.host == "rows" else 1
    allowed = set() if case.spec.host == "verdicts" else {"compute"}
    if case.spec.host == "rows":
        allowed |= {"tolist", "callback"}
    refused = {"compute", "tolist", "callback"} - allowed
    excess = [entry for entry in log if moved(entry) > most or entry in refused]
    subject.expect(not excess, f"host transfers during the call: {', '.join(excess)}")


def layout_cases(layouts: tuple[str, ...]) -> Any:
    """Return the cases of some layouts."""

    def generate(_profile: Profile) -> Iterator[Case]:
        for spec in (*FUNCTIONS, *VERDICTS):
            yield from (Case(spec, {"layout": layout}) for layout in layouts)

    return generate


def verify_layout(case: Case, subject: Subject) -> None:
    """Require the results of contiguous arguments; sums may be added in another order."""
    plain = hosted(subject, case.spec.call(subject))
    found = hosted(subject, case.spec.call(subject, *case.spec.inputs(layout=case["layout"])))
    for actual, expected in zip(found, plain, strict=True):
        subject.expect(
            np.allclose(actual, expected, rtol=1e-6, atol=1e-6),
            f"another result for the layout {case['layout']}: {actual}, expected {expected}",
        )


@cases("non-contiguous", layout_cases(("transposed", "stepped", "rows", "offset")))
def test_non_contiguous(case: Case, subject: Subject) -> None:
    """Strides and offsets of the arguments don't matter."""
    verify_layout(case, subject)


@cases("negative-strides", layout_cases(("reversed_last", "reversed_all")))
def test_negative_strides(case: Case, subject: Subject) -> None:
    """Arguments that are walked backwards count as they read."""
    verify_layout(case, subject)


@cases("read-only", per_spec(ALL))
def test_read_only(case: Case, subject: Subject) -> None:
    """Arguments that can't be written to are treated like any other."""
    args = on_device(subject, case.spec.inputs())
    for arg in args:
        # NumPy's flag; no other library has one.
        flags = getattr(arg, "flags", None)
        if hasattr(flags, "writeable"):
            flags.writeable = False  # type: ignore[union-attr]
    case.spec.call(subject, *args)


@cases("determinism", per_spec((*FUNCTIONS, *VERDICTS)))
def test_determinism(case: Case, subject: Subject, profile: Profile) -> None:
    """Equal calls give equal bits."""
    args = on_device(subject, case.spec.inputs())
    first = [np.asarray(r).tobytes() for r in hosted(subject, case.spec.call(subject, *args))]
    for _ in range(profile.repeats):
        again = hosted(subject, case.spec.call(subject, *args))
        subject.expect([np.asarray(r).tobytes() for r in again] == first, "equal calls differ")


@cases("threads", per_spec((*FUNCTIONS, *VERDICTS)))
def test_threads(case: Case, subject: Subject) -> None:
    """Eight threads that call at once get what one would."""
    args = on_device(subject, case.spec.inputs())
    alone = hosted(subject, case.spec.call(subject, *args))
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(lambda _: case.spec.call(subject, *args), range(8)))
    for results in together:
        same = all(
            np.array_equal(a, b) for a, b in zip(alone, hosted(subject, results), strict=True)
        )
        subject.expect(same, "threads disturb a call")
