"""A headless Chromium that opens pages and remembers what they tried.

The browser is the system's own: the one that CHROMIUM names, which then must be there, or the
first of BROWSERS in PATH. Nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
LAPTOP = {"width": 1366, "height": 850}
WAIT_MS = 180_000  # for a machine that does much else


@dataclass
class Opened:
    """A page in the browser, and what happened on it."""

    page: Any
    session: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # of scripts, of the policy, dialogs

    def busy(self) -> float:
        """Return the milliseconds of processor time of the page's main thread so far."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    def filter(self, query: str) -> None:
        """Choose cases as a user does."""
        self.page.fill("#query", query)
        self.page.press("#query", "Enter")

    def text(self, selector: str) -> str:
        """Return the text of the first element that fits."""
        return self.page.locator(selector).first.inner_text()

    def open_case(self, link: Any) -> str:
        """Follow a link to a case; return the title of its dialog, once that is there."""
        link.click()
        # The address changes at once, the page hears of it in a task of its own.
        self.page.wait_for_selector("#case[open]")
        return self.text("#case-title")

    def close_case(self) -> None:
        """Close the dialog by keyboard, and wait until the address says so."""
        self.page.keyboard.press("Escape")
        self.page.wait_for_selector("#case", state="hidden")
        self.page.wait_for_url(lambda url: "#case=" not in url)

    def open_details(self) -> None:
        """Unfold everything that can be."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


@pytest.fixture(scope="module")
def browser():
    """Return a running browser."""
    # Imported here: it starts a process, and most tests need none.
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium, or CHROMIUM=/path/to/chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=WAIT_MS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, tmp_path):
    """Return a function that opens a page's text as a file, its table of cases drawn."""
    contexts = []

    def open_page(html: str, anchor: str = "", **options: Any) -> Opened:
        file = Path(tmp_path, f"page{len(contexts)}.html")
        file.write_bytes(html.encode("utf-8", "replace"))
        context = browser.new_context(**{"viewport": LAPTOP, **options})
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        opened = Opened(page, context.new_cdp_session(page))
        page.on("request", lambda request: opened.requests.append(request.url[:200]))
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
        page.on("dialog", lambda dialog: (opened.errors.append(dialog.message), dialog.dismiss()))
        opened.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.as_uri() + anchor)
        if options.get("java_script_enabled", True):
            # Not wait_for_function: its polling is the eval that the page's policy forbids.
            page.wait_for_selector("#found:not(:empty)")
        return opened

    yield open_page
    for context in contexts:
        context.close()
