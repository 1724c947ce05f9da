"""Selection: what a user's words stand for, without importing a library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_array_api.backends import (
    BACKENDS,
    Backend,
    Target,
    Variant,
    _backend,
    _select,
    expand,
    prepare_environment,
    select,
)


def texts(selection):
    return [str(target) for target in selection.targets]


@pytest.fixture
def everything_installed(monkeypatch):
    monkeypatch.setattr(_backend.Backend, "is_installed", lambda _self: True)


def only(monkeypatch, *installed):
    monkeypatch.setattr(_backend.Backend, "is_installed", lambda self: self.name in installed)


def test_named_targets_keep_order_and_are_unique():
    """Targets come out in the order asked for, each once."""
    assert texts(select(["torch", "numpy", "torch", "strict:device1"])) == [
        *("torch", "numpy", "array_api_strict:device1"),
    ]


def test_all_is_every_installed_backend_and_no_simulation(everything_installed):
    """`all` alone adds no simulated device and no variant."""
    selection = select(["all"])
    assert texts(selection)[: len(BACKENDS)] == [row.name for row in BACKENDS]
    assert selection.unavailable == ()


def test_all_lists_what_is_missing_and_how_to_get_it(monkeypatch):
    """What `all` leaves out is listed with a reason."""
    only(monkeypatch, "numpy", "torch")
    selection = select(["all"])
    assert texts(selection) == ["numpy", "torch"]
    missing = {str(entry.target): entry for entry in selection.unavailable}
    assert missing["jax.numpy"].availability == "not-installed"
    assert "pip install jax" in missing["jax.numpy"].reason


def test_a_missing_backend_asked_for_by_name_is_an_error(monkeypatch):
    """A backend asked for by name must be there; the message says how to get it."""
    only(monkeypatch, "numpy")
    with pytest.raises(ValueError, match=r"'torch:cuda': torch is not installed: pip install tor"):
        select(["all", "torch:cuda"])


def test_an_unknown_backend_is_an_error_with_a_close_match():
    """An unknown name lists the known ones."""
    with pytest.raises(
        ValueError, match=r"'numpyy' \(did you mean 'numpy'\?\): expected one of nu"
    ):
        select(["numpyy"])


def test_any_import_path_is_a_backend():
    """A namespace that no table lists can be named, if its package is there."""
    assert texts(select(["array_api_compat.numpy"])) == ["array_api_compat.numpy"]


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        (["cuda"], ["numpy", "torch:cuda", "jax.numpy:cuda", "cupy"]),
        (["gpu"], ["numpy", "torch:cuda", "jax.numpy:cuda", "cupy"]),
        (["cuda:1"], ["numpy", "torch:cuda:1", "jax.numpy:cuda:1", "cupy:cuda:1"]),
        (["fakegpu"], ["numpy", "torch:fakegpu", "jax.numpy"]),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="gpu means mps there")
def test_devices_apply_to_the_backends_that_have_them(everything_installed, devices, expected):
    """Others stay on their own device, if that is the host."""
    backends = ["numpy", "torch", "jax", "cupy"]
    if devices == ["fakegpu"]:
        backends.remove("cupy")
    assert texts(select(backends, devices)) == expected


def test_a_list_of_devices_gives_each(everything_installed):
    """The default device keeps the short id."""
    assert texts(select(["torch", "numpy"], ["cpu", "cuda"])) == ["torch", "torch:cuda", "numpy"]
    assert texts(select(["jax"], ["cpu"])) == ["jax.numpy:cpu"]


def test_an_explicit_device_is_left_alone(everything_installed):
    """`--device` is for the backends named without one."""
    assert texts(select(["torch:cpu", "torch"], ["cuda"])) == ["torch:cpu", "torch:cuda"]


def test_a_device_that_no_backend_has_is_an_error(everything_installed):
    """The message lists the devices of the backends asked for."""
    with pytest.raises(ValueError, match=r"no selected backend has a device 'cud' \(did you mean"):
        select(["torch", "numpy"], ["cud"])


def test_a_gpu_library_never_runs_silently_elsewhere(everything_installed):
    """`--device=cpu` doesn't start CuPy: by name an error, under `all` listed."""
    with pytest.raises(ValueError, match="cupy has no device 'cpu'; its devices: cuda"):
        select(["cupy", "numpy"], ["cpu"])
    selection = select(["all"], ["cpu"])
    assert "cupy" not in texts(selection)
    assert [entry.availability for entry in selection.unavailable] == ["no-device"]


