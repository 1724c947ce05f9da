"""Probing: what is there is told from what is absent, and absent from broken."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_array_api.backends import Backend, Probe, Target, activate, probe
from pytest_array_api.backends._backend import no_device
from pytest_array_api.backends._probe import _capabilities
from pytest_array_api.backends._registry import find, published, require

RUNS = [
    *("numpy", "numpy+readonly", "array_api_strict", "array_api_strict:device1"),
    *("array_api_strict:device2", "array_api_strict:no_float64", "array_api_strict+strictest"),
    *("torch", "torch:fakegpu", "torch:fakegpu:1", "torch:fakegpu+nofloat64", "torch:meta"),
    *("torch+guarded", "torch+float32", "jax.numpy", "jax.numpy:cpu", "jax.numpy:cpu:1"),
    *("jax.numpy+jit", "jax.numpy+float32", "dask.array", "dask.array+lazy", "sparse"),
    *("ndonnx", "mlx.core"),
]
LACKS = {
    "array_api_strict": set(),
    "array_api_strict+strictest": {"boolean indexing", "data-dependent shapes", "fft", "linalg"},
    "array_api_strict:no_float64": {"float64", "complex128"},
    "torch:fakegpu+nofloat64": {"float64", "complex128", "dlpack"},
    "torch:meta": {"boolean indexing", "data-dependent shapes", "dlpack"},
    "numpy+readonly": {"setitem"},
    "jax.numpy": {"setitem"},
    "jax.numpy+jit": {"setitem", "boolean indexing", "data-dependent shapes"},
    "jax.numpy+float32": {"setitem", "float64", "complex128", "int64", "uint64"},
    "dask.array": {"dlpack"},
    "sparse": {"boolean indexing", "fft", "linalg", "setitem", "dlpack"},
}
EVERYTHING = {
    *("bool", "int8", "int16", "int32", "int64", "uint8", "float32", "float64"),
    *("complex64", "complex128", "complex", "boolean indexing", "data-dependent shapes"),
    *("fft", "linalg", "setitem", "dlpack"),
}


def need(target):
    root = target.backend.partition(".")[0]
    if root in ("ndonnx", "mlx"):
        pytest.importorskip(target.backend)


@pytest.mark.parametrize("text", RUNS)
def test_a_target_that_works_says_so(text):
    """The probe ran, knows the version, and is kept."""
    target = Target.parse(text)
    need(target)
    result = probe(target)
    assert (result.availability, result.detail) == ("ran", "")
    assert result.version[0].isdigit()
    assert probe(target) is result


@pytest.mark.parametrize(("text", "lacks"), LACKS.items())
def test_capabilities_are_what_really_works(text, lacks):
    """Each capability was tried; what lacks is exactly what is known to."""
    result = probe(Target.parse(text))
    more = {"uint64"} if text == "jax.numpy+float32" else set()
    assert (EVERYTHING | more) - result.capabilities == lacks
    assert set(result.dtypes) <= result.capabilities


def test_a_listed_dtype_is_there_though_ones_lacks_it(monkeypatch):
    """A defect of one function does not hide a dtype, and so the tests that would show it."""
    import array_api_compat.numpy as xp

    monkeypatch.setattr(xp, "ones", lambda shape, **_kwargs: xp.full(shape, 1.0))
    _capabilities.cache_clear()
    found = probe(Target("numpy")).dtypes
    _capabilities.cache_clear()
    assert {"bool", "int8", "complex64", "float32"} <= set(found)


def test_an_absent_library_is_not_installed():
    """No import is tried, and a known library says how to get it."""
    result = probe(Target("no_such_library_at_all"))
    assert result.availability == "not-installed"
    assert result.detail == "no_such_library_at_all is not installed"
    assert result.capabilities == frozenset()


def test_a_broken_library_is_told_from_an_absent_one(tmp_path, monkeypatch):
    """What the import raised is the detail, in one line."""
    (tmp_path / "brokenlib.py").write_text("raise ImportError('libfoo.so:\\n not found')")
    (tmp_path / "brokenlib_silent.py").write_text("raise AssertionError")
    monkeypatch.syspath_prepend(tmp_path)
    result = probe(Target("brokenlib"))
    assert (result.availability, result.detail) == (
        "import-error",
        "ImportError: libfoo.so: not found",
    )
    assert probe(Target("brokenlib_silent")).detail == "AssertionError"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("class E(ImportError):\n    def __str__(self): raise KeyError\nraise E",
         "E: its text can't be read"),
        ("raise SystemExit('bye')", "SystemExit: bye"),
        ("def __getattr__(name): raise RuntimeError(name)", "RuntimeError: ones"),
        ("raise OSError('\\x1b[2J' + 'z' * 10**6)", "OSError: ?[2J" + "z" * 996),
    ],
)  # fmt: skip
def test_a_hostile_library_costs_its_own_target(tmp_path, monkeypatch, body, detail):
    """Whatever its import does is one short line, which no terminal obeys."""
    name = f"hostilelib{abs(hash(body))}"
    (tmp_path / f"{name}.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    result = probe(Target(name))
    assert (result.availability, result.detail) == ("import-error", detail)


def test_a_library_without_a_usable_device_is_told_from_a_broken_one(tmp_path, monkeypatch):
    """It imports, but the first allocation raises, as CuPy does without a driver."""
    body = "def ones(n):\n    raise RuntimeError('cudaErrorInsufficientDriver')\n"
    (tmp_path / "nodriverlib.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    result = probe(Target("nodriverlib"))
    assert (result.availability, result.detail) == (
        "no-device",
        "RuntimeError: cudaErrorInsufficientDriver",
    )


def test_a_library_that_adds_wrongly_is_not_usable(tmp_path, monkeypatch):
    """One and one are really added."""
    body = "import numpy\ndef ones(n):\n    return numpy.zeros(n)\n"
    (tmp_path / "wronglib.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    result = probe(Target("wronglib"))
    assert result.availability == "no-device"
    assert "1 + 1 gave" in result.detail


def test_a_module_that_is_no_namespace():
    """What is wrong with it is its kind, not a device."""
    result = probe(Target("math"))
    assert result.availability == "import-error"
    assert result.detail == (
        "math is no namespace of the array API standard: it has no function ones"
    )


@pytest.mark.parametrize(
    ("count", "said"), [(0, "there is none"), (1, "there is 1"), (2, "there are 2")]
)
def test_too_few_devices_are_counted(count, said):
    """In words that read well for each number."""
    assert no_device("lib", "gpu:2", count) == (
        f"lib has no device 'gpu:2' here: {said} of this kind"
    )


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("torch:cuda:9", "torch .* has no device 'cuda:9' here: there "),
        ("torch:xpu:9", "has no device 'xpu:9' here"),
        ("torch:fakegpu:7", None),
        ("jax.numpy:cpu:7", "set JAX_NUM_CPU_DEVICES=8 before jax is first used"),
        ("jax.numpy:cuda:9", "jax has no device 'cuda:9' here: there "),
        ("mlx.core:gpu:9", "mlx has no device 'gpu:9' here"),
    ],
)
def test_a_missing_device_is_no_device(text, detail):
    """The library works, its device is not there; activating it is a LookupError."""
    if detail is None:
        with pytest.raises(ValueError, match="has no device"):
            Target.parse(text)
        return
    target = Target.parse(text)
    need(target)
    result = probe(target)
    assert result.availability == "no-device"
    with pytest.raises(LookupError, match=detail), activate(target):
        pass


def test_detection_imports_nothing_and_knows_stray_folders(tmp_path, monkeypatch):
    """A folder of the library's name is not the library; a submodule imports no parent."""
    (tmp_path / "straylib").mkdir()
    package = tmp_path / "trapped_parent"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    assert not Backend("straylib").is_installed()
    assert Backend("trapped_parent.xp").is_installed()
    assert "trapped_parent" not in sys.modules
    assert probe(Target("straylib")).availability == "not-installed"


