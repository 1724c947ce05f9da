"""The fixtures: what they hand out, and with what they work together."""

from __future__ import annotations

import pytest

from pytest_array_api.backends import active

STRICT = "--backend=numpy,array_api_strict:device1"


def test_what_the_fixtures_are(pytester, run):
    """Each fixture hands out what its target stands for."""
    pytester.makepyfile(
        """
        import numpy as np
        import array_api_strict
        from pytest_array_api.backends import Target, active

        def test_it(xp, device, devices, xp_target, to_numpy):
            assert isinstance(xp_target, Target)
            assert active().target == xp_target
            assert active().xp is xp
            assert None in devices and device in devices
            x = xp.asarray([1.0, 2.0])
            assert x.device == device
            assert type(to_numpy(x)) is np.ndarray
            assert to_numpy(x).tolist() == [1, 2]
            device1 = array_api_strict.Device("device1")
            expected = {
                "numpy": ("array_api_compat.numpy", "cpu"),
                "array_api_strict:device1": ("array_api_strict", device1),
            }
            assert (xp.__name__, device) == expected[str(xp_target)]
        """
    )
    run(STRICT).assert_outcomes(passed=2)


def test_the_library_may_not_be_the_default_one_after_the_test(pytester, run):
    """What a target sets is undone between tests."""
    pytester.makepyfile(
        """
        import array_api_strict
        from pytest_array_api.backends import active

        def test_1(xp):
            flags = array_api_strict.get_array_api_strict_flags()
            assert not flags["boolean_indexing"]

        def test_2():
            assert active() is None
            assert array_api_strict.get_array_api_strict_flags()["boolean_indexing"]
        """
    )
    run("--backend=array_api_strict+strictest").assert_outcomes(passed=2)


def test_the_target_is_active_in_other_fixtures(pytester, run):
    """From before the first fixture to after the last one, whether it asks for `xp` or not."""
    pytester.makepyfile(
        """
        import pytest
        from pytest_array_api.backends import active

        @pytest.fixture
        def before():
            assert active() is not None
            yield
            assert active() is not None

        @pytest.fixture
        def data(xp):
            yield xp.ones(3)
            assert active() is not None

        def test_it(before, data):
            assert data.shape == (3,)

        @pytest.fixture(scope="module")
        def table(xp):
            return xp.arange(3)

        def test_module_scope(table, xp):
            assert table.device == xp.ones(1).device
        """
    )
    run(STRICT).assert_outcomes(passed=4)


def test_with_hypothesis(pytester, run):
    """@given accepts every fixture, in functions and in methods, with its strategies."""
    pytester.makepyfile(
        """
        from hypothesis import given, settings, strategies as st

        @given(n=st.integers(1, 5))
        def test_function(xp, device, devices, xp_target, to_numpy, xp_freeze, n):
            x = xp_freeze(xp.ones(n))
            assert int(xp.sum(x)) == n

        class TestIt:
            @given(data=st.data())
            @settings(max_examples=10)
            def test_method(self, xp, xp_strategies, data):
                x = data.draw(xp_strategies.arrays(xp.float32, 3))
                assert x.shape == (3,)
                assert type(x) is type(xp.ones(1))
        """
    )
    run(STRICT).assert_outcomes(passed=4)


def test_strategies_know_one_version(pytester, run):
    """A namespace whose version Hypothesis does not know gets one that it knows."""
    pytester.makepyfile(
        """
        from hypothesis import given, strategies as st

        def test_it(xp, xp_strategies):
            assert xp_strategies.api_version
        """
    )
    run("--backend=numpy,array_api_strict").assert_outcomes(passed=2)


def test_strategies_follow_the_device(pytester, run):
    """Hypothesis keeps strategies by their namespace, which the devices of a library share."""
    pytester.makepyfile(
        """
        from hypothesis import given, strategies as st

        @given(data=st.data())
        def test_it(xp, xp_strategies, device, data):
            assert data.draw(xp_strategies.arrays(xp.float32, 3)).device == device
        """
    )
    targets = "array_api_strict,array_api_strict:device1,array_api_strict:device2"
    run(f"--backend={targets}").assert_outcomes(passed=3)


