"""What a report says of its run beside the cases: subjects, label, seed, targets."""

from __future__ import annotations

import json
import subprocess

import pytest

from pytest_array_api.plugin import _facts
from pytest_array_api.reports import ReportError, assemble, merge, read

TEST = "def test_it(xp): assert xp"


@pytest.fixture
def document(pytester, run):
    """Run one test with options, and return its report."""
    pytester.makepyfile(TEST)

    def document(*options: str):
        assert run("--xp-report=report.json", *options).ret == 0
        return json.loads((pytester.path / "report.json").read_text())

    return document


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True)


def test_the_project_is_the_subject(pytester, document):
    """Name and version of pyproject.toml, and the commit of the checkout."""
    assert "subjects" not in document()["parts"][0]
    pytester.makepyprojecttoml('[project]\nname = "mine"\nversion = "1.2"\n')
    assert document()["parts"][0]["subjects"] == [
        {"kind": "package", "name": "mine", "version": "1.2"}
    ]
    git(pytester.path, "init")
    git(pytester.path, "add", "pyproject.toml")
    git(pytester.path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "one")
    (clean,) = document()["parts"][0]["subjects"]
    assert len(clean["commit"]) == 40
    assert "dirty" not in clean
    pytester.makepyprojecttoml('[project]\nname = "mine"\nversion = "1.3"\n')
    (changed,) = document()["parts"][0]["subjects"]
    assert (changed["version"], changed["dirty"]) == ("1.3", True)


def test_reports_of_two_versions_do_not_merge(pytester, document):
    """What was tested is part of the report, so a mix is refused."""
    for version in ("1.2", "1.3"):
        pytester.makepyprojecttoml(f'[project]\nname = "mine"\nversion = "{version}"\n')
        document()
        (pytester.path / "report.json").rename(pytester.path / f"{version}.json")
    with pytest.raises(ReportError, match="the parts tested different things"):
        merge([read(pytester.path / f"{version}.json") for version in ("1.2", "1.3")])


class Config:
    """What `subjects` reads of a configuration."""

    def __init__(self, rootpath, args, implementation=None):
        self.rootpath = rootpath
        self.args = args
        self.implementation = implementation

    def getoption(self, _name):
        return self.implementation


@pytest.mark.parametrize(
    ("implementation", "kind", "name", "has_version"),
    [
        (None, "package", "pytest_array_api.reference_impl", True),
        ("array_api_strict", "package", "array_api_strict", True),
        ("namespace", "namespace", "namespace", False),
    ],
)
@pytest.mark.parametrize(
    "argument", ["pytest_array_api.suite.fft", "/site/pytest_array_api/suite/fft::test_x"]
)
def test_subjects_of_the_suite(tmp_path, argument, implementation, kind, name, has_version):
    """The suite and the implementation are told, not the folder it was started in."""
    suite, tested = _facts.subjects(Config(tmp_path, ["a", argument], implementation))
    assert (suite["kind"], suite["name"]) == ("suite", "pytest-array-api")
    assert (tested["kind"], tested["name"], bool(tested["version"])) == (kind, name, has_version)


def test_label_and_seed(monkeypatch, document):
    """Given by the flag or the variable."""
    found = document("--xp-label=linux cuda", "--hypothesis-seed=17")
    assert [entry["label"] for entry in found["environments"]] == ["linux-cuda"]
    assert found["parts"][0]["seed"] == "17"
    assert found["parts"][0]["hypothesis"]["max_examples"] > 0
    monkeypatch.setenv("XP_LABEL", "mac")
    assert document()["targets"][0]["key"] == "numpy@mac"


