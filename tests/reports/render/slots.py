"""A report with a slot in every place that takes any text, and what the page shows of the texts.

A slot is a word such as ``⟦m3⟧``. The page of the report with its slots left as they are is the
pattern: with the slots filled, it must say the same, but for the texts.
"""

import base64
import gzip
import json
import re
import shlex

import msgspec

from pytest_array_api.reports._document import parse
from pytest_array_api.reports._model import (
    Accelerator,
    Accuracy,
    Environment,
    Expected,
    Feature,
    Machine,
    Repro,
    Subject,
    Target,
    Timing,
    Tool,
)
from pytest_array_api.reports._text import clean_text

from ..conftest import build

SLOT = re.compile("⟦([a-z])[0-9]+⟧")
COMMAND = "command"  # what ELEMENTS calls the code element of a command
# Part of a key that is cut there, or that other keys repeat: such texts are cleaned on the way in.
CUTS = {"f": "/", "k": "/", "d": ",", "t": "@:+", "l": "", "p": ""}


def report_with_slots(*, older=False):
    """Return the report; what is sorted has a letter before its slot."""
    when = "o" if older else "n"
    outcomes = {
        "numpy": "pass",
        "a⟦t1⟧": {"outcome": "pass" if older else "fail", "message": "⟦m1⟧"},
        "b⟦t2⟧:cuda": {
            "outcome": "fail",
            "kind": "wrong-dtype",
            "message": "⟦m2⟧",
            "expected": Expected(("fail",), "⟦w1⟧", "https://example.org/⟦w2⟧", source="baseline"),
        },
        "c⟦t3⟧+jit": {"outcome": "crash", "signal": "⟦m3⟧"},
        "d⟦t4⟧": {"outcome": "skip", "skip": "marker", "reason": "⟦m4⟧"},
    }
    cases = {}
    for place, (target, outcome) in enumerate(outcomes.items()):
        for n in (8, 64):
            fields = {"outcome": outcome} if isinstance(outcome, str) else dict(outcome)
            parameters = f"dtype=a⟦d1⟧,n={n},v=⟦v1⟧"
            if target in {"numpy", "a⟦t1⟧"}:
                fields["accuracy"] = Accuracy(1.5 + place, "eps-l2", 20.0, n)
                fields["timing"] = Timing(1e-3, 1e-6, 1e-3, 9, size=f"⟦w5⟧{n}")
            fields["nodeid"] = f"⟦n1⟧::test[a⟦f1⟧-{parameters}-{target}]"
            cases[f"a⟦f1⟧/values⟦k1⟧/{parameters}", target] = fields
        cases["b⟦f2⟧/values", target] = {"outcome": "pass", "nodeid": "⟦n2⟧"}
    named = {
        f"{target}@⟦l1⟧": Target(f"{target}@⟦l1⟧", "ran", simulated=target == "numpy")
        for target in outcomes
    }
    replace = msgspec.structs.replace
    named["numpy@⟦l1⟧"] = replace(
        named["numpy@⟦l1⟧"],
        backend_version="⟦w7⟧",
        array_api_version="⟦w8⟧",
        compat_version="⟦w9⟧",
        options={"⟦w10⟧": "⟦w11⟧"},
        dtypes=("⟦w12⟧", "⟦w13⟧"),
        accelerator=Accelerator("⟦w14⟧", 8.0, driver="⟦w15⟧"),
    )
    absent = Target("e⟦t5⟧@⟦l1⟧", "import-error", detail="⟦w17⟧", backend_version="⟦w18⟧")
    report = build(
        cases,
        label="⟦l1⟧",
        part="⟦p1⟧",
        complete=False,
        targets=(*named.values(), absent),
        expected=("⟦w19⟧",),
        features={
            "a⟦f1⟧": Feature(group="a⟦g1⟧", doc="⟦w20⟧"),
            "b⟦f2⟧": Feature(group="b⟦g2⟧"),
        },
    )
    issues = ("https://example.org/⟦w21⟧", "⟦w22⟧")
    failures = {
        key: replace(failure, exception="⟦w24⟧", trace="⟦w25⟧", issue=issue)
        for (key, failure), issue in zip(report.failures.items(), issues, strict=False)
    }
    part = replace(
        report.parts[0],
        exit="⟦w26⟧",
        run="⟦w27⟧",
        tool=Tool("⟦w28⟧", "⟦w29⟧"),
        subjects=(
            Subject("namespace", "⟦w30⟧", "⟦w31⟧", commit="⟦c1⟧", dirty=True),
            Subject("suite", "⟦w32⟧", "⟦w33⟧"),
        ),
        machine=Machine(os="⟦w34⟧", cpu="⟦w35⟧", cores=2),
        seed="⟦n3⟧",
        hypothesis={"⟦w36⟧": "⟦w37⟧"},
        ci={"s⟦w38⟧": "⟦w39⟧", "run": "https://example.org/⟦w40⟧"},
        repro=Repro(("run⟦n4⟧", "{nodeid}", "--at={target}", "{seed}"), env={"A": "⟦n5⟧"}),
        notes=("⟦w41⟧", "⟦w42⟧"),
    )
    environment = Environment(
        label="⟦l1⟧",
        platform=f"⟦w43⟧{when}",
        python=f"⟦w44⟧{when}",
        packages={"q⟦w45⟧": f"⟦w46⟧{when}", "numpy": "⟦w47⟧"},
        env_vars={"E⟦w48⟧": f"⟦w49⟧{when}"},
    )
    return replace(report, parts=(part,), environments=(environment,), failures=failures)


