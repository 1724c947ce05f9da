"""The marks, as decorators: SciPy's spelling of today and of 2023, and this plugin's own.

Each is ``pytest.mark`` of the same name, so a project may use either. What the marks mean, and
what they refuse, is decided where they are evaluated (`_rules`); here is only how they are
written. So the decorators hand on what they were given, misspelt keywords too: both spellings
end in the same error, and no argument at all stays none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

RULES = (
    "condition=True, reason=None, reasons=(), np_only=False, cpu_only=False, eager_only=False, "
    "exceptions=(), versions=None"
)
SKIP = (
    'do not run where it matches. backends: "torch", "torch:cuda", "jax.numpy+jit"; '
    'versions: "cupy<14"'
)
XFAIL = "run, and expect a failure where it matches; strict defaults to the ini key xfail_strict"
MARKERS = (
    "array_api_backends: put on every test that uses `xp`: -m array_api_backends selects those",
    "array_api_compatible: the test runs once per target; it must take `xp`",
    "skip_if_array_api(reason=None): run with plain NumPy only",
    "skip_if_array_api_gpu(reason=None): run on CPU devices only; simulated devices are not CPU",
    "skip_if_array_api_backend(backend, reason=None): do not run on this backend",
    f"skip_xp_backends(*backends, {RULES}): {SKIP}",
    f"xfail_xp_backends(*backends, {RULES}, strict=None, raises=None): {XFAIL}",
    'xp_requires(*needs): skip where the target lacks one: "float64", "fft", "boolean indexing"',
    "xp_case(feature, check, parameters=None, out_of_scope=''): what a test of a suite measures",
)

array_api_backends = pytest.mark.array_api_backends
array_api_compatible = pytest.mark.array_api_compatible
skip_if_array_api = pytest.mark.skip_if_array_api
skip_if_array_api_gpu = pytest.mark.skip_if_array_api_gpu


Raises: TypeAlias = (
    type[BaseException]
    | tuple[type[BaseException], ...]
    | pytest.RaisesExc[Any]
    | pytest.RaisesGroup[Any]
    | None
)


class Reason(TypedDict, total=False):
    """Why a test does not run, or fails."""

    reason: str | None


class Backend(Reason, total=False):
    """The keywords of `skip_if_array_api_backend`."""

    backend: str


class Rules(Reason, total=False):
    """The keywords of `skip_xp_backends`."""

    condition: object
    reasons: Sequence[str]
    np_only: bool
    cpu_only: bool
    eager_only: bool
    exceptions: Sequence[str]
    versions: str | None


class Expectation(Rules, total=False):
    """The keywords of `xfail_xp_backends`."""

    strict: bool | None
    raises: Raises


def skip_if_array_api_backend(*backend: str, **rules: Unpack[Backend]) -> pytest.MarkDecorator:
    """Do not run the test on one backend.

    Parameters
    ----------
    *backend
        One backend or target, e.g. ``"torch"`` or ``"torch:cuda"``.
    reason
        Shown in the summary.

    Returns
    -------
    pytest.MarkDecorator
        The mark of the same name.
    """
    refuse_function("skip_if_array_api_backend", *backend)
    return pytest.mark.skip_if_array_api_backend(*backend, **rules)


def skip_xp_backends(*backends: object, **rules: Unpack[Rules]) -> pytest.MarkDecorator:
    """Do not run the test where one of the conditions holds.

    Parameters
    ----------
    *backends
        Backends or targets, e.g. ``"torch"``, ``"torch:cuda"``, ``"jax.numpy+jit"``; they exclude
        `np_only`, `cpu_only`, `eager_only` and `exceptions`. A last argument that is no string is
        the condition.
    condition
        Skip only if it is true, e.g. a version comparison.
    reason
        Shown in the summary.
    reasons
        One for each of the backends, in place of `reason`.
    np_only
        Skip on every backend but NumPy.
    cpu_only
        Skip on every device but the CPU; simulated devices are not the CPU.
    eager_only
        Skip on the lazy backends, JAX and Dask.
    exceptions
        Backends that the three rules above spare.
    versions
        Skip only the versions that match, e.g. ``"cupy<14"``, or ``"<14"`` beside one backend.

    Returns
    -------
    pytest.MarkDecorator
        The mark of the same name.
    """
    refuse_function("skip_xp_backends", *backends)
    return pytest.mark.skip_xp_backends(*backends, **rules)


def xfail_xp_backends(*backends: object, **rules: Unpack[Expectation]) -> pytest.MarkDecorator:
    """Run the test, and expect a failure where one of the conditions holds.

    Parameters
    ----------
    *backends, condition, reason, reasons, np_only, cpu_only, eager_only, exceptions, versions
        As for `skip_xp_backends`.
    strict
        Whether an unexpected pass fails the run; by default what the ini key ``xfail_strict``
        says.
    raises
        The exception that is expected, or several in a tuple, as for ``pytest.mark.xfail``: a
        test that fails with any other does fail.

    Returns
    -------
    pytest.MarkDecorator
        The mark of the same name.
    """
    refuse_function("xfail_xp_backends", *backends)
    return pytest.mark.xfail_xp_backends(*backends, **rules)


def xp_requires(*needs: str, **none: object) -> pytest.MarkDecorator:
    """Skip the test on targets that lack something.

    Parameters
    ----------
    *needs
        Names of dtypes and capabilities, e.g. ``"float64"``, ``"fft"``,
        ``"boolean indexing"``, as the target's own probe has found them.
    **none
        There are no keywords.

    Returns
    -------
    pytest.MarkDecorator
        The mark of the same name.
    """
    refuse_function("xp_requires", *needs)
    return pytest.mark.xp_requires(*needs, **none)


def refuse_function(name: str, *arguments: object) -> None:
    """Raise TypeError for a decorator without parentheses: the test would silently vanish."""
    if any(map(callable, arguments)):
        msg = f"@{name} needs parentheses and arguments, got {arguments[0]!r}"
        raise TypeError(msg)
