"""A binary heap of keys 0..n-1 whose values can change.

The order in which it yields equal values depends on its layout, and through it the order of tied
merges in centroid and median linkage: the layout is part of the definition. A host structure.
"""

from __future__ import annotations


class Heap:
    """Yield the key with the smallest value.

    Parameters
    ----------
    values : list of float
        The value of each key.
    """

    def __init__(self, values: list[float]) -> None:
        self._values = list(values)
        self._heap = list(range(len(values)))  # place -> key
        self._place = list(range(len(values)))  # key -> place
        for key in reversed(range(len(values) // 2)):
            self._sink(key, key)

    def smallest(self) -> tuple[int, float]:
        """Return the key with the smallest value, and the value."""
        key = self._heap[0]
        return key, self._values[key]

    def pop(self) -> None:
        """Remove the key with the smallest value."""
        last = self._heap.pop()
        if self._heap:
            self._sink(last, 0)

    def change(self, key: int, value: float) -> None:
        """Give `key` another value."""
        old, self._values[key] = self._values[key], value
        if value < old:
            self._rise(key, self._place[key])
        else:
            self._sink(key, self._place[key])

    def _rise(self, key: int, at: int) -> None:
        """Put `key` where it belongs, at `at` or above: what is larger moves down."""
        heap, values, place = self._heap, self._values, self._place
        value = values[key]
        while at and values[above := heap[(at - 1) // 2]] > value:
            heap[at], place[above] = above, at
            at = (at - 1) // 2
        heap[at], place[key] = key, at

    def _sink(self, key: int, at: int) -> None:
        """Put `key` where it belongs, at `at` or below: what is smaller moves up."""
        heap, values, place = self._heap, self._values, self._place
        value, size = values[key], len(heap)
        while (child := 2 * at + 1) < size:
            if child + 1 < size and values[heap[child + 1]] < values[heap[child]]:
                child += 1
            if value <= values[below := heap[child]]:
                break
            heap[at], place[below] = below, at
            at = child
        heap[at], place[key] = key, at
