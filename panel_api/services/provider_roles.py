"""The roles that the council's own sign-in gives: kept as it says at each sign-in, ended when it no longer says so."""

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.logging import log
from panel_api.models import Appointment, Person
from panel_api.services.desk import Desk
from panel_api.services.provider import Identity
from panel_api.store import Viewer

_BY = Viewer("provider", "provider")


def person_of(session: Session, desk: Desk, identity: Identity) -> Person | None:
    """Who has signed in, with their roles brought up to what the provider says. Made at the first sign-in.

    None for somebody unknown without a role here, of whom nothing is kept, and for a closed account.
    """
    wanted = {
        (each.role, each.school, each.partnership) for each in desk.settings.oidc_roles if each.claim in identity.claims
    }
    person = store.person_by_identity(session, identity.issuer, identity.subject)
    if person is None:
        if not wanted:
            return None
        person = store.add_person(
            session, desk.clock(), name=identity.name, issuer=identity.issuer, subject=identity.subject,
            email=_free(session, identity.email), appointments=[],
        )  # fmt: skip
        _note(session, desk, "add_account", person)
    elif not person.active:
        return None
    person.name = identity.name
    _bring_up(session, desk, person, wanted)
    return person


def _bring_up(session: Session, desk: Desk, person: Person, wanted: set[tuple[str, str | None, str | None]]) -> None:
    """Add what is new, end what is gone, and with it the sessions that were in that role."""
    today, gone = desk.last_day(), []
    held = {(each.role, each.school, each.partnership): each for each in person.appointments if _runs(each)}
    for what, row in held.items():
        if what not in wanted:
            row.to_day = today
            gone.append(row.id)
            _note(session, desk, "end_role", person, role=row.role)
    if gone:
        store.end_sign_ins_in(session, gone, desk.clock())
    for role, school, partnership in sorted(wanted - set(held), key=str):
        store.add_appointment(
            session, person, role, today, _BY, desk.clock(),
            school=school, partnership=partnership, source="provider",
        )  # fmt: skip
        _note(session, desk, "give_role", person, role=role)


def _runs(row: Appointment) -> bool:
    return row.source == "provider" and row.to_day is None


def _free(session: Session, email: str | None) -> str | None:
    """The address, unless another account has it: it is shown to the administrator and proves nothing."""
    return email if email and store.person_by_email(session, email) is None else None


def _note(session: Session, desk: Desk, what: str, person: Person, **detail: str) -> None:
    session.flush()
    log().info("account_changed", what=what, person=person.reference, by="provider", **detail)
    store.write_log(session, _BY, "changes", what, person.reference, desk.clock(), detail)
