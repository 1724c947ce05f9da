"""The standard's transforms along one axis, written blind a second time."""
# A condition that raises doesn't hold.
# pyright: reportOptionalOperand=false

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from .._blind import BOTH, Row, is_complex, is_double, nan, prime
from .._fourier import conj, joined, length, moved_input, ortho, other_axis, pads, size, trims
from .._operators import (
    after,
    always,
    before,
    copied,
    float32,
    instead,
    is_view,
    memory_order,
    plain,
    raises,
    reading,
    through_single,
    unstepped,
)
from ._operators import both, cast, last_row_copied, norm, scratch, steps, times

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]
    Condition = Callable[[Any, dict[str, Any]], Any]


def backward(_x: Any, k: dict[str, Any]) -> bool:
    return k.get("norm") in {None, "backward"}


def bins(change: Function, when: Condition = always) -> Any:
    """Change the result in place, its transformed axis last: ``change(y, n)``."""

    def changed(y: Any, x: Any, k: dict[str, Any]) -> Any:
        swap, axis = plain(y).swapaxes, k.get("axis", -1)
        y = copied(swap(y, axis, -1))
        change(y, length(x, k))
        return swap(y, axis, -1)

    return after(changed, when)


def put(index: int, value: Function) -> Function:
    """Put ``value(y)`` in one bin."""

    def change(y: Any, _n: int) -> None:
        y[..., index] = value(y)

    return change


def rows_at_least(n: int) -> Condition:
    return lambda x, k: x.ndim == 2 and x.shape[0] >= n and not other_axis(x, k)


def power_of_two_from(least: int) -> Condition:
    return lambda x, k: length(x, k) >= least and not length(x, k) & (length(x, k) - 1)


def input_bin(index: Function, factor: float, when: Condition) -> Any:
    """Scale one bin of a complex-to-real transform's input."""

    def change(x: Any, k: dict[str, Any]) -> Any:
        x = copied(x)
        x[..., index(k)] *= factor
        return x

    return before(moved_input(change), when)


def rows_by_n(x: Any, k: dict[str, Any]) -> Any:
    """Look for row i of a trimmed batch n elements after row i - 1."""
    rows, n = x.shape[0], k["n"]
    return x.reshape(-1)[: rows * n].reshape(rows, n), k


def plan_of_single(function: Function) -> Function:
    """Keep factors by length alone: doubles get those that float32 has computed."""
    lengths: set[int] = set()

    @wraps(function)
    def faulty(x: Any, *args: Any, **kwargs: Any) -> Any:
        y = function(x, *args, **kwargs)
        n = length(x, kwargs)
        if float32(x, kwargs):
            lengths.add(n)
        return through_single(y, x, kwargs) if n in lengths else y

    return faulty


def ring_of(rows: int) -> Function:
    """Write to a ring of rows: what comes after its end is in front of it too."""

    def change(y: Any, _x: Any, _k: Any) -> Any:
        y = copied(y)
        y[0, ...] = y[rows, ...]
        return y

    return change


def rows_unscaled(y: Any, x: Any, k: dict[str, Any]) -> Any:
    y = copied(y)
    y[64:, ...] *= length(x, k)
    return y


def by_recurrence(y: Any, n: int) -> None:
    """Lose precision from factor to factor."""
    library = plain(y)
    y *= cast(1 + 64 * library.finfo(y.dtype).eps * library.arange(n), real_name(y))


def real_name(y: Any) -> str:
    return "float32" if float32(y, {}) else "float64"


def spread(y: Any, _x: Any, _k: Any) -> Any:
    return y * np.nan


def packed(y: Any, _n: int) -> None:
    """Leave the Nyquist frequency where kernels put it: beside the mean."""
    y[..., 0] = y[..., 0] + 1j * y[..., -1].real
    y[..., -1] = 0


def dirty_workspace(x: Any, k: dict[str, Any]) -> Any:
    """Clear no more of the padding than as much as there is input."""
    m = x.shape[-1]
    places = plain(x).arange(k["n"] - 2 * m) % m
    return joined(x, 0 * x, x[..., places])


def result_trimmed(function: Function, x: Any, *args: Any, **k: Any) -> Any:
    """Trim the result, not the input."""
    swap, axis = plain(x).swapaxes, k.get("axis", -1)
    y = function(x, *args, **{**k, "n": None})
    return swap(swap(y, axis, -1)[..., : k["n"]], axis, -1)


def default_length(x: Any, k: dict[str, Any]) -> int:
    return 2 * (size(x, k) - 1)


