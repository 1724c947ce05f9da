"""Functions of dtypes: every form of a call, with dtypes, arrays and Python's numbers."""

from __future__ import annotations

from functools import cache, reduce
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases, per_spec
from .._inputs import literal
from ._dtypes import ALL, COMPLEX, IEEE, KINDS, UNSIGNED, bits, promoted, promotions, real_bits
from ._specs import FLOATS, INTEGERS, Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._subject import Subject

RESULT_TYPE = Operation("result_type")


def named(subject: Subject, name: str) -> Any:
    """Return a dtype as an argument."""
    return subject.dtype(name)


def arrays(subject: Subject, name: str) -> Any:
    """Return a one-dimensional array of a dtype."""
    return subject.array(literal([1, 0], name))


def empties(subject: Subject, name: str) -> Any:
    """Return an array of a dtype without elements."""
    return subject.array(literal(np.ones((2, 0)), name))


def singles(subject: Subject, name: str) -> Any:
    """Return a 0-d array of a dtype."""
    return subject.array(literal(1, name))


FORMS = {"dtypes": named, "arrays": arrays, "empty": empties, "0-d": singles}


def given(subject: Subject, form: str, names: tuple[str, ...], turn: int = 0) -> list[Any]:
    """Return arguments of those dtypes; of mixed ones every other is an array."""
    if form != "mixed":
        return [FORMS[form](subject, name) for name in names]
    made = (named, arrays)
    return [made[(turn + k) % 2](subject, name) for k, name in enumerate(names)]


def agree(subject: Subject, args: list[Any], wanted: str, what: str) -> None:
    """Require a dtype of `result_type`."""
    found = subject.function(*args)
    subject.expect(found == subject.dtype(wanted), f"{what} become {found}, not {wanted}")


@cases("definition", lambda _p: [
    Case(RESULT_TYPE, {"of": form, "count": n}) for form in (*FORMS, "mixed", "0-d-and-arrays")
    for n in (1, 2, 3, 4)
])  # fmt: skip
def test_result_type(case: Case, subject: Subject) -> None:
    """One, two and more dtypes become the standard's, in every order, whatever has them."""
    form = case["of"]
    for turn, (names, wanted) in enumerate(promotable(subject, case["count"])):
        if form == "0-d-and-arrays":
            made = (singles, arrays)
            args = [made[(turn + k) % 2](subject, name) for k, name in enumerate(names)]
        else:
            args = given(subject, form, names, turn)
        agree(subject, args, wanted, f"{form} of {', '.join(names)}")


def promotable(subject: Subject, count: int) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield dtypes that the standard's tables promote, and the common one."""
    kinds = (("bool",), INTEGERS, (*FLOATS, *COMPLEX))
    for kind in kinds:
        # Of four, a sample: there are thousands.
        for names in list(product(subject.available(kind), repeat=count))[
            :: 37 if count > 3 else 1
        ]:
            found = {joined(order) for order in permutations(names)}
            if len(found) == 1 and (wanted := found.pop()) in subject.dtypes:
                assert wanted is not None
                yield names, wanted


@cache
def joined(names: tuple[str, ...]) -> str | None:
    """Return the common dtype, step by step; None where a step is not defined."""
    return reduce(lambda a, b: promoted(a, b) if a else None, names[1:], names[0])


NUMBERS = {"bool": True, "int": 3, "float": 0.5, "complex": 1j}
WEAK = {
    **dict.fromkeys(INTEGERS, ("int",)), "bool": ("bool",),
    **dict.fromkeys((*FLOATS, *COMPLEX), ("int", "float", "complex")),
}  # fmt: skip
"""Python's numbers that the standard lets a dtype be combined with."""


@cases("numbers", lambda _p: [Case(RESULT_TYPE, {"of": form, "number": kind})
                              for form in FORMS for kind in NUMBERS])  # fmt: skip
def test_numbers_are_weak(case: Case, subject: Subject) -> None:
    """A Python number has no precision of its own, wherever it stands."""
    number = NUMBERS[case["number"]]
    for name in subject.available(ALL):
        if case["number"] not in WEAK[name]:
            continue
        wanted = name
        if case["number"] == "complex":
            wanted = f"complex{2 * real_bits(name)}"
        if wanted not in subject.dtypes:
            continue
        x = FORMS[case["of"]](subject, name)
        for args in ([x, number], [number, x], [x, number, x], [number, x, number]):
            agree(subject, args, wanted, f"{name} and {number!r}")


