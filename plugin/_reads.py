"""Find tests that take an array fixture and never read it.

A test that takes `xp` and never reads it runs once per target and tests the same thing each
time. Only the code is looked at: a parameter named after an array fixture that no instruction
loads. A test that passes it on, or reads it in a nested function, has read it; so may have
one with another fixture that takes it.
"""

from __future__ import annotations

import dis
import inspect
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from ._collect import definitions

if TYPE_CHECKING:
    import pytest

FIXTURES = ("xp", "device", "devices", "xp_target", "xp_strategies", "xp_freeze")


def unread_fixtures(item: pytest.Item) -> tuple[str, ...]:
    """Return the array fixtures that the test takes, if it reads none of them."""
    function: Any = getattr(item, "obj", None)
    # @given keeps the test's own function beside its wrapper.
    function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    if not isinstance(code, CodeType) or feeds_another(item):
        return ()
    return unread(code)


def feeds_another(item: pytest.Item) -> bool:
    """Whether another fixture takes an array fixture: the test may read that through it."""
    return any(
        not set(FIXTURES).isdisjoint(found[-1].argnames)
        for name, found in definitions(item).items()
        if name not in FIXTURES
    )


@cache
def unread(code: CodeType) -> tuple[str, ...]:
    """Return the parameters named after array fixtures, if the code loads none of them."""
    count = code.co_argcount + code.co_kwonlyargcount
    taken = tuple(name for name in code.co_varnames[:count] if name in FIXTURES)
    # A parameter that a nested function reads is a cell.
    if not taken or not set(taken).isdisjoint(code.co_cellvars):
        return ()
    reads = any(loads(instruction, taken) for instruction in dis.get_instructions(code))
    return () if reads else taken


def loads(instruction: dis.Instruction, names: tuple[str, ...]) -> bool:
    """Whether the instruction puts one of the variables on the stack."""
    if not instruction.opname.startswith("LOAD_"):
        return False
    # Python 3.13 loads two variables in one instruction.
    value = instruction.argval
    return not set(names).isdisjoint(value if isinstance(value, tuple) else (value,))
