"""JUnit, CTRF, badges, tables for documentation, CSV: valid, faithful, and never too good."""

import csv
import io
import json
import re
import uuid

import defusedxml.ElementTree
import docutils.core
import jsonschema
import junitparser
import pytest
from myst_parser.docutils_ import Parser as MystParser

from pytest_array_api.reports import matrix, render_report
from pytest_array_api.reports._model import Case, Expected, Feature, Target
from pytest_array_api.reports.render import RENDERERS
from pytest_array_api.reports.render._badge import COLOURS, badge
from pytest_array_api.reports.render._csv import HEADER, cell
from pytest_array_api.reports.render._ctrf import STATUS
from pytest_array_api.reports.render._junit import ELEMENTS, name_of
from pytest_array_api.reports.render._tables import escape

from ..conftest import build
from .hostile import hostile_report
from .samples import ISSUE, story

SHOWN = matrix(story())


def junit(shown):
    return junitparser.JUnitXml.fromstring(render_report(shown, "junit"))


def test_junit_has_every_result_once():
    """Class and name tell all cases apart, since some readers drop what looks equal."""
    tests = [test for suite in junit(SHOWN) for test in suite]
    names = {(test.classname, test.name) for test in tests}
    assert len(tests) == len(names) == len(SHOWN.results)
    assert ("torch@lab.fft.rfft", "values[dtype=float32,n=8]") in names


def test_junit_says_what_each_label_is():
    """A known failure is a skip, a surprise a failure, and what never ran an error."""
    labels = {
        (f"{c.target}.{c.feature}", name_of(c)): r for r in SHOWN.results.values() for c in [r.case]
    }
    seen = set()
    for suite in junit(SHOWN):
        for test in suite:
            label = labels[test.classname, test.name].label
            found = [(type(entry).__name__, entry.type) for entry in test.result]
            element, kind = ELEMENTS.get(label, (None, None))
            assert [name for name, _ in found] == ([element] if element else [])
            assert kind is None or found[0][1] == kind
            seen.add(label)
    assert seen == {"pass", "fail", "crash", "notrun", "skip", "xfail"}
    kinds = {entry.type for suite in junit(SHOWN) for test in suite for entry in test.result}
    assert {"wrong-dtype", "silent-transfer", "crash", "notrun", "xfail", "no-dtype"} <= kinds


def test_junit_counts_fit_and_say_where():
    """The totals are those of the elements; each suite says what it ran on."""
    document = junit(SHOWN)
    suites = {suite.name: suite for suite in document}
    assert set(suites) == {column.key for column in SHOWN.columns}
    assert document.tests == len(SHOWN.results)
    assert suites["torch@lab"].failures == 6
    assert suites["torch:cuda@lab"].errors == 6
    properties = {p.name: p.value for p in suites["torch:cuda@lab"].properties()}
    assert properties["accelerator"] == "NVIDIA H100 80GB HBM3"
    assert properties["package.numpy"] == "2.4.6"
    assert suites["cupy@lab"].tests == 0
    absent = {p.name: p.value for p in suites["cupy@lab"].properties()}
    assert absent == {
        "availability": "not-installed",
        "detail": "No module named 'cupy'",
        "python": "CPython 3.12.1",
        "platform": "linux-x86_64",
        "package.numpy": "2.4.6",
        "package.torch": "2.13.0",
    }


