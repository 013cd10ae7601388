"""One's own password: set by a one-time link, and changed."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.logging import log
from panel_api.models import Person, SignIn
from panel_api.services.attempts import claim_try, failed, succeeded
from panel_api.services.desk import Desk
from panel_api.services.devices import Devices
from panel_api.services.passwords import hash_password, is_password, password_problem
from panel_api.services.sign_in import Begun, begin, go_on, seen_as


@dataclass(frozen=True, slots=True)
class NewPassword:
    """What somebody typed to change their password."""

    current: str
    password: str
    again: str


def owner_of_link(session: Session, desk: Desk, link: str) -> Person:
    """Whose password a one-time link sets. Raises Trouble "not-found"."""
    person = store.person_by_link(session, store.sha256_of(link), desk.clock())
    if person is None:
        raise not_found("This link was used, replaced or is too old", "Ask the administrator for another")
    return person


def set_password(desk: Desk, link: str, password: str, again: str) -> Begun:
    """By a one-time link: set the password, end every older session, and sign in.

    Raises Trouble "not-found" for a link that holds no longer, "bad-input" for a password that will not do.
    """
    with desk.database.reading() as session:
        person = owner_of_link(session, desk, link)
    _refuse(person, password, again)
    kept = hash_password(password)  # takes long, so not while others wait to write
    with desk.database.writing() as session:
        person = owner_of_link(session, desk, link)
        person.password_hash, person.link_sha256, person.link_until = kept, None, None
        store.end_sign_ins_of(session, person.id, desk.clock())
        session.flush()
        log().info("account_changed", what="set_password", person=person.reference, by=person.reference)
        store.write_log(session, seen_as(person, None), "changes", "set_password", person.reference, desk.clock())
        return begin(session, desk, person, "local")


def change_password(desk: Desk, row: SignIn, given: NewPassword, address: str, devices: Devices) -> Begun:
    """Change one's own password. Every other session ends; this one goes on under a new secret.

    Raises Trouble "bad-input", naming the field, "too-many", or "conflict" for who signs in another way.
    """
    person = row.person
    if person.email is None or person.password_hash is None:
        raise conflict("You sign in another way", "There is no password here to change")
    tried = claim_try(desk, devices.key, person.email, address, devices.known(person, desk.last_day()))
    if not is_password(given.current, person.password_hash):
        with desk.database.writing() as session:
            failed(session, desk, tried, "local", "wrong_current_password", person)
        wrong = Problem("current", "this is not your password", "the one you signed in with", "Type it again")
        raise Trouble("bad-input", problems=[wrong])
    succeeded(desk, tried)
    _refuse(person, given.password, given.again)
    kept = hash_password(given.password)
    with desk.database.writing() as session:
        held = store.person_by_number(session, person.id)
        held.password_hash = kept
        store.end_sign_ins_of(session, held.id, desk.clock())
        session.flush()
        log().info("account_changed", what="change_password", person=held.reference, by=held.reference)
        by = seen_as(held, row.appointment)
        store.write_log(session, by, "changes", "change_password", held.reference, desk.clock())
        return replace(go_on(session, desk, row, row.appointment), person=held)


def _refuse(person: Person, password: str, again: str) -> None:
    wrong = password_problem(password, person.email or "", person.name)
    problems = [Problem("password", wrong.rstrip("."), "a long one", "Choose another")] if wrong else []
    if password != again:
        problems.append(Problem("again", "this is not the same", "the same password twice", "Type both again"))
    if problems:
        raise Trouble("bad-input", problems=problems)
