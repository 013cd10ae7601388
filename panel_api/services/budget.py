"""A budget as it stands, or as it stood known on a day: figures, what is new, what presses, and its awards.

However many lines and awards there are, the same number of queries is asked, each a seek or a page.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.awards.terms import Stretch, as_it_stands
from engine.days import financial_year
from engine.law.calendars import local_day
from engine.ledger.accounts import slug
from engine.ledger.figures import MEASURES, Figures
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.local_time import moment_on
from panel_api.models import Account, Award, Case
from panel_api.services.desk import Desk
from panel_api.services.posting import this_year
from panel_api.store import budget as rows
from panel_api.store.budget import Waiting
from panel_api.store.ledger import MonthSum, last_sequence, month_sums_upto
from panel_api.store.ledger_lines import LineRow, newest_lines

PAGE: Final = 50
AHEAD: Final = dt.timedelta(days=90)
"""How far ahead reviews and ends of awards are listed."""
_FEW: Final = 5
_NEW: Final = 10
_LOOKED_THROUGH: Final = 2000
"""Of the newest lines so many are looked through for what is new and is no payment."""
_TRIES: Final = 40
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class View:
    """Which account is looked at, in which financial year, and as it was known at the end of which day (None: now)."""

    account: Account
    year: int
    known_on: dt.date | None = None

    @property
    def known_at(self) -> dt.datetime | None:
        """The last moment of that day."""
        return end_of(self.known_on)


@dataclass(frozen=True, slots=True)
class AwardLine:
    """An award as an account's year has it. case: its reference, where the reader sees it. a_year: pence, on the day.

    from_day, until_day: of the stretch that holds on the day, if one does.
    """

    award: Award
    case: str | None
    figures: Figures
    a_year: int | None
    from_day: dt.date | None
    until_day: dt.date | None


@dataclass(frozen=True, slots=True)
class News:
    """What is new since somebody looked: by measure, in pence, and the newest entries that are no payments."""

    since: dt.datetime
    sequence: int
    moved: dict[str, int]
    lines: Sequence[LineRow]


@dataclass(frozen=True, slots=True)
class Pressures:
    """What moves the account most. reviews: case, day, what is to be done."""

    largest: Sequence[AwardLine]
    ending: Sequence[AwardLine]
    reviews: Sequence[tuple[str, dt.date, str]]
    waiting: Sequence[Waiting]
    waiting_largest: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Budget:
    """One account's year. months: sums by month and measure. next_year: what next year holds and is called on for."""

    view: View
    figures: Figures
    months: Sequence[MonthSum]
    next_year: Figures
    news: News | None
    pressures: Pressures | None
    awards: Sequence[AwardLine]
    more_after: int | None


def view_of(session: Session, desk: Desk, given: str, year: str = "", known: str = "") -> View:
    """What is asked for. given: the account's code, or that as addresses have it. Raises Trouble "not-found"."""
    accounts = store.list_accounts(session, desk.viewer)
    found = next((each for each in accounts if each.code == given), None)
    found = found or next((each for each in accounts if slug(each.code) == given), None)
    if found is None:
        raise not_found(f'You see no account "{given[:80]}"', "The list on /budget has those you see")
    return View(found, year_asked(desk, year), day_asked(known))


def year_asked(desk: Desk, text: str) -> int:
    """A financial year out of an address; the one it is where none is given. Raises Trouble "bad-input"."""
    if not text:
        return this_year(desk)
    if text.isascii() and text.isdecimal() and len(text) == 4 and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
        return int(text)
    expected = "the year in which a financial year began, such as 2026"
    raise Trouble("bad-input", problems=[Problem("query.year", "this is no year", expected, "Correct it")])


def day_asked(text: str) -> dt.date | None:
    """The day as known at whose end figures are asked for. Raises Trouble "bad-input"."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        problem = Problem("query.known", "this is no day", "a day such as 2026-09-01", "Correct it")
        raise Trouble("bad-input", problems=[problem])
    return day


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The last moment of a day in England."""
    if day is None:
        return None
    return moment_on(day + dt.timedelta(days=1), dt.time(0)) - dt.timedelta(microseconds=1)


def budget_of(session: Session, desk: Desk, view: View, before: int | None = None, size: int = PAGE) -> Budget:
    """Everything a budget's page shows. before: awards before this number, for a later page of them."""
    account, now = view.account.id, view.known_on is None and view.year == this_year(desk)
    months = store.month_sums(session, account, view.year, view.known_at)
    lines, more_after = award_lines(session, desk, view, before, size)
    return Budget(
        view,
        summed(months),
        months,
        store.figures(session, account, view.year + 1, view.known_at),
        _news(session, desk, view) if now else None,
        _pressures(session, desk, view) if now else None,
        lines,
        more_after,
    )


