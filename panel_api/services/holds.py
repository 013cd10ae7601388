"""Holds: a person says why a case must not be disposed of, and another day that it may be again."""

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Hold
from panel_api.schemas_retention import NewHold, Release
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.store import holds


def place_hold(session: Session, desk: Desk, reference: str, given: NewHold) -> Hold:
    """Keep a case from disposal until the hold is released. Raises Trouble "not-found" or "conflict".

    The log says that a hold was placed, and not why: the reason goes with the case.
    """
    case = held_case(session, desk, reference, withdrawn=True)
    row = holds.add_hold(session, desk.viewer, case, given.kind, given.words, desk.clock())
    store.write_log(session, desk.viewer, "changes", "hold_placed", reference, desk.clock())
    return row


def release_hold(session: Session, desk: Desk, reference: str, number: int, given: Release) -> Hold:
    """Say that a hold is not needed any more, and why. Raises Trouble "not-found" or "conflict"."""
    case = held_case(session, desk, reference, withdrawn=True)
    row = next((each for each in holds.holds_of(session, desk.viewer, case) if each.id == number), None)
    if row is None:
        raise not_found("There is no such hold on this case", "Read the case again")
    if row.released_at is not None:
        raise conflict("Somebody released this hold already", "See what they wrote")
    row.released_at, row.released_by, row.release_words = desk.clock(), desk.viewer.reference, given.words
    store.write_log(session, desk.viewer, "changes", "hold_released", reference, desk.clock())
    return row
