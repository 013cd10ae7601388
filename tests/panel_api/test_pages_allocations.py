"""The pages of allocations: figures that add up, opened, taken away; a year worked out and confirmed."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from panel_api import store
from panel_api.seed.allocations import YEARS, facts_of
from panel_api.seed.county import PARTNERSHIPS
from panel_api.shelf import Shelf
from panel_api.store import LOCAL
from tests.panel_api.allocations_support import POUNDS, allocated, county, pence
from tests.panel_api.http_support import desk_of, row_counts
from tests.panel_api.pages_support import PAGE, counted, page
from tests.panel_api.signing_in import As, signed_in

__all__ = ["county"]


def test_every_year_stands_there_with_rises_and_falls(county: TestClient) -> None:
    holder = signed_in(county, "budget_holder", partnership="Riverside")
    found = page(holder, "/allocations")
    assert "£6,300,000 in all: £315,000 set aside as contingency, £5,985,000 shared." in found.words
    rows = re.findall(rf"({'|'.join(PARTNERSHIPS)}) ?{POUNDS}{POUNDS}(rises|falls) by {POUNDS}", found.words)
    assert len(rows) == len(PARTNERSHIPS) * len(YEARS) - 2, "Hill Villages stays where the floor holds it"
    for name, now, before, way, change in rows:
        moved = pence(now) - pence(before)
        assert abs(moved) == pence(change) and (moved > 0) == (way == "rises"), name
    assert "/allocations/2026/Chalk%20Downs" in found.links
    assert "/allocations/new" not in found.links, "a holder works nothing out"


def test_an_empty_county_is_told_what_will_appear(sqlite_client: TestClient) -> None:
    holder = signed_in(sqlite_client, "budget_holder", partnership="Riverside")
    assert "No allocation is kept yet" in page(holder, "/allocations").words
    assert "There is nothing to try yet" in page(holder, "/allocations/try").words


def test_a_figure_opens_into_arithmetic_that_adds_up(county: TestClient) -> None:
    auditor = signed_in(county, "auditor")
    shares = dict(re.findall(rf"({'|'.join(PARTNERSHIPS)}) ?{POUNDS}", page(auditor, "/allocations").words)[:9])
    for name in ("Riverside", "Hill Villages"):
        found = page(auditor, f"/allocations/2026/{name.replace(' ', '%20')}")
        assert f"{name}: £{shares[name]}" in found.words
        said = re.search(r"All points ?([\d.]+)(Points for pupils .*?) ?What the formula alone", found.words)
        assert said is not None
        assert sum(map(Decimal, re.findall(r"\(([\d.]+)\)", said[2]))) == Decimal(said[1])
        assert "The contingency set aside first£315,0005% of pot £6,300,000" in found.words
    assert "It stands at its floor, the least it can be: £450,000." in found.words
    assert "The floor of £450,000 holds it up." in found.words


def test_a_year_can_be_taken_away_with_every_step(county: TestClient) -> None:
    holder = signed_in(county, "budget_holder", partnership="Riverside")
    sheet = list(csv.DictReader(io.StringIO(holder.get("/allocations/2026.csv").text.removeprefix("\ufeff"))))
    found = holder.get("/allocations/2026.json").json()
    assert [row["Partnership"] for row in sheet] == sorted(PARTNERSHIPS) == sorted(found["partnership"])
    shares = [Decimal(row["The allocation"]) for row in sheet]
    assert sum(shares) + Decimal(found["allocation"]["contingency"]) == Decimal(found["allocation"]["pot"])
    for row in sheet:
        said = {step["says"]: step["value"] for step in found["partnership"][row["Partnership"]]["steps"]}
        assert row["The allocation"] == said["The allocation"]
        parts = [Decimal(value) for name, value in row.items() if name.startswith("Points for")]
        assert sum(parts) == Decimal(row["All points"])
    assert holder.get("/allocations/2031.json", headers={"Accept": "application/json"}).status_code == 404


@pytest.mark.parametrize("address", ["2026/Nowhere", "2031/Riverside", "x/Riverside", "2025/Riverside?run=L-2026"])
def test_what_is_not_there_is_told(county: TestClient, address: str) -> None:
    auditor = signed_in(county, "auditor")
    assert auditor.get(f"/allocations/{address}", headers=PAGE).status_code == 404


def finance(client: TestClient) -> As:
    return signed_in(client, "finance_officer")


def form_of(client: As, address: str) -> dict[str, str]:
    """The form that a page offers, as it would be sent if nobody touched it."""
    return dict(page(client, address).form("/allocations").fields)


def test_a_finance_officer_corrects_a_year_and_only_what_differs_is_written(sqlite_client: TestClient) -> None:
    county = allocated(sqlite_client)
    officer = finance(county)
    typed = form_of(officer, "/allocations/new?year=2026")
    assert typed["figures"].startswith("partnership,pupils,deprived,")
    typed["figures"] = typed["figures"].replace("Northmoor,10984", "Northmoor,11984")
    typed["words"] = "Northmoor's pupils were wrong."
    sent = officer.post("/allocations", data=typed, headers=PAGE, follow_redirects=False)
    assert sent.status_code == 303
    address = sent.headers["location"]
    again = officer.post("/allocations", data=typed, headers=PAGE, follow_redirects=False)
    assert again.headers["location"] == address, "sent twice, kept once"
    shown = page(officer, address)
    assert "Worked out, and not in the ledger yet." in shown.words
    part = shown.words[shown.words.index("What it would write to the ledger") :]
    written = [(way, pence(each)) for way, each in re.findall(rf"(−?){POUNDS}", part)]
    assert sum(-each if way else each for way, each in written) == 0
    before = row_counts(county)["ledger_entries"]
    assert officer.post(f"{address}/post", data={"csrf": typed["csrf"]}, headers=PAGE).status_code == 200
    assert row_counts(county)["ledger_entries"] == before + len(written)
    refused = officer.post(f"{address}/post", data={"csrf": typed["csrf"]}, headers=PAGE)
    assert refused.status_code == 409 and "in the ledger already" in refused.text
    assert "Northmoor&#39;s pupils were wrong." in officer.get("/allocations", headers=PAGE).text
    assert "In the ledger since" in page(officer, address).words


def test_a_new_year_begins_with_what_the_last_one_gave(county: TestClient) -> None:
    typed = form_of(finance(county), "/allocations/new?year=2027")
    with desk_of(county).database.reading() as session:
        found = store.account_by_code(session, LOCAL, "partnership:Riverside")
        assert found is not None
        given = store.figures(session, found.id, 2026).allocated
    line = next(each for each in typed["figures"].splitlines() if each.startswith("Riverside,"))
    assert pence(line.split(",")[-1]) == given


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"year": "next"}, "This is no year"),
        ({"words": ""}, "It does not say why"),
        ({"pot": "a lot"}, "“How much money is there for the year?” takes"),
        ({"figures": ""}, "The first line does not name the columns"),
        ({"figures": "partnership\nRiverside"}, "The first line does not name the columns"),
        ({"figures": "\0"}, "figures"),
        ({"reference": "x"}, "The form has lost its mark"),
    ],
)
def test_a_form_that_is_not_right_is_told_and_keeps_what_was_typed(
    county: TestClient, change: dict[str, str], says: str
) -> None:
    officer = finance(county)
    typed = {**form_of(officer, "/allocations/new?year=2026"), "words": "Again."} | change
    answer = officer.post("/allocations", data=typed, headers=PAGE)
    assert answer.status_code == 422
    assert says in answer.text
    kept = {**typed} | change
    assert all(kept[name] in answer.text for name in ("pot", "year") if kept[name])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Riverside,11890", "Riverside,lots", "Riverside, “How many pupils are on the rolls of its schools?”"),
        ("Riverside,11890", "Riverside,", "Riverside: not answered: How many pupils are on the rolls"),
        ("Riverside,11890", "Riverside,11890,7", "Line 9: it has 11 columns"),
        ("Eastbridge,", "Riverside,", "`Riverside` stands twice"),
        ("Riverside,11890", "Riverside,89", "Riverside: More children are counted in a part than there are pupils."),
    ],
)
def test_a_figure_that_is_not_right_is_told_with_its_partnership(
    county: TestClient, old: str, new: str, says: str
) -> None:
    officer = finance(county)
    typed = {**form_of(officer, "/allocations/new?year=2026"), "words": "Again."}
    typed["figures"] = typed["figures"].replace(old, new, 1)
    answer = officer.post("/allocations", data=typed, headers=PAGE)
    assert answer.status_code == 422
    assert says in answer.text
    assert new in answer.text


def test_figures_pasted_from_a_spreadsheet_are_the_same_figures(sqlite_client: TestClient) -> None:
    officer = finance(allocated(sqlite_client))
    typed = {**form_of(officer, "/allocations/new?year=2026"), "words": "Pasted."}
    typed["figures"] = typed["figures"].replace(",", "\t").replace("731250.00", "£731,250").replace("\n", "\r\n")
    sent = officer.post("/allocations", data=typed, headers=PAGE, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    assert "Nothing: the ledger has these figures already." in page(officer, sent.headers["location"]).words


def test_an_entry_of_the_ledger_opens_to_the_allocation_it_came_from(county: TestClient) -> None:
    holder = signed_in(county, "auditor")
    assert "/allocations/runs/L-2025" in page(holder, "/ledger/entries/1").links
    assert "What 2025 to 2026 comes to" in page(holder, "/allocations/runs/L-2025").words


def test_the_queries_of_a_page_do_not_grow_with_what_is_kept(county: TestClient) -> None:
    officer = finance(county)
    page(officer, "/allocations/2026/Riverside")
    with counted(county) as few:
        page(officer, "/allocations/2026/Riverside")
    assert len(few) <= 7


def test_the_county_says_its_figures_are_invented() -> None:
    facts: dict[str, Any] = facts_of(2026)
    assert set(facts["partnership"]) == set(PARTNERSHIPS)
    notice = Shelf().book("partnership_allocation").notice
    assert "Invented figures" in notice
