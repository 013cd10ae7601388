"""The chair's and the senior officer's job in a real browser: at the sitting, above the limit, and two at one case."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import County, sign_in
from tests.browser.looking import faults, too_wide

Opened = Callable[[str], Page]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def opened(request: pytest.FixtureRequest, browser: Browser, county: County) -> Iterator[Opened]:
    """Open a browser of its own for someone in a role."""
    contexts = []

    def open_(role: str) -> Page:
        context = browser.new_context(java_script_enabled=request.param)
        contexts.append(context)
        sign_in(context, county, role)
        return context.new_page()

    yield open_
    for each in contexts:
        each.close()


def choose(page: Page, kind: str, reason: str, words: str, **typed: str) -> None:
    """Fill the decide form in and send it."""
    page.locator(f"[name=kind][value={kind}]").check()
    for name, text in typed.items():
        page.locator(f"#{name}_{kind}").fill(text)
    page.locator(f"#reason_{kind}").select_option(reason)
    page.get_by_label("In the panel's own words").fill(words)
    page.get_by_role("button", name="Record this decision").click()


def test_two_at_one_case_and_an_award_above_the_limit(
    county: County, opened: Opened, request: pytest.FixtureRequest
) -> None:
    scripted = request.node.callspec.params["opened"]
    address = county.heard[0 if scripted else 1]
    chair, officer = opened("chair"), opened("senior_officer")
    for page in (chair, officer):
        page.goto(county.origin + address)
    choose(chair, "exceptional_award", "beyond_the_bands", "Two adults are needed all day.", amount="21,000")
    expect(chair.get_by_text("This has gone up to a senior officer.")).to_be_visible()
    choose(officer, "agree", "as_recommended", "I had the page open since this morning.")
    expect(officer.get_by_text("Someone changed this first")).to_be_visible()
    expect(officer.get_by_text("put to a senior officer by the chair")).to_be_visible()
    expect(officer.get_by_label("In the panel's own words")).to_have_value("I had the page open since this morning.")
    officer.goto(county.origin + "/going-up")
    officer.get_by_role("link", name=address.rpartition("/")[2]).click()
    expect(officer.get_by_label("In the panel's own words")).to_have_value("Two adults are needed all day.")
    expect(officer.locator("#amount_exceptional_award")).to_have_value("21000.00")
    officer.get_by_role("button", name="Record this decision").click()
    expect(officer.get_by_text("Exceptional award: £21,000 a year").first).to_be_visible()
    officer.go_back()  # pages are not kept, so the case comes back as it stands, and nothing is decided twice
    expect(officer.get_by_role("button", name="Record this decision")).to_have_count(0)
    expect(officer.get_by_text("Exceptional award: £21,000 a year").first).to_be_visible()


def test_the_form_of_a_chair_is_accessible_and_narrow(county: County, browser_page: Page) -> None:
    page = browser_page
    sign_in(page.context, county, "chair")
    page.goto(county.origin + county.heard[2])
    page.get_by_role("radio", name="Agree for a time").check()
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == []
    page.get_by_role("button", name="Record this decision").click()
    expect(page).to_have_title(re.compile("^Error: "))
    for said in ("Write the first day.", "Write the last day.", "Choose the reason."):
        expect(page.get_by_role("link", name=said)).to_be_visible()
    assert faults(page) == []
    assert too_wide(page) == []