def test_strategies_do_not_warn(pytester, run_apart):
    """Not for libraries that need array-api-compat either: a project may make warnings errors."""
    pytester.makeini("[pytest]\nfilterwarnings = error")
    pytester.makepyfile("def test_it(xp_strategies): assert xp_strategies.arrays")
    run_apart("--backend=torch,torch:fakegpu,dask.array").assert_outcomes(passed=3)


FREEZE = """
import pytest

def test_{name}(xp, xp_freeze):
    x, y = xp_freeze(xp.asarray([1.0, float("nan")]), xp.asarray([1, 2, 3]))
    {change}
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("x[0] = 5.0", ["*array 0 given to xp_freeze was", "[[] 1. nan]", "and is", "[[] 5. nan]"]),
        ("y += 1", ["*array 1 given to xp_freeze was", "[[]1 2 3]", "and is", "[[]2 3 4]"]),
    ],
)
@pytest.mark.parametrize("target", ["numpy", "array_api_strict", "array_api_strict:device1"])
def test_freeze_catches_a_change(pytester, run, change, message, target):
    """Registered arrays are compared after the test, on every backend and device."""
    pytester.makepyfile(FREEZE.format(name="changes", change=change))
    result = run(f"--backend={target}")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(message, consecutive=True)


def test_freeze_accepts_what_stays(pytester, run):
    """NaN equals itself, and a new array is no change."""
    pytester.makepyfile(FREEZE.format(name="keeps", change="x = x + 1"))
    run(STRICT).assert_outcomes(passed=2)


def test_freeze_returns_its_arguments(pytester, run):
    """One array comes back as itself, several as a tuple."""
    pytester.makepyfile(
        """
        def test_it(xp, xp_freeze):
            x, y = xp.ones(1), xp.ones(2)
            assert xp_freeze(x) is x
            assert xp_freeze(x, y) == (x, y)
        """
    )
    run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "test",
    [
        """
        def test_it(request):
            request.getfixturevalue("xp")
        """,
        """
        import unittest, pytest

        @pytest.mark.usefixtures("xp")
        class TestIt(unittest.TestCase):
            def test_it(self):
                pass
        """,
    ],
    ids=["getfixturevalue", "unittest"],
)
def test_no_target_is_explained(pytester, run, test):
    """Where pytest can't repeat a test, the error says why and what works."""
    pytester.makepyfile(test)
    result = run()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*no target was chosen for this test*in its signature*"])


def test_usefixtures(pytester, run):
    """A class may take `xp` by usefixtures."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.usefixtures("xp")
        class TestIt:
            def test_it(self):
                pass
        """
    )
    run(STRICT).assert_outcomes(passed=2)


def test_lazy_functions_are_traced(pytester, run_apart):
    """In +jit and +lazy targets, functions tagged for array-api-extra run as they demand."""
    pytester.makepyfile(
        """
        from array_api_extra.testing import lazy_xp_function

        def looks_at_values(x):
            return x * 2 if bool((x > 0).all()) else x

        lazy_xp_function(looks_at_values)

        def test_it(xp):
            looks_at_values(xp.ones(3))
        """
    )
    result = run_apart("-v", "--backend=jax.numpy,jax.numpy+jit,dask.array+lazy")
    result.stdout.fnmatch_lines([
        "*?jax.numpy? PASSED*", "*?jax.numpy+jit? FAILED*", "*?dask.array+lazy? FAILED*",
    ])  # fmt: skip


def test_nothing_stays_active_after_an_exit(pytester, run):
    """No test is torn down then, but the process may go on: a notebook's, an IDE's."""
    pytester.makepyfile("import pytest\ndef test_exit(xp): pytest.exit('enough')")
    run("--backend=array_api_strict")
    assert active() is None


def test_the_device_is_what_arrays_say(pytester, run_apart):
    """Of Dask's arrays array-api-compat says it."""
    pytester.makepyfile("""
        from array_api_compat import device as device_of
        def test_it(xp, device, devices):
            assert device_of(xp.ones(1, device=device)) == device
            assert device in devices and None in devices
    """)
    result = run_apart("--backend=numpy,array_api_strict:device1,dask.array,jax.numpy")
    result.assert_outcomes(passed=4)
