"""Cases: a feature, a check and its parameters, which together name one measurement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ._profile import Profile


class Spec(Protocol):
    """A row of a function table."""

    @property
    def feature(self) -> str:
        """Return the public name, ``fft.rfft``: a module below the root, and a function."""
        ...

    @property
    def requires(self) -> tuple[str, ...]:
        """Return what each case of it needs, as for the mark `xp_requires`; may be left out."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One feature with the parameters of one check.

    Parameters
    ----------
    spec
        The function's row.
    parameters
        What the case id shows: plain numbers, texts and tuples.
    requires
        What the target must have, as for the mark `xp_requires`: names of dtypes mostly.
    dialect
        Whose rules promise it: "scipy", "standard", or "" for both. It is out of scope elsewhere.
    """

    spec: Any
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    requires: tuple[str, ...] = ()
    dialect: str = ""

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    @property
    def texts(self) -> dict[str, str]:
        """Return the parameters as the id writes them, sorted by name."""
        return {k: str(v).replace(" ", "") for k, v in sorted(self.parameters.items())}

    def __str__(self) -> str:
        pairs = ",".join(f"{name}={text}" for name, text in self.texts.items())
        return "-".join(filter(None, [self.spec.feature, pairs]))

    def id(self, check: str) -> str:
        """Return the public case id."""
        return "/".join([self.spec.feature, check, *str(self).partition("-")[2:]]).rstrip("/")

    def param(self, check: str, out_of_scope: str = "") -> Any:
        """Return the case as a parameter of a test; `out_of_scope` is the reason, if it is."""
        marks = [
            pytest.mark.xp_case(
                feature=self.spec.feature,
                check=check,
                parameters=self.texts,
                out_of_scope=out_of_scope,
            )
        ]
        requires = dict.fromkeys((*getattr(self.spec, "requires", ()), *self.requires))
        if requires:
            marks.append(pytest.mark.xp_requires(*requires))
        return pytest.param(self, id=str(self), marks=marks)


def cases(
    check: str, generate: Callable[[Profile], Iterable[Case]]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test on the cases that a function makes for the profile of the run.

    Parameters
    ----------
    check
        The kind of requirement: ``"values"``, ``"dtype"``, a named property.
    generate
        Called with the `Profile`; returns the cases. Test ids must differ.
    """
    return pytest.mark.xp_cases(check, generate)


def per_spec(specs: Iterable[Any], **parameters: Any) -> Callable[[Profile], list[Case]]:
    """Make one case for each row of a table, in every profile."""
    return lambda _profile: [Case(spec, parameters) for spec in specs]