def award_lines(
    session: Session, desk: Desk, view: View, before: int | None = None, size: int = PAGE
) -> tuple[list[AwardLine], int | None]:
    """A page of the account's awards, the newest first, and the number that the next page is before, if any."""
    account, upto = view.account.id, _upto(session, view)
    found = rows.awards_in_year(session, desk.viewer, account, view.year, upto, before, size + 1)
    return _lines(session, desk, view, found[:size]), found[size - 1][0].id if len(found) > size else None


def summed(months: Sequence[MonthSum]) -> Figures:
    """The year's figures out of its months."""
    totals = dict.fromkeys(MEASURES, 0)
    for each in months:
        totals[each.measure] += each.pence
    return Figures(**totals)


def note_look(desk: Desk, given: str) -> None:
    """Keep that the person who asks looks at an account; a day's first look moves from when what is new is told."""
    person, at = desk.viewer.person, desk.clock()
    if person is None:
        return
    with desk.database.writing() as session:
        account = view_of(session, desk, given).account
        look = rows.look_of(session, desk.viewer, account.id)
        before = look.before_at if look else None
        if look and local_day(look.last_at) != local_day(at):
            before = look.last_at
        rows.keep_look(session, person, account.id, at, before)


def _news(session: Session, desk: Desk, view: View) -> News | None:
    look = rows.look_of(session, desk.viewer, view.account.id)
    if look is None or look.before_at is None:
        return None
    account, year = view.account.id, view.year
    since = last_sequence(session, account, year, look.before_at)
    upto = last_sequence(session, account, year)
    then, today = (summed(month_sums_upto(session, account, year, place)) for place in (since, upto))
    moved = {each: getattr(today, each) - getattr(then, each) for each in MEASURES}
    lines = newest_lines(session, account, year, since, upto - _LOOKED_THROUGH, _NEW)
    return News(look.before_at, since, {each: pence for each, pence in moved.items() if pence}, lines)


def _pressures(session: Session, desk: Desk, view: View) -> Pressures:
    account, day, viewer = view.account, desk.last_day(), desk.viewer
    largest = _standing(session, desk, view, rows.dearest(session, account.id, day, _TRIES))
    ends = _standing(session, desk, view, rows.ending(session, account.id, day, day + AHEAD, _TRIES))
    ends = [each for each in ends if each.until_day is not None and each.until_day <= day + AHEAD]
    waiting: Sequence[Waiting] = ()
    dearest: Sequence[Case] = ()
    if account.partnership is not None:
        waiting = rows.waiting_sums(session, viewer, account.partnership)
        dearest = rows.waiting_dearest(session, viewer, account.partnership, _FEW)
    return Pressures(
        sorted(largest, key=lambda each: (-(each.a_year or 0), each.award.id))[:_FEW],
        sorted(ends, key=lambda each: (each.until_day or day, each.award.id))[:_FEW],
        rows.reviews_due(session, viewer, account.id, day + AHEAD, _FEW),
        waiting,
        dearest,
    )


def _standing(session: Session, desk: Desk, view: View, numbers: Sequence[int]) -> list[AwardLine]:
    """Of these awards, those that the account bears today."""
    found = rows.awards_with_cases(session, desk.viewer, set(numbers))
    return [each for each in _lines(session, desk, view, found) if each.a_year is not None]


def _lines(session: Session, desk: Desk, view: View, found: Sequence[tuple[Award, str | None]]) -> list[AwardLine]:
    numbers = [award.id for award, _ in found]
    figures = rows.figures_of_awards(session, view.account.id, view.year, _upto(session, view), numbers)
    terms = store.terms_of_awards(session, numbers)
    day = _day_in(desk, view)
    made: list[AwardLine] = []
    for award, case in found:
        held = _on(as_it_stands(terms[award.id], view.known_at), view.account, day)
        bounds = (held.pence_a_year, held.from_day, held.until_day) if held else (None, None, None)
        made.append(AwardLine(award, case, figures[award.id], *bounds))
    return made


def _upto(session: Session, view: View) -> int | None:
    """The last line that was known on the day, where one is given."""
    if view.known_at is None:
        return None
    return last_sequence(session, view.account.id, view.year, view.known_at)


def _day_in(desk: Desk, view: View) -> dt.date:
    """Today, or the last day of a year that is over."""
    today = desk.last_day()
    return today if financial_year(today) <= view.year else dt.date(view.year + 1, 3, 31)


def _on(stretches: Sequence[Stretch], account: Account, day: dt.date) -> Stretch | None:
    return next((each for each in stretches if each.holds(day) and each.account == str(account.id)), None)
