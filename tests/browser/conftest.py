"""One server for all browser tests of a process: a small county with a case for every status and stage."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import BrowserContext, Page

from engine.opinions.network import Network
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.databases import MANY, new_case, sqlite_settings, sqlite_template
from tests.panel_api.deciding_support import chairing
from tests.panel_api.hanging_support import everything_on
from tests.panel_api.http_support import NOW, desk_of, network, shelf, started, taken_in
from tests.panel_api.letters_support import drafted, links_of
from tests.panel_api.local_support import local_case
from tests.panel_api.pages_cases import PLAN, STATUSES, assessed, decided, record_of, waiting
from tests.panel_api.pages_support import page, pressed
from tests.panel_api.serving import running
from tests.panel_api.signing_in import signed_in

__all__ = ["county", "network", "shelf", "signed_page", "sqlite_settings", "sqlite_template"]


BOOKLETS = (
    "county_top_up", "devon_special_places", "nottinghamshire_style_two_needs", "partnership_allocation", "place_fit",
)  # fmt: skip
"""One of each make; the others are of the same pages with other words."""


@dataclass(frozen=True)
class County:
    """Where the server listens, and the address of each page in each of its states."""

    origin: str
    pages: dict[str, str]
    received: list[str]
    """Cases that one test each may take through the work."""
    waiting: list[str]
    signed: dict[str, str]
    """What the cookie of someone signed in carries, by role; "moderator": an officer who decides nothing."""
    heard: list[str]
    """Cases on the agenda of an open sitting, which the chair chairs."""


def sign_in(context: BrowserContext, county: County, role: str = "senior_officer") -> None:
    """Let a browser's context carry the session of someone in this role."""
    context.add_cookies([{"name": "evenhand", "value": county.signed[role], "url": county.origin}])


@pytest.fixture
def signed_page(browser_page: Page, county: County) -> Page:
    """A page of a browser in which a senior officer is signed in."""
    sign_in(browser_page.context, county)
    return browser_page


@pytest.fixture(scope="session")
def county(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, network: Network
) -> Iterator[County]:
    """The server, for as long as this test process runs."""
    file = tmp_path_factory.mktemp("county") / "evenhand.db"
    shutil.copy(sqlite_template, file)
    settings = Settings(database_url=f"sqlite:///{file}", requests_a_minute=MANY)

    def app() -> FastAPI:
        return create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)

    with started(app()) as client:
        client.sign_in("school", school="100000")
        client.sign_in("rulebook_editor")
        pages, received, ready = _fill(client)
        heard = [waiting(client) for _ in range(3)]
        chair = chairing(client, *(each.rpartition("/")[2] for each in heard))
        signed = {role: session[0] for each in (client, chair) for role, session in each.sessions.items()}
        signed["moderator"] = signed_in(client, "senior_officer").sessions["senior_officer"][0]
    with running(app()) as origin:
        yield County(origin, pages, received, ready, signed, heard)


def _fill(client: TestClient) -> tuple[dict[str, str], list[str], list[str]]:
    with desk_of(client).database.writing() as session:
        for _ in range(60):
            new_case(session)
    pages = {status: assessed(client, **changes) for status, changes in STATUSES.items()}
    done = decided(client)
    received = [f"/cases/{taken_in(client)}" for _ in range(4)]
    ready = [waiting(client) for _ in range(6)]
    books = {f"booklet {name}": f"/rulebooks/{name}" for name in BOOKLETS}
    pages |= {
        "start": "/",
        "list": "/cases",
        "narrowed list": "/cases?stage=received&asked_from=1/1/2026",
        "bad list": "/cases?band=x+y&asked_from=soon&after=z&reference=??",
        "empty list": "/cases?reference=ZZZZ",
        "received": f"/cases/{taken_in(client)}",
        "waiting": waiting(client),
        "waiting, with a plan": waiting(client, **PLAN),
        "waiting, an order": waiting(client, **{**PLAN, "legal_basis": "tribunal_order"}),
        "waiting for a second decision": _reopened(client),
        "going up": "/going-up",
        "decided": done,
        "working": f"{done}/working",
        "records": "/records",
        "record": record_of(client, done),
        "rulebooks": "/rulebooks",
        "changes": "/rulebooks/county_top_up/changes",
        "bad changes": "/rulebooks/county_top_up/changes?first=soon",
        "try": "/rulebooks/county_top_up/try",
        "try two needs": "/rulebooks/nottinghamshire_style_two_needs/try",
        "try a place": "/rulebooks/place_fit/try",
        "accessibility": "/accessibility",
        "account": "/account",
        "role": "/role",
        "nothing": "/nothing-here",
        **due_pages(client),
        **books,
        **letter_pages(client, done),
        **kept_pages(client),
        **local_pages(client),
    }
    return pages, received, ready


def _reopened(client: TestClient) -> str:
    """A case that was decided and is open again."""
    address = decided(client)
    pressed(client, address, "/reopen", reopen_words="A report came late.")
    return address


def due_pages(client: TestClient) -> dict[str, str]:
    """What is due, and the dates of a request for an assessment and of an order, each in law."""
    asked = taken_in(client, legal_basis="assessment_request", facts={"assessment_requested": True})
    order = taken_in(client, **PLAN | {"legal_basis": "tribunal_order", "days": {"order_sent": "2026-09-07"}})
    return {
        "due": "/due",
        "due, narrowed to nothing": "/due?when=overdue&legal_basis=transfer_in",
        "due, badly asked": "/due?when=soon&force=none&after=z",
        "cases without a date": "/due?when=undated",
        "request with dates in law": f"/cases/{asked}",
        "dates of a request": f"/cases/{asked}/dates",
        "dates of an order": f"/cases/{order}/dates",
    }


def kept_pages(client: TestClient) -> dict[str, str]:
    """A case on which everything hangs, and the page of each thing that is kept of it; one on which nothing does."""
    full, bare = (f"/cases/{each}" for each in (everything_on(client), taken_in(client, **PLAN)))
    parts = (
        "people", "voices", "section-f", "warnings", "asked", "consultations", "sought", "place-costs", "shares",
        "links",
    )  # fmt: skip
    kept = {f"{part}, {name}": f"{case}/{part}" for name, case in (("full", full), ("bare", bare)) for part in parts}
    return {"with all that hangs on it": full, **kept}


def local_pages(client: TestClient) -> dict[str, str]:
    """What is local to a case: the case, every place, and one of them."""
    case = local_case(client)
    return {"case, local": f"/cases/{case}", "places": f"/cases/{case}/places", "a place": f"/cases/{case}/places/2"}


def letter_pages(client: TestClient, address: str) -> dict[str, str]:
    """The pages of a decided case's letters, each in its states."""
    form = next(link for link in page(client, f"{address}/letters").links if "/decisions/" in link)
    reference, decision = form.split("/")[2], int(form.split("/")[4])
    one, two, *_ = links_of(drafted(client, reference, decision), reference)
    return {
        "letters": f"{address}/letters",
        "letter form": form,
        "letter": one,
        "letter to another": two,
        "decision sheet": f"{address}/decisions/{decision}/sheet",
    }
