"""The suite's modules are imported here as libraries: their mark has to be known."""

from __future__ import annotations

import pytest


@pytest.hookimpl
def pytest_configure(config):
    config.addinivalue_line("markers", "xp_cases(check, generate): the cases that a check runs on")
