"""Smooth a photograph by a low-pass filter, with the same code on every array library.

    python examples/smooth_image.py                        # every installed backend
    python examples/smooth_image.py --backend torch --backend jax.numpy --keep 0.05

`smooth` knows no library: it takes the namespace from its argument and stays on the
argument's device. The script runs it on each target, checks that all of them agree with
NumPy, prints a time for each and writes the photograph before and after. The photograph is
matplotlib's sample image (Grace Hopper, public domain).
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
from array_api_compat import array_namespace
from matplotlib import cbook, image

from pytest_array_api import backends, xp_assert_close
from pytest_array_api.reference_impl import fft

REPEATS = 5


def smooth(picture: Any, *, keep: float) -> Any:
    """Keep the `keep` lowest spatial frequencies of a picture.

    Parameters
    ----------
    picture : array, shape (height, width, channels)
        Real floating-point.
    keep : float
        Radius of the pass band in cycles per pixel, between 0 and 0.5.

    Returns
    -------
    array, shape (height, width, channels)
        Same namespace, dtype and device as `picture`.
    """
    xp = array_namespace(picture)
    height, width, _ = picture.shape
    device = backends.device_of(picture)
    vertical = fft.fftfreq(height, xp=xp, device=device)[:, None, None]
    horizontal = fft.rfftfreq(width, xp=xp, device=device)[None, :, None]
    low = vertical**2 + horizontal**2 <= keep**2

    spectrum = fft.rfft2(picture, axes=(0, 1))
    spectrum = xp.where(low, spectrum, xp.zeros_like(spectrum))
    return fft.irfft2(spectrum, s=(height, width), axes=(0, 1))


def photograph() -> np.ndarray:
    """Return the sample photograph as float64 in [0, 1], shape (height, width, 3)."""
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        pixels = image.imread(file, format="jpg")
    return pixels.astype(np.float64) / 255


def run(target: backends.Target, pixels: np.ndarray, *, keep: float) -> tuple[np.ndarray, float]:
    """Smooth `pixels` on one target; return the result and the median seconds."""
    with backends.activate(target) as active:
        picture = active.asarray(pixels)
        seconds = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            result = active.call(smooth, picture, keep=keep)
            backends.synchronize(result)
            seconds.append(time.perf_counter() - start)
        if backends.library(result) != backends.library(picture):
            msg = f"{target}: got {type(result)}, not the container type that went in"
            raise TypeError(msg)
        return backends.to_numpy(result), statistics.median(seconds)


def main(arguments: list[str] | None = None) -> int:
    """Run the example; return 0 if every target agrees with NumPy."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--backend", action="append", help="a target; default: all installed")
    parser.add_argument("--keep", type=float, default=0.03, help="cycles per pixel (default 0.03)")
    parser.add_argument("--output", type=Path, default=Path("smooth_image.png"))
    options = parser.parse_args(arguments)

    pixels = photograph()
    expected, _ = run(backends.Target.parse("numpy"), pixels, keep=options.keep)
    for target in backends.select(options.backend or ["all"]).targets:
        found = backends.probe(target)
        if found.availability != "ran":
            print(f"{target!s:24} {found.availability}: {found.detail}")
            continue
        if "fft" not in found.capabilities:
            print(f"{target!s:24} skipped: it has no fft extension")
            continue
        result, seconds = run(target, pixels, keep=options.keep)
        # Pixels are in [0, 1]; a library without complex128 (mlx) answers in single precision.
        atol = 100 * float(np.finfo(result.dtype).eps)
        desired = expected.astype(result.dtype)
        xp_assert_close(result, desired, rtol=0, atol=atol, err_msg=str(target))
        print(f"{target!s:24} {seconds * 1e3:8.1f} ms   agrees with numpy in {result.dtype}")
    image.imsave(options.output, np.clip(np.concatenate([pixels, expected], axis=1), 0, 1))
    print(f"wrote {options.output}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
