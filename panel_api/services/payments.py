"""What is due to be paid: a row for each award and payment period, by the terms as they stand.

A payment belongs to the days in which its period begins, so spans that follow each other share nothing and leave
nothing out: what a term's rows come to is what the ledger pays for that term, to the penny.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from engine.awards.calendars import Calendar, Days
from engine.awards.cost import Due, schedule
from engine.awards.counting import CannotCount, Counting
from engine.awards.terms import Stretch, as_it_stands
from engine.days import financial_year
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.models import Account, Award
from panel_api.services.award_money import school_calendar
from panel_api.services.desk import Desk
from panel_api.store import payments as books


@dataclass(frozen=True, slots=True)
class Payable:
    """One payment. award: its reference. name: of a commissioned service. school: its URN, where there is one."""

    award: str
    name: str | None
    account: Account
    school: str | None
    from_day: dt.date
    until_day: dt.date
    pence: int


@dataclass(slots=True)
class Totals:
    """What rows come to, in pence: by account, by school, and by school within an account."""

    rows: int = 0
    pence: int = 0
    by_account: dict[int, int] = field(default_factory=dict)
    by_school: dict[str, int] = field(default_factory=dict)

    def add(self, row: Payable) -> None:
        """Take one more row in."""
        self.rows += 1
        self.pence += row.pence
        self.by_account[row.account.id] = self.by_account.get(row.account.id, 0) + row.pence
        school = row.school or ""
        self.by_school[school] = self.by_school.get(school, 0) + row.pence


@dataclass(frozen=True, slots=True)
class Asked:
    """Which payments: those whose periods begin within these days; of one account, or of all that are seen."""

    days: Days
    account: str | None = None


def accounts_asked(session: Session, desk: Desk, asked: Asked) -> dict[int, Account]:
    """The accounts asked for, by number, of those the viewer sees. Raises Trouble "not-found"."""
    if asked.account is None:
        return {each.id: each for each in store.list_accounts(session, desk.viewer)}
    one = store.account_by_code(session, desk.viewer, asked.account)
    if one is None:
        raise not_found("There is no such account, or it is not yours to see", "Choose one of the list")
    return {one.id: one}


def payable(session: Session, desk: Desk, asked: Asked) -> Iterator[Payable]:
    """Every row, by award and then by day. Raises Trouble "conflict" where an award cannot be counted.

    At which school an award is paid is for whoever pays it: others may have an interest in its case, or not know it.
    """
    told = desk.viewer.may("keep_ledger")
    accounts = accounts_asked(session, desk, asked)
    only = next(iter(accounts)) if asked.account is not None else None
    calendar = school_calendar(desk)
    for batch in books.awards_borne(session, desk.viewer, only):
        for award, terms in batch.items():
            for due in dues_in(award, as_it_stands(terms), asked.days, calendar):
                if int(due.account) in accounts:
                    account = accounts[int(due.account)]
                    school = due.school if told or award.case_id is None else None
                    yield Payable(award.reference, award.name, account, school, due.from_day, due.until_day, due.pence)


def dues_in(award: Award, stretches: Sequence[Stretch], days: Days, calendar: Calendar) -> Iterator[Due]:
    """An award's payments whose periods begin within these days. Raises Trouble "conflict"."""
    counting = Counting.from_json(award.counting)
    for year in range(financial_year(days.from_day), financial_year(days.until_day) + 1):
        try:
            dues = schedule(stretches, year, counting, calendar)
        except CannotCount as error:
            raise Trouble("conflict", f"Award {award.reference} cannot be counted: {error}.") from None
        yield from (each for each in dues if days.from_day <= each.from_day <= days.until_day)


def totals_of(rows: Iterable[Payable]) -> Totals:
    """What they come to."""
    totals = Totals()
    for row in rows:
        totals.add(row)
    return totals


def span(from_day: dt.date | None, until_day: dt.date | None, today: dt.date) -> Days:
    """The days asked for; the term that it is, where none are. Raises Trouble "bad-input"."""
    first, last = funding_term(today)
    first, last = from_day or first, until_day or last
    problems = []
    if last < first:
        problems.append(Problem("until", "it comes before the first day", "a day after it", "Correct one of them"))
    elif financial_year(last) - financial_year(first) > 1:
        problems.append(Problem("until", "that is more than two financial years", "two at most", "Ask for fewer"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    return Days(first, last)


def funding_term(day: dt.date) -> tuple[dt.date, dt.date]:
    """The funding term a day lies in: April to August, September to December, January to March."""
    if day.month < 4:
        return dt.date(day.year, 1, 1), dt.date(day.year, 3, 31)
    if day.month < 9:
        return dt.date(day.year, 4, 1), dt.date(day.year, 8, 31)
    return dt.date(day.year, 9, 1), dt.date(day.year, 12, 31)
