"""Schools consulted about a placement: who was asked and when, by when they should answer, and what they said."""

import datetime as dt

from sqlalchemy.orm import Session

from engine.law.clocks import consultation_date
from engine.problems import Complaints
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, Consultation
from panel_api.schemas_hanging import NewConsultation, Reply
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.days import refuse_days
from panel_api.services.desk import Desk
from panel_api.services.find_place import place_called


def consult(session: Session, desk: Desk, reference: str, given: NewConsultation) -> Consultation:
    """Record that a school was asked. Raises Trouble "not-found", "conflict" or "bad-input"."""
    case = held_case(session, desk, reference)
    complaints = Complaints()
    refuse_days(desk, complaints, sent_on=given.sent_on)
    refuse_if_any(complaints)
    only = place_called(session, desk, given.school) if given.reference is None else None
    if only is not None:
        return consulted_on(session, desk, case, only.name, only.code, given.sent_on)
    return consulted_on(session, desk, case, given.school, given.reference, given.sent_on)


def consulted_on(session: Session, desk: Desk, case: Case, school: str, code: str | None, on: dt.date) -> Consultation:
    """Keep that a school was asked on a day that has come, with the day by which it should answer."""
    due = consultation_date(on).due
    assert due is not None  # counted from a day that is given
    row = Consultation(school=school, school_reference=code, sent_on=on, due_on=due, reply="none")
    store.hang(session, desk.viewer, case, row, desk.clock())
    store.add_event(session, desk.viewer, case, "consultation", "A school was consulted.", desk.clock())
    store.log_access(session, desk.viewer, "school_consulted", case.reference, desk.clock())
    return row


def record_reply(session: Session, desk: Desk, reference: str, number: int, given: Reply) -> None:
    """Record what a school answered. Its answer is kept as it is; a later one comes as a new consultation."""
    case = held_case(session, desk, reference)
    row = store.hanging_by_number(session, desk.viewer, Consultation, case, number)
    if row is None:
        raise not_found("There is no such consultation in this case", "Read the case again")
    if row.reply != "none":
        raise conflict(
            "A reply is recorded already", "See what it says; if the school says otherwise now, consult it anew"
        )
    complaints = Complaints()
    refuse_days(desk, complaints, since=row.sent_on, on=given.on)
    refuse_if_any(complaints)
    row.reply, row.replied_on, row.words = given.reply, given.on, given.words
    says = "can meet the needs" if given.reply == "can_meet" else "cannot meet the needs"
    late = ", after the day it was due" if given.on > row.due_on else ""
    words = f"A school that was consulted answered that it {says}{late}."
    store.add_event(session, desk.viewer, case, "consultation", words, desk.clock())
