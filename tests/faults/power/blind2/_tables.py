"""All faults of the second round, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._blind import blind
from . import (
    _arithmetic,
    _axes,
    _codes,
    _creation,
    _drawings,
    _dtypes,
    _frequencies,
    _functions,
    _linkages,
    _manipulation,
    _ordering,
    _products,
    _reductions,
    _scipy_transforms,
    _transforms,
    _trees,
)

if TYPE_CHECKING:
    from .._blind import Row
    from .._fault import Fault

ARRAYS: tuple[Row, ...] = (
    *_functions.ROWS, *_arithmetic.ROWS, *_reductions.ROWS, *_ordering.ROWS, *_manipulation.ROWS,
    *_products.ROWS, *_dtypes.ROWS, *_creation.ROWS,
)  # fmt: skip

FFT: tuple[Row, ...] = (*_transforms.ROWS, *_axes.ROWS, *_frequencies.ROWS)

SCIPY: tuple[Row, ...] = (
    *_scipy_transforms.ROWS, *_codes.ROWS, *_linkages.ROWS, *_trees.ROWS, *_drawings.ROWS,
)  # fmt: skip

FAULTS: tuple[Fault, ...] = (
    *blind("arrays, second round", "xp", "core.", ARRAYS),
    *blind("fft, second round", "xp.fft", "fft.", FFT),
    *blind("scipy, second round", "impl", "", SCIPY),
)
