"""The functions of `fft`, one row each: what drives all the checks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from ..oracles import fourier, period, trigonometric

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["c2c", "r2c", "c2r", "dct", "dst"]
NORMS = ("backward", "ortho", "forward")
DOUBLE = {
    "float32": "complex64", "float64": "complex128",
    "complex64": "complex64", "complex128": "complex128",
}  # fmt: skip
REAL = {
    "complex64": "float32", "complex128": "float64", "float32": "float32", "float64": "float64",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transform:
    """A linear transform along one axis or several.

    Parameters
    ----------
    name
        In the module `fft`.
    kind
        Complex or real in and out, or the family of trigonometric transforms.
    sign
        -1: forward, scaled under ``norm="forward"``; +1: inverse.
    rank
        1: takes `n` and `axis`; 2: `s` and `axes`, the last two by default; 0: `s` and `axes`,
        all by default.
    inverse
        The function that takes it back.
    group
        "fft", the implementation's function, or "core.fft", the namespace's own.
    """

    name: str
    kind: Kind
    sign: int
    rank: int
    inverse: str
    group: str = "fft"

    @property
    def feature(self) -> str:
        return f"{self.group}.{self.name}"

    @property
    def requires(self) -> tuple[str, ...]:
        return ("complex",)

    @property
    def real_input(self) -> bool:
        return self.kind == "r2c"

    @property
    def trigonometric(self) -> bool:
        return self.kind in {"dct", "dst"}

    @property
    def dtypes(self) -> tuple[str, str]:
        """Return the natural input dtypes, in double and single precision."""
        if self.real_input or self.trigonometric:
            return ("float64", "float32")
        return ("complex128", "complex64")

    def result_dtype(self, dtype: str) -> str:
        """Return the dtype of the result; integers and booleans count as float64."""
        dtype = dtype if dtype in REAL else "float64"
        if self.trigonometric:
            return dtype
        return REAL[dtype] if self.kind == "c2r" else DOUBLE[dtype]

    def axes_and_lengths(
        self, shape: Sequence[int], arguments: dict[str, Any]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the axes and the lengths of the real side, defaults filled in."""
        ndim = len(shape)
        if self.rank == 1:
            axes = (arguments.get("axis", -1),)
            given = None if arguments.get("n") is None else (arguments["n"],)
        else:
            given = arguments.get("s")
            axes = arguments.get("axes")
            if axes is None:
                count = 2 if self.rank == 2 else ndim if given is None else len(given)
                axes = tuple(range(-count, 0))
        axes = tuple(axis % ndim for axis in axes)
        lengths = [shape[axis] for axis in axes] if given is None else list(given)
        if given is None and self.kind == "c2r":
            lengths[-1] = 2 * (lengths[-1] - 1)
        return axes, tuple(lengths)

    def result_shape(self, shape: Sequence[int], arguments: dict[str, Any]) -> tuple[int, ...]:
        """Return the shape of the result."""
        axes, lengths = self.axes_and_lengths(shape, arguments)
        result = list(shape)
        for axis, n in zip(axes, lengths, strict=True):
            result[axis] = n
        if self.kind == "r2c":
            result[axes[-1]] = lengths[-1] // 2 + 1
        return tuple(result)

    def points(self, shape: Sequence[int], arguments: dict[str, Any]) -> int:
        """Return the number of points of one transform."""
        return math.prod(self.axes_and_lengths(shape, arguments)[1])

    def log_extra(self, shape: Sequence[int], arguments: dict[str, Any]) -> float:
        """Return what a trigonometric transform adds to log2 n: a factor of 4 along each axis."""
        return 2.0 * len(self.axes_and_lengths(shape, arguments)[0]) if self.trigonometric else 0.0

    def scale(self, shape: Sequence[int], arguments: dict[str, Any]) -> float:
        """Return what the transform and its inverse multiply by, unscaled."""
        _, lengths = self.axes_and_lengths(shape, arguments)
        if self.trigonometric:
            kind = arguments.get("type", 2)
            return math.prod(period(self.kind, kind, n) for n in lengths)  # type: ignore[arg-type]
        return math.prod(lengths)

    def expected(self, x: Any, arguments: dict[str, Any]) -> Any:
        """Return the exact result for a host array."""
        axes, lengths = self.axes_and_lengths(x.shape, arguments)
        norm = arguments.get("norm") or "backward"
        if self.kind == "dct" or self.kind == "dst":  # noqa: PLR1714 -- narrows the type
            orthogonalize = arguments.get("orthogonalize")
            return trigonometric(
                x,
                family=self.kind,
                kind=arguments.get("type", 2),
                inverse=self.sign > 0,
                lengths=lengths,
                axes=axes,
                norm=norm,
                orthogonalize=norm == "ortho" if orthogonalize is None else orthogonalize,
            )
        return fourier(x, kind=self.kind, sign=self.sign, lengths=lengths, axes=axes, norm=norm)


