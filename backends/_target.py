"""Targets: one backend, on one device, in some variants, and the text that names them.

Parsing knows the table of backends but never looks at what is installed: a text means the
same on every machine. Whether a target can run is for `select` and `probe` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._registry import close_matches, find

if TYPE_CHECKING:
    from ._backend import Backend

_GRAMMAR = re.compile(
    r"(?P<backend>[A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*)*)"
    r"(?::(?P<device>[A-Za-z_]\w*(?::\d+)?))?"
    r"(?P<variants>(?:\+[a-z]\w*)*)"
)


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """One backend on one device, in some variants.

    Parameters
    ----------
    backend : str
        The import name of the namespace, e.g. ``"torch"`` or ``"jax.numpy"``.
    device : str, optional
        E.g. ``"cuda:1"``. None is the backend's default device.
    variants : tuple of str
        Sorted, without repetition.

    Examples
    --------
    >>> str(Target.parse("jax:cpu:1+jit"))
    'jax.numpy:cpu:1+jit'
    """

    backend: str
    device: str | None = None
    variants: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # A plain string and any order are accepted, so that equal targets are equal values.
        object.__setattr__(self, "variants", tuple(sorted(set(self.variants))))

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read ``backend[:device][+variant...]``; aliases become canonical names.

        Parameters
        ----------
        text : str
            E.g. ``"torch:cuda:1"``, ``"jax+jit"``, ``"mypkg.xp"``.

        Raises
        ------
        ValueError
            If the text doesn't follow the grammar, or if the backend is a known one that
            has no such device or variant.
        """
        match = _GRAMMAR.fullmatch(text.strip())
        if match is None:
            msg = (
                f"{text!r} is not a target: expected backend[:device][+variant...], "
                "for example 'torch', 'torch:cuda:1' or 'jax.numpy+jit'"
            )
            raise ValueError(msg)
        variants = tuple(match["variants"].split("+")[1:])
        return cls.make(match["backend"], match["device"], variants)

    @classmethod
    def make(
        cls,
        backend: str,
        device: str | None,
        variants: tuple[str, ...],
        extra: tuple[Backend, ...] = (),
    ) -> Target:
        """Build a target from parts as a user writes them; resolve aliases and check."""
        row = find(backend, extra)
        if row is None:
            return cls(backend, device, variants)
        # `torch+meta` reads as a variant, but is a device.
        moved = [name for name in variants if name in row.simulated]
        if moved and device is None:
            device = moved[0]
            variants = tuple(name for name in variants if name != device)
        target = cls(row.name, row.resolve(device), variants)
        target._check(row)
        return target

    def _check(self, row: Backend) -> None:
        if self.device not in (None, "all") and not row.has_device(self.device):
            raise ValueError(_refusal(self.backend, "device", self.device, row.all_devices))
        for variant in self.variants:
            names = tuple(rule.name for rule in row.variants)
            if variant not in names:
                raise ValueError(_refusal(self.backend, "variant", variant, names))
            if self.device != "all" and not row.allows(variant, self.device):
                (devices,) = (rule.devices for rule in row.variants if rule.name == variant)
                where = " or ".join(f"{self.backend}:{name}" for name in devices)
                msg = f"'{self}': the variant {variant!r} works on {where} only"
                raise ValueError(msg)

    @property
    def simulated(self) -> bool:
        """Whether the device exists only to catch bugs without the hardware."""
        row = find(self.backend)
        return row is not None and row.is_simulated(self.device)

    def __str__(self) -> str:
        device = "" if self.device is None else f":{self.device}"
        return "+".join((self.backend + device, *self.variants))


def _refusal(backend: str, what: str, given: str | None, allowed: tuple[str, ...]) -> str:
    known = ", ".join(repr(name) for name in allowed) or "none"
    hint = close_matches(str(given), allowed)
    return f"backend {backend!r} has no {what} {given!r}{hint}; its {what}s: {known}"
