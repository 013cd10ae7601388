"""Uprating on 1 April: rises written once, falls left to a person, individual prices and services untouched.

The clock stands at 14 September 2026. Band 3 in a mainstream school is worth £4,550 from April 2025, £4,680 from 2026.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from engine.awards.counting import Counting
from engine.awards.terms import Stretch, as_it_stands
from panel_api import store
from panel_api.cli import run
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Award, LedgerEntry
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from panel_api.services.ledger_check import check_ledger
from panel_api.services.uprating import planned, uprate
from panel_api.settings import Settings
from tests.panel_api.databases import new_case
from tests.panel_api.http_support import desk_of
from tests.panel_api.ledger_support import NORTH, SOUTH, YEAR, ledger_desk, number
from tests.panel_api.pages_support import counted, page, send
from tests.panel_api.signing_in import signed_in

BEGUN, APRIL, OCTOBER = dt.date(2025, 9, 1), dt.date(2026, 4, 1), dt.date(2026, 10, 1)
OLD, NEW = 455_000, 468_000
RISE = NEW - OLD


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with open accounts and allocations for 2025 and 2026."""
    for made in ledger_desk(database):
        with database.writing() as session:
            for code in (NORTH, SOUTH):
                posting.allocate(session, made, code, 2025, 50_000_000, dt.date(2025, 4, 1), "Allocation")
        yield made


def in_band(session: Session, desk: Desk, pence: int = OLD, account: str = NORTH, **given: object) -> Award:
    """An award of band 3 for a child at a mainstream school, begun in September 2025."""
    facts = given.pop("facts", {"setting": "mainstream"})
    begins = given.pop("from_day", BEGUN)
    case = new_case(session, rulebook=given.pop("rulebook", "county_top_up"))
    case.facts = facts  # type: ignore[assignment]
    term = NewTerm(account, begins, pence, "900001", given.pop("until_day", None))  # type: ignore[arg-type]
    values = {"statutory": account == "plans_mainstream", "band": "3", **given}
    new = NewAward(term, case_id=case.id, **values)  # type: ignore[arg-type]
    return award_money.begin_award(session, desk, new, "Band 3")[0]


def stands(session: Session, award: Award) -> tuple[Stretch, ...]:
    return as_it_stands(store.terms_of_awards(session, [award.id])[award.id])


def committed(session: Session, award: Award, account: str = NORTH, year: int = YEAR) -> int:
    return store.award_cells(session, award.id)[number(session, account), year].committed


def test_a_rise_is_a_term_from_april_and_is_committed_once(desk: Desk) -> None:
    with desk.database.writing() as session:
        award, plan = in_band(session, desk), in_band(session, desk, account="plans_mainstream")
        before = planned(session, desk, YEAR)
        assert [(each.reference, each.before, each.after, each.takes) for each in before.rises] == [
            (award.reference, OLD, NEW, RISE),
            (plan.reference, OLD, NEW, RISE),
        ]
        assert committed(session, award) == OLD
        assert award_money.first_calls(session, number(session, NORTH), 2027) == OLD
        assert uprate(session, desk, YEAR) == before
        assert [(each.from_day, each.until_day, each.pence_a_year) for each in stands(session, award)] == [
            (BEGUN, dt.date(2026, 3, 31), OLD),
            (APRIL, None, NEW),
        ]
        assert committed(session, award) == committed(session, plan, "plans_mainstream") == NEW
        assert award_money.first_calls(session, number(session, NORTH), 2027) == NEW
        entries = session.query(LedgerEntry).count()
        again = uprate(session, desk, YEAR)
        assert (again.looked, again.rises, again.falls, again.short) == (2, [], [], [])
        assert session.query(LedgerEntry).count() == entries
        last = session.query(LedgerEntry).filter_by(award_id=award.id, kind="commit").order_by(LedgerEntry.id.desc())
        assert last[0].consent_by is None and last[0].consent_words.startswith("No consent is needed")
    assert check_ledger(desk).holds


def test_a_fall_is_listed_and_never_written(desk: Desk) -> None:
    with desk.database.writing() as session:
        plan = in_band(session, desk, NEW + 100, "plans_mainstream")
        found = uprate(session, desk, YEAR)
        assert [(each.reference, each.statutory, each.before, each.after) for each in found.falls] == [
            (plan.reference, True, NEW + 100, NEW)
        ]
        assert stands(session, plan)[0].pence_a_year == NEW + 100 and found.rises == []


def test_what_a_person_priced_a_service_and_what_does_not_run_on_the_day_stay_as_they_are(desk: Desk) -> None:
    with desk.database.writing() as session:
        kept = [
            in_band(session, desk, priced="individual"),
            in_band(session, desk, counting=Counting("days", uprated=False)),
            in_band(session, desk, until_day=dt.date(2026, 3, 31)),
            in_band(session, desk, from_day=APRIL),
            in_band(session, desk, from_day=dt.date(2026, 5, 1)),
        ]
        service = NewAward(NewTerm(NORTH, BEGUN, OLD), statutory=False, name="A group", schools=["A school"])
        kept.append(award_money.begin_award(session, desk, service, "Commissioned")[0])
        before = [stands(session, each) for each in kept]
        found = uprate(session, desk, YEAR)
        assert (found.looked, found.rises, found.falls, found.untold) == (0, [], [], {})
        assert [stands(session, each) for each in kept] == before


