"""What browser tests look for on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
"""What passes is not written out node by node: a long page takes half the time."""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOST = """() => [...document.querySelectorAll('main *')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !each.closest('.eh-scroll, pre');
}).map(each => each.outerHTML.slice(0, 80))"""


def faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own good practice, with where."""
    page.wait_for_load_state()
    found: dict[str, Any] = Axe().run(page, options=OPTIONS).response
    return [f"{each['id']}: {[node['html'][:150] for node in each['nodes'][:3]]}" for each in found["violations"]]


def too_wide(page: Page) -> list[str]:
    """What would make the page scroll sideways; tables and code scroll in a region of their own."""
    page.wait_for_load_state()
    over, lost = page.evaluate(WIDE), list(page.evaluate(LOST))
    return [f"the page is {over} px too wide", *lost] if over > 0 else lost
