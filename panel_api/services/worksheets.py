"""Keep a worksheet: its children, its places, who is held where. It decides nothing, and no case knows of it.

A child whose case the officer may not see, as after a declared interest, is not shown; then another officer works the
worksheet out. Whatever is changed leaves the last proposals standing, and says that they are of before.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from engine.joint.asked import MOST_CHILDREN
from engine.problems import Problem
from panel_api.errors import Trouble, conflict, not_found
from panel_api.models import Case, Provision, Worksheet, WorksheetChild, WorksheetPlace
from panel_api.services.desk import Desk
from panel_api.store import worksheets as kept
from panel_api.store.provision import provisions_by_code

MOST_SEATS: Final = 500
NO_DECISION: Final = (
    "A worksheet decides nothing. It is an officer's reckoning of how many children could be placed together; each "
    "child's own case is decided by people, on its own facts, and nothing of a worksheet stands in any case or record."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as its viewer sees it. hidden: how many children on it are kept from them."""

    worksheet: Worksheet
    children: list[tuple[WorksheetChild, Case]]
    places: list[tuple[WorksheetPlace, Provision]]
    hidden: int


def names_of(sheet: Sheet) -> dict[str, str]:
    """What its places are called, by code; where two have one name, with the code."""
    names = [provision.name for _, provision in sheet.places]
    return {
        provision.code: provision.name if names.count(provision.name) == 1 else f"{provision.name} ({provision.code})"
        for _, provision in sheet.places
    }


def make_worksheet(session: Session, desk: Desk, reference: str, title: str, start: dt.date) -> Worksheet:
    """A new one; the same again where this form was sent before."""
    earlier = kept.worksheet_by_reference(session, desk.viewer, reference)
    if earlier is not None:
        return earlier
    sheet = Worksheet(
        reference=reference,
        title=title,
        start_day=start,
        state="open",
        by_role=desk.viewer.role,
        by_reference=desk.viewer.reference,
        created_at=desk.clock(),
    )
    session.add(sheet)
    session.flush()
    return sheet


def find_sheet(session: Session, desk: Desk, reference: str) -> Sheet:
    """One with all on it that the viewer may see. Raises Trouble "not-found"."""
    return sheet_of(session, desk, find_worksheet(session, desk, reference))


def sheet_of(session: Session, desk: Desk, worksheet: Worksheet) -> Sheet:
    """The same of a worksheet that was found already."""
    children = kept.children_of(session, desk.viewer, worksheet)
    hidden = kept.how_many_children(session, desk.viewer, worksheet) - len(children)
    return Sheet(worksheet, children, kept.places_of(session, desk.viewer, worksheet), hidden)


def find_worksheet(session: Session, desk: Desk, reference: str) -> Worksheet:
    """One alone. Raises Trouble "not-found"."""
    return _found(kept.worksheet_by_reference(session, desk.viewer, reference), reference)


def held_open(session: Session, desk: Desk, reference: str) -> Worksheet:
    """One that is held until the transaction ends. Raises Trouble "not-found", and "conflict" once it is closed."""
    sheet = _found(kept.worksheet_by_reference(session, desk.viewer, reference, hold=True), reference)
    if sheet.state == "closed":
        raise conflict("This worksheet is closed", "Make a new one")
    return sheet


def add_children(session: Session, desk: Desk, reference: str, cases: Collection[str]) -> None:
    """Put cases that wait on it, by reference. Raises Trouble "not-found", "conflict", "bad-input"."""
    sheet = held_open(session, desk, reference)
    found = kept.waiting_by_reference(session, desk.viewer, cases)
    lost = sorted(set(cases) - {each.reference for each in found})
    problems = [
        Problem("case", f"{each[:32]} does not wait for a decision", "a waiting case that you may see", "Leave it out")
        for each in lost
    ]
    if not cases:
        problems = [Problem("case", "no case was chosen", "at least one", "Choose one")]
    if kept.how_many_children(session, desk.viewer, sheet) + len(found) > MOST_CHILDREN:
        problems.append(Problem("case", "that is too many", f"at most {MOST_CHILDREN:,}", "Make two worksheets"))
    if problems:
        raise Trouble("bad-input", problems=problems)
    kept.add_children(session, sheet, {each.id for each in found})
    changed(sheet)


