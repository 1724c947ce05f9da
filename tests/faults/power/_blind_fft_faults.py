"""Faults written blind: what may go wrong in a transform of the standard."""
# ruff: noqa: E501 -- a fault a line

from __future__ import annotations

import numpy as np

from ._blind import (
    BOTH,
    Row,
    blind,
    edge_padded,
    is_complex,
    is_double,
    last_axis,
    prime,
    row_lost,
    s_and_axes,
    spread_nan,
)
from ._fourier import (
    change_bins,
    inaccurate,
    length,
    moved_input,
    of_length,
    ortho,
    other_axis,
    pads,
    real_length,
    reverse,
    trims,
)
from ._operators import (
    after,
    before,
    float32,
    ignores,
    instead,
    is_view,
    ndim_at_least,
    overwriting,
    plain,
    raises,
    scaled,
    shared_buffer,
    through_single,
    widened,
    wrong_every,
)

ROWS: tuple[Row, ...] = (
    ("fft-one-point", "fft", after(scaled(2), of_length(1)), BOTH),  ("ifft-two-points", "ifft", change_bins(lambda y, _x, _k: reverse(y), of_length(2)), BOTH),  ("fft-primes-inexact", "fft", after( inaccurate(1e-10), lambda x, k: is_double(x) and prime(length(x, k))), BOTH),  ("ifft-multiples-of-7", "ifft", after( scaled(1.001), lambda x, k: length(x, k) % 7 == 0), BOTH),  ("rfft-multiples-of-64-above-512", "rfft", after( scaled(1.001), lambda x, k: length(x, k) % 64 == 0 and length(x, k) > 512), BOTH),  ("fft-odd-batch-row-lost", "fft", after( row_lost, lambda x, k: x.ndim > 1 and x.shape[0] % 2 == 1), BOTH),  ("ifft-batch-above-8", "ifft", after( row_lost, lambda x, k: x.ndim > 1 and x.shape[0] > 8), BOTH),  ("fft-strided-other-axis", "fft", after( lambda y, _x, _k: y.conj(), lambda x, k: other_axis(x, k) and is_view(x, k)), "numpy"),  ("rfft-axis-minus-2", "rfft", instead( last_axis, lambda x, k: x.ndim > 2 and k.get("axis") == -2), BOTH),  ("irfft-ortho-with-n", "irfft", after( lambda y, x, k: y * (k["n"] / (2 * (x.shape[k.get("axis", -1)] - 1))) ** 0.5, lambda x, k: ortho(x, k) and k.get("n")), BOTH),  ("rfft-pads-with-edge", "rfft", before(moved_input(edge_padded), pads), "numpy"),  ("irfft-trims-one-more", "irfft", before( moved_input(lambda x, k: x[..., : k["n"] // 2]), lambda x, k: k.get("n", 0) > 3 and k["n"] < 2 * (x.shape[k.get("axis", -1)] - 1)), BOTH),  ("ifft-complex64-rough", "ifft", after(scaled(1 + 2e-5), float32), BOTH),  ("fft-3-d-batches-rolled", "fft", after( lambda y, _x, _k: plain(y).roll(y, 1, 0), lambda x, k: x.ndim > 2 and k.get("axis", -1) in {-1, x.ndim - 1}), BOTH),  ("ifftn-s-given-axes-first", "ifftn", before( lambda x, k: (x, {**k, "axes": tuple(range(len(k["axes"])))}), s_and_axes), BOTH),  ("fftn-forward-whole-size", "fftn", after( lambda y, x, k: y * (np.prod([x.shape[a] for a in k["axes"]]) / np.prod(tuple(x.shape))), lambda x, k: k.get("norm") == "forward" and k.get("axes")), BOTH),  ("rfftn-widens", "rfftn", after(widened), BOTH),  ("irfftn-odd-last", "irfftn", after( lambda y, _x, _k: reverse(y), lambda x, k: (k.get("s") or (0,))[-1] % 2 == 1), BOTH),  ("fftn-four-axes", "fftn", before( lambda x, k: (x, {**k, "axes": (1, 2, 3)}), lambda x, k: x.ndim == 4 and k.get("axes") is None), BOTH),  ("hfft-reversed", "hfft", change_bins(lambda y, _x, _k: reverse(y), lambda x, k: True), BOTH),  ("ihfft-conjugated", "ihfft", after(lambda y, _x, _k: 1 * y.conj()), BOTH),  ("ihfft-forward-divides", "ihfft", after( lambda y, x, k: y / length(x, k), lambda x, k: k.get("norm") == "forward"), BOTH),  ("hfft-default-length-odd", "hfft", before( lambda x, k: (x, {**k, "n": 2 * x.shape[k.get("axis", -1)] - 1}), lambda x, k: k.get("n") is None), BOTH),  ("irfft-n-is-1", "irfft", after(scaled(0.5), lambda x, k: k.get("n") == 1), BOTH),  ("fftshift-odd", "fftshift", instead( lambda f, x, *a, **k: plain(x).roll(x, (x.shape[-1] + 1) // 2, -1), lambda x, k: x.ndim == 1), BOTH),  ("fftshift-two-axes", "fftshift", before( lambda x, k: (x, {**k, "axes": k["axes"][:1]}), lambda x, k: isinstance(k.get("axes"), tuple)), BOTH),  ("ifftshift-negative-axis", "ifftshift", before( lambda x, k: (x, {**k, "axes": 0}), lambda x, k: k.get("axes") in {-1, (-1,)}), BOTH),  ("fftfreq-odd-n", "fftfreq", lambda f: lambda n, **k: f(n, **k)[::-1].copy() if n % 2 == 1 and n > 1 else f(n, **k), "numpy"),  ("fftfreq-integer-d-ignored", "fftfreq", lambda f: lambda n, d=1.0, **k: f(n, d=1.0 if isinstance(d, int) else d, **k), BOTH),  ("fftfreq-dtype-ignored", "fftfreq", ignores("dtype"), "numpy"),  ("rfftfreq-nyquist-negative", "rfftfreq", lambda f: lambda n, *a, **k: f(n, *a, **k) * (1 - 2 * ((np.arange(n // 2 + 1) == n // 2) & (n % 2 == 0))), "numpy"),  ("fft-scratch-2-d", "fft", overwriting(when=ndim_at_least(2)), BOTH),  ("ifft-one-point-is-input", "ifft", instead( lambda f, x, *a, **k: x, lambda x, k: length(x, k) == 1 and is_complex(x)), BOTH),  ("rfft-nan-spreads", "rfft", after(spread_nan), BOTH),  ("ifft-infinity-clipped", "ifft", before( lambda x, k: (np.nan_to_num(x, nan=np.nan), k)), "numpy"),  ("irfft-imaginary-sign-even", "irfft", before( lambda x, k: (plain(x).conj(x), k), lambda x, k: real_length(x, k) % 2 == 0 and real_length(x, k) > 32), BOTH),  ("rfft-single-twiddles-above-64", "rfft", after( through_single, lambda x, k: length(x, k) > 64), BOTH),  ("fft-shared-buffer", "fft", shared_buffer, BOTH),  ("ifft-every-7th-call", "ifft", wrong_every(7, scaled(1 + 1e-9)), BOTH),  ("rfft-row-off-by-1e-11", "rfft", after( lambda y, _x, _k: y + 1e-11 * abs(y).max(), lambda x, k: x.ndim == 2), BOTH),  ("ifft-trims-garbage", "ifft", after(scaled(1.5), trims), BOTH),  ("ihfft-n-longer", "ihfft", after(scaled(2.0), pads), BOTH),  ("rfftn-last-axis-of-axes", "rfftn", before( lambda x, k: (x, {**k, "axes": tuple(sorted(k["axes"]))}), lambda x, k: k.get("axes") is not None and k.get("s") is None and min(k["axes"]) >= 0), BOTH),  ("ifftn-length-one-axis", "ifftn", after(scaled(2.0), lambda x, k: 1 in tuple(x.shape)), BOTH),  ("fft-empty-batch-raises", "rfft", raises(ValueError, lambda x, k: 0 in tuple(x.shape)), "numpy"),
)  # fmt: skip

FAULTS = blind("fft", "xp.fft", "fft.", ROWS)
