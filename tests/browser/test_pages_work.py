"""The whole job in a real browser: with script, without it, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import County, sign_in
from tests.browser.looking import faults, too_wide
from tests.fixtures_browser import BrowserLog

ANOTHER = "Agree another band or amount"
RING = """() => { const each = document.activeElement;
  const style = ['radio', 'checkbox'].includes(each.type)
    ? getComputedStyle(each.nextElementSibling, '::before') : getComputedStyle(each);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none'; }"""


def do_the_job(page: Page, county: County, address: str) -> None:
    """Assess, put to the panel, decide."""
    page.goto(county.origin + address)
    page.get_by_role("button", name="Assess this request").click()
    expect(page.get_by_text("Band 3, £4,680 a year from")).to_be_visible()
    page.get_by_role("button", name="Put this advice to the panel").click()
    page.get_by_role("radio", name=ANOTHER).check()
    under = page.get_by_role("group", name=ANOTHER)
    under.get_by_label("Band", exact=True).fill("4")
    under.get_by_label("Amount for a year").fill("£7,420")
    under.get_by_label("Reason to agree another band").select_option("need_greater")
    page.get_by_label("In the panel's own words").fill("Afternoons are much harder.")
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("Agreed at another band: band 4, £7,420 a year.")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Record \d")).first.click()
    expect(page.get_by_text("This differs from the advice.")).to_be_visible()


def test_with_script(county: County, signed_page: Page, browser_log: BrowserLog) -> None:
    do_the_job(signed_page, county, county.received[0])
    assert browser_log.errors == []
    assert browser_log.elsewhere(county.origin) == []


def test_without_script(county: County, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, county)
    page = context.new_page()
    do_the_job(page, county, county.received[1])
    page.goto(county.origin + "/rulebooks/county_top_up/try")
    page.get_by_label("Making themselves understood").select_option("4")
    page.get_by_role("button", name="See what these lead to").click()
    expect(page.get_by_role("heading", name="What these answers lead to")).to_be_visible()
    context.close()


def test_only_the_questions_that_a_choice_needs(county: County, signed_page: Page) -> None:
    page = signed_page
    page.goto(county.origin + county.waiting[0])
    band, reason = page.locator("#band_agree_another_band"), page.get_by_label("Reason to agree another band")
    expect(band).to_be_hidden()
    page.get_by_role("radio", name=ANOTHER).check()
    expect(band).to_be_visible()
    expect(reason).to_be_visible()
    band.fill("4")
    page.get_by_role("radio", name="Agree as recommended").check()
    expect(band).to_be_hidden()
    page.get_by_label("Reason to agree as recommended").select_option("as_recommended")
    page.get_by_label("In the panel's own words").fill("Agreed.")
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("Agreed as recommended: band 3").first).to_be_visible()


def test_an_error_is_announced_and_leads_to_its_field(
    county: County, signed_page: Page, browser_log: BrowserLog
) -> None:
    page = signed_page
    page.goto(county.origin + county.waiting[1])
    page.get_by_role("radio", name=ANOTHER).check()
    page.get_by_label("In the panel's own words").fill("Kept.")
    page.get_by_role("button", name="Record this decision").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == []
    page.get_by_role("link", name="Write how much is agreed for a year, in pounds.").click()
    amount = page.get_by_role("group", name=ANOTHER).get_by_label("Amount for a year")
    expect(amount).to_be_focused()
    expect(amount).to_have_accessible_description(re.compile(r"Error:\s+Write how much is agreed"))
    expect(page.get_by_label("In the panel's own words")).to_have_value("Kept.")
    page.get_by_role("link", name="Choose the reason.").click()
    expect(page.get_by_label("Reason to agree another band")).to_be_focused()
    assert [text for text in browser_log.errors if "422" not in text] == []


def reach(page: Page, wanted: str, most: int = 80) -> None:
    """Press Tab until the field or button is in focus; every stop on the way shows where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            return
    raise AssertionError(f"{wanted} is not reached")


def test_the_keyboard_alone(county: County, signed_page: Page) -> None:
    page = signed_page
    page.goto(county.origin + county.waiting[2])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reach(page, "[name=kind]")
    page.keyboard.press("Space")
    reach(page, "#reason_agree")
    page.keyboard.press("ArrowDown")
    reach(page, "#words")
    page.keyboard.type("Agreed at the sitting.")
    reach(page, "#attested")
    page.keyboard.press("Space")
    reach(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Agreed at the sitting.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1100])
def test_focus_is_never_hidden_behind_anything(county: County, signed_page: Page, width: int) -> None:
    page = signed_page
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(county.origin + county.waiting[3])
    covered = """() => { const box = document.activeElement.getBoundingClientRect();
      const across = Math.max(1, box.x + Math.min(box.width, innerWidth) / 2);
      const at = document.elementFromPoint(across, box.y + box.height / 2);
      return !(at && (document.activeElement.contains(at) || at.contains(document.activeElement))); }"""
    for _ in range(45):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName !== 'BODY' && document.activeElement.offsetParent !== null"):
            assert not page.evaluate(covered), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_trying_a_rulebook(county: County, signed_page: Page, browser_log: BrowserLog) -> None:
    page = signed_page
    page.goto(county.origin + "/rulebooks/county_top_up/try")
    page.get_by_label("Making themselves understood").select_option("3")
    page.get_by_label("How many cycles of assess, plan, do, review are written down?").fill("2")
    page.get_by_role("button", name="See what these lead to").click()
    expect(page.get_by_role("heading", name="What these answers lead to")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("How many cycles of assess, plan, do, review are written down?").fill("many")
    page.get_by_role("button", name="See what these lead to").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert faults(page) == []
    assert [text for text in browser_log.errors if "422" not in text] == []
