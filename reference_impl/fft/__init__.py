"""Discrete Fourier, cosine, sine and Hankel transforms on any array and device.

The functions of `scipy.fft`, but its backend switches, with the same signatures and
definitions.
"""

from ._fftlog import fht, fhtoffset, ifht
from ._helpers import fftfreq, fftshift, ifftshift, rfftfreq
from ._lengths import next_fast_len, prev_fast_len
from ._many_axes import fftn, hfftn, ifftn, ihfftn, irfftn, rfftn
from ._one_axis import fft, hfft, ifft, ihfft, irfft, rfft
from ._real_transforms import dct, dctn, dst, dstn, idct, idctn, idst, idstn
from ._two_axes import fft2, hfft2, ifft2, ihfft2, irfft2, rfft2
from ._workers import get_workers, set_workers

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
    "get_workers",
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
    "set_workers",
]
