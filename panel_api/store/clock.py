"""Days and dues: what holds of the days recorded, and the dates worked out from them, kept so that lists are short."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from panel_api.models import Case, CaseDay, Due

BATCH: Final = 500
Days = dict[str, dt.date]
"""The day of each kind that is recorded, in the order in which they were last given."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One date of a case as the lists keep it (`models.Due`)."""

    code: str
    words: str
    law: bool
    possible: bool
    due_on: dt.date
    met_on: dt.date | None


_KEPT: Final = (Due.code, Due.words, Due.law, Due.possible, Due.due_on, Due.met_on)


def days_held(rows: Sequence[CaseDay]) -> Days:
    """What holds of the days recorded, in the order written: the latest of a kind, if it was not taken back."""
    days: Days = {}
    for row in rows:
        days.pop(row.kind, None)  # so that what was given last also stands last
        if row.day is not None:
            days[row.kind] = row.day
    return days


def keep_dues(session: Session, case_id: int, rows: Sequence[DueRow]) -> bool:
    """Make these the dues of a held case; whether that changed anything."""
    kept = session.execute(select(*_KEPT).where(Due.case_id == case_id).order_by(Due.code)).all()
    if [DueRow(*row) for row in kept] == sorted(rows, key=lambda each: each.code):
        return False
    session.execute(delete(Due).where(Due.case_id == case_id))
    add_dues(session, ((case_id, each) for each in rows))
    return True


def add_dues(session: Session, rows: Iterable[tuple[int, DueRow]]) -> None:
    """Add dates of cases, each with the case's number, that have none yet."""
    names = DueRow.__slots__
    values = [{"case_id": case_id, **{name: getattr(row, name) for name in names}} for case_id, row in rows]
    if values:
        session.execute(insert(Due), values)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the dues of a case are counted from, and what is kept of them, in order of their codes."""

    id: int
    reference: str
    legal_basis: str
    stage: str
    days: Days
    kept: tuple[DueRow, ...]


def counted_after(session: Session, after: int, *, hold: bool = False) -> list[Counted]:
    """The next some hundreds of all cases by their number, whoever sees them: for the check of all dues.

    hold: lock them, to be put right in this transaction.
    """
    query = select(*_OF_CASE).where(Case.id > after).order_by(Case.id).limit(BATCH)
    return _counted(session, query.with_for_update() if hold else query)


def counted_latest(session: Session, count: int) -> list[Counted]:
    """So many of the cases taken in last."""
    return _counted(session, select(*_OF_CASE).order_by(Case.id.desc()).limit(count))


_OF_CASE: Final = (Case.id, Case.reference, Case.legal_basis, Case.stage)


def _counted(session: Session, query: Select[int, str, str, str]) -> list[Counted]:
    cases = session.execute(query).all()
    ids = [case.id for case in cases]
    days, dues = _days_by_case(session, ids), _dues_by_case(session, ids)
    return [Counted(*case, days_held(days.get(case.id, ())), tuple(dues.get(case.id, ()))) for case in cases]


def _days_by_case(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[CaseDay]]:
    found: dict[int, list[CaseDay]] = {}
    rows = session.scalars(select(CaseDay).where(CaseDay.case_id.in_(ids)).order_by(CaseDay.case_id, CaseDay.id))
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def _dues_by_case(session: Session, ids: Sequence[int]) -> Mapping[int, Sequence[DueRow]]:
    found: dict[int, list[DueRow]] = {}
    query = select(Due.case_id, *_KEPT).where(Due.case_id.in_(ids)).order_by(Due.case_id, Due.code)
    for row in session.execute(query):
        found.setdefault(row.case_id, []).append(DueRow(*row[1:]))
    return found
