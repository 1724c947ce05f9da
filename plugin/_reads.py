"""Find tests that take an array fixture and never read it.

A test that takes `xp` and never reads it runs once per target and tests the same thing each
time. Only the code is looked at: a parameter named after an array fixture that no instruction
loads. A test that passes it on, or reads it in a nested function, has read it.
"""

from __future__ import annotations

import dis
import inspect
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

FIXTURES = ("xp", "device", "devices", "xp_target", "xp_strategies", "xp_freeze")


def unread_fixtures(item: pytest.Item) -> tuple[str, ...]:
    """Return the array fixtures that the test takes, if it reads none of them."""
    function: Any = getattr(item, "obj", None)
    # @given keeps the test's own function beside its wrapper.
    function = getattr(getattr(function, "hypothesis", None), "inner_test", function)
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return unread(code) if isinstance(code, CodeType) else ()


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
