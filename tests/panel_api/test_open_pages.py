"""The open figures' pages: open to all, the same as published in every form, and published by who may."""

import csv
import io
import json

from fastapi.testclient import TestClient

from engine.open_figures.parts import Month
from panel_api.services.open_figures import publish_months
from panel_api.sheets import line
from panel_api.views.open_figures import csv_rows
from tests.panel_api.http_support import desk_of
from tests.panel_api.open_support import SOUTH, County
from tests.panel_api.pages_support import PAGE, counted, page, pressed
from tests.panel_api.signing_in import signed_in, signed_out


def with_awards(client: TestClient, months: int) -> None:
    """Two partnerships with awards since July, so that August has ended by the client's clock; so many published."""
    desk = desk_of(client)
    county = County(desk.database, desk.shelf, desk.network)
    county.move_to(7)
    with desk.database.writing() as session:
        county.begin(session, 30)
        county.begin(session, 11, SOUTH)
        county.begin(session, 3, SOUTH, area="931")
        publish_months(session, desk, Month(2026, 6 + months))


def test_before_anything_is_published_the_page_says_what_will_stand_there(client: TestClient) -> None:
    outside = signed_out(client)
    found = page(outside, "/open")
    assert "No month is published yet" in found.words and "finance officer" in found.words
    assert not [link for link in found.links if link.startswith("/open/2")]
    page(outside, "/open/2026-08", status=404)
    page(outside, "/open/August", status=404)
    assert outside.get("/open/2026-13.json").status_code == 404


def test_anyone_reads_each_month_as_page_spreadsheet_and_json(client: TestClient) -> None:
    with_awards(client, 2)
    outside = signed_out(client)
    found = page(outside, "/open")
    assert found.title.startswith("Open figures") and "Open figures: August 2026" in found.words
    assert "not shown" in found.words and "fewer than 5 children" in found.words
    assert {"/open/2026-07", "/open/2026-08.csv", "/open/2026-08.json"} <= set(found.links)
    document = outside.get("/open/2026-08.json").json()
    south = {each["name"]: each for each in document["partnerships"]}["south"]
    places = {row["row"]: row["amount"] for row in south["tables"]["place"]}
    assert places == {"in_area": None, "out_of_area": None}, "three are out of area"
    total = south["tables"]["total"][0]["amount"]
    assert f"£{float(total):,.2f}" in found.words
    rows = list(csv.reader(io.StringIO(outside.get("/open/2026-08.csv").text.removeprefix("\ufeff"))))
    assert ["south", "All awards", "All awards", total, "2026-08"] in rows
    assert ["south", "In and out of the county's area", "Out of area", "not shown", ""] in rows
    assert sum(row[3] == "not shown" for row in rows) == json.dumps(document).count('"amount": null')
    assert "Open figures: July 2026" in page(outside, "/open/2026-07").words


def test_who_may_publishes_the_month_that_is_due_and_twice_is_once(client: TestClient) -> None:
    with_awards(client, 1)
    officer = signed_in(client, "finance_officer")
    assert "Publish August 2026" in page(officer, "/open").words
    assert "Publish August" not in page(signed_in(client, "caseworker"), "/open").words
    found = pressed(officer, "/open", "/open")
    assert "Open figures: August 2026" in found.words and "Publish September" not in found.words
    token = officer.sessions["finance_officer"][1]
    again = officer.post("/open", data={"csrf": token, "month": "2026-08"}, follow_redirects=False)
    assert (again.status_code, again.headers["location"]) == (303, "/open/2026-08")
    early = officer.post("/open", data={"csrf": token, "month": "2026-09"}, headers=PAGE)
    assert early.status_code == 409 and "cannot be published yet" in early.text


def test_a_partnerships_name_is_no_formula_and_queries_do_not_grow(sqlite_client: TestClient) -> None:
    with_awards(sqlite_client, 1)
    outside = signed_out(sqlite_client)
    page(outside, "/open")
    with counted(sqlite_client) as few:
        page(outside, "/open")
    assert len(few) <= 4
    document = outside.get("/open/2026-07.json").json()
    document["partnerships"][0]["name"] = "=1+1"
    assert line(next(csv_rows(document))).startswith("'=1+1,")
