"""Open figures: what awards come to at the end of a month, as it was then known, and the months that were published."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from panel_api.models import Account, Award, AwardTerm, Case, LedgerLine, OpenPart, OpenSnapshot, Party


@dataclass(frozen=True, slots=True)
class YearsCost:
    """What an award takes of one account in a financial year: committed less released. partnership: the account's."""

    award: int
    case: int
    kind: str
    partnership: str | None
    pence: int


def years_costs(session: Session, year: int, before: dt.datetime) -> list[YearsCost]:
    """Every award of a case with what it takes of the year, as known before a moment; of every case, for the county."""
    pence = func.sum(case((LedgerLine.measure == "committed", LedgerLine.pence), else_=-LedgerLine.pence))
    rows = session.execute(
        select(Award.id, Award.case_id, Account.kind, Account.partnership, pence)
        .join(LedgerLine, LedgerLine.award_id == Award.id)
        .join(Account, Account.id == LedgerLine.account_id)
        .where(Award.kind == "award", *_known(year, before))
        .group_by(Award.id, Award.case_id, Account.id, Account.kind, Account.partnership)
        .having(pence != 0)
        .order_by(Award.id, Account.id)
    )
    return [YearsCost(award, number, kind, of, int(sum_)) for award, number, kind, of, sum_ in rows if number]


def services_costs(session: Session, year: int, before: dt.datetime) -> dict[str, int]:
    """What the services that each partnership commissions take of the year, in pence: no child is in them."""
    pence = func.sum(case((LedgerLine.measure == "committed", LedgerLine.pence), else_=-LedgerLine.pence))
    rows = session.execute(
        select(Account.partnership, pence)
        .join(LedgerLine, LedgerLine.account_id == Account.id)
        .join(Award, Award.id == LedgerLine.award_id)
        .where(Award.kind == "service", Award.case_id.is_(None), *_known(year, before))
        .where(Account.partnership.is_not(None))
        .group_by(Account.partnership)
        .order_by(Account.partnership)
    )
    return {str(partnership): int(sum_) for partnership, sum_ in rows}


def _known(year: int, before: dt.datetime) -> tuple[Any, ...]:
    return (
        LedgerLine.year == year,
        LedgerLine.measure.in_(("committed", "released")),
        LedgerLine.written_at < before,
    )


def awarded_cases(session: Session) -> dict[int, tuple[str, dict[str, Any], str | None]]:
    """Rulebook, answers and partnership of every case that has an award, by number."""
    awarded = select(Award.case_id).where(Award.case_id.is_not(None))
    rows = session.execute(
        select(Case.id, Case.rulebook, Case.facts, Case.partnership).where(Case.id.in_(awarded)).order_by(Case.id)
    )
    return {number: (rulebook, facts, partnership) for number, rulebook, facts, partnership in rows}


def areas_of_cases(session: Session, day: dt.date, before: dt.datetime) -> dict[int, str]:
    """The code of the authority where the school is, on a day, by case; only of cases with an award."""
    awarded = select(Award.case_id).where(Award.case_id.is_not(None))
    rows = session.execute(
        select(Party.case_id, Party.reference)
        .where(Party.role == "area", Party.case_id.in_(awarded), Party.reference.is_not(None))
        .where(Party.written_at < before, Party.from_day <= day, or_(Party.to_day.is_(None), Party.to_day >= day))
        .order_by(Party.case_id, Party.from_day, Party.id)
    )
    return {number: str(code) for number, code in rows}


def children_of_cases(session: Session) -> dict[int, int]:
    """For each case with an award, the lowest number of a case of the same child (UPN); its own where none is known."""
    one, other = aliased(Party), aliased(Party)
    rows = session.execute(
        select(one.case_id, func.min(other.case_id))
        .join(other, and_(other.role == "child", other.reference == one.reference))
        .where(one.role == "child", one.case_id.in_(select(Award.case_id).where(Award.case_id.is_not(None))))
        .group_by(one.case_id)
        .order_by(one.case_id)
    )
    return {number: int(first) for number, first in rows}


def terms_with_why(session: Session, before: dt.datetime) -> dict[int, list[AwardTerm]]:
    """The terms of every award of a case, as known before a moment, in the order written."""
    rows = session.scalars(
        select(AwardTerm)
        .where(AwardTerm.case_id.is_not(None), AwardTerm.written_at < before)
        .order_by(AwardTerm.award_id, AwardTerm.id)
    )
    found: dict[int, list[AwardTerm]] = {}
    for term in rows:
        found.setdefault(term.award_id, []).append(term)
    return found


def first_entry_day(session: Session) -> dt.datetime | None:
    """When the first line of an award was written."""
    return session.scalar(select(func.min(LedgerLine.written_at)).where(LedgerLine.measure == "committed"))


def list_snapshots(session: Session) -> Sequence[OpenSnapshot]:
    """Every month that was published, in order; anyone may read them."""
    return session.scalars(select(OpenSnapshot).order_by(OpenSnapshot.year, OpenSnapshot.month)).all()


def list_months(session: Session) -> list[tuple[int, int]]:
    """The same as year and month alone."""
    months = select(OpenSnapshot.year, OpenSnapshot.month).order_by(OpenSnapshot.year, OpenSnapshot.month)
    rows = session.execute(months)
    return [(year, month) for year, month in rows]


def snapshot_of(session: Session, year: int, month: int) -> OpenSnapshot | None:
    """One month as it was published."""
    return session.scalar(select(OpenSnapshot).where(OpenSnapshot.year == year, OpenSnapshot.month == month))


def parts_of(session: Session, snapshots: Collection[int]) -> dict[int, list[OpenPart]]:
    """What each month rested on, by snapshot. For the work of publishing: it is shown to nobody."""
    found: dict[int, list[OpenPart]] = {number: [] for number in snapshots}
    rows = session.scalars(
        select(OpenPart).where(OpenPart.snapshot_id.in_(snapshots)).order_by(OpenPart.snapshot_id, OpenPart.id)
    )
    for each in rows:
        found[each.snapshot_id].append(each)
    return found


def add_snapshot(session: Session, snapshot: OpenSnapshot, parts: Sequence[Mapping[str, Any]]) -> OpenSnapshot:
    """Publish a month with what it rested on. Raises IntegrityError where it is published already."""
    session.add(snapshot)
    session.flush()
    if parts:
        session.execute(insert(OpenPart), [{**each, "snapshot_id": snapshot.id} for each in parts])
    return snapshot
