"""What rules say of a test on one target: whether it is skipped, or expected to fail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from ..backends import DTYPES, Probe, Target
from ._rules import Rule, versions_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from packaging.requirements import Requirement

    Prober = Callable[[Target], Probe]

# SciPy's set, and ONNX's graphs: values are not there when Python code looks at them.
LAZY = frozenset({"jax.numpy", "dask.array", "ndonnx"})
# How the libraries print a CPU device: cpu, CPU_DEVICE, TFRT_CPU_0, Device(cpu, 0).
CPU_WORD = re.compile("cpu", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one test on one target."""

    skip: str = ""
    kind: str = "marker"  # the report's word for why: "out-of-scope", "no-dtype", ...
    xfail: Rule | None = None


def judge(rules: Iterable[Rule], target: Target, probe: Prober) -> Verdict:
    """Decide what happens to a test on a target.

    What the suite declares out of scope is so on every target, whatever else is marked. A rule
    that names the backend gives its reason before a general one, as in SciPy. `probe` is asked
    only where a rule can't be decided without the library.
    """
    ordered = sorted(rules, key=lambda rule: (rule.kind != "out-of-scope", rule.target is None))
    xfail: Rule | None = None
    for rule in ordered:
        if rule.needs:
            kind, missing = lacking(rule.needs, probe(target))
            if missing:
                return Verdict(f"{target} lacks {', '.join(missing)}", kind)
        elif matches(rule, target, probe):
            if rule.action == "skip":
                return Verdict(rule.reason, rule.kind)
            xfail = xfail or rule
    return Verdict(xfail=xfail)


def matches(rule: Rule, target: Target, probe: Prober) -> bool:
    """Whether the rule speaks of the target, asking the library only where it must."""
    if not rule.condition:
        return False
    if rule.target is not None and not covers(rule.target, target):
        return False
    if any(covers(pattern, target) for pattern in rule.exceptions):
        return False
    if rule.flags and not any(BROKEN_BY[flag](target, probe) for flag in rule.flags):
        return False
    return rule.versions is None or installed(rule.versions, target, probe)


def covers(pattern: Target, target: Target) -> bool:
    """Whether a name in a mark covers a target: ``torch`` covers ``torch:cuda:1+float32``."""
    if pattern.backend != target.backend or not set(pattern.variants) <= set(target.variants):
        return False
    device = target.device or ""
    return pattern.device is None or f"{device}:".startswith(f"{pattern.device}:")


def is_plain(target: Target) -> bool:
    """Whether the target is NumPy as it comes."""
    return target == Target("numpy")


def on_cpu(target: Target, probe: Prober) -> bool:
    """Whether the target's device is the CPU; a simulated device is not, it stands for a GPU."""
    if target.simulated:
        return False
    # The default device of jax is a GPU where it finds one.
    device = target.device or probe(target).device or "cpu"
    return bool(CPU_WORD.search(device))


BROKEN_BY: dict[str, Callable[[Target, Prober], bool]] = {
    "np_only": lambda target, _: target.backend != "numpy",
    "cpu_only": lambda target, probe: not on_cpu(target, probe),
    "eager_only": lambda target, _: target.backend in LAZY,
    "plain_only": lambda target, _: not is_plain(target),
}


def installed(versions: Requirement, target: Target, probe: Prober) -> bool:
    """Whether the version that is here is one of those."""
    named = versions_target(versions)
    if named is not None and named.backend == target.backend:
        found = probe(target).version
    else:
        try:
            found = metadata.version(versions.name)
        except metadata.PackageNotFoundError:
            return False
    return bool(found) and versions.specifier.contains(found, prereleases=True)


def lacking(needs: Sequence[str], found: Probe) -> tuple[str, list[str]]:
    """Return the report's word for the skip, and the needs that the target does not meet."""
    missing = [need for need in needs if need not in found.capabilities]
    kind = "no-dtype" if any(need in DTYPES for need in missing) else "no-capability"
    return kind, missing
