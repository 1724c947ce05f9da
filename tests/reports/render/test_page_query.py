"""The page's query language finds what the command line's finds; the same for shell quoting."""

import shlex

import msgspec
import pytest

from pytest_array_api.reports import ReportError, matrix
from pytest_array_api.reports._model import Repro
from pytest_array_api.reports._query import FIELDS, select
from pytest_array_api.reports._results import KINDS, LABELS
from pytest_array_api.reports.render._html import asset
from pytest_array_api.reports.render._page_data import data
from pytest_array_api.reports.render._repro import command

from .. import test_query
from .samples import story

STORY = matrix(
    story(extra={("odd name/v/a b=1", "torch"): "pass", ("UPPER.case/v", "torch"): "fail"})
)
EXAMPLES = [query for query, _ in test_query.test_query_chooses.pytestmark[0].args[1]]
EXAMPLES += [
    query for query, _ in test_query.test_outcomes_in_the_words_of_pytest.pytestmark[0].args[1]
]
MISTAKES = [query for query, _ in test_query.test_mistakes_are_told.pytestmark[0].args[1]]
MORE = [
    "fft.rfft or cluster", "!torch !numpy", "is:different !crash", "only:torch", "only:jax.numpy",
    "only:torch:cuda", "only:array_api_strict*", "cell:partial", "cell:unknown", "is:untriaged",
    "is:flaky", "kind:crash or kind:silent-transfer", "device:cuda", "device:device1", "device:",
    "backend:jax*", "target:*jit", "target:torch@lab", "dtype:float??", "dtype:", "outcome:xfail",
    "xfail or notrun", 'text:"expected, got"', "text:NUMPY", "any:n=8", "feature:f?t.*",
    "feature:cluster", "feature:[a-z]", "feature:a.b|c(d)", "or or", "! pass", "!is:unexpected",
    '"odd name"', "UPPER", "feature:upper.case", "is:unexpected torch or is:different numpy",
    "feature:*f*t*", "feature:*a*a*a*a*a*a*a*a*a*a*a*a*b", "feature:f*.*f?t*", "target:*o*ch",
    r"feature:f\*", r"feature:\\*", "x**y", 'kind:"wrong-dtype"',
    "scipy:x", "größe:1", "n=4096,", "(", "\\", "-", "*",
]  # fmt: skip
WORDS = [
    "",
    "a b",
    "it's",
    "$HOME",
    "plain-word_1.2/3=4:5,6@7%8+9",
    "~",
    "é",
    "a\nb",
    '"',
    "*",
    "-x",
]


@pytest.fixture(scope="module")
def ask(browser):
    """Return a function that calls the page's own scripts on a report and a list of queries."""
    page = browser.new_page()
    page.add_script_tag(content=asset("query.js") + asset("rows.js"))

    def ask(shown, queries):
        sent = {"data": data(shown), "queries": queries, "words": WORDS}
        return page.evaluate(ANSWERS, sent)

    yield ask
    page.close()


ANSWERS = """({ data, queries, words }) => {
  const rows = makeRows(data);
  const run = (query) => {
    try { return rows.filter(compileQuery(query)).map((row) => [row.id, row.target]); }
    catch (error) { return error.message; }
  };
  return {
    found: queries.map(run),
    commands: rows.map((row) => row.command),
    words: words.map(quoteWord),
  };
}"""


def expected(shown, query):
    """Return what the command line finds, or that it refuses."""
    try:
        return [[result.case.id, result.case.target] for result in select(shown, query)]
    except ReportError:
        return "refused"


@pytest.mark.parametrize(
    "shown", [test_query.SHOWN, test_query.EXPECTED, STORY], ids=["examples", "expected", "story"]
)
def test_page_and_command_line_find_the_same(ask, shown):
    """One table of queries, two implementations."""
    queries = EXAMPLES + MISTAKES + MORE
    answers = ask(shown, queries)["found"]
    found = ["refused" if isinstance(answer, str) else answer for answer in answers]
    wanted = [expected(shown, query) for query in queries]
    assert dict(zip(queries, found, strict=True)) == dict(zip(queries, wanted, strict=True))
    assert "refused" in wanted
    assert len({len(answer) for answer in wanted}) > 7


def test_page_and_command_line_refuse_with_the_same_words(ask):
    """But for the quotation marks."""
    for query, answer in zip(MISTAKES, ask(STORY, MISTAKES)["found"], strict=True):
        with pytest.raises(ReportError) as refused:
            select(STORY, query)
        words = str(refused.value).removeprefix("query: ").replace("'", '"')
        assert answer.replace("“", '"').replace("”", '"') == words


def test_page_knows_the_same_words():
    """A field, label or kind that only one side knows is an error on the other."""
    script = asset("query.js")
    for words in (FIELDS, LABELS, KINDS):
        assert ", ".join(f'"{word}"' for word in words) in " ".join(script.split())


ODD = (
    "it's",
    "\u2018curly\u2019",
    "a b",
    "$x",
    "-p",
    "--opt=a.b",
    "-x.y",
    "a,b",
    "",
    "C:\\x",
    "@a",
    "%",
)


@pytest.mark.parametrize("system", ["Linux 6.8", "Windows 11"])
@pytest.mark.parametrize("program", ["python", "C:/Program Files/python.exe"])
def test_page_and_renderer_quote_alike(ask, system, program):
    """For the shell of the machine where the case ran."""
    part = STORY.report.parts[0]
    machine = msgspec.structs.replace(part.machine, os=system)
    repro = Repro(argv=(program, "{case}", *ODD), env={"A_1": "it's"})
    part = msgspec.structs.replace(part, machine=machine, repro=repro)
    shown = matrix(msgspec.structs.replace(STORY.report, parts=(part,)))
    wanted = {command(part, result.case) for result in shown.results.values()}
    assert len(wanted) > 60
    assert set(ask(shown, [])["commands"]) == wanted


def test_page_and_renderer_write_the_same_command(ask):
    """Node ids are kept short in the page and made whole again."""
    answers = ask(STORY, [])
    part = STORY.report.parts[0]
    wanted = [command(part, result.case) for result in STORY.results.values()]
    assert answers["commands"] == wanted
    assert "'suite/test_values.py::test_values[fft.rfft-dtype=float32,n=8-torch]'" in " ".join(
        wanted
    )
    assert answers["words"] == [shlex.quote(word) for word in WORDS]
