"""A symmetric matrix of distances between clusters that changes without being assigned to.

A merge of the clusters in the slots x < y replaces row and column y, and drops row and column x.
Writing into an array is not possible everywhere (JAX), and where it is, it changes every view of
the array. So:

`Log` keeps the rows as they were and appends each new row to a log. The entry (i, j) is in the
newer of the rows i and j. Row i is therefore its own last version, except at the slots that
changed since: their entries are in column i of the log. O(n) to read, O(n log n) to append; the
shapes grow.

`Fixed` selects with `where` over the whole matrix. O(n^2) to merge, but with the same shapes at
every step: for a library that compiles anew for each shape.

Either way a dropped slot is infinitely far from every other, as each slot is from itself. Infinity
survives all updates of distances, so nobody needs to ask who is still there.
"""

from __future__ import annotations

import math
from typing import Any

import array_api_compat as compat

from ..._common import device_of


def symmetric(xp: Any, D: Any) -> Log | Fixed:
    """Return the changeable form that suits the library of a matrix of distances."""
    return Fixed(xp, D) if compat.is_jax_array(D) else Log(xp, D)


class Log:
    """The first rows, and a log of the rows that replaced some of them.

    The log is a list of blocks whose heights are powers of two, like the digits of a binary
    counter: a row is copied log2(n) times in all, and a column is read from log2(n) pieces.
    """

    def __init__(self, xp: Any, D: Any) -> None:
        n, device = D.shape[0], device_of(D)
        self._xp = xp
        self._rows = [D[i, :] for i in range(n)]
        self._born = [0] * n
        self._now = 0
        self._log = [xp.full((1, n), math.inf, dtype=D.dtype, device=device)]
        # For each slot the time of its last change, and where the log has it: a dropped slot is
        # the infinite row that opens the log.
        self._changed = self._where = xp.zeros(n, dtype=xp.int64, device=device)
        self._time = xp.arange(n, dtype=xp.int64, device=device)

    def row(self, i: int) -> Any:
        """Return the distances of slot `i`, shape (n,)."""
        xp = self._xp
        column = xp.concat([block[:, i] for block in self._log])
        return xp.where(self._changed > self._born[i], xp.take(column, self._where), self._rows[i])

    def entry(self, i: int, j: int) -> float:
        """Return the distance between the slots `i` and `j`."""
        newer, older = (i, j) if self._born[i] > self._born[j] else (j, i)
        return float(self._rows[newer][older])

    def merge(self, x: int, y: int, new: Any) -> None:
        """Drop slot `x`, and let the distances of slot ``y > x`` be `new`."""
        self._now += 1
        self._rows[y], self._born[y] = new, self._now
        now = self._time[self._now : self._now + 1]
        self._changed = _spliced(self._xp, self._changed, x, now, y, now)
        self._where = _spliced(self._xp, self._where, x, self._time[:1], y, now)
        self._append(self._xp.reshape(new, (1, -1)))

    def _append(self, row: Any) -> None:
        carried = [row]
        while self._log[1:] and self._log[-1].shape[0] == sum(b.shape[0] for b in carried):
            carried.insert(0, self._log.pop())
        self._log.append(self._xp.concat(carried) if carried[1:] else row)


class Fixed:
    """The whole matrix."""

    def __init__(self, xp: Any, D: Any) -> None:
        self._xp = xp
        self._D = D
        self._slots = xp.arange(D.shape[0], device=device_of(D))

    def row(self, i: int) -> Any:
        """Return the distances of slot `i`, shape (n,)."""
        return self._D[i, :]

    def entry(self, i: int, j: int) -> float:
        """Return the distance between the slots `i` and `j`."""
        return float(self._D[i, j])

    def merge(self, x: int, y: int, new: Any) -> None:
        """Drop slot `x`, and let the distances of slot ``y > x`` be `new`."""
        xp = self._xp
        is_x, is_y = self._slots == x, self._slots == y
        D = xp.where(is_y[:, None], new[None, :], xp.where(is_y[None, :], new[:, None], self._D))
        self._D = xp.where(is_x[:, None] | is_x[None, :], math.inf, D)


def _spliced(xp: Any, a: Any, x: int, at_x: Any, y: int, at_y: Any) -> Any:
    """Return the vector `a` with its elements at ``x < y`` replaced by vectors of one element."""
    return xp.concat([a[:x], at_x, a[x + 1 : y], at_y, a[y + 1 :]])
