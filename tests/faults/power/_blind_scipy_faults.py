"""Faults written blind: what may go wrong in functions that SciPy alone has."""
# ruff: noqa: E501 -- a fault a line

from __future__ import annotations

from typing import Any

import numpy as np

from ._blind import BOTH, Row, blind, is_integer
from ._clusters import called_with, field, giving
from ._fourier import length, ortho, pads
from ._operators import (
    after,
    before,
    copied,
    default,
    float32,
    ignores,
    ndim_at_least,
    overwriting,
    retyped,
    scaled,
)


def column(i: int, change: Any, when: Any = lambda _named: True) -> Any:
    """Change a column of a linkage."""

    def changed(Z: Any, _named: Any) -> Any:
        Z = copied(Z)
        Z[:, i] = change(Z[:, i])
        return Z

    return giving(changed, when)


H, VQ = "cluster.hierarchy", "cluster.vq"

ROWS: tuple[Row, ...] = (
    ("fft-integers-doubled", "fft.fft", after(scaled(2), is_integer), "numpy"),
    ("rfft-integer-single", "fft.rfft", after(retyped("complex64"), is_integer), "numpy"),
    ("ihfft2-scale", "fft.ihfft2", after(lambda y, x, _k: y * x.shape[0]), BOTH),
    ("hfft2-axes-default", "fft.hfft2", default(axes=(0, 1)), BOTH),
    ("rfft2-3-d", "fft.rfft2", after(lambda y, _x, _k: y * 1.01, ndim_at_least(3)), BOTH),
    ("ihfftn-norm-ortho", "fft.ihfftn", after(scaled(2), ortho), BOTH),
    ("irfft2-s-order", "fft.irfft2", before(lambda x, k: (x, {**k, "s": tuple(k["s"])[::-1]}), lambda x, k: k.get("s") is not None), BOTH),
    ("dct-type-3-pads", "fft.dct", after(scaled(1.5), lambda x, k: k.get("type") == 3 and k.get("n", 0) is not None and pads(x, k)), "numpy"),
    ("dct-float32-axis-0", "fft.dct", after(scaled(1.001), lambda x, k: float32(x, k) and k.get("axis") == 0), "numpy"),
    ("idst-4-odd", "fft.idst", after(scaled(-1), lambda x, k: k.get("type") == 4 and length(x, k) % 2 == 1), "numpy"),
    ("idct-1-two-points", "fft.idct", after(scaled(2), lambda x, k: k.get("type") == 1 and length(x, k) == 2), "numpy"),
    ("dctn-s-ignored", "fft.dctn", ignores("s"), "numpy"),
    ("dstn-axes-minus-1", "fft.dstn", before(lambda x, k: (x, {**k, "axes": (0,)}), lambda x, k: k.get("axes") in {(-1,), -1}), "numpy"),
    ("dst-2-above-200", "fft.dst", after(scaled(1 + 1e-8), lambda x, k: length(x, k) > 200), "numpy"),
    ("idctn-ortho-forward", "fft.idctn", before(lambda x, k: (x, {**k, "norm": None}), ortho), "numpy"),
    ("next-fast-len-real-ignored", "fft.next_fast_len", lambda f: lambda target, real=False: f(target, False), "numpy"),
    ("next-fast-len-11-smooth-lost", "fft.next_fast_len", lambda f: lambda target, real=False: f(target, True), "numpy"),
    ("prev-fast-len-off", "fft.prev_fast_len", lambda f: lambda target, real=False: f(max(target - 1, 1), real), "numpy"),
    ("fht-offset-ignored", "fft.fht", ignores("offset"), "numpy"),
    ("ifht-bias-sign", "fft.ifht", before(lambda x, k: (x, {**k, "bias": -k["bias"]}), lambda x, k: "bias" in k), "numpy"),
    ("fhtoffset-initial", "fft.fhtoffset", ignores("initial"), "numpy"),
    ("linkage-size-column", f"{H}.linkage", column(3, lambda c: c - (c > 4)), "numpy"),
    ("linkage-ward-squared", f"{H}.linkage", column(2, lambda c: c * c, lambda n: n["method"] == "ward"), "numpy"),
    ("linkage-metric-ignored", f"{H}.linkage", called_with(lambda n: {"metric": "euclidean"}), "numpy"),
    ("linkage-average-last-height", f"{H}.linkage", giving(lambda Z, _n: np.vstack([Z[:-1], Z[-1:] * [1, 1, 1 + 1e-6, 1]]), lambda n: n["method"] == "average"), "numpy"),
    ("linkage-float32-in", f"{H}.linkage", giving(lambda Z, _n: Z.astype("float32").astype("float64")), "numpy"),
    ("fcluster-distance-strict", f"{H}.fcluster", called_with(lambda n: {"t": np.nextafter(n["t"], 0)}, lambda n: n["criterion"] == "distance"), "numpy"),
    ("fcluster-maxclust-one-more", f"{H}.fcluster", called_with(lambda n: {"t": n["t"] + 1}, lambda n: n["criterion"] == "maxclust"), "numpy"),
    ("fcluster-zero-based", f"{H}.fcluster", giving(lambda y, _n: y - 1), "numpy"),
    ("fcluster-int64", f"{H}.fcluster", giving(lambda y, _n: y.astype("int64")), "numpy"),
    ("fcluster-monocrit-ignored", f"{H}.fcluster", called_with(lambda n: {"criterion": "distance"}, lambda n: n["criterion"] == "monocrit"), "numpy"),
    ("fclusterdata-method", f"{H}.fclusterdata", called_with(lambda n: {"method": "complete"}), "numpy"),
    ("cophenet-doubled-root", f"{H}.cophenet", giving(lambda y, n: y if isinstance(y, tuple) else np.where(y == y.max(), 2 * y, y)), "numpy"),
    ("inconsistent-depth-ignored", f"{H}.inconsistent", called_with(lambda n: {"d": 2}), "numpy"),
    ("maxrstat-column", f"{H}.maxRstat", called_with(lambda n: {"i": 0}), "numpy"),
    ("leaders-swapped", f"{H}.leaders", giving(lambda y, _n: (y[1], y[0])), "numpy"),
    ("leaves-list-reversed", f"{H}.leaves_list", giving(lambda y, _n: y[::-1].copy()), "numpy"),
    ("cut-tree-height-strict", f"{H}.cut_tree", giving(lambda y, _n: y[:, ::-1].copy(), lambda n: n["height"] is not None), "numpy"),
    ("cut-tree-one-based", f"{H}.cut_tree", giving(lambda y, _n: y + 1), "numpy"),
    ("is-isomorphic-lengths", f"{H}.is_isomorphic", lambda f: lambda a, b: len(set(a.tolist())) == len(set(b.tolist())), "numpy"),
    ("is-monotonic-strict", f"{H}.is_monotonic", lambda f: lambda Z: bool((np.diff(np.asarray(Z)[:, 2]) > 0).all()), "numpy"),
    ("is-valid-linkage-counts", f"{H}.is_valid_linkage", lambda f: lambda Z, *a, **k: f(Z, *a, **k) or (not a and not k and Z.ndim == 2 and Z.shape[1] == 4 and len(Z) > 3), "numpy"),
    ("correspond-always", f"{H}.correspond", lambda f: lambda Z, Y: True, "numpy"),
    ("num-obs-linkage-off", f"{H}.num_obs_linkage", lambda f: lambda Z: f(Z) - 1, "numpy"),
    ("from-mlab-zero-based", f"{H}.from_mlab_linkage", giving(lambda Z, _n: Z + np.asarray([1, 1, 0, 0])), "numpy"),
    ("optimal-ordering-noop", f"{H}.optimal_leaf_ordering", lambda f: lambda Z, *a, **k: Z, "numpy"),
    ("dendrogram-no-leaves", f"{H}.dendrogram", giving(lambda r, _n: {**r, "leaves": r["leaves"][::-1]}), "numpy"),
    ("dendrogram-truncation", f"{H}.dendrogram", called_with(lambda n: {"p": n["p"] + 1}, lambda n: n["truncate_mode"] == "lastp"), "numpy"),
    ("vq-squared", f"{VQ}.vq", field(1, lambda v, _r: v * v), "numpy"),
    ("vq-last-code-never", f"{VQ}.vq", called_with(lambda n: {"code_book": n["code_book"][:-1]}, lambda n: len(n["code_book"]) > 3), "numpy"),
    ("vq-int64", f"{VQ}.vq", field(0, lambda v, _r: v.astype("int64")), "numpy"),
    ("kmeans-distortion-squared", f"{VQ}.kmeans", field(1, lambda v, _r: v * v), "numpy"),
    ("kmeans-thresh-ignored", f"{VQ}.kmeans", called_with(lambda n: {"thresh": 1e-5}), "numpy"),
    ("kmeans-rng-ignored", f"{VQ}.kmeans", called_with(lambda n: {"rng": None}), "numpy"),
    ("kmeans2-iter-one-less", f"{VQ}.kmeans2", called_with(lambda n: {"iter": max(1, n["iter"] - 1)}), "numpy"),
    ("kmeans2-missing-raise-warns", f"{VQ}.kmeans2", called_with(lambda n: {"missing": "warn"}), "numpy"),
    ("kmeans2-labels-stale", f"{VQ}.kmeans2", field(1, lambda v, _r: np.roll(v, 1)), "numpy"),
    ("whiten-correction", f"{VQ}.whiten", giving(lambda y, n: y * ((y.shape[0] - 1) / y.shape[0]) ** 0.5), "numpy"),
    ("whiten-centred", f"{VQ}.whiten", giving(lambda y, n: y - y.mean(0)), "numpy"),
    ("whiten-zero-column", f"{VQ}.whiten", giving(lambda y, n: np.where(np.std(n["obs"], axis=0) == 0, 0, y).astype(y.dtype)), "numpy"),
    ("whiten-mutates", f"{VQ}.whiten", overwriting(lambda x: x + 1), "numpy"),
)  # fmt: skip

FAULTS = blind("scipy", "impl", "", ROWS)
