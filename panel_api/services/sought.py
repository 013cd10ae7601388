"""What place a case seeks: the home's postcode sector, the days of the stay, what the place must be able to give.

Each time it is written down anew and what was written before is kept. No address is ever asked for.
"""

from sqlalchemy.orm import Session

from engine.facts import read_answers
from engine.problems import Complaints
from panel_api import store
from panel_api.models import PlaceSought
from panel_api.schemas_sought import NewSought
from panel_api.services.answers import kept, refuse_if_any
from panel_api.services.cases import held_case
from panel_api.services.child_facts import fit_book, still_asked
from panel_api.services.desk import Desk
from panel_api.store.local import hang_sealed

SAID = "What place is sought was written down."


def keep_sought(session: Session, desk: Desk, reference: str, given: NewSought) -> PlaceSought:
    """Write down what place is sought. Raises Trouble "not-found", "conflict", or "bad-input" with every problem."""
    case = held_case(session, desk, reference)
    book, complaints = fit_book(desk), Complaints()
    asked = {fact.name: fact for fact in still_asked(book, case)}
    answers = read_answers(asked, given.facts, complaints)
    refuse_if_any(complaints)
    viewer, at = desk.viewer, desk.clock()
    row = PlaceSought(
        home_sector=given.home_sector,
        start_day=given.from_day,
        until_day=given.until_day,
        facts=kept(book, answers),
        by_role=viewer.role,
        by_reference=viewer.reference,
        written_at=at,
    )
    hang_sealed(session, case, row)
    store.add_event(session, viewer, case, "sought", SAID, at)
    return row
