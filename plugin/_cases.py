"""Case ids: names for what a test measures that outlive file moves, machines and invocations.

pytest's node ids hold the path from wherever pytest was started, and the target. A case id
holds neither: the target is an axis of its own in the report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, Any

from ._collect import ROOT, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pytest

LONGEST = 512
# What a default repr() shows of an object: different in every process.
ADDRESS = re.compile(r"(?<=\bat )0x[0-9a-fA-F]+|\b0x[0-9a-fA-F]{6,}")


def case_ids(items: Iterable[pytest.Item]) -> tuple[dict[pytest.Item, str], list[str]]:
    """Name the case of each test that has a target.

    Parameters
    ----------
    items
        Collected tests.

    Returns
    -------
    ids : dict
        Unique for each target.
    collisions : list of str
        One line for each name that two tests wanted; the later in order of node ids got a
        number.
    """
    wanted: dict[tuple[str, str], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if (target := target_of(item)) is not None:
            wanted[case_id(item), str(target)].append(item)
    ids: dict[pytest.Item, str] = {}
    collisions: list[str] = []
    for (case, _), claimants in wanted.items():
        claimants.sort(key=lambda item: item.nodeid)
        for number, item in enumerate(claimants, 1):
            ids[item] = case if number == 1 else f"{case}#{number}"
        if len(claimants) > 1:
            nodeids = " and ".join(item.nodeid for item in claimants)
            collisions.append(f"{nodeids} are both the case {case!r}; a number tells them apart")
    return ids, collisions


def case_id(item: pytest.Item) -> str:
    """Return the id of the test's case: feature/check/parameters or module/function/parameters."""
    mark = item.get_closest_marker("xp_case")
    if mark is None:
        parts = (module_name(item), function_name(item), own_parameters(item))
    else:
        given = mark.kwargs.get("parameters")
        parameters = suite_parameters(item) if given is None else given
        parts = (mark.kwargs["feature"], mark.kwargs["check"], named(parameters))
    return clean("/".join(part for part in parts if part))


def module_name(item: pytest.Item) -> str:
    """Return the test module's import name."""
    module = getattr(item, "module", None)
    return module.__name__ if module is not None else item.path.stem


def function_name(item: pytest.Item) -> str:
    """Return ``Class.function``."""
    cls: type | None = getattr(item, "cls", None)
    name: str = getattr(item, "originalname", None) or item.name
    return name if cls is None else f"{cls.__qualname__}.{name}"


def own_parameters(item: pytest.Item) -> str:
    """Return pytest's id of the parameters, which honours ``pytest.param(id=)``."""
    callspec: Any = getattr(item, "callspec", None)
    if callspec is None:
        return ""
    target = str(callspec.params[ROOT])
    if callspec.id == target:
        return ""
    # Ours comes last, unless a trylast hook of another plugin adds parameters too.
    if callspec.id.endswith(f"-{target}"):
        return callspec.id[: -len(target) - 1]
    return f"-{callspec.id}-".replace(f"-{target}-", "-", 1).strip("-")


def suite_parameters(item: pytest.Item) -> dict[str, Any]:
    """Return the parameters by name; what has no text of its own is named by its place."""
    callspec: Any = getattr(item, "callspec", None)
    if callspec is None:
        return {}
    return {
        name: value if plain(value) is not None else f"{name}{callspec.indices[name]}"
        for name, value in callspec.params.items()
        if name != ROOT
    }


def named(parameters: Mapping[str, Any]) -> str:
    """Return ``dtype=float64,n=1024``, sorted by name."""
    texts = {name: plain(value) for name, value in parameters.items()}
    return ",".join(f"{name}={texts[name] or repr(parameters[name])}" for name in sorted(texts))


def plain(value: Any) -> str | None:
    """Return the text of a value that looks the same in every process, else None."""
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return str(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, (tuple, list)):
        parts = [plain(part) for part in value]
        return None if None in parts else f"({','.join(part or '' for part in parts)})"
    name = getattr(value, "__name__", None)  # functions, classes, NumPy's scalar types
    return name if isinstance(name, str) else None


def clean(text: str) -> str:
    """Make an id stable and printable: no addresses, ASCII, of bounded length."""
    text = ADDRESS.sub("0x", text)
    text = text.encode("ascii", "backslashreplace").decode("ascii")
    text = re.sub(r"[\x00-\x20\x7f]+", "_", text)
    return text if len(text) <= LONGEST else shortened(text)


def shortened(text: str) -> str:
    """Cut a text, and end it in a digest of what was cut off."""
    import hashlib  # for the rare long id

    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{text[: LONGEST - 13]}~{digest}"
