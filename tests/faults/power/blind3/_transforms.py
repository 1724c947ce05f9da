"""The third round's faults of the standard's transforms."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from .._blind import BOTH, blind, is_complex, prime
from .._fourier import (
    change_bins,
    conj,
    length,
    ortho,
    other_axis,
    pads,
    real_length,
    size,
    trims,
)  # fmt: skip
from .._operators import (
    after,
    before,
    copied,
    instead,
    is_view,
    overwriting,
    plain,
    repeats,
    retyped,
    through_single,
    widened,
)  # fmt: skip
from ..blind2._operators import cast, cat, name, negated, norm, writable
from ..blind2._operators import size as elements
from ._spectra import (
    all_axes,
    bins,
    bins_exchanged,
    even_planes,
    first_shifted_up,
    frequencies,
    half_length,
    has_ones,
    last_input_scaled,
    last_lane,
    linear_to_half,
    meets,
    middle_up,
    nyquist_plane_real,
    padded_with_neighbours,
    pads_and_trims,
    real_bins,
    several,
    sorted_as_given,
    spread_pairwise,
    trimmed_after,
    unscaled,
    without_ones,
)

if TYPE_CHECKING:
    from .._blind import Row
    from .._fault import Fault


ROWS: tuple[Row, ...] = (
    ("3-fft-seven-pass", "fft", change_bins(
        bins_exchanged, lambda x, k: length(x, k) % 7 == 0 and length(x, k) > 7), BOTH),
    ("3-fft-short-table", "fft", change_bins(
        bins(place=lambda n: n // 2 + 1, value=lambda y: y * (1 + 3e-8)),
        lambda x, k: length(x, k) in {1024, 2048} and "64" not in name(x)), BOTH),
    ("3-fft-axis-three-of-four", "fft", before(
        lambda x, k: (x, {**k, "axis": 0}),
        lambda x, k: x.ndim == 4 and k.get("axis") == -3 and k.get("n") is None), BOTH),
    ("3-fft-half-scale", "fft", after(
        lambda y, x, k: y * (float(np.float16(1 / length(x, k))) * length(x, k)),
        meets(norm("forward"), lambda x, _k: name(x) == "complex64")), BOTH),
    ("3-fft-pads-with-next-row", "fft", instead(
        padded_with_neighbours, lambda x, k: pads(x, k) and x.ndim == 2 and not other_axis(x, k)),
        BOTH),
    ("3-fft-broadcast-rows", "fft", after(
        lambda y, _x, _k: cast(y * (plain(y).arange(y.shape[0]) == 0)[:, None], name(y)),
        lambda x, k: x.ndim == 2 and repeats(x, k)), BOTH),
    ("3-ifft-scale-of-input", "ifft", after(
        lambda y, x, k: y * (length(x, k) / size(x, k)), meets(trims, unscaled)), BOTH),
    ("3-ifft-two-points-tail", "ifft", change_bins(
        lambda y, _x, _k: cat([y[..., :1], last_lane(lambda z: -z)(y[..., 1:], None, {})], -1),
        lambda x, k: length(x, k) == 2 and x.ndim > 1 and elements(x) // 2 % 4 != 0), BOTH),
    ("3-ifft-lazy-conjugate", "ifft", before(
        lambda x, k: (x.conj().resolve_conj(), k), lambda x, _k: x.is_conj()), "torch"),
    ("3-ifft-column-block", "ifft", change_bins(
        last_lane(conj),
        lambda x, k: x.ndim == 2 and other_axis(x, k) and x.shape[1] % 4 == 1 < x.shape[1]),
        BOTH),
    ("3-fftn-axes-sorted-as-given", "fftn", before(
        sorted_as_given, lambda _x, k: k.get("s") is not None and min(k.get("axes")) < 0), BOTH),
    ("3-fftn-ortho-one-axis", "fftn", after(
        lambda y, x, k: y * (k.get("s") or x.shape)[-1 if k.get("s") else k["axes"][0]] ** -0.5,
        lambda x, k: ortho(x, k) and len(k.get("axes")) == 1), BOTH),
    ("3-fftn-ones-left-out", "fftn", instead(without_ones, has_ones), BOTH),
    ("3-ifftn-trims-afterwards", "ifftn", instead(trimmed_after, pads_and_trims), BOTH),
    ("3-ifftn-three-axes-at-most", "ifftn", before(
        lambda x, k: (x, {**k, "axes": (-3, -2, -1)}),
        lambda x, k: x.ndim == 4 and k.get("axes") is None and k.get("s") is None), BOTH),
    ("3-ifftn-forward-of-shape", "ifftn", after(
        lambda y, x, k: y * prod(k["s"]) / prod(x.shape[a] for a in all_axes(x, k)),
        lambda x, k: k.get("s") is not None and unscaled(x, k)), BOTH),
    ("3-rfft-odd-nyquist", "rfft", change_bins(
        lambda y, _x, _k: real_bins(y, -1),
        lambda x, k: length(x, k) % 2 == 1 and length(x, k) % 3 == 0 and length(x, k) > 9), BOTH),
    ("3-rfft-one-point-real", "rfft", after(
        lambda y, _x, _k: copied(y.real), lambda x, k: length(x, k) == 1), BOTH),
    ("3-rfft-column-tail", "rfft", change_bins(
        last_lane(lambda z: 0 * z),
        lambda x, k: x.ndim == 2 and other_axis(x, k) and x.shape[1] > 8 and x.shape[1] % 8 != 0),
        BOTH),
    ("3-rfft-two-rows-as-one", "rfft", after(
        spread_pairwise, lambda x, k: x.ndim == 2 and not other_axis(x, k)), BOTH),
    ("3-irfft-padded-nyquist", "irfft", before(
        last_input_scaled(0.5), lambda x, k: real_length(x, k) > 2 * (size(x, k) - 1) + 1), BOTH),
    ("3-irfft-one-is-unset", "irfft", before(
        lambda x, k: (x, {**k, "n": None}), lambda _x, k: k.get("n") == 1), BOTH),
    ("3-irfft-strided-scratch", "irfft", overwriting(
        lambda x: 0.5 * x, lambda x, k: is_view(x, k) and writable(x)), BOTH),
    ("3-rfftn-odd-scale", "rfftn", after(
        lambda y, x, k: y * (half_length(x, k) / (half_length(x, k) - 1)),
        lambda x, k: k.get("norm") == "forward" and k.get("s") is None
        and half_length(x, k) % 2 == 1 < half_length(x, k)), BOTH),
    ("3-rfftn-prime-direction", "rfftn", after(
        lambda y, _x, _k: negated(y, 0),
        lambda x, k: x.ndim > 1 and prime(x.shape[0]) and x.shape[0] > 10
        and k.get("axes") is None and k.get("s") is None), BOTH),
    ("3-irfftn-ortho-of-half", "irfftn", after(
        lambda y, x, k: y * (y.shape[all_axes(x, k)[-1]] / half_length(x, k)) ** 0.5,
        lambda x, k: ortho(x, k) and len(all_axes(x, k)) == 3), BOTH),
    ("3-irfftn-nyquist-plane", "irfftn", before(nyquist_plane_real, even_planes), BOTH),
    ("3-hfft-conjugates-input", "hfft", overwriting(
        conj, lambda x, k: other_axis(x, k) and is_complex(x) and writable(x)), BOTH),
    ("3-hfft-forward-of-half", "hfft", after(
        lambda y, x, k: y * (k["n"] / size(x, k)),
        lambda _x, k: k.get("norm") == "forward" and k.get("n") is not None), BOTH),
    ("3-ihfft-ortho-odd-direction", "ihfft", after(
        lambda y, _x, _k: conj(y), lambda x, k: ortho(x, k) and length(x, k) % 2 == 1), BOTH),
    ("3-ihfft-wide-padding", "ihfft", after(widened, pads), BOTH),
    ("3-fftfreq-single-step", "fftfreq", frequencies(
        lambda y, n, d: y * (float(np.float32(1 / (n * d))) * n * d),
        lambda _n, k: "float64" in str(k.get("dtype"))), BOTH),
    ("3-fftfreq-whole-spacing", "fftfreq", frequencies(
        lambda y, _n, _d: plain(y).floor(y), lambda _n, k: type(k.get("d")) is int and k["d"] > 1),
        BOTH),
    ("3-rfftfreq-to-half", "rfftfreq", frequencies(
        linear_to_half, lambda n, k: n % 2 == 1 < n and k.get("d", 1) != 1), BOTH),
    ("3-rfftfreq-dtype-with-spacing", "rfftfreq", after(
        retyped("float64"), lambda _n, k: k.get("dtype") is not None and "d" in k), BOTH),
    ("3-fftshift-axis-modulo-two", "fftshift", before(
        lambda x, k: (x, {**k, "axes": k["axes"] % 2}),
        lambda x, k: x.ndim > 2 and isinstance(k.get("axes"), int) and k["axes"] < 0), BOTH),
    ("3-fftshift-middle-up", "fftshift", instead(middle_up, lambda x, _k: x.ndim == 3), BOTH),
    ("3-fftshift-single-complex", "fftshift", after(
        through_single, lambda x, _k: name(x) == "complex128" and x.ndim == 2), BOTH),
    ("3-ifftshift-first-axis-up", "ifftshift", instead(
        first_shifted_up, lambda x, k: len(several(x, k)) > 1), BOTH),
    ("3-ifftshift-in-place", "ifftshift", overwriting(
        lambda x: plain(x).roll(x, -(x.shape[0] // 2), 0),
        lambda x, _k: x.ndim == 1 and x.shape[0] % 2 == 0 and writable(x)), BOTH),
)  # fmt: skip

FAULTS: tuple[Fault, ...] = blind("fft, third round", "xp.fft", "fft.", ROWS)
