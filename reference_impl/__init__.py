"""Array-agnostic functions with SciPy's signatures: the suite's default implementation.

`fft` and `cluster` do what `scipy.fft` and `scipy.cluster` do, written in the array API
standard alone. They run where their input lives, they change no array that they were given,
and they move data to the host only where a docstring says so and why.
"""

from . import cluster, fft

__all__ = ["cluster", "fft"]
