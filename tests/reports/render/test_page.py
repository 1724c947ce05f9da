"""The page as a file: what it says without a script, what it never contains, what it costs."""

import base64
import gzip
import hashlib
import json
import re
import sys
import time
from html.parser import HTMLParser

import msgspec
import pytest

from pytest_array_api.reports import ReportError, matrix, render_report, write
from pytest_array_api.reports.__main__ import main
from pytest_array_api.reports._model import Accuracy, Failure, Part, Repro, Timing
from pytest_array_api.reports._results import LABELS
from pytest_array_api.reports.render import _page_data as page_data
from pytest_array_api.reports.render._accuracy import (
    Measured,
    heat_map,
    level,
    measured,
    octaves,
    percent,
    plots,
    short,
)
from pytest_array_api.reports.render._causes import causes
from pytest_array_api.reports.render._html import asset, breakable, web_address
from pytest_array_api.reports.render._repro import command
from pytest_array_api.reports.render._speed import Speed, speeds
from pytest_array_api.reports.render._verdict import verdict

from ..conftest import build
from .hostile import ATTACKS, hostile_report
from .samples import ISSUE, large, story

SHOWN = matrix(story())


class Page(HTMLParser):
    """The elements of a page with their attributes and texts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        self.elements.append((f"/{tag}", {}, []))

    def handle_data(self, data):
        if self.elements:
            self.elements[-1][2].append(data)

    def all(self, tag):
        return [(attrs, "".join(texts)) for name, attrs, texts in self.elements if name == tag]

    @property
    def text(self):
        hidden = {"script", "style"}
        texts = ("".join(texts) for name, _, texts in self.elements if name not in hidden)
        return " ".join(" ".join(texts).split())


@pytest.fixture(scope="module")
def html():
    return str(render_report(SHOWN, "html", against=matrix(story(better=True))))


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_it_needs_nothing_else(html, page):
    """No request can be made; the policy allows the one style and the one script, by hash."""
    addresses = [
        value
        for _, attrs, _ in page.elements
        for name, value in attrs.items()
        if name in {"src", "href", "action", "data", "poster", "srcset"}
    ]
    assert all(re.match(r"#|https?://", address) for address in addresses)
    assert not [attrs for tag, attrs, _ in page.elements if "src" in attrs or tag == "link"]
    policy = next(attrs["content"] for attrs, _ in page.all("meta") if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    scripts = [text for attrs, text in page.all("script") if "type" not in attrs]
    (style,) = (text for _, text in page.all("style"))
    assert len(scripts) == 1
    for text in (scripts[0], style):
        hashed = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{hashed}'" in policy
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", scripts[0])


def test_it_tells_the_story_without_a_script(page):
    """Verdict, what is missing and why, totals, matrix, failures, environment."""
    for text in (
        "20 cases not as expected",
        "mac was expected and did not report",
        "4 expected cases never ran",
        "No module named 'cupy'",
        "NVIDIA H100 80GB HBM3",
        "dtype complex64 was expected, got complex128",
        "::test_values[fft.rfft-dtype=float32,n=1024-torch]' --xp-backend=torch",
        "SCIPY_ARRAY_API=1 python -m pytest 'suite/",
        "rounds too early",
        "AMD EPYC 7763, 4 cores",
        "220892834756283746598273465987",
        "1 damaged line was left out",
        "numpy 2.4.5 -> 2.4.6",
    ):
        assert text in page.text
    assert ISSUE in [attrs.get("href") for attrs, _ in page.all("a")]
    assert "none: incomplete" in page.text
    assert "8 features not tried" in page.text


def test_the_matrix_has_a_symbol_a_word_and_a_colour(html):
    """A cell says in text what its colour says, and why it is not a yes."""
    rows = re.findall(r'<tr data-feature="([^"]+)"[^>]*>(.*?)</tr>', html, re.DOTALL)
    assert [name for name, _ in rows] == [
        "fft.dct", "fft.fft", "fft.fht", "fft.irfftn", "fft.rfft", "cluster.vq.kmeans2",
        "cluster.hierarchy.linkage", "core.matmul",
    ]  # fmt: skip
    cells = {
        (feature, column.key): re.findall(r"<td class=\"([^\"]+)\">(.*?)</td>", row, re.DOTALL)[
            place
        ]
        for feature, row in rows
        for place, column in enumerate(SHOWN.columns)
    }
    words = {key: (kind, Page(f"<p>{text}").text) for key, (kind, text) in cells.items()}
    assert words["fft.rfft", "torch@lab"] == ("partial", "◐ partial 6/12 wrong-dtype")
    assert words["fft.irfftn", "torch:cuda@lab"] == ("partial", "◐ partial 6/12 crash")
    assert words["fft.dct", "jax.numpy+jit@lab"] == ("no", "✕ no 0/12 wrong-value, known")
    assert words["fft.fht", "jax.numpy+jit@lab"] == ("partial", "◐ partial 6/12 no-dtype")
    assert words["fft.fft", "numpy@lab"] == ("yes", "✓ yes")
    assert words["fft.fft", "cupy@lab"] == ("unknown", "? unknown not-installed")


@pytest.mark.parametrize("form", ["html", "myst", "rst"])
@pytest.mark.parametrize(
    ("skip", "words"),
    [("user", "skipped by the test"), ("marker", "skipped by a mark"), ("no-dtype", "no-dtype")],
)
def test_a_cell_says_who_skipped(form, skip, words):
    """Where a skip is all that a feature lacks."""
    report = story()
    cases = [
        msgspec.structs.replace(case, skip=skip if case.skip else None) for case in report.cases
    ]
    text = str(render_report(matrix(msgspec.structs.replace(report, cases=tuple(cases))), form))
    assert words in text.replace("\\", "")


def test_the_data_are_the_results():
    """What the script unpacks is what the document says."""
    data = json.loads(gzip.decompress(base64.b64decode(page_data.payload(SHOWN))))
    rows, results = data["rows"], list(SHOWN.results.values())
    assert [data["ids"][place] for place in rows["id"]] == [r.case.id for r in results]
    assert [data["targets"][place] for place in rows["target"]] == [r.case.target for r in results]
    for name in ("label", "outcome"):
        found = [rows[name]["of"][place] for place in rows[name]["at"]]
        assert found == [getattr(result, name) for result in results]
    assert {rows["label"]["of"][place] for place in rows["label"]["at"]} < set(LABELS)
    texts = [data["texts"][place] if place >= 0 else None for place in rows["text"]]
    assert texts == [r.case.message or r.case.reason or r.case.signal for r in results]
    assert rows["error"][0] == results[0].case.accuracy if results[0].case.accuracy else True


def test_an_empty_report_has_a_page():
    """Nothing ran: the page says so."""
    page = Page(str(render_report(matrix(build({})), "html")))
    assert "no verdict" in page.text
    assert "no case ran" in page.text
    assert "nothing passed either" in page.text


def test_sections_without_data_are_left_out():
    """Accuracy, speed and changes are there where something was measured or compared."""
    text = Page(str(render_report(matrix(build({("f/v", "numpy"): "pass"})), "html"))).text
    assert "Everything passed" in text
    for title in ("Accuracy", "Speed", "Changes"):
        assert title not in text


def test_50000_cases_cost_little():
    """At most 2 MB, written in under 3 s of processor time."""
    shown = matrix(large())
    times = []
    for _ in range(2):
        start = time.process_time()
        text = str(render_report(shown, "html"))
        times.append(time.process_time() - start)
    assert len(text.encode()) <= 2_000_000
    assert min(times) < 3


def test_many_long_messages_fit():
    """2,000 different messages of 4 KB each are shortened, and the page says so."""
    cases = {
        (f"f.g/v/n={n}", "t"): {"outcome": "fail", "message": f"{n} {chr(97 + n % 26)}" * 700}
        for n in range(2_000)
    }
    shown = matrix(build(cases))
    assert page_data.data(shown)["shortened"]
    assert len(str(render_report(shown, "html"))) < 2_000_000
    assert not page_data.data(SHOWN)["shortened"]


@pytest.mark.parametrize("budget", [10, 5_000, 200_000])
def test_texts_are_shortened_alike(budget):
    """All texts get the same length, the largest that fits; head and tail stay."""
    texts = [f"head{n}" + "x" * 4000 + f"tail{n}" for n in range(100)]
    found, shortened = page_data.fit(texts, budget)
    assert shortened
    assert len({len(text) for text in found}) <= 2
    assert found[7].startswith("head7")
    assert found[7].endswith("tail7")
    assert page_data.fit(texts, 10**6) == (texts, False)


def test_hostile_texts_stay_texts():
    """No text becomes an element, an attribute or an end of the script."""
    calm = Page(str(render_report(matrix(hostile_report(["x"] * len(ATTACKS))), "html")))
    html = str(render_report(matrix(hostile_report()), "html"))
    page = Page(html)
    assert {tag for tag, _, _ in page.elements} == {tag for tag, _, _ in calm.elements}
    names = {name for _, attrs, _ in page.elements for name in attrs}
    assert names == {name for _, attrs, _ in calm.elements for name in attrs}
    assert len(page.all("script")) == 2
    assert html.count("</script") == 2
    links = [attrs["href"] for attrs, _ in page.all("a") if "href" in attrs]
    assert all(link.startswith(("#", "http://", "https://")) for link in links)
    assert not set("\x00\x07\x1b\x7f\u202e\u2066\ud800") & set(html)
    assert len(html) < 1_000_000


def test_a_report_from_memory_is_cleaned_too():
    """Not every report was read from a file; surrogates must not break the writing."""
    nasty = "a\x00\x1b[31m\ud800\u202e<b>"
    cases = {(f"{nasty}/c/p=1", "t"): {"outcome": "fail", "message": nasty}}
    html = str(render_report(matrix(build(cases)), "html"))
    html.encode()
    assert not set("\x00\x1b\ud800\u202e") & set(html)
    assert "<b>/" not in html


@pytest.mark.parametrize(
    ("address", "link"),
    [
        (ISSUE, ISSUE),
        (" HTTPS://EXAMPLE.ORG ", "HTTPS://EXAMPLE.ORG"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("java\nscript:alert(1)", None),
        (None, None),
    ],
)
def test_only_the_web_is_linked(address, link):
    """A link from a report leads to the web or nowhere."""
    assert web_address(address) == link


def test_names_break_after_separators():
    """Long names wrap where a reader expects it, and stay escaped."""
    assert str(breakable("a.b<c:d")) == "a.<wbr>b&lt;c:<wbr>d"


def test_causes_are_ordered():
    """Unexpected before known, silent wrong answers first, then the number of cases."""
    found = [(cause.known, cause.kind, len(cause.results)) for cause in causes(SHOWN)]
    assert found == [
        (False, "silent-transfer", 12),
        (False, "wrong-dtype", 6),
        (False, "crash", 2),
        (True, "wrong-value", 12),
    ]


@pytest.mark.parametrize("name", ["terminal", "markdown", "html"])
def test_one_cause_on_three_targets_is_one(name):
    """Messages that differ in the target's name; another message, or part of a name, differs."""
    targets = ("torch", "torch:cuda:1", "jax.numpy+jit")
    cases = {
        ("f/c", target): {"outcome": "fail", "message": f"f on {target}: by {target[:5]} off by 3"}
        for target in targets
    }
    cases |= {("f/d", "torch"): {"outcome": "fail", "message": "f on torch.x: by torch off by 3"}}
    cases["f/c", "jax.numpy+jit"]["message"] = "f on jax.numpy+jit: by jax.numpy off by 3"
    shown = matrix(build(cases))
    assert [len(cause.results) for cause in causes(shown)] == [3, 1]
    text = str(render_report(shown, name))
    words = {"terminal": "3 cases, wrong-value", "markdown": "3 x wrong-value", "html": "3 cases<"}
    assert text.count(words[name]) == 1


