"""Open a sitting and close it. Closing fixes its minutes."""

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict
from panel_api.models import Sitting
from panel_api.services.agenda import note_at_the_next
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.minutes import draw_up
from panel_api.services.papers import freeze_now
from panel_api.services.sittings import held_by_its_chair
from panel_api.store import agenda, seats

NOT_REACHED = "The sitting closed before it was reached."


def open_sitting(session: Session, desk: Desk, reference: str) -> Sitting:
    """Open a sitting on its day. Papers that nobody froze are frozen now, and the minutes say so."""
    sitting = held_by_its_chair(session, desk, reference, "planned", "frozen")
    at = desk.clock()
    if local_day(at) < sitting.held_on:
        raise conflict(f"This sitting is on {day_words(sitting.held_on)}", "Open it on that day")
    sitting.stage, sitting.opened_at = "open", at
    if sitting.frozen_at is None:
        freeze_now(session, desk, sitting)
    session.flush()
    store.log_change(session, desk.viewer, "sitting_opened", sitting.reference, at)
    return sitting


def close_sitting(
    session: Session, desk: Desk, reference: str, version: int, *, carry_over: bool = False, stayed: bool = False
) -> Sitting:
    """Close an open sitting and fix its minutes.

    carry_over: items that nobody reached are carried over; without it, they refuse the closing. stayed: everyone who
    is here stayed to the end; without it, the minutes show a gap for each. Raises Trouble "bad-input" or "stale".
    """
    sitting = held_by_its_chair(session, desk, reference, "open", version=version)
    waiting = [item for item in agenda.items_of(session, sitting) if item.state == "waiting"]
    complaints = Complaints()
    if waiting and not carry_over:
        count = f"{len(waiting)} item{'s' if len(waiting) > 1 else ''} on the agenda"
        wrong = f"{count} nobody has dealt with"
        complaints.add("carry_over", wrong, "each dealt with, or carried over", "Carry over what was not reached")
    refuse_if_any(complaints)
    at = desk.clock()
    for item in waiting:
        item.state, item.note, item.changed_at, item.changed_by = "carried_over", NOT_REACHED, at, desk.viewer.reference
        said = f"Not reached at the sitting on {day_words(sitting.held_on)}, and carried over."
        agenda.tell_history(session, desk.viewer, item.case_id, said, at)
    for seat in seats.seats_of(session, desk.viewer, sitting) if stayed else ():
        for stay in seat.stays:
            stay.left_at = at if stay.left_at is None else stay.left_at
    sitting.stage, sitting.closed_at = "closed", at
    session.flush()
    sitting.minutes = draw_up(session, desk, sitting)
    session.flush()
    if any(item.kind == "to_note" for item in waiting):
        note_at_the_next(session, desk, sitting, at)
    store.log_change(session, desk.viewer, "sitting_closed", sitting.reference, at)
    return sitting
