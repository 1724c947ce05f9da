"""Time the collection of 20 000 parametrised tests, against pytest with the same parameters.

Run it with ``python benchmarks/collection.py``.
"""

from __future__ import annotations

import sys

from _inner import COLLECTION, paired, seconds

COUNT = 10_000  # times two targets
PAIRS = 5
LIMIT = 1.3

TESTS = f"""
import pytest

@pytest.mark.parametrize("n", range({COUNT}))
def test_it(xp, n):
    pass
"""
PLAIN = """
import pytest

@pytest.fixture
def xp(request):
    return request.param

@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc):
    metafunc.parametrize("xp", ["numpy", "array_api_strict"], indirect=True)
"""
OURS = ("-p", "pytest_array_api.plugin", "--xp-backend=numpy,array_api_strict")


def main() -> int:
    """Print the figures; return 1 where the limit is broken."""
    ours: list[float] = []
    plain: list[float] = []
    for _ in range(PAIRS):
        ours.append(seconds(COLLECTION, "", TESTS, "--collect-only", *OURS, environ={}))
        plain.append(seconds(COLLECTION, PLAIN, TESTS, "--collect-only", environ={}))
    result = paired("collecting 20 000 tests / bare pytest", ours, plain)
    print(f"ratio {result.minimum:.2f} (limit {LIMIT})")
    return int(result.minimum > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
