"""Placements kept by hand, each time with a reason: one from before this system, its cost, its end, one that was wrong.

Whoever keeps what hangs on a case keeps them (`keep_case`): they say where a child is.
"""

from typing import Any

from sqlalchemy.orm import Session

from engine.amounts import day_words
from engine.problems import Complaints
from panel_api.errors import not_found
from panel_api.models import Case, Placement, Provision
from panel_api.schemas_placements import NewPlacement, PlacementCosts, PlacementEnd, PlacementTaken
from panel_api.services import placed
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk
from panel_api.store import placements as rows
from panel_api.store.hanging import add_event
from panel_api.store.placements import PlacementLine
from panel_api.store.provision import provision_by_code

_COSTS = ("pence", "health_pence", "care_pence", "unmet")


def find_placement(session: Session, desk: Desk, reference: str) -> PlacementLine:
    """One placement with its place. Raises Trouble "not-found"."""
    found = rows.placement_by_reference(session, desk.viewer, reference)
    if found is None:
        raise not_found(f"There is no placement {reference[:32]} that you may see", "Look at /placements")
    return found


def begin_by_hand(session: Session, desk: Desk, given: NewPlacement) -> Placement:
    """Keep a placement that no decision here began. Raises Trouble "bad-input", "not-found" or "conflict"."""
    case = held_case(session, desk, given.case) if given.case is not None else None
    place, complaints = provision_by_code(session, desk.viewer, given.place), Complaints()
    if place is None:
        expected = "the code of a place in the directory"
        complaints.add("place", "there is no such place", expected, "Look it up at /provision")
    _check_costs(given, complaints)
    refuse_if_any(complaints)
    assert place is not None
    row = placed.of_case(session, desk, case, place, given.from_day) if case else _of_nobody_here(given, place)
    for name in _COSTS:
        if case is None or getattr(given, name) is not None:
            setattr(row, name, getattr(given, name))
    kept = placed.begin(session, desk, row)
    placed.note(session, desk, kept, given.words)
    _tell(session, desk, case, "A placement was written down.")
    return kept


def keep_costs(session: Session, desk: Desk, reference: str, given: PlacementCosts) -> None:
    """Write down what a placement costs now, and why nothing local met the need. Raises Trouble."""
    row, case = _held(session, desk, reference)
    complaints = Complaints()
    _check_costs(given, complaints)
    refuse_if_any(complaints)
    placed.change(session, desk, row, {name: getattr(given, name) for name in _COSTS}, given.words)
    _tell(session, desk, case, "What a placement costs was written down.")


def end(session: Session, desk: Desk, reference: str, given: PlacementEnd) -> None:
    """Write down its last day. Raises Trouble "not-found" or "bad-input"."""
    row, case = _held(session, desk, reference)
    complaints = Complaints()
    if given.last_day < row.from_day:
        expected = f"a day from {day_words(row.from_day)}"
        complaints.add("last_day", "it lies before the first day", expected, "Correct it")
    refuse_if_any(complaints)
    placed.change(session, desk, row, {"until_day": given.last_day}, given.words)
    _tell(session, desk, case, "The last day of a placement was written down.")


def take_back(session: Session, desk: Desk, reference: str, given: PlacementTaken) -> None:
    """Say that it never was; it counts nowhere any more. Raises Trouble "not-found"."""
    row, case = _held(session, desk, reference)
    placed.take_back(session, desk, row, given.words)
    _tell(session, desk, case, "A placement was taken back.")


def _held(session: Session, desk: Desk, reference: str) -> tuple[Placement, Case | None]:
    found = find_placement(session, desk, reference)
    case = held_case(session, desk, found.case, withdrawn=True) if found.case is not None else None
    if found.row.case_id is not None and case is None:
        raise not_found(f"There is no placement {reference[:32]} that you may see", "Look at /placements")
    rows.hold_placement(session, found.row.id)
    return found.row, case


def _of_nobody_here(given: NewPlacement, place: Provision) -> Placement:
    known: dict[str, Any] = {
        name: getattr(given, name) for name in ("need", "phase", "partnership", "age", "home_sector", "from_day")
    }
    return Placement(provision_id=place.id, **known)


def _check_costs(given: PlacementCosts, complaints: Complaints) -> None:
    """What others pay is a part of the full cost."""
    others = (given.health_pence or 0) + (given.care_pence or 0)
    if given.pence is not None and others > given.pence:
        wrong = "health and social care would pay more than all of it"
        complaints.add("cost", wrong, "the full cost, with their shares in it", "Correct it")


def _tell(session: Session, desk: Desk, case: Case | None, words: str) -> None:
    if case is not None:
        add_event(session, desk.viewer, case, "placed", words, desk.clock())
