"""What Section F of a plan costs, line by line: a line is added or replaced, and what held before is kept."""

from sqlalchemy.orm import Session

from engine.values import Value
from panel_api import store
from panel_api.errors import conflict, not_found
from panel_api.models import Case, SectionFLine
from panel_api.schemas_hanging import NewLine
from panel_api.services.cases import held_case
from panel_api.services.desk import Desk


def with_section_f(case: Case) -> bool:
    """Whether there is a plan, or one may be made, whose Section F can be costed."""
    plan: Value | object = case.facts.get("ehc_plan")
    return case.legal_basis != "non_statutory" or plan is True


def add_line(session: Session, desk: Desk, reference: str, given: NewLine) -> SectionFLine:
    """Add a line of Section F. Raises Trouble "not-found" or "conflict"."""
    case = held_case(session, desk, reference)
    if not with_section_f(case):
        raise conflict("This case rests on no EHC plan, so there is no Section F", "Record the plan first")
    row = _kept(session, desk, case, given)
    costed = "" if given.cost is not None else ", not costed yet"
    store.add_event(session, desk.viewer, case, "section_f", f"A line of Section F was added{costed}.", desk.clock())
    return row


def replace_line(session: Session, desk: Desk, reference: str, number: int, given: NewLine | None) -> None:
    """Put another line in a line's place; with None it holds no longer and nothing takes its place."""
    case = held_case(session, desk, reference)
    old = store.hanging_by_number(session, desk.viewer, SectionFLine, case, number)
    if old is None:
        raise not_found("There is no such line in this case", "Read the case again")
    if old.replaced_at is not None:
        raise conflict("Someone has replaced this line already", "See what holds now, and change that")
    old.replaced_at = desk.clock()
    if given is not None:
        _kept(session, desk, case, given)
    words = "A line of Section F was replaced." if given else "A line of Section F was struck out: it holds no longer."
    store.add_event(session, desk.viewer, case, "section_f", words, desk.clock())


def _kept(session: Session, desk: Desk, case: Case, given: NewLine) -> SectionFLine:
    row = SectionFLine(words=given.words, cost_pence=given.cost, source=given.source)
    return store.hang(session, desk.viewer, case, row, desk.clock())
