"""The power of the conformance suite: faults, and whether it finds them."""

from ._command import main
from ._fault import Fault

__all__ = ["Fault", "main"]