def test_a_conftest_says_it_better(pytester, document):
    """The hook's answer takes the place of what was found."""
    pytester.makeconftest("""
        def pytest_array_api_report(config):
            return {"label": "hooked", "features": {"f.g": {"group": "f", "standard": True}}}
    """)
    found = document()
    assert found["environments"][0]["label"] == "hooked"
    assert found["features"] == {"f.g": {"group": "f", "standard": True}}


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("{'lable': 'x'}", "*pytest_array_api_report returned *'lable': 'x'*no report*"),
        ("['x']", "*pytest_array_api_report must return a mapping, got [[]'x']*"),
    ],
)
def test_a_conftest_that_says_nonsense(pytester, run, returned, message):
    """A usage error that shows it."""
    pytester.makepyfile(TEST)
    pytester.makeconftest(f"def pytest_array_api_report(config): return {returned}")
    result = run("--xp-report=report.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_facts_of_targets(document):
    """Versions, dtypes and whether the device is a simulated one, as the target itself says."""
    found = document("--backend=numpy,array_api_strict:no_float64,numpy+readonly")
    targets = {entry["key"].partition("@")[0]: entry for entry in found["targets"]}
    assert "float64" in targets["numpy"]["dtypes"]
    assert "float64" not in targets["array_api_strict:no_float64"]["dtypes"]
    assert targets["array_api_strict:no_float64"]["simulated"]
    assert "simulated" not in targets["numpy"]
    assert targets["numpy"]["array_api_version"] >= "2024.12"
    assert targets["numpy"]["options"] == {"device": "cpu"}
    assert targets["numpy"]["compat_version"]


@pytest.mark.parametrize(
    ("device", "visible", "asked"),
    [
        ("cuda:1", "", "1"),
        ("<CUDA Device 0>", "", "0"),
        ("CudaDevice(id=1)", "4,GPU-7", "GPU-7"),
        ("cuda", "3", "3"),
    ],
)
def test_the_gpu_as_its_driver_tells(monkeypatch, device, visible, asked):
    """Its model, memory and driver, by its place among the visible ones."""
    calls = []

    def output(*command):
        calls.append(command)
        return "NVIDIA H100 80GB HBM3, 81559, 570.86"

    monkeypatch.setattr(_facts, "output", output)
    found = _facts.accelerator(device, {"CUDA_VISIBLE_DEVICES": visible})
    assert found == {"model": "NVIDIA H100 80GB HBM3", "memory_gib": 79.6, "driver": "570.86"}
    assert calls[0][:3] == ("nvidia-smi", "-i", asked)


@pytest.mark.parametrize("device", ["cpu", "mps:0", "device1", ""])
def test_no_gpu_no_accelerator(device):
    """Nothing is asked, and nothing said."""
    assert _facts.accelerator(device, {}) is None


def test_a_driver_that_does_not_answer(monkeypatch):
    """A machine without the driver's program has no facts, and no error."""
    monkeypatch.setenv("PATH", "")
    assert _facts.accelerator("cuda:0", {}) is None


def test_units_of_the_assertions_are_known(pytester, run):
    """Whatever unit the assertions record, the case keeps its details in the report."""
    pytester.makepyfile(
        test_it="""
        from pytest_array_api import xp_assert_close
        from pytest_array_api.assertions import record_accuracy

        def test_tolerance(xp):
            xp_assert_close(xp.asarray([1.0]), xp.asarray([1.5]), atol=1.0)

        def test_eps(xp):
            xp_assert_close(xp.asarray([1.0]), xp.asarray([1.0]) + 1e-15, rtol=1e-12)

        def test_own(xp):
            record_accuracy(1.0, "eps-l2", 2.0, 8)
        """
    )
    assert run("--xp-report=report.json").ret == 0
    report = read(pytester.path / "report.json")
    found = {case.id.rpartition("/")[2]: case.accuracy for case in report.cases}
    assert found["test_tolerance"].unit == "tolerance"
    assert found["test_own"].unit == "eps-l2"
    assert not report.parts[0].notes
    assert all(accuracy is not None for accuracy in found.values())


def test_a_library_that_warns_on_import(pytester, run_apart):
    """A project that makes warnings errors is not broken by a library's own."""
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(
        noisy="import warnings; warnings.warn('old', DeprecationWarning)\nfrom numpy import *\n",
        test_it=TEST,
    )
    pytester.syspathinsert()
    result = run_apart("--backend=noisy,numpy", "--xp-report=report.json", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)


def test_a_renderer_that_fails(pytester, run_apart):
    """Whatever it raises, the run ends as a run, and what was measured is kept."""
    pytester.makepyfile(TEST)
    pytester.makeconftest("""
        import pytest_array_api.plugin._publish as publish

        def write(report, path):
            raise ImportError("no such template engine")

        publish.write = write
    """)
    result = run_apart("--xp-report=report.json")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["the report could not be written: ImportError: no such template*"])
    (folder,) = pytester.path.glob("report.json.journal/*")
    assert [case.outcome for case in assemble([folder]).cases] == ["pass"]