@pytest.mark.parametrize("field", ["issue", "exception"])
def test_another_issue_or_exception_is_another_cause(field):
    """What one target is known for says nothing of another."""
    cases = {
        ("f/c", target): {"outcome": "fail", "message": f"f on {target}"}
        for target in ("torch", "cupy")
    }
    report = build(cases)
    key, failure = next(iter(report.failures.items()))
    changed = {**report.failures, key: msgspec.structs.replace(failure, **{field: "x"})}
    shown = matrix(msgspec.structs.replace(report, failures=changed))
    assert [len(cause.results) for cause in causes(shown)] == [1, 1]
    assert len(causes(matrix(report))) == 1


def test_more_causes_than_the_page_shows():
    """500 are listed, and the rest is counted."""
    cases = {(f"f/v/n={n}", "t"): {"outcome": "fail", "kind": "wrong-value"} for n in range(510)}
    report = build(cases)
    key = next(iter(report.failures))
    failures = {f"{key[:-4]}{n:04}": Failure("wrong-value", f"cause {n}") for n in range(510)}
    records = [
        msgspec.structs.replace(case, failure=name)
        for case, name in zip(report.cases, failures, strict=True)
    ]
    report = msgspec.structs.replace(report, cases=tuple(records), failures=failures)
    html = str(render_report(matrix(report), "html"))
    assert html.count('<details class="cause">') == 500
    assert "And 10 causes more" in html


