"""Sign in: by a local account, by the council's own sign-in, or in demo mode as somebody invented. And out again."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble, not_found
from panel_api.logging import log
from panel_api.models import Appointment, Person, SignIn
from panel_api.services.attempts import claim_try, failed, note_failed, succeeded
from panel_api.services.desk import Desk
from panel_api.services.devices import Devices
from panel_api.services.passwords import is_password
from panel_api.services.provider import Identity
from panel_api.services.provider_roles import person_of
from panel_api.store import Viewer


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that has just begun. secret: what its cookie carries. chosen: whether it has its role already."""

    secret: str
    person: Person
    chosen: bool = True


def sign_in_local(desk: Desk, email: str, password: str, address: str, devices: Devices) -> Begun:
    """By e-mail address and password. devices: whom this browser has signed in before.

    Raises Trouble "too-many" with how long to wait, "wrong-password" whichever of the two is wrong, "no-role".
    """
    with desk.database.reading() as session:
        person = store.person_by_email(session, email)
    tried = claim_try(desk, devices.key, email, address, devices.known(person, desk.last_day()))
    found = is_password(password, person.password_hash if person else None)
    if person is None or not found or not person.active:
        reason = "unknown_account" if person is None else "wrong_password" if not found else "closed_account"
        with desk.database.writing() as session:
            failed(session, desk, tried, "local", reason, person)
        raise Trouble("wrong-password")
    succeeded(desk, tried)
    _refuse_without_role(desk, person, "local")
    with desk.database.writing() as session:
        return begin(session, desk, person, "local")


def sign_in_demo(desk: Desk, reference: str) -> Begun:
    """As somebody of the invented county. Raises Trouble "not-found"; outside demo mode there is nobody."""
    with desk.database.writing() as session:
        people = store.demo_people(session) if desk.settings.demo else []
        person = next((each for each in people if each.reference == reference and each.active), None)
        if person is None:
            raise not_found("There is no such demo account", "Choose one of the list")
        return begin(session, desk, person, "demo")


def sign_in_by_provider(desk: Desk, identity: Identity) -> Begun:
    """By the council's own sign-in, which says who it is and which roles they hold. Raises Trouble "no-role"."""
    person = _known_there(desk, identity)
    if person is None:
        reason = "too_many_groups" if identity.too_many else "no_mapped_role"
        with desk.database.writing() as session:
            note_failed(session, desk, "provider", reason)
        raise no_role()
    _refuse_without_role(desk, person, "provider")
    with desk.database.writing() as session:
        return begin(session, desk, person, "provider")


def _refuse_without_role(desk: Desk, person: Person, way: str) -> None:
    """Raises Trouble "no-role", written down, before anything is begun."""
    with desk.database.reading() as session:
        if store.appointments_on(session, person.id, desk.last_day()):
            return
    with desk.database.writing() as session:
        note_failed(session, desk, way, "no_role", person)
    raise no_role()


def note_not_through(desk: Desk, reason: str) -> None:
    """Write down that a journey to the council's own sign-in came to nothing."""
    with desk.database.writing() as session:
        note_failed(session, desk, "provider", reason)


def _known_there(desk: Desk, identity: Identity) -> Person | None:
    """Who that is, with what the provider says kept, even where nothing is left to sign in with."""
    try:
        with desk.database.writing() as session:
            return person_of(session, desk, identity)
    except IntegrityError:  # the same person's first sign-in in another window was quicker
        with desk.database.writing() as session:
            return person_of(session, desk, identity)


def begin(session: Session, desk: Desk, person: Person, way: str) -> Begun:
    """Begin a session: in the only role someone holds, or in none until they have chosen. Raises Trouble "no-role"."""
    roles = store.appointments_on(session, person.id, desk.last_day())
    if not roles:
        raise no_role()
    chosen = roles[0] if len(roles) == 1 else None
    store.forget_sign_ins(session, desk.clock() - 2 * desk.limits.longest)
    secret = store.begin_sign_in(session, person, chosen, way, desk.clock())
    log().info("sign_in", way=way, person=person.reference)
    _note(session, desk, seen_as(person, chosen), "sign_in", way=way)
    return Begun(secret, person, chosen is not None)


def choose_role(desk: Desk, row: SignIn, number: int) -> Begun:
    """Go on in another role that one holds, under a new secret; forms of the role before are no longer taken.

    Raises Trouble "not-found" for a role that is not theirs now.
    """
    with desk.database.writing() as session:
        roles = store.appointments_on(session, row.person_id, desk.last_day())
        role = next((each for each in roles if each.id == number), None)
        if role is None:
            raise not_found("You do not hold this role now", "Choose one of the list")
        _note(session, desk, seen_as(row.person, role), "act_as", role=role.role)
        return go_on(session, desk, row, role)


def go_on(session: Session, desk: Desk, row: SignIn, role: Appointment | None) -> Begun:
    """Replace a session by one with another secret, no longer lasting than the first would have."""
    store.end_sign_in(session, row.token_sha256, desk.clock())
    secret = store.begin_sign_in(session, row.person, role, row.way, desk.clock(), since=row.begun_at)
    log().info("session_renewed", person=row.person.reference)
    return Begun(secret, row.person, role is not None)


def sign_out(desk: Desk, row: SignIn, *, everywhere: bool = False) -> None:
    """End this session, or every session of its person."""
    with desk.database.writing() as session:
        if everywhere:
            store.end_sign_ins_of(session, row.person_id, desk.clock())
        else:
            store.end_sign_in(session, row.token_sha256, desk.clock())
        what = "sign_out_everywhere" if everywhere else "sign_out"
        log().info(what, person=row.person.reference)
        _note(session, desk, seen_as(row.person, row.appointment), what)


def note_lapsed(desk: Desk, row: SignIn) -> None:
    """End a session that nobody ended, at the first request that comes too late for it."""
    with desk.database.writing() as session:
        if store.end_sign_in(session, row.token_sha256, desk.clock()):
            _note(session, desk, seen_as(row.person, row.appointment), "session_lapsed")


def seen_as(person: Person, role: Appointment | None) -> Viewer:
    """How logs name someone who signs in or out."""
    return Viewer(role.role if role else "none", person.reference, person.id)


def _note(session: Session, desk: Desk, by: Viewer, what: str, **detail: str) -> None:
    """A line of the log of signing: of themselves."""
    store.write_log(session, by, "signing", what, by.reference, desk.clock(), detail)


def no_role() -> Trouble:
    """They are who they are, and may do nothing here today."""
    return Trouble("no-role", "Evenhand knows no role of yours that holds today. Ask whoever keeps its accounts.")
