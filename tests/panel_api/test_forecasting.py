"""Where an account is heading: the alarm on a fast partnership, a range that starts from the ledger, as known then."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy.orm import Session

from engine.forecast.year import last_day
from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database
from panel_api.models import Account, Award
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.desk import Desk
from panel_api.services.forecasting import Forecast, forecast_of, forecasts_of
from panel_api.shelf import Shelf
from panel_api.views.forecast import forecast_view
from tests.panel_api.databases import advise, decide, new_case
from tests.panel_api.test_store_cases import statements

APRIL = dt.date(2026, 4, 1)
NORTH, SOUTH = "partnership:north", "partnership:south"
HELD = 30_000_000


def at(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 10, tzinfo=dt.UTC)


def on(desk: Desk, day: dt.date) -> Desk:
    """The same desk on another day."""
    return replace(desk, clock=lambda: at(day))


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """Two partnerships with £300,000 each since 1 April 2026, and nothing agreed."""
    network = Network()
    made = on(Desk(database, Shelf(None), network, lambda: at(APRIL)), APRIL)
    with database.writing() as session:
        posting.open_accounts(session, made, ["south", "north"])
        for code in (NORTH, SOUTH):
            posting.allocate(session, made, code, 2026, HELD, APRIL, "Allocation")
    yield made
    network.close()


def agreed(session: Session, desk: Desk, code: str, day: dt.date, pence: int, **term: object) -> Award:
    given = NewTerm(code, day, pence, **{"school": f"9000{day.day:02}", **term})  # type: ignore[arg-type]
    award = NewAward(given, statutory=False, case_id=new_case(session, day).id)
    return award_money.begin_award(session, on(desk, day), award, "Band 3")[0]


def account(session: Session, code: str) -> Account:
    return posting.account_of(session, code)


def forecast(desk: Desk, day: dt.date, code: str = NORTH) -> Forecast:
    with desk.database.reading() as session:
        return forecast_of(session, on(desk, day), account(session, code))


def a_quarter(desk: Desk, until: dt.date) -> None:
    """North spends its year's money in a quarter; south goes steadily."""
    with desk.database.writing() as session:
        for step in range((until - APRIL).days):
            day = APRIL + dt.timedelta(days=step)
            agreed(session, desk, NORTH, day, HELD * 46 // (10 * 365))
            if step % 2:
                agreed(session, desk, SOUTH, day, HELD * 19 // (10 * 365) * 2)


def test_a_partnership_that_spends_its_years_money_in_a_quarter_rings_in_week_three(desk: Desk) -> None:
    a_quarter(desk, dt.date(2026, 4, 22))
    found = forecast(desk, dt.date(2026, 4, 21))
    assert found.alarm.state == "rings"
    assert found.alarm.gone_on is not None and found.alarm.gone_on < dt.date(2026, 8, 20)
    assert forecast(desk, dt.date(2026, 4, 21), SOUTH).alarm.state == "quiet"
    assert forecast(desk, dt.date(2026, 4, 12)).alarm.state == "early", "as it was known then"
    seen = forecast_view(found)
    assert seen["alarm"]["rings"] and seen["alarm"]["sentence"].startswith("At this pace the year's money is gone on ")
    assert "awards agreed since 24 March 2026 take £" in seen["alarm"]["evidence"]


def test_a_range_starts_from_the_ledger_to_the_penny(desk: Desk) -> None:
    day = dt.date(2026, 5, 1)
    a_quarter(desk, day)
    with desk.database.writing() as session:
        south = account(session, SOUTH)
        award = store.awards_of_account(session, south.id)[0]
        posting.pay(session, on(desk, day), south.id, 2026, 20_000, day, award.id, "April")
        figures, ahead = (store.figures(session, south.id, year) for year in (2026, 2027))
    found = forecast(desk, day, SOUTH)
    this_year, next_year = found.this_year, found.next_year
    assert (this_year.part("paid").likely, this_year.part("outstanding").likely) == (20_000, figures.outstanding)
    assert next_year.part("outstanding").likely == ahead.called > 0 and next_year.held is None
    assert this_year.low < this_year.likely < this_year.high <= HELD, "it can never be overdrawn"
    assert this_year.part("joined").likely > 0 and this_year.part("queue").likely == 0
    today = next(point for point in found.points if point.day == day)
    assert (today.paid, today.committed) == (figures.paid, figures.spent)
    assert today.expected == round(HELD * Fraction(31, 365)), "April and one day of May"
    assert found.points[-1].day == last_day(2026) and found.points[-1].paid is None
    view = forecast_view(found)["this_year"]
    assert sum(part["likely"] for part in view["parts"]) == view["likely"]
    assert view["note"] == "Four times in five it ends within this range."


def test_a_forecast_of_a_past_day_knows_nothing_of_what_came_later(desk: Desk) -> None:
    a_quarter(desk, dt.date(2026, 4, 22))
    day = dt.date(2026, 4, 23)
    before = forecast(desk, day)
    with desk.database.writing() as session:
        award = agreed(session, desk, NORTH, dt.date(2026, 5, 4), 900_000)
        ended = NewTerm(NORTH, dt.date(2026, 5, 20), 0, why="left")
        award_money.change_award(session, on(desk, dt.date(2026, 5, 21)), award, ended, "Left")
        decide(session, new_case(session, dt.date(2026, 5, 2), partnership="north"))
    assert replace(forecast(desk, day), account=before.account) == before
    assert forecast(desk, dt.date(2026, 5, 22)).this_year.part("left").likely < 0


def test_what_waits_counts_by_its_advice_until_it_is_decided(desk: Desk) -> None:
    day = dt.date(2026, 9, 20)
    with desk.database.writing() as session:
        for _ in range(3):  # what the past teaches: three decided, all awarded
            decide(session, new_case(session, dt.date(2026, 8, 1), partnership="south"))
        agreed(session, desk, NORTH, dt.date(2026, 4, 2), 365_000)
    assert forecast(desk, day).this_year.part("queue").likely == 0
    with desk.database.writing() as session:
        advise(session, new_case(session, dt.date(2026, 9, 12), partnership="north"))
    waits = forecast(desk, day).this_year.part("queue").likely
    decided_on = dt.date(2026, 9, 12) + dt.timedelta(days=44)  # asked on 1 August, decided on 14 September
    assert waits == round(Fraction(551_000 * ((last_day(2026) - decided_on).days + 1), 365))
    assert forecast(desk, day, SOUTH).this_year.part("queue").likely == 0


def test_ten_times_the_awards_take_no_more_queries(desk: Desk) -> None:
    def asked(code: str) -> int:
        with desk.database.reading() as session, statements(desk.database) as sent:
            forecast_of(session, on(desk, dt.date(2026, 4, 28)), account(session, code))
        return len(sent)

    few = asked(NORTH)
    a_quarter(desk, dt.date(2026, 4, 26))
    assert asked(NORTH) <= few + 3 <= 22, "last year's, this year's and next year's figures were no queries at all"


def test_accounts_that_never_had_anything_are_forecast_too(desk: Desk) -> None:
    with desk.database.reading() as session:
        accounts = store.list_accounts(session, store.LOCAL)
        found = forecasts_of(session, on(desk, dt.date(2026, 4, 3)), accounts)
    assert [each.account.code for each in found] == [each.code for each in accounts]
    assert all(each.this_year.likely == 0 for each in found)
    view = forecast_view(next(each for each in found if each.account.code == "contingency"))
    assert view["this_year"]["sentences"][0] == (
        "Nothing is agreed for the year that ends on 31 March 2027, and nothing yet says what may be."
    )
