"""A real browser for tests: the host's Chromium, driven by Playwright.

Where it is absent the test fails, it is never skipped: `make test` installs it or says how.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # it will not start as root otherwise; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass
class BrowserLog:
    """What a page did while a test drove it: its errors, and every address it asked for."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def elsewhere(self, origin: str) -> list[str]:
        """Return the addresses asked for outside `origin`, such as `http://127.0.0.1:8000`."""
        inside = (f"{origin.rstrip('/')}/", "data:", "blob:", "about:")
        return [address for address in self.requests if not address.startswith(inside)]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the browser; EVENHAND_CHROMIUM, where set, names it."""
    for name in (os.environ.get("EVENHAND_CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise RuntimeError("no Chromium here: `make test` sees to it, or says how")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser for one file of tests.

    Not for the whole session: while Playwright's loop stands, `asyncio.run` fails beside it.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def browser_log() -> BrowserLog:
    """Give the log that `browser_page` writes to."""
    return BrowserLog()


@pytest.fixture
def browser_page(browser: Browser, browser_log: BrowserLog) -> Iterator[Page]:
    """Give an empty page with its own cookies; `browser_log` tells what it did."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            browser_log.errors.append(message.text)

    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: browser_log.errors.append(str(error)))
    page.on("request", lambda request: browser_log.requests.append(request.url))
    try:
        yield page
    finally:
        context.close()