def test_commands_are_quoted_once():
    """A test id that holds a placeholder or a quote stays what it is."""
    report = story()
    part: Part = msgspec.structs.replace(
        report.parts[0], repro=Repro(("py", "{nodeid}", "--t={target}", "{other}"), {"A": "x y"})
    )
    case = msgspec.structs.replace(report.cases[0], nodeid="t.py::x[{target} it's]")
    target = case.target.partition("@")[0]
    assert (
        command(part, case)
        == f"A='x y' py 't.py::x[{{target}} it'\"'\"'s]' --t={target} '{{other}}'"
    )
    assert command(part, msgspec.structs.replace(case, nodeid=None)) == ""
    assert command(msgspec.structs.replace(part, repro=None), case) == ""


@pytest.mark.parametrize("name", ["A B", "A;rm -rf x;B", "$(x)", "", "1A", "Ä"])
def test_no_command_has_a_setting_that_is_none(name):
    """A name can't be quoted: what is no name of a variable would run as soon as it is pasted."""
    report = story()
    part = msgspec.structs.replace(report.parts[0], repro=Repro(("py",), {name: "1"}))
    assert command(part, report.cases[0]) == ""


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("python", "-m", "pytest"), "python -m pytest"),
        (("--a=b", "a.py", "C:/x"), "--a=b a.py C:/x"),
        (("py", "t.py::x[a b]"), "py 't.py::x[a b]'"),
        (("py", "it's", "\u2019"), "py 'it''s' '\u2019\u2019'"),
        (
            ("py", "$x", "a,b", "@a", "%", "", ";", "(", "#", "`", '"', "a\nb"),
            "py '$x' 'a,b' '@a' '%' '' ';' '(' '#' '`' '\"' 'a\nb'",
        ),
        # PowerShell would split these at the dot and the colon.
        (("py", "-x.y", "--t=a:b"), "py '-x.y' '--t=a:b'"),
        (("C:/Program Files/py", "a"), "& 'C:/Program Files/py' a"),
    ],
)
def test_commands_of_windows_are_for_powershell(argv, words):
    """Single quotes keep everything but themselves; a quoted program needs the call operator."""
    report = story()
    machine = msgspec.structs.replace(report.parts[0].machine, os="Windows 11 AMD64")
    part = msgspec.structs.replace(
        report.parts[0], machine=machine, repro=Repro(argv, {"B": "it's", "A": "1"})
    )
    assert command(part, report.cases[0]) == f"$env:A = '1'; $env:B = 'it''s'; {words}"


