"""Sessions and tokens: who is signed in, by what they carry. Only hashes of what they carry are kept."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, delete, or_, select, update
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


def begin_sign_in(
    session: Session,
    person: Person,
    appointment: Appointment | None,
    way: str,
    at: dt.datetime,
    since: dt.datetime | None = None,
) -> str:
    """Begin a session; what its cookie carries, which is told once and never kept.

    since: when the session began that this one goes on from; it lasts no longer than that one would have.
    """
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_sha256=sha256_of(secret),
            person_id=person.id,
            appointment_id=appointment.id if appointment else None,
            csrf=secrets.token_urlsafe(32),
            way=way,
            begun_at=since or at,
            seen_at=at,
        )
    )
    session.flush()
    return secret


def sign_in_of(session: Session, secret: str) -> SignIn | None:
    """The session that a cookie names, lapsed ones too, with its role and its person's roles, in one query."""
    found = session.scalars(
        select(SignIn)
        .where(SignIn.token_sha256 == sha256_of(secret))
        .options(joinedload(SignIn.person).joinedload(Person.appointments), joinedload(SignIn.appointment))
    )
    return found.unique().one_or_none()


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


def end_sign_in(session: Session, secret_sha256: str, at: dt.datetime) -> bool:
    """End one session, and whether it had not ended yet; one that has stays ended when it did."""
    own = and_(SignIn.token_sha256 == secret_sha256, SignIn.ended_at.is_(None))
    ended = update(SignIn).where(own).values(ended_at=at).returning(SignIn.token_sha256)
    return session.scalar(ended) is not None


def end_sign_ins_of(session: Session, person_id: int, at: dt.datetime, but: str | None = None) -> None:
    """End every session of a person, but for one where its hash is given."""
    mine = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        mine = mine.where(SignIn.token_sha256 != but)
    session.execute(mine.values(ended_at=at))


def end_sign_ins_in(session: Session, appointments: Sequence[int], at: dt.datetime) -> None:
    """End every session in a role that somebody held."""
    session.execute(
        update(SignIn).where(SignIn.appointment_id.in_(appointments), SignIn.ended_at.is_(None)).values(ended_at=at)
    )


def live_sign_ins(session: Session, person_id: int, limits: Limits, at: dt.datetime) -> list[SignIn]:
    """The sessions of a person that still hold, the one used last first."""
    rows = session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.seen_at >= at - limits.idle)
        .where(SignIn.begun_at >= at - limits.longest)
        .options(joinedload(SignIn.appointment))
        .order_by(SignIn.seen_at.desc(), SignIn.token_sha256)
    )
    return list(rows)


def forget_sign_ins(session: Session, before: dt.datetime) -> None:
    """Delete sessions that were last used before a moment."""
    session.execute(delete(SignIn).where(SignIn.seen_at < before))


def appointments_on(session: Session, person_id: int, day: dt.date) -> list[Appointment]:
    """The roles a person holds on a day (`holds_on`), the earliest first."""
    return list(
        session.scalars(
            select(Appointment)
            .where(
                Appointment.person_id == person_id,
                Appointment.from_day <= day,
                or_(Appointment.to_day.is_(None), and_(Appointment.source == "local", Appointment.to_day >= day)),
            )
            .order_by(Appointment.from_day, Appointment.id)
        )
    )


def holds_on(row: Appointment, day: dt.date) -> bool:
    """Whether a role is held on a day. One from the council's own sign-in is over as soon as that no longer says it."""
    return row.from_day <= day and (row.to_day is None or (row.source == "local" and row.to_day >= day))


def token_of(session: Session, secret: str, at: dt.datetime) -> ApiToken | None:
    """The program that a token names; None where it is unknown, revoked or past its day."""
    return session.scalar(
        select(ApiToken).where(
            ApiToken.token_sha256 == sha256_of(secret), ApiToken.revoked_at.is_(None), ApiToken.expires_at > at
        )
    )


def token_by_secret(session: Session, secret: str) -> ApiToken | None:
    """The token of a secret, whether it still holds or not."""
    return session.scalar(select(ApiToken).where(ApiToken.token_sha256 == sha256_of(secret)))


def demo_people(session: Session) -> list[Person]:
    """The invented county's accounts with the roles they hold, in order of their number."""
    return list(
        session.scalars(
            select(Person).where(Person.demo).options(joinedload(Person.appointments)).order_by(Person.id)
        ).unique()
    )
