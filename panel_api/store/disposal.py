"""Disposal: a case's personal values go; its records, their digests and the log line stay."""

import datetime as dt

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from engine.recording.chain import Link
from engine.recording.records import Person, disposal_entry
from panel_api.models import (
    Assessment,
    Case,
    Decision,
    Disposal,
    Party,
    Recommendation,
    Record,
    SealedValue,
    Voice,
)
from panel_api.store.records import append_record


def dispose_case(session: Session, case: Case, schedule: str, by: Person, at: dt.datetime) -> Link:
    """Remove all that says something of the people in a held case, and seal the log line of it.

    schedule: the retention rule it falls under. Only the row of the case with its reference, legal
    basis and day stays, so that its records keep something to point at. Returns the log line's link.
    """
    numbers = session.scalars(select(Record.sequence).where(Record.case_id == case.id).order_by(Record.sequence)).all()
    session.flush()
    session.execute(delete(Voice).where(Voice.case_id == case.id))
    session.execute(delete(Party).where(Party.case_id == case.id))
    case.stage, case.facts, case.partnership = "disposed", {}, None
    case.status = case.band = case.amount_pence = None
    case.updated_at = at
    entry = disposal_entry(at, case.reference, numbers, schedule, by)
    link = append_record(session, entry, case_id=case.id)
    session.execute(insert(Disposal).values(record_sequence=link.sequence, case_id=case.id, disposed_at=at))
    session.execute(delete(SealedValue).where(SealedValue.record_sequence.in_(numbers)))
    for table in (Decision, Recommendation, Assessment):
        session.execute(delete(table).where(table.case_id == case.id))
    session.expire_all()
    return link
