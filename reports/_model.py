"""The report document: one definition that gives types, validation and the JSON Schema.

A report is a set of facts. What can be counted or derived (totals, flaky, complete, scores,
the outcome shown for a case that ran twice) is never stored, so it can't disagree.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

FORMAT = "pytest-array-api-report"

Outcome = Literal["pass", "fail", "error", "crash", "timeout", "skip", "notrun"]
Phase = Literal["collect", "setup", "call", "teardown"]
Skip = Literal["out-of-scope", "no-dtype", "no-capability", "marker", "user"]
Availability = Literal["ran", "not-installed", "import-error", "no-device", "not-reported"]
Kind = Literal[
    "wrong-value", "accuracy", "wrong-dtype", "wrong-shape", "wrong-device", "wrong-namespace",
    "silent-transfer", "not-implemented", "exception", "crash", "timeout", "harness",
]  # fmt: skip
Unit = Literal["ulp", "eps-l2", "eps-linf", "eps", "tolerance", "rel", "abs", "exact"]

Identifier = Annotated[str, Meta(min_length=1, max_length=640)]
Digest = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$")]
Time = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
Count = Annotated[int, Meta(ge=0)]
Message = Annotated[str, Meta(max_length=8192)]
Trace = Annotated[str, Meta(max_length=32768)]
# JSON has no NaN and no infinity.
Number = float | Literal["inf", "-inf", "nan"]
Scalar = str | bool | int | float | None


class Record(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """An immutable, hashable part of a report; a field with its default value isn't written."""


class Tool(Record, frozen=True):
    """The program that measured."""

    name: str
    version: str


class Subject(Record, frozen=True):
    """What was tested, or the suite that tested it."""

    kind: Literal["suite", "package", "namespace"]
    name: str
    version: str
    commit: str | None = None
    dirty: bool = False


class Environment(Record, frozen=True):
    """What decides outcomes: two parts with one label must agree in all of it."""

    label: Identifier
    platform: str
    python: str
    packages: dict[str, str] = {}
    env_vars: dict[str, str] = {}


class Machine(Record, frozen=True):
    """Where a part ran: it decides timings, not outcomes, and may differ between shards."""

    os: str
    cpu: str
    cores: Annotated[int, Meta(ge=1)]


class Accelerator(Record, frozen=True):
    """The hardware behind a target's device."""

    model: str
    memory_gib: float | None = None
    driver: str | None = None


class Target(Record, frozen=True):
    """One column: a target in an environment, keyed ``torch:cuda:1+jit@label``."""

    key: Identifier
    availability: Availability
    detail: str | None = None
    simulated: bool = False
    backend_version: str | None = None
    array_api_version: str | None = None
    compat_version: str | None = None
    options: dict[str, Scalar] = {}
    dtypes: tuple[str, ...] = ()
    accelerator: Accelerator | None = None

    @property
    def text(self) -> str:
        """The target without the environment: ``torch:cuda:1+jit``."""
        return self.key.partition("@")[0]

    @property
    def label(self) -> str:
        """The environment's label."""
        return self.key.partition("@")[2]

    @property
    def backend(self) -> str:
        """The array library's import name."""
        return self.text.partition("+")[0].partition(":")[0]

    @property
    def device(self) -> str:
        """The device as the target names it; empty for the backend's default."""
        return self.text.partition("+")[0].partition(":")[2]


class Repro(Record, frozen=True):
    """How to run one case again: ``{nodeid}``, ``{case}`` and ``{target}`` are placeholders."""

    argv: tuple[str, ...]
    env: dict[str, str] = {}


class Part(Record, frozen=True):
    """One run of the tool: what it was asked, where it ran and whether it ended in order."""

    id: Identifier
    env: Identifier
    sha256: Digest
    complete: bool
    started: Time
    ended: Time | None = None
    exit: str | None = None
    run: str | None = None
    attempt: Annotated[int, Meta(ge=1)] = 1
    tool: Tool | None = None
    subjects: tuple[Subject, ...] = ()
    machine: Machine | None = None
    seed: str | None = None
    hypothesis: dict[str, Scalar] = {}
    ci: dict[str, str] = {}
    repro: Repro | None = None
    notes: tuple[str, ...] = ()


class Feature(Record, frozen=True):
    """A public function under test."""

    group: str | None = None
    standard: bool = False
    doc: str | None = None


class Failure(Record, frozen=True):
    """A cause, shared by all cases with its fingerprint; `message` has its numbers removed."""

    kind: Kind
    message: Message
    exception: str | None = None
    trace: Trace | None = None
    issue: str | None = None


class Expected(Record, frozen=True):
    """What is known to happen, and why."""

    outcomes: tuple[Outcome, ...]
    reason: str = ""
    issue: str | None = None
    flaky: bool = False
    source: Literal["baseline", "xfail-mark"] = "xfail-mark"


class Accuracy(Record, frozen=True):
    """The largest error seen over `n` points, in units of `unit`: a lower bound."""

    max_err: Number
    unit: Unit
    limit: Number | None = None
    n: Count | None = None
    worst: str | None = None


class Timing(Record, frozen=True):
    """A separate measurement in seconds; a test's duration is not a speed."""

    median_s: Number
    iqr_s: Number
    min_s: Number
    n: Count
    size: str
    synchronized: bool = True


class Case(Record, frozen=True):
    """What one case did on one target in one part.

    The id is ``feature/check/parameters``. A case that ran in several parts, or twice in one,
    has several records; `results` says which is shown.
    """

    id: Identifier
    target: Identifier
    part: Identifier
    outcome: Outcome
    phase: Phase = "call"
    skip: Skip | None = None
    reason: Message | None = None
    failure: str | None = None
    message: Message | None = None
    truncated_bytes: Count = 0
    signal: str | None = None
    expected: Expected | None = None
    duration_s: Number | None = None
    accuracy: Accuracy | None = None
    timing: Timing | None = None
    nodeid: str | None = None

    @property
    def feature(self) -> str:
        """The public function: the id up to the first slash."""
        return self.id.partition("/")[0]

    @property
    def check(self) -> str:
        """The kind of requirement: the id's second part."""
        return self.id.split("/", 2)[1] if "/" in self.id else ""

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters by name; one without a name is left out."""
        text = self.id.split("/", 2)[2] if self.id.count("/") > 1 else ""
        pairs = (item.partition("=") for item in text.split(","))
        return {name: value for name, equals, value in pairs if equals}


class Report(Record, frozen=True, kw_only=True):
    """The whole document. `manifest` is the digest of all (case, target) pairs."""

    format: Literal["pytest-array-api-report"]
    schema: Annotated[str, Meta(pattern=r"^1\.\d+$")]
    manifest: Digest
    environments: tuple[Environment, ...]
    targets: tuple[Target, ...]
    parts: tuple[Part, ...]
    expected: tuple[str, ...] = ()
    features: dict[str, Feature] = {}
    failures: dict[str, Failure] = {}
    extra: dict[str, Any] = {}
    cases: tuple[Case, ...]
