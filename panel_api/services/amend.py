"""Amend: change answers of a case, or take them back. What was assessed before stays as it was."""

from sqlalchemy.orm import Session

from engine.problems import Complaints, Refused
from panel_api import schemas, store
from panel_api.errors import Trouble
from panel_api.models import Case
from panel_api.services.answers import kept, refuse_if_any, strict, taken_out
from panel_api.services.cases import held_case, refuse_if_decided
from panel_api.services.context import at_odds
from panel_api.services.desk import Desk
from panel_api.services.need import keep_need
from panel_api.services.published import book_of


def amend(session: Session, desk: Desk, reference: str, version: int, given: schemas.Amendment) -> Case:
    """Change a case's answers; it stands at "received" again, for a new assessment.

    Raises Trouble "stale", "not-found", "conflict", or "bad-input" with every problem.
    """
    case = held_case(session, desk, reference, version)
    refuse_if_decided(case)
    book = book_of(desk, case.rulebook)
    complaints = Complaints()
    if not given.facts and not given.unanswered:
        complaints.add("body", "nothing is changed here", "`facts` or `unanswered`", "Say what changes")
    answers = strict(book, given.facts, complaints)
    for number, name in enumerate(given.unanswered):
        where = f"unanswered[{number}]"
        if name in given.facts:
            complaints.add(where, f"`{name}` is answered and taken back at once", "one of the two", "Remove one")
        elif name not in case.facts:
            complaints.add(where, f"`{name}` has no answer to take back", "a fact that is answered", "Remove it")
    refuse_if_any(complaints)
    facts = {name: raw for name, raw in case.facts.items() if name not in given.unanswered}
    try:
        before = taken_out(book, {name: raw for name, raw in facts.items() if name not in answers})
    except Refused as error:
        raise Trouble("conflict", "The rulebook has changed and takes some answers no more.", error.problems) from None
    at_odds({**before, **answers}, complaints)
    refuse_if_any(complaints)
    changed = kept(book, {**before, **answers})
    if changed != case.facts:
        case.facts, case.stage = changed, "received"
        keep_need(case, book)
        store.add_event(session, desk.viewer, case, "amended", "Answers were changed.", desk.clock())
        session.flush()
    return case
