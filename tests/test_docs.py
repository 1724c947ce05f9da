"""What the README and the docs show is true: examples run, links lead somewhere, options exist."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
GUIDE = (ROOT / "docs" / "fixtures-and-marks.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# Links to files that a release brings, or that a page only names as an example.
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def blocks(language: str, page: str = README) -> list[str]:
    """Return a page's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def first_name(block: str) -> str:
    """Return the first function that a block defines for pytest."""
    return re.findall(r"^def ((?:test|xp|pytest)\w*)", block, re.MULTILINE)[0]


def test_the_readme_example_passes_on_every_target(pytester):
    """The example test file of the README runs as it stands."""
    (example,) = [block for block in blocks("python") if "def normalize" in block]
    pytester.makepyfile(test_normalize=example)
    targets = "numpy,array_api_strict:device1,torch:fakegpu,torch:meta,dask.array"
    result = pytester.runpytest_subprocess(f"--backend={targets}", "-p", "no:randomly")

    result.assert_outcomes(passed=8, skipped=2)


@pytest.mark.parametrize("block", blocks("python", GUIDE), ids=first_name)
def test_the_guide_s_examples_pass(pytester, monkeypatch, block):
    """Each Python block on fixtures and marks runs as it stands; a conftest, beside a test."""
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")  # SciPy's array_namespace reads it
    is_conftest = block.startswith("# conftest.py\n")
    test = "def test_it(xp): assert xp.ones(3).shape == (3,)\n" if is_conftest else block
    pytester.makeconftest(block if is_conftest else "")
    pytester.makepyfile(test)
    result = pytester.runpytest_subprocess("--backend=numpy,array_api_strict", "-p", "no:randomly")

    result.assert_outcomes(passed=2 * test.count("def test_"))


def test_the_readme_message_is_what_is_printed():
    """The failure message in the README is the assertion's own."""
    import torch

    from pytest_array_api import xp_assert_close

    (shown,) = [block for block in blocks("text") if "elements are not close" in block]
    actual = torch.asarray([1.01, 2.0, 3.5], dtype=torch.float32)
    desired = torch.asarray([1.0, 2.0, 3.0], dtype=torch.float64)
    with pytest.raises(AssertionError) as caught:
        xp_assert_close(actual, desired)

    version = re.compile(r"torch [\d.]+(\+\w+)?,")
    printed = version.sub("torch,", str(caught.value))
    assert printed.strip() == version.sub("torch,", shown).strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """Every relative link of a page names a file or folder of the repository."""
    links = LINK.findall(page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_options_of_the_readme_exist(pytester):
    """Every long option that the README names is one that pytest knows."""
    known = pytester.runpytest("--help").stdout.str()
    named = set(re.findall(r"(?<![\w-])(--[a-z][\w-]+)", "\n".join(blocks("console")) + README))
    of_others = {"--pyargs", "--expect", "--baseline", "--against"}

    assert sorted(option for option in named - of_others if option not in known) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_rows_belong_to_a_table(page):
    """A row after a blank line, without the line that makes a table of it, renders as text."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    stray = re.findall(r"(?<=\n\n)\|[^\n]*\n(?!\|[-:| ]+\|\n)", text)
    assert stray == []


@pytest.mark.parametrize(
    "module",
    ["", ".assertions", ".backends", ".reports", ".reference_impl.fft",
     ".reference_impl.cluster.vq", ".reference_impl.cluster.hierarchy"],
)  # fmt: skip
def test_public_functions_say_what_they_take_and_return(module):
    """In numpydoc's sections, whatever else they say."""
    namespace = import_module(f"pytest_array_api{module}")
    silent = []
    for name in namespace.__all__:
        function = getattr(namespace, name)
        if not inspect.isfunction(function):
            continue
        signature = inspect.signature(function)
        text = inspect.getdoc(function) or ""
        if signature.parameters and "\nParameters\n---" not in text:
            silent.append(f"{name}: parameters")
        returns = signature.return_annotation not in {None, "None", "Generator[None]"}
        if returns and not re.search(r"^(Returns|Yields)\n---", text, re.MULTILINE):
            silent.append(f"{name}: returns")
    assert silent == []
