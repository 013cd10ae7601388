"""The budget's pages: figures that open to the entries that make them, within what a person sees, in few queries."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

from fastapi import FastAPI
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from engine.ledger.figures import PARTS
from panel_api import store
from panel_api.services import posting
from tests.panel_api.budget_support import HERE, OURS, THERE, YEAR, with_accounts, with_awards
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.pages_support import Html, checked, counted, page, pressed, send
from tests.panel_api.signing_in import As, a_session, signed_in


def cells(found: Html) -> list[str]:
    """Every figure in a page's tables, in order."""
    return [" ".join(each.text.split()) for each in found.all("td") if "eh-number" in each["class"]]


def pence(text: str) -> int:
    """£1,234.50 → 123450."""
    whole = int(re.sub(r"[^0-9]", "", text))
    return -whole if "−" in text else whole


def holder(client: TestClient, partnership: str = HERE) -> As:
    return signed_in(client, "budget_holder", partnership=partnership)


def test_a_holder_is_led_to_the_four_figures_and_nobody_elses(client: TestClient) -> None:
    with_accounts(client)
    with_awards(client, 2, paid_months=3)
    with_awards(client, 1, "partnership:Northmoor")
    found = page(holder(client), "/budget")
    assert "Riverside partnership" in found.title
    for figure in ("£400,000.00", "£2,340.00", "£7,021.00", "£390,639.00"):
        assert figure in found.words, figure
    assert "Of £400,000 for 2026 to 2027, £2,340 is paid" in found.words
    assert page(holder(client), "/budget/northmoor", 404).title
    assert len({each for each in found.links if each.startswith("/awards/")}) == 2
    everyone = page(signed_in(client, "finance_officer"), "/budget").words
    assert "Riverside partnership" in everyone and "Northmoor partnership" in everyone


