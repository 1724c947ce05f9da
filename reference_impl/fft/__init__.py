"""Discrete Fourier, cosine, sine and Hankel transforms on any array and device.

The functions of `scipy.fft`, but its backend switches and worker counts, with the same
signatures and definitions.
"""

from ._fftlog import fht, fhtoffset, ifht
from ._helpers import fftfreq, fftshift, ifftshift, rfftfreq
from ._lengths import next_fast_len, prev_fast_len
from ._many_axes import (
    fft2,
    fftn,
    hfft2,
    hfftn,
    ifft2,
    ifftn,
    ihfft2,
    ihfftn,
    irfft2,
    irfftn,
    rfft2,
    rfftn,
)
from ._one_axis import fft, hfft, ifft, ihfft, irfft, rfft
from ._real_transforms import dct, dctn, dst, dstn, idct, idctn, idst, idstn

__all__ = [
    "dct",
    "dctn",
    "dst",
    "dstn",
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "fht",
    "fhtoffset",
    "hfft",
    "hfft2",
    "hfftn",
    "idct",
    "idctn",
    "idst",
    "idstn",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ifht",
    "ihfft",
    "ihfft2",
    "ihfftn",
    "irfft",
    "irfft2",
    "irfftn",
    "next_fast_len",
    "prev_fast_len",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]
