"""Commissioned services: shown before they are written, consented to, never beyond the money, changed and ended.

The clock stands at 14 September 2026. The financial year 2026 has 365 days.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from panel_api import store
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import LedgerEntry
from panel_api.schemas_services import NewService, ServiceChange, ServiceEnd
from panel_api.services import posting
from panel_api.services.commissioning import change, commission, end, fit_of_service, services_of
from panel_api.services.desk import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.store import Viewer
from tests.panel_api.http_support import desk_of
from tests.panel_api.ledger_support import ALLOCATED, DAY, NORTH, SOUTH, YEAR, ledger_desk, number
from tests.panel_api.pages_support import Form, checked, page, send
from tests.panel_api.signing_in import signed_in

OCTOBER, JANUARY = dt.date(2026, 10, 1), dt.date(2027, 1, 1)
A_YEAR = 3_650_000
"""£100 a day."""


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk of the holder of north, with allocations for 2026."""
    for made in ledger_desk(database):
        yield replace(made, viewer=Viewer("budget_holder", "holder-1", partnership="north"))


def service(pence: int = A_YEAR, account: str = NORTH, **given: object) -> NewService:
    values = {"from_day": OCTOBER, "to_day": None, "school": None, "consent_by": None, "consent_words": None, **given}
    texts = {"name": "Language group", "words": "Speech and language", "schools": "Ash School\nElm  School\n"}
    return NewService.model_construct(account=account, amount=pence, **{**texts, **values})


def changed(day: dt.date, pence: int) -> ServiceChange:
    return ServiceChange.model_construct(
        from_day=day, amount=pence, words="One more group", consent_by=None, consent_words=None
    )


def test_a_holder_commissions_and_that_is_the_consent(desk: Desk) -> None:
    with desk.database.writing() as session:
        fit = fit_of_service(session, desk, service())
        assert (fit.this_year, fit.later, fit.after) == (1_820_000, {2027: A_YEAR}, ALLOCATED - 1_820_000)
        award = commission(session, desk, service())
        assert (award.kind, award.statutory, award.priced, award.case_id) == ("service", False, "individual", None)
        assert award.schools == {"schools": ["Ash School", "Elm School"]}
        figures = store.figures(session, number(session, NORTH), YEAR)
        assert (figures.committed, figures.uncommitted) == (1_820_000, ALLOCATED - 1_820_000)
        entry = session.query(LedgerEntry).filter_by(kind="commit").one()
        assert (entry.consent_by, entry.by_role) == ("holder-1", "budget_holder")
        assert [each.award.reference for each in services_of(session, desk)] == [award.reference]
        other = replace(desk, viewer=Viewer("budget_holder", "holder-2", partnership="south"))
        assert services_of(session, other) == []
        with pytest.raises(Trouble) as refused:
            end(session, other, award.reference, ServiceEnd.model_construct(last_day=JANUARY, words="No"))
        assert refused.value.kind == "not-found"


def test_what_does_not_fit_is_refused_with_figures_and_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Trouble) as refused, desk.database.writing() as session:
        commission(session, desk, service(2 * ALLOCATED + 10_000_000))
    assert refused.value.kind == "conflict" and "£500,000 uncommitted" in refused.value.detail
    with desk.database.reading() as session:
        assert services_of(session, desk) == []


def test_nobody_commissions_out_of_anothers_money_or_without_consent(desk: Desk) -> None:
    officer = replace(desk, viewer=Viewer("finance_officer", "finance-1"))
    with desk.database.writing() as session:
        with pytest.raises(Trouble) as refused:
            commission(session, desk, service(account=SOUTH))
        assert refused.value.kind == "not-found"
        for wrong in (service(account="contingency"), service(0), service(from_day=dt.date(2024, 1, 1)), service()):
            with pytest.raises(Trouble) as refused:
                commission(session, officer, wrong)
            assert refused.value.kind == "bad-input"
        given = service(consent_by="chair of north", consent_words="By letter of 1 September 2026")
        commission(session, officer, given)
        assert session.query(LedgerEntry).filter_by(kind="commit").one().consent_by == "chair of north"