def test_variants_are_added_where_they_apply():
    """The plain target stays; each variant comes alone."""
    assert texts(select(["numpy", "torch", "sparse"], [], ["readonly", "guarded"])) == [
        *("numpy", "numpy+readonly", "torch", "torch+guarded", "sparse"),
    ]
    assert texts(select(["strict:device1", "jax"], [], ["all"])) == [
        *("array_api_strict:device1", "array_api_strict:device1+strictest"),
        *("jax.numpy", "jax.numpy+jit"),
    ]


def test_a_variant_that_applies_nowhere_is_an_error():
    """The message lists the known variants."""
    with pytest.raises(
        ValueError, match=r"variant 'readonli' \(did you mean 'readonly'\?\); known"
    ):
        select(["numpy"], [], ["readonli"])


def test_a_variant_of_other_backends_is_an_error_that_names_them():
    """What the selected backends lack is not a misspelling of itself."""
    said = r"variant 'jit', which jax.numpy can: select a target of theirs too, or leave it out$"
    with pytest.raises(ValueError, match=said):
        select(["numpy"], [], ["readonly", "jit"])


def test_a_namespace_that_is_not_found_is_an_error_that_says_where_to_put_it():
    """A misspelt name gets the close match instead."""
    with pytest.raises(ValueError, match=r"No module 'mypkg' is found.*`python -m pytest`"):
        select(["mypkg.xp"])
    with pytest.raises(ValueError, match=r"or the import path of a namespace$"):
        select(["trch"])


def test_dtypes_multiply_only_backends_whose_default_can_change():
    """float32 replaces, both double, and others run once."""
    both = ["torch", "torch+float32", "numpy"]
    assert texts(select(["torch", "numpy"], dtypes=["float64"])) == ["torch", "numpy"]
    assert texts(select(["torch", "numpy"], dtypes=["float32"])) == ["torch+float32", "numpy"]
    assert texts(select(["torch", "numpy"], dtypes=["float64", "float32"])) == both
    with pytest.raises(ValueError, match="default dtype 'float16': expected 'float64'"):
        select(["torch"], dtypes=["float16"])


def test_all_devices_are_expanded_later():
    """`--device=all` stays one target until a library may be imported."""
    selection = select(["torch", "array_api_strict"], ["all"], ["all"])
    assert texts(selection) == [
        *("torch:all", "torch:all+guarded", "torch:all+nofloat64"),
        *("array_api_strict:all", "array_api_strict:all+strictest"),
    ]


def test_expand_finds_each_device_that_works():
    """Simulated devices are among them; variants only where they apply."""
    assert {"torch", "torch:fakegpu", "torch:fakegpu:1", "torch:meta"} <= set(
        texts(expand(Target("torch", "all")))
    )
    assert texts(expand(Target("torch", "all", ("nofloat64",)))) == [
        *("torch:fakegpu+nofloat64", "torch:fakegpu:1+nofloat64"),
    ]
    assert texts(expand(Target("array_api_strict", "all"))) == [
        *("array_api_strict", "array_api_strict:device1", "array_api_strict:device2"),
        "array_api_strict:no_float64",
    ]


def test_expand_leaves_other_targets_alone():
    """A target with a device of its own is returned as it is."""
    assert expand(Target("torch", "cuda")).targets == (Target("torch", "cuda"),)


