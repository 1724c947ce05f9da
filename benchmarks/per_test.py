"""Time what `xp` and the record of it cost per test.

In pairs against the same tests with a plain parametrised fixture, and against SciPy's own
`xp` fixture. The quickest 100 tests in a row count, the least of many runs.

Run it with ``python benchmarks/per_test.py``.
"""

from __future__ import annotations

import sys

from _inner import PER_TEST, paired, seconds

COUNT = 1000
PAIRS = 7
LIMIT = 0.3  # ms per test

TESTS = f"""
import pytest

@pytest.mark.parametrize("n", range({COUNT}))
def test_it(xp, n):
    assert xp is not None
"""
PLAIN = """
import numpy, pytest

@pytest.fixture(params=[pytest.param(numpy, id="numpy")])
def xp(request):
    return request.param
"""
SCIPY = "from scipy.conftest import xp\n"
OURS = ("-p", "pytest_array_api.plugin")
# What SciPy's fixture does when it is asked for array API tests, on NumPy alone.
SCIPY_ENVIRON = {"SCIPY_ARRAY_API": '["numpy"]'}


def main() -> int:
    """Print the figures; return 1 where a limit is broken."""
    ours: list[float] = []
    recorded: list[float] = []
    plain: list[float] = []
    scipy: list[float] = []
    for _ in range(PAIRS):
        ours.append(seconds(PER_TEST, "", TESTS, *OURS, environ={}))
        plain.append(seconds(PER_TEST, PLAIN, TESTS, environ={}))
        scipy.append(seconds(PER_TEST, SCIPY, TESTS, "-W", "ignore", environ=SCIPY_ENVIRON))
        recorded.append(seconds(PER_TEST, "", TESTS, *OURS, "--xp-report=r.json", environ={}))
    paired("xp / a plain fixture", ours, plain)
    paired("xp with --xp-report / a plain fixture", recorded, plain)
    against_scipy = paired("xp / SciPy's xp", ours, scipy)
    added, with_report, theirs = (
        (min(times) - min(plain)) * 1e3 for times in (ours, recorded, scipy)
    )
    print(f"added per test: {added:.3f} ms, recorded {with_report:.3f} ms (limit {LIMIT} ms)")
    print(f"SciPy's own: {theirs:.3f} ms")
    return int(max(added, with_report) > LIMIT or against_scipy.minimum > 1)


if __name__ == "__main__":
    sys.exit(main())
