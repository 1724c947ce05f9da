"""Reproductions: from the last call of a failed check to a script that stands alone.

A pure function of the call and the target. The script needs the backend and NumPy, and the
implementation where that is not the backend's own namespace; only a simulated device or a
variant, which no library has, is activated through this package.
"""

from __future__ import annotations

import base64
import inspect
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ._inputs import VIEWS, Input, draw

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..backends import Target

WRITTEN = 40
"""Up to this size an input is written down; a larger one is packed."""


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A call of a public function, on inputs of the host; `source` is how to import it."""

    source: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    function: Callable[..., Any] | None = None


# How to import a namespace and make its defaults float64; other ones need no more than import.
PREAMBLES = {
    "jax.numpy": ("import jax", 'jax.config.update("jax_enable_x64", True)'),
    "torch": ("import torch", "torch.set_default_dtype(torch.float64)"),
}
# How a real device is chosen for all that follows.
DEVICES = {
    "torch": "torch.set_default_device({device!r})",
    "array_api_strict": "device = xp.Device({device!r})",
}


def script(call: Call, target: Target, message: str = "") -> str:
    """Return a Python script that repeats the call and prints the result.

    Parameters
    ----------
    call
        The call that failed.
    target
        Where it failed.
    message
        What was wrong; goes into a comment.
    """
    lines = [f"# {line}" for line in f"{target}: {message}".splitlines() if line.strip()]
    root = call.source.partition(".")[0]
    lines += ["import numpy as np", *imports(target)]
    if root != "xp":
        lines.append(f"import {call.source.rpartition('.')[0]}")
    inputs = [value for value in [*call.args, *call.kwargs.values()] if isinstance(value, Input)]
    functions = {value.layout: VIEWS[value.layout] for value in inputs}
    sources = [inspect.getsource(function) for function in functions.values()]
    if any(value.code for value in inputs):
        sources.insert(0, inspect.getsource(draw))
    # The annotations name what the script has not imported.
    for source in sources:
        lines += ["", *source.replace(": Any", "").replace(" -> Any", "").rstrip().splitlines()]
    arguments = [written(value) for value in call.args]
    arguments += [f"{name}={written(value)}" for name, value in call.kwargs.items()]
    lines += ["", f"result = {call.source}({', '.join(arguments)})", "print(repr(result))"]
    return "\n".join(lines) + "\n"


def imports(target: Target) -> list[str]:
    """Return the lines that bind `xp` and choose the device."""
    plain = not target.variants and not target.simulated
    if target.device is not None and target.backend not in DEVICES:
        plain = False
    if not plain:
        return [
            "from pytest_array_api.backends import Target, activate",
            f"active = activate(Target.parse({str(target)!r})).__enter__()",
            "xp = active.xp",
        ]
    lines = [*PREAMBLES.get(target.backend, ()), f"import {target.backend} as xp"]
    if target.device is not None:
        lines.append(DEVICES[target.backend].format(device=target.device))
    return lines


def written(value: Any) -> str:
    """Return the Python expression of an argument."""
    if isinstance(value, Input):
        return f"{value.layout}(xp, {host_code(value)})"
    if isinstance(value, (int, float, complex, str, tuple, list, type(None))):
        return repr(value)
    if inspect.ismodule(value):
        return "xp"
    # A dtype or another object of the library: by the name that the standard gives it.
    name = getattr(value, "__name__", None) or str(value).rpartition(".")[2]
    return f"xp.{name}"


def host_code(value: Input) -> str:
    """Return the NumPy expression of an input's values."""
    if value.code is not None:
        return value.code
    values = np.ascontiguousarray(value.values).reshape(np.shape(value.values))
    if values.size <= WRITTEN and np.all(np.isfinite(values)):
        return f"np.array({values.tolist()!r}, dtype={values.dtype.name!r})"
    packed = base64.b85encode(zlib.compress(values.tobytes(), 9)).decode()
    return (
        "np.frombuffer(__import__('zlib').decompress(__import__('base64').b85decode("
        f"{packed!r})), {values.dtype.name!r}).reshape({values.shape})"
    )
