import pytest

from pytest_array_api.reports import ReportError, matrix
from pytest_array_api.reports._declared import (
    DISAGREEMENTS,
    by_declarations,
    by_scipy,
    disagreements,
    read_declarations,
    scipy_support,
)
from pytest_array_api.reports._model import Target

from .conftest import build

TABLE = """
[[declare]]
features = "f*"
supported = true
[[declare]]
features = "f2"
targets = "torch:cuda*"
supported = false
reason = "CPU only"
"""


def test_each_disagreement_is_listed(tmp_path):
    """Declared and measured are compared cell by cell; agreement is silent."""
    (tmp_path / "d.toml").write_text(TABLE)
    cases = {
        ("f1/c", "numpy"): "pass", ("f1/c", "torch:cuda"): "fail",
        ("f2/c", "numpy"): "skip", ("f2/c", "torch:cuda"): "pass",
        ("g/c", "numpy"): "fail", ("g/c", "torch:cuda"): "pass",
    }  # fmt: skip
    declared = by_declarations(read_declarations(tmp_path / "d.toml"))
    found = disagreements(matrix(build(cases)), declared)
    assert [(d.feature, d.target, d.what, d.reason) for d in found] == [
        ("f1", "torch:cuda@lab", "declared yes, measured no", ""),
        ("f2", "numpy@lab", "declared yes, never measured", ""),
        ("f2", "torch:cuda@lab", "declared no, measured yes", "CPU only"),
        ("g", "torch:cuda@lab", "not declared, measured yes", ""),
    ]
    assert {d.what for d in found} <= set(DISAGREEMENTS.values())


def test_a_wrong_table_is_one_clear_line(tmp_path):
    """Unknown keys and missing files are named."""
    (tmp_path / "d.toml").write_text("[[declare]]\nfeatures = 'f'\n")
    with pytest.raises(ReportError, match=r"d\.toml: is not a valid list.*supported"):
        read_declarations(tmp_path / "d.toml")
    with pytest.raises(ReportError, match="can't be read: No such file"):
        read_declarations(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("entry", "key", "supported"),
    [
        ({}, "torch@x", True),
        ({"out_of_scope": True, "np_only": True}, "torch@x", None),
        ({}, "sparse@x", None),
        ({"np_only": True}, "torch@x", False),
        ({"np_only": True}, "numpy@x", True),
        ({"np_only": True, "exceptions": ["torch"]}, "torch:cuda@x", True),
        ({"cpu_only": True}, "torch@x", True),
        ({"cpu_only": True}, "torch:cuda@x", False),
        ({"cpu_only": True}, "cupy@x", False),
        ({"cpu_only": True, "exceptions": ["cupy"]}, "cupy@x", True),
        ({"skip_backends": [("dask.array", "no sort")]}, "dask.array@x", False),
        ({"xfail_backends": [("torch", "wrong")]}, "torch@x", False),
        ({"jax_jit": False}, "jax.numpy@x", True),
        ({"jax_jit": False}, "jax.numpy+jit@x", False),
        ({"allow_dask_compute": True}, "dask.array+lazy@x", False),
        ({"allow_dask_compute": False}, "dask.array+lazy@x", True),
    ],
)
def test_scipy_entries(entry, key, supported):
    """SciPy's decorators say what they mean."""
    assert scipy_support(entry, Target(key=key, availability="ran"))[0] is supported


def test_a_simulated_device_is_no_cpu():
    """`cpu_only` covers fake accelerators too."""
    target = Target(key="torch:fakegpu@x", availability="ran", simulated=True)
    assert scipy_support({"cpu_only": True}, target) == (False, "CPU only")


def test_the_installed_scipy_is_read(monkeypatch):
    """scipy.fft is declared for torch; a feature that SciPy doesn't have is not declared."""
    pytest.importorskip("scipy")
    shown = matrix(build({("fft.rfft/c", "torch"): "fail", ("own.thing/c", "torch"): "fail"}))
    found = disagreements(shown, by_scipy(shown.features))
    assert [(d.feature, d.what) for d in found] == [("fft.rfft", "declared yes, measured no")]
