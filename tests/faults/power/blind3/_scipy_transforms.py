"""The third round's faults of transforms that SciPy alone has."""

from __future__ import annotations

from contextlib import contextmanager
from math import exp
from typing import TYPE_CHECKING, Any

from .._blind import BOTH
from .._fourier import conj, moved
from .._operators import copied, plain, widened
from ..blind2._named import called_with, giving, spoiling, with_function
from ..blind2._operators import cast, cplx, floating, integer, name, refuses, size

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from .._blind import Row

    Function = Callable[..., Any]
    Named = dict[str, Any]


def having(**values: Any) -> Function:
    return lambda named: all(named[key] == value for key, value in values.items())


def both(*conditions: Function) -> Function:
    return lambda named: all(condition(named) for condition in conditions)


def points(named: Named) -> int:
    return named["n"] or named["x"].shape[named["axis"]]


def along(change: Function, when: Function) -> Any:
    """Change the transformed axis, moved to the end: ``change(y, named)``."""
    return giving(lambda y, k: moved(lambda z, _x, _k: change(z, k))(y, k["x"], k), when)


def last_negated(y: Any, _named: Named) -> Any:
    y[..., -1] *= -1
    return y


def refusing(named: Named) -> Named:
    msg = f"DCT-I is not defined for {points(named)} points"
    raise ValueError(msg)


def refused(when: Function) -> Any:
    return with_function(lambda _f, named: refusing(named), when)


def elsewhere(named: Named) -> bool:
    return named["axis"] not in {-1, named["x"].ndim - 1}


def reversed_too(y: Any, named: Named) -> Any:
    """Reverse the last axis, whichever was transformed."""
    y = copied(y)
    for axis in (named["axis"], -1):
        y = plain(y).roll(plain(y).flip(y, (axis,)), 0, axis)
    return y


def first_axes(named: Named) -> Named:
    return {"axes": tuple(range(len(named["s"])))}


def few_lengths(named: Named) -> bool:
    return named["axes"] is None and 0 < len(named["s"]) < named["x"].ndim


def imaginary_scaled(y: Any, named: Named) -> Any:
    """Forget to scale the imaginary part."""
    n = points(named)
    return y.real + 1j * y.imag * 2 * n


def last_row_lost(y: Any, _named: Named) -> Any:
    y = copied(y)
    y[-1, ...] = 0
    return y


