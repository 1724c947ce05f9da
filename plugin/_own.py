"""A project's own `xp`: where it comes from, and what this plugin says beside it.

A test with such an `xp` is left alone. That must not look as if it ran on the targets.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ._collect import ROOT, definitions, has_xp_of_others, target_of
from ._run import RUN, worker_id

if TYPE_CHECKING:
    from collections.abc import Sequence


def own_xp(item: pytest.Item) -> str | None:
    """Say where a test without a target has its `xp` from; None where it has none."""
    if not has_xp_of_others(item):
        return None
    function = inspect.unwrap(definitions(item)["xp"][-1].func)
    if function.__module__.startswith("_pytest."):  # what stands for a parametrisation
        return f"the parametrisation of {item.nodeid.partition('[')[0]}"
    code = getattr(function, "__code__", None)
    if code is None:  # a fixture may be any callable
        return repr(function)
    path, root = Path(code.co_filename), item.config.rootpath
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return f"{shown.as_posix()}:{code.co_firstlineno}"


def what_it_lacks(item: pytest.Item) -> str | None:
    """Say why a test whose `xp` is its own can't have the fixture of this plugin that it takes."""
    names: Sequence[str] = getattr(item, "fixturenames", ())
    if ROOT not in names or (own := own_xp(item)) is None:
        return None
    taken = [name for name in ("device", "devices", "xp_freeze") if name in names]
    return (
        f"no target was chosen for this test: its `xp` is the project's own ({own}), so this "
        f"plugin's `{(taken or [ROOT])[0]}` has no value: the project needs one of its own"
    )


@pytest.hookimpl
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Not last: what is deselected, or can't run here, does take `xp`.
    run = config.stash[RUN]
    speaks = run.plan is None and worker_id(config) in {None, "gw0"}
    if not (speaks and run.asked and items) or any(target_of(item) for item in items):
        return
    targets = ", ".join(str(target) for target in run.selection.targets)
    own = next((place for item in items if (place := own_xp(item))), None)
    why = f" ({own} makes its own)" if own else ""
    run.notes.append(f"asked for {targets}, but no test takes this plugin's `xp`{why}")
