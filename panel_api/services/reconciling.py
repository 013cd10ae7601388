"""Reconciliation: from April to the end of a month, what should have been paid against what was, award by award.

What should have been paid is what the terms say, for a child who is said to have left only to the last day on roll.
What was paid is the ledger's, and what the finance system paid beyond it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from engine.awards.calendars import Calendar, Days
from engine.awards.cost import Due, cost_by_account
from engine.awards.counting import Counting
from engine.awards.terms import Stretch, as_it_stands, until
from engine.days import financial_year, financial_year_days
from engine.ledger.figures import Figures
from engine.ledger.reconciling import REASONS, Held, Paid, reason
from panel_api import store
from panel_api.models import Account, Award, PaidLine, RollLine
from panel_api.services.award_money import Cell, school_calendar
from panel_api.services.desk import Desk
from panel_api.services.payments import Asked, accounts_asked, dues_in
from panel_api.store import finance as files
from panel_api.store import leavers as rolls
from panel_api.store import payments as books
from panel_api.store.ledger import NO_FIGURES

_DAY: Final = dt.timedelta(days=1)
RUNS_OUT: Final = 50
"""An account runs out where less than one part in this many is left with a quarter of the year to go."""


@dataclass(frozen=True, slots=True)
class Differs:
    """One award on one account where the two differ, in pence. said_left: the line of a return that says so."""

    award: str
    account: Account | None
    due: int
    paid: int
    why: str
    said_left: RollLine | None = None

    @property
    def pence(self) -> int:
        """Paid too much; below nothing, too little."""
        return self.paid - self.due


@dataclass(slots=True)
class Sums:
    """One account: what was due, what the ledger paid for its awards, what was paid beyond it, and its figures now."""

    account: Account
    due: int = 0
    paid: int = 0
    not_committed: int = 0
    by_ledger: int = 0
    figures: Figures = NO_FIGURES

    @property
    def agrees(self) -> bool:
        """Whether the awards' payments come to what the ledger's own sum is."""
        return self.paid == self.by_ledger


@dataclass(slots=True)
class Reconciled:
    """All of it. days: from the first of the year to the end of the month."""

    days: Days
    today: dt.date
    awards: int = 0
    rows: list[Differs] = field(default_factory=list)
    accounts: dict[int, Sums] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, tuple[int, int]]:
        """By reason, in order: how many, and what they come to."""
        found = {code: [each.pence for each in self.rows if each.why == code] for code in REASONS}
        return {code: (len(some), sum(some)) for code, some in found.items() if some}

    def runs_out(self, sums: Sums) -> bool:
        """Whether an account that is never overdrawn has next to nothing left with a quarter of the year to go."""
        held, year = sums.figures.held, financial_year(self.days.from_day)
        early = self.today < dt.date(year + 1, 1, 1)
        return early and not sums.account.may_overspend and held > 0 and sums.figures.uncommitted * RUNS_OUT < held


def last_month(today: dt.date) -> tuple[int, int]:
    """The financial year and month to look at first: the last that has ended, or April as the year begins."""
    year = financial_year(today)
    return (year, 4) if today.month == 4 else (year, (today.month - 2) % 12 + 1)


def month_days(year: int, month: int) -> Days:
    """From the first of a financial year to the end of one of its months, April being 4."""
    first, _ = financial_year_days(year)
    own = year if month >= 4 else year + 1
    following = dt.date(own + month // 12, month % 12 + 1, 1)
    return Days(first, following - _DAY)


def reconcile(session: Session, desk: Desk, days: Days, account: str | None = None) -> Reconciled:
    """Hold the two against each other over the accounts the viewer sees, or one. Raises Trouble "not-found"."""
    accounts = accounts_asked(session, desk, Asked(days, account))
    only = next(iter(accounts)) if account is not None else None
    found = Reconciled(days, desk.last_day(), accounts={number: Sums(each) for number, each in accounts.items()})
    beyond = _by_award(files.paid_lines_within(session, desk.viewer, days, only))
    left = rolls.said_left(session, desk.viewer)
    calendar = school_calendar(desk)
    for batch in books.awards_borne(session, desk.viewer, only):
        numbers = [each.id for each in batch]
        paid = books.paid_of_awards(session, numbers, days)
        cells = store.cells_of_awards(session, numbers)
        for award, terms in batch.items():
            lines = beyond.pop(award.id, [])
            own = _One(award, as_it_stands(terms), left.get(award.id), paid[award.id], lines, cells[award.id])
            _add(found, own, calendar)
    for lines in beyond.values():
        for each in lines:
            where = found.accounts.get(each.account_id or 0)
            found.rows.append(Differs(each.given, where.account if where else None, 0, each.pence, "unknown"))
    _with_figures(session, found)
    order = list(REASONS)
    found.rows.sort(key=lambda each: (order.index(each.why), -abs(each.pence), each.award))
    return found


@dataclass(frozen=True, slots=True)
class _One:
    """One award as all know it. lines: of the finance system's files. cells: what the ledger has, every year."""

    award: Award
    stretches: tuple[Stretch, ...]
    said_left: RollLine | None
    paid: Sequence[books.Paid]
    lines: Sequence[PaidLine]
    cells: Mapping[Cell, Figures]


