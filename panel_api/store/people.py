"""People and the roles they hold: for the administrator, and for whoever is just signing in."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import Session, selectinload

from panel_api.models import ApiToken, Appointment, Person
from panel_api.store.cases import new_reference
from panel_api.store.viewer import Viewer


def people_seen(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on people and tokens: the administrator's, and the operator's at the command line."""
    return true() if viewer.everything or viewer.role == "administrator" else false()


def list_people(session: Session, viewer: Viewer) -> Sequence[Person]:
    """Everyone with an account and the roles they hold or held, by name."""
    return session.scalars(
        _with_roles().where(people_seen(viewer)).order_by(func.lower(Person.name), Person.name, Person.id)
    ).all()


def person_by_reference(session: Session, viewer: Viewer, reference: str) -> Person | None:
    """One person with their roles, for the administrator."""
    return session.scalar(_with_roles().where(people_seen(viewer), Person.reference == reference))


def person_by_number(session: Session, number: int) -> Person:
    """Whoever is signed in: themselves, with the roles they hold or held."""
    return session.scalars(_with_roles().where(Person.id == number)).one()


def person_by_email(session: Session, email: str) -> Person | None:
    """The account of an e-mail address, which is kept in small letters."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person_by_identity(session: Session, issuer: str, subject: str) -> Person | None:
    """Who the council's own sign-in means, with their roles; held, so that two sign-ins at once give no role twice."""
    wanted = _with_roles().where(Person.issuer == issuer, Person.subject == subject)
    return session.scalar(wanted.with_for_update(of=Person))


def person_by_link(session: Session, link_sha256: str, at: dt.datetime) -> Person | None:
    """Whose password a link may set now; nobody's where it was used, replaced or is past its time."""
    return session.scalar(
        select(Person).where(Person.link_sha256 == link_sha256, Person.link_until > at, Person.active)
    )


def add_person(session: Session, at: dt.datetime, **fields: Any) -> Person:
    """Add somebody. fields: at least `name`. Raises IntegrityError where the e-mail address is another's."""
    person = Person(reference=f"P-{new_reference()}", created_at=at, **fields)
    session.add(person)
    session.flush()
    return person


def add_appointment(
    session: Session,
    person: Person,
    role: str,
    from_day: dt.date,
    by: Viewer,
    at: dt.datetime,
    *,
    school: str | None = None,
    partnership: str | None = None,
    source: str = "local",
    to_day: dt.date | None = None,
) -> Appointment:
    """Give a person a role from a day on."""
    row = Appointment(
        person_id=person.id,
        role=role,
        school=school,
        partnership=partnership,
        from_day=from_day,
        to_day=to_day,
        source=source,
        by_reference=by.reference,
        written_at=at,
    )
    session.add(row)
    session.flush()
    return row


def demo_is_held(session: Session) -> bool:
    """Whether accounts or tokens of the invented county are in this database."""
    people = select(Person.id).where(Person.demo).limit(1)
    tokens = select(ApiToken.id).where(ApiToken.demo).limit(1)
    return session.scalar(people) is not None or session.scalar(tokens) is not None


def list_tokens(session: Session, viewer: Viewer) -> Sequence[ApiToken]:
    """Every program's token, those that still work first, then the newest."""
    ended = ApiToken.revoked_at.is_not(None)
    return session.scalars(
        select(ApiToken).where(people_seen(viewer)).order_by(ended, ApiToken.created_at.desc(), ApiToken.id.desc())
    ).all()


def token_by_reference(session: Session, viewer: Viewer, reference: str) -> ApiToken | None:
    """One token, for the administrator."""
    return session.scalar(select(ApiToken).where(people_seen(viewer), ApiToken.reference == reference))


def add_token(session: Session, at: dt.datetime, **fields: Any) -> ApiToken:
    """Keep a new token's hash and what it may do."""
    token = ApiToken(reference=f"T-{new_reference()}", created_at=at, **fields)
    session.add(token)
    session.flush()
    return token


def note_token_used(session: Session, token: ApiToken, at: dt.datetime) -> None:
    """Note that a token was used, so that one nobody uses is seen."""
    held = session.get(ApiToken, token.id)
    if held is not None:
        held.used_at = at


def _with_roles() -> Select[Person]:
    return select(Person).options(selectinload(Person.appointments))
