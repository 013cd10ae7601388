"""A year's end: shown first, carried forward by the authority's rules, closed once, and the next year's calls met."""

import datetime as dt
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from panel_api import store
from panel_api.services import posting
from panel_api.services.year_end import carried, rule_words
from panel_api.settings import Settings
from tests.panel_api.budget_support import OURS, with_accounts
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import page, pressed
from tests.panel_api.signing_in import signed_in

APRIL = dt.date(2025, 4, 1)


@pytest.mark.parametrize(
    ("rule", "balance", "expected"),
    [
        ("all", 12_345, 12_345),
        ("none", 12_345, 0),
        ("50%", 12_345, 6_172),
        ("50% at most 20", 12_345, 2_000),
        ("0%", 12_345, 0),
    ],
)
def test_a_surplus_is_carried_as_the_authority_says(rule: str, balance: int, expected: int) -> None:
    settings = Settings(carry_forward_surplus=rule)
    assert carried(settings, balance) == expected
    assert "urplus is carried forward" in rule_words(settings)
    assert carried(settings, -balance) == -balance
    assert carried(Settings(carry_forward_deficit=False), -balance) == 0
    with pytest.raises(ValueError, match="carry_forward_surplus"):
        Settings(carry_forward_surplus="most of it")


def test_it_is_shown_first_and_closed_once(client: TestClient) -> None:
    desk = replace(with_accounts(client), clock=lambda: dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC))
    with desk.database.writing() as session:
        ours, county = (posting.account_of(session, code).id for code in (OURS, "plans_mainstream"))
        posting.allocate(session, desk, OURS, 2025, 1_000_000, APRIL, "Allocation")
        posting.commit(session, desk, ours, 2025, 400_000, APRIL, 7, "Band 3")
        posting.commit(session, desk, county, 2025, 30_000, APRIL, 8, "Section F")
        posting.pay(session, desk, county, 2025, 30_000, APRIL, 8, "Paid")
    finance = signed_in(client, "finance_officer")
    shown = page(finance, "/budget/year-end/2025").words
    assert "Cannot be closed: £4,000 is agreed and not yet paid" in shown and "−£300.00" in shown
    with desk.database.writing() as session:
        posting.pay(session, desk, ours, 2025, 400_000, APRIL, 7, "Paid")
    found = pressed(finance, "/budget/year-end/2025", "/close")
    assert "There is nothing left to close" in found.words
    with desk.database.writing() as session:
        assert store.figures(session, ours, 2026).carried == 600_000
        assert store.figures(session, ours, 2025).uncommitted == 0
        assert store.figures(session, county, 2026).carried == -30_000
        assert posting.account_of(session, OURS).closed_through == 2025
    again = finance.post(
        "/budget/year-end/2025/close",
        data={"csrf": finance.sessions["finance_officer"][1]},
        headers={"Accept": "text/html"},
    )
    assert again.status_code == 409
    page(finance, "/budget/year-end/2026", 409)
    assert desk_of(client)
