"""Sittings: find one, arrange one, change its day or place, cancel it. Each item on it has its own verbs (`agenda`)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Sitting
from panel_api.quorum import CHAIRS
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.sitting_standing import place_all_to_note
from panel_api.services.wording import line_given
from panel_api.store import agenda, seats, sittings

SEAT_NEEDS: Final = {
    "chair": frozenset({"chair"}),
    "deputy": frozenset({"chair"}),
    "member": frozenset({"chair", "panel_member"}),
    "clerk": frozenset({"caseworker"}),
}
"""The roles of the panel, one of which a seat needs."""
STAGE_SAYS: Final = {
    "planned": "is planned, and its papers are not frozen",
    "frozen": "has not been opened: its papers are frozen",
    "open": "is open",
    "closed": "is closed, and its minutes are fixed",
    "cancelled": "was cancelled",
}
_FURTHEST: Final = dt.timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Arranged:
    """When and where a panel sits, as someone asked for it; None for what could not be read. begins: on the wall."""

    panel: str
    held_on: dt.date | None
    begins: dt.time | None
    place: str


def find_sitting(session: Session, desk: Desk, reference: str) -> Sitting:
    """A sitting that its viewer may see. Raises Trouble "not-found"."""
    found = sittings.sitting_by_reference(session, desk.viewer, reference)
    if found is None:
        raise _no_sitting(reference)
    return found


def held_sitting(session: Session, desk: Desk, reference: str, *stages: str, version: int | None = None) -> Sitting:
    """The same, held to be changed. stages: those it may stand at; otherwise any but closed and cancelled.

    Raises Trouble "not-found", "conflict", or "stale" where `version` is not its own any more.
    """
    try:
        found = sittings.hold_sitting(session, desk.viewer, reference, version)
    except store.Stale:
        raise Trouble(
            "stale", "Someone changed this sitting while you had it open. Look at it again, then repeat what you meant."
        ) from None
    if found is None:
        raise _no_sitting(reference)
    if (found.stage not in stages) if stages else (found.stage in ("closed", "cancelled")):
        raise conflict(f"This sitting {STAGE_SAYS[found.stage]}", "Nothing was changed")
    return found


def held_by_its_chair(
    session: Session, desk: Desk, reference: str, *stages: str, version: int | None = None
) -> Sitting:
    """The same, for whoever has the chair's or the deputy's seat there. Raises Trouble "conflict" for anybody else."""
    sitting = held_sitting(session, desk, reference, *stages, version=version)
    own = [each for each in seats.seats_at(session, sitting) if each.person_id == desk.viewer.person]
    chairs = any(each.seat in CHAIRS and each.coming != "withdrawn" for each in own)
    if not (chairs or desk.viewer.everything):
        raise conflict("You do not chair this sitting", "Leave it to its chair or deputy")
    return sitting


def arrange(session: Session, desk: Desk, given: Arranged, *, as_before: bool = False) -> Sitting:
    """Keep a new sitting. Orders carried out and urgent decisions since the last one go on its agenda at once.

    as_before: ask those who were asked to the last sitting of this panel, as far as they still hold their roles.
    Whoever arranges it as a caseworker is its clerk. Sent twice, it is arranged once. Raises Trouble "bad-input" with
    every problem.
    """
    panel, held_on, begins, place = _checked(desk, given)
    same = sittings.same_sitting(session, desk.viewer, panel, held_on, f"{begins:%H:%M}")
    if same is not None:
        return same
    at = desk.clock()
    before = sittings.latest_of_panel(session, panel) if as_before else None
    sitting = sittings.add_sitting(
        session,
        Sitting(
            panel=panel,
            held_on=held_on,
            begins=f"{begins:%H:%M}",
            place=place,
            stage="planned",
            by_reference=desk.viewer.reference,
        ),
        at,
    )
    if desk.viewer.person is not None and desk.viewer.role == "caseworker":
        seats.add_seat(session, sitting, desk.viewer.person, "clerk", "other", "coming")
    if before is not None:
        _ask_as_before(session, sitting, before)
    place_all_to_note(session, desk, sitting, at)
    store.log_change(session, desk.viewer, "sitting_arranged", sitting.reference, at)
    return sitting


def change(session: Session, desk: Desk, reference: str, version: int, given: Arranged) -> Sitting:
    """Move a sitting that has not been opened to another day, time or place. Frozen papers stay as they are."""
    sitting = held_sitting(session, desk, reference, "planned", "frozen", version=version)
    panel, held_on, begins, place = _checked(desk, given)
    sitting.panel, sitting.held_on, sitting.begins, sitting.place = panel, held_on, f"{begins:%H:%M}", place
    session.flush()
    store.log_change(session, desk.viewer, "sitting_changed", reference, desk.clock())
    return sitting


def cancel(session: Session, desk: Desk, reference: str, version: int, words: str) -> Sitting:
    """Cancel a sitting that has not been opened. Its cases wait for another; what is to note goes to the next one."""
    sitting = held_sitting(session, desk, reference, "planned", "frozen", version=version)
    complaints = Complaints()
    why = line_given(complaints, "words", words, "Say why it is cancelled")
    refuse_if_any(complaints)
    at = desk.clock()
    sitting.stage, sitting.words, sitting.closed_at = "cancelled", why, at
    session.flush()
    for line in agenda.items_of(session, sitting):
        if line.state == "waiting":
            line.state, line.changed_at, line.changed_by = "carried_over", at, desk.viewer.reference
            line.note = "The sitting was cancelled."
            if line.kind == "decide":
                said = f"The sitting on {day_words(sitting.held_on)} was cancelled; the case waits for another."
                agenda.tell_history(session, desk.viewer, line.case_id, said, at)
    session.flush()
    following = sittings.hold_next_sitting(session, local_day(at))
    if following is not None:
        place_all_to_note(session, desk, following, at)
    store.log_change(session, desk.viewer, "sitting_cancelled", reference, at)
    return sitting


def _checked(desk: Desk, given: Arranged) -> tuple[str, dt.date, dt.time, str]:
    complaints = Complaints()
    panel = line_given(complaints, "panel", given.panel, "Write which panel sits", most=100)
    place = line_given(complaints, "place", given.place, "Write where it sits", most=200)
    today = local_day(desk.clock())
    if given.held_on is None:
        complaints.add("held_on", "there is no day here", "a day such as 14/9/2026", "Write it as 14/9/2026")
    elif not today <= given.held_on <= today + _FURTHEST:
        complaints.add("held_on", "that day is past, or years away", "a day still to come", "Write another day")
    if given.begins is None:
        complaints.add("begins", "there is no time here", "a time such as 9:30", "Write it as 9:30")
    refuse_if_any(complaints)
    assert given.held_on is not None
    assert given.begins is not None
    return panel, given.held_on, given.begins, place


def _ask_as_before(session: Session, sitting: Sitting, before: Sitting) -> None:
    asked = {seat.person_id for seat in seats.seats_at(session, sitting)}
    for seat in seats.seats_at(session, before):
        holds = seats.roles_on(session, seat.person_id, sitting.held_on)
        if seat.person_id not in asked and seat.coming != "withdrawn" and holds & SEAT_NEEDS[seat.seat]:
            seats.add_seat(session, sitting, seat.person_id, seat.seat, seat.profession, "asked")


def _no_sitting(reference: str) -> Trouble:
    return not_found(f"There is no sitting {reference[:32]} that you may see", "Check the address")