ROWS: tuple[Row, ...] = (
    ("2-fft-axis-minus-two-of-3d", "fft",
     before(lambda x, k: (x, {**k, "axis": 0}),
            lambda x, k: x.ndim >= 3 and k.get("axis") == -2), BOTH),
    ("2-fft-2048-middle-bin", "fft",
     bins(put(1030, lambda y: y[..., 1029]), power_of_two_from(2048)), BOTH),
    ("2-fft-trimmed-rows-by-n", "fft", before(rows_by_n, both(rows_at_least(2), trims)), BOTH),
    ("2-fft-odd-batch-last-row", "fft",
     after(last_row_copied, both(rows_at_least(3), lambda x, _k: x.shape[0] % 2)), BOTH),
    ("2-fft-two-points-sign", "fft",
     bins(times((1, -1)), lambda x, k: length(x, k) == 2), BOTH),
    ("2-fft-plan-without-dtype", "fft", plan_of_single, BOTH),
    ("2-fft-primes-17-to-97-last-bin", "fft",
     bins(put(-1, lambda y: y[..., 1]),
          lambda x, k: 16 < length(x, k) < 100 and prime(length(x, k))), BOTH),
    ("2-fft-conj-bit-dropped", "fft",
     before(lambda x, k: (x.conj(), k), lambda x, _k: x.is_conj()), "torch"),
    ("2-fft-forward-scale-in-single", "fft",
     after(lambda y, x, k: y * (float(np.float32(1 / length(x, k))) * length(x, k)),
           both(norm("forward"), is_double)), BOTH),
    ("2-fft-ortho-scales-input", "fft", scratch(both(ortho, is_complex)), BOTH),
    ("2-fft-empty-batch-refused", "fft",
     raises(ValueError, lambda x, _k: x.ndim == 2 and x.shape[0] == 0), "numpy"),
    ("2-ifft-trimmed-scaled-by-input", "ifft",
     after(lambda y, x, k: y * (length(x, k) / size(x, k)), both(backward, trims)), BOTH),
    ("2-ifft-one-point-real", "ifft",
     after(lambda y, _x, _k: y.real + 0j, lambda x, k: length(x, k) == 1), BOTH),
    ("2-ifft-first-of-three-axes-conjugate", "ifft",
     after(lambda y, _x, _k: conj(y),
           lambda x, k: x.ndim == 3 and k.get("axis", -1) in {0, -3}), BOTH),
    ("2-ifft-nan-in-a-row-spreads", "ifft",
     after(spread, both(rows_at_least(2), lambda x, _k: nan(x).any())), BOTH),
    ("2-ifft-rows-from-64-unscaled", "ifft", after(rows_unscaled, rows_at_least(65)), BOTH),
    ("2-ifft-factors-by-recurrence", "ifft",
     bins(by_recurrence, lambda x, k: length(x, k) >= 500), BOTH),
    ("2-ifft-fortran-square-axis-0", "ifft",
     reading(memory_order, lambda x, k: x.ndim == 2 and x.shape[0] == x.shape[1]
             and other_axis(x, k) and is_view(x, k)), BOTH),
    ("2-rfft-odd-last-bin-conjugate", "rfft",
     bins(put(-1, lambda y: conj(y[..., -1])),
          lambda x, k: length(x, k) >= 5 and length(x, k) % 2), BOTH),
    ("2-rfft-nyquist-packed", "rfft",
     bins(packed, lambda x, k: length(x, k) >= 32 and length(x, k) % 2 == 0), BOTH),
    ("2-rfft-single-long-inaccurate", "rfft",
     bins(times((slice(None, None, 2), 1 + 5e-5)),
          lambda x, k: float32(x, k) and length(x, k) >= 512), BOTH),
    ("2-rfft-neg-bit-dropped", "rfft",
     before(lambda x, k: (-x, k), lambda x, _k: x.is_neg()), "torch"),
    ("2-rfft-ring-of-32-rows", "rfft", after(ring_of(32), rows_at_least(33)), BOTH),
    ("2-rfft-padding-beyond-double-dirty", "rfft",
     before(moved_input(dirty_workspace), lambda x, k: length(x, k) > 2 * size(x, k)), BOTH),
    ("2-irfft-trimmed-nyquist-twice", "irfft",
     input_bin(lambda k: k["n"] // 2, 2.0,
               lambda x, k: k.get("n") % 2 == 0 and k.get("n") // 2 + 1 < size(x, k)), BOTH),
    ("2-irfft-padded-last-bin-halved", "irfft",
     input_bin(lambda _k: -1, 0.5,
               lambda x, k: k.get("n") // 2 + 1 > size(x, k) > 1), BOTH),
    ("2-irfft-one-point-twice", "irfft",
     after(lambda y, _x, _k: 2 * y, lambda _x, k: k.get("n") == 1), BOTH),
    ("2-irfft-middle-axis-batch-order", "irfft",
     after(lambda y, _x, _k: y.swapaxes(0, 1).reshape(y.shape),
           lambda x, k: x.ndim == 3 and k.get("axis") in {1, -2}), BOTH),
    ("2-hfft-result-trimmed", "hfft",
     instead(result_trimmed, lambda x, k: k.get("n") < default_length(x, k)), BOTH),
    ("2-hfft-stepped-input", "hfft", reading(unstepped, steps), BOTH),
    ("2-ihfft-padded-unconjugated", "ihfft",
     after(lambda y, _x, _k: conj(y), pads), BOTH),
    ("2-ihfft-odd-scaled-by-bins", "ihfft",
     after(lambda y, x, k: y * (length(x, k) / (length(x, k) - 1)),
           lambda x, k: backward(x, k) and length(x, k) % 2 and length(x, k) > 1), BOTH),
)  # fmt: skip
