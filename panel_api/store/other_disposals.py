"""What is disposed of beside cases: lines of payments long made, and who it was that left. And what names a case."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, CursorResult, and_, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from engine.recording.records import Person as By
from engine.recording.records import money_disposal_entry
from panel_api.models import (
    Appointment,
    FeedKey,
    IdempotencyKey,
    Import,
    MoneyDisposal,
    PaidLine,
    Person,
    RollLine,
    SetAside,
    SignIn,
)
from panel_api.store.records import append_record

NOBODY_NOW: Final = "Somebody who left"
"""What stands for the name of a person whose account was disposed of."""
_REFERENCE: Final = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


def payments_due(session: Session, last: dt.date | None) -> int:
    """How many lines of payments were made, and for days, no later than a day; none that the ledger has not taken."""
    if last is None:
        return 0
    return session.scalar(select(func.count()).select_from(PaidLine).where(*_paid_by(last))) or 0


def dispose_payments(session: Session, before: dt.date, schedule: str, by: By, at: dt.datetime) -> tuple[int, int]:
    """Remove lines of payments made, and for days, before a day, and files that are empty then; how many of each.

    It is sealed first: the database lets go of no line that no disposal covers. What was paid and is not in the ledger
    yet stays.
    """
    lines = payments_due(session, before - dt.timedelta(days=1))
    empty = and_(
        Import.written_at < dt.datetime.combine(before, dt.time(), dt.UTC),
        ~exists().where(PaidLine.import_id == Import.id, ~and_(*_paid_by(before - dt.timedelta(days=1)))),
        ~exists().where(RollLine.import_id == Import.id),
    )
    files = session.scalars(select(Import.id).where(empty).order_by(Import.id)).all()
    entry = money_disposal_entry(at, before, {"imports": len(files), "paid_lines": lines}, schedule, by)
    link = append_record(session, entry)
    session.execute(insert(MoneyDisposal).values(record_sequence=link.sequence, before=before, disposed_at=at))
    session.execute(delete(PaidLine).where(*_paid_by(before - dt.timedelta(days=1))))
    session.execute(delete(Import).where(Import.id.in_(files)))
    return lines, len(files)


def people_due(session: Session, last: dt.date | None) -> Sequence[tuple[str, dt.date]]:
    """Closed accounts whose last role ended no later than a day: reference, and that day. Disposed ones are not."""
    if last is None:
        return []
    ended = func.max(Appointment.to_day)
    query = (
        select(Person.reference, ended)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(~Person.active, or_(Person.name != NOBODY_NOW, Person.email.is_not(None)))
        .group_by(Person.reference)
        .having(ended <= last, func.count() == func.count(Appointment.to_day))
        .order_by(Person.reference)
    )
    return [(reference, day) for reference, day in session.execute(query) if day is not None]


def hold_person(session: Session, reference: str) -> Person | None:
    """Somebody, locked until this transaction ends."""
    return session.scalar(select(Person).where(Person.reference == reference).with_for_update())


def forget_person(session: Session, person: Person) -> None:
    """Remove who somebody was; their reference stays on what they did."""
    person.name, person.email, person.issuer, person.subject = NOBODY_NOW, None, None, None
    person.password_hash = person.link_sha256 = person.link_until = None
    for table in (SignIn, FeedKey):
        session.execute(delete(table).where(table.person_id == person.id))
    session.flush()


def forget_answers_naming(session: Session, references: Collection[str]) -> int:
    """Delete answers kept for what is sent twice that name one of these cases anywhere; how many. One look at each."""
    wanted = set(references)
    rows = select(IdempotencyKey.owner, IdempotencyKey.route, IdempotencyKey.key, IdempotencyKey.body)
    found = [
        tuple(row[:3])
        for row in session.execute(rows.execution_options(yield_per=500))
        if wanted & set(_REFERENCE.findall(f"{row[1]} {row[3]}"))
    ]
    for owner, route, key in found:
        named = (IdempotencyKey.owner == owner, IdempotencyKey.route == route, IdempotencyKey.key == key)
        session.execute(delete(IdempotencyKey).where(*named))
    return len(found)


def forget_forms_naming(session: Session, reference: str) -> int:
    """Delete forms set aside when a session had ended that name a case; how many."""
    named = or_(SetAside.path.contains(reference, autoescape=True), SetAside.body.contains(reference, autoescape=True))
    gone = session.execute(delete(SetAside).where(named))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _paid_by(last: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (PaidLine.paid_on <= last, PaidLine.until_day <= last, PaidLine.pence == PaidLine.posted_pence)
