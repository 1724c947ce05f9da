"""All faults of the third round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._blind import blind
from . import (
    _binary,
    _clusters,
    _creation,
    _elementwise,
    _ordering,
    _products_dtypes,
    _reductions,
    _shapes,
    _transforms,
)

if TYPE_CHECKING:
    from .._blind import Row
    from .._fault import Fault

ROWS: tuple[Row, ...] = (
    *_elementwise.ROWS, *_binary.ROWS, *_reductions.ROWS, *_ordering.ROWS, *_shapes.ROWS,
    *_products_dtypes.ROWS, *_creation.ROWS,
)  # fmt: skip

FAULTS: tuple[Fault, ...] = (
    *blind("arrays, third round", "xp", "core.", ROWS),
    *_transforms.FAULTS,
    *_clusters.FAULTS,
)
