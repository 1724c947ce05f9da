"""The extension linalg: matrices whose factors and numbers are known, in stacks and views."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count, product
from typing import TYPE_CHECKING, Any

import numpy as np

from .._cases import Case, cases
from .._inputs import literal
from .._kept import kept
from .._subject import EPS
from ._dtypes import COMPLEX, PART_OF
from ._linear import (
    adjoint,
    determinant,
    hermitian,
    regular,
    roots,
    spectrum,
)
from ._specs import Operation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .._profile import Profile
    from .._subject import Subject

DTYPES = ("float32", "float64", *COMPLEX)
STACKS: dict[str, tuple[tuple[int, ...], ...]] = {"one": ((),), "many": ((3,), (2, 2), (0,))}
"""Axes before those of a matrix."""
MARGIN = 32
"""Of errors, in eps for each row, relative to the largest number: the matrices are well behaved."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls with matrices of one dtype and stack.

    Parameters
    ----------
    subject
        The function.
    profile
        How many sizes are met.
    stack
        Axes before those of the matrices.
    dtype
        Of the matrices.
    turns
        Counts the calls: each has its matrices in the next layout.
    """

    subject: Subject
    profile: Profile
    stack: tuple[int, ...]
    dtype: str
    turns: Iterator[int]

    def of(self, sizes: Sequence[Any]) -> Iterable[Any]:
        """Return all sizes for single matrices, some for stacks: each costs compilers a kernel."""
        return self.profile.sample(sizes[2::2] if self.stack else sizes, self.subject)

    @property
    def real(self) -> str:
        """The dtype of absolute values."""
        return PART_OF.get(self.dtype, self.dtype)

    def __call__(self, values: Any, *args: Any, **kwargs: Any) -> Any:
        """Call the function, which has to keep its input."""
        layouts = [name for name in self.subject.views if name != "broadcast"]
        layout = layouts[next(self.turns) % len(layouts)]
        x = literal(values.astype(self.dtype)).laid(layout)
        return kept(self.subject, x, *args, **kwargs)

    def array(self, values: Any) -> Any:
        """Return another operand."""
        return literal(values.astype(self.dtype))

    def named(self, result: Any, *names: str) -> tuple[Any, ...]:
        """Require a tuple of arrays with these names, and return them."""
        found = tuple(result)
        same = len(found) == len(names) and all(
            getattr(result, name, None) is x for name, x in zip(names, found, strict=True)
        )
        self.subject.expect(same, f"{type(result).__name__} is no named tuple of {names}")
        return found

    def require(
        self, actual: Any, expected: Any, dtype: str = "", name: str = "result", **limits: Any
    ) -> None:
        """Require dtype, shape, and values to rounding."""
        self.near(self.read(actual, np.shape(expected), dtype, name), expected, name, **limits)

    def read(self, actual: Any, shape: tuple[int, ...], dtype: str = "", name: str = "") -> Any:
        """Require dtype and shape; return the values."""
        self.subject.expect_dtype(actual, dtype or self.dtype)
        text = f"{name} has shape {tuple(actual.shape)}, expected {shape}"
        self.subject.expect(tuple(actual.shape) == shape, text)
        return self.subject.host(actual)

    def near(
        self, found: Any, expected: Any, name: str, *, rows: int = 0, scale: float = 0.0
    ) -> None:
        """Require values to rounding: of matrices with so many rows, relative to the largest."""
        expected = np.asarray(expected)
        scale = max(scale, float(np.max(np.abs(expected), initial=0))) or 1.0
        rows = rows or max(expected.shape[-2:], default=1)
        limit = MARGIN * rows * EPS[self.dtype] * scale
        error = float(np.max(np.abs(found - expected), initial=0))
        text = f"{name} of {self.dtype} {self.stack} is off by {error:.3g}, limit {limit:.3g}"
        self.subject.expect(error <= limit, f"{text}: {np.array2string(found, threshold=20)}")

    def orthonormal(self, columns: Any, name: str) -> None:
        """Require columns of length one, at right angles."""
        self.near(adjoint(columns) @ columns, eyes(columns), f"{name}^H {name}")


def eyes(columns: Any) -> Any:
    """Return unit matrices, as many as stacked matrices have columns."""
    n = columns.shape[-1]
    return np.broadcast_to(np.eye(n), (*columns.shape[:-2], n, n))


def cholesky(calls: Calls) -> None:
    """Factors are the triangles that the matrices were made of."""
    for n in calls.of((1, 2, 3, 5)):
        L = roots(calls.stack, n, calls.dtype)
        A = L @ adjoint(L)
        calls.require(calls(A), L)
        calls.require(calls(A, upper=False), L)
        calls.require(calls(A, upper=True), adjoint(L))


def solve(calls: Calls) -> None:
    """Right-hand sides may be vectors, matrices, and stacks of them."""
    for n in calls.of((1, 2, 3, 5)):
        A = regular(calls.stack, n, calls.dtype)
        for columns in (1, 2, n):
            X = regular(calls.stack, max(n, columns), calls.dtype, seed=1)[..., :n, :columns]
            calls.require(calls(A, calls.array(A @ X)), X)
        b = np.arange(1.0, n + 1)
        x = calls.read(calls(A, calls.array(b)), (*calls.stack, n))
        calls.near(A @ x[..., None], np.broadcast_to(b[:, None], (*A.shape[:-1], 1)), "A x")
        if calls.stack:  # one matrix for several right-hand sides
            several, one = regular((2,), n, calls.dtype, seed=2), regular((), n, calls.dtype)
            calls.require(calls(one, calls.array(one @ several)), several)


def inv(calls: Calls) -> None:
    """Require that a matrix times its inverse is the unit matrix."""
    for n in calls.of((1, 2, 3, 5)):
        A = regular(calls.stack, n, calls.dtype)
        calls.near(A @ calls.read(calls(A), A.shape), eyes(A), "x inv(x)")


def determinants(A: Any) -> Any:
    """Return the determinant of each matrix of a stack."""
    flat = [determinant(m) for m in A.reshape(-1, *A.shape[-2:])]
    found: Any = np.array(flat, complex).reshape(A.shape[:-2])
    return found if np.iscomplexobj(A) else found.real


def det(calls: Calls) -> None:
    """Require sums over permutations."""
    for n in calls.of((1, 2, 3, 4)):
        A = regular(calls.stack, n, calls.dtype)
        for matrices in (A, A[..., ::-1, :]):  # of 2 and of 3 rows: an odd order
            calls.require(calls(matrices), determinants(matrices), rows=n)


def slogdet(calls: Calls) -> None:
    """Require the sign of a determinant, and the logarithm of its size."""
    for n in calls.of((1, 2, 3, 4)):
        A = regular(calls.stack, n, calls.dtype)[..., ::-1, :]
        sign, logarithm = calls.named(calls(A), "sign", "logabsdet")
        expected = determinants(A)
        calls.require(sign, expected / np.abs(expected), name="sign", rows=n)
        calls.require(logarithm, np.log(np.abs(expected)), calls.real, "logabsdet", rows=n)
    sign, logarithm = calls(np.zeros((*calls.stack, 2, 2)))
    sign = calls.read(sign, calls.stack, name="sign")
    found = sign * np.exp(calls.read(logarithm, calls.stack, calls.real, "logabsdet"))
    calls.near(found, np.zeros(calls.stack), "determinant of zeros")


def matrix_power(calls: Calls) -> None:
    """Powers are products, and negative ones their inverses."""
    A = regular(calls.stack, 3, calls.dtype)
    expected = eyes(A)
    for n in range(6):
        calls.require(calls(A, n), expected, name=f"power {n}")
        if n in {1, 2}:
            inverse = calls.read(calls(A, -n), A.shape)
            calls.near(expected @ inverse, eyes(A), f"power {n} times power {-n}")
        expected = expected @ A


OBLONG = ((1, 1), (2, 2), (4, 4), (4, 2), (2, 4), (4, 1), (1, 2))


def svd(calls: Calls) -> None:
    """Factors are orthonormal, singular values fall, and the product is the matrix."""
    for m, n in calls.of(OBLONG):
        known, k = spectrum(calls.stack, m, n, calls.dtype), min(m, n)
        for arguments, full in (({}, True), ({"full_matrices": False}, False)):
            U, S, Vh = calls.named(calls(known.values, **arguments), "U", "S", "Vh")
            calls.require(S, known.singular, calls.real, "S")
            left = calls.read(U, (*calls.stack, m, m if full else k), name="U")
            right = adjoint(calls.read(Vh, (*calls.stack, n if full else k, n), name="Vh"))
            calls.orthonormal(left, "U")
            calls.orthonormal(right, "V")
            s = known.singular[..., None, :]
            calls.near((left[..., :k] * s) @ adjoint(right[..., :k]), known.values, "U S Vh")


def svdvals(calls: Calls) -> None:
    """Singular values are known, and fall."""
    for m, n in calls.of(OBLONG):
        known = spectrum(calls.stack, m, n, calls.dtype)
        calls.require(calls(known.values), known.singular, calls.real)


def qr(calls: Calls) -> None:
    """Require orthonormal columns, a triangle, and that their product is the matrix."""
    for m, n in calls.of(OBLONG):
        A = spectrum(calls.stack, m, n, calls.dtype).values
        for arguments, k in (({}, min(m, n)), ({"mode": "complete"}, m)):
            Q, R = calls.named(calls(A, **arguments), "Q", "R")
            q = calls.read(Q, (*calls.stack, m, k), name="Q")
            r = calls.read(R, (*calls.stack, k, n), name="R")
            calls.orthonormal(q, "Q")
            calls.near(q @ r, A, "Q R")
            calls.subject.expect(not np.tril(r, -1).any(), "R is no upper triangle")
            diagonal: Any = np.diagonal(r, axis1=-2, axis2=-1)
            calls.near(diagonal.imag, 0 * diagonal.real, "imaginary diagonal of R", scale=8.0)


def pinv(calls: Calls) -> None:
    """Singular values are inverted, those below a tolerance count as zeros."""
    for m, n in calls.of(OBLONG):
        known = spectrum(calls.stack, m, n, calls.dtype)
        calls.require(calls(known.values), known.inverted())
        most = known.singular[..., :1]
        found = calls(known.values, rtol=0.5)
        calls.require(found, known.inverted(0.5 * most), name="with rtol=0.5")


def matrix_rank(calls: Calls) -> None:
    """Singular values above a tolerance, relative to the largest, are counted."""
    for m, n in calls.of(OBLONG):
        known, k = spectrum(calls.stack, m, n, calls.dtype), min(m, n)
        for rank in range(k + 1):
            A = known.values if rank == k else (
                (known.left * np.where(np.arange(k) < rank, known.singular, 0)[..., None, :])
                @ adjoint(known.right)
            )  # fmt: skip
            ranks(calls, calls(A), rank)
        ranks(calls, calls(known.values, rtol=0.3), min(k, 2))


def ranks(calls: Calls, actual: Any, rank: int) -> None:
    """Require one rank of all matrices."""
    calls.subject.expect_array(actual)
    default = calls.subject.default_dtype("integral")
    calls.subject.expect(actual.dtype == default, f"the rank is {actual.dtype}, not {default}")
    calls.subject.expect_shape(actual, calls.stack)
    found = calls.subject.host(actual)
    calls.subject.expect(np.all(found == rank), f"rank {found}, expected {rank}")


NORMS: dict[Any, Callable[[Any, Any], Any]] = {
    "fro": lambda _A, s: np.sqrt(np.sum(s * s, -1)),
    "nuc": lambda _A, s: np.sum(s, -1),
    2: lambda _A, s: np.max(s, -1),
    -2: lambda _A, s: np.min(s, -1),
    1: lambda A, _s: np.max(np.sum(np.abs(A), -2), -1),
    -1: lambda A, _s: np.min(np.sum(np.abs(A), -2), -1),
    math.inf: lambda A, _s: np.max(np.sum(np.abs(A), -1), -1),
    -math.inf: lambda A, _s: np.min(np.sum(np.abs(A), -1), -1),
}
"""By the order: of the matrices, or their singular values."""


def matrix_norm(calls: Calls) -> None:
    """Norms of every order, of singular values, or of sums over rows and columns."""
    for m, n in calls.of(OBLONG):
        known = spectrum(calls.stack, m, n, calls.dtype)
        for order, norm in NORMS.items():
            given = {} if order == "fro" and m == n else {"ord": order}
            expected = norm(known.values, known.singular)
            limits = {"rows": max(m, n), "scale": float(np.max(known.singular, initial=0))}
            for keepdims in (False, True):
                actual = calls(known.values, **given, **({"keepdims": True} if keepdims else {}))
                shown = expected[..., None, None] if keepdims else expected
                calls.require(actual, shown, calls.real, f"norm {order}", **limits)


def eigh(calls: Calls) -> None:
    """Eigenvalues in any order, orthonormal eigenvectors, and their product is the matrix."""
    for n in calls.of((1, 2, 4)):
        A, known = hermitian(calls.stack, n, calls.dtype)
        values, vectors = calls.named(calls(A), "eigenvalues", "eigenvectors")
        w = calls.read(values, known.shape, calls.real, "eigenvalues")
        calls.near(np.sort(w, -1), known, "eigenvalues", rows=n)
        v = calls.read(vectors, A.shape, name="eigenvectors")
        calls.orthonormal(v, "v")
        calls.near((v * w[..., None, :]) @ adjoint(v), A, "v w v^H")


def eigvalsh(calls: Calls) -> None:
    """Eigenvalues are known, in any order."""
    for n in calls.of((1, 2, 4)):
        A, known = hermitian(calls.stack, n, calls.dtype)
        w = calls.read(calls(A), known.shape, calls.real, "eigenvalues")
        calls.near(np.sort(w, -1), known, "eigenvalues", rows=n)


LINEAR: dict[str, Callable[[Calls], None]] = {
    check.__name__: check for check in (
        cholesky, solve, inv, det, slogdet, matrix_power, svd, svdvals, qr, pinv, matrix_rank,
        matrix_norm, eigh, eigvalsh,
    )
}  # fmt: skip


def linear_cases(_profile: Profile) -> Iterator[Case]:
    """Yield each function with each dtype, for single matrices and stacks."""
    for name, dtype, matrices in product(LINEAR, DTYPES, STACKS):
        parameters = {"dtype": dtype, "matrices": matrices}
        yield Case(Operation(f"linalg.{name}"), parameters, (dtype,))


@cases("values", linear_cases)
def test_matrices(case: Case, subject: Subject, profile: Profile) -> None:
    """What is known of a matrix comes out, of each of a stack, in one layout after the other."""
    check, dtype = LINEAR[case.spec.name.rpartition(".")[2]], case["dtype"]
    turns = count(3 * DTYPES.index(dtype))
    for stack in profile.sample(STACKS[case["matrices"]], subject):
        check(Calls(subject, profile, stack, dtype, turns))
