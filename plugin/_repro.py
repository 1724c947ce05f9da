"""The command that runs one test again: printed below a failure, and kept in the report."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

from ._options import BACKENDS, IMPLEMENTATION, PROFILE

if TYPE_CHECKING:
    import pytest

    from ..backends import Target

PACKAGE = __name__.partition(".")[0]
SUITE = re.compile(rf"(^|[\\/]){PACKAGE}[\\/.]suite\b")  # as a module's name or as a path
# The options of the plugins that make random inputs, by their dests.
SEEDS = {"hypothesis_seed": "--hypothesis-seed", "randomly_seed": "--randomly-seed"}


def runs_suite(config: pytest.Config) -> bool:
    """Whether the run was asked for tests of the conformance suite."""
    return any(SUITE.search(argument) for argument in config.args)


def seeds(config: pytest.Config) -> dict[str, str]:
    """Return the seeds that make the run's random inputs again, by the options that take them."""
    texts = {flag: str(getattr(config.option, dest, "")) for dest, flag in SEEDS.items()}
    return {flag: text for flag, text in texts.items() if text.isdecimal()}


def template(config: pytest.Config) -> tuple[str, ...]:
    """Return the command, with ``{nodeid}`` and ``{target}`` for what differs between tests."""
    given = {option: config.getoption(option.dest) for option in (IMPLEMENTATION, PROFILE)}
    return (
        "python", "-m", "pytest", *(["--pyargs"] if runs_suite(config) else []), "{nodeid}",
        f"{BACKENDS.flags[0]}={{target}}",
        *(f"{o.flags[0]}={text}" for o, text in given.items() if text and text != o.default),
        *(f"{flag}={text}" for flag, text in seeds(config).items()),
    )  # fmt: skip


def address(item: pytest.Item) -> str:
    """Return what makes pytest run one test; the suite's by module, so from any folder."""
    module = getattr(getattr(item, "module", None), "__name__", "")
    if runs_suite(item.config) and module.startswith(f"{PACKAGE}.suite."):
        return f"{module}::{item.nodeid.partition('::')[2]}"
    return item.nodeid


def command(item: pytest.Item, target: Target) -> str:
    """Return the command for a test, quoted for a shell in the folder where the run began."""
    node = address(item)
    path, colons, name = node.partition("::")
    if (file := item.config.rootpath / path).exists():  # else a module's name
        node = f"{os.path.relpath(file, item.config.invocation_params.dir)}{colons}{name}"
    values = {"{nodeid}": node, "{target}": str(target)}
    words = (re.sub(r"\{\w+\}", lambda m: values[m[0]], word) for word in template(item.config))
    return shlex.join(words)
