"""Every page in every state in a real browser: accessible, quiet, narrow, large, in forced colours, on paper."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import County
from tests.browser.looking import faults, too_wide
from tests.fixtures_browser import BrowserLog


def quiet(log: BrowserLog, county: County) -> None:
    """No error in the console (but for the pages that are meant to be refused) and nothing from elsewhere."""
    assert [text for text in log.errors if "status of 4" not in text] == []
    assert log.elsewhere(county.origin) == []


def test_every_page_is_accessible_quiet_and_narrow(county: County, signed_page: Page, browser_log: BrowserLog) -> None:
    found = {}
    for name, address in county.pages.items():
        signed_page.set_viewport_size({"width": 1280, "height": 900})
        signed_page.goto(county.origin + address)
        wrong = faults(signed_page)
        signed_page.set_viewport_size({"width": 320, "height": 640})
        if wrong := [*wrong, *too_wide(signed_page)]:
            found[name] = wrong
    assert found == {}
    quiet(browser_log, county)


@pytest.mark.parametrize("name", ["list", "waiting, with a plan", "record", "booklet county_top_up", "try", "start"])
def test_text_at_twice_its_size_loses_nothing(county: County, signed_page: Page, name: str) -> None:
    signed_page.set_viewport_size({"width": 1280, "height": 900})
    signed_page.goto(county.origin + county.pages[name])
    before = signed_page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    signed_page.evaluate("document.documentElement.style.fontSize = '200%'")
    after = signed_page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert after >= 2 * before
    assert too_wide(signed_page) == []


def test_tables_scroll_in_a_region_that_keys_reach(county: County, signed_page: Page) -> None:
    signed_page.set_viewport_size({"width": 320, "height": 640})
    signed_page.goto(county.origin + "/cases")
    region = signed_page.get_by_role("region", name="The cases")
    assert region.evaluate("each => each.scrollWidth > each.clientWidth")
    region.focus()
    signed_page.keyboard.press("ArrowRight")
    signed_page.wait_for_timeout(300)
    assert region.evaluate("each => each.scrollLeft") > 0


@pytest.mark.parametrize("name", ["start", "list", "waiting", "unsettled", "booklet county_top_up"])
def test_forced_colours_hide_nothing(county: County, signed_page: Page, name: str) -> None:
    signed_page.emulate_media(forced_colors="active")
    signed_page.goto(county.origin + county.pages[name])
    assert signed_page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert [each for each in faults(signed_page) if "color-contrast" not in each] == []
    for bar in signed_page.locator(".eh-bar").all():
        fill, back = (
            bar.locator(f".eh-bar__{part}").evaluate("e => getComputedStyle(e).fill") for part in ("fill", "back")
        )
        assert fill != back


@pytest.mark.parametrize("name", ["waiting", "decided", "booklet county_top_up", "record"])
def test_paper_holds_what_matters(county: County, signed_page: Page, name: str) -> None:
    signed_page.goto(county.origin + county.pages[name])
    signed_page.emulate_media(media="print")
    for gone in ("header nav", ".govuk-back-link", "form", ".govuk-skip-link"):
        for each in signed_page.locator(gone).all():
            assert not each.is_visible(), gone
    for folded in signed_page.locator("details:not(.eh-noprint) .govuk-details__text").all():
        assert folded.evaluate("e => e.getBoundingClientRect().height") > 20, "what is folded is lost on paper"
    document = signed_page.pdf(format="A4")
    assert document.startswith(b"%PDF") and len(document) > 10_000


def test_nothing_is_told_by_colour_alone(county: County, signed_page: Page) -> None:
    signed_page.goto(county.origin + "/cases")
    assert all(text.strip() for text in signed_page.locator(".eh-tag").all_inner_texts())
    signed_page.goto(county.origin + county.pages["waiting"])
    for bar in signed_page.locator(".eh-bar").all():
        assert "levels add up to" in (bar.get_attribute("aria-label") or "")


def test_no_crown_and_no_font_of_theirs(county: County, signed_page: Page) -> None:
    signed_page.goto(county.origin + "/")
    family = signed_page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "transport" not in family.lower()
    assert "crown" not in signed_page.content().lower()
    assert signed_page.evaluate("document.fonts.size") == 0


def test_the_frame_of_another_site_is_refused(county: County, browser: Browser) -> None:
    page = browser.new_page()
    answer = page.goto(county.origin + "/")
    assert answer is not None and answer.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page.close()
