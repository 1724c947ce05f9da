"""Calls that must leave all their arguments as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._inputs import Input
from ._reproduction import Call

if TYPE_CHECKING:
    from ._subject import Subject


def kept(subject: Subject, *args: Any, **kwargs: Any) -> Any:
    """Call, require that no array among the arguments changed, and return the result.

    Parameters
    ----------
    subject
        The function.
    *args, **kwargs
        Inputs, arrays, and other arguments.
    """
    placed = [*subject.placed(args)]
    named = subject.placed_by_name(kwargs)
    arrays = [x for x in (*placed, *named.values()) if is_array(subject, x)]
    before = [subject.host(x).tobytes() for x in arrays]
    result = subject(*placed, **named)
    # What a reproduction can write down is the inputs.
    if any(isinstance(x, Input) for x in (*args, *kwargs.values())):
        last = subject.calls[0]
        args = tuple(subject.fitting(x) for x in args)
        kwargs = {name: subject.fitting(x) for name, x in kwargs.items()}
        subject.calls[:] = [Call(last.source, args, kwargs, last.function)]
    for x, old in zip(arrays, before, strict=True):
        subject.expect(subject.host(x).tobytes() == old, "the call changed an argument")
    return result


def is_array(subject: Subject, x: Any) -> bool:
    """Whether an argument is an array whose values can be looked at."""
    return subject.has_values and hasattr(x, "shape") and hasattr(x, "dtype")