def test_entry_points_of_the_standard_are_backends():
    """A namespace published under the group `array_api` is found by its short name."""
    names = {row.name for row in published()}
    assert "numpy" not in names
    assert all(find(row.name) is None for row in published())


def test_a_published_namespace_is_found_by_name(tmp_path):
    """The entry point's name is an alias of its module."""
    (tmp_path / "publishedlib.py").write_text("")
    info = tmp_path / "publishedlib-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: publishedlib\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[array_api]\nshort = publishedlib\n")
    code = (
        "from pytest_array_api.backends import select;"
        "print(*(str(t) for t in select(['short', 'all']).targets))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split()[0] == "publishedlib"
    assert result.stdout.split().count("publishedlib") == 1


def test_a_row_passed_in_wins_over_an_import_path():
    """`probe` and `activate` use the row that the caller knows."""
    row = Backend("array_api_compat.numpy", devices=("host",))
    assert require("array_api_compat.numpy", (row,)) is row
    assert probe(Target("array_api_compat.numpy", "host"), (row,)).device == "host"
    assert isinstance(probe(Target("array_api_compat.numpy")), Probe)


def test_a_device_without_a_text_of_its_own_is_told_by_its_type(monkeypatch):
    """What differs from process to process would make each report another one."""
    monkeypatch.setattr(Backend, "device", lambda _row, _text: Unprinted())
    assert probe.__wrapped__(Target("sparse")).device == "Unprinted"


class Unprinted:
    """A device object that prints its address."""


def test_what_meta_tensors_can_says_nothing_of_kernels():
    """Unsigned integers add up there, and nowhere else in torch: only the listed dtypes count."""
    dtypes = probe(Target.parse("torch:meta")).dtypes
    assert "uint16" not in dtypes
    assert dtypes == probe(Target.parse("torch")).dtypes