def test_an_account_beyond_its_money_says_overspent_in_words(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    with_awards(sqlite_client, 1, "plans_mainstream")
    found = page(signed_in(sqlite_client, "finance_officer"), "/budget/plans_mainstream")
    assert "Overspent by" in found.words and "What law requires is paid all the same" in found.words


def test_every_figure_opens_to_lines_that_add_up_to_it(sqlite_client: TestClient) -> None:
    desk = with_accounts(sqlite_client)
    with_awards(sqlite_client, 20, paid_months=2)
    with desk.database.writing() as session:
        account = posting.account_of(session, OURS).id
        posting.hand_over(session, desk, account, YEAR, 90_000, dt.date(2026, 5, 1), "To the host school")
        figures = store.figures(session, account, YEAR)
    asked = holder(sqlite_client)
    for measure in PARTS:
        wanted, address, lines = getattr(figures, measure), f"/ledger?account=riverside&measure={measure}", 0
        last = found = page(asked, address)
        while address := next((each for each in last.links if "after=" in each), ""):
            lines += 50
            last = page(asked, address)
        assert pence(found.all("h1")[0].text.rsplit(":", 1)[1]) == wanted, measure
        assert not cells(last) or pence(cells(last)[-1]) == wanted, measure
        sheet = list(csv.reader(asked.get(f"/ledger.csv?account=riverside&measure={measure}").text.splitlines()))
        amounts = [round(Decimal(row[8]) * 100) for row in sheet[1:-1]]
        assert sum(amounts) == wanted and len(amounts) >= lines, measure
        assert Decimal(sheet[-1][8]) * 100 == wanted


def test_months_awards_and_what_was_known_open_too(sqlite_client: TestClient) -> None:
    desk = with_accounts(sqlite_client)
    (award, _) = with_awards(sqlite_client, 2, paid_months=3)
    asked = holder(sqlite_client)
    may = page(asked, "/ledger?account=riverside&year=2026&measure=paid&month=2")
    assert "£780.00" in may.all("h1")[0].text
    own = page(asked, f"/ledger?account=riverside&year=2026&measure=outstanding&award={award.reference}")
    assert "£3,510.00" in own.all("h1")[0].text
    with desk.database.writing() as session:
        later = replace(desk, clock=lambda: NOW)
        posting.allocate(session, later, OURS, YEAR, 100, NOW.date(), "More")
    before = page(asked, "/ledger?account=riverside&year=2026&measure=held&known=2026-09-01")
    assert "£400,000.00" in before.all("h1")[0].text
    assert "£400,001.00" in page(asked, "/ledger?account=riverside&year=2026&measure=held").all("h1")[0].text
    assert "as it was known at the end of 1 September 2026" in page(asked, "/budget/riverside?known=2026-09-01").words


def test_an_award_and_an_entry_are_told_to_whoever_sees_their_account(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    (award,) = with_awards(sqlite_client, 1, paid_months=1)
    ours, theirs = holder(sqlite_client), holder(sqlite_client, THERE)
    found = page(ours, f"/awards/{award.reference}")
    assert "£4,680.00" in found.words and "900001" not in found.words, "a holder knows no other school's pupils"
    assert any(each.startswith("/cases/") for each in found.links)
    entry = next(each for each in found.links if each.startswith("/ledger/entries/"))
    assert "Band 3, agreed by the panel" in page(ours, entry).words
    for address in (f"/awards/{award.reference}", entry):
        page(theirs, address, 404)
    officer = page(signed_in(sqlite_client, "finance_officer"), f"/awards/{award.reference}")
    assert "900001" in officer.words and not any(each.startswith("/cases/") for each in officer.links)


def test_what_is_new_since_an_earlier_day_is_told_with_what_opens_it(client: TestClient) -> None:
    desk = with_accounts(client)
    asked = holder(client)
    page(asked, "/budget/riverside")
    client.app.state.desk = replace(desk_of(client), clock=lambda: NOW + dt.timedelta(days=1))  # type: ignore[attr-defined]
    asked.sessions["budget_holder"] = a_session(desk_of(client), asked.people["budget_holder"])
    with desk.database.writing() as session:
        posting.allocate(session, desk_of(client), OURS, YEAR, 250_000, NOW.date(), "From the contingency's reserve")
    found = page(asked, "/budget/riverside")
    assert "New since you last looked, on 20 September 2026" in found.words and "+£2,500" in found.words
    assert "From the contingency's reserve" in found.words
    opened = next(each for each in found.links if "since=" in each)
    assert "£2,500.00" in page(asked, opened).all("h1")[0].text


def forget_forecasts(client: TestClient) -> None:
    """So that each is worked out anew."""
    assert isinstance(client.app, FastAPI)
    client.app.state.forecasts = {}


def test_where_it_is_heading_is_told_and_kept_for_an_hour(sqlite_client: TestClient) -> None:
    desk = with_accounts(sqlite_client)
    with_awards(sqlite_client, 3, paid_months=2)
    asked = holder(sqlite_client)
    found = page(asked, "/budget/riverside")
    assert "Where it is heading" in found.words and "31 March 2027" in found.words
    with counted(sqlite_client) as kept:
        page(asked, "/budget/riverside")
    with desk.database.writing() as session:
        posting.allocate(session, desk_of(sqlite_client), OURS, YEAR, 100, NOW.date(), "More")
    with counted(sqlite_client) as anew:
        page(asked, "/budget/riverside")
    assert len(anew) > len(kept)
    assert "Where it is heading" not in page(asked, "/budget/riverside?known=2026-06-01").words


def test_its_queries_do_not_grow(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    with_awards(sqlite_client, 3, paid_months=1)
    asked = holder(sqlite_client)
    addresses = ("/budget/riverside", "/ledger?account=riverside&measure=uncommitted", "/budget")
    few = []
    for address in addresses:
        page(asked, address)
        forget_forecasts(sqlite_client)
        with counted(sqlite_client) as sent:
            page(asked, address)
        few.append(len(sent))
    with_awards(sqlite_client, 60, paid_months=2)
    for address, many in zip(addresses, few, strict=True):
        forget_forecasts(sqlite_client)
        with counted(sqlite_client) as sent:
            page(asked, address)
        assert len(sent) <= many <= 50, address
    found = page(asked, "/budget/riverside")
    older = next(each for each in found.links if "before=" in each)
    references = {each for address in ("/budget/riverside", older) for each in page(asked, address).links}
    assert len({each for each in references if each.startswith("/awards/")}) == 63


def test_what_cannot_be_understood_is_told(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    asked = holder(sqlite_client)
    wrong = ("year=x", "year=1", "known=soon", "measure=joy", "month=13", "since=x", "after=x", "after=paid-1-x")
    for query in wrong:
        page(asked, f"/ledger?account=riverside&{query}", 422)
    page(asked, "/ledger/entries/1", 200)
    page(asked, "/ledger/entries/999", 404)


def test_a_statement_line_agrees_or_the_difference_shows(client: TestClient) -> None:
    with_accounts(client)
    with_awards(client, 2, paid_months=3)
    finance = signed_in(client, "finance_officer")
    address = "/budget/riverside/statement"
    typed = {"figure": "paid", "day": "31/5/2026", "amount": "1,560.00", "source": "Bank statement 2"}
    assert "Agrees" in pressed(finance, address, "/statement", **typed).words
    found = pressed(finance, address, "/statement", **{**typed, "day": "27 May 2026"})
    assert "Differs by £780.00" in found.words, "the payment of 28 May is not in it"
    shown = page(holder(client), "/budget/riverside").words
    assert "Bank statement 2" in shown and "Agrees" in shown and "Differs by £780.00" in shown
    wrong = checked(send(finance, page(finance, address).form("/statement"), figure="paid", day="soon"), 422)
    assert "Say which statement it stands on" in wrong.words


def test_it_is_taken_away_as_a_spreadsheet_whose_awards_add_up(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    with_awards(sqlite_client, 60, paid_months=1)
    taken = holder(sqlite_client).get("/budget/riverside/statement.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken.content))
    figures = {row[0]: row[1] for row in book.get_sheet_by_name("Figures").to_python()}
    awards = book.get_sheet_by_name("Awards").to_python()[1:]
    assert len(awards) == 60
    assert sum(round(Decimal(str(row[4])), 2) for row in awards) == round(Decimal(str(figures["Paid"])), 2) == 23_400


def test_programs_read_the_same_figures(sqlite_client: TestClient) -> None:
    with_accounts(sqlite_client)
    (award,) = with_awards(sqlite_client, 1, paid_months=2)
    asked = holder(sqlite_client)
    accounts = asked.get("/api/accounts").json()["accounts"]
    assert [(each["account"], each["held"], each["paid"]) for each in accounts] == [
        ("riverside", "400000.00", "780.00")
    ]
    one = asked.get("/api/accounts/riverside?year=2026").json()
    assert one["figures"]["outstanding"] == "3900.00" and one["awards"][0]["award"] == award.reference
    lines = asked.get("/api/accounts/riverside/lines?measure=outstanding").json()
    assert lines["total"] == lines["lines"][-1]["sum"] == "3900.00"
    entry = asked.get(f"/api/entries/{lines['lines'][0]['entry']}").json()
    assert entry["lines"][0]["amount"] == "4680.00"
    told = asked.get(f"/api/awards/{award.reference}").json()
    assert told["terms"][0]["school"] is None and told["costs"][0]["amount"] == "4680.00"
    assert holder(sqlite_client, THERE).get(f"/api/awards/{award.reference}").status_code == 404
    assert asked.get("/api/accounts/riverside/lines?measure=joy").status_code == 422
