"""What a hostile test, library or file name could put into a report."""

import msgspec

from pytest_array_api.reports._document import encode, parse
from pytest_array_api.reports._model import Environment, Feature, Part, Repro, Subject, Target
from pytest_array_api.reports._text import MESSAGE_BYTES, clean_text, shorten

from ..conftest import NASTY, build

ATTACKS = (
    *NASTY,
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=2</script>",
    "<svg/onload=window.hit=3>",
    '" onmouseover="window.hit=4" x="',
    "javascript:window.hit=5",
    "{{ 7*7 }}{% raw %}${7*7}",
    "<!--<script>window.hit=6",
    "]]><x>&#0;&lt;",
    "</style><style>*{display:none}",
    "\N{RIGHT-TO-LEFT MARK}\N{ZERO WIDTH SPACE}",
    "m" * 10_000_000,
)


def hostile_report(texts=ATTACKS):
    """Return a report with the texts in every place that takes any, read as a file is read."""
    cases = {}
    for place, text in enumerate(texts):
        short = clean_text(text)[:200]
        message, cut = shorten(clean_text(text), MESSAGE_BYTES)
        cases[f"{short}{place}/{short}/p={short}", f"t{place}"] = {
            "outcome": "fail",
            "kind": "wrong-value",
            "message": message,
            "reason": short,
            "truncated_bytes": cut,
            "nodeid": f"test.py::test[{short}]",
        }
    cases["plain.feature/values/n=1", "t0"] = "pass"
    some = [clean_text(text)[:200] for text in texts]
    targets = tuple(
        # The first @ ends the target's text.
        Target(
            f"{text.replace('@', '')}{place}@lab",
            "import-error",
            detail=text,
            backend_version=text,
        )
        for place, text in enumerate(some)
    )
    report = build(cases, targets=targets, packages={text: text for text in some})
    failures = {
        key: msgspec.structs.replace(failure, exception=some[0], trace=text, issue=text)
        for (key, failure), text in zip(report.failures.items(), some, strict=False)
    }
    part = msgspec.structs.replace(
        report.parts[0],
        exit=some[14],
        seed=some[13],
        notes=tuple(some),
        ci={"run": "javascript:window.hit=7", **{text: text for text in some}},
        repro=Repro(argv=("run", "{nodeid}", *some), env={"A": some[1]}),
        subjects=tuple(Subject("suite", text, text) for text in some),
    )
    assert isinstance(part, Part)
    environment: Environment = msgspec.structs.replace(
        report.environments[0], platform=some[0], python=some[13]
    )
    report = msgspec.structs.replace(
        report,
        parts=(part,),
        environments=(environment,),
        failures=failures,
        features={"plain.feature": Feature(group=some[13], doc="javascript:window.hit=8")},
    )
    return parse(encode(report), "hostile.json")
