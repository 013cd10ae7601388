"""Moderation in a real browser: drawn and asked by an officer, scored by a caseworker, with script and without it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import County, sign_in
from tests.browser.looking import faults, too_wide
from tests.fixtures_browser import BrowserLog

FIRST, SECOND = "Making themselves understood", "Hearing"


def looked_at(page: Page) -> None:
    """The page as it stands is accessible, and fits a narrow window."""
    assert faults(page) == [], page.url
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == [], page.url
    assert size is not None
    page.set_viewport_size(size)


def drawn(page: Page, county: County, title: str) -> str:
    """An officer draws a sample and asks a caseworker and themselves; its address."""
    page.goto(f"{county.origin}/moderation")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_label("What is the sample called?").fill(title)
    page.get_by_label("Decided from which day?").fill("1 September 2026")
    page.get_by_label("How many cases?").fill("1")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    me = page.locator(".eh-header__me a").inner_text()
    for someone in (", caseworker", re.escape(me)):
        page.get_by_role("checkbox", name=re.compile(someone)).first.check()
    page.get_by_role("button", name="Ask these people").click()
    expect(page.get_by_text("Scorer 2: 0 of 1 finished")).to_be_visible()
    return page.url.partition("#")[0]


def score(page: Page, address: str, level: str) -> None:
    """A scorer saves a part, comes back, and finishes."""
    page.goto(address)
    page.get_by_role("link", name="Case 1").click()
    expect(page.get_by_text("You are not shown the levels first given")).to_be_visible()
    expect(page.get_by_role("group", name=FIRST).get_by_label("I cannot say from what is here")).to_be_checked()
    page.get_by_role("group", name=FIRST).get_by_label(re.compile(f"^{level}: ")).check()
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("Case 1: begun")).to_be_visible()
    page.get_by_role("link", name="Case 1").click()
    expect(page.get_by_role("group", name=FIRST).get_by_label(re.compile(f"^{level}: "))).to_be_checked()
    page.get_by_role("group", name=SECOND).get_by_label(re.compile("^0: ")).check()
    page.get_by_role("button", name="Save: I have finished this case").click()
    expect(page.get_by_text("Case 1: finished")).to_be_visible()


@pytest.fixture
def signed_page(browser_page: Page, county: County) -> Page:
    """A page in which an officer is signed in who decided none of the cases: who did is left out of scoring them."""
    sign_in(browser_page.context, county, "moderator")
    return browser_page


@pytest.fixture
def caseworker(browser: Browser, county: County, browser_log: BrowserLog) -> Iterator[Page]:
    """A page of another browser, in which a caseworker is signed in."""
    context = browser.new_context()
    sign_in(context, county, "caseworker")
    page = context.new_page()
    page.on("request", lambda request: browser_log.requests.append(request.url))
    page.on("console", lambda said: browser_log.errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()


def test_a_sample_is_scored_by_two_and_compared(
    county: County, signed_page: Page, caseworker: Page, browser_log: BrowserLog
) -> None:
    address = drawn(signed_page, county, "Looked at")
    looked_at(signed_page)
    caseworker.goto(f"{county.origin}/moderation")
    expect(caseworker.get_by_role("row", name=re.compile("Looked at.*One for you to score"))).to_be_visible()
    looked_at(caseworker)
    caseworker.goto(f"{address}/cases/1")
    looked_at(caseworker)
    score(caseworker, address, "3")
    looked_at(caseworker)
    score(signed_page, address, "2")
    signed_page.get_by_role("link", name="What it shows").click()
    expect(signed_page.get_by_text("This changes no decision.")).to_be_visible()
    expect(signed_page.get_by_role("img", name=re.compile("How far the scorers agree"))).to_be_visible()
    expect(signed_page.get_by_text("2 finished scores of 1 case.")).to_be_visible()
    looked_at(signed_page)
    signed_page.emulate_media(forced_colors="active")
    for bar in signed_page.locator(".eh-chart__bar").all():
        back = signed_page.locator(".eh-chart__back").first.evaluate("e => getComputedStyle(e).fill")
        assert bar.evaluate("e => getComputedStyle(e).fill") != back
    with signed_page.expect_download() as taken:
        signed_page.get_by_role("link", name="Take the scores away as a spreadsheet").click()
    assert taken.value.suggested_filename.endswith(".csv")
    assert browser_log.errors == []
    assert browser_log.elsewhere(county.origin) == []


def test_the_scorers_job_without_script_and_its_errors_are_told(
    county: County, signed_page: Page, browser: Browser
) -> None:
    address = drawn(signed_page, county, "Without script")
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, county, "caseworker")
    page = context.new_page()
    page.goto(f"{address}/cases/1")
    page.get_by_label("What made it hard to score?").fill("Kept.")
    page.get_by_role("button", name="Save: I have finished this case").click()
    expect(page).to_have_title(re.compile("^Error: Case 1 of 1"))
    expect(page.get_by_role("link", name="Choose at least one level before you finish")).to_be_visible()
    expect(page.get_by_label("What made it hard to score?")).to_have_value("Kept.")
    score(page, address, "4")
    context.close()


def test_the_scorers_job_by_the_keyboard_alone(county: County, signed_page: Page, caseworker: Page) -> None:
    address = drawn(signed_page, county, "By keyboard")
    caseworker.goto(f"{address}/cases/1")
    caseworker.get_by_role("group", name=FIRST).get_by_label("I cannot say from what is here").focus()
    for _ in range(2):
        caseworker.keyboard.press("ArrowUp")
    expect(caseworker.get_by_role("group", name=FIRST).get_by_label(re.compile("^3: "))).to_be_checked()
    for _ in range(40):
        caseworker.keyboard.press("Tab")
        if caseworker.evaluate("document.activeElement.id === 'finish'"):
            break
    caseworker.keyboard.press("Enter")
    expect(caseworker.get_by_text("Case 1: finished")).to_be_visible()


def test_a_draw_that_cannot_be_made_leads_to_its_fields(county: County, signed_page: Page) -> None:
    signed_page.goto(f"{county.origin}/moderation/new")
    looked_at(signed_page)
    signed_page.get_by_role("button", name="Draw the sample").click()
    expect(signed_page.locator(".govuk-error-summary")).to_be_focused()
    looked_at(signed_page)
    signed_page.get_by_role("link", name="Give the sample a title").click()
    expect(signed_page.get_by_label("What is the sample called?")).to_be_focused()
