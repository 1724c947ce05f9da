"""Time the reference transforms against the libraries' own, pair by pair.

Run ``OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/fft.py``; with ``extension``,
``kernels`` or ``cosines`` as arguments only these groups. With more threads OpenBLAS can take
a hundred times longer for the small products of the kernels.

Goals: through the extension at most 1.2 times the extension itself from 4096 points; without
it at most 3 times scipy.fft for smooth lengths from 65536 and 6 times from 4096 values in all;
cosines and sines from 1000 points at most twice scipy.fft on NumPy and 3 times on torch, as
geometric means.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from statistics import geometric_mean

import array_api_compat.numpy as np_compat
import array_api_compat.torch as torch_compat
import numpy as np
import scipy.fft
import torch
from _pairs import asked, compare

from pytest_array_api.reference_impl import fft
from pytest_array_api.reference_impl.fft import _dispatch

ONE_AXIS = ("fft", "ifft", "rfft", "irfft")
PAIRS = 15


def sample(name: str, batch: int, n: int, *, dtype: str = "float64") -> np.ndarray:
    """Return input of one of the transforms."""
    values = np.random.default_rng(0).standard_normal((batch, n)).astype(dtype)
    if name in ("fft", "ifft"):
        return values + 1j * values[:, ::-1]
    return scipy.fft.rfft(values) if name == "irfft" else values


def through_extension() -> None:
    """Print the cost of checking arguments on top of the extension's own time."""
    for xp in (np_compat, torch_compat):
        library = xp.__name__.rpartition(".")[2]
        for n in (4096, 65536):
            for name in ONE_AXIS:
                x = xp.asarray(sample(name, 1, n))
                ours, theirs = getattr(fft, name), getattr(xp.fft, name)
                compare(
                    f"{library} {name} {n} / xp.fft",
                    partial(ours, x),
                    partial(theirs, x),
                    pairs=PAIRS,
                )


def without_extension() -> None:
    """Print how the kernels of reshape and matmul compare with compiled code."""
    shapes = [(1, 4096), (1, 65536), (1, 2**20), (1000, 1000), (256, 4096), (1, 10007), (20, 10007)]
    for dtype in ("float64", "float32"):
        for batch, n in shapes:
            for name in ("fft", "rfft", "irfft"):
                transform = getattr(_dispatch, name.upper())
                x = sample(name, batch, n, dtype=dtype)
                compare(
                    f"kernels {name} {dtype} {batch} x {n} / scipy",
                    partial(_dispatch.by_kernel, np_compat, transform, x, n, 1),
                    partial(getattr(scipy.fft, name), x),
                    pairs=PAIRS,
                )


def cosines() -> None:
    """Print cosines and sines, and the geometric means for each library."""
    shapes = [(1, 1000), (1, 4096), (1, 10007), (1, 65536), (100, 1000), (1, 2**20)]
    for library, convert in (("numpy", np.asarray), ("torch", torch.asarray)):
        all_ratios: list[float] = []
        for dtype in ("float64", "float32"):
            for type_ in (1, 2, 3, 4):
                ratios: list[float] = []
                for batch, n in shapes:
                    for name in ("dct", "dst"):
                        x = sample(name, batch, n, dtype=dtype)
                        pair = compare(
                            f"{library} {name} {type_} {dtype} {batch} x {n} / scipy",
                            partial(getattr(fft, name), convert(x), type_),
                            partial(getattr(scipy.fft, name), x, type_),
                            pairs=PAIRS,
                        )
                        ratios.append(pair.minimum)
                print(
                    f"{library} type {type_} {dtype}: geometric mean {geometric_mean(ratios):.2f}"
                )
                all_ratios += ratios
        print(f"{library}: geometric mean of all {geometric_mean(all_ratios):.2f}", flush=True)


if __name__ == "__main__":
    groups = {"extension": through_extension, "kernels": without_extension, "cosines": cosines}
    parser = asked(__doc__)
    parser.add_argument("group", nargs="*", help=f"of {', '.join(groups)}; all by default")
    chosen = parser.parse_args().group or list(groups)
    if unknown := set(chosen) - set(groups):
        parser.error(f"no group {min(unknown)!r}; choose from {', '.join(groups)}")
    if os.environ.get("OMP_NUM_THREADS") != "1":
        sys.exit("set OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1: threads blur the comparison")
    for group in chosen:
        groups[group]()