def test_expand_reports_a_broken_library(tmp_path, monkeypatch):
    """A library that can't be imported has no devices, and a reason."""
    (tmp_path / "brokenlib_expand.py").write_text("raise OSError('no driver')")
    monkeypatch.syspath_prepend(tmp_path)
    selection = expand(Target("brokenlib_expand", "all"))
    assert selection.targets == ()
    (entry,) = selection.unavailable
    assert (entry.availability, entry.reason) == ("import-error", "OSError: no driver")


def test_extra_rows_are_backends():
    """A third party's row is found by name and alias, with its devices and variants."""
    row = Backend(
        "array_api_compat.numpy",
        aliases=("house",),
        devices=("cpu", "npu"),
        variants=(Variant("odd", ("npu",)),),
    )
    assert texts(select(["house"], ["npu:1"], ["odd"], extra=[row])) == [
        *("array_api_compat.numpy:npu:1", "array_api_compat.numpy:npu:1+odd"),
    ]
    assert "array_api_compat.numpy" in texts(select(["all"], extra=[row]))
    with pytest.raises(ValueError, match="has no device 'moon'; its devices: 'cpu', 'npu'"):
        select(["house:moon"], extra=[row])


def test_environment_asks_for_as_many_jax_devices_as_targets_name(monkeypatch):
    """JAX reads the number once, so it is set before."""
    monkeypatch.delenv("JAX_NUM_CPU_DEVICES", raising=False)
    targets = [Target("numpy"), Target("jax.numpy", "cpu:1"), Target("torch", "cuda:4")]
    assert prepare_environment(targets) == {"JAX_NUM_CPU_DEVICES": "2"}
    assert prepare_environment([Target("jax.numpy", "all")]) == {"JAX_NUM_CPU_DEVICES": "2"}
    assert prepare_environment([Target("jax.numpy"), Target("jax.numpy", "cuda:1")]) == {}
    monkeypatch.setenv("JAX_NUM_CPU_DEVICES", "4")
    assert prepare_environment(targets) == {}
    monkeypatch.setenv("JAX_NUM_CPU_DEVICES", "many")
    with pytest.raises(ValueError, match="JAX_NUM_CPU_DEVICES is 'many'; expected a number"):
        prepare_environment(targets)


def test_environment_points_dpnp_at_its_cpu_device(monkeypatch, tmp_path):
    """The wheel of dpnp registers an OpenCL driver under a path that doesn't exist."""
    monkeypatch.delenv("OCL_ICD_FILENAMES", raising=False)
    monkeypatch.setattr(_select.sys, "prefix", str(tmp_path))
    assert prepare_environment([Target("dpnp")]) == {}
    library = tmp_path / "lib" / "libintelocl.so"
    library.parent.mkdir()
    library.touch()
    assert prepare_environment([Target("dpnp")]) == {"OCL_ICD_FILENAMES": str(library)}
    assert prepare_environment([Target("numpy")]) == {}
    monkeypatch.setenv("OCL_ICD_FILENAMES", "mine")
    assert prepare_environment([Target("dpnp")]) == {}


def test_importing_and_selecting_load_no_array_library():
    """Selection is cheap: nothing heavy is imported, NumPy included."""
    code = (
        "import sys; from pytest_array_api.backends import select, Target;"
        "select(['all'], [], ['all']); Target.parse('torch:cuda+guarded');"
        "heavy = {'numpy', 'torch', 'jax', 'dask', 'sparse', 'mlx', 'ndonnx', 'cupy', "
        "'array_api_compat', 'array_api_strict', 'pytest'};"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_a_variant_that_no_device_here_has_is_told_with_the_reason():
    """Devices are known once the library is imported: then nothing may be left to run."""
    guarded = Target("jax.numpy", "all", ("guarded",))
    found = expand(guarded)
    assert found.targets == ()
    assert [(entry.target, entry.availability) for entry in found.unavailable] == [
        (guarded, "no-device")
    ]
    assert found.unavailable[0].reason == "none of the devices here can run as guarded"
