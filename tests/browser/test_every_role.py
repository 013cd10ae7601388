"""Every page there is, as the first role that may open it; and the main job of those who only read."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.opinions.network import Network
from panel_api.columns import ROLES
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.browser.looking import faults, too_wide
from tests.fixtures_browser import BrowserLog
from tests.panel_api.databases import MANY
from tests.panel_api.http_support import NOW, started
from tests.panel_api.matrix import BY_NAME, MARKS, World, ask_everything, build, draw_sample
from tests.panel_api.pages_cases import decided
from tests.panel_api.serving import running

SCRIPTED = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@dataclass(frozen=True)
class Everyone:
    """Where the server listens, what each role's cookie carries, and the first role that may open each page."""

    origin: str
    signed: dict[str, str]
    pages: dict[str, str]
    world: World


@pytest.fixture(scope="module")
def everyone(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, network: Network
) -> Iterator[Everyone]:
    """The matrix's two cases and everyone signed in, on a server of their own."""
    file = tmp_path_factory.mktemp("everyone") / "evenhand.db"
    shutil.copy(sqlite_template, file)
    settings = Settings(database_url=f"sqlite:///{file}", requests_a_minute=MANY)
    app = create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)
    with started(app) as client:
        world = build(client)
        decided(client, partnership="Riverside")
        draw_sample(world)
        pages: dict[str, str] = {}
        for each in ask_everything(world, ("GET",), cases=("A",), refused=False):
            html = each.answer.headers.get("content-type", "").startswith("text/html")
            if html and each.answer.status_code == 200 and not each.hidden:
                pages.setdefault(each.answer.request.url.path, each.role)
        signed = {role: world.clients[role].sessions[role][0] for role in ROLES}
        with running(create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)) as origin:
            yield Everyone(origin, signed, pages, world)


