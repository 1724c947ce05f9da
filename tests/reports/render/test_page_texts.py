"""Drawn texts in every place of a report: the page in the browser shows them, as text."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pytest_array_api.reports import matrix, render_report

from ..test_hostile import FRAGMENTS
from . import slots

MARKUP = (
    "<img src=x onerror=window.hit=1>", "<svg onload=window.hit=1>",
    "<script>window.hit=1</script>",
    '" onmouseover="window.hit=1" x="', "' onclick='window.hit=1", "javascript:window.hit=1",
    "</pre>", "</style><style>*{display:none}", "</title>", "<!--", "-->", "<b>", "&lt;", "&#x3c;",
    "<base href=http://evil>", "<iframe src=http://evil>", "<a href=http://evil>", "<wbr>",
)  # fmt: skip
PIECES = st.one_of(st.sampled_from((*FRAGMENTS, *MARKUP)), st.text(max_size=12))
# What a text begins with matters where white space is dropped, and at the start of a tag's content.
TEXTS = st.builds(
    lambda start, pieces: (start + "".join(pieces))[:60],
    st.sampled_from(("", "\n", " ", "\t", "\r")),
    st.lists(PIECES, min_size=1, max_size=5),
)
EXAMPLES = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # a page takes a second: shrinking, minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# The document holds them for other readers: a timing's size, a feature's link, ...
NEVER_SHOWN = {"⟦w5⟧", "⟦w20⟧", "⟦w27⟧", "⟦w36⟧", "⟦w37⟧"}
NEW, OLD = slots.report_with_slots(), slots.report_with_slots(older=True)


def render(texts=None):
    """Return the page of the report with its slots filled."""
    new, old = (matrix(slots.filled(report, texts)) for report in (NEW, OLD))
    return str(render_report(new, "html", against=old))


def look(opened):
    """Return the page's elements, those of each case's dialog, and the cases' addresses."""
    page = opened.page.evaluate(slots.ELEMENTS, "html")
    opened.open_case(opened.page.locator("#rows a").first)
    return page, *opened.page.evaluate(DIALOGS)


# The button shows the next case at once, and changes the address.
DIALOGS = f"""() => {{
  const elements = {slots.ELEMENTS};
  const next = document.getElementById("case-next");
  const dialogs = [elements("#case")], addresses = [location.hash];
  while (!next.disabled) {{
    next.click();
    dialogs.push(elements("#case"));
    addresses.push(location.hash);
  }}
  return [dialogs, addresses];
}}"""


def test_drawn_texts_are_shown_as_text(open_page):
    """The elements and attributes are those of harmless texts, each text is the cleaned one."""
    html = render()
    pattern, pattern_dialogs, _ = look(open_page(html))
    data = slots.embedded(html)
    missing = {
        slot for slot in slots.names(NEW) if slot not in str((pattern, pattern_dialogs, data))
    }
    assert missing == NEVER_SHOWN
    assert len(pattern_dialogs) == 15

    @EXAMPLES
    @given(st.lists(TEXTS, min_size=len(slots.names(NEW)), max_size=len(slots.names(NEW))))
    def check(drawn):
        texts = slots.drawn_texts(NEW, drawn)
        html = render(texts)
        assert slots.embedded(html) == slots.expected_data(data, texts)
        opened = open_page(html)
        page, dialogs, addresses = look(opened)
        for found, wanted in zip([page, *dialogs], [pattern, *pattern_dialogs], strict=True):
            for element, expected in zip(
                found, slots.expected_elements(wanted, texts), strict=True
            ):
                assert element == expected
        opened.close_case()
        # What the address says of a case leads to it.
        opened.page.evaluate("(hash) => { location.hash = hash; }", addresses[0])
        opened.page.wait_for_selector("#case[open]")
        assert opened.page.evaluate(slots.ELEMENTS, "#case") == dialogs[0]
        assert opened.errors == []
        assert [request[:7] for request in opened.requests] == ["file://"]
        assert opened.page.evaluate("window.hit ?? null") is None
        protocols = opened.page.evaluate("[...document.links].map((link) => link.protocol)")
        assert set(protocols) <= {"file:", "https:"}

    check()
