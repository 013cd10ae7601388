"""Hear: what the child, a parent or the school said, in their own words, beside what was said before."""

from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Complaints
from engine.rulebook import Rulebook
from engine.values import NONE
from panel_api import store
from panel_api.errors import conflict
from panel_api.models import Case, Voice
from panel_api.schemas_hanging import Heard
from panel_api.services.answers import refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.days import refuse_days
from panel_api.services.desk import Desk
from panel_api.services.published import book_of

_VIEWS: Final = {"child": "views_child", "parent": "views_family"}
_SAID: Final = {"child": "The child or young person", "parent": "The family", "school": "The school"}


def hear(session: Session, desk: Desk, reference: str, given: Heard) -> Voice:
    """Keep what someone said. Where the rulebook asks when they were heard and nobody had been, that is answered too.

    Raises Trouble "not-found", "conflict" or "bad-input".
    """
    case = held_case(session, desk, reference)
    if case.stage == "decided" and desk.viewer.role == "school":
        raise conflict("This request is decided", "Write to the council: what is said now is for its next step")
    complaints = Complaints()
    refuse_days(desk, complaints, heard_on=given.heard_on)
    parents = [party.id for party in case.parties if party.role == "parent"]
    if given.parent is not None and (given.who != "parent" or given.parent not in parents):
        complaints.add("parent", "this names no parent of the case", "one of its parents", "Choose again")
    refuse_if_any(complaints)
    voice, at = Voice(who=given.who, words=given.words, heard_on=given.heard_on, party_id=given.parent), desk.clock()
    store.add_voice(session, case, voice, at)
    answered = _answer(case, given, book_of(desk, case.rulebook))
    more = " The question of when they were heard is answered by it, so the case is assessed again." if answered else ""
    store.add_event(session, desk.viewer, case, "voice", f"{_SAID[given.who]} was heard.{more}", at)
    return voice


def _answer(case: Case, given: Heard, book: Rulebook) -> bool:
    """Whether an answer was filled in: only where nobody had been heard, or each voice would undo the advice."""
    fact = book.facts.get(_VIEWS.get(given.who, ""))
    if fact is None or case.stage == "decided" or case.facts.get(fact.name, NONE) != NONE:
        return False
    case.facts, case.stage = {**case.facts, fact.name: given.heard_on.isoformat()}, "received"
    return True
