"""Golden values of the fast Hankel transform, made by `make_golden` in 50 digits."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

GOLDEN = Path(__file__).parent / "golden" / "hankel.json"


@dataclass(frozen=True, eq=False, slots=True)
class Hankel:
    """One input with its transforms; `gain` is the largest factor of each direction."""

    n: int
    dln: float
    mu: float
    offset: float
    bias: float
    a: Any
    fht: Any
    ifht: Any
    gain: tuple[float, float]

    @property
    def conditioning(self) -> float:
        """Return eps's factor from the phase 2 y ln 2 + Im ln Gamma, y = pi / (2 dln)."""
        y = math.pi / (2 * self.dln)
        return 4 * y * max(1.0, abs(math.log(y)))

    def scale(self, *, inverse: bool) -> float:
        """Return the norm that errors are relative to: largest factors times the input."""
        centred = (np.arange(self.n) - (self.n - 1) / 2) * self.dln
        near = np.exp(self.bias * centred)
        far = np.exp(self.bias * (centred + self.offset))
        before, after = (far, near) if inverse else (1 / near, 1 / far)
        return float(self.gain[inverse] * np.linalg.norm(self.a * before) * np.max(after))


@cache
def golden() -> tuple[tuple[Hankel, ...], tuple[dict[str, float], ...]]:
    """Return the transforms and the low-ringing offsets."""
    data = json.loads(GOLDEN.read_text())
    return tuple(_hankel(row) for row in data["transforms"]), tuple(data["offsets"])


def _hankel(row: dict[str, Any]) -> Hankel:
    arrays: dict[str, Any] = {
        name: np.array(row[name], np.float64) for name in ("a", "fht", "ifht")
    }
    values: dict[str, Any] = {**row, **arrays, "gain": tuple(row["gain"])}
    return Hankel(**values)
