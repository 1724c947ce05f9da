"""Matrices in small numbers, of which factors, inverses and singular values are known."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from .._inputs import draw, of_this_run


def phases(n: int, dtype: str) -> Any:
    """Return numbers of absolute value one: 1, i, -1, -i, ..., or signs."""
    return np.array([1j**k if "complex" in dtype else (-1) ** (k // 2) for k in range(n)], dtype)


def hadamard(n: int) -> Any:
    """Return signs in orthogonal columns; n is a power of two."""
    H = np.ones((1, 1))
    while len(H) < n:
        H = np.kron(H, [[1, 1], [1, -1]])
    return H


def whole(shape: tuple[int, ...], dtype: str, seed: int) -> Any:
    """Return numbers out of -1, 0, 1, in the real and the imaginary part."""
    drawn = 2 * draw(shape, dtype, of_this_run(seed))
    signs = np.sign(np.round(drawn.real))
    if "complex" in dtype:
        signs = signs + 1j * np.sign(np.round(drawn.imag))
    return signs.astype(dtype)


def regular(stack: tuple[int, ...], n: int, dtype: str, seed: int = 0) -> Any:
    """Return matrices whose diagonals outweigh the rest: their condition is below 10."""
    return whole((*stack, n, n), dtype, n + 8 * seed) + np.diag(range(8, n + 8))


def roots(stack: tuple[int, ...], n: int, dtype: str) -> Any:
    """Return lower triangles with positive diagonals."""
    return np.tril(whole((*stack, n, n), dtype, n), -1) + np.diag(range(8, n + 8))


def adjoint(x: Any) -> Any:
    """Return the matrices transposed and conjugated."""
    return np.swapaxes(x, -1, -2).conj()


def determinant(rows: Any) -> complex:
    """Return the determinant of one matrix, by the sum over permutations."""
    n, total = len(rows), 0j
    for order in permutations(range(n)):
        sign = (-1) ** sum(order[i] > order[j] for j in range(n) for i in range(j))
        term = complex(sign)
        for row, column in enumerate(order):
            term *= complex(rows[row, column])
        total += term
    return total


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Matrices by their singular values: left diag(singular) adjoint(right).

    Parameters
    ----------
    left, right
        Matrices with orthonormal columns.
    singular
        In descending order, (..., k).
    """

    left: Any
    right: Any
    singular: Any

    @property
    def values(self) -> Any:
        """The matrices."""
        return (self.left * self.singular[..., None, :]) @ adjoint(self.right)

    def inverted(self, least: float = 0.0) -> Any:
        """Return the pseudoinverses; singular values up to `least` count as zeros."""
        kept = self.singular > least
        inverse = np.where(kept, 1 / np.where(kept, self.singular, 1), 0)
        return (self.right * inverse[..., None, :]) @ adjoint(self.left)


def spectrum(stack: tuple[int, ...], rows: int, columns: int, dtype: str) -> Spectrum:
    """Return matrices of 1, 2 or 4 rows and columns."""
    k = min(rows, columns)
    left = (phases(rows, dtype)[:, None] * hadamard(rows))[:, :k] / rows**0.5
    right = (phases(columns, dtype)[::-1, None] * hadamard(columns))[:, :k] / columns**0.5
    scale = 1.0 + np.arange(np.prod(stack, dtype=int)).reshape(stack)
    return Spectrum(left, right, scale[..., None] * np.array([8.0, 5.0, 2.0, 0.25])[:k])


def hermitian(stack: tuple[int, ...], n: int, dtype: str) -> tuple[Any, Any]:
    """Return matrices with real eigenvalues, and these in ascending order; n is 1, 2 or 4."""
    vectors = phases(n, dtype)[:, None] * hadamard(n) / n**0.5
    scale = 1.0 + np.arange(np.prod(stack, dtype=int)).reshape(stack)
    found = scale[..., None] * np.array([-4.0, -1.0, 2.0, 8.0])[:n]
    return (vectors * found[..., None, :]) @ adjoint(vectors), found
