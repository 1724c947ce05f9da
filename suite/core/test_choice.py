"""where: shapes that are broadcast, dtypes that are promoted, numbers of Python's, views."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import LAYOUTS, literal
from ._dtypes import promotions
from ._folds import EVERY, KINDS, inf, limits, nan, pattern
from ._rows import same, view
from ._specs import Operation

if TYPE_CHECKING:
    from .._profile import Profile
    from .._subject import Subject

WHERE = Operation("where")
SHAPES = ((), (3,), (3, 1), (3, 3), (2, 1, 3))


def elements(values: Any, shape: tuple[int, ...]) -> list[Any]:
    """Return the elements of an array that is broadcast to a shape, by the rule for indices."""
    found: list[Any] = []
    offset = len(shape) - values.ndim
    for index in np.ndindex(shape):
        own = index[offset:]
        place = tuple(0 if n == 1 else i for i, n in zip(own, values.shape, strict=True))
        found.append(values[place].item())
    return found


def chooses(subject: Subject, condition: Any, x1: Any, x2: Any, dtype: str) -> None:
    """Check a choice among inputs, of which something else may be seen: (input, seen)."""
    parts = [p if isinstance(p, tuple) else (literal(p), p) for p in (condition, x1, x2)]
    seen = [np.asarray(values) for _, values in parts]
    shape = np.broadcast_shapes(*(values.shape for values in seen))
    picked = [b if a else c for a, b, c in zip(*(elements(v, shape) for v in seen), strict=True)]
    expected = np.array(picked, dtype).reshape(shape)
    actual = subject(*(x for x, _ in parts))
    same(subject, actual, expected, subject.dtype(subject.narrowed(dtype)))
    if np.issubdtype(expected.dtype, np.floating):
        signs = np.signbit(subject.host(actual)) == np.signbit(expected)
        subject.expect(bool(np.all(signs | np.isnan(expected))), "zeros lost their signs")


@cases("shape", lambda _p: [Case(WHERE, {"condition": shape}) for shape in SHAPES])
def test_shapes(case: Case, subject: Subject, profile: Profile) -> None:
    """All three are broadcast, each counting its axes from the last."""
    shape = case["condition"]
    condition = np.array(pattern("bool", math.prod(shape))).reshape(shape)
    for a, b in profile.sample(product(SHAPES, repeat=2), subject):
        x1 = np.array([k + 1 for k in range(math.prod(a))], "float32").reshape(a)
        x2 = np.array([-k - 1 for k in range(math.prod(b))], "float32").reshape(b)
        chooses(subject, condition, x1, x2, "float32")
        if not shape:
            chooses(subject, ~condition, x1, x2, "float32")


@cases("promotion", lambda _p: [Case(WHERE, {"x1": d}, (d,)) for d in EVERY])
def test_promotion(case: Case, subject: Subject, profile: Profile) -> None:
    """The dtype is that of both choices together, whichever is taken."""
    found = (row for row in promotions(subject) if row[0] == case["x1"])
    for a, b, wanted in profile.sample(found, subject):
        x1, x2 = np.array([0, 1], a), np.array([1, 0], b)
        for condition in (True, False, [True, False], [True, True]):
            chooses(subject, np.array(condition), x1, x2, wanted)
        chooses(subject, np.array(False), x1[1], x2[0], wanted)
        chooses(subject, np.array([False, True]), x1[1], x2, wanted)


def special(name: str) -> list[Any]:
    """Return values that have to come through as they are."""
    if "int" in name:
        return [*limits(name), limits(name)[1] - 1, 0, 1]
    if name == "bool":
        return [True, False]
    real = [0.0, -0.0, nan, inf, -inf, 2.0**-126, -1.5]
    return real if "float" in name else [*real, 1 - 2j, complex(0, inf)]


@cases("values", lambda _p: [Case(WHERE, {"kind": k}, d[:1]) for k, d in KINDS.items()])
def test_values(case: Case, subject: Subject) -> None:
    """What is chosen comes through as it is: extremes, zeros with signs; long arrays to the end."""
    for name in subject.available(KINDS[case["kind"]]):
        values = special(name)
        for n in (1, 7, 64, 1029):
            x1 = np.resize(np.array(values, name), n)
            x2 = np.resize(np.array(values[::-1], name), n)
            condition = np.resize([True, False, False, True, True], n)
            chooses(subject, condition, x1, x2, name)
        chooses(subject, ~condition, x2, x1, name)
        empty = np.zeros((2, 0), name)
        chooses(subject, np.zeros((2, 1), bool), empty, empty[:1], name)


# What Python's numbers a dtype takes.
SCALARS: dict[str, tuple[Any, ...]] = {
    "bool": (True, False), "signed": (0, -3, 100), "unsigned": (0, 3, 200),
    "floating": (0.5, -2, 0, nan, -inf, -0.0), "complex": (1j, 0.5, -2, 3 - 1j),
}  # fmt: skip


@cases("scalars", lambda _p: [Case(WHERE, {"kind": k}, d[:1]) for k, d in KINDS.items()])
def test_scalars(case: Case, subject: Subject) -> None:
    """A number of Python's, on either side, takes the dtype of the array."""
    for name in subject.available(KINDS[case["kind"]]):
        x = np.array(pattern(name, 5), name)
        for scalar, chosen in product(SCALARS[case["kind"]], ([True, False] * 2 + [True], True)):
            condition = np.array(chosen)
            value = np.array(scalar, name)
            chooses(subject, condition, x, (scalar, value), name)
            chooses(subject, condition, (scalar, value), x, name)
            chooses(subject, ~condition, (scalar, value), x[1], name)


@cases("non-contiguous", lambda _p: [Case(WHERE, {"layout": n}) for n in LAYOUTS])
def test_views(case: Case, subject: Subject) -> None:
    """Each of the three may be a view, or all."""
    for shape in ((13,), (4, 6), (3, 4, 5)):
        n = math.prod(shape)
        condition = np.array(pattern("bool", n)).reshape(shape)
        x1 = np.arange(1, n + 1, dtype="float32").reshape(shape)
        plain: list[Any] = [condition, x1, -x1]
        seen = [view(part, case["layout"]) for part in plain]
        for which in range(3):
            one, two, three = (seen[k] if k == which else plain[k] for k in range(3))
            chooses(subject, one, two, three, "float32")
        chooses(subject, seen[0], seen[1], seen[2], "float32")
        chooses(subject, seen[0], seen[1], seen[1], "float32")
