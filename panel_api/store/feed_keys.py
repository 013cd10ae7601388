"""Keys of people's calendar feeds: only hashes are kept, and one address holds at a time for a person in a role."""

import datetime as dt
import secrets

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from panel_api.models import Appointment, FeedKey
from panel_api.store.sign_ins import sha256_of


def add_feed_key(session: Session, held: Appointment, at: dt.datetime) -> str:
    """A new key for a person in a role, told once; the one before opens nothing any more."""
    revoke_feed_keys(session, held.person_id, held.id, at)
    secret = secrets.token_urlsafe(32)
    session.add(FeedKey(person_id=held.person_id, appointment_id=held.id, key_sha256=sha256_of(secret), made_at=at))
    session.flush()
    return secret


def revoke_feed_keys(session: Session, person: int, appointment: int, at: dt.datetime) -> None:
    """Revoke the key of a person in a role, if there is one."""
    session.execute(
        update(FeedKey)
        .where(FeedKey.person_id == person, FeedKey.appointment_id == appointment, FeedKey.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def feed_key_since(session: Session, person: int, role: str) -> dt.datetime | None:
    """When the key was made that a person's calendar reads in a role now; None where there is none."""
    return session.scalar(
        select(FeedKey.made_at)
        .join(Appointment, Appointment.id == FeedKey.appointment_id)
        .where(FeedKey.person_id == person, Appointment.role == role, FeedKey.revoked_at.is_(None))
        .order_by(FeedKey.id.desc())
        .limit(1)
    )


def feed_key_of(session: Session, secret: str) -> FeedKey | None:
    """What a key opens, with its person and role; None where it is unknown or revoked."""
    return session.scalar(
        select(FeedKey)
        .where(FeedKey.key_sha256 == sha256_of(secret), FeedKey.revoked_at.is_(None))
        .options(joinedload(FeedKey.person), joinedload(FeedKey.appointment))
    )