def test_a_change_and_an_end_settle_to_the_day(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = commission(session, desk, service(to_day=dt.date(2027, 7, 31)))
        change(session, desk, award.reference, changed(JANUARY, 2 * A_YEAR))
        north = number(session, NORTH)
        assert store.figures(session, north, YEAR).committed == 92 * 10_000 + 90 * 20_000
        (found,) = services_of(session, desk)
        assert [(each.until_day, each.pence_a_year) for each in found.stretches] == [
            (dt.date(2026, 12, 31), A_YEAR),
            (dt.date(2027, 7, 31), 2 * A_YEAR),
        ]
        for wrong in (changed(dt.date(2026, 9, 30), 1), changed(dt.date(2027, 8, 1), 1), changed(JANUARY, 0)):
            with pytest.raises(Trouble):
                change(session, desk, award.reference, wrong)
    with pytest.raises(Trouble) as refused, desk.database.writing() as session:
        change(session, desk, award.reference, changed(JANUARY, 9 * ALLOCATED))
    assert refused.value.kind == "conflict"
    with desk.database.writing() as session:
        end(session, desk, award.reference, ServiceEnd.model_construct(last_day=dt.date(2026, 12, 31), words="Over"))
        figures = store.figures(session, north, YEAR)
        assert figures.committed - figures.released == 92 * 10_000
        with pytest.raises(Trouble):
            end(session, desk, award.reference, ServiceEnd.model_construct(last_day=JANUARY, words="Over"))
    assert check_ledger(replace(desk, viewer=store.LOCAL)).holds


def filled(form: Form) -> dict[str, str]:
    """What a holder writes; the rest of the form as it stands."""
    given = {"account": NORTH, "name": "Language group", "words": "Speech", "schools": "Ash School\r\nElm School"}
    return {**given, "from": "1/10/2026", "amount": "36,500"}


def test_a_holder_sees_what_it_takes_and_presses_once(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    holder = signed_in(sqlite_client, "budget_holder", partnership="north")
    assert "No partnership's account that you see is open" in page(holder, "/services/new").words
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, ["north", "south"])
        posting.allocate(session, desk, NORTH, YEAR, 2_000_000, DAY, "Allocation")
    assert "None yet." in page(holder, "/services").words
    form = page(holder, "/services/new").form("/services/check")
    assert form.options["account"] == ["", NORTH] and "consent_by" not in form.fields
    assert "Write an amount such as" in checked(send(holder, form, **{**filled(form), "amount": "much"}), 422).words
    dear = checked(send(holder, form, **{**filled(form), "amount": "50000"}))
    assert "It does not fit." in dear.words and "£4,931.51 is wanting" in dear.words
    shown = checked(send(holder, form, **filled(form)))
    assert "It takes £18,200 of north partnership" in shown.words and "£1,800 is left with it" in shown.words
    back = shown.form("/services/new")
    assert page(holder, f"/services/new?name={back.fields['name']}").form("/check").fields["name"] == "Language group"
    press = shown.form("/services")
    for _ in range(2):
        assert send(holder, press).status_code == 303
    listed = page(holder, "/services")
    assert listed.words.count("Language group for Ash School, Elm School") == 1
    (change_link,) = [each for each in listed.links if each.startswith("/services/W-")]
    one = page(holder, change_link)
    refused = send(holder, one.form("/change"), **{"from": "1/1/2027", "amount": "99999", "words": "More"})
    assert "north partnership has £1,800 uncommitted" in checked(refused, 409).words
    ended = send(holder, one.form("/end"), last_day="31/12/2026", words="Over")
    assert ended.status_code == 303 and page(holder, ended.headers["location"])
    auditor = signed_in(sqlite_client, "auditor")
    assert "Language group" in page(auditor, "/services").words
    assert auditor.get("/services/new").status_code == 403
    stranger = signed_in(sqlite_client, "budget_holder", partnership="south")
    assert "None yet." in page(stranger, "/services").words
    assert stranger.get(change_link).status_code == 404


def test_a_finance_officer_says_who_consented(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, ["north"])
        posting.allocate(session, desk, NORTH, YEAR, 2_000_000, DAY, "Allocation")
    officer = signed_in(sqlite_client, "finance_officer")
    form = page(officer, "/services/new").form("/services/check")
    assert "Write who consented for the partnership." in checked(send(officer, form, **filled(form)), 422).words
    said = {**filled(form), "consent_by": "chair of north", "consent_words": "By letter"}
    assert send(officer, checked(send(officer, form, **said)).form("/services")).status_code == 303
