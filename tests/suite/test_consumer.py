"""The suite runs in other people's projects, whatever their configuration makes of warnings."""

from __future__ import annotations

CONFTEST = """
import warnings
import numpy.fft

healthy = numpy.fft.fft
def warned(*args, **kwargs):
    warnings.warn("fft is old", DeprecationWarning, stacklevel=2)
    return healthy(*args, **kwargs)
numpy.fft.fft = warned
"""
SUITE = (
    "--pyargs",
    "pytest_array_api.suite.fft.test_metadata",
    "-k",
    "test_namespace and fft.fft-",
)


def test_warnings_of_a_backend_are_no_failures(pytester):
    """A project that makes errors of warnings still learns what the suite measures."""
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makeconftest(CONFTEST)
    result = pytester.runpytest_subprocess(
        *SUITE, "--backend=numpy", "--implementation=namespace", "-p", "no:randomly"
    )
    result.assert_outcomes(passed=1, deselected=result.parseoutcomes()["deselected"], warnings=1)
    result.stdout.fnmatch_lines(["*fft is old*", "suite: namespace, profile default, seed 0*"])


def test_another_seed_draws_other_numbers(pytester):
    """Hypothesis' own option moves all inputs; the summary names it."""
    pytester.makepyfile(
        """
        from pytest_array_api.suite._inputs import SEED, drawn

        def test_numbers():
            plain = drawn((3,), "float64", 1).code
            token = SEED.set(5)
            try:
                moved = drawn((3,), "float64", 1)
            finally:
                SEED.reset(token)
            assert moved.code != plain
            assert (moved.values != drawn((3,), "float64", 1).values).all()
        """
    )
    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=1)
    result = pytester.runpytest_subprocess(
        *SUITE, "--backend=numpy", "--hypothesis-seed=5", "-p", "no:randomly"
    )
    result.stdout.fnmatch_lines(["suite: *, seed 5 *"])
