"""Signing in by a real browser, with script and without: a password, the demo's buttons, a lapsed session."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.opinions.network import Network
from panel_api import services
from panel_api.clock import system_clock
from panel_api.main import create_app
from panel_api.services.people import NewRole
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.browser.looking import faults, too_wide
from tests.fixtures_browser import BrowserLog
from tests.panel_api.http_support import recommended, started
from tests.panel_api.provider_support import real_provider
from tests.panel_api.serving import running
from tests.panel_api.sign_in_support import ANOTHER, PASSWORD, Moving, Service
from tests.panel_api.test_sign_in_demo import invent

WORDS = "Afternoons are much harder. We heard her mother."
both = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@dataclass
class Place:
    """A running service and where it is."""

    service: Service
    origin: str
    case: str


@pytest.fixture
def place(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Iterator[Place]:
    clock = Moving()
    app = create_app(sqlite_settings, clock=clock, shelf=shelf, network=network)
    with started(app) as client:
        reference, _ = recommended(client)
        service = Service(app, clock)
        service.person("senior_officer")
    other = create_app(sqlite_settings, clock=clock, shelf=shelf, network=network)
    with running(other) as origin:
        yield Place(Service(other, clock), origin, f"{origin}/cases/{reference}")


@pytest.fixture
def opened(browser: Browser, browser_log: BrowserLog) -> Iterator[Callable[[bool], Page]]:
    """Opens a browser with script or without; what it asked for and complained of is in `browser_log`."""
    contexts = []

    def open_one(script: bool) -> Page:
        context = browser.new_context(java_script_enabled=script, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: browser_log.errors.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: browser_log.requests.append(request.url))
        return page

    yield open_one
    for context in contexts:
        context.close()


def sound(page: Page, script: bool = True) -> None:
    """Accessible, and no wider than a narrow screen."""
    if script:
        assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    if script:
        assert too_wide(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def fill_in(page: Page, password: str = PASSWORD, email: str = "wren@council.example") -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@both
def test_a_password(place: Place, opened: Callable[[bool], Page], browser_log: BrowserLog, script: bool) -> None:
    page = opened(script)
    page.goto(place.case)
    expect(page).to_have_title("Sign in – Evenhand")
    sound(page, script)
    fill_in(page, "not the password")
    expect(page.get_by_text("The e-mail address or the password is not right")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("wren@council.example")
    sound(page, script)
    fill_in(page)
    expect(page).to_have_url(place.case)
    page.get_by_role("link", name="Wren Ashby, senior officer").click()
    sound(page, script)
    page.get_by_label("Your password now").fill(PASSWORD)
    page.get_by_label("A new password").fill(ANOTHER)
    page.get_by_label("The new password again").fill("something else")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("link", name="The two passwords differ. Type both again.")).to_be_visible()
    sound(page, script)
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    assert [each for each in browser_log.errors if "status of 4" not in each] == []
    assert browser_log.elsewhere(place.origin) == []
    for cookie in page.context.cookies():
        assert cookie["httpOnly"] and cookie["sameSite"] == "Lax", cookie


@both
def test_a_lapsed_session_loses_nothing(
    place: Place, opened: Callable[[bool], Page], browser_log: BrowserLog, script: bool
) -> None:
    page = opened(script)
    page.goto(place.case)
    fill_in(page)
    page.get_by_label("In the panel's own words").fill(WORDS)
    place.service.clock.on(minutes=31)
    page.get_by_role("button", name="Record this decision").click()
    expect(page.get_by_text("What you typed is kept.")).to_be_visible()
    sound(page, script)
    fill_in(page)
    expect(page.get_by_role("heading", name="What you typed is kept")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    sound(page, script)
    page.get_by_role("button", name="Send it now").click()
    expect(page).to_have_url(f"{place.case}/decide")
    expect(page.get_by_label("In the panel's own words")).to_have_value(WORDS)  # more is asked, and the words stand
    assert [each for each in browser_log.errors if "status of 4" not in each] == []


@both
def test_the_councils_own_sign_in(
    sqlite_settings: Settings, shelf: Shelf, network: Network, opened: Callable[[bool], Page], script: bool
) -> None:
    clock = Moving(system_clock())  # the provider's own time is the real one
    with started(create_app(sqlite_settings, clock=clock, shelf=shelf, network=network)) as client:
        reference, _ = recommended(client)
    wren = {"sub": "wren", "name": "Wren Ashby", "roles": ["Evenhand.Officer"]}
    with real_provider(wren) as issuer:
        settings = Settings(
            database_url=sqlite_settings.database_url,
            oidc_issuer=issuer,
            oidc_client_id="evenhand-test",
            oidc_client_secret="secret-of-the-client",
            oidc_roles='{"Evenhand.Officer": "senior_officer"}',
        )
        with running(create_app(settings, clock=clock, shelf=shelf, network=network)) as origin:
            page, case = opened(script), f"{origin}/cases/{reference}"
            page.route("https://**", lambda route: route.abort())  # the provider's page asks for a style elsewhere
            page.goto(case)
            sound(page, script)
            page.get_by_role("button", name="Sign in with your council account").click()
            page.get_by_role("button", name="wren").first.click()
            expect(page).to_have_url(case)
            page.get_by_label("In the panel's own words").fill(WORDS)
            clock.on(minutes=31)
            page.get_by_role("button", name="Record this decision").click()
            page.get_by_role("button", name="Sign in with your council account").click()
            page.get_by_role("button", name="wren").first.click()
            expect(page.get_by_role("heading", name="What you typed is kept")).to_be_visible()
            page.get_by_role("button", name="Send it now").click()
            expect(page.get_by_label("In the panel's own words")).to_have_value(WORDS)
            page.get_by_role("button", name="Sign out", exact=True).click()
            page.get_by_role("link", name="sign out there too").click()
            expect(page).to_have_url(re.compile(f"^{re.escape(issuer)}/oauth2/end_session"))


def test_a_session_that_ends_on_the_way_comes_back(place: Place, opened: Callable[[bool], Page]) -> None:
    page = opened(True)
    page.goto(place.case)
    fill_in(page)
    place.service.clock.on(minutes=31)
    page.get_by_role("link", name="Audit", exact=True).first.click()
    expect(page.get_by_text("you come back to where you were")).to_be_visible()
    fill_in(page)
    expect(page).to_have_url(f"{place.origin}/audit")


@both
def test_the_first_password(place: Place, opened: Callable[[bool], Page], script: bool) -> None:
    desk = place.service.desk
    with desk.database.writing() as session:
        given = NewRole("administrator")
        _, link = services.add_account(session, desk, "Nell Quarrie", "nell@council.example", given)
    page = opened(script)
    page.goto(f"{place.origin}/password/{link}")
    sound(page, script)
    for password in ("short", PASSWORD):
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_label("The password again").fill(password)
        page.get_by_role("button", name="Set the password and sign in").click()
    expect(page.get_by_role("link", name="Nell Quarrie, administrator")).to_be_visible()
    for name in ("People", "Programs"):
        page.get_by_role("link", name=name, exact=True).first.click()
        sound(page, script)


def test_the_administrators_work(place: Place, opened: Callable[[bool], Page], browser_log: BrowserLog) -> None:
    place.service.person("administrator", "nell@council.example", name="Nell Quarrie")
    page = opened(True)
    page.goto(f"{place.origin}/people")
    fill_in(page, email="nell@council.example")
    page.get_by_role("button", name="Add an account").click()
    page.get_by_role("button", name="Add the account").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    sound(page)
    page.get_by_label("Name", exact=True).fill("Hattie Vane")
    page.get_by_label("E-mail address").fill("hattie@school.example")
    page.get_by_label("Role").select_option("school")
    page.get_by_label("School").fill("900123")
    page.get_by_role("button", name="Add the account").click()
    expect(page.get_by_text(f"{place.origin}/password/")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Hattie Vane").click()
    sound(page)
    page.get_by_label("Last day as School, school 900123").fill("31/12/2026")
    page.get_by_role("button", name="End this role").click()
    expect(page.get_by_role("cell", name="31 December 2026")).to_be_visible()
    page.get_by_role("button", name="Close this account").click()
    expect(page.get_by_text("Closed. Nobody can sign in with it.")).to_be_visible()
    page.goto(f"{place.origin}/tokens")
    page.get_by_role("button", name="Make the token").click()
    sound(page)
    page.get_by_label("The program's name").fill("Casework system")
    page.get_by_label("Whose program").select_option("caseworker")
    page.get_by_label("List and read the cases they see").check()
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("The token")).to_contain_text("eh_")
    sound(page)
    page.get_by_role("link", name="Programs").first.click()
    sound(page)
    page.get_by_role("button", name="Revoke Casework system").click()
    expect(page.get_by_role("cell", name="Revoked")).to_be_visible()
    assert [each for each in browser_log.errors if "status of 4" not in each] == []


@both
def test_the_demos_buttons(
    sqlite_settings: Settings, shelf: Shelf, network: Network, opened: Callable[[bool], Page], script: bool
) -> None:
    invent(sqlite_settings)
    settings = Settings(database_url=sqlite_settings.database_url, demo=True)
    with running(create_app(settings, clock=Moving(), shelf=shelf, network=network)) as origin:
        page = opened(script)
        page.goto(f"{origin}/cases")
        sound(page, script)
        if script:  # by the keyboard alone
            button = page.get_by_role("button", name="Somebody 1 (invented)")
            while not button.evaluate("each => each === document.activeElement"):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        else:
            page.get_by_role("button", name="Somebody 1 (invented)").click()
        expect(page).to_have_url(f"{origin}/cases")
        expect(page.get_by_role("link", name="Somebody 1 (invented), chair")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Somebody 2 (invented)")).to_be_visible()
