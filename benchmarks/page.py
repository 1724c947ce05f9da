"""Time of the HTML page in headless Chromium: the first rows, and each filter.

    python benchmarks/page.py              50,000 cases
    python benchmarks/page.py 20000        any other number

Milliseconds of processor time of the page's main thread, the best of three. Needs the extra dev,
and Chromium (in PATH, or CHROMIUM=/path/to/chrome).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from _pairs import asked
from playwright.sync_api import sync_playwright
from reports import case_ids, record

from pytest_array_api.reports import load, write

QUERIES = ("torch !pass", "is:different", "function7 or text:513", "only:torch", "dtype:float32")


def busy(session: Any) -> float:
    """Return the milliseconds that the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")


def measure(browser: Any, address: str) -> dict[str, float]:
    """Open the page once and use it."""
    page = browser.new_page()
    page.set_default_timeout(180_000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_selector("#found:not(:empty)")
    found = {"first rows": busy(session)}
    for query in QUERIES:
        before = busy(session)
        page.fill("#query", query)
        page.press("#query", "Enter")
        page.evaluate("new Promise(requestAnimationFrame)")
        found[query] = busy(session) - before
    page.close()
    return found


def main() -> None:
    """Measure at the given size."""
    parser = asked(__doc__)
    parser.add_argument("cases", nargs="?", type=int, default=50_000)
    count = parser.parse_args().cases
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        record(Path(folder, "run/a.jsonl"), case_ids(count), "lab")
        html = Path(folder, "report.html")
        start = time.process_time()
        write(load(Path(folder, "run")), html)
        print(f"{count} cases: assembled and rendered in {time.process_time() - start:.2f} s")
        print(f"{html.stat().st_size / 1e6:.2f} MB")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        runs = [measure(browser, html.as_uri()) for _ in range(3)]
        for name in runs[0]:
            print(f"{name:28}{min(run[name] for run in runs):8.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
