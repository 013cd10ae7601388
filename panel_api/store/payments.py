"""What is due to be paid and what was paid: awards a batch at a time, with their terms and their lines."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from engine.awards.calendars import Days
from engine.awards.terms import Term
from engine.days import financial_year
from panel_api.models import Award, AwardTerm, LedgerLine, Party
from panel_api.store.awards import terms_of_awards
from panel_api.store.finance import borne_by_seen
from panel_api.store.viewer import Viewer

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Paid:
    """What the lines of an award paid, net of what came back, with effect on a day."""

    account: int
    year: int
    day: dt.date
    pence: int
    lines: int


def awards_borne(session: Session, viewer: Viewer, account: int | None = None) -> Iterator[dict[Award, list[Term]]]:
    """Every award that an account the viewer sees bears or bore, by number, with its terms: a batch at a time."""
    borne = borne_by_seen(viewer)
    if account is not None:
        borne &= exists().where(AwardTerm.award_id == Award.id, AwardTerm.account_id == account)
    after = 0
    while True:
        query = select(Award).where(borne, Award.id > after).order_by(Award.id).limit(BATCH)
        batch = session.scalars(query).all()
        if not batch:
            return
        terms = terms_of_awards(session, [each.id for each in batch])
        yield {each: terms[each.id] for each in batch}
        after = batch[-1].id


def paid_of_awards(session: Session, awards: Collection[int], days: Days) -> dict[int, list[Paid]]:
    """What was paid on each award with effect in these days, in order of days."""
    keys = (LedgerLine.award_id, LedgerLine.effective_on, LedgerLine.account_id, LedgerLine.year)
    rows = session.execute(
        select(*keys, func.sum(LedgerLine.pence), func.count())
        .where(
            LedgerLine.award_id.in_(awards),
            LedgerLine.measure == "paid",
            LedgerLine.effective_on.between(days.from_day, days.until_day),
        )
        .group_by(*keys)
        .order_by(*keys)
    )
    found: dict[int, list[Paid]] = {number: [] for number in awards}
    for award, day, account, year, pence, lines in rows:
        if award is not None:
            found[award].append(Paid(account, year, day, int(pence), int(lines)))
    return found


def paid_within(session: Session, accounts: Collection[int], days: Days) -> dict[int, int]:
    """What each account paid with effect in these days, net of what came back, straight from the ledger."""
    rows = session.execute(
        select(LedgerLine.account_id, func.sum(LedgerLine.pence))
        .where(
            LedgerLine.account_id.in_(accounts),
            LedgerLine.year.between(financial_year(days.from_day), financial_year(days.until_day)),
            LedgerLine.measure == "paid",
            LedgerLine.effective_on.between(days.from_day, days.until_day),
        )
        .group_by(LedgerLine.account_id)
        .order_by(LedgerLine.account_id)
    )
    return {account: int(pence) for account, pence in rows}


def school_names(session: Session) -> dict[str, str]:
    """What schools are called, by URN, as cases last named them. A few hundred, whatever is asked for."""
    latest = (
        select(func.max(Party.id))
        .where(Party.role == "school", Party.reference.is_not(None), Party.name.is_not(None))
        .group_by(Party.reference)
    )
    rows = session.execute(select(Party.reference, Party.name).where(Party.id.in_(latest)).order_by(Party.reference))
    return {str(urn): str(name) for urn, name in rows}
