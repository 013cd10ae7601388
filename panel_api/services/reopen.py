"""Reopen: a decided case is opened again, with a reason, for its next step or for a decision that corrects another.

Nothing decided is changed by it. It is how a decided case leaves the list of those decided, and the only way.
"""

from sqlalchemy.orm import Session

from panel_api import schemas, store
from panel_api.errors import conflict
from panel_api.models import Case
from panel_api.services.cases import held_case
from panel_api.services.clock import was_reopened
from panel_api.services.desk import Desk
from panel_api.services.recommend import is_current
from panel_api.store.hanging import add_event

DONE = ("decided", "withdrawn")


def reopen(session: Session, desk: Desk, reference: str, version: int, given: schemas.Reopening) -> Case:
    """Open a decided case again. It stands ready for the panel, or at "received" where its advice no longer holds.

    Raises Trouble "stale", "not-found" or "conflict".
    """
    case = held_case(session, desk, reference, version, withdrawn=True)
    if case.stage not in DONE:
        raise conflict(f"This case stands at `{case.stage}`: there is nothing to open again", "Decide it first")
    assessment = store.latest_assessment(session, desk.viewer, case)
    advice = store.latest_recommendation(session, desk.viewer, case)
    advised = assessment is not None and advice is not None and advice.assessment_id == assessment.id
    case.stage = "recommended" if advised and assessment and is_current(case, assessment) else "received"
    was_reopened(session, desk, case)
    add_event(session, desk.viewer, case, "reopened", given.words, desk.clock())
    return case
