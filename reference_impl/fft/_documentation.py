"""The sentences that the docstrings of many transforms share, written once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])

STANDARD = "https://data-apis.org/array-api/latest/extensions/generated/array_api.fft"

SENTENCES = {
    "n_and_axis": """
n : int, optional
    Length of the transform. Longer input is cut off at its end, shorter input filled up with
    zeros. By default as much as the input has to offer.
axis : int, default -1
    Axis to transform.""",
    "s_and_axes": """
s : int or sequence of int, optional
    Lengths of the transform along `axes`; -1 stands for the length of the input. Longer
    input is cut off at its end, shorter input filled up with zeros.
axes : int or sequence of int, optional
    Axes to transform, each at most once. None stands for the last ``len(s)`` axes, or for
    all if `s` is None too.""",
    "options": """
norm : {"backward", "ortho", "forward"}, default "backward"
    Which of the two directions is divided by the number of points that are transformed;
    "ortho" divides both by its square root.
overwrite_x : bool, default False
    For SciPy's sake; `x` is never changed.
workers : int, optional
    For SciPy's sake, with NumPy arrays; it changes nothing.
plan : None
    Anything else is refused.""",
    "trigonometric_along_axis": """
{trigonometric_x_and_type}
{n_and_axis}
{trigonometric_options}

Returns
-------
array of real or complex numbers
    Length `n` along `axis`.

{trigonometric_raises}""",
    "trigonometric_along_axes": """
{trigonometric_x_and_type}
{s_and_axes}
{trigonometric_options}

Returns
-------
array of real or complex numbers
    Lengths `s` along `axes`.

{trigonometric_raises}""",
    "trigonometric_x_and_type": """
Parameters
----------
x : array of real or complex numbers
    The parts of complex numbers are transformed each on its own.
type : {1, 2, 3, 4}, default 2
    Which of the four definitions in `dct` and `dst`.""",
    "trigonometric_options": """
norm : {"backward", "ortho", "forward"}, default "backward"
    Which of the two directions is divided by the number of points of the periodic extension:
    2n, but 2 (n - 1) for cosines and 2 (n + 1) for sines of type 1; "ortho" divides both by
    its square root.
overwrite_x : bool, default False
    For SciPy's sake; `x` is never changed.
workers : int, optional
    For SciPy's sake; it changes nothing.
orthogonalize : bool, optional
    Scale the values at the ends, so that "ortho" gives an orthogonal matrix: for cosines the
    first, for type 1 also the last, for sines of types 2 and 3 the last. By default if
    `norm` is "ortho". SciPy 1.17 ignores it for complex `x`; here it counts.""",
    "trigonometric_raises": """
Raises
------
TypeError
    If `x` is not an array of numbers, or an argument not an integer that has to be one.
ValueError
    For an unknown `type` or `norm`, a transform of no points, an axis that is repeated or not
    there.
RuntimeError
    For cosines of type 1 with a single point.""",
    "raises": """
Raises
------
TypeError
    If `x` is not an array of numbers, or complex where it has to be real; if an argument is
    not an integer that has to be one.
ValueError
    For an unknown `norm`, a transform of no points, an axis that is repeated or not there;
    for `workers` or `plan` with other than NumPy arrays.
NotImplementedError
    For a `plan` with NumPy arrays.""",
}


def documented(function: F) -> F:
    """Return `function` with the placeholders of its docstring replaced by `SENTENCES`.

    Nothing else changes: not the name, nor the signature, nor how the function pickles.
    """

    def expanded(text: str) -> str:
        return re.sub(r"( *)\{(\w+)\}", sentence, text)

    def sentence(match: re.Match[str]) -> str:
        indent, name = match.groups()
        if name == "standard":
            return f"{indent}Specified at {STANDARD}.{function.__name__}.html."
        lines = expanded(SENTENCES[name].strip("\n")).splitlines()
        return "\n".join(indent + line if line else "" for line in lines)

    if function.__doc__:  # not under python -OO
        function.__doc__ = expanded(function.__doc__)
    return function
