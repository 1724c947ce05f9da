"""A symmetric matrix of distances between clusters that changes without being assigned to.

A merge of the clusters in the slots x < y replaces row and column y, and drops row and column x.
Writing into an array is not possible everywhere (JAX), and where it is, it changes every view of
the array. So:

`Log` keeps the rows as they were and appends each new one to a log. The entry (i, j) is in the
newer of the rows i and j. Row i is therefore its own last version, except at the slots that
changed since: their entries are in row i of the log, which has a column for each merge. One `take`
reads both: a vector says for each slot where a row with its log behind it has the entry. O(n) to
read, O(n log n) to append. Once half of the slots are dropped, the rest start anew in a matrix of
their own; until the end that costs n^2 / 3 entries, and an average row has 2n/3 of them.

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

_RADIX = 4  # so many blocks of the log become one


def symmetric(xp: Any, D: Any) -> Log | Fixed:
    """Return the changeable form that suits the library of a matrix of distances."""
    return Fixed(xp, D) if compat.is_jax_array(D) else Log(xp, D)


class Log:
    """The first rows, and a log of the rows that replaced some of them.

    The log is a list of blocks whose widths are powers of four: a column is copied log4(n) times
    in all, and a row is read from at most 3 log4(n) pieces.

    Attributes
    ----------
    names : list of int
        The slots that the entries of a row belong to, in ascending order.
    slots : array of int64
        The same, on the device.
    """

    def __init__(self, xp: Any, D: Any) -> None:
        self._xp = xp
        self._start(D, list(range(D.shape[0])))

    def _start(self, D: Any, names: list[int]) -> None:
        xp, size, device = self._xp, len(names), device_of(D)
        self.names, self.slots = names, xp.asarray(names, dtype=xp.int64, device=device)
        self._place = {slot: place for place, slot in enumerate(names)}
        self._rows = {slot: D[place, :] for place, slot in enumerate(names)}
        self._born = dict.fromkeys(names, 0)
        self._log: list[Any] = []
        # Behind the `size` entries of a row comes its log, and behind that nothing: infinity up to
        # twice the size. A merge goes by where its column comes, which is later for a later one.
        self._rest = xp.full(size, math.inf, dtype=D.dtype, device=device)
        self._places = xp.arange(2 * size, dtype=xp.int64, device=device)
        self._next = size
        self._source = self._own = self._places[:size]

    def row(self, i: int) -> Any:
        """Return the distances of slot `i`, one for each of `slots`."""
        xp, place, source = self._xp, self._place[i], self._source
        log = [block[place, :] for block in self._log]
        rest = self._rest[self._next - len(self.names) :]
        if born := self._born[i]:
            source = xp.where(source > born, source, self._own)
        return xp.take(xp.concat([self._rows[i], *log, rest]), source)

    def nearest(self, row: Any, after: int = -1) -> tuple[int, float]:
        """Return the first slot at the smallest distance of those behind `after`, and how far."""
        first = 0 if after < 0 else self._place[after] + 1
        if first == len(self.names):
            return after, math.inf
        place = first + int(self._xp.argmin(row[first:]))
        return self.names[place], float(row[place])

    def entry(self, i: int, j: int) -> float:
        """Return the distance between the slots `i` and `j`."""
        newer, older = (i, j) if self._born[i] > self._born[j] else (j, i)
        return float(self._rows[newer][self._place[older]])

    def merge(self, x: int, y: int, new: Any) -> None:
        """Drop slot `x`, and let the distances of slot ``y > x`` be `new`."""
        del self._rows[x]
        self._rows[y], self._born[y] = new, self._next
        at_x, at_y, old = self._place[x], self._place[y], self._source
        column, nothing = self._places[self._next : self._next + 1], self._places[-1:]
        self._source = self._xp.concat(
            [old[:at_x], nothing, old[at_x + 1 : at_y], column, old[at_y + 1 :]]
        )
        self._next += 1
        self._append(new[:, None])

    def shrink(self) -> Any:
        """Forget the dropped slots if they are half of all.

        Returns
        -------
        array of int64 or None
            The places of those that are left, to take from other vectors; None where all stay.
        """
        if 2 * len(self._rows) > len(self.names):
            return None
        xp = self._xp
        names = sorted(self._rows)
        places = [self._place[slot] for slot in names]
        left = xp.asarray(places, dtype=xp.int64, device=device_of(self._source))
        rows = xp.take(xp.stack([self._rows[slot] for slot in names]), left, axis=1)
        source = xp.take(self._source, left)
        newer = source[:, None] >= source[None, :]
        self._start(xp.where(newer, rows, xp.matrix_transpose(rows)), names)
        return left

    def _append(self, column: Any) -> None:
        self._log.append(column)
        while self._log[_RADIX:] and self._log[-_RADIX].shape[1] == column.shape[1]:
            column = self._xp.concat(self._log[-_RADIX:], axis=1)
            self._log[-_RADIX:] = [column]


class Fixed:
    """The whole matrix, whose rows have an entry for each slot, dropped or not."""

    def __init__(self, xp: Any, D: Any) -> None:
        self._xp = xp
        self._D = D
        self.names, self.slots = range(D.shape[0]), xp.arange(D.shape[0], device=device_of(D))

    def row(self, i: int) -> Any:
        """Return the distances of slot `i`."""
        return self._D[i, :]

    def nearest(self, row: Any, after: int = -1) -> tuple[int, float]:
        """Return the first slot at the smallest distance of those behind `after`, and how far."""
        xp = self._xp
        slot = int(xp.argmin(xp.where(self.slots > after, row, math.inf)))
        return slot, float(row[slot]) if slot > after else math.inf

    def entry(self, i: int, j: int) -> float:
        """Return the distance between the slots `i` and `j`."""
        return float(self._D[i, j])

    def merge(self, x: int, y: int, new: Any) -> None:
        """Drop slot `x`, and let the distances of slot ``y > x`` be `new`."""
        xp = self._xp
        is_x, is_y = self.slots == x, self.slots == y
        D = xp.where(is_y[:, None], new[None, :], xp.where(is_y[None, :], new[:, None], self._D))
        self._D = xp.where(is_x[:, None] | is_x[None, :], math.inf, D)

    def shrink(self) -> None:
        """Keep the dropped slots, and with them the shapes."""
