"""Who sits: people are asked, they answer, they come and leave, and the clerk writes it down as it happens."""

import datetime as dt

from sqlalchemy.orm import Session

from engine.law.calendars import local_day
from engine.problems import Complaints
from panel_api.errors import conflict, not_found
from panel_api.local_time import moment_on
from panel_api.models import Seat, Sitting, Stay
from panel_api.models.sittings import COMING, SEATS
from panel_api.quorum import PROFESSIONS
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.sitting_standing import is_here
from panel_api.services.sittings import SEAT_NEEDS, held_sitting
from panel_api.store import seats

_ROLE_SAYS = {"chair": "a chair", "panel_member": "a panel member", "caseworker": "a caseworker"}


def invite(session: Session, desk: Desk, reference: str, person: str, seat: str, profession: str) -> Seat:
    """Ask someone to a sitting. person: by their reference. They must hold a role that the seat needs on that day.

    Someone who was taken off the list is asked again. Raises Trouble "bad-input" with every problem.
    """
    sitting = held_sitting(session, desk, reference)
    complaints = Complaints()
    found = seats.person_by_reference(session, person)
    if found is None or not found.active:
        complaints.add("person", "nobody is chosen", "someone of the list", "Choose whom to ask")
    if seat not in SEATS:
        complaints.add("seat", "no seat is chosen", ", ".join(SEATS), "Choose the seat")
    elif found is not None and not seats.roles_on(session, found.id, sitting.held_on) & SEAT_NEEDS[seat]:
        needs = " or ".join(_ROLE_SAYS[role] for role in sorted(SEAT_NEEDS[seat]))
        complaints.add("seat", f"on that day {found.name} is not {needs}", needs, "Choose another seat or person")
    if profession not in PROFESSIONS:
        complaints.add("profession", "no profession is chosen", ", ".join(PROFESSIONS), "Choose whom they sit for")
    refuse_if_any(complaints)
    assert found is not None
    held = next((each for each in seats.seats_at(session, sitting) if each.person_id == found.id), None)
    if held is None:
        return seats.add_seat(session, sitting, found.id, seat, profession, "asked")
    if (held.seat, held.profession) == (seat, profession) and held.coming != "withdrawn":
        return held
    if held.coming != "withdrawn":
        raise conflict(f"{found.name} is asked already", "Change their seat by taking them off the list first")
    held.seat, held.profession, held.coming = seat, profession, "asked"
    session.flush()
    return held


def answer(session: Session, desk: Desk, reference: str, number: int, coming: str) -> Seat:
    """Write whether someone comes: they themselves, or the clerk for them. "withdrawn" is the clerk's to write."""
    sitting = held_sitting(session, desk, reference)
    seat = _seat(session, desk, sitting, number)
    own = seat.person_id == desk.viewer.person
    clerk = desk.viewer.may("arrange_sittings")
    if coming not in COMING or (coming == "withdrawn" and not clerk) or not (own or clerk):
        raise conflict("This answer is not yours to give", "Ask the clerk")
    if coming in ("withdrawn", "apologies") and seat.stays:
        raise conflict(f"{seat.person.name} was here", "Write when they left")
    seat.coming = coming
    session.flush()
    return seat


def answer_own(session: Session, desk: Desk, reference: str, coming: str) -> Seat:
    """The same for one's own seat."""
    sitting = held_sitting(session, desk, reference)
    own = next((each for each in seats.seats_at(session, sitting) if each.person_id == desk.viewer.person), None)
    if own is None:
        raise not_found("You have no seat at this sitting", "Ask the clerk")
    return answer(session, desk, reference, own.id, coming)


def come(session: Session, desk: Desk, reference: str, number: int, time: dt.time | None = None) -> Stay:
    """Write that someone came, now or at a time of that day."""
    sitting = _on_the_day(session, desk, reference)
    seat = _seat(session, desk, sitting, number)
    at = _moment(desk, sitting, time)
    if seat.coming == "withdrawn":
        raise conflict(f"{seat.person.name} was taken off the list", "Ask them again first")
    if any(stay.left_at is None for stay in seat.stays) or is_here(seat, at):
        raise conflict(f"{seat.person.name} is here already", "Write when they left first")
    later = any(stay.came_at > at for stay in seat.stays)
    if later:
        raise conflict(f"{seat.person.name} came later than that too", "Correct the earlier times")
    seat.coming = "coming"
    return seats.add_stay(session, seat, at, None, desk.viewer.reference)


def everyone_came(session: Session, desk: Desk, reference: str) -> int:
    """Write that everyone who is expected and is not here yet came now; how many."""
    sitting = _on_the_day(session, desk, reference)
    at, count = _moment(desk, sitting, None), 0
    for seat in seats.seats_of(session, desk.viewer, sitting):
        if seat.coming in ("asked", "coming") and not seat.stays:
            seat.coming = "coming"
            seats.add_stay(session, seat, at, None, desk.viewer.reference)
            count += 1
    return count


def leave(session: Session, desk: Desk, reference: str, number: int, time: dt.time | None = None) -> Stay:
    """Write that someone left, now or at a time of that day."""
    sitting = _on_the_day(session, desk, reference)
    seat = _seat(session, desk, sitting, number)
    stay = next((each for each in seat.stays if each.left_at is None), None)
    if stay is None:
        raise conflict(f"{seat.person.name} is not here", "Write when they came first")
    at = _moment(desk, sitting, time)
    if at < stay.came_at:
        raise conflict(f"{seat.person.name} came after that", "Write a later time")
    stay.left_at, stay.by_reference = at, desk.viewer.reference
    session.flush()
    return stay


def not_so(session: Session, desk: Desk, reference: str, number: int) -> None:
    """Take back the last thing written of someone: that they left, or else that they came."""
    sitting = _on_the_day(session, desk, reference)
    seat = _seat(session, desk, sitting, number)
    if not seat.stays:
        raise conflict(f"Nothing is written of {seat.person.name} yet", "Write when they came")
    last = seat.stays[-1]
    if last.left_at is not None:
        last.left_at = None
    else:
        seat.stays.remove(last)
    session.flush()


def is_the_day(desk: Desk, sitting: Sitting) -> bool:
    """Whether its day has come and it still goes on, so that comings and goings are written."""
    return sitting.stage in ("planned", "frozen", "open") and local_day(desk.clock()) >= sitting.held_on


def _on_the_day(session: Session, desk: Desk, reference: str) -> Sitting:
    sitting = held_sitting(session, desk, reference)
    if not is_the_day(desk, sitting):
        raise conflict("That day has not come yet", "Write who came when they do")
    return sitting


def _moment(desk: Desk, sitting: Sitting, time: dt.time | None) -> dt.datetime:
    now = desk.clock()
    at = now if time is None else moment_on(sitting.held_on, time)
    if at > now:
        raise conflict("That time has not come yet", "Write a time that has passed, or leave it empty for now")
    return at


def _seat(session: Session, desk: Desk, sitting: Sitting, number: int) -> Seat:
    found = next((each for each in seats.seats_of(session, desk.viewer, sitting) if each.id == number), None)
    if found is None:
        raise not_found("There is no such seat at this sitting", "Look at the list again")
    return found
