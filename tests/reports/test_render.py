import re
import sys

import pytest

from pytest_array_api.reports import ReportError, matrix, merge, read, render_report, write
from pytest_array_api.reports._model import Target
from pytest_array_api.reports._text import clean_text
from pytest_array_api.reports.render import RENDERERS, renderer_for
from pytest_array_api.reports.render._markdown import COMMENT_BYTES, SUMMARY_BYTES

from .conftest import UNSAFE, build

TEXT_FORMATS = ("terminal", "markdown")


@pytest.fixture
def shown():
    """Return the matrix of a report with something of everything."""
    cases = {
        ("fft.fft/values/n=1", "numpy"): "pass",
        ("fft.fft/values/n=2", "numpy"): "pass",
        ("fft.fft/values/n=1", "torch"): "pass",
        ("fft.fft/values/n=2", "torch"): {"outcome": "fail", "message": "3 of 9 differ\nmore"},
        ("vq.vq/values/n=1", "torch"): {"outcome": "fail", "message": "4 of 9 differ\nmore"},
        ("vq.vq/values/n=1", "numpy"): {"outcome": "crash", "kind": "crash", "message": "died"},
        ("vq.vq/values/n=2", "numpy"): "notrun",
    }
    cupy = Target(key="cupy@lab", availability="not-installed", detail="No module named 'cupy'")
    return matrix(merge([build(cases, targets=(cupy,), complete=False)], expect=["mac"]))


def test_terminal_summary(shown):
    """Targets x outcomes, why columns are empty, failures by cause."""
    assert render_report(shown, "terminal") == (
        "target     pass  notrun  fail  crash  features\n"
        "cupy@lab      .       .     .      .         -\n"
        "numpy@lab     2       1     .      1       1/2\n"
        "torch@lab     1       .     2      .       0/2\n"
        "?@mac         .       .     .      .         -\n"
        "\n"
        "cupy@lab: not-installed: No module named 'cupy'\n"
        "?@mac: not-reported: expected, but no part with it arrived\n"
        "incomplete: not everything that was expected has a result\n"
        "\n"
        "2 cases, wrong-value: 3 of 9 differ\n"
        "    fft.fft/values/n=2 [torch@lab]\n"
        "    vq.vq/values/n=1 [torch@lab]\n"
        "1 case, crash: died\n"
        "    vq.vq/values/n=1 [numpy@lab]\n"
    )


def test_markdown_holds_the_whole_story(shown):
    """Totals, matrix, failures with their cases, environment."""
    text = str(render_report(shown, "markdown"))
    for part in (
        "**Incomplete**",
        "| fft.fft | ❔ unknown | ✅ yes | 🟡 partial 1/2 | ❔ unknown |",
        "<summary>2 x wrong-value: 3 of 9 differ</summary>\n\n    3 of 9 differ\n    more\n\n- fft",
        "- vq.vq/values/n=1 on torch@lab",
        "- lab: CPython 3.11, linux",
        "No module named 'cupy'",
    ):
        assert part in text


@pytest.mark.parametrize("size", [5, 300, 3000])
@pytest.mark.parametrize("limit", [200, 2000, COMMENT_BYTES, SUMMARY_BYTES])
def test_markdown_never_exceeds_its_limit(size, limit):
    """GitHub drops a summary that is too long; less detail is better than none."""
    cases = {
        (f"module.function{n}/values/n={n}", "torch"): {
            "outcome": "fail",
            "message": f"cause {'abcdefghij'[n % 10]}{chr(97 + n // 10 % 26)} " + "é" * 500,
        }
        for n in range(size)
    }
    text = str(render_report(matrix(build(cases)), "markdown", limit=limit))
    assert len(text.encode()) <= limit
    assert "cut: the whole is in the report" in text or "| torch@lab | ran |" in text


def test_markdown_of_50000_cases_fits_a_summary():
    """The largest real reports are shown with their matrix."""
    cases = {
        (f"m.f{n % 100}/values/n={n}", target): "fail" if n % 3 == 0 else "pass"
        for n in range(10_000)
        for target in ("a", "b", "c", "d", "e")
    }
    text = str(render_report(matrix(build(cases)), "markdown"))
    assert len(text.encode()) <= SUMMARY_BYTES
    assert "| m.f99 |" in text


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_hostile_text_is_harmless(tmp_path, nasty, name):
    """No control character, no HTML, no mention, no table cell can be broken out of."""
    text = clean_text(nasty)
    cases = {(f"{text[:100]}/c", "t"): {"outcome": "fail", "message": text[:4000]}}
    target = Target(key="u@lab", availability="import-error", detail=text[:500])
    report = build(cases, targets=(target,), packages={text[:50]: text[:50]})
    write(report, tmp_path / "r.json")
    shown = str(render_report(matrix(read(tmp_path / "r.json")), name))
    assert not set(UNSAFE) & set(shown)
    if name == "markdown":
        prose = "\n".join(line for line in shown.splitlines() if not line.startswith("    "))
        prose = re.sub(r"</?(?:details|summary)>", "", prose)
        assert "<" not in prose
        assert not re.search(r"(?<!\w)@\w", prose)
        rows = [line for line in shown.splitlines() if line.startswith("| ")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows[:3]} == {4}


def test_the_suffix_says_the_format(tmp_path, shown):
    """Every registered suffix can be written; another one is an error that lists them."""
    for name, suffixes, *_ in RENDERERS:
        for suffix in suffixes:
            path = tmp_path / f"out{suffix}"
            write(shown.report, path)
            assert path.stat().st_size > 0
            assert renderer_for(str(path)) == name
    with pytest.raises(
        ReportError, match=r"'out.docx': no renderer has this suffix; choose one of"
    ):
        write(shown.report, "out.docx")
    with pytest.raises(ReportError, match=r"'v1.2/out': the name has no suffix; choose one of"):
        renderer_for("v1.2/out")


@pytest.mark.parametrize(("name", "library"), [("html", "jinja2"), ("junit", "junitparser")])
def test_a_library_that_is_missing(monkeypatch, shown, name, library):
    """Known before anything is rendered, by the suffix and by the name of the format."""
    monkeypatch.setitem(sys.modules, library, None)
    said = rf"the format '{name}' needs {library}: pip install 'pytest-array-api\[report\]'"
    (suffix, *_) = next(suffixes for known, suffixes, *_ in RENDERERS if known == name)
    with pytest.raises(ReportError, match=said):
        renderer_for(f"out{suffix}")
    with pytest.raises(ReportError, match=said):
        render_report(shown, name)
    with pytest.raises(ReportError, match="no renderer is named 'pdf'; choose one of terminal"):
        render_report(shown, "pdf")
