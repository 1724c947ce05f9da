"""The hook that this plugin offers to projects and other plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from ..backends import Backend


def pytest_array_api_backends(config: pytest.Config) -> Sequence[Backend]:  # type: ignore[empty-body]  # a hookspec
    """Return backends beside the built-in ones.

    Called once, when targets are first selected; implement it in a plugin or an initial
    conftest. A namespace that needs no row of its own is given by its import path instead:
    ``--backend=mypkg.xp``.

    Parameters
    ----------
    config
        The configuration of the run.

    Returns
    -------
    sequence of Backend
        Rows as in `pytest_array_api.backends.BACKENDS`.
    """
