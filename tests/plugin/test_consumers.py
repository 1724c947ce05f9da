"""Projects as the field writes them: each keeps what it has, and gets what it asks for."""

from __future__ import annotations

import pytest

STRICT = "--backend=numpy,array_api_strict"

SCIPY_STYLE = """
import pytest
from pytest_array_api import xp_assert_close, xp_assert_equal

skip_xp_backends = pytest.mark.skip_xp_backends
xfail_xp_backends = pytest.mark.xfail_xp_backends
pytestmark = [pytest.mark.skip_xp_backends("torch", reason="of the module")]
lazy_xp_modules = []

@skip_xp_backends(np_only=True, reason="plain Python input")
def test_np_only(xp):
    assert xp.__name__.endswith("numpy")

@skip_xp_backends(np_only=True, exceptions=["array_api_strict"])
def test_exceptions(xp):
    xp_assert_equal(xp.asarray([1]), xp.asarray([1]))

@skip_xp_backends(cpu_only=True, exceptions=["cupy"], reason="compiled")
@skip_xp_backends("array_api_strict", reason="stacked")
def test_stacked(xp):
    assert xp.__name__.endswith("numpy")

@xfail_xp_backends("array_api_strict", reason="known")
def test_xfail(xp):
    assert xp.__name__.endswith("numpy")

@pytest.mark.parametrize("n", [
    1, pytest.param(2, marks=[skip_xp_backends("array_api_strict", reason="of a parameter")]),
])
def test_parameters(n, xp):
    xp_assert_close(xp.asarray([float(n)]), xp.asarray([n + 1e-12]))

@skip_xp_backends("array_api_strict", reason="of the class")
class TestClass:
    def test_method(self, xp):
        assert xp.__name__.endswith("numpy")

    @skip_xp_backends(eager_only=True)
    def test_eager(self, xp):
        assert xp.__name__.endswith("numpy")

@pytest.mark.usefixtures("xp")
def test_used_only(): pass
"""


def test_scipy_style_marks(pytester, run):
    """Aliases, stacked marks, marks of modules, classes and parameters."""
    pytester.makeini("[pytest]\nxfail_strict = true\nfilterwarnings = error\n")
    pytester.makepyfile(test_it=SCIPY_STYLE)
    result = run(STRICT, "-rs")
    result.assert_outcomes(passed=12, skipped=5, xfailed=1)
    assert result.ret == 0
    for reason in ("plain Python input", "stacked", "of a parameter", "of the class"):
        result.stdout.fnmatch_lines([f"SKIPPED*{reason}"])


SCIPY_1_14 = """
import pytest
from pytest_array_api import array_api_compatible, xp_assert_equal

pytestmark = [array_api_compatible, pytest.mark.usefixtures("skip_xp_backends")]
skip_xp_backends = pytest.mark.skip_xp_backends

@skip_xp_backends("array_api_strict", "torch", reasons=["no item assignment", "slow"])
class TestOld:
    def test_method(self, xp):
        x = xp.asarray([1, 2])
        x[0] = 3
        xp_assert_equal(x, xp.asarray([3, 2]))

@skip_xp_backends(np_only=True)
def test_numpy(xp):
    assert xp.__name__.endswith("numpy")

@pytest.mark.usefixtures("xfail_xp_backends")
@pytest.mark.xfail_xp_backends("numpy", "array_api_strict", reason="known")
def test_xfail(xp):
    assert xp is None
"""


def test_scipy_style_of_2024(pytester, run):
    """Several backends in a mark, and the fixtures that made the marks count."""
    pytester.makepyfile(test_it=SCIPY_1_14)
    result = run(STRICT, "-rs")
    result.assert_outcomes(passed=2, skipped=2, xfailed=2)
    result.stdout.fnmatch_lines(["SKIPPED*no item assignment"])


EXTRA_CONFTEST = """
from enum import Enum
import importlib
import pytest

class Library(Enum):
    NUMPY = "array_api_compat.numpy"
    STRICT = "array_api_strict"

@pytest.fixture(params=tuple(Library), ids=lambda library: library.name.lower())
def library(request):
    return request.param

@pytest.fixture
def xp(library):
    return importlib.import_module(library.value)

@pytest.fixture
def device(): return "of this project"
"""


def test_a_library_fixture_of_their_own(pytester, run):
    """As in array-api-extra: their `xp`, `library` and `device` are left alone."""
    pytester.makeconftest(EXTRA_CONFTEST)
    pytester.makepyfile(
        test_it="""
        from types import ModuleType

        def test_it(xp: ModuleType, library, device):
            assert xp.__name__ == library.value
            assert device == "of this project"
        """
    )
    result = run(STRICT, "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*test_it?numpy? PASSED*", "*test_it?strict? PASSED*"])


OTHERS = """
import unittest
import pytest

@pytest.mark.parametrize("array_namespace, device, dtype_name", [
    ("numpy", None, None), ("array_api_strict", "cpu", "float64"),
])
def test_strings(array_namespace, device, dtype_name):
    xp = pytest.importorskip(array_namespace)
    assert xp.asarray([1.0]).shape == (1,)

class TestOld(unittest.TestCase):
    def setUp(self):
        self.xp = 1

    def test_it(self):
        self.assertEqual(self.xp, 1)

    def test_skip(self):
        self.skipTest("theirs")

@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_own_device(device):
    assert isinstance(device, str)

def test_ours(xp, device):
    assert xp.ones(1, device=device).shape == (1,)
"""


def test_other_styles_beside_ours(pytester, run):
    """Names as strings (scikit-learn), TestCase classes, a `device` parameter: run once each."""
    pytester.makepyfile(test_it=OTHERS)
    run(STRICT).assert_outcomes(passed=2 + 1 + 2 + 2, skipped=1)


@pytest.mark.parametrize(
    "extra",
    [("-p", "pytest_randomly"), ("-n2", "--dist=loadgroup"), ("-p", "pytest_run_parallel.plugin")],
    ids=["randomly", "loadgroup", "run-parallel"],
)
def test_beside_other_plugins(pytester, run_apart, extra):
    """The same outcomes, whoever orders, distributes or repeats the tests."""
    pytest.importorskip("pytest_randomly")
    pytest.importorskip("pytest_run_parallel")
    pytester.makepyfile(test_it=SCIPY_STYLE)
    run_apart(STRICT, *extra).assert_outcomes(passed=12, skipped=5, xfailed=1)
