"""One small call of each public function: what the support table measures.

The inputs are those of the suite's tables of specs; only functions without a row there are
written down here.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._implementation import BUNDLED
from ._inputs import Input, drawn
from .cluster._specs import ALL
from .fft._plans import plan
from .fft._specs import TRANSFORMS

if TYPE_CHECKING:
    from ..backends import Active

MODULES = ("fft", "cluster.vq", "cluster.hierarchy")


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A function and the arguments of a small call of it.

    Parameters
    ----------
    feature
        The public name, ``"cluster.vq.whiten"``.
    args
        Each `Input` goes to the device of the target.
    keywords
        Further arguments.
    creates
        Whether it takes the namespace and the device of the result.
    """

    feature: str
    args: tuple[Any, ...]
    keywords: dict[str, Any] = field(default_factory=dict[str, Any])
    creates: bool = False

    @property
    def takes_arrays(self) -> bool:
        """Whether an array goes in or comes out."""
        return self.creates or any(isinstance(arg, Input) for arg in self.args)

    def keywords_on(self, active: Active) -> dict[str, Any]:
        """Return the keywords of a call on a target."""
        if not self.creates:
            return dict(self.keywords)
        device = {} if active.device is None else {"device": active.device}
        return {**self.keywords, "xp": active.xp, **device}


_SIGNAL = drawn((4, 16), "float64")
_HANKEL = {"dln": 0.1, "mu": 0.5}
_OTHERS = (
    Call("fft.fftfreq", (8,), creates=True),
    Call("fft.rfftfreq", (8,), creates=True),
    Call("fft.fftshift", (_SIGNAL,)),
    Call("fft.ifftshift", (_SIGNAL,)),
    Call("fft.fht", (_SIGNAL,), _HANKEL),
    Call("fft.ifht", (_SIGNAL,), _HANKEL),
    Call("fft.fhtoffset", (0.1, 0.5)),
    Call("fft.next_fast_len", (17,)),
    Call("fft.prev_fast_len", (17,)),
    Call("fft.get_workers", ()),
    Call("fft.set_workers", (2,)),
    Call("cluster.hierarchy.set_link_color_palette", (None,)),
)


def calls() -> tuple[Call, ...]:
    """Return one call of each public function of the bundled implementation."""
    transforms = [Call(spec.feature, (plan(spec).input,)) for spec in TRANSFORMS]
    clusters = [Call(spec.feature, tuple(spec.inputs()), spec.keywords) for spec in ALL]
    made = {call.feature: call for call in (*transforms, *clusters, *_OTHERS)}
    return tuple(made[feature] for feature in public_functions())


def public_functions(root: str = BUNDLED) -> tuple[str, ...]:
    """Return the names of the functions, classes left out, that the modules declare public."""
    return tuple(
        f"{module}.{name}"
        for module in MODULES
        for name in import_module(f"{root}.{module}").__all__
        if inspect.isroutine(getattr(import_module(f"{root}.{module}"), name))
    )
