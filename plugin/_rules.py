"""What the marks mean: from a mark to rules. `_judgement` has what rules say of a target.

Marks are read strictly: a misspelt backend or keyword is an error that names the choices,
because a skip that never matches, or always does, hides what it was written to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..backends import CAPABILITIES, DTYPES, Backend, Target, close_matches, listed, require

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pytest
    from packaging.requirements import Requirement

FLAGS = ("np_only", "cpu_only", "eager_only")
SHARED = (*FLAGS, "condition", "reason", "reasons", "exceptions", "versions")
KEYWORDS = {
    "skip_xp_backends": SHARED,
    "xfail_xp_backends": (*SHARED, "strict", "raises"),
    "skip_if_array_api": ("reason",),
    "skip_if_array_api_gpu": ("reason",),
    "skip_if_array_api_backend": ("backend", "reason"),
    "array_api_compatible": (),
    "xp_requires": (),
    "xp_case": ("feature", "check", "parameters", "out_of_scope"),
}
FLAG_REASONS = {
    "np_only": "runs with NumPy only",
    "cpu_only": "runs on CPU devices only",
    "eager_only": "runs on eager backends only",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a mark says of one backend or all: there the test is skipped or expected to fail."""

    action: Literal["skip", "xfail"]
    reason: str = ""
    target: Target | None = None
    flags: tuple[str, ...] = ()
    exceptions: tuple[Target, ...] = ()
    condition: bool = True
    versions: Requirement | None = None
    needs: tuple[str, ...] = ()
    strict: bool | None = None
    raises: Any = None  # as pytest's own xfail takes it
    kind: str = "marker"  # the report's word for a skip
    whole_run: bool = False  # speaks of tests without a target too


def read_mark(mark: pytest.Mark, extra: Sequence[Backend] = ()) -> tuple[Rule, ...]:
    """Read a mark of this plugin; nothing comes of one that only names the test.

    Raises
    ------
    ValueError
        If the mark's arguments make no sense; the message says what would.
    """
    allowed = KEYWORDS[mark.name]
    if unknown := [name for name in mark.kwargs if name not in allowed]:
        choices = ", ".join(allowed) or "no keywords"
        hint = close_matches(unknown[0], allowed)
        msg = f"{mark.name} got the unknown argument {unknown[0]!r}{hint}; expected {choices}"
        raise ValueError(msg)
    return READERS[mark.name](mark, extra)


def read_case(mark: pytest.Mark, _extra: Sequence[Backend]) -> tuple[Rule, ...]:
    """Check the mark that names a case; a case that the suite declares out of scope is skipped."""
    texts = [mark.kwargs.get("feature"), mark.kwargs.get("check")]
    outside = mark.kwargs.get("out_of_scope", "")
    if mark.args or not all(isinstance(text, str) and text for text in texts):
        msg = f'xp_case needs feature="..." and check="...", got {arguments(mark)}'
        raise ValueError(msg)
    if not isinstance(outside, str):
        msg = f"xp_case: out_of_scope is the reason, a text; got {outside!r}"
        raise ValueError(msg)  # noqa: TRY004 -- one exception for all that a mark gets wrong
    return (Rule("skip", outside, kind="out-of-scope"),) if outside else ()


def read_plain(mark: pytest.Mark, _extra: Sequence[Backend]) -> tuple[Rule]:
    """Read ``skip_if_array_api`` and ``skip_if_array_api_gpu``."""
    refuse_positional(mark, 0)
    flag = "cpu_only" if mark.name.endswith("gpu") else "plain_only"
    reason = mark.kwargs.get("reason") or FLAG_REASONS.get(flag, "runs with plain NumPy only")
    return (Rule("skip", reason, flags=(flag,), whole_run=True),)


def read_nothing(mark: pytest.Mark, _extra: Sequence[Backend]) -> tuple[Rule, ...]:
    """Read ``array_api_compatible``, which only names the test."""
    refuse_positional(mark, 0)
    return ()


def read_backend(mark: pytest.Mark, extra: Sequence[Backend]) -> tuple[Rule]:
    """Read ``skip_if_array_api_backend``."""
    refuse_positional(mark, 1)
    name = mark.args[0] if mark.args else mark.kwargs.get("backend")
    if name is None:
        msg = "skip_if_array_api_backend needs the name of a backend"
        raise ValueError(msg)
    target = known_target(name, extra)
    return (Rule("skip", mark.kwargs.get("reason") or f"does not run on {target}", target),)


