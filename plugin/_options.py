"""The options: one table from which flags, environment variables and ini keys are made.

The command line is stronger than the environment, that than the ini file. Nothing here knows
what a backend is: values are texts until the selection reads them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Option:
    """One setting and every way to give it."""

    name: str  # of the setting; also the dest, behind "xp_"
    flags: tuple[str, ...]
    text: str
    bare: tuple[str, ...] = ()  # registered last, where no project or plugin has taken them
    env: str | None = None
    ini: str | None = None
    metavar: str | None = None
    switch: bool = False
    single: bool = False  # one value, the last one given
    choices: tuple[str, ...] | None = None
    default: str | None = None
    whole: bool = False  # a comma or a blank is part of a value, as in a path

    @property
    def dest(self) -> str:
        return f"xp_{self.name}"


BACKENDS = Option(
    "backends",
    ("--xp-backend",),
    "array libraries to test, e.g. torch, torch:cuda, jax.numpy+jit, 'all' for every installed "
    "one, or the import path of any namespace (default: numpy)",
    bare=("--backend", "--array-api-backend"),
    env="SCIPY_ARRAY_API",
    ini="xp_backends",
    metavar="TARGET[,...]",
)
DEVICES = Option(
    "devices",
    ("--xp-device",),
    "devices for the backends that have them, e.g. cpu, cuda, mps, gpu, or 'all'",
    bare=("--device", "--array-api-device"),
    env="SCIPY_DEVICE",
    ini="xp_devices",
    metavar="DEVICE[,...]",
)
DTYPES = Option(
    "default_dtype",
    ("--xp-default-dtype",),
    "the libraries' default floating dtype: float64 (default), float32, or both",
    env="SCIPY_DEFAULT_DTYPE",
    ini="xp_default_dtype",
    metavar="DTYPE[,...]",
)
VARIANTS = Option(
    "variants",
    ("--xp-variant",),
    "ways of running that bring out a class of bugs, e.g. readonly, jit, or 'all'",
    ini="xp_variants",
    metavar="VARIANT[,...]",
)
REPORT = Option(
    "report",
    ("--xp-report",),
    "write the compatibility report; the suffix chooses the format, may be repeated",
    env="XP_REPORT",
    ini="xp_report",
    metavar="PATH",
    whole=True,
)
LABEL = Option(
    "label",
    ("--xp-label",),
    "the name of this environment in the report, where several jobs merge (default: the CI job, "
    "else the platform)",
    env="XP_LABEL",
    ini="xp_label",
    metavar="NAME",
    whole=True,
)
REQUIRE = Option(
    "require",
    ("--xp-require",),
    "targets that must have run at least one test, or the run fails",
    ini="xp_require",
    metavar="TARGET[,...]",
)
RUN_SKIPPED = Option(
    "run_skipped",
    ("--xp-run-skipped",),
    "run what the marks of this plugin skip, and list the skips that would pass",
    switch=True,
)
ISOLATE = Option(
    "isolate",
    ("--xp-isolate",),
    "run each target in a process of its own: a crash or a hang costs one test. With -n of "
    "pytest-xdist, so many targets at once",
    switch=True,
)
TIMEOUT = Option(
    "timeout",
    ("--xp-timeout",),
    "with --xp-isolate: stop a test after so many seconds (default: 300)",
    metavar="SECONDS",
    single=True,
)
ISOLATED = Option("isolated", ("--xp-isolated",), argparse.SUPPRESS, single=True)  # for its own use
# For the suite: a conftest in an installed package is read too late to add options.
IMPLEMENTATION = Option(
    "implementation",
    ("--xp-implementation",),
    "conformance suite: the module whose functions are tested, e.g. scipy (default: bundled)",
    bare=("--implementation",),
    metavar="MODULE",
    single=True,
)
PROFILE = Option(
    "profile",
    ("--xp-profile",),
    "conformance suite: how much to try (default: default)",
    metavar="quick|default|thorough",
    choices=("quick", "default", "thorough"),
    default="default",
    single=True,
)
TIMING = Option(
    "timing",
    ("--xp-timing",),
    "conformance suite: also time each call whose values proved right, for the report's speeds",
    switch=True,
)
RUN_OPTIONS = (BACKENDS, DEVICES, DTYPES, VARIANTS, REPORT, LABEL, REQUIRE)
OPTIONS = (*RUN_OPTIONS, RUN_SKIPPED, ISOLATE, TIMEOUT, ISOLATED, IMPLEMENTATION, PROFILE, TIMING)


UNKNOWN = object()  # pytest's answer for an option that nobody has registered
XP_ENV = "xp_env"
XP_ENV_HELP = "environment variables (NAME=value, one a line) to set before conftests are imported"
XP_COMPAT = "xp_compat"
XP_COMPAT_HELP = (
    "import path of the project's own copy of array-api-compat: `xp` comes from it, so that the "
    "copy's is_torch_namespace and the like know it (default: array_api_compat)"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What was asked for, and where: `values` is empty where nobody asked."""

    values: tuple[str, ...] = ()
    source: str = "default"


