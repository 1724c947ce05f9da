"""Time vector quantisation and k-means against SciPy, on NumPy and torch.

``OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/vq.py``
"""

from __future__ import annotations

import warnings

import numpy as np
import scipy.cluster.vq as scipy_vq
from _pairs import compare

from pytest_array_api.reference_impl.cluster import vq

# Observations, features, codes.
SHAPES = ((100_000, 16, 64), (100_000, 3, 64), (20_000, 64, 256), (1_000, 16, 8))


def roundings(obs: np.ndarray, codes: np.ndarray) -> float:
    """Return the largest error of a distance, in roundings of its dtype."""
    _, dist = vq.vq(obs, codes)
    wide = codes.astype("longdouble")
    best = [np.sqrt(np.min(np.sum((row - wide) ** 2, axis=1))) for row in obs.astype("longdouble")]
    return float(np.max(np.abs(dist - best) / best) / np.finfo(dist.dtype).eps)


def main() -> None:
    """Print one line per function, shape and dtype, and the errors of distances."""
    rng = np.random.default_rng(0)
    for n, d, k in SHAPES:
        for dtype in ("float64", "float32"):
            obs = rng.standard_normal((n, d)).astype(dtype)
            codes = rng.standard_normal((k, d)).astype(dtype)
            label = f"{n} x {d} x {k} {dtype}"
            compare(
                f"vq {label}",
                lambda o=obs, c=codes: vq.vq(o, c),
                lambda o=obs, c=codes: scipy_vq.vq(o, c),
                pairs=11,
            )
            compare(
                f"kmeans {label}",
                lambda o=obs, c=codes: vq.kmeans(o, c, thresh=1e-3),
                lambda o=obs, c=codes: scipy_vq.kmeans(o, c, thresh=1e-3),
                pairs=5,
            )
    obs, codes = rng.standard_normal((5_000, 16)), rng.standard_normal((64, 16))
    for dtype, offset in (("float64", 0), ("float64", 1e5), ("float32", 0), ("float32", 1e3)):
        error = roundings((obs + offset).astype(dtype), (codes + offset).astype(dtype))
        print(f"largest error of a distance, {dtype} {offset:g} from the origin: {error:.2f} eps")


if __name__ == "__main__":
    warnings.simplefilter("ignore", UserWarning)
    main()
