"""One test on one target: everything that is set up around it, and undone after it."""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from ..backends import activate, to_numpy
from ._judgement import Verdict
from ._run import RUN, UNTRACED

if TYPE_CHECKING:
    from ..assertions import Record
    from ..backends import Active, Backend, Target
    from ._outcome import Outcome


class Bench:
    """The state around one test: the activated target, what was compared, what is frozen.

    Parameters
    ----------
    item
        The test.
    target
        What it runs on.
    extra
        Rows beside the table of backends.
    """

    def __init__(self, item: pytest.Item, target: Target, extra: tuple[Backend, ...]) -> None:
        self.item = item
        self.target = target
        self.extra = extra
        self.verdict = Verdict()
        self.frozen: list[tuple[Any, Any]] = []
        self.outcome: Outcome | None = None  # of the phase that decided
        self.duration = 0.0  # of the call, in seconds
        self._stack = ExitStack()
        self._active: Active | None = None
        self.record: Record | None = None  # what was compared, while somebody wants to know

    @property
    def active(self) -> Active:
        """The activation; only there while the test runs."""
        assert self._active is not None, "the target is active from setup to teardown only"
        return self._active

    def open(self) -> None:
        """Activate the target."""
        self._active = self._stack.enter_context(activate(self.target, self.extra))
        if not {"jit", "lazy"}.isdisjoint(self.target.variants):
            self._patch_lazy_functions()

    def open_recorder(self) -> None:
        """Keep count of what the assertions compare, and how close it was."""
        from ..assertions import recording  # only for a report

        self.record = self._stack.enter_context(recording())

    def close(self) -> None:
        """Undo everything."""
        self._active = None
        self.frozen.clear()
        self._stack.close()

    def freeze(self, *arrays: Any) -> Any:
        """Register arrays; return the one, or the tuple of all."""
        self.frozen += [(array, to_numpy(array).copy()) for array in arrays if self._has_values]
        return arrays[0] if len(arrays) == 1 else arrays

    @property
    def _has_values(self) -> bool:
        return self.target.device != "meta"

    def check_frozen(self) -> None:
        """Fail where a registered array is not what it was, bit for bit."""
        for number, (array, before) in enumerate(self.frozen):
            after = to_numpy(array)
            if same_bits(before, after):
                continue
            msg = (
                f"the test changed its input: array {number} given to xp_freeze was\n"
                f"{before}\nand is\n{after}"
            )
            pytest.fail(msg, pytrace=False)

    def _patch_lazy_functions(self) -> None:
        from array_api_extra.testing import patch_lazy_xp_functions  # slow

        # Of the request, only the module is read.
        request: Any = SimpleNamespace(module=getattr(self.item, "module", None))
        before = contents(request.module) if self._is_first() else None
        self._stack.enter_context(patch_lazy_xp_functions(request, xp=self.active.xp))
        if before is not None and contents(request.module) == before:
            self.item.user_properties.append((UNTRACED, str(self.target)))

    def _is_first(self) -> bool:
        """Whether this is the first test of its module on the target, but for a suite's cases."""
        seen = self.item.config.stash[RUN].patched
        key = (self.item.path, self.target)
        if key in seen or self.item.get_closest_marker("xp_case"):  # which trace by their own calls
            return False
        seen.add(key)
        return True


def contents(module: Any) -> list[int]:
    """Return what tells whether array-api-extra has patched anything for a test module."""
    modules = (module, *getattr(module, "lazy_xp_modules", ()))
    values = [value for place in modules for value in vars(place).values()]
    classes = dict.fromkeys(value for value in values if isinstance(value, type))
    return [id(value) for value in (*values, *(v for cls in classes for v in vars(cls).values()))]


def same_bits(before: Any, after: Any) -> bool:
    """Whether two NumPy arrays hold the same bits, NaNs included."""
    return (
        before.dtype == after.dtype
        and before.shape == after.shape
        and before.tobytes() == after.tobytes()
    )
