"""A payment run: what is due up to a day and not yet paid, shown first, then posted once.

Money that is late for a closed year is paid in the first open one. Whoever runs it again the same day pays nothing.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.awards.calendars import Calendar, Days
from engine.awards.cost import Due
from engine.awards.terms import Term, as_it_stands
from engine.days import financial_year, financial_year_days
from engine.ledger import entries
from engine.ledger.figures import Figures
from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Account, Award
from panel_api.services.award_money import Cell, school_calendar
from panel_api.services.desk import Desk
from panel_api.services.payments import Asked, accounts_asked, dues_in
from panel_api.services.posting import post_all
from panel_api.store import payments as books
from panel_api.store.ledger import NewEntry


@dataclass(frozen=True, slots=True)
class ToPay:
    """One payment of a run. on_day: the first of the period it is for. reference: of the award."""

    award: int
    reference: str
    account: int
    year: int
    on_day: dt.date
    school: str | None
    pence: int


@dataclass(slots=True)
class Run:
    """What a run pays, and what is due and cannot be paid because it is not committed, by award in pence."""

    until: dt.date
    payments: list[ToPay] = field(default_factory=list)
    wanting: dict[str, int] = field(default_factory=dict)

    @property
    def pence(self) -> int:
        """What it comes to."""
        return sum(each.pence for each in self.payments)


def planned(session: Session, desk: Desk, until: dt.date, account: str | None = None) -> Run:
    """What a run up to a day would pay; nothing is written. Raises Trouble "bad-input" for a day to come."""
    if until > desk.last_day():
        problem = Problem("until", "it has not come yet", "today or a day before it", "Pay what is due by then")
        raise Trouble("bad-input", problems=[problem])
    accounts = accounts_asked(session, desk, Asked(Days(until, until), account))
    only = next(iter(accounts)) if account is not None else None
    run, calendar = Run(until), school_calendar(desk)
    for batch in books.awards_borne(session, desk.viewer, only):
        cells = store.cells_of_awards(session, [each.id for each in batch])
        for award, terms in batch.items():
            _add(run, award, terms, cells[award.id], accounts, calendar)
    return run


def pay_due(session: Session, desk: Desk, until: dt.date, account: str | None = None) -> Run:
    """Pay what is due up to a day, in the caller's transaction, once: the accounts are held while it is worked out."""
    store.hold_accounts(session, accounts_asked(session, desk, Asked(Days(until, until), account)))
    run = planned(session, desk, until, account)
    source = f"Payment run to {day_words(until)}"
    post_all(session, desk, [_entry(each, source) for each in run.payments])
    return run


def _entry(each: ToPay, source: str) -> NewEntry:
    lines = entries.pay(each.account, each.year, each.pence, each.on_day, each.award)
    words = f"Due from {day_words(each.on_day)}"
    return NewEntry("pay", each.pence, lines, words, {"award_id": each.award, "source": source})


def _add(
    run: Run,
    award: Award,
    terms: Sequence[Term],
    cells: Mapping[Cell, Figures],
    accounts: Mapping[int, Account],
    calendar: Calendar,
) -> None:
    """What is due on one award, oldest first, up to what is outstanding in the account and year that pays it."""
    outstanding = {cell: each.outstanding for cell, each in cells.items()}
    paid = {cell: each.paid for cell, each in cells.items()}
    for due in _begun(award, terms, run.until, calendar):
        number, year = int(due.account), financial_year(due.from_day)
        if number not in accounts:
            continue
        pays = max(year, (accounts[number].closed_through or 0) + 1)
        left = due.pence
        for cell in dict.fromkeys([(number, year), (number, pays)]):
            covered = max(0, min(left, paid.get(cell, 0)))
            paid[cell] = paid.get(cell, 0) - covered
            left -= covered
        room = max(0, min(left, outstanding.get((number, pays), 0)))
        if room:
            outstanding[number, pays] -= room
            day = max(due.from_day, financial_year_days(pays)[0])
            run.payments.append(ToPay(award.id, award.reference, number, pays, day, due.school, room))
        if room < left:
            run.wanting[award.reference] = run.wanting.get(award.reference, 0) + left - room


def _begun(award: Award, terms: Sequence[Term], until: dt.date, calendar: Calendar) -> Iterator[Due]:
    """Every payment whose period has begun by a day, from the award's first day on."""
    stretches = as_it_stands(terms)
    if stretches and stretches[0].from_day <= until:
        first = financial_year_days(financial_year(stretches[0].from_day))[0]
        yield from dues_in(award, stretches, Days(first, until), calendar)
