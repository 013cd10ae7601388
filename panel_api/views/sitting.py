"""A sitting as its pages show it: what it is, what comes next, and its agenda as one reader may see it."""

from collections.abc import Sequence
from typing import Any

from engine.amounts import count_words, day_words
from engine.law.calendars import local_day
from panel_api import quorum
from panel_api.models import Sitting
from panel_api.services.desk import Desk
from panel_api.services.papers import days_short, due_to_freeze
from panel_api.services.sitting_standing import Room, is_here
from panel_api.store.agenda import AgendaLine

DONE = ("done", "carried_over", "noted")


def sitting_view(desk: Desk, sitting: Sitting, room: Room) -> dict[str, Any]:
    """What every page of one sitting shows."""
    seats = [seat for seat in room.seats if seat.coming != "withdrawn"]
    own = next((seat for seat in seats if seat.person_id == desk.viewer.person), None)
    return {
        "title": f"{sitting.panel}, {day_words(sitting.held_on)}",
        "sitting": sitting,
        "base": f"/sittings/{sitting.reference}",
        "papers": papers_words(desk, sitting),
        "rule": quorum.rule_words(desk.settings.quorum, desk.settings.mix),
        "seats": seats,
        "own": own,
        "in_room": [seat.id for seat in seats if is_here(seat, desk.clock())],
        "expected": _expected(desk, sitting, room),
        "sits": own is not None or desk.viewer.everything,
    }


def papers_words(desk: Desk, sitting: Sitting) -> str:
    """When its papers are or were frozen, and by how much too late."""
    due = due_to_freeze(desk, sitting)
    if sitting.frozen_at is None:
        late = due < local_day(desk.clock()) and sitting.stage == "planned"
        past = " That day is past: freeze them now, and they are marked as late." if late else ""
        return f"To be frozen by {day_words(due)}.{past}"
    frozen, late_by = day_words(local_day(sitting.frozen_at)), days_short(desk, sitting)
    if late_by:
        return f"Frozen on {frozen}, {count_words(late_by)} day{'s' if late_by > 1 else ''} late."
    return f"Frozen on {frozen}, in time."


def agenda_view(desk: Desk, lines: Sequence[AgendaLine], room: Room) -> list[dict[str, Any]]:
    """The agenda, numbered. An item that its reader may not see has no case."""
    now = desk.clock()
    found = []
    for number, line in enumerate(lines, 1):
        item, case = line.item, line.case
        row: dict[str, Any] = {"number": number, "id": item.id, "item_kind": item.kind, "case": case}
        row["interest"] = line.interest
        if case is not None:
            standing = room.standing(item.case_id, now) if item.state == "waiting" and item.kind == "decide" else None
            row |= {
                "state": item.state,
                "late": item.late,
                "why": item.why,
                "due_on": line.due_on,
                "quorum": standing.missing == () if standing and room.sitting.stage == "open" else None,
                "note": item.note,
            }
        found.append(row)
    return found


def neighbours(rows: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
    """The items before and after one, of those that the reader may see."""
    seen = [row for row in rows if row["case"] is not None]
    place = next(n for n, row in enumerate(seen) if row["id"] == number)
    return {
        "before": seen[place - 1] if place > 0 else None,
        "after": seen[place + 1] if place + 1 < len(seen) else None,
    }


def next_step(desk: Desk, sitting: Sitting, lines: Sequence[AgendaLine], room: Room) -> dict[str, Any]:
    """What comes next, as its page says and offers it. waiting: items that nobody has dealt with."""
    today = local_day(desk.clock())
    waiting = [line for line in lines if line.item.state == "waiting"]
    first = next((line.item.id for line in waiting if line.case is not None), None)
    return {
        "freeze": sitting.stage == "planned",
        "freeze_due": today >= due_to_freeze(desk, sitting),
        "open": sitting.stage in ("planned", "frozen") and today >= sitting.held_on,
        "close": sitting.stage == "open",
        "waiting": len(waiting),
        "first": first,
        "still_here": any(stay.left_at is None for seat in room.seats for stay in seat.stays),
    }


def _expected(desk: Desk, sitting: Sitting, room: Room) -> tuple[str, ...]:
    """What would be missing if everyone came who has not said otherwise; nothing once the sitting is open."""
    if sitting.stage not in ("planned", "frozen"):
        return ()
    coming = [seat for seat in room.seats if seat.coming in ("asked", "coming")]
    counted = (quorum.Counting(seat.seat, seat.profession) for seat in coming)
    return quorum.missing(counted, desk.settings.quorum, desk.settings.mix)
