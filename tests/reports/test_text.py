import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_array_api.reports._glob import literal, matches
from pytest_array_api.reports._text import (
    Redactor,
    as_integer,
    as_number,
    as_text,
    clean_text,
    shorten,
)

UNSAFE = tuple(chr(code) for code in (0, 7, 27, 127, 0x9B, 0x2028, 0x202E, 0x2066, 0xD800, 0xFFFF))


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_encodable_and_idempotent(text):
    """Clean text has no unsafe character, can be encoded, and stays as it is."""
    clean = clean_text(text)
    clean.encode("utf-8")
    assert not set(UNSAFE) & set(clean)
    assert clean_text(clean) == clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://x\x07link\x1b]8;;\x07", "link"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("tab\tnewline\n", "tab\tnewline\n"),
        ("nul\0", "nul\ufffd"),
        ("é, 日本, 🙂", "é, 日本, 🙂"),
    ],
)
def test_clean_text_examples(text, expected):
    """Terminal codes vanish, control characters are replaced, all else stays."""
    assert clean_text(text) == expected


@given(st.text(), st.integers(100, 300))
def test_shorten_keeps_the_limit_and_counts_what_it_left_out(text, limit):
    """The result never exceeds the limit; head, tail and the count add up."""
    text = text * 20
    short, lost = shorten(text, limit)
    size = len(text.encode())
    assert len(short.encode()) <= max(limit, 0) or lost == 0
    assert (lost == 0) == (size <= limit)
    if lost:
        head, tail = short.split(f"\n[... {lost} bytes left out ...]\n")
        assert len(head.encode()) + len(tail.encode()) + lost == size
        assert text.startswith(head)
        assert text.endswith(tail)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.5, 1.5),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
        (10**400, "inf"),
        (-(10**400), "-inf"),
        ("abc", "nan"),
        (object(), "nan"),
        (None, None),
    ],
)
def test_numbers_are_finite_or_words(value, expected):
    """JSON has no NaN and no infinity."""
    assert as_number(value) == expected


def test_integers_fit_every_reader():
    """A JavaScript reader holds integers up to 2**53."""
    assert as_integer(10**400) == 2**53
    assert as_integer("x") == 0


def test_unprintable_objects_have_a_text():
    """Neither a raising __str__ nor an integer of 5000 digits gets through."""

    class Hostile:
        def __str__(self):
            raise RuntimeError

    assert as_text(Hostile()) == "<unprintable Hostile>"
    assert as_text(10**5000) == "<unprintable int>"


def test_private_paths_are_rewritten(tmp_path, monkeypatch):
    """Root, site-packages, temporary folder and home have names; other folders are hidden."""
    import numpy as np

    site = str(Path(np.__file__).parent.parent)
    redact = Redactor(tmp_path / "project")
    text = redact(
        f"{tmp_path}/project/a.py {site}/numpy/b.py {Path.home()}/c.py /opt/secret/place/d.py"
    )
    assert text == "<root>/a.py <site>/numpy/b.py ~/c.py <path>/d.py"
    assert redact(r"C:\Users\me\x.py") == "<path>/x.py"
    assert redact("/tmp/pytest-of-alice/pytest-0/y").endswith("pytest-of-user/pytest-0/y")


@pytest.mark.parametrize("text", ["https://github.com/a/b/c", "float32/float64/x", "1/2/3", "a/b"])
def test_what_is_no_path_stays(text):
    """URLs and slashes in words are not rewritten."""
    assert Redactor()(text) == text


def test_secrets_are_removed():
    """Values of secret-looking variables and passwords in URLs never get through."""
    redact = Redactor(environ={"MY_TOKEN": "abcdefgh1234", "PLAIN": "visible-text"})
    assert redact("x abcdefgh1234 visible-text") == "x <secret> visible-text"
    assert redact("https://me:hunter2@host/x") == "https://<secret>@host/x"


def test_a_pattern_takes_time_in_proportion_to_the_text():
    """Chains of stars would else try each way to divide the text: this would not end."""
    assert not matches("*a" * 40 + "*b", "a" * 2000)
    assert matches("*a" * 40 + "*b", "a" * 2000 + "b")
    assert matches("a*b?d*", "a--bcd")
    assert not matches("a*b", "ab-")


@pytest.mark.parametrize("text", ["*", "a?b", "\\", "\\*", "a\\b", "[x]", "plain", "**\\\\?"])
def test_a_literal_pattern_fits_its_text_alone(text):
    """Also where the text has what patterns are made of."""
    assert matches(literal(text), text)
    assert not matches(literal(text), text.replace("*", "x").replace("?", "y") + "z")
    if "*" in text or "?" in text:
        assert not matches(literal(text), text.replace("*", "x").replace("?", "y"))
