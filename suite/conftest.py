"""Hooks and fixtures of the conformance suite, for pytest to find; they are in `_hooks`.

The import is absolute: in the repository, ``pytest suite/`` reads this file by its path too,
as a module outside of the package.
"""

from pytest_array_api.suite._hooks import (
    implementation,
    profile,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_generate_tests,
    pytest_runtest_call,
    pytest_runtest_makereport,
    pytest_terminal_summary,
    searching,
    subject,
)

__all__ = [
    "implementation",
    "profile",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_generate_tests",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
    "searching",
    "subject",
]
