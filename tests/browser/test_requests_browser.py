"""A school's main job in a real browser, start to finish: with script, without it, and with the keyboard alone."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import County, sign_in
from tests.browser.looking import faults, too_wide
from tests.browser.test_pages_work import reach
from tests.fixtures_browser import BrowserLog

Look = Callable[[Page], None]


def nothing(_page: Page) -> None:
    """Without script axe cannot look."""


def look(page: Page) -> None:
    """Accessible, and nothing wider than the window, wide and narrow."""
    assert faults(page) == [], page.url
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert too_wide(page) == [], page.url
    page.set_viewport_size(size or {"width": 1280, "height": 720})


def go_on(page: Page, look_at: Look) -> None:
    """Save this step and look at the next."""
    page.get_by_role("button", name="Save and continue").click()
    look_at(page)


def write_it(page: Page, county: County, child: str, look_at: Look) -> None:
    """From the list of requests to the page that checks the answers."""
    page.goto(county.origin + "/requests")
    look_at(page)
    page.get_by_role("link", name="Send a request").click()
    look_at(page)
    page.get_by_label("Top-up without an EHC plan").check()
    page.get_by_role("button", name="Start").click()
    look_at(page)
    page.get_by_role("link", name="The child or young person").click()
    page.get_by_label("Name").fill(child)
    page.get_by_label("Date of birth").fill("31/2/2018")
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    look_at(page)
    expect(page.get_by_label("Name")).to_have_value(child)
    page.get_by_label("Date of birth").fill("2 March 2018")
    go_on(page, look_at)
    first = page.get_by_role("group", name="First parent")
    first.get_by_label("Name").fill("Alex Example")
    first.get_by_role("group", name="parental responsibility").get_by_label("Yes").check()
    page.get_by_role("button", name="Add another parent").click()
    look_at(page)
    expect(page.get_by_role("group", name="Third parent")).to_be_visible()
    go_on(page, look_at)
    go_on(page, look_at)
    expect(page.get_by_text("Invented Primary School (100000)")).to_be_visible()
    go_on(page, look_at)
    said = page.get_by_role("group", name="The child or young person")
    said.get_by_label("In their own words").fill("I like it when Miss shows me with pictures.")
    said.get_by_label("The day they said it").fill("2/9/2026")
    go_on(page, look_at)
    page.get_by_label("3: Uses single words, signs or pictures").check()
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("link", name=child).first.click()
    expect(page.get_by_text("1 of 3 answered")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="What shows the need").click()
    look_at(page)
    page.get_by_label("How many cycles of assess, plan, do, review are written down?").fill("2")
    page.get_by_label("On which day was the latest cycle reviewed?").fill("6/7/2026")
    page.get_by_role("group", name="Did the need begin").get_by_label("No", exact=True).check()
    go_on(page, look_at)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What kind of place is it?").select_option("mainstream")
    page.get_by_role("link", name="All steps").last.click()
    page.get_by_role("link", name="Check your answers and send").click()
    look_at(page)


def send_it(page: Page, look_at: Look) -> str:
    """What is missing is said and put right; then it is sent. The address of the case."""
    page.get_by_role("link", name="First parent: say whether this parent’s whereabouts").click()
    page.get_by_role("group", name="whereabouts").first.get_by_label("No").check()
    page.get_by_role("button", name="Save and continue").click()
    look_at(page)
    page.get_by_role("button", name="Send this request").click()
    expect(page.get_by_role("heading", name="Where your request stands")).to_be_visible()
    expect(page.get_by_text("A caseworker looks at it next.")).to_be_visible()
    look_at(page)
    return page.url.split("#")[0]


def hear_of_it(page: Page, county: County, case: str, look_at: Look) -> None:
    """Assessed by a caseworker, it asks for more; the school answers until it is decided."""
    context = page.context.browser.new_context() if page.context.browser else page.context
    sign_in(context, county, "caseworker")
    worker = context.new_page()
    worker.goto(case)
    worker.get_by_role("button", name="Assess this request").click()
    context.close()
    page.goto(county.origin + "/requests")
    card = page.get_by_role("listitem").filter(has=page.locator(f'a[href="{case.removeprefix(county.origin)}"]')).first
    expect(card.get_by_text("You are asked for:")).to_be_visible()
    look_at(page)
    page.goto(case)
    page.get_by_role("link", name="Change or add answers").click()
    look_at(page)
    page.get_by_label("Understanding new ideas").select_option("3")
    page.get_by_role("button", name="Keep these answers").click()
    expect(page.get_by_text("It is worked out again before anyone decides.")).to_be_visible()
    page.get_by_role("link", name="Add what someone says").click()
    look_at(page)
    page.get_by_label("Whose words are these?").select_option("parent")
    page.get_by_label("In their own words").fill("Robin comes home tired and cross.")
    page.get_by_label("The day they said it").fill("3/9/2026")
    page.get_by_role("button", name="Keep these words").click()
    expect(page.get_by_text("“Robin comes home tired and cross.”")).to_be_visible()
    for hidden in ("Why not the next band", "Cases like this one", "The whole working"):
        page.goto(case)
        expect(page.get_by_text(hidden)).to_have_count(0)


def test_with_script(county: County, browser_page: Page, browser_log: BrowserLog) -> None:
    sign_in(browser_page.context, county, "school")
    write_it(browser_page, county, "Robin Script", look)
    hear_of_it(browser_page, county, send_it(browser_page, look), look)
    assert [text for text in browser_log.errors if "422" not in text] == []
    assert browser_log.elsewhere(county.origin) == []


def test_without_script(county: County, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, county, "school")
    page = context.new_page()
    write_it(page, county, "Robin Plain", nothing)
    hear_of_it(page, county, send_it(page, nothing), nothing)
    context.close()


def test_back_and_send_again_is_the_same_case(county: County, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, county, "school")
    page = context.new_page()
    write_it(page, county, "Robin Twice", nothing)
    case = send_it(page, nothing)
    page.go_back()
    again = page.get_by_role("button", name="Send this request")
    if again.count():  # a browser that kept the page; another asks the server, which leads to what it became
        again.click()
        assert page.url.split("#")[0] == case
    page.goto(county.origin + "/requests")
    expect(page.get_by_role("link", name="Robin Twice")).to_have_count(1)
    context.close()


def test_the_keyboard_alone(county: County, browser_page: Page) -> None:
    page = browser_page
    sign_in(page.context, county, "school")
    page.goto(county.origin + "/requests/new")
    reach(page, "#legal_basis-1")
    page.keyboard.press("Space")
    reach(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your request for")).to_be_visible()
    reach(page, "a[href$='/child']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The child or young person")).to_be_visible()
    reach(page, "[name='child.name']")
    page.keyboard.type("Robin Keys")
    reach(page, "[name='child.date_of_birth']")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    reach(page, ".govuk-error-summary a")
    page.keyboard.press("Enter")
    born = page.get_by_label("Date of birth")
    expect(born).to_be_focused()
    expect(born).to_have_accessible_description(re.compile("Write a day such as"))
    born.press("Control+a")
    page.keyboard.type("2/3/2018")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Parents")).to_be_visible()


def test_a_caseworker_sends_one_too(county: County, browser_page: Page, browser_log: BrowserLog) -> None:
    page = browser_page
    sign_in(page.context, county, "caseworker")
    page.goto(county.origin + "/requests/new")
    look(page)
    page.get_by_label("EHC plan from another authority").check()
    page.get_by_label("Top-up funding in the county").check()
    page.get_by_role("button", name="Start").click()
    steps = page.locator(".eh-steps a")
    for number in range(steps.count()):
        steps.nth(number).click()
        look(page)
        page.get_by_role("link", name="All steps").last.click()
    page.get_by_role("link", name="Check your answers and send").click()
    expect(page.get_by_text("Write the code of the authority maintaining the plan.")).to_be_visible()
    look(page)
    page.get_by_role("link", name="All steps").click()
    page.get_by_text("Throw this request away").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("You are writing no request now.")).to_be_visible()
    assert browser_log.errors == []
