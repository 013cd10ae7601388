"""Why someone sees a case: by which rule of `store.viewer.cases_seen`, and whether they know whom it is about."""

from sqlalchemy.orm import Session

from engine.amounts import day_words
from panel_api import store
from panel_api.local_time import local, time_text
from panel_api.models import Case
from panel_api.services.desk import Desk
from panel_api.services.looking import purpose_of
from panel_api.store.seats import sittings_through
from panel_api.store.viewer import BY_SEAT


def why_seen(session: Session, desk: Desk, reference: str) -> list[str] | None:
    """Sentences; None where the viewer sees no such case, whether there is one or not."""
    case = store.case_by_reference(session, desk.viewer, reference)
    if case is None:
        return None
    return [*_by_rule(session, desk, case), _names(session, desk, case)]


def _by_rule(session: Session, desk: Desk, case: Case) -> list[str]:
    viewer = desk.viewer
    if viewer.role == "school":
        return [f"It is about a pupil of your school, {viewer.school}."]
    if viewer.role == "budget_holder":
        return [f"It is of your partnership, {viewer.partnership}."]
    if viewer.role in BY_SEAT:
        through = [
            f"It is on the agenda of the {each.panel} sitting of {day_words(each.held_on)} ({each.reference}), and you "
            "have a seat there."
            for each in sittings_through(session, viewer, case)
        ]
    else:
        through = ["Your role sees every case."]
    if viewer.person is not None:
        through.append("You have no interest in it that would close it to you.")
    return through


def _names(session: Session, desk: Desk, case: Case) -> str:
    purpose = purpose_of(session, desk, case)
    if purpose is not None:
        until = f"{time_text(purpose.until)} on {day_words(local(purpose.until).date())}"
        return f"Whom it is about is open to you until {until}, for the purpose that you wrote down."
    if store.names_seen(session, desk.viewer, case, desk.clock()):
        return "You know whom it is about, because the work of your role needs it."
    if desk.viewer.may("open_names"):
        return "Whom it is about is closed to you until you write down a purpose."
    return "It is a pseudonym to you: whom it is about is not needed for the work of your role."
