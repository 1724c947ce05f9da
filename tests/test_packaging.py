"""The package that users install is the folders of this repository, once each."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "pytest_array_api"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())
PARTS = {entry.name for entry in PACKAGE.iterdir() if entry.is_symlink()}
SKIPPED = {".pyc", ".pyo"}


def part_files() -> set[str]:
    """Return the files of all parts, as paths inside the installed package."""
    return {
        f"pytest_array_api/{path.relative_to(ROOT).as_posix()}"
        for part in PARTS
        for path in (ROOT / part).rglob("*")
        if path.is_file() and path.suffix not in SKIPPED and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build the sdist, and the wheel from the sdist, as an installer does."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


def test_links_point_at_the_parts():
    """Each link in the source package names a folder at the root."""
    assert {"assertions", "backends", "plugin", "reference_impl", "reports", "suite"} == PARTS

    for part in PARTS:
        assert (PACKAGE / part).resolve() == ROOT / part


def test_build_tables_list_the_parts():
    """The wheel and sdist tables name exactly the linked parts."""
    targets = CONFIG["tool"]["hatch"]["build"]["targets"]
    sources = targets["wheel"]["sources"]

    assert set(sources) == PARTS | {"src"}
    assert set(targets["wheel"]["only-include"]) >= PARTS
    assert set(targets["sdist"]["only-include"]) >= PARTS


def test_wheel_holds_every_file_of_the_parts_and_nothing_else(built):
    """The wheel is one package, with all modules and data of all parts."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    expected = {"pytest_array_api/__init__.py", "pytest_array_api/py.typed"} | part_files()
    assert names == expected


def test_sdist_holds_what_its_tests_need(built):
    """The sdist has the parts, the tests and the licence."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {f"{part}/__init__.py" for part in PARTS} <= names
    assert {"conftest.py", "LICENSE", "README.md", "tests/test_packaging.py"} <= names


def run_python(code: str) -> str:
    """Run `code` in a fresh interpreter and return what it prints."""
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT.parent
    ).stdout


@pytest.mark.parametrize(
    "module",
    ["pytest_array_api", "pytest_array_api.plugin", "pytest_array_api.backends"],
)
def test_import_loads_nothing_heavy(module):
    """Importing what every pytest run imports loads no array library."""
    heavy = "numpy torch jax dask cupy hypothesis msgspec array_api_compat array_api_strict jinja2"
    code = f"import sys, pytest, {module}; print([m for m in {heavy.split()} if m in sys.modules])"

    assert run_python(code).strip() == "[]"


def test_the_reference_functions_import_no_array_library():
    """The one that is imported is the one whose arrays come along."""
    libraries = ["numpy", "torch", "jax", "dask", "cupy", "array_api_extra"]
    code = (
        "import sys, pytest_array_api.reference_impl;"
        f"print([m for m in {libraries} if m in sys.modules])"
    )
    assert run_python(code).strip() == "[]"


def test_public_names_resolve():
    """Every name in `__all__` can be imported from the package itself."""
    code = (
        "import pytest_array_api as p; print([n for n in p.__all__ if not callable(getattr(p, n))])"
    )

    assert run_python(code).strip() == "[]"


def test_the_reference_functions_are_found_from_their_root():
    """As SciPy's, by ``scipy.fft.fft``: no import per subpackage."""
    code = (
        "import pytest_array_api.reference_impl as ref;"
        "print(ref.fft.fft.__name__, ref.cluster.vq.vq.__name__)"
    )

    assert run_python(code).strip() == "fft vq"


def test_unknown_name_is_an_attribute_error():
    """A name that the package does not have is an ordinary AttributeError."""
    import pytest_array_api

    with pytest.raises(AttributeError, match="has no attribute 'xp_assert_nothing'"):
        _ = pytest_array_api.xp_assert_nothing


def test_metadata_asks_for_no_build_of_torch():
    """The CPU build of torch is for contributors: the package pins none."""
    project = CONFIG["project"]
    requirements = list(chain(project["dependencies"], *project["optional-dependencies"].values()))

    assert not [r for r in requirements if r.startswith("torch") and r != "torch"]
    assert "torch==" in (ROOT / "constraints.txt").read_text()
