"""Disposal: a case's personal values go; its records, their digests and the log line stay."""

import datetime as dt
from typing import Final

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from engine.recording.chain import Link
from engine.recording.records import Person, disposal_entry
from panel_api.models import Base, Case, CaseLink, Disposal, Record, RecordFind, SealedValue
from panel_api.store.records import append_record
from panel_api.store.viewer import Viewer, cases_seen

_STAY: Final = ("records", "disposals", "record_finds")
EMPTIED: Final = dict.fromkeys(
    ("school", "partnership", "band", "advised_band", "pence", "advised_pence", "award", "reason_code")
)
"""What a record is found by that would say something of a child; the rest of the row stays."""


def dispose_case(session: Session, case: Case, schedule: str, by: Person, at: dt.datetime) -> Link:
    """Remove all that says something of the people in a held case, and seal the log line of it.

    schedule: the retention rule it falls under. Only the row of the case with its reference, legal
    basis and day stays, so that its records keep something to point at. Returns the log line's link.
    """
    numbers = session.scalars(select(Record.sequence).where(Record.case_id == case.id).order_by(Record.sequence)).all()
    session.flush()
    case.stage, case.facts, case.partnership = "disposed", {}, None
    case.status = case.band = case.amount_pence = None
    case.need_levels = case.need_marked = case.need_high = None
    case.updated_at = at
    entry = disposal_entry(at, case.reference, numbers, schedule, by)
    link = append_record(session, entry, case_id=case.id)
    session.execute(insert(Disposal).values(record_sequence=link.sequence, case_id=case.id, disposed_at=at))
    session.execute(delete(SealedValue).where(SealedValue.record_sequence.in_(numbers)))
    session.execute(delete(CaseLink).where(CaseLink.other_id == case.id))
    session.execute(update(RecordFind).where(RecordFind.case_id == case.id).values(EMPTIED))
    for table in _hanging_on_cases():
        session.execute(delete(table).where(table.c.case_id == case.id))
    session.expire_all()
    return link


def disposal_record(session: Session, viewer: Viewer, case: Case) -> Record | None:
    """The record that seals a case's disposal, the latest where there are several."""
    return session.scalar(
        select(Record)
        .join(Disposal, Disposal.record_sequence == Record.sequence)
        .join(Case, Case.id == Disposal.case_id)
        .where(Disposal.case_id == case.id, cases_seen(viewer))
        .order_by(Record.sequence.desc())
        .limit(1)
    )


def _hanging_on_cases() -> list[Table]:
    """Every table with rows of one case, those first that point at others; the chain and its log lines stay."""
    return [
        table for table in reversed(Base.metadata.sorted_tables) if "case_id" in table.c and table.name not in _STAY
    ]