def read_requires(mark: pytest.Mark, _extra: Sequence[Backend]) -> tuple[Rule]:
    """Read ``xp_requires``."""
    if not mark.args or not all(isinstance(need, str) for need in mark.args):
        msg = f"xp_requires needs names such as 'float64' or 'fft', got {arguments(mark)}"
        raise ValueError(msg)
    known = (*DTYPES, *CAPABILITIES, "complex")
    if unknown := [need for need in mark.args if need not in known]:
        hint = close_matches(unknown[0], known)
        msg = f"xp_requires: unknown need {unknown[0]!r}{hint}; the known ones: {', '.join(known)}"
        raise ValueError(msg)
    return (Rule("skip", needs=tuple(mark.args)),)


def read_current(mark: pytest.Mark, extra: Sequence[Backend]) -> tuple[Rule, ...]:
    """Read ``skip_xp_backends`` and ``xfail_xp_backends`` in all their forms."""
    names, condition = names_and_condition(mark)
    refuse_no_truth(mark, **{name: mark.kwargs.get(name) for name in (*FLAGS, "strict")})
    targets = tuple(known_target(name, extra) for name in names)
    flags = tuple(flag for flag in FLAGS if mark.kwargs.get(flag))
    exceptions = mark.kwargs.get("exceptions") or ()
    if isinstance(exceptions, str):
        msg = f"{mark.name}: exceptions must be a list of backends, got {exceptions!r}"
        raise ValueError(msg)  # noqa: TRY004 -- one exception for all that a mark gets wrong
    if targets and (flags or exceptions):
        msg = f"{mark.name}: {names[0]!r} excludes {', '.join(FLAGS)} and exceptions"
        raise ValueError(msg)
    versions = read_versions(mark, targets)
    named = any(flag in mark.kwargs for flag in FLAGS)
    if not (targets or named or versions):
        msg = f"{mark.name} names no backend; expected one, or {', '.join(FLAGS)} or versions"
        raise ValueError(msg)
    alone = versions_target(versions) if versions and not flags else None
    reasons = read_reasons(mark, len(targets))
    raises = read_raises(mark)
    return tuple(
        Rule(
            "skip" if mark.name.startswith("skip") else "xfail",
            str(reason or default_reason(target, flags, versions)),
            target,
            flags,
            tuple(known_target(name, extra) for name in exceptions),
            # All flags false is how a computed mark says "nowhere".
            condition and bool(target or flags or versions),
            versions,
            strict=mark.kwargs.get("strict"),
            raises=raises,
        )
        for target, reason in zip(targets or (alone,), reasons, strict=True)
    )


def names_and_condition(mark: pytest.Mark) -> tuple[tuple[Any, ...], bool]:
    """Return the backends that a mark names, and the condition that may follow them."""
    names, condition = mark.args, mark.kwargs.get("condition", True)
    refuse_no_truth(mark, condition=condition)
    if len(names) > 1 and not isinstance(names[-1], str):
        *names, last = names
        refuse_no_truth(mark, condition=last)
        condition = last and condition
    return tuple(names), bool(condition)


def refuse_no_truth(mark: pytest.Mark, **values: Any) -> None:
    """Raise ValueError for what is always true, whatever its author meant."""
    for name, value in values.items():
        if isinstance(value, str) or callable(value):
            msg = f"{mark.name}: {name} must be true or false when the mark is made, got {value!r}"
            raise ValueError(msg)  # noqa: TRY004 -- one exception for all that a mark gets wrong


def read_reasons(mark: pytest.Mark, count: int) -> Sequence[Any]:
    """Return a reason for each of the backends named, or for all that the mark says."""
    reasons = mark.kwargs.get("reasons")
    if not reasons:
        return (mark.kwargs.get("reason"),) * max(count, 1)
    if isinstance(reasons, str) or mark.kwargs.get("reason"):
        msg = (
            f"{mark.name}: reasons must be a list, one for each backend, and excludes reason; "
            f"got {arguments(mark)}"
        )
        raise ValueError(msg)
    if len(reasons) != count:
        msg = (
            f"{mark.name}: the number of reasons is {len(reasons)}, that of backends {count}; "
            f"expected one for each, or one reason= for all, got {arguments(mark)}"
        )
        raise ValueError(msg)
    return reasons


