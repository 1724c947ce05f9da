"""The one exception that the assertions raise when arrays don't match."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "wrong-value", "accuracy", "wrong-dtype", "wrong-shape", "wrong-device", "wrong-namespace"
]


class MismatchError(AssertionError):
    """Say that `actual` isn't what it should be.

    Parameters
    ----------
    message : str
        The whole text for the reader.
    kind : str
        What is wrong, in the words of the report: ``wrong-namespace``, ``wrong-shape``,
        ``wrong-dtype``, ``wrong-device``, ``accuracy`` (the right answer, too inexact) or
        ``wrong-value``. Where several are wrong it is the first of this list.
    """

    # Both go to args, so that the exception survives pickling between test processes.
    def __init__(self, message: str, kind: Kind) -> None:
        super().__init__(message, kind)

    @property
    def kind(self) -> Kind:
        """The failure kind, as the report counts it."""
        return self.args[1] if len(self.args) > 1 else "wrong-value"

    def __str__(self) -> str:
        return self.args[0]
