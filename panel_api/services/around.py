"""People around the child, each between two days: someone comes, changes or goes, and what held before is kept.

Nothing rests on the word "parent" alone: whether a parent has parental responsibility is always said.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Complaints, Problem
from panel_api import store, words
from panel_api.columns import AUTHORITY_ROLES
from panel_api.errors import conflict, not_found
from panel_api.models import Case, Party
from panel_api.schemas import Reached
from panel_api.schemas_hanging import Changed, Ended, NewParty
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk

ONE_AT_A_TIME: Final = ("school", *AUTHORITY_ROLES)
"""Where a new one takes the place of the one before."""
_DAY: Final = dt.timedelta(days=1)


def add_party(session: Session, desk: Desk, reference: str, given: NewParty) -> Party:
    """Add someone from a day on. A new school or authority ends the one before on the day before.

    Raises Trouble "not-found", "conflict" or "bad-input".
    """
    case = held_case(session, desk, reference)
    complaints = Complaints()
    complaints.problems += party_problems(given.role, given.model_dump())
    before = [each for each in _open(case, given.from_day) if each.role == given.role and given.role in ONE_AT_A_TIME]
    for each in before:
        _check_follows(each, given.from_day, complaints)
    refuse_if_any(complaints)
    for each in before:
        each.to_day = given.from_day - _DAY
    row = _kept(session, desk, case, given.role, given)
    _noted(session, desk, case, f"Someone was added: {_said(row)}.")
    return row


def change_party(session: Session, desk: Desk, reference: str, number: int, given: Changed) -> Party:
    """Say something new of someone from a day on: what held until then ends the day before, and is kept."""
    case = held_case(session, desk, reference)
    old = _found(case, number)
    complaints = Complaints()
    complaints.problems += party_problems(old.role, given.model_dump())
    _check_follows(old, given.from_day, complaints)
    refuse_if_any(complaints)
    old.to_day = given.from_day - _DAY
    row = _kept(session, desk, case, old.role, given)
    shield = ", whose whereabouts are shielded from now on" if row.shielded and not old.shielded else ""
    _noted(session, desk, case, f"Something new was recorded of someone: {_said(row)}{shield}.")
    return row


def end_party(session: Session, desk: Desk, reference: str, number: int, given: Ended) -> None:
    """Record the last day on which someone had a part in the case."""
    case = held_case(session, desk, reference)
    row = _found(case, number)
    if row.to_day is not None:
        raise conflict("Someone has recorded this already", "See the last day that stands there")
    complaints = Complaints()
    if given.last_day < row.from_day:
        expected = f"a day from {row.from_day.isoformat()} on"
        complaints.add("last_day", "this is before the first day", expected, "Correct it")
    refuse_if_any(complaints)
    row.to_day = given.last_day
    _noted(session, desk, case, f"Someone has no part in the case any more: {_said(row)}.")


def write_to_child(session: Session, desk: Desk, reference: str, given: Reached) -> None:
    """How the child or young person is written to. They are who they are from birth, so this changes their own row."""
    case = held_case(session, desk, reference)
    row = next(party for party in case.parties if party.role == "child")
    row.address, row.interpreter, row.easy_read = given.address, given.interpreter, given.easy_read
    _noted(session, desk, case, "How the child or young person is written to was changed.")


def party_problems(role: object, given: Mapping[str, object]) -> list[Problem]:
    """What cannot be said of someone in a role, whatever else is wrong. given: as a program would send it."""
    complaints, parent = Complaints(), role == "parent"
    if parent and given.get("parental_responsibility") is None:
        expected = "yes or no: being a parent does not answer it"
        complaints.add("parental_responsibility", "it is not said", expected, "Say whether they have it")
    if not parent and given.get("parental_responsibility") is not None:
        complaints.add("parental_responsibility", "this is said of parents only", "nothing", "Leave it out")
    if not parent and given.get("shielded"):
        complaints.add("shielded", "only a parent is shielded from the other", "nothing", "Leave it out")
    if role in ONE_AT_A_TIME and given.get("reference") is None:
        complaints.add("reference", "it is missing", "its URN or authority code", "Add it")
    if given.get("name") is None and given.get("reference") is None and role not in ONE_AT_A_TIME:
        complaints.add("name", "nobody is named", "a name, or what they are known by", "Add one of the two")
    return complaints.problems


def _check_follows(old: Party, start: dt.date, complaints: Complaints) -> None:
    if old.to_day is not None and old.to_day < start - _DAY:
        wrong = "what held before has ended already"
        complaints.add("from", wrong, f"a day up to {(old.to_day + _DAY).isoformat()}", "Add them anew instead")
    elif start <= old.from_day:
        wrong = f"what holds now began on {old.from_day.isoformat()}"
        complaints.add("from", wrong, "a later day", "Write the day from which the new one holds")


def _open(case: Case, day: dt.date) -> list[Party]:
    return [each for each in case.parties if each.to_day is None or each.to_day >= day]


def _found(case: Case, number: int) -> Party:
    row = next((each for each in case.parties if each.id == number and each.role != "child"), None)
    if row is None:
        raise not_found("There is no such person in this case", "Read the case again")
    return row


def _kept(session: Session, desk: Desk, case: Case, role: str, given: Changed) -> Party:
    row = Party(**given.model_dump(exclude={"role"}), role=role, to_day=None)
    return store.add_party(session, case, row, desk.clock())


def _said(row: Party) -> str:
    role = words.PARTY_ROLES[row.role]
    role = role[:1].lower() + role[1:]
    if row.role != "parent":
        return role
    return f"{role}, {'with' if row.parental_responsibility else 'without'} parental responsibility"


def _noted(session: Session, desk: Desk, case: Case, said: str) -> None:
    store.add_event(session, desk.viewer, case, "people", said, desk.clock())