def read_raises(mark: pytest.Mark) -> Any:
    """Return the exceptions that a mark expects; None for any."""
    raises = mark.kwargs.get("raises")
    kinds = raises if isinstance(raises, tuple) else (raises,)
    # What has `matches` is a pytest.RaisesExc or RaisesGroup.
    if raises is None or hasattr(raises, "matches"):
        return raises
    if not all(isinstance(kind, type) and issubclass(kind, BaseException) for kind in kinds):
        msg = f"{mark.name}: raises must be an exception or a tuple of them, got {raises!r}"
        raise ValueError(msg)
    return raises


READERS: dict[str, Callable[[pytest.Mark, Sequence[Backend]], tuple[Rule, ...]]] = {
    "skip_xp_backends": read_current,
    "xfail_xp_backends": read_current,
    "array_api_compatible": read_nothing,
    "skip_if_array_api": read_plain,
    "skip_if_array_api_gpu": read_plain,
    "skip_if_array_api_backend": read_backend,
    "xp_requires": read_requires,
    "xp_case": read_case,
}


def arguments(mark: pytest.Mark) -> str:
    """Return the mark's arguments as they were written."""
    named = [f"{name}={value!r}" for name, value in mark.kwargs.items()]
    return f"({', '.join([*map(repr, mark.args), *named])})"


def refuse_positional(mark: pytest.Mark, most: int) -> None:
    """Raise ValueError where a mark has too many positional arguments."""
    if len(mark.args) <= most:
        return
    msg = f"{mark.name} takes at most {most} positional arguments, got {arguments(mark)}"
    raise ValueError(msg)


def default_reason(target: Target | None, flags: tuple[str, ...], versions: Any) -> str:
    """Say in words what a rule without a reason does."""
    if versions is not None:
        return f"does not run with {versions}"
    return f"does not run on {target}" if target else FLAG_REASONS[flags[0]] if flags else ""


def known_target(name: object, extra: Sequence[Backend]) -> Target:
    """Return the target pattern of a name in a mark; raise ValueError for an unknown one."""
    if not isinstance(name, str):
        msg = f"a mark that names backends: expected the name of a backend, got {name!r}"
        raise ValueError(msg)  # noqa: TRY004 -- one exception for all that a mark gets wrong
    target = Target.parse(name)
    row = require(target.backend, extra)
    names = [known.name for known in listed(extra)]
    # A namespace by its import path; "jax.nmpy" is none, although `jax` can be found.
    is_path = row.root not in {known.root for known in listed(extra)} and row.is_installed()
    if not (row.name in names or is_path):
        aliases = (alias for known in listed(extra) for alias in known.aliases)
        hint = close_matches(target.backend, [*names, *aliases])
        msg = (
            f"unknown backend {name!r}{hint}; the known ones are {', '.join(names)}, and any "
            "namespace that is installed, by its import path. For one that may be missing, put "
            f"`def pytest_array_api_backends(): return [Backend({target.backend!r})]` in a "
            "conftest.py, with Backend from pytest_array_api.backends"
        )
        raise ValueError(msg)
    return Target(row.name, target.device, target.variants)


def read_versions(mark: pytest.Mark, targets: Sequence[Target]) -> Requirement | None:
    """Read ``versions="cupy<14"``, or ``"<14"`` beside the name of one backend."""
    from packaging.requirements import InvalidRequirement, Requirement  # slow

    text = mark.kwargs.get("versions")
    if text is None:
        return None
    if len(targets) == 1 and str(text).lstrip().startswith(("<", ">", "=", "!", "~")):
        text = f"{targets[0].backend.partition('.')[0]}{text}"
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, TypeError) as error:
        msg = f"{mark.name}: versions must read like 'cupy<14', got {text!r} ({error})"
        raise ValueError(msg) from None
    if not requirement.specifier:
        msg = f"{mark.name}: versions names no version: {text!r}; expected e.g. 'cupy<14'"
        raise ValueError(msg)
    return requirement


def versions_target(versions: Requirement) -> Target | None:
    """Return the backend that a version condition speaks of, if it is one."""
    for row in listed():
        if versions.name in {row.name, row.root, *row.aliases}:
            return Target(row.name)
    return None
