"""Expected values that belong to no backend.

Exact transforms in Python integers, golden values made in multiple precision, exact
rationals. NumPy carries them on the host; it computes none of them.
"""

from __future__ import annotations

from ._codes import code_distances, means
from ._cosine import period, trigonometric
from ._drawings import Drawing
from ._exact import chirp, exponentials, fast_length, frequencies, smooth_numbers, square_root
from ._fourier import fourier
from ._hankel import Hankel, golden
from ._matrices import transformed
from ._merges import (
    GEOMETRIC,
    METHODS,
    Merge,
    condensed,
    minimax_paths,
    rational,
    replay,
    square,
    squared_distances,
    unsound,
)
from ._sparse import cosines, waves
from ._trees import Tree, grown, isomorphic, way

__all__ = [
    "GEOMETRIC",
    "METHODS",
    "Drawing",
    "Hankel",
    "Merge",
    "Tree",
    "chirp",
    "code_distances",
    "condensed",
    "cosines",
    "exponentials",
    "fast_length",
    "fourier",
    "frequencies",
    "golden",
    "grown",
    "isomorphic",
    "means",
    "minimax_paths",
    "period",
    "rational",
    "replay",
    "smooth_numbers",
    "square",
    "square_root",
    "squared_distances",
    "transformed",
    "trigonometric",
    "unsound",
    "waves",
    "way",
]