def _add(found: Reconciled, one: _One, calendar: Calendar) -> None:
    found.awards += 1
    last = found.days.until_day
    left_on = one.said_left.left_on if one.said_left else None
    stretches = one.stretches if left_on is None else until(one.stretches, left_on)
    ended = not stretches or (stretches[-1].until_day is not None and stretches[-1].until_day < last)
    dues: dict[int, list[Due]] = {}
    for due in dues_in(one.award, stretches, found.days, calendar):
        dues.setdefault(int(due.account), []).append(due)
    touched = {each.account for each in one.paid} | {each.account_id for each in one.lines if each.account_id}
    for number in sorted({*dues, *touched} & found.accounts.keys()):
        sums = found.accounts[number]
        late = _late(found, one, sums.account, calendar)
        paid = [Paid(each.day, each.pence, each.lines, _school(one.lines, each.day)) for each in one.paid
                if each.account == number]  # fmt: skip
        rest = [each for each in one.lines if each.account_id == number and each.pence != each.posted_pence]
        beyond = [Paid(each.from_day, each.pence - each.posted_pence, 1, each.school) for each in rest]
        held = Held([*late, *dues.get(number, [])], [*paid, *beyond], ended)
        sums.due += held.due_pence
        sums.paid += sum(each.pence for each in paid)
        sums.not_committed += sum(each.pence for each in beyond)
        why = reason(held)
        if why is not None:
            row = Differs(one.award.reference, sums.account, held.due_pence, held.paid_pence, why, one.said_left)
            found.rows.append(row)


def _school(lines: Sequence[PaidLine], day: dt.date) -> str | None:
    """Where the finance system paid for a day, if it said so; where it did more than once, the last."""
    said = [each.school for each in lines if each.from_day <= day <= each.until_day and each.pence > 0]
    return said[-1] if said else None


def _late(found: Reconciled, one: _One, account: Account, calendar: Calendar) -> list[Due]:
    """What is due for the year before, now closed, and was not committed in it: the first open year pays it."""
    year = financial_year(found.days.from_day) - 1
    if account.closed_through != year or not one.stretches or one.stretches[0].from_day >= found.days.from_day:
        return []
    cost = cost_by_account(one.stretches, year, Counting.from_json(one.award.counting), calendar)
    kept = one.cells.get((account.id, year), NO_FIGURES)
    pence = cost.get(str(account.id), 0) - kept.committed + kept.released
    day = found.days.from_day
    return [Due(day, day, str(account.id), None, pence)] if pence > 0 else []


def _by_award(lines: Sequence[PaidLine]) -> dict[int | None, list[PaidLine]]:
    by_award: dict[int | None, list[PaidLine]] = {}
    for each in lines:
        by_award.setdefault(each.award_id, []).append(each)
    return by_award


def _with_figures(session: Session, found: Reconciled) -> None:
    """What the ledger itself says of each account: paid in these days, and its year's figures as they are now."""
    paid = books.paid_within(session, found.accounts, found.days)
    year = financial_year(found.days.from_day)
    for number, sums in found.accounts.items():
        sums.by_ledger = paid.get(number, 0)
        sums.figures = store.figures(session, number, year)