def hermitian_rows(y: Any, named: Named) -> Any:
    """Fill the upper half from the lower one of the same row."""
    y, n = copied(y), named["x"].shape[-1]
    for j in range(n // 2 + 1, n):
        y[..., j] = conj(y[..., n - j])
    return y


def real_matrix(named: Named) -> bool:
    return floating(named["x"]) and named["x"].ndim == 2 and named["s"] is None


def weighted(y: Any, bias: float, dln: float, offset: float) -> Any:
    library, n = plain(y), y.shape[-1]
    ramp = (library.arange(n) - (n - 1) / 2) * dln + offset
    return cast(y * library.exp(-bias * ramp), name(y))


def by_rows(y: Any, named: Named) -> Any:
    """Centre the weights by the number of rows."""
    shift = (y.shape[-1] - y.shape[0]) / 2
    return y * exp(-named["bias"] * named["dln"] * shift)


def smooth(n: int, primes: tuple[int, ...]) -> bool:
    for p in primes:
        while n % p == 0:
            n //= p
    return n == 1


def smooth_at_least(_f: Function, named: Named) -> int:
    n = named["target"]
    while not smooth(n, (2, 3, 5, 7, 11)):
        n += 1
    return n


KEPT: list[Any] = []


def forgets_outer(function: Function) -> Function:
    """Go back to one worker, not to as many as there were."""

    @contextmanager
    def faulty(workers: int) -> Generator[None]:
        with function(workers):
            yield
        if workers > 1:
            KEPT.append(function(1))
            KEPT[-1].__enter__()

    return faulty


def stays_after_error(function: Function) -> Function:
    """Restore nothing where an exception leaves the block."""

    @contextmanager
    def faulty(workers: int) -> Generator[None]:
        manager = function(workers)
        manager.__enter__()
        KEPT.append(manager)
        yield
        manager.__exit__(None, None, None)

    return faulty


def square_first(named: Named) -> bool:
    return tuple(named["axes"]) == (0, 1) and named["x"].ndim > 2 and named["s"] is None


def three_axes(named: Named) -> bool:
    return (len(named["axes"]) if named["axes"] is not None else named["x"].ndim) == 3


ROWS: tuple[Row, ...] = (
    ("3-dct-two-points-refused", "fft.dct",
     refused(lambda k: k["type"] == 1 and points(k) == 2), BOTH),
    ("3-dct-four-odd-sign", "fft.dct",
     along(last_negated, lambda k: k["type"] == 4 and points(k) % 4 == 3), BOTH),
    ("3-dct-imaginary-scale", "fft.dct", giving(
        imaginary_scaled,
        lambda k: k["type"] == 2 and k["norm"] == "forward" and cplx(k["x"])), BOTH),
    ("3-idct-one-orthogonalized", "fft.idct", called_with(
        lambda _k: {"orthogonalize": True}, having(type=1, norm="ortho", orthogonalize=False)),
        BOTH),
    ("3-idct-four-scale-of-input", "fft.idct", giving(
        lambda y, k: y * (points(k) / k["x"].shape[k["axis"]]),
        lambda k: k["type"] == 4 and k["norm"] in {None, "backward"} and k["n"]), BOTH),
    ("3-dst-one-forward-scale", "fft.dst", giving(
        lambda y, k: y * ((points(k) + 1) / points(k)), having(type=1, norm="forward")), BOTH),
    ("3-dst-three-single-ortho", "fft.dst", called_with(
        lambda _k: {"orthogonalize": False},
        lambda k: k["type"] == 3 and k["orthogonalize"] and name(k["x"]) == "float32"), BOTH),
    ("3-idst-last-axis-reversed", "fft.idst",
     giving(reversed_too, both(elsewhere, having(type=3))), BOTH),
    ("3-dctn-first-axes", "fft.dctn", called_with(first_axes, few_lengths), BOTH),
    ("3-dctn-orthogonalize-forgotten", "fft.dctn", called_with(
        lambda _k: {"orthogonalize": None},
        lambda k: k["orthogonalize"] is False and k["norm"] == "ortho" and k["x"].ndim > 1), BOTH),
    ("3-idctn-three-axes-direction", "fft.idctn", called_with(
        lambda k: {"type": {2: 3, 3: 2}[k["type"]]},
        lambda k: three_axes(k) and k["norm"] == "ortho" and k["type"] in {2, 3}), BOTH),
    ("3-dstn-scratch", "fft.dstn", spoiling(
        "x", lambda x: x.__imul__(0.5),
        lambda k: not k["overwrite_x"] and k["x"].ndim > 2 and floating(k["x"])), BOTH),
    ("3-dstn-short-integers", "fft.dstn", giving(
        lambda y, _k: cast(y, "float32"), lambda k: name(k["x"]) in {"int8", "int16"}), "numpy"),
    ("3-idstn-four-widened", "fft.idstn", giving(
        lambda y, k: widened(y, k["x"], {}), having(type=4)), BOTH),
    ("3-idstn-worker-short", "fft.idstn", giving(
        last_row_lost, lambda k: k["workers"] > 1 and k["x"].shape[0] % 2 == 1), BOTH),
    ("3-fht-bias-without-offset", "fft.fht", giving(
        lambda y, k: y * exp(k["bias"] * k["offset"]),
        lambda k: k["bias"] != 0 and k["offset"] != 0), BOTH),
    ("3-fht-centre-of-rows", "fft.fht", giving(
        by_rows, lambda k: k["bias"] != 0 and k["a"].ndim == 2), BOTH),
    ("3-ifht-weights-in-place", "fft.ifht", spoiling(
        "A", lambda A: A.__imul__(weighted(0 * A + 1, -0.5, 0.1, 0.0)),
        lambda k: k["bias"] != 0 and floating(k["A"])), BOTH),
    ("3-ifht-negative-order", "fft.ifht", called_with(
        lambda k: {"mu": -k["mu"]}, lambda k: k["mu"] < 0), BOTH),
    ("3-fhtoffset-negative-initial", "fft.fhtoffset", called_with(
        lambda _k: {"initial": 0.0}, lambda k: k["initial"] < 0), "numpy"),
    ("3-next-real-eleven", "fft.next_fast_len", with_function(
        smooth_at_least, lambda k: k["real"] and k["target"] > 100), "numpy"),
    ("3-next-index-refused", "fft.next_fast_len", refuses(
        TypeError, lambda target, *_: not isinstance(target, int)), "numpy"),
    ("3-prev-power-of-two", "fft.prev_fast_len", called_with(
        lambda k: {"target": k["target"] - 1},
        lambda k: k["target"] > 64 and k["target"] & (k["target"] - 1) == 0), "numpy"),
    ("3-workers-outer-forgotten", "fft.set_workers", forgets_outer, "numpy"),
    ("3-workers-after-error", "fft.set_workers", stays_after_error, "numpy"),
    ("3-fft2-real-rows-mirrored", "fft.fft2", giving(hermitian_rows, real_matrix), BOTH),
    ("3-ifft2-last-of-batch", "fft.ifft2", giving(
        lambda y, k: plain(y).where(
            plain(y).arange(y.shape[0])[:, None, None] == y.shape[0] - 1,
            y * (k["x"].shape[-1] * k["x"].shape[-2]), y),
        lambda k: k["x"].ndim == 3 and k["x"].shape[0] % 2 == 1 and k["s"] is None
        and tuple(k["axes"]) == (-2, -1) and k["norm"] in {None, "backward"}), BOTH),
    ("3-rfft2-first-two-axes", "fft.rfft2", called_with(
        lambda _k: {"axes": (-2, -1)}, square_first), BOTH),
    ("3-irfft2-trims-columns-late", "fft.irfft2", giving(
        lambda y, k: y * (k["s"][0] / k["x"].shape[-2]),
        lambda k: k["s"][0] < k["x"].shape[-2] and tuple(k["axes"]) == (-2, -1)), BOTH),
    ("3-hfft2-norms-of-lengths", "fft.hfft2", called_with(
        lambda k: {"norm": "forward" if k["norm"] == "backward" else "backward"},
        lambda k: k["s"] is not None and k["norm"] in {"forward", "backward"}), BOTH),
    ("3-hfftn-three-conjugates", "fft.hfftn", called_with(
        lambda k: {"x": conj(k["x"])}, both(three_axes, lambda k: cplx(k["x"]))), BOTH),
    ("3-ihfft2-integers-single", "fft.ihfft2", giving(
        lambda y, _k: cast(y, "complex64"), lambda k: integer(k["x"])), "numpy"),
    ("3-ihfftn-ortho-of-all", "fft.ihfftn", giving(
        lambda y, k: y * (k["x"].shape[k["axes"][0]] / size(k["x"])) ** 0.5,
        lambda k: k["norm"] == "ortho" and len(k["axes"]) == 1 and k["s"] is None), BOTH),
)  # fmt: skip
