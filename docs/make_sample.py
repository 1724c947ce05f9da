"""Make docs/sample: a report of the suite on every CPU backend, and pictures of its page.

    python docs/make_sample.py                     # runs the suite first; JAX takes the longest
    python docs/make_sample.py cpu.json.gz ...     # from reports that exist

Needs the extras cpu and dev, and Chromium (the one in PATH, or CHROMIUM=/path/to/chrome).
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import sync_playwright

from pytest_array_api.reports import load, merge, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAMPLE = Path(__file__).parent / "sample"
TARGETS = (
    "numpy", "array_api_strict", "array_api_strict:device1", "torch", "torch:fakegpu", "jax.numpy",
    "dask.array", "sparse",
)  # fmt: skip
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
COLOURS = 256  # of a picture: a third of the bytes, and no difference to see


def run(report: Path) -> None:
    """Run the suite, each target in a process of its own."""
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-n", "2", "--xp-isolate"),
        *("--pyargs", "pytest_array_api.suite", "--xp-profile=quick", "--xp-timing"),
        *(f"--backend={','.join(TARGETS)}", "--xp-label=linux-cpu", f"--xp-report={report}"),
    ]
    if subprocess.run(command, check=False).returncode not in {0, 1}:  # noqa: S603 -- our own
        sys.exit("the suite did not run")


def top(page: Page) -> None:
    """Show the verdict and the targets."""


def matrix(page: Page) -> None:
    """Show the features that are not whole everywhere."""
    page.check("#only-differences")
    scroll_to(page, "matrix")


def accuracy(page: Page) -> None:
    """Show the curves of errors over the length."""
    scroll_to(page, "curves")


def case(page: Page) -> None:
    """Show one case on all targets."""
    page.fill("#query", "is:different")
    page.press("#query", "Enter")
    page.locator("#rows a").first.click()


def scroll_to(page: Page, name: str) -> None:
    """Put an element at the top."""
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    page.evaluate(f"document.getElementById('{name}')?.scrollIntoView()")


# File, screen, colour scheme, what to show.
PICTURES: tuple[tuple[str, dict[str, int], str, Any], ...] = (
    ("laptop-light.png", LAPTOP, "light", matrix),
    ("laptop-dark.png", LAPTOP, "dark", accuracy),
    ("phone-light.png", PHONE, "light", top),
    ("phone-dark.png", PHONE, "dark", case),
)


def take_pictures(html: Path) -> None:
    """Open the page in a browser and save what it looks like."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, viewport, scheme, show in PICTURES:
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            page.set_default_timeout(120_000)
            page.goto(html.as_uri())
            page.wait_for_selector("#found:not(:empty)")
            show(page)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(SAMPLE / name, optimize=True)
            page.close()
        browser.close()


def main() -> None:
    """Write the page, the summary and the pictures."""
    SAMPLE.mkdir(exist_ok=True)
    parts = [Path(name) for name in sys.argv[1:]]
    if not parts:
        parts = [Path("sample-report.json.gz")]
        run(parts[0])
    report = merge([load(part) for part in parts])
    for name in ("report.html", "summary.md"):
        write(report, SAMPLE / name)
    take_pictures(SAMPLE / "report.html")
    for file in sorted(SAMPLE.iterdir()):
        print(f"{file.stat().st_size / 1000:6.0f} kB  {file.name}")


if __name__ == "__main__":
    main()
