"""What a plan specifies and a child does not get: a warning until it is put right, and what was lost meanwhile.

Children and Families Act 2014 s.42: the council must secure what Section F specifies. From the day it knows of a
failure, the failure is its own; so that day is kept, with an owner and a day by which it is put right.
"""

from sqlalchemy.orm import Session

from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, DutyWarning, ProvisionLost
from panel_api.schemas_hanging import Done, NewLost, NewWarning
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.days import refuse_days
from panel_api.services.desk import Desk
from panel_api.services.section_f import with_section_f

_SAID = {"non_delivery": "that provision is not delivered", "shortfall": "that too little is delivered"}


def raise_warning(session: Session, desk: Desk, reference: str, given: NewWarning) -> DutyWarning:
    """Record that a child does not get what the plan specifies. Raises Trouble "not-found", "conflict", "bad-input"."""
    case = _with_plan(session, desk, reference)
    complaints = Complaints()
    refuse_days(desk, complaints, known_on=given.known_on)
    if given.due_on < given.known_on:
        wrong = "this is before the day the council knew"
        complaints.add("due_on", wrong, f"a day from {given.known_on.isoformat()} on", "Correct one of the two")
    refuse_if_any(complaints)
    row = DutyWarning(**given.model_dump())
    store.hang(session, desk.viewer, case, row, desk.clock())
    words = f"A duty warning was raised: {_SAID[given.kind]}."
    store.add_event(session, desk.viewer, case, "warning", words, desk.clock())
    return row


def settle_warning(session: Session, desk: Desk, reference: str, number: int, given: Done) -> None:
    """Record what put it right, in words. A warning is never taken back."""
    case = held_case(session, desk, reference)
    row = store.hanging_by_number(session, desk.viewer, DutyWarning, case, number)
    if row is None:
        raise not_found("There is no such warning in this case", "Read the case again")
    if row.settled_on is not None:
        raise conflict("Someone has settled this warning already", "See what they wrote")
    complaints = Complaints()
    refuse_days(desk, complaints, since=row.known_on, on=given.on)
    refuse_if_any(complaints)
    row.settled_on, row.settled_words = given.on, given.words
    store.add_event(session, desk.viewer, case, "warning", "A duty warning was settled, with words.", desk.clock())


def record_lost(session: Session, desk: Desk, reference: str, given: NewLost) -> ProvisionLost:
    """Record what a child went without, for a person to remedy."""
    case = _with_plan(session, desk, reference)
    complaints = Complaints()
    refuse_days(desk, complaints, from_day=given.from_day, to_day=given.to_day)
    refuse_if_any(complaints)
    row = ProvisionLost(**given.model_dump())
    store.hang(session, desk.viewer, case, row, desk.clock())
    store.add_event(session, desk.viewer, case, "provision_lost", "Provision lost was recorded.", desk.clock())
    return row


def remedy_lost(session: Session, desk: Desk, reference: str, number: int, given: Done) -> None:
    """Record how it was made up for. A loss that goes on still ends the day before its remedy."""
    case = held_case(session, desk, reference)
    row = store.hanging_by_number(session, desk.viewer, ProvisionLost, case, number)
    if row is None:
        raise not_found("There is no such line in this case", "Read the case again")
    if row.remedied_on is not None:
        raise conflict("Someone has recorded a remedy already", "See what they wrote")
    complaints = Complaints()
    refuse_days(desk, complaints, since=row.from_day, on=given.on)
    refuse_if_any(complaints)
    row.remedy, row.remedied_on, row.to_day = given.words, given.on, row.to_day or given.on
    store.add_event(session, desk.viewer, case, "provision_lost", "A remedy for provision lost was recorded.",
                    desk.clock())  # fmt: skip


def _with_plan(session: Session, desk: Desk, reference: str) -> Case:
    case = held_case(session, desk, reference)
    if not with_section_f(case):
        raise conflict("This case rests on no EHC plan, so nothing is specified that could be missing",
                       "Record the plan first")  # fmt: skip
    return case
