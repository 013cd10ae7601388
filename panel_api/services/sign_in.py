"""Sign in: a session for someone of the invented county."""

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import not_found
from panel_api.services.desk import Desk


def sign_in_demo(session: Session, desk: Desk, reference: str) -> str:
    """Begin a session of a demo account in its first role; what its cookie carries. Raises Trouble "not-found"."""
    person = next((each for each in store.demo_people(session) if each.reference == reference and each.active), None)
    if person is None:
        raise not_found("There is no such demo account", "Choose one of the list")
    held = store.appointments_on(session, person.id, desk.last_day())
    return store.begin_sign_in(session, person, held[0] if held else None, "demo", desk.clock())
