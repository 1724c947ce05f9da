"""The module under test, as ``--implementation`` names it."""

from __future__ import annotations

import builtins
import operator
import sys
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from ._cases import Case

BUNDLED = f"{__name__.rsplit('.', 2)[0]}.reference_impl"
NAMESPACE = "namespace"
# The standard has these transforms; what a namespace has besides, under whatever names of the
# arguments, is its own affair.
STANDARD = {
    *("fft", "ifft", "fftn", "ifftn", "rfft", "irfft", "rfftn", "irfftn", "hfft", "ihfft"),
    *("fftfreq", "rfftfreq", "fftshift", "ifftshift"),
}

WHOSE = {"scipy": "SciPy's", "standard": "the standard's"}


@dataclass(frozen=True, slots=True)
class Implementation:
    """A root below which the features are looked up: ``scipy`` has ``scipy.fft.rfft``.

    Parameters
    ----------
    root
        An import path, or "namespace" for the array namespace itself.
    """

    root: str = BUNDLED

    def dialect(self, feature: str) -> str:
        """Return whose rules hold: the "standard"'s for namespaces, else "scipy"'s.

        SciPy's functions accept more (integers, real input to `fft`) and say how they fail.
        """
        own = self.root == NAMESPACE or feature.startswith("core.")
        return "standard" if own else "scipy"

    def function(self, feature: str, xp: Any) -> Callable[..., Any] | None:
        """Return the function, or None where the implementation has none of that name."""
        if feature.startswith("core."):
            path = feature.split(".")[1:]
            found = reduce(lambda owner, name: getattr(owner, name, None), path, xp)
            return found or method(path[-1])
        module, _, name = feature.rpartition(".")
        if self.root != NAMESPACE:
            return getattr(self._module(module), name, None)
        return getattr(getattr(xp, "fft", None), name, None) if in_standard(feature) else None

    def out_of_scope(self, case: Case) -> str:
        """Return why the case is none of what is tested, whatever the target; "" if it is."""
        feature = case.spec.feature
        if self.root == NAMESPACE and not in_standard(feature):
            return f"n/a: the standard has no {feature}"
        if case.dialect not in ("", self.dialect(feature)):
            return f"n/a: only {WHOSE[case.dialect]} rules ask for it"
        return ""

    def source(self, feature: str) -> str:
        """Return the name by which a script calls the feature."""
        name = feature.removeprefix("core.")
        if (called := method(name)) is not None:
            return f"{called.__module__.lstrip('_')}.{called.__name__}"
        if name != feature or self.root == NAMESPACE:
            return f"xp.{name}"
        return f"{self.root}.{feature}"

    def _module(self, module: str) -> Any:
        path = f"{self.root}.{module}"
        try:
            return import_module(path)
        except ModuleNotFoundError as error:
            # Below the root it is a feature group that the implementation lacks.
            if error.name is not None and error.name != self.root and path.startswith(error.name):
                return None
            raise


def in_standard(feature: str) -> bool:
    """Return whether array namespaces have the function, by the standard."""
    module, _, name = feature.rpartition(".")
    return feature.startswith("core.") or (module == "fft" and name in STANDARD)


def method(name: str) -> Callable[..., Any] | None:
    """Return what calls a method of arrays: ``operator.getitem``, or a builtin as ``float``."""
    if not name.startswith("__"):
        return None
    return getattr(operator, name, None) or getattr(builtins, name.strip("_"), None)


def prepared(root: str | None, environ: MutableMapping[str, str]) -> Implementation:
    """Read the option, and ask SciPy for its array API before anything imports it.

    Raises
    ------
    pytest.UsageError
        If there is no such module, or SciPy is imported already and was not asked.
    """
    root = root or BUNDLED
    if root != NAMESPACE and find_spec(top := root.partition(".")[0]) is None:
        msg = f"--implementation={root!r}: there is no module {top!r} to import"
        raise pytest.UsageError(msg)
    if root == "scipy" and environ.get("SCIPY_ARRAY_API", "0") in {"0", ""}:
        if "scipy" in sys.modules:
            msg = (
                "--implementation='scipy' needs SCIPY_ARRAY_API=1 before SciPy is imported, and "
                "a plugin or conftest has imported it. Set it in the environment"
            )
            raise pytest.UsageError(msg)
        environ["SCIPY_ARRAY_API"] = "1"
    return Implementation(root)
