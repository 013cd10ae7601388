"""How a case stands at a sitting: who sits for it, who left it for an interest, whether the quorum holds.

The verb that decides asks `at_sitting` first, names `sat` and `interests` in its record, and tells the sitting what was
decided (`after_decision`) before the record is sealed. What is not urgent is decided at a sitting with a quorum; what
cannot wait is met between sittings by the officer whom the scheme of delegation names, and noted by the next one.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.law.calendars import local_day
from engine.recording import records
from panel_api import quorum
from panel_api.errors import conflict
from panel_api.models import AgendaItem, Case, Decision, Seat, Sitting
from panel_api.services.desk import Desk
from panel_api.store import agenda, interests, seats, sittings
from panel_api.store.interests import Declared

RECORD_ROLES: Final = {"chair": "chair", "deputy": "chair", "member": "panel_member", "clerk": "caseworker"}
WHAT_MAY_BE_DONE: Final = (
    "Carry it over to another sitting.",
    "If the law will not wait, the officer whom the scheme of delegation names decides it as urgent, between "
    "sittings. The next sitting notes it.",
)
WENT_UP: Final = "It lies above the chair's limit and went up to a senior officer."


@dataclass(frozen=True, slots=True)
class Sitter:
    """Someone at a sitting. person: their number; reference: how records name them."""

    person: int
    reference: str
    name: str
    seat: str
    profession: str

    @property
    def in_record(self) -> records.Person:
        """As a record names them."""
        return records.Person(RECORD_ROLES[self.seat], self.reference)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one item stands at one moment: it is what a decision needs to know of the sitting it is taken at.

    seated: who sits for it, without the clerk. left: who is there and left it for an interest, with its words.
    missing: what is missing to decide it, each a sentence; nothing where it can be decided.
    """

    sitting: Sitting
    seated: tuple[Sitter, ...]
    left: tuple[tuple[Sitter, str], ...]
    missing: tuple[str, ...]

    @property
    def sat(self) -> tuple[records.Person, ...]:
        """Who sits for it, as a record names them."""
        return tuple(each.in_record for each in self.seated)

    @property
    def interests(self) -> tuple[records.Interest, ...]:
        """Who left for an interest, as a record names them."""
        return tuple(records.Interest(each.in_record, words) for each, words in self.left)

    @property
    def may_do(self) -> tuple[str, ...]:
        """What may be done where something is missing."""
        return WHAT_MAY_BE_DONE if self.missing else ()


class Room:
    """Everyone at a sitting with their comings and goings, and every interest in its cases: three queries, once."""

    def __init__(self, sitting: Sitting, seated: Sequence[Seat], declared: Sequence[Declared], desk: Desk) -> None:
        self.sitting, self.seats, self.interests = sitting, seated, declared
        self._quorum, self._mix = desk.settings.quorum, desk.settings.mix
        self._of_case: dict[int, list[Declared]] = {}
        for each in declared:
            self._of_case.setdefault(each.interest.case_id, []).append(each)

    def standing(self, case_id: int, at: dt.datetime, *, as_it_was: bool = False) -> Standing:
        """How a case stands at a moment. as_it_was: looking back, at a sitting that may be closed by now."""
        away = {
            each.interest.person_id: each.interest.words for each in self._of_case.get(case_id, ()) if held_at(each, at)
        }
        here = [_sitter(seat) for seat in self.seats if is_here(seat, at)]
        seated = tuple(each for each in here if each.person not in away and each.seat != "clerk")
        left = tuple((each, away[each.person]) for each in here if each.person in away)
        missing = quorum.missing(
            (quorum.Counting(each.seat, each.profession) for each in seated), self._quorum, self._mix
        )
        if self.sitting.stage != "open" and not as_it_was:
            missing = ("The sitting is not open.",)
        return Standing(self.sitting, seated, left, missing)


def room_of(session: Session, desk: Desk, sitting: Sitting, cases: Iterable[int]) -> Room:
    """The room of a sitting, for these cases by number."""
    seated = seats.seats_of(session, desk.viewer, sitting)
    numbers = tuple(cases)
    declared = interests.interests_in(session, numbers, [seat.person_id for seat in seated]) if numbers else ()
    return Room(sitting, seated, declared, desk)


