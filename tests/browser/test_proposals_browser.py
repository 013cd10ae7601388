"""The rulebook editor's main job in a real browser: proposed, mended where the check stops it, supported by another."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import County, sign_in
from tests.browser.looking import faults, too_wide

AMOUNT = "band_3: £4,500"


def page_of(browser: Browser, county: County, role: str, *, script: bool) -> tuple[Page, list[str]]:
    """A page of a browser of its own, in which someone of this role is signed in, and the errors of its console."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", java_script_enabled=script)
    sign_in(context, county, role)
    page, errors = context.new_page(), list[str]()
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page, errors


def looked_at(page: Page, script: bool) -> None:
    """The page as it stands is accessible, and fits a narrow window."""
    assert not script or faults(page) == [], page.url
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == [], page.url
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_rulebook_is_proposed_mended_and_supported(county: County, browser: Browser, script: bool) -> None:
    editor, errors = page_of(browser, county, "rulebook_editor", script=script)
    editor.goto(county.origin)
    editor.get_by_role("link", name="Proposals", exact=True).first.click()
    looked_at(editor, script)
    editor.get_by_role("button", name="Propose a rulebook").or_(
        editor.get_by_role("link", name="Propose a rulebook")
    ).first.click()
    editor.get_by_label(re.compile("Devon")).first.check()
    looked_at(editor, script)
    editor.get_by_role("button", name="Continue").click()
    text, cases = editor.get_by_label("The rulebook", exact=True), editor.get_by_label("The cases beside it")
    text.fill(text.input_value().replace(AMOUNT, "band_3: £4,700"))
    editor.get_by_role("button", name="Check and keep").click()
    expect(editor).to_have_title(re.compile("^Error: "))
    looked_at(editor, script)
    assert "£4,700" in text.input_value(), "nothing typed is lost"
    editor.get_by_label("From which day").fill("1 October 2026")
    editor.get_by_label("Nothing is promised").check()
    editor.get_by_label("Why?").fill("Band 3 does not pay for an assistant any more.")
    editor.get_by_role("button", name="Check and keep").click()
    expect(editor.get_by_text("While there are any, nobody can support it.")).to_be_visible()
    looked_at(editor, script)

    editor.get_by_role("link", name="Change it").first.click()
    looked_at(editor, script)
    problem = editor.get_by_role("listitem").filter(has_text="cases.yaml, line ")
    expect(problem).to_contain_text("£4500")
    problem.get_by_role("link", name="Go to the cases").click()
    if script:
        expect(cases).to_be_focused()
        at = cases.evaluate("each => each.value.slice(each.selectionStart, each.selectionStart + 6)")
        assert at == "£4500}", "at the very place"
    cases.fill(cases.input_value().replace("£4500}", "£4700}"))
    editor.get_by_role("button", name="Check and keep").click()
    expect(editor.get_by_text("It passes.")).to_be_visible()
    expect(editor.get_by_text("This is your proposal")).to_be_visible()
    looked_at(editor, script)

    officer, more = page_of(browser, county, "senior_officer", script=script)
    officer.goto(editor.url)
    lines = officer.get_by_role("region", name=re.compile("of the rulebook"))
    expect(lines.get_by_role("rowheader", name="Taken out")).to_have_count(1)
    expect(lines.get_by_role("rowheader", name="Put in")).to_have_count(1)
    expect(officer.get_by_text("It would also change what holds before that day.")).to_be_visible()
    officer.get_by_role("button", name="Record this answer").click()
    officer.get_by_role("link", name="Choose one: support it, or send it back.").click()
    looked_at(officer, script)
    officer.get_by_label("Support it").check()
    officer.get_by_label("In your words").fill("Read and agreed.")
    officer.get_by_role("button", name="Record this answer").click()
    expect(officer.get_by_text("Supported is not adopted:")).to_be_visible()
    looked_at(officer, script)
    editor.reload()
    expect(editor.get_by_text("Supported", exact=True).first).to_be_visible()
    assert [each for each in (*errors, *more) if "status of 4" not in each] == []
    editor.context.close()
    officer.context.close()


def test_the_keyboard_alone_goes_through_the_form(county: County, browser: Browser) -> None:
    editor, _ = page_of(browser, county, "rulebook_editor", script=True)
    editor.goto(f"{county.origin}/proposals/new?from=devon_bands")
    editor.get_by_label("From which day").focus()
    editor.keyboard.type("1 October 2026")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Space")
    editor.keyboard.press("Tab")
    editor.keyboard.type("0.5")
    for _ in ("the most in pounds", "held until review", "yearly parts", "the most in percent", "why"):
        editor.keyboard.press("Tab")
    editor.keyboard.type("A first draft.")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Control+End")
    editor.keyboard.type("order: soon")
    editor.keyboard.press("Tab")
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Check and keep")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("nobody can support it")).to_be_visible()
    expect(editor.get_by_text("order: soon").first).to_be_visible()
    editor.context.close()
