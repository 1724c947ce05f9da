"""Which namespaces bring a working fft extension of the standard."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def extension(xp: Any) -> Any:
    """Return ``xp.fft``, or None where there is none or where it doesn't run.

    The attribute is looked up each time, because array-api-strict can switch it off. Whether
    it runs is tried once: there are namespaces whose ``fft`` is a shell of stubs, and CuPy
    raises ImportError where the CUDA libraries are missing.
    """
    try:
        module = xp.fft
    except (AttributeError, ImportError):
        return None
    return module if _runs(xp, module, "complex64") else None


def takes_real(xp: Any, module: Any) -> bool:
    """Return whether the extension's ``fft`` takes real input, which the standard leaves open."""
    return _runs(xp, module, "float32")


@lru_cache(maxsize=32)
def _runs(xp: Any, module: Any, dtype: str) -> bool:
    try:
        module.fft(xp.asarray([1.0, 2.0, 3.0, 4.0], dtype=getattr(xp, dtype)))
    except Exception:  # noqa: BLE001 -- whatever a broken or strict library raises
        return False
    return True