TRANSFORMS = (
    Transform("fft", "c2c", -1, 1, "ifft"),
    Transform("ifft", "c2c", +1, 1, "fft"),
    Transform("rfft", "r2c", -1, 1, "irfft"),
    Transform("irfft", "c2r", +1, 1, "rfft"),
    Transform("hfft", "c2r", -1, 1, "ihfft"),
    Transform("ihfft", "r2c", +1, 1, "hfft"),
    Transform("fft2", "c2c", -1, 2, "ifft2"),
    Transform("ifft2", "c2c", +1, 2, "fft2"),
    Transform("rfft2", "r2c", -1, 2, "irfft2"),
    Transform("irfft2", "c2r", +1, 2, "rfft2"),
    Transform("hfft2", "c2r", -1, 2, "ihfft2"),
    Transform("ihfft2", "r2c", +1, 2, "hfft2"),
    Transform("fftn", "c2c", -1, 0, "ifftn"),
    Transform("ifftn", "c2c", +1, 0, "fftn"),
    Transform("rfftn", "r2c", -1, 0, "irfftn"),
    Transform("irfftn", "c2r", +1, 0, "rfftn"),
    Transform("hfftn", "c2r", -1, 0, "ihfftn"),
    Transform("ihfftn", "r2c", +1, 0, "hfftn"),
    Transform("dct", "dct", -1, 1, "idct"),
    Transform("idct", "dct", +1, 1, "dct"),
    Transform("dst", "dst", -1, 1, "idst"),
    Transform("idst", "dst", +1, 1, "dst"),
    Transform("dctn", "dct", -1, 0, "idctn"),
    Transform("idctn", "dct", +1, 0, "dctn"),
    Transform("dstn", "dst", -1, 0, "idstn"),
    Transform("idstn", "dst", +1, 0, "dstn"),
)
FOURIER = tuple(spec for spec in TRANSFORMS if not spec.trigonometric)
TRIGONOMETRIC = tuple(spec for spec in TRANSFORMS if spec.trigonometric)
ONE_AXIS = tuple(spec for spec in FOURIER if spec.rank == 1)
SEVERAL_AXES = tuple(spec for spec in FOURIER if spec.rank != 1)
OWN = tuple(
    replace(spec, group="core.fft")
    for spec in FOURIER
    if spec.rank != 2 and spec.name not in {"hfftn", "ihfftn"}  # SciPy's additions
)


@dataclass(frozen=True, slots=True)
class Helper:
    """A function of `fft` that is no transform: the implementation's, or the namespace's own."""

    name: str
    requires: tuple[str, ...] = ()
    group: str = "fft"

    @property
    def feature(self) -> str:
        return f"{self.group}.{self.name}"


def helpers(*names: str) -> tuple[Helper, ...]:
    """Return rows for functions that the standard has too, and that no transform leans on."""
    return tuple(Helper(name, group=group) for group in ("fft", "core.fft") for name in names)


FREQUENCIES = helpers("fftfreq", "rfftfreq")
SHIFTS = helpers("fftshift", "ifftshift")
FAST_LENGTHS = (Helper("next_fast_len"), Helper("prev_fast_len"))
HANKEL = (Helper("fht", ("complex",)), Helper("ifht", ("complex",)))
HANKEL_OFFSET = Helper("fhtoffset")
WORKERS = (Helper("get_workers"), Helper("set_workers"))
