"""The choice before whoever may decide a case: what law allows, by what authority, and what went up before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import CaseReading, PutUp
from panel_api.services.asked_for import AskedFor
from panel_api.services.authority import DECIDERS
from panel_api.services.deciders import has_read
from panel_api.services.desk import Desk
from panel_api.services.held import Held
from panel_api.services.matter import Matter, present_award
from panel_api.services.outlook import Outlook
from panel_api.services.published import book_of
from panel_api.services.sitting_standing import Standing, at_sitting
from panel_api.settings import Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form needs to offer a decision. up: what a chair put up, if anything waits. outlook: what the advice
    would do to money. asked: the schools asked for, each with its question."""

    matter: Matter
    role: str
    settings: Settings
    reading: CaseReading | None = None
    up: PutUp | None = None
    at_sitting: Standing | None = None
    outlook: Outlook | None = None
    asked: Sequence[AskedFor] = ()

    @property
    def kinds(self) -> list[str]:
        """What law allows now, and what it would allow if an earlier decision is corrected, in the order of forms."""
        matter = self.matter
        found = dict.fromkeys(matter.offered())
        for each in matter.standing():
            found |= dict.fromkeys(matter.offered(each.id))
        return [kind for kind in found if kind != "carried_out" or self.role == "senior_officer"]

    @property
    def offered(self) -> bool:
        """Whether a decision is offered at all: a chair has none without a quorum at an open sitting."""
        there = self.at_sitting
        return self.role != "chair" or (there is not None and not there.missing)

    @property
    def has_read(self) -> bool:
        """Whether they opened the case since its advice was drawn up."""
        return has_read(self.reading, self.matter.advice.created_at)


def choice_of(session: Session, desk: Desk, held: Held) -> Choice | None:
    """What can be decided of a case by whoever is signed in; None where nothing can."""
    case, assessment, advice = held.case, held.assessment, held.advice
    if desk.viewer.role not in DECIDERS or case.stage != "recommended" or not held.current:
        return None
    if assessment is None or advice is None or advice.assessment_id != assessment.id:
        return None
    try:
        book = book_of(desk, case.rulebook)
    except Trouble:
        return None
    present = present_award(case, held.decisions, store.last_award(session, desk.viewer, case))
    return Choice(
        Matter(book, case, assessment, advice, desk.last_day(), held.decisions, present),
        desk.viewer.role,
        desk.settings,
        store.reading_of(session, desk.viewer, case),
        store.put_up_of(session, desk.viewer, case),
        at_sitting(session, desk, case),
        held.outlook,
        [each for each in held.asked if each.row.withdrawn_on is None],
    )
