"""A fault: what it breaks, where it was seen, and which checks name its cause."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Wrap = "Callable[[Callable[..., Any]], Callable[..., Any]]"

NAMESPACES = {
    "numpy": "array_api_compat.numpy",
    "torch": "array_api_compat.torch",
    "dask.array": "array_api_compat.dask.array",
    "array_api_strict": "array_api_strict",
    "jax.numpy": "jax.numpy",
}
REFERENCE = "pytest_array_api.reference_impl"


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One way of being wrong, on one target or several.

    Parameters
    ----------
    id
        Unique name.
    sources
        Threads in which it was reported, and mutation operators (M01 ...), blank-separated.
    group
        Row of the table of rates.
    breaks
        Path of a function -> what makes the faulty one of it. Below ``xp.`` a path is in the
        target's namespace, below ``array.`` a method of its arrays, below ``impl.`` in the
        bundled functions, else absolute.
    causes
        Globs over case ids, blank-separated: a failure of one of them names the cause.
    targets
        Targets it is injected into, blank-separated.
    profile
        The smallest profile of the suite that has to find it.
    equivalent
        Why no test can tell it from a correct function, or empty.
    """

    id: str
    sources: str
    group: str
    breaks: Mapping[str, Any]
    causes: str
    targets: str = "numpy"
    profile: str = "quick"
    equivalent: str = ""

    @property
    def implementation(self) -> str:
        """Return ``--implementation`` of the run: whose functions are broken."""
        return REFERENCE if any(path.startswith("impl.") for path in self.breaks) else "namespace"

    @property
    def features(self) -> tuple[str, ...]:
        """Return globs over the features whose checks name the cause."""
        return tuple(sorted({cause.partition("/")[0] for cause in self.causes.split()}))

    def names_cause(self, case: str) -> bool:
        """Whether a failure of the case points at what is broken."""
        return any(fnmatchcase(case, cause) for cause in self.causes.split())

    def apply(self, target: str) -> None:
        """Break this process for good."""
        for path, wrap in self.breaks.items():
            owner, name = located(path, target)
            setattr(owner, name, wrap(getattr(owner, name)))


def located(path: str, target: str) -> tuple[Any, str]:
    """Return the object that holds a function, and the function's name in it."""
    backend = target.partition(":")[0].partition("+")[0]
    root, _, rest = path.partition(".")
    if root in {"xp", "array"}:
        owner: Any = import_module(NAMESPACES[backend])
        owner = owner if root == "xp" else type(owner.empty(0))
    else:
        owner = import_module(REFERENCE if root == "impl" else root)
    *parents, name = rest.split(".")
    for parent in parents:
        # A module that nothing has imported yet is no attribute.
        owner = getattr(owner, parent, None) or import_module(f"{owner.__name__}.{parent}")
    return owner, name