def add_options(parser: pytest.Parser) -> None:
    """Register the flags that belong to this plugin alone, and the ini keys."""
    group = parser.getgroup("array API", "array API (pytest-array-api)")
    for option in OPTIONS:
        add(group, option, option.flags)
        if option.ini is not None:
            parser.addini(option.ini, option.text, type="linelist", default=[])
    parser.addini(XP_ENV, XP_ENV_HELP, type="linelist", default=[])
    parser.addini(XP_COMPAT, XP_COMPAT_HELP, default="")


def add_bare_options(config: pytest.Config, parser: pytest.Parser) -> None:
    """Register ``--backend``, ``--device`` and their like where nobody else has done so.

    Call it after the conftests: kornia's conftest and pytest-playwright own a ``--device``, others
    an ``--array-api-backend``.
    """
    group = parser.getgroup("array API")
    for option in OPTIONS:
        # Asked first: a failed registration would leave traces in pytest 9.0.
        free = [flag for flag in option.bare if config.getoption(flag, UNKNOWN) is UNKNOWN]
        if free:
            add(group, option, tuple(free))


def add(group: pytest.OptionGroup, option: Option, flags: tuple[str, ...]) -> None:
    """Register `flags` for one option."""
    if option.switch:
        group.addoption(*flags, dest=option.dest, action="store_true", help=option.text)
        return
    if option.single:
        group.addoption(
            *flags,
            dest=option.dest,
            metavar=option.metavar,
            choices=option.choices,
            default=option.default,
            help=option.text,
        )
        return
    sources = [f"${option.env}"] if option.env else []
    sources += [f"ini {option.ini}"] if option.ini else []
    text = f"{option.text}. Also {', '.join(sources)}" if sources else option.text
    group.addoption(*flags, dest=option.dest, action="append", metavar=option.metavar, help=text)


def read(config: pytest.Config, option: Option, environ: dict[str, str]) -> Setting:
    """Return the strongest setting: command line, then `environ`, then ini.

    Parameters
    ----------
    config
        The configuration of the run.
    option
        A row of `RUN_OPTIONS`.
    environ
        The user's environment, without what `xp_env` has put there.

    Returns
    -------
    Setting
        Its `source` is what an error message should blame.

    Raises
    ------
    pytest.UsageError
        If a flag or a list holds no value: ``--backend=$BACKEND`` of a variable that is not set
        would otherwise test NumPy alone, and look as if it had done more.
    """
    setting = find_setting(config, option, environ)
    if setting.source != "default" and not any(setting.values):
        msg = f"{setting.source} is given without a value; expected {option.metavar}"
        raise pytest.UsageError(msg)
    return setting


def find_setting(config: pytest.Config, option: Option, environ: dict[str, str]) -> Setting:
    """Return what was asked for, and where."""
    given: list[str] | None = config.getoption(option.dest)
    if given:
        return Setting(split(given, option), option.flags[0])
    if option.env and (text := environ.get(option.env, "").strip()):
        parse = ENVIRONMENT.get(option.env, comma_list)
        values = (text,) if option.whole else parse(text)
        return Setting(values, f"the environment variable {option.env}")
    if option.ini and (lines := config.getini(option.ini)):
        return Setting(split(lines, option), f"the ini key {option.ini}")
    return Setting()


def read_compat(config: pytest.Config) -> str:
    """Return the ini key `xp_compat`; raise UsageError where its package is not installed."""
    text = str(config.getini(XP_COMPAT)).strip()
    # Not the module itself: finding that would import the project before its conftest.
    if text and not is_module(text.partition(".")[0]):
        msg = (
            f"the ini key xp_compat is {text!r}, which is no module here. Expected the import path "
            "of a copy of array-api-compat, such as scipy._lib.array_api_compat"
        )
        raise pytest.UsageError(msg)
    return text


def is_module(name: str) -> bool:
    """Whether a top-level module can be found."""
    try:
        return find_spec(name) is not None
    except ValueError:  # a relative path, or put into sys.modules by hand
        return name in sys.modules


def split(lines: list[str], option: Option) -> tuple[str, ...]:
    """Split each line at commas and blanks, unless these are part of a value."""
    if option.whole:
        return tuple(lines)
    return tuple(value for line in lines for value in comma_list(line))


def comma_list(text: str) -> tuple[str, ...]:
    """Split at commas and blanks."""
    return tuple(text.replace(",", " ").split())


def scipy_array_api(text: str) -> tuple[str, ...]:
    """Read SciPy's variable: a switch, a JSON list, or a comma list of ours."""
    lowered = text.lower()
    if lowered in {"1", "true", "all"}:
        return ("all",)
    if lowered in {"0", "false"}:
        return ("numpy",)
    if not text.startswith("["):
        return comma_list(text)
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        msg = (
            f"the environment variable SCIPY_ARRAY_API is {text!r}, which is no JSON list "
            f'({error}). Expected 1, 0, or a list such as ["numpy", "torch"]'
        )
        raise pytest.UsageError(msg) from None
    return tuple(str(value) for value in values)


ENVIRONMENT: dict[str, Callable[[str], tuple[str, ...]]] = {"SCIPY_ARRAY_API": scipy_array_api}


def user_environment(others: set[str]) -> dict[str, str]:
    """Copy the variables that options read, but for the `others`, which are not the user's."""
    names = [option.env for option in OPTIONS if option.env and option.env not in others]
    return {name: os.environ[name] for name in names if name in os.environ}
