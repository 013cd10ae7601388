"""Statement lines that the ledger is held against, and what its lines come to within the month of a day."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.days import month_of_year
from engine.ledger.figures import MEASURES
from panel_api.models import LedgerAssertion, LedgerLine


def add_assertion(session: Session, row: LedgerAssertion) -> LedgerAssertion:
    """Keep one."""
    session.add(row)
    session.flush()
    return row


def assertions_of(session: Session, account: int, year: int, many: int) -> Sequence[LedgerAssertion]:
    """The newest of an account's year; the caller saw the account."""
    found = select(LedgerAssertion).where(LedgerAssertion.account_id == account, LedgerAssertion.year == year)
    return session.scalars(found.order_by(LedgerAssertion.id.desc()).limit(many)).all()


def within_month(session: Session, account: int, year: int, day: dt.date) -> dict[str, int]:
    """What the lines in the month of a day come to, by measure, as far as they take effect up to that day."""
    rows = session.execute(
        select(LedgerLine.measure, func.sum(LedgerLine.pence))
        .where(
            LedgerLine.account_id == account,
            LedgerLine.year == year,
            LedgerLine.measure.in_(MEASURES),
            LedgerLine.month == month_of_year(day),
            LedgerLine.effective_on <= day,
        )
        .group_by(LedgerLine.measure)
        .order_by(LedgerLine.measure)
    )
    return {measure: int(pence) for measure, pence in rows}
