"""A sitting in a real browser: the clerk's, the chair's and a member's job from first to last, looked at on the way."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.browser.looking import faults, too_wide
from tests.fixtures_browser import BrowserLog
from tests.panel_api.databases import MANY
from tests.panel_api.http_support import recommended
from tests.panel_api.pages_support import pressed
from tests.panel_api.serving import running
from tests.panel_api.sittings_pages import NINE_DAYS_BEFORE, THE_DAY, Day

Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def day(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, network: Network
) -> Iterator[Day]:
    """A panel, its people signed in, and a server that answers browsers by the same clock."""
    file = tmp_path_factory.mktemp("sitting") / "evenhand.db"
    shutil.copy(sqlite_template, file)
    settings = Settings(database_url=f"sqlite:///{file}", requests_a_minute=MANY)
    with Day(settings, shelf, network).begun() as day:
        app = create_app(settings, clock=lambda: day.now, shelf=shelf, network=network)
        with running(app) as origin:
            day.origin = origin
            yield day


@pytest.fixture
def opened(browser: Browser, day: Day, browser_log: BrowserLog) -> Iterator[Opened]:
    """Opens a page as someone of the panel, in a browser of their own."""
    contexts = []

    def open_(who: str, address: str, *, script: bool = True) -> Page:
        context = browser.new_context(
            locale="en-GB", java_script_enabled=script, viewport={"width": 1280, "height": 900}
        )
        contexts.append(context)
        client = day[who]
        (role,) = client.people
        context.add_cookies([{"name": "evenhand", "value": client.sessions[role][0], "url": day.origin}])
        page = context.new_page()
        page.on("request", lambda request: browser_log.requests.append(request.url))
        page.on("console", lambda said: browser_log.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: browser_log.errors.append(str(error)))
        page.goto(day.origin + address)
        return page

    yield open_
    for context in contexts:
        context.close()


@contextmanager
def narrow(page: Page) -> Iterator[None]:
    """A narrow window for a while."""
    page.set_viewport_size({"width": 320, "height": 640})
    yield
    page.set_viewport_size({"width": 1280, "height": 900})


def looked_at(page: Page) -> None:
    """The page as it stands is accessible, and fits a narrow window."""
    assert faults(page) == [], page.url
    with narrow(page):
        assert too_wide(page) == [], page.url


def arrange(page: Page, day: Day, looks: bool) -> str:
    """The clerk arranges a sitting and asks everyone; its address."""
    look = looked_at if looks else lambda _page: None
    page.goto(f"{day.origin}/sittings")
    look(page)
    page.get_by_role("button", name="Arrange a sitting").click()
    page.get_by_role("button", name="Arrange it").click()
    expect(page.get_by_role("link", name="Write a day that is still to come")).to_be_visible()
    look(page)
    page.get_by_label("Which panel sits").fill("North panel")
    page.get_by_label("On which day").fill("6 October 2026")
    page.get_by_label("When it begins").fill("9.30")
    page.get_by_label("Where it sits").fill("Room 2")
    page.get_by_label("Ask the same people as last time").set_checked(False)
    page.get_by_role("button", name="Arrange it").click()
    page.get_by_role("link", name="Who sits").click()
    for who, seat, serves in (
        ("chair", "Chair", "the education service"),
        ("health", "Member", "health"),
        ("school", "Member", "a school or setting"),
    ):
        (person,) = day[who].people.values()
        page.get_by_label("Whom").select_option(person.reference)
        page.get_by_label("As what").select_option(label=seat)
        page.get_by_label("Sitting for").select_option(label=serves)
        page.get_by_role("button", name="Ask them").click()
    look(page)
    page.get_by_role("link", name="Agenda").click()
    return page.url.removeprefix(day.origin)


def put_and_freeze(page: Page, day: Day, address: str, cases: list[str], looks: bool) -> None:
    """The clerk puts cases on, freezes the papers and tables one late."""
    look = looked_at if looks else lambda _page: None
    page.goto(day.origin + address)
    page.get_by_role("button", name="Put cases on the agenda").click()
    for case in cases[:-1]:
        page.locator(f"label[for=case-{case}]").click()
    look(page)
    page.get_by_role("button", name="Put the chosen cases on the agenda").click()
    look(page)
    page.get_by_role("link", name="Put the items in another order").click()
    look(page)
    page.get_by_role("button", name="Put them in this order").click()
    page.get_by_role("button", name="Freeze the papers").click()
    expect(page.get_by_text("Frozen on 27 September 2026, in time.")).to_be_visible()
    page.get_by_role("link", name="Table a case late").click()
    page.get_by_label("Which case").fill(cases[-1])
    page.get_by_label("Why it cannot wait").fill("The school closes on Friday.")
    look(page)
    page.get_by_role("button", name="Table it late").click()
    expect(page.get_by_role("row", name=re.compile(f"{cases[-1]}.*Late"))).to_be_visible()


def decide(page: Page) -> None:
    """The chair agrees what is advised, on the screen of the room."""
    page.get_by_role("radio", name="Agree as recommended").check()
    page.get_by_label("Reason to agree as recommended").select_option(index=1)
    page.get_by_label("In the panel's own words").fill("The levels are well evidenced.")
    page.get_by_role("checkbox", name="I have read this case").check()
    page.get_by_role("button", name="Record this decision").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_arranging_to_minutes(day: Day, opened: Opened, browser_log: BrowserLog, script: bool) -> None:
    day.move(NINE_DAYS_BEFORE)
    cases = [recommended(day.clerk)[0] for _ in range(4)]
    clerk = opened("clerk", "/sittings", script=script)
    address = arrange(clerk, day, looks=script)
    put_and_freeze(clerk, day, address, cases, looks=script)
    member = opened("health", address, script=script)
    member.get_by_role("button", name="I am coming").click()
    member.get_by_role("link", name=f"Declare an interest in {cases[1]}").click()
    member.get_by_label("What is the interest?").fill("I taught the child.")
    if script:
        looked_at(member)
    member.get_by_role("button", name="Declare this interest").click()
    expect(member.get_by_text("An item you have an interest in")).to_be_visible()

    day.move(THE_DAY)
    clerk, chair = opened("clerk", f"{address}/people", script=script), opened("chair", address, script=script)
    clerk.get_by_role("button", name="Everyone who is expected came now").click()
    if script:
        looked_at(clerk)
    chair.get_by_role("button", name="Open the sitting").click()
    chair.get_by_role("link", name="Go through it case by case").click()
    expect(chair.get_by_text(f"Item 1 of 4 · Case {cases[0]}")).to_be_visible()
    if script:
        looked_at(chair)
    decide(chair)
    expect(chair.get_by_text(f"Item 2 of 4 · Case {cases[1]}")).to_be_visible()
    expect(chair.get_by_text("This item cannot be decided now.")).to_be_visible()
    expect(chair.get_by_role("button", name="Record this decision")).to_have_count(0)
    if script:
        looked_at(chair)
    chair.get_by_text("Carry it over, or take it off").click()
    chair.get_by_label("Why it is carried over").fill("There is no quorum for it.")
    chair.get_by_role("button", name="Carry it over").click()
    for case in cases[2:]:
        expect(chair.get_by_text(f"Case {case}")).to_be_visible()
        decide(chair)
    expect(chair.get_by_text("Every item is dealt with.")).to_be_visible()
    if script:
        looked_at(chair)
    chair.get_by_role("button", name="Close the sitting").click()
    expect(chair.get_by_text("This is as advised.")).to_have_count(3)
    clerk.goto(f"{day.origin}{address}/minutes")
    gap = clerk.locator(".eh-gap").first
    gap.get_by_label("What belongs here").fill("At half past ten.")
    if script:
        looked_at(clerk)
    gap.get_by_role("button", name=re.compile("Fill it in")).click()
    expect(clerk.get_by_text("At half past ten.")).to_be_visible()
    clerk.goto(f"{day.origin}/sittings")
    if script:
        looked_at(clerk)
    assert browser_log.elsewhere(day.origin) == []
    assert [text for text in browser_log.errors if "status of 4" not in text] == []


def open_sitting(day: Day, count: int = 3) -> tuple[str, list[str]]:
    """An open sitting with everyone there, by the forms; its address and its cases."""
    day.move(NINE_DAYS_BEFORE)
    cases = [recommended(day.clerk)[0] for _ in range(count)]
    address = day.arranged()
    day.put(address, *cases)
    pressed(day["clerk"], address, "/freeze")
    day.move(THE_DAY)
    pressed(day["clerk"], f"{address}/people", "/everyone")
    pressed(day["chair"], address, "/open")
    return address, cases


def test_keys_lead_through_the_cases_and_do_nothing_while_someone_writes(day: Day, opened: Opened) -> None:
    address, cases = open_sitting(day)
    page = opened("chair", f"{address}/run")
    expect(page.get_by_text(f"Item 1 of 3 · Case {cases[0]}")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text(f"Item 2 of 3 · Case {cases[1]}")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_text(f"Item 1 of 3 · Case {cases[0]}")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_role("radio", name="Agree as recommended")).to_be_focused()
    words = page.get_by_label("In the panel's own words")
    words.focus()
    page.keyboard.type("not pending")
    expect(words).to_have_value("not pending")
    expect(page.get_by_text("Item 1 of 3")).to_be_visible()
    page.get_by_role("button", name="Switch the keys off").click()
    page.locator("h1").click()
    page.keyboard.press("n")
    page.wait_for_timeout(200)
    expect(page.get_by_text("Item 1 of 3")).to_be_visible()
    page.get_by_role("button", name="Switch the keys on").click()
    page.locator("h1").click()
    page.keyboard.press("Control+n")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name="Have you an interest in this case?")).to_be_visible()


def test_the_job_by_keyboard_alone(day: Day, opened: Opened) -> None:
    address, cases = open_sitting(day, 2)
    page = opened("chair", f"{address}/run")
    page.keyboard.press("d")
    page.keyboard.press("Space")
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        if focused == "reason_agree":
            page.keyboard.press("ArrowDown")
        elif focused == "words":
            page.keyboard.type("As advised.")
        elif focused == "attested":
            page.keyboard.press("Space")
        elif focused == "Record this decision":
            page.keyboard.press("Enter")
            break
    expect(page.get_by_text(f"Item 2 of 2 · Case {cases[1]}")).to_be_visible()


def test_a_pack_prints_each_case_from_a_new_sheet_on(day: Day, opened: Opened, tmp_path: Path) -> None:
    address, cases = open_sitting(day)
    page = opened("school", f"{address}/pack")
    looked_at(page)
    file = tmp_path / "pack.pdf"
    page.pdf(path=str(file), format="A4")
    sheets = [sheet.extract_text() for sheet in PdfReader(file).pages]
    begins = [number for number, text in enumerate(sheets) if re.search(r"Item \d: Top-up", text)]
    assert len(begins) == 3 and begins[0] > 0
    for number, case in zip(begins, cases, strict=True):
        assert sheets[number].lstrip().startswith("Item ")
        assert case in sheets[number]
    assert "Sign out" not in sheets[0] and "Who sits" not in sheets[0]


def test_forced_colours_and_large_text_lose_nothing(day: Day, opened: Opened) -> None:
    address, _ = open_sitting(day)
    page = opened("chair", f"{address}/run")
    page.emulate_media(forced_colors="active")
    assert faults(page) == []
    page.emulate_media(forced_colors="none")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert too_wide(page) == []
