"""Looking at a case leaves a line in the access log; opening who it is about takes a purpose, written down first.

UK GDPR Article 5(1)(b), (f): an auditor's look is for a purpose and can be accounted for. The words of the purpose
stay out of the log, which outlives what it is about.
"""

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from engine.problems import Problem
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Case, Purpose
from panel_api.services.cases import find_case
from panel_api.services.desk import Desk
from panel_api.store.looking import add_purpose, note_reading, open_purpose

OPEN_FOR: Final = dt.timedelta(hours=1)
LEAST: Final = 15
"""Characters of a purpose: less says nothing."""
_MOST: Final = 1000


def look_at(desk: Desk, reference: str, what: str = "case_viewed") -> None:
    """Note, before a case is shown, that whoever asks looks at it: in the access log and, of a person, as read.

    Raises Trouble "not-found" for a case they may not see.
    """
    with desk.database.writing() as session:
        case = find_case(session, desk, reference)
        note_reading(session, desk.viewer, case, desk.clock())
        store.log_access(session, desk.viewer, what, case.reference, desk.clock())


def open_names(session: Session, desk: Desk, reference: str, words: str) -> Case:
    """Open who a case is about to its viewer for an hour. Raises Trouble "bad-input" or "not-found"."""
    case = find_case(session, desk, reference)
    said = words.strip()
    if not LEAST <= len(said) <= _MOST:
        expected = f"{LEAST} to {_MOST:,} characters: which question of the audit needs it"
        problem = Problem("words", "a purpose is needed before names are opened", expected, "Say what it is for")
        raise Trouble("bad-input", problems=[problem])
    at = desk.clock()
    add_purpose(session, desk.viewer, case, said, at, at + OPEN_FOR)
    store.log_access(session, desk.viewer, "names_opened", case.reference, at)
    return case


def purpose_of(session: Session, desk: Desk, case: Case) -> Purpose | None:
    """The purpose for which names of this case are open to its viewer now; None for those who need none."""
    return open_purpose(session, desk.viewer, case, desk.clock()) if desk.viewer.may("open_names") else None
