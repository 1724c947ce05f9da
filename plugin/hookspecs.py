"""The hooks that this plugin offers to projects and other plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def pytest_array_api_report(config: pytest.Config) -> Mapping[str, Any]:  # type: ignore[empty-body]  # a hookspec
    """Return facts for the head of the compatibility report.

    Called once, before collection, where ``--xp-report`` is given; implement it in a plugin or
    an initial conftest. What it returns takes the place of what the plugin finds itself.

    Parameters
    ----------
    config
        The configuration of the run.

    Returns
    -------
    mapping
        Keyword arguments of `pytest_array_api.reports.describe_run`: ``subjects`` (what is
        tested, by kind, name, version and commit), ``features`` (public function to its group,
        whether it is the standard's, and a link), ``packages``, ``label``.
    """