def standing(session: Session, desk: Desk, sitting: Sitting, item: AgendaItem) -> Standing:
    """How an item stands now: who sits for it, who left it for an interest, and what is missing to decide it."""
    return room_of(session, desk, sitting, [item.case_id]).standing(item.case_id, desk.clock())


def at_sitting(session: Session, desk: Desk, case: Case) -> Standing | None:
    """How a case stands at the open sitting that the viewer sees and at which it waits to be decided.

    None where it waits at none: then it is decided between sittings, or not yet.
    """
    for item in agenda.waiting_items(session, case.id):
        sitting = sittings.sitting_by_number(session, desk.viewer, item.sitting_id)
        if sitting is not None and sitting.stage == "open":
            return standing(session, desk, sitting, item)
    return None


def after_decision(session: Session, desk: Desk, case: Case, decision: Decision) -> None:
    """Tell the sittings what was decided on a held case: call it before the decision's record is sealed.

    The item it was decided at is done; where it waits elsewhere it is taken off. An urgent decision, and an order
    carried out, stand on the next agenda to note at once; where no sitting is arranged yet, as soon as one is. Raises
    Trouble "conflict" where the sitting was closed meanwhile.
    """
    at = decision.decided_at
    for item in agenda.waiting_items(session, case.id):
        sitting = sittings.hold_by_number(session, item.sitting_id)
        session.refresh(item)
        here = item.sitting_id == decision.sitting_id
        if here and (sitting.stage != "open" or item.state != "waiting"):
            raise conflict("The sitting was closed meanwhile, or the item was dealt with", "Look at the agenda again")
        item.state, item.changed_at, item.changed_by = ("done" if here else "taken_off"), at, desk.viewer.reference
        item.decision_id = decision.id if here else None
        item.note = None if here else f"It was decided elsewhere on {day_words(local_day(at))}."
    session.flush()
    if decision.urgent or decision.kind == "carried_out":
        following = sittings.hold_next_sitting(session, local_day(at))
        if following is not None:
            put_to_note(session, desk, following, decision, at)


def after_putting_up(session: Session, desk: Desk, case: Case, at: dt.datetime) -> None:
    """Tell the sitting that what it meant lies above the chair's limit and went up: it is done with the item."""
    for item in agenda.waiting_items(session, case.id):
        sitting = sittings.sitting_by_number(session, desk.viewer, item.sitting_id)
        if sitting is not None and sitting.stage == "open":
            item.state, item.changed_at, item.changed_by, item.note = "done", at, desk.viewer.reference, WENT_UP
    session.flush()


def place_all_to_note(session: Session, desk: Desk, sitting: Sitting, at: dt.datetime) -> None:
    """Put on a held sitting's agenda whatever no other has noted or is to note."""
    for decision in agenda.decisions_to_note(session):
        put_to_note(session, desk, sitting, decision, at)


def put_to_note(session: Session, desk: Desk, sitting: Sitting, decision: Decision, at: dt.datetime) -> AgendaItem:
    """Put one decision on a held sitting's agenda to note; after the papers froze it is marked as late."""
    late = sitting.frozen_at is not None
    item = AgendaItem(
        sitting_id=sitting.id,
        case_id=decision.case_id,
        position=agenda.last_position(session, sitting, "to_note") + 1 if late else 0,
        kind="to_note",
        state="waiting",
        late=late,
        why=f"Decided on {day_words(local_day(decision.decided_at))}, after the papers were frozen." if late else None,
        decision_id=decision.id,
        by_reference=desk.viewer.reference,
        put_at=at,
        changed_at=at,
    )
    return agenda.add_item(session, item)


def held_at(declared: Declared, at: dt.datetime) -> bool:
    """Whether an interest was open at a moment."""
    interest = declared.interest
    return interest.declared_at <= at and (interest.withdrawn_at is None or interest.withdrawn_at > at)


def is_here(seat: Seat, at: dt.datetime) -> bool:
    """Whether someone was in the room at a moment; the moment they leave they are not."""
    return any(stay.came_at <= at and (stay.left_at is None or stay.left_at > at) for stay in seat.stays)


def _sitter(seat: Seat) -> Sitter:
    person = seat.person
    return Sitter(person.id, person.reference, person.name, seat.seat, seat.profession)
