"""Calls that must leave all their arguments as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    call = subject.call_of(args, kwargs)
    placed, named = subject.placed(call.args), subject.placed_by_name(call.kwargs)
    arrays = [x for x in (*placed, *named.values()) if is_array(subject, x)]
    before = [subject.host(x).tobytes() for x in arrays]
    result = subject.make(call, *placed, **named)
    for x, old in zip(arrays, before, strict=True):
        subject.expect(subject.host(x).tobytes() == old, "the call changed an argument")
    return result


def is_array(subject: Subject, x: Any) -> bool:
    """Whether an argument is an array whose values can be looked at."""
    return subject.has_values and hasattr(x, "shape") and hasattr(x, "dtype")
