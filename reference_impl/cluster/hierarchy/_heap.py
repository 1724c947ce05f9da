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
        for place in reversed(range(len(values) // 2)):
            self._sink(place)

    def smallest(self) -> tuple[int, float]:
        """Return the key with the smallest value, and the value."""
        key = self._heap[0]
        return key, self._values[key]

    def pop(self) -> None:
        """Remove the key with the smallest value."""
        self._swap(0, len(self._heap) - 1)
        self._heap.pop()
        self._sink(0)

    def change(self, key: int, value: float) -> None:
        """Give `key` another value."""
        old, self._values[key] = self._values[key], value
        if value < old:
            self._rise(self._place[key])
        else:
            self._sink(self._place[key])

    def _swap(self, a: int, b: int) -> None:
        heap, place = self._heap, self._place
        heap[a], heap[b] = heap[b], heap[a]
        place[heap[a]], place[heap[b]] = a, b

    def _rise(self, at: int) -> None:
        heap, values = self._heap, self._values
        while at and values[heap[parent := (at - 1) // 2]] > values[heap[at]]:
            self._swap(at, parent)
            at = parent

    def _sink(self, at: int) -> None:
        heap, values = self._heap, self._values
        while (child := 2 * at + 1) < len(heap):
            if child + 1 < len(heap) and values[heap[child + 1]] < values[heap[child]]:
                child += 1
            if values[heap[at]] <= values[heap[child]]:
                return
            self._swap(at, child)
            at = child
