"""What a caseworker keeps of a case, in a real browser: without script, by keyboard, on paper."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import County, sign_in
from tests.browser.looking import faults, too_wide


def test_a_caseworker_keeps_a_case_without_script(county: County, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, county, "caseworker")
    page = context.new_page()
    page.goto(county.origin + county.pages["warnings, bare"].removesuffix("/warnings"))
    page.get_by_role("link", name="What Section F costs").click()
    page.get_by_label("What it costs a year").fill("a lot")
    page.get_by_label("Where this comes from").fill("Quote, 3 June 2026")
    page.get_by_role("button", name="Add this line").click()
    expect(page.get_by_role("heading", name="There are 2 problems")).to_be_visible()
    assert page.get_by_label("What it costs a year").input_value() == "a lot"
    page.get_by_label("What Section F specifies").fill("A speech therapist, weekly")
    page.get_by_label("What it costs a year").fill("£4,200")
    page.get_by_role("button", name="Add this line").click()
    expect(page.get_by_text("Together: £4,200 a year.")).to_be_visible()
    page.get_by_text("Replace this line").click()
    page.get_by_label("What it costs a year").first.fill("")
    page.get_by_role("button", name="Replace the line").click()
    expect(page.get_by_text("not costed yet; one line is not costed")).to_be_visible()
    page.locator(".govuk-back-link").click()
    page.get_by_role("link", name="Answers").click()
    page.get_by_label("Making themselves understood").select_option("4")
    page.get_by_role("button", name="Keep these answers").click()
    page.get_by_text("History").click()
    expect(page.get_by_text("Answers were changed.")).to_be_visible()
    context.close()


def test_a_form_with_errors_and_the_answers_are_accessible_and_narrow(county: County, browser_page: Page) -> None:
    sign_in(browser_page.context, county, "caseworker")
    browser_page.goto(county.origin + county.pages["people, full"])
    browser_page.get_by_label("Who they are to the child").select_option("parent")
    browser_page.get_by_label("From which day").last.fill("someday")
    browser_page.get_by_role("button", name="Add this person or body").click()
    expect(browser_page.get_by_role("alert")).to_be_visible()
    browser_page.set_viewport_size({"width": 320, "height": 640})
    assert faults(browser_page) == [] and too_wide(browser_page) == []
    browser_page.get_by_role("link", name="Say whether this parent has parental responsibility.").click()
    browser_page.goto(county.origin + county.pages["waiting"] + "/answers")
    assert faults(browser_page) == [] and too_wide(browser_page) == []


def test_an_address_is_for_those_who_write_letters_and_not_for_paper(county: County, signed_page: Page) -> None:
    signed_page.goto(county.origin + county.pages["with all that hangs on it"])
    expect(signed_page.get_by_text("Address shielded from Alex Invented.").first).to_be_visible()
    signed_page.get_by_text("People around the child, with a shielded address").click()
    expect(signed_page.get_by_text("4 Elm Close")).to_be_visible()
    signed_page.emulate_media(media="print")
    expect(signed_page.get_by_text("4 Elm Close")).to_be_hidden()
    expect(signed_page.get_by_text("Has parental responsibility.").first).to_be_visible()