def test_what_does_not_fit_a_partnership_is_listed_and_the_rest_is_written(desk: Desk) -> None:
    with desk.database.writing() as session:
        first, second, other = (in_band(session, desk, account=code) for code in (NORTH, NORTH, SOUTH))
        spare = store.uncommitted(session, number(session, NORTH), YEAR) - RISE - 1
        posting.allocate(session, desk, NORTH, YEAR, -spare, APRIL, "Taken back")
        found = uprate(session, desk, YEAR)
        assert [each.reference for each in found.rises] == [first.reference, other.reference]
        assert [(each.reference, each.wanting) for each in found.short] == [(second.reference, RISE - 1)]
        assert committed(session, second) == OLD and len(stands(session, second)) == 1
        assert store.uncommitted(session, number(session, NORTH), YEAR) == 1
        posting.allocate(session, desk, NORTH, YEAR, RISE, APRIL, "More")
        assert [each.reference for each in uprate(session, desk, YEAR).rises] == [second.reference]
    assert check_ledger(desk).holds


def test_a_late_run_keeps_a_move_and_an_end_that_came_after_april(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = in_band(session, desk)
        moved = NewTerm(SOUTH, OCTOBER, OLD, "900200", dt.date(2027, 7, 31), "moved")
        award_money.change_award(session, desk, award, moved, "Moved school")
        uprate(session, desk, YEAR)
        north, south = str(number(session, NORTH)), str(number(session, SOUTH))
        assert stands(session, award)[1:] == (
            Stretch(APRIL, dt.date(2026, 9, 30), north, "900001", NEW),
            Stretch(OCTOBER, dt.date(2027, 7, 31), south, "900200", NEW),
        )
        assert uprate(session, desk, YEAR).rises == []
    assert check_ledger(desk).holds


def test_a_band_whose_amount_nobody_knows_is_told_and_left(desk: Desk) -> None:
    with desk.database.writing() as session:
        priced = in_band(session, desk, facts={"setting": "independent_special"})
        gone = in_band(session, desk, rulebook="top_up")
        found = uprate(session, desk, YEAR)
        assert found.rises == [] and set(found.untold) == {priced.reference, gone.reference}
        assert found.untold[gone.reference] == "its rulebook is not on the shelf"
        for year in (2023, 2028):
            with pytest.raises(Trouble):
                planned(session, desk, year)


def test_next_years_uprating_is_a_first_call_until_the_year_is_allocated(desk: Desk) -> None:
    with desk.database.writing() as session:
        award = in_band(session, desk)
        found = uprate(session, desk, 2027)
        assert [each.takes for each in found.rises] == [RISE]
        assert committed(session, award) == OLD
        assert award_money.first_calls(session, number(session, NORTH), 2027) == NEW


def test_queries_grow_by_batches_and_not_by_awards(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, ["north"])
        in_band(session, desk, account="plans_mainstream")
    sent: list[int] = []
    for _ in range(2):
        with counted(sqlite_client) as statements, desk.database.reading() as session:
            planned(session, desk, YEAR)
        sent.append(len(statements))
        with desk.database.writing() as session:
            for _ in range(20):
                in_band(session, desk, account="plans_mainstream")
    assert sent[0] == sent[1]
    with counted(sqlite_client) as statements, desk.database.writing() as session:
        assert len(uprate(session, desk, YEAR).rises) == 41
    assert len(statements) < 40


def test_a_finance_officer_sees_it_first_and_presses_once(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    officer = signed_in(sqlite_client, "finance_officer")
    assert "Nothing rises on 1 April 2026" in page(officer, "/uprating?year=2026").words
    with desk.database.writing() as session:
        posting.open_accounts(session, desk, ["north"])
        awards = [in_band(session, desk, pence, "plans_mainstream") for pence in (OLD, OLD, NEW + 1)]
    shown = page(officer, "/uprating?year=2026")
    assert "2 awards rise, by £260 a year together" in shown.words and awards[2].reference in shown.words
    form = shown.form("/uprating/apply")
    for _ in range(2):
        answer = send(officer, form)
        assert answer.status_code == 303
    after = page(officer, answer.headers["location"])
    assert "Nothing rises on 1 April 2026" in after.words and awards[2].reference in after.words
    assert "it is too far away" in page(officer, "/uprating?year=2031", status=422).words.lower()
    assert page(officer, "/uprating?year=never", status=422)
    assert signed_in(sqlite_client, "auditor").get("/uprating").status_code == 403


def test_the_command_shows_and_applies(sqlite_settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--database", sqlite_settings.database_url]
    assert run(["uprate", "2001", *where]) == 2
    assert "too far away" in capsys.readouterr().err
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("panel_api.clock.system_clock", lambda: dt.datetime(2026, 9, 14, 9, tzinfo=dt.UTC))
        assert run(["uprate", "2026", *where]) == 0
        assert run(["uprate", "2026", "--apply", *where]) == 0
    out = capsys.readouterr().out
    assert "0 awards priced by band run on 1 April 2026: 0 rise" in out