@cases("definition", lambda _p: [Case(Operation("can_cast"), {"from": f, "to": to})
                                 for f in FORMS for to in ("wider", "narrower")])  # fmt: skip
def test_can_cast(case: Case, subject: Subject) -> None:
    """A dtype, or an array's, can be cast to one that holds all its numbers, and to no other."""
    for own, other, wanted in promotions(subject):
        if (wanted == other) == (case["to"] == "wider"):
            x = FORMS[case["from"]](subject, own)
            found = subject.function(x, subject.dtype(other))
            subject.expect(found == (wanted == other), f"{case['from']} {own} to {other}: {found}")


@cases("definition", lambda _p: [Case(Operation("isdtype"), {"dtype": d}) for d in ALL])
def test_isdtype(case: Case, subject: Subject) -> None:
    """A dtype is itself, of its kinds, and of any tuple that has one of them."""
    own = case["dtype"]
    if own not in subject.dtypes:
        return
    kinds: list[tuple[Any, bool]] = [(kind, own in names) for kind, names in KINDS.items()]
    kinds += [(subject.dtype(d), d == own) for d in subject.available(ALL)]
    rows: list[tuple[Any, bool]] = [*kinds, *(((kind,), is_one) for kind, is_one in kinds)]
    for (first, a), (second, b) in combinations(kinds, 2):
        rows += [((first, second), a or b), ((second, first), a or b)]
    none = tuple(kind for kind, is_one in kinds if not is_one)
    rows += [(none, False), ((*none, subject.dtype(own)), True), (("bool", "numeric"), True)]
    for kind, wanted in rows:
        found = subject.function(subject.dtype(own), kind)
        subject.expect(found is wanted or found == wanted, f"{own} of kind {kind!r}: {found!r}")


@cases(
    "arrays", lambda _p: [Case(Operation("finfo"), {"dtype": d}, (d,)) for d in (*FLOATS, *COMPLEX)]
)
def test_finfo_of_arrays(case: Case, subject: Subject) -> None:
    """An array asks for its dtype's limits; those of complex dtypes are their parts'."""
    name = case["dtype"]
    real = f"float{real_bits(name)}"
    digits, top = IEEE[real]
    for form, made in FORMS.items():
        info = subject.function(made(subject, name))
        wanted = {"bits": real_bits(name), "eps": 2.0 ** (1 - digits),
                  "max": 2.0 ** (top - 1) * (2 - 2.0 ** (1 - digits)),
                  "min": -(2.0 ** (top - 1)) * (2 - 2.0 ** (1 - digits)),
                  "smallest_normal": 2.0 ** (2 - top)}  # fmt: skip
        for field, value in wanted.items():
            found = getattr(info, field)
            subject.expect(float(found) == value, f"{form}: {field} is {found!r}, not {value!r}")


@cases(
    "dtype",
    lambda _p: [Case(Operation("finfo"), {"dtype": d, "of": "parts"}, (d,)) for d in COMPLEX],
)
def test_dtype_of_parts(case: Case, subject: Subject) -> None:
    """The limits of a complex dtype are of the real one."""
    found = subject.function(subject.dtype(case["dtype"])).dtype
    wanted = subject.dtype(f"float{real_bits(case['dtype'])}")
    subject.expect(found == wanted, f"dtype is {found!r}")


@cases("arrays", lambda _p: [Case(Operation("iinfo"), {"dtype": d}, (d,)) for d in INTEGERS])
def test_iinfo_of_arrays(case: Case, subject: Subject) -> None:
    """An array asks for its dtype's limits."""
    name = case["dtype"]
    n, unsigned = bits(name), name in UNSIGNED
    for form, made in FORMS.items():
        info = subject.function(made(subject, name))
        wanted = {"bits": n, "max": 2 ** (n if unsigned else n - 1) - 1,
                  "min": 0 if unsigned else -(2 ** (n - 1))}  # fmt: skip
        for field, value in wanted.items():
            found = getattr(info, field)
            subject.expect(int(found) == value, f"{form}: {field} is {found!r}, not {value!r}")


@cases("dtype", per_spec((Operation("iinfo"),)))
def test_dtype_of_iinfo(case: Case, subject: Subject) -> None:
    """The limits say whose they are, by the dtype itself."""
    for name in subject.available(INTEGERS):
        found = subject.function(subject.dtype(name)).dtype
        subject.expect(found == subject.dtype(name), f"dtype of {name} is {found!r}")
