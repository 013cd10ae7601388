"""The list of cases: each filter, what cannot be understood, paging both ways, and the spreadsheet."""

import csv
import io

import pytest
from fastapi.testclient import TestClient

from panel_api import store
from tests.panel_api.databases import new_case
from tests.panel_api.http_support import desk_of, taken_in
from tests.panel_api.pages_cases import PLAN, assessed, decided
from tests.panel_api.pages_support import Html, page

BAD = {
    "stage": "gone",
    "status": "fine",
    "band": "x y",
    "legal_basis": "law",
    "partnership": "<north>",
    "asked_from": "32/1/2026",
    "asked_to": "soon",
    "reference": "??",
}


def listed(html: Html) -> list[str]:
    return [link.removeprefix("/cases/") for link in html.links if link.startswith("/cases/")]


def test_each_filter_and_all_together(sqlite_client: TestClient) -> None:
    client = sqlite_client
    received = taken_in(client, asked_on="2026-05-01", partnership="south")
    settled = assessed(client).removeprefix("/cases/")
    review = assessed(client, **PLAN).removeprefix("/cases/")
    done = decided(client, asked_on="2026-09-01").removeprefix("/cases/")
    for query, expected in {
        "": {received, settled, review, done},
        "stage=received": {received},
        "status=settled": {settled, done},
        "status=referred": {review},
        "band=3": {settled, done},
        "legal_basis=annual_review": {review},
        "partnership=south": {received},
        "asked_from=2/9/2026": {settled, review},
        "asked_from=2 September 2026": {settled, review},
        "asked_to=2026-05-01": {received},
        f"reference={done.lower()}": {done},
        "stage=decided&status=settled&band=3&partnership=north&asked_from=1/9/2026&asked_to=1/9/2026": {done},
        "stage=decided&partnership=south": set(),
        "stage=&band=&asked_from=": {received, settled, review, done},
    }.items():
        found = page(client, f"/cases?{query}")
        assert set(listed(found)) == expected, query
    assert "No case fits all of these" in page(client, "/cases?stage=decided&partnership=south").words
    chosen = page(client, "/cases?stage=decided&asked_from=1/9/2026").form("/cases").fields
    assert (chosen["stage"], chosen["asked_from"]) == ("decided", "1/9/2026")


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_understood_is_told_and_stays(sqlite_client: TestClient, name: str) -> None:
    reference = taken_in(sqlite_client)
    address = f"/cases?{name}={BAD[name]}&band={BAD['band'] if name == 'band' else ''}"
    found = page(sqlite_client, address, 422)
    assert found.title.startswith("Error: ")
    assert f"#{name}" in found.links
    assert f"{name}-error" in found.ids
    assert found.form("/cases").fields[name].lower() == BAD[name].lower()
    assert listed(found) == [reference], "the list is shown without it"
    answer = sqlite_client.get(address.replace("/cases", "/cases.csv"))
    assert answer.status_code == 422, "a spreadsheet is never longer than was asked for"


def test_all_that_is_wrong_is_told_at_once(sqlite_client: TestClient) -> None:
    found = page(sqlite_client, "/cases?" + "&".join(f"{name}={text}" for name, text in BAD.items()), 422)
    assert {f"#{name}" for name in BAD} <= set(found.links)
    last = page(sqlite_client, "/cases?asked_from=2/9/2026&asked_to=1/9/2026", 422)
    assert "The last day lies before the first" in last.words


@pytest.mark.parametrize(
    "cursor", ["after=x", "before=2026-09-14", "after=2026-13-01.4", "after=2026-09-14.1&before=2026-09-14.2"]
)
def test_a_page_that_is_not_there_gives_the_first(sqlite_client: TestClient, cursor: str) -> None:
    reference = taken_in(sqlite_client)
    found = page(sqlite_client, f"/cases?{cursor}", 422)
    assert listed(found) == [reference]
    assert "This is the first one" in found.words


def test_paging_there_and_back(sqlite_client: TestClient) -> None:
    with desk_of(sqlite_client).database.writing() as session:
        made = [new_case(session).reference for _ in range(120)]
    pages, address = [], "/cases?partnership=riverside"
    while address:
        found = page(sqlite_client, address)
        pages.append(listed(found))
        address = next((link for link in found.links if "after=" in link), "")
        newer = next((link for link in found.links if "before=" in link), "")
    assert [len(each) for each in pages] == [50, 50, 20]
    assert [each for rows in pages for each in rows] == made[::-1]
    middle = page(sqlite_client, newer)
    assert listed(middle) == pages[1]
    first = page(sqlite_client, next(link for link in middle.links if "before=" in link))
    assert listed(first) == pages[0]
    assert not [link for link in first.links if "before=" in link]
    assert page(sqlite_client, "/cases").words.count("120 cases, newest first") == 1


def test_the_spreadsheet_holds_the_narrowed_list_and_runs_nothing(sqlite_client: TestClient) -> None:
    client = sqlite_client
    done = decided(client).removeprefix("/cases/")
    with desk_of(client).database.writing() as session:
        for nasty in ("=1+1", " @SUM(A1)", "\t=cmd", "-2+3", "+1", "＝1", '"; =1', "|calc"):
            new_case(session, partnership=nasty)
    link = next(link for link in page(client, "/cases").links if link.startswith("/cases.csv"))
    answer = client.get(link)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.startswith("\ufeffCase,Asked on,")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 10
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in set("=+-@|＝")]
    one = client.get(next(link for link in page(client, "/cases?stage=decided").links if "csv" in link)).text
    expected = f"{done},2026-09-14,Top-up without an EHC plan,north,Decided,Settled,3,4680.00"
    assert one.splitlines()[1:] == [expected]


def test_a_spreadsheet_too_long_says_where_it_was_cut(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("panel_api.pages.spreadsheet.MOST_ROWS", 2 * store.cases.MOST_ROWS)
    with desk_of(sqlite_client).database.writing() as session:
        for _ in range(2 * store.cases.MOST_ROWS + 1):
            new_case(session)
    lines = sqlite_client.get("/cases.csv").text.splitlines()
    assert len(lines) == 2 * store.cases.MOST_ROWS + 2
    assert "Narrow the list to take the rest" in lines[-1]
