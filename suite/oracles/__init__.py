"""Expected values that belong to no backend.

Exact transforms in Python integers, golden values made in multiple precision, exact
rationals. NumPy carries them on the host; it computes none of them.
"""

from __future__ import annotations

from ._cosine import period, trigonometric
from ._exact import fast_length, frequencies, square_root
from ._fourier import fourier
from ._hankel import Hankel, golden

__all__ = [
    "Hankel",
    "fast_length",
    "fourier",
    "frequencies",
    "golden",
    "period",
    "square_root",
    "trigonometric",
]
