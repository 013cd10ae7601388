"""Where an account is heading: its range at 31 March and for next year, spend against profile, and the early alarm.

A forecast informs. Nothing here is written, and no band, recommendation or decision ever reads it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from engine.days import financial_year
from engine.forecast.alarm import Agreed, Alarm, alarm
from engine.forecast.outturn import Open, Outturn, Standing, Waiting, outturn
from engine.forecast.past import MOST_MONTHS, Happened, Past
from engine.forecast.profile import Point, Profile, against, flat, like_last_year
from engine.forecast.year import first_day, month_ends, month_of, months_on
from engine.law.calendars import day_begins, local_day
from engine.ledger.accounts import account_code
from engine.ledger.figures import Figures
from panel_api import store
from panel_api.models import Account
from panel_api.services.desk import Desk
from panel_api.store import forecasting as asked
from panel_api.store.forecasting import DecidedSum, Month, RunningSum, TermSum, WaitingRequest

_YEAR: Final = dt.timedelta(days=365)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Forecast:
    """An account's forecast as made on a day. figures: as they stood. profile: how a usual year's payments come."""

    account: Account
    day: dt.date
    year: int
    figures: Figures
    this_year: Outturn
    next_year: Outturn
    alarm: Alarm
    profile: Profile
    points: tuple[Point, ...]


def forecast_of(session: Session, desk: Desk, account: Account) -> Forecast:
    """The forecast of an account that the viewer saw, as of the desk's clock; a dozen queries, however many awards."""
    return forecasts_of(session, desk, [account])[0]


def forecasts_of(
    session: Session, desk: Desk, accounts: Sequence[Account], until: dt.date | None = None
) -> list[Forecast]:
    """Forecasts of several accounts, in their order; those of one kind share what the past teaches.

    until: the last day of which anything is expected; None is 31 March.
    """
    at, today = desk.clock(), desk.last_day()
    decided = {each.legal_basis: each for each in asked.decided_sums(session, at, at - _YEAR)}
    pools = {kind: _Pool(session, kind, at, today) for kind in sorted({each.kind for each in accounts})}
    made = [_Asking(session, each, pools[each.kind], decided, at, today, until) for each in accounts]
    return [each.forecast() for each in made]


def alarm_of(session: Session, desk: Desk, account: Account) -> Alarm:
    """The early alarm of an account alone, by a few seeks."""
    today = desk.last_day()
    year = financial_year(today)
    return _alarm(session, account.id, store.figures(session, account.id, year, desk.clock()), desk.clock(), today)


class _Pool:
    """What the past of all accounts of one kind teaches, and what runs today."""

    def __init__(self, session: Session, kind: str, at: dt.datetime, today: dt.date) -> None:
        numbers = asked.accounts_of_kind(session, kind)
        since = day_begins(months_on(today, -MOST_MONTHS))
        self.running = asked.running_sums(session, numbers, at, today)
        sums = asked.term_sums(session, numbers, at, since)
        running = sum(each.pence for each in self.running)
        first = min((_first(each.written) for each in sums), default=month_of(today))
        news = [each for each in _happened(sums) if each.begins >= first]
        self.past = Past(news, running, today, first, _uprating(sums, running, today))


@dataclass(frozen=True, slots=True)
class _Asking:
    """One account's forecast in the making."""

    session: Session
    account: Account
    pool: _Pool
    decided: Mapping[str, DecidedSum]
    at: dt.datetime
    today: dt.date
    until: dt.date | None

    def forecast(self) -> Forecast:
        """All of it."""
        year = financial_year(self.today)
        figures, ahead = (store.figures(self.session, self.account.id, each, self.at) for each in (year, year + 1))
        profile, waiting = self._profile(year), self._waiting()
        return Forecast(
            self.account,
            self.today,
            year,
            figures,
            outturn(self._standing(year, figures, waiting), self.pool.past),
            outturn(self._standing(year + 1, ahead, waiting), self.pool.past),
            _alarm(self.session, self.account.id, figures, self.at, self.today),
            profile,
            self._points(year, figures, profile),
        )

    def _waiting(self) -> list[Waiting]:
        wait = _wait(self.decided.values())
        return [
            _waiting(each, self.decided[each.legal_basis], self.today, wait)
            for each in asked.waiting_requests(self.session, self.account.partnership, self.at, self.today)
            if each.legal_basis in self.decided and _code(each) == self.account.code
        ]

    def _standing(self, year: int, figures: Figures, waiting: Sequence[Waiting]) -> Standing:
        running = [each for each in self.pool.running if each.account == self.account.id]
        return Standing(
            account=str(self.account.id),
            year=year,
            held=figures.held if figures.allocated else None,
            paid=figures.paid,
            outstanding=figures.outstanding + figures.called,
            most=not self.account.may_overspend,
            open=_open(running),
            waiting=waiting,
            reviews=[(dt.date(self.today.year, each.agreed_in, 1), each.pence) for each in running if not each.ends],
            wait=_wait(self.decided.values()),
            until=self.until,
        )

    def _profile(self, year: int) -> Profile:
        """As last year's payments came, month by month; flat where that was no usual year."""
        months = [0] * 12
        for each in store.month_sums(self.session, self.account.id, year - 1, self.at):
            if each.measure == "paid":
                months[each.month - 1] += each.pence
        return like_last_year(months) or flat(year)

    def _points(self, year: int, figures: Figures, profile: Profile) -> tuple[Point, ...]:
        ends = [end for end in month_ends(year) if end < self.today]
        known = asked.known_at(self.session, self.account.id, year, [day_begins(end + _DAY) for end in ends])
        paid = [*(each.paid for each in known), figures.paid]
        spent = [*(each.spent for each in known), figures.spent]
        return against(profile, year, figures.held, paid, spent, self.today)