def filled(report, texts=None):
    """Return the report, its slots filled, as it is read from a file."""
    text = json.dumps(_walk(msgspec.to_builtins(report), lambda t: substitute(t, texts)))
    return parse(text.encode(), "slots.json")


def substitute(text, texts, show=lambda kind, text: text):
    """Return a text with its slots filled by what `show` makes of their texts."""
    return SLOT.sub(lambda m: show(m[1], texts[m[0]]), text) if texts else text


def names(report):
    """Return the slots of a report, with the kind of each."""
    text = json.dumps(msgspec.to_builtins(report), ensure_ascii=False)
    return {match[0]: match[1] for match in SLOT.finditer(text)}


def drawn_texts(report, drawn):
    """Return a text for each slot; each has an ending of its own, so none is empty."""
    found = {}
    for place, (slot, kind) in enumerate(names(report).items()):
        text = f"{drawn[place]}·{place}"
        if kind in CUTS:
            text = clean_text(text).translate({ord(cut): None for cut in CUTS[kind]})
        found[slot] = text
    return found


def shown(element, kind, text):
    """Return what an element shows of the text of a slot."""
    text = clean_text(text)
    if kind == "m" and element != "pre":
        text = next(line.strip() for line in text.splitlines() if line.strip())
    text = text[: {"c": 10, "p": 12}.get(kind)]
    # The ending is no letter that a shell knows: each word is quoted.
    return shlex.quote(text)[1:-1] if element == COMMAND else text


def embedded(page):
    """Return the data that the page's script reads."""
    packed = re.search(r'<script type="text/plain" id="data">([^<]*)</script>', page)
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def expected_data(pattern, texts):
    """Return the pattern's data with the texts in it."""
    return _walk(pattern, lambda text: substitute(text, texts, lambda _, own: clean_text(own)))


def expected_elements(pattern, texts):
    """Return the pattern's elements with the texts in them."""

    def element(name, *parts):
        show = lambda kind, text: shown(name, kind, text)  # noqa: E731
        return [name, *_walk(parts, lambda text: substitute(text, texts, show))]

    return [element(*parts) for parts in pattern]


def _walk(value, change):
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _walk(item, change) for key, item in value.items()}
    return [_walk(item, change) for item in value] if isinstance(value, list | tuple) else value


# Each element below a selector with its attributes and its own text: \x01 stands for a child.
# Places where a name may break, and links to the web, belong to the text around them.
ELEMENTS = r"""(selector) => [...document.querySelectorAll(`${selector} *`)]
  .filter((element) => !element.matches("wbr, a[rel], #data"))
  .map((element) => [
    element.matches(".command code") ? "command" : element.localName,
    [...element.childNodes].map((node) => node.nodeType === 3 ? node.data
      : node.matches?.("wbr") ? "" : node.matches?.("a[rel]") ? node.textContent : "\x01").join(""),
    [...element.attributes].map(({ name, value }) => [name,
      value.startsWith("#case=") ? [...new URLSearchParams(value.slice(1)).values()]
        : value.startsWith("#q=") ? "a query" : value]),
  ])"""
