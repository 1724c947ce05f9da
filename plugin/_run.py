"""The state of one pytest run: what was asked for, what it selects, what is happening now.

One object per `pytest.Config`, in its stash; runs inside runs (pytester) don't meet. The backends
are imported in the methods that need them, since most runs of pytest use no target.
"""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from ._isolated import planned, read_plan
from ._options import (
    BACKENDS,
    DEVICES,
    DTYPES,
    ISOLATE,
    ISOLATED,
    REQUIRE,
    RUN_OPTIONS,
    VARIANTS,
    Setting,
    read,
    read_compat,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..backends import Backend, Probe, Selection, Target, Unavailable
    from ._bench import Bench
    from ._rules import Rule

DEFAULT_BACKENDS = ("numpy",)
BOTH = ("float64", "float32")  # --xp-default-dtype=both


class Run:
    """What this plugin knows about the run.

    Parameters
    ----------
    config
        The configuration of the run.
    environ
        The user's environment variables, without those that this plugin has set.
    """

    def __init__(self, config: pytest.Config, environ: dict[str, str]) -> None:
        self.config = config
        self.plan = read_plan(config.getoption(ISOLATED.dest))  # in a process of --xp-isolate
        self.settings = {option.name: read(config, option, environ) for option in RUN_OPTIONS}
        if self.plan is not None:
            self.settings = planned(self.settings, self.plan)
        self.compat = read_compat(config)  # now: within the collection it would be no usage error
        self.unavailable: list[Unavailable] = []  # found out since the selection
        self.problem = ""  # why the run must not go on, found where raising would not reach
        self.bench: Bench | None = None  # the test that is running, if it uses a target
        self.rules: dict[int, tuple[Rule, ...]] = {}  # by the id of a mark
        self.patched: set[tuple[Path, Target]] = set()  # modules looked at for tagged functions
        self.notes: list[str] = []  # for the end of the summary
        self.kept: list[pytest.Mark] = []  # those marks: an id is reused when its object dies
        self.probes: dict[str, list[str]] = {}  # target: version and device, of all processes

    @property
    def asked(self) -> bool:
        """Whether anybody has said which targets to run."""
        options = (BACKENDS, DEVICES, DTYPES, VARIANTS)
        return any(self.settings[option.name].values for option in options)

    @property
    def isolates(self) -> bool:
        """Whether the tests run in other processes, and no array library in this one."""
        asked = bool(self.config.getoption(ISOLATE.dest))
        return asked and self.plan is None and not self.config.option.collectonly

    @cached_property
    def extra(self) -> tuple[Backend, ...]:
        """Rows of the hook `pytest_array_api_backends`, and those of the ini key `xp_compat`."""
        from ..backends import Backend, vendored

        found: list[Any] = self.config.hook.pytest_array_api_backends(config=self.config)
        rows: list[Any] = []
        for given in found:
            if not isinstance(given, (list, tuple)):
                msg = f"pytest_array_api_backends must return a list, got {given!r}"
                raise pytest.UsageError(msg)
            rows += given
        for row in rows:
            if not isinstance(row, Backend):
                msg = f"pytest_array_api_backends must return Backend rows, got {row!r}"
                raise pytest.UsageError(msg)
        return (*vendored(self.compat), *rows) if self.compat else tuple(rows)

    @cached_property
    def selection(self) -> Selection:
        """The targets to run, and what there is no way to run.

        Raises
        ------
        pytest.UsageError
            If something asked for by name can't be, with what there is instead.
        """
        from ..backends import listed, select

        backends, devices, variants, dtypes = (
            self.settings[option.name] for option in (BACKENDS, DEVICES, VARIANTS, DTYPES)
        )
        try:
            return select(
                backends.values or DEFAULT_BACKENDS,
                devices=devices.values,
                variants=variants.values,
                dtypes=BOTH if dtypes.values == ("both",) else dtypes.values,
                extra=self.extra,
            )
        except ValueError as error:
            asked = blame((backends, devices, variants, dtypes))
            installed = [row.name for row in listed(self.extra) if row.is_installed()]
            msg = f"{error} (asked for: {asked}). Installed here: {', '.join(installed)}"
            raise pytest.UsageError(msg) from None

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The targets of the selection; imports the libraries asked for on all their devices."""
        from ..backends import expand

        targets: dict[Target, None] = {}
        for target in self.selection.targets:
            with warnings.catch_warnings():  # as in `probe`
                warnings.simplefilter("ignore")
                found = expand(target, self.extra)
            targets.update(dict.fromkeys(found.targets))
            self.unavailable += found.unavailable
            if not found.targets and self.is_named(target):
                self.problem = self.problem or f"{target}: {reasons(found.unavailable)}"
        return tuple(targets)

    def told(self) -> list[tuple[str, ...]]:
        """Return what turned out not to run here, in words that another process can take."""
        return [(str(entry.target), entry.availability, entry.reason) for entry in self.unavailable]

    def take(self, told: Iterable[tuple[Any, ...]]) -> list[Unavailable]:
        """Take over what another process has `told`, and return it; several may say the same."""
        from ..backends import Target, Unavailable

        entries = [Unavailable(Target.parse(text), how, why) for text, how, why in told]
        self.unavailable += [entry for entry in entries if entry not in self.unavailable]
        return entries

    @cached_property
    def parameters(self) -> list[Any]:
        """One parameter set per target, shared by all tests."""
        return [
            pytest.param(target, id=str(target), marks=self.marks(target))
            for target in self.targets
        ]

    def probe(self, target: Target) -> Probe:
        """Try the target, once per process."""
        from ..backends import probe

        # A project's filterwarnings=error speaks of its own code, not of a library's import.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return probe(target, self.extra)

    def try_targets(self, targets: Iterable[Target]) -> list[Unavailable]:
        """Try targets; return those that can't run."""
        from ..backends import Unavailable

        failed: list[Unavailable] = []
        for target in targets:
            found = self.probe(target)
            if found.availability == "ran":
                self.probes[str(target)] = [found.version, found.device]
            else:
                failed.append(Unavailable(target, found.availability, found.detail))
        return failed

    def is_named(self, target: Target) -> bool:
        """Whether the user has named the backend, or the device under ``all``.

        A variant that only ``all`` stands for is not named, whatever it is a variant of.
        """
        from ..backends import Target

        texts = self.settings[BACKENDS.name].values or DEFAULT_BACKENDS
        given = [Target.parse(text) for text in texts if text != "all"]
        variants = {*self.settings[VARIANTS.name].values, *self.settings[DTYPES.name].values}
        if "all" in variants and not variants.union(*(t.variants for t in given)).issuperset(
            target.variants
        ):
            return False
        if target.backend in {asked.backend for asked in given}:
            return True
        devices = set(self.settings[DEVICES.name].values) - {"all"}
        return target.device in devices and not self.works_somewhere(target.device)

    def refusal(self, failed: Iterable[Unavailable]) -> str:
        """Say which targets that were asked for can't run, and why."""
        copy = f" (`xp` comes from the ini key xp_compat, {self.compat!r})" if self.compat else ""
        return f"asked for, but can't run: {reasons(failed)}{copy}"

    def works_somewhere(self, device: str | None) -> bool:
        """Whether any backend that was tried has the device."""
        return any(str(target) in self.probes for target in self.targets if target.device == device)

    def what_works(self, backends: Iterable[str]) -> str:
        """Say which targets of the backends could run instead."""
        from ..backends import Target, expand

        found = [
            expand(Target(name, "all"), self.extra).targets for name in dict.fromkeys(backends)
        ]
        working = [str(target) for targets in found for target in targets]
        return f"What works here: {', '.join(working or ['nothing of the kind'])}"

    @cached_property
    def required(self) -> dict[str, Target]:
        """The targets that must have run, by the texts that name them."""
        texts = self.settings[REQUIRE.name].values
        if not texts:
            return {}
        from ._rules import known_target  # most runs require nothing

        try:
            return {text: known_target(text, self.extra) for text in texts}
        except ValueError as error:
            msg = f"--xp-require: {error}"
            raise pytest.UsageError(msg) from None

    @property
    def others(self) -> list[str]:
        """The backends that are installed and were not asked for."""
        from ..backends import listed

        chosen = {target.backend for target in self.targets}
        return [
            row.name for row in listed(self.extra) if row.name not in chosen and row.is_installed()
        ]

    def order(self, text: str) -> tuple[int, str]:
        """Sort targets as they were asked for."""
        texts = [str(target) for target in self.targets]
        return (texts.index(text) if text in texts else len(texts), text)

    def metadata_version(self, text: str) -> str:
        """Return the version of a target's library without importing it."""
        from ..backends import require

        return require(text.partition("+")[0].partition(":")[0], self.extra).version()

    def needed_environment(self) -> dict[str, str]:
        """Return what the selected libraries read on their first use, where it is not set."""
        from ..backends import prepare_environment

        try:
            return prepare_environment(self.selection.targets)
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None

    def marks(self, target: Target) -> tuple[pytest.MarkDecorator, ...]:
        """Return the marks that each test gets on this target."""
        marks = (pytest.mark.array_api_backends,)
        # These variants patch functions in modules: not for two threads at once.
        patched = not {"jit", "lazy"}.isdisjoint(target.variants)
        if patched and self.config.pluginmanager.hasplugin("run-parallel"):
            reason = f"{target} patches modules for the time of a test"
            return (*marks, pytest.mark.thread_unsafe(reason=reason))
        return marks


RUN = pytest.StashKey[Run]()
BENCH = pytest.StashKey["Bench"]()  # of a test that has a target
UNTRACED = "xp_untraced"  # the user property of a module's first test where nothing is traced


def reasons(unavailable: Iterable[Unavailable]) -> str:
    """Say what can't run and why."""
    return "; ".join(
        f"{entry.target} ({entry.availability}: {entry.reason})" for entry in unavailable
    )


def blame(settings: Iterable[Setting]) -> str:
    """Say what was asked for, and where."""
    texts = [
        f"{' '.join(given.values)!r} from {given.source}" for given in settings if given.values
    ]
    return "; ".join(texts) or "nothing"


def worker_id(config: pytest.Config) -> str | None:
    """Return this process's name under pytest-xdist, or None outside of its workers."""
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    return None if workerinput is None else workerinput["workerid"]
