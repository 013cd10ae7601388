"""Take in: a request becomes a case, with its legal basis, who is who, what they said, and its answers."""

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from engine.law.events import BY_DECISION
from engine.problems import Complaints
from panel_api import schemas, store
from panel_api.columns import AUTHORITY_ROLES
from panel_api.models import Case, Party, Voice
from panel_api.services.answers import kept, refuse_if_any, strict
from panel_api.services.clock import days_on_receipt, note_days
from panel_api.services.context import Filled, fill_in
from panel_api.services.desk import Desk
from panel_api.services.need import keep_need
from panel_api.services.published import book_for
from panel_api.services.record_days import check_days
from panel_api.services.schools_asked import keep_wanted, wanted_of

WITH_A_PLAN: Final = ("annual_review", "phase_transfer", "transfer_in", "tribunal_order")
SCHOOL_KNOWS: Final = ("plan_made", "last_reviewed", "meeting_held", "phase_begins", "post_16_begins", "post_16_change")
"""The days that a school may send with its request: never that the council told, sent or did something."""
SCHOOL_BRINGS: Final = ("non_statutory", "assessment_request", "annual_review", "phase_transfer")
"""What a school may send. It may ask for an assessment as a parent may (Children and Families Act 2014 s.36(1))."""


def take_in(session: Session, desk: Desk, given: schemas.NewCase) -> tuple[Case, Filled]:
    """Keep a request as a new case at stage "received"; the case, and the answers intake filled in.

    Raises Trouble "bad-input" with every problem found.
    """
    case, filled = new_case(desk, given)
    wanted = wanted_of(session, desk, given)
    at = desk.clock()
    store.add_case(session, case, at)
    keep_wanted(session, desk, case, wanted, at)
    days = days_on_receipt(given.legal_basis, given.asked_on, given.days)
    note_days(session, desk, case, days, "From the request.")
    store.add_step(session, desk.viewer, case, "taken_in", at)
    return case, filled


def new_case(desk: Desk, given: schemas.NewCase) -> tuple[Case, Filled]:
    """The same, not kept yet."""
    book = book_for(desk, given.rulebook, "top_up", "placement")
    complaints = Complaints()
    answers = strict(book, given.facts, complaints)
    _check(desk, given, complaints)
    filled = fill_in(book, given, answers, complaints)
    refuse_if_any(complaints)
    parties = _parties(given)
    parents = [party for party in parties if party.role == "parent"]
    case = Case(
        legal_basis=given.legal_basis,
        asked_on=given.asked_on,
        rulebook=book.name,
        partnership=given.partnership,
        facts=kept(book, answers),
        parties=parties,
        voices=[_voice(said, parents) for said in given.voices],
    )
    keep_need(case, book)
    return case, filled


def _check(desk: Desk, given: schemas.NewCase, complaints: Complaints) -> None:
    _check_sender(desk, given, complaints)
    last = desk.last_day()
    if given.asked_on > last:
        complaints.add("asked_on", "this day has not come yet", f"a day up to {last.isoformat()}", "Correct it")
    _check_days(desk, given, complaints)
    for number, voice in enumerate(given.voices):
        if voice.parent is not None and (voice.who != "parent" or voice.parent > len(given.parents)):
            where, expected = f"voices[{number}].parent", "the number of one of `parents`, counted from 1"
            complaints.add(where, "this names no parent", expected, "Correct it")
        if voice.heard_on is not None and voice.heard_on > last:
            where = f"voices[{number}].heard_on"
            complaints.add(where, "this day has not come yet", f"a day up to {last.isoformat()}", "Correct it")
    if given.legal_basis in WITH_A_PLAN and given.authorities.maintaining is None:
        complaints.add(
            "authorities.maintaining",
            f"it is missing, and a case under {given.legal_basis} rests on an EHC plan that an authority maintains",
            "the authority that maintains the plan",
            "Add it",
        )


def _check_sender(desk: Desk, given: schemas.NewCase, complaints: Complaints) -> None:
    """A school sends requests of its own, and of the kinds that schools bring."""
    if desk.viewer.role != "school":
        return
    if given.school is None or given.school.reference != desk.viewer.school:
        wrong = "a school sends requests for its own pupils"
        complaints.add("school.reference", wrong, f'"{desk.viewer.school}"', "Write your own school's URN")
    if given.legal_basis not in SCHOOL_BRINGS:
        named = ", ".join(f'"{each}"' for each in SCHOOL_BRINGS)
        complaints.add("legal_basis", "a school does not bring this", f"one of {named}", "Ask the council")


def _check_days(desk: Desk, given: schemas.NewCase, complaints: Complaints) -> None:
    """A day of receipt is `asked_on`; what a decision makes happen is not of a request that comes in."""
    for kind in given.days:
        wrong = ""
        if kind == "received" or kind in BY_DECISION:
            wrong = "the day of receipt is `asked_on`" if kind == "received" else "only a decision here makes it so"
        elif desk.viewer.role == "school" and kind not in SCHOOL_KNOWS:
            wrong = "the council records this itself"
        if wrong:
            complaints.add(f"days.{kind}", wrong, "days of other kinds", "Remove it")
    check_days(desk, given.legal_basis, days_on_receipt(given.legal_basis, given.asked_on, given.days), complaints)


def _parties(given: schemas.NewCase) -> list[Party]:
    found = [_reached(_party("child", given.child, given.child.date_of_birth, None), given.child)]
    for parent in given.parents:
        row = _reached(_dated("parent", parent), parent)
        row.parental_responsibility, row.shielded = parent.parental_responsibility, parent.shielded
        found.append(row)
    found += [_reached(_dated(each.role, each), each) for each in given.around]
    if given.school:
        found.append(_dated("school", given.school))
    for role in AUTHORITY_ROLES:
        body: schemas.Body | None = getattr(given.authorities, role)
        if body:
            found.append(_dated(role, body))
    return found


def _dated(role: str, given: schemas.Dated) -> Party:
    return _party(role, given, given.from_day, given.to_day)


def _party(role: str, given: schemas.Who, start: dt.date, end: dt.date | None) -> Party:
    return Party(role=role, name=given.name, reference=given.reference, from_day=start, to_day=end, shielded=False)


def _reached(row: Party, given: schemas.Reached) -> Party:
    row.address, row.interpreter, row.easy_read = given.address, given.interpreter, given.easy_read
    return row


def _voice(said: schemas.Said, parents: list[Party]) -> Voice:
    voice = Voice(who=said.who, words=said.words, heard_on=said.heard_on)
    if said.parent is not None:
        voice.party = parents[said.parent - 1]
    return voice
