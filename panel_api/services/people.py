"""Accounts and the roles they hold: what the administrator keeps. Nobody keeps their own."""

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api import store
from panel_api.columns import ROLES
from panel_api.errors import Trouble, conflict, not_found
from panel_api.logging import log
from panel_api.models import Appointment, Person
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk

LINK_HOLDS: Final = dt.timedelta(hours=72)
"""How long a one-time link may be used."""
_EMAIL: Final = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,185}\.[^\s@<>\"]{2,}")
_URN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:-]{0,31}")
_PLACE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ .-]{0,63}")


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be given, as it was typed; an empty text is nothing. from_day: from when on; None is today."""

    role: str
    school: str = ""
    partnership: str = ""
    from_day: dt.date | None = None


def add_account(session: Session, desk: Desk, name: str, email: str, given: NewRole) -> tuple[Person, str]:
    """A new local account with its first role, and the link by which its owner sets a password.

    Raises Trouble "bad-input" with every problem.
    """
    name, email = name.strip(), email.strip().lower()
    complaints = Complaints()
    if not (0 < len(name) <= 200):
        complaints.add("name", "there is no name, or one too long", "the person's name", "Write it")
    if not _EMAIL.fullmatch(email):
        complaints.add("email", "this is no e-mail address", "one such as a.person@council.example", "Correct it")
    elif store.person_by_email(session, email) is not None:
        complaints.add("email", "another account has it", "an address of its own", "Look for that account in the list")
    _check_role(given, complaints)
    refuse_if_any(complaints)
    person = store.add_person(session, desk.clock(), name=name, email=email)
    _give(session, desk, person, given)
    _note(session, desk, "add_account", person)
    return person, make_link(session, desk, person)


def find_person(session: Session, desk: Desk, reference: str) -> Person:
    """Someone with their roles. Raises Trouble "not-found"."""
    person = store.person_by_reference(session, desk.viewer, reference)
    if person is None:
        raise not_found("There is no such account", "Look for it in the list of people")
    return person


def add_role(session: Session, desk: Desk, reference: str, given: NewRole) -> Appointment:
    """Give somebody else a role. Raises Trouble "bad-input", or "conflict" where they hold it already."""
    person = _other(session, desk, reference)
    complaints = Complaints()
    _check_role(given, complaints)
    refuse_if_any(complaints)
    today = desk.last_day()
    for held in person.appointments:
        same = (held.role, held.school or "", held.partnership or "") == (given.role, given.school, given.partnership)
        if same and (held.to_day is None or held.to_day >= today):
            raise conflict("They hold this role already", "End that one first, or leave it as it is")
    row = _give(session, desk, person, given)
    _note(session, desk, "give_role", person, role=given.role)
    return row


def end_role(session: Session, desk: Desk, reference: str, number: int, last_day: dt.date) -> None:
    """End a role after a day. Raises Trouble "bad-input", or "conflict" where it is not kept here."""
    person = _other(session, desk, reference)
    held = next((each for each in person.appointments if each.id == number), None)
    if held is None:
        raise not_found("They do not hold this role", "Open the person's page again")
    if held.source == "provider":
        raise conflict(
            "This role comes from the council's own sign-in", "End it there; it is gone when they next sign in"
        )
    if last_day < held.from_day:
        complaints = Complaints()
        complaints.add("last_day", "it ends before it begins", f"a day from {held.from_day} on", "Correct it")
        refuse_if_any(complaints)
    held.to_day = last_day
    _note(session, desk, "end_role", person, role=held.role)


def set_active(session: Session, desk: Desk, reference: str, active: bool) -> None:
    """Close an account at once, with all its sessions, or open it again."""
    person = _other(session, desk, reference)
    person.active = active
    if not active:
        person.link_sha256 = person.link_until = None
        store.end_sign_ins_of(session, person.id, desk.clock())
    _note(session, desk, "open_account" if active else "close_account", person)


def new_link(session: Session, desk: Desk, reference: str) -> tuple[Person, str]:
    """Another one-time link for a local account, which ends the one before. Raises Trouble "conflict"."""
    person = _other(session, desk, reference)
    if person.email is None or person.issuer is not None or person.demo:
        raise conflict("This person signs in another way", "They need no password here")
    if not person.active:
        raise conflict("This account is closed", "Open it first")
    _note(session, desk, "one_time_link", person)
    return person, make_link(session, desk, person)


def make_link(session: Session, desk: Desk, person: Person) -> str:
    """What a one-time link carries, told once; only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    person.link_sha256, person.link_until = store.sha256_of(secret), desk.clock() + LINK_HOLDS
    session.flush()
    return secret


def _other(session: Session, desk: Desk, reference: str) -> Person:
    """Somebody else than who asks: giving oneself a role takes two people."""
    person = find_person(session, desk, reference)
    if person.id == desk.viewer.person:
        raise Trouble("conflict", "This is your own account. Another administrator has to do this.")
    return person


def _check_role(given: NewRole, complaints: Complaints) -> None:
    if given.role not in ROLES:
        complaints.add("role", "this is no role", "one of the list", "Choose one")
        return
    if given.role == "school" and not given.school:
        complaints.add("school", "a school's person needs their school", "its URN", "Write it")
    if given.role == "budget_holder" and not given.partnership:
        complaints.add("partnership", "a budget holder needs their partnership", "its name", "Write it")
    if given.school and given.role not in ("school", "budget_holder"):
        complaints.add("school", "this role has no school", "nothing", "Leave it empty")
    if given.partnership and given.role != "budget_holder":
        complaints.add("partnership", "this role has no partnership", "nothing", "Leave it empty")
    if given.school and not _URN.fullmatch(given.school):
        complaints.add("school", "this is no URN", "a school's number, such as 123456", "Correct it")
    if given.partnership and not _PLACE.fullmatch(given.partnership):
        complaints.add("partnership", "this is no partnership's name", "letters, digits and spaces", "Correct it")


def _give(session: Session, desk: Desk, person: Person, given: NewRole) -> Appointment:
    return store.add_appointment(
        session,
        person,
        given.role,
        given.from_day or desk.last_day(),
        desk.viewer,
        desk.clock(),
        school=given.school or None,
        partnership=given.partnership or None,
    )


def _note(session: Session, desk: Desk, what: str, person: Person, **detail: str) -> None:
    """One line on standard error and one in the log of changes, by references."""
    session.flush()
    log().info("account_changed", what=what, person=person.reference, by=desk.viewer.reference, **detail)
    store.write_log(session, desk.viewer, "changes", what, person.reference, desk.clock(), detail)