def take_child_off(session: Session, desk: Desk, reference: str, case: str) -> None:
    """Take a case off it. Raises Trouble "not-found", "conflict"."""
    sheet = held_open(session, desk, reference)
    row, _ = child_on(session, desk, sheet, case)
    kept.take_off(session, row)
    changed(sheet)


def keep_seats(session: Session, desk: Desk, reference: str, seats: Mapping[str, int]) -> None:
    """Say how many places provisions have on it, by code; none takes one off, unless a child is held there.

    Raises Trouble "not-found", "conflict", "bad-input".
    """
    sheet = held_open(session, desk, reference)
    rows = provisions_by_code(session, desk.viewer, seats)
    wrong = "it is not in the directory"
    problems = [
        Problem(f"seats-{code}", wrong, "a code of the directory", "Leave it out") for code in seats if code not in rows
    ]
    problems += [
        Problem(f"seats-{code}", f"{many} is no number of places", f"0 to {MOST_SEATS}", "Correct it")
        for code, many in seats.items()
        if not 0 <= many <= MOST_SEATS
    ]
    held = {row.held_id for row, _ in kept.children_of(session, desk.viewer, sheet)}
    problems += [
        Problem(f"seats-{code}", "a child is held there", "at least one place", "Release the child first")
        for code, many in seats.items()
        if many == 0 and code in rows and rows[code].id in held
    ]
    if problems:
        raise Trouble("bad-input", problems=problems)
    kept.keep_seats(session, sheet, {rows[code].id: many for code, many in seats.items()})
    changed(sheet)


def hold_child(session: Session, desk: Desk, reference: str, case: str, code: str | None) -> None:
    """Set a child's place by hand, or with None release it. Raises Trouble "not-found", "conflict", "bad-input".

    A place that does not suit is not held: whether it does is for the child's own case, not for a worksheet.
    """
    sheet = held_open(session, desk, reference)
    row, _ = child_on(session, desk, sheet, case)
    places = {provision.code: provision for _, provision in kept.places_of(session, desk.viewer, sheet)}
    if code is not None and code not in places:
        problem = Problem("place", "it is not on this worksheet", "one of its places", "Put it on the worksheet first")
        raise Trouble("bad-input", problems=[problem])
    if code is not None and _fit(row, code) == "no":
        does = f"{places[code].name} does not suit this child"
        problem = Problem("place", does, "a place that suits or may suit", "Look at the reasons on the case itself")
        raise Trouble("bad-input", problems=[problem])
    row.held_id = None if code is None else places[code].id
    changed(sheet)


def close_worksheet(session: Session, desk: Desk, reference: str) -> None:
    """Let nobody change it any more. Closing twice closes once."""
    sheet = _found(kept.worksheet_by_reference(session, desk.viewer, reference, hold=True), reference)
    sheet.state = "closed"
    session.flush()


def child_on(session: Session, desk: Desk, sheet: Worksheet, case: str) -> tuple[WorksheetChild, Case]:
    """A child's row by its case's reference. Raises Trouble "not-found", also where the viewer may not see the case."""
    for row, each in kept.children_of(session, desk.viewer, sheet):
        if each.reference == case:
            return row, each
    raise not_found(f"Case {case[:32]} is not on this worksheet, or is not yours to see", "Look at its list")


def changed(sheet: Worksheet) -> None:
    """The proposals on it are of before; whoever is working it out just now learns of it by the version."""
    if sheet.solved_at is not None:
        sheet.before_at, sheet.solved_at = sheet.solved_at, None
    flag_modified(sheet, "state")


def _fit(row: WorksheetChild, code: str) -> str | None:
    """How a place stood to a child when it was last worked out; None where nobody has looked yet."""
    if row.looked is None:
        return None
    found = row.looked["places"].get(code)
    return None if found is None else str(found[0])


def _found(sheet: Worksheet | None, reference: str) -> Worksheet:
    if sheet is None:
        raise not_found(f"There is no worksheet {reference[:32]} that you may see", "Look at /worksheets")
    return sheet