def point(n, value, *, limit=10.0, target="t@lab", unit="eps", dtype="float32"):
    return Measured("f", dtype, n, target, value, limit, unit)


def test_the_heat_map_shows_the_worst_share():
    """The largest error in units of its limit counts, not the largest number."""
    cases = {
        ("f.a/v/dtype=float32", "t"): (4.0, 5.0),
        ("f.a/v/dtype=float64", "t"): (6.0, 100.0),
        ("f.b/v/dtype=float64", "t"): ("inf", 5.0),
        ("f.c/v/dtype=float64", "t"): (3.0, None),
    }
    report = build(
        {
            key: {"outcome": "pass", "accuracy": Accuracy(error, "eps", limit)}
            for key, (error, limit) in cases.items()
        }
    )
    shown = matrix(report)
    rows = dict(heat_map(measured(shown), lambda error: error.feature))
    a, b, c = (rows[name]["t@lab"] for name in ("f.a", "f.b", "f.c"))
    assert (a.error, a.percent, a.level) == ("4 eps", "80 % of the limit", "warm")
    assert (b.error, b.percent, b.level) == ("∞ eps", "beyond any limit", "over")
    assert (c.percent, c.level) == ("no limit", "none")
    dtypes = heat_map(measured(shown), lambda error: error.dtype)
    assert [name for name, _ in dtypes] == ["float32", "float64"]


@pytest.mark.parametrize(
    ("share", "words", "warmth"),
    [
        (0.0, "0 % of the limit", "cold"),
        (0.011, "2 % of the limit", "cold"),
        (0.3, "30 % of the limit", "mild"),
        (1.0, "100 % of the limit", "warm"),
        (1.01, "101 % of the limit", "over"),
        (25.0, "25 times the limit", "over"),
    ],
)
def test_shares_are_rounded_up(share, words, warmth):
    """An error over its limit never reads as within it."""
    assert (percent(share), level(share)) == (words, warmth)


def test_numbers_are_short():
    """Two digits, and no NaN."""
    assert [short(x) for x in (0.0123, 4.0, 123.4, 1e9, float("inf"))] == [
        "0.012", "4", "123", "1e+09", "∞",
    ]  # fmt: skip


