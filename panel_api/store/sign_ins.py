"""Sessions and tokens: who is signed in, by what they carry. Only hashes of what they carry are kept."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from panel_api.models import ApiToken, Appointment, Person, SignIn


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: unused, and at the longest."""

    idle: dt.timedelta
    longest: dt.timedelta


def sha256_of(secret: str) -> str:
    """The hash under which a secret of ours is kept: long and random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin_sign_in(session: Session, person: Person, appointment: Appointment | None, way: str, at: dt.datetime) -> str:
    """Begin a session; what its cookie carries, which is told once and never kept."""
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_sha256=sha256_of(secret),
            person_id=person.id,
            appointment_id=appointment.id if appointment else None,
            csrf=secrets.token_urlsafe(32),
            way=way,
            begun_at=at,
            seen_at=at,
        )
    )
    session.flush()
    return secret


def sign_in_of(session: Session, secret: str) -> SignIn | None:
    """The session that a cookie names, lapsed ones too, with its person and role, in one query."""
    return session.scalar(
        select(SignIn)
        .where(SignIn.token_sha256 == sha256_of(secret))
        .options(joinedload(SignIn.person), joinedload(SignIn.appointment))
    )


def is_live(row: SignIn, limits: Limits, at: dt.datetime) -> bool:
    """Whether a session still holds: not ended, not idle for too long, not too old, and its person still active."""
    return (
        row.ended_at is None
        and row.person.active
        and at - row.seen_at <= limits.idle
        and at - row.begun_at <= limits.longest
    )


def touch_sign_in(session: Session, row: SignIn, at: dt.datetime) -> None:
    """Note that a session was used."""
    session.execute(
        update(SignIn).where(SignIn.token_sha256 == row.token_sha256, SignIn.seen_at < at).values(seen_at=at)
    )


def end_sign_in(session: Session, secret_sha256: str, at: dt.datetime) -> None:
    """End one session; one that has ended stays ended when it did."""
    session.execute(
        update(SignIn).where(SignIn.token_sha256 == secret_sha256, SignIn.ended_at.is_(None)).values(ended_at=at)
    )


def end_sign_ins_of(session: Session, person_id: int, at: dt.datetime, but: str | None = None) -> None:
    """End every session of a person, but for one where its hash is given."""
    mine = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        mine = mine.where(SignIn.token_sha256 != but)
    session.execute(mine.values(ended_at=at))


def appointments_on(session: Session, person_id: int, day: dt.date) -> list[Appointment]:
    """The roles a person holds on a day, the earliest first."""
    return list(
        session.scalars(
            select(Appointment)
            .where(
                Appointment.person_id == person_id,
                Appointment.from_day <= day,
                or_(Appointment.to_day.is_(None), Appointment.to_day >= day),
            )
            .order_by(Appointment.from_day, Appointment.id)
        )
    )


def holds_on(row: Appointment, day: dt.date) -> bool:
    """Whether a role is held on a day."""
    return row.from_day <= day and (row.to_day is None or row.to_day >= day)


def token_of(session: Session, secret: str, at: dt.datetime) -> ApiToken | None:
    """The program that a token names; None where it is unknown, revoked or past its day."""
    return session.scalar(
        select(ApiToken).where(
            ApiToken.token_sha256 == sha256_of(secret), ApiToken.revoked_at.is_(None), ApiToken.expires_at > at
        )
    )


def demo_people(session: Session) -> list[Person]:
    """The invented county's accounts with the roles they hold, in order of their number."""
    return list(
        session.scalars(
            select(Person).where(Person.demo).options(joinedload(Person.appointments)).order_by(Person.id)
        ).unique()
    )
