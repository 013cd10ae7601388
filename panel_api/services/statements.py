"""Statement lines: what a figure must have come to on a day by somebody else's books, and whether it did."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.days import financial_year_days, month_of_year
from engine.ledger.figures import PARTS
from engine.problems import Complaints
from panel_api import store
from panel_api.models import LedgerAssertion
from panel_api.models.ledger import FIGURES
from panel_api.services.answers import refuse_if_any
from panel_api.services.budget import View
from panel_api.services.desk import Desk
from panel_api.store import statements
from panel_api.store.ledger import MonthSum

SHOWN: Final = 12
MOST_PENCE: Final = 10**12


@dataclass(frozen=True, slots=True)
class Held:
    """A statement line beside what the ledger says of that day now. differs: the ledger's less the statement's."""

    row: LedgerAssertion
    ledger: int

    @property
    def differs(self) -> int:
        """By how much; nothing where they agree."""
        return self.ledger - self.row.pence


def add_statement(
    session: Session, desk: Desk, view: View, figure: str, day: dt.date | None, pence: int | None, source: str
) -> LedgerAssertion:
    """Keep a statement line. Raises Trouble "bad-input" with every problem."""
    first, last = financial_year_days(view.year)
    complaints = Complaints()
    if figure not in FIGURES:
        complaints.add("figure", "no figure is chosen", ", ".join(FIGURES), "Choose one")
    if day is None or not first <= day <= min(last, desk.last_day()):
        expected = f"a day of the year, {first} to {last}, that has come"
        complaints.add("day", "this is no day of that year", expected, "Correct it")
    if pence is None or abs(pence) > MOST_PENCE:
        complaints.add("amount", "this is no amount", "pounds, such as 12,500.00", "Correct it")
    if not 0 < len(source.strip()) <= 200:
        complaints.add("source", "where it stands is not said", "1 to 200 characters", "Name the statement")
    refuse_if_any(complaints)
    assert day is not None and pence is not None
    viewer = desk.viewer
    row = LedgerAssertion(
        account_id=view.account.id,
        year=view.year,
        figure=figure,
        on_day=day,
        pence=pence,
        source=source.strip(),
        by_role=viewer.role,
        by_reference=viewer.reference,
        by_person=viewer.person,
        written_at=desk.clock(),
    )
    return statements.add_assertion(session, row)


def held_statements(session: Session, view: View) -> list[Held]:
    """The newest statement lines of an account's year, each beside the ledger: by day of effect, as known now."""
    rows = statements.assertions_of(session, view.account.id, view.year, SHOWN)
    months = store.month_sums(session, view.account.id, view.year) if rows else []
    days = sorted({each.on_day for each in rows})
    within = {day: statements.within_month(session, view.account.id, view.year, day) for day in days}
    return [Held(each, _on_day(each, months, within[each.on_day])) for each in rows]


def _on_day(row: LedgerAssertion, months: Sequence[MonthSum], within: dict[str, int]) -> int:
    """The figure over every line with effect up to the day: whole months before, and the day's own month so far."""
    month = month_of_year(row.on_day)
    total = 0
    for measure, sign in PARTS[row.figure].items():
        before = sum(each.pence for each in months if each.measure == measure and each.month < month)
        total += sign * (before + within.get(measure, 0))
    return total
