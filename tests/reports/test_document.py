import gzip
import json
import os
from pathlib import Path

import jsonschema
import pytest

from pytest_array_api.reports import ReportError, merge, read, write
from pytest_array_api.reports import _document as document
from pytest_array_api.reports._document import encode, json_schema, parse, schema_text
from pytest_array_api.reports._model import Accuracy, Expected, Timing
from pytest_array_api.reports._text import clean_text

from .conftest import build

SCHEMA_FILE = Path(document.__file__).with_name("schema.json")


@pytest.fixture
def report(make_report):
    """Return a report that uses most fields."""
    return make_report(
        {
            ("fft.rfft/values/dtype=float64,n=8", "torch:cuda:1+jit"): {
                "outcome": "fail",
                "expected": Expected(outcomes=("fail",), reason="known", issue="https://x/1"),
                "accuracy": Accuracy(max_err="inf", unit="eps-l2", n=8, limit=20.0),
                "duration_s": 0.1,
            },
            ("fft.rfft/values/dtype=float64,n=8", "numpy"): {
                "outcome": "pass",
                "timing": Timing(median_s=1e-6, iqr_s=1e-8, min_s=9e-7, n=40, size="n=8"),
            },
            ("fft.fft/dtype/x", "numpy"): {"outcome": "skip", "skip": "no-dtype", "reason": "é"},
        },
        packages={"numpy": "2.4.6"},
    )


@pytest.mark.parametrize("name", ["r.json", "r.json.gz", "deep/er/r.json"])
def test_round_trip(tmp_path, report, name):
    """What was written is read back equal."""
    write(report, tmp_path / name)
    assert read(tmp_path / name) == report
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == [Path(name).name]


def test_equal_reports_have_equal_bytes(tmp_path, make_report, monkeypatch):
    """Neither the order of the cases nor the clock shows in the file."""
    cases = {(f"f/c/{n}", target): "pass" for n in range(9) for target in ("numpy", "torch")}
    one = make_report(cases)
    other = make_report(dict(reversed(cases.items())))
    assert encode(one) == encode(other)
    for name, report in (("a.json.gz", one), ("b.json.gz", other)):
        monkeypatch.setattr("time.time", lambda name=name: float(ord(name[0])))
        write(report, tmp_path / name)
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    assert encode(one).count(b"\n{") == len(cases)


def test_the_shipped_schema_is_the_generated_one():
    """`schema.json` in the package is what the model says."""
    assert SCHEMA_FILE.read_text("utf-8") == schema_text()


def test_another_validator_accepts_what_we_write(report):
    """Jsonschema agrees with msgspec, and the schema itself is valid."""
    schema = json_schema()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    validator(schema).validate(json.loads(encode(report)))


CHANGES = {
    "unknown field": lambda data: data.update(color="red"),
    "unknown field of a case": lambda data: data["cases"][0].update(totals=3),
    "unknown outcome": lambda data: data["cases"][0].update(outcome="great"),
    "missing field": lambda data: data["cases"][0].pop("target"),
    "number as text": lambda data: data["cases"][0].update(duration_s="fast"),
    "null for text": lambda data: data["targets"][0].update(key=None),
    "empty id": lambda data: data["cases"][0].update(id=""),
    "endless id": lambda data: data["cases"][0].update(id="x" * 700),
    "endless message": lambda data: data["cases"][0].update(message="x" * 9000),
    "schema of the next major": lambda data: data.update(schema="2.0"),
    "another format": lambda data: data.update(format="ctrf"),
    "negative count": lambda data: data["cases"][0].update(truncated_bytes=-1),
    "a list": None,
}


@pytest.mark.parametrize("name", CHANGES)
def test_both_validators_refuse(report, name):
    """What msgspec refuses the published schema refuses too, with one clear line from us."""
    data = json.loads(encode(report))
    if CHANGES[name] is None:
        data = [data]
    else:
        CHANGES[name](data)
    with pytest.raises(ReportError, match=r"^file\.json: (is not|has schema)") as caught:
        parse(json.dumps(data).encode(), "file.json")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema())


def test_a_later_minor_version_is_named(report):
    """Fields of a later version are the likeliest reason that they are unknown."""
    data = {**json.loads(encode(report)), "schema": "1.9"}
    assert parse(json.dumps(data).encode(), "x").schema == "1.9"
    with pytest.raises(ReportError, match=r"x: has schema '1\.9'; this version reads '1\.0'"):
        parse(json.dumps({**data, "weather": 1}).encode(), "x")


def test_extra_takes_anything(report):
    """`extra` is the one place for foreign data."""
    data = {**json.loads(encode(report)), "extra": {"mine": {"a": [1, None]}}}
    assert parse(json.dumps(data).encode(), "x").extra == data["extra"]