def page_of(browser: Browser, everyone: Everyone, role: str, *, script: bool = True) -> Page:
    """A page of a browser of its own, in which someone of this role is signed in."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", java_script_enabled=script)
    context.add_cookies([{"name": "evenhand", "value": everyone.signed[role], "url": everyone.origin}])
    return context.new_page()


def test_every_page_of_every_role_is_accessible_narrow_and_quiet(everyone: Everyone, browser: Browser) -> None:
    assert len(everyone.pages) > 40
    assert set(everyone.pages.values()) >= {
        "school",
        "caseworker",
        "chair",
        "auditor",
        "administrator",
    }
    found: dict[str, list[str]] = {}
    for role in ROLES:
        page, log = page_of(browser, everyone, role), BrowserLog()
        page.on("console", lambda said, log=log: log.errors.append(said.text) if said.type == "error" else None)  # type: ignore[misc]
        page.on("request", lambda asked, log=log: log.requests.append(asked.url))  # type: ignore[misc]
        for path in [path for path, first in everyone.pages.items() if first == role]:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(everyone.origin + path)
            wrong = faults(page)
            page.set_viewport_size({"width": 320, "height": 640})
            if wrong := [*wrong, *too_wide(page)]:
                found[f"{role} {path}"] = wrong
        assert log.errors == [] and log.elsewhere(everyone.origin) == [], role
        page.context.close()
    assert found == {}


@pytest.mark.parametrize("role", sorted({*ROLES} - {"rulebook_editor", "administrator", "finance_officer"}))
def test_the_case_as_each_role_sees_it(everyone: Everyone, browser: Browser, role: str) -> None:
    page = page_of(browser, everyone, role)
    page.goto(f"{everyone.origin}/cases/{everyone.world.cases['A']}")
    assert faults(page) == []
    assert (MARKS["A"] in page.content()) == (role in BY_NAME)
    kept_back = role in ("school", "budget_holder")  # it would tell a school what to aim at
    expect(page.get_by_role("heading", name="Why not the next band")).to_have_count(0 if kept_back else 1)
    page.context.close()


@SCRIPTED
def test_the_auditors_job(everyone: Everyone, browser: Browser, script: bool) -> None:
    page = page_of(browser, everyone, "auditor", script=script)
    page.goto(everyone.origin)
    page.get_by_role("link", name="Audit", exact=True).first.click()
    page.get_by_role("link", name="Records", exact=True).first.click()
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_text("evenhand verify").or_(page.get_by_text("sha256sum")).first).to_be_visible()
    case = everyone.world.cases["B" if script else "A"]
    mark = MARKS["B" if script else "A"]
    page.goto(f"{everyone.origin}/cases/{case}")
    assert mark not in page.content()
    page.get_by_role("link", name="Open them for a purpose").click()
    page.get_by_role("button", name="Open for one hour").click()
    expect(page).to_have_title(re.compile("^Error: "))
    if script:
        assert faults(page) == []
    page.get_by_label("What do you need them for?").fill("Sample 4: was the child heard before the panel met?")
    page.get_by_role("button", name="Open for one hour").click()
    expect(page.get_by_text("Names are open to you until")).to_be_visible()
    assert mark in page.content()
    page.context.close()


@SCRIPTED
def test_the_budget_holders_job(everyone: Everyone, browser: Browser, script: bool) -> None:
    page = page_of(browser, everyone, "budget_holder", script=script)
    page.goto(everyone.origin)
    page.get_by_role("link", name="Budget", exact=True).first.click()
    expect(page.get_by_role("heading", name="Riverside partnership")).to_be_visible()
    page.get_by_role("link", name="£90,000.00").first.click()
    expect(page.get_by_role("heading", name="£90,000.00")).to_be_visible()
    page.get_by_role("link", name="Riverside partnership").click()
    page.get_by_role("region", name="The awards").get_by_role("link", name=everyone.world.award).click()
    page.get_by_role("link", name=everyone.world.cases["A"]).click()
    expect(page.get_by_text("You see this case as a pseudonym")).to_be_visible()
    page.context.close()


@SCRIPTED
def test_other_weights_are_tried(everyone: Everyone, browser: Browser, script: bool) -> None:
    page = page_of(browser, everyone, "budget_holder", script=script)
    page.goto(everyone.origin)
    page.get_by_role("link", name="Allocations", exact=True).first.click()
    page.get_by_role("link", name="Try other weights, and see who rises and who falls").click()
    page.get_by_label("Support weight").fill("70")
    page.get_by_role("button", name="See who rises and who falls").click()
    expect(page.get_by_role("img", name="Each partnership's rise")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Northmoor £.* rises by £"))).to_be_visible()
    if script:  # without it nothing can be looked for
        assert faults(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert too_wide(page) == []
    page.context.close()


@SCRIPTED
def test_a_place_is_looked_for_changed_and_seen_on_the_map(everyone: Everyone, browser: Browser, script: bool) -> None:
    page = page_of(browser, everyone, "caseworker", script=script)
    page.goto(everyone.origin)
    page.get_by_role("link", name="Provision", exact=True).first.click()
    page.get_by_label("Name or code").fill("912345")
    page.get_by_role("button", name="Narrow the list").click()
    expect(page.get_by_text("1 place of the directory, by name.")).to_be_visible()
    page.get_by_role("link", name="School 912345").click()
    page.get_by_role("link", name="Change what stands here").click()
    page.get_by_label("How many children can it physically hold?").fill("9x")
    page.get_by_role("button", name="Keep the change").click()
    expect(page).to_have_title(re.compile("^Error: "))
    if script:
        assert faults(page) == []
    capacity = "48" if script else "50"
    page.get_by_label("How many children can it physically hold?").fill(capacity)
    page.get_by_label("Why, and where is it from?").fill("A new room.")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_text(f"is {capacity}")).to_be_visible()
    page.goto(f"{everyone.origin}/provision/map?q=9123")
    expect(page.get_by_role("img", name="Map of 3 places of provision")).to_be_visible()
    expect(page.get_by_role("rowheader", name=re.compile("^School 912345"))).to_be_visible()
    page.context.close()
