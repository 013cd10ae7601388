"""Minutes write themselves from what happened; what nobody recorded is a gap, said in words, for the clerk to fill.

They hold who, when and which, and name what was advised and decided by number. The words of it are read from the sealed
rows each time, so that whoever may not see a case does not read it here either, and a disposal reaches it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api import quorum
from panel_api.errors import conflict
from panel_api.local_time import time_text
from panel_api.models import AgendaItem, Json, MinuteGap, Seat, Sitting
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.papers import days_short
from panel_api.services.sitting_standing import Room, Standing, room_of
from panel_api.services.sittings import find_sitting
from panel_api.services.wording import words_given
from panel_api.store import agenda, minutes

SEAT_SAYS = {"chair": "the chair", "deputy": "the deputy chair", "member": "a member", "clerk": "the clerk"}


def draw_up(session: Session, desk: Desk, sitting: Sitting) -> Json:
    """The minutes of a sitting as things stand, as data."""
    items = agenda.agenda_in_full(session, sitting)
    room = room_of(session, desk, sitting, [item.case_id for item, _ in items])
    numbered = enumerate(items, 1)  # those taken off stand last, and have no number
    written = [_item(None if item.state == "taken_off" else n, item, ref, room) for n, (item, ref) in numbered]
    return {
        "panel": sitting.panel,
        "held_on": sitting.held_on.isoformat(),
        "begins": sitting.begins,
        "place": sitting.place,
        "opened_at": _text(sitting.opened_at),
        "closed_at": _text(sitting.closed_at),
        "frozen_at": _text(sitting.frozen_at),
        "days_short": days_short(desk, sitting),
        "rule": quorum.rule_words(desk.settings.quorum, desk.settings.mix),
        "people": [_person(seat) for seat in room.seats if seat.coming != "withdrawn"],
        "items": written,
        "gaps": list(_gaps(sitting, room.seats, written)),
    }


def minutes_of(session: Session, desk: Desk, sitting: Sitting) -> Json:
    """The minutes as they were fixed, or as they would be if the sitting closed now."""
    return sitting.minutes if sitting.minutes is not None else draw_up(session, desk, sitting)


def fill_gap(session: Session, desk: Desk, reference: str, gap: str, words: str) -> MinuteGap:
    """Write what belongs in a gap of closed minutes. The gap stays marked; each is filled once.

    Raises Trouble "conflict" where the minutes have no such gap, or it is filled.
    """
    sitting = find_sitting(session, desk, reference)
    if sitting.stage != "closed" or sitting.minutes is None:
        raise conflict("The minutes are not fixed yet", "Record it at the sitting itself")
    if gap not in [each["gap"] for each in sitting.minutes["gaps"]]:
        raise conflict("The minutes have no such gap", "Look at the minutes again")
    if gap in [each.gap for each in minutes.filled_gaps(session, sitting)]:
        raise conflict("This gap is filled already", "Look at the minutes again")
    complaints = Complaints()
    said = words_given(complaints, "words", words, "Write what belongs here", most=1_000)
    refuse_if_any(complaints)
    row = MinuteGap(
        sitting_id=sitting.id, gap=gap, words=said, by_reference=desk.viewer.reference, written_at=desk.clock()
    )
    return minutes.add_gap(session, row)


def _person(seat: Seat) -> dict[str, Any]:
    return {
        "reference": seat.person.reference,
        "name": seat.person.name,
        "seat": seat.seat,
        "profession": seat.profession,
        "coming": seat.coming,
        "stays": [[_text(stay.came_at), _text(stay.left_at)] for stay in seat.stays],
    }


def _item(number: int | None, item: AgendaItem, reference: str, room: Room) -> dict[str, Any]:
    done = item.state in ("done", "carried_over", "noted")
    at = item.changed_at
    reached = done and at != room.sitting.closed_at
    how = room.standing(item.case_id, at, as_it_was=True) if reached else None
    return {
        "number": number,
        "item": item.id,
        "case": reference,
        "kind": item.kind,
        "state": item.state,
        "late": item.late,
        "put_by": item.by_reference,
        "put_at": _text(item.put_at),
        "by": item.changed_by,
        "at": _text(at) if done else None,
        "decision": item.decision_id,
        **_sat(how),
    }


def _sat(how: Standing | None) -> dict[str, Any]:
    if how is None:
        return {"sat": None, "left": [], "missing": []}
    return {
        "sat": [each.reference for each in how.seated],
        "left": [each.reference for each, _ in how.left],
        "missing": list(how.missing),
    }


def _gaps(sitting: Sitting, seats: Sequence[Seat], items: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """What nobody recorded: each with a name that stays, and a sentence."""
    for seat in seats:
        who = f"{seat.person.name} ({SEAT_SAYS[seat.seat]})"
        if seat.coming in ("asked", "coming") and not seat.stays:
            yield {"gap": f"came-{seat.id}", "words": f"Nobody recorded whether {who} came."}
        for stay in seat.stays if sitting.stage == "closed" else ():
            if stay.left_at is None:
                came = time_text(stay.came_at)
                words = f"Nobody recorded when {who} left, who came at {came}."
                yield {"gap": f"left-{stay.id}", "words": words}
    if not any(seat.seat in quorum.CHAIRS and seat.stays for seat in seats):
        yield {"gap": "chair", "words": "Nobody recorded who took the chair."}
    if not any(seat.seat == "clerk" and seat.stays for seat in seats):
        yield {"gap": "clerk", "words": "Nobody recorded who was the clerk."}
    for item in items:
        if item["state"] == "done" and item["decision"] is not None and item["missing"]:
            words = f"Item {item['number']} was decided, though by what is recorded the quorum was not there."
            yield {"gap": f"quorum-{item['item']}", "words": words}


def _text(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="seconds")
