"""Seats: who is asked to a sitting, who came and left, and whom it can ask."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from panel_api.models import AgendaItem, Appointment, Case, Person, Seat, Sitting, Stay
from panel_api.store.sittings import sittings_seen
from panel_api.store.viewer import Viewer

PANEL_ROLES = ("chair", "panel_member", "caseworker")
_ORDER = ("chair", "deputy", "member", "clerk")


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who can be asked to sit, with the roles of the panel that they hold on that day, in order."""

    person: Person
    roles: tuple[str, ...]


def seats_of(session: Session, viewer: Viewer, sitting: Sitting) -> list[Seat]:
    """Every seat with its person and their stays, the chair's first, in two queries; those withdrawn too, last."""
    rows = session.scalars(
        select(Seat)
        .join(Sitting, Sitting.id == Seat.sitting_id)
        .where(Seat.sitting_id == sitting.id, sittings_seen(viewer))
        .options(joinedload(Seat.person), selectinload(Seat.stays))
        .order_by(Seat.id)
        .execution_options(populate_existing=True)
    ).all()
    return sorted(rows, key=lambda seat: (seat.coming == "withdrawn", _ORDER.index(seat.seat), seat.person.name))


def sittings_through(session: Session, viewer: Viewer, case: Case) -> Sequence[Sitting]:
    """The sittings by which a member of the panel sees a case: they have a seat there. By their days."""
    return session.scalars(
        select(Sitting)
        .join(AgendaItem, AgendaItem.sitting_id == Sitting.id)
        .join(Seat, Seat.sitting_id == Sitting.id)
        .where(AgendaItem.case_id == case.id, AgendaItem.state != "taken_off", Sitting.stage != "cancelled")
        .where(Seat.person_id == viewer.person, Seat.coming != "withdrawn", sittings_seen(viewer))
        .order_by(Sitting.held_on, Sitting.id)
    ).all()


def seats_at(session: Session, sitting: Sitting) -> Sequence[Seat]:
    """The bare seats of a sitting that its viewer holds already, in the order they were given."""
    return session.scalars(select(Seat).where(Seat.sitting_id == sitting.id).order_by(Seat.id)).all()


def add_seat(session: Session, sitting: Sitting, person: int, seat: str, profession: str, coming: str) -> Seat:
    """Give a person a seat at a held sitting. Raises IntegrityError where they have one."""
    row = Seat(sitting_id=sitting.id, person_id=person, seat=seat, profession=profession, coming=coming)
    session.add(row)
    session.flush()
    return row


def add_stay(session: Session, seat: Seat, came_at: dt.datetime, left_at: dt.datetime | None, by: str) -> Stay:
    """Write that someone came."""
    stay = Stay(came_at=came_at, left_at=left_at, by_reference=by)
    seat.stays.append(stay)
    session.flush()
    return stay


def who_can_sit(session: Session, day: dt.date) -> list[Holder]:
    """Everyone who holds a role of the panel on a day, by name."""
    rows = session.execute(
        select(Person, Appointment.role)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Person.active, Appointment.role.in_(PANEL_ROLES), _holds(day))
        .order_by(Person.name, Person.id, Appointment.role)
        .distinct()
    ).all()
    found: dict[int, tuple[Person, list[str]]] = {}
    for person, role in rows:
        found.setdefault(person.id, (person, []))[1].append(role)
    return [Holder(person, tuple(role for role in PANEL_ROLES if role in roles)) for person, roles in found.values()]


def roles_on(session: Session, person: int, day: dt.date) -> frozenset[str]:
    """The roles of the panel that a person holds on a day; none where their account is closed."""
    rows = session.scalars(
        select(Appointment.role)
        .join(Person, Person.id == Appointment.person_id)
        .where(Appointment.person_id == person, Person.active, Appointment.role.in_(PANEL_ROLES), _holds(day))
        .order_by(Appointment.id)
    )
    return frozenset(rows)


def person_by_reference(session: Session, reference: str) -> Person | None:
    """A person, by the reference that logs and records name them by."""
    return session.scalar(select(Person).where(Person.reference == reference))


def names_of(session: Session, references: Sequence[str]) -> dict[str, str]:
    """Names by reference, of those there are; the operator at the command line has none."""
    rows = session.execute(
        select(Person.reference, Person.name).where(Person.reference.in_(sorted(set(references)))).order_by(Person.id)
    )
    return dict(rows.all())


def _holds(day: dt.date) -> ColumnElement[bool]:
    return and_(Appointment.from_day <= day, or_(Appointment.to_day.is_(None), Appointment.to_day >= day))