# element: the attributes and children that JUnit's schemas allow
JUNIT = {
    "testsuites": ({"name", "time", "tests", "failures", "errors", "skipped"}, {"testsuite"}),
    "testsuite": (
        {"name", "time", "tests", "failures", "errors", "skipped"},
        {"properties", "testcase"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"classname", "name", "time"}, {"failure", "error", "skipped"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message", "type"}, set()),
}


def test_junit_fits_the_schema():
    """No element or attribute that a strict reader refuses; properties come first."""
    root = defusedxml.ElementTree.fromstring(render_report(SHOWN, "junit"))
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    for suite in root:
        assert [child.tag for child in suite].index("properties") == 0


TEXT = {"type": "string"}
INTEGER = {"type": "integer"}


def closed(required, **properties):
    """Return the schema of an object that has no other fields."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


# The part of CTRF's schema (draft 7, specVersion 1) that the renderer writes.
CTRF = closed(
    ["results", "reportFormat", "specVersion"],
    reportFormat={"const": "CTRF"},
    specVersion={"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
    reportId={"type": "string", "format": "uuid"},
    timestamp={"type": "string", "format": "date-time"},
    generatedBy=TEXT,
    results=closed(
        ["tool", "summary", "tests"],
        tool=closed(["name"], name={"type": "string", "minLength": 1}, version=TEXT),
        summary=closed(
            ["tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"],
            **dict.fromkeys(
                ("tests", "passed", "failed", "skipped", "pending", "other", "flaky", "suites"),
                INTEGER,
            ),
            start=INTEGER,
            stop=INTEGER,
        ),
        tests={
            "type": "array",
            "items": closed(
                ["name", "status", "duration"],
                id={"type": "string", "format": "uuid"},
                name={"type": "string", "minLength": 1},
                status={"enum": ["passed", "failed", "skipped", "pending", "other"]},
                duration=INTEGER,
                suite={"type": "array", "minItems": 1, "items": TEXT},
                message=TEXT,
                trace=TEXT,
                rawStatus=TEXT,
                tags={"type": "array", "items": TEXT},
                flaky={"type": "boolean"},
                device=TEXT,
                parameters={"type": "object"},
            ),
        },
        environment=closed([], healthy={"type": "boolean"}, extra={"type": "object"}),
    ),
)


def valid_ctrf(shown):
    document = json.loads(render_report(shown, "ctrf"))
    jsonschema.Draft7Validator(
        CTRF, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    ).validate(document)
    return document


def test_ctrf_is_valid_and_keeps_the_label():
    """The summary counts the tests; a known failure is neither passed nor failed."""
    results = valid_ctrf(SHOWN)["results"]
    tests = results["tests"]
    assert len(tests) == len({test["id"] for test in tests}) == len(SHOWN.results)
    assert all(uuid.UUID(test["id"]).version == 5 for test in tests)
    assert all(STATUS[test["rawStatus"]] == test["status"] for test in tests)
    for state in ("passed", "failed", "skipped", "pending", "other"):
        assert results["summary"][state] == sum(test["status"] == state for test in tests)
    assert (results["summary"]["other"], results["summary"]["pending"]) == (12, 4)
    assert results["summary"]["stop"] - results["summary"]["start"] == 12 * 60 * 1000
    assert results["environment"]["healthy"] is False


def one(outcome, **fields):
    return matrix(build({("fft.fft/values/n=1", "torch"): {"outcome": outcome, **fields}}))


def half(**facts):
    return matrix(build({("f/v", "a"): "pass"}, **facts))


@pytest.mark.parametrize(
    ("shown", "state", "message"),
    [
        (one("pass"), "pass", "1/1 features"),
        (one("fail"), "unexpected", "0/1 features, not as expected"),
        (one("fail", expected=Expected(("fail",))), "known", "0/1 features, known failures"),
        (one("pass", expected=Expected(("fail",))), "unexpected", "1/1 features, not as expected"),
        (one("notrun"), "incomplete", "0/1 features, incomplete"),
        (one("skip"), "incomplete", "0/1 features, incomplete"),
        (half(complete=False), "incomplete", "1/1 features, incomplete"),
        (half(expected=["mac"]), "incomplete", "0/1 features, incomplete"),
        (matrix(build({})), "incomplete", "0/0 features, incomplete"),
    ],
)  # fmt: skip
def test_a_badge_says_the_state(shown, state, message):
    """The colour is the state; the text has the denominator; the incomplete is never green."""
    assert badge(shown)[1:] == (message, state)
    data = json.loads(render_report(shown, "badge-endpoint"))
    assert data["message"] == message
    assert (data["color"] == "brightgreen") == (state == "pass")
    assert data["isError"] == (state == "unexpected")
    svg = str(render_report(shown, "badge"))
    assert f"<title>array API: {message}</title>" in svg
    assert (COLOURS["pass"][1] in svg) == (state == "pass")


def test_a_badge_of_one_target_and_module():
    """What happens elsewhere doesn't change it."""
    found = badge(SHOWN, target="numpy", feature="cluster")
    assert found.label == "array API numpy cluster"
    assert found.message.startswith("2/2 features")
    assert badge(SHOWN, target="torch", feature="fft").message.startswith("4/5 features")


def parsed(text, parser="restructuredtext"):
    """Return the document tree; every warning is an error."""
    return docutils.core.publish_doctree(
        text,
        parser=MystParser() if parser == "myst" else None,
        settings_overrides={
            "halt_level": 2,
            "report_level": 2,
            "file_insertion_enabled": False,
            "myst_enable_extensions": [],
        },
    )


@pytest.mark.parametrize("name", ["rst", "myst"])
def test_tables_parse_without_a_warning(name):
    """One table per module, a cell per target, reasons below, where and when above."""
    tree = parsed(str(render_report(SHOWN, name)), name)
    tables = list(tree.findall(lambda node: node.tagname == "table"))
    titles = [table.next_node(lambda node: node.tagname == "title").astext() for table in tables]
    assert titles == ["fft", "cluster.vq", "cluster.hierarchy", "core"]
    rows = [
        [entry.astext() for entry in row.findall(lambda node: node.tagname == "entry")]
        for row in tables[0].findall(lambda node: node.tagname == "row")
    ]
    assert rows[0] == ["Feature", *(c.key.removeprefix("?@") for c in SHOWN.columns)]
    cells = dict(zip(rows[0], next(row for row in rows if row[0] == "fft.rfft"), strict=True))
    assert cells["numpy@lab"] == "✓ yes"
    assert re.fullmatch(r"◐ partial 6/12 \(\d\)", cells["torch@lab"])
    text = tree.astext()
    assert text.startswith("Incomplete: mac was expected and did not report")
    assert "wrong-dtype: dtype complex64 was expected, got complex128" in text
    assert "CPython 3.12.1" in text
    links = {node.get("refuri") for node in tree.findall(lambda node: node.tagname == "reference")}
    assert links == {ISSUE}


@pytest.mark.parametrize("name", ["rst", "myst"])
def test_features_link_to_their_documentation(name):
    """Only a plain web address becomes a link."""
    docs = {
        "a.good": "https://example.org/a?b=c#d",
        "a.script": "javascript:alert(1)",
        "a.broken": "https://example.org/> `x`_ <",
    }
    cases = {(f"{feature}/v", "t"): "pass" for feature in docs}
    report = build(cases, features={f: Feature(doc=doc) for f, doc in docs.items()})
    tree = parsed(str(render_report(matrix(report), name)), name)
    links = [node.get("refuri") for node in tree.findall(lambda n: n.tagname == "reference")]
    assert links == [docs["a.good"]]


@pytest.mark.parametrize("parser", ["restructuredtext", "myst"])
@pytest.mark.parametrize(
    "text",
    ["*a* `b` |c| d_ __e__ <f> [g] :h:`i` \\j", "- x", "1. x", "(a) y", "http://z", "&amp; $k$ {l}",
     "# head", "=====", ".. x::", "```", "~~~", "> q", "+ p", "::", "a::"],
)  # fmt: skip
def test_escaped_text_is_text(parser, text):
    """Nothing is markup, at the start of a line or within."""
    tree = parsed(f"* {escape(text)}\n", parser)
    assert tree.astext().strip() == text
    assert {node.tagname for node in tree.findall()} <= {
        "document", "bullet_list", "list_item", "paragraph", "#text",
    }  # fmt: skip


def test_csv_has_a_line_per_result():
    """Numbers are numbers, so that a data frame can use them."""
    rows = list(csv.DictReader(io.StringIO(str(render_report(SHOWN, "csv")))))
    assert len(rows) == len(SHOWN.results)
    assert tuple(rows[0]) == HEADER
    found = {(row["case"], row["target"]): row for row in rows}
    row = found["fft.rfft/values/dtype=float32,n=8", "torch@lab"]
    assert (row["label"], row["kind"], row["backend"], row["dtype"]) == (
        "fail", "wrong-dtype", "torch", "float32",
    )  # fmt: skip
    row = found["fft.rfft/values/dtype=float64,n=8", "torch:cuda@lab"]
    assert (row["device"], row["unit"], float(row["max_err"])) == ("cuda", "eps-l2", 1.8)
    assert {row["label"] for row in rows} == {"pass", "fail", "xfail", "skip", "notrun", "crash"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\N{FULLWIDTH EQUALS SIGN}1"]
)
def test_csv_holds_no_formula(text):
    """A spreadsheet must not run a test's id."""
    assert str(cell(text)).startswith("'")
    assert cell(-1.5) == -1.5


def test_case_without_check_has_a_name():
    """A consumer's plain test has an id of one word."""
    assert name_of(Case("lonely", "t@l", "p", "pass")) == "lonely"
    assert Target("t@l", "ran").text == "t"


HOSTILE = matrix(hostile_report())
UNSAFE = {chr(code) for code in (0, 7, 27, 127, 0x9B, 0x2028, 0x202E, 0x2066, 0xD800, 0xFFFF)}


@pytest.mark.parametrize("name", [name for name, *_ in RENDERERS])
def test_no_renderer_passes_control_characters_on(name):
    """Terminal codes, surrogates, NUL and bidirectional overrides end here."""
    text = render_report(HOSTILE, name)
    text = text.decode() if isinstance(text, bytes) else text
    text.encode()
    assert not UNSAFE & set(text)


def test_hostile_texts_stay_data():
    """Each format can be read back, and holds what it should hold."""
    tests = [test for suite in junit(HOSTILE) for test in suite]
    assert len(tests) == len(HOSTILE.results)
    assert len(valid_ctrf(HOSTILE)["results"]["tests"]) == len(HOSTILE.results)
    rows = list(csv.reader(io.StringIO(str(render_report(HOSTILE, "csv")))))
    assert {len(row) for row in rows} == {len(HEADER)}
    assert not [text for row in rows for text in row if text.startswith(("=", "+", "-", "@"))]
    svg = str(render_report(HOSTILE, "badge", label="<script>\x00 & \"'"))
    elements = defusedxml.ElementTree.fromstring(svg).iter()
    tags = {element.tag.rpartition("}")[2] for element in elements}
    assert tags == {"svg", "title", "rect", "g", "text"}


@pytest.mark.parametrize("name", ["rst", "myst"])
def test_hostile_tables_parse_without_a_warning(name):
    """No markup, no link and no directive comes from a text."""
    tree = parsed(str(render_report(HOSTILE, name)), name)
    links = [node.get("refuri") for node in tree.findall(lambda n: n.tagname == "reference")]
    assert links == []
    assert not list(tree.findall(lambda node: node.tagname in {"raw", "image", "emphasis"}))
