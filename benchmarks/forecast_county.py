"""The forecast tried on a county drawn from a number never looked at: what its accounts came to by its last day.

The invented county ends on 20 November 2026, so a forecast made on an earlier day is asked how much of the financial
year would be agreed by then. Beside it stand last year's profile (what is agreed, by the share of last year's that was
agreed on the same day) and the belief that nothing more will come.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from statistics import mean
from typing import Final

from sqlalchemy.orm import Session

from engine.law.calendars import day_begins
from engine.opinions.network import Network
from panel_api import store
from panel_api.database import open_database
from panel_api.models import Account
from panel_api.seed.awarded import END
from panel_api.seed.loading import seed_money
from panel_api.services.desk import Desk
from panel_api.services.forecasting import forecasts_of
from panel_api.settings import Settings
from panel_api.shelf import Shelf

NUMBER: Final = 20_261_124
YEAR: Final = 2026
DAYS: Final = (dt.date(2026, 4, 30), dt.date(2026, 5, 31), dt.date(2026, 7, 31), dt.date(2026, 9, 30))


@dataclass(frozen=True, slots=True)
class Tried:
    """Forecasts made on one day. Errors are means of |said − came| / came; covered: how often it lay in the range."""

    day: dt.date
    error: Fraction
    profile: Fraction
    nothing: Fraction
    covered: Fraction
    count: int


def county_back_test(folder: Path, requests: int, number: int = NUMBER) -> list[Tried]:
    """Draw the county into a folder and try the forecast on its accounts, day by day."""
    settings = Settings(database_url=f"sqlite:///{folder / 'county.db'}")
    seed_money(settings, requests, number)
    return tried_on(settings)


def tried_on(settings: Settings) -> list[Tried]:
    """The same on a county that is there."""
    database, network = open_database(settings), Network()
    desk = Desk(database, Shelf(settings.rules), network, lambda: _evening(END))
    try:
        with database.reading() as session:
            return [_line(day, list(_each(session, desk, day))) for day in DAYS]
    finally:
        database.dispose()
        network.close()


def _each(session: Session, desk: Desk, day: dt.date) -> Iterator[tuple[Fraction, Fraction, Fraction, bool]]:
    accounts = [each for each in store.list_accounts(session, store.LOCAL) if each.kind != "contingency"]
    made = forecasts_of(session, replace(desk, clock=lambda: _evening(day)), accounts, until=END)
    for found in made:
        account, before = found.account, day.replace(year=day.year - 1)
        came = _agreed(session, account, YEAR, END)
        last = _agreed(session, account, YEAR - 1, before)
        then = found.figures.spent
        profile = (
            Fraction(then * _agreed(session, account, YEAR - 1, END.replace(year=END.year - 1)), last) if last else then
        )
        said = found.this_year.asked
        beyond = found.this_year.part("not_fitting")
        low, high = found.this_year.low - beyond.low, found.this_year.high - beyond.high
        yield _off(said, came), _off(profile, came), _off(then, came), low <= came <= high


def _line(day: dt.date, found: list[tuple[Fraction, Fraction, Fraction, bool]]) -> Tried:
    error, profile, nothing, covered = zip(*found, strict=True)
    return Tried(day, mean(error), mean(profile), mean(nothing), Fraction(sum(covered), len(found)), len(found))


def _agreed(session: Session, account: Account, year: int, day: dt.date) -> int:
    """Paid and outstanding of a year, as known at the end of a day."""
    return store.figures(session, account.id, year, _evening(day)).spent


def _off(said: Fraction | int, came: int) -> Fraction:
    return Fraction(abs(said - came), came)


def _evening(day: dt.date) -> dt.datetime:
    return day_begins(day + dt.timedelta(days=1)) - dt.timedelta(minutes=1)