def test_curves_keep_the_largest_error_of_an_octave():
    """Lengths up to a power of two are one point, so that many lengths stay readable."""
    assert octaves([(8, 1.0), (7, 3.0), (9, 2.0), (16, 1.0)]) == [(3, 3.0), (4, 2.0)]


def test_a_plot_lies_within_its_box():
    """Zero lies at the bottom, infinite at the top, larger errors higher."""
    points = [point(2**k, value) for k, value in ((3, 0.0), (4, 1.0), (5, 8.0), (6, float("inf")))]
    shown = matrix(build({("f/v", "t"): "pass"}))
    (plot,) = plots(shown, points)
    (curve,) = plot.curves
    places = [tuple(map(float, pair.split())) for pair in curve.path[1:].split("L")]
    xs, ys = zip(*places, strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys, reverse=True)
    assert (min(xs) > 38, max(xs) < 330, ys[0], ys[-1]) == (True, True, 172.0, 10.0)
    assert plot.limit.startswith("M")
    assert [text for _, text in plot.x_ticks] == ["8", "16", "32", "64"]
    assert plots(shown, [point(8, 1.0)]) == []
    assert plots(shown, []) == []
    assert plots(shown, [point(8, 0.0, limit=None), point(16, 0.0, limit=None)]) == []


def timed(seconds, *, size="n=1", spread=0.01, synchronized=True):
    timing = Timing(seconds, spread * seconds, seconds, 9, size, synchronized=synchronized)
    return {"outcome": "pass", "timing": timing}


def test_speed_is_a_ratio_to_numpy_in_the_same_place():
    """Other sizes, unsynchronised timings and other environments are not compared."""
    cases = {
        ("f.a/v/n=1", "numpy"): timed(2.0),
        ("f.a/v/n=1", "torch"): timed(1.0),
        ("f.a/v/n=2", "numpy"): timed(2.0),
        ("f.a/v/n=2", "torch"): timed(0.5, spread=0.5),
        ("f.b/v", "numpy"): timed(1.0),
        ("f.b/v", "torch"): timed(1.0, size="n=2"),
        ("f.c/v", "numpy"): timed(1.0),
        ("f.c/v", "torch"): timed(1.0, synchronized=False),
        ("f.d/v", "torch"): timed(1.0),
    }
    ((feature, cells),) = speeds(matrix(build(cases)))
    assert feature == "f.a"
    assert cells == {"torch@lab": Speed(3.0, 2, 2.0, 4.0, 1)}
    assert (cells["torch@lab"].words, cells["torch@lab"].level) == ("3 times faster", "fast")
    assert (Speed(0.5, 1, 0.5, 0.5, 0).words, Speed(1.02, 1, 1, 1, 0).words) == (
        "2 times slower", "as fast",
    )  # fmt: skip


def test_the_command_writes_a_page_that_compares(tmp_path, capsys):
    """`render --against` puts what changed into the page, and refuses other formats."""
    write(story(), tmp_path / "new.json")
    write(story(better=True), tmp_path / "old.json")
    new, old, out = (str(tmp_path / name) for name in ("new.json", "old.json", "out.html"))
    assert main(["render", new, "-o", out, "-o", f"{out}.ctrf.json", "--against", old]) == 0
    text = Page((tmp_path / "out.html").read_text("utf-8")).text
    assert "Changes since the older report" in text
    assert "regression 32 cases" in text
    assert json.loads((tmp_path / "out.html.ctrf.json").read_text())["reportFormat"] == "CTRF"
    assert main(["render", new, "-o", f"{out}.csv", "--against", old]) == 2
    assert "only the HTML page compares" in capsys.readouterr().err


def test_what_was_rendered_is_no_document(tmp_path):
    """A folder of reports may hold CTRF and badges beside them."""
    from pytest_array_api.reports import load

    for name in ("report.json", "report.ctrf.json", "report.badge.json"):
        write(story(), tmp_path / name)
    assert load(tmp_path) == story()


def test_missing_jinja_is_told(monkeypatch):
    """The page is an extra: one line says how to get it."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(ReportError, match=r"pip install 'pytest-array-api\[report\]'"):
        render_report(SHOWN, "html")


def test_the_verdict_of_the_story():
    """Unexpected results count more than missing ones; both are told."""
    found = verdict(SHOWN)
    assert (found.state, found.unexpected, len(found.missing)) == ("unexpected", 20, 3)
    assert verdict(matrix(story(better=True))).state == "pass"


def test_scripts_make_no_markup():
    """The page's scripts only make text nodes, attributes and elements by name."""
    for name in ("query.js", "rows.js", "page.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b", asset(name))
