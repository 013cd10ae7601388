"""Every page: well-formed, named, its labels tied, its links leading somewhere; no more queries with more cases."""

import re
from urllib.parse import urldefrag

import pytest
from fastapi.testclient import TestClient

from tests.panel_api.databases import decided_cases
from tests.panel_api.http_support import desk_of, taken_in
from tests.panel_api.pages_cases import STATUSES, assessed, decided, record_of, waiting
from tests.panel_api.pages_support import Html, checked, counted, page

SHELVED = re.compile(r"/rulebooks/[^/]+")
BOOKS = (
    "county_top_up",
    "devon_bands",
    "devon_special_places",
    "islington_matrix",
    "nottinghamshire_style_two_needs",
    "partnership_allocation",
    "place_fit",
    "telford_wrekin_bands",
    "wakefield_cells",
)


def test_every_page_is_well_formed_and_every_link_leads_somewhere(sqlite_client: TestClient) -> None:
    client = sqlite_client
    taken_in(client)
    for changes in STATUSES.values():
        assessed(client, **changes)
    waiting(client)
    decided(client)
    seen: dict[str, Html | None] = {}
    fragments: set[tuple[str, str]] = set()
    todo = ["/", "/rulebooks/county_top_up/changes"]
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        answer = client.get(address, headers={"Accept": "text/html"})
        html = "text/html" in answer.headers["content-type"]
        assert answer.status_code == 200, address
        seen[address] = checked(answer) if html else None
        for link in seen[address].links if html else ():
            target, fragment = urldefrag(link)
            if target.startswith(("https:", "http:")):
                continue
            fragments |= {(target or address, fragment)} if fragment else set()
            todo += [target] if target else []
    assert len([each for each in seen.values() if each]) > 50
    for address, fragment in fragments:
        target = seen[address]
        assert target and fragment in target.ids, f"{address}#{fragment}"
    titles = [each.title for address, each in seen.items() if each and "?" not in address]
    assert len(titles) == len(set(titles)), sorted(titles)


@pytest.mark.parametrize("name", BOOKS)
def test_the_booklet_of_every_shipped_rulebook(sqlite_client: TestClient, name: str) -> None:
    found = page(sqlite_client, f"/rulebooks/{name}")
    assert {"steps", "asked", "sources"} <= found.ids
    assert "_" not in found.words.replace(name, "").replace("rulebook.yaml", ""), "a code is shown to people"
    never = "Whether a place suits never depends on" if name == "place_fit" else "No band and no amount here depends on"
    assert f"{never}: " in found.words
    for day in ("1900-01-01", "2199-12-31", "14/9/2026"):
        page(sqlite_client, f"/rulebooks/{name}?on={day}")
    page(sqlite_client, f"/rulebooks/{name}?on=then", 404)


def test_the_booklet_of_fit_tells_hard_from_softer_and_the_order(sqlite_client: TestClient) -> None:
    words = page(sqlite_client, "/rulebooks/place_fit").words
    conditions = words.split("It is never taken for a no.")[1].split("In what order places stand")[0]
    hard, softer = conditions.split("What is said beside it, and never changes it")
    assert hard.count("Otherwise: ") == 5 and "Not all of that is among" in hard
    assert softer.count("Otherwise: ") == 6 and "The place is outside the county." in softer
    order = words.split("In what order places stand")[-1].split("What it never looks at")[0]
    keys = ("Whether home is near enough for a daily journey", "Additional cost", "Miles from home")
    assert sorted(keys, key=order.index) == list(keys)


def test_the_shelf_is_what_is_listed(sqlite_client: TestClient) -> None:
    links = page(sqlite_client, "/rulebooks").links
    assert [f"/rulebooks/{name}" for name in BOOKS] == sorted(each for each in links if SHELVED.fullmatch(each))


def test_queries_stay_the_same_with_thirty_times_the_cases(sqlite_client: TestClient) -> None:
    client = sqlite_client
    case = decided(client)
    record = record_of(client, case)
    pages = {
        "home": "/",
        "list": "/cases",
        "narrowed list": "/cases?stage=decided&partnership=riverside&asked_from=1/1/2020",
        "case": case,
        "working": f"{case}/working",
        "people": f"{case}/people",
        "links": f"{case}/links",
        "records": "/records",
        "record": record,
        "rulebook": "/rulebooks/county_top_up",
    }
    decided_cases(desk_of(client).database, 9)
    few = {name: _count(client, address) for name, address in pages.items()}
    decided_cases(desk_of(client).database, 300)
    many = {name: _count(client, address) for name, address in pages.items()}
    print(f"queries a page: {many}")
    assert few == many
    assert max(many.values()) <= 28


def _count(client: TestClient, address: str) -> int:
    page(client, address)  # once before, so that what is found out once a process has been
    with counted(client) as sent:
        page(client, address)
    return len([each for each in sent if each.lstrip().upper().startswith(("SELECT", "WITH"))])


@pytest.mark.parametrize(
    "address", ["/nothing", "/cases/XXXX-XXXX", "/cases/%00", "/records/9", "/records/x", "/records/0", "/rulebooks/no"]
)
def test_what_is_not_there_is_a_page_in_the_same_voice(sqlite_client: TestClient, address: str) -> None:
    found = page(sqlite_client, address, 404)
    assert "There is nothing here" in found.title
    assert {"/", "/cases"} <= set(found.links)


def test_wrong_method_and_another_site_are_pages_too(sqlite_client: TestClient) -> None:
    sent = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
    checked(sqlite_client.post("/cases", content="a=b", headers=sent), 405)
    other = {**sent, "Origin": "https://elsewhere.example"}
    checked(sqlite_client.post("/cases/XXXX-XXXX/decide", content="", headers=other), 403)


def test_an_empty_county_says_what_will_appear(sqlite_client: TestClient) -> None:
    for address, says in {
        "/": "evenhand seed",
        "/cases": "No request has come in yet",
        "/records": "No decision",
    }.items():
        assert says in page(sqlite_client, address).words
