"""The agenda's verbs: put cases on it, table one late, take one off, carry one over, note one, put them in order."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import AgendaItem, Case, Sitting
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.papers import freeze_item
from panel_api.services.sitting_standing import place_all_to_note
from panel_api.services.sittings import held_by_its_chair, held_sitting
from panel_api.services.wording import line_given
from panel_api.store import agenda, sittings

MOST_AT_ONCE: Final = 200


def put_on_agenda(session: Session, desk: Desk, reference: str, cases: Sequence[str]) -> int:
    """Put cases that wait for the panel on the agenda of a sitting whose papers are not frozen; how many.

    Those that wait there already stay where they are. Raises Trouble "conflict" once they are frozen, and "bad-input"
    with every case that cannot stand there.
    """
    sitting = held_sitting(session, desk, reference)
    if sitting.stage != "planned":
        raise conflict("The papers of this sitting are frozen", "Table the case late, with the reason")
    complaints = Complaints()
    if not 0 < len(cases) <= MOST_AT_ONCE:
        complaints.add("cases", "no case is chosen", "one or more", "Choose the cases to put on the agenda")
    there = _waiting_there(session, desk, sitting)
    found = [_fit(session, desk, sitting, each, complaints) for each in dict.fromkeys(cases) if each not in there]
    refuse_if_any(complaints)
    at = desk.clock()
    for case in found:
        if case is not None:
            _put(session, desk, sitting, case.id, at)
    return len(found)


def table_late(session: Session, desk: Desk, reference: str, case: str, words: str) -> AgendaItem:
    """Put a case on an agenda whose papers are frozen: marked late, with who and why, its papers frozen at once."""
    sitting = held_sitting(session, desk, reference)
    if sitting.stage == "planned":
        raise conflict("The papers of this sitting are not frozen yet", "Put the case on the agenda as it is")
    complaints = Complaints()
    why = line_given(complaints, "words", words, "Say why it cannot wait for the next sitting")
    found = _fit(session, desk, sitting, case.strip().upper(), complaints, "late_case")
    refuse_if_any(complaints)
    assert found is not None
    return _put(session, desk, sitting, found.id, desk.clock(), why)


def take_off(session: Session, desk: Desk, reference: str, number: int, words: str) -> None:
    """Take an item that waits off the agenda, with the reason. What is to note stays until it is noted."""
    _, item = _waiting(session, desk, reference, number)
    if item.kind == "to_note":
        raise conflict("This is to be noted, and stays until it is", "Note it, or carry it over")
    complaints = Complaints()
    item.note = line_given(complaints, "words", words, "Say why it is taken off")
    refuse_if_any(complaints)
    _turned(session, desk, item, "taken_off", desk.clock())


def carry_over(session: Session, desk: Desk, reference: str, number: int, words: str, to: str | None = None) -> None:
    """Carry an item that waits over, with the reason, to the sitting named by `to` or to one still to be chosen.

    Where the other's papers are frozen it stands there as late. Raises Trouble "bad-input" or "conflict".
    """
    complaints = Complaints()
    why = line_given(complaints, "words", words, "Say why it is carried over")
    refuse_if_any(complaints)
    if to is not None:
        for each in sorted({reference, to}):  # two sittings are always held in this order
            held_sitting(session, desk, each)
    sitting, item = _waiting(session, desk, reference, number)
    at = desk.clock()
    item.note = why
    _turned(session, desk, item, "carried_over", at)
    said = f"Carried over from the sitting on {day_words(sitting.held_on)}"
    agenda.tell_history(session, desk.viewer, item.case_id, f"{said}.", at)
    other = _other(session, desk, sitting, to) if to is not None else None
    if item.kind == "to_note":
        note_at_the_next(session, desk, sitting, at)
    elif other is not None:
        late = f"{said}: {why}"[:400] if other.frozen_at is not None else None
        _put(session, desk, other, item.case_id, at, late)


def note_at_the_next(session: Session, desk: Desk, sitting: Sitting, at: dt.datetime) -> None:
    """Put what a sitting did not come to note on the agenda of the one after it, where one is arranged."""
    following = sittings.hold_next_sitting(session, sitting.held_on + dt.timedelta(days=1))
    if following is not None:
        place_all_to_note(session, desk, following, at)


def note_item(session: Session, desk: Desk, reference: str, number: int) -> None:
    """Note an order that was carried out, or an urgent decision, at an open sitting. There is nothing to decide."""
    held_by_its_chair(session, desk, reference)
    sitting, item = _waiting(session, desk, reference, number)
    if item.kind != "to_note":
        raise conflict("This is to be decided, not noted", "Decide it, or carry it over")
    if sitting.stage != "open":
        raise conflict("The sitting is not open", "Open it first")
    _turned(session, desk, item, "noted", desk.clock())


def reorder(session: Session, desk: Desk, reference: str, version: int, places: Mapping[int, int]) -> None:
    """Put an agenda in another order: items by number, each with the place it shall have.

    Items to note stay first. Raises Trouble "stale" where someone changed the sitting meanwhile.
    """
    sitting = held_sitting(session, desk, reference, version=version)
    lines = agenda.agenda_of(session, desk.viewer, sitting)
    for kind in ("to_note", "decide"):
        items = [line.item.id for line in lines if line.item.kind == kind]
        agenda.give_positions(session, _in_order(items, places))
    sittings.touch(session, sitting)


def _in_order(items: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """Items by the places they shall have: one that moves up stands before the one that is there, one that moves down
    behind it."""
    now = {number: place for place, number in enumerate(items, 1)}

    def key(number: int) -> tuple[int, int, int]:
        place = places.get(number, now[number])
        moves = (place > now[number]) - (place < now[number])
        return place, moves, now[number]

    return sorted(items, key=key)


def _other(session: Session, desk: Desk, sitting: Sitting, reference: str) -> Sitting:
    other = held_sitting(session, desk, reference)
    if other.id == sitting.id or other.held_on < sitting.held_on:
        raise conflict("An item is carried over to a later sitting", "Choose a later one")
    return other


def _waiting_there(session: Session, desk: Desk, sitting: Sitting) -> set[str]:
    return {
        line.case.reference
        for line in agenda.agenda_of(session, desk.viewer, sitting)
        if line.case is not None and line.item.kind == "decide" and line.item.state == "waiting"
    }


def _fit(
    session: Session, desk: Desk, sitting: Sitting, reference: str, complaints: Complaints, where: str = "cases"
) -> Case | None:
    """The case, where it can stand on an agenda; notes why it cannot."""
    case = store.case_by_reference(session, desk.viewer, reference)
    said = f"case {reference[:32]}"
    if case is None:
        complaints.add(where, f"there is no {said} that you may see", "a case such as WK4M-7XPD", "Check it")
    elif case.legal_basis == "tribunal_order":
        wrong = f"{said} is an order of the tribunal: it is carried out, and there is nothing to vote on"
        complaints.add(where, wrong, "another case", "Have it carried out; the next sitting notes it")
    elif case.stage != "recommended":
        wrong = f"{said} does not wait for the panel"
        complaints.add(
            where, wrong, "a case with advice that waits for a decision", "Put its advice to the panel first"
        )
    elif (held := agenda.item_of_case(session, sitting, case.id)) is not None and held.state == "done":
        complaints.add(where, f"{said} was dealt with at this sitting already", "another case", "Put it on a later one")
    elif agenda.waiting_items(session, case.id):
        complaints.add(where, f"{said} waits on an agenda already", "another case", "Take it off there first")
    else:
        return case
    return None


def _put(
    session: Session, desk: Desk, sitting: Sitting, case_id: int, at: dt.datetime, late: str | None = None
) -> AgendaItem:
    """Put a case on a held sitting's agenda, again where it was carried over or taken off before. late: why it is."""
    frozen = sitting.frozen_at is not None
    item = agenda.item_of_case(session, sitting, case_id) or AgendaItem(
        sitting_id=sitting.id, case_id=case_id, kind="decide", state="waiting"
    )
    last = agenda.last_position(session, sitting, "decide")
    item.state, item.position = "waiting", last + 1 if frozen or last else 0
    item.late, item.why, item.papers, item.frozen_at = late is not None, late, None, None
    item.note = item.changed_by = item.decision_id = None
    item.by_reference, item.put_at, item.changed_at = desk.viewer.reference, at, at
    agenda.add_item(session, item)
    if frozen:
        freeze_item(session, desk, item, at)
    how = "Tabled late" if late is not None else "Put on the agenda"
    agenda.tell_history(
        session, desk.viewer, case_id, f"{how} of the {sitting.panel} on {day_words(sitting.held_on)}.", at
    )
    return item


def _waiting(session: Session, desk: Desk, reference: str, number: int) -> tuple[Sitting, AgendaItem]:
    """A held sitting, and one of its items that the viewer may see and that nobody has dealt with yet."""
    sitting = held_sitting(session, desk, reference)
    item = agenda.item_by_number(session, desk.viewer, sitting, number)
    if item is None:
        raise not_found("There is no such item on this agenda that you may see", "Look at the agenda")
    if item.state != "waiting":
        raise conflict("This item has been dealt with already", "Look at the agenda as it is now")
    return sitting, item


def _turned(session: Session, desk: Desk, item: AgendaItem, state: str, at: dt.datetime) -> None:
    item.state, item.changed_at, item.changed_by = state, at, desk.viewer.reference
    session.flush()