def tampered(report, old, new):
    data = encode(report)
    assert old in data
    return data.replace(old, new, 1)


DAMAGE = {
    "empty": lambda _: b"",
    "truncated": lambda report: encode(report)[:-40],
    "binary": lambda _: bytes(range(256)) * 10,
    "deeply nested": lambda _: b"[" * 1_000_000,
    "deep extra": lambda r: tampered(r, b'"cases":', b'"extra":{"a":' + b"[" * 10**5 + b"}"),
    "NaN": lambda r: tampered(r, b'"duration_s":0.1', b'"duration_s":NaN'),
    "Infinity": lambda r: tampered(r, b'"duration_s":0.1', b'"duration_s":1e999'),
    "huge integer": lambda r: tampered(r, b'"n":8', b'"n":' + b"9" * 5000),
    "not UTF-8": lambda r: tampered(r, b"numpy", b"\xff\xff"),
    "truncated gzip": lambda r: gzip.compress(encode(r))[:-30],
    "damaged gzip": lambda r: gzip.compress(encode(r))[:40] + b"junk" * 9,
    "case removed": lambda r: tampered(r, encode(r).splitlines()[1] + b"\n", b""),
    "case renamed": lambda r: tampered(r, b"fft.fft/dtype/x", b"fft.fft/dtype/y"),
    "unknown target": lambda r: tampered(r, b'"target":"numpy@lab"', b'"target":"cupy@lab"'),
    "unknown failure": lambda r: tampered(r, b'"failure":"', b'"failure":"0'),
    "unknown part": lambda r: tampered(r, b'"part":"p1"', b'"part":"p2"'),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_files_get_one_clear_line(tmp_path, report, name):
    """No traceback, no memory, no silence: one line with the file's name."""
    path = tmp_path / "bad.json"
    path.write_bytes(DAMAGE[name](report))
    with pytest.raises(ReportError, match=r"bad\.json: \S") as caught:
        read(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize("outcome", ["pass", "fail", "crash"])
def test_no_target_leaves_a_case_out_of_scope_alone(tmp_path, outcome):
    """What ran on one target of a run is in scope on all of them."""
    path = tmp_path / "r.json"
    outside = {"outcome": "skip", "skip": "out-of-scope"}
    write(build({("f.a/c", "t"): outside, ("f.a/c", "u"): outside, ("f.b/c", "t"): outcome}), path)
    assert read(path)
    write(build({("f.a/c", "t"): outside, ("f.a/c", "u"): outcome}), path)
    with pytest.raises(ReportError, match=r"the case 'f\.a/c' is out of scope for some targets"):
        read(path)


def test_unpacked_size_is_limited(tmp_path, monkeypatch):
    """A gzip bomb is refused while it is unpacked."""
    monkeypatch.setattr(document, "MAX_BYTES", 10_000_000)
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * 20_000_000))
    with pytest.raises(ReportError, match="holds more than 10000000 bytes"):
        read(tmp_path / "bomb.json.gz")


def test_missing_files_are_named(tmp_path):
    """A missing file and a folder have their own words."""
    with pytest.raises(ReportError, match="No such file"):
        read(tmp_path / "absent.json")
    with pytest.raises(ReportError, match="directory"):
        read(tmp_path)


def test_hostile_text_in_a_document_is_cleaned(report, nasty):
    """A hand-made document can't smuggle terminal codes or control characters to a renderer."""
    data = json.loads(encode(report))
    data["cases"][0]["reason"] = nasty[:8000]
    data["environments"][0]["packages"] = {nasty[:200]: nasty[:200]}
    for ascii_only in (True, False):
        raw = json.dumps(data, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        try:
            found = parse(raw, "x")
        except ReportError as error:
            assert "invalid" in str(error).lower() or "utf-8" in str(error).lower()  # noqa: PT017
            continue
        assert found.cases[0].reason == clean_text(nasty[:8000])
        text = clean_text(nasty[:200])
        assert found.environments[0].packages == {text: text}


def test_merging_one_report_changes_nothing(report):
    """A written document is in canonical order."""
    assert encode(merge([report])) == encode(report)


def test_a_report_replaces_no_link_and_keeps_its_mode(tmp_path, report):
    """The draft is a new file of a name that nobody can guess; the mode is the old file's."""
    path, victim = tmp_path / "r.json", tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / f".r.json.{os.getpid()}").symlink_to(victim)
    write(report, path)
    assert victim.read_text() == "mine"
    assert not path.is_symlink()
    path.chmod(0o640)
    write(report, path)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.glob(".report-*")] == []


def test_links_in_a_circle_are_named(tmp_path, report):
    """Where a report can't be written is an error of the system's, with the name."""
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match=r"loop\.json"):
        write(report, loop)
