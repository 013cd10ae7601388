"""The equality impact of a proposal: how groups at the same need would fare by it, and what people wrote of that.

A public authority must have due regard to the need to eliminate discrimination, advance equality of opportunity and
foster good relations (Equality Act 2010, s.149). Figures are no regard: a person weighs them and writes it down. Nobody
changes what was written; more may be written beside it. Worked out from the newest re-scoring each time it is read, and
small numbers are taken out before anybody sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from engine.equity.cases import DIMENSIONS, EquityCase
from engine.equity.measures import Measure
from engine.problems import Complaints
from engine.rulebook import Rulebook
from panel_api import store
from panel_api.models import EquityNote, Proposal, Rescoring
from panel_api.services.answers import refuse_if_any
from panel_api.services.desk import Desk
from panel_api.services.equity import ABOUT
from panel_api.services.equity_cases import groups_of, groups_said, levels_of, main_area, need_words, words_of
from panel_api.services.equity_document import document_of
from panel_api.services.proposals import find_proposal
from panel_api.services.wording import words_given
from panel_api.shelf import NoSuchRulebook
from panel_api.store import equity as kept
from panel_api.store import rescorings

COMPARED: Final = tuple(name for name in ABOUT if name != "school")
"""Schools most affected stand in the re-scoring itself."""
WHOLE: Final = ""
CHANGE: Final = Measure(
    "change", "Change of the award for a year", "pence", ("need", "place"), lambda case: case.award_pence
)
RISING: Final = Measure(
    "rising", "Awards rising", "share", ("need", "place"), lambda case: int((case.award_pence or 0) > 0)
)
FALLING: Final = Measure(
    "falling", "Awards falling", "share", ("need", "place"), lambda case: int((case.award_pence or 0) < 0)
)
BAND: Final = Measure(
    "band", "Another band at the same need", "share", ("need", "place"), lambda case: int(bool(case.overridden))
)
MEASURES: Final = (CHANGE, RISING, FALLING, BAND)


@dataclass(frozen=True, slots=True)
class Impact:
    """A proposal, its newest re-scoring, how groups would fare by it (as `equity_document`), and what was written."""

    proposal: Proposal
    rescoring: Rescoring | None
    found: dict[str, Any] | None
    notes: Sequence[EquityNote]


def impact_of(session: Session, desk: Desk, reference: str) -> Impact:
    """How groups would fare by a proposal. Raises Trouble "not-found"."""
    proposal = find_proposal(session, desk, reference).proposal
    newest = next(iter(rescorings.rescorings_of(session, proposal.id)), None)
    found = _worked_out(session, desk, newest) if newest else None
    return Impact(proposal, newest, found, kept.notes_of(session, proposal.id))


def regard_written(session: Session, proposal: Proposal) -> bool:
    """Whether anybody wrote what a proposal means for groups of people."""
    return bool(kept.notes_of(session, proposal.id))


def write_regard(session: Session, desk: Desk, reference: str, about: str, words: str) -> EquityNote:
    """Keep what somebody wrote. Raises Trouble "not-found" or "bad-input"."""
    proposal, viewer, at = find_proposal(session, desk, reference).proposal, desk.viewer, desk.clock()
    complaints = Complaints()
    if about not in (WHOLE, *COMPARED):
        complaints.add("about", "there is no such group", "one that is listed", "Choose one")
    said = words_given(complaints, "words", words, "Say what it means, and what is done about it")
    refuse_if_any(complaints)
    by = {"by_role": viewer.role, "by_reference": viewer.reference, "by_person": viewer.person}
    note = EquityNote(proposal_id=proposal.id, about=about, words=said, written_at=at, **by)
    store.log_change(session, viewer, "regard_written", proposal.reference, at, about=about or "whole")
    return kept.add_note(session, note)


def about_words(about: str) -> str:
    """What a note is about."""
    return "All of it" if about == WHOLE else DIMENSIONS[about]


def _worked_out(session: Session, desk: Desk, rescoring: Rescoring) -> dict[str, Any]:
    from engine.equity.family import report

    try:
        book: Rulebook | None = desk.shelf.book(rescoring.name)
    except NoSuchRulebook:
        book = None
    said = kept.answers_rescored(session, rescoring.id)
    cases = [_case(row, book, said.get(row.case, {})) for row in kept.rescored(session, rescoring.id)]
    return document_of(report(cases, measures=MEASURES, dimensions=COMPARED))


def _case(row: kept.Rescored, book: Rulebook | None, said: Any) -> EquityCase:
    area = main_area(book, levels_of(book, row.facts))
    return EquityCase(
        case=row.case,
        need=need_words(row.band_before),
        area=area,
        law=row.basis,
        tariff="",
        place=words_of(book, "setting", row.facts),
        groups={"partnership": row.partnership or "", **groups_of(book, row.facts, area), **groups_said(said)},
        award_pence=(row.pence_after or 0) - (row.pence_before or 0),
        overridden=row.band_before != row.band_after,
    )