def _alarm(session: Session, account: int, figures: Figures, at: dt.datetime, today: dt.date) -> Alarm:
    year = financial_year(today)
    began = day_begins(first_day(year))
    last = asked.last_agreed(session, account, began)
    since = day_begins(local_day(last) + _DAY) if last else began - dt.timedelta(days=7)
    agreed = [
        Agreed(local_day(moment), pence, school)
        for moment, school, pence in asked.newly_agreed(session, account, year, since, at)
    ]
    return alarm(figures.uncommitted, agreed, year, today, since=local_day(last) if last else None)


def _code(waiting: WaitingRequest) -> str:
    """The code of the account that would bear a request; "" where none can be told."""
    statutory = waiting.legal_basis != "non_statutory" or waiting.ehc_plan
    try:
        return account_code(
            waiting.route,
            statutory=statutory,
            setting=waiting.setting,
            phase=waiting.phase,
            partnership=waiting.partnership,
        )
    except LookupError:
        return ""


def _waiting(request: WaitingRequest, decided: DecidedSum, today: dt.date, wait: int) -> Waiting:
    """A request by its advice, or by what awards of its kind came to; as likely as such requests were awarded."""
    usual = decided.pence // decided.awarded if decided.awarded else 0
    day = max(today + _DAY, request.asked_on + dt.timedelta(days=wait))
    return Waiting(usual if request.pence is None else request.pence, Fraction(decided.awarded, decided.count), day)


def _wait(decided: Iterable[DecidedSum]) -> int:
    """Days from a request to its decision, on average."""
    sums = list(decided)
    count = sum(each.count for each in sums)
    return max(0, sum(each.days for each in sums) // count) if count else 0


def _open(running: Sequence[RunningSum]) -> list[Open]:
    sums: dict[Month | None, int] = {}
    for each in running:
        sums[each.ends] = sums.get(each.ends, 0) + each.pence
    return [
        Open(_first(ends) if ends else None, sums[ends]) for ends in sorted(sums, key=lambda each: each or (9999, 1))
    ]


def _happened(sums: Iterable[TermSum]) -> Iterable[Happened]:
    """Terms as what happened: a move to another account is one that joined there and one that left here."""
    for each in sums:
        written, begins = _first(each.written), _first(each.begins)
        ends = _first(each.ends) if each.ends and not each.ended else None
        moved = each.before_account not in (None, each.account)
        both = (each.count, each.before, each.after, each.squares)
        if each.before_account is None and not each.ended:
            yield Happened(str(each.account), "joined", written, begins, ends, *both)
        elif moved:
            size = (each.after // 100) ** 2 // each.count
            yield Happened(str(each.before_account), "left", written, begins, None, each.count, each.before, 0, size)
            if not each.ended:
                yield Happened(str(each.account), "joined", written, begins, ends, each.count, 0, each.after, size)
        elif each.ended:
            yield Happened(str(each.account), "left", written, begins, None, *both)
        elif not each.uprated:
            yield Happened(str(each.account), "reviewed", written, begins, ends, *both)


def _uprating(sums: Iterable[TermSum], running: int, today: dt.date) -> Fraction:
    """By what part of all that runs awards rose on the last 1 April."""
    last = first_day(financial_year(today))
    rose = sum(each.after - each.before for each in sums if each.uprated and _first(each.begins) == last)
    return Fraction(rose, running) if running else Fraction(0)


def _first(month: Month) -> dt.date:
    return dt.date(*month, 1)
